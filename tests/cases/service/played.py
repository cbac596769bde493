"""Playing a story of the oracle at the desk: the same events, through the program's own doors."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from itertools import count

from cases import enforcement
from cases.acts.service import attempts
from cases.law.refusals import Refusal
from cases.models import Service
from tests.cases.service.conftest import Desk
from tests.cases.service.oracle import Story

CHANNEL = {
    "electronic": "in_app", "electronic_unconfirmed": "phone", "direct": "hand", "left": "hand",
    "post": "express", "entrusted": "court", "transfer": "unit", "public_notice": "notice",
    "in_court": "counter", "collection": "counter",
}  # fmt: skip
GROUND = {
    "express": "express", "clause": "agreed_beforehand", "pleading": "address_in_pleading",
    "conduct": "accepted_earlier",
}  # fmt: skip
SIGNER = {"addressee": "party"}
RETURNED = {
    "wrong_address": "wrong_address", "refused": "refused",
    "unreported_change": "move_not_reported", "nobody": "nobody_found",
}  # fmt: skip
KIND = {"complaint": "evidence", "judgment": "judgment", "mediation_statement":
        "mediation_statement", "summons": "summons"}  # fmt: skip
_numbers = count(1)


def serve(desk: Desk, story: Story, paper: int, *, before: bool = True) -> Service | None:
    """Live through one attempt; what the program refuses is refused. Returns the record."""
    with suppress(Refusal):
        if before:
            _before(desk, story, paper)
        _try(desk, story, paper)
    found = Service.objects.filter(case_id=desk.case_id, paper_id=paper, party_no=2).first()
    enforcement.sweep()
    attempts.settle()
    if found is not None:
        found.refresh_from_db()
    return found


def _before(desk: Desk, story: Story, paper: int) -> None:
    """What has to have happened before the law opens the way."""
    kind = KIND[story.document]
    if story.way == "left" and story.refused:
        tried = desk.prepare("direct", "hand", document=kind, paper=paper)
        desk.tells(tried, "refused", story.refused, said="拒收", proved=False)
    if story.way == "public_notice" and story.unknown:
        tried = desk.prepare("direct", "hand", document=kind, paper=paper)
        first = min(story.published) if story.published else None
        desk.tells(tried, "not_found", first, said="查无此人", proved=False)


def _try(desk: Desk, story: Story, paper: int) -> None:
    desk.consents(ground="", held=story.held)
    if story.way == "electronic":
        desk.consents(ground=GROUND.get(story.ground, ""))
    service = desk.prepare(story.way, CHANNEL[story.way], document=KIND[story.document],
                           paper=paper)  # fmt: skip
    for event, on, more in _events(story):
        desk.tells(service, event, on, **more)
    if story.way == "electronic":
        dispatch = attempts.release(desk.case_id, service.pk, desk.by)
        if story.arrived:
            attempts.accepted(dispatch, "")


def _events(story: Story) -> list[tuple[str, date | None, dict[str, object]]]:  # noqa: C901
    bare: dict[str, object] = {"proved": False}
    signer = {"recipient": SIGNER.get(story.signer, story.signer)}
    found: list[tuple[str, date | None, dict[str, object]]] = []
    ends = [x for x in (story.signed, story.returned, story.fetch_by) if x]
    first = min(ends) - timedelta(days=2) if ends else None
    out = {"post": "posted", "entrusted": "requested", "transfer": "passed_on"}.get(story.way)
    if out:
        found.append((out, first, {"number": f"N{next(_numbers)}", **bare}))
    if story.signed and story.way in ("direct", "post", "entrusted", "transfer"):
        found.append(("signed", story.signed, signer))
    if story.returned:
        found.append(("returned", story.returned, {"returned": RETURNED[story.why_returned]}))
    if story.way == "left" and story.left:
        shown = "witnessed" if story.witness else "recorded" if story.photo else ""
        found.append(("left", story.left, {"proof": shown, "recipient": "party"}))
    if story.way == "in_court" and story.came_and_refused:
        found.append(("came_and_refused", story.came_and_refused, {}))
    if story.way == "electronic_unconfirmed":
        said = {"number": "13900000000", "said": "本人称收到", **bare}
        found.append(("called", story.replied or story.read, said))
        if story.replied:
            found.append(("replied", story.replied, said))
    for day in story.published if story.way == "public_notice" else ():
        found.append(("published", day, {"number": f"N{next(_numbers)}", **bare}))
    if story.way == "collection" and story.fetch_by:
        told = story.fetched or story.fetch_by
        found.append(("told", told - timedelta(days=5), {"collect_by": story.fetch_by, **bare}))
        if story.fetched:
            found.append(("collected", story.fetched, {}))
    return found
