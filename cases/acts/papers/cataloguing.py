"""Cataloguing 归目: the clerk puts a paper of the e-file under another heading."""

from __future__ import annotations

from cases import procedure
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.law.roles import Role
from cases.materials.catalogue import HEADINGS
from cases.models import Document
from cases.policy import Standing
from cases.proceeding import Actor

DESK = frozenset({Role.CLERK})
"""Who keeps the file in order."""


def may_catalogue(standing: Standing) -> bool:
    return bool(standing.roles & DESK) and standing.relation in ("court", "assigned")


def catalogue(case_id: int, document_id: int, heading: str, by: Actor) -> None:
    """Put a paper that was handed in under this heading; the log tells from which.

    Raises NotThere, NotAllowed, and Refusal for a heading that does not exist or a paper with no
    file, whose kind is what the court or the act made it.
    """
    if heading not in HEADINGS:
        raise Refusal("no_such_heading")
    with procedure.held(case_id, by) as p:
        standing = procedure.standing_of(p, by)
        if standing.relation in ("none", "recused", "above"):
            raise NotThere()
        if not may_catalogue(standing):
            raise NotAllowed()
        papers = Document.objects.main().filter(case_id=case_id, kind__in=HEADINGS)
        paper = papers.filter(pk=document_id).exclude(blob=None).first()
        if paper is None:
            raise NotThere()
        if paper.kind != heading:
            facts = {"document": paper.pk, "from": paper.kind, "to": heading}
            papers.filter(pk=paper.pk).put_under(heading)
            procedure.record(p, "catalogue_paper", by, facts)
            procedure.finish([p])
