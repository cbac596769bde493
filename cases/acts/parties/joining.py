"""Coming into a case 关联案件: the person sued shows who they are and gives the court's code.

Whoever is invited to litigate online proves their identity and is linked to the case (在线诉讼规则
10). Whoever is plainly the party is linked at once; everything else a person of the court looks at.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases import chain, procedure
from cases.acts.hearings import occupying
from cases.law.identity import same_name
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.law.roles import PARTIES, Role
from cases.models import (
    Access,
    Case,
    CaseRole,
    Grant,
    JoinCode,
    JoinRequest,
    Party,
    PartyLink,
)
from cases.models.fields import blind_index, seal
from cases.policy import CHARGED, Standing
from cases.proceeding import Actor, Proceeding
from cases.queries import Query

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, and U, which are read for one another."""
LENGTH, GROUP = 12, 4
DESK = frozenset({Role.CLERK, Role.JUDGE, Role.EXECUTION_OFFICER})
"""Who hands out codes and decides on requests; of the charged roles whoever has the case."""


# -- who somebody is ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Identity:
    """A person whose real name is known."""

    user_id: int
    name: str
    id_index: str
    is_demo: bool
    """A made-up person: known in training courts only."""


def identity_of(user: Any) -> Identity | None:
    """What the real-name check found, None before it; made-up people are who they say."""
    if user.is_verified:
        return Identity(user.pk, user.real_name, user.id_index, is_demo=False)
    if user.is_demo:
        return Identity(user.pk, str(user), "", is_demo=True)
    return None


# -- codes ----------------------------------------------------------------------------------------


def normal(typed: str) -> str:
    """A code however it was typed: spaces, dashes, small and full-width letters."""
    return "".join(x for x in unicodedata.normalize("NFKC", typed).upper() if x.isalnum())


def grouped(code: str) -> str:
    """In groups of four, as it is printed."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def without_link(case_id: int) -> list[Party]:
    """The parties still in the case whom nobody has come in for."""
    found = Party.objects.filter(case_id=case_id, left_on=None)
    return list(
        found.exclude(
            pk__in=PartyLink.objects.live().filter(party__case_id=case_id).values("party_id")
        )
    )


def in_case_since(case_id: int) -> dict[int, datetime]:
    """By number of the party since when somebody is in the case for it."""
    found = (
        PartyLink.objects.live()
        .filter(party__case_id=case_id)
        .order_by("-valid_from")
        .values_list("party__no", "valid_from")
    )
    return dict(found)


def codes_of(case_id: int) -> dict[int, str]:
    """By number of the party the code of everyone who can have one; made where there is none."""
    if Case.objects.filter(pk=case_id, stands_at="archived").exists():
        return {}
    parties = {party.pk: party.no for party in without_link(case_id)}
    unused = JoinCode.objects.good().filter(party_id__in=parties)
    codes = dict(unused.values_list("party_id", "code"))
    if missing := parties.keys() - codes.keys():
        # Of two people who look at once, both get the code of the first.
        JoinCode.objects.bulk_create(
            [_made(case_id, pk) for pk in sorted(missing)], ignore_conflicts=True
        )
        codes = dict(unused.values_list("party_id", "code"))
    return {no: grouped(codes[pk]) for pk, no in parties.items() if pk in codes}


def _made(case_id: int, party_id: int) -> JoinCode:
    code = _new_code()
    return JoinCode(case_id=case_id, party_id=party_id, code=code, code_index=blind_index(code))


def renew(case_id: int, party_no: int, by: Actor) -> None:
    """The letter went astray: its code is void from now on, and there is a new one.

    What somebody asked by the old code still waits for its answer. Raises NotThere, NotAllowed,
    and Refusal for a party that has no code.
    """
    with procedure.held(case_id, by) as p:
        check_desk(p, by)
        party = next((x for x in without_link(case_id) if x.no == party_no), None)
        if party is None or p.place == "archived":
            raise Refusal("no_such_party")
        end_codes(p, party.pk)
        _made(case_id, party.pk).save()
        procedure.record(p, "renew_code", by, {"party": party_no})
        procedure.finish([p])


_GOOD_CODES = Query(
    lambda case: JoinCode.objects.good().filter(party__case_id=case).values_list("pk", flat=True)
)


def end_codes(p: Proceeding, *party_ids: int) -> None:
    """The unused codes of these parties, or of the whole case, lead nowhere from now on."""
    codes = JoinCode.objects.good().filter(party__case_id=p.case.pk)
    if not _GOOD_CODES(p.case.pk):
        return
    (codes.filter(party_id__in=party_ids) if party_ids else codes).update(ended_seq=p.seq)


@procedure.arriving("archived")
def nobody_joins_any_more(p: Proceeding, source: str) -> None:
    end_codes(p)


def code_of(case_id: int, party_no: int) -> str:
    """The code of one party; empty for one that can have none."""
    return codes_of(case_id).get(party_no, "")


# -- coming in ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What a code led to. Of a case nothing is told before the person is in it."""

    result: Literal["in", "waits", "unknown"]
    case_id: int = 0


