"""What came on paper: whether it was in time, though time went on before it was entered."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from cases.acts.papers.handing_in import take_files
from cases.law.acts import ACTS, TAKEN_IN
from cases.models import Clock
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding


def in_time(p: Proceeding, deed: Deed, code: str, party: int | None) -> bool:
    """Whether a party's period of this kind was not over when its paper was posted or handed in,
    though it has run out since (CPL 85)."""
    last_day = ran_out(p, code, party)
    return deed.paper is not None and last_day is not None and deed.paper.counts_on <= last_day


def ran_out(p: Proceeding, code: str, party: int | None) -> date | None:
    """The last day of the party's newest period of this kind that has run out."""
    just = [c for c in p.clocks.values()  # what ran out with this act is not written yet
            if (c.code, c.state) == (code, "expired") and party in (None, c.party_no)]  # fmt: skip
    if just:
        return max(just, key=lambda c: c.no).due_on
    found = Clock.objects.filter(case_id=p.case.pk, code=code, state="expired")
    if party is not None:  # a window was the case's once, not a party's
        found = found.filter(Q(party_no=party) | Q(party_no=None))
    return found.order_by("-no").values_list("due_on", flat=True).first()


_KEEP_THEIR_OWN = frozenset(
    code for code, act in ACTS.items() if any(spec.kind == "tray" for spec in act.fields)
)


@leaves(*(c for c in ACTS if c in TAKEN_IN and c not in _KEEP_THEIR_OWN))
def keeps_scans(p: Proceeding, deed: Deed) -> None:
    """The paper itself goes into the e-file, whatever act it is."""
    if deed.paper is not None:
        take_files(p, deed, deed.paper.party_no)
