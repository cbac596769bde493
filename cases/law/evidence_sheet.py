"""A party's list of evidence from a spreadsheet: its columns, what each line has to say, and what
is wrong with it, line by line."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from cases.law.exchange import (
    KINDS,
    MOST_ITEMS,
    MOST_PAGES,
    MOST_PURPOSE,
    MOST_SOURCE,
    MOST_TITLE,
    ORIGINALS,
    Choices,
)


@dataclass(frozen=True)
class Column:
    """One column: its headings, how long its text may be, and the words it takes."""

    name: str
    zh: str
    en: str
    most: int
    required: bool = False
    choices: Choices = ()
    also: tuple[str, ...] = ()

    @property
    def headings(self) -> frozenset[str]:
        return frozenset(_plain(one) for one in (self.zh, self.en, *self.also))


COLUMNS: tuple[Column, ...] = (
    Column("title", "证据名称", "Title", MOST_TITLE, required=True, also=("名称", "证据")),
    Column("kind", "证据种类", "Kind", 20, required=True, choices=KINDS, also=("种类", "类型")),
    Column("purpose", "证明目的", "Purpose", MOST_PURPOSE, required=True,
           also=("证明对象", "证明内容", "拟证明事实")),
    Column("source", "证据来源", "Source", MOST_SOURCE, also=("来源",)),
    Column("original", "原件或复印件", "Original or copy", 20, choices=ORIGINALS,
           also=("原件/复印件", "原件或复制件")),
    Column("pages", "页码", "Pages", MOST_PAGES, also=("页数", "起止页码")),
)  # fmt: skip
_WORDS: dict[str, dict[str, str]] = {
    "kind": {
        "陈述": "statement", "电子证据": "electronic", "录音": "audiovisual", "录像": "audiovisual",
        "证言": "testimony", "鉴定": "appraisal", "勘验": "inspection",
    },
    "original": {
        "原件": "original", "原物": "original", "复印件": "copy", "复制件": "copy",
        "复制品": "copy", "original": "original", "copy": "copy",
    },
}  # fmt: skip
"""What else people write in these columns."""
LOOKS_FOR_HEADINGS = 10
"""In so many lines from the top the headings are looked for."""
MOST_PROBLEMS = 100


@dataclass(frozen=True)
class Trouble:
    """What is wrong, in which line (0: with the whole), and how to mend it."""

    line: int
    zh: str
    en: str


@dataclass
class Sheet:
    """What a spreadsheet says: items where nothing is wrong with any of them."""

    items: list[dict[str, str]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def read(rows: Sequence[Sequence[str]], *, more: bool = False) -> Sheet:
    """The items of a sheet, all or none. ``more``: it went on past what was read."""
    found = Sheet()
    at, places = _headings(rows)
    if missing := [one for one in COLUMNS if one.required and one.name not in places]:
        zh, en = "、".join(one.zh for one in missing), ", ".join(one.en for one in missing)
        found.troubles.append(Trouble(
            0, f"没有找到这些列：{zh}。请使用模板，不要改动表头。",
            f"These columns are missing: {en}. Use the template and leave its headings.",
        ))  # fmt: skip
        return found
    lines = [
        (n, row) for n, row in enumerate(rows[at + 1 :], at + 2)
        if any(cell.strip() for cell in row)
    ]  # fmt: skip
    if not lines:
        found.troubles.append(Trouble(0, "表格里没有证据。", "There is no evidence in this table."))
    if len(lines) > MOST_ITEMS or more:
        zh = f"{len(lines)}行以上" if more else f"{len(lines)}行"
        found.troubles.append(Trouble(
            0, f"表格有{zh}，一次最多{MOST_ITEMS}项，请分成几份。",
            f"The table has {len(lines)} lines{' and more' if more else ''}; {MOST_ITEMS} at most "
            "at once: part it.",
        ))  # fmt: skip
        return found
    for n, row in lines:
        _line(found, n, row, places)
    if found.troubles:
        found.items = []
    return found


def _headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The line of the headings, and where each column stands; the line with most of them."""
    best: tuple[int, dict[str, int]] = (0, {})
    for n, row in enumerate(rows[:LOOKS_FOR_HEADINGS]):
        places: dict[str, int] = {}
        for at, cell in enumerate(row):
            for column in COLUMNS:
                if _plain(cell) in column.headings:
                    places.setdefault(column.name, at)
        if len(places) > len(best[1]):
            best = (n, places)
    return best


def _line(found: Sheet, n: int, row: Sequence[str], places: dict[str, int]) -> None:
    item: dict[str, str] = {}
    for column in COLUMNS:
        at = places.get(column.name)
        text = row[at].strip() if at is not None and at < len(row) else ""
        trouble = _trouble(column, text)
        if trouble is not None and len(found.troubles) < MOST_PROBLEMS:
            found.troubles.append(Trouble(n, *trouble))
        item[column.name] = code_of(column, text) if column.choices else text
    found.items.append(item)


def _trouble(column: Column, text: str) -> tuple[str, str] | None:
    if not is_writing(text):
        return (
            f"“{column.zh}”含有无法显示的字符，请重新输入。",
            f"“{column.en}” holds characters that cannot be shown: type it again.",
        )
    if not text:
        words = (f"“{column.zh}”没有填写。", f"“{column.en}” is empty: fill it in.")
        return words if column.required else None
    if len(text) > column.most and not column.choices:
        return (
            f"“{column.zh}”有{len(text)}字，最多{column.most}字，请缩短。",
            f"“{column.en}” has {len(text)} characters; {column.most} at most: shorten it.",
        )
    if column.choices and not code_of(column, text):
        zh = "、".join(one for _, one, _ in column.choices)
        en = ", ".join(one for *_, one in column.choices)
        shown = text[:20]
        return (
            f"“{column.zh}”写的是“{shown}”，请填其中之一：{zh}。",
            f"“{column.en}” says “{shown}”: write one of {en}.",
        )
    return None


def is_writing(text: str) -> bool:
    """Whether a text holds nothing but what people write: neither control characters, but for a
    new line or a tab, nor halves of characters, which no store takes."""
    return not any(
        unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\r\t" for one in text
    )


def code_of(column: Column, text: str) -> str:
    """The code of what somebody wrote; empty where it is none."""
    plain = _plain(text)
    for code, zh, en in column.choices:
        if plain in (_plain(zh), _plain(en), code):
            return code
    return _WORDS.get(column.name, {}).get(plain, "")


def _plain(text: str) -> str:
    """Without spaces, the mark of a required column, and capitals."""
    return "".join(text.split()).replace("*", "").replace("＊", "").replace("(", "（").lower()
