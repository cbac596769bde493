"""Markers that nobody outside a panel may find: how they are put into a case, and looked for.

Whoever adds something that belongs to the panel adds a function to PLANTED, which puts a marker
there and says on which page the panel finds it.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID, uuid4

from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from cases.acts.deciding import drafting, sourcing
from cases.acts.trial import deliberating
from cases.law import referrals
from cases.materials import storing
from cases.models import (
    Annotation,
    Decision,
    Document,
    Entry,
    EvidenceItem,
    PartyLink,
    PrivateNote,
)
from cases.writing.decisions import DECISIONS
from tests.cases.materials.corpus import zipped
from tests.web.panel import Sat
from tests.web.world import World

RARE = "龘靐齉"
"""In every marker, so that one search asks for all of them."""
STEM = "zqLeak"
Audience = Literal["panel", "court"]


@dataclass(frozen=True)
class Mark:
    """A marker: a Chinese and an English word that stand nowhere else."""

    what: str
    zh: str
    en: str
    at: str
    """The name of the address where the panel finds it."""
    audience: Audience = "panel"

    @property
    def words(self) -> str:
        return f"{self.zh} {self.en}"


@dataclass
class Marks:
    """The markers that were put into a case."""

    found: list[Mark] = field(default_factory=list)

    def __call__(self, what: str, at: str, audience: Audience = "panel") -> str:
        """Words to put somewhere, with the page that shows them to the panel."""
        n = len(self.found)
        mark = Mark(what, f"{RARE}{chr(0x9F98 - n)}爩", f"{STEM}{n:02d}xvJ", at, audience)
        self.found.append(mark)
        return mark.words


# -- putting them there ---------------------------------------------------------------------------


def a_deliberation_that_is_over(panel: Sat, mark: Marks) -> None:
    """Points, answers, votes, a minority's opinion, the summing-up: in the record."""
    panel.begin()
    panel.point("fact", mark("point", "deliberation"), mark("answer", "deliberation"), "没有")
    panel.point("outcome", "如何裁判", "判令还款", "驳回请求")
    panel.all_speak(1)
    panel.speak("lay", 2, 1, f"理由和依据如下所述：{mark('vote', 'deliberation')}")
    panel.speak("judge", 2, 2, f"少数人的理由如下：{mark('minority opinion', 'deliberation')}")
    panel.speak("presiding", 2, 1)
    panel.world.act(panel.case_id, "record_deliberation", "judge",
                    opinion=mark("summing-up", "document"))  # fmt: skip
    panel.world.act(panel.case_id, "deliberate_again", "judge", why="有新情况")


def a_deliberation_under_way(panel: Sat, mark: Marks) -> None:
    panel.begin()
    panel.point(
        "fact", mark("open point", "deliberation"), "甲", mark("open answer", "deliberation")
    )
    deliberating.speak(
        panel.case_id, panel.by("lay"), 1, f"理由和依据如下：{mark('open vote', 'deliberation')}",
        other=mark("another answer", "deliberation"),
    )  # fmt: skip


def referrals_to_others(panel: Sat, mark: Marks) -> None:
    world, case_id = panel.world, panel.case_id
    world.act(case_id, "refer_to_meeting", "judge", question=mark("referral", "case-history"))
    world.act(case_id, "record_meeting", "judge", took_part=mark("who took part", "document"),
              advice=mark("advice", "document"))  # fmt: skip
    world.act(case_id, "ask_committee", "presiding", "presiding_judge",
              question=mark("committee", "case-history"))  # fmt: skip
    world.act(case_id, "decide_committee", "court_leader", verdict="agreed",
              inner_why=mark("why it goes there", "case-history"))  # fmt: skip
    decided = {
        "took_part": mark("members", "document"), "resolution": mark("resolution", "document"),
        "grounds": mark("reasons", "document"),
    }  # fmt: skip
    world.act(case_id, "record_committee", "judge", **decided)


