"""What the desk looks at before it registers a case 立案审查: small rules, none of which decides.

Each says that nothing is wrong as far as it can see, that a person should look, or that it cannot
tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from cases.law.causes import Cause, fee_kind
from cases.law.fees.computing import fee
from cases.law.fees.refusing import FeeError
from cases.law.fees.scales import KINDS
from cases.law.jurisdiction import Hint, hint_for
from cases.law.nodes import NODES
from cases.law.periods import add_months

Verdict = Literal["ok", "look", "unsure"]
VERDICTS: dict[Verdict, tuple[str, str]] = {
    "look": ("请核对", "look at this"),
    "unsure": ("无法判断", "cannot tell"),
    "ok": ("未发现问题", "nothing found"),
}
"""In the order in which a person wants to see them."""


@dataclass(frozen=True)
class Finding:
    """What one rule found; ``part`` is the part of the filing it is about."""

    check: str
    verdict: Verdict
    zh: str
    en: str
    citation: str
    part: str = ""
    ask: str = ""
    """What the plaintiff is to do, in the words of a notice to correct; empty where nothing is."""


@dataclass(frozen=True)
class Side:
    """A party as the application names it."""

    side: str
    name: str
    is_organisation: bool = False
    address: str = ""
    has_number: bool = False
    has_phone: bool = False
    is_proven: bool = False
    """The register has confirmed whoever files for it."""


@dataclass(frozen=True)
class Paper:
    """Something handed in: its heading in the catalogue, and what it is called."""

    heading: str
    title: str


@dataclass(frozen=True)
class Application:
    """What a filing says, as far as the rules read it."""

    cause: Cause
    court: str
    parties: tuple[Side, ...]
    papers: tuple[Paper, ...] = ()
    amount: Decimal | None = None
    claims: str = ""
    facts: str = ""
    agents: tuple[str, ...] = ()
    """By name who files for a party under an authority."""
    told_of: str = ""
    """The court the plaintiff was told to file with, who files here all the same."""

    def of_side(self, side: str) -> list[Side]:
        return [one for one in self.parties if one.side == side]

    def has(self, *headings: str) -> bool:
        return any(paper.heading in headings for paper in self.papers)


# -- which court --------------------------------------------------------------------------------

_PLACE = re.compile(r"[^省市区县旗州盟]+?(?:自治[区州县旗]|[省市区县旗州盟])")


def district(court: str) -> str:
    """The district that a court has in its name, its smallest place; "" where it names none."""
    name = court.removesuffix("人民法院").removesuffix("中级").removesuffix("高级")
    found = _PLACE.findall(name)
    return str(found[-1]) if found else ""


def _defendants(app: Application) -> list[Side]:
    return app.of_side("defendant")


def _organisations(app: Application) -> list[Side]:
    return [one for one in app.parties if one.is_organisation]


def _sued_organisations(app: Application) -> list[Side]:
    return [one for one in app.of_side("defendant") if one.is_organisation]


def _defendants_and_paid(app: Application) -> list[Side]:
    """Where money is claimed, it is to be paid where the one lives who gets it (解释 18)."""
    return _defendants(app) + (app.of_side("plaintiff") if app.amount is not None else [])


WHOSE_PLACE: dict[str, Callable[[Application], list[Side]]] = {
    "general": _defendants, "contract": _defendants_and_paid, "online_sale": _defendants,
    "insurance": _defendants, "bill": _defendants, "company": _sued_organisations,
    "tort": _defendants, "traffic": _defendants, "divorce": _defendants, "support": _defendants,
    "labour": _organisations,
}  # fmt: skip
"""By hint, whose address says that the court has jurisdiction. Where land or an estate lies, and
what a dispute over property is about, no address says."""


PLAINTIFFS_TOO = frozenset({"divorce", "online_sale", "insurance", "support"})
"""By hint, where the plaintiff's place can suffice (CPL 23; 解释 9, 12, 20, 21)."""


def jurisdiction(app: Application) -> Finding:
    """Whether an address of a party lies, by its words, in the district of the court."""
    hint = hint_for(app.cause)
    if hint is None:
        return Finding("jurisdiction", "unsure", "没有该案由的管辖提示。",
                       "There is no hint for this cause.", "CPL 22-36")  # fmt: skip
    verdict, zh, en = _where(app, hint)
    return Finding("jurisdiction", verdict, f"{zh}{hint.zh}", f"{en} {hint.en}", hint.citation)


