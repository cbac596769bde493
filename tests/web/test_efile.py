"""The e-file: volumes by kind, nothing inner for parties, order, pages, one PDF, completeness."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cases import loading
from cases.acts.papers import archiving, filing_in, paging
from cases.law.efile import BY_THE_COURT, INNER, KINDS, volume_of
from cases.law.refusals import NotAllowed, Refusal
from cases.law.roles import Role
from cases.materials import storing
from cases.models import Case, Document, Entry, PartyLink, Remark, Upload
from cases.notices.relaying import relay
from cases.proof.replay import replay
from cases.proof.verifying import verify
from cases.views.papers.reading import FIELDS
from tests.cases.materials.corpus import pdf, picture
from tests.web.test_access import address, names
from tests.web.world import World

MARKER = "MARKER7Q"
ROOM = Path(__file__).parents[2]


@pytest.fixture
def case_id(world: World) -> int:
    """A case before a judge and a clerk, with an agent for the defendant."""
    made = world.file()
    world.act(made, "register", "clerk", procedure="summary")
    world.act(made, "pay_fee", "alice")
    world.act(made, "assign", "clerk", judge=world["judge"].pk, inner_why="指定")
    world.name(made, "clerk", Role.CLERK)
    party = Case.objects.get(pk=made).parties.get(no=2)
    PartyLink.objects.create(
        party=party, user=world["carol"], authority="general", valid_from=timezone.now()
    )
    world.act(made, "serve_complaint", "clerk", party=2, way="direct")
    return made


def kept(case_id: int, kind: str, data: bytes = b"", media: str = "pdf", **more: Any) -> Document:
    """A paper of this kind in the file, with a file of its own where there are bytes."""
    values = {"title": kind, "text": "" if data else "内容", "seq": 2, **more}
    blob = storing.keep_bytes(data, media) if data else None
    return Document.objects.create(
        case_id=case_id, kind=kind, blob=blob, received_at=timezone.now(), **values
    )


# -- volumes --------------------------------------------------------------------------------------


def test_a_paper_is_born_where_its_kind_says(case_id: int) -> None:
    for kind in KINDS:
        other = "inner" if volume_of(kind) == "main" else "main"
        one = kept(case_id, kind, volume=other)
        one.refresh_from_db()
        assert one.volume == volume_of(kind), "whatever its maker said"
        Document.objects.filter(pk=one.pk).put_under("draft")
        one.refresh_from_db()
        assert one.volume == "inner"


def test_the_database_keeps_inner_kinds_inside(case_id: int) -> None:
    kept(case_id, "deliberation")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(case_id=case_id, kind="deliberation").update(volume="main")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(case_id=case_id, volume="main").update(kind="approval")


def calls(folder: str, named: str) -> list[tuple[str, ast.Call]]:
    """Every call of something by this name under a folder, with its module."""
    found = []
    for path in sorted((ROOM / folder).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                named, f"{named}.objects.create"
            ):  # fmt: skip
                found.append((path.relative_to(ROOM).as_posix(), node))
    return found


MAKERS = [call for folder in ("cases", "mediation", "execution", "courtflow")
          for name in ("Document", "NewPaper") for call in calls(folder, name)]  # fmt: skip


def test_the_places_that_make_papers_are_found() -> None:
    assert len(MAKERS) >= 14
    assert {"cases/materials/trays.py", "cases/returns.py"} <= {path for path, _ in MAKERS}


@pytest.mark.parametrize(("path", "call"), MAKERS, ids=lambda one: one if isinstance(one, str) else
                         str(one.lineno))  # fmt: skip
def test_whoever_makes_a_paper_names_its_kind_and_no_volume(path: str, call: ast.Call) -> None:
    given = {word.arg: word.value for word in call.keywords}
    assert "volume" not in given
    if path == "cases/acts/filing/registering.py" and "kind" not in given:
        return  # takes the papers of a filing over, kinds and all
    first = given.get("kind") or call.args[0]
    if isinstance(first, ast.Constant):
        assert first.value in KINDS, f"{path}:{call.lineno} makes a paper no table knows"


def test_papers_are_read_through_the_one_query() -> None:
    """What is not on this list says ``main``, ``for_parties`` or ``for_court``."""
    whole = {
        "cases/acts/papers/archiving.py", "cases/acts/papers/paging.py",
        "cases/acts/papers/writing.py", "cases/reading/papers/papers.py",
        "cases/acts/service/attempts.py", "cases/reading/service/serving.py",
        # the opinions of a panel that the court itself looks for, and marking what is void
        "cases/acts/assigning/naming.py", "cases/reading/case/possible.py", "cases/mending.py",
        "cases/reading/trial/panel.py", "cases/acts/trial/preserving.py",
        # reads the words of each, and hands out none
        "cases/pages/kept.py",
        # asks only whether a paper lies inside, to lead to the reason for reading it
        "cases/views/reader/book.py",
    }  # fmt: skip
    for path in sorted((ROOM / "cases").rglob("*.py")):
        name = path.relative_to(ROOM).as_posix()
        text = path.read_text("utf-8")
        if "Document.objects" not in text or name in whole or "migrations" in name:
            continue
        for call in text.split("Document.objects.")[1:]:
            assert call.startswith(("create(", "main()", "for_parties(")), name


# -- nothing inner for parties --------------------------------------------------------------------


@pytest.fixture
def marked(case_id: int) -> list[Document]:
    """Inner papers of every kind, with a marker in all they have; and a remark of the court."""
    found = []
    for number, kind in enumerate(INNER):
        data = pdf() if number % 2 else b""
        found.append(
            kept(case_id, kind, data, title=f"{MARKER} title", text=f"{MARKER} text",
                 file_name=f"{MARKER}.pdf", pages=1)
        )  # fmt: skip
    seq = Entry.objects.filter(case_id=case_id).latest("seq").seq
    Remark.objects.create(case_id=case_id, seq=seq, name="why", text=f"{MARKER} remark",
                          salt="x", inner=True)  # fmt: skip
    return found


def everywhere(case_id: int, marked: list[Document]) -> list[str]:
    """Every address there is, and those of each inner paper and page."""
    found = [address(name, case_id) for name in sorted(names())]
    for one in marked:
        for name in ("document", "document-pdf", "paper-file", "paper-catalogue"):
            found.append(reverse(name, args=[case_id, one.pk]))
        for name in ("sheet", "sheet-picture"):
            found.append(reverse(name, args=[case_id, one.pk, 1]))
    found += [reverse("file-page", args=[case_id, v, n]) for v in (1, 2) for n in range(1, 12)]
    found += [reverse("unmask", args=[case_id, no, field]) for no in (1, 2) for field in FIELDS]
    found += [reverse("act", args=[case_id, code]) for code in ("file_answer", "make_request")]
    found += [reverse("home"), reverse("find") + "?q=鲍勃"]
    return found


def said(answer: Any) -> str:
    """All that an answer says: its text, its headers, the words of a PDF."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode("utf-8", "replace") + str(dict(answer.headers))
    if body.startswith(b"%PDF-"):
        pages = PdfReader(io.BytesIO(body)).pages
        text += "".join(page.extract_text() for page in pages)
    return text


