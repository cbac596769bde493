"""Playing many cases: lives in turn, with what life throws in, each in one transaction."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from cases.facts import Draft
from cases.law.acts import Act
from cases.law.causes import find
from cases.law.nodes import NODES
from cases.law.periods import SHANGHAI
from cases.law.procedures import FIRST_INSTANCE, Procedure
from cases.law.refusals import Refusal
from cases.models import Case, Clock, Entry
from courtflow.rehearsal.lives import LIVES, Life
from courtflow.rehearsal.people import Cast
from courtflow.rehearsal.stage import CAUSES, CurtainFalls, Stage, Subject

FIRST_DAY = datetime(2023, 3, 1, 9, tzinfo=SHANGHAI)
TRIAL = tuple(n.code for n in NODES.values() if 9 <= n.no <= 16)


def made_up(rng: random.Random) -> Subject:
    """A subject that says it is made up."""
    cause = find(rng.choice(CAUSES))
    amount = Decimal(rng.randrange(2, 900) * 1000) if "离婚" not in cause.name else None
    return Subject(cause.code, "演示案情:本案事实均为虚构,仅供训练。", amount)


def from_facts(draft: Draft) -> Subject:
    """A subject from the facts of a real case."""
    return Subject(
        draft.cause_code, draft.facts, draft.amount, draft.plaintiffs[:3], draft.defendants[:3]
    )


# -- what life throws in ----------------------------------------------------------------------


def _wrong_step(s: Stage) -> bool:
    s.refuses("archive" if s.place != "closing_archiving" else "pay_fee")
    return True


def _first_instance_trial(s: Stage) -> bool:
    case = Case.objects.get(pk=s.case_id)
    return s.place in TRIAL and Procedure(case.procedure) in FIRST_INSTANCE


def _open_incident(s: Stage) -> bool:
    return Case.objects.filter(pk=s.case_id, incidents__closed_on=None).exists()


def _suspension(s: Stage) -> bool:
    if not _first_instance_trial(s) or _open_incident(s):
        return False
    s.act("open_incident", by="judge", incident="suspension").after(s.rng.randint(5, 40))
    s.act("close_incident", by="judge", incident="suspension")
    return True


def _extension(s: Stage) -> bool:
    running = Clock.objects.filter(
        case_id=s.case_id, kind="case", state="running", extensions=[], due_at__gt=s.at
    )
    if not _first_instance_trial(s) or not running.exists():
        return False
    s.act("ask_extension", by="judge").refuses("ask_extension", by="judge")
    s.act("decide_extension", granted=s.rng.random() < 0.8)
    return True


def _withdrawal(s: Stage) -> bool:
    if not _first_instance_trial(s):
        return False
    s.act("allow_withdrawal")
    raise CurtainFalls


def _party_dies(s: Stage) -> bool:
    if not _first_instance_trial(s) or _open_incident(s):
        return False
    s.act("open_incident", by="judge", incident="suspension").after(s.rng.randint(60, 190))
    s.act("terminate_proceedings")
    raise CurtainFalls


THROWN_IN: tuple[Callable[[Stage], bool] | None, ...] = (
    None, _wrong_step, _suspension, _extension, _withdrawal, _party_dies,
)  # fmt: skip


def _thrower(what: Callable[[Stage], bool], rng: random.Random) -> Callable[[Stage, Act], None]:
    """Throw it in once, before some act of the script where the law allows it."""
    state = {"done": False, "busy": False, "skip": rng.randint(0, 5)}

    def tell(s: Stage, act: Act) -> None:
        if state["done"] or state["busy"] or s.case_id == 0:
            return
        if state["skip"] > 0:
            state["skip"] -= 1
            return
        state["busy"] = True
        place = s.place
        state["done"] = what(s)
        state["busy"] = False
        if s.place != place:  # time moved the case on: the script no longer fits
            raise CurtainFalls

    return tell


# -- plays ------------------------------------------------------------------------------------


class Stuck(Exception):  # noqa: N818 - named as a refusal is, with words for people
    """A script does not fit the law as it is; its whole life was rolled back."""

    reason = "life_stuck"

    def __init__(self, life: str, why: Exception) -> None:
        self.life = life
        zh, en = getattr(why, "zh", None) or str(why), getattr(why, "en", None) or str(why)
        kind = getattr(why, "reason", "") or type(why).__name__
        self.zh = f"剧本“{life}”演不下去，未留下任何案件：{zh} [{kind}]"
        self.en = f"The life {life} cannot go on and left no case behind: {en} [{kind}]"
        super().__init__(self.en)

    def named(self) -> dict[str, str]:
        """For machines and for people."""
        return {"life": self.life, "reason": self.reason, "zh": self.zh, "en": self.en}


NO_WAY_ON = (Refusal, AssertionError, IndexError, ObjectDoesNotExist)
"""What a script ends in that does not fit: refused, never there, nobody and nothing found."""


@dataclass
class Played:
    """What a rehearsal came to."""

    cases: int = 0
    entries: int = 0
    refused: int = 0
    nodes_visited: set[str] = field(default_factory=set)
    outcomes: set[str] = field(default_factory=set)
    stuck: list[Stuck] = field(default_factory=list)

    def add(self, disputes: Iterable[int], refused: int) -> None:
        """Count the entries of a dispute's cases."""
        self.refused += refused
        ids = list(disputes)
        self.cases += len(ids)
        for place in Entry.objects.filter(case_id__in=ids).values_list("stands_at", flat=True):
            self.entries += 1
            (self.nodes_visited if place in NODES else self.outcomes).add(place)


def play(stage: Stage, life: Life) -> None:
    """Play one life to its end or to the curtain, as one transaction. Raises Stuck."""
    try:
        with transaction.atomic(), suppress(CurtainFalls):
            life(stage)
    except NO_WAY_ON as why:
        raise Stuck(life.__name__, why) from why


def rehearse(cast: Cast, subjects: Iterator[Subject], count: int, seed: int) -> Played:
    """Play ``count`` disputes: every life in turn, and once with each thing thrown in.

    A life that gets stuck is named and hinders no other.
    """
    played = Played()
    lives = list(LIVES.values())
    for index in range(count):
        rng = random.Random(f"{seed}:{index}")
        start = FIRST_DAY + timedelta(days=rng.randint(0, 360), minutes=rng.randint(0, 300))
        thrown = THROWN_IN[(index // len(lives)) % len(THROWN_IN)]
        stage = Stage(cast, next(subjects), start, rng)
        if thrown is not None:
            stage.tell = _thrower(thrown, rng)
        try:
            play(stage, lives[index % len(lives)])
        except Stuck as stuck:
            played.stuck.append(stuck)
            continue
        dispute = Case.objects.values_list("dispute_id", flat=True).get(pk=stage.case_id)
        played.add(
            Case.objects.filter(dispute_id=dispute).values_list("pk", flat=True), stage.refused
        )
    return played
