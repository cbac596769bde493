"""`manage.py deadline`: a deadline explained step by step; needs no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandParser

from cases.law.calendar import NATIONAL
from cases.law.derivation import derive
from cases.law.nodes import NODES, Rule
from cases.law.overrides import rules_of, use_of
from cases.law.periods import Deadline, Limit, Span, Unit, deadline
from cases.law.procedures import Procedure
from cases.management.answer import (
    Answer,
    AnsweringCommand,
    Unanswerable,
    needed,
    read_day,
    read_day_or_moment,
    read_number,
)

ALIASES = {"execution_only": Procedure.EXECUTION}
MOST = {
    Unit.HOURS: 1_000_000,
    Unit.CALENDAR_DAYS: 36_500,
    Unit.WORKING_DAYS: 25_000,
    Unit.MONTHS: 1_200,
    Unit.YEARS: 100,
}
"""No limit is longer than a century; more is a slip of the pen."""


class Command(AnsweringCommand):
    """The deadline of a node's limit, or of a limit given in so many words."""

    help = "期限届满日的计算与推导 / When a time limit ends, and why (CPL 85; 民法典 201-203)."

    def questions(self, parser: CommandParser) -> None:
        """What has to be known to reckon a deadline."""
        parser.add_argument("--node", help="节点代码 / code of a node, see: manage.py nodes")
        parser.add_argument("--procedure", help="程序 / procedure: " + ", ".join(Procedure))
        parser.add_argument(
            "--party", help="foreign：在中国领域内没有住所 / no domicile in the PRC"
        )
        parser.add_argument("--limit", help='时限，如 "15 calendar_days" / a limit, without a node')
        parser.add_argument("--from", dest="start", help="起算事件 / start event: DATE[THH:MM]")
        parser.add_argument(
            "--exclude", action="append", default=[], help="扣除期间 / excluded time: A..B or A.."
        )
        parser.add_argument(
            "--extend", help="延长，以时限的单位计 / extension, in the limit's unit"
        )

    def answer(self, **options: Any) -> Answer:
        """The deadline with its derivation."""
        limit, citation = _limit(options)
        start = read_day_or_moment(needed(options["start"], "--from"), "--from")
        extensions = _extensions(options["extend"], limit)
        try:
            spans = [_span(text) for text in options["exclude"]]
            _check(limit, start, spans)
            found = deadline(start, limit, spans=spans, extensions=extensions, citation=citation)
        except ValueError as error:
            raise Unanswerable.because(error, "no_deadline") from None
        return Answer(as_json(found), _lines(found, zh=True), _lines(found, zh=False))


def as_json(found: Deadline) -> dict[str, Any]:
    """A deadline as machines read it."""
    return {
        "due_on": found.due_on.isoformat() if found.due_on else None,
        "due_at": found.due_at.isoformat() if found.due_at else None,
        "provisional": found.provisional,
        "steps": [
            {
                "rule": step.rule,
                "citation": step.citation,
                "zh": step.zh,
                "en": step.en,
                "date": step.date.isoformat() if step.date else None,
            }
            for step in derive(found)
        ],
    }


def _lines(found: Deadline, *, zh: bool) -> list[str]:
    lines = []
    for number, step in enumerate(derive(found), start=1):
        lines.append(f"{number:>3}. {step.zh if zh else step.en}  [{step.citation}]")
    if found.due_at is None:
        return [*lines, "  =  " + ("暂停计算，尚无届满日" if zh else "paused: no due date yet")]
    return [*lines, f"  =  {found.due_on}  ({found.due_at.isoformat()})"]


# -- which limit ----------------------------------------------------------------------------


