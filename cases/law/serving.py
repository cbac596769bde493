"""Service 送达: in which ways a document may be served, and on what day it then counts as served.

CPL 87-95, 283; 民诉法解释 130-141; 人民法院在线诉讼规则 29-31; 法院专递规定; 简易程序规定.
"Sent" or "unread" is never success: a day is given only where a rule gives it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from cases.law.procedures import Procedure

NOTICE_DAYS = 30
NOTICE_DAYS_ABROAD = 60


class Document(StrEnum):
    """What is served, as far as the rules tell documents apart."""

    COMPLAINT = "complaint"
    SUMMONS = "summons"
    NOTICE = "notice"
    JUDGMENT = "judgment"
    RULING = "ruling"
    MEDIATION_STATEMENT = "mediation_statement"
    PAYMENT_ORDER = "payment_order"
    OTHER = "other"


class Recipient(StrEnum):
    """Who took the document, or refused it."""

    PARTY = "party"
    FAMILY = "family"
    LEGAL_REPRESENTATIVE = "legal_representative"
    MAIL_ROOM = "mail_room"
    AGENT = "agent"
    NAMED_RECEIVER = "named_receiver"
    OPPONENT = "opponent"


class Consent(StrEnum):
    """On what consent to electronic service rests (在线诉讼规则 29)."""

    EXPRESS = "express"
    AGREED_BEFOREHAND = "agreed_beforehand"
    ADDRESS_IN_PLEADING = "address_in_pleading"
    ACCEPTED_EARLIER = "accepted_earlier"


class Return(StrEnum):
    """Why the post came back."""

    WRONG_ADDRESS = "wrong_address"
    ADDRESS_WITHHELD = "address_withheld"
    MOVE_NOT_REPORTED = "move_not_reported"
    REFUSED = "refused"
    NOBODY_FOUND = "nobody_found"


FAULT_OF_THE_PARTY = frozenset(Return) - {Return.NOBODY_FOUND}
"""Returns that count as service on the day of return (法院专递规定 11)."""


class Way(NamedTuple):
    """One way of service: when it is open, and which day counts."""

    code: str
    zh: str
    en: str
    when_zh: str
    when_en: str
    day_zh: str
    day_en: str
    citation: str
    closed_to: frozenset[Document] = frozenset()
    not_in: frozenset[Procedure] = frozenset()


_NO_FICTION = frozenset({Document.MEDIATION_STATEMENT})
_SIMPLE = frozenset({Procedure.SUMMARY, Procedure.SMALL_CLAIMS})

_WAYS = (
    Way(
        "electronic",
        "电子送达",
        "electronic service",
        "受送达人同意：明示、诉前约定、在诉状中提供电子地址，或者接受过此前的电子送达",
        "with consent: express, agreed beforehand, an address given in a pleading, or earlier "
        "electronic service accepted",
        "到达受送达人特定系统之日（以法院系统显示发送成功之日为准，受送达人可证明另有日期）",
        "the day it reached the address's system (the court system's day, unless the recipient "
        "proves another)",
        "CPL 90; 民诉法解释 135; 在线诉讼规则 29-31",
    ),
    Way(
        "electronic_unconfirmed",
        "电子送达（未确认地址）",
        "electronic service to an unconfirmed address",
        "能够确认为受送达人本人的电子地址",
        "an electronic address that is provably the person's own",
        "回复收悉、作出相应诉讼行为，或者系统反馈已阅知之日；仅发送成功不生效",
        "the day of a reply, a matching act, or proof of reading; sending alone is nothing",
        "在线诉讼规则 31",
    ),
    Way(
        "in_court",
        "到院送达（拒签）",
        "served at the court on one who will not sign",
        "当事人到达人民法院，拒绝签署送达回证",
        "the party came to the court and refused to sign the proof of service",
        "到院拒签之日",
        "the day of the refusal at the court",
        "民诉法解释 131",
        closed_to=_NO_FICTION,
    ),
    Way(
        "direct",
        "直接送达",
        "direct service",
        "送交本人、同住成年家属、法定代表人、收件部门、诉讼代理人或者指定的代收人",
        "to the person, adult family living there, the legal representative, the mail room, the "
        "agent or a named receiver",
        "签收之日",
        "the day of signature",
        "CPL 87, 88; 民诉法解释 130-132",
    ),
    Way(
        "left",
        "留置送达",
        "left at the address",
        "拒绝接收，有见证人或者拍照、录像",
        "on refusal, with a witness or on photo or video",
        "留置之日",
        "the day it was left",
        "CPL 89; 民诉法解释 130, 132, 133",
        closed_to=_NO_FICTION,
    ),
    Way(
        "post",
        "邮寄送达",
        "service by post",
        "直接送达有困难",
        "direct service is hard",
        "回执上的收件日期；因受送达人自身原因退回的，退回之日",
        "the day on the receipt; the day of return where the recipient is to blame for it",
        "CPL 91; 法院专递规定 9, 11",
    ),
    Way(
        "entrusted",
        "委托送达",
        "service through another court",
        "直接送达有困难，受托法院十日内代为送达",
        "direct service is hard; the other court serves within ten days",
        "签收之日",
        "the day of signature",
        "CPL 91; 民诉法解释 134",
    ),
    Way(
        "transfer",
        "转交送达",
        "service through the unit or prison",
        "受送达人是军人、被监禁或者被采取强制性教育措施",
        "the recipient is a soldier, a prisoner or held for compulsory education",
        "签收之日",
        "the day of signature",
        "CPL 92-94",
    ),
    Way(
        "public_notice",
        "公告送达",
        "service by public notice",
        "下落不明，或者其他方式均无法送达；案卷记明原因和经过",
        "whereabouts unknown, or every other way failed; reasons and steps on file",
        "最后一处公告发出之日起满三十日（境外六十日）",
        "thirty days after the last publication (sixty abroad)",
        "CPL 95, 283; 民诉法解释 138-140",
        closed_to=_NO_FICTION | {Document.PAYMENT_ORDER},
        not_in=_SIMPLE,
    ),
    Way(
        "collection",
        "到院领取",
        "collection at the court",
        "简易程序当庭宣判，已告知领取期间、地点和逾期后果",
        "summary procedure, pronounced in court, with days and place for collection told",
        "领取之日；逾期未领的，指定期间届满之日",
        "the day of collection, or the last day fixed",
        "简易程序规定 28",
        not_in=frozenset(Procedure) - _SIMPLE,
    ),
    Way(
        "pronouncement",
        "定期宣判送达",
        "served at the fixed-date pronouncement",
        "定期宣判，当事人到庭、拒不签收，或者（简易程序）无正当理由不到庭",
        "fixed-date pronouncement: present, refusing to sign, or (summary) absent without cause",
        "宣判之日",
        "the day of pronouncement",
        "民诉法解释 141; 简易程序规定 31",
        closed_to=frozenset(Document) - {Document.JUDGMENT, Document.RULING},
    ),
)
WAYS: dict[str, Way] = {way.code: way for way in _WAYS}

_REFUSALS: dict[str, tuple[str, str]] = {
    "unknown_way": ("没有这种送达方式", "there is no such way of service"),
    "document": ("{zh}不适用于此种文书", "{en} is not open to this document"),
    "procedure": ("{zh}不适用于本案程序", "{en} is not open in this procedure"),
    "no_consent": ("受送达人没有同意电子送达", "the recipient has not consented"),
    "address_not_theirs": (
        "不能确认该电子地址属于受送达人本人",
        "the electronic address is not provably the recipient's",
    ),
    "wrong_recipient": ("此人不能代收或者留置", "this person cannot take it or have it left"),
    "personal_signature": (
        "调解书须由当事人本人或者其指定的代收人签收",
        "a mediation statement is signed for by the party or a named receiver",
    ),
    "not_refused": ("没有拒收，不得留置", "nobody refused: it may not be left"),
    "not_recorded": (
        "留置没有见证人，也没有拍照、录像",
        "neither a witness nor photo or video of the refusal",
    ),
    "not_held": ("受送达人不是军人或者被羁押人员", "the recipient is neither a soldier nor held"),
    "not_exhausted": (
        "并非下落不明，也未穷尽其他送达方式",
        "whereabouts are known and other ways are left",
    ),
    "not_told": ("没有告知领取期间", "no time for collection was fixed and told"),
    "absent_with_cause": ("当事人有正当理由未到庭", "the party was absent with good cause"),
    "absent": (
        "当事人未到庭，普通程序不以宣判之日送达",
        "absent: outside summary procedure not served so",
    ),
    "dates_disagree": ("日期前后矛盾", "the dates contradict one another"),
}


class ServiceRefused(ValueError):
    """This way is not open; `reason` names the rule, `zh` and `en` say it."""

    def __init__(self, reason: str, way: Way | None = None) -> None:
        zh, en = _REFUSALS[reason]
        names = {"zh": way.zh, "en": way.en} if way else {"zh": "", "en": ""}
        self.reason = reason
        self.citation = way.citation if way else ""
        self.zh = zh.format(**names)
        self.en = en.format(**names)
        super().__init__(self.en)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one attempt; only the fields of its way are looked at."""

    procedure: Procedure = Procedure.ORDINARY
    document: Document = Document.OTHER
    recipient: Recipient = Recipient.PARTY
    signed_on: date | None = None

    # electronic
    consent: Consent | None = None
    arrived_on: date | None = None
    proved_arrived_on: date | None = None
    address_is_theirs: bool = False
    replied_on: date | None = None
    acted_on: date | None = None
    read_on: date | None = None
    rebutted: bool = False

    # direct, at court, left
    refused_on: date | None = None
    left_on: date | None = None
    witnessed: bool = False
    recorded: bool = False

    # post
    posted_on: date | None = None
    returned_on: date | None = None
    returned: Return | None = None
    recipient_blameless: bool = False

    # soldiers and people in custody
    held: bool = False

    # public notice
    unreachable: bool = False
    abroad: bool = False
    published_on: tuple[date, ...] = ()

    # collection and pronouncement
    collect_by: date | None = None
    collected_on: date | None = None
    pronounced_on: date | None = None
    present: bool = True
    good_cause: bool = False


