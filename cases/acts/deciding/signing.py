"""Signing a decision: each of the bench the exact text, whoever presides last, and with the last
signature on a judgment or a mediation statement the case moves (合议庭规定(2002) 14-15)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from cases import procedure
from cases.acts.deciding import approving, bench, drafting
from cases.acts.deciding.about import findings
from cases.acts.deciding.bench import SigningBench
from cases.law.acts import ACTS
from cases.law.decision_checks import Finding, bars, to_confirm
from cases.law.refusals import Refusal
from cases.models import Decision, DecisionSignature
from cases.procedure import Deed
from cases.procedure.standing import not_here
from cases.proceeding import Actor, Proceeding
from cases.writing.decisions import AT_ITS_SIGNATURE, DECISIONS, DecisionForm


@dataclass(frozen=True)
class Signed:
    """Whether it was the last signature, and where the case stands now."""

    complete: bool
    stands_at: str


def sign(
    decision_id: int, user_id: int, *, seen: str, performance_days: int | None = None,
    confirmed: Collection[str] = (),
) -> Signed:  # fmt: skip
    """Sign the text whose digest this person has ``seen``; ``confirmed`` are the keys of findings
    that the signer stands for. Raises Refusal; then nothing changed."""
    case_id = Decision.objects.values_list("case_id", flat=True).get(pk=decision_id)
    with procedure.held(case_id, Actor(user_id, "judge")) as p:
        decision = Decision.objects.select_for_update().get(pk=decision_id)
        live = bench.bench_of(p)
        signer = bench.check(live, user_id)
        confirmable = check_ready(p, decision, seen)
        if asked := to_confirm(confirmable, confirmed, of_bench=True):
            raise Refusal("confirm_first", n=len(asked), what_zh=asked[0].zh,
                          what_en=asked[0].en)  # fmt: skip
        signed = bench.signatures(decision, seen)
        if user_id in signed:
            raise Refusal("signed_by_you")
        left = [one for one in bench.missing(live, signed) if one.user != user_id]
        if live.last == signer and left:
            names = "、".join(one.name for one in left)
            raise Refusal("presiding_signs_last", names=names)
        DecisionSignature.objects.create(
            decision=decision, user_id=user_id, role=signer.role.value, digest=seen, at=p.at,
            seq=p.seq,
        )  # fmt: skip
        by = Actor(user_id, signer.role.value)
        facts: dict[str, Any] = {
            "decision": decision.pk,
            "digest": seen,
            "version": decision.version,
        }
        if stood_for := {one.code for one in to_confirm(confirmable, (), of_bench=True)}:
            facts["confirmed"] = sorted(stood_for)
        if left:
            procedure.record(p, "sign_decision", by, facts, told=_next(live, left))
        else:
            _complete(p, decision, by, facts, performance_days)
        procedure.finish([p])
        return Signed(not left, p.place)


def _next(live: SigningBench, left: list[Any]) -> list[int]:
    """Whoever signs last hears of it once all others have."""
    return [live.last.user] if live.last is not None and left == [live.last] else []


def _complete(
    p: Proceeding, decision: Decision, by: Actor, facts: dict[str, Any], days: int | None
) -> None:  # fmt: skip
    decision.signed_seq = p.seq
    decision.save(update_fields=["signed_seq"])
    form = DECISIONS[decision.form]
    if form.carries in AT_ITS_SIGNATURE:
        data = {}
        if form.carries == "make_mediation_statement":
            data, facts = {"performance_days": days}, {**facts, "performance_days": days}
        deed = Deed(ACTS[form.carries], by, data, facts=facts, on=p.on)
        procedure.apply(p, deed)
    else:
        procedure.record(p, "sign_decision", by, facts)


def check_ready(p: Proceeding, decision: Decision, seen: str) -> list[Finding]:
    """Whether this very text can be signed here and now, and what was found in it. Raises
    Refusal."""
    form = DECISIONS[decision.form]
    if decision.sealed_seq is not None:
        raise Refusal("sealed_already")
    if decision.dropped_seq is not None:
        raise Refusal("draft_dropped")
    if drafting.others(decision):
        raise Refusal("two_texts")
    if drafting.exact(decision.text) != seen:
        raise Refusal("text_changed")
    _check_place(p, form)
    found = findings(p, decision)
    if barring := bars(found):
        raise Refusal("checks_bar", n=len(barring), first_zh=barring[0].zh, first_en=barring[0].en)
    approving.check(p, decision)
    return found


def _check_place(p: Proceeding, form: DecisionForm) -> None:
    """The case may have moved on since it was drafted."""
    if p.procedure not in form.procedures:
        raise Refusal("not_this_procedure", procedure=p.procedure.zh)
    if not form.carries:
        return
    if (against := not_here(p, ACTS[form.carries])) is not None:
        raise against
