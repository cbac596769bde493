"""When messages go out: the pauses between attempts and the hours of quiet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cases.law.periods import SHANGHAI
from cases.notices import timing


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 120), (5, 720), (6, None), (7, None)]
)
def test_each_pause_is_longer_until_nobody_tries(attempts: int, minutes: int | None) -> None:
    pause = timing.pause_after(attempts)
    assert pause == (None if minutes is None else timedelta(minutes=minutes))


def test_an_attempt_is_over_before_the_next() -> None:
    assert timing.PAUSES[1] >= timing.LEASE
    assert list(timing.PAUSES) == sorted(timing.PAUSES)


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("07:59", True),
     ("08:00", False), ("12:00", False)],
)  # fmt: skip
def test_people_are_left_in_peace_from_nine_to_eight(clock: str, quiet: bool) -> None:
    local = datetime.fromisoformat(f"2026-01-05T{clock}").replace(tzinfo=SHANGHAI)
    assert timing.is_quiet(local) is quiet
    assert timing.is_quiet(local.astimezone(tz=None)) is quiet