class Step(NamedTuple):
    rule: str
    citation: str
    zh: str
    en: str


class Effective(NamedTuple):
    """The day of service, None while nothing serves; the steps say why."""

    on: date | None
    steps: tuple[Step, ...]


Roll = Callable[[date], date]


def effective_on(way: str, facts: Facts, *, roll: Roll | None = None) -> Effective:
    """The day on which service in this way took effect, or ServiceRefused.

    `roll` moves the last day of a public notice off a holiday (CPL 85) for courts that count it
    as a period of that kind; by default thirty calendar days are thirty calendar days.
    """
    rules = permitted(way, facts.procedure, facts.document)
    result = _RULES[rules.code](rules, facts)
    if rules.code == "public_notice" and roll is not None and result.on is not None:
        moved = roll(result.on)
        if moved != result.on:
            step = _step(
                "roll", "CPL 85", "末日为法定休假日，顺延", "the last day is a holiday", moved
            )
            return Effective(moved, (*result.steps, step))
    return result


def permitted(way: str, procedure: Procedure, document: Document) -> Way:
    """The way's rules, or ServiceRefused where this document or procedure is closed to it."""
    if way not in WAYS:
        raise ServiceRefused("unknown_way")
    rules = WAYS[way]
    if document in rules.closed_to:
        raise ServiceRefused("document", rules)
    if procedure in rules.not_in:
        raise ServiceRefused("procedure", rules)
    return rules