@pytest.mark.parametrize("who", ["alice", "bob", "carol"])
def test_nothing_of_the_inner_volume_reaches_a_party_on_any_address(
    world: World, case_id: int, marked: list[Document], who: str
) -> None:
    relay()
    client = world.client(who)
    told = {}
    for url in everywhere(case_id, marked):
        answer = client.get(url)
        assert answer.status_code < 500, url
        told[url] = (answer.status_code, said(answer))
    assert sum(status == 200 for status, _ in told.values()) > 15
    assert [url for url, (_, text) in told.items() if MARKER in text] == []
    for one in marked:
        assert told[reverse("document", args=[case_id, one.pk])][0] == 404
        assert told[reverse("paper-file", args=[case_id, one.pk])][0] == 404
    shown = client.get(reverse("case-file", args=[case_id]))
    assert [volume["number"] for volume in shown.context["volumes"]] == [1], "not even counted"


def test_the_same_markers_are_found_by_whom_they_are_for(
    world: World, case_id: int, marked: list[Document]
) -> None:
    world.says_why(case_id, "judge", "inner")
    client = world.client("judge")
    told = {url: said(client.get(url)) for url in everywhere(case_id, marked)
            if f"/cases/{case_id}" in url}  # fmt: skip
    found = {url for url, text in told.items() if MARKER in text}
    assert {reverse(name, args=[case_id]) for name in ("case-file", "case-papers", "case-history")
            } <= found  # fmt: skip
    assert {reverse("document", args=[case_id, one.pk]) for one in marked} <= found
    assert reverse("file-pdf", args=[case_id]) not in found, "the export is the main volume"


def test_what_is_one_partys_own_is_no_other_partys(world: World, case_id: int) -> None:
    own = kept(case_id, "relief", title="低保证明", party_no=1)
    for who, status in (("alice", 200), ("bob", 404), ("carol", 404), ("judge", 200)):
        url = reverse("document", args=[case_id, own.pk])
        assert world.client(who).get(url).status_code == status, who
    assert "低保证明" not in said(world.client("bob").get(reverse("file-pdf", args=[case_id])))


