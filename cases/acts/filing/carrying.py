"""Carrying a filing over to another court 另行起诉: into a new one that its owner sends, or not."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.acts.filing import preparing
from cases.acts.filing.preparing import Kept
from cases.law.refusals import Refusal
from cases.materials.catalogue import HEADINGS
from cases.models import Case, Document, Filing, Upload

Answers = dict[str, dict[str, list[str]]]
"""By screen what stands in its fields."""


def carried(user_id: int, case_id: int) -> QuerySet[Filing]:
    """What this person made of a filing that the court sent elsewhere, the newest first."""
    return Filing.objects.filter(owner_id=user_id, carried_from=case_id).order_by("-begun_at")


def carry_over(
    user_id: int, case: Case, court_id: int, answers: Answers, files: Iterable[Document]
) -> Filing:
    """A filing in preparation with all that the old one said and its files, for the person to look
    at, sign and send. Asked again, it is the one that is there. Raises Refusal.
    """
    with transaction.atomic():
        Case.objects.select_for_update().only("pk").get(pk=case.pk)
        for one in carried(user_id, case.pk).filter(case=None):
            if _court_of(one) == str(court_id):
                return one
        if preparing.open_of(user_id).count() >= preparing.MOST_OPEN:
            raise Refusal("too_many_filings", most=preparing.MOST_OPEN)
        kept = {code: Kept(1, data) for code, data in answers.items()}
        made = Filing.objects.create(
            owner_id=user_id, answers=preparing.written(kept), carried_from=case
        )
        _lay_out(made, files)
    return made


def _court_of(filing: Filing) -> str:
    kept = preparing.answers(filing).get("matter", Kept())
    return (kept.data.get("court") or [""])[0]


def _lay_out(filing: Filing, files: Iterable[Document]) -> None:
    """The files lie in the tray of the new filing, as if they had just come in."""
    now = timezone.now()
    for order, paper in enumerate(files, 1):
        assert paper.blob is not None
        Upload.objects.create(
            owner_id=filing.owner_id, tray=filing.pk, order=order,
            heading=paper.kind if paper.kind in HEADINGS else "",
            name=paper.file_name or paper.title, size=paper.blob.size, received=paper.blob.size,
            state="ready", pages=paper.pages, rotation=paper.rotation, blob=paper.blob,
            finished_at=now,
        )  # fmt: skip
