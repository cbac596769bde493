"""What must be in the file before it is archived: rules by procedure and outcome, each with its
article. A rule names what is missing; nothing here knows of pages or tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from cases.law.causes import find
from cases.law.efile import EXECUTION, FIRST, MEDIATION, ORDERS, RULINGS, SECOND, Order

NOTHING_SERVED = frozenset({"returned", "application_withdrawn", "not_accepted"})
"""Outcomes to which a case comes before anybody is summoned."""
NO_FEE = NOTHING_SERVED | {"deemed_withdrawn", "transferred", "appeal_deemed_withdrawn"}
BY_JUDGMENT = frozenset({"judgment_effective", "changed", "affirmed"})
BY_STATEMENT = frozenset({"mediation_statement_effective"})
BY_RULING = frozenset(
    {
        "not_accepted", "withdrawn", "deemed_withdrawn", "dismissed", "terminated", "transferred",
        "appeal_withdrawn", "appeal_deemed_withdrawn", "remanded", "retrial_rejected",
        "retrial_ordered", "confirmation_effective", "confirmation_rejected",
        "execution_not_accepted", "execution_refused", "application_rejected", "ended_this_time",
        "execution_terminated", "moved_to_bankruptcy",
    }
)  # fmt: skip
EVERYTHING = tuple(ORDERS)
DIVORCE = (find("离婚纠纷").code,)


@dataclass(frozen=True)
class Served:
    """A document that took effect on a party, and whether its proof is in the file."""

    document: tuple[str, str]
    """In words (zh, en)."""
    party: str
    proven: bool


@dataclass(frozen=True)
class Contents:
    """What a case has come to and what its file holds."""

    order: Order
    outcome: str
    kinds: frozenset[str]
    cause: str = ""
    registered: bool = True
    fee: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    defendants: tuple[str, ...] = ()
    """Names of those sued who are still parties."""
    told: frozenset[str] = frozenset()
    """Those of them whom the complaint reached."""
    served: tuple[Served, ...] = ()
    hearings_held: int = 0
    records_closed: int = 0
    unsigned: tuple[str, ...] = ()
    """Who has neither signed a closed record nor refused to."""
    agents: tuple[str, ...] = ()
    """Parties for whom an agent acts and of whom no mandate lies in the file."""
    panel: bool = False
    deliberated: bool = False
    """Whether there was anything to deliberate: a decision on the merits by a panel."""
    organisations: tuple[str, ...] = ()
    """Parties that are organisations and showed neither a licence nor who represents them."""


Missing = tuple[str, str]
"""What is missing, in words (zh, en)."""
Finds = Callable[[Contents], Iterable[Missing]]


@dataclass(frozen=True)
class Rule:
    """One thing that must be there, for which orders and outcomes (none: all of them)."""

    code: str
    citation: str
    finds: Finds
    orders: tuple[str, ...] = EVERYTHING
    outcomes: frozenset[str] = frozenset()
    but_not: frozenset[str] = frozenset()
    causes: tuple[str, ...] = field(default=())
    """Codes of causes; empty for every cause."""

    def applies(self, contents: Contents) -> bool:
        return (
            contents.order.code in self.orders
            and (not self.outcomes or contents.outcome in self.outcomes)
            and contents.outcome not in self.but_not
            and (not self.causes or contents.cause in self.causes)
        )


def _one_of(zh: str, en: str, *kinds: str) -> Finds:
    return lambda c: [] if c.kinds & set(kinds) else [(zh, en)]


def _if_registered(finds: Finds) -> Finds:
    return lambda c: finds(c) if c.registered else []


def _fee(c: Contents) -> Iterable[Missing]:
    if c.fee > 0 and c.paid <= 0 and not c.kinds & {"fee_receipt", "relief"}:
        yield ("诉讼费票据或者缓、减、免手续", "the fee receipt, or the decision on relief")


def _told(c: Contents) -> Iterable[Missing]:
    for name in c.defendants:
        if name not in c.told:
            yield (f"起诉状副本的送达（{name}）", f"service of the complaint ({name})")


def _proofs(c: Contents) -> Iterable[Missing]:
    for one in c.served:
        if not one.proven:
            zh, en = one.document
            yield (f"送达回证：{zh}（{one.party}）", f"proof of service: {en} ({one.party})")


def _records(c: Contents) -> Iterable[Missing]:
    closed = max(c.records_closed, int("hearing_record" in c.kinds))
    if c.hearings_held > closed:
        yield ("庭审笔录", "the record of the hearing")
    for name in c.unsigned:
        yield (f"庭审笔录上的签名（{name}）", f"the signature on the record ({name})")


def _mandates(c: Contents) -> Iterable[Missing]:
    for name in c.agents:
        yield (f"授权委托材料（{name}）", f"the mandate of the agent ({name})")


def _organisations(c: Contents) -> Iterable[Missing]:
    for name in c.organisations:
        yield (f"营业执照或者法定代表人身份证明（{name}）",
               f"the licence or who represents it ({name})")  # fmt: skip


def _opinion(c: Contents) -> Iterable[Missing]:
    if c.panel and c.deliberated and "deliberation" not in c.kinds:
        yield ("合议笔录（副卷）", "the record of deliberation (inner volume)")


TABLE: tuple[Rule, ...] = (
    Rule("complaint", "CPL 123; 立卷归档办法 12",
         _one_of("起诉状", "the complaint", "complaint", "application"),
         (FIRST.code, MEDIATION.code)),
    Rule("appeal", "CPL 172; 立卷归档办法 13",
         _one_of("上诉状", "the petition of appeal", "appeal_petition", "complaint"),
         (SECOND.code,)),
    Rule("below", "立卷归档办法 13",
         _one_of("原审裁判文书", "the decision below", "earlier_decision"), (SECOND.code,)),
    Rule("application", "CPL 247; 执行文书立卷归档办法",
         _one_of("执行申请书", "the application for execution", "application", "complaint"),
         (EXECUTION.code,)),
    Rule("title", "执行工作规定 18; 执行文书立卷归档办法",
         _one_of("执行依据", "the title", "earlier_decision", "judgment", "mediation_statement"),
         (EXECUTION.code,)),
    Rule("acceptance", "CPL 126; 立卷归档办法 12",
         _if_registered(_one_of("受理案件通知书", "the notice of acceptance",
                                "acceptance_notice")),
         (FIRST.code,), but_not=NOTHING_SERVED),
    Rule("fee", "费用办法 20; 立卷归档办法 12", _fee, (FIRST.code, SECOND.code), but_not=NO_FEE),
    Rule("told", "CPL 128", _if_registered(_told), (FIRST.code,),
         but_not=NO_FEE | {"withdrawn", "terminated"}),
    Rule("proofs", "CPL 87; 立卷归档办法 12", _proofs),
    Rule("records", "CPL 150", _records),
    Rule("mandates", "CPL 62", _mandates),
    Rule("organisations", "CPL 51; 立卷归档办法 12", _organisations, (FIRST.code, SECOND.code),
         but_not=NOTHING_SERVED),
    Rule("evidence", "CPL 67; 立卷归档办法 12",
         _one_of("结婚证、户口等婚姻关系证明", "proof of the marriage", "identity", "evidence",
                 "other"),
         (FIRST.code,), BY_JUDGMENT | BY_STATEMENT, causes=DIVORCE),
    Rule("judgment", "CPL 155; 立卷归档办法 12",
         _one_of("判决书", "the judgment", "judgment", *RULINGS), (FIRST.code, SECOND.code),
         BY_JUDGMENT),
    Rule("statement", "CPL 100; 立卷归档办法 12",
         _one_of("调解书", "the mediation statement", "mediation_statement"),
         (FIRST.code, SECOND.code, MEDIATION.code), BY_STATEMENT),
    Rule("ruling", "CPL 157; 立卷归档办法 12", _one_of("裁定书", "the ruling", *RULINGS),
         outcomes=BY_RULING),
    Rule("opinion", "CPL 45; 合议庭规定(2002) 11", _opinion, (FIRST.code, SECOND.code)),
)  # fmt: skip
RULES: dict[str, Rule] = {rule.code: rule for rule in TABLE}


def missing(contents: Contents) -> list[tuple[Rule, Missing]]:
    """What the file lacks, in the order of the rules."""
    return [
        (rule, what) for rule in TABLE if rule.applies(contents) for what in rule.finds(contents)
    ]
