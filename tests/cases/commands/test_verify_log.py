"""Whatever somebody with power over the database does to a log is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError
from psycopg2.extensions import cursor as Cursor

from cases import chain
from cases.models import Case, Clock, Entry, Remark, Rung
from cases.models.fields import seal
from cases.proof.logbook import entries, records
from tests.cases.commands.life import Life, ask, failing, make_world

pytestmark = pytest.mark.django_db(transaction=True)


def long_life() -> Life:
    """A case with some forty entries and clocks."""
    return make_world().file().to_execution()


@pytest.fixture(params=["hashed with their columns", "hashed by their body alone"])
def life(request: pytest.FixtureRequest, superuser: Cursor) -> Life:
    """A long life, committed; its entries of either kind."""
    life = long_life()
    if request.param == "hashed by their body alone":
        as_before(superuser, life.case_id)
    return life


@pytest.fixture
def superuser(admin_dsn: str, transactional_db: None) -> Iterator[Cursor]:
    """A connection that no trigger and no right holds back."""
    connection = psycopg2.connect(admin_dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
    connection.close()


def as_before(at: Cursor, case: int) -> None:
    """Write the log as it was written before entries left out of the body what columns say."""
    previous = ""
    for told in entries(case):
        assert told.body is not None
        body = chain.canonical({**told.body, "prev": previous})
        hashed = chain.digest(body)
        at.execute(
            "UPDATE cases_entry SET body = %s, hash = %s, algorithm = 'sha256', rules = NULL"
            " WHERE case_id = %s AND seq = %s", [body, hashed, case, told.seq],
        )  # fmt: skip
        previous = hashed.hex()


def write_again(at: Cursor, case: int, seq: int, change: Callable[[str], str]) -> None:
    """Change a body and hash it so that the entry by itself looks right."""
    told = entries(case)
    [before, entry] = [told[seq - 2], told[seq - 1]]
    changed = replace(entry, text=change(entry.text))
    assert changed.text != entry.text
    at.execute(
        "UPDATE cases_entry SET body = %s, hash = %s WHERE case_id = %s AND seq = %s",
        [changed.text, changed.hashed(before.hash), case, seq],
    )


def test_an_untouched_log_is_whole(life: Life) -> None:
    found = ask("verify_log")
    assert found["bad"] == []
    assert found["cases"] == 1
    assert found["entries"] == Entry.objects.count() > 20


def test_court_and_case_narrow_what_is_verified(life: Life) -> None:
    other = make_world("鲁98").file()
    assert ask("verify_log")["cases"] == 2
    assert ask("verify_log", "--court", "鲁9801")["cases"] == 1
    assert ask("verify_log", "--case", other.case_id) == {"cases": 1, "entries": 1, "bad": []}


# -- tampering: (what is done, the kinds of problem it has to show, at which entry) ------------


def edit_a_byte(at: Cursor, case: int) -> None:
    at.execute(
        "UPDATE cases_entry SET body = replace(body, '2025-01-14', '2025-01-15')"
        " WHERE case_id = %s AND seq = 5", [case],
    )  # fmt: skip


def edit_and_hash_again(at: Cursor, case: int) -> None:
    write_again(at, case, 5, lambda body: body.replace("2025-01-14", "2025-01-15"))


def swap_two(at: Cursor, case: int) -> None:
    at.execute(
        "UPDATE cases_entry SET seq = 9999 WHERE case_id = %(c)s AND seq = 4;"
        "UPDATE cases_entry SET seq = 4 WHERE case_id = %(c)s AND seq = 5;"
        "UPDATE cases_entry SET seq = 5 WHERE case_id = %(c)s AND seq = 9999", {"c": case},
    )  # fmt: skip


def delete_one(at: Cursor, case: int) -> None:
    at.execute("DELETE FROM cases_entry WHERE case_id = %s AND seq = 5", [case])


def cut_the_tail(at: Cursor, case: int) -> None:
    """The last entry only added a note: nothing of the case itself gives it away."""
    at.execute(
        "DELETE FROM cases_entry e USING cases_case c WHERE e.case_id = c.id AND c.id = %(c)s"
        " AND e.seq = c.log_seq;"
        "UPDATE cases_case c SET log_seq = log_seq - 1, stands_at = (SELECT stands_at"
        " FROM cases_entry e WHERE e.case_id = c.id AND e.seq = c.log_seq - 1)"
        " WHERE c.id = %(c)s;"
        "DELETE FROM cases_remark WHERE case_id = %(c)s AND seq >"
        " (SELECT log_seq FROM cases_case WHERE id = %(c)s)", {"c": case},
    )  # fmt: skip


def cut_a_move(at: Cursor, case: int) -> None:
    """The last three entries go, with all messages, and the case stands where it stood before."""
    at.execute(
        "DELETE FROM cases_outbox WHERE case_id = %(c)s;"
        "DELETE FROM cases_entry e USING cases_case c WHERE e.case_id = c.id AND c.id = %(c)s"
        " AND e.seq > c.log_seq - 3;"
        "UPDATE cases_case c SET log_seq = log_seq - 3, stands_at = (SELECT stands_at"
        " FROM cases_entry e WHERE e.case_id = c.id AND e.seq = c.log_seq - 3)"
        " WHERE c.id = %(c)s", {"c": case},
    )  # fmt: skip


def add_one(at: Cursor, case: int) -> None:
    at.execute(
        "INSERT INTO cases_entry SELECT (jsonb_populate_record(e, jsonb_build_object('seq',"
        " e.seq + 1, 'key', null))).* FROM cases_entry e JOIN cases_case c ON c.id = e.case_id"
        " AND c.log_seq = e.seq WHERE c.id = %s", [case],
    )  # fmt: skip


def delete_all(at: Cursor, case: int) -> None:
    at.execute("DELETE FROM cases_entry WHERE case_id = %s", [case])


def delete_the_case(at: Cursor, case: int) -> None:
    at.execute("DELETE FROM cases_case WHERE id = %s", [case])


def forge_the_last(at: Cursor, case: int) -> None:
    """A rewritten last entry, hashed anew, made so as to confuse whoever reads it."""

    def forged(body: str) -> str:
        told = json.loads(body)
        told["set"] = told.get("set", {}) | {"fee": []}
        told["clocks"] = told.get("clocks", {}) | {"²": {}}
        return chain.canonical(told)

    write_again(at, case, len(entries(case)), forged)


def change(table: str, what: str, where: str = "true") -> Callable[[Cursor, int], None]:
    def tamper(at: Cursor, case: int) -> None:
        owner = "id" if table == "cases_case" else "case_id"
        at.execute(f"UPDATE {table} SET {what} WHERE {owner} = %s AND {where}", [case])
        assert at.rowcount

    return tamper


RUNNING = "state = 'running' AND due_at IS NOT NULL"
IN_FIVE = "seq = 5"
TAMPERINGS: dict[str, tuple[Callable[[Cursor, int], None], str, int | None]] = {
    "edit a byte of a body": (edit_a_byte, "hash", 5),
    "edit a body and hash it again": (edit_and_hash_again, "prev", 6),
    "no body at all": (change("cases_entry", "body = '[]'", IN_FIVE), "unreadable", 5),
    "swap two entries": (swap_two, "column", 4),
    "delete an entry": (delete_one, "missing", 5),
    "cut the tail and reset the case": (cut_the_tail, "cut", None),
    "cut a move and reset the case": (cut_a_move, "clock_unlogged", None),
    "add an entry beyond the last": (add_one, "beyond", None),
    "delete every entry": (delete_all, "no_entries", None),
    "delete the case alone": (delete_the_case, "no_case", None),
    "forge an unreadable last entry": (forge_the_last, "unreadable", None),
    "change a hash": (change("cases_entry", r"hash = '\xaa'", IN_FIVE), "hash", 5),
    "name another algorithm": (change("cases_entry", "algorithm = 'md5'", IN_FIVE), "algorithm", 5),
    "edit the act's column": (change("cases_entry", "act = 'urge'", IN_FIVE), "column", 5),
    "edit who it was": (change("cases_entry", "actor_id = actor_id + 1", IN_FIVE), "column", 5),
    "edit the role": (change("cases_entry", "role = 'judge'", IN_FIVE), "column", 5),
    "edit the place": (change("cases_entry", "stands_at = 'hearing'", IN_FIVE), "column", 5),
    "edit when": (
        change("cases_entry", "effective_at = effective_at + interval '1 us'", IN_FIVE), "column", 5
    ),
    "the end of time": (change("cases_entry", "effective_at = 'infinity'", IN_FIVE), "column", 5),
    "edit when recorded": (
        change("cases_entry", "recorded_at = recorded_at - interval '1 day'", IN_FIVE), "column", 5
    ),
    "edit the court": (change("cases_entry", "court_id = court_id + 1", IN_FIVE), "column", 5),
    "edit where the case stands": (
        change("cases_case", "stands_at = 'closing_archiving'"), "last_elsewhere", None
    ),
    "edit the fee": (change("cases_case", "fee = fee - 0.01"), "field", None),
    "edit the number": (change("cases_case", "number = number || '0'"), "field", None),
    "edit the cause": (change("cases_case", "cause_code = '1'"), "field", None),
    "edit when it was filed": (
        change("cases_case", "filed_at = filed_at - interval '1 day'"), "field", None
    ),
    "edit a deadline": (change("cases_clock", "due_on = due_on + 1", RUNNING), "clock", None),
    "edit a deadline's instant": (
        change("cases_clock", "due_at = due_at + interval '1 day'", RUNNING), "deadline", None
    ),
    "stop a clock": (change("cases_clock", "state = 'met'", RUNNING), "clock", None),
    "make the sweep blind to a clock": (
        change("cases_clock", "next_at = NULL, next_rung = NULL", RUNNING), "rungs", None
    ),
    "exclude time": (
        change("cases_clock", """spans = '[["2025-04-05", "2025-04-20", "stay"]]'""", RUNNING),
        "clock", None,
    ),
    "give a clock to other courts": (
        change("cases_clock", "group_id = group_id + 1", RUNNING), "clock", None
    ),
    "edit a clock long ended": (
        change("cases_clock", "due_on = due_on + 1", "code = 'answer_period'"), "clock", None
    ),
    "edit a remark": (change("cases_remark", "salt = 'x'"), "text_changed", None),
}  # fmt: skip


WITH_COLUMNS = {"hash": "chain", "prev": "chain", "column": "chain"}
"""What is told apart only where the body says again what the columns say."""


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_and_named(life: Life, superuser: Cursor, name: str) -> None:
    tamper, what, seq = TAMPERINGS[name]
    if Entry.objects.filter(algorithm=chain.ALGORITHM).exists():
        what = WITH_COLUMNS.get(what, what)
    tamper(superuser, life.case_id)
    words, found = failing("verify_log", "--case", life.case_id)
    assert words
    assert found["bad"], name
    assert {problem["case"] for problem in found["bad"]} == {life.case_id}
    matching = [problem for problem in found["bad"] if problem["what"] == what]
    assert matching, found["bad"]
    if seq is not None:
        assert seq in {problem["seq"] for problem in matching}
    assert all(problem["zh"] and problem["en"] for problem in found["bad"])


def test_a_remark_taken_out_or_put_in_or_rewritten_is_found(life: Life, superuser: Cursor) -> None:
    remark = Remark.objects.filter(case_id=life.case_id).first()
    assert remark is not None

    def kinds() -> set[str]:
        return {problem["what"] for problem in failing("verify_log")[1]["bad"]}

    superuser.execute("UPDATE cases_remark SET text = %s WHERE id = %s", [seal("改"), remark.pk])
    assert kinds() == {"text_changed"}
    superuser.execute("UPDATE cases_remark SET text = 'none:AAAA' WHERE id = %s", [remark.pk])
    assert kinds() == {"text_changed"}
    superuser.execute("DELETE FROM cases_remark WHERE id = %s", [remark.pk])
    assert kinds() == {"text_missing"}
    superuser.execute(
        'INSERT INTO cases_remark (case_id, seq, name, text, salt, "inner")'
        " VALUES (%s, 1, 'note', '', '', false)",
        [life.case_id],
    )
    assert kinds() == {"text_missing", "text_unlogged"}


def test_a_clock_slipped_in_or_taken_away_is_found(life: Life, superuser: Cursor) -> None:
    superuser.execute("DELETE FROM cases_clock WHERE case_id = %s AND no = 3", [life.case_id])
    superuser.execute(
        "INSERT INTO cases_clock SELECT (jsonb_populate_record(k, '{\"no\": 99}')).*"
        " FROM cases_clock k WHERE case_id = %s AND no = 4",
        [life.case_id],
    )
    bad = failing("verify_log")[1]["bad"]
    assert {problem["what"] for problem in bad} == {"clock_missing", "clock_unlogged"}


def test_a_rung_made_up_or_taken_away_is_found(life: Life, superuser: Cursor) -> None:
    life.do("2025-08-20", "add_note", "clerk", note="已过半。")
    clock = Clock.objects.get(case_id=life.case_id, code="execution")
    fired = Rung.objects.filter(case_id=life.case_id, clock_no=clock.no)
    assert fired.exists()
    assert ask("verify_log")["bad"] == []
    superuser.execute(
        "INSERT INTO cases_rung (case_id, clock_no, deadline_no, rung, due_at, lag_ms, recorded_at)"
        " VALUES (%s, %s, %s, 7, now(), 0, now())",
        [life.case_id, clock.no, clock.deadline_no],
    )
    assert {problem["what"] for problem in failing("verify_log")[1]["bad"]} == {"rungs"}
    superuser.execute("DELETE FROM cases_rung WHERE case_id = %s", [life.case_id])
    assert {problem["what"] for problem in failing("verify_log")[1]["bad"]} == {"rungs"}


def test_what_comes_after_a_gap_is_not_called_proved(superuser: Cursor) -> None:
    life = long_life()
    delete_one(superuser, life.case_id)
    bad = failing("verify_log")[1]["bad"]
    assert ("missing", 5) in {(problem["what"], problem["seq"]) for problem in bad}
    assert ("unproved", 6) in {(problem["what"], problem["seq"]) for problem in bad}


@pytest.mark.parametrize("how", ["words = replace(words, '15', '16')", "key = 'AAAAAAAA'"])
def test_a_rule_changed_or_taken_away_is_found_where_it_is_named(
    superuser: Cursor, how: str
) -> None:
    life = long_life()
    superuser.execute("SELECT key FROM cases_clockrule WHERE words LIKE '%answer_period%15%'")
    [key] = superuser.fetchone()
    told = [e.seq for e in Entry.objects.filter(case_id=life.case_id, body__contains=key)]
    assert told
    superuser.execute(f"UPDATE cases_clockrule SET {how} WHERE key = %s", [key])
    bad = failing("verify_log")[1]["bad"]
    assert set(told) <= {problem["seq"] for problem in bad if problem["what"] == "unreadable"}


def test_no_clock_names_a_rule_of_other_words(superuser: Cursor) -> None:
    life = make_world().file()
    superuser.execute("UPDATE cases_clockrule SET words = '[]'")
    before = Case.objects.get(pk=life.case_id)
    with pytest.raises(DatabaseError, match="other words"):
        life.do("2025-01-08", "return_for_correction", "clerk", defects="缺身份证明", days=7)
        life.do("2025-01-09", "submit_correction", "litigant", note="已补")
    now = Case.objects.get(pk=life.case_id)
    assert now.log_seq == Entry.objects.filter(case_id=life.case_id).count()
    assert now.log_seq - before.log_seq <= 1


def test_a_log_goes_on_as_it_was_begun_before(superuser: Cursor) -> None:
    life = long_life()
    as_before(superuser, life.case_id)
    life.do("2025-08-20", "add_note", "clerk", note="已过半。")
    used = Entry.objects.filter(case_id=life.case_id).order_by("seq")
    assert {*used.values_list("algorithm", flat=True)} == {"sha256", chain.ALGORITHM}
    assert ask("verify_log")["bad"] == []
    last = used.last()
    assert last is not None and last.algorithm == chain.ALGORITHM
    first_new = used.filter(algorithm=chain.ALGORITHM).values_list("seq", flat=True)[0]
    superuser.execute(
        "UPDATE cases_entry SET hash = %s WHERE case_id = %s AND seq = %s",
        [b"x" * 32, life.case_id, first_new - 1],
    )
    bad = failing("verify_log")[1]["bad"]
    assert ("chain", first_new) in {(problem["what"], problem["seq"]) for problem in bad}


def test_only_the_tampered_case_is_named(life: Life, superuser: Cursor) -> None:
    world = life.world
    others = [world.file(day) for day in ("2025-04-01", "2025-04-02", "2025-04-03")]
    edit_a_byte(superuser, life.case_id)
    bad = failing("verify_log")[1]["bad"]
    assert {problem["case"] for problem in bad} == {life.case_id}
    assert ask("verify_log", "--case", others[0].case_id)["bad"] == []


def test_every_case_is_reached_however_they_are_batched(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in ("2025-04-01", "2025-04-02", "2025-04-03"):
        life.world.file(day)
    whole = [record.case["id"] for record in records()]
    assert whole == sorted(Case.objects.values_list("pk", flat=True))
    for batch in (1, 2, 4, 5):
        assert [record.case["id"] for record in records(batch=batch)] == whole


@pytest.mark.parametrize(
    "arguments",
    [("--court", "没有"), ("--case", "0"), ("--case", "x"), ("--case", "999999999")],
)
def test_what_is_not_there_is_refused_in_words(
    transactional_db: None, arguments: tuple[Any, ...]
) -> None:
    words, printed = failing("verify_log", *arguments)
    assert " / " in words
    assert printed is None
