"""What comes of an act beside what the table says of it: the modules of each subject say so here.

Every act, arrival, expiry and outcome looks up what was registered for its code, and does it in
the order of registration.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.dispatch import Signal

from cases.law.acts import ACTS
from cases.law.running import RunningClock
from cases.procedure.deeds import Deed
from cases.proceeding import Proceeding

case_entered = Signal(use_caching=True)
"""Sent inside the transaction when a case has come to a node or outcome; receivers only keep or
amend records, and may refuse by raising Refusal. Arguments: proceeding, place, and source, which
is empty for a new case."""

Leaves = Callable[[Proceeding, Deed], None]
Supposed = Callable[[Proceeding, Deed], None]
RestsOn = Callable[[Proceeding, Deed], list[str]]
Arrives = Callable[[Proceeding, str], None]
Expires = Callable[[Proceeding, RunningClock], None]
Answers = Callable[[Proceeding], None]

LEFT_BEHIND: dict[str, list[Leaves]] = {}
IF_GRANTED: dict[str, Supposed] = {}
PROOFS: dict[str, RestsOn] = {}
ON_ARRIVAL: dict[str, list[Arrives]] = {}
AT_EXPIRY: dict[str, list[Expires]] = {}
ANSWERS: list[Answers] = []

_Effect = TypeVar("_Effect", bound=Callable[..., None])


def _also(
    effects: dict[str, list[_Effect]], codes: tuple[str, ...]
) -> Callable[[_Effect], _Effect]:
    def register(effect: _Effect) -> _Effect:
        for code in codes:
            effects.setdefault(code, []).append(effect)
        return effect

    return register


def leaves(*acts: str) -> Callable[[Leaves], Leaves]:
    """Register what acts leave behind; runs before the move."""
    unknown = set(acts) - ACTS.keys()
    assert not unknown, unknown
    return _also(LEFT_BEHIND, acts)


def arriving(*places: str) -> Callable[[Arrives], Arrives]:
    """Register what coming to a node or outcome is in itself, whichever way it was reached; told
    where the case came from."""
    return _also(ON_ARRIVAL, places)


def at_expiry(*clocks: str) -> Callable[[Expires], Expires]:
    """Register what else happens by law when a clock of this code runs out."""
    return _also(AT_EXPIRY, clocks)


def if_granted(act: str) -> Callable[[Supposed], Supposed]:
    """Register what follows when somebody else grants what this act asks for: it is shown with the
    act, and happens when it is granted."""

    def register(follows: Supposed) -> Supposed:
        IF_GRANTED[act] = follows
        return follows

    return register


def rests_on(*acts: str) -> Callable[[RestsOn], RestsOn]:
    """Register what an act rests on, as lines that change whenever a proof does."""

    def register(rests: RestsOn) -> RestsOn:
        PROOFS.update(dict.fromkeys(acts, rests))
        return rests

    return register


def answering(answer: Answers) -> Answers:
    """Register who brings the outcome of a case to the cases it is linked to."""
    ANSWERS.append(answer)
    return answer
