"""The exchange of evidence: all items on one page, one item a screen, several alike at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.acts.evidence import found, putting, said
from cases.acts.evidence.said import Said
from cases.forms.acts import ActForm
from cases.forms.evidence import on_items
from cases.forms.fields import new_key
from cases.law.acts import ACTS
from cases.law.calendar import OutOfCalendar
from cases.law.refusals import NotThere, Refusal
from cases.models import EvidenceItem, EvidenceLook
from cases.reading import citations, labels
from cases.reading.case.possible import Possible, possible_act
from cases.reading.evidence import items as offered
from cases.reading.evidence import table
from cases.reading.scope import Viewer
from cases.views.act import explain, perform, refused_page
from cases.views.case import Opened, head, open_case
from cases.views.page import page, signed_in, whole_number

ON_CASE = ("agree_exchange", "propose_exchange", "open_exchange", "make_exchange_record")
ON_ITEM = (
    "answer_evidence", "speak_on_evidence", "order_original", "compare_original",
    "rule_on_evidence", "decide_late_evidence", "withdraw_evidence",
)  # fmt: skip
ON_SEVERAL = ("answer_evidence", "rule_on_evidence", "decide_late_evidence")
BASIS = "CPL 71; 解释 103, 104; 证据规定 57, 60; 在线诉讼规则 14, 20"
MOST_ROWS = 100
"""Items on one page of the table."""


def open_evidence(who: Viewer, case_id: int) -> Opened:
    """The case for somebody for whom its evidence is; a mediator is told of none
    (在线调解规则 18)."""
    opened = open_case(who, case_id)
    if not offered.may_read(opened.standings):
        raise Http404
    return opened


def reader_of(opened: Opened) -> table.Reader:
    return table.Reader(opened.standings, opened.party_nos, opened.names)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def exchange(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Every item with what each side holds of it; how the exchange goes on."""
    opened = open_evidence(who, case_id)
    if request.method != "POST":
        return _page(request, opened)
    code = request.POST.get("act", "")
    if code not in ON_CASE:
        raise Http404
    return done(request, opened, code, {}, reverse("case-exchange", args=[case_id]), _page)


def done(
    request: HttpRequest, opened: Opened, code: str, more: dict[str, Any], then: str, again: Any,
) -> HttpResponse:  # fmt: skip
    """Do an act that was pressed on one of these pages; what was typed stays where it fails.

    ``more``: the items it is about. ``again``: shows the page with the form that was sent.
    """
    possible = possible_act(opened.p, opened.standings, code)
    if possible is None:
        return refused_page(request, opened, code, labels.refusal(Refusal("not_yours")))
    if possible.refused is not None:
        return refused_page(request, opened, code, labels.refusal(possible.refused))
    form = on_items(opened.p, possible)(request.POST, auto_id=f"id_{code}_%s")
    if not form.is_valid():
        return again(request, opened, (code, form), 422)
    try:
        perform(opened, possible, form.values() | more, form.cleaned_data)
    except OutOfCalendar as error:
        form.add_error(None, labels.pick(*str(error).split(" / ")))
        return again(request, opened, (code, form), 422)
    except NotThere:
        raise Http404 from None
    except Refusal as refusal:
        explain(form, possible.act, refusal)
        now = open_evidence(opened.who, opened.p.case.pk)
        return again(request, now, (code, form), 409)
    messages.success(request, _("Done: %(act)s.") % {"act": labels.of(ACTS[code])})
    return redirect(then)


Sent = tuple[str, ActForm] | None


def forms_for(
    opened: Opened, codes: Iterable[str], sent: Sent = None, **initial: Any
) -> list[dict[str, Any]]:  # fmt: skip
    """The forms of the acts that this person may do here and now."""
    shown = []
    for code in codes:
        possible = possible_act(opened.p, opened.standings, code)
        if possible is None or possible.refused is not None:
            continue
        is_sent = sent is not None and sent[0] == code
        form = sent[1] if sent is not None and is_sent else _new(opened, possible, initial)
        shown.append({
            "code": code, "title": possible.words, "form": form, "open": is_sent,
            "basis": citations.marked(possible.act.citation),
        })  # fmt: skip
    return shown


def _without_lateness(acts: list[dict[str, Any]], items: Iterable[EvidenceItem]) -> None:
    """Whether its being late is objected to is asked of what came late alone."""
    if any(one.is_late for one in items):
        return
    for act in acts:
        act["form"].fields.pop("opposes_late", None)


def _new(opened: Opened, possible: Possible, initial: dict[str, Any]) -> ActForm:
    first = {"key": new_key(), "version": opened.p.case.version, **initial}
    code = possible.act.code
    return on_items(opened.p, possible)(initial=first, auto_id=f"id_{code}_%s")


