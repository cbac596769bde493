"""Putting evidence: a party's list, from its drafts to the numbers under which it is cited.

A draft is the party's own and no part of the log; the act that puts it takes up every item with a
digest of what it says, and from then on it may only be withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from cases import loading
from cases.acts.evidence import found, papers
from cases.acts.papers import on_paper
from cases.acts.papers.handing_in import take_files
from cases.law import exchange
from cases.law.refusals import Conflict, NotThere, Refusal
from cases.materials import trays
from cases.materials.trays import tray_for
from cases.models import Document, Draft, EvidenceItem, Upload
from cases.models.fields import keyed_digest
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding

LATE = "late_evidence"
FIELDS = ("title", "kind", "purpose", "source", "original", "pages")
"""What a party says of an item."""

# -- drafts ---------------------------------------------------------------------------------------


def drafts(case_id: int, party_nos: Iterable[int]) -> QuerySet[EvidenceItem]:
    """What these parties have not put yet."""
    mine = EvidenceItem.objects.filter(case_id=case_id, party_no__in=list(party_nos), put_seq=None)
    return mine.order_by("order", "pk")


def add(
    case_id: int, party_no: int, side: str, user_id: int, rows: list[dict[str, str]]
) -> list[EvidenceItem]:
    """Put items behind those of the list; all of them or none. Raises Refusal where there would be
    too many."""
    with transaction.atomic():
        mine = drafts(case_id, [party_no]).select_for_update()
        if len(mine) + len(rows) > exchange.MOST_ITEMS:
            raise Refusal("too_many_items", most=exchange.MOST_ITEMS)
        last = drafts(case_id, [party_no]).aggregate(order=Max("order"))["order"] or 0
        return EvidenceItem.objects.bulk_create([
            EvidenceItem(case_id=case_id, party_no=party_no, side=side, by_id=user_id,
                         order=last + n, **row)
            for n, row in enumerate(rows, 1)
        ])  # fmt: skip


def change(item: EvidenceItem, version: int, values: dict[str, str], papers: list[int]) -> None:
    """Save a draft as it was typed. Raises Conflict where another window saved it meanwhile,
    Refusal once it is put."""
    with transaction.atomic():
        now = _locked(item)
        if now.version != version:
            raise Conflict()
        for name in FIELDS:
            setattr(now, name, values[name])
        now.version += 1
        now.save(update_fields=[*FIELDS, "version"])
        now.papers.set(Document.objects.main().filter(case_id=item.case_id, pk__in=papers))


def move(item: EvidenceItem, up: bool) -> None:
    """One place up or down among those of its party."""
    with transaction.atomic():
        mine = list(drafts(item.case_id, [item.party_no]).select_for_update())
        at = next((n for n, one in enumerate(mine) if one.pk == item.pk), None)
        if at is None:
            raise Refusal("item_is_put")
        mine.insert(max(0, at - 1) if up else at + 1, mine.pop(at))
        for n, one in enumerate(mine, 1):
            EvidenceItem.objects.filter(pk=one.pk).update(order=n)


def drop(item: EvidenceItem) -> None:
    """Take a draft off the list; its files stay in nobody's tray."""
    with transaction.atomic():
        now = _locked(item)
        now.papers.clear()
        now.delete()


def _locked(item: EvidenceItem) -> EvidenceItem:
    now = EvidenceItem.objects.select_for_update().filter(pk=item.pk).first()
    if now is None:
        raise NotThere()
    if now.put_seq is not None:
        raise Refusal("item_is_put")
    return now


def tray(user_id: int, item: EvidenceItem) -> UUID:
    """Where a person's files for this item wait until it is put."""
    return tray_for(user_id, f"{item.case_id}:evidence:{item.pk}")


# -- putting --------------------------------------------------------------------------------------


@leaves("put_evidence")
def puts(p: Proceeding, deed: Deed) -> None:
    """Every draft of the party gets its number; after the period it is taken in and flagged
    (解释 101-102)."""
    party = found.party_of(p, deed)
    mine = list(drafts(p.case.pk, [party.no]).select_for_update(of=("self",)))
    if not mine:
        raise Refusal("nothing_to_put")
    late = came_late(p, deed, party.no)
    for no, item in enumerate(mine, _next_no(p, party.side)):
        item.no, item.put_seq, item.put_at, item.is_late = no, p.seq, p.came_at, late
        EvidenceItem.objects.filter(pk=item.pk).update(
            no=no, put_seq=p.seq, put_at=p.came_at, is_late=late
        )
    _takes_up_files(p, deed, mine, late=late)
    deed.facts |= {"late": late, "put": [_told(item) for item in mine]}
    deed.facts["items_name"] = found.names(mine)
    papers.leave_list(p, deed, party.no, mine)
    if late:
        _asks_the_judge(p)


