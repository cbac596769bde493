"""What is said of evidence: opinions, questions and replies, the original demanded, ordered and
compared, what the bench finds, and what becomes of what came late."""

from __future__ import annotations

from typing import Any

from cases.acts.evidence import found, said
from cases.acts.evidence.putting import LATE
from cases.law import exchange
from cases.law.nodes import Bound, Rule
from cases.law.periods import Limit, Unit
from cases.law.refusals import BadValue, NotAllowed, Refusal
from cases.models import Clock, Draft, EvidenceItem, EvidenceWord, Exchange
from cases.procedure import Deed, leaves, rests_on
from cases.proceeding import PartyFacts, Proceeding

OPINIONS, ORIGINAL = "exchange_opinions", "original_brought"


def _word(p: Proceeding, deed: Deed, item: EvidenceItem, kind: str, **more: Any) -> EvidenceWord:
    return EvidenceWord(
        case_id=p.case.pk, item=item, kind=kind, by_id=deed.by.user_id, role=deed.by.role,
        at=p.came_at, seq=p.seq, **more,
    )  # fmt: skip


@leaves("answer_evidence")
def gives_opinion(p: Proceeding, deed: Deed) -> None:
    """On one item or many alike; who disputes says why (证据规定 57). After the period it is taken
    and marked."""
    party, items = found.party_of(p, deed), found.several(p, deed)
    found.check_not_own(items, party.no)
    held = {code: deed.data[code] == "accepted" for code, *_ in exchange.ASPECTS}
    if not all(held.values()) and not str(deed.data.get("said", "")).strip():
        raise Refusal("opinion_needs_reason")
    late = _come_late(p, party.no, items)
    opposes = bool(deed.data.get("opposes_late"))
    EvidenceWord.objects.bulk_create(
        _word(p, deed, item, "opinion", party_no=party.no, is_late=item.pk in late,
              opposes_late=opposes if item.is_late else None, **held)
        for item in items
    )  # fmt: skip
    deed.facts["late"] = bool(late)
    left = said.owed(p, party.no, found.put(p.case.pk))
    if not {one.pk for one in left} - {one.pk for one in items}:
        p.meet(OPINIONS, party.no)


def _come_late(p: Proceeding, party_no: int, items: list[EvidenceItem]) -> set[int]:
    """Of these items those on which the party speaks after its period in the newest exchange; what
    was put when that period was over already never had one."""
    newest = Exchange.objects.filter(case_id=p.case.pk).order_by("-no").first()
    if newest is None:
        return set()
    mine = Clock.objects.filter(
        case_id=p.case.pk, code=OPINIONS, party_no=party_no, opened_seq=newest.opened_seq
    ).exclude(state="cancelled")
    clock = mine.order_by("-no").first()
    if clock is None or not exchange.opinion_is_late(p.came_at, clock.due_at):
        return set()
    ended = min(at for at in (clock.due_at, clock.closed_at) if at is not None)
    return {one.pk for one in items if one.put_at is not None and one.put_at < ended}


@leaves("speak_on_evidence")
def speaks(p: Proceeding, deed: Deed) -> None:
    """A question or a reply under an item; the original is demanded of another
    (在线诉讼规则 12)."""
    item, spoken = found.one(p, deed), str(deed.data["spoken"])
    party_no = found.speaker(p, deed)
    if spoken == "demand":
        if party_no is None:
            raise NotAllowed("bench_orders_at_once")
        found.check_not_own([item], party_no)
    _word(p, deed, item, spoken, party_no=party_no).save()


@leaves("order_original")
def orders(p: Proceeding, deed: Deed) -> None:
    """The bench has the original brought, by itself or because it was demanded, or refuses it with
    a reason."""
    item, verdict = found.one(p, deed), str(deed.data["verdict"])
    until = None
    if verdict == "refused" and not str(deed.data.get("said", "")).strip():
        raise Refusal("why_needed")
    if verdict == "ordered":
        party = p.party(item.party_no)
        rule = days_rule(deed, exchange.DAYS_FOR_ORIGINAL, "在线诉讼规则 12; 证据规定 61")
        p.meet(ORIGINAL, item.party_no)
        until = opens(p, "original_ordered", ORIGINAL, party, rule) if party else None
    _word(p, deed, item, "order", result=verdict, until=until).save()


def days_rule(deed: Deed, usual: int, citation: str) -> Rule:
    """A period that the court sets, in days. Raises BadValue for one that is no period."""
    days = int(deed.data.get("days") or usual)
    if not 1 <= days <= exchange.MOST_DAYS:
        raise BadValue(
            field="期限(日)", problem_zh=f"须为1至{exchange.MOST_DAYS}日。",
            problem_en=f"Choose 1 to {exchange.MOST_DAYS} days.",
        )  # fmt: skip
    return Rule(Limit(days, Unit.CALENDAR_DAYS), Bound.SET_BY_COURT, citation)