def a_mark_and_a_note(panel: Sat, mark: Marks) -> None:
    """Why a case is supervised is inner; a note is for the court's people."""
    world, case_id = panel.world, panel.case_id
    world.act(case_id, "mark_supervised", "judge", supervised="complaint", holds="yes",
              inner_why=mark("why supervised", "case-history"))  # fmt: skip
    world.act(case_id, "add_note", "judge", note=mark("note", "case-history", "court"))


def papers_with_files(panel: Sat, mark: Marks) -> None:
    """A draft as a PDF file and a report as a word processor's: name, title, words, metadata."""
    pdf = a_pdf(*(mark(f"pdf {one}", "paper-file") for one in ("title", "author", "xmp")))
    word = a_docx(*(mark(f"docx {one}", "paper-file") for one in ("title", "creator", "words")))
    for kind, data, ending in (("draft", pdf, "pdf"), ("case_report", word, "docx")):
        Document.objects.create(
            case_id=panel.case_id, kind=kind, title=mark(f"{kind} title", "case-papers"),
            file_name=f"{mark(f'{kind} file name', 'paper-file')}.{ending}", pages=1,
            blob=storing.keep_bytes(data, ending), received_at=timezone.now(),
            seq=Entry.objects.filter(case_id=panel.case_id).latest("seq").seq,
        )  # fmt: skip


def a_draft_that_is_text(panel: Sat, mark: Marks) -> None:
    Document.objects.create(
        case_id=panel.case_id, kind="draft", title=mark("title of a text", "case-papers"),
        text=mark("draft", "document"), received_at=timezone.now(),
        seq=Entry.objects.filter(case_id=panel.case_id).latest("seq").seq,
    )  # fmt: skip


def a_decision_under_way(panel: Sat, mark: Marks) -> None:
    form = DECISIONS["judgment_first"]
    text = f"# 民事判决书\n{mark('text of a decision', 'decision')}"
    made = drafting.begin(panel.case_id, panel.by("judge"), form, text=text, version=0)
    drafting.save(made, panel.by("judge"), f"{text}\n{mark('later words', 'decision')}",
                  drafting.Window(version=made.version, name="w", turn=1))  # fmt: skip
    papers = Document.objects.for_court(desk=True, inner=True).filter(case_id=panel.case_id)
    first = papers.main().order_by("pk").values_list("pk", flat=True)[0]
    words = mark("source of a draft", "decision")
    sourcing.quote(made, panel.by("judge"), papers, first, 1, words)


def a_private_note(panel: Sat, mark: Marks) -> None:
    author = panel.world["presiding"]
    PrivateNote.objects.create(
        case_id=panel.case_id, author=author, text=mark("private note", "case-notes")
    )


def annotations_of_the_bench(panel: Sat, mark: Marks) -> None:
    """On a paper that everybody reads: for oneself, and for the team."""
    document = Document.objects.main().filter(case_id=panel.case_id)[0]
    for audience in ("private", "team"):
        Annotation.objects.create(
            case_id=panel.case_id, document=document, page=1, kind="remark", audience=audience,
            author=panel.world["presiding"], quoted=mark(f"{audience} quote", "annotations"),
            text=mark(f"{audience} annotation", "reader-page"),
        )  # fmt: skip


PLANTED: list[Callable[[Sat, Marks], None]] = [
    referrals_to_others,
    a_deliberation_that_is_over,
    a_deliberation_under_way,
    a_mark_and_a_note,
    papers_with_files,
    a_draft_that_is_text,
    a_decision_under_way,
    a_private_note,
    annotations_of_the_bench,
]


def plant(panel: Sat) -> list[Mark]:
    """Put every marker into the case; returns them."""
    marks = Marks()
    for put in PLANTED:
        put(panel, marks)
    return marks.found


