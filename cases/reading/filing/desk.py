"""The filing desk 立案庭: what waits to be looked at, and one filing with all that came with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.acts.filing import correcting, elsewhere, preparing
from cases.acts.papers import sheets
from cases.drafting.parting import Parts, parts_of
from cases.law.acts import PARTS
from cases.law.causes import by_code
from cases.law.filing_checks import VERDICTS, Application, Earlier, Finding, Paper, Side, all_of
from cases.law.procedures import FIRST_INSTANCE, Origin, origin_words
from cases.law.roles import IN_ITS_PLACE, Role
from cases.models import Case, Court, Document, Entry, Filing, Party, PartyLink
from cases.proceeding import Proceeding
from cases.reading import citations, labels, scope
from cases.reading.lists import rows, worklist
from cases.reading.papers import papers
from cases.reading.scope import Viewer

AT = "filing_review"
PAGE = 30
MOST_PAPERS = 200
"""On one page; the papers of the case hold the rest."""


# -- the queue ----------------------------------------------------------------------------------


def queue(who: Viewer) -> QuerySet[Case]:
    """What this person, as a clerk, may decide on now."""
    return scope.visible(who).filter(stands_at=AT, court_id__in=who.courts([Role.CLERK]))


def page(who: Viewer, after: str = "") -> worklist.Page:
    """A page of the queue, the most urgent first."""
    return worklist.page(queue(who), after, PAGE)


def following(who: Viewer, but: int = 0) -> int | None:
    """The next filing by its clock, None when none waits."""
    found = worklist.page(queue(who).exclude(pk=but), size=1).rows
    return found[0].pk if found else None


def queue_rows(cases: list[Case]) -> list[dict[str, Any]]:
    """The rows of the queue; queries for the page, not for the row."""
    found = rows.rows(cases, rows.Reader((Role.CLERK,)))
    return [
        row | {"came": came(case), "corrected": bool(case.came_from), "cause": rows.cause(case)}
        for case, row in zip(cases, found, strict=True)
    ]


def came(case: Case) -> str:
    """What came: a complaint, an appeal, a case from another court."""
    if case.origin == Origin.FILED:
        return _("Complaint")
    return str(capfirst(labels.pick(*origin_words(Origin(case.origin)))))


# -- one filing ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Corrected:
    """What was asked for last, and what came back."""

    asked: dict[str, str]
    """By part what the last notice said; under "" what it said of the whole."""
    parts: frozenset[str]
    """The parts that were changed since."""
    seq: int
    """The entry that brought the corrections."""
    rounds: int
    on: str


def corrected(case_id: int) -> Corrected | None:
    """What was corrected since the court sent the papers back; None where it never did."""
    found = Entry.objects.filter(
        case_id=case_id, act__in=("submit_correction", "return_for_correction")
    )
    entries = list(found.order_by("-seq").only("case_id", "seq", "act", "body", "effective_at"))
    came_back = [one for one in entries if one.act == "submit_correction"]
    if not came_back:
        return None
    facts = orjson.loads(came_back[0].body)["facts"]
    return Corrected(
        correcting.defects(case_id), frozenset(facts.get("corrected", ())), came_back[0].seq,
        len(came_back), labels.moment(came_back[0].effective_at),
    )  # fmt: skip


@dataclass(frozen=True)
class Text:
    """The complaint, with the one before it where it was changed."""

    parts: Parts
    whole: str
    before: str = ""


def text_of(found: list[Document]) -> Text:
    """``found``: the complaints of the case, the newest first."""
    if not found:
        return Text(Parts(), "")
    before = found[1].text if len(found) > 1 else ""
    return Text(parts_of(found[0].text), found[0].text, before)


@dataclass(frozen=True)
class Whole:
    """A filing with everything the page shows of it, read once."""

    p: Proceeding
    court: Court
    parties: list[Party]
    papers: list[Document]
    text: Text
    links: list[PartyLink]
    corrected: Corrected | None
    told_before: elsewhere.Told | None

    @property
    def is_suit(self) -> bool:
        """Whether the rules for a complaint at first instance say anything about it."""
        return self.p.procedure in FIRST_INSTANCE and self.p.case.origin == Origin.FILED


def whole(p: Proceeding, court: Court, readable: QuerySet[Document]) -> Whole:
    """``readable``: the documents that the clerk may read."""
    case_id = p.case.pk
    found = readable.select_related("blob", "written").order_by("-seq", "id")
    handed = list(found[:MOST_PAPERS])
    complaints = [one for one in handed if one.kind == "complaint" and one.blob is None]
    links = PartyLink.objects.unended().filter(party__case_id=case_id)
    return Whole(
        p, court, list(Party.objects.filter(case_id=case_id, left_on=None)),
        handed, text_of(complaints),
        list(links.select_related("user", "party")), corrected(case_id),
        elsewhere.insists(case_id),
    )  # fmt: skip


def application(one: Whole) -> Application:
    """What the rules read of a filing."""
    case = one.p.case
    proven = {
        link.party_id for link in one.links
        if link.authority in IN_ITS_PLACE and (link.user.is_verified or link.user.is_demo)
    }  # fmt: skip
    agents = {str(link.user) for link in one.links if link.authority not in IN_ITS_PLACE}
    told = one.told_before
    confirmed = (
        Document.objects.main().filter(case_id=case.pk, kind="address_confirmation").exists()
    )
    handed_in = [Paper(x.kind, x.title) for x in one.papers if not sheets.is_written(x)]
    return Application(
        by_code(case.cause_code), one.court.name,
        tuple(
            Side(x.side, x.name, x.is_organisation, x.address, bool(x.id_number), bool(x.phone),
                 x.pk in proven)
            for x in one.parties
        ),
        (*handed_in, *([Paper("address_confirmation", "")] if confirmed else [])),
        case.amount, one.text.parts.claims, one.text.parts.facts, tuple(sorted(agents)),
        told.name if told else "",
    )  # fmt: skip


def checks(one: Whole, earlier: Iterable[Earlier]) -> list[dict[str, Any]]:
    """What the program has looked at, for the page; what needs a person comes first."""
    return [_check(found) for found in all_of(application(one), earlier)] if one.is_suit else []


def _check(found: Finding) -> dict[str, Any]:
    return {
        "code": found.check,
        "verdict": found.verdict,
        "word": labels.pick(*VERDICTS[found.verdict]),
        "text": labels.of(found),
        "basis": citations.marked(found.citation),
        "ask": found.ask if found.verdict != "ok" else "",
        "part": found.part,
    }


def pinned(one: Whole, codes: Iterable[str]) -> dict[str, str]:
    """By part of the notice what the chosen findings ask for, in the words of the court."""
    chosen = set(codes)
    said: dict[str, list[str]] = {}
    for found in all_of(application(one), []) if chosen and one.is_suit else []:
        if found.check in chosen and found.ask and found.part:
            said.setdefault(found.part, []).append(found.ask)
    return {part: "\n".join(lines) for part, lines in said.items()}


def parts(one: Whole) -> list[dict[str, Any]]:
    """The application by parts, each with what was asked of it and whether it was corrected."""
    back = one.corrected
    return [
        {
            "code": code,
            "title": str(labels.pick(zh, en.removeprefix("the ").capitalize())),
            "asked": back.asked.get(code, "") if back else "",
            "corrected": back is not None and code in back.parts,
        }
        for code, zh, en in PARTS
    ]


def particulars(one: Whole) -> list[dict[str, Any]]:
    """The parties with their particulars, numbers and telephones masked."""
    shown = papers.parties(one.parties)
    here = {link.party_id: link for link in reversed(one.links)}
    return [
        row | {"address": party.address, "by": _who_files(here.get(party.pk))}
        for party, row in zip(one.parties, shown, strict=True)
    ]


def _who_files(link: PartyLink | None) -> str:
    """Who is in the case for a party, where it is not the party itself."""
    if link is None or link.authority == "self":
        return ""
    return f"{link.user} ({labels.authority(link.authority)})"


def handed_in(one: Whole) -> list[dict[str, Any]]:
    """What came with it; what came with the last correction is marked."""
    names = {party.no: party.name for party in one.parties}
    since = one.corrected.seq if one.corrected else 0
    return [_paper(paper, names, is_new=bool(since) and paper.seq == since) for paper in one.papers]


def _paper(paper: Document, names: dict[int, str], *, is_new: bool) -> dict[str, Any]:
    return {
        "title": paper.title,
        "kind": labels.document(paper.kind),
        "party": names.get(paper.party_no or 0, ""),
        "received": labels.moment(paper.received_at),
        "new": is_new,
        "file": papers.file_of(paper),
        "url": reverse("document", args=[paper.case_id, paper.pk]),
        "text": "" if paper.blob or sheets.is_written(paper) else paper.text,
    }


def first_filed(case_id: int) -> dict[str, str] | None:
    """Where and when it was filed first, for a filing that was carried over and is the same suit
    still."""
    filing = Filing.objects.filter(case_id=case_id).select_related("carried_from__filing").first()
    first = preparing.first_of(filing) if filing is not None else None
    if first is None:
        return None
    sides = set(Party.objects.filter(case_id=case_id).values_list("side", "name"))
    cause = Case.objects.values_list("cause_code", flat=True).get(pk=case_id)
    if not preparing.is_the_suit(first, cause, sides):
        return None
    court = first.court
    return {
        "court": labels.pick(court.name, court.name_en or court.name),
        "on": labels.long_day(labels.local(first.filed_at).date()),
    }
