"""What an act comes to, in words: both dates of every clock, who grants it, what it leaves."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from cases import procedure
from cases.acts.time.extensions import next_extension
from cases.law.acts import Act
from cases.law.calendar import OutOfCalendar
from cases.law.effects import Look, Shift
from cases.law.refusals import Refusal
from cases.law.roles import PARTIES, Role
from cases.models import Grant, Party
from cases.procedure import Foreseen
from cases.proceeding import Actor, Proceeding
from cases.reading import citations, labels
from cases.reading.case import lights
from cases.reading.case.possible import Possible
from cases.reading.case.preview import Change

FILLED = "—"
"""Stands for what is written and bears on no date."""
LOCKS = frozenset({"fix_hearing", "move_hearing", "register", "draw_judge"})
"""Acts that take a room, a number or a lot: they are not done to look at them."""


def foresee(
    p: Proceeding, found: Possible, user_id: int, values: dict[str, Any]
) -> Foreseen | None:  # fmt: skip
    """What the act would come to with what is filled in so far; None where that cannot be said."""
    act = found.act
    if act.code in LOCKS or found.refused is not None:
        return None
    try:
        return procedure.foresee(
            p.case.pk, act.code, by=Actor(user_id, found.role.value), data=_whole(act, values)
        )
    except (Refusal, OutOfCalendar, IntegrityError):  # the last: somebody is just doing the same
        return None


def _whole(act: Act, values: dict[str, Any]) -> dict[str, Any]:
    """Texts that are not written yet change no date."""
    texts = {
        spec.name: FILLED
        for spec in act.fields
        if spec.required and spec.kind in ("text", "long_text")
    }
    return {**texts, **{name: value for name, value in values.items() if value not in (None, "")}}


def rows(p: Proceeding, foreseen: Foreseen, possible: Possible) -> list[Change]:
    """The rows of the table "What this changes"; a party reads only what is for it."""
    names = dict(Party.objects.filter(case_id=p.case.pk).values_list("no", "name"))
    found: list[Change] = []
    if foreseen.place != p.place:
        found.append({
            "label": _("Where the case stands"), "before": labels.place(p.place),
            "after": labels.place(foreseen.place),
            "citation": citations.marked(possible.act.citation),
        })  # fmt: skip
    mine = possible.standing.party_nos
    is_party = bool(possible.standing.roles & PARTIES)
    for shift in foreseen.shifts:
        if is_party and (shift.is_target or lights.is_kept_from(shift, mine)):
            continue
        found.append(_row(shift, names))
    return found


def _row(shift: Shift, names: dict[int, str]) -> Change:
    words = labels.clock(shift.code, shift.kind, is_target=shift.is_target)
    if shift.party_no in names:
        words = f"{words} · {names[shift.party_no]}"
    return {
        "label": words, "before": _said(shift.before) if shift.before else _("not running"),
        "after": _said(shift.after) if shift.after else _("ends"),
        "citation": citations.marked(shift.citation),
    }  # fmt: skip


def _said(look: Look) -> str:
    if look.paused or look.due_on is None:
        return _("stands still")
    day = labels.day(look.due_on)
    return _("%(day)s (provisional)") % {"day": day} if look.provisional else day


# -- who grants it -------------------------------------------------------------------------------


def approver(p: Proceeding, act: Act) -> str:
    """Who decides on what an act asks for, by office, court and name; empty where nobody has to."""
    if act.code == "ask_extension":
        clocks = p.running(kind="case") or p.running("judicial_confirmation")
        try:
            above = bool(clocks) and next_extension(p, clocks[0])[2] == "higher_court"
        except Refusal:
            return ""
        return _leaders(p, above=above)
    return _leaders(p, above=False) if act.code == "ask_exclusion" else ""


def _leaders(p: Proceeding, *, above: bool) -> str:
    court = p.court.upper_id if above else p.case.court_id
    today: date = p.on
    held = Grant.objects.filter(
        court_id=court or 0, role=Role.COURT_LEADER.value, valid_from__lte=today
    ).exclude(valid_until__lt=today)
    names = [str(one.user) for one in held.select_related("user").order_by("pk")[:3]]
    office = _("the president of the court above") if above else _("the president of this court")
    return f"{office}: {_(', ').join(names)}" if names else office
