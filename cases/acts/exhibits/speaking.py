"""Who reads an exhibit, and for whom somebody speaks when a word on it becomes part of the case."""

from __future__ import annotations

from collections.abc import Iterable

from cases import procedure
from cases.law.exhibits import BENCH, KINDS
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.models import Document
from cases.models.record import DocumentQuerySet
from cases.policy import Standing
from cases.proceeding import Actor, Proceeding


def exhibits(case_id: int, standing: Standing) -> DocumentQuerySet:
    """The exhibits of a case that somebody who stands to it like this reads."""
    mine = standing.party_nos if standing.relation == "party" else ()
    return Document.objects.for_parties(mine).filter(case_id=case_id, blob__kind__in=KINDS)


def is_bench(standing: Standing) -> bool:
    """Whether this is one of those who try the case."""
    return standing.relation == "assigned" and bool(standing.roles & BENCH)


def voice(standings: Iterable[Standing], party_no: int | None) -> Standing | None:
    """How somebody stands who speaks for this party, or for the bench where there is none."""
    for one in standings:
        if party_no is None and is_bench(one):
            return one
        if party_no is not None and one.relation == "party" and party_no in one.party_nos:
            return one
    return None


def check(p: Proceeding, document_id: int, by: Actor, party_no: int | None) -> Document:
    """The exhibit, where this person may speak on it for this party or for the bench.

    Raises NotThere, NotAllowed, and Refusal where the case is over or the paper is void.
    """
    standing = procedure.standing_of(p, by)
    if standing.relation in ("none", "recused", "above"):
        raise NotThere()
    paper = exhibits(p.case.pk, standing).select_related("blob").filter(pk=document_id).first()
    if paper is None:
        raise NotThere()
    if voice([standing], party_no) is None:
        raise NotAllowed()
    if p.case.node is None:
        raise Refusal("exhibit_case_over")
    if paper.void_seq is not None:
        raise Refusal("exhibit_void")
    return paper


def tell(p: Proceeding, act: str, besides: int | None) -> None:
    """All other parties hear of the entry that was just made."""
    others = [f"party:{one.no}" for one in p.parties if not one.left and one.no != besides]
    p.tell(f"entry:{p.case.log_seq}", act, others)