UNKNOWN = Answer("unknown")


def join(user: Any, typed: str) -> Answer:
    """Come in by a code: at once if all agrees, after a look of the court if anything differs.

    Codes that were never made, were used, or lead nowhere any more are answered alike. Raises
    NotAllowed before the real-name check (在线诉讼规则 7).
    """
    who = identity_of(user)
    if who is None:
        raise NotAllowed()
    answer = _try(blind_index(normal(typed)), who)
    if answer is UNKNOWN:
        Access.objects.create(user_id=who.user_id, act="join", reason="unknown_code")
    return answer


def _try(index: str, who: Identity) -> Answer:
    found = JoinCode.objects.filter(code_index=index).values_list("case_id", flat=True).first()
    if not index or found is None:
        return UNKNOWN
    with procedure.held(found) as p:
        # Read anew under the lock: of two people at once, the second finds the code used.
        code = JoinCode.objects.select_related("party").get(code_index=index)
        return _answer(p, code, who)


def _answer(p: Proceeding, code: JoinCode, who: Identity) -> Answer:
    party = p.party(code.party.no)
    if party is None or party.left or (who.is_demo and not p.court.training):
        return UNKNOWN
    if any(user == who.user_id for user, _ in party.links):
        return Answer("in", p.case.pk)
    if code.used_seq is not None or code.ended_seq is not None:
        return UNKNOWN
    if differs := _differences(p, code.party, who):
        _ask(p, code, who, differs)
        return Answer("waits")
    _let_in(p, code, who.user_id, "self")
    facts = {"party": party.no, "by_code": True}
    by = Actor(who.user_id, Role.LITIGANT.value)
    procedure.record(p, "join", by, facts, on_behalf_of=party.no)
    procedure.finish([p])
    return Answer("in", p.case.pk)


def _ask(p: Proceeding, code: JoinCode, who: Identity, differs: list[str]) -> None:
    """Put it on the desk, once; from now on the court's time to answer runs."""
    _, is_new = JoinRequest.objects.get_or_create(
        code=code, user_id=who.user_id, decided_seq=None,
        defaults={"case_id": p.case.pk, "asked_at": p.at, "asked_seq": p.seq,
                  "differs": differs},
    )  # fmt: skip
    if not is_new:
        return
    party = p.party(code.party.no)
    p.start("join_asked", party=party)
    by = Actor(who.user_id, Role.LITIGANT.value)
    procedure.record(p, "ask_join", by, {"party": code.party.no, "person": who.user_id})
    procedure.finish([p])


def _differences(p: Proceeding, party: Party, who: Identity) -> list[str]:
    """Why this person is not plainly this party, or should not come in unseen."""
    others = [x for x in p.parties if x.no != party.no and not x.left]
    linked = {user for x in p.parties if x.no == party.no for user, _ in x.links}
    found = {
        "organisation": party.is_organisation,
        "name": not same_name(party.name, who.name),
        "number": bool(party.id_index) and party.id_index != who.id_index,
        "office": _has_office(p, who.user_id),
        "confidential": p.case.confidential,
        "other_party": any(who.user_id == user for x in others for user, _ in x.links),
        "taken": bool(linked),
        "ended": PartyLink.objects.filter(party=party, user_id=who.user_id).exists(),
    }
    return [reason for reason, applies in found.items() if applies]


def _has_office(p: Proceeding, user_id: int) -> bool:
    """Whether the person works, or worked on this case, in the court: never a party unseen."""
    holds = Q(valid_until=None) | Q(valid_until__gte=p.on)
    here = Grant.objects.filter(holds, user_id=user_id, court_id=p.case.court_id)
    return here.exists() or CaseRole.objects.filter(user_id=user_id, case_id=p.case.pk).exists()


