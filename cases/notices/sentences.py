"""From a template and the case as it is now to a sentence somebody can read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Clock, Hearing, Party
from cases.notices.wording import ASKS, EXPIRED, RUNGS, Said, said
from cases.reading import labels


class Told(Protocol):
    """What a notice and a delivery have in common."""

    case_id: int
    event: str
    template: str
    party_no: int | None


@dataclass(frozen=True)
class Dates:
    """How the days are written: in full on a page, short in a text message."""

    day: Callable[[date], str]
    moment: Callable[[datetime], str]
    longest: int
    """Characters of the name of a time limit."""


IN_FULL = Dates(labels.long_day, labels.long_moment, 200)
SHORT = Dates(labels.day, labels.moment, 12)


@dataclass(frozen=True)
class About:
    """What sentences say of their cases, read at once for all of them."""

    clocks: dict[int, list[Clock]]
    hearings: dict[tuple[int, int], Hearing]
    """By case and the log entry that fixed it."""
    sides: dict[tuple[int, int], str]
    """By case and party."""


def number_in(event: str, kind: str) -> int | None:
    """The number of an event `entry:5` or `rung:3:1:5`; None if it is not of that kind."""
    parts = event.split(":")
    numbered = len(parts) > 1 and parts[0] == kind and parts[1].isascii() and parts[1].isdigit()
    return int(parts[1]) if numbered else None


def about(told: Iterable[Told]) -> About:
    """The clocks, hearings and sides that these sentences need: three queries at most."""
    found = list(told)
    clocks: dict[int, list[Clock]] = {}
    if wanted := _clocks_wanted(found):
        for clock in Clock.objects.filter(wanted).order_by("no"):
            clocks.setdefault(clock.case_id, []).append(clock)
    hearings = {
        (one.case_id, seq)
        for one in found
        if said(one.template).asks == "hearing" and (seq := number_in(one.event, "entry"))
    }
    cases = {case for case, _seq in hearings}
    sitting = Hearing.objects.filter(case_id__in=cases) if cases else ()
    asked = {one.case_id for one in found if said(one.template).side}
    parties = Party.objects.filter(case_id__in=asked) if asked else ()
    return About(
        clocks,
        {(one.case_id, one.seq): one for one in sitting},
        {(one.case_id, one.no): one.side for one in parties},
    )


def _clocks_wanted(found: list[Told]) -> Q:
    """The rungs' own clocks by number, and by name those an act opened for its reader."""
    wanted = Q()
    codes: dict[str, set[int]] = {}
    for one in found:
        if (no := number_in(one.event, "rung")) is not None:
            wanted |= Q(case_id=one.case_id, no=no)
        elif (code := said(one.template).asks) and code != "hearing":
            codes.setdefault(code, set()).add(one.case_id)
    for code, cases in codes.items():
        wanted |= Q(case_id__in=cases, code=code)
    return wanted


def sentence(told: Told, known: About, dates: Dates = IN_FULL) -> str:
    """What happened and what is due by when, in the language of the page, without a full stop."""
    return labels.pick("，", "; ").join(part for part in parts(told, known, dates) if part)


def parts(told: Told, known: About, dates: Dates) -> tuple[str, str]:
    """What happened, and what is due by when; the second may be empty."""
    words = said(told.template)
    happened = labels.pick(words.zh, words.en)
    if told.template in RUNGS or told.template.startswith(EXPIRED):
        happened = happened.format(**_of_clock(told, known, dates))
    return happened, _ask(told, words, known, dates)


def _of_clock(told: Told, known: About, dates: Dates) -> dict[str, str]:
    no = number_in(told.event, "rung")
    clock = next((c for c in known.clocks.get(told.case_id, ()) if c.no == no), None)
    if clock is None:
        code = told.template.removeprefix(EXPIRED) if no is None else ""
        return {"clock": labels.clock(code, "") or _("a time limit"), "day": _("a day not known")}
    name = labels.clock(clock.code, clock.kind, is_target=clock.basis == "management")
    day = dates.day(clock.due_on) if clock.due_on else _("a day not known")
    return {"clock": cut(name, dates.longest), "day": day}


def cut(text: str, most: int) -> str:
    """The beginning of a text that is too long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _ask(told: Told, words: Said, known: About, dates: Dates) -> str:
    """What the reader has to do by when; nothing once it is done, nothing of another's."""
    if not words.asks or told.party_no is None:
        return ""
    clocks = known.clocks.get(told.case_id, ())
    # Whoever has a clock of its own is asked, on whichever side it stood in the court below.
    is_own = any((c.code, c.party_no) == (words.asks, told.party_no) for c in clocks)
    if words.side and not is_own and known.sides.get((told.case_id, told.party_no)) != words.side:
        return ""
    find_day = _hearing_day if words.asks == "hearing" else _last_day
    day = find_day(told, known, dates)
    return labels.pick(*ASKS[words.asks]).format(day=day) if day else ""


def _hearing_day(told: Told, known: About, dates: Dates) -> str:
    hearing = known.hearings.get((told.case_id, number_in(told.event, "entry") or 0))
    return dates.moment(hearing.starts_at) if hearing and not hearing.result else ""


def _last_day(told: Told, known: About, dates: Dates) -> str:
    """Of the newest clock of the name that runs for all or for this party; the law's first."""
    running = [
        (clock.basis == "statutory", clock.no, clock.due_on)
        for clock in known.clocks.get(told.case_id, ())
        if clock.code == said(told.template).asks
        and clock.state == "running"
        and clock.due_on is not None
        and clock.party_no in (None, told.party_no)
    ]
    return dates.day(max(running)[2]) if running else ""
