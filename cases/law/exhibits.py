"""Exhibits: evidence that is heard, seen moving, or turned, beside what is read."""

from __future__ import annotations

import re

from cases.law.roles import Role

HEARD = frozenset({"mp3", "m4a"})
SEEN_MOVING = frozenset({"mp4"})
TURNED = frozenset({"glb"})
KINDS = HEARD | SEEN_MOVING | TURNED
"""Kinds of files that have a page of their own to be shown on."""
BENCH = frozenset({Role.JUDGE, Role.PRESIDING_JUDGE, Role.PANEL_MEMBER, Role.LAY_ASSESSOR})
"""Who, named in the case, speaks for the bench."""
SHOWN_AT_ONCE = 500_000
"""Triangles of a model up to which nobody is asked first."""
MOST_SHOWN = 5_000_000
"""Triangles beyond which a model is kept and not shown."""
LONGEST_WORDS = 1000
LONGEST_MARK = 200
MOST_MARKS = 500
"""Marks that one person sets on one recording."""
LONGEST_PLAY = 24 * 60 * 60
"""Seconds; no mark lies beyond."""
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):(\d{1,2})(\.\d{1,3})?", re.ASCII)
_SECONDS = re.compile(r"\d{1,6}(\.\d{1,3})?", re.ASCII)


def moment(typed: str) -> float | None:
    """Seconds from the beginning, from 83, 83.5, 1:23 or 1:02:03; None where it says none."""
    typed = typed.strip().replace("：", ":")
    if _SECONDS.fullmatch(typed):
        found = float(typed)
    elif (said := _CLOCK.fullmatch(typed)) is not None:
        hours, minutes, seconds = int(said[1] or 0), int(said[2]), int(said[3])
        if seconds > 59 or (said[1] and minutes > 59):
            return None
        found = hours * 3600 + minutes * 60 + seconds + float(said[4] or 0)
    else:
        return None
    return found if found <= LONGEST_PLAY else None


def clock(seconds: float) -> str:
    """1:23, or 1:02:03 from an hour on."""
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
