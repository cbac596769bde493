"""Pages of papers: pictures, words, turns, fonts, and what is said where there are none."""

from __future__ import annotations

import pytest

from cases.materials import storing
from cases.models import Document, PageWords
from cases.pages import kept as words_kept
from cases.pages import showing
from cases.pages.showing import Unshowable
from tests.pages.conftest import kept
from tests.pages.made import corner, ink, red_corner, seen, turned_by_camera, written

pytestmark = pytest.mark.django_db


def test_a_chinese_font_that_the_file_does_not_hold_is_drawn(case_id: int) -> None:
    one = kept(case_id, written("借款合同"))
    assert ink(seen(showing.picture(one, 1, 800))) > 300
    [run] = showing.sheet(one, 1).runs
    assert run.text == "借款合同"


@pytest.mark.parametrize("of_page", [0, 90, 180, 270])
@pytest.mark.parametrize("ours", [0, 90, 180, 270])
def test_words_lie_where_the_picture_has_them_however_it_is_turned(
    case_id: int, of_page: int, ours: int
) -> None:
    data = written("借款合同金额", box=(50, 60, 545, 800), rotate=of_page)
    one = kept(case_id, data, rotation=ours)
    sheet, picture = showing.sheet(one, 1), seen(showing.picture(one, 1, 800))
    [run] = sheet.runs
    assert (sheet.width > sheet.height) is bool((of_page + ours) % 180)
    assert picture.width / picture.height == pytest.approx(sheet.width / sheet.height, rel=0.01)
    scale = picture.width / sheet.width
    box = [run.x, run.y, run.x + run.width, run.y + run.height]
    inside = ink(picture.crop([round(one * scale) for one in box]))  # type: ignore[arg-type]
    assert inside > 0.9 * ink(picture) > 100
    assert run.turned == (of_page + ours) % 360


@pytest.mark.parametrize(
    ("orientation", "corner_seen"),
    [(1, "upper left"), (3, "lower right"), (6, "upper right"), (8, "lower left")],
)
@pytest.mark.parametrize(("kind", "form"), [("jpeg", "JPEG"), ("heic", "HEIF"), ("webp", "WEBP")])
def test_a_picture_stands_as_its_camera_was_held(
    case_id: int, kind: str, form: str, orientation: int, corner_seen: str
) -> None:
    one = kept(case_id, turned_by_camera(form, orientation), kind)
    sheet, picture = showing.sheet(one, 1), seen(showing.picture(one, 1, 800))
    assert red_corner(picture) == corner_seen
    assert (sheet.height > sheet.width) is (picture.height > picture.width) is (orientation > 4)
    assert sheet.runs == ()


def test_what_we_turned_is_turned_after_what_the_camera_says(case_id: int) -> None:
    one = kept(case_id, turned_by_camera("JPEG", 6), "jpeg", rotation=90)
    assert red_corner(seen(showing.picture(one, 1, 800))) == "lower right"


def test_each_page_of_a_tiff_is_a_page(case_id: int) -> None:
    from tests.cases.materials.corpus import pages_of_tiff

    one = kept(case_id, pages_of_tiff(3, compression="tiff_deflate"), "tiff", pages=3)
    assert showing.count(one) == 3
    colours = [seen(showing.picture(one, page, 160)).getpixel((40, 30)) for page in (1, 2, 3)]
    reds = [colour[0] for colour in colours]  # type: ignore[index]
    assert reds[0] < 10 and 12 < reds[1] < 28 and 32 < reds[2] < 48


def test_a_paper_that_was_written_has_pages_too(case_id: int) -> None:
    one = Document.objects.main().filter(case_id=case_id, blob=None).exclude(text="")[0]
    assert showing.count(one) >= 1
    assert "借款未还" in "".join(run.text for run in showing.sheet(one, 1).runs)
    assert ink(seen(showing.picture(one, 1, 800))) > 1000
    assert any("借款未还" in text for text in showing.words(one))


def test_words_are_kept_sealed_and_read_only_once(case_id: int) -> None:
    one = kept(case_id, written("甲乙丙", "丁戊己"), pages=2)
    assert [text.strip() for text in showing.words(one)] == ["甲乙丙", "丁戊己"]
    [row] = PageWords.objects.extra(select={"raw": "words"}).filter(document=one)  # noqa: S610
    assert "甲乙丙" in row.words and row.pages == 2
    PageWords.objects.filter(document=one).update(words='["kept"]')
    assert showing.words(one) == ["kept"]


def test_words_of_another_file_are_read_anew(case_id: int) -> None:
    one, other = kept(case_id, written("甲乙丙")), kept(case_id, written("丁戊己"))
    showing.words(one)
    one.blob = other.blob
    one.save()
    assert showing.words(one)[0].strip() == "丁戊己"


def test_what_came_in_lately_is_read_by_the_task_once(case_id: int) -> None:
    kept(case_id, written("甲乙丙"))
    kept(case_id, b"%PDF-1.4 broken")
    assert words_kept.keep_words() == 2
    assert words_kept.keep_words() == 0


def test_words_are_found_across_lines_and_widths(case_id: int) -> None:
    one = kept(case_id, written("第一页", "违约金\n为ＡＢＣ元"), pages=2)
    other = kept(case_id, b"%PDF-1.4 broken")
    [hit] = showing.search([other, one], "违约 金为abc")
    assert (hit.document_id, hit.page, hit.before) == (one.pk, 2, "")
    assert hit.found == "违约金 为ＡＢＣ" and hit.after == "元"
    boxes = showing.sheet(one, 2, find="违约金为abc").hits
    assert len(boxes) == 2 and boxes[0].y < boxes[1].y
    assert showing.search([one], " ") == []


@pytest.mark.parametrize(
    ("data", "kind", "page", "reason"),
    [
        (b"%PDF-1.4 broken", "pdf", 1, "broken"),
        (b"\x89PNG\r\n\x1a\n broken", "png", 1, "broken"),
        (written("一"), "pdf", 2, "no_such_page"),
        (written("一"), "pdf", 0, "no_such_page"),
        (corner("PNG"), "png", 2, "no_such_page"),
        (b"...", "mp3", 1, "no_pages"),
    ],
)
def test_what_cannot_be_shown_has_words(
    case_id: int, data: bytes, kind: str, page: int, reason: str
) -> None:
    one = kept(case_id, data, kind)
    for ask in (lambda: showing.sheet(one, page), lambda: showing.picture(one, page, 160)):
        with pytest.raises(Unshowable) as error:
            ask()
        assert error.value.reason == reason and all(error.value.words)


def test_a_file_that_cannot_be_read_now_lets_others_go_first(case_id: int) -> None:
    good = kept(case_id, written("甲乙丙"))
    lost = kept(case_id, written("丁戊己"))
    assert lost.blob is not None
    storing.path_of(lost.blob).unlink()
    assert [words_kept.keep_words(most=1) for _ in range(3)] == [1, 1, 0]
    assert PageWords.objects.filter(document=good).exists()
    assert not PageWords.objects.filter(document=lost).exists()
