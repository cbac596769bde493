"""A party's list of evidence: item by item or from a spreadsheet, looked at, then put."""

from __future__ import annotations

import base64
import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cases.acts.evidence import putting
from cases.forms.acts import ActForm
from cases.forms.evidence import DraftForm, ItemForm, SheetForm
from cases.law import evidence_sheet, exchange
from cases.law.evidence_sheet import COLUMNS, Sheet, Trouble
from cases.law.exchange import KINDS, ORIGINALS
from cases.law.refusals import Conflict, NotThere, Refusal
from cases.models import EvidenceItem, Party, Upload
from cases.proceeding import PartyFacts
from cases.reading import citations, labels
from cases.reading.evidence import table
from cases.reading.evidence.items import kind_words
from cases.reading.hearings import sheets
from cases.reading.papers import materials
from cases.reading.scope import Viewer
from cases.views.case import Opened, head, readable_of
from cases.views.evidence import looked_at
from cases.views.evidence.exchange import done, forms_for, may_put, open_evidence, private
from cases.views.page import page, signed_in, whole_number
from cases.writing import apart

BASIS = "CPL 66, 68, 69; 证据规定 19"


def open_list(who: Viewer, case_id: int) -> Opened:
    """The case for a party that may put evidence now; nobody else has a list."""
    opened = open_evidence(who, case_id)
    if not opened.is_party:
        raise Http404
    return opened


