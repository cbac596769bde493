"""What lies beside the course of a case, as a log entry tells it.

An entry names what its act changed of parties, people, incidents and papers, in lists as short as
they can be; nothing in them is a name, a title or a text. ``cases.proof.beside`` adds them up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from cases.law.efile import volume_of
from cases.models import CaseRole, Document, Written
from cases.models.fields import keyed_digest
from cases.writing import blocks


@dataclass
class Part:
    """A person's part in a case, from one entry to another."""

    user_id: int
    role: str
    since_seq: int
    ended_seq: int | None = None
    recused: bool = False
    of: str = ""
    """Whom a mediator came from, as the entry that named them says."""


@dataclass
class Pause:
    """An incident 程序事项: what pauses or branches a case, from one day to another."""

    kind: str
    opened_on: date
    party_no: int | None
    opened_seq: int
    closed_on: date | None = None
    closed_seq: int | None = None


@dataclass
class Paper:
    """A paper of the e-file, by what it is and the digest of what it says."""

    kind: str
    digest: str
    seq: int
    party_no: int | None = None
    """Whom it is from."""
    to: int | None = None
    """Whom the court wrote it to."""
    late: bool = False
    void_seq: int | None = None
    pk: int | None = None
    """Its number in the e-file, where the entry names it."""


@dataclass
class Sitting:
    """A hearing as it was fixed, and how it ended."""

    starts_at: datetime
    ends_at: datetime | None
    room_id: int | None
    mode: str
    seq: int
    result: str = ""
    ended_seq: int | None = None


# -- digests --------------------------------------------------------------------------------------

IN_THE_LOG = frozenset({"hearing_record", "exchange_record"})
"""Kinds whose plain digest parties sign; it stands in the log in any case."""


def digest_of(document: Document) -> str:
    """By what a paper is known again: of a file the SHA-256 of its bytes, of what the court wrote
    that of its text, of what people typed, which could be guessed, a keyed digest."""
    if document.blob is not None:
        return document.blob.sha256
    if (written := written_of(document)) is not None:
        return _sha256(blocks.text(blocks.read(written.text)))
    if document.kind in IN_THE_LOG:
        return _sha256(document.text)
    return keyed_digest(document.text)


def written_of(document: Document) -> Written | None:
    """What makes it a paper of the court to a party, if that was read or made with it."""
    found: Written | None = _WRITTEN.get_cached_value(document, default=None)
    return found


_WRITTEN: Any = Document._meta.get_field("written")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


KEPT_INSIDE = "inner"
"""Of the inner volume not even the kind of a paper is told."""


# -- what an entry says ---------------------------------------------------------------------------


def people(kept: Iterable[Model], amended: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    """[user, role], with "ended" or "recused" behind it; what ends comes first."""
    said: list[list[Any]] = [
        [which["user_id"], which["role"], "ended"]
        for kind, which, values in amended
        if kind is CaseRole and "ended_seq" in values
    ]
    for one in kept:
        if isinstance(one, CaseRole):
            said.append([one.user_id, one.role, *(["recused"] if one.recused else [])])
    return said


def papers(found: Iterable[Document], facts: dict[str, Any]) -> list[list[Any]]:
    """[kind, from, digest, to, late] without the empty end; a digest that stands in the facts is
    left out, for they are taken in order."""
    implied = told_in(facts)
    said = []
    for one in found:
        digest: str | None = digest_of(one)
        if implied and implied[0][1] == digest:
            digest = None
            implied.pop(0)
        written = written_of(one)
        to = written.party_no if written is not None else None
        kind = one.kind if volume_of(one.kind) == "main" else KEPT_INSIDE
        said.append(_short([kind, one.party_no, digest, to, one.is_late or None]))
    return said


def told_in(facts: dict[str, Any]) -> list[tuple[int | None, str]]:
    """The papers whose digests the facts of an entry hold, in order: (number, digest)."""
    found: list[tuple[int | None, str]] = [
        (int(pk), str(digest)) for pk, digest in facts.get("documents") or ()
    ]
    if "sha256" in facts:
        found.append((facts.get("document"), str(facts["sha256"])))
    return found


def _short(said: Sequence[Any]) -> list[Any]:
    end = len(said)
    while end and said[end - 1] is None:
        end -= 1
    return list(said[:end])