def _limit(options: dict[str, Any]) -> tuple[Limit, str]:
    """The limit asked about and its source: in words, or by its node."""
    if options["limit"] is None:
        rule = _rule(options["node"], options["procedure"], options["party"])
        return rule.limit, rule.citation
    for option in ("node", "procedure", "party"):
        if options[option] is not None:
            raise Unanswerable(
                "two_questions",
                f"--limit 与 --{option} 只能选用其一。",
                f"Give either --limit or --{option}, not both.",
            )
    try:
        limit = Limit.parse(options["limit"])
    except ValueError as error:
        raise Unanswerable.because(error, "bad_limit") from None
    if not 0 < limit.amount <= MOST[limit.unit]:
        raise Unanswerable(
            "bad_limit",
            f"--limit：应为1至{MOST[limit.unit]}个单位。",
            f"--limit: from 1 to {MOST[limit.unit]} {limit.unit.value}.",
        )
    return limit, ""


def _rule(node: str | None, procedure: str | None, party: str | None) -> Rule:
    """The statutory rule of a node in a procedure, the court's own where the law has none."""
    code, chosen = _node(needed(node, "--node / --limit")), _procedure(procedure)
    if party not in (None, "foreign", "domestic"):
        raise Unanswerable(
            "unknown_party",
            f"--party：“{party[:40]}”应为 foreign 或 domestic。",
            f"--party: {party[:40]!r} should be foreign or domestic.",
        )
    if use_of(code, chosen) == "unused":
        used = ", ".join(p for p in Procedure if use_of(code, p) != "unused")
        raise Unanswerable(
            "node_unused",
            f"{chosen.zh}不适用节点“{NODES[code].zh}”；适用该节点的程序：{used}。",
            f"{chosen.value} does not use the node {code}; these do: {used}.",
        )
    statutory, management = rules_of(code, chosen, foreign=party == "foreign")
    rule = statutory or management
    assert rule is not None, code
    return rule


def _node(text: str) -> str:
    if text in NODES:
        return text
    raise Unanswerable(
        "unknown_node",
        f"--node：没有“{text[:40]}”这一节点；全部节点见 manage.py nodes。",
        f"--node: there is no node {text[:40]!r}; manage.py nodes lists them all.",
    )


def _procedure(text: str | None) -> Procedure:
    name = needed(text, "--procedure")
    if name in ALIASES:
        return ALIASES[name]
    try:
        return Procedure(name)
    except ValueError:
        known = ", ".join([*Procedure, *ALIASES])
        raise Unanswerable(
            "unknown_procedure",
            f"--procedure：没有“{name[:40]}”这一程序，应为：{known}。",
            f"--procedure: there is no procedure {name[:40]!r}; one of {known}.",
        ) from None


# -- excluded and added time ----------------------------------------------------------------


def _span(text: str) -> Span:
    start, dots, end = text.partition("..")
    if not dots or not start:
        raise Unanswerable(
            "bad_span",
            f"--exclude：“{text[:40]}”应写作 2025-01-06..2025-01-20，尚未结束的写作 2025-01-06..。",
            f"--exclude: {text[:40]!r} should read 2025-01-06..2025-01-20, "
            "or 2025-01-06.. while it lasts.",
        )
    first = read_day(start, "--exclude")
    last = read_day(end, "--exclude") if end else None
    if last is not None and last < first:
        raise Unanswerable(
            "reversed_span",
            f"--exclude：{first}至{last}，止日早于起日，请对调。",
            f"--exclude: {first}..{last} ends before it starts; turn the two round.",
        )
    for day in (first, last or first):
        NATIONAL.is_working(day)
    return Span(first, last)


def _extensions(text: str | None, limit: Limit) -> list[Limit]:
    if text is None:
        return []
    return [Limit(read_number(text, "--extend", 1, MOST[limit.unit]), limit.unit)]


def _check(limit: Limit, start: date, spans: Sequence[Span]) -> None:
    NATIONAL.is_working(start)
    if limit.unit is not Unit.HOURS:
        return
    if spans:
        raise Unanswerable(
            "hours_and_spans",
            "以小时计算的时限不按日扣除，请去掉 --exclude。",
            "A limit in hours is not paused by days: leave out --exclude.",
        )
    if not isinstance(start, datetime):
        raise Unanswerable(
            "hour_missing",
            "以小时计算的时限须知起算的时刻，请写作 --from 2025-01-31T16:20。",
            "A limit in hours needs the hour it starts from: --from 2025-01-31T16:20.",
        )
