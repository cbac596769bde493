"""The fee of a retrial 再审案件受理费: whose it is, and when any is asked at all."""

from __future__ import annotations

from decimal import Decimal

from cases.acts.fees import charges
from cases.acts.papers import handing_on
from cases.law.money import Purpose
from cases.law.procedures import FINAL_AT_ONCE, Procedure
from cases.models import Case, Charge, Entry, Link
from cases.models.money import OPEN


def ask_the_fee(review_id: int, retried: Case) -> None:
    """Whoever applied pays it, on whichever side it stands; mostly nothing is due."""
    link = Link.objects.filter(target_id=review_id, kind="retrial_review")
    found = link.select_related("source").first()
    if found is None:
        return
    below = found.source
    applied = Entry.objects.filter(case_id=below.pk, act="apply_retrial").order_by("-seq")
    said = next((e.said for e in applied if e.said["facts"].get("linked") == review_id), None)
    if said is None:
        return
    applicant = int(said["facts"].get("party") or said["for"] or 1)
    new_evidence = bool(said["facts"].get("new_evidence"))
    given = said["facts"].get("contested")
    contested = Decimal(str(given)) if given is not None else None
    due = charges.for_retrial(below, contested, exception(below, applicant, new_evidence))
    in_review = handing_on.numbers_there(below.pk).get(applicant, 0)
    payer = handing_on.numbers_there(review_id).get(in_review)
    if due.amount and payer is not None:
        Charge.objects.create(
            case_id=retried.pk, no=1, purpose=Purpose.RETRIAL.value, parties=[payer],
            at_stake=contested, amount=due.amount, state=OPEN, seq=1,
        )  # fmt: skip


def exception(below: Case, applicant: int, new_evidence: bool) -> str | None:
    """Which of the two cases of art. 9 it is in which a retrial is not free: new evidence, or a
    first judgment or mediation statement that nobody appealed against. Of a ruling that ended the
    suit nothing is ever asked (费用办法 8); nobody left unused an appeal that did not lie."""
    if below.document not in ("judgment", "mediation_statement"):
        return None
    if new_evidence:
        return "new_evidence"
    went_up = Link.objects.filter(source_id=below.pk, kind="appeal").exists()
    own = charges.of_party(charges.of(below.pk, Purpose.APPEAL), applicant) is not None
    none_lay = Procedure(below.procedure) in FINAL_AT_ONCE
    return None if went_up or own or none_lay else "no_appeal"
