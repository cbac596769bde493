"""A public notice 公告 for whoever has its address: only what the law has made public."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.acts.service.record import attempts_of
from cases.law.causes import by_code
from cases.law.overrides import rules_of
from cases.law.procedures import Origin, Procedure
from cases.law.serving import NOTICE_DAYS, NOTICE_DAYS_ABROAD
from cases.models import Party, Service
from cases.reading import citations, labels
from cases.reading.service import serving
from cases.views.page import page


@require_safe
def announcement(request: HttpRequest, code: str) -> HttpResponse:
    """While it runs: who, which paper, by when, and what follows (民诉法解释 139).

    Afterwards only that it has run its time; of a confidential case never the dispute.
    """
    found = Service.objects.filter(notice_code=code).select_related("case__court").first()
    if found is None or found.document == "complaint_before":
        raise Http404
    running = found.effective_on is None and found.way == "public_notice"
    context = {
        "running": running,
        "court": _court(found),
        "basis": citations.marked("解释 138-140"),
    }
    if running:
        context |= _public(found)
    answer = page(request, "cases/service/announcement.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _court(found: Service) -> str:
    court = found.case.court
    return labels.pick(court.name, court.name_en or court.name)


def _public(found: Service) -> dict[str, object]:
    party = Party.objects.get(case_id=found.case_id, no=found.party_no)
    days = NOTICE_DAYS_ABROAD if party.is_foreign else NOTICE_DAYS
    steps = [s for one in attempts_of([found.pk])[found.pk] for s in one.steps]
    published = [s.on for s in steps if s.event in ("published", "vouched") and s.state == "sent"]
    case = found.case
    rule = rules_of(
        "answer_period", Procedure(case.procedure), origin=Origin(case.origin),
        foreign=party.is_foreign,
    )[0]  # fmt: skip
    return {
        "name": party.name,
        "number": case.number,
        "cause": "" if case.confidential else by_code(case.cause_code).name,
        "document": serving.title(found),
        "days": days,
        "published": labels.day(max(published, default=None)),
        "answer_days": rule.limit.amount if rule and found.document == "complaint" else "",
        "is_judgment": found.document in ("judgment", "ruling"),
    }