def _page(
    request: HttpRequest, opened: Opened, sent: Sent = None, status: int = 200
) -> HttpResponse:
    p, reader = opened.p, reader_of(opened)
    known = table.known(p)
    show = request.GET.get("show", "")
    test = table.FILTERS.get(show, table.FILTERS[""])
    chosen = [one for one in known if test(reader, p, one)]
    first = max(0, (whole_number(request.GET.get("from", "")) or 1) - 1)
    shown = chosen[first : first + MOST_ROWS]
    url = reverse("case-exchange", args=[p.case.pk])
    older = first + MOST_ROWS < len(chosen)
    following = f"{url}?{urlencode({'show': show, 'from': first + MOST_ROWS + 1})}"
    owed = [one for one in known if table.owed_by(reader, p, one)]
    context = {
        **head(opened, "case-exchange"),
        "rows": table.rows(reader, p, shown),
        "filters": table.filters(reader, p, known, show) if known else [],
        "pager": {"newer_url": url if first else "", "newer_label": _("First page"),
                  "older_url": following if older else "", "older_label": _("Next page")},
        "state": table.state(reader, p), "consents": table.consents(reader, p),
        "acts": forms_for(opened, ON_CASE, sent), "form": sent[1] if sent else None,
        "owed": len(owed) if reader.is_party else 0,
        "owed_url": reverse("exchange-item", args=[p.case.pk, owed[0].item.pk]) if owed else "",
        "drafts": putting.drafts(p.case.pk, opened.party_nos).count(),
        "list_url": reverse("exchange-list", args=[p.case.pk]) if may_put(opened) else "",
        "several_url": reverse("exchange-several", args=[p.case.pk]),
        "several": _several(opened, known), "basis": citations.marked(BASIS), "empty": _empty(show),
    }  # fmt: skip
    return private(page(request, "cases/evidence/exchange.html", context, status))


def _empty(show: str) -> dict[str, str]:
    if show:
        return {"title": _("No item is like that"), "text": _("Leave the filter to see all.")}
    return {
        "title": _("No evidence has been put yet"),
        "text": _("What a party puts stands here at once, for all parties and the court."),
    }


def _several(opened: Opened, known: list[Said]) -> list[dict[str, str]]:
    """What can be done to items that are ticked, where there are such items."""
    words = {
        "answer_evidence": _("No objection to those ticked"),
        "rule_on_evidence": _("Rule on those ticked"),
        "decide_late_evidence": _("Decide on late ones ticked"),
    }
    return [
        {"code": code, "label": words[code]}
        for code in ON_SEVERAL
        if (code != "decide_late_evidence" or any(one.late_waits for one in known))
        and (one := possible_act(opened.p, opened.standings, code))
        and one.refused is None
    ]


def may_put(opened: Opened) -> bool:
    """Whether this person builds a list here: a party, as long as evidence can be put."""
    one = possible_act(opened.p, opened.standings, "put_evidence")
    return opened.is_party and one is not None and one.refused is None


def private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer


# -- one item -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def item(request: HttpRequest, who: Viewer, case_id: int, item_id: int) -> HttpResponse:
    """One item: what it is, what everybody says of it, and what this person may do to it."""
    opened = open_evidence(who, case_id)
    one = found.put(case_id).filter(pk=item_id).first()
    if one is None:
        raise Http404
    if request.method == "POST":
        return _on_item(request, opened, one)
    _first_look(opened, one)
    return _item_page(request, opened, one)


def _first_look(opened: Opened, one: EvidenceItem) -> None:
    """Whoever acts for another party has seen it from now on; only the first time is kept."""
    EvidenceLook.objects.bulk_create(
        (EvidenceLook(item=one, party_no=no, user_id=opened.who.user_id, at=opened.p.now)
         for no in opened.party_nos if no != one.party_no),
        ignore_conflicts=True,
    )  # fmt: skip


def _on_item(request: HttpRequest, opened: Opened, one: EvidenceItem) -> HttpResponse:
    code = request.POST.get("act", "")
    if code not in ON_ITEM:
        raise Http404
    names = {spec.name for spec in ACTS[code].fields}
    more: dict[str, Any] = {"items": [one.pk]} if "items" in names else {"item": one.pk}
    here = reverse("exchange-item", args=[one.case_id, one.pk])

    def again(request: HttpRequest, now: Opened, sent: Sent, status: int) -> HttpResponse:
        return _item_page(request, now, one, sent, status)

    answer = done(request, opened, code, more, here, again)
    if answer.status_code == 302 and code == "answer_evidence" and opened.is_party:
        return redirect(_next_owed(opened, one) or here)
    return answer


