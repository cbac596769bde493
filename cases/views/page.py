"""What every page shares: who looks at it, the way around, the training clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from cases.law.delegating import DELEGATES
from cases.law.roles import Role
from cases.models import ClockGroup
from cases.notices import listing
from cases.queries import Query
from cases.reading import labels, scope
from cases.reading.lists.worklist import WORKING
from cases.reading.own_work import ReasonNeeded
from cases.reading.scope import Viewer

View = Callable[..., HttpResponseBase]
SIGNS = frozenset({Role.JUDGE, Role.LAY_ASSESSOR, Role.CLERK})
"""Whose offices have decisions to sign or to seal."""


def viewer_of(request: HttpRequest) -> Viewer:
    """The signed-in person, read once a request."""
    found: Viewer | None = getattr(request, "viewer", None)
    if found is None:
        found = scope.viewer(request.user)
    # Whoever asked first may have asked before it was known which page it is.
    if not found.asks:
        found = replace(found, asks=_asked(request))
    request.viewer = found  # type: ignore[attr-defined]
    return found


def _asked(request: HttpRequest) -> str:
    """The page by its name, with the number of what it shows beside the case."""
    match = request.resolver_match
    if match is None:
        return ""
    about = (str(value) for name, value in match.kwargs.items() if name != "case_id")
    return ":".join((match.url_name or "", *about))


def signed_in(view: View) -> View:
    """Only for people who have signed in; the view gets the Viewer as its second argument."""

    @wraps(view)
    def with_viewer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, viewer_of(request), *args, **kwargs)
        except ReasonNeeded as needed:
            return _ask_why(request, needed.case_id)

    return login_required(with_viewer)


def _ask_why(request: HttpRequest, case_id: int) -> HttpResponse:
    """To the page that asks for the reason, and from there to where the person was going; what
    they sent goes along."""
    sent = request.method not in ("GET", "HEAD")
    query = {"next": request.get_full_path(), **({"sent": "yes"} if sent else {})}
    address = f"{reverse('read-case', args=[case_id])}?{urlencode(query)}"
    return redirect(address, preserve_request=sent)


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page with its surroundings."""
    return render(request, template, {**surroundings(request), **(context or {})}, status=status)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """The masthead, the main links and the training clock; in a pane nothing of it."""
    user = getattr(request, "user", None)
    if getattr(request, "pane", False):
        return {"pane": True}
    if user is None or not user.is_authenticated:
        return {"account": {"sign_in_url": reverse("sign-in")}, "nav": []}
    who = viewer_of(request)
    return {
        "account": {
            "name": who.name,
            "role": office_words(who),
            "links": own_links(who),
            "sign_out_url": reverse("sign-out"),
        },
        "nav": nav(who, request.path),
        "nav_place": "" if who.is_staff else "bottom",
        "home_url": reverse("home"),
        "find_url": reverse("find") if works(who) or oversees(who) else "",
        "training": training(who),
        **keys(who, request),
    }


def keys(who: Viewer, request: HttpRequest) -> dict[str, Any]:
    """What the keys of the court's people lead to."""
    if not who.is_staff:
        return {}
    match = request.resolver_match
    work = reverse("work") if works(who) else ""
    return {
        "key_words": key_words(),
        "keys": {
            "single": "off" if who.keys_off else "on",
            "work": work or reverse("home"),
            "cases": f"{work}?tab=all&whose=mine" if work else reverse("home"),
            "hearings": reverse("hearings"),
            "case": match.kwargs.get("case_id", "") if match else "",
        },
    }


def key_words() -> list[tuple[str, str]]:
    """Every key, and what it does."""
    return [
        ("J / K", _("Next or previous row")),
        ("Enter", _("Open the case")),
        ("X", _("Choose the row")),
        ("B", _("Look at what changes for the chosen rows")),
        ("E", _("Do what the row asks for")),
        ("S", _("Suspend, as far as it is possible here")),
        ("/", _("Find a case")),
        ("G W", _("Go to the work")),
        ("G C", _("Go to my cases")),
        ("G H", _("Go to the hearings")),
        ("?", _("List of the keys")),
        ("Ctrl K · ⌘ K", _("Palette: a case, a page or an act")),
        ("Esc", _("Close what is open")),
    ]


