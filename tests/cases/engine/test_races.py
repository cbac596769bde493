"""Two at once: who moves the case wins alone, who only adds never waits in vain."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases import enforcement
from cases.acts.filing.registering import NewCase, NewParty, file_case
from cases.law.causes import find
from cases.law.numbers import parse
from cases.law.refusals import Conflict, NotInTable, Refusal
from cases.law.roles import Role
from cases.models import Access, Case, Draft, Entry, Payment
from cases.procedure import Done, perform
from tests.cases import make
from tests.cases.engine.racing import at_once
from tests.cases.engine.records import problems
from tests.cases.make import BASIC

pytestmark = pytest.mark.django_db(transaction=True)


def filed(who: make.Cast) -> Case:
    return Case.objects.get(pk=make.stage(who).file().case_id)


def test_of_forty_who_saw_the_same_case_one_moves_it(who: make.Cast) -> None:
    case, clerk = filed(who), who.actor(BASIC, Role.CLERK)

    def register() -> Done:
        return perform(
            case.pk, "register", by=clerk, data={"procedure": "summary"}, version=case.version
        )

    answers = at_once([register] * 40)

    winners = [answer for answer in answers if isinstance(answer, Done)]
    assert len(winners) == 1
    assert [type(a) for a in answers if a not in winners] == [Conflict] * 39
    assert winners[0].stands_at == "fee_payment"
    entries = Entry.objects.filter(case=case)
    assert list(entries.values_list("act", flat=True)) == ["file", "register"]
    assert Case.objects.get(pk=case.pk).version == winners[0].version == case.version + 1
    losers = Access.objects.filter(case=case).values_list("user_id", "act", "reason")
    assert list(losers) == [(clerk.user_id, "register", "case_moved")] * 39
    assert problems([case.pk]) == []


def test_of_two_acts_that_both_move_one_finds_the_case_gone(who: make.Cast) -> None:
    case, clerk = filed(who), who.actor(BASIC, Role.CLERK)
    answers = at_once([
        lambda: perform(case.pk, "register", by=clerk, data={"procedure": "summary"}),
        lambda: perform(case.pk, "refer_to_mediation", by=clerk),
    ])  # fmt: skip
    [winner] = [answer for answer in answers if isinstance(answer, Done)]
    [loser] = [answer for answer in answers if isinstance(answer, Refusal)]
    assert isinstance(loser, NotInTable)
    assert winner.stands_at in ("fee_payment", "mediation_intake")
    assert Entry.objects.filter(case=case).count() == 2
    assert Access.objects.filter(case=case).count() == 1
    assert problems([case.pk]) == []


def test_acts_that_do_not_move_all_get_in(who: make.Cast) -> None:
    """Two who each make ten notes, both with the version they saw at the beginning."""
    case = filed(who)

    def notes(role: Role) -> list[Done]:
        by = who.actor(BASIC, role)
        return [
            perform(case.pk, "add_note", by=by, data={"note": str(n)}, version=case.version)
            for n in range(10)
        ]

    answers = at_once([lambda: notes(Role.CLERK), lambda: notes(Role.DIVISION_CHIEF)])

    taken = sorted(done.seq for answer in answers for done in answer)
    assert taken == list(range(2, 22))
    log = Entry.objects.filter(case=case).order_by("seq")
    assert list(log.values_list("seq", flat=True)) == list(range(1, 22))
    assert Case.objects.get(pk=case.pk).version == case.version
    assert Access.objects.count() == 0
    assert problems([case.pk]) == []


@pytest.mark.parametrize("turn", range(5))
def test_a_payment_and_the_sweep_come_to_the_same_in_either_order(
    who: make.Cast, turn: int
) -> None:
    """The fee is overdue; while the plaintiff pays, two sweeps prepare the judge's draft."""
    s = make.stage(who, "2025-01-06").file().act("register", procedure="summary")
    payer = who.party("plaintiff")
    calls: list[Any] = [
        lambda: perform(s.case_id, "pay_fee", by=payer, data={}),
        enforcement.sweep,
        enforcement.sweep,
    ]
    paid, *swept = at_once(calls[turn % 3 :] + calls[: turn % 3])
    assert not isinstance(paid, Exception) and not any(isinstance(x, Exception) for x in swept)
    log = Entry.objects.filter(case_id=s.case_id).order_by("seq")
    acts = ["file", "register", "prepare_draft", "pay_fee", "withdraw_draft"]
    assert list(log.values_list("act", flat=True)) == acts
    assert list(log.values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert Payment.objects.filter(case_id=s.case_id).count() == 1
    assert not Draft.objects.filter(case_id=s.case_id, closed_seq=None).exists()
    enforcement.sweep()
    assert problems([s.case_id]) == []


def test_a_judge_and_the_sweep_move_a_case_once(who: make.Cast) -> None:
    """Answers are overdue: the sweep moves the case on by law while the judge would schedule."""
    s = make.stage(who, "2025-01-06").file("ordinary").act("register", procedure="ordinary")
    s.pay().act("assign", panel=True).on_each("defendant", "serve_complaint", way="direct")
    judge = who.actor(BASIC, Role.JUDGE)
    answers = at_once([
        lambda: perform(s.case_id, "close_answers", by=judge),
        enforcement.sweep,
        lambda: perform(s.case_id, "straight_to_scheduling", by=judge),
        enforcement.sweep,
    ])  # fmt: skip
    enforcement.sweep()  # what all of them had in hand, they may have left to the next sweep
    # By law the case stood at the exchange since long before any of them came.
    assert isinstance(answers[0], NotInTable) and isinstance(answers[2], NotInTable)
    log = list(Entry.objects.filter(case_id=s.case_id).order_by("seq").values_list("seq", "act"))
    assert [seq for seq, _ in log] == list(range(1, len(log) + 1))
    assert [act for _, act in log].count("expire") == 2  # the answer's and the evidence's clocks
    assert Case.objects.get(pk=s.case_id).stands_at == "evidence_exchange"
    assert problems([s.case_id]) == []


def test_fifty_registrations_at_once_get_fifty_numbers_without_a_gap(who: make.Cast) -> None:
    clerk = who.actor(BASIC, Role.CLERK)
    ids = [make.stage(who).file().case_id for _ in range(50)]
    answers = at_once([
        lambda case_id=case_id: perform(  # type: ignore[misc]
            case_id, "register", by=clerk, data={"procedure": "summary"}
        )
        for case_id in ids
    ])  # fmt: skip
    assert [answer for answer in answers if not isinstance(answer, Done)] == []
    numbers = Case.objects.filter(pk__in=ids).values_list("number", flat=True)
    assert sorted(parse(number).serial for number in numbers) == list(range(1, 51))
    assert problems(ids) == []


def test_a_refused_registration_takes_no_number(who: make.Cast) -> None:
    clerk = who.actor(BASIC, Role.CLERK)
    ids = [filed(who).pk for _ in range(3)]
    assert perform(ids[0], "register", by=clerk, data={"procedure": "summary"})
    too_early = {"procedure": "summary", "on": date(2099, 1, 1)}
    with pytest.raises(Refusal):
        perform(ids[1], "register", by=clerk, data=too_early)
    assert perform(ids[2], "register", by=clerk, data={"procedure": "summary"})
    serials = [parse(c.number).serial for c in Case.objects.exclude(number="")]
    assert sorted(serials) == [1, 2]


# ---------------------------------------------------------------- repeated requests


def test_one_request_sent_twenty_times_at_once_is_done_once(who: make.Cast) -> None:
    """A moving act: all twenty get the same answer, to the version and the last entry."""
    case, clerk = filed(who), who.actor(BASIC, Role.CLERK)

    def register() -> Done:
        return perform(
            case.pk, "register", by=clerk, data={"procedure": "summary"}, version=case.version,
            key="k-1",
        )  # fmt: skip

    answers = at_once([register] * 20)
    told = {(a.case_id, a.seq, a.stands_at, a.version) for a in answers}
    assert told == {(case.pk, 2, "fee_payment", case.version + 1)}
    assert [a.repeated for a in answers].count(False) == 1
    assert Entry.objects.filter(case=case).count() == 2
    assert Access.objects.count() == 0


def test_a_note_sent_twenty_times_at_once_is_kept_once(who: make.Cast) -> None:
    case, clerk = filed(who), who.actor(BASIC, Role.CLERK)
    answers = at_once([
        lambda: perform(case.pk, "add_note", by=clerk, data={"note": "once"}, key="k-2")
    ] * 20)  # fmt: skip
    assert {a.seq for a in answers} == {2}
    assert Entry.objects.filter(case=case).count() == 2


def test_a_filing_sent_twenty_times_at_once_is_one_case(who: make.Cast) -> None:
    new = NewCase(
        court=who.courts[BASIC], cause_code=find("民间借贷纠纷").code,
        parties=[NewParty("plaintiff", "演示原告"), NewParty("defendant", "演示被告")],
    )  # fmt: skip
    by = who.party("plaintiff")
    answers = at_once([lambda: file_case(new, by=by, key="k-3")] * 20)
    assert {type(a) for a in answers} == {Done}, answers
    assert Case.objects.count() == 1
    assert {(a.case_id, a.seq) for a in answers} == {(Case.objects.get().pk, 1)}


def test_a_key_is_not_used_again_for_something_else(who: make.Cast) -> None:
    case, clerk = filed(who), who.actor(BASIC, Role.CLERK)
    perform(case.pk, "add_note", by=clerk, data={"note": "first"}, key="k-4")
    for act, data in (("add_note", {"note": "other"}), ("register", {"procedure": "summary"})):
        with pytest.raises(Refusal) as refused:
            perform(case.pk, act, by=clerk, data=data, key="k-4")
        assert refused.value.reason == "key_reused"
    assert Entry.objects.filter(case=case).count() == 2
    assert Case.objects.get(pk=case.pk).stands_at == "filing_review"


def test_a_repeat_gets_the_first_answer_even_when_the_case_has_moved_on(who: make.Cast) -> None:
    """What the act brought with it belongs to the answer; what came later does not."""
    s = make.stage(who, subject=make.loan()).file("small_claims")
    s.act("register", procedure="small_claims").pay().act("assign")
    clerk = who.actor(BASIC, Role.CLERK)

    def served() -> Done:
        data = {"party": 2, "way": "direct"}
        return perform(s.case_id, "serve_complaint", by=clerk, data=data, at=s.at, key="k-5")

    first = served()
    perform(s.case_id, "waive_periods", by=clerk, data={"party": 2}, at=s.at)
    again = served()
    assert again.repeated and not first.repeated
    same = ("case_id", "seq", "stands_at", "version")
    assert [getattr(first, name) for name in same] == [getattr(again, name) for name in same]
    assert Case.objects.get(pk=s.case_id).log_seq > first.seq
