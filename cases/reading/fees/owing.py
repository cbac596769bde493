"""What is owed in a case and by whom, for the page of its fees: a party reads its own, the court
all of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.fees import charges, costs, payments
from cases.acts.fees.charges import Due
from cases.law.fees.refunds import refund
from cases.law.fees.refusing import FeeError
from cases.law.fees.steps import Fee
from cases.law.money import Purpose, in_words
from cases.law.outcomes import OUTCOMES
from cases.law.procedures import PAID_BY_WHO_ASKED, Procedure
from cases.law.relief import GROUNDS, VERDICTS
from cases.law.running import RunningClock
from cases.models import Charge, Relief, Remark
from cases.models.money import DEFERRED, FREE, LODGED, OPEN, PAID, WITHDRAWN
from cases.proceeding import Proceeding
from cases.reading import citations, labels
from cases.reading.case import lights
from cases.reading.fees import fees_due

BASIS = {
    Purpose.FEE: "费用办法 20, 22",
    Purpose.TOP_UP: "解释 199",
    Purpose.APPEAL: "费用办法 17, 22; 解释 318",
    Purpose.RETRIAL: "费用办法 9, 19, 22",
    Purpose.COUNTER: "费用办法 18, 22",
    Purpose.DEFERRED: "费用办法 47, 49",
}


def is_for(parties: tuple[int, ...] | list[int], mine: tuple[int, ...] | None) -> bool:
    """Whether a reader sees what is of these parties; ``None`` reads everything."""
    return mine is None or bool(set(parties) & set(mine))


def dues(p: Proceeding, mine: tuple[int, ...] | None) -> list[Due]:
    """What is due now, as far as the reader may know: the fee of the suit, and its own."""
    return [
        due for due in payments.dues(p) if due.charge_no == 0 or is_for(due.parties, mine)
    ]  # fmt: skip


def clock_of(p: Proceeding, due: Due) -> RunningClock | None:
    found = [
        clock
        for clock in p.running(due.purpose.clock)
        if clock.party_no in (None, *due.parties) and not lights.is_target(clock)
    ]
    return lights.leading(found, p.now)


def row(p: Proceeding, due: Due, names: dict[int, str]) -> dict[str, Any]:
    """One thing that is due: what for, how much, by when, of whom, and how it is worked out."""
    clock = clock_of(p, due)
    return {
        "key": f"{due.purpose.value}:{due.charge_no}",
        "purpose": labels.of(due.purpose),
        "amount": labels.money(due.amount),
        "words": in_words(due.amount),
        "payers": _names(due.parties, names),
        "jointly": len(due.parties) > 1 and bool(due.charge_no),
        "steps": _steps(p, due),
        "by": labels.long_day(clock.due_on) if clock and clock.due_on else "",
        "stands_still": clock is not None and clock.paused,
        "light": lights.light(clock, p.now) if clock else None,
        "basis": citations.marked(BASIS[due.purpose]),
        "otherwise": _otherwise(due),
    }


def _names(parties: tuple[int, ...] | list[int], names: dict[int, str]) -> str:
    return labels.pick("、", ", ").join(names.get(no, "") for no in parties)


def _otherwise(due: Due) -> str:
    """What not paying in time leads to."""
    words = {
        Purpose.APPEAL: _("The appeal may count as withdrawn; other appeals go on."),
        Purpose.RETRIAL: _("The application for retrial may count as withdrawn."),
        Purpose.COUNTER: _("The counterclaim may count as withdrawn; the suit goes on."),
    }
    return words.get(due.purpose, _("The suit may be treated as withdrawn."))


def _steps(p: Proceeding, due: Due) -> list[dict[str, Any]]:
    """How it is worked out; nothing where relief or a person set another sum."""
    if due.purpose is Purpose.FEE:
        return fees_due.worked_out(p)
    charge = next((one for one in charges.of(p.case.pk) if one.no == due.charge_no), None)
    if charge is None:
        return []
    try:
        worked = _worked(p, charge)
    except FeeError:
        return []
    return fees_due.shown(worked.steps) if worked.amount == due.amount else []


def _worked(p: Proceeding, charge: Charge) -> Fee:
    if charge.purpose == Purpose.COUNTER:
        return charges.for_counterclaim(p.case.cause_code, charge.at_stake)
    if charge.purpose == Purpose.RETRIAL:
        return charges.for_retrial(p.case, charge.at_stake, "no_appeal")
    return charges.for_appeal(p.case, charge.at_stake, "judgment")


# -- charges that are settled, relief, who bears it -----------------------------------------------


def settled(
    p: Proceeding, mine: tuple[int, ...] | None, names: dict[int, str]
) -> list[dict[str, str]]:
    """Appeals and counterclaims of which nothing is due now, and why."""
    return [
        {
            "purpose": labels.of(Purpose(one.purpose)),
            "payers": _names(one.parties, names),
            "amount": labels.money(one.amount),
            "state": _states()[one.state],
        }
        for one in charges.of(p.case.pk)
        if one.state != OPEN and is_for(one.parties, mine)
    ]


def _states() -> dict[str, str]:
    return {
        LODGED: _("asked for by the court of appeal"),
        PAID: _("paid"),
        FREE: _("nothing is due"),
        DEFERRED: _("deferred"),
        WITHDRAWN: _("withdrawn"),
    }


def reliefs(
    p: Proceeding, mine: tuple[int, ...] | None, names: dict[int, str]
) -> list[dict[str, Any]]:
    """Applications for relief, the newest first, with the decision and its reason."""
    found = Relief.objects.filter(case_id=p.case.pk).order_by("-seq")
    rows = [one for one in found if is_for([one.party_no], mine)]
    reasons = dict(
        Remark.objects.filter(
            case_id=p.case.pk, name="why", seq__in=[one.decided_seq for one in rows]
        ).values_list("seq", "text")
    )
    return [
        {
            "party": names.get(one.party_no, ""),
            "asked_on": labels.day(one.asked_on),
            "ground": labels.pick(*GROUNDS[one.ground].label),
            "citation": citations.marked(GROUNDS[one.ground].citation),
            "decision": _decision(one),
            "reason": reasons.get(one.decided_seq or 0, ""),
        }
        for one in rows
    ]


def _decision(one: Relief) -> str:
    if one.decided_seq is None:
        return _("not decided yet; your days to pay stand still")
    word = labels.pick(*VERDICTS[one.verdict])
    if one.verdict == "reduce" and one.share is not None:
        return labels.pair(word, f"{(one.share * 100).normalize():f}%")
    if one.until is not None:
        return labels.pair(word, _("until %(day)s") % {"day": labels.day(one.until)})
    return word


def bearing(
    p: Proceeding, mine: tuple[int, ...] | None, names: dict[int, str]
) -> list[dict[str, str]]:
    """What each party bears by the judgment, and gets back or owes; parties read it once it is
    pronounced."""
    if mine is not None and p.case.pronounced_on is None:
        return []
    shares, left = costs.borne(p.case.pk), costs.settled(p)
    return [
        {
            "party": names.get(no, ""),
            "bears": labels.money(shares.get(no, Decimal(0))),
            "back": labels.money(balance) if balance > 0 else "",
            "owes": labels.money(-balance) if balance < 0 else "",
        }
        for no, balance in left.items()
        if is_for([no], mine)
    ]


ENDED_BY = {
    "not_accepted": "not_accepted",
    "dismissed": "dismissed",
    "withdrawn": "withdrawn",
    "deemed_withdrawn": "deemed_withdrawn",
    "terminated": "terminated",
    "transferred": "transferred",
    "mediation_statement_effective": "mediated",
    "appeal_withdrawn": "appeal_withdrawn",
    "appeal_deemed_withdrawn": "appeal_deemed_withdrawn",
    "remanded": "remanded",
}
"""By outcome the rule that says what of the fee comes back."""


def comes_back(p: Proceeding) -> dict[str, Any] | None:
    """What the rules give back of the fee where the case came to an outcome, for whoever orders
    it; None where no rule speaks or nothing was paid."""
    event = ENDED_BY.get(p.place) if p.place in OUTCOMES else None
    paid = payments.paid_in_all(p.case.pk)
    if event is None or paid <= 0:
        return None
    try:
        found = refund(event, paid, full=_undiminished(p))
    except FeeError:
        return None
    return {
        "amount": labels.money(found.amount) if found.amount else "",
        "steps": fees_due.shown(found.steps),
        "url": reverse("act", args=[p.case.pk, "order_refund"]),
    }


def _undiminished(p: Proceeding) -> Decimal:
    """The fee before any halving, as halving is reckoned from there (解释 206)."""
    if p.procedure in PAID_BY_WHO_ASKED:
        return payments.paid_in_all(p.case.pk)
    fee = payments.fee_after_relief(p)
    return fee * 2 if p.procedure in payments.HALVED else fee


def fee_of(p: Proceeding, mine: tuple[int, ...] | None) -> Decimal | None:
    """The fee of the case; of the fees of several appeals a party reads its own."""
    asked = charges.of(p.case.pk, Purpose.APPEAL) if mine is not None else []
    if not asked or p.procedure is not Procedure.SECOND_INSTANCE:
        return p.case.fee
    return sum((one.amount for one in asked if is_for(one.parties, mine)), Decimal(0))
