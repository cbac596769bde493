"""Sittings never clash: by real connections, by the database alone, and against a plain oracle."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import loading
from cases.acts.hearings import fixing, occupying, recording
from cases.acts.hearings.recording import Window
from cases.acts.parties import authority
from cases.law.calendar import NATIONAL
from cases.law.periods import SHANGHAI
from cases.law.refusals import NotInTable, Refusal
from cases.law.roles import Role
from cases.law.sittings import next_working
from cases.models import (
    Case,
    CaseRole,
    Court,
    Entry,
    Grant,
    Hearing,
    Occupancy,
    Party,
    PartyLink,
    Room,
)
from cases.procedure import Done, perform
from cases.proceeding import Actor
from courtflow.accounts.models import User
from tests.cases import make
from tests.cases.engine.racing import at_once
from tests.cases.engine.records import problems
from tests.cases.make import BASIC

racing = pytest.mark.django_db(transaction=True)


def day() -> datetime:
    """Nine in the morning of a working day some weeks ahead."""
    on = next_working((datetime.now(SHANGHAI) + timedelta(days=30)).date(), NATIONAL)
    return datetime(on.year, on.month, on.day, 9, tzinfo=SHANGHAI)


def officer(court: Court, role: Role, name: str) -> Actor:
    user = User.objects.create(username=name, display_name=name)
    Grant.objects.create(user=user, court=court, role=role.value)
    return Actor(user.pk, role.value)


def to_be_heard(who: make.Cast, number: int) -> tuple[int, Actor]:
    """A case that waits for its hearing, with a judge and a clerk of its own."""
    case_id = make.at_place(who, "hearing_scheduling").case_id
    court = who.courts[BASIC]
    judge = officer(court, Role.JUDGE, f"法官{number}号")
    CaseRole.objects.filter(case_id=case_id, role="judge").update(user_id=judge.user_id)
    return case_id, officer(court, Role.CLERK, f"书记员{number}号")


def fix(case_id: int, by: Actor, at: datetime, room: str, act: str = "fix_hearing") -> Any:
    data = {"hearing_at": at, "room": room, "clerk": by.user_id}
    why = {"why": "改期"} if act == "move_hearing" else {}
    return perform(case_id, act, by=by, data=data | why)


def overlapping() -> list[tuple[Occupancy, Occupancy]]:
    """By looking at every pair."""
    return [
        (a, b)
        for a, b in combinations(Occupancy.objects.all(), 2)
        if (a.room_id, a.user_id) == (b.room_id, b.user_id)
        and a.starts_at < b.ends_at
        and b.starts_at < a.ends_at
    ]


def booked() -> set[int]:
    """The sittings to come; what they take up is of them and of no others."""
    coming = set(Hearing.objects.filter(result="").values_list("pk", flat=True))
    assert set(Occupancy.objects.values_list("hearing", flat=True)) == coming
    return coming


@racing
def test_of_many_who_want_one_room_no_two_overlap_and_the_losers_are_told(who: make.Cast) -> None:
    cases = [to_be_heard(who, number) for number in range(6)]
    starts = [day() + timedelta(minutes=10 * step) for step in (0, 3, 6, 9, 0, 12)]
    answers = at_once([
        lambda one=one, at=at: fix(*one, at, "第一法庭")  # type: ignore[misc]
        for one, at in zip(cases, starts, strict=True)
    ])  # fmt: skip
    won = [n for n, answer in enumerate(answers) if isinstance(answer, Done)]
    assert won and overlapping() == [] and len(booked()) == len(won)
    for n, answer in enumerate(answers):
        blocked = any(abs(starts[n] - starts[w]) < timedelta(minutes=60) for w in won if w != n)
        assert blocked is (n not in won)
        if n not in won:
            assert isinstance(answer, Refusal) and answer.reason == "sitting_clash", answer
            assert "第一法庭" in answer.zh and "taken" in answer.en
            numbers = Case.objects.exclude(pk=cases[n][0]).values_list("number", flat=True)
            assert not any(number in answer.zh for number in numbers)
    assert problems([case_id for case_id, _ in cases]) == []


@racing
def test_one_lawyer_is_not_called_into_two_rooms_at_once(who: make.Cast) -> None:
    cases = [to_be_heard(who, number) for number in range(4)]
    for case_id, _ in cases:
        links = PartyLink.objects.filter(party__case_id=case_id, party__side="plaintiff")
        links.update(user=who.users["lawyer"], authority="general")
    answers = at_once([
        lambda one=one, n=n: fix(*one, day(), f"第{n}号审判庭")  # type: ignore[misc]
        for n, one in enumerate(cases)
    ])  # fmt: skip
    losers = [answer for answer in answers if isinstance(answer, Refusal)]
    assert len(losers) == 3 and {loser.reason for loser in losers} == {"sitting_clash"}
    name = str(who.users["lawyer"])
    assert all(f"{name} {day():%Y-%m-%d} 09:00–10:00 另有庭审" in loser.zh for loser in losers)
    assert overlapping() == [] and len(booked()) == 1


@racing
def test_bookings_moves_and_cancels_all_at_once_leave_no_overlap(who: make.Cast) -> None:
    cases = [to_be_heard(who, number) for number in range(5)]
    rng = random.Random(7)

    def busy(one: tuple[int, Actor], seed: int) -> list[str]:
        own, told = random.Random(seed), []
        for _ in range(6):
            at = day() + timedelta(minutes=30 * own.randrange(6))
            act = own.choice(("fix_hearing", "move_hearing", "move_hearing", "cancel_hearing"))
            try:
                if act == "cancel_hearing":
                    perform(one[0], act, by=one[1], data={"why": "法官生病"})
                else:
                    fix(*one, at, own.choice(("第一法庭", "第二法庭")), act)
            except NotInTable:
                told.append("not_here")
            except Refusal as refusal:
                told.append(refusal.reason)
        return told

    seeds = [rng.random() for _ in cases]
    answers = at_once([
        lambda one=one, seed=seed: busy(one, seed)  # type: ignore[misc]
        for one, seed in zip(cases, seeds, strict=True)
    ])  # fmt: skip
    assert all(isinstance(answer, list) for answer in answers), answers
    assert {reason for answer in answers for reason in answer} <= {"not_here", "sitting_clash"}
    assert overlapping() == []
    booked()
    assert problems([case_id for case_id, _ in cases]) == []


# -- the database by itself ---------------------------------------------------------------------


@pytest.fixture
def court(who: make.Cast) -> Court:
    return who.courts[BASIC]


def sitting(court: Court, at: int, minutes: int, case_id: int) -> Hearing:
    starts_at = day() + timedelta(minutes=at)
    return Hearing.objects.create(
        case_id=case_id, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes),
        room="", seq=1,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("same_room", "begins", "ok"),
    [(True, 30, False), (True, 60, True), (True, 0, False), (False, 0, True), (True, -59, False)],
)
def test_the_database_itself_refuses_two_of_a_room_that_overlap(
    who: make.Cast, court: Court, same_room: bool, begins: int, ok: bool
) -> None:
    case_id = make.at_place(who, "filing_review").case_id
    rooms = [Room.objects.create(court=court, name=name) for name in "甲乙"]
    first, second = sitting(court, 0, 60, case_id), sitting(court, begins, 60, case_id)

    def take(hearing: Hearing, room: Room) -> None:
        Occupancy.objects.create(
            room=room, hearing=hearing, starts_at=hearing.starts_at, ends_at=hearing.ends_at
        )

    take(first, rooms[0])
    with transaction.atomic():
        if ok:
            take(second, rooms[0] if same_room else rooms[1])
        else:
            with pytest.raises(IntegrityError, match="one_sitting_a_room"), transaction.atomic():
                take(second, rooms[0])


BOOKINGS = st.lists(
    st.tuples(
        st.integers(0, 1),  # room
        st.sets(st.integers(0, 2), max_size=2),  # people
        st.integers(0, 24).map(lambda n: n * 5),  # begins
        st.integers(1, 12).map(lambda n: n * 5),  # minutes
    ),
    min_size=2, max_size=12,
)  # fmt: skip


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(bookings=BOOKINGS)
def test_what_is_taken_and_what_refused_is_what_looking_at_every_pair_says(
    who: make.Cast, court: Court, bookings: list[tuple[int, set[int], int, int]]
) -> None:
    people = [who.actor(BASIC, role).person for role in (Role.JUDGE, Role.CLERK, Role.MEDIATOR)]
    with transaction.atomic():
        case_id = make.stage(who).file().case_id
        rooms = [Room.objects.create(court=court, name=f"甲{n}") for n in range(2)]
        _book(bookings, rooms, people, case_id)
        transaction.set_rollback(True)


def _book(
    bookings: list[tuple[int, set[int], int, int]], rooms: list[Room], people: list[int],
    case_id: int,
) -> None:  # fmt: skip
    taken: list[tuple[int, set[int], int, int]] = []
    for room, whom, begins, minutes in bookings:
        clashes = any(
            (room == r or whom & w) and begins < b + m and b < begins + minutes
            for r, w, b, m in taken
        )
        hearing = sitting(rooms[0].court, begins, minutes, case_id)
        p = loading.look(case_id)
        assert p is not None
        try:
            occupying.occupy(p, hearing, rooms[room], {people[n]: "judge" for n in whom})
            loading.write([p])
        except Refusal as refusal:
            assert clashes and refusal.reason == "sitting_clash"
        else:
            assert not clashes
            taken.append((room, whom, begins, minutes))


# -- closed rooms ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_in_a_closed_room_nobody_sits_and_a_booked_one_is_not_closed(who: make.Cast) -> None:
    case_id, clerk = to_be_heard(who, 1)
    room = Room.objects.get(court=who.courts[BASIC], name="第二法庭")
    occupying.close(room, day(), day() + timedelta(hours=4), "检修")
    with pytest.raises(Refusal) as refused:
        fix(case_id, clerk, day() + timedelta(hours=3), "第二法庭")
    assert refused.value.reason == "sitting_clash" and "停用（检修）" in refused.value.zh
    fix(case_id, clerk, day() + timedelta(hours=4), "第二法庭")
    with pytest.raises(Refusal):
        occupying.close(room, day(), day() + timedelta(hours=5), "检修")


# -- the guards -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_day_off_is_refused_and_the_next_working_day_named(who: make.Cast) -> None:
    case_id, clerk = to_be_heard(who, 1)
    off = day()
    while NATIONAL.is_working(off.date()):
        off += timedelta(days=1)
    with pytest.raises(Refusal) as refused:
        fix(case_id, clerk, off, "第一法庭")
    assert refused.value.reason == "court_does_not_sit"
    assert refused.value.about["first"] == next_working(off.date(), NATIONAL).isoformat()


@pytest.mark.django_db
def test_a_case_that_leaves_its_hearing_gives_up_the_room(who: make.Cast) -> None:
    case_id, clerk = to_be_heard(who, 1)
    fix(case_id, clerk, day(), "第一法庭")
    assert Occupancy.objects.filter(hearing__case_id=case_id).count() == 3
    judge = Actor(CaseRole.objects.get(case_id=case_id, role="judge").user_id, "judge")
    perform(case_id, "allow_withdrawal", by=judge, data={"why": "撤诉"})
    assert not Occupancy.objects.exists()
    assert list(Hearing.objects.values_list("result", flat=True)) == ["cancelled"]


@pytest.mark.django_db
def test_a_moved_hearing_keeps_its_uid_and_counts_on(who: make.Cast) -> None:
    case_id, clerk = to_be_heard(who, 1)
    fix(case_id, clerk, day(), "第一法庭")
    fix(case_id, clerk, day() + timedelta(minutes=30), "第二法庭", "move_hearing")
    before, after = Hearing.objects.filter(case_id=case_id).order_by("pk")
    assert (before.result, after.result) == ("moved", "")
    assert (before.uid, after.sequence) == (after.uid, before.sequence + 1)
    assert set(Occupancy.objects.values_list("hearing", flat=True)) == {after.pk}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "agreed", "room", "reason"),
    [
        ("online", (), "第一法庭", "not_agreed_online"),
        ("online", (1,), "第一法庭", "not_agreed_online"),
        ("online", (1, 2), "第三法庭", "room_not_online"),
        ("online", (1, 2), "第一法庭", ""),
        ("mixed", (), "第一法庭", "nobody_agreed_online"),
        ("mixed", (2,), "第一法庭", ""),
        ("in_person", (), "第三法庭", ""),
    ],
)
def test_who_is_heard_online_agreed_to_it(
    who: make.Cast, mode: str, agreed: tuple[int, ...], room: str, reason: str
) -> None:
    case_id, clerk = to_be_heard(who, 1)
    for party in agreed:
        perform(case_id, "agree_online", by=clerk, data={"party": party, "opinion": "agreed"})
    data = {"hearing_at": day(), "room": room, "mode": mode}
    if not reason:
        perform(case_id, "fix_hearing", by=clerk, data=data)
        return
    with pytest.raises(Refusal) as refused:
        perform(case_id, "fix_hearing", by=clerk, data=data)
    assert refused.value.reason == reason


@pytest.mark.django_db
def test_a_word_taken_back_counts_no_longer(who: make.Cast) -> None:
    case_id, clerk = to_be_heard(who, 1)
    for opinion in ("agreed", "declined"):
        perform(case_id, "agree_online", by=clerk, data={"party": 1, "opinion": opinion})
    perform(case_id, "agree_online", by=clerk, data={"party": 2, "opinion": "agreed"})
    with pytest.raises(Refusal) as refused:
        fix_online = {"hearing_at": day(), "room": "第一法庭", "mode": "online"}
        perform(case_id, "fix_hearing", by=clerk, data=fix_online)
    assert "演示原告" in refused.value.zh and "演示被告" not in refused.value.zh


@pytest.mark.django_db
def test_what_is_done_with_a_record_is_in_the_log(who: make.Cast) -> None:
    case_id, clerk = to_be_heard(who, 1)
    fix(case_id, clerk, day(), "第一法庭")
    hearing = Hearing.objects.get(case_id=case_id)
    recording.save(hearing, clerk.person, "审判员：现在开庭。", Window())
    recording.close(hearing, clerk)
    recording.correct(hearing, 1, who.party("plaintiff"), "漏记一句。")
    recording.sign(hearing, 1, who.party("plaintiff"))
    recording.refuse(hearing, 2, clerk, "未到庭")
    acts = list(Entry.objects.filter(case_id=case_id).values_list("act", flat=True))
    assert acts[-4:] == ["close_record", "correct_record", "sign_record", "refuse_record"]
    assert "漏记" not in str(Entry.objects.filter(case_id=case_id).values_list("body"))
    assert problems([case_id]) == []


@pytest.mark.django_db
def test_two_rehearsed_at_one_instant_in_one_room_sit_one_after_the_other(who: make.Cast) -> None:
    stages = [make.at_place(who, "hearing_scheduling") for _ in range(3)]
    for s in stages:
        s.at = stages[0].at
        s.act("fix_hearing", hearing_at=5, room="第一法庭")
    assert Hearing.objects.filter(result="").count() == 3
    assert overlapping() == []


@pytest.mark.django_db
def test_an_agent_whose_authority_ended_is_free_again(who: make.Cast) -> None:
    case_id, clerk = to_be_heard(who, 1)
    lawyer = who.users["lawyer"]
    party = Party.objects.get(case_id=case_id, side="plaintiff")
    link = PartyLink.objects.create(
        party=party, user=lawyer, authority="general", valid_from=datetime.now(SHANGHAI)
    )
    fix(case_id, clerk, day(), "第一法庭")
    assert Occupancy.objects.filter(user=lawyer).count() == 1
    authority.end(link.pk, lawyer)
    assert not Occupancy.objects.filter(user=lawyer).exists()
    assert Occupancy.objects.filter(hearing__case_id=case_id).count() == 3


@pytest.mark.django_db
def test_who_was_allowed_to_go_on_offline_agrees_no_longer(who: make.Cast) -> None:
    case_id, clerk = to_be_heard(who, 1)
    for party in (1, 2):
        perform(case_id, "agree_online", by=clerk, data={"party": party, "opinion": "agreed"})
    asked = perform(
        case_id, "make_request", by=who.party("plaintiff"),
        data={"request": "offline", "asked": "网络不便"},
    )  # fmt: skip
    assert fixing.agreed_online(case_id) == {1, 2}, "asked is not granted"
    answer = {"asked": asked.seq, "verdict": "granted"}
    perform(case_id, "answer_request", by=clerk, data=answer)
    assert fixing.agreed_online(case_id) == {2}
    perform(case_id, "agree_online", by=clerk, data={"party": 1, "opinion": "agreed"})
    assert fixing.agreed_online(case_id) == {1, 2}


@pytest.mark.django_db
def test_an_agent_who_comes_in_later_is_taken_up_too_unless_sitting_elsewhere(
    who: make.Cast,
) -> None:
    lawyer = who.users["lawyer"]
    for number, room in enumerate(("第一法庭", "第二法庭")):
        case_id, clerk = to_be_heard(who, number)
        fix(case_id, clerk, day(), room)
        party = Party.objects.get(case_id=case_id, side="plaintiff")
        link = PartyLink.objects.create(
            party=party, user=lawyer, authority="general", valid_from=datetime.now(SHANGHAI),
            confirmed_at=None,
        )  # fmt: skip
        authority.confirm(link.pk, who.users["clerk"])
        assert PartyLink.objects.live().filter(pk=link.pk).exists()
        assert Occupancy.objects.filter(user=lawyer).count() == 1
    assert overlapping() == []
