"""Filing from a file: every good line once, every bad one named."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cases.models import Case, Entry, Grant
from cases.proof.replay import replay
from tests.cases.commands.life import World, ask, failing, make_world, moment

REAL = Path(__file__).parents[3] / ".." / "shared" / "real-cases" / "civil-facts.jsonl"
COURT = "鲁9701"


def record(no: int = 1, **about: Any) -> dict[str, Any]:
    return {"id": f"r-{no}", "cause": "民间借贷纠纷", "facts": f"被告借款{no}万元未还。"} | about


def written(folder: Path, *lines: dict[str, Any] | str | bytes) -> Path:
    path = folder / "cases.jsonl"
    raw = [
        line if isinstance(line, bytes)
        else (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)).encode()
        for line in lines
    ]  # fmt: skip
    path.write_bytes(b"\n".join(raw) + b"\n")
    return path


def test_good_lines_are_filed_by_the_first_clerk(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, record(1), record(2, amount=20000, parties={
        "plaintiffs": ["张三"], "defendants": ["李四", "某公司"], "third_parties": ["王五"],
    }))  # fmt: skip
    assert ask("file_cases", path, "--court", COURT) == {"filed": 2, "repeated": 0, "bad": []}
    first, second = Case.objects.order_by("pk")
    assert first.court == second.court == world.court
    assert second.amount == 20000
    assert list(second.parties.values_list("side", "name")) == [
        ("plaintiff", "张三"), ("defendant", "李四"), ("defendant", "某公司"), ("third", "王五"),
    ]  # fmt: skip
    entry = Entry.objects.get(case=first, seq=1)
    assert (entry.act, entry.role, entry.actor_id) == (
        "file", "clerk", world.people["clerk"].user_id,
    )  # fmt: skip
    assert replay(first.pk) == replay(second.pk) == []


def test_the_same_file_again_files_nothing(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, record(1), record(2))
    ask("file_cases", path, "--court", COURT)
    assert ask("file_cases", path, "--court", COURT) == {"filed": 0, "repeated": 2, "bad": []}
    path = written(tmp_path, record(2), record(3), record(3))
    assert ask("file_cases", path, "--court", COURT) == {"filed": 1, "repeated": 2, "bad": []}
    assert Case.objects.count() == 3


def test_another_clerk_at_the_desk_files_nothing_twice(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, record(1))
    ask("file_cases", path, "--court", COURT)
    judge = world.people["judge"].user_id
    Grant.objects.filter(court=world.court, role="clerk").update(
        valid_until=moment("2025-01-01").date()
    )
    Grant.objects.create(court=world.court, role="clerk", user_id=judge)
    assert ask("file_cases", path, "--court", COURT)["repeated"] == 1
    ask("file_cases", written(tmp_path, record(2)), "--court", COURT)
    assert Entry.objects.latest("recorded_at").actor_id == judge


def test_another_court_files_its_own(world: World, tmp_path: Path) -> None:
    make_world("鲁98")
    path = written(tmp_path, record(1))
    assert ask("file_cases", path, "--court", COURT)["filed"] == 1
    assert ask("file_cases", path, "--court", "鲁9801")["filed"] == 1


BAD: dict[str, tuple[dict[str, Any] | str | bytes, str, str]] = {
    "not JSON": ("{", "not_json", ""),
    "a list": ("[]", "not_an_object", ""),
    "no cause": ({"facts": "x"}, "missing", "cause"),
    "no facts": ({"cause": "民间借贷纠纷"}, "missing", "facts"),
    "an unknown cause": (record(cause="月球纠纷"), "unknown_cause", "cause"),
    "a negative amount": (record(amount=-1), "negative", "amount"),
    "control characters": (record(facts="一\u0000二"), "control_character", "facts"),
    "half a pair": ('{"cause": "民间借贷纠纷", "facts": "\\ud800"}', "control_character", "facts"),
    "bytes of no character": (b'{"id": "\xff\xfe"}', "not_utf8", ""),
    "another encoding": (json.dumps(record(), ensure_ascii=False).encode("gbk"), "not_utf8", ""),
    "a line without end": (b'{"facts": "' + b"x" * 5_000_000, "too_long", "line"),
    "an abyss": ("[" * 100_000, "not_json", ""),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_named_and_the_others_are_filed(
    world: World, tmp_path: Path, name: str
) -> None:
    line, reason, at_fault = BAD[name]
    path = written(tmp_path, record(1), line, "", record(2))
    words, found = failing("file_cases", path, "--court", COURT)
    assert (found["filed"], found["repeated"]) == (2, 0)
    [bad] = found["bad"]
    assert (bad["line"], bad["reason"], bad["field"]) == (2, reason, at_fault)
    assert bad["zh"] and bad["en"]
    assert "2" in words and " / " in words


def test_many_bad_lines_are_all_named(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, "{", record(1), "x", b"\xff")
    _, found = failing("file_cases", path, "--court", COURT)
    assert [bad["line"] for bad in found["bad"]] == [1, 3, 4]


def test_marks_of_other_systems_do_no_harm(world: World, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    lines = [json.dumps(record(no), ensure_ascii=False) for no in (1, 2)]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert ask("file_cases", path, "--court", COURT)["filed"] == 2


def test_an_empty_file_files_nothing(world: World, tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.touch()
    assert ask("file_cases", path, "--court", COURT) == {"filed": 0, "repeated": 0, "bad": []}


def test_a_limit_counts_records_not_blank_lines(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, "", record(1), "", record(2), record(3))
    assert ask("file_cases", path, "--court", COURT, "--limit", 2)["filed"] == 2


def test_a_training_court_takes_papers_of_a_past_day(world: World, tmp_path: Path) -> None:
    ask("file_cases", written(tmp_path, record(1)), "--court", COURT, "--at", "2025-01-06")
    assert Case.objects.get().filed_at == moment("2025-01-06", 9)
    ask("file_cases", written(tmp_path, record(2)), "--court", COURT, "--at", "2025-01-06T16:20")
    assert Case.objects.latest("pk").filed_at == moment("2025-01-06", 16) + timedelta(minutes=20)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "--court"),
        (("--court", "没有"), "没有"),
        (("--court", COURT, "--limit", "no"), "--limit"),
        (("--court", COURT, "--at", "2025-02-30"), "2025-02-30"),
        (("--court", COURT, "--at", "2099-01-01"), "future"),
        (("--court", "鲁9801", "--at", "2025-01-06"), "raining"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    world: World, tmp_path: Path, arguments: tuple[str, ...], named: str
) -> None:
    make_world("鲁98", training=False)
    words, printed = failing("file_cases", written(tmp_path, record(1)), *arguments)
    assert named in words and " / " in words
    assert printed is None
    assert not Case.objects.exists()


def test_a_missing_file_is_named(world: World, tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        words, _ = failing("file_cases", path, "--court", COURT)
        assert path.name in words


def test_a_court_without_a_clerk_says_so(world: World, tmp_path: Path) -> None:
    Grant.objects.filter(court=world.court, role="clerk").delete()
    words, _ = failing("file_cases", written(tmp_path, record(1)), "--court", COURT)
    assert "no clerk" in words


def test_people_read_what_became_of_the_lines(world: World, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("file_cases", str(written(tmp_path, record(1))), "--court", COURT,
                 "--lang", "en", stdout=out)  # fmt: skip
    assert "1 filed" in out.getvalue()


@pytest.mark.slow
def test_all_real_facts_are_filed(world: World) -> None:
    if not REAL.is_file():
        pytest.skip("the real facts are not beside the project")
    lines = len(REAL.read_text("utf-8").splitlines())
    assert ask("file_cases", REAL, "--court", COURT) == {"filed": lines, "repeated": 0, "bad": []}
    assert Case.objects.count() == lines
    assert ask("verify_log")["bad"] == []
    assert ask("file_cases", REAL, "--court", COURT)["repeated"] == lines
