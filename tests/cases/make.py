"""Cases brought to a place through the write door, never by setting a field.

The courts and people are those of the demo, on a training clock: a case lives through months in
milliseconds, and everything that falls due on the way happens at its own moment.
"""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection

from cases.law.causes import find
from cases.law.periods import SHANGHAI
from cases.models import Case, Clock, ClockGroup, Document
from courtflow.rehearsal import lives
from courtflow.rehearsal.demo import THROUGH
from courtflow.rehearsal.lives import Life
from courtflow.rehearsal.people import BASIC, UPPER, Cast, cast
from courtflow.rehearsal.stage import CurtainFalls, Stage, Subject

__all__ = [
    "BASIC", "UPPER", "Cast", "Stage", "at_place", "clock", "due", "loan", "moment", "paper",
    "people",
    "set_clock", "stage",
]  # fmt: skip


def people() -> Cast:
    """The demo courts, an intermediate one above a basic one, and everybody in them."""
    return cast()


def moment(day: str, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of a day in Shanghai."""
    return datetime.combine(date.fromisoformat(day), time(hour, minute), SHANGHAI)


def loan(*, plaintiffs: int = 1, defendants: int = 1, amount: int = 100_000) -> Subject:
    """A loan dispute between so many made-up people."""
    return Subject(
        find("民间借贷纠纷").code, "演示案情:虚构借款未还。", Decimal(amount),
        [f"演示原告{n}" for n in range(1, plaintiffs + 1)],
        [f"演示被告{n}" for n in range(1, defendants + 1)],
    )  # fmt: skip


def stage(who: Cast, day: str = "2025-03-03", subject: Subject | None = None, **more: Any) -> Stage:
    """An empty stage at nine in the morning of a day; nothing is filed yet."""
    return Stage(who, subject or loan(), moment(day, 9), random.Random(26), **more)


def paper(case_id: int) -> int:
    """A paper of the case's main volume."""
    return Document.objects.main().filter(case_id=case_id).values_list("pk", flat=True)[0]


# The lives in which a place is reached soonest; the demo knows them for the nodes.
_THROUGH: dict[str, tuple[Life, ...]] = {
    **THROUGH,
    "returned": (lives.papers_never_mended,),
    "not_accepted": (lives.papers_mended,),
    "application_withdrawn": (lives.changed_mind_at_the_door,),
    "transferred": (lives.wrong_court,),
    "mediation_withdrawn": (lives.mediation_withdrawn,),
    "mediation_settled": (lives.settled_confirmed_breached,),
    "confirmation_effective": (lives.settled_confirmed_breached,),
    "confirmation_rejected": (lives.confirmation_refused,),
    "deemed_withdrawn": (lives.fee_never_paid,),
    "withdrawn": (lives.withdrawn_in_trial,),
    "dismissed": (lives.dismissed_appealed_ordered,),
    "terminated": (lives.party_died,),
    "mediation_statement_effective": (lives.mediated_in_court,),
    "judgment_effective": (lives.summary_paid_in_full,),
    "on_appeal": (lives.appealed_affirmed,),
    "appeal_withdrawn": (lives.appeal_withdrawn,),
    "appeal_deemed_withdrawn": (lives.appeal_fee_unpaid,),
    "affirmed": (lives.appealed_affirmed,),
    "changed": (lives.appealed_changed,),
    "remanded": (lives.appealed_remanded_tried_again,),
    "retrial_rejected": (lives.retrial_refused,),
    "retrial_ordered": (lives.retrial_ordered,),
    "execution_not_accepted": (lives.execution_not_accepted,),
    "execution_refused": (lives.execution_refused,),
    "application_rejected": (lives.execution_application_rejected,),
    "fully_executed": (lives.summary_paid_in_full,),
    "settlement_performed": (lives.mediated_in_court,),
    "ended_this_time": (lives.nothing_found_restored,),
    "execution_terminated": (lives.execution_terminated,),
    "cancelled": (lives.execution_cancelled,),
    "moved_to_bankruptcy": (lives.debtor_bankrupt,),
    "archived": (lives.changed_mind_at_the_door,),
}


def at_place(who: Cast, place: str, day: str = "2025-03-03", seed: int = 26) -> Stage:
    """A case that has come to a node or an outcome by living through one of the demo's lives."""
    found = Stage(who, loan(amount=300_000), moment(day, 9), random.Random(seed), stop_at=place)
    with suppress(CurtainFalls):
        _THROUGH[place][0](found)
        raise AssertionError(f"{_THROUGH[place][0].__name__} does not come to {place}")
    found.stop_at = ""
    if found.place != place:  # it was a linked case of the dispute that came there
        dispute = Case.objects.values_list("dispute_id", flat=True).get(pk=found.case_id)
        case = Case.objects.filter(dispute_id=dispute, stands_at=place).latest("pk")
        found.case_id, found.court = case.pk, case.court.code
        found.at = max(found.at, case.entries.latest("seq").effective_at)
    return found


def clock(case_id: int, code: str, *, party: int | None = None, basis: str | None = None) -> Clock:
    """The newest clock of this name; of this party and basis where they are named."""
    rows = Clock.objects.filter(case_id=case_id, code=code)
    if party is not None:
        rows = rows.filter(party_no=party)
    rows = rows.filter(basis=basis or _first_basis(rows.values_list("basis", flat=True)))
    return rows.latest("no")


def _first_basis(found: Any) -> str:
    return "statutory" if "statutory" in set(found) else "management"


def due(case_id: int, code: str, *, party: int | None = None, basis: str | None = None) -> str:
    """The last day of the newest clock of this name, as text; "" while nothing is due."""
    found = clock(case_id, code, party=party, basis=basis)
    return found.due_on.isoformat() if found.due_on else ""


def set_clock(group: ClockGroup, to: datetime) -> None:
    """Put a training group's clock at a moment; it goes on from there with the database's time."""
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE cases_clockgroup SET "offset" = %s - clock_timestamp() WHERE id = %s',
            [to, group.pk],
        )
