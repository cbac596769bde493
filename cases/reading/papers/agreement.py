"""The agreement that mediation came to, for those who are to sign it or to confirm it.

Its text lies with the papers of the mediation, away from the trial: what somebody conceded there
is no evidence against them later (在线调解规则 18). To the parties it is their own paper (19).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from cases.law.nodes import NODES
from cases.models import Entry, Remark
from cases.proceeding import Proceeding
from cases.reading import labels

READ_FOR = frozenset(
    {"sign_agreement", "settle_without_filing", "confirm_agreement", "reject_confirmation"}
)
"""Acts that nobody does without having the text before them."""
OUTCOMES_OF_MEDIATION = frozenset(
    {"mediation_settled", "confirmation_effective", "confirmation_rejected"}
)
AT_MEDIATION = OUTCOMES_OF_MEDIATION | {n.code for n in NODES.values() if n.phase == "mediation"}
"""Where a case stands as long as its mediation has not failed."""


def known_until(case_id: int) -> int:
    """The entry with which mediation ended, the last that concerns the mediator, who reads nothing
    of what the court does afterwards (在线调解规则 18).

    While it goes on, one that is still to come; in a case that was never mediated the first.
    """
    mine = Entry.objects.filter(case_id=case_id, stands_at__in=AT_MEDIATION)
    return int(mine.aggregate(last=Max("seq"))["last"] or 0) + 1


def agreement(p: Proceeding, names: dict[int, str]) -> dict[str, Any] | None:
    """The text last published, when and by whom, and who has signed it; None if there is none."""
    entries = list(
        Entry.objects.filter(case_id=p.case.pk, act__in=("publish_agreement", "sign_agreement"))
        .select_related("actor")
        .order_by("seq")
    )
    published = [entry for entry in entries if entry.act == "publish_agreement"]
    if not published:
        return None
    last = published[-1]
    text = Remark.objects.filter(case_id=p.case.pk, seq=last.seq, name="terms").first()
    signers = [_signer(entry) for entry in entries if entry.seq > last.seq]
    return {
        "text": text.text if text else "",
        "published": labels.day(labels.local(last.effective_at).date()),
        "by": str(last.actor) if last.actor else "",
        "signed": [names[no] for no in signers if no in names],
    }


def _signer(entry: Entry) -> int | None:
    """The party that a signature stands for, whoever put it there."""
    body = entry.said
    return body["facts"].get("party") or body.get("for")
