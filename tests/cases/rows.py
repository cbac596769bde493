"""Who and what belongs to a case beside its course, by its rows: what the log has to tell again."""

from __future__ import annotations

from cases.beside import KEPT_INSIDE, Paper, Sitting, digest_of, written_of
from cases.models import Document, Hearing, Party
from cases.proof.beside import Beside
from cases.reading.case.beside import pauses_of, people_of


def of_rows(case_id: int) -> Beside:
    """As it is now, by the rows."""
    parties = Party.objects.filter(case_id=case_id).values_list("no", "side", "left_on")
    documents = Document.objects.filter(case_id=case_id).select_related("written", "blob")
    return Beside(
        sides={no: side for no, side, _ in parties},
        left={no for no, _, left_on in parties if left_on is not None},
        people=people_of(case_id),
        pauses=pauses_of(case_id),
        papers=[_paper(one) for one in documents.order_by("seq", "id")],
        sittings=[
            Sitting(one.starts_at, one.ends_at, one.place_id, one.mode, one.seq, one.result,
                    one.ended_seq)
            for one in Hearing.objects.filter(case_id=case_id).order_by("seq", "id")
        ],
    )  # fmt: skip


def _paper(one: Document) -> Paper:
    written = written_of(one)
    return Paper(
        one.kind if one.volume == "main" else KEPT_INSIDE, digest_of(one), one.seq, one.party_no,
        written.party_no if written is not None else None, one.is_late, one.void_seq, one.pk,
    )  # fmt: skip
