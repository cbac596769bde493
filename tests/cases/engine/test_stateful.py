"""Random lives against a model of a hundred lines that knows the law but not the program.

The model keeps a place, a count of moves and of log entries, and the clocks that time alone can
end; it reckons deadlines by walking the calendar day by day (tests/law/oracle.py). After every
step the case in the database must stand where the model stands, to the entry and to the day.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from cases import procedure
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Access
from tests.cases import make
from tests.cases.engine.records import problems
from tests.cases.make import BASIC, UPPER
from tests.law import oracle

LENGTHS = {"summary": 3, "ordinary": 6}
LONGER = {"summary": [1], "ordinary": [6, 3]}
"""Months of the limit, and of each extension in order (CPL 152, 164)."""
STOPS_THE_LIMIT = {"suspension", "appraisal", "settlement"}
# fmt: off
TRIAL = (
    "complaint_service", "answer_period", "evidence_period", "evidence_exchange",
    "hearing_scheduling", "hearing", "deliberation", "judgment_drafting", "judgment_service",
    "appeal_period",
)
# fmt: on


@dataclass
class Period:
    """A clock that time alone ends, with an entry in the log."""

    name: str
    start: date
    amount: int
    unit: str = "days"
    spans: list[list[date | None]] = field(default_factory=list)

    def due(self) -> datetime | None:
        """24:00 of the last day, reckoned on the fingers; None while it is stopped."""
        if any(end is None for _, end in self.spans):
            return None
        walk = oracle.walk_months if self.unit == "months" else oracle.walk_days
        reached = walk(self.start, self.amount)
        out = oracle.excluded(self.start, tuple((a, b) for a, b in self.spans if a))
        last = oracle.roll(oracle.walk_days(reached, len(out)))
        return datetime.combine(last + timedelta(days=1), time(), oracle.SHANGHAI)


@dataclass
class Model:
    """What the law makes of a loan dispute between two parties."""

    kind: str
    place: str = "filing_review"
    moves: int = 1
    entries: int = 1
    running: list[Period] = field(default_factory=list)
    limit: Period | None = None
    granted: int = 0
    asked: bool = False
    open: dict[str, date] = field(default_factory=dict)
    served: set[int] = field(default_factory=set)
    pronounced: bool = False

    def go(self, *places: str, entries: int = 0) -> None:
        """Move along these places; every move but the first is an entry of its own."""
        self.place = places[-1]
        self.moves += len(places)
        self.entries += entries

    def start(self, name: str, on: date, amount: int, unit: str = "days") -> Period:
        """A clock opens; an incident that is open stops it from the beginning."""
        period = Period(name, on, amount, unit)
        if "suspension" in self.open and unit == "days":
            period.spans.append([max(on, self.open["suspension"]), None])
        self.running.append(period)
        return period

    # -- time -----------------------------------------------------------------------------

    def pass_to(self, moment: datetime) -> None:
        """Everything that ends by then, in order."""
        while due := [p for p in self.running if (at := p.due()) is not None and at <= moment]:
            first = min(due, key=lambda p: (p.due(), self.running.index(p)))
            at = first.due()
            assert at is not None
            self.running.remove(first)
            self.entries += 1
            self._ended(first.name, at.astimezone(oracle.SHANGHAI).date())

    def _ended(self, name: str, on: date) -> None:
        left = {p.name for p in self.running}
        if name == "answer" and self.place == "answer_period":
            self.go("evidence_period")
            if "evidence" not in left:
                self._evidence_over(entries=1)
        elif name == "evidence" and self.place == "evidence_period":
            self._evidence_over()
        elif name == "appeal" and self.place == "appeal_period" and "appeal" not in left:
            self._takes_effect(on)

    def _evidence_over(self, entries: int = 0) -> None:
        if self.kind == "summary":  # no exchange of its own: merged into the hearing
            self.go("evidence_exchange", "hearing_scheduling", entries=entries + 1)
        else:
            self.go("evidence_exchange", entries=entries)

    def _takes_effect(self, on: date) -> None:
        self.go("judgment_effective")
        self._rest()
        self.start("execution", on, 24, "months")
        self.start("retrial", on, 6, "months")

    def _rest(self) -> None:
        """Where the procedure ends, its clocks and whatever was pending in it end too."""
        self.running.clear()
        self.open.clear()
        self.limit = None

    # -- acts: each says whether it is possible, and does it ----------------------------------

    def register(self, on: date) -> bool:
        if self.place != "filing_review":
            return False
        self.go("fee_payment", entries=1)
        self.limit = Period("limit", on, LENGTHS[self.kind], "months")
        self.start("fee", on, 7)  # unpaid: a draft for the judge, and nothing moves
        return True

    def pay_fee(self, on: date) -> bool:
        if self.place != "fee_payment":
            return False
        draft_waits = all(p.name != "fee" for p in self.running)  # which the payment takes back
        self.running = [p for p in self.running if p.name != "fee"]
        self.go("case_assignment", entries=1 + draft_waits)
        return True

    def assign(self, on: date) -> bool:
        return self._simple("case_assignment", "complaint_service")

    def serve_complaint(self, on: date) -> bool:
        if self.place != "complaint_service":
            return False
        self.start("answer", on, 15)
        self.start("evidence", on, 15)
        self.go("answer_period", entries=1)
        return True

    def waive_periods(self, on: date) -> bool:
        names = {p.name for p in self.running} & {"answer", "evidence"}
        if self.place not in ("answer_period", "evidence_period") or not names:
            return False
        self.running = [p for p in self.running if p.name not in names]
        self.entries += 1
        if self.place == "answer_period":
            self.go("evidence_period", entries=1)
        self._evidence_over(entries=1)
        return True

    def hold_exchange(self, on: date) -> bool:
        return self._simple("evidence_exchange", "hearing_scheduling")

    def fix_hearing(self, on: date) -> bool:
        return self._simple("hearing_scheduling", "hearing")

    def close_hearing(self, on: date) -> bool:
        if self.place != "hearing":
            return False
        self.start("record_reading", on, 5)
        alone = self.kind == "summary"  # a sole judge does not deliberate
        self.go(*(["deliberation", "judgment_drafting"] if alone else ["deliberation"]),
                entries=1 + alone)  # fmt: skip
        return True

    def record_deliberation(self, on: date) -> bool:
        return self._simple("deliberation", "judgment_drafting")

    def sign_judgment(self, on: date) -> bool:
        return self._simple("judgment_drafting", "judgment_service")

    def pronounce(self, on: date) -> bool:
        if self.place != "judgment_service" or self.pronounced:
            return False
        self.pronounced, self.limit = True, None
        self.entries += 1
        return True

    def serve_plaintiff(self, on: date) -> bool:
        return self._serve(1, on)

    def serve_defendant(self, on: date) -> bool:
        return self._serve(2, on)

    def _serve(self, party: int, on: date) -> bool:
        if self.place != "judgment_service" or not self.pronounced or party in self.served:
            return False
        self.served.add(party)
        self.start("appeal", on, 15)
        self.entries += 1
        if len(self.served) == 2:
            self.go("appeal_period")
            if not any(p.name == "appeal" for p in self.running):
                raise AssertionError("the last one served has time from today")
        return True

    def allow_withdrawal(self, on: date) -> bool:
        before = ("fee_payment", "case_assignment", *TRIAL[:-1])
        if self.place not in before or (self.place == "judgment_service" and self.pronounced):
            return False
        self.go("withdrawn", entries=1)
        self._rest()
        return True

    def add_note(self, on: date) -> bool:
        self.entries += 1
        return True

    def _simple(self, source: str, target: str) -> bool:
        if self.place != source:
            return False
        self.go(target, entries=1)
        return True

    # -- what stops and lengthens -----------------------------------------------------------

    def arises(self, kind: str, on: date) -> bool:
        if self.place not in TRIAL or kind in self.open:
            return False
        self.open[kind] = on
        self.entries += 1
        if self.limit:
            self.limit.spans.append([max(on, self.limit.start), None])
        for period in self.running if kind == "suspension" else ():
            if period.unit == "days":
                period.spans.append([max(on, period.start), None])
        return True

    def ends(self, kind: str, on: date, nodes: bool) -> bool:
        if kind not in self.open or not nodes:
            return False
        began = self.open.pop(kind)
        self.entries += 1
        stopped = [*self.running] if kind == "suspension" else []
        for period in [*stopped, *([self.limit] if self.limit else [])]:
            for span in period.spans:
                if span == [max(began, period.start), None]:
                    span[1] = max(on, began)
                    break
        return True

    def ask(self, now: datetime) -> bool:
        if self.limit is None or self.asked or self.granted >= len(LONGER[self.kind]):
            return False
        due = self.limit.due()
        if due is not None and now >= due:
            return False
        self.asked = True
        self.entries += 1
        return True

    def decide(self, granted: bool, above: bool, nodes: bool) -> bool:
        if not self.asked or not nodes or self.limit is None:  # time that has ended waits no more
            return False
        higher = self.kind == "ordinary" and self.granted == 1
        if higher is not above:
            return False
        self.asked = False
        self.entries += 1
        if granted:
            self.limit.amount += LONGER[self.kind][self.granted]
            self.granted += 1
        return True


# ---------------------------------------------------------------- the machine

ACTS: dict[str, tuple[str, Role, dict[str, Any]]] = {
    "register": ("register", Role.CLERK, {}),
    "pay_fee": ("pay_fee", Role.CLERK, {}),
    "assign": ("assign", Role.CLERK, {}),
    "serve_complaint": ("serve_complaint", Role.CLERK, {"party": 2, "way": "direct"}),
    "waive_periods": ("waive_periods", Role.CLERK, {"party": 2}),
    "hold_exchange": ("hold_exchange", Role.CLERK, {}),
    "fix_hearing": ("fix_hearing", Role.CLERK, {"room": "一"}),
    "close_hearing": ("close_hearing", Role.JUDGE, {}),
    "record_deliberation": ("record_deliberation", Role.JUDGE, {}),
    "sign_judgment": ("sign_judgment", Role.JUDGE, {}),
    "pronounce": ("pronounce", Role.JUDGE, {"manner": "in_court"}),
    "serve_plaintiff": ("serve_judgment", Role.CLERK, {"party": 1, "way": "direct"}),
    "serve_defendant": ("serve_judgment", Role.CLERK, {"party": 2, "way": "direct"}),
    "allow_withdrawal": ("allow_withdrawal", Role.JUDGE, {"why": "撤诉"}),
    "add_note": ("add_note", Role.CLERK, {"note": "备注"}),
}
ONWARD = {
    "filing_review": "register", "fee_payment": "pay_fee", "case_assignment": "assign",
    "complaint_service": "serve_complaint", "evidence_exchange": "hold_exchange",
    "hearing_scheduling": "fix_hearing", "hearing": "close_hearing",
    "deliberation": "record_deliberation", "judgment_drafting": "sign_judgment",
}  # fmt: skip
WHICH = st.integers(0, 1)
STEPS = {"taken": 0}


class Lives(RuleBasedStateMachine):
    """Two cases at once, a summary and an ordinary one, and one calendar for both."""

    who: make.Cast

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.at = make.moment("2024-11-04", 9)
        self.refused = 0
        self.cases = [self._file(kind) for kind in ("summary", "ordinary")]

    def _file(self, kind: str) -> tuple[int, Model]:
        s = make.Stage(self.who, make.loan(), self.at, random.Random(1))
        return s.file(kind).case_id, Model(kind)

    def teardown(self) -> None:
        assert problems(case_id for case_id, _ in self.cases) == []
        assert Access.objects.filter(case_id__in=[c for c, _ in self.cases]).count() == self.refused
        transaction.savepoint_rollback(self.point)

    # -- steps --------------------------------------------------------------------------------

    def _pass(self) -> None:
        for case_id, model in self.cases:
            stage = make.Stage(self.who, make.loan(), self.at, random.Random(1), case_id=case_id)
            stage.pass_time(self.at)
            model.pass_to(self.at)

    def _try(self, case_id: int, act: str, by: Any, data: dict[str, Any]) -> bool:
        """Whether the engine does it. A minute passes, as it does between two acts."""
        STEPS["taken"] += 1
        self.at += timedelta(minutes=1)
        try:
            procedure.perform(case_id, act, by=by, data=data, at=self.at)
        except Refusal as refusal:
            self.refused += refusal.reason != "no_such_case"
            return False
        return True

    @rule(days=st.integers(0, 25))
    def days_pass(self, days: int) -> None:
        self.at += timedelta(days=days)
        self._pass()

    @rule(which=WHICH, name=st.sampled_from([n for n in ACTS if n != "allow_withdrawal"]))
    def somebody_acts(self, which: int, name: str) -> None:
        self._act(which, name)

    @initialize(summary=st.integers(0, 13), ordinary=st.integers(0, 15))
    def both_have_come_some_way(self, summary: int, ordinary: int) -> None:
        for which, steps in enumerate((summary, ordinary)):
            for _ in range(steps):
                self._go_on(which, 1)

    @rule(which=WHICH, days=st.integers(0, 4), steps=st.integers(1, 3))
    def a_case_goes_on(self, which: int, days: int, steps: int) -> None:
        for _ in range(steps):
            self._go_on(which, days)

    def _go_on(self, which: int, days: int) -> None:
        """The next act of a case, or twenty days where it only waits."""
        name = _next(self.cases[which][1])
        self.at += timedelta(days=days if name else 20)
        self._pass()
        if name and name == _next(self.cases[which][1]):
            self._act(which, name)

    def _act(self, which: int, name: str) -> None:
        case_id, model = self.cases[which]
        act, role, data = ACTS[name]
        data = dict(data)
        if name == "register":
            data |= {"procedure": model.kind, "panel": model.kind == "ordinary"}
        elif name == "assign":
            data |= {"judge": self.who.actor(BASIC, Role.JUDGE).user_id, "inner_why": "指定"}
        elif name == "fix_hearing":
            stage = make.Stage(self.who, make.loan(), self.at, random.Random(1), case_id=case_id)
            data["hearing_at"] = stage.sitting(5, data)
        does: Callable[[date], bool] = getattr(model, name)
        done = self._try(case_id, act, self.who.actor(BASIC, role), data)
        assert done is does(self.at.astimezone(oracle.SHANGHAI).date()), (name, model.place)
        model.pass_to(self.at)

    @rule(which=WHICH, really=st.integers(0, 4))
    def the_plaintiff_withdraws(self, which: int, really: int) -> None:
        if really == 0:
            self._act(which, "allow_withdrawal")

    @rule(which=WHICH, kind=st.sampled_from(sorted(STOPS_THE_LIMIT)))
    def something_arises(self, which: int, kind: str) -> None:
        case_id, model = self.cases[which]
        by = self.who.actor(BASIC, Role.JUDGE)
        data: dict[str, Any] = {"incident": kind}
        if kind == "suspension":
            data |= {"ground": "other_case", "filed": make.paper(case_id)}
        done = self._try(case_id, "open_incident", by, data)
        assert done is model.arises(kind, self.at.date())

    @rule(which=WHICH, kind=st.sampled_from(sorted(STOPS_THE_LIMIT)), days=st.integers(0, 30))
    def it_ends(self, which: int, kind: str, days: int) -> None:
        self.at += timedelta(days=days)
        self._pass()
        case_id, model = self.cases[which]
        by = self.who.actor(BASIC, Role.JUDGE)
        done = self._try(case_id, "close_incident", by, {"incident": kind})
        assert done is model.ends(kind, self.at.date(), self._at_node(model))
        model.pass_to(self.at)

    @rule(which=WHICH)
    def the_judge_asks_for_more_time(self, which: int) -> None:
        case_id, model = self.cases[which]
        by = self.who.actor(BASIC, Role.JUDGE)
        done = self._try(case_id, "ask_extension", by, {"why": "复杂"})
        assert done is model.ask(self.at)

    @rule(which=WHICH, granted=st.booleans(), above=st.booleans())
    def a_president_decides(self, which: int, granted: bool, above: bool) -> None:
        case_id, model = self.cases[which]
        by = self.who.actor(UPPER if above else BASIC, Role.COURT_LEADER)
        done = self._try(case_id, "decide_extension", by, {"granted": granted})
        assert done is model.decide(granted, above, self._at_node(model))

    def _at_node(self, model: Model) -> bool:
        return model.place not in ("withdrawn", "judgment_effective")

    # -- what must hold after each ----------------------------------------------------------------

    @invariant()
    def the_case_is_where_the_model_is(self) -> None:
        for case_id, model in self.cases:
            with connection.cursor() as cursor:
                cursor.execute(_STANDS, [case_id])
                *stands, still, limit, periods = cursor.fetchone()
            assert stands == [model.place, model.moves, model.entries, model.entries]
            assert set(still or ()) == set(model.open)
            # No stopped day counts, and what time ends is due when the model says.
            assert (limit or []) == ([model.limit.due()] if model.limit else [])
            due = [p.due() for p in model.running if p.name != "fee"]
            assert sorted(map(str, periods or [])) == sorted(
                str(at and at.astimezone(UTC)) for at in due
            )


_STANDS = """
SELECT c.stands_at, c.version, c.log_seq,
  (SELECT count(*) FROM cases_entry e WHERE e.case_id = c.id),
  (SELECT array_agg(i.kind::text) FROM cases_incident i
     WHERE i.case_id = c.id AND i.closed_on IS NULL),
  (SELECT array_agg(k.due_at) FROM cases_clock k
     WHERE k.case_id = c.id AND k.state = 'running' AND k.kind = 'case'),
  (SELECT array_agg(k.due_at) FROM cases_clock k WHERE k.case_id = c.id AND k.state = 'running'
     AND (k.kind IN ('party', 'window') OR k.code = 'record_reading'))
FROM cases_case c WHERE c.id = %s
"""


def _next(model: Model) -> str:
    """The act that brings the case on; "" where only time does."""
    if model.place == "judgment_service":
        if not model.pronounced:
            return "pronounce"
        return "serve_plaintiff" if 1 not in model.served else "serve_defendant"
    return ONWARD.get(model.place, "")


@pytest.mark.django_db
def test_random_lives_never_part_from_the_model(record_property: Any) -> None:
    Lives.who = make.people()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Lives,
        settings=settings(
            max_examples=35, stateful_step_count=30, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    record_property("steps", STEPS["taken"])
    assert STEPS["taken"] > 500
