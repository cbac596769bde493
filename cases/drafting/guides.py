"""Guides: what to ask about a kind of dispute, and the sentences that the answers make.

A guide is one JSON file in ``guides/``; a further kind of dispute needs no code. A sentence stands
in the paper only when every element it names is answered, so nothing is left open in it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from cases.law.causes import Cause

FOLDER = Path(__file__).with_name("guides")
KINDS = frozenset({"text", "long_text", "money", "date", "number", "yes_no", "choice"})
GIVEN = frozenset({"plaintiffs", "defendants"})
"""What a sentence may name without asking: the parties."""
NAMED = re.compile(r"\{([a-z_]+)\}")


class GuideError(ValueError):
    """A guide file that cannot be used; says which and why."""


@dataclass(frozen=True)
class Choice:
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Element:
    """One question. ``counts``: a sum of money that is part of the amount claimed."""

    code: str
    kind: str
    zh: str
    en: str
    required: bool = False
    counts: bool = False
    help_zh: str = ""
    help_en: str = ""
    like: str = ""
    """An element of the claims whose answer stands here at first, so that it is not asked twice."""
    choices: tuple[Choice, ...] = ()
    depends: bool = False
    """Not required by itself, but a sentence needs it beside another answer that is not either."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, and the answers it is for: element code to value."""

    text: str
    when: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(NAMED.findall(self.text))


@dataclass(frozen=True)
class Section:
    """Questions and sentences under one heading."""

    zh: str
    en: str
    elements: tuple[Element, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Guide:
    """What is asked, and said, about one kind of dispute."""

    code: str
    zh: str
    en: str
    causes: tuple[str, ...]
    claims: Section
    facts: tuple[Section, ...]
    answer: tuple[Section, ...]
    evidence: tuple[str, ...] = field(default=())
    """What usually proves it, in words for the person (zh)."""
    evidence_en: tuple[str, ...] = ()

    def elements(self, part: str) -> tuple[Element, ...]:
        """All questions of ``claims``, ``facts`` or ``answer``."""
        sections = {"claims": (self.claims,), "facts": self.facts, "answer": self.answer}[part]
        return tuple(element for section in sections for element in section.elements)


@cache
def all_guides() -> tuple[Guide, ...]:
    """Every guide, by name of its file. Raises GuideError."""
    return tuple(read(path) for path in sorted(FOLDER.glob("*.json")))


def guide_for(cause: Cause) -> Guide | None:
    """The guide of the cause, or of the nearest cause above it."""
    for step in reversed(cause.path):
        for guide in all_guides():
            if step.code in guide.causes:
                return guide
    return None


def guide(code: str) -> Guide | None:
    return next((one for one in all_guides() if one.code == code), None)


def read(path: Path) -> Guide:
    """One guide from its file, checked. Raises GuideError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        made = Guide(
            code=path.stem, zh=found["zh"], en=found["en"], causes=tuple(found["causes"]),
            claims=_section(found["claims"]), facts=tuple(map(_section, found["facts"])),
            answer=tuple(map(_section, found["answer"])),
            evidence=tuple(found["evidence"]), evidence_en=tuple(found["evidence_en"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise GuideError(f"{path.name}: {error}") from error
    _check(made, path.name)
    return made


def _section(found: dict[str, Any]) -> Section:
    said = tuple(_sentence(one) for one in found["sentences"])
    asked = [_element(one) for one in found["elements"]]
    needed = _needed_together({one.code for one in asked if not one.required}, said)
    return Section(
        found.get("zh", ""), found.get("en", ""),
        tuple(replace(one, depends=one.code in needed) for one in asked), said,
    )  # fmt: skip


def _needed_together(free: set[str], said: tuple[Sentence, ...]) -> set[str]:
    """Of the answers that may be left out, those that make a sentence only with another such, or
    that some choice asks for."""
    found = [(free & one.names, bool(one.when)) for one in said]
    alone = {code for codes, chosen in found if len(codes) == 1 and not chosen for code in codes}
    return {code for codes, chosen in found if len(codes) > 1 or chosen for code in codes} - alone


def _element(found: dict[str, Any]) -> Element:
    choices = tuple(Choice(*one) for one in found.get("choices", ()))
    return Element(**{**found, "choices": choices})


def _sentence(found: str | dict[str, Any]) -> Sentence:
    if isinstance(found, str):
        return Sentence(found)
    return Sentence(found["text"], tuple(found["when"].items()))


def _check(made: Guide, name: str) -> None:
    """Every code once, every named element asked for, every kind known."""
    for part, known in (("claims", ()), ("facts", ("claims",)), ("answer", ())):
        asked = [element.code for element in made.elements(part)]
        within = {*asked, *(e.code for other in known for e in made.elements(other)), *GIVEN}
        if len(asked) != len(set(asked)):
            raise GuideError(f"{name}: an element of {part} stands twice")
        sections = {"claims": (made.claims,), "facts": made.facts, "answer": made.answer}[part]
        for section in sections:
            for sentence in section.sentences:
                if missing := (sentence.names | {c for c, _ in sentence.when}) - within:
                    raise GuideError(f"{name}: {sentence.text!r} names {sorted(missing)}")
        if wrong := {e.code for e in made.elements(part) if e.kind not in KINDS}:
            raise GuideError(f"{name}: {sorted(wrong)} are of no known kind")


def amount_claimed(made: Guide, answers: dict[str, Any]) -> Decimal | None:
    """The sum of what counts: the amount claimed and the base of the fee; None without money."""
    sums = [
        answers[element.code]
        for element in made.elements("claims")
        if element.counts and isinstance(answers.get(element.code), Decimal)
    ]
    return sum(sums, Decimal(0)) if sums else None
