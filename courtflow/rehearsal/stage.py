"""A stage: one dispute played on it, act by act, with time passing in between.

A whole dispute is played inside one transaction, so the running sweep sees it only when it is
done; between two acts everything that falls due happens at its own moment.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from cases import loading, procedure
from cases.acts.assigning import candidates, diverting
from cases.acts.filing.registering import NewCase, NewParty, file_case
from cases.acts.hearings import fixing
from cases.acts.hearings.occupying import in_the_way
from cases.law.acts import ACTS, Act
from cases.law.causes import by_code
from cases.law.diversion import About, divert, unlawful
from cases.law.periods import SHANGHAI
from cases.law.procedures import Origin, Procedure
from cases.law.refusals import Refusal
from cases.law.roles import PARTIES, Role
from cases.law.sittings import USUAL_MINUTES, next_working
from cases.models import Case, CaseRole, Clock, Document, Link, Party
from cases.procedure import Deed
from cases.proceeding import Actor
from cases.reading.hearings.booking import free_times
from courtflow.rehearsal.people import BASIC, Cast

CAUSES = ("民间借贷纠纷", "买卖合同纠纷", "离婚纠纷", "物业服务合同纠纷", "机动车交通事故责任纠纷",
          "房屋租赁合同纠纷", "追索劳动报酬纠纷", "建设工程施工合同纠纷")  # fmt: skip
DEMO_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"

ROOM = "第一法庭"
MOST_DAYS = 730
"""So far ahead a rehearsed hearing is put off where nobody is free."""
TURNS = 5
FORMS_PANEL = frozenset({"form_panel"})
"""Acts that name only whom their script names."""
GROUND_OF = {"open_incident": "other_suspension", "terminate_proceedings": "defendant_died"}
WHY_NOT_WHOLE = "演示案件，纸质材料未上传。"
"""No paper of a rehearsed case was ever handed in."""

_PREFERENCE = (
    Role.CLERK,
    Role.JUDGE,
    Role.MEDIATOR,
    Role.EXECUTION_OFFICER,
    Role.COURT_LEADER,
    Role.DIVISION_CHIEF,
    Role.OVERSIGHT,
)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


class CurtainFalls(Exception):  # noqa: N818 - the play stops here, nothing went wrong
    """The next step would lie after the end of the play: the case stays where it stands."""


@dataclass
class Subject:
    """What a case is about: from real facts, or made up and saying so."""

    cause_code: str
    facts: str
    amount: Decimal | None
    plaintiffs: list[str] = field(default_factory=list)
    defendants: list[str] = field(default_factory=list)
    abroad: bool = False
    """Whether the defendants have no domicile in China."""


@dataclass
class Stage:
    """One case under play: its people, its moment, and how far the play may go."""

    cast: Cast
    subject: Subject
    at: datetime
    rng: random.Random
    until: datetime | None = None
    stop_at: str = ""
    case_id: int = 0
    court: str = BASIC
    tell: Callable[[Stage, Act], None] | None = None
    refused: int = 0

    # -- time ---------------------------------------------------------------------------------

    @property
    def on(self) -> date:
        return self.at.astimezone(SHANGHAI).date()

    def after(self, days: float) -> Stage:
        """So many days later, at a working hour."""
        self.go_to(self.at + timedelta(days=days))
        return self

    def on_day(self, day: str, hour: int = 10) -> Stage:
        """On a given date."""
        self.go_to(datetime.combine(date.fromisoformat(day), time(hour), SHANGHAI))
        return self

    def go_to(self, moment: datetime) -> None:
        if self.until is not None and moment > self.until:
            self.pass_time(self.until)
            raise CurtainFalls
        self.at = max(self.at, moment)
        if self.case_id:
            self.pass_time(self.at)

    def pass_time(self, until: datetime) -> None:
        """Let everything due by then happen, in this case."""
        [p] = loading.load([self.case_id])
        procedure.step_time(p, until, live=False)
        procedure.finish([p])
        self._curtain()

    def wait(self, *places: str) -> Stage:
        """Let time pass, expiry by expiry, until the case has come to one of these places."""
        for _ in range(60):
            if self.place in places:
                return self
            due = (
                Clock.objects.filter(case_id=self.case_id, state="running", due_at__gt=self.at)
                .order_by("due_at")
                .values_list("due_at", flat=True)
                .first()
            )
            if due is None:
                break
            self.go_to(due + timedelta(hours=9))
        if self.place not in places:
            raise AssertionError(f"case {self.case_id} never came to {places}: at {self.place}")
        return self

    def wait_out(self, code: str) -> Stage:
        """Let time pass until the last clock of this name has run out."""
        running = Clock.objects.filter(case_id=self.case_id, code=code, state="running")
        due = running.order_by("-due_at").values_list("due_at", flat=True).first()
        if due is not None:
            self.go_to(due + timedelta(hours=9))
        return self

    # -- acts ---------------------------------------------------------------------------------

    @property
    def place(self) -> str:
        return str(Case.objects.values_list("stands_at", flat=True).get(pk=self.case_id))

    def may_be(self, wanted: Procedure) -> bool:
        """Whether the law lets such a dispute be tried in this procedure."""
        path = tuple(step.code for step in by_code(self.subject.cause_code).path)
        abroad = frozenset({"foreign"} if self.subject.abroad else ())
        sides = (len(self.subject.plaintiffs) or 1, len(self.subject.defendants) or 1, 0)
        about = About(
            path=path, amount=self.subject.amount, sides=sides, procedure=wanted,
            circumstances=abroad, wage=diverting.wage(self.court[:1], self.at.date()),
        )  # fmt: skip
        return not unlawful(divert(about), wanted, panel=True)

    def file(self, procedure_: str = "summary", **other: Any) -> Stage:
        """The plaintiff files."""
        plaintiffs = self.subject.plaintiffs or [self._name("原告")]
        defendants = self.subject.defendants or [self._name("被告")]
        parties = [NewParty("plaintiff", name) for name in plaintiffs]
        parties += [
            NewParty("defendant", name, is_foreign=self.subject.abroad) for name in defendants
        ]
        parties[0].user_id = self.cast.users["plaintiff"].pk
        parties[len(plaintiffs)].user_id = self.cast.users["defendant"].pk
        done = file_case(
            NewCase(
                court=self.cast.courts[self.court], cause_code=self.subject.cause_code,
                parties=parties, facts=self.subject.facts, amount=self.subject.amount,
                procedure=Procedure(procedure_), origin=other.get("origin", Origin.FILED),
            ),
            by=self.cast.party("plaintiff"), at=self.at,
        )  # fmt: skip
        self.case_id = done.case_id
        self._curtain()
        return self

    def _name(self, side: str) -> str:
        return f"演示{side}{self.rng.choice(DEMO_SURNAMES)}某"

    def act(self, code: str, *, by: str = "", **data: Any) -> Stage:
        """One act by whoever does such acts, an hour or less after the last."""
        law = ACTS[code]
        if self.tell is not None:
            self.tell(self, law)
        if code == "archive":
            data.setdefault("note", WHY_NOT_WHOLE)
        if code in GROUND_OF and data.get("incident", "suspension") == "suspension":
            data = {"ground": GROUND_OF[code], "filed": self._shown(), **data}
        if code in ("ask_exclusion", "end_this_time"):
            data.setdefault("filed", self._shown())
        for spec in law.fields:
            wanted = spec.required or code not in FORMS_PANEL
            if spec.kind == "person" and spec.name not in data and spec.role and wanted:
                data[spec.name] = self._named(code, spec.role)
            elif spec.required and not data.keys() & {spec.name, *spec.unless}:
                data[spec.name] = self._filled(spec.kind)
        actor = self._who(law, by)
        if isinstance(data.get("hearing_at"), int):
            self._fix(code, data, actor)
        else:
            procedure.perform(self.case_id, code, by=actor, data=data, at=self.at)
        self.at += timedelta(minutes=self.rng.randint(5, 40))
        self._curtain()
        return self

    def _shown(self) -> int:
        """A paper of the case that shows a ground; made up where there is none."""
        papers = Document.objects.main().filter(case_id=self.case_id, void_seq=None)
        found = papers.filter(written=None).values_list("pk", flat=True).first()
        if found is None:
            seq = Case.objects.values_list("log_seq", flat=True).get(pk=self.case_id)
            found = Document.objects.create(
                case_id=self.case_id, kind="other", title="演示证明材料", text="演示",
                received_at=self.at, seq=seq,
            ).pk  # fmt: skip
        return int(found)

    def _named(self, code: str, role: Role) -> int | None:
        """Who is named for a part; for a new case the first judge whom the law does not keep from
        it."""
        first = self.cast.actor(self.court, role).user_id
        if role is not Role.JUDGE:
            return first
        if code not in ("assign", "assign_for_hearing"):
            return self._in_charge().user_id
        p = loading.look(self.case_id)
        assert p is not None
        p.at = self.at
        judges = candidates.of_office(p, role).users
        barred = candidates.barred(p, judges)
        return next((user for user in [first, *judges] if user not in barred), first)

    def _fix(self, code: str, data: dict[str, Any], actor: Actor) -> None:
        """Fix a hearing so many days from now; again where another play was faster."""
        for turn in range(TURNS):
            at = self.sitting(data["hearing_at"], data, actor)
            try:
                procedure.perform(
                    self.case_id, code, by=actor, data=data | {"hearing_at": at}, at=self.at
                )
            except Refusal as refusal:
                if refusal.reason != "sitting_clash" or turn == TURNS - 1:
                    raise
            else:
                return

    def sitting(self, days: int, data: dict[str, Any] | None = None, by: Actor | None = None
                ) -> datetime:  # fmt: skip
        """About so many days from now: a day on which the court works, as early as the law allows
        and as free as whoever has to be there. What would be unlawful stays so."""
        p = loading.look(self.case_id)
        assert p is not None
        p.at = self.at
        deed = Deed(ACTS["fix_hearing"], by or self.cast.actor(self.court, Role.CLERK), data or {})
        wanted, lawful = self.at + timedelta(days=days), fixing.earliest(p).day
        if lawful is None or next_working(_day(wanted), p.calendar) < lawful:
            return wanted
        while not p.calendar.is_working(_day(wanted)):
            wanted -= timedelta(days=1)
        first = max(wanted, datetime.combine(lawful, time(0), SHANGHAI))
        room = fixing.room_of(p, str(deed.data.get("room") or ROOM))
        ends_at = first + timedelta(minutes=USUAL_MINUTES)
        people = fixing.people_of(p, deed)
        if p.calendar.is_working(_day(first)) and not in_the_way(
            room.pk, people, first.replace(second=0, microsecond=0), ends_at
        ):
            return first
        return free_times(
            p.calendar, room.pk, people, first, USUAL_MINUTES, most=1, days=MOST_DAYS
        )[0]

    def pay(self, by: str = "") -> Stage:
        """Pay the fee, where one is due."""
        return self.act("pay_fee", by=by) if self.place == "fee_payment" else self

    def on_each(self, side: str, code: str, **data: Any) -> Stage:
        """The same act for every party of a side."""
        numbers = Party.objects.filter(case_id=self.case_id, side=side, left_on=None)
        for no in numbers.values_list("no", flat=True):
            self.act(code, party=no, **data)
        return self

    def on_everyone(self, code: str, **data: Any) -> Stage:
        """The same act for every party."""
        return self.on_each("plaintiff", code, **data).on_each("defendant", code, **data)

    def _filled(self, kind: str) -> Any:
        return {
            "text": "演示", "long_text": "演示说明", "money": str(self.subject.amount or 10000),
            "number": 30, "yes": True, "date": self.on, "room": ROOM,
        }[kind]  # fmt: skip

    def _who(self, law: Act, by: str) -> Actor:
        if by in ("plaintiff", "defendant"):
            return self.cast.party(by)
        if by == Role.JUDGE:
            return self._in_charge()
        if by:
            return self.cast.actor(self.court, Role(by))
        if law.side:
            return self.cast.party(law.side)
        if law.by & PARTIES and law.code not in ("sign_agreement", "appeal_objection"):
            return self.cast.party("plaintiff")
        role = next(role for role in _PREFERENCE if role in law.by)
        return self._in_charge() if role is Role.JUDGE else self.cast.actor(self.court, role)

    def _in_charge(self) -> Actor:
        """The judge who has the case; before one is named, the court's first."""
        named = CaseRole.objects.filter(
            case_id=self.case_id, role=Role.JUDGE.value, ended_seq=None, recused=False
        )
        judge = named.values_list("user_id", flat=True).first()
        known = self.cast.actor(self.court, Role.JUDGE)
        return known if judge is None else Actor(judge, known.role)

    def refuses(self, code: str, **data: Any) -> Stage:
        """A wrong step is tried: it has to be refused and leave nothing behind."""
        before = Case.objects.values_list("log_seq", "version").get(pk=self.case_id)
        try:
            self.act(code, **data)
        except Refusal:
            self.refused += 1
        else:
            raise AssertionError(f"{code} at {self.place} was not refused")
        assert before == Case.objects.values_list("log_seq", "version").get(pk=self.case_id)
        return self

    def linked(self, kind: str) -> Stage:
        """The linked case opened from this one, in its own court, at the same moment."""
        link = Link.objects.filter(source_id=self.case_id, kind=kind).latest("pk")
        court = Case.objects.values_list("court__code", flat=True).get(pk=link.target_id)
        return Stage(
            self.cast, self.subject, self.at, self.rng, self.until, self.stop_at,
            link.target_id, court, self.tell,
        )  # fmt: skip

    def back(self, above: Stage) -> Stage:
        """Go on with this case at the moment the linked one has reached."""
        self.at = max(self.at, above.at)
        return self

    def _curtain(self) -> None:
        if self.stop_at and self.place == self.stop_at:
            raise CurtainFalls
