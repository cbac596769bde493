"""The demo: some two hundred cases spread over every node and outcome, in every light."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import zip_longest

from django.db import transaction

from cases import loading
from cases.law.nodes import NODES
from cases.law.overrides import rules_of
from cases.law.periods import Unit
from cases.law.procedures import Procedure
from cases.law.refusals import Refusal
from cases.models import Case, ClockGroup
from courtflow.rehearsal import evidence, lives, order
from courtflow.rehearsal.lives import LIVES, Life
from courtflow.rehearsal.people import Cast
from courtflow.rehearsal.play import made_up, play
from courtflow.rehearsal.stage import CurtainFalls, Stage

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


def plan(lived: int) -> list[tuple[str, int]]:
    """What to play, in order: every node in several lights, and whole lives between them."""
    lights = {node: len(SHARES[NODES[node].expiry]) for node in THROUGH}
    at_nodes = [(node, index) for node, count in lights.items() for index in range(count)]
    random.Random(26).shuffle(at_nodes)
    whole = [("", index) for index in range(lived)]
    mixed = [item for pair in zip_longest(at_nodes, whole) for item in pair if item is not None]
    return mixed


def seed(cast: Cast, *, lived: int = 75) -> int:
    """Fill the demo courts; goes on where an interrupted run stopped. Returns disputes played."""
    order.lay_down(cast, loading.effective_now(cast.group.pk).date())
    todo = plan(lived)
    first = ClockGroup.objects.values_list("seeded", flat=True).get(pk=cast.group.pk)
    for number in range(first, len(todo)):
        node, index = todo[number]
        rng = random.Random(number)
        now = loading.effective_now(cast.group.pk)
        with transaction.atomic():
            if node:
                _stand_at(cast, node, index, now, rng)
            else:
                _live(cast, index, now, rng)
            ClockGroup.objects.filter(pk=cast.group.pk).update(seeded=number + 1)
    return len(todo) - first


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
    cast: Cast, life: Life, node: str, now: datetime, chance: float
) -> tuple[timedelta, bool]:
    """How long a life takes to its end or to a node, and whether it ends at an outcome."""
    began = now - timedelta(days=900)
    trial = Stage(cast, made_up(random.Random(chance)), began, random.Random(chance), stop_at=node)
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


def _stand_at(cast: Cast, node: str, index: int, now: datetime, rng: random.Random) -> None:
    """Play a life twice: once to see how long it takes to get there, once to be there now."""
    life = THROUGH[node][index % len(THROUGH[node])]
    share = SHARES[NODES[node].expiry][index]
    subject, chance = made_up(rng), rng.random()
    took, _ = _length(cast, life, node, now, chance)
    start = now - took - timedelta(days=_days_of(node) * share, hours=1)
    stage = Stage(cast, subject, start, random.Random(chance), until=now, stop_at=node)
    if node in EXCHANGED:
        stage.tell = evidence.hands_in
    play(stage, life)
    if node in EXCHANGED:
        stage.stop_at, stage.tell = "", None
        evidence.exchanged(stage)
    _settle(stage, now, rng)


def _settle(stage: Stage, now: datetime, rng: random.Random) -> None:
    """Now and then an incident suspends what stands here; then time goes on to now."""
    stage.stop_at, stage.until = "", None
    if rng.random() < 0.12 and Case.objects.get(pk=stage.case_id).node is not None:
        with suppress(Refusal, CurtainFalls):  # where it cannot arise, the case stands without
            stage.act("open_incident", by="judge", incident=rng.choice(("appraisal", "settlement")))
    stage.pass_time(now)