def _where(app: Application, hint: Hint) -> tuple[Verdict, str, str]:
    place = district(app.court)
    if hint.code not in WHOSE_PLACE or not place:
        return "unsure", "当事人的地址看不出。", "No address of a party shows it."
    asked = WHOSE_PLACE[hint.code](app)
    known = [one for one in asked if one.address]
    compared = "、".join(one.name for one in known)
    if found := [one for one in known if place in one.address]:
        names = "、".join(one.name for one in found)
        return ("ok", f"{names}的地址写明在{place}。", f"The address of {names} is in {place}.")
    if not known:
        return "unsure", "没有可以比对的地址。", "There is no address to compare."
    if len(known) < len(asked):
        return ("unsure", f"已填的地址不在{place}，其余未填。",
                f"The addresses given are not in {place}; others are missing.")  # fmt: skip
    if hint.code in PLAINTIFFS_TOO and any(
        place in one.address for one in app.of_side("plaintiff")
    ):
        zh = f"原告的地址在{place}，{compared}的不在；此类案件可能由原告住所地法院管辖。"
        return ("unsure", zh,
                f"The plaintiff's address is in {place}, that of {compared} is not; such a case "
                "can belong to the plaintiff's court.")  # fmt: skip
    return ("look", f"{compared}的地址不在{place}。",
            f"The address of {compared} is not in {place}.")  # fmt: skip


def told_before(app: Application) -> Finding | None:
    """Whoever was told of another court and files here again is answered by a ruling."""
    if not app.told_of:
        return None
    return Finding(
        "told_before", "look",
        f"曾告知原告向{app.told_of}起诉，原告坚持在本院起诉：登记立案，或者裁定不予受理。",
        f"The plaintiff was told to file with {app.told_of} and insists on this court: register "
        "the case, or refuse it by a ruling.",
        "解释 211; 在线诉讼规则 9",
    )  # fmt: skip


# -- the same suit again ------------------------------------------------------------------------

PENDING, DECIDED, ENDED = "pending", "decided", "ended"
_DECIDED = frozenset({
    "judgment_effective", "mediation_statement_effective", "confirmation_effective", "affirmed",
    "changed", "appeal_withdrawn", "appeal_deemed_withdrawn", "fully_executed",
    "settlement_performed", "ended_this_time", "execution_terminated", "execution_refused",
    "execution_not_accepted", "application_rejected", "cancelled", "moved_to_bankruptcy",
})  # fmt: skip
_PENDING = frozenset({"on_appeal", "mediation_settled", "confirmation_rejected", "retrial_ordered"})
_OVER = frozenset({"closing_archiving", "archived"})


def weight(place: str, *, took_effect: bool) -> str:
    """Whether an earlier case stands against a new one: it is pending, or decided; one that was
    withdrawn, returned, refused or dismissed is neither (解释 212, 214)."""
    if place in _DECIDED or (place in _OVER and took_effect):
        return DECIDED
    if place in _PENDING or (place in NODES and place not in _OVER):
        return DECIDED if took_effect else PENDING
    return ENDED


@dataclass(frozen=True)
class Earlier:
    """Another case of the same parties."""

    case_id: int
    cause: Cause
    weight: str
    same_plaintiff: bool = True
    closed_on: date | None = None
    withdrawn: bool = False
    """Withdrawn by leave, or deemed so; not returned, refused or dismissed."""
    hidden: bool = False
    """Outside the reader's scope: there is one, and nothing more is said of it."""


def same_matter(one: Cause, other: Cause) -> bool:
    """Whether two causes can name one dispute: one is the other or above it, or both lie below the
    same third-level cause."""
    if one.is_under(other.code) or other.is_under(one.code):
        return True
    return bool(_third(one)) and _third(one) == _third(other)


def _third(cause: Cause) -> str:
    return next((step.code for step in cause.path if step.level == 3), "")


def in_the_way(cause: Cause, earlier: Iterable[Earlier], on: date) -> list[Earlier]:
    """The earlier cases that a person has to look at before this one is registered."""
    return [
        one for one in earlier
        if same_matter(cause, one.cause)
        and (one.weight != ENDED or _divorce_too_soon(cause, one, on))
    ]  # fmt: skip


def _divorce_too_soon(cause: Cause, one: Earlier, on: date) -> bool:
    """Six months have to pass after a divorce suit was withdrawn (解释 214; CPL 127)."""
    divorce = cause.is_under("14") and one.withdrawn and one.same_plaintiff
    if not divorce or one.closed_on is None:
        return False
    return on < add_months(one.closed_on, 6)


def again(found: Iterable[Earlier]) -> Finding:
    """What to say of the cases that stand in the way."""
    stand = list(found)
    weights = {one.weight for one in stand}
    if not weights:
        return Finding("again", "ok", "没有同样当事人、同类案由的在审或者已结案件。",
                       "No pending or decided case has the same parties and matter.",
                       "CPL 127; 解释 247")  # fmt: skip
    zh = "同样的当事人、同类案由另有案件，请比对诉讼标的和诉讼请求。"
    en = "There are other cases of the same parties and matter: compare what they are about."
    if weights == {ENDED} and not any(one.hidden for one in stand):
        zh = "原告撤回离婚诉讼不满六个月：没有新情况、新理由的，不予受理。"
        en = "The plaintiff withdrew a divorce suit less than six months ago: refused unless " \
             "something is new."  # fmt: skip
        return Finding("again", "look", zh, en, "CPL 127; 解释 214")
    return Finding("again", "look", zh, en, "CPL 127; 解释 247")