def opens(p: Proceeding, event: str, code: str, party: PartyFacts, rule: Rule) -> Any:
    """Open a party's period; its last day."""
    p.instead[event] = rule
    p.start(event, p.on, party)
    running = [clock for clock in p.running(code) if clock.party_no == party.no]
    return running[-1].due_on if running else None


@leaves("compare_original")
def compares(p: Proceeding, deed: Deed) -> None:
    """Who compared it, where, in whose presence, and whether the copy counts (在线诉讼规则 13)."""
    item = found.one(p, deed)
    result, basis = str(deed.data["result"]), str(deed.data.get("basis") or "")
    if not exchange.fits_basis(result, basis):
        raise Refusal("basis_of_same")
    _word(p, deed, item, "compared", result=result, basis=basis).save()
    _original_is_there(p, item)


def _original_is_there(p: Proceeding, item: EvidenceItem) -> None:
    """With the last original that a party owes its time to bring it is over."""
    mine = found.put(p.case.pk).filter(party_no=item.party_no, withdrawn_seq=None)
    still = said.of(p.case.pk, mine.exclude(pk=item.pk))
    if not any(one.original_owed for one in still.values()):
        p.meet(ORIGINAL, item.party_no)


@leaves("rule_on_evidence")
def rules(p: Proceeding, deed: Deed) -> None:
    """What the bench finds of each, with its reasons; the newest finding counts. What came late is
    ruled on once it is taken in (解释 102)."""
    items, ruling = found.several(p, deed), str(deed.data["ruling"])
    known = said.of(p.case.pk, items)
    late = [one for one in known.values() if one.late_waits]
    if late:
        raise Refusal("late_first", items=found.names(one.item for one in late))
    out = [one.item for one in known.values() if one.late and one.late.result == "refused"]
    if ruling != "not_admitted" and out:
        raise Refusal("not_taken_in", items=found.names(out))
    EvidenceWord.objects.bulk_create(_word(p, deed, one, "ruling", result=ruling) for one in items)


# -- what came late -------------------------------------------------------------------------------


def late_waiting(p: Proceeding) -> list[said.Said]:
    """What came late and nobody has decided on."""
    late = found.in_order(found.put(p.case.pk).filter(is_late=True, withdrawn_seq=None))
    return [one for one in said.of(p.case.pk, late).values() if one.late_waits]


@rests_on("decide_late_evidence")
def rests(p: Proceeding, deed: Deed) -> list[str]:
    """What came late, when, whether a reason was given, and who objects."""
    return [line for one in late_waiting(p) for line in lines(p, one)]


def lines(p: Proceeding, one: said.Said) -> list[str]:
    spoken = [f"{no}:{word.seq}:{word.opposes_late}" for no, word in sorted(one.opinions.items())]
    return [f"late:{one.item.pk}:{one.item.put_seq}", *(f"said:{line}" for line in spoken)]


@leaves("decide_late_evidence")
def decides_late(p: Proceeding, deed: Deed) -> None:
    """The judge says why it was late and what becomes of it; the one has to follow from the other
    (解释 101-102). With the last of them the prepared decision is over."""
    items, verdict = found.several(p, deed), str(deed.data["verdict"])
    known = said.of(p.case.pk, items)
    if any(not one.is_late for one in items):
        raise Refusal("not_late")
    for one in known.values():
        allowed = exchange.late_verdicts(
            str(deed.data["fault"]), basic=bool(deed.data.get("basic")),
            unopposed=said.unopposed(p, one),
        )  # fmt: skip
        if verdict not in allowed:
            zh, en = _words(allowed)
            raise Refusal("late_verdict_law", item=found.name(one.item), which_zh=zh, which_en=en)
    EvidenceWord.objects.bulk_create(_word(p, deed, one, "late", result=verdict) for one in items)
    _nothing_late_waits(p)


def _nothing_late_waits(p: Proceeding) -> None:
    """With the last that came late the decision prepared for the judge is over."""
    if late_waiting(p):
        return
    for clock in p.running(LATE):
        p.amend(Draft, {"clock_no": clock.no, "closed_seq": None}, closed_seq=p.seq)
    p.meet(LATE)


@leaves("withdraw_evidence")
def withdraws(p: Proceeding, deed: Deed) -> None:
    """It stays where it is, as withdrawn; nobody rules on it any more, nor is its original owed."""
    item, party = found.one(p, deed), found.party_of(p, deed)
    if item.party_no != party.no:
        raise Refusal("not_your_item")
    EvidenceItem.objects.filter(pk=item.pk).update(withdrawn_seq=p.seq)
    _nothing_late_waits(p)
    _original_is_there(p, item)


def _words(codes: frozenset[str]) -> tuple[str, str]:
    named = [one for one in exchange.VERDICTS if one[0] in codes]
    return "、".join(zh for _, zh, _ in named), ", ".join(en for *_, en in named)
