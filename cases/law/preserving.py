"""Preservation 保全: how much security, which measures for how long, and what is kept quiet.

Security in a suit is at most 30 per cent of what is preserved, before suit it covers the whole
(保全规定 5); a measure lasts one year for deposits, two for movables, three for real estate, and
the same again with each renewal (解释 485).
"""

from __future__ import annotations

from decimal import Decimal

MOST_SECURITY = Decimal("0.30")
SECURITIES = (
    ("cash", "现金", "cash"),
    ("insurance", "保险公司保函", "an insurer's letter of guarantee"),
    ("bank", "银行保函", "a bank's letter of guarantee"),
    ("surety", "保证人", "a surety"),
    ("property", "财产担保", "property"),
    ("none", "不要求担保", "none is required"),
)
MEASURES = (
    ("deposit_frozen", "存款", "deposit"),
    ("movable_seized", "动产", "movable"),
    ("real_estate_seized", "不动产", "real estate"),
)
ASK_AGAIN_DAYS = 7
"""A renewal is asked for seven days before a measure ends, or its loss is the party's (18)."""
INVESTIGATION_DAYS = 15
"""How long an investigation order holds where the court sets nothing else."""
QUIET_ACTS = frozenset({"take_security", "rule_on_preservation"})
"""Of these the other side hears nothing until a measure is taken (流程公开规定 8)."""
PRESERVES = frozenset(
    {"take_security", "rule_on_preservation", "take_measure", "renew_measure", "decide_release"}
)
"""What the court does to preserve property: never put off (CPL 48, 103)."""
QUIET_CLOCKS = frozenset({"preservation_start"})
RULING_TITLE = "民事裁定书（财产保全）"


def most_security(preserved: Decimal, *, in_suit: bool) -> Decimal:
    """The most that may be asked for; before suit the whole of it."""
    return (preserved * MOST_SECURITY).quantize(Decimal("0.01")) if in_suit else preserved
