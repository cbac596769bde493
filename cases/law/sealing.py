"""What the keeper of a court's seal is told and says; which role approves what before a seal."""

from __future__ import annotations

from dataclasses import dataclass

FOUR_KINDS = frozenset({"public_interest", "mass", "attention", "novel"})
"""Circumstances that make a case one of the four kinds 四类案件 (法发〔2021〕30号 2): its judgment
goes out only after the division chief's recorded word, which changes nothing of the text."""
FOUR_KINDS_RULE = "法发〔2021〕30号 10"


@dataclass(frozen=True)
class Spot:
    """Where the visible seal goes: a page from 0, a box in points, and its picture, a PDF of one
    page."""

    page: int
    box: tuple[int, int, int, int]
    picture: bytes


class SealUnusable(Exception):  # noqa: N818 - says what the seal is, as a person would
    """The key of the seal cannot be used. ``args[0]`` says why, for whoever runs the system."""
