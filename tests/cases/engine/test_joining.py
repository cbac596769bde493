"""Coming into a case by code under the case's lock, after what fell due before."""

from __future__ import annotations

import pytest

from cases.acts.parties import joining
from cases.models import Entry, JoinCode, JoinRequest, Party, PartyLink
from courtflow.accounts.models import User
from tests.cases import make
from tests.cases.engine.racing import at_once
from tests.cases.engine.records import problems

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "演示被告1"


def sued(who: make.Cast, day: str = "2026-03-02") -> int:
    """A case against somebody whom nobody has reached."""
    case_id = make.stage(who, day).file().act("register", procedure="summary").case_id
    PartyLink.objects.filter(party__case_id=case_id, party__side="defendant").delete()
    return case_id


def namesakes(number: int) -> list[User]:
    return [
        User.objects.create(username=f"namesake{n}", display_name=NAME, is_demo=True)
        for n in range(number)
    ]


def test_of_namesakes_with_the_same_code_one_comes_in(who: make.Cast) -> None:
    case_id = sued(who)
    code = joining.code_of(case_id, 2)
    people = namesakes(6)
    answers = at_once([lambda user=user: joining.join(user, code) for user in people])
    assert sorted(answer.result for answer in answers) == ["in"] + ["unknown"] * 5
    assert PartyLink.objects.filter(party__case_id=case_id, party__no=2).count() == 1
    assert Entry.objects.filter(case_id=case_id, act="join").count() == 1
    assert problems([case_id]) == []


def test_one_person_pressing_many_times_comes_in_once(who: make.Cast) -> None:
    case_id = sued(who)
    code = joining.code_of(case_id, 2)
    [user] = namesakes(1)
    answers = at_once([lambda: joining.join(user, code)] * 6)
    assert answers == [joining.Answer("in", case_id)] * 6
    assert Entry.objects.filter(case_id=case_id, act="join").count() == 1
    assert problems([case_id]) == []


def test_asking_many_times_at_once_is_asking_once(who: make.Cast) -> None:
    case_id = sued(who)
    code = joining.code_of(case_id, 2)
    Party.objects.filter(case_id=case_id, no=2).update(name="别人")
    [user] = namesakes(1)
    answers = at_once([lambda: joining.join(user, code)] * 6)
    assert answers == [joining.Answer("waits")] * 6
    assert JoinRequest.objects.count() == 1


def test_who_looks_at_once_reads_the_same_codes(who: make.Cast) -> None:
    case_id = sued(who)
    found = at_once([lambda: joining.codes_of(case_id)] * 6)
    assert all(codes == found[0] and list(codes) == [2] for codes in found)
    assert JoinCode.objects.count() == 1


def test_what_fell_due_before_comes_first(who: make.Cast) -> None:
    """The fee was never paid: time has withdrawn the case before the person comes in."""
    case_id = sued(who, "2026-01-05")
    [user] = namesakes(1)
    assert joining.join(user, joining.code_of(case_id, 2)).result == "in"
    acts = list(Entry.objects.filter(case_id=case_id).values_list("act", flat=True))
    assert acts[-1] == "join" and len(acts) > 3
    assert problems([case_id]) == []