def earliest(results: Iterable[Effective]) -> Effective:
    """Of several electronic channels for one document, the first that was effective counts
    (在线诉讼规则 31)."""
    found = list(results)
    served = [result for result in found if result.on is not None]
    if not served:
        return found[0] if found else Effective(None, ())
    first = min(served, key=lambda result: result.on or date.max)
    if len(found) == 1:
        return first
    step = _step(
        "earliest",
        "在线诉讼规则 31",
        "以最先完成的有效送达为准",
        "the first effective one counts",
        first.on,
    )
    return Effective(first.on, (*first.steps, step))


def closing_day(way: str, facts: Facts) -> date | None:
    """The day a case counts as closed by this service; not always the day of service
    (2000 审限规定 10: public notice by publication, post by posting)."""
    if way == "public_notice":
        return max(facts.published_on, default=None)
    if way == "post":
        return facts.posted_on
    return effective_on(way, facts).on


def _step(rule: str, citation: str, zh: str, en: str, day: date | None = None) -> Step:
    shown = f"：{day.isoformat()}" if day else ""
    return Step(rule, citation, zh + shown, en + (f": {day.isoformat()}" if day else ""))


def _served(way: Way, day: date, *before: Step) -> Effective:
    return Effective(day, (*before, _step("served", way.citation, way.day_zh, way.day_en, day)))


