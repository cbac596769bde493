"""Every refusal has its words: a reason without any would fail when it is raised."""

from __future__ import annotations

import re
from pathlib import Path

from cases.law.refusals import REASONS

ROOT = Path(__file__).parents[2]
RAISED = re.compile(r'(?:Refusal|NotAllowed|NotInTable)\(\s*"(\w+)"')


def test_every_reason_that_is_raised_has_words_in_both_languages() -> None:
    raised = {
        reason
        for room in ("cases", "courtflow", "mediation", "execution")
        for path in (ROOT / room).rglob("*.py")
        for reason in RAISED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(raised) > 60
    assert raised - REASONS.keys() == set()
    assert all(zh and en for zh, en in REASONS.values())
