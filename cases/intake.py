"""Taking in records, one JSON object a line, and filing each as a case at a court's desk.

A bad line is named with its reason and hinders no other; a record filed before is left alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from django.db import DataError, IntegrityError
from django.db.models import Q

from cases import chain
from cases.acts.filing.registering import NewCase, NewParty, file_case
from cases.facts import MAX_LINE, Draft, FactsError, read
from cases.law.periods import local_date
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.loading import effective_now
from cases.models import Court, Entry, Grant
from cases.proceeding import Actor

MOST_BYTES = 4 * MAX_LINE


class NotFiled(ValueError):
    """A line that does not even reach the desk, or that nobody there can take."""

    field = ""

    def __init__(self, reason: str, zh: str, en: str) -> None:
        self.reason, self.zh, self.en = reason, zh, en
        super().__init__(en)


@dataclass
class Filed:
    """What became of the lines of a file."""

    filed: int = 0
    repeated: int = 0
    bad: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """The court, the clerk who files, and when."""

    court: Court
    clerk: Actor
    at: datetime | None

    def take(self, draft: Draft) -> bool:
        """File one draft in a transaction of its own; False if it was filed before.

        Whichever clerk filed it: the desk is one, though its people change.
        """
        key = _key(self.court, draft)
        if self._was_filed(key):
            return False
        try:
            done = file_case(_new_case(self.court, draft), by=self.clerk, at=self.at, key=key)
        except (DataError, IntegrityError) as error:
            if self._was_filed(key):  # the same file is being filed twice at once
                return False
            raise NotFiled(
                "refused_by_database", "数据库拒绝了该行", "the database refused this line"
            ) from error
        return not done.repeated

    def _was_filed(self, key: str) -> bool:
        clerks = Grant.objects.filter(court=self.court, role=Role.CLERK.value).values("user_id")
        return Entry.objects.filter(actor_id__in=clerks, key=chain.key_of(key)).exists()


def clerk_of(court: Court) -> Actor:
    """The clerk whose grant in this court is the oldest that holds today."""
    today = local_date(effective_now(court.group_id))
    grant = (
        Grant.objects.filter(court=court, role=Role.CLERK.value, valid_from__lte=today)
        .filter(Q(valid_until=None) | Q(valid_until__gte=today))
        .order_by("pk")
        .first()
    )
    if grant is None:
        raise NotFiled(
            "no_clerk",
            f"法院{court.code}没有在任的书记员，请先任命。",
            f"The court {court.code} has no clerk in office: name one first.",
        )
    return Actor(grant.user_id, Role.CLERK.value)


# -- lines ------------------------------------------------------------------------------------


def file_all(desk: Desk, file: BinaryIO, most: int | None = None) -> Filed:
    """File every record of a file, or the first so many; blank lines count for nothing."""
    filed = Filed()
    for number, line in islice(records(file), most):
        try:
            if desk.take(draft_of(line)):
                filed.filed += 1
            else:
                filed.repeated += 1
        except (FactsError, Refusal, NotFiled) as error:
            filed.bad.append(bad_line(number, error))
    return filed


def records(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, with their numbers from 1."""
    return ((number, line) for number, line in _lines_of(file) if line.strip())


def draft_of(line: bytes) -> Draft:
    """The draft of one line. Raises FactsError, or NotFiled where it is no UTF-8."""
    return read(_decoded(line))


def _lines_of(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers from 1; one too long for any record comes cut, never whole."""
    number = 0
    while line := file.readline(MOST_BYTES + 1):
        number += 1
        rest = line
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MOST_BYTES + 1)
        yield number, line


def _decoded(line: bytes) -> str:
    if len(line) > MOST_BYTES:
        raise FactsError("too_long", "line", MAX_LINE)
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotFiled(
            "not_utf8",
            f"该行不是 UTF-8 编码（第{error.start + 1}字节起）",
            f"this line is not UTF-8 (from byte {error.start + 1})",
        ) from None


def bad_line(number: int, error: FactsError | Refusal | NotFiled) -> dict[str, Any]:
    """What is wrong with a line, as every command names it."""
    at_fault = error.about.get("field", "") if isinstance(error, Refusal) else error.field
    return {
        "line": number,
        "reason": error.reason,
        "field": at_fault,
        "zh": error.zh,
        "en": error.en,
    }


# -- cases ------------------------------------------------------------------------------------


def _key(court: Court, draft: Draft) -> str:
    """The same record filed in the same court again gives the same key."""
    content = [
        court.code, draft.reference, draft.cause_code, draft.facts, draft.plaintiffs,
        draft.defendants, draft.third_parties, str(draft.amount),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _new_case(court: Court, draft: Draft) -> NewCase:
    sides = (
        ("plaintiff", draft.plaintiffs),
        ("defendant", draft.defendants),
        ("third", draft.third_parties),
    )
    return NewCase(
        court=court,
        cause_code=draft.cause_code,
        parties=[NewParty(side, name) for side, names in sides for name in names],
        facts=draft.facts,
        amount=draft.amount,
    )
