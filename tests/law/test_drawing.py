"""The draw: nobody who is left out, chances by weight, and the same result from the same seed."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.law.drawing import Candidate, Inputs, chance, percent, reproduce, tickets

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)
CANDIDATES = st.lists(
    st.builds(
        Candidate, st.integers(1, 10**9), st.integers(0, 100_000), st.sampled_from((0, 50, 100))
    ),
    max_size=12, unique_by=lambda one: one.user_id,
)  # fmt: skip
INPUTS = st.builds(
    lambda found, points, seats, out: Inputs(
        points, tuple(found), seats,
        tuple((n, "absent") for n in out if n not in {one.user_id for one in found}),
    ),
    CANDIDATES, st.integers(1, 2000), st.integers(1, 5),
    st.lists(st.integers(1, 10**9), max_size=5, unique=True),
)  # fmt: skip


def seeds(n: int) -> list[str]:
    """The same every time."""
    rng = random.Random(26)
    return [f"{rng.getrandbits(128):032x}" for _ in range(n)]


@unhurried
@given(INPUTS, SEEDS)
def test_who_is_drawn_was_a_candidate_with_a_share_and_is_drawn_once(
    inputs: Inputs, seed: str
) -> None:
    able = {one.user_id for one in inputs.candidates if one.share and chance(one, inputs.points)}
    drawn = reproduce(inputs, seed)
    assert len(set(drawn)) == len(drawn) == min(inputs.seats, len(able))
    assert set(drawn) <= able
    assert not set(drawn) & {user for user, _ in inputs.left_out}


@unhurried
@given(INPUTS, SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(
    inputs: Inputs, seed: str, rng: random.Random
) -> None:
    shuffled = list(inputs.candidates)
    rng.shuffle(shuffled)
    other = Inputs(inputs.points, tuple(shuffled), inputs.seats, inputs.left_out)
    assert reproduce(inputs, seed) == reproduce(other, seed)
    assert inputs.as_facts() == other.as_facts()


@unhurried
@given(INPUTS, SEEDS)
def test_what_is_kept_gives_the_same_people_again(inputs: Inputs, seed: str) -> None:
    assert reproduce(Inputs.read(inputs.as_facts()), seed) == reproduce(inputs, seed)


@unhurried
@given(INPUTS, SEEDS)
def test_the_first_seat_does_not_depend_on_how_many_there_are(inputs: Inputs, seed: str) -> None:
    one = Inputs(inputs.points, inputs.candidates, 1, inputs.left_out)
    assert reproduce(one, seed) == reproduce(inputs, seed)[:1]


@unhurried
@given(st.integers(0, 50_000), st.integers(0, 50_000), st.integers(1, 1000))
def test_more_work_never_means_more_tickets(a: int, b: int, points: int) -> None:
    less, more = sorted((a, b))
    assert chance(Candidate(1, less), points) >= chance(Candidate(1, more), points)
    half = chance(Candidate(1, a, 50), points)
    assert abs(chance(Candidate(1, a, 100), points) - 2 * half) <= 1


def test_a_draw_of_another_form_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="form 2"):
        Inputs.read({**Inputs(1, ()).as_facts(), "form": 2})


def test_a_draw_written_down_once_comes_out_the_same_for_ever() -> None:
    """By hand with sha256sum, so that no change of the program changes old draws unnoticed:
    the first number of the seed, modulo the tickets, falls to whoever holds it."""
    inputs = Inputs(100, (Candidate(7, 0), Candidate(3, 300), Candidate(5, 100, 50)), 3)
    # 3: 100·10⁶/400, 5: 50·10⁶/200, 7: 100·10⁶/100
    assert tickets(inputs) == [(3, 250_000), (5, 250_000), (7, 1_000_000)]
    assert percent(inputs) == {3: 17, 5: 17, 7: 67}
    assert reproduce(inputs, "00" * 16) == GOLDEN["00" * 16]
    assert reproduce(inputs, "ab" * 16) == GOLDEN["ab" * 16]


GOLDEN = {"00" * 16: (7, 3, 5), "ab" * 16: (3, 7, 5)}

SHARES = (
    # load and share of each candidate
    ((0, 100), (0, 100), (0, 100)),
    ((100, 100), (300, 100), (900, 100)),
    ((0, 100), (0, 50)),
    ((500, 50), (250, 100), (0, 100), (10_000, 100)),
    ((0, 100), (0, 0), (40, 100)),
)


@pytest.mark.parametrize("people", SHARES)
def test_over_many_draws_everybody_gets_what_their_tickets_say(
    people: tuple[tuple[int, int], ...],
) -> None:
    """Twenty thousand fixed seeds; each share within four standard deviations of its chance."""
    inputs = Inputs(100, tuple(Candidate(n, *one) for n, one in enumerate(people, 1)))
    held = dict(tickets(inputs))
    every, drawn = sum(held.values()), Counter[int]()
    many = 20_000
    for seed in seeds(many):
        drawn.update(reproduce(inputs, seed))
    assert sum(drawn.values()) == many and set(drawn) <= set(held)
    for user, mine in held.items():
        p = mine / every
        assert abs(drawn[user] - many * p) <= 4 * (many * p * (1 - p)) ** 0.5, (user, p)


def test_consecutive_seeds_do_not_follow_one_another() -> None:
    inputs = Inputs(1, (Candidate(1, 0), Candidate(2, 0)))
    won = [reproduce(inputs, f"{n:032x}")[0] for n in range(4000)]
    changes = sum(a != b for a, b in zip(won, won[1:], strict=False))
    assert 1850 < changes < 2150 and 1850 < won.count(1) < 2150
