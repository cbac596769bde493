"""Who speaks when, whose vote counts, and what the votes carry: by the articles alone."""

from __future__ import annotations

import random

import pytest

from cases.law.deliberation import KINDS, Bench, Kind, Member, may_sit, tally

PRESIDING, CHARGE, JUDGE, LAY, LAY2 = 1, 2, 3, 4, 5
MIXED = Bench((Member(PRESIDING, presides=True), Member(CHARGE, is_in_charge=True),
               Member(LAY, is_lay=True)))  # fmt: skip
JUDGES = Bench((Member(PRESIDING, presides=True), Member(CHARGE, is_in_charge=True),
                Member(JUDGE)))  # fmt: skip
LARGE = Bench((Member(1, presides=True), Member(2, is_in_charge=True), Member(3),
               *(Member(n, is_lay=True) for n in (4, 5, 6, 7))))  # fmt: skip


def order(bench: Bench, kind: Kind) -> list[set[int]]:
    """Who may speak, turn by turn."""
    spoken: set[int] = set()
    turns = []
    while missing := [one for one in bench.voters(kind) if one.user not in spoken]:
        now = {one.user for one in missing if not bench.before(one, kind, spoken)}
        turns.append(now)
        spoken |= now
    return turns


def test_lay_assessors_speak_before_judges_and_the_presiding_judge_last() -> None:
    """陪审员法解释 12."""
    for kind in KINDS:
        assert order(MIXED, kind) == [{LAY}, {CHARGE}, {PRESIDING}]
    assert order(LARGE, "fact") == [{4, 5, 6, 7}, {2, 3}, {1}]


def test_among_judges_the_judge_in_charge_begins_but_on_the_outcome_all_alike() -> None:
    """合议庭规定(2002) 10."""
    assert order(JUDGES, "fact") == order(JUDGES, "law") == [{CHARGE}, {JUDGE}, {PRESIDING}]
    assert order(JUDGES, "outcome") == [{CHARGE, JUDGE}, {PRESIDING}]


def test_a_presiding_judge_in_charge_speaks_last_all_the_same() -> None:
    bench = Bench((Member(1, is_in_charge=True, presides=True), Member(2), Member(3)))
    assert order(bench, "fact") == [{2, 3}, {1}]


def test_in_a_panel_of_seven_assessors_vote_on_facts_alone() -> None:
    """陪审员法 22: they may speak on the law, and nobody waits for it."""
    assert {one.user for one in LARGE.voters("fact")} == set(range(1, 8))
    for kind in ("law", "outcome"):
        assert {one.user for one in LARGE.voters(kind)} == {1, 2, 3}
        assert order(LARGE, kind) == [{2, 3}, {1}]
    assert {one.user for one in MIXED.voters("law")} == {PRESIDING, CHARGE, LAY}


def test_nobody_hears_whoever_speaks_with_or_after_them_before_they_have_spoken() -> None:
    lay, charge, presiding = (MIXED.member(n) for n in (LAY, CHARGE, PRESIDING))
    assert lay and charge and presiding
    assert MIXED.hears(presiding, charge, "fact", {LAY, CHARGE})
    assert not MIXED.hears(lay, charge, "fact", {CHARGE})
    assert MIXED.hears(lay, charge, "fact", {LAY, CHARGE})
    first, second = (LARGE.member(n) for n in (4, 5))
    assert first and second
    assert not LARGE.hears(first, second, "fact", {5})


@pytest.mark.parametrize(
    ("votes", "carried", "split"),
    [
        ({1: 1, 2: 1, 3: 2}, 1, False),
        ({1: 1, 2: 2, 3: 3}, None, True),
        ({1: 1, 2: 1}, None, False),  # all have to vote, even if they could change nothing
        ({1: 2, 2: 2, 3: 2}, 2, False),
        ({1: 1, 2: 1, 3: 2, 99: 2}, 1, False),  # whoever does not sit does not count
    ],
)  # fmt: skip
def test_more_than_half_carry_a_point(
    votes: dict[int, int], carried: int | None, split: bool
) -> None:
    found = tally(JUDGES, "law", votes)
    assert (found.carried, found.is_split) == (carried, split)


def test_four_assessors_can_carry_a_fact_against_the_judges_and_nothing_else() -> None:
    votes = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 2}
    assert tally(LARGE, "fact", votes).carried == 2
    assert tally(LARGE, "law", votes).carried == 1


def test_over_any_votes_a_majority_is_more_than_half_of_those_who_vote() -> None:
    rng = random.Random(45)
    for _ in range(500):
        bench = rng.choice([MIXED, JUDGES, LARGE])
        kind: Kind = rng.choice(list(KINDS))
        voters = [one.user for one in bench.voters(kind)]
        votes = {user: rng.randint(1, 4) for user in bench.users if rng.random() < 0.95}
        found = tally(bench, kind, votes)
        cast = [votes[user] for user in voters if user in votes]
        most = [no for no in set(cast) if 2 * cast.count(no) > len(voters)]
        expected = most[0] if most and len(cast) == len(voters) else None
        assert found.carried == expected


@pytest.mark.parametrize(
    ("judges", "assessors", "may"),
    [(3, 0, True), (5, 0, True), (1, 0, False), (2, 0, False), (4, 0, False), (2, 1, True),
     (1, 2, True), (0, 3, False), (3, 4, True), (3, 2, False), (4, 3, False), (5, 2, False)],
)  # fmt: skip
def test_how_many_make_a_panel(judges: int, assessors: int, may: bool) -> None:
    """CPL 40; 陪审员法 14."""
    assert may_sit(judges, assessors) is may


def test_seven_judges_are_no_large_panel_and_four_assessors_make_one() -> None:
    judges = Bench(tuple(Member(n, presides=n == 1) for n in range(1, 8)))
    assert len(judges.voters("law")) == 7 and judges.may_sit
    left = Bench(LARGE.members[1:])
    assert {one.user for one in left.voters("law")} == {2, 3} and not left.may_sit
    assert MIXED.may_sit and not Bench(JUDGES.members[:2]).may_sit
