"""The PDF says what the page says, with every character, and only as data."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from cases.writing import apart, blocks, press
from cases.writing.engine import fill
from cases.writing.table import DECIDED, FORMS, fields_of, made_up

FOOT = re.compile(r"第\s*\d+\s*页\s*共\s*\d+\s*页\s*(D[\d-]+)?\s*SHA-256\s*[0-9a-f]{64}")


def said(pdf: bytes) -> str:
    """What a PDF says above its foot, without white space."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return bare("".join(FOOT.sub("", page) for page in pages))


def bare(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def written(code: str, /, **changes: Any) -> list[blocks.Block]:
    form = FORMS[code]
    return blocks.read(fill(form.shipped, fields_of(form), {**made_up(form), **changes}))


LONG = "内蒙古自治区呼和浩特市" + "某某科技发展（集团）股份有限公司" * 6
NAMES = {
    "short": "王五", "long": LONG, "dotted": "买买提·阿不都热合曼", "rare": "龑㛃镕𬭎㙦",
    "latin": "A" * 120,
    "hostile": '*b* _i_ $x$ #read("/etc/passwd") // @r <l> \\ `c` {{7*7}} = | ~',
}  # fmt: skip


def empty_of(kind: Any) -> Any:
    if isinstance(kind, dict):
        return {name: empty_of(one) for name, one in kind.items()}
    return [] if isinstance(kind, list) else ""


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param(code, name, marks=pytest.mark.slow if (i + j) % 3 else ())
        for i, code in enumerate(FORMS)
        for j, name in enumerate(NAMES)
    ],
)
def test_the_pdf_says_what_the_page_says(code: str, name: str) -> None:
    to = {**made_up(FORMS[code])["addressee"], "name": NAMES[name]}
    more = {"party": NAMES[name]} if "party" in fields_of(FORMS[code]) else {}
    paper = written(code, addressee=to, plaintiffs=NAMES[name], **more)
    if DECIDED.get(code) != "approval":  # the court's own, which names no party
        assert bare(NAMES[name]) in bare(blocks.text(paper))
    assert said(press.pdf(paper, sample=False, code="D1-2")) == bare(blocks.text(paper))


@pytest.mark.parametrize("code", FORMS)
def test_what_is_not_there_leaves_no_hole(code: str) -> None:
    form = FORMS[code]
    needed = {*form.needs, *form.asked, "court", "cause", "today", "addressee", "plaintiffs",
              "defendants", "days", "registered", "filed", "procedure"}  # fmt: skip
    nothing = {n: empty_of(k) for n, k in fields_of(form).items() if n not in needed}
    paper = written(code, **nothing)
    text = blocks.text(paper)
    for hole in ("{", "}", "None", "undefined", "为。", "：。", "，。", "（）", "　\n"):
        assert hole not in text, hole
    assert not re.search(r"[^\n\t](审判员|书记员|经办人)$", text, re.M)
    assert said(press.pdf(paper, sample=False)) == bare(text)


def test_the_foot_names_the_paper_its_digest_and_the_page() -> None:
    paper = blocks.plain("起诉状", "\n".join(f"第{n}段。" + "事实与理由" * 60 for n in range(30)))
    pages = PdfReader(io.BytesIO(press.pdf(paper, sample=False, code="D7-8"))).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        foot = FOOT.search(page.extract_text())
        assert foot and press.digest(paper) in foot[0] and foot[1] == "D7-8"
        assert bare(foot[0]).startswith(f"第{number}页共{len(pages)}页")


def test_in_training_courts_every_page_is_a_sample() -> None:
    paper = blocks.plain("起诉状", "\n".join("事实与理由" * 60 for _ in range(10)))
    for page in PdfReader(io.BytesIO(press.pdf(paper, sample=True))).pages:
        assert "样本SAMPLE" in bare(page.extract_text())
    assert "SAMPLE" not in said(press.pdf(paper, sample=False))


def test_a_character_without_a_glyph_is_named_not_drawn() -> None:
    with pytest.raises(press.Unprintable) as error:
        press.pdf(blocks.plain("通知", "𠮷野家😀"), sample=False)
    assert error.value.missing == {"𠮷", "😀"}
    assert press.missing_glyphs("张三 ABC 龘镕喆堃淼犇骉\u3000①Ⅷ㎡…—·“”□") == set()


def test_pdf_a_and_the_same_paper_the_same_bytes() -> None:
    paper = written("summons")
    made = press.pdf(paper, sample=False, code="D1-1", made_at=1_770_000_000)
    assert made == press.pdf(paper, sample=False, code="D1-1", made_at=1_770_000_000)
    reader = PdfReader(io.BytesIO(made))
    meta = reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert "<pdfaid:part>2</pdfaid:part>" in meta and "conformance>B<" in meta
    assert reader.metadata and reader.metadata.title == "传票"
    fonts = {str(f) for page in reader.pages for f in _fonts(page)}
    assert fonts and all("NotoS" in font for font in fonts)


def _fonts(page: Any) -> Any:
    return [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]


def test_setting_that_takes_too_long_ends_with_a_plain_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart.run, "__kwdefaults__", {**apart.run.__kwdefaults__, "wall": 0.01})
    with pytest.raises(press.Unprintable) as error:
        press.pdf(blocks.plain("起诉状", "x"), sample=False)
    assert error.value.reason == "too_much_work"


def test_no_paper_is_too_long_to_be_refused() -> None:
    with pytest.raises(press.Unprintable) as error:
        press.pdf(blocks.plain("起诉状", "字" * 200_001), sample=False)
    assert error.value.reason == "too_long"


def test_every_character_of_the_common_set_has_a_glyph() -> None:
    """GB 2312, row by row; its rows of symbols hold some that no text of a court has."""
    common = {bytes((row, cell)).decode("gb2312", "ignore")
              for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)} - {""}  # fmt: skip
    assert len(common) == 6763 and press.missing_glyphs("".join(common)) == set()
