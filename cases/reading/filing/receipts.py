"""What the court has received: the receipt of a filing."""

from __future__ import annotations

from typing import Any

from cases.models import Case, Clock, Document
from cases.reading import labels
from cases.reading.filing import desk
from cases.reading.lists import rows
from cases.reading.papers import materials


def of_filing(case_id: int) -> dict[str, Any]:
    """The moment that counts, the papers, and by when the court answers (CPL 126): for who filed,
    the first party."""
    case = Case.objects.select_related("court").get(pk=case_id)
    handed_in = Document.objects.for_parties([1]).filter(case_id=case_id, seq=1)
    papers = handed_in.select_related("blob").order_by("id")
    answer = (
        Clock.objects.filter(case_id=case_id, node="filing_review", basis="statutory")
        .order_by("no")
        .first()
    )
    return {
        "court": labels.pick(case.court.name, case.court.name_en or case.court.name),
        "cause": rows.cause(case),
        "received": labels.moment(case.filed_at),
        "first_filed": desk.first_filed(case_id),
        "answer_by": labels.long_day(answer.due_on) if answer and answer.due_on else "",
        "papers": [
            {
                "title": paper.title,
                "kind": labels.document(paper.kind),
                "digest": paper.blob.sha256 if paper.blob else "",
                "about": materials.about(
                    paper.blob.kind, paper.blob.size, paper.pages, paper.rotation
                )
                if paper.blob
                else "",
            }
            for paper in papers
        ],
    }
