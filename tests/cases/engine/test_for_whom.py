"""Who acts for several acts for the one that is named, and the log says so."""

from __future__ import annotations

from typing import Any

import pytest

from cases import loading, procedure
from cases.forms.acts import made_fields
from cases.law.acts import ACTS
from cases.law.refusals import NotAllowed
from cases.law.roles import Role
from cases.models import Clock, Entry, Party, PartyLink
from cases.proceeding import Actor
from cases.reading.case import history
from courtflow.rehearsal import lives
from courtflow.rehearsal.stage import Stage
from execution.models import Application
from tests.cases import make
from tests.cases.engine.records import problems

pytestmark = pytest.mark.django_db


def represented(s: Stage) -> Actor:
    """One lawyer for both plaintiffs."""
    lawyer = s.cast.users["lawyer"]
    for party in Party.objects.filter(case_id=s.case_id, side="plaintiff"):
        PartyLink.objects.create(
            party=party, user=lawyer, authority="special", agent="lawyer", valid_from=s.at
        )
    return Actor(lawyer.pk, "agent")


def two_plaintiffs() -> Stage:
    return make.stage(make.people(), subject=make.loan(plaintiffs=2))


def does(s: Stage, by: Actor, act: str, **data: Any) -> dict[str, Any]:
    done = procedure.perform(s.case_id, act, by=by, data=data, at=s.at)
    entries = Entry.objects.filter(case_id=s.case_id, act=act, seq__lte=done.seq)
    return entries.latest("seq").said


@pytest.fixture
def served() -> Stage:
    return lives._served(two_plaintiffs())


@pytest.mark.parametrize(("named", "party"), [({"party": 2}, 2), ({"party": 1}, 1), ({}, 1)])
def test_the_log_says_for_whom(served: Stage, named: dict[str, int], party: int) -> None:
    by = represented(served)
    asked = {"request": "service_address", "asked": "演示路2号"}
    said = does(served, by, "make_request", **asked, **named)
    assert (said["for"], said["facts"]["party"]) == (party, party)
    said = does(served, by, "open_incident", incident="preservation", **named)
    assert said["for"] == party and "party" not in said["facts"]
    assert problems([served.case_id]) == []


def test_one_of_several_reads_nothing_that_was_asked_for_another(served: Stage) -> None:
    by = represented(served)
    does(served, by, "make_request", request="service_address", asked="演示路2号", party=2)
    does(served, by, "open_incident", incident="preservation", party=2)
    entries = Entry.objects.filter(
        case_id=served.case_id, act__in=("make_request", "open_incident")
    )
    for no, seen in ((1, 0), (2, 2), (3, 0)):
        reader = history.Reader(party_nos=(no,), is_party=True, may_read_inner=False)
        assert sum(history._is_for(one, reader) for one in entries) == seen


def test_nobody_names_a_party_of_somebody_else(served: Stage) -> None:
    by = represented(served)
    for act, about in (("open_incident", {"incident": "preservation"}),
                       ("make_request", {"request": "paper", "asked": "演示"})):  # fmt: skip
        with pytest.raises(NotAllowed, match="not_yours"):
            does(served, by, act, party=3, **about)


def test_who_asks_for_reconsideration_uses_up_the_days_of_the_named(served: Stage) -> None:
    by = represented(served)
    [p] = loading.load([served.case_id])
    p.at = served.at
    for no in (1, 2):
        p.start("preservation_ruling_served", served.on, p.party(no))
    p.log("add_note", Actor.time())
    procedure.finish([p])
    does(served, by, "ask_reconsideration", party=2, asked="演示理由")
    states = {no: make.clock(served.case_id, "reconsideration_period", party=no).state
              for no in (1, 2)}  # fmt: skip
    assert states == {1: "running", 2: "met"}


def test_execution_is_applied_for_by_the_named_creditor() -> None:
    s = lives._effective(two_plaintiffs()).after(20)
    before = set(clocks(s))
    said = does(s, represented(s), "apply_execution", party=2)
    assert said["for"] == 2
    assert Application.objects.get(case_id=s.case_id).creditor_no == 2
    opened = set(clocks(s)) - before
    assert opened and {party for _, party in opened} == {None}, "the clocks are the case's"


def clocks(s: Stage) -> list[tuple[int, int | None]]:
    return list(Clock.objects.filter(case_id=s.case_id).values_list("no", "party_no"))


@pytest.mark.parametrize("act", ["open_incident", "apply_execution", "restore_execution"])
def test_only_who_acts_for_several_is_asked_for_whom(served: Stage, act: str) -> None:
    by = represented(served)
    for actor, asked in ((by, True), (served.cast.party("plaintiff"), False),
                         (served.cast.actor(make.BASIC, Role.CLERK), False)):  # fmt: skip
        p = loading.look(served.case_id)
        assert p is not None
        found = made_fields(p, ACTS[act], procedure.standing_of(p, actor))
        assert ("party" in found) is asked
        if asked:
            assert found["party"].required
            assert [no for no, _ in found["party"].choices] == [1, 2]  # type: ignore[attr-defined]
