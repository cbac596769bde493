"""The demo: some two hundred cases spread over every node and outcome, in every light."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest

from django.db import Error, connection, transaction

from cases import loading
from cases.law.acts import Act
from cases.law.nodes import NODES
from cases.law.overrides import rules_of
from cases.law.periods import Unit
from cases.law.procedures import Procedure
from cases.law.refusals import Refusal
from cases.models import Case, Clock, ClockGroup
from courtflow.rehearsal import evidence, lives, order
from courtflow.rehearsal.lives import LIVES, Life
from courtflow.rehearsal.people import Cast
from courtflow.rehearsal.play import Stuck, made_up, play
from courtflow.rehearsal.stage import CurtainFalls, Stage

Tell = Callable[[Stage, Act], None]

THROUGH: dict[str, tuple[Life, ...]] = {
    "filing_review": (lives.summary_paid_in_full, lives.papers_mended),
    "filing_correction": (lives.papers_never_mended, lives.papers_mended),
    "fee_payment": (lives.summary_paid_in_full, lives.fee_never_paid),
    "case_assignment": (lives.summary_paid_in_full, lives.long_and_hard),
    "mediation_intake": (lives.settled_confirmed_breached, lives.nobody_mediates),
    "mediation": (lives.settled_confirmed_breached, lives.mediation_withdrawn),
    "agreement_signing": (lives.settled_confirmed_breached,),
    "judicial_confirmation": (lives.settled_confirmed_breached, lives.confirmation_refused),
    "complaint_service": (lives.summary_paid_in_full, lives.long_and_hard),
    "answer_period": (lives.long_and_hard, lives.summary_paid_in_full),
    "evidence_period": (lives.small_to_summary_to_ordinary, lives.long_and_hard),
    "evidence_exchange": (lives.long_and_hard, lives.served_by_public_notice),
    "hearing_scheduling": (lives.summary_paid_in_full, lives.appealed_affirmed),
    "hearing": (lives.summary_paid_in_full, lives.long_and_hard),
    "deliberation": (lives.long_and_hard, lives.appealed_affirmed),
    "judgment_drafting": (lives.summary_paid_in_full, lives.appealed_affirmed),
    "judgment_service": (lives.summary_paid_in_full, lives.mediated_in_court),
    "appeal_period": (lives.summary_paid_in_full, lives.appealed_affirmed),
    "appeal_transfer": (lives.appealed_affirmed, lives.refused_appealed_affirmed),
    "execution_filing": (lives.summary_paid_in_full, lives.execution_not_accepted),
    "execution_notice": (lives.summary_paid_in_full, lives.execution_refused),
    "asset_control": (lives.nothing_found_restored, lives.execution_terminated),
    "asset_valuation": (lives.auction_fails_twice,),
    "online_auction": (lives.auction_fails_twice,),
    "proceeds_distribution": (lives.auction_fails_twice, lives.summary_paid_in_full),
    "closing_archiving": (lives.small_claims_final, lives.withdrawn_in_trial),
}  # fmt: skip
"""For each node, lives that go through it."""

EXCHANGED = ("evidence_exchange", "hearing")
"""Where demo cases have evidence with files, put and answered online."""
SHARES = {"A": (0.15, 0.5, 0.8), "B": (0.2, 0.75, 1.0, 2.0), "C": (0.2, 0.7, 0.9, 1.3, 1.6)}
"""How much of the node's limit has passed, so that every light is to be seen."""

LATE, LATE_CASES, DAYS_LEFT = "late", 4, 10
"""Hearings fixed so late that so few days of the trial's own period are left: no limit of a node is
long enough to be orange, the period beside it is."""
OFTEN = 0.12
"""How often an incident suspends a case."""
PATIENCE = 10.0
"""So many seconds the lock is waited for."""


def plan(lived: int) -> list[tuple[str, int]]:
    """What to play, in order: every node in several lights, and whole lives between them."""
    lights = {node: len(SHARES[NODES[node].expiry]) for node in THROUGH}
    at_nodes = [(node, index) for node, count in lights.items() for index in range(count)]
    random.Random(26).shuffle(at_nodes)
    whole = [("", index) for index in range(lived)]
    mixed = [item for pair in zip_longest(at_nodes, whole) for item in pair if item is not None]
    return mixed + [(LATE, index) for index in range(LATE_CASES)]


class BeingSeeded(Refusal):
    """Two at once would each play what the other one plays."""

    reason = "demo_being_seeded"
    words = (
        "演示案件正由另一进程演入，请待其结束；中断后再次启动会自动续演。",
        "Another process is playing the demo cases: let it finish; an interrupted one is gone on "
        "with at the next start.",
    )


@dataclass
class Seeded:
    """What one run did: disputes played, and lives left out since their script did not fit."""

    played: int = 0
    stuck: list[Stuck] = field(default_factory=list)


