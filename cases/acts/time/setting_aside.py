"""Setting aside: what fell due and could not be applied waits for a person, who sends it on."""

from __future__ import annotations

from cases import arrivals
from cases.law.refusals import Refusal
from cases.models import SetAside
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding


@leaves("retry_set_aside")
def goes_on(p: Proceeding, deed: Deed) -> None:
    """The sweep takes the case again. What was due by now took effect before this act, or it
    would have been refused with what stood in the way."""
    found = SetAside.objects.filter(case_id=p.case.pk).first()
    if found is None:
        raise Refusal("not_set_aside")
    deed.facts.update(reason=found.reason, attempts=found.attempts)
    found.delete()
    arrivals.give_up(p.case.pk)
    p.arrival = None