def a_pdf(title: str, author: str, xmp: str) -> bytes:
    """A page with properties and XMP; streams are packed, so that only unpacking finds them."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": title, "/Author": author})
    packet = DecodedStreamObject()
    packet.set_data(f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{xmp}</x:xmpmeta>".encode())
    writer.root_object[NameObject("/Metadata")] = writer._add_object(packet.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def a_docx(title: str, creator: str, words: str) -> bytes:
    core = f"<cp:coreProperties><dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator>"
    return zipped({
        "[Content_Types].xml": b"<Types/>", "word/document.xml": words.encode(),
        "docProps/core.xml": f"{core}</cp:coreProperties>".encode(),
    })  # fmt: skip


# -- looking for them -----------------------------------------------------------------------------


def written_as(word: str) -> set[bytes]:
    """A word in every way in which an answer, a mail or a queue may hold it."""
    found = {word.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be")}
    found |= {json.dumps(word)[1:-1].encode(), quote(word).encode(), quote(quote(word)).encode()}
    found |= {"".join(f"&#{ord(c)};" for c in word).encode()}
    found |= {"".join(f"&#x{ord(c):x};" for c in word).encode()}
    found |= {f"&#{';&#'.join(f'x{ord(c):X}' for c in word)};".encode()}
    for raw in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")):
        found |= set(_in_base64(raw)) | {raw.hex().encode(), raw.hex().upper().encode()}
    with_escapes = "".join(f"=%{b:02X}".replace("%", "") for b in word.encode())
    return found | {with_escapes.encode()}


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """Wherever it begins in what was encoded; the signs at both ends depend on their neighbours."""
    for before in range(3):
        text = base64.b64encode(b"\0" * before + raw)
        first, last = (0, 2, 3)[before], len(text) - 4 if (before + len(raw)) % 3 else len(text)
        yield text[first:last]
        yield text[first:last].replace(b"+", b"-").replace(b"/", b"_")


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes, and what is packed in them: streams and properties of PDF, members of archives."""
    yield data
    if data.startswith(b"%PDF-"):
        yield from _of_pdf(data)
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for one in archive.infolist():
                yield one.filename.encode()
                yield from unpacked(archive.read(one))


def _of_pdf(data: bytes) -> Iterator[bytes]:
    reader = PdfReader(io.BytesIO(data))
    for number in range(1, len(reader.xref.get(0, {})) + 1 or 1):
        one = reader.get_object(number)
        yield repr(one).encode("utf-8", "replace")
        if hasattr(one, "get_data"):
            yield from unpacked(one.get_data())
    yield str(dict(reader.metadata or {})).encode()
    yield "".join(page.extract_text() for page in reader.pages).encode()
    for name, files in reader.attachments.items():
        yield name.encode()
        for file in files:
            yield from unpacked(file)


def plain(data: bytes) -> bytes:
    """Text as a person reads it: entities resolved, tags and breaks between letters taken out."""
    text = html.unescape(data.decode("utf-8", "replace"))
    text = re.sub(r"\r?\n[ \t]", "", text)  # a folded line of a calendar
    return re.sub(r"<[^>]*>|[\s\u200b\u00ad]", "", text).encode()


class Search:
    """Looks for markers in anything; ``hits`` are the markers that were found where."""

    def __init__(self, marks: list[Mark]) -> None:
        self._stems = {form.lower() for stem in (RARE, STEM) for form in written_as(stem)}
        self._forms = {
            form.lower(): mark.what
            for mark in marks for word in (mark.zh, mark.en) for form in written_as(word)
        }  # fmt: skip
        self.hits: dict[str, set[str]] = {}

    def look(self, where: str, data: bytes | str) -> None:
        raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
        for part in unpacked(raw):
            for seen in (part.lower(), plain(part).lower()):
                if any(stem in seen for stem in self._stems):  # rare, and quick to tell
                    self._note(where, seen)

    def _note(self, where: str, seen: bytes) -> None:
        for form, what in self._forms.items():
            if form in seen:
                self.hits.setdefault(what, set()).add(where)

    def look_at(self, where: str, answer: Any) -> None:
        """An answer: what it holds, and its headers."""
        streams = getattr(answer, "streaming", False)
        self.look(where, b"".join(answer.streaming_content) if streams else answer.content)
        self.look(where, str(dict(answer.headers)) + str(answer.cookies))


# -- every address --------------------------------------------------------------------------------

NOBODYS = UUID(int=1)
Values = Callable[[World, int], list[Any]]


