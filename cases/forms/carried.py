"""What a filing said, put back onto the screens on which one is prepared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import orjson

from cases.acts.filing import correcting
from cases.acts.filing.carrying import Answers
from cases.drafting.parting import Parts, lines_of
from cases.forms.parties import SIDES
from cases.forms.screens import CONSENTS, MOST_PROOFS
from cases.law.causes import CauseError, by_code, find
from cases.law.periods import local_date
from cases.law.roles import IN_ITS_PLACE
from cases.models import Case, Court, Entry, Party, PartyLink

_PROVES = "，证明："


def answers_of(case: Case, user_id: int, court: Court, parts: Parts) -> Answers:
    """Every screen as this person would have filled it in for ``court``.

    The particulars of somebody who is in the case in an account of their own stay out: they are
    theirs to give (个人信息保护法 6).
    """
    link = _link(case, user_id)
    parties = _in_order(case, link)
    own = {link.party.no} if link is not None else set()
    readable = correcting.may_mend(case.pk, user_id, own)
    return {
        "matter": {"court": [str(court.pk)], "cause": [_cause(case)], "plain": ["1"]},
        "parties": {**_capacity(link), **_parties(parties, readable)},
        "claims": {
            "amount": [str(case.amount)] if case.amount is not None else [""],
            "claims": ["\n".join(lines_of(parts.claims))],
        },
        "facts": {"facts": [parts.facts]},
        "evidence": _proofs(parts.proofs),
        "consents": _consents(case, link),
    }


def _link(case: Case, user_id: int) -> PartyLink | None:
    """The person's own way into the case, on the side that sued."""
    live = PartyLink.objects.live().filter(party__case=case, user_id=user_id)
    return (
        live.filter(party__side="plaintiff").select_related("party").order_by("party__no").first()
    )


def _in_order(case: Case, link: PartyLink | None) -> list[Party]:
    """The parties, the one that the person files for first."""
    first = link.party_id if link is not None else 0
    found = Party.objects.filter(case=case, left_on=None)
    return sorted(found, key=lambda one: (one.pk != first, one.no))


def _cause(case: Case) -> str:
    """Its name, or its code where the name is that of another."""
    cause = by_code(case.cause_code)
    try:
        return cause.name if find(cause.name).code == cause.code else cause.code
    except CauseError:
        return cause.code


def _capacity(link: PartyLink | None) -> dict[str, list[str]]:
    if link is None or link.authority in IN_ITS_PLACE:
        return {"capacity": [link.authority if link is not None else "self"]}
    until = link.valid_until
    return {
        "capacity": ["agent"], "agent": [link.agent], "authority": [link.authority],
        "until": [local_date(until - timedelta(seconds=1)).isoformat()] if until else [""],
    }  # fmt: skip


def _parties(parties: Iterable[Party], readable: frozenset[int]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for side in SIDES:
        rows = [one for one in parties if one.side == side]
        found |= _of_set(side, [_party(one, one.no in readable) for one in rows])
    return found


def _party(one: Party, is_readable: bool) -> dict[str, str]:
    said = {"name": one.name}
    said |= {name: "on" for name in ("is_organisation", "is_foreign") if getattr(one, name)}
    if is_readable:
        said |= {name: getattr(one, name) for name in ("id_number", "phone", "address")}
    return said


def _proofs(listed: str) -> dict[str, list[str]]:
    rows = []
    for line in lines_of(listed)[:MOST_PROOFS]:
        name, _there, proves = line.partition(_PROVES if _PROVES in line else "：")
        rows.append({"name": name.strip()[:200], "proves": proves.strip()[:300]})
    return _of_set("proof", rows or [{}])


def _of_set(prefix: str, rows: list[dict[str, str]]) -> dict[str, list[str]]:
    """A set of forms as a browser sends it."""
    found = {f"{prefix}-TOTAL_FORMS": [str(len(rows))], f"{prefix}-INITIAL_FORMS": ["0"]}
    return found | {
        f"{prefix}-{n}-{name}": [text] for n, row in enumerate(rows) for name, text in row.items()
    }


def _consents(case: Case, link: PartyLink | None) -> dict[str, list[str]]:
    """As they stood in the old filing; the person reads and sends them anew."""
    entry = Entry.objects.filter(case=case, seq=1).first()
    facts: dict[str, Any] = orjson.loads(entry.body)["facts"] if entry is not None else {}
    chosen = [code for code in facts.get("consents", ()) if code in CONSENTS]
    party = link.party if link is not None else None
    return {
        "address": [party.address if party else ""],
        "phone": [party.phone if party else ""],
        "consents": chosen,
        "mediation": [str(facts.get("mediation", "yes"))],
    }
