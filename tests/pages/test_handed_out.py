"""What leaves the house: the main volume as one PDF with its bookmarks, and marked copies."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from cases.models import Access, Document
from tests.pages.conftest import before_a_judge, kept
from tests.pages.made import corner, ink, seen, turned_by_camera, written
from tests.web.world import World

INNER = "内部评议意见"


def drawn(data: bytes, page: int = 1) -> Any:
    """A page as a person sees it."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(data)
    return opened[page - 1].render(scale=1).to_pil().convert("RGB")


def got(world: World, who: str, name: str, *args: int, query: str = "") -> bytes:
    answer = world.client(who).get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer
    streams = getattr(answer, "streaming", False)
    return b"".join(answer.streaming_content) if streams else bytes(answer.content)


def is_marked(data: bytes, page: int = 1) -> bool:
    """Whether words lie all over a page that is else white with a little ink."""
    light = drawn(data, page).convert("L").histogram()
    return bool(sum(light[150:250]) > 0.01 * sum(light))


@pytest.fixture
def volume(world: World, case_id: int) -> int:
    kept(case_id, written("合同一", "合同二"), title="借款合同", pages=2, kind="contract")
    kept(case_id, turned_by_camera("HEIF", 6), "heic", title="照片.heic", kind="photo")
    kept(case_id, written("判决", rotate=90), title="判决书", kind="judgment")
    kept(case_id, written(INNER), title=INNER, kind="deliberation")
    return case_id


def test_each_paper_of_the_main_volume_has_its_bookmark_and_page(world: World, volume: int) -> None:
    whole = PdfReader(io.BytesIO(got(world, "alice", "file-pdf", volume)))
    marks = {one.title: whole.get_destination_page_number(one) for one in whole.outline}  # type: ignore[union-attr,arg-type]
    assert list(marks) == ["封面", "卷内目录", "起诉状", "借款合同", "照片.heic", "判决书"]
    catalogue = whole.pages[1].extract_text()
    for title, number in (("起诉状", 1), ("借款合同", 2), ("照片.heic", 4), ("判决书", 5)):
        at = marks[title]
        assert at is not None and whole.page_labels[at] == str(number)
        assert whole.pages[at].extract_text().strip().endswith(str(number))
        assert title in catalogue and str(number) in catalogue
    assert "2–3" in catalogue


def test_the_inner_volume_is_never_in_it_even_for_who_reads_it(world: World, volume: int) -> None:
    world.says_why(volume, "judge", "inner")
    for who in ("alice", "clerk", "judge"):
        made = got(world, who, "file-pdf", volume)
        whole = PdfReader(io.BytesIO(made))
        said = "".join(page.extract_text() for page in whole.pages) + str(whole.outline)
        assert INNER not in said and len(whole.pages) == 7


def test_numbers_stand_upright_at_the_upper_right_of_a_turned_page(
    world: World, volume: int
) -> None:
    made = got(world, "alice", "file-pdf", volume)
    last = drawn(made, 7)
    assert last.width > last.height
    assert ink(last.crop((last.width - 60, 10, last.width - 30, 35))) > 5


def test_the_volume_of_a_case_that_is_not_public_is_marked_on_every_page(world: World) -> None:
    case_id = before_a_judge(world, confidential=True)
    kept(case_id, written("合同一"), title="借款合同", kind="contract")
    kept(case_id, corner("PNG", (600, 800)), "png", title="照片", kind="photo")
    made = got(world, "alice", "file-pdf", case_id)
    assert [is_marked(made, n + 1) for n in range(len(PdfReader(io.BytesIO(made)).pages))] == (
        [True] * 5
    )
    page = world.client("alice", "en").get(reverse("case-file", args=[case_id])).content.decode()
    assert "your name, the time and the case number" in page