def _documents(world: World, case_id: int) -> list[Any]:
    """One paper that anybody reads, and every inner one."""
    rows = Document.objects.filter(case_id=case_id).order_by("pk")
    first = rows.filter(volume="main").values_list("pk", flat=True)[:1]
    return [*first, *rows.filter(volume="inner").values_list("pk", flat=True)]


def _entries(world: World, case_id: int) -> list[Any]:
    own = Entry.objects.filter(case_id=case_id, act__in=[*referrals.ACTS, "record_deliberation"])
    return [*own.values_list("seq", flat=True)]


ARGUMENTS: dict[str, Values] = {
    "case_id": lambda world, case_id: [case_id],
    "document_id": _documents,
    "seq": _entries,
    "decision_id": lambda world, case_id: list(
        Decision.objects.filter(case_id=case_id).values_list("pk", flat=True)
    ),
    "note_id": lambda world, case_id: list(
        PrivateNote.objects.filter(case_id=case_id).values_list("pk", flat=True)
    ),
    "annotation_id": lambda world, case_id: list(
        Annotation.objects.filter(case_id=case_id).values_list("pk", flat=True)
    ),
    "party_no": lambda world, case_id: [1],
    "field": lambda world, case_id: ["phone"],
    "volume": lambda world, case_id: [1, 2],
    "item_id": lambda world, case_id: list(
        EvidenceItem.objects.filter(case_id=case_id).values_list("pk", flat=True)
    ) or [1],
    "kind": lambda world, case_id: ["xlsx"],
    "number": lambda world, case_id: [1, 2],
    "page": lambda world, case_id: [1],
    "figure": lambda world, case_id: ["overdue"],
    "link_id": lambda world, case_id: [
        PartyLink.objects.filter(party__case_id=case_id).values_list("pk", flat=True)[0]
    ],
    "user_id": lambda world, case_id: [world["judge"].pk],
    "screen": lambda world, case_id: ["matter"],
    "secret": lambda world, case_id: ["x" * 43],
    **dict.fromkeys(("filing_id", "batch"), lambda world, case_id: [NOBODYS]),
    **dict.fromkeys(("tray", "upload_id"), lambda world, case_id: [uuid4()]),
    **dict.fromkeys(
        ("hearing_id", "request_id", "delivery_id", "hand_over_id", "service_id", "refund_id",
         "batch_id", "received_id", "notice_id", "mark_id"),
        lambda world, case_id: [1],
    ),
}  # fmt: skip
"""What stands in an address, by the name of the argument. A new one is added here."""
CODES: dict[str, list[str]] = {
    "act": ["add_note", "record_deliberation", "sign_deliberation", "urge", *sorted(referrals.ACTS),
            "recuse", "mark_supervised", "file_answer", "make_request"],
    "take-in": ["make_request"],
    "write-form": ["fee_notice"],
    "form": ["fee_notice"],
    "announcement": ["x"],
    "pay-order": ["x" * 32],
    "pay-go": ["x" * 32],
}  # fmt: skip
"""The codes that stand in an address, by its name."""
LEFT_OUT = frozenset({"sign-out", "set_language"})
"""They end the visit, or change only how pages look."""
QUERIES = {"find": "q", "counter": "q", "file-causes": "cause", "service-board": "number",
           "readings": "who", "announced": "court"}  # fmt: skip
"""Addresses that look for something, and what they are asked by."""


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every named address of the project."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        elif one.name:
            yield one


def addresses(world: World, case_id: int) -> Iterator[tuple[str, str]]:
    """Every address about a case, by its name, with all that its arguments can be."""
    for one in sorted(patterns(), key=lambda pattern: str(pattern.name)):
        assert one.name
        if one.name in LEFT_OUT:
            continue
        choices: list[list[Any]] = [[]]
        for argument in one.pattern.converters:
            values = CODES[one.name] if argument == "code" else ARGUMENTS[argument](world, case_id)
            choices = [[*before, value] for before in choices for value in values]
        for chosen in choices:
            yield one.name, reverse(one.name, args=chosen)


def at_rest() -> Iterator[tuple[str, str]]:
    """Every row of every table, as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace ORDER BY relname"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            yield table, cursor.fetchone()[0] or ""