def _not_served(way: Way, zh: str, en: str) -> Effective:
    return Effective(None, (_step("not_served", way.citation, zh, en),))


def _consented(way: Way, facts: Facts) -> Effective:
    if facts.consent is None:
        raise ServiceRefused("no_consent", way)
    day = facts.proved_arrived_on or facts.arrived_on
    if day is None:
        return _not_served(way, "尚未到达受送达人的系统", "it has not reached the address's system")
    if facts.proved_arrived_on is None:
        return _served(way, day)
    proved = _step(
        "proved",
        "民诉法解释 135",
        "受送达人证明的到达日期优先于法院系统显示的日期",
        "the day the recipient proved prevails over the court system's",
        day,
    )
    return _served(way, day, proved)


def _unconfirmed(way: Way, facts: Facts) -> Effective:
    if not facts.address_is_theirs:
        raise ServiceRefused("address_not_theirs", way)
    # Proof to the contrary defeats only what is presumed: the reading, not a reply or an act.
    days = [facts.replied_on, facts.acted_on, None if facts.rebutted else facts.read_on]
    known = [day for day in days if day is not None]
    if known:
        return _served(way, min(known))
    if facts.read_on is not None:
        return _not_served(
            way, "受送达人已证明未收悉，推定不成立", "the recipient proved that it was not received"
        )
    return _not_served(
        way,
        "仅发送成功，没有回复、诉讼行为或者阅知证明",
        "sent only: no reply, no act, no proof of reading",
    )


def _in_court(way: Way, facts: Facts) -> Effective:
    if facts.refused_on is None:
        return _not_served(way, "没有到院拒签的记录", "no refusal at the court is on record")
    return _served(way, facts.refused_on)


def _signed(way: Way, facts: Facts) -> Effective | None:
    """Signed for by somebody who may; None while nobody signed."""
    if facts.signed_on is None:
        return None
    if facts.recipient == Recipient.OPPONENT:
        raise ServiceRefused("wrong_recipient", way)
    _check_personal(way, facts)
    return _served(way, facts.signed_on)


def _check_personal(way: Way, facts: Facts) -> None:
    """A mediation statement goes into the party's own hands or a named receiver's (解释 133); a
    company acts through its legal representative."""
    own_hands = {Recipient.PARTY, Recipient.LEGAL_REPRESENTATIVE, Recipient.NAMED_RECEIVER}
    if facts.document == Document.MEDIATION_STATEMENT and facts.recipient not in own_hands:
        raise ServiceRefused("personal_signature", way)


def _direct(way: Way, facts: Facts) -> Effective:
    signed = _signed(way, facts)
    if signed is not None:
        return signed
    recorded = facts.refused_on is not None and facts.recorded
    if recorded and facts.document != Document.MEDIATION_STATEMENT:
        away = _step(
            "refused_elsewhere",
            "民诉法解释 131",
            "在住所地以外直接送达，拒签并已拍照、录像，视为送达",
            "met elsewhere, refused to sign, on photo or video: deemed served",
            facts.refused_on,
        )
        return Effective(facts.refused_on, (away,))
    return _not_served(way, "尚未签收", "nobody has signed")


def _by_signature(way: Way, facts: Facts) -> Effective:
    return _signed(way, facts) or _not_served(way, "尚未签收", "nobody has signed")


def _transfer(way: Way, facts: Facts) -> Effective:
    if not facts.held:
        raise ServiceRefused("not_held", way)
    return _by_signature(way, facts)


def _left(way: Way, facts: Facts) -> Effective:
    # An agent who was not named as receiver, and the other side, cannot have it left with them.
    if facts.recipient in (Recipient.AGENT, Recipient.OPPONENT):
        raise ServiceRefused("wrong_recipient", way)
    if facts.refused_on is None:
        raise ServiceRefused("not_refused", way)
    if not (facts.witnessed or facts.recorded):
        raise ServiceRefused("not_recorded", way)
    if facts.left_on is None:
        return _not_served(way, "文书尚未留置", "the document has not been left yet")
    if facts.left_on < facts.refused_on:
        raise ServiceRefused("dates_disagree", way)
    return _served(way, facts.left_on)


