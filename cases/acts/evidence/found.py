"""The items of a case as acts name them, and who may say what of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from cases.law.exchange import ORDER, SIDES, label
from cases.law.refusals import NotAllowed, Refusal
from cases.law.roles import PARTIES, Role
from cases.models import EvidenceItem
from cases.procedure import Deed
from cases.proceeding import PartyFacts, Proceeding


def put(case_id: int) -> QuerySet[EvidenceItem]:
    """What was put and is no mistake, in the order in which it is gone through (证据规定 62)."""
    found = EvidenceItem.objects.filter(case_id=case_id, void_seq=None).exclude(put_seq=None)
    return found.order_by("side", "no")


def in_order(items: Iterable[EvidenceItem]) -> list[EvidenceItem]:
    return sorted(items, key=lambda one: (ORDER.index(one.side), one.no or 0))


def live(p: Proceeding, pks: Iterable[object]) -> list[EvidenceItem]:
    """The items of these numbers that stand. Raises Refusal for one that is another case's, that
    nobody has put, or that was withdrawn."""
    wanted = [int(pk) for pk in pks if str(pk).isascii() and str(pk).isdigit()]
    if not wanted:
        raise Refusal("choose_items")
    found = in_order(put(p.case.pk).filter(pk__in=wanted))
    if len(found) < len(set(wanted)):
        raise Refusal("no_such_item")
    gone = [name(one) for one in found if one.withdrawn_seq is not None]
    if gone:
        raise Refusal("item_withdrawn", items="、".join(gone))
    return found


def one(p: Proceeding, deed: Deed) -> EvidenceItem:
    """The item that an act is about; the log names it."""
    [found] = live(p, [deed.data["item"]])
    deed.facts["item_name"] = name(found)
    return found


def several(p: Proceeding, deed: Deed) -> list[EvidenceItem]:
    """The items that an act is about; the log names them."""
    found = live(p, list(deed.data["items"])[:10_000])
    deed.facts["items_name"] = names(found)
    return found


def name(item: EvidenceItem) -> str:
    return label(item.side, item.no or 0)


def names(items: Iterable[EvidenceItem]) -> str:
    """原告证据1-3、5; those that follow one another are drawn together."""
    said = []
    for side in ORDER:
        nos = sorted(one.no for one in items if one.side == side and one.no is not None)
        runs: list[list[int]] = []
        for no in nos:
            if runs and runs[-1][-1] == no - 1:
                runs[-1].append(no)
            else:
                runs.append([no])
        parts = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
        if parts:
            said.append(f"{SIDES[side]}证据{'、'.join(parts)}")
    return "；".join(said)


def party_of(p: Proceeding, deed: Deed) -> PartyFacts:
    """The party that acts, or for whom the desk enters it from paper. Raises Refusal."""
    party = p.party(deed.data.get("party"))
    if party is None or party.left:
        raise Refusal("no_such_party")
    deed.facts["party"] = party.no
    return party


def speaker(p: Proceeding, deed: Deed) -> int | None:
    """The party for whom something is said; None where the bench says it. Raises Refusal."""
    if Role(deed.by.role) in PARTIES or deed.paper is not None or deed.data.get("party"):
        return party_of(p, deed).no
    if Role(deed.by.role) is Role.CLERK:
        raise NotAllowed("not_yours")
    return None


def check_not_own(items: Iterable[EvidenceItem], party_no: int) -> None:
    """Of one's own evidence one gives no opinion."""
    own = [name(one) for one in items if one.party_no == party_no]
    if own:
        raise Refusal("own_item", items="、".join(own[:10]))
