"""The catalogue 目录 of what is handed in, and cataloguing by name 自动归目."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading of the catalogue, and the words in a file's name that lead to it."""

    code: str
    zh: str
    en: str
    words: tuple[str, ...] = ()


TABLE = (
    Heading("evidence_list", "证据目录", "List of evidence", ("证据目录", "证据清单")),
    Heading("authority", "授权委托材料", "Authority to act",
            ("授权委托", "委托书", "所函", "推荐信", "律师证", "执业证")),
    Heading("representative", "法定代表人身份证明", "Certificate of the legal representative",
            ("法定代表人", "负责人身份")),
    Heading("licence", "营业执照", "Business licence",
            ("营业执照", "统一社会信用代码", "登记证", "企业信息", "工商")),
    Heading("identity", "身份证明", "Proof of identity",
            ("身份证", "户口", "护照", "居住证", "结婚证", "离婚证", "身份", "id card",
             "passport")),
    Heading("application", "申请书", "Application", ("申请书", "异议书")),
    Heading("address", "送达地址确认书", "Confirmation of address", ("送达地址", "地址确认")),
    Heading("earlier_decision", "裁判文书", "Earlier decision",
            ("判决", "裁定", "调解书", "仲裁", "公证", "judgment")),
    Heading("answer", "答辩状", "Answer", ("答辩",)),
    Heading("counterclaim", "反诉状", "Counterclaim", ("反诉",)),
    Heading("complaint", "起诉状", "Complaint", ("起诉状", "诉状", "complaint")),
    Heading("loan_note", "借条欠条", "Note of debt",
            ("借条", "欠条", "借据", "收条", "还款承诺", "iou")),
    Heading("transfer", "转账记录", "Record of payment",
            ("转账", "流水", "汇款", "回单", "付款", "支付", "银行", "交易明细", "bank")),
    Heading("invoice", "发票收据", "Invoice", ("发票", "收据", "invoice", "receipt")),
    Heading("chat", "聊天记录", "Messages", ("聊天", "微信", "短信", "录屏", "邮件", "chat")),
    Heading("contract", "合同协议", "Contract",
            ("合同", "协议", "订单", "contract", "agreement")),
    Heading("recording", "录音录像", "Recording", ("录音", "录像", "视频")),
    Heading("photo", "照片", "Photograph", ("照片", "现场")),
    Heading("evidence", "证据材料", "Evidence", ("证据", "鉴定", "证人", "证言", "evidence")),
    Heading("other", "其他材料", "Other material"),
)  # fmt: skip
"""In order: the first heading whose word is in the name wins. The court's own kinds of papers are
not here: nobody hands them in."""
HEADINGS: dict[str, Heading] = {heading.code: heading for heading in TABLE}
OTHERWISE = "evidence"


def heading_of(name: str, chosen: str = "") -> str:
    """The heading of a file: the chosen one, or the first whose word its name holds."""
    if chosen in HEADINGS:
        return chosen
    lower = name.lower()
    found = (h.code for h in TABLE if any(word in lower for word in h.words))
    return next(found, OTHERWISE)
