"""The catalogue 目录 of what is handed in; cataloguing 自动归目 as a suggestion with its reason.

What a paper calls itself at its head counts most, then the name of its file, then what it says.
The rules are the table here; what they reach is measured on labelled papers in the tests. Whoever
hands a paper in, and the desk after them, decides.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Heading:
    """A heading of the catalogue, and what leads to it: what such a paper calls itself at its
    ``head``, ``words`` in the name of its file, and words of which its text holds two or more."""

    code: str
    zh: str
    en: str
    head: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    text: tuple[str, ...] = ()


TABLE = (
    Heading("evidence_list", "证据目录", "List of evidence",
            ("证据目录", "证据清单"), ("证据目录", "证据清单"), ("证明目的", "证据名称")),
    Heading("application", "申请书", "Application",
            ("申请书", "异议书"), ("申请书", "异议书", "申请"),
            ("申请事项", "请求事项", "被申请人")),
    Heading("authority", "授权委托材料", "Authority to act",
            ("授权委托书", "律师事务所函", "推荐信"),
            ("授权委托", "委托书", "所函", "公函", "推荐信", "律师证", "执业证"),
            ("代理权限", "受委托人", "委托权限", "担任代理人")),
    Heading("representative", "法定代表人身份证明", "Certificate of the legal representative",
            ("法定代表人身份证明", "法定代表人（负责人）身份证明"),
            ("法定代表人", "负责人身份", "法人身份", "法人证明"), ("任职务", "为法定代表人")),
    Heading("licence", "营业执照", "Business licence",
            ("营业执照", "企业信用信息公示"),
            ("营业执照", "统一社会信用代码", "登记证", "企业信息", "工商", "天眼查", "企查查"),
            ("统一社会信用代码", "注册资本", "登记状态")),
    Heading("address", "送达地址确认书", "Confirmation of address",
            ("送达地址确认书",), ("送达地址", "地址确认"), ("受送达人", "确认送达地址")),
    Heading("counterclaim", "反诉状", "Counterclaim",
            ("反诉状",), ("反诉",), ("反诉人", "反诉请求", "反诉原告")),
    Heading("answer", "答辩状", "Answer",
            ("答辩状", "答辩书"), ("答辩",), ("答辩人", "被答辩人")),
    Heading("complaint", "起诉状", "Complaint",
            ("起诉状", "起诉书"), ("起诉状", "起诉书", "诉状", "complaint"),
            ("诉讼请求", "事实与理由", "事实和理由", "请求判令")),
    Heading("chat", "聊天记录", "Messages",
            ("微信聊天记录", "聊天记录"),
            ("聊天", "短信", "录屏", "邮件", "群聊", "chat", "wechat"),
            ("发件人", "收件人", "聊天记录")),
    Heading("identity", "身份证明", "Proof of identity",
            ("居民身份证", "常住人口", "结婚证", "离婚证", "护照"),
            ("身份证", "户口", "护照", "居住证", "通行证", "结婚证", "离婚证", "出生证", "身份",
             "id card", "passport"),
            ("公民身份号码", "户籍地址")),
    Heading("appraisal", "鉴定意见", "Expert opinion",
            ("鉴定意见书", "鉴定报告", "估价报告", "评估报告"), ("鉴定", "评估"),
            ("鉴定机构", "委托鉴定事项", "鉴定意见", "鉴定结论")),
    Heading("earlier_decision", "裁判文书", "Earlier decision",
            ("判决书", "裁定书", "调解书", "裁决书", "不予受理通知书", "公证书"),
            ("判决", "裁定", "调解书", "仲裁", "裁决", "公证", "judgment"),
            ("人民法院", "仲裁委员会", "公证处")),
    Heading("testimony", "证人证言", "Testimony",
            ("证人证言", "证言"), ("证人", "证言", "作证"), ("我亲眼", "特此证明")),
    Heading("loan_note", "借条欠条", "Note of debt",
            ("借条", "欠条", "借据", "收条", "还款承诺书", "还款协议"),
            ("借条", "欠条", "借据", "收条", "还款承诺", "iou"), ("今借到", "今欠", "今收到")),
    Heading("photo", "照片", "Photograph", (), ("照片", "现场图", "现场照")),
    Heading("recording", "录音录像", "Recording",
            (), ("录音", "录像", "视频", "行车记录仪", "vid_", ".mp4", ".mov", ".mp3", ".m4a")),
    Heading("model", "三维模型", "3D model", (), ("三维模型", "3d模型", ".glb"), ()),
    Heading("invoice", "发票收据", "Invoice",
            ("电子发票", "增值税", "收费票据", "收款收据", "收据"),
            ("发票", "收据", "票据", "invoice", "receipt", "dzfp"),
            ("发票号码", "开票日期", "价税合计", "票据号码")),
    Heading("transfer", "转账记录", "Record of payment",
            ("电子回单", "电子回执", "交易明细", "转账电子凭证", "活期明细", "账户明细"),
            ("转账", "流水", "汇款", "回单", "付款", "支付", "银行", "明细", "bank"),
            ("交易金额", "收款方", "收款人", "付款人", "付款方", "余额")),
    Heading("contract", "合同协议", "Contract",
            ("合同", "协议"), ("合同", "协议", "订单", "担保函", "contract", "agreement"),
            ("甲方", "乙方")),
    Heading("evidence", "证据材料", "Evidence", (), ("证据", "evidence")),
    Heading("other", "其他材料", "Other material",
            ("诚信诉讼承诺书", "风险告知书"), ("承诺书", "告知书", "须知")),
)  # fmt: skip
"""In order: of a name the first heading whose word is in it wins. The court's own kinds of papers
are not here: nobody hands them in."""
HEADINGS: dict[str, Heading] = {heading.code: heading for heading in TABLE}
OTHERWISE = "evidence"
CONTEXT: dict[str, dict[str, tuple[str, ...]]] = {
    "divorce": {"identity": ("结婚", "离婚证"), "evidence": ("房产", "产权", "诊断")},
    "labour": {"transfer": ("工资",), "contract": ("聘用", "offer"), "evidence": ("考勤", "社保")},
    "traffic_accident": {"invoice": ("医疗费", "修车", "住院"), "evidence": ("事故认定", "病历")},
    "private_lending": {"transfer": ("打款", "给钱"), "loan_note": ("字据",)},
    "property_service": {"invoice": ("物业费", "缴费"), "photo": ("漏水",)},
    "sale": {"contract": ("采购", "报价"), "evidence": ("送货", "签收", "对账")},
}
"""By the guide of a filing: words in a name that mean something in this kind of dispute."""
_HEAD = 46
"""So many characters from the beginning a paper says what it is."""
_MADE_BY_MACHINES = re.compile(
    r"微信(图片|截图)|mmexport|img_?|screenshot_?|image|扫描(件|全能王)?|新建|microsoft|word|文档"
)
"""Parts of names that telephones and programs give; they say nothing."""


@dataclass(frozen=True)
class Suggestion:
    """A heading with what led to it: ``by`` which of the three, and the ``word`` found."""

    heading: str
    by: Literal["head", "name", "text", "context", "chosen", ""] = ""
    word: str = ""


def suggest(name: str, text: str = "", context: str = "") -> Suggestion:
    """The heading of a paper by its file's name, the words of its first page, and the guide that
    its filing follows. What nothing leads anywhere is evidence."""
    return (
        _by_head(text)
        or _by_context(name, context)
        or _by_name(name)
        or _by_text(text)
        or Suggestion(OTHERWISE)
    )


def _by_head(text: str) -> Suggestion | None:
    """What it calls itself: the word that ends first in its head, the longest of those."""
    head = _folded(text)[:_HEAD]
    found = [
        (head.index(word) + len(word), -len(word), heading.code, word)
        for heading in TABLE
        for word in heading.head
        if word in head
    ]
    if not found:
        return None
    _end, _length, code, word = min(found)
    return Suggestion(code, "head", word)


def _by_name(name: str) -> Suggestion | None:
    said = _MADE_BY_MACHINES.sub("", name.lower())
    for heading in TABLE:
        for word in heading.words:
            if word in said:
                return Suggestion(heading.code, "name", word)
    return None


def _by_text(text: str) -> Suggestion | None:
    said = _folded(text)
    counted = [([w for w in heading.text if w in said], heading.code) for heading in TABLE]
    words, code = max(counted, key=lambda one: len(one[0]))
    return Suggestion(code, "text", "、".join(words)) if len(words) > 1 else None


def _by_context(name: str, context: str) -> Suggestion | None:
    for code, words in CONTEXT.get(context, {}).items():
        for word in words:
            if word in name:
                return Suggestion(code, "context", word)
    return None


def _folded(text: str) -> str:
    """Without spaces, in one width."""
    return (
        "".join(unicodedata.normalize("NFKC", text).split()).replace("(", "（").replace(")", "）")
    )


def heading_of(name: str, chosen: str = "", text: str = "", context: str = "") -> str:
    """The heading of a file: the chosen one, or the one suggested."""
    return chosen if chosen in HEADINGS else suggest(name, text, context).heading
