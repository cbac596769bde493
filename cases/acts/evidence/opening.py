"""Opening an exchange: each party's word on the way of it, the period or the sitting, and its end.

Not at the same time only where every party agreed to that for this step (在线诉讼规则 4, 14, 20).
"""

from __future__ import annotations

from cases.acts.evidence import found, said
from cases.acts.evidence.answering import OPINIONS, days_rule, opens
from cases.acts.hearings import occupying
from cases.acts.hearings.fixing import Plan, plan
from cases.acts.hearings.recording import digest
from cases.acts.service.serving import names
from cases.law import exchange
from cases.law.nodes import NODES
from cases.law.periods import local_date
from cases.law.refusals import Refusal
from cases.models import EvidenceWord, Exchange, ExchangeConsent, Hearing
from cases.procedure import Deed, arriving, leaves
from cases.proceeding import Proceeding
from cases.queries import Query

CONSENT = "exchange_consent"
PLACE = "evidence_exchange"


def last_words(case_id: int) -> dict[int, ExchangeConsent]:
    """The last word of each party on the way of the exchange."""
    return {one.party_no: one for one in ExchangeConsent.objects.filter(case_id=case_id)}


def manner(p: Proceeding) -> exchange.Manner:
    """The way that the parties' words allow now."""
    words = {no: one.manner for no, one in last_words(p.case.pk).items()}
    return exchange.manner([one.no for one in p.parties if not one.left], words)


@leaves("propose_exchange")
def proposes(p: Proceeding, deed: Deed) -> None:
    """Every party is asked, with a period to answer; silence is no consent (在线诉讼规则 10)."""
    rule = days_rule(deed, exchange.DAYS_TO_AGREE, "court target; 在线诉讼规则 4, 20")
    p.close(p.running(CONSENT), "cancelled")
    for party in p.parties:
        if not party.left:
            opens(p, "exchange_proposed", CONSENT, party, rule)
    deed.facts["text_version"] = exchange.TEXT_VERSION


@leaves("agree_exchange")
def keeps_word(p: Proceeding, deed: Deed) -> None:
    """For this step alone, with the version of what was told and the time; who no longer agrees
    says so in time and why (在线诉讼规则 4, 5)."""
    party, word = found.party_of(p, deed), str(deed.data["manner"])
    before = last_words(p.case.pk).get(party.no)
    if before is not None and before.manner != word:
        _check_change(p, deed, party.no)
    p.keep(ExchangeConsent(
        case_id=p.case.pk, party_no=party.no, manner=word, text_version=exchange.TEXT_VERSION,
        text_digest=digest(exchange.told()), by_id=deed.by.user_id, at=p.came_at, seq=p.seq,
    ))  # fmt: skip
    deed.facts["text_version"] = exchange.TEXT_VERSION
    p.meet(CONSENT, party.no)


def _check_change(p: Proceeding, deed: Deed, party_no: int) -> None:
    one = said.current(p.case.pk)
    mine = EvidenceWord.objects.filter(case_id=p.case.pk, kind="opinion", party_no=party_no)
    since = one.opened_seq if one is not None else 0
    still = any(clock.party_no == party_no for clock in p.running(OPINIONS))
    verdict = exchange.withdrawal(
        is_open=one is not None, is_over=not still, has_spoken=mine.filter(seq__gt=since).exists()
    )
    if verdict == "over":
        raise Refusal("consent_too_late")
    if verdict == "court" and not str(deed.data.get("said", "")).strip():
        raise Refusal("consent_needs_reason")


@leaves("open_exchange")
def opens_exchange(p: Proceeding, deed: Deed) -> None:
    """Another exchange takes the place of one that is open (证据规定 58)."""
    way = str(deed.data["way"])
    if running := p.running("answer_period", kind="party"):
        last = max((c.due_on for c in running if c.due_on), default=None)
        raise Refusal("periods_running", first=str(last or "—"))
    hearing = _sits(p, deed) if way == "sync" else None
    before = Exchange.objects.filter(case_id=p.case.pk).order_by("-no").first()
    Exchange.objects.filter(case_id=p.case.pk, closed_seq=None).update(closed_seq=p.seq)
    p.close(p.running(OPINIONS), "cancelled")
    if way == "async":
        _sets_period(p, deed)
        _ends_sitting(p, "cancelled")
    Exchange.objects.create(
        case_id=p.case.pk, no=(before.no if before else 0) + 1, way=way, hearing=hearing,
        opened_at=p.at, opened_seq=p.seq,
    )  # fmt: skip


