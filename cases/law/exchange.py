"""The exchange of evidence 证据交换: kinds of evidence, consent to the way of it, what comes late,
and when a copy counts as the original.

Each rule is plain data or arithmetic on plain data, with its article; nothing here decides for a
judge what the law leaves to one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

Choices = tuple[tuple[str, str, str], ...]

# -- an item --------------------------------------------------------------------------------------

KINDS: Choices = (
    ("statement", "当事人的陈述", "statement of a party"),
    ("documentary", "书证", "document"),
    ("physical", "物证", "physical object"),
    ("audiovisual", "视听资料", "audio or video"),
    ("electronic", "电子数据", "electronic data"),
    ("testimony", "证人证言", "testimony"),
    ("appraisal", "鉴定意见", "expert opinion"),
    ("inspection", "勘验笔录", "record of an inspection"),
)
"""The eight kinds of evidence (CPL 66)."""
ORIGINALS: Choices = (
    ("original", "原件、原物", "the original"),
    ("copy", "复印件、复制品", "a copy"),
)
"""What a list of evidence and its receipt say of each item (CPL 69, 73)."""
SIDES: Mapping[str, str] = {"plaintiff": "原告", "defendant": "被告", "third": "第三人"}
ORDER: tuple[str, ...] = ("plaintiff", "defendant", "third")
"""Whose items come first (证据规定 62)."""
ASPECTS: Choices = (
    ("authenticity", "真实性", "authenticity"),
    ("legality", "合法性", "legality"),
    ("relevance", "关联性", "relevance"),
)
"""On what the parties argue of each item (解释 104)."""
MOST_ITEMS = 500
"""Items that one party puts at once, and lines of one spreadsheet."""
MOST_TITLE, MOST_PURPOSE, MOST_SOURCE, MOST_PAGES = 200, 2000, 500, 40


def label(side: str, no: int) -> str:
    """How an item is called and cited in papers: 原告证据1."""
    return f"{SIDES.get(side, side)}证据{no}"


def label_en(side: str, no: int) -> str:
    """The same on an English page."""
    whose = {"plaintiff": "Plaintiff’s", "defendant": "Defendant’s", "third": "Third party’s"}
    return f"{whose.get(side, side)} evidence {no}"


# -- what is said of an item ----------------------------------------------------------------------

SPOKEN: Choices = (
    ("question", "提问", "asks"),
    ("reply", "答复", "replies"),
    ("demand", "要求提供原件、原物", "demands the original"),
)
"""A demand needs a reason that shows why the copy would differ (在线诉讼规则 12(1))."""
RULINGS: Choices = (
    ("admitted", "采信", "admitted"),
    ("partly", "部分采信", "admitted in part"),
    ("not_admitted", "不予采信", "not admitted"),
)
"""What the bench finds of an item, with reasons (解释 105; 证据规定 97)."""
COMPARED: Choices = (
    ("same", "与原件、原物一致", "the same"),
    ("differs", "与原件、原物不一致", "not the same"),
    ("not_shown", "未提供原件、原物", "the original was not shown"),
)
BASES: Choices = (
    ("not_disputed", "对方对一致性未提出异议", "nobody disputes that they are the same"),
    ("notarised", "形成过程已经公证", "made before a notary"),
    (
        "confirmed_before",
        "在之前诉讼中提交并经法院确认",
        "a court confirmed it before",
    ),
    ("compared", "已与原件、原物比对一致", "compared with the original"),
    ("other_evidence", "有其他证据证明一致", "other evidence shows that they are the same"),
)
"""Why an electronic copy counts as the original (在线诉讼规则 13)."""


def fits_basis(result: str, basis: str) -> bool:
    """A basis goes with a copy that is the same, and with nothing else (在线诉讼规则 13)."""
    return (result == "same") is bool(basis)


def held(said: Mapping[str, bool | None]) -> str:
    """对真实性、合法性无异议，对关联性有异议: what somebody holds of an item, by aspect."""
    groups = ((True, "无异议"), (False, "有异议"))
    of = [("、".join(zh for code, zh, _ in ASPECTS if said.get(code) is value), words)
          for value, words in groups]  # fmt: skip
    return "，".join(f"对{which}{words}" for which, words in of if which)


# -- consent to the way of the exchange -----------------------------------------------------------

Manner = Literal["async", "sync", "offline", "waiting"]
MANNERS: Choices = (
    ("async", "同意在线，非同步：在指定期限内分别登录发表意见",
     "agrees to do it online, each in their own time within the period"),
    ("sync", "同意在线，同步：在指定时间同时登录",
     "agrees to do it online, all at the same time"),
    ("offline", "不同意在线，到法院办理", "wants to do it at the court"),
)  # fmt: skip
WAYS: Choices = (
    ("async", "非同步在线交换", "online, not at the same time"),
    ("sync", "同步交换", "at the same time"),
)
TEXT_VERSION = 1
"""Raised with any change of ``TOLD``: a consent is to the words that were shown."""
TOLD: tuple[tuple[str, str], ...] = (
    ("本次征求的意见只涉及证据交换这一环节，不及于其他环节。您可以不同意，不影响您的任何诉讼权利。",
     "This is about the exchange of evidence alone and about no other step. You may decline; it "
     "costs you no right."),
    ("非同步：在法院指定的期限内，各方分别登录查看证据、逐项发表质证意见，可以提问、答复，要求提供原件。须各方均同意。",
     "Not at the same time: within the period that the court sets each side signs in, reads the "
     "evidence, says what it thinks of each item, asks and replies, and may demand the original. "
     "Every party has to agree."),
    ("同步：在法院指定的时间同时进行。各方均同意在线但对方式意见不一的，适用同步。",
     "At the same time: at the hour that the court sets. Where all agree to do it online but not "
     "on the way, it is done at the same time."),
    ("同意后又不参加、也未在合理期限内申请转为线下的，依法承担相应后果；反悔的，应在交换开始前的合理期限内提出。",
     "Who agrees and then takes no part, and does not ask in time to go on at the court, bears "
     "what the law provides. Who no longer agrees says so in good time before it begins."),
    ("用本账号作出的行为视为您本人的行为；在线核对确认的电子笔录与书面笔录效力相同。",
     "What is done with this account counts as done by you; a record confirmed online is as good "
     "as one on paper."),
)  # fmt: skip
"""What is told before anybody is asked: step, forms, rights, consequences, how it is done
(在线诉讼规则 4, 5, 6, 7, 14, 20, 34)."""


def told() -> str:
    """The words of this version, as their digest is taken."""
    return "\n".join(zh for zh, _ in TOLD)


def manner(parties: Iterable[int], said: Mapping[int, str]) -> Manner:
    """The way of the exchange by the last word of every party.

    Not at the same time only where all agree (在线诉讼规则 20); online but of different minds, at
    the same time (14(4)); where somebody declines, not online for them (4(3)); silence is no
    consent (10).
    """
    words = [said.get(no) for no in parties]
    if "offline" in words:
        return "offline"
    if None in words:
        return "waiting"
    return "async" if set(words) == {"async"} else "sync"


Withdrawal = Literal["free", "court", "over"]


def withdrawal(*, is_open: bool, is_over: bool, has_spoken: bool) -> Withdrawal:
    """Whether a party that agreed may still have it otherwise (在线诉讼规则 5).

    Freely before the exchange is opened; once it is open the court looks at the reason; after the
    period, or once the party has itself taken part, it comes too late.
    """
    if not is_open:
        return "free"
    return "over" if is_over or has_spoken else "court"


# -- evidence that comes late ---------------------------------------------------------------------

LATE_BASIS = "CPL 68; 解释 101, 102; 证据规定 59"
FAULTS: Choices = (
    ("objective", "因客观原因逾期", "an objective cause"),
    ("slight", "非因故意或者重大过失", "neither intent nor gross negligence"),
    ("gross", "故意或者重大过失", "intent or gross negligence"),
)
VERDICTS: Choices = (
    ("in_time", "视为未逾期", "counts as in time"),
    ("admonished", "采纳，予以训诫", "taken in, with an admonition"),
    ("fined", "采纳，予以训诫、罚款", "taken in, with an admonition and a fine"),
    ("refused", "不予采纳", "not taken in"),
)


def late_verdicts(fault: str, *, basic: bool, unopposed: bool) -> frozenset[str]:
    """What may become of evidence that came late.

    ``basic``: it bears on a basic fact of the case. ``unopposed``: the other sides have spoken and
    did not object to its being late. Both an objective cause and no objection make it count as in
    time (解释 101(2)); intent or gross negligence keeps it out unless it bears on a basic fact, and
    then costs an admonition or a fine (102(1)); else it is taken in with an admonition (102(2)).
    """
    if fault == "objective" or unopposed:
        return frozenset({"in_time"})
    if fault == "gross":
        return frozenset({"admonished", "fined"} if basic else {"refused"})
    return frozenset({"admonished"})


def proposed(*, reason: bool, unopposed: bool) -> str:
    """What is prepared for the judge: no more than what is recorded carries (解释 101, 102)."""
    if unopposed:
        return "in_time"
    return "admonished" if reason else "refused"


def is_late(*, ended: bool, running: bool, not_begun: bool, posted_in_time: bool) -> bool:
    """Whether evidence comes after the period: one of this case is over, none runs or is still to
    begin, nor was the paper posted in time (解释 101; CPL 85). Where no period was ever set, as on
    appeal, nothing is late."""
    return ended and not (running or not_begun or posted_in_time)


# -- an opinion that comes late -------------------------------------------------------------------


def opinion_is_late(at: datetime, due: datetime | None) -> bool:
    """After the end of the period for opinions; where none was set nothing is late (在线诉讼规则
    14(3)). It is taken all the same, and shown as late."""
    return due is not None and at >= due


DAYS_TO_AGREE, DAYS_FOR_OPINIONS, DAYS_FOR_ORIGINAL = 3, 7, 7
"""What the court sets where it says nothing else: its own targets, in days."""
MOST_DAYS = 60
