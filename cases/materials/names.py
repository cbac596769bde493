"""Names of files as people read them. No name is ever part of a path here."""

from __future__ import annotations

import re
import unicodedata

from cases.materials.kinds import KINDS

LONGEST = 120
LONGEST_BYTES = 240
"""What file systems take of a name, less an ending that may be added."""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.I)
HIDDEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
JOINER = "\u200d"


def cleaned(raw: str) -> str:
    """A name to show: one line, in the order it is read, free of paths and of reserved words."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    shown = "".join(
        c for c in last
        if unicodedata.category(c) not in HIDDEN
        and (unicodedata.category(c) != "Cf" or c == JOINER)
    )  # fmt: skip
    shown = re.sub(r'[<>:"|?*]', "_", " ".join(shown.split()))
    shown = shown.lstrip("-. ~").rstrip(". ")
    if RESERVED.match(shown):
        shown = f"_{shown}"
    return _shortened(shown) or "file"


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 10:
        stem, dot, ending = name, "", ""
    most = LONGEST - len(dot + ending)
    stem = stem[:most]
    while len((stem + dot + ending).encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    return f"{stem.rstrip()}{dot}{ending}"


def of_kind(name: str, kind: str) -> str:
    """The name under which a file is handed out: its ending says what it is."""
    law = KINDS.get(kind)
    if law is None or name.lower().endswith((law.ending, *law.endings)):
        return name
    return f"{name}{law.ending}"
