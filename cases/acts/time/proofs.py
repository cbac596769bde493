"""What a class B decision rests on, read at the moment of signing: the service, the deadline,
that nothing came in until this minute, and whom else it is about.

A default or a deemed withdrawal never rests on a notice that nothing proves (简易规定 18;
解释 261), and on no period that still runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db.models import Q

from cases.acts.service import record
from cases.law.acts import ACTS, PAID_ONLINE, TAKEN_IN
from cases.law.refusals import Refusal
from cases.law.running import RunningClock
from cases.models import Arrival, Draft, Entry, Party, Received, Service
from cases.procedure import Deed, leaves, rests_on
from cases.proceeding import PartyFacts, Proceeding
from cases.writing.table import FORMS
from cases.writing.wording import date_long

SERVED_WITH = {
    "hearing": "summons", "fee_payment": "fee_notice", "filing_correction": "correction_notice",
}  # fmt: skip
"""The paper on whose service it rests, by where the case stands."""
OWED_AT = {"fee_payment": "fee_payment", "filing_correction": "filing_correction"}
OF_PARTIES = TAKEN_IN | PAID_ONLINE
MOST = 50
"""Of each kind of what came in, the newest are named."""


@dataclass(frozen=True)
class Served:
    """A paper to one party: how, and since when it counts; ``on`` is None while nothing proves it.

    ``proof`` is the proof of service in the e-file; ``seq`` the entry that tells of it, where the
    service was recorded at once."""

    party_no: int | None
    kind: str
    way: str
    on: date | None
    proof: int | None
    seq: int | None
    simple_only: bool = False


@dataclass(frozen=True)
class CameIn:
    """Something of the party's since the period began."""

    act: str
    party_no: int | None
    at: datetime
    taken_up: bool


@dataclass(frozen=True)
class Proofs:
    """All that the page shows before a press, and the press is bound to."""

    served: list[Served]
    clock: RunningClock | None
    came_in: list[CameIn]
    until: datetime
    others: list[int]
    """The other parties, by number."""
    incidents: list[str]
    """What is pending beside it."""

    @property
    def lines(self) -> list[str]:
        """What changes whenever a proof does; the minute itself is not part of it."""
        return [
            *(f"served:{s.party_no}:{s.kind}:{s.way}:{s.on}:{s.proof}" for s in self.served),
            f"due:{self.clock.due_at if self.clock else None}",
            *(f"in:{one.act}:{one.party_no}:{one.at.isoformat()}" for one in self.came_in),
            *(f"party:{no}" for no in self.others), *(f"open:{kind}" for kind in self.incidents),
        ]  # fmt: skip


def proofs(p: Proceeding, act: str, party_no: int | None = None) -> Proofs:
    """What the decision would rest on now."""
    clock = _clock(p, act, party_no)
    about = _about(p, act, clock, party_no)
    return Proofs(
        _served(p, clock, about), clock, _came_in(p, clock, about), p.at,
        [one.no for one in p.parties if not one.left and one not in about],
        sorted(one.kind for one in p.open_incidents),
    )  # fmt: skip


def _clock(p: Proceeding, act: str, party_no: int | None) -> RunningClock | None:
    """Of the draft that waits, else of what is owed here; where a party is named, its own."""
    drafts = Draft.objects.filter(case_id=p.case.pk, closed_seq=None, act=act).order_by("pk")
    drafted = [p.clocks.get(no) for no in drafts.values_list("clock_no", flat=True)]
    owed = [c for c in p.clocks.values() if c.code == OWED_AT.get(p.place) and c.running]
    for clock in (*drafted, *owed):
        if clock is not None and (party_no is None or clock.party_no in (None, party_no)):
            return clock
    return None


def _about(
    p: Proceeding, act: str, clock: RunningClock | None, party_no: int | None
) -> list[PartyFacts]:
    """Who did not do what was theirs: the party of the clock, or those who sue."""
    no = party_no if party_no is not None else clock.party_no if clock else None
    named = p.party(no)
    return [named] if named is not None else p.side("plaintiff")