def _next_no(p: Proceeding, side: str) -> int:
    """Items are numbered by side; a number is never given twice."""
    mine = EvidenceItem.objects.filter(case_id=p.case.pk, side=side)
    return int(mine.aggregate(last=Max("no"))["last"] or 0) + 1


def came_late(p: Proceeding, deed: Deed | None, party_no: int | None) -> bool:
    """Whether what comes now comes after the period; one that others have still holds for all
    (解释 100(2))."""
    return exchange.is_late(
        ended=_period_is_over(p),
        running=any(c.running for c in p.running("evidence_period", kind="party")),
        not_begun=p.place in NOT_BEGUN,
        posted_in_time=deed is not None and on_paper.in_time(p, deed, "evidence_period", party_no),
    )


def _period_is_over(p: Proceeding) -> bool:
    """Whether a period was set that ran out, was waived, or ended with the day of the exchange
    (证据规定 56)."""
    return loading.had_clock(p, ended=True, code="evidence_period", kind="party")


NOT_BEGUN = frozenset({"complaint_service", "answer_period", "evidence_period"})


def _takes_up_files(p: Proceeding, deed: Deed, items: list[EvidenceItem], *, late: bool) -> None:
    """What lies in the trays of those who act for the party goes into the file with its item.

    Of one's own every file has to be ready. What of a colleague's is not stays in that tray, as not
    put, and the log says how much that was: nobody can mend what another is sending.
    """
    party = p.party(items[0].party_no)
    users = {user for user, _ in party.links} if party is not None else set()
    of = {tray(user, item): (user, item) for item in items for user in users}
    filled = Upload.objects.filter(owner_id__in=users, tray__in=list(of)).values_list("tray")
    brought: list[Document] = []
    for (tray_id,) in filled.distinct():
        user, item = of[tray_id]
        taken = trays.adopt(
            tray_id, case=p.case, party_no=item.party_no, received_at=p.came_at, seq=p.seq,
            owner_id=user, is_late=late, leave=user != deed.by.user_id,
        )  # fmt: skip
        item.papers.add(*taken)
        brought += taken
    if left := Upload.objects.filter(owner_id__in=users, tray__in=list(of)).count():
        deed.facts["files_left"] = left
    if brought:
        deed.facts["documents"] = trays.facts(brought)
        p.brings(*brought)


def _told(item: EvidenceItem) -> list[Any]:
    """What the log holds of an item: its number, kinds, and by what its words are known again."""
    words = "\x1f".join((item.title, item.purpose, item.source, item.pages))
    return [item.pk, item.no, item.kind, item.original, keyed_digest(words)]


def _asks_the_judge(p: Proceeding) -> None:
    """A decision is prepared for the judge (解释 102). One that waits already is drawn up anew by
    what comes in."""
    if not p.running(LATE):
        p.start("late_evidence_put")
    [clock] = p.running(LATE)
    if not Draft.objects.filter(case_id=p.case.pk, clock_no=clock.no, closed_seq=None).exists():
        p.prepared.append((clock, "decide_late_evidence"))


@leaves("submit_evidence")
def submits(p: Proceeding, deed: Deed) -> None:
    """One item handed in as it is, with a title and no list: an item like every other."""
    party = p.party(deed.data.get("party")) or p.parties[0]
    late = came_late(p, deed, deed.data.get("party"))
    title, purpose = str(deed.data["title"]), str(deed.data.get("purpose", ""))
    item = EvidenceItem.objects.create(
        case_id=p.case.pk, party_no=party.no, side=party.side, no=_next_no(p, party.side),
        title=title[: exchange.MOST_TITLE], kind="documentary", purpose=purpose,
        by_id=deed.by.user_id, put_seq=p.seq, put_at=p.came_at, is_late=late,
    )  # fmt: skip
    paper = Document.objects.create(
        case_id=p.case.pk, kind="evidence", title=title, text=purpose, party_no=party.no,
        received_at=p.came_at, seq=p.seq, is_late=late,
    )  # fmt: skip
    p.brings(paper)
    item.papers.add(paper)
    take_files(p, deed, party.no, is_late=late)
    brought = [pk for pk, _ in deed.facts.get("documents", ())]
    item.papers.add(*brought)
    deed.facts |= {"late": late, "put": [_told(item)]}
    if late:
        _asks_the_judge(p)
