"""A text message of one part, and the mail that says the same.

Whose court, which case, what, by when: no link, no urgency, no name but the reader's own in short
(court messages are what swindlers imitate; who doubts one looks into the application).
"""

from __future__ import annotations

from django.utils import translation

from cases.models import Case
from cases.notices.sentences import IN_FULL, SHORT, About, Told, cut, parts, sentence
from cases.notices.wording import said
from cases.reading import labels
from cases.reading.lists import rows

ONE_PART = 70
"""Characters of a part of a text message in Chinese."""
LONGEST_COURT, SHORTEST_COURT = 14, 8
SHORTEST_CASE = 6
WHERE_TO_LOOK = "在“我的案件”查看。"
_DROPPED = ("人民", "中华共和国")


def court_short(name: str, most: int = LONGEST_COURT) -> str:
    """“济南市历下区人民法院” as people say it: 济南市历下区法院; cut in front if still too long."""
    for part in _DROPPED:
        name = name.replace(part, "")
    return name if len(name) <= most else f"…{name[-most:]}"


def short(told: Told, case: Case, reader: str, known: About) -> str:
    """The text message to somebody of this name: at most one part, whatever the names.

    What does not fit goes in this order: where to look, the front of the court's name, the end of
    the cause, the end of what happened. A number and what is due by when are never cut.
    """
    with translation.override("zh-hans"):
        what, called = sentence(told, known, SHORT), address(reader)
        about = "" if said(told.template).without_case else case_words(case)
        for court, most, tail in (
            (LONGEST_COURT, ONE_PART, WHERE_TO_LOOK),
            (SHORTEST_COURT, ONE_PART, WHERE_TO_LOOK),
            (SHORTEST_COURT, ONE_PART, ""),
            (SHORTEST_COURT, SHORTEST_CASE, ""),
        ):
            which = about if case.number else cut(about, most)
            start = (
                f"【{court_short(case.court.name, court)}】{called}：{which}{'，' if which else ''}"
            )
            text = f"{start}{what}。{tail}"
            if len(text) <= ONE_PART:
                return text
        happened, ask = parts(told, known, SHORT)
        end = f"，{ask}。" if ask else "。"
        return f"{start}{cut(happened, ONE_PART - len(start) - len(end))}{end}"


_COMPOUND = frozenset(
    {
        "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐",
        "夏侯", "端木", "南宫", "长孙", "宇文", "轩辕",
    }
)  # fmt: skip


def address(reader: str) -> str:
    """The surname alone, “赵某”; a greeting where no name is known."""
    if reader[:2] in _COMPOUND:
        return f"{reader[:2]}某"
    return rows.masked(reader) if reader[:1].isalpha() else "您好"


def case_words(case: Case) -> str:
    """The number; before there is one, what the case is about."""
    return case.number or labels.pick(f"{rows.cause(case)}一案", rows.cause(case))


def long(told: Told, case: Case, reader: str, known: About) -> str:
    """The mail, in Chinese and in English; its first line is its subject."""
    chinese = short(told, case, reader, known)
    with translation.override("en"):
        english = sentence(told, known, IN_FULL)
        court = case.court.name_en or case.court.name
        about = "" if said(told.template).without_case else f"{case_words(case)}: "
    return (
        f"{chinese}\n\n{court}. {about}{english}. See “My cases” in the court's online service.\n"
        "\n本邮件由系统发送，无需回复。This message needs no reply.\n"
    )
