"""The worklist of staff: what is to be done today, the list with its filters, kept views."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.law.acts import ACTS
from cases.law.batches import IN_BATCH, MOST
from cases.law.ladder import LIGHTS
from cases.law.nodes import NODES, PHASES
from cases.law.running import RunningClock
from cases.models import JoinRequest, SavedView
from cases.reading import labels
from cases.reading.case import lights
from cases.reading.lists import answers_due, filters, rows, worklist
from cases.reading.lists.filters import ALL, Asked, Filtered
from cases.reading.scope import Viewer
from cases.reading.service import serving
from cases.views.page import page, pager, signed_in, works

AFTER = 80
"""A mark in a list is no longer than this."""


def tab_words() -> dict[str, str]:
    return {
        "todo": _("To do"),
        "waiting": _("Waiting for others"),
        "suspended": _("Suspended"),
        "closed": _("At rest or closed"),
    }


class Bench:
    """The lists of a person that a page needs: their own, and that of their team."""

    def __init__(self, who: Viewer, asked: Asked) -> None:
        self.own = Filtered(who, worklist.lists(who))
        self.has_team = bool(worklist.team_judges(who))
        self.team = Filtered(who, worklist.team_lists(who)) if self.has_team else self.own
        self.asked = asked

    def of(self, asked: Asked) -> Filtered:
        return self.team if asked.whose == "team" else self.own

    def count(self, asked: Asked) -> int:
        return self.of(asked).count(asked)

    @property
    def shown(self) -> Filtered:
        return self.of(self.asked)


@require_safe
@signed_in
def work(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Cases whose turn it is, by deadline; and beside them what waits, is suspended or closed."""
    if not works(who):
        raise PermissionDenied
    asked = Asked.read(request.GET.dict())
    bench = Bench(who, asked)
    after = request.GET.get("after", "")[:AFTER]
    shown = bench.shown.page(asked, after)
    found = rows.rows(shown.rows, _reader(who, bench))
    context = {
        "band": _band(bench),
        "tabs": _tabs(bench),
        "facets": _facets(bench),
        "chosen": _chosen(bench),
        "kept": _kept(who, bench),
        "query": asked.query(),
        "rows": found,
        "batch": _batch(who, bench, found),
        "asked_to_join": _asked_to_join(who),
        "failed_services": serving.failed(who),
        "as_of": labels.moment(who.offices[0].now),
        "pager": pager(
            _address(asked),
            _address(asked, after=shown.next) if shown.next else "",
            on_first=not after,
        ),
    }
    return page(request, "cases/lists/worklist.html", context)


def _reader(who: Viewer, bench: Bench) -> rows.Reader:
    roles = bench.shown.lists.roles
    acts_as = frozenset(office.role for office in who.offices)
    return rows.Reader(roles, acts_as=acts_as, back=_address(bench.asked))


def _address(asked: Asked, **more: str) -> str:
    changed = {name: more.pop(name) for name in list(more) if hasattr(asked, name)}
    query = asked.query(**changed)
    return f"{reverse('work')}?{query}{'&' + urlencode(more) if more else ''}"


# -- today, the four lists, what can be asked of them ----------------------------------------------


def _band(bench: Bench) -> list[dict[str, Any]]:
    """What a day begins with; each number is the length of the list it leads to."""
    whose = bench.asked.whose
    today = (
        (_("Hearings today"), Asked(ALL, whose, hearing="today")),
        (_("To decide or sign"), Asked("todo", whose, do="decide")),
        (_("Urgent or overdue"), Asked(ALL, whose, light="urgent")),
        (_("Waiting for others"), Asked("waiting", whose)),
    )
    return [
        {"label": label, "value": bench.count(asked), "url": _address(asked)}
        for label, asked in today
    ]


def _tabs(bench: Bench) -> list[dict[str, Any]]:
    asked = bench.asked
    words = tab_words() | ({ALL: _("All")} if asked.tab == ALL else {})
    return [
        {
            "url": _address(asked, tab=name),
            "label": label,
            "count": bench.shown.count(Asked.read({**vars(asked), "tab": name})),
            "current": name == asked.tab,
        }
        for name, label in words.items()
    ]


def _light_words(code: str) -> str:
    return _("urgent or overdue") if code == "urgent" else labels.pick(*LIGHTS[code][1:])