def _served(
    p: Proceeding, clock: RunningClock | None, about: list[PartyFacts]
) -> list[Served]:  # fmt: skip
    kind = SERVED_WITH.get(p.place, "")
    found = []
    for party in about if kind else []:
        rows = Service.objects.filter(case_id=p.case.pk, party_no=party.no, paper__kind=kind)
        newest = rows.order_by("pk").last()
        if newest is None:
            continue
        simple = newest.effective_on is None and record.is_simple_only(record.history(p, newest))
        found.append(Served(
            party.no, kind, newest.way, newest.effective_on, newest.proof_id, newest.seq, simple
        ))  # fmt: skip
    if not found and kind and clock is not None:
        to = clock.party_no or (about[0].no if about else None)
        found = [Served(to, kind, "", clock.started_on, None, clock.opened_seq)]
    return found


def _came_in(
    p: Proceeding, clock: RunningClock | None, about: list[PartyFacts]
) -> list[CameIn]:  # fmt: skip
    """Everything of theirs since the period began: what waits, what was refused, what was done."""
    since, nos = (clock.opened_seq if clock is not None else 0), {x.no for x in about}
    begun = Entry.objects.filter(case_id=p.case.pk, seq=since).values_list("effective_at").first()
    theirs = Q(party_no=None) | Q(party_no__in=nos)
    arrivals = Arrival.objects.filter(theirs, case_id=p.case.pk, processed_seq=None)
    if begun is not None:
        arrivals = arrivals.filter(received_at__gte=begun[0])
    waits = [
        CameIn(one.act, one.party_no, one.received_at, False)
        for one in arrivals.order_by("-id")[:MOST]
    ]
    entries = Entry.objects.filter(case_id=p.case.pk, seq__gt=since, act__in=OF_PARTIES)
    whose = ((one, one.said.get("for")) for one in entries.order_by("-seq").iterator(MOST))
    taken = (CameIn(one.act, no, one.effective_at, True) for one, no in whose
             if no is None or no in nos)  # fmt: skip
    return [*reversed(list(islice(taken, MOST))), *reversed(waits), *_money(p, begun, nos)]


def _money(p: Proceeding, begun: tuple[datetime] | None, nos: set[int]) -> list[CameIn]:
    """What they paid that has not become the fee: it lies with the court all the same."""
    rows = Received.objects.filter(
        case_id=p.case.pk, order__party_no__in=nos, outcome__in=("", "held")
    )
    if begun is not None:
        rows = rows.filter(effective_at__gte=begun[0])
    return [
        CameIn("pay_fee", one.order.party_no, one.effective_at, False)
        for one in rows.select_related("order").order_by("id")[:MOST]
    ]


def in_words(p: Proceeding, deed: Deed) -> str:
    """What was found, as a ruling says it: the service, the last day, and what came in."""
    found = proofs(p, deed.act.code, deed.data.get("party"))
    names = dict(Party.objects.filter(case_id=p.case.pk).values_list("no", "name"))
    said = [
        f"{FORMS[one.kind].zh}已于{date_long(one.on)}送达{names.get(one.party_no or 0, '')}"
        for one in found.served
        if one.on is not None and one.kind in FORMS
    ]
    if found.clock is not None and found.clock.due_on is not None:
        said.append(f"期限已于{date_long(found.clock.due_on)}届满")
        came = list(dict.fromkeys(ACTS[one.act].zh for one in found.came_in))
        said.append(f"其间收到：{'、'.join(came)}" if came else "至本裁定作出时仍未履行")
    return f"{'；'.join(said)}。" if said else ""


@rests_on("deem_withdrawn", "deem_appeal_withdrawn", "return_filing", "end_counterclaim")
def rests(p: Proceeding, deed: Deed) -> list[str]:
    return proofs(p, deed.act.code, deed.data.get("party")).lines


@leaves("deem_withdrawn", "deem_appeal_withdrawn")
def holds(p: Proceeding, deed: Deed) -> None:
    """Refused where a proof fails: not served, time still runs, or nothing is due at all and no
    absence recorded (CPL 146; 解释 213)."""
    found = proofs(p, deed.act.code, deed.data.get("party"))
    if found.clock is None:
        raise Refusal("nothing_missed")
    if any(one.on is None for one in found.served):
        raise Refusal(
            "simple_means_unproven" if any(s.simple_only for s in found.served) else "not_proven"
        )
    clock = found.clock
    still = clock is not None and clock.code in OWED_AT.values() and clock.due_at is not None
    if still and clock is not None and clock.due_at is not None and p.at < clock.due_at:
        raise Refusal("not_due_yet", day=str(clock.due_on))