def _post(way: Way, facts: Facts) -> Effective:
    signed = _signed(way, facts)
    if signed is not None:
        if facts.posted_on is not None and facts.signed_on and facts.signed_on < facts.posted_on:
            raise ServiceRefused("dates_disagree", way)
        return signed
    if facts.returned_on is None:
        return _not_served(way, "回执未回、邮件未退", "neither receipt nor mail came back")
    if facts.document == Document.MEDIATION_STATEMENT:
        return _not_served(
            way, "调解书退回不视为送达", "a mediation statement sent back is not served"
        )
    if facts.returned not in FAULT_OF_THE_PARTY:
        return _not_served(
            way, "退回并非受送达人的原因", "the return was not the recipient's doing"
        )
    if facts.recipient_blameless:
        return _not_served(
            way, "受送达人证明自己没有过错", "the recipient proved to be without fault"
        )
    return _served(way, facts.returned_on)


def _public_notice(way: Way, facts: Facts) -> Effective:
    if not facts.unreachable:
        raise ServiceRefused("not_exhausted", way)
    if not facts.published_on:
        return _not_served(way, "公告尚未发出", "nothing has been published yet")
    last = max(facts.published_on)
    days = NOTICE_DAYS_ABROAD if facts.abroad else NOTICE_DAYS
    published = _step(
        "published", "民诉法解释 138", "最后张贴或者刊登之日", "last posted or published", last
    )
    counted = _step(
        "counted",
        "CPL 283" if facts.abroad else "CPL 95",
        f"自次日起 {days} 个自然日",
        f"{days} calendar days from the day after",
    )
    return _served(way, last + timedelta(days=days), published, counted)


def _collection(way: Way, facts: Facts) -> Effective:
    if facts.collect_by is None:
        raise ServiceRefused("not_told", way)
    if facts.collected_on is not None and facts.collected_on <= facts.collect_by:
        return _served(way, facts.collected_on)
    if facts.document == Document.MEDIATION_STATEMENT:
        return _not_served(
            way, "调解书未领取不视为送达", "a mediation statement not collected is not served"
        )
    return _served(way, facts.collect_by)


def _pronouncement(way: Way, facts: Facts) -> Effective:
    if not facts.present and facts.good_cause:
        raise ServiceRefused("absent_with_cause", way)
    if not facts.present and facts.procedure not in _SIMPLE:
        raise ServiceRefused("absent", way)
    if facts.pronounced_on is None:
        return _not_served(way, "尚未宣判", "not pronounced yet")
    return _served(way, facts.pronounced_on)


_RULES: dict[str, Callable[[Way, Facts], Effective]] = {
    "electronic": _consented,
    "electronic_unconfirmed": _unconfirmed,
    "in_court": _in_court,
    "direct": _direct,
    "left": _left,
    "post": _post,
    "entrusted": _by_signature,
    "transfer": _transfer,
    "public_notice": _public_notice,
    "collection": _collection,
    "pronouncement": _pronouncement,
}


class Next(NamedTuple):
    """What to try next: a way of service, or an act of the court where no way is left."""

    code: str
    is_way: bool
    zh: str
    en: str
    citation: str


LADDER = (
    "electronic",
    "electronic_unconfirmed",
    "post",
    "direct",
    "left",
    "entrusted",
    "transfer",
    "public_notice",
)
"""From the quickest to the last resort; ways that follow from the party's own coming to court are
not on it."""

CONVERT = Next(
    "convert_to_ordinary",
    False,
    "转为普通程序后公告送达",
    "turn to ordinary procedure, then public notice",
    "简易程序规定 8(1); 民诉法解释 140",
)
DISMISS = Next(
    "dismiss_without_address",
    False,
    "原告不能提供准确地址，经查证仍不能确定的，裁定驳回起诉",
    "no accurate address even after inquiry: dismiss the action",
    "简易程序规定 8(2)",
)
GIVE_JUDGMENT = Next(
    "give_judgment",
    False,
    "调解书无法送达，视为未达成调解，及时判决",
    "the mediation statement cannot be served: give judgment",
    "CPL 102; 民诉法解释 133",
)
END_PAYMENT_ORDER = Next(
    "end_payment_order",
    False,
    "支付令三十日内无法送达，终结督促程序",
    "not served within thirty days: end the payment order procedure",
    "民诉法解释 430",
)


