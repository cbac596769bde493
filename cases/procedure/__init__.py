"""The one write door: the only code that moves a case.

One call is one transaction: lock, let time take its effect up to the moment of the act, check
guard and authority, change the case and its clocks, append the log entry with its hash, write
the outbox. The modules that know a subject (filing, serving, hearings …) register what their
acts leave behind with ``@leaves``.

Here stands what every subject uses; what few do is asked of the module that says it.
"""

from cases.procedure.acting import apply, record
from cases.procedure.consequences import (
    answering,
    arriving,
    at_expiry,
    case_entered,
    if_granted,
    leaves,
    rests_on,
)
from cases.procedure.deeds import Deed, Done, party_or_first
from cases.procedure.door import finish, foresee, held, perform
from cases.procedure.elapsing import step_time
from cases.procedure.foreseeing import Foreseen
from cases.procedure.standing import standing_of

__all__ = [
    "Deed",
    "Done",
    "Foreseen",
    "answering",
    "apply",
    "arriving",
    "at_expiry",
    "case_entered",
    "finish",
    "foresee",
    "held",
    "if_granted",
    "leaves",
    "party_or_first",
    "perform",
    "record",
    "rests_on",
    "standing_of",
    "step_time",
]
