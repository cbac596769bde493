"""Sittings: how long before, on which day, and how one may be held.

Sources: CPL 139, 149, 162, 163; 解释 227; 在线诉讼规则 4, 7, 20-27.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.law.calendar import Calendar
from cases.law.periods import Limit, Unit, deadline
from cases.law.procedures import Procedure

NOTICE_DAYS = 3
SIMPLE = frozenset({Procedure.SUMMARY, Procedure.SMALL_CLAIMS})
"""Summoned by simple means, not bound by the three days (CPL 162, 163; 解释 227)."""
PUBLIC_NOTICE_DAYS = 3
"""An open trial is announced so long before (CPL 139)."""
RECORD_DAYS = 5
"""The parties read the record at once or within so many days (CPL 150)."""

_PERIODS = "CPL 128; 解释 99"
USUAL_MINUTES = 60
LEAST_MINUTES, MOST_MINUTES = 10, 600

MODES: dict[str, tuple[str, str]] = {
    "in_person": ("线下开庭", "in the courtroom"),
    "online": ("在线开庭", "online"),
    "mixed": ("线上线下结合", "partly online"),
}
RESULTS: dict[str, tuple[str, str]] = {
    "": ("待开庭", "to come"),
    "held": ("已开庭", "held"),
    "adjourned": ("延期开庭", "adjourned"),
    "moved": ("已改期", "moved"),
    "cancelled": ("已取消", "cancelled"),
}

NOT_ONLINE: tuple[tuple[str, str], ...] = (
    ("各方均不同意，或者一方不同意且有正当理由", "all object, or one objects with good reason"),
    ("当事人不具备在线参与的技术条件和能力", "a party has no means to take part"),
    ("需要当庭查明身份、核对原件、查验实物", "identity, originals or things must be seen in court"),
    ("案情疑难复杂、证据繁多", "the case is complex, or has much evidence"),
    ("涉及国家安全、国家秘密", "state security or secrets are touched"),
    ("社会关注度高", "the public follows it closely"),
)
"""Each of these forbids a sitting online (在线诉讼规则 21)."""
WITNESS_RULE = (
    "证人应当在指定场所出庭，不得旁听案件（在线诉讼规则第26条）。",
    "A witness appears from a place that the court names and does not watch the hearing "
    "(Rules for online litigation 26).",
)


@dataclass(frozen=True)
class Running:
    """A period of a party that runs still: whose, and its last day, None while it is stopped."""

    zh: str
    en: str
    last: date | None


@dataclass(frozen=True)
class Step:
    """Why the day moved to where it is."""

    day: date
    zh: str
    en: str
    citation: str


@dataclass(frozen=True)
class Earliest:
    """The first lawful day, None while a period is stopped, and how it comes about."""

    day: date | None
    steps: tuple[Step, ...]


def notice_from(procedure: Procedure, today: date) -> date:
    """The first day that the time of notice allows."""
    return today + timedelta(days=0 if procedure in SIMPLE else NOTICE_DAYS)


def earliest(
    today: date, procedure: Procedure, running: Sequence[Running], calendar: Calendar
) -> Earliest:
    """The first day after notice and after every period, on which the court works.

    Raises OutOfCalendar.
    """
    day = notice_from(procedure, today)
    if procedure in SIMPLE:
        steps = [Step(day, "以简便方式传唤，不受三日限制", "Summoned by simple means: at once",
                      "解释 227")]  # fmt: skip
    else:
        steps = [Step(day, "开庭三日前通知", "Three days' notice", "CPL 139")]
    for period in sorted(running, key=lambda one: one.last or date.max):
        if period.last is None:
            steps.append(Step(day, f"{period.zh}中止计算，恢复后再定",
                              f"{period.en}: stopped for now", _PERIODS))  # fmt: skip
            return Earliest(None, tuple(steps))
        if period.last >= day:
            day = period.last + timedelta(days=1)
            steps.append(Step(day, f"{period.zh}至{period.last}届满",
                              f"{period.en}: until {period.last}", _PERIODS))  # fmt: skip
    working = next_working(day, calendar)
    if working != day:
        day = working
        steps.append(Step(day, "顺延至工作日", "The next working day", "court calendar"))
    return Earliest(day, tuple(steps))


def next_working(day: date, calendar: Calendar) -> date:
    """This day, or the next on which the court works."""
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def if_served_today(
    today: date, procedure: Procedure, answer: Limit | None, calendar: Calendar
) -> date:
    """The first lawful day if whoever is not served yet were served today."""
    last = deadline(today, answer or Limit(15, Unit.CALENDAR_DAYS), calendar=calendar).due_on
    running = [Running("答辩期", "time to answer", last)]
    found = earliest(today, procedure, running, calendar).day
    assert found is not None
    return found


def not_online(
    mode: str, parties: Iterable[int], agreed: Iterable[int], by_notice: Iterable[int]
) -> tuple[str, frozenset[int]]:
    """Why a sitting cannot be held in this way: a reason and the parties in the way; "" if it can.

    ``agreed``: who agreed to this very step (在线诉讼规则 4); ``by_notice``: who was served by
    public notice and so is heard offline unless they agreed (23).
    """
    everyone, willing = frozenset(parties), frozenset(agreed)
    unwilling = everyone - willing
    if mode == "in_person":
        return "", frozenset()
    if mode == "mixed":
        return ("", frozenset()) if everyone & willing else ("nobody_agreed_online", unwilling)
    if hidden := unwilling & frozenset(by_notice):
        return "by_notice_offline", hidden
    return ("not_agreed_online", unwilling) if unwilling else ("", frozenset())
