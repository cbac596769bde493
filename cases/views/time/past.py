"""Time travel: the page of a case as it stood at a past moment, from its log alone.

What happened is the log's; who may read it, and the names, titles and rooms, are those of today.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.acts.papers import reading
from cases.beside import digest_of
from cases.law.periods import SHANGHAI
from cases.models import Entry
from cases.proof.logbook import UnreadableEntry
from cases.proof.replay import State, fold
from cases.reading import labels
from cases.reading.case import beside, history, then
from cases.reading.papers.papers import MOST
from cases.reading.scope import Viewer
from cases.views.case import Opened, head, hide, open_case, readable_of, standing, top
from cases.views.page import page, signed_in

A_DAY = timedelta(days=1)
NAME = "case-at"


@dataclass(frozen=True)
class Asked:
    """The moment somebody asked for, by the clock of the court or by an entry; or what is wrong
    with it, in words."""

    moment: datetime | None = None
    seq: int | None = None
    problem: str = ""


@require_safe
@signed_in
def at(request: HttpRequest, who: Viewer, case_id: int) -> HttpResponse:
    """The case as it stood then; without a moment, the way to choose one."""
    opened = open_case(who, case_id)
    entries = history.readable(case_id, opened.reader)
    asked = _asked(request, opened, entries)
    context: dict[str, Any] = {
        "then": None,
        "problem": asked.problem,
        "case_url": reverse("case", args=[case_id]),
    }
    until = asked.seq or asked.moment
    if until is not None:
        try:
            state = fold(case_id, until)
        except UnreadableEntry as error:
            context["problem"] = labels.pick(error.zh, error.en)
        else:
            if opened.inner is not None:
                reading.note(opened.inner, NAME)
            context |= _then(opened, state, asked.moment or _at(state))
    steps = _steps(case_id, entries, context["then"], asked)
    return page(request, "cases/time/at.html", {**head(opened, "case-history"), **context, **steps})


# -- what was asked for ---------------------------------------------------------------------------


def _asked(request: HttpRequest, opened: Opened, entries: list[Entry]) -> Asked:
    if text := request.GET.get("seq", "").strip():
        return _by_entry(text, entries)
    if text := request.GET.get("moment", "").strip():
        return _by_moment(text, opened, entries[0].effective_at)
    return Asked()


def _by_entry(text: str, entries: list[Entry]) -> Asked:
    """The entry of this number; where it is not for the reader, the one before it that is."""
    last = entries[-1].seq
    known = text.isascii() and text.isdigit() and len(text) < 10 and 0 < int(text) <= last
    if not known:
        return Asked(
            problem=_("There is no such entry. The newest one is no. %(n)d.") % {"n": last}
        )
    seq = max(one.seq for one in entries if one.seq <= max(int(text), entries[0].seq))
    return Asked(seq=seq)


def _by_moment(text: str, opened: Opened, first: datetime) -> Asked:
    moment = read_moment(text)
    if moment is None:
        return Asked(problem=_("This is no date. Write it like 2025-01-20 or 2025-01-20 14:30."))
    if moment < first:
        filed = {"moment": labels.moment(first)}
        return Asked(problem=_("There was no such case yet: it was filed on %(moment)s.") % filed)
    if moment > opened.p.now:
        return Asked(problem=_("This moment has not come yet."))
    return Asked(moment=moment)


def read_moment(text: str) -> datetime | None:
    """A moment in Shanghai as people write it; a date alone is the end of that day."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for written, meant in (("年", "-"), ("月", "-"), ("日", " "), ("/", "-"), ("T", " ")):
        plain = plain.replace(written, meant)
    try:
        parts = plain.split()
        day = date(*(int(part) for part in parts[0].replace(".", "-").split("-")))
        if len(parts) == 1:
            midnight = datetime.combine(day, time(0), SHANGHAI)
            return midnight + A_DAY - timedelta(microseconds=1)
        return datetime.combine(day, time.fromisoformat(parts[1].zfill(5)), SHANGHAI)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _at(state: State) -> datetime:
    assert state.at is not None
    return state.at


# -- what is shown --------------------------------------------------------------------------------


def _then(opened: Opened, state: State, moment: datetime) -> dict[str, Any]:
    """The case as it stood, to this reader."""
    p = then.stood(state, moment, opened.p.court, opened.p.calendar)
    p.case.now = moment
    past = Opened(p, opened.who, opened.standings, _parties(opened, state), opened.court)
    hide(past)
    clocks, around = list(p.clocks.values()), state.beside
    entries, _older = history.history(
        p.case.pk, opened.reader, past.names, state.seq + 1, known=state.seq
    )
    return {
        **standing(past, clocks, around, []),
        "then": {
            **top(past),
            "marks": [],  # of these the log does not tell
            "moment": labels.long_moment(moment),
            "seq": state.seq,
            "at": moment,
            "silent": around.silent,
        },
        "papers": _papers(opened, state, past.names),
        "sittings": beside.sittings(around.sittings),
        "entries": entries,
    }


def _parties(opened: Opened, state: State) -> list[Any]:
    """The parties of then, by their numbers; their names are those of now."""
    sides, found = state.beside.sides, []
    for party in opened.parties:
        if party.no in sides:
            party.side, party.left_on = sides[party.no], None
        if party.no not in state.beside.left and (party.no in sides or state.beside.silent):
            found.append(party)
    return found


def _papers(opened: Opened, state: State, names: dict[int, str]) -> list[dict[str, Any]]:
    """What was in the file then and this person may read now, with the titles of now."""
    then = readable_of(opened).filter(seq__lte=state.seq)
    rows = then.select_related("written", "blob").order_by("-seq", "-id")[:MOST]
    titles = {
        (one.seq, digest_of(one)): {
            "title": one.title,
            "kind": labels.document(one.kind),
            "url": reverse("document", args=[one.case_id, one.pk]),
        }
        for one in rows
    }
    nos = opened.party_nos
    known = [
        one
        for one in state.beside.papers
        if (one.seq, one.digest) in titles and (beside.is_open_to(one, nos) or not opened.is_party)
    ]
    days = beside.days_of(opened.p.case.pk, state.seq)
    return beside.papers(known, days, names, titles)


def _steps(
    case_id: int, entries: list[Entry], shown: dict[str, Any] | None, asked: Asked
) -> dict[str, Any]:
    """The way from entry to entry, over those that the reader may read."""
    url = reverse(NAME, args=[case_id])
    seqs = [one.seq for one in entries]
    here = max((n for n, seq in enumerate(seqs) if shown and seq <= shown["seq"]), default=None)

    def to(n: int) -> str:
        return f"{url}?{urlencode({'seq': seqs[n]})}" if 0 <= n < len(seqs) else ""

    moment = labels.local(shown["at"]) if shown else asked.moment
    return {
        "at_url": url,
        "asked": f"{moment:%Y-%m-%dT%H:%M}" if moment else "",
        "first_url": to(0) if here != 0 else "",
        "previous_url": to(here - 1) if here else "",
        "next_url": to(here + 1) if here is not None else "",
        "last_url": to(len(seqs) - 1) if here != len(seqs) - 1 else "",
        "position": here + 1 if here is not None else None,
        "many": len(seqs),
        "last_act": labels.act(entries[here].act) if here is not None else "",
    }
