"""From answers to the words of a complaint 民事起诉状 or an answer 答辩状 (CPL 124, 128).

What people typed is data: it is put in where a sentence names it and never read as a pattern again.
Numbers, telephones and service addresses stay out: the other side reads this paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cases.drafting.guides import NAMED, Guide, Section, Sentence

NUMERALS = "一二三四五六七八九十"
ENDS = (".", "!", "?", "！", "？")
"""What people end a sentence with beside the full stop that is put there."""


@dataclass(frozen=True)
class Named:
    """A party as the paper names it."""

    side: str
    name: str
    represented_by: str = ""
    as_what: str = ""
    """法定代表人, 法定代理人 or 委托诉讼代理人, where somebody stands beside the party."""


@dataclass(frozen=True)
class Proof:
    """One line of the list of evidence: what it is, and what it proves (CPL 124)."""

    name: str
    proves: str = ""


def money(amount: Decimal) -> str:
    """Yuan to the fen, without needless zeros."""
    text = f"{amount:,.2f}"
    return text.removesuffix(".00")


def spoken(value: Any) -> str:
    """An answer as it stands in a sentence."""
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value).strip().rstrip("。；;.")


def sentences(section: Section, values: dict[str, Any], given: dict[str, str]) -> list[str]:
    """The sentences of a section whose every element is answered."""
    return [_said(one, values, given) for one in section.sentences if _holds(one, values, given)]


def _holds(sentence: Sentence, values: dict[str, Any], given: dict[str, str]) -> bool:
    answered = all(given.get(name) or _is_answered(values.get(name)) for name in sentence.names)
    return answered and all(str(values.get(code, "")) == value for code, value in sentence.when)


def _is_answered(value: Any) -> bool:
    return value not in (None, "") and str(value).strip() != ""


def _said(sentence: Sentence, values: dict[str, Any], given: dict[str, str]) -> str:
    return NAMED.sub(lambda m: given.get(m[1]) or spoken(values[m[1]]), sentence.text)


def given(parties: Iterable[Named]) -> dict[str, str]:
    """How sentences name the sides."""
    found = list(parties)
    return {
        "plaintiffs": _side(found, "plaintiff", "原告"),
        "defendants": _side(found, "defendant", "被告"),
    }


def _side(parties: list[Named], side: str, word: str) -> str:
    names = [party.name for party in parties if party.side == side]
    return word + "、".join(names) if len(names) > 1 else word


def claims(made: Guide, values: dict[str, Any], parties: Iterable[Named]) -> str:
    """诉讼请求: numbered, one a line."""
    return numbered(sentences(made.claims, values, given(parties)))


def numbered(lines: Iterable[str]) -> str:
    """One a line and numbered, where there is more than one; ended as a paper ends it."""
    said = [line.rstrip().rstrip("。；;") for line in lines]
    if len(said) > 1:
        said = [f"{n}. {line}" for n, line in enumerate(said, 1)]
    text = "；\n".join(said)
    return text if not text or text.endswith(ENDS) else f"{text}。"


def facts(made: Guide, values: dict[str, Any], parties: Iterable[Named], more: str = "") -> str:
    """事实与理由: a heading and a paragraph for each part that has an answer."""
    return _parts(made.facts, values, given(parties), more)


def answer(made: Guide, values: dict[str, Any], more: str = "") -> str:
    """答辩意见, in the same shape; who answers is 答辩人."""
    return _parts(made.answer, values, {"plaintiffs": "原告", "defendants": "答辩人"}, more)


def _parts(
    sections: Iterable[Section], values: dict[str, Any], names: dict[str, str], more: str
) -> str:
    parts = [(section.zh, "".join(sentences(section, values, names))) for section in sections]
    parts = [(heading, text) for heading, text in parts if text]
    if more.strip():
        parts.append(("其他事实" if parts else "", more.strip()))
    if len(parts) == 1 and not parts[0][0]:
        return parts[0][1]
    return "\n".join(f"{NUMERALS[n]}、{heading}\n{text}" for n, (heading, text) in enumerate(parts))


def complaint(
    parties: Iterable[Named], claimed: str, told: str, proofs: Iterable[Proof], court: str,
    signed_by: str, on: date,
) -> str:  # fmt: skip
    """The whole complaint as text, one paragraph a line (CPL 124)."""
    words = {"plaintiff": "原告", "defendant": "被告", "third_party": "第三人"}
    lines = ["民事起诉状", ""]
    for party in parties:
        lines.append(f"{words[party.side]}：{party.name}")
        if party.represented_by:
            lines.append(f"{party.as_what}：{party.represented_by}")
    lines += ["", "诉讼请求", *claimed.strip().splitlines(), ""]
    lines += ["事实与理由", *told.strip().splitlines(), ""]
    if listed := list(proofs):
        lines.append("证据和证据来源")
        lines += [
            f"{n}. {proof.name}" + (f"，证明：{proof.proves}" if proof.proves else "")
            for n, proof in enumerate(listed, 1)
        ]
        lines.append("")
    lines += ["此致", court, "", f"具状人：{signed_by}", spoken(on)]
    return "\n".join(lines)
