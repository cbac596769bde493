"""The record of a hearing 庭审笔录: typed, closed, read and signed (CPL 150; 在线诉讼规则 33-34).

Nothing overwrites it: while it is typed each version is kept, and once the clerk has closed it
what a party wants corrected stands beside it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cases import procedure
from cases.acts.parties.joining import check_desk
from cases.law.refusals import Conflict, NotAllowed, NotThere, Refusal
from cases.models import Document, Hearing, HearingRecord, RecordVersion, RecordWord
from cases.proceeding import Actor, Proceeding

LONGEST = 200_000
"""Characters of one record."""
VERSION_EVERY = timedelta(minutes=2)
"""While it saves itself a version is kept so often; the button keeps one at once."""


@dataclass(frozen=True)
class Window:
    """A window that saves: the version it saw, its name, its turn, and whether by itself."""

    version: int = 0
    name: str = ""
    turn: int = 0
    by_itself: bool = False


def record_of(hearing: Hearing) -> HearingRecord:
    """The record of a sitting; an empty one begins with the first look."""
    return HearingRecord.objects.get_or_create(hearing=hearing)[0]


def save(hearing: Hearing, user_id: int, text: str, window: Window) -> int:
    """Keep what is typed; answers the version.

    Raises Conflict where another window saved meanwhile, Refusal once the record is closed.
    """
    if len(text) > LONGEST:
        raise Refusal("too_long", most=LONGEST)
    record_of(hearing)
    with transaction.atomic():
        record = HearingRecord.objects.select_for_update().get(hearing=hearing)
        if record.closed_at is not None:
            raise Refusal("record_closed")
        is_own = bool(window.turn) and window.name == record.window
        if record.text == text or (is_own and window.turn <= record.turn):
            return record.version
        if not is_own and record.version != window.version:
            raise Conflict()
        record.text, record.version = text, record.version + 1
        record.window, record.turn = window.name, window.turn
        record.save(update_fields=["text", "version", "window", "turn"])
        if not window.by_itself or _is_time(record):
            _keep_version(record, user_id)
    return record.version


def _is_time(record: HearingRecord) -> bool:
    last = record.versions.order_by("-version").values_list("saved_at", flat=True).first()
    return last is None or timezone.now() - last >= VERSION_EVERY


def _keep_version(record: HearingRecord, user_id: int) -> None:
    RecordVersion.objects.get_or_create(
        record=record, version=record.version, defaults={"text": record.text, "by_id": user_id}
    )


def close(hearing: Hearing, by: Actor) -> None:
    """The clerk closes the record: from now on the parties read and sign it. Raises Refusal."""
    with procedure.held(hearing.case_id, by) as p:
        check_desk(p, by)
        record = _locked(hearing)
        if record.closed_at is not None:
            raise Refusal("record_closed")
        if not record.text.strip():
            raise Refusal("record_empty")
        _keep_version(record, by.person)
        record.closed_at, record.closed_seq = p.at, p.seq
        record.save(update_fields=["closed_at", "closed_seq"])
        p.brings(Document.objects.create(
            case_id=p.case.pk, kind="hearing_record", title="庭审笔录",
            text=record.text, received_at=p.at, seq=p.seq,
        ))  # fmt: skip
        facts = {"hearing": hearing.seq, "sha256": digest(record.text)}
        procedure.record(p, "close_record", by, facts)
        p.tell(f"entry:{p.case.log_seq}", "close_record",
               [f"party:{party.no}" for party in p.parties if not party.left])  # fmt: skip
        procedure.finish([p])


def sign(hearing: Hearing, party_no: int, by: Actor) -> None:
    """The party, or who acts for it, signs the closed record as it stands."""
    _word(hearing, party_no, by, "signed", "sign_record")


def correct(hearing: Hearing, party_no: int, by: Actor, text: str) -> None:
    """The party asks to have something corrected; it stands beside the record (CPL 150)."""
    if not text.strip():
        raise Refusal("record_empty")
    if len(text) > LONGEST:
        raise Refusal("too_long", most=LONGEST)
    _word(hearing, party_no, by, "correction", "correct_record", text)


def refuse(hearing: Hearing, party_no: int, by: Actor, text: str) -> None:
    """The clerk notes that the party does not sign, and why (CPL 150)."""
    _word(hearing, party_no, by, "refused", "refuse_record", text)


def _word(
    hearing: Hearing, party_no: int, by: Actor, kind: str, act: str, text: str = ""
) -> None:  # fmt: skip
    with procedure.held(hearing.case_id, by) as p:
        party = p.party(party_no)
        if party is None or party.left:
            raise NotThere()
        if kind == "refused":
            check_desk(p, by)
        elif by.user_id not in {user for user, _ in party.links}:
            raise NotAllowed("not_yours")
        record = _locked(hearing)
        if record.closed_at is None:
            raise Refusal("record_open")
        done = record.words.exclude(kind="correction").filter(party_no=party_no)
        if done.exists():
            raise Refusal("already_signed")
        RecordWord.objects.create(
            record=record, party_no=party_no, kind=kind, text=text.strip(), by_id=by.person,
            at=p.at, seq=p.seq,
        )  # fmt: skip
        if kind != "correction" and not waiting(p, record):
            p.start("record_read")
        facts = {"hearing": hearing.seq, "party": party_no, "sha256": digest(text or record.text)}
        procedure.record(p, act, by, facts, on_behalf_of=None if kind == "refused" else party_no)
        procedure.finish([p])


def waiting(p: Proceeding, record: HearingRecord) -> list[int]:
    """The parties who have neither signed nor refused."""
    done = set(record.words.exclude(kind="correction").values_list("party_no", flat=True))
    return [party.no for party in p.parties if not party.left and party.no not in done]


def _locked(hearing: Hearing) -> HearingRecord:
    found = HearingRecord.objects.select_for_update().filter(hearing=hearing).first()
    if found is None:
        raise Refusal("record_open")
    return found


def digest(text: str) -> str:
    """SHA-256 of the words."""
    return hashlib.sha256(text.encode()).hexdigest()
