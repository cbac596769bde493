"""Filing in 入卷: the court puts papers of its own into the e-file. What they are decides where."""

from __future__ import annotations

from uuid import UUID

from cases import procedure
from cases.acts.parties import joining
from cases.law.efile import BY_THE_COURT
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.materials import trays
from cases.models import Document
from cases.proceeding import Actor


def file_in(case_id: int, tray: UUID, kind: str, by: Actor) -> list[Document]:
    """Put the files of a tray into the file of the case. Raises Refusal, NotThere, NotAllowed."""
    if kind not in BY_THE_COURT:
        raise Refusal("no_such_kind")
    with procedure.held(case_id, by) as p:
        standing = procedure.standing_of(p, by)
        if standing.relation in ("none", "recused", "above"):
            raise NotThere()
        if not joining.at_desk([standing]):
            raise NotAllowed()
        papers = trays.adopt(
            tray, case=p.case, party_no=None, received_at=p.at, seq=p.seq, owner_id=by.person,
            kind=kind,
        )  # fmt: skip
        if not papers:
            raise Refusal("nothing_to_file")
        p.brings(*papers)
        # Of the inner volume not even the kind of a paper is told.
        procedure.record(p, "file_in", by, {"documents": trays.facts(papers)})
        procedure.finish([p])
        return papers