def own_links(who: Viewer) -> list[dict[str, str]]:
    """What stands in the menu of the account."""
    links = [("account", _("My account"))]
    if who.is_staff:
        links.append(("keys", _("Keys")))
    if who.holds(Role.JUDGE, *DELEGATES):
        links.append(("delegations", _("Delegation")))
    if who.holds(Role.CLERK, Role.COURT_LEADER):
        links.append(("refunds", _("Refunds")))
    if who.holds(*scope.EDITS_ROOMS):
        links.append(("rooms", _("Courtrooms")))
    if who.holds(*scope.EDITS_TEAMS):
        links.append(("teams", _("Teams")))
        links.append(("absences", _("Absences")))
    if who.holds(*scope.EDITS_LIMITS):
        links.append(("limits", _("The court's own limits")))
    if who.holds(*scope.EDITS_MEDIATORS):
        links.append(("mediators", _("Register of mediators")))
    if who.holds(*scope.REMOVES_FACTORS):
        links.append(("lost-factors", _("Lost second factors")))
    return [{"url": reverse(name), "label": label} for name, label in links]


def onward(request: HttpRequest) -> str:
    """Where the person wanted to go next, if that is a place of ours; empty otherwise."""
    carried = "" if "sent" in request.GET else request.POST.get("next")
    wanted = carried or request.GET.get("next") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, request.is_secure()
    )
    return wanted if ours else ""


def pager(first: str, following: str, on_first: bool) -> dict[str, str]:
    """The pager of a list in order of deadlines: back to the first page, on to the next."""
    return {
        "newer_url": "" if on_first else first,
        "newer_label": _("First page"),
        "older_url": following,
        "older_label": _("Next page"),
    }


def office_words(who: Viewer) -> str:
    if not who.offices:
        return labels.of(Role.LITIGANT)
    office = who.offices[0]
    return f"{labels.pick(office.court, office.court_en)} · {labels.of(office.role)}"


def works(who: Viewer) -> bool:
    return who.holds(*WORKING)


def oversees(who: Viewer) -> bool:
    return who.holds(*scope.ON_BOARD)


def may_file(who: Viewer) -> bool:
    """Litigants file for themselves, the desk for those who come to the counter."""
    return not who.is_staff or who.holds(Role.CLERK)


def nav(who: Viewer, path: str) -> list[dict[str, Any]]:
    """The few places a person goes to."""
    clerk, staff = who.holds(Role.CLERK), who.is_staff
    hears = not staff or who.courts(scope.IN_COURT) or who.holds(Role.LAY_ASSESSOR)
    places = [
        (works(who), "work", _("Work")),
        (clerk, "desk-filings", _("Filing desk")),
        (clerk, "counter", _("Counter")),
        (who.holds(*scope.ASSIGNS), "assigning", _("Assignment")),
        (who.holds(*SIGNS), "to-sign", _("To sign")),
        (clerk, "service-board", _("Service")),
        (oversees(who), "board", _("Board")),
        (not staff, "mine", _("My cases")),
        (hears, "hearings", _("Hearings")),
        (not staff, "file", _("File a case")),
        (who.holds(*scope.SENDS_AGAIN), "dead-letters", _("Unsent messages")),
        (who.holds(*scope.EDITS_FORMS), "forms", _("Forms")),
    ]
    links = [(name, label) for goes, name, label in places if goes]
    return [
        *(
            {"url": reverse(name), "label": label, "current": path == reverse(name)}
            for name, label in links
        ),
        _bell(who, path),
    ]


def _bell(who: Viewer, path: str) -> dict[str, Any]:
    """The way to the notices, with how many are unread."""
    count = listing.unread(who.user_id)
    many = f"{listing.MOST_COUNTED}+" if count > listing.MOST_COUNTED else str(count)
    return {
        "url": reverse("notices"),
        "label": _("Notices"),
        "shape": "bell",
        "current": path == reverse("notices"),
        "count": many if count else "",
        "count_words": _("%(n)s unread") % {"n": many},
    }


_TIME = Query(
    lambda group: (
        ClockGroup.objects.filter(pk=group)
        .annotate(now=scope.effective_now())
        .values_list("now", flat=True)
    )
)


def training(who: Viewer) -> dict[str, str] | None:
    """The training clock, for those who may move it (or play in a training court)."""
    group = training_group(who)
    if group is None:
        return None
    [now] = _TIME(group.pk)
    return {
        "group": str(group),
        "now": labels.moment(now),
        "action_url": reverse("training-move"),
    }


def training_group(who: Viewer) -> ClockGroup | None:
    """The training courts whose clock this person may move."""
    for office in who.offices:
        if office.group.is_training and (who.is_demo or office.role in scope.MOVES_CLOCK):
            return office.group
    if who.is_demo and not who.is_staff and settings.DEMO:
        groups = ClockGroup.objects.filter(is_training=True)
        own = scope.live_links(who.user_id).values("party__case__court__group_id")
        return groups.filter(pk__in=own).first() or groups.filter(courts__isnull=False).first()
    return None


def whole_number(text: str) -> int | None:
    """What an address or a form says as a number of a record; None where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


MOST_DIGITS = 18
