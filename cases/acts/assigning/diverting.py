"""Diversion of a case as it stands: what is recorded of it, put to the rules (law/diversion.py)."""

from __future__ import annotations

from django.db.models import Q

from cases.law.causes import CauseError, by_code
from cases.law.diversion import About, Diverted, Wage, divert, unlawful
from cases.law.procedures import Origin
from cases.law.refusals import BadValue, Refusal
from cases.law.weights import DEFAULT, Weights
from cases.models import AverageWage, CaseWeight, Circumstance, Document, WeightRow
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding

FROM_INCIDENTS = {
    "counterclaim": "counterclaim", "appraisal": "appraisal", "pre_suit_appraisal": "appraisal",
    "public_notice": "missing",
}  # fmt: skip
"""Open incidents that are a circumstance of diversion."""
_BASIC_CODE = 5
"""A basic court's code is its province and four digits (law of 2016 on case numbers)."""


def about(p: Proceeding) -> About:
    """What the record says of a case."""
    counts = [len([x for x in p.parties if x.side == side and not x.left])
              for side in ("plaintiff", "defendant", "third")]  # fmt: skip
    live = Circumstance.objects.filter(case_id=p.case.pk, ended_seq=None)
    stated = set(live.values_list("code", flat=True))
    stated |= {FROM_INCIDENTS[i.kind] for i in p.open_incidents if i.kind in FROM_INCIDENTS}
    if p.case.is_foreign:
        stated.add("foreign")
    return About(
        path=_path(p.case.cause_code),
        amount=p.case.amount,
        sides=(counts[0], counts[1], counts[2]),
        papers=Document.objects.filter(case_id=p.case.pk, volume="main").count(),
        origin=Origin(p.case.origin),
        procedure=p.procedure,
        basic_court=len(p.court.code) >= _BASIC_CODE,
        circumstances=frozenset(stated),
        wage=wage(p),
    )


def _path(code: str) -> tuple[str, ...]:
    try:
        return tuple(cause.code for cause in by_code(code).path)
    except CauseError:
        return ()


def wage(p: Proceeding) -> Wage | None:
    """Last year's average wage of the court's province; before it is published, the latest one
    that is (解释 272)."""
    found = AverageWage.objects.filter(province=p.court.code[:1], year__lt=p.on.year)
    row = found.order_by("-year").first()
    return Wage(row.amount, row.year, row.citation) if row else None


def weights(court_id: int) -> Weights:
    """The court's tables."""
    rows = WeightRow.objects.filter(court_id=court_id).values_list("kind", "key", "points")
    return DEFAULT.with_own(rows)


def diverted(p: Proceeding) -> Diverted:
    """What the rules make of the case as it stands."""
    return divert(about(p), weights(p.case.court_id))


def weigh(p: Proceeding, found: Diverted | None = None) -> int:
    """Keep what the case weighs now, for the load of whoever has it."""
    points = (found or diverted(p)).points
    CaseWeight.objects.update_or_create(case_id=p.case.pk, defaults={"points": points})
    return points


def check_lawful(p: Proceeding, found: Diverted, *, panel: bool) -> None:
    """No case goes to a judge in a procedure that the law excludes for it. Raises Refusal."""
    against = unlawful(found, p.procedure, panel=True)
    if against:
        raise Refusal("procedure_barred", why_zh="；".join(r.zh for r in against),
                      why_en="; ".join(r.en for r in against))  # fmt: skip
    alone = unlawful(found, p.procedure, panel=panel)
    if alone:
        raise Refusal("panel_needed", why_zh="；".join(r.zh for r in alone),
                      why_en="; ".join(r.en for r in alone))  # fmt: skip


@leaves("state_circumstance")
def states_circumstance(p: Proceeding, deed: Deed) -> None:
    """A circumstance holds, or no longer; the case is weighed anew."""
    code, holds = str(deed.data["circumstance"]), deed.data["holds"] == "yes"
    live = Circumstance.objects.filter(Q(case_id=p.case.pk, code=code, ended_seq=None))
    if live.exists() is holds:
        raise BadValue(field="情形", problem_zh="已是如此。", problem_en="It is so already.")
    if holds:
        Circumstance.objects.create(case_id=p.case.pk, code=code, seq=p.seq)
    else:
        live.update(ended_seq=p.seq)
    weigh(p)
