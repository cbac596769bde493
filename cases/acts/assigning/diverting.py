"""Diversion of a case as it stands: what is recorded of it, put to the rules (law/diversion.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q

from cases import trips
from cases.law.causes import CauseError, by_code
from cases.law.diversion import About, Diverted, Reason, Wage, divert, unlawful
from cases.law.procedures import Origin, Procedure
from cases.law.refusals import BadValue, Refusal
from cases.law.weights import DEFAULT, Weights
from cases.models import (
    AverageWage,
    Case,
    Circumstance,
    Document,
    Incident,
    Party,
    WeightRow,
)
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding
from cases.queries import Query, one_of

FROM_INCIDENTS = {
    "counterclaim": "counterclaim", "appraisal": "appraisal", "pre_suit_appraisal": "appraisal",
    "public_notice": "missing",
}  # fmt: skip
"""Open incidents that are a circumstance of diversion."""
_BASIC_CODE = 5
"""A basic court's code is its province and four digits (law of 2016 on case numbers)."""


_SIDES = Query(
    lambda cases: Party.objects.filter(case_id=one_of(cases), left_on=None)
    .order_by().values_list("case_id", "side")
)  # fmt: skip
_PAPERS = Query(
    lambda cases: Document.objects.main().filter(case_id=one_of(cases), void_seq=None)
    .order_by().values_list("case_id", flat=True)
)  # fmt: skip
_LIVE = Query(
    lambda cases: Circumstance.objects.filter(case_id=one_of(cases), ended_seq=None)
    .values_list("case_id", "code")
)  # fmt: skip
_OPEN = Query(
    lambda cases: Incident.objects.filter(
        case_id=one_of(cases), closed_on=None, kind__in=FROM_INCIDENTS
    ).order_by().values_list("case_id", "kind")
)  # fmt: skip
_WAGE = Query(
    lambda province, year: AverageWage.objects.filter(province=province, year__lt=year)
    .order_by("-year")[:1]
)  # fmt: skip
_WEIGHTS = Query(
    lambda court: WeightRow.objects.filter(court_id=court).values_list("kind", "key", "points")
)


def abouts(cases: Sequence[Case], codes: Mapping[int, str], on: date) -> dict[int, About]:
    """What the record says of cases, in five queries however many there are.

    ``codes``: the code of each court by its number. ``on``: the day that last year's wage goes by.
    """
    ids = [case.pk for case in cases]
    sides = Counter(_SIDES(ids))
    papers = Counter(_PAPERS(ids))
    stated = _stated(ids)
    wages = {code[:1]: wage(code[:1], on) for code in set(codes.values())}
    return {
        case.pk: About(
            path=_path(case.cause_code),
            amount=case.amount,
            sides=tuple(sides[case.pk, side] for side in ("plaintiff", "defendant", "third")),
            papers=papers[case.pk],
            origin=Origin(case.origin),
            procedure=Procedure(case.procedure),
            basic_court=len(codes[case.court_id]) >= _BASIC_CODE,
            circumstances=frozenset(
                stated.get(case.pk, set()) | ({"foreign"} if case.is_foreign else set())
            ),
            wage=wages[codes[case.court_id][:1]],
        )
        for case in cases
    }


def _stated(ids: list[int]) -> dict[int, set[str]]:
    """What was stated of cases, and what their open incidents say."""
    found: dict[int, set[str]] = {}
    for case_id, code in _LIVE(ids):
        found.setdefault(case_id, set()).add(code)
    for case_id, kind in _OPEN(ids):
        found.setdefault(case_id, set()).add(FROM_INCIDENTS[kind])
    return found


def about(p: Proceeding) -> About:
    """What the record says of a case."""
    return abouts([p.case], {p.case.court_id: p.court.code}, p.on)[p.case.pk]


def _path(code: str) -> tuple[str, ...]:
    try:
        return tuple(cause.code for cause in by_code(code).path)
    except CauseError:
        return ()


def wage(province: str, on: date) -> Wage | None:
    """Last year's average wage of a province; before it is published, the latest that is
    (解释 272)."""
    row = _WAGE.first(province, on.year)
    return Wage(row.amount, row.year, row.citation) if row else None


def weights(court_id: int) -> Weights:
    """The court's tables."""
    return DEFAULT.with_own(_WEIGHTS(court_id))


def diverted(p: Proceeding) -> Diverted:
    """What the rules make of the case as it stands."""
    return divert(about(p), weights(p.case.court_id))


_WEIGH = """
INSERT INTO cases_caseweight (case_id, points) VALUES ($1, $2)
ON CONFLICT (case_id) DO UPDATE SET points = excluded.points RETURNING points
"""


def weigh(p: Proceeding, found: Diverted | None = None) -> int:
    """Write down what the case weighs now, for the load of whoever has it."""
    points = (found or diverted(p)).points
    trips.rows(_WEIGH, [p.case.pk, points])
    return points


def check_procedure(p: Proceeding, found: Diverted) -> None:
    """No case is drawn for in a procedure that the law excludes for it. Raises Refusal."""
    _refuse("procedure_barred", unlawful(found, p.procedure, panel=True))


def check_bench(p: Proceeding, found: Diverted, *, panel: bool) -> None:
    """No judge sits alone where the law asks for a panel (CPL 41, 42). Raises Refusal."""
    if found.bench == "panel" and not panel:
        _refuse("panel_needed", found.why("bench"))


def _refuse(reason: str, against: Sequence[Reason]) -> None:
    if against:
        raise Refusal(reason, why_zh="；".join(r.zh for r in against),
                      why_en="; ".join(r.en for r in against))  # fmt: skip


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
