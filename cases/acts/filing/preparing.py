"""Preparing a filing: kept screen by screen, signed by every plaintiff, sent once.

Nothing here is in a court before it is sent; what is typed is kept sealed, of two windows the
second is told and loses nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cases.acts.filing.registering import NewCase, file_case
from cases.law.causes import CauseError, by_code
from cases.law.filing_checks import same_matter
from cases.law.periods import local_date
from cases.law.refusals import Conflict, NotThere, Refusal
from cases.models import Case, Filing, Party, Signature
from cases.procedure import Done
from cases.proceeding import Actor

MOST_OPEN = 20
"""Filings somebody may have in preparation."""


def open_of(user_id: int) -> QuerySet[Filing]:
    """What somebody prepares, the newest first."""
    return Filing.objects.filter(owner_id=user_id, case=None).order_by("-changed_at")


def begin(user_id: int) -> Filing:
    """A new filing; the oldest empty one is taken first. Raises Refusal."""
    mine = open_of(user_id)
    empty = mine.filter(answers="").last()
    if empty is not None:
        return empty
    if mine.count() >= MOST_OPEN:
        raise Refusal("too_many_filings", most=MOST_OPEN)
    return Filing.objects.create(owner_id=user_id)


def own(filing_id: UUID, user_id: int) -> Filing:
    """A filing of one's own. Raises NotThere."""
    found = Filing.objects.filter(pk=filing_id, owner_id=user_id).first()
    if found is None:
        raise NotThere()
    return found


@dataclass
class Kept:
    """What is kept of a screen: its version, what was typed, and by which window."""

    version: int = 0
    data: dict[str, list[str]] = field(default_factory=dict)
    window: str = ""
    turn: int = 0
    """How many times that window has saved; what arrives out of turn is late."""


@dataclass(frozen=True)
class Window:
    """A window that saves: the version it was opened with, its name, and its turn."""

    version: int = 0
    name: str = ""
    turn: int = 0


def answers(filing: Filing) -> dict[str, Kept]:
    """By screen what is kept."""
    if not filing.answers:
        return {}
    return {code: Kept(**kept) for code, kept in json.loads(filing.answers).items()}


def written(kept: dict[str, Kept]) -> str:
    """What is kept, as the record holds it."""
    return json.dumps({code: vars(one) for code, one in kept.items()})


def keep(filing_id: UUID, user_id: int, screen: str, data: dict[str, list[str]], by: Window) -> int:
    """Keep what was typed on a screen; answers its new version.

    Another window having saved since this one was opened, Conflict is raised and nothing of theirs
    is overwritten. Saving what is kept already changes nothing.
    """
    with transaction.atomic():
        filing = Filing.objects.select_for_update().filter(pk=filing_id, owner_id=user_id).first()
        if filing is None:
            raise NotThere()
        if filing.case_id is not None:
            raise Refusal("filed_already")
        kept = answers(filing)
        known = kept.get(screen, Kept())
        is_own = bool(by.turn) and by.name == known.window
        if known.data == data or (is_own and by.turn <= known.turn):
            return known.version
        if not is_own and known.version != by.version:
            raise Conflict()
        kept[screen] = Kept(known.version + 1, data, by.name, by.turn)
        filing.answers = written(kept)
        filing.save(update_fields=["answers", "changed_at"])
    return known.version + 1


def discard(filing_id: UUID, user_id: int) -> None:
    """Throw a preparation away, with its signatures."""
    Filing.objects.filter(pk=filing_id, owner_id=user_id, case=None).delete()


# -- signing and sending --------------------------------------------------------------------------


def digest(paper: str) -> str:
    """What a signature is under: the words of the complaint."""
    return hashlib.sha256(paper.encode()).hexdigest()


def sign(filing: Filing, user_id: int, party: int, under_signature: str) -> None:
    """A co-plaintiff signs the words, and the suit, as they are now."""
    Signature.objects.update_or_create(
        filing=filing, party=party, defaults={"user_id": user_id, "digest": digest(under_signature)}
    )


def signed(filing: Filing, under_signature: str) -> dict[int, Signature]:
    """By number of the plaintiff the signatures under these very words."""
    under = Signature.objects.filter(filing=filing, digest=digest(under_signature))
    found = under.select_related("user")
    return {one.party: one for one in found}


def send(
    filing_id: UUID, by: Actor, new: NewCase, needed: frozenset[int], under_signature: str
) -> Done:
    """File the case: once, with every signature, and with nothing of it left behind here.

    ``needed``: the plaintiffs, by number, who have to have signed ``under_signature`` beside the
    one who files. Raises NotThere and Refusal.
    """
    with transaction.atomic():
        found = Filing.objects.select_for_update().filter(pk=filing_id, owner_id=by.user_id)
        filing = found.first()
        if filing is None:
            raise NotThere()
        if filing.case_id is not None:
            return Done(filing.case_id, 1, "", 1, repeated=True)
        signatures = signed(filing, under_signature)
        if needed - signatures.keys():
            raise Refusal("signature_missing")
        for number, party in enumerate((x for x in new.parties if x.side == "plaintiff"), 1):
            if number in signatures:
                party.user_id, party.authority = signatures[number].user_id, "self"
        new.facts_of |= _first_day(filing, new)
        done = file_case(new, by=by, key=str(filing.pk))
        Signature.objects.filter(filing=filing).delete()
        filing.case_id, filing.answers = done.case_id, ""
        filing.save(update_fields=["case", "answers", "changed_at"])
    return done


def first_of(filing: Filing) -> Case | None:
    """The very first case of a filing that was carried from court to court; None for one that was
    not."""
    first: Case | None = filing.carried_from
    while first is not None:
        before: Filing | None = getattr(first, "filing", None)
        if before is None or before.carried_from is None:
            break
        first = before.carried_from
    return first


def _first_day(filing: Filing, new: NewCase) -> dict[str, Any]:
    """What the log keeps of it: the day counts for limitation of action (民法典 195), as far as
    the suit is still the same claim against the same people."""
    first = first_of(filing)
    if first is None:
        return {}
    found: dict[str, Any] = {"carried_from": filing.carried_from_id}
    if is_the_suit(first, new.cause_code, {(one.side, one.name) for one in new.parties}):
        found["first_filed"] = local_date(first.filed_at).isoformat()
    return found


def is_the_suit(first: Case, cause_code: str, now: set[tuple[str, str]]) -> bool:
    """Whether cause and both sides are still those of the first filing. ``now``: side and name of
    the parties."""
    try:
        if not same_matter(by_code(first.cause_code), by_code(cause_code)):
            return False
    except CauseError:
        return False
    then = set(Party.objects.filter(case=first).values_list("side", "name"))
    return all({one for one in then & now if one[0] == side} for side in ("plaintiff", "defendant"))
