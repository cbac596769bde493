"""An exhibit as its page shows it: the file and its digest, who confirmed it, its marks, and where
it came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import segno
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.exhibits import carrying, marking, speaking
from cases.acts.exhibits.carrying import Before
from cases.law import exhibits
from cases.models import Document, ExhibitMark, ExhibitWord, Party
from cases.models.record import DocumentQuerySet
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading import labels, scope
from cases.reading.exhibits import transcript
from cases.reading.lists import rows
from cases.reading.papers import materials, papers
from cases.reading.scope import Viewer

MOST_ALIKE = 20


def address(paper: Document, at: float | None = None) -> str:
    """Where an exhibit is shown; ``at``: the moment of a recording, in seconds."""
    found = reverse("exhibit", args=[paper.case_id, paper.pk])
    return found if at is None else f"{found}?{urlencode({'t': f'{at:g}'})}"


def exhibit(paper: Document, names: dict[int, str]) -> dict[str, Any]:
    """What it is: title, file, digest, and how it is shown."""
    blob = paper.blob
    assert blob is not None
    args = [paper.case_id, paper.pk]
    file = papers.file_of(paper)
    assert file is not None
    return {
        "id": paper.pk,
        "title": paper.title,
        "text": paper.text,
        "kind": _kind(blob.kind),
        "from": papers.between(paper, names),
        "received": labels.moment(paper.received_at),
        "late": paper.is_late,
        "void": paper.void_seq is not None,
        "about": file["about"],
        "measured": _measured(blob.facts or {}),
        "sha256": blob.sha256,
        "digest": in_groups(blob.sha256),
        "media": {"mp4": "video/mp4", "m4a": "audio/mp4", "mp3": "audio/mpeg"}.get(blob.kind, ""),
        "size": blob.size,
        "save_url": file["url"],
        "file_url": reverse("exhibit-file", args=args),
        "sheet_url": reverse("exhibit-sheet", args=args),
        "paper_url": reverse("document", args=args),
        "shown": _how(blob.kind, blob.facts or {}),
    }


def _kind(kind: str) -> str:
    if kind in exhibits.TURNED:
        return "model"
    return "video" if kind in exhibits.SEEN_MOVING else "sound"


def _how(kind: str, facts: dict[str, float]) -> str:
    """Whether a model is shown at once, after a press, or not at all."""
    if kind not in exhibits.TURNED:
        return "at_once"
    triangles = facts.get("triangles")
    if triangles is not None and triangles > exhibits.MOST_SHOWN:
        return "never"
    few = triangles is not None and triangles <= exhibits.SHOWN_AT_ONCE
    return "at_once" if few else "asked"


def _measured(facts: dict[str, float]) -> list[tuple[str, str]]:
    """What was measured when it came in."""
    found = []
    if facts.get("seconds"):
        found.append((_("Length"), exhibits.clock(facts["seconds"])))
    if "triangles" in facts:
        found.append((_("Triangles"), f"{int(facts['triangles']):,}"))
        sides = " × ".join(f"{facts.get(side, 0):.4g}" for side in "xyz")
        found.append((_("Extent, if a unit is a metre"), f"{sides} m"))
    return found


def in_groups(digest: str) -> str:
    """A digest that two people can compare."""
    return " ".join(digest[n : n + 8] for n in range(0, len(digest), 8))


# -- who confirmed it -----------------------------------------------------------------------------


def voices(
    p: Proceeding, paper: Document, names: dict[int, str], *, standings: Iterable[Standing]
) -> list[dict[str, Any]]:
    """Every party and the bench, with the word that counts and those before it; ``speaks`` where
    the reader may say it for them."""
    said: dict[int | None, list[ExhibitWord]] = {}
    for word in ExhibitWord.objects.filter(document=paper).order_by("-id"):
        said.setdefault(word.party_no, []).append(word)
    found = list(standings)
    open_ = p.case.node is not None and paper.void_seq is None
    who: list[tuple[int | None, str]] = [
        (party.no, names.get(party.no, "")) for party in p.parties if not party.left
    ]
    return [
        {
            "no": no,
            "name": name,
            "side": labels.side(_side(p, no)) if no is not None else "",
            "words": [_word(one) for one in said.get(no, [])],
            "speaks": open_ and speaking.voice(found, no) is not None,
        }
        for no, name in [*who, (None, _("The bench"))]
    ]


def _side(p: Proceeding, no: int) -> str:
    party = p.party(no)
    return party.side if party is not None else ""


def _word(one: ExhibitWord) -> dict[str, Any]:
    return {
        "agrees": one.agrees,
        "verdict": _("confirmed as the exhibit") if one.agrees else _("objected"),
        "words": one.words,
        "at": labels.moment(one.at),
    }


# -- marks ----------------------------------------------------------------------------------------


def marks(
    paper: Document, who: Viewer, names: dict[int, str], standings: Iterable[Standing]
) -> list[dict[str, Any]]:
    """What is part of the evidence, and the reader's own."""
    found = list(standings)
    return [
        _mark(one, paper, names)
        | {
            "url": reverse("exhibit-mark", args=[paper.case_id, paper.pk, one.pk]),
            "goes": one.seq is None or speaking.voice(found, one.party_no) is not None,
        }
        for one in marking.readable([paper], who.user_id)
    ]