def _sets_period(p: Proceeding, deed: Deed) -> None:
    if manner(p) != "async":
        words = last_words(p.case.pk)
        missing = [
            one for one in p.parties
            if not one.left and (one.no not in words or words[one.no].manner != "async")
        ]  # fmt: skip
        raise Refusal("exchange_not_agreed", names=names(p, missing))
    rule = days_rule(deed, exchange.DAYS_FOR_OPINIONS, "在线诉讼规则 14, 20")
    for party in p.parties:
        if not party.left:
            opens(p, "exchange_opened", OPINIONS, party, rule)


def _sits(p: Proceeding, deed: Deed) -> Hearing:
    """A sitting for the exchange: a room and people that are free, on a day on which the court
    sits. Online only where nobody wants it otherwise (在线诉讼规则 4, 14)."""
    if p.place != PLACE:
        raise Refusal("exchange_at_hearing")
    if not deed.data.get("hearing_at") or not deed.data.get("room"):
        raise Refusal("sync_needs_time")
    day = local_date(deed.data["hearing_at"])
    if deed.data["hearing_at"] <= p.at or not p.calendar.is_working(day):
        raise Refusal("sync_day")
    if deed.data.get("mode") not in (None, "", "in_person") and manner(p) not in ("async", "sync"):
        raise Refusal("exchange_not_online")
    planned: Plan = plan(p, deed, checks_mode=False)
    _ends_sitting(p, "moved")
    hearing = Hearing(
        case_id=p.case.pk, starts_at=planned.starts_at, ends_at=planned.ends_at,
        room=planned.room.name, place=planned.room, mode=planned.mode, seq=p.seq,
        link=str(deed.data.get("link") or "")[:300],
    )  # fmt: skip
    occupying.occupy(p, hearing, planned.room, planned.people)
    deed.facts |= {"room": planned.room.pk, "mode": planned.mode, "until": planned.ends_at}
    return hearing


_TO_COME = Query(
    lambda case: Hearing.objects.filter(case_id=case, result="", exchanges__isnull=False)
    .values_list("pk", "starts_at")
)  # fmt: skip


def _ends_sitting(p: Proceeding, result: str) -> None:
    """The sitting of an exchange gives up its room; one whose hour has come was held."""
    of = {pk: "held" if starts <= p.at else result for pk, starts in _TO_COME(p.case.pk)}
    if of:
        occupying.free(hearing_id__in=list(of))
    for pk, what in of.items():
        Hearing.objects.filter(pk=pk).update(result=what, ended_seq=p.seq)


@arriving(*NODES[PLACE].leads_to)
def gives_up_the_room(p: Proceeding, source: str) -> None:
    """A case that leaves the exchange, whatever way, takes up no room and nobody's time."""
    if source == PLACE:
        _ends_sitting(p, "cancelled")


@leaves("hold_exchange")
def is_over(p: Proceeding, deed: Deed) -> None:
    """What was opened online is over once its record is made and every party has signed it, or
    the clerk noted that it does not (证据规定 57; 在线诉讼规则 34)."""
    one = said.current(p.case.pk)
    if one is not None:
        raise Refusal("exchange_open")
    record = said.last(p.case.pk)
    silent = unsigned(p, record) if record is not None else []
    if silent:
        here = [party for party in p.parties if party.no in silent]
        raise Refusal("exchange_unsigned", names=names(p, here))


def unsigned(p: Proceeding, record: Exchange) -> list[int]:
    """The parties who have neither signed nor refused."""
    done = set(record.words.exclude(kind="objection").values_list("party_no", flat=True))
    return [party.no for party in p.parties if not party.left and party.no not in done]