def _party(request: HttpRequest, opened: Opened) -> PartyFacts:
    """For whom: the party named, of those this person acts for, or the first of them."""
    named = whole_number(request.POST.get("party", "") or request.GET.get("party", ""))
    no = named if named in opened.party_nos else opened.party_nos[0]
    found = opened.p.party(no)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_list(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """What is not put yet, one more item, and putting them all."""
    opened = open_list(who, case_id)
    if request.method != "POST":
        return _page(request, opened)
    party, then = _party(request, opened), reverse("exchange-list", args=[case_id])
    if request.POST.get("act") == "put_evidence":
        then = reverse("case-exchange", args=[case_id])

        def again(request: HttpRequest, now: Opened, sent: Any, status: int) -> HttpResponse:
            return _page(request, now, sent=sent, status=status)

        mine = list(putting.drafts(case_id, [party.no]))
        answer = done(request, opened, "put_evidence", {"party": party.no}, then, again)
        if answer.status_code == 302:
            _say_what_was_left(request, opened, mine)
        return answer
    if not may_put(opened):
        return _page(request, opened, problem=_not_now(), status=409)
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _page(request, opened, form=form, status=422)
    try:
        [made] = putting.add(case_id, party.no, party.side, who.user_id, [form.values()])
    except Refusal as refusal:
        return _page(request, opened, form=form, problem=labels.refusal(refusal), status=409)
    messages.success(request, _("On the list. Add its files now, or go on."))
    return redirect("exchange-draft", case_id=case_id, item_id=made.pk)


def _say_what_was_left(request: HttpRequest, opened: Opened, put: list[EvidenceItem]) -> None:
    """Files of a colleague that were not ready did not go along."""
    if left := sum(one.waiting for one in _files(opened, put).values()):
        messages.warning(request, ngettext(
            "%(n)s file of a colleague was not ready and was not put.",
            "%(n)s files of a colleague were not ready and were not put.", left,
        ) % {"n": left})  # fmt: skip


def _not_now() -> str:
    return _("At this stage no evidence can be put online.")


def _page(
    request: HttpRequest, opened: Opened, *, form: ItemForm | None = None, sent: Any = None,
    problem: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    p, party = opened.p, _party(request, opened)
    mine = list(putting.drafts(p.case.pk, [party.no]).prefetch_related("papers"))
    waiting = _files(opened, mine)
    late = putting.came_late(p, None, party.no) if may_put(opened) else False
    context = {
        **head(opened, "case-exchange"),
        "rows": [_row(opened, one, waiting) for one in mine],
        "item_form": form or ItemForm(), "form": form or (sent[1] if sent else None),
        "problems": [{"text": problem}] if problem else [],
        "put": _put(opened, sent) if mine else None, "late": late,
        "last": table.last_day(p) if late else "", "may_put": may_put(opened),
        "parties": _parties(opened, party), "party": party.no,
        "sheet_url": reverse("exchange-sheet", args=[p.case.pk]),
        "list": reverse("case-exchange", args=[p.case.pk]), "sheet_form": SheetForm(),
        "templates": [
            {"url": reverse("exchange-template", args=[p.case.pk, kind]), "label": f".{kind}"}
            for kind in ("xlsx", "csv")
        ],
        "most": exchange.MOST_ITEMS, "basis": citations.marked(BASIS), "mine": len(mine),
        "not_now": "" if may_put(opened) else _not_now(),
    }  # fmt: skip
    return private(page(request, "cases/evidence/list.html", context, status))


def _put(opened: Opened, sent: Any) -> dict[str, Any] | None:
    found = forms_for(opened, ["put_evidence"], sent)
    if not found:
        return None
    form: ActForm = found[0]["form"]
    form.fields.pop("party", None)
    return found[0]


@dataclass
class _Files:
    """The files of an item that is not put yet."""

    sent: int = 0
    waiting: int = 0
    """Of a colleague, and not ready: they stay out of what is put now."""


def _files(opened: Opened, mine: list[EvidenceItem]) -> dict[int, _Files]:
    """What lies in the trays of those who act for the party, by item."""
    users = {
        user for party in opened.p.parties if party.no in opened.party_nos
        for user, _authority in party.links
    }  # fmt: skip
    of = {putting.tray(user, one): one.pk for one in mine for user in users}
    counts: dict[int, _Files] = defaultdict(_Files)
    found = Upload.objects.filter(owner_id__in=users, tray__in=list(of))
    for tray_id, owner, state in found.values_list("tray", "owner_id", "state"):
        counts[of[tray_id]].sent += 1
        counts[of[tray_id]].waiting += state != "ready" and owner != opened.who.user_id
    return counts


def _row(opened: Opened, one: EvidenceItem, waiting: dict[int, _Files]) -> dict[str, Any]:
    files = waiting.get(one.pk, _Files())
    return {
        "id": one.pk, "title": one.title, "kind": kind_words(one.kind), "purpose": one.purpose,
        "source": one.source, "pages": one.pages,
        "original": table.words_of(ORIGINALS, one.original),
        "files": files.sent + len(one.papers.all()), "waiting": files.waiting,
        "url": reverse("exchange-draft", args=[one.case_id, one.pk]),
    }  # fmt: skip


def _parties(opened: Opened, party: PartyFacts) -> list[dict[str, Any]]:
    """Whoever acts for several puts a list for each."""
    if len(opened.party_nos) < 2:
        return []
    names = dict(Party.objects.filter(case_id=opened.p.case.pk).values_list("no", "name"))
    url = reverse("exchange-list", args=[opened.p.case.pk])
    return [
        {"url": f"{url}?party={no}", "label": names.get(no, ""), "current": no == party.no}
        for no in opened.party_nos
    ]


# -- one draft ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def draft(request: HttpRequest, who: Viewer, case_id: int, item_id: int) -> HttpResponse:
    """One item that is not put yet: what it says, its files, its place; or away with it."""
    opened = open_list(who, case_id)
    one = putting.drafts(case_id, opened.party_nos).filter(pk=item_id).first()
    if one is None:
        return _is_put(opened, item_id)
    if request.method != "POST":
        return _draft_page(request, opened, one, _draft_form(opened, one))
    try:
        return _change(request, opened, one)
    except NotThere:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, labels.refusal(refusal))
        return redirect("exchange-list", case_id=case_id)


def _is_put(opened: Opened, item_id: int) -> HttpResponse:
    """A second window: it was put meanwhile, and stands in the exchange."""
    theirs = EvidenceItem.objects.filter(
        case_id=opened.p.case.pk, pk=item_id, party_no__in=opened.party_nos
    )
    if not theirs.exists():
        raise Http404
    return redirect("exchange-item", case_id=opened.p.case.pk, item_id=item_id)


def _draft_form(opened: Opened, one: EvidenceItem, data: Any = None) -> DraftForm:
    first = {name: getattr(one, name) for name in putting.FIELDS} | {
        "version": one.version, "papers": [paper.pk for paper in one.papers.all()],
    }  # fmt: skip
    return DraftForm(readable_of(opened), data, initial=first)


def _change(request: HttpRequest, opened: Opened, one: EvidenceItem) -> HttpResponse:
    if "drop" in request.POST:
        putting.drop(one)
        messages.success(request, _("Taken off the list."))
        return redirect("exchange-list", case_id=one.case_id)
    if "move" in request.POST:
        putting.move(one, request.POST["move"] == "up")
        return redirect("exchange-list", case_id=one.case_id)
    form = _draft_form(opened, one, request.POST)
    if not form.is_valid():
        return _draft_page(request, opened, one, form, status=422)
    try:
        putting.change(one, form.cleaned_data["version"], form.values(), form.chosen())
    except Conflict:
        return _two_windows(request, opened, one, form)
    messages.success(request, _("Kept."))
    return redirect("exchange-list", case_id=one.case_id)


def _two_windows(
    request: HttpRequest, opened: Opened, one: EvidenceItem, form: DraftForm
) -> HttpResponse:
    """Saved in another window meanwhile: what is typed here stays, the next press is about what is
    kept now."""
    one.refresh_from_db()
    data = request.POST.copy()
    data["version"] = str(one.version)
    form.data = data
    kept = _("Another window has changed this item: “%(title)s”. What you typed here is still "
             "here; press again to keep it instead.") % {"title": one.title}  # fmt: skip
    return _draft_page(request, opened, one, form, problem=kept, status=409)


def _draft_page(
    request: HttpRequest, opened: Opened, one: EvidenceItem, form: DraftForm, problem: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    back = reverse("exchange-draft", args=[one.case_id, one.pk])
    context = {
        **head(opened, "case-exchange"), "item": {"title": one.title}, "draft_form": form,
        "form": form, "problems": [{"text": problem}] if problem else [],
        "tray": materials.tray(opened.who.user_id, putting.tray(opened.who.user_id, one), back),
        "list": reverse("exchange-list", args=[one.case_id]),
    }  # fmt: skip
    return private(page(request, "cases/evidence/draft.html", context, status))


# -- a spreadsheet --------------------------------------------------------------------------------


@require_safe
@signed_in
def template(request: HttpRequest, who: Viewer, case_id: int, kind: str) -> HttpResponse:
    """The template to fill in: the columns that are read, the needed ones marked."""
    open_list(who, case_id)
    heads = [labels.pick(one.zh, one.en) + ("*" if one.required else "") for one in COLUMNS]
    if kind == "xlsx":
        columns = [(one.name, name, 24) for one, name in zip(COLUMNS, heads, strict=True)]
        made = sheets.workbook(_("List of evidence"), columns, [])
        return _download(made, sheets.TYPE, kind)
    if kind != "csv":
        raise Http404
    text = io.StringIO()
    csv.writer(text).writerow(heads)
    return _download(b"\xef\xbb\xbf" + text.getvalue().encode(), "text/csv; charset=utf-8", kind)


def _download(made: bytes, type_: str, ending: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=type_)
    name = "%E8%AF%81%E6%8D%AE%E7%9B%AE%E5%BD%95"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.{ending}"
    return private(answer)


@require_http_methods(["POST"])
@signed_in
def sheet(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """Look at a spreadsheet, or take over what was looked at: all of it or nothing."""
    opened = open_list(who, case_id)
    if not may_put(opened):
        return _page(request, opened, problem=_not_now(), status=409)
    if "looked_at" in request.POST:
        return _take_over(request, opened)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        words = [str(one) for errors in form.errors.values() for one in errors]
        return _page(request, opened, problem=" ".join(words), status=422)
    found = _read(form.cleaned_data["sheet"].read())
    return _sheet_page(request, opened, found, 422 if found.troubles else 200)


def _read(data: bytes) -> Sheet:
    unreadable = Refusal("sheet_unreadable")
    try:
        asked = {"data": base64.b64encode(data).decode()}
        said = apart.run("cases.writing.spreadsheet", asked)
    except apart.TooMuch:
        said = {"problem": "too_much"}
    if said.get("problem"):
        return Sheet(troubles=[Trouble(0, unreadable.zh, unreadable.en)])
    return evidence_sheet.read(said["rows"], more=bool(said["on"]))


def _sheet_page(
    request: HttpRequest, opened: Opened, found: Sheet, status: int
) -> HttpResponse:  # fmt: skip
    shown = [
        {**one, "n": n, "kind": table.words_of(KINDS, one["kind"]),
         "original": table.words_of(ORIGINALS, one["original"])}
        for n, one in enumerate(found.items, 1)
    ]  # fmt: skip
    troubles = [{"line": one.line, "text": labels.pick(one.zh, one.en)} for one in found.troubles]
    context = {
        **head(opened, "case-exchange"), "rows": shown, "troubles": troubles,
        "cut": len(troubles) >= evidence_sheet.MOST_PROBLEMS,
        "looked_at": looked_at.keep(opened.who.user_id, opened.p.case.pk, found.items),
        "list": reverse("exchange-list", args=[opened.p.case.pk]),
        "party": _party(request, opened).no, "sheet_form": SheetForm(),
        "sheet_url": reverse("exchange-sheet", args=[opened.p.case.pk]),
    }  # fmt: skip
    return private(page(request, "cases/evidence/sheet.html", context, status))


def _take_over(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What the page showed: it was kept here, and the page only names it."""
    party, case_id = _party(request, opened), opened.p.case.pk
    items = looked_at.take(opened.who.user_id, case_id, request.POST["looked_at"])
    if items is None:
        gone = _("This list is no longer kept here. Choose the spreadsheet again.")
        return _page(request, opened, problem=gone, status=409)
    try:
        made = putting.add(case_id, party.no, party.side, opened.who.user_id, items)
    except Refusal as refusal:
        return _page(request, opened, problem=labels.refusal(refusal), status=409)
    messages.success(request, _("%(n)s items are on the list. Nothing is put yet.")
                     % {"n": len(made)})  # fmt: skip
    return redirect(f"{reverse('exchange-list', args=[case_id])}?party={party.no}")