def test_files_of_a_quiet_request_are_for_the_court_alone(world: World, case_id: int) -> None:
    from cases.materials.trays import tray_for

    tray = tray_for(world["bob"].pk, f"{case_id}:make_request")
    blob = storing.keep_bytes(pdf(), "pdf")
    Upload.objects.create(owner=world["bob"], tray=tray, name="借条.pdf", size=9, received=9,
                          state="ready", blob=blob)  # fmt: skip
    world.act(case_id, "make_request", "bob", request="paper", asked="请给纸质文书",
              files=str(tray))  # fmt: skip
    one = Document.objects.get(case_id=case_id, kind="quiet_request")
    assert one not in Document.objects.for_parties([1]) and one.party_no == 2


# -- order and pages ------------------------------------------------------------------------------


def rows(answer: Any, volume: int = 1) -> list[tuple[str, str]]:
    one = next(v for v in answer.context["volumes"] if v["number"] == volume)
    return [(row["title"], row["pages"]) for row in one["rows"]]


def test_papers_lie_in_the_standard_order_with_pages_through_all_of_them(
    world: World, case_id: int
) -> None:
    kept(case_id, "judgment", pdf(3), title="判决书", pages=3)
    kept(case_id, "loan_note", picture("JPEG"), "jpeg", title="借条.jpg", pages=1)
    kept(case_id, "recording", b"x", "mp3", title="录音.mp3")
    kept(case_id, "answer", title="答辩状")
    answer = world.client("clerk").get(reverse("case-file", args=[case_id]))
    assert rows(answer) == [
        ("起诉状", "1"), ("答辩状", "2"), ("借条.jpg", "3"), ("录音.mp3", "4"), ("判决书", "5–7"),
    ]  # fmt: skip
    assert "诉讼文书立卷归档办法" in answer.content.decode()
    for name, place in (("1/p6", "/2"), ("1/p3", "/1"), ("1/p1", "/1")):
        target = world.client("alice").get(f"/cases/{case_id}/file/{name}")
        assert target.status_code == 302 and target["Location"].endswith(place)
    for name in ("1/p8", "1/p0", "2/p1", "3/p1", "1/p99999999999"):
        assert world.client("alice").get(f"/cases/{case_id}/file/{name}").status_code == 404


def test_what_is_kept_from_others_leaves_no_gap(world: World, case_id: int) -> None:
    kept(case_id, "relief", title="低保证明", party_no=1)
    kept(case_id, "judgment", pdf(), title="判决书", pages=1)
    url = reverse("case-file", args=[case_id])
    assert rows(world.client("bob").get(url)) == [("起诉状", "1"), ("判决书", "2")]
    assert rows(world.client("alice").get(url))[-1] == ("低保证明", "3")


def test_bound_pages_stay_and_what_comes_later_follows(world: World, case_id: int) -> None:
    kept(case_id, "judgment", pdf(2), title="判决书", pages=2)
    assert paging.bind(case_id)
    kept(case_id, "answer", pdf(), title="迟到的答辩状", pages=1)
    answer = world.client("clerk").get(reverse("case-file", args=[case_id]))
    assert rows(answer) == [("起诉状", "1"), ("判决书", "2–3"), ("迟到的答辩状", "4")]
    assert paging.bind(case_id) and paging.bind(case_id), "bound once"


def test_what_was_archived_is_bound_by_the_task(world: World, case_id: int) -> None:
    assert paging.bind_archived() == 0
    world.put(case_id, "archived")
    assert (paging.bind_archived(), paging.bind_archived()) == (1, 0)


def test_the_main_volume_is_one_pdf_with_every_page_numbered(world: World, case_id: int) -> None:
    kept(case_id, "loan_note", picture("PNG"), "png", title="借条.png", pages=1)
    audio = kept(case_id, "recording", b"x", "mp3", title="录音.mp3")
    kept(case_id, "evidence", b"%PDF-1.4 broken", title="坏文件.pdf", pages=2)
    kept(case_id, "judgment", pdf(2), title="判决书.pdf", pages=2)
    answer = world.client("alice").get(reverse("file-pdf", args=[case_id]))
    assert answer["Content-Type"] == "application/pdf"
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    cover, catalogue, *papers = pages
    assert "（正卷）" in cover and "爱丽丝" in cover and "鲍勃" in cover
    for title in ("起诉状", "借条.png", "录音.mp3", "坏文件.pdf", "判决书.pdf", "未并入本卷的材料"):
        assert title in catalogue
    assert audio.blob is not None and audio.blob.sha256 in catalogue.replace("\n", "")
    ends = [page.strip().rsplit("\n", 1)[-1] for page in papers]
    # The broken file has two pages, and one sheet in its place that says which.
    assert [end for end in ends if end.isdigit()] == ["1", "2", "3", "6", "7"]
    assert any("4–5" in page for page in papers)


