"""The ways through the door: to do an act, to see what it comes to, to hold a case and write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction

from cases import loading
from cases.back_off import BROKEN
from cases.law.acts import ACTS, Act
from cases.law.effects import picture
from cases.law.on_paper import Paper
from cases.law.refusals import Conflict, NotAllowed, NotInTable, NotThere, Refusal, Stale
from cases.models import Access, Case, SetAside
from cases.procedure.acting import take_place
from cases.procedure.consequences import ANSWERS, case_entered
from cases.procedure.deeds import Done
from cases.procedure.elapsing import moment_of, step_time
from cases.procedure.foreseeing import Foreseen, what_came_of
from cases.procedure.repeats import once, repeated, request_digest
from cases.proceeding import Actor, Proceeding

_FILES = frozenset({"files"})
"""Fields of an act that move files, and no date."""


def perform(
    case_id: int,
    act: str,
    *,
    by: Actor,
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
    received_at: datetime | None = None,
    paper: Paper | None = None,
    version: int | None = None,
    key: str | None = None,
    seen: str | None = None,
) -> Done:
    """Do one act to one case.

    ``at``: a past moment, in training courts only. ``received_at``: when a party's papers came
    in, which decides whether they are in time. ``paper``: a party's act that the desk enters from
    paper. ``version``: the state that the person saw; the loser of a race gets Conflict. ``key``:
    repeating the same request returns the first answer. ``seen``: the digest of what ``foresee``
    showed; where the act would come to anything else, it is not done and raises Stale. Raises
    Refusal; then nothing has changed.
    """
    law = _in_table(act)
    request = request_digest(case_id, act, {**(data or {}), **(vars(paper) if paper else {})})
    try:
        with _unless_set_aside(case_id):
            return once(by, key, request, lambda: _perform(
                case_id, law, by, data or {}, at, received_at, paper, version, key, request, seen
            ))  # fmt: skip
    except Refusal as refusal:
        if not isinstance(refusal, NotThere):
            Access.objects.create(
                user_id=by.user_id, case_id=case_id, act=act, reason=refusal.reason
            )
        raise


def _perform(
    case_id: int, law: Act, by: Actor, data: dict[str, Any], at: datetime | None,
    received_at: datetime | None, paper: Paper | None, version: int | None, key: str | None,
    request: str, seen: str | None,
) -> Done:  # fmt: skip
    loaded = loading.load([case_id], by, key)
    if not loaded:
        raise NotThere()
    p = loaded[0]
    # Asked under the lock: of two repeats at once, the second finds what the first did.
    if key and p.was_repeated and (found := repeated(by, key, request)):
        return found
    p.at = moment_of(p, at, received_at)
    step_time(p, p.at, live=at is None)
    if version is not None and version != p.case.version:
        raise Conflict()
    before = picture(p.clocks.values()) if seen is not None else None
    deed = take_place(p, law, by, data, paper, key, request)
    p.at = max(p.at, moment_of(p, at))
    step_time(p, p.at, live=at is None)
    if before is not None and what_came_of(p, deed, before).digest != seen:
        raise Stale()
    finish([p], last=True)
    return Done(p.case.pk, p.case.log_seq, p.place, p.case.version)


def foresee(
    case_id: int, act: str, *, by: Actor, data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Foreseen:  # fmt: skip
    """What ``perform`` would come to now: the same act, in a transaction that is always undone.

    Nobody waits for it, and nothing of it is ever seen by anybody else. Raises Refusal as the act
    itself would.
    """
    law = _in_table(act)
    given = {name: value for name, value in (data or {}).items() if name not in _FILES}
    with _unless_set_aside(case_id), transaction.atomic():
        try:
            p = loading.look(case_id)
            if p is None:
                raise NotThere()
            p.at = moment_of(p, at)
            step_time(p, p.at, live=False)
            before = picture(p.clocks.values())
            deed = take_place(p, law, by, given)
            step_time(p, max(p.at, moment_of(p, at)), live=False)
            return what_came_of(p, deed, before)
        finally:
            transaction.set_rollback(True)


@contextmanager
def held(case_id: int, by: Actor | None = None) -> Iterator[Proceeding]:
    """The case under lock, at this moment, for what has no form in the table of acts.

    Whatever was due has taken its effect. Whoever holds it records what they did and finishes it.
    Raises NotThere; Refusal for a case that was set aside and cannot be written.
    """
    with _unless_set_aside(case_id), transaction.atomic():
        loaded = loading.load([case_id], by)
        if not loaded:
            raise NotThere()
        [p] = loaded
        p.at = max(p.now, p.last_at or p.now)
        if by is not None and by.user_id in loading.stepping_aside(p):
            raise NotAllowed("recusal_asked")
        step_time(p, p.at)
        yield p


def finish(proceedings: Iterable[Proceeding], *, last: bool = False) -> None:
    """Tell the apps where cases came to, write them, and answer the cases they are linked to.

    ``last``: nothing follows in this transaction, whose COMMIT may go along.
    """
    done = list(proceedings)
    for p in done:
        for source, place in p.entered:
            case_entered.send(sender=Case, proceeding=p, place=place, source=source)
    loading.write(done, last=last and not any(p.answers for p in done))
    for p in done:
        if p.answers:
            p.answers = False
            for answer in ANSWERS:
                answer(p)


def _in_table(act: str) -> Act:
    law = ACTS.get(act)
    if law is None:
        raise NotInTable("no_such_act", act=act)
    return law


@contextmanager
def _unless_set_aside(case_id: int) -> Iterator[None]:
    """A case that was set aside and cannot be read or written waits for a person."""
    try:
        yield
    except (DatabaseError, *BROKEN) as error:
        if not SetAside.objects.filter(case_id=case_id).exists():
            raise
        raise Refusal("set_aside") from error