# -- who, and what is missing -------------------------------------------------------------------


def defendant(app: Application) -> Finding:
    """A defendant who can be told from others (解释 209)."""
    vague = [
        one.name for one in app.of_side("defendant")
        if not (one.address or one.has_number or one.has_phone)
    ]  # fmt: skip
    names = "、".join(vague)
    if not vague:
        return Finding("defendant", "ok", "被告可以与他人区别。",
                       "The defendant can be told apart.", "CPL 122; 解释 209",
                       "parties")  # fmt: skip
    return Finding(
        "defendant", "look", f"被告{names}只有姓名，没有住所、号码或者电话。",
        f"Of {names} there is a name only, no address, number or telephone.",
        "CPL 122; 解释 209", "parties",
        f"请补充被告{names}的住所等能与他人相区别的信息。",
    )  # fmt: skip


def complaint(app: Application) -> Finding:
    """Claims, and the facts and reasons they rest on (CPL 122, 124)."""
    missing = [zh for zh, text in (("诉讼请求", app.claims), ("事实与理由", app.facts)) if not text]
    if not missing:
        return Finding("complaint", "ok", "起诉状有诉讼请求、事实与理由。",
                       "The complaint has claims, facts and reasons.", "CPL 122, 124",
                       "complaint")  # fmt: skip
    words = "、".join(missing)
    return Finding(
        "complaint", "unsure", f"起诉状中没有找到：{words}。",
        "Claims, or facts and reasons, were not found in the complaint.", "CPL 122, 124",
        "complaint", f"请在起诉状中写明{words}。",
    )  # fmt: skip


def identity(app: Application) -> Finding:
    """Proof of who sues: the register's word, an identity paper, a licence (登记立案 6)."""
    unproven = [
        one for one in app.of_side("plaintiff")
        if not one.is_proven
        and not app.has(*(("licence",) if one.is_organisation else ("identity",)))
    ]  # fmt: skip
    basis = "登记立案 6; 在线诉讼规则 7"
    if not unproven:
        return Finding("identity", "ok", "原告身份已核验或者已提交身份材料。",
                       "Who sues is confirmed, or has handed in a paper of identity.", basis,
                       "parties")  # fmt: skip
    names = "、".join(one.name for one in unproven)
    paper = "营业执照和法定代表人身份证明" if unproven[0].is_organisation else "身份证明复印件"
    return Finding("identity", "look", f"没有原告{names}的{paper}，也未经实名核验。",
                   f"Nothing shows who {names} is: no paper, and not confirmed by the register.",
                   basis, "parties", f"请提交原告{names}的{paper}。")  # fmt: skip


def mandate(app: Application) -> Finding | None:
    """An agent shows the authority (CPL 62); nothing to say where nobody acts for another."""
    if not app.agents:
        return None
    names, basis = "、".join(app.agents), "CPL 62; 登记立案 6; 解释 88"
    if app.has("authority"):
        return Finding("mandate", "ok", f"已提交{names}的授权委托材料。",
                       f"The authority of {names} is there.", basis, "parties")  # fmt: skip
    return Finding("mandate", "look", f"没有{names}的授权委托书和代理人身份材料。",
                   f"There is no authority for {names} to act.", basis, "parties",
                   f"请提交{names}的授权委托书和代理人身份证明。")  # fmt: skip


def service_address(app: Application) -> Finding:
    """Where papers reach the plaintiff (解释 136-137)."""
    basis = "解释 136-137; 在线诉讼规则 29"
    if app.has("address_confirmation", "address"):
        return Finding("service_address", "ok", "已确认送达地址。",
                       "The address for service is confirmed.", basis, "parties")  # fmt: skip
    return Finding("service_address", "look", "没有送达地址确认书。",
                   "There is no confirmation of the address for service.", basis, "parties",
                   "请填写并提交送达地址确认书。")  # fmt: skip


@dataclass(frozen=True)
class Item:
    """Something that shows what a kind of dispute is about: any of these headings, or a title with
    one of these words."""

    code: str
    zh: str
    en: str
    headings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    citation: str = "CPL 124; 登记立案 6"