def _kind_words(code: str) -> str:
    words = {"decide": _("to decide or sign"), "draft": _("drafts that wait")}
    return words.get(code) or labels.act(code)


def _other_words(code: str) -> str:
    return {"mine": _("mine by name"), "team": _("of my team"), "today": _("today"),
            "week": _("this week")}[code]  # fmt: skip


def _facet_words() -> dict[str, tuple[str, Any]]:
    return {
        "whose": (_("Whose cases"), _other_words),
        "light": (_("Light"), _light_words),
        "phase": (_("Phase"), lambda code: labels.pick(*PHASES[code])),
        "node": (_("Node"), labels.place),
        "do": (_("What to do"), _kind_words),
        "hearing": (_("Heard"), _other_words),
    }


def _values(bench: Bench, name: str) -> list[str]:
    """The answers that are worth offering, in the order of the law."""
    asked = bench.asked
    if name == "whose":
        return ["mine", *(["team"] if bench.has_team else [])]
    if name == "node":
        inside = [n.code for n in NODES.values() if asked.phase and n.phase == asked.phase]
        return inside or ([asked.node] if asked.node else [])
    if name == "do":
        there = bench.shown.values("do")
        return [*filters.KINDS, *(code for code in ACTS if code in there)]
    known = {"light": filters.LIGHTS, "phase": tuple(PHASES), "hearing": filters.HEARINGS}
    return list(known[name])


def _facets(bench: Bench) -> list[dict[str, Any]]:
    """Every question with the answers that some case has."""
    found = []
    for name, (label, words) in _facet_words().items():
        chips = [_chip(bench, name, value, words) for value in _values(bench, name)]
        chips = [one for one in chips if one["count"] or one["chosen"]]
        if chips:
            found.append({"label": label, "chips": chips})
    return found


def _chip(bench: Bench, name: str, value: str, words: Any) -> dict[str, Any]:
    asked = bench.asked
    chosen = getattr(asked, name) == value
    wanted = Asked.read({**vars(asked), name: value})
    return {
        "label": words(value),
        "count": bench.count(wanted),
        "url": _address(asked, **{name: "" if chosen else value}),
        "chosen": chosen,
    }


def _chosen(bench: Bench) -> list[dict[str, str]]:
    """What is asked now, each with the way to leave it out."""
    asked = bench.asked
    return [
        {"label": labels.pair(label, words(value)), "url": _address(asked, **{name: ""})}
        for name, (label, words) in _facet_words().items()
        if (value := getattr(asked, name))
    ]


def _kept(who: Viewer, bench: Bench) -> list[dict[str, Any]]:
    """The views that this person keeps, each with its count now."""
    found = []
    for one in SavedView.objects.filter(user_id=who.user_id):
        asked = filters.read_query(one.query)
        found.append(
            {
                "pk": one.pk,
                "name": one.name,
                "url": _address(asked),
                "count": bench.count(asked),
                "current": asked == bench.asked,
            }
        )
    return found


# -- acts on several rows --------------------------------------------------------------------------


def _batch(who: Viewer, bench: Bench, found: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The acts that can be done to several of these rows; None where there is none."""
    places = {row["place"] for row in found}
    roles = {office.role for office in who.offices}
    acts = [
        ACTS[code] for code in IN_BATCH if ACTS[code].by & roles and places & set(ACTS[code].at)
    ]
    if not acts:
        return None
    asked = bench.asked
    total = bench.shown.count(asked)
    return {
        "acts": [(one.code, labels.of(one), one.code == asked.do) for one in acts],
        "most": MOST,
        "all": min(total, MOST) if total > len(found) else 0,
    }


# -- people who ask to come in ---------------------------------------------------------------------


def _asked_to_join(who: Viewer) -> list[dict[str, Any]]:
    found = worklist.asked_to_join(who)
    timers = answers_due.clocks((one.case_id, one.asked_seq) for one in found)
    return [_asked_row(one, timers.get((one.case_id, one.asked_seq))) for one in found]


def _asked_row(asked: JoinRequest, timer: RunningClock | None) -> dict[str, Any]:
    return {
        "number": rows.number(asked.case),
        "url": reverse("join-request", args=[asked.case_id, asked.pk]),
        "since": labels.day(labels.local(asked.asked_at).date()),
        "answer_by": answers_due.day(timer),
        "light": lights.light(timer, asked.case.now) if timer is not None else None,
    }