def seed(cast: Cast, *, lived: int = 75) -> Seeded:
    """Fill the demo courts; goes on where an interrupted run stopped, alone.

    A life that gets stuck is left out. Raises BeingSeeded while another process is at it.
    """
    _take(cast.group.pk)
    try:
        order.lay_down(cast, loading.effective_now(cast.group.pk).date())
        seeded, todo = Seeded(), plan(lived)
        first = ClockGroup.objects.values_list("seeded", flat=True).get(pk=cast.group.pk)
        for number in range(first, len(todo)):
            try:
                _play(cast, number, *todo[number])
            except Stuck as stuck:
                seeded.stuck.append(stuck)
                _count(cast, number)
            else:
                seeded.played += 1
        return seeded
    finally:
        _leave(cast.group.pk)


def _play(cast: Cast, number: int, node: str, index: int) -> None:
    rng = random.Random(number)
    now = loading.effective_now(cast.group.pk)
    with transaction.atomic():
        if node == LATE:
            _stand_at(cast, "hearing", 0, now, rng, _leaves_little)
        elif node:
            _stand_at(cast, node, index, now, rng)
        else:
            _live(cast, index, now, rng)
        _count(cast, number)


def _count(cast: Cast, number: int) -> None:
    """This one is done. Whoever lost the lock with a connection finds it done by another."""
    mine = ClockGroup.objects.filter(pk=cast.group.pk, seeded=number)
    if not mine.update(seeded=number + 1):
        raise BeingSeeded()


def _take(group_id: int) -> None:
    """Be the only one; one who has just been killed may need a moment to be gone."""
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext('seed_demo'), %s)", [group_id])
            if cursor.fetchone()[0]:
                return
            if time.monotonic() > until:
                raise BeingSeeded()
            time.sleep(0.2)


def _leave(group_id: int) -> None:
    with suppress(Error), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext('seed_demo'), %s)", [group_id])


def _live(cast: Cast, index: int, now: datetime, rng: random.Random) -> None:
    """A whole life: cut midway, or left where its script leaves it, some days ago."""
    life = list(LIVES.values())[index % len(LIVES)]
    subject, chance = made_up(rng), rng.random()
    took, ended = _length(cast, life, "", now, chance)
    since = timedelta(days=rng.randint(1, 240 if ended else 9), minutes=rng.randint(0, 400))
    start = now - took * rng.uniform(0.2, 0.9) if index % 3 == 2 else now - took - since
    stage = Stage(cast, subject, start, random.Random(chance), until=now)
    play(stage, life)
    _settle(stage, now, rng)


def _length(
    cast: Cast, life: Life, node: str, now: datetime, chance: float, tell: Tell | None = None
) -> tuple[timedelta, bool]:
    """How long a life takes to its end or to a node, and whether it ends at an outcome."""
    began = now - timedelta(days=900)
    trial = Stage(cast, made_up(random.Random(chance)), began, random.Random(chance), stop_at=node)
    trial.tell = tell
    with transaction.atomic():
        play(trial, life)
        dispute = Case.objects.get(pk=trial.case_id).dispute_id
        ended = not Case.objects.filter(dispute_id=dispute, stands_at__in=NODES).exists()
        transaction.set_rollback(True)
    return trial.at - began, ended


def _days_of(node: str) -> float:
    statutory, management = rules_of(node, Procedure.SUMMARY)
    rule = statutory or management
    assert rule is not None
    return rule.limit.amount * (1.4 if rule.limit.unit is Unit.WORKING_DAYS else 1)


def _leaves_little(s: Stage, _: Act) -> None:
    """The hearing is fixed only when little of the trial's period will be left here and now."""
    running = Clock.objects.filter(case_id=s.case_id, kind="case", state="running")
    due = running.order_by("due_at").values_list("due_at", flat=True).first()
    if s.place == "hearing_scheduling" and due is not None:
        stands = _days_of("hearing") * SHARES[NODES["hearing"].expiry][0]
        s.go_to(due - timedelta(days=DAYS_LEFT + stands))


def _stand_at(
    cast: Cast, node: str, index: int, now: datetime, rng: random.Random, tell: Tell | None = None
) -> None:
    """Play a life twice: once to see how long it takes to get there, once to be there now."""
    life = THROUGH[node][index % len(THROUGH[node])]
    share = SHARES[NODES[node].expiry][index]
    subject, chance = made_up(rng), rng.random()
    took, _ = _length(cast, life, node, now, chance, tell)
    start = now - took - timedelta(days=_days_of(node) * share, hours=1)
    stage = Stage(cast, subject, start, random.Random(chance), until=now, stop_at=node, tell=tell)
    if node in EXCHANGED and tell is None:
        stage.tell = evidence.hands_in
    play(stage, life)
    stage.tell = None
    if node in EXCHANGED and tell is None:
        stage.stop_at = ""
        evidence.exchanged(stage)
    _settle(stage, now, rng, OFTEN if tell is None else 0)


def _settle(stage: Stage, now: datetime, rng: random.Random, often: float = OFTEN) -> None:
    """Now and then an incident suspends what stands here; then time goes on to now."""
    stage.stop_at, stage.until = "", None
    if rng.random() < often and Case.objects.get(pk=stage.case_id).node is not None:
        with suppress(Refusal, CurtainFalls):  # where it cannot arise, the case stands without
            stage.act("open_incident", by="judge", incident=rng.choice(("appraisal", "settlement")))
    stage.pass_time(now)
