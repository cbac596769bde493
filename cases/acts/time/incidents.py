"""Incidents: what pauses clocks while it lasts, kept as a ledger of spans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cases import loading
from cases.law.acts import NOT_TOLD_INCIDENTS
from cases.law.incidents import INCIDENTS, OF_THEIR_OWN, URGENT_INCIDENTS
from cases.law.outcomes import OUTCOMES
from cases.law.refusals import NotAllowed, Refusal
from cases.models import Incident
from cases.procedure import Deed, arriving, leaves
from cases.proceeding import OpenIncident, Proceeding


def begin(
    p: Proceeding, kind: str, on: date, party_no: int | None = None, users: Sequence[int] = ()
) -> None:
    """An incident arises: its own clock opens, the clocks it stops are paused. ``users``: whose
    recusal is asked for."""
    law = INCIDENTS[kind]
    if p.place not in law.at:
        raise Refusal("incident_not_here")
    if any(i.kind == kind and i.party_no == party_no for i in p.open_incidents):
        raise Refusal("incident_open")
    row = Incident.objects.create(
        case_id=p.case.pk,
        kind=kind,
        opened_on=on,
        opened_seq=p.seq,
        party_no=party_no,
        user_id=users[0] if users else None,
        also=list(users[1:]),
    )
    p.pause(kind, on, party_no)
    p.open_incidents.append(OpenIncident(row.pk, kind, on, party_no))
    p.incidents.append([kind, on, party_no])
    if law.own is not None:
        start: date = p.at if law.own.limit.unit == "hours" else on
        p.open(law.own, kind="incident", code=kind, node=p.place, event=f"{kind}_opened",
               start=start, expiry=law.expiry, party_no=party_no)  # fmt: skip


def end(p: Proceeding, kind: str, on: date, party_no: int | None = None) -> None:
    """The incident ends: its clock is met, what it stopped runs again; only that of one party,
    where the party is named."""
    for incident in [i for i in p.open_incidents if i.kind == kind]:
        if party_no in (None, incident.party_no):
            end_one(p, incident, on)
    p.resume(kind, on, party_no)


def end_one(p: Proceeding, incident: OpenIncident, on: date) -> None:
    """This one ends, with its own clock; the same of another party goes on."""
    last = max(on, incident.opened_on)
    Incident.objects.filter(pk=incident.pk).update(closed_on=last, closed_seq=p.seq)
    p.open_incidents.remove(incident)
    p.incidents.append([incident.kind, last, incident.party_no, "ended"])
    own = p.running(incident.kind, kind="incident")
    p.close([clock for clock in own if clock.party_no == incident.party_no], "met")


@leaves("open_incident")
def opens(p: Proceeding, deed: Deed) -> None:
    kind = str(deed.data["incident"])
    _check_general(kind)
    _check_urgent(p, deed, kind)
    quiet = kind in NOT_TOLD_INCIDENTS
    begin(p, kind, deed.on, deed.on_behalf_of if quiet else None, _whose_recusal(p, deed, kind))


def _check_urgent(p: Proceeding, deed: Deed, kind: str) -> None:
    """Whose recusal is asked for takes urgent measures only (CPL 48)."""
    if deed.by.user_id in loading.stepping_aside(p) and kind not in URGENT_INCIDENTS:
        raise NotAllowed("recusal_asked")


def _whose_recusal(p: Proceeding, deed: Deed, kind: str) -> list[int]:
    """Those who are named, at least one (CPL 47-48)."""
    if kind != "recusal":
        return []
    said = deed.data.get("person") or []
    people = sorted({int(one) for one in (said if isinstance(said, list) else [said])})
    if not people:
        raise Refusal("whom_to_recuse")
    here = {user for user, _, recused in p.people if not recused}
    if not here.issuperset(people):
        raise Refusal("not_in_case")
    return people


def decided_on(p: Proceeding, person: int, on: date) -> None:
    """One recusal is decided; with the last of them what was asked for is over."""
    asked = [one.pk for one in p.open_incidents if one.kind == "recusal"]
    row = Incident.objects.filter(pk__in=asked).first()
    left = [one for one in (row.user_id, *row.also) if one not in (None, person)] if row else []
    if row is None or not left:
        end(p, "recusal", on)
        return
    row.user_id, row.also = left[0], left[1:]
    row.save(update_fields=["user", "also"])


def _check_general(kind: str) -> None:
    """What has acts of its own is begun and ended by them, with what belongs to it."""
    if kind in OF_THEIR_OWN:
        raise Refusal("has_its_own_act", incident=INCIDENTS[kind].zh)


@leaves("close_incident")
def closes(p: Proceeding, deed: Deed) -> None:
    kind = str(deed.data["incident"])
    _check_general(kind)
    _check_urgent(p, deed, kind)
    if not p.has_incident(kind):
        raise Refusal("incident_not_open")
    end(p, kind, deed.on)


@arriving(*OUTCOMES)
def nothing_outlasts_the_case(p: Proceeding, source: str) -> None:
    """Where the procedure ends, what was pending in it ends too."""
    for kind in {incident.kind for incident in p.open_incidents}:
        end(p, kind, p.on)