ITEMS: dict[str, tuple[Item, ...]] = {
    "108.3": (
        Item("loan", "借条、借款合同或者聊天记录", "the note, contract or messages about the loan",
             ("loan_note", "contract", "chat")),
        Item("payment", "交付借款的转账记录或者收条", "the record or receipt of the money lent",
             ("transfer", "invoice"), ("收条",)),
    ),
    "88": (
        Item("contract", "合同、订单或者聊天记录", "the contract, order or messages",
             ("contract", "chat")),
        Item("delivery", "交货、验收或者付款的凭证", "proof of delivery or payment",
             ("transfer", "invoice"), ("送货", "签收", "验收", "对账", "入库")),
    ),
    "126": (
        Item("contract", "物业服务合同", "the contract for property service", ("contract",)),
        Item("sum", "欠费明细或者收费标准", "the list of what is owed", ("invoice",),
             ("明细", "收费", "催缴", "欠费")),
    ),
    "411": (
        Item("accident", "交通事故认定书", "the finding on the accident", (),
             ("事故认定", "认定书")),
        Item("harm", "病历、诊断证明或者医疗费票据", "medical records or bills", ("invoice",),
             ("病历", "诊断", "医疗", "鉴定")),
    ),
    "14": (
        Item("marriage", "结婚证", "the marriage certificate", (), ("结婚证", "婚姻登记")),
    ),
    "L2-19": (
        Item("arbitration", "仲裁裁决书或者不予受理通知书",
             "the arbitral award, or the notice that arbitration is not open",
             ("earlier_decision",), ("仲裁", "不予受理"), "劳动争议调解仲裁法 5"),
        Item("employment", "劳动合同、工资记录等劳动关系材料",
             "the contract, pay records or other proof of employment", ("contract", "transfer"),
             ("工资", "考勤", "社保", "工作证")),
    ),
}  # fmt: skip
"""By cause what is usually handed in; the nearest entry above a cause holds."""
ANYTHING = (
    Item("evidence", "与诉讼请求有关的证据或者证明材料", "anything that proves the claims"),
)
UNSORTED = frozenset({"evidence", "photo", "recording", "model", "other", "application"})
"""Headings that may hold anything."""
_NO_PROOF = frozenset({
    "complaint", "identity", "licence", "representative", "authority", "address",
    "address_confirmation", "evidence_list",
})  # fmt: skip


def items_of(cause: Cause) -> tuple[Item, ...]:
    """What is looked for in a filing of this cause."""
    found = (ITEMS.get(step.code) for step in reversed(cause.path))
    return next((items for items in found if items is not None), ANYTHING)


def materials(app: Application) -> list[Finding]:
    """What the cause asks for, one finding each."""
    return [_material(app, item) for item in items_of(app.cause)]


def _material(app: Application, item: Item) -> Finding:
    check, proofs = f"item_{item.code}", [p for p in app.papers if p.heading not in _NO_PROOF]
    named = any(word in paper.title for paper in app.papers for word in item.words)
    if named or app.has(*item.headings) or (item in ANYTHING and proofs):
        return Finding(check, "ok", f"有{item.zh}。", f"There is {item.en}.", item.citation,
                       "evidence")  # fmt: skip
    ask = f"请提交{item.zh}。"
    if any(paper.heading in UNSORTED for paper in proofs):
        return Finding(check, "unsure", f"材料中可能有{item.zh}，请查看。",
                       f"Among the papers may be {item.en}: look.", item.citation, "evidence",
                       ask)  # fmt: skip
    return Finding(check, "look", f"没有{item.zh}。", f"Missing: {item.en}.", item.citation,
                   "evidence", ask)  # fmt: skip


# -- the fee ------------------------------------------------------------------------------------


def fee_class(app: Application) -> Finding:
    """Which kind of fee, and what it comes to in either procedure (费用办法 13, 16)."""
    kind = KINDS[fee_kind(app.cause, has_amount=app.amount is not None)]
    try:
        whole = fee(kind.code, app.amount).amount
        half = fee(kind.code, app.amount, half=kind.halvable).amount
    except FeeError as error:
        return Finding("fee", "look", error.zh, error.en, "费用办法 13", "amount",
                       "请写明请求金额。")  # fmt: skip
    return Finding(
        "fee", "ok", f"{kind.zh}：简易程序¥{half:,.2f}，普通程序¥{whole:,.2f}。",
        f"{kind.en.capitalize()}: ¥{half:,.2f} in summary, ¥{whole:,.2f} in ordinary procedure.",
        "费用办法 13, 16", "amount",
    )  # fmt: skip


def all_of(app: Application, found: Iterable[Earlier]) -> list[Finding]:
    """Every finding on an application, what needs a look first."""
    made = [
        told_before(app), jurisdiction(app), again(found), defendant(app), complaint(app),
        identity(app), mandate(app), service_address(app), *materials(app), fee_class(app),
    ]  # fmt: skip
    order = list(VERDICTS)
    return sorted((one for one in made if one is not None), key=lambda f: order.index(f.verdict))
