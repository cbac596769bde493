"""Publishing a calendar year at the command line."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases import procedure
from cases.law.calendar import NATIONAL
from cases.models import CalendarYear, Clock, Entry, SetAside
from tests.cases.commands.life import World, ask, failing


def file_of(tmp_path: Path, **changed: Any) -> Path:
    """The shipped year 2025 with one more day off, on which a filing review of 01-06 ends."""
    told = {
        "year": 2025,
        "off": [str(day) for day in sorted(NATIONAL.off) if day.year == 2025] + ["2025-01-13"],
        "makeup": [str(day) for day in sorted(NATIONAL.makeup) if day.year == 2025],
        "version": "2025.corrected",
        "source": "演示通知",
        **changed,
    }
    path = tmp_path / "year.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def due(case_id: int) -> date | None:
    found: date | None = Clock.objects.get(
        case_id=case_id, code="filing_review", basis="statutory"
    ).due_on
    return found


def test_a_published_year_moves_what_it_touches_once(world: World, tmp_path: Path) -> None:
    life, earlier = world.file("2025-01-06"), world.file("2025-01-03")
    assert (due(life.case_id), due(earlier.case_id)) == (date(2025, 1, 13), date(2025, 1, 10))
    path = file_of(tmp_path)
    found = ask("publish_year", path)
    assert found == {"year": 2025, "version": "2025.corrected", "cases": 1, "set_aside": []}
    assert (due(life.case_id), due(earlier.case_id)) == (date(2025, 1, 14), date(2025, 1, 10))
    row = CalendarYear.objects.get()
    assert (row.year, row.source) == (2025, "演示通知")
    assert ask("publish_year", path)["cases"] == 0
    assert CalendarYear.objects.get().published_at == row.published_at
    assert Entry.objects.filter(act="recompute").count() == 1


def test_where_a_case_is_set_aside_the_command_fails_and_names_it(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = world.file("2025-01-06"), world.file("2025-01-06")
    finish = procedure.finish

    def stumbling(proceedings: Any, **options: Any) -> None:
        if any(p.case.pk == bad.case_id for p in proceedings):
            raise LookupError("a broken row")
        finish(proceedings, **options)

    monkeypatch.setattr(procedure, "finish", stumbling)
    path = str(file_of(tmp_path))
    words, found = failing("publish_year", path)
    assert (found["cases"], found["set_aside"]) == (1, [bad.case_id])
    assert str(bad.case_id) in words and "set aside" in words
    assert due(good.case_id) == date(2025, 1, 14)
    assert SetAside.objects.get().case_id == bad.case_id
    out = io.StringIO()
    with pytest.raises(CommandError, match=f"set aside.*: {bad.case_id}"):
        call_command("publish_year", path, "--lang", "en", stdout=out)
    assert out.getvalue() == "2025 is published (2025.corrected); deadlines moved in 0 cases\n"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"year": NATIONAL.known_until.year + 2, "off": [], "makeup": []}, "publish"),
        ({"makeup": ["2025-01-13"]}, "in off too"),
        ({"version": NATIONAL.version}, "names another content"),
        ({"version": "taken"}, "names another content"),
    ],
    ids=["a gap", "a day twice", "the shipped version", "a version of another year"],
)
def test_a_year_that_does_not_fit_leaves_nothing(
    world: World, tmp_path: Path, changed: dict[str, Any], named: str
) -> None:
    CalendarYear.objects.create(year=2024, version="taken")
    life = world.file("2025-01-06")
    before = due(life.case_id)
    words, printed = failing("publish_year", str(file_of(tmp_path, **changed)))
    assert named in words and printed is None
    assert CalendarYear.objects.count() == 1
    assert due(life.case_id) == before


def test_a_file_that_is_not_there_is_named(db: None, tmp_path: Path) -> None:
    words, printed = failing("publish_year", str(tmp_path / "none.json"))
    assert "none.json" in words and printed is None
    words, printed = failing("publish_year", str(tmp_path))
    assert printed is None