def test_nothing_is_marked_in_a_case_that_is_public(world: World, volume: int) -> None:
    made = got(world, "alice", "file-pdf", volume)
    assert not is_marked(made, 4)
    one = Document.objects.get(title="借款合同")
    assert got(world, "alice", "paper-file", volume, one.pk) == written("合同一", "合同二")


@pytest.fixture
def closed(world: World) -> Document:
    case_id = before_a_judge(world, confidential=True)
    return kept(case_id, written("合同一", "合同二"), title="借款合同", pages=2)


@pytest.mark.parametrize("query", ["", "?show=1"])
def test_files_of_a_case_that_is_not_public_are_handed_out_marked(
    world: World, closed: Document, query: str
) -> None:
    made = got(world, "alice", "paper-file", closed.case_id, closed.pk, query=query)
    assert made != written("合同一", "合同二")
    assert is_marked(made, 1) and is_marked(made, 2)
    assert "合同二" in PdfReader(io.BytesIO(made)).pages[1].extract_text()
    page = world.client("alice", "en").get(
        reverse("document", args=[closed.case_id, closed.pk])
    ).content.decode()  # fmt: skip
    assert "you get a copy with your name" in page and "original=1" not in page


def test_pictures_are_handed_out_as_marked_pdf_and_turned(world: World) -> None:
    case_id = before_a_judge(world, confidential=True)
    one = kept(case_id, turned_by_camera("JPEG", 6), "jpeg", title="照片.jpg", rotation=90)
    answer: Any = world.client("alice").get(reverse("paper-file", args=[case_id, one.pk]))
    assert answer["Content-Type"] == "application/pdf" and ".pdf" in answer["Content-Disposition"]
    made = drawn(b"".join(answer.streaming_content))
    assert made.width > made.height and is_marked(
        got(world, "alice", "paper-file", case_id, one.pk)
    )


def test_papers_that_were_written_are_marked_too(world: World) -> None:
    case_id = before_a_judge(world, confidential=True)
    one = Document.objects.main().filter(case_id=case_id, blob=None).exclude(text="")[0]
    made = got(world, "alice", "document-pdf", case_id, one.pk)
    assert is_marked(made) and "借款未还" in PdfReader(io.BytesIO(made)).pages[0].extract_text()


def test_the_desk_takes_the_original_and_that_is_noted(world: World, closed: Document) -> None:
    args = [closed.case_id, closed.pk]
    page = world.client("clerk").get(reverse("document", args=args)).content.decode()
    assert "original=1" in page
    assert is_marked(got(world, "clerk", "paper-file", *args)), "marked unless asked for"
    assert not Access.objects.filter(act="original").exists()
    original = got(world, "clerk", "paper-file", *args, query="?original=1")
    assert original == written("合同一", "合同二")
    noted = Access.objects.get(act="original")
    assert (noted.user_id, noted.case_id) == (world["clerk"].pk, closed.case_id)
    assert noted.reason == f"document:{closed.pk}"
    refused = world.client("alice").get(reverse("paper-file", args=args) + "?original=1")
    assert refused.status_code == 403


def test_what_cannot_be_marked_says_so(world: World) -> None:
    case_id = before_a_judge(world, confidential=True)
    broken = kept(case_id, b"%PDF-1.4 broken")
    client = world.client("alice", "en")
    answer = client.get(reverse("paper-file", args=[case_id, broken.pk]), follow=True)
    assert "can be read page by page" in answer.content.decode()
    sound = kept(case_id, b"ID3", "mp3")
    assert got(world, "alice", "paper-file", case_id, sound.pk) == b"ID3"
    page = client.get(reverse("document", args=[case_id, sound.pk])).content.decode()
    assert "cannot be marked and is handed out as it came in" in page


def test_a_mark_does_not_hide_what_lies_under_it(closed: Document, world: World) -> None:
    from cases.pages import showing

    plain, marked = (
        seen(showing.picture(closed, 1, 800, mark)) for mark in ("", "爱丽丝 2026 （2026）")
    )
    assert ink(marked) > 0.9 * ink(plain)
