"""What the keeper of a court's seal is told and says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Spot:
    """Where the visible seal goes: a page from 0, a box in points, and its picture, a PDF of one
    page."""

    page: int
    box: tuple[int, int, int, int]
    picture: bytes


class SealUnusable(Exception):  # noqa: N818 - says what the seal is, as a person would
    """The key of the seal cannot be used. ``args[0]`` says why, for whoever runs the system."""
