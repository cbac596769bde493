"""The words of the pages: found in templates and code, kept in locale/, compiled in plain Python.

GNU gettext is not on every machine, so nothing here needs it; the files are its own formats.
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
PACKAGES = ("courtflow", "cases", "mediation", "execution")
HEADER = (
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
    "Language: zh_Hans\nMIME-Version: 1.0\nPlural-Forms: nplurals=1; plural=0;\n"
)
_CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
_PLURALS = {"ngettext", "ngettext_lazy"}


@dataclass
class Entry:
    """One message: the English words and what stands for them."""

    msgid: str
    plural: str = ""
    msgstr: list[str] = field(default_factory=lambda: [""])
    fuzzy: bool = False

    @property
    def is_done(self) -> bool:
        return not self.fuzzy and all(self.msgstr)


# -- what the pages say --------------------------------------------------------------------------


def used() -> dict[str, str]:
    """Every message of templates and code, with its plural where it has one."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for msgid, plural in in_template(path.read_text(encoding="utf-8")):
            found[msgid] = plural or found.get(msgid, "")
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for msgid, plural in in_code(path.read_text(encoding="utf-8")):
                found[msgid] = plural or found.get(msgid, "")
    return found


_TAG = re.compile(r"""\{%-?\s*(?:translate|trans)\s+(?P<q>["'])(?P<text>.*?)(?P=q)""")
_FILTER = re.compile(r"""[:=|\s]_\((?P<q>["'])(?P<text>.*?)(?P=q)\)""")
_BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?(?P<options>[^%]*)%\}(?P<body>.*?)\{%\s*endblocktrans(?:late)?\s*%\}",
    re.DOTALL,
)
_PLURAL = re.compile(r"\{%\s*plural\s*%\}")
_VARIABLE = re.compile(r"\{\{\s*(\w+)[^}]*\}\}")


def in_template(source: str) -> Iterator[tuple[str, str]]:
    """The messages of a Django template."""
    for pattern in (_TAG, _FILTER):
        for match in pattern.finditer(source):
            yield match["text"], ""
    for match in _BLOCK.finditer(source):
        trimmed = "trimmed" in match["options"].split()
        parts = [_block_text(part, trimmed) for part in _PLURAL.split(match["body"])]
        yield parts[0], parts[1] if len(parts) > 1 else ""


def _block_text(text: str, trimmed: bool) -> str:
    if trimmed:
        text = " ".join(line.strip() for line in text.splitlines() if line.strip())
    pieces = _VARIABLE.split(text)
    # Every second piece is the name of a variable; a literal percent sign is doubled.
    return "".join(
        f"%({piece})s" if number % 2 else piece.replace("%", "%%")
        for number, piece in enumerate(pieces)
    )


def in_code(source: str) -> Iterator[tuple[str, str]]:
    """The messages of a Python module."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        if name in _CALLS and texts and isinstance(texts[0], str):
            yield texts[0], str(texts[1]) if name in _PLURALS else ""


# -- the catalogue -------------------------------------------------------------------------------

_STRING = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d+\])?)?\s*"(.*)"$')


def read(path: Path = CATALOGUE) -> dict[str, Entry]:
    """The catalogue by message; the header is left out."""
    found: dict[str, Entry] = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        entry = _entry(block)
        if entry is not None and entry.msgid:
            found[entry.msgid] = entry
    return found


def _entry(block: str) -> Entry | None:
    parts: dict[str, str] = {}
    key = ""
    for line in block.splitlines():
        match = _STRING.match(line.strip())
        if match is None:
            continue
        key = match[1] or key
        parts[key] = parts.get(key, "") + ast.literal_eval(f'"{match[2]}"')
    if "msgid" not in parts:
        return None
    strings = [text for name, text in parts.items() if name.startswith("msgstr")]
    fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines())
    return Entry(parts["msgid"], parts.get("msgid_plural", ""), strings or [""], fuzzy)


def write(entries: dict[str, Entry], path: Path = CATALOGUE) -> None:
    """Write the catalogue, in order of the messages, so that differences are small."""
    lines = ['msgid ""', 'msgstr ""', *(_quoted(f"{line}\n") for line in HEADER.splitlines()), ""]
    for msgid in sorted(entries):
        entry = entries[msgid]
        flags = ["fuzzy"] * entry.fuzzy + ["python-format"] * ("%(" in msgid)
        lines += [f"#, {', '.join(flags)}"] if flags else []
        lines.append(f"msgid {_quoted(msgid)}")
        if entry.plural:
            lines.append(f"msgid_plural {_quoted(entry.plural)}")
            lines.append(f"msgstr[0] {_quoted(entry.msgstr[0])}")
        else:
            lines.append(f"msgstr {_quoted(entry.msgstr[0])}")
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def compiled(entries: dict[str, Entry]) -> bytes:
    """The catalogue as a .mo file: two tables of offsets, then the strings, sorted."""
    messages = {"": HEADER}
    for entry in entries.values():
        if entry.is_done:
            key = f"{entry.msgid}\0{entry.plural}" if entry.plural else entry.msgid
            messages[key] = entry.msgstr[0]
    rows = sorted((key.encode(), text.encode()) for key, text in messages.items())
    start = 28 + 16 * len(rows)
    texts, tables = b"", []
    for column in (0, 1):
        for row in rows:
            tables.append(struct.pack("<II", len(row[column]), start + len(texts)))
            texts += row[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, start)
    return head + b"".join(tables) + texts
