"""When a service took effect, written from the table of ways alone: a second opinion.

Nothing here is shared with the program. A story is what happened to one attempt, in plain words;
the answer is the day the law counts, or None where nothing was served.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.law.oracle import roll

ORDINARY, SUMMARY, SMALL = "ordinary", "summary", "small_claims"

# CPL 90; online litigation rules 29: four grounds make an electronic address a confirmed one.
GROUNDS = ("express", "clause", "pleading", "conduct")

# CPL 88; interpretation 130-132: whose signature is the addressee's own.
MAY_SIGN = (
    "addressee",
    "family",
    "legal_representative",
    "mail_room",
    "agent",
    "named_receiver",
)

# Special delivery rules 9 and 11: what the party itself brought about.
OWN_FAULT = ("wrong_address", "refused", "unreported_change")


@dataclass(frozen=True)
class Story:
    """One attempt: the way, what it is used for, and the days on which things happened."""

    way: str
    procedure: str = ORDINARY
    document: str = "complaint"
    ground: str = ""  # of electronic service
    theirs: bool = False  # the address is provably the person's
    arrived: date | None = None
    proved: date | None = None  # the other day of arrival the recipient proved
    replied: date | None = None  # replied to it or acted on it
    read: date | None = None  # the system shows the signed-in person read it
    signed: date | None = None
    signer: str = "addressee"
    came_and_refused: date | None = None
    refused: date | None = None
    witness: bool = False
    photo: bool = False
    left: date | None = None
    returned: date | None = None
    why_returned: str = ""
    held: bool = False  # soldier, prisoner, detainee
    unknown: bool = False  # whereabouts unknown, or nothing else works
    published: tuple[date, ...] = ()
    abroad: bool = False
    fetch_by: date | None = None
    fetched: date | None = None
    pronounced: date | None = None


def takes_effect(story: Story) -> date | None:  # noqa: C901 - one rule after the other, as read
    """The day the service of this one attempt counts, or None."""
    answer: date | None = None
    if story.way == "electronic":
        if story.ground in GROUNDS and story.arrived:
            answer = story.proved or story.arrived
    elif story.way == "electronic_unconfirmed":
        shown = [day for day in (story.replied, story.read) if day]
        if story.theirs and shown:
            answer = min(shown)
    elif story.way in ("direct", "entrusted"):
        if story.signed and story.signer in MAY_SIGN:
            answer = story.signed
    elif story.way == "transfer":
        if story.held:
            answer = story.signed
    elif story.way == "in_court":
        answer = story.signed or story.came_and_refused
    elif story.way == "left":
        shown_refusal = story.refused is not None and (story.witness or story.photo)
        if shown_refusal and story.document != "mediation_statement":
            answer = story.left
    elif story.way == "post":
        if story.signed:
            answer = story.signed
        elif story.why_returned in OWN_FAULT and story.document != "mediation_statement":
            answer = story.returned
    elif story.way == "public_notice":
        barred = story.procedure in (SUMMARY, SMALL) or story.document == "mediation_statement"
        if story.unknown and story.published and not barred:
            days = 60 if story.abroad else 30
            # A period: where its last day is a holiday, the first day after is the last (CPL 85).
            answer = roll(max(story.published) + timedelta(days=days))
    elif story.way == "collection":
        if story.procedure in (SUMMARY, SMALL) and story.fetch_by:
            answer = story.fetched or story.fetch_by
    elif story.way == "pronouncement":
        answer = story.pronounced
    else:
        raise AssertionError(f"no way {story.way}")
    return answer


def first_effect(stories: Iterable[Story]) -> date | None:
    """Several channels: the earliest effective one counts (online litigation rules 31)."""
    days = [day for day in map(takes_effect, stories) if day is not None]
    return min(days) if days else None
