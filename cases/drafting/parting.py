"""A complaint taken apart again: its claims, its facts and reasons, its list of evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cases.drafting.shape import TITLES

_PARTS = {"诉讼请求": "claims", "事实与理由": "facts", "事实和理由": "facts",
          "证据和证据来源": "proofs"}  # fmt: skip
_END = "此致"
_NUMBER = re.compile(r"^\s*(?:\d{1,2}\s*[.．、](?!\d)|[（(]\d{1,2}[)）])\s*")


@dataclass(frozen=True)
class Parts:
    """What stands under each heading; empty where there is no such heading."""

    claims: str = ""
    facts: str = ""
    proofs: str = ""


def parts_of(text: str) -> Parts:
    """The parts by their headings; of a paper without any, what stands before the first empty line
    is the claims."""
    lines = [line.strip() for line in text.splitlines()]
    if any(_heading(line) for line in lines):
        return _by_headings(lines)
    body = "\n".join(line for line in lines if line not in TITLES).strip()
    claims, gap, facts = body.partition("\n\n")
    return Parts(claims, facts.strip()) if gap else Parts(facts=body)


def _heading(line: str) -> str:
    return _PARTS.get(line.rstrip("：:"), "")


def _by_headings(lines: list[str]) -> Parts:
    found: dict[str, list[str]] = {"claims": [], "facts": [], "proofs": []}
    under = ""
    for line in lines:
        if heading := _heading(line):
            under = heading
        elif line == _END:
            under = ""
        elif under and line:
            found[under].append(line)
    return Parts(**{name: "\n".join(said) for name, said in found.items()})


def lines_of(text: str) -> list[str]:
    """Numbered lines without their numbers and the stops at their ends."""
    said = (_NUMBER.sub("", line, count=1).strip().rstrip("；;。") for line in text.splitlines())
    return [line for line in said if line]
