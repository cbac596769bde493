"""A case as it stood at a past moment, rebuilt from its log alone, in the form in which today's
page reads a case: so that one code shows both.
"""

from __future__ import annotations

from datetime import datetime

from cases.law.calendar import Calendar
from cases.law.running import RunningClock
from cases.models import Case
from cases.proceeding import CourtFacts, OpenIncident, PartyFacts, Proceeding
from cases.proof.replay import FIELDS, State


def stood(state: State, moment: datetime, court: CourtFacts, calendar: Calendar) -> Proceeding:
    """The case after the entries that ``state`` has taken, looked at at this moment.

    No row of the case is read. The rungs of its clocks, which no entry tells, follow from their
    deadlines by the calendar as it is known now.
    """
    values = {name: FIELDS[name].to_python(said) for name, said in state.fields.items()}
    values |= {"id": state.case_id, "stands_at": state.stands_at, "log_seq": state.seq}
    beside = state.beside
    return Proceeding(
        case=Case(**values),
        court=court,
        calendar=calendar,
        now=moment,
        real=moment,
        tail=b"",
        last_at=state.at,
        clocks=clocks(state, calendar),
        parties=[
            PartyFacts(no, side, False, no in beside.left, [])
            for no, side in sorted(beside.sides.items())
        ],
        open_incidents=[
            OpenIncident(no, one.kind, one.opened_on, one.party_no)
            for no, one in enumerate(beside.pauses)
            if one.closed_on is None
        ],
        people=[
            (one.user_id, one.role, one.recused) for one in beside.people if one.ended_seq is None
        ],
    )


def clocks(state: State, calendar: Calendar) -> dict[int, RunningClock]:
    """Its clocks by number, each with the ladder that its light is read from."""
    found = dict(sorted(state.clocks.items()))
    for clock in found.values():
        if clock.running:
            clock.goes_on_after(0, calendar)
    return found