def _mark(one: ExhibitMark, shown_at: Document, names: dict[int, str]) -> dict[str, Any]:
    at = one.milliseconds / 1000
    whose = names.get(one.party_no, "") if one.party_no is not None else _("The bench")
    return {
        "at": at,
        "clock": exhibits.clock(at),
        "words": one.words,
        "shared": one.seq is not None,
        "whose": whose if one.seq is not None else _("You alone"),
        "moment_url": address(shown_at, at),
    }


# -- where it came from ---------------------------------------------------------------------------


def earlier(paper: Document, who: Viewer, *, masked: bool) -> list[dict[str, Any]]:
    """The same exhibit in the cases before, with what was said of it and marked on it there."""
    return [_earlier(one, paper, who, masked) for one in carrying.before(paper)]


def _earlier(one: Before, paper: Document, who: Viewer, masked: bool) -> dict[str, Any]:
    then, case = one.document, one.document.case
    names = {
        party.no: rows.masked(party.name, party.is_organisation) if masked else party.name
        for party in Party.objects.filter(case_id=case.pk).only("no", "name", "is_organisation")
    }
    said = ExhibitWord.objects.filter(document=then, at__lte=one.until).order_by("id")
    own = marking.readable([then], who.user_id).filter(at__lte=one.until)
    return {
        "number": rows.number(case),
        "url": address(then) if scope.sees(who, case.pk) else "",
        "received": labels.moment(then.received_at),
        "until": labels.moment(one.until),
        "from": names.get(then.party_no or 0, ""),
        "words": [
            {"name": names.get(word.party_no, "") if word.party_no else _("The bench")}
            | _word(word)
            for word in said
        ],
        "marks": [_mark(mark, paper, names) for mark in own],
    }


def alike(paper: Document, readable: DocumentQuerySet) -> list[dict[str, str]]:
    """Other files of the case under the same title: each is an exhibit of its own."""
    blob = paper.blob
    assert blob is not None
    found = readable.filter(case_id=paper.case_id, title=paper.title).exclude(pk=paper.pk)
    others = found.exclude(blob=None).exclude(blob__sha256=blob.sha256).select_related("blob")
    return [
        {
            "url": reverse("document", args=[one.case_id, one.pk]),
            "digest": one.blob.sha256[:16] if one.blob else "",
            "received": labels.moment(one.received_at),
        }
        for one in others.order_by("id")[:MOST_ALIKE]
    ]


def written(paper: Document, readable: DocumentQuerySet) -> dict[str, Any] | None:
    """The transcript beside a recording, None without one."""
    found = transcript.find(paper, readable)
    if found is None:
        return None
    lines = transcript.lines(found)
    for one in lines:
        if "at" in one:
            one["url"] = address(paper, one["at"])
    url = reverse("document", args=[found.case_id, found.pk])
    about = materials.about(found.blob.kind, found.blob.size, found.pages, 0) if found.blob else ""
    return {"title": found.title, "url": url, "about": about, "lines": lines}


def qr(where: str) -> str:
    """An address as an ``<svg>`` without styles, for the camera of a phone."""
    return segno.make(where, error="m", micro=False).svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
