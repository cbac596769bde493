"""Reasons to read what is not open to somebody as it is: a short list for each occasion."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One reason of a list. ``says``: it is only taken with words of the reader's own."""

    code: str
    zh: str
    en: str
    says: bool = False


FEWEST = 5
"""Characters that words of one's own have at least."""
_OTHER = Reason("other", "其他", "Something else", says=True)

REASONS: dict[str, tuple[Reason, ...]] = {
    "outside": (
        Reason("stand_in", "代同事办理", "Standing in for a colleague", says=True),
        Reason("connected", "与本人承办的案件有关", "A case of mine is connected", says=True),
        Reason("enquiry", "答复来访、来信或者投诉", "Answering somebody about it", says=True),
        Reason("oversight", "审判监督管理、案件评查", "Oversight or review", says=True),
        _OTHER,
    ),
    "inner": (
        Reason("deliberate", "评议案件", "To deliberate"),
        Reason("decide", "撰写、核对裁判文书", "To write or check the decision"),
        Reason("approve", "审批", "To approve"),
        Reason("archive", "整理归档", "To put the file in order"),
        _OTHER,
    ),
    "unmask": (
        Reason("serve", "送达", "Service of process"),
        Reason("identify", "核对身份", "To check who somebody is"),
        Reason("reach", "联系当事人", "To reach a party"),
        Reason("assets", "查找、控制财产", "To find or secure assets"),
        _OTHER,
    ),
}  # fmt: skip
OWN_WORK = "own_work"
"""What the desk needs for its work: nobody is asked, and it is logged all the same."""
KINDS: dict[str, tuple[str, str]] = {
    "outside": ("查阅非本人承办案件", "A case outside one's own work"),
    "inner": ("打开副卷", "Inner volume opened"),
    "unmask": ("查看完整个人信息", "Personal data shown"),
}


def reason(kind: str, code: str) -> Reason | None:
    """The reason of this code, None where the list has none."""
    return next((one for one in REASONS[kind] if one.code == code), None)