def _next_owed(opened: Opened, done: EvidenceItem) -> str:
    """The next item that waits for this party, after the one just answered."""
    reader, p = reader_of(opened), opened.p
    owed = [one.item for one in table.known(p) if table.owed_by(reader, p, one)]
    left = [one for one in owed if one.pk != done.pk]
    behind = [one for one in left if found.in_order([done, one])[0].pk == done.pk]
    chosen = next(iter(behind or left), None)
    return reverse("exchange-item", args=[p.case.pk, chosen.pk]) if chosen else ""


def _item_page(
    request: HttpRequest, opened: Opened, one: EvidenceItem, sent: Sent = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    p, reader = opened.p, reader_of(opened)
    rows = found.in_order(found.put(p.case.pk))
    at = next(n for n, row in enumerate(rows) if row.pk == one.pk)
    known = said.of(p.case.pk, [rows[at]])[one.pk]
    papers = offered.documents_of([one], opened.standings).get(one.pk, [])
    acts = forms_for(opened, _acts_on(opened, known), sent)
    _without_lateness(acts, [one])
    context = {
        **head(opened, "case-exchange"),
        "row": table.row(reader, p, known, papers),
        "thread": table.thread(reader, known), "late": table.late(reader, p, known),
        "looks": [] if opened.is_party else table.looks(reader, one),
        "acts": acts, "form": sent[1] if sent else None, "basis": citations.marked(BASIS),
        "list": reverse("case-exchange", args=[p.case.pk]),
        "before": _near(rows, at - 1), "after": _near(rows, at + 1),
        "at": at + 1, "count": len(rows),
    }  # fmt: skip
    return private(page(request, "cases/evidence/item.html", context, status))


def _near(rows: list[EvidenceItem], at: int) -> dict[str, str] | None:
    if not 0 <= at < len(rows):
        return None
    one = rows[at]
    return {
        "url": reverse("exchange-item", args=[one.case_id, one.pk]),
        "name": offered.shown_name(one),
    }


def _acts_on(opened: Opened, one: Said) -> list[str]:
    """What makes sense of this very item: of one's own there is no opinion."""
    if one.item.withdrawn_seq is not None:
        return []
    codes = list(ON_ITEM)
    if opened.is_party:
        mine = one.item.party_no in opened.party_nos
        codes = [code for code in codes if code != ("answer_evidence" if mine else
                                                    "withdraw_evidence")]  # fmt: skip
    else:
        codes = [code for code in codes if code not in ("answer_evidence", "withdraw_evidence")]
    if not one.item.is_late:
        codes.remove("decide_late_evidence")
    return codes


# -- several at once ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def several(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """One act on all that were ticked: they are shown with it before it is done."""
    opened = open_evidence(who, case_id)
    sent = request.POST if request.method == "POST" else request.GET
    code = sent.get("act", "")
    if code not in ON_SEVERAL:
        raise Http404
    pks = [pk for text in sent.getlist("items")[:1000] if (pk := whole_number(text))]
    if not pks:
        messages.info(request, _("Tick the items first."))
        return redirect("case-exchange", case_id=case_id)

    def again(request: HttpRequest, now: Opened, sent: Sent, status: int) -> HttpResponse:
        return _several_page(request, now, code, pks, sent, status)

    if request.method != "POST":
        return _several_page(request, opened, code, pks)
    then = reverse("case-exchange", args=[case_id])
    return done(request, opened, code, {"items": pks}, then, again)


def _several_page(
    request: HttpRequest, opened: Opened, code: str, pks: list[int], sent: Sent = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    p = opened.p
    chosen = found.in_order(found.put(p.case.pk).filter(pk__in=pks))
    if not chosen:
        raise Http404
    accepted = dict.fromkeys(("authenticity", "legality", "relevance"), "accepted")
    acts = forms_for(opened, [code], sent, **accepted)
    if not acts:
        return refused_page(request, opened, code, labels.refusal(Refusal("not_yours")))
    _without_lateness(acts, chosen)
    shown = [
        {"id": one.pk, "name": offered.shown_name(one), "title": one.title, "purpose": one.purpose,
         "url": reverse("exchange-item", args=[p.case.pk, one.pk])}
        for one in chosen
    ]  # fmt: skip
    context = {
        **head(opened, "case-exchange"), "act": acts[0], "chosen": shown,
        "form": sent[1] if sent else None, "list": reverse("case-exchange", args=[p.case.pk]),
    }  # fmt: skip
    return private(page(request, "cases/evidence/several.html", context, status))