def _let_in(p: Proceeding, code: JoinCode, user_id: int, authority: str) -> None:
    """The link, with which the next request finds the case, and what it settles."""
    PartyLink.objects.update_or_create(
        party_id=code.party_id, user_id=user_id,
        defaults={"authority": authority, "valid_from": p.at, "valid_until": None,
                  "confirmed_at": timezone.now()},
    )  # fmt: skip
    occupying.take_in(p.case.pk, user_id, authority)
    unused = JoinCode.objects.good().filter(pk=code.pk)
    unused.update(used_seq=p.seq, used_by_id=user_id)
    end_codes(p, code.party_id)
    for asked in waiting(p.case.pk).filter(code=code, user_id=user_id):
        _decided(p, asked, confirmed=True)


def _decided(p: Proceeding, asked: JoinRequest, *, confirmed: bool) -> None:
    """The person has the court's answer, and its time ends."""
    JoinRequest.objects.filter(pk=asked.pk).update(decided_seq=p.seq, confirmed=confirmed)
    p.start("join_answered", answers=asked.asked_seq)


# -- the court looks ------------------------------------------------------------------------------


def waiting(*case_ids: int) -> QuerySet[JoinRequest]:
    """Requests that nobody has answered yet."""
    return JoinRequest.objects.filter(case_id__in=case_ids, decided_seq=None)


def at_desk(standings: Iterable[Standing]) -> bool:
    """Whether one of these hands out codes and answers requests: the clerks of the court, and
    whoever is in charge of the case, or could be as long as nobody is."""
    found = list(standings)
    if any(one.roles & PARTIES for one in found):
        return False
    return any(
        role not in CHARGED or role not in one.filled or role in one.in_charge
        for one in found
        if one.relation in ("court", "assigned")
        for role in one.roles & DESK
    )


def confirm(request_id: int, by: Actor, authority: str = "self") -> None:
    """The person is the party, or acts for it under this authority (CPL 62)."""
    with _asked(request_id, by) as (p, asked):
        if p.party(asked.code.party.no) not in [x for x in p.parties if not x.left]:
            raise Refusal("no_such_party")
        _let_in(p, asked.code, asked.user_id, authority)
        facts = {**_of(asked), "authority": authority}
        procedure.record(p, "confirm_join", by, facts, told=[asked.user_id])


def decline(request_id: int, by: Actor, why: str) -> None:
    """The person may not come in; they are told why, the parties are not."""
    with _asked(request_id, by) as (p, asked):
        _decided(p, asked, confirmed=False)
        salt, digest = chain.salted(why)
        p.remarks.append({
            "case_id": p.case.pk, "seq": p.seq, "name": REASON, "salt": salt,
            "text": seal(why), "inner": False,
        })  # fmt: skip
        facts = {**_of(asked), "texts": {REASON: digest}}
        procedure.record(p, "decline_join", by, facts, told=[asked.user_id])


REASON = "note"
"""What the reason is kept as: a text that the history keeps from the parties."""


def _of(asked: JoinRequest) -> dict[str, int]:
    return {"party": asked.code.party.no, "person": asked.user_id}


@contextmanager
def _asked(request_id: int, by: Actor) -> Iterator[tuple[Proceeding, JoinRequest]]:
    """A request under decision, with its case; written when the block is done."""
    found = JoinRequest.objects.filter(pk=request_id).values_list("case_id", flat=True).first()
    if found is None:
        raise NotThere()
    with procedure.held(found, by) as p:
        asked = JoinRequest.objects.select_related("code__party").get(pk=request_id)
        check_desk(p, by)
        if asked.user_id == by.user_id:
            raise Refusal("two_people")
        if asked.decided_seq is not None:
            raise Refusal("nothing_asked")
        yield p, asked
        procedure.finish([p])


def check_desk(p: Proceeding, by: Actor) -> None:
    """Who decides on people: somebody at the desk, of a sealed case one who works on it; nobody
    who is in the case for a party. Raises NotThere and NotAllowed."""
    standing = procedure.standing_of(p, by)
    sealed = p.case.confidential and standing.relation != "assigned"
    if standing.relation in ("none", "recused", "above") or sealed:
        raise NotThere()
    is_party = any(by.user_id == user for party in p.parties for user, _ in party.links)
    if is_party or not at_desk([standing]):
        raise NotAllowed()
