"""What is in a case beside its course: documents, hearings, money, people, links."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.papers.sheets import is_marked, paper_of
from cases.acts.parties import joining
from cases.law.exhibits import KINDS as EXHIBITS
from cases.materials import names
from cases.models import Case, Document, Link, Party, Payment
from cases.models.record import DocumentQuerySet
from cases.pages.sources import DRAWN, READ
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading import labels, scope
from cases.reading.fees import owing
from cases.reading.hearings import sittings
from cases.reading.lists import rows
from cases.reading.papers import agreement, materials
from cases.reading.scope import Viewer

MOST = 500
"""A case with more papers of one kind than this shows the newest."""


def readable(case_id: int, standings: list[Standing], *, inner: bool) -> DocumentQuerySet:
    """The documents a person may read; of the inner volume only what was opened (``inner``).

    What the court wrote to one party holds its particulars and the code that leads into the case:
    it is for that party and the desk. So is what a party hands in to show that it cannot pay. Who
    only mediated reads nothing that came after.
    """
    found = Document.objects.filter(case_id=case_id)
    if scope.is_party(standings):
        return found.for_parties([no for standing in standings for no in standing.party_nos])
    open_to = found.for_court(desk=joining.at_desk(standings), inner=inner)
    if scope.only_mediates(standings):
        return open_to.until(agreement.known_until(case_id))
    return open_to


def documents(
    case_id: int, standings: list[Standing], names: dict[int, str], *, inner: bool
) -> list[dict[str, Any]]:
    """The documents a person may read, newest first."""
    found = (
        readable(case_id, standings, inner=inner).defer("text").select_related("written", "blob")
    )
    return [
        {
            "title": document.title,
            "kind": labels.document(document.kind),
            "volume": _("inner volume") if document.volume == "inner" else "",
            "received": labels.moment(document.received_at),
            "late": document.is_late,
            "void": document.void_seq is not None,
            "party": between(document, names),
            "url": reverse("document", args=[case_id, document.pk]),
            "file": file_of(document),
        }
        for document in found.order_by("-seq", "-id")[:MOST]
    ]


def between(document: Document, names: dict[int, str]) -> str:
    """Whom it is from; of a paper of the court, whom it is to."""
    written = getattr(document, "written", None)
    if written is None:
        return names.get(document.party_no or 0, "")
    return _("the court, to %(name)s") % {"name": names.get(written.party_no, "")}


def file_of(document: Document) -> dict[str, str] | None:
    """The file of a document in words, None where there is only text."""
    blob = document.blob
    if blob is None:
        return None
    url = reverse("paper-file", args=[document.case_id, document.pk])
    pages = reverse("reader-page", args=[document.case_id, document.pk, 1])
    return {
        "url": url,
        "show_url": f"{pages}?pane=1" if blob.kind in DRAWN | READ else "",
        "exhibit_url": reverse("exhibit", args=[document.case_id, document.pk])
        if blob.kind in EXHIBITS
        else "",
        "name": names.of_kind(document.file_name or document.title, blob.kind),
        "about": materials.about(blob.kind, blob.size, document.pages, document.rotation),
        "sha256": blob.sha256[:12],
    }


def document(one: Document) -> dict[str, Any]:
    """One document with what it says, as blocks where the court wrote it."""
    paper = paper_of(one)
    return {
        "id": one.pk,
        "heading": one.kind,
        "file": file_of(one),
        "title": one.title,
        "kind": labels.document(one.kind),
        "received": labels.moment(one.received_at),
        "late": one.is_late,
        "text": one.text,
        "blocks": paper if is_marked(one) else None,
        "pdf_url": reverse("document-pdf", args=[one.case_id, one.pk]) if paper else "",
        "read_url": reverse("reader-page", args=[one.case_id, one.pk, 1]),
    }


def payments(case_id: int, mine: tuple[int, ...] | None) -> list[dict[str, Any]]:
    """What was paid and given back; of the fees of several a party reads its own."""
    seen = Q() if mine is None else Q(charge_no=0) | Q(party_no__in=mine)
    return [
        {
            "on": labels.day(payment.on),
            "kind": labels.act(payment.kind),
            "amount": labels.money(payment.amount),
        }
        for payment in Payment.objects.filter(seen, case_id=case_id).order_by("-seq", "-id")[:MOST]
    ]


def parties(found: list[Party]) -> list[dict[str, Any]]:
    """The parties; numbers and phones are never shown whole."""
    return [
        {
            "name": party.name,
            "unmask": _in_full(party),
            "side": labels.side(party.side),
            "kind": _("organisation") if party.is_organisation else _("person"),
            "id_number": masked_id(party.id_number),
            "phone": masked_phone(party.phone),
            "left": labels.day(party.left_on),
        }
        for party in found
    ]


def _in_full(party: Party) -> list[dict[str, str]]:
    """Where particulars that are known can be seen in full; the address, which is not read here,
    in any case."""
    words = {"id_number": _("ID number"), "phone": _("Phone"), "address": _("Address")}
    return [
        {"url": reverse("unmask", args=[party.case_id, party.no, field]), "label": label}
        for field, label in words.items()
        if field == "address" or getattr(party, field)
    ]


def masked_id(number: str) -> str:
    """First three and last four, never the birth date."""
    if len(number) < 8:
        return "•" * len(number)
    return f"{number[:3]}{'•' * (len(number) - 7)}{number[-4:]}"


def masked_phone(number: str) -> str:
    if len(number) < 8:
        return "•" * len(number)
    return f"{number[:3]}••••{number[-4:]}"


def masked_address(address: str) -> str:
    """The district, never the house."""
    return f"{address[:6]}••••" if len(address) > 6 else "•" * len(address)


LINKS = {
    "appeal": ("上诉", "appeal"),
    "jurisdiction_appeal": ("管辖上诉", "appeal on jurisdiction"),
    "retrial_review": ("再审审查", "retrial review"),
    "retrial": ("再审", "retrial"),
    "remand": ("发回重审", "remand"),
    "transfer": ("移送", "transfer"),
}


def linked(case: Case, who: Viewer) -> list[dict[str, str]]:
    """Cases of the same dispute that exist for this person."""
    rows_ = list(Link.objects.filter(Q(source_id=case.pk) | Q(target_id=case.pk)).order_by("id"))
    ids = {link.source_id for link in rows_} | {link.target_id for link in rows_}
    seen = {c.pk: c for c in scope.visible(who).filter(pk__in=ids - {case.pk})}
    found = []
    for link in rows_:
        other = seen.get(link.target_id if link.source_id == case.pk else link.source_id)
        if other is not None:
            relation = labels.pick(*LINKS.get(link.kind, (link.kind, link.kind)))
            goes_out = link.source_id == case.pk
            found.append(
                {
                    "relation": f"{'→' if goes_out else '←'} {relation}",
                    "way": _way(link.kind, goes_out),
                    "label": rows.number(other),
                    "place": labels.place(other.stands_at),
                    "answer": _answer(link) if goes_out else "",
                    "url": reverse("case", args=[other.pk]),
                }
            )
    return found


UPWARD = frozenset({"appeal", "jurisdiction_appeal", "retrial_review", "retrial"})


def _way(kind: str, goes_out: bool) -> str:
    """Where the other case lies: in the court above, in the one below, or beside."""
    if kind not in UPWARD and kind != "remand":
        return _("beside")
    return _("above") if (kind in UPWARD) is goes_out else _("below")


def _answer(link: Link) -> str:
    """Whether this case has taken in what came of the other."""
    if link.kind not in UPWARD:
        return ""
    return _("its result is taken in") if link.answered_seq else _("its result is awaited")


def money(p: Proceeding, standings: list[Standing]) -> dict[str, Any]:
    """What the case is about, what it costs, and what was paid; a party reads its own."""
    nos = tuple(no for standing in standings for no in standing.party_nos)
    mine = nos if scope.is_party(standings) else None
    return {
        "payments": payments(p.case.pk, mine),
        "amount": labels.money(p.case.amount),
        "fee": labels.money(owing.fee_of(p, mine)),
    }


def hearings(p: Proceeding, standings: list[Standing]) -> list[dict[str, Any]]:
    """The sittings of the case."""
    return sittings.of_case(p.case.pk, at_desk=joining.at_desk(standings))


def papers(
    p: Proceeding, found: list[Party], standings: list[Standing], *, inner: bool
) -> dict[str, Any]:
    """Papers and parties."""
    case_id = p.case.pk
    names = {party.no: party.name for party in found}
    return {
        "parties": parties(found),
        "documents": documents(case_id, standings, names, inner=inner),
        "write_url": reverse("write", args=[case_id]) if joining.at_desk(standings) else "",
        "joining_url": reverse("case-joining", args=[case_id]),
        "asked_to_join": joining.waiting(case_id).count(),
        "numbers": list(p.case.numbers.order_by("id").values_list("number", flat=True)),
    }