def next_ways(
    procedure: Procedure,
    document: Document,
    tried: Collection[str] = (),
    *,
    consented: bool = True,
    held: bool = False,
) -> tuple[Next, ...]:
    """What is left to try, best first; at the end the acts that take the place of public notice
    where that is closed. `held` opens transfer (soldiers, prisoners)."""
    unusable = set(tried)
    if not consented:
        unusable.add("electronic")
    if not held:
        unusable.add("transfer")
    ways = [
        Next(way.code, True, way.zh, way.en, way.citation)
        for way in (WAYS[code] for code in LADDER if code not in unusable)
        if document not in way.closed_to and procedure not in way.not_in
    ]
    return (*ways, *_instead_of_notice(procedure, document))


def _instead_of_notice(procedure: Procedure, document: Document) -> tuple[Next, ...]:
    if document == Document.MEDIATION_STATEMENT:
        return (GIVE_JUDGMENT,)
    if document == Document.PAYMENT_ORDER:
        return (END_PAYMENT_ORDER,)
    if procedure not in _SIMPLE:
        return ()
    if document in (Document.COMPLAINT, Document.SUMMONS):
        return (CONVERT, DISMISS)
    return (CONVERT,)


# -- the ladder, with its reasons ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of an addressee when the next way is chosen."""

    consented: bool = False
    address_is_theirs: bool = False
    """An electronic address that is provably the person's own."""
    refused: bool = False
    """Somebody who may take it has refused to."""
    held: bool = False
    unreachable: bool = False
    tried: frozenset[str] = frozenset()
    """Ways that came to nothing."""
    under_way: frozenset[str] = frozenset()
    """Ways that are being tried."""


class Choice(NamedTuple):
    """A rung of the ladder: a way or an act of the court, open where nothing speaks against it."""

    code: str
    is_way: bool
    zh: str
    en: str
    citation: str
    why_zh: str = ""
    why_en: str = ""

    @property
    def is_open(self) -> bool:
        return not self.why_en


FIRST_TO_TRY = frozenset({"post", "direct"})
"""What has to have come to nothing before a public notice, unless the whereabouts are unknown."""
_UNDER_WAY = ("正在以此方式送达", "being tried now")
_TRIED = ("此方式已尝试未成", "tried, without success")
_NOT_YET = ("尚有其他方式未用尽", "other ways are left")


def ladder(procedure: Procedure, document: Document, known: Known) -> tuple[Choice, ...]:
    """Every way in order, each with why it is not open; then what takes the place of public notice.

    What came to nothing is not offered again. Sources: CPL 88-95;
    在线诉讼规则 29-31; 简易程序规定 8.
    """
    ways = [_choice(WAYS[code], procedure, document, known) for code in LADDER]
    left = any(way.is_open and way.code != "public_notice" for way in ways) or known.under_way
    acts = [
        Choice(*one, *(_NOT_YET if left else ("", "")))
        for one in _instead_of_notice(procedure, document)
    ]
    return (*ways, *acts)


def _choice(way: Way, procedure: Procedure, document: Document, known: Known) -> Choice:
    against = _against(way, procedure, document, known)
    return Choice(way.code, True, way.zh, way.en, way.citation, *against)


def _against(way: Way, procedure: Procedure, document: Document, known: Known) -> tuple[str, str]:
    """Why a way is not open now; two empty words where it is."""
    try:
        permitted(way.code, procedure, document)
    except ServiceRefused as refused:
        return refused.zh, refused.en
    if way.code in known.under_way:
        return _UNDER_WAY
    if way.code in known.tried:
        return _TRIED
    exhausted = known.unreachable or known.tried >= FIRST_TO_TRY
    stands = {
        "electronic": (known.consented, "no_consent"),
        "electronic_unconfirmed": (known.address_is_theirs, "address_not_theirs"),
        "left": (known.refused, "not_refused"),
        "transfer": (known.held, "not_held"),
        "public_notice": (exhausted, "not_exhausted"),
    }
    met, reason = stands.get(way.code, (True, ""))
    return ("", "") if met else _REFUSALS[reason]
