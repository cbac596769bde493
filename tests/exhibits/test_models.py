"""Models are followed to their last number before they come in; what leads outside does not."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from cases.materials.inspecting import inspect
from cases.materials.reasons import REASONS
from tests.exhibits import models
from tests.exhibits.media import HOSTILE_MEDIA, clip


def lying(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path


def check(data: bytes) -> str:
    """In this process, where a fault would show as one."""
    import io

    from cases.materials.judging import Unfit, judge

    try:
        return judge(io.BytesIO(data)).kind
    except Unfit as unfit:
        return unfit.reason


@pytest.mark.parametrize("name", models.GOOD)
def test_a_sound_model_is_taken_with_its_triangles(tmp_path: Path, name: str) -> None:
    triangles, made = models.GOOD[name]
    report = inspect(lying(tmp_path, made()))
    assert (report.reason, report.kind, report.facts["triangles"]) == ("", "glb", triangles)


def test_the_extent_is_that_of_what_is_placed(tmp_path: Path) -> None:
    report = inspect(lying(tmp_path, models.small()))
    assert [round(report.facts[side], 3) for side in "xyz"] == [2, 3, 0]


@pytest.mark.parametrize("name", models.HOSTILE)
def test_a_model_that_lies_or_leads_outside_is_refused_with_its_reason(name: str) -> None:
    reason, made = models.HOSTILE[name]
    assert check(made()) == reason
    assert reason in REASONS


def test_the_confined_process_says_the_same(tmp_path: Path) -> None:
    reason, made = models.HOSTILE["picture on the web"]
    assert inspect(lying(tmp_path, made())).reason == reason


@pytest.mark.parametrize("length", [4, 11, 12, 19, 20, 40, 400, 1200])
def test_the_beginning_of_a_model_never_breaks_the_check(length: int) -> None:
    cut = models.box()[:length]
    assert check(cut) in REASONS
    if length >= 12:
        assert check(cut[:8] + struct.pack("<I", len(cut)) + cut[12:]) in REASONS


def test_two_million_triangles_are_counted_in_time(tmp_path: Path) -> None:
    report = inspect(lying(tmp_path, models.sheet(2_000_000)))
    assert (report.reason, report.facts["triangles"]) == ("", 2_000_000)


# -- recordings -----------------------------------------------------------------------------------


def test_a_recording_says_how_long_it_is(tmp_path: Path) -> None:
    report = inspect(lying(tmp_path, clip(seconds=83.5)))
    assert (report.kind, report.facts) == ("mp4", {"seconds": 83.5})


@pytest.mark.parametrize("name", HOSTILE_MEDIA)
def test_recordings_that_lead_outside_or_are_two_in_one(name: str) -> None:
    answer, made = HOSTILE_MEDIA[name]
    assert check(made()) == answer
