"""Sealing a decision: its PDF with the court's seal, kept in the main volume and frozen there.

What takes time (setting, the seal's key) is done before the case is locked; under the lock the text
must still be the one that was set, and every signature still hold.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from pypdf import PdfReader

from cases import loading, procedure
from cases.acts.deciding import approving, bench, drafting, sourcing
from cases.acts.deciding.about import findings
from cases.acts.papers import paging
from cases.acts.parties.joining import check_desk
from cases.law.decision_checks import Finding, bars, to_confirm
from cases.law.refusals import NotThere, Refusal
from cases.law.sealing import SealUnusable, Spot
from cases.materials import storing
from cases.models import Court, Decision, Document
from cases.proceeding import Actor, Proceeding
from cases.writing import blocks, press
from cases.writing.decisions import DECISIONS, title_of


@dataclass(frozen=True)
class Made:
    """A sealed PDF, and the digest of the text it was made of."""

    pdf: bytes
    digest: str


def code_of(decision: Decision) -> str:
    """What the sealed paper is called at its foot and in its signature."""
    return f"S{decision.case_id}-{decision.pk}"


def sealer_for(*, training: bool) -> Any:
    """Who holds the key of the seal. Raises Refusal where the installation names nobody."""
    path = settings.TRAINING_SEALS if training else settings.GATEWAYS["seals"]
    if not path:
        raise Refusal("no_seal_key")
    return import_string(path)()


def seal(
    decision_id: int, by: Actor, *, seen: str, confirmed: Collection[str] = ()
) -> Document:  # fmt: skip
    """Seal the text whose digest was ``seen``; ``confirmed`` are the keys of findings that whoever
    seals stands for. Raises Refusal; then nothing has changed."""
    decision = Decision.objects.get(pk=decision_id)
    p = loading.look(decision.case_id)
    if p is None:
        raise NotThere()
    p.at = p.now
    _check(p, decision, by, seen, confirmed)
    if decision.sources.exists():
        paging.count(decision.case_id, paging.MOST_AT_ONCE)
    made = make(p, decision)
    with procedure.held(decision.case_id, by) as p:
        decision = Decision.objects.select_for_update().get(pk=decision_id)
        found = _check(p, decision, by, made.digest, confirmed)
        document = _kept(p, decision, made)
        facts = {
            "decision": decision.pk, "document": document.pk, "form": decision.form,
            "version": decision.version, "digest": made.digest,
            "sha256": hashlib.sha256(made.pdf).hexdigest(),
            "confirmed": sorted(
                {one.code for one in found if one.weight == "confirm" and not one.is_the_benchs}
            ),
        }  # fmt: skip
        if decision.corrects_id is not None:
            facts["corrects"] = decision.corrects_id
        if sources := sourcing.keep_list(p, decision):
            facts["sources"] = sources
        procedure.record(p, "seal_decision", by, facts)
        procedure.finish([p])
        return document


def _check(
    p: Proceeding, decision: Decision, by: Actor, seen: str, confirmed: Collection[str]
) -> list[Finding]:  # fmt: skip
    """Everything that has to hold under a seal. Raises Refusal."""
    check_desk(p, by)
    if decision.sealed_seq is not None:
        raise Refusal("sealed_already")
    if decision.dropped_seq is not None:
        raise Refusal("draft_dropped")
    if drafting.exact(decision.text) != seen:
        raise Refusal("text_changed")
    check_signed(p, decision)
    approving.check_by_form(decision)
    found = findings(p, decision)
    if barring := bars(found):
        raise Refusal("checks_bar", n=len(barring), first_zh=barring[0].zh, first_en=barring[0].en)
    if asked := to_confirm(found, confirmed, of_bench=False):
        raise Refusal("confirm_first", n=len(asked), what_zh=asked[0].zh,
                      what_en=asked[0].en)  # fmt: skip
    return found


def check_signed(p: Proceeding, decision: Decision) -> None:
    """Everybody who tries the case now has signed this very text. Raises Refusal."""
    signed = bench.signatures(decision, drafting.exact(decision.text))
    live = bench.bench_of(p)
    missing = bench.missing(live, signed)
    if decision.signed_seq is None or live.last is None or missing:
        names = "、".join(one.name for one in missing) or "—"
        raise Refusal("signatures_missing", names=names)


def make(p: Proceeding, decision: Decision) -> Made:
    """Set the decision and put the seal on it. Raises Refusal."""
    court = Court.objects.get(pk=p.case.court_id)
    sealer = sealer_for(training=p.court.training)
    code = code_of(decision)
    try:
        paper = blocks.read(decision.text)
        plain, place = press.decision(
            paper, sample=p.court.training, code=code,
            made_at=int(p.at.timestamp()),
        )  # fmt: skip
        if place is None:
            raise Refusal("checks_bar", n=1, first_zh="落款没有日期", first_en="No date")
        picture = press.stamp(court.name, sample=sealer.is_sample)
        spot = Spot(place.page, place.box, picture)
        reason = f"{code} {press.digest(paper)[:16]}"
        sealed = sealer.seal(plain, court.name, court.code, reason, spot)
    except press.Unprintable as error:
        missing = " ".join(sorted(error.missing)) or error.reason
        raise Refusal("not_printable", what=missing) from error
    except SealUnusable as error:
        raise Refusal("seal_unusable", why=str(error)) from error
    return Made(sealed, drafting.exact(decision.text))


def _kept(p: Proceeding, decision: Decision, made: Made) -> Document:
    form = DECISIONS[decision.form]
    title = title_of(form)
    document = Document.objects.create(
        case_id=p.case.pk, kind=form.kind, title=title, received_at=p.at, seq=p.seq,
        blob=storing.keep_bytes(made.pdf, "pdf"), file_name=f"{title} {p.case.number}.pdf",
        pages=len(PdfReader(io.BytesIO(made.pdf)).pages),
    )  # fmt: skip
    p.brings(document)
    decision.sealed, decision.sealed_seq = document, p.seq
    if form.opens == "seal":
        decision.opened_seq = p.seq
    decision.save(update_fields=["sealed", "sealed_seq", "opened_seq"])
    return document
