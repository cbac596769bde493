"""How a command answers: in words or in JSON, in Chinese or English, and plainly when it cannot.

Nothing a person typed, handed in or forgot ends in a traceback: a refusal says what is wrong and
how to mend it, and the exit code is not zero.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from cases.law.periods import SHANGHAI


class Unanswerable(Exception):
    """The question has no answer. ``reason`` is for machines, ``zh`` and ``en`` are for people."""

    def __init__(self, reason: str, zh: str, en: str) -> None:
        self.reason, self.zh, self.en = reason, zh, en
        super().__init__(en)

    @classmethod
    def because(cls, error: ValueError, reason: str) -> Unanswerable:
        """What the law's own arithmetic refuses, in its words “中文/ English”."""
        zh, _, en = str(error).partition("/ ")
        return cls(str(getattr(error, "reason", reason)), zh.strip(), (en or zh).strip())


@dataclass(frozen=True)
class Answer:
    """What a command found out: ``data`` for ``--json``, and lines to read in each language."""

    data: Any
    zh: Iterable[str]
    en: Iterable[str]
    failure: tuple[str, str] | None = None
    """What is wrong, in (zh, en): the answer is given all the same, the exit code is 1."""


def set_aside_failure(cases: Sequence[int]) -> tuple[str, str] | None:
    """What a command says, and fails by, where cases wait for a person; None where none do."""
    if not cases:
        return None
    some = ", ".join(map(str, cases[:20]))
    return (
        f"有{len(cases)}件案件被搁置，请在审管看板查明原因后重试：{some}",
        f"{len(cases)} cases are set aside; see why on the board and retry them there: {some}",
    )


class AnsweringCommand(BaseCommand):
    """A command whose ``answer`` is printed in words, or as JSON with ``--json``."""

    # An answer should come even where the settings of pages and mail are not complete.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The options that every answer has, and the command's own."""
        self.questions(parser)
        parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
        parser.add_argument("--lang", help="语言 zh 或 en / language, zh or en")

    def questions(self, parser: CommandParser) -> None:
        """Add the command's own options."""

    def answer(self, **options: Any) -> Answer:
        """Find the answer, or raise something with ``zh`` and ``en`` that says why not."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the answer, or fail in plain words."""
        lang = options["lang"]
        if lang not in (None, "zh", "en"):
            raise CommandError(_refusal("语言只有 zh 和 en", "the languages are zh and en"))
        try:
            found = self.answer(**options)
        except (DatabaseError, InterfaceError) as error:
            raise CommandError(_refusal(*_of_database(error), lang)) from None
        except UnicodeError:
            raise CommandError(_refusal("文字无法识别", "this is no readable text", lang)) from None
        except Exception as error:
            if not (hasattr(error, "zh") and hasattr(error, "en")):
                raise
            raise CommandError(_refusal(error.zh, error.en, lang, _reason(error))) from None
        self._print(found, lang or _site_language(), options["json"])
        if found.failure:
            raise CommandError(_refusal(*found.failure, lang), returncode=1)

    def _print(self, found: Answer, lang: str, as_json: bool) -> None:
        # A terminal of another age shows what it can; JSON stays JSON.
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        if as_json:
            plain = not encoding.lower().startswith("utf")
            self.stdout.write(json.dumps(found.data, ensure_ascii=plain))
            return
        for line in found.zh if lang == "zh" else found.en:
            self.stdout.write(line.encode(encoding, "replace").decode(encoding))


def _refusal(zh: str, en: str, lang: str | None = None, reason: str = "") -> str:
    """The words in the language asked for, in both where none was."""
    words = {"zh": zh, "en": en}.get(lang or "", f"{zh} / {en}")
    return f"{words} [{reason}]" if reason else words


def _reason(error: Exception) -> str:
    return str(getattr(error, "reason", ""))


def _of_database(error: Exception) -> tuple[str, str]:
    """What to do about a database that does not answer; its own words may hold personal data."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return (
            "无法连接数据库，请检查 DATABASE_URL 及数据库是否运行。",
            "The database cannot be reached: check DATABASE_URL and whether it runs.",
        )
    if isinstance(error, ProgrammingError):
        return (
            "数据库的表不完整，请先运行 manage.py migrate。",
            "The tables are not up to date: run manage.py migrate first.",
        )
    kind = type(error).__name__
    return f"数据库拒绝了该操作（{kind}）。", f"The database refused ({kind})."


def _site_language() -> str:
    return "zh" if settings.LANGUAGE_CODE.lower().startswith("zh") else "en"


# -- reading what was typed, and what it names ----------------------------------------------

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)


def read_day(text: str, option: str) -> date:
    """A date as typed, YYYY-MM-DD and no other way."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Unanswerable(
        "bad_date",
        f"{option}：没有“{text[:40]}”这一天，日期应写作 2025-01-31。",
        f"{option}: there is no day {text[:40]!r}; write a date as 2025-01-31.",
    )


def read_day_or_moment(text: str, option: str) -> date:
    """A date, or with THH:MM an instant by the legal time of Asia/Shanghai."""
    if "T" not in text:
        return read_day(text, option)
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    except ValueError:
        pass
    raise Unanswerable(
        "bad_moment",
        f"{option}：没有“{text[:40]}”这一时刻，时刻应写作 2025-01-31T16:20（北京时间）。",
        f"{option}: there is no moment {text[:40]!r}; write one as 2025-01-31T16:20, Beijing time.",
    )


def read_number(value: object, option: str, low: int, high: int) -> int:
    """A whole number between two bounds."""
    text = str(value).strip()
    if text.isascii() and text.isdigit() and len(text) < 12 and low <= int(text) <= high:
        return int(text)
    raise Unanswerable(
        "bad_number",
        f"{option}：“{text[:40]}”应为{low}至{high}之间的整数。",
        f"{option}: {text[:40]!r} should be a whole number from {low} to {high}.",
    )


def needed(value: Any, option: str) -> Any:
    """The value of an option without which there is no question."""
    if value in (None, ""):
        raise Unanswerable("option_missing", f"请给出 {option}。", f"Please give {option}.")
    return value


@contextmanager
def reading(name: str) -> Iterator[BinaryIO]:
    """The file that was named. Raises Unanswerable where it cannot be opened, or not be read to
    its end."""
    try:
        with Path(name).open("rb") as file:
            yield file
    except OSError as error:
        raise Unanswerable(
            "unreadable_file",
            f"无法读取文件“{name}”：{error.strerror}。",
            f"The file {name!r} cannot be read: {error.strerror}.",
        ) from None
