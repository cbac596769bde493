"""What a party asks the court for, or tells it, beside the acts that have a course of their own."""

from __future__ import annotations

from dataclasses import dataclass

from cases.law.nodes import NODES

_BEFORE_JUDGMENT = tuple(n.code for n in NODES.values() if 9 <= n.no <= 16)
_EVIDENCE = ("complaint_service", "answer_period", "evidence_period")
_ANY = tuple(NODES)


@dataclass(frozen=True)
class Request:
    """One kind. ``quiet``: for the court alone, the other side is not told. ``answered``: the
    court grants or refuses it. ``special``: an agent needs special authority (CPL 62)."""

    code: str
    zh: str
    en: str
    at: tuple[str, ...]
    citation: str
    side: str = ""
    quiet: bool = False
    answered: bool = True
    special: bool = False


TABLE = (
    Request("evidence_extension", "申请延长举证期限", "More time for evidence", _EVIDENCE,
            "解释 100; 证据规定 54"),
    Request("court_evidence", "申请法院调查收集证据", "Evidence that only the court can get",
            _EVIDENCE, "CPL 67; 解释 94"),
    Request("witness", "申请证人出庭作证", "Have a witness heard",
            (*_EVIDENCE, "evidence_exchange"), "解释 117"),
    Request("appraisal", "申请鉴定", "Have an expert appraise",
            (*_EVIDENCE, "evidence_exchange"), "CPL 79; 解释 121"),
    Request("evidence_opinion", "对对方证据发表质证意见",
            "What you say about the other side's evidence",
            _BEFORE_JUDGMENT, "CPL 71; 解释 103", answered=False),
    Request("adjournment", "申请延期开庭", "Put off the hearing", ("hearing_scheduling", "hearing"),
            "CPL 149"),
    Request("procedure", "对适用程序提出异议", "Object to the procedure", _BEFORE_JUDGMENT,
            "CPL 169; 解释 269, 279"),
    Request("change_claims", "变更诉讼请求", "Change the claims", _BEFORE_JUDGMENT, "解释 232",
            side="plaintiff", special=True),
    Request("service_address", "变更送达地址", "Another address for service", _ANY,
            "在线诉讼规则 30", quiet=True, answered=False),
    Request("paper", "需要纸质文书", "A document on paper", _ANY, "CPL 90", quiet=True),
    Request("offline", "不再同意在线办理", "Go on offline", _ANY, "在线诉讼规则 5", quiet=True),
    Request("overrun", "反映超期", "Complain that the court is late", _ANY,
            "登记立案 13; 延期开庭规定 7", quiet=True),
)  # fmt: skip
REQUESTS: dict[str, Request] = {one.code: one for one in TABLE}
QUIET = frozenset(one.code for one in TABLE if one.quiet)