def test_two_at_once_are_not_made_for_one_person(world: World, case_id: int) -> None:
    from django.core.cache import cache

    cache.add(f"efile:{world['alice'].pk}", 1, 60)
    answer = world.client("alice").get(reverse("file-pdf", args=[case_id]))
    assert answer.status_code == 302


# -- filing in and archiving ----------------------------------------------------------------------


def ready(world: World, who: str, case_id: int) -> Any:
    from cases.materials.trays import tray_for

    tray = tray_for(world[who].pk, f"{case_id}:file_in")
    blob = storing.keep_bytes(pdf(), "pdf")
    Upload.objects.create(owner=world[who], tray=tray, name="扫描件.pdf", size=9, received=9,
                          state="ready", blob=blob, pages=1)  # fmt: skip
    return tray


@pytest.mark.parametrize("kind", ["judgment", "case_report"])
def test_the_desk_files_papers_in_and_their_kind_decides_where(
    world: World, case_id: int, kind: str
) -> None:
    ready(world, "clerk", case_id)
    url = reverse("file-in", args=[case_id])
    assert world.client("clerk").post(url, {"kind": kind}).status_code == 302
    one = Document.objects.get(case_id=case_id, kind=kind)
    assert (one.volume, one.party_no) == (volume_of(kind), None)
    assert replay(case_id) == [] and verify(case_id=case_id).problems == []
    body = json.loads(Entry.objects.filter(case_id=case_id).latest("seq").body)
    # The log tells what lies in the main volume; of the inner one not even the kind of a paper.
    told = kind if volume_of(kind) == "main" else "inner"
    assert body["beside"]["papers"] == [[told]]
    assert "case_report" not in json.dumps(body)
    history = world.client("alice").get(reverse("case-history", args=[case_id]))
    assert "法院材料入卷" not in history.content.decode()


def test_nobody_else_files_in_and_nothing_else_is_filed(world: World, case_id: int) -> None:
    tray = ready(world, "clerk", case_id)
    for who in ("alice", "bob"):
        url = reverse("file-in", args=[case_id])
        assert world.client(who).post(url, {"kind": "judgment"}).status_code == 403
    with pytest.raises(Refusal, match="no_such_kind"):
        filing_in.file_in(case_id, tray, "complaint", world.actor("clerk"))
    with pytest.raises(NotAllowed):
        filing_in.file_in(case_id, tray, "judgment", world.actor("oversight"))
    assert set(BY_THE_COURT) <= set(KINDS)


def lacks(case_id: int) -> set[str]:
    p = loading.look(case_id)
    assert p is not None
    return {rule.code for rule, _ in archiving.lacking(p)}


def test_what_the_file_lacks_is_named_and_archiving_needs_a_reason(
    world: World, case_id: int
) -> None:
    world.put(case_id, "judgment_effective")
    world.put(case_id, "closing_archiving")
    assert lacks(case_id) == {"acceptance", "proofs", "mandates", "judgment"}
    for name, args in (("case-file", [case_id]), ("act", [case_id, "archive"])):
        page = world.client("clerk").get(reverse(name, args=args)).content.decode()
        assert "判决书" in page and "授权委托材料（鲍勃）" in page, name
    assert (
        "授权委托材料（鲍勃）"
        not in world.client("alice").get(reverse("case-file", args=[case_id])).content.decode()
    )
    with pytest.raises(Refusal, match="file_incomplete"):
        world.act(case_id, "archive", "clerk")
    world.act(case_id, "archive", "clerk", note="纸质卷宗另存")
    entry = Entry.objects.filter(case_id=case_id, act="archive").get()
    assert '"lacks":["acceptance","proofs","mandates","judgment"]' in entry.body
    assert (
        "纸质卷宗另存"
        not in world.client("alice").get(reverse("case-history", args=[case_id])).content.decode()
    )


def test_a_whole_file_is_archived_without_a_word(world: World, case_id: int) -> None:
    for kind, party in (("acceptance_notice", None), ("judgment", None), ("authority", 2)):
        kept(case_id, kind, party_no=party)
    from cases import returns

    assert returns.file_returns() == 1
    world.put(case_id, "judgment_effective")
    world.put(case_id, "closing_archiving")
    assert lacks(case_id) == set()
    world.act(case_id, "archive", "clerk")
    assert Case.objects.get(pk=case_id).stands_at == "archived"
