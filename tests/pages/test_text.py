"""Office files as text: their words, their pages, and nothing else of them."""

from __future__ import annotations

import io
import struct
import zipfile

import docx
import openpyxl
import pytest

from cases.pages import showing
from cases.pages.showing import Unshowable
from tests.pages.conftest import kept
from tests.pages.test_sheets import got
from tests.web.world import World

pytestmark = pytest.mark.django_db


def word(*paragraphs: str, table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    for one in paragraphs:
        made.add_paragraph(one)
    if table:
        grid = made.add_table(len(table), len(table[0]))
        for row, cells in enumerate(table):
            for column, text in enumerate(cells):
                grid.cell(row, column).text = text
    made.save(out)
    return out.getvalue()


def workbook(**sheets: list[list[object]]) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.remove(made.worksheets[0])
    made.save(out)
    return out.getvalue()


def ofd(*pages: list[tuple[float, float, str]]) -> bytes:
    out, space = io.BytesIO(), 'xmlns:ofd="http://www.ofdspec.org/2016"'
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "OFD.xml", f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml"
            "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )  # fmt: skip
        named = "".join(
            f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
        )
        archive.writestr(
            "Doc_0/Document.xml", f"<ofd:Document {space}><ofd:Pages>{named}</ofd:Pages>"
            "</ofd:Document>",
        )  # fmt: skip
        for n, texts in enumerate(pages):
            drawn = "".join(
                f'<ofd:TextObject Boundary="{x} {y} 90 8"><ofd:TextCode>{text}</ofd:TextCode>'
                "</ofd:TextObject>" for x, y, text in texts
            )  # fmt: skip
            archive.writestr(
                f"Doc_0/Pages/Page_{n}/Content.xml",
                f"<ofd:Page {space}><ofd:Content><ofd:Layer>{drawn}</ofd:Layer></ofd:Content>"
                "</ofd:Page>",
            )
    return out.getvalue()


def old_word(text: str) -> bytes:
    """A compound file with a text in two pieces: one byte a character, and two."""
    plain = text.encode("cp1252", "ignore").decode("cp1252")
    first, second = plain[:3], text
    document = bytearray(4096)
    document[0x200 : 0x200 + len(first)] = first.encode("cp1252")
    document[0x400 : 0x400 + 2 * len(second)] = second.encode("utf-16-le")
    struct.pack_into("<H", document, 0x0A, 0x0200)
    struct.pack_into("<I", document, 0x4C, len(first) + len(second))
    bounds = (0, len(first), len(first) + len(second))
    places = (0x200 * 2 | 0x40000000, 0x400)
    plc = struct.pack("<3I", *bounds) + b"".join(struct.pack("<HIH", 0, p, 0) for p in places)
    clx = b"\2" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<II", document, 0x01A2, 0, len(clx))
    return compound({"WordDocument": bytes(document), "1Table": clx})


def compound(streams: dict[str, bytes]) -> bytes:
    """Sector 0: table, 1: directory, 2: table of small sectors, 3: small sectors, then the rest."""
    none, end = 0xFFFFFFFF, 0xFFFFFFFE
    table = [0xFFFFFFFD, end, end, end]
    small_table, small, large, entries = [], b"", b"", []
    for name, data in streams.items():
        if len(data) < 4096:
            start, count = len(small_table), -(-len(data) // 64)
            small_table += [*range(start + 1, start + count), end]
            small += data.ljust(64 * count, b"\0")
        else:
            start, count = len(table), -(-len(data) // 512)
            table += [*range(start + 1, start + count), end]
            large += data.ljust(512 * count, b"\0")
        entries.append(_entry(name, 2, start, len(data)))
    root = _entry("Root Entry", 5, 3, len(small))
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 44, 1, 1, 0, 4096, 2, 1, end, 0, 0)
    struct.pack_into("<108I", head, 80, *[none] * 108)
    numbers = [*small_table, *[none] * (128 - len(small_table))]
    return b"".join((
        bytes(head), struct.pack("<128I", *table, *[none] * (128 - len(table))),
        b"".join([root, *entries]).ljust(512, b"\0"), struct.pack("<128I", *numbers),
        small.ljust(512, b"\0"), large,
    ))  # fmt: skip


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
        + struct.pack("<III", *[0xFFFFFFFF] * 3) + bytes(36) + struct.pack("<III", start, size, 0)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "data", "pages"),
    [
        ("txt", "甲方\n乙方".encode("gb18030"), ["甲方\n乙方"]),
        ("txt", "甲方".encode("utf-16"), ["甲方"]),
        ("docx", word("甲方", table=(("项目", "金额"), ("本金", "100"))),
         ["甲方\n项目\t金额\n本金\t100"]),
        ("xlsx", workbook(证据=[["序号", "名称"], [1, "借条"]], 其他=[[2.5]]),
         ["证据\n序号\t名称\n1\t借条", "其他\n2.5"]),
        ("ofd", ofd([(40, 20, "金额"), (10, 20.2, "发票")], [(1, 1, "第二页")]),
         ["发票 金额", "第二页"]),
        ("doc", old_word("abc借款合同\r金额\x07\x07\x13 PAGE \x14一\x15"),
         ["abcabc借款合同\n金额\t\t一"]),
    ],
)  # fmt: skip
def test_the_words_of_a_file_are_its_pages(
    case_id: int, kind: str, data: bytes, pages: list[str]
) -> None:
    one = kept(case_id, data, kind, pages=None)
    assert showing.words(one) == pages
    assert showing.count(one) == len(pages)
    assert showing.sheet(one, 1).kind == "text"
    with pytest.raises(Unshowable, match="only_text"):
        showing.picture(one, 1, 800)
    with pytest.raises(Unshowable, match="no_such_page"):
        showing.sheet(one, len(pages) + 1)


def test_a_long_text_is_counted_off_at_the_ends_of_lines(case_id: int) -> None:
    lines = [f"第{n}行，内容" * 5 for n in range(300)]
    one = kept(case_id, word(*lines), "docx", pages=None)
    assert showing.count(one) > 3
    assert "\n".join(showing.words(one)) == "\n".join(lines)
    hit = showing.search([one], lines[200][:12])[0]
    assert lines[200] in showing.words(one)[hit.page - 1]


@pytest.mark.parametrize("kind", ["docx", "xlsx", "ofd", "doc"])
def test_a_broken_office_file_has_words(case_id: int, kind: str) -> None:
    one = kept(case_id, b"PK\x03\x04 broken", kind, pages=None)
    with pytest.raises(Unshowable, match="broken"):
        showing.sheet(one, 1)


def test_the_fragment_holds_the_text_and_marks_what_was_found(world: World, case_id: int) -> None:
    one = kept(case_id, word("<b>甲方</b>违约", "金一百元"), "docx", pages=None)
    status, page = got(world.client("alice"), one, 1, "?find=违约金")
    assert status == 200 and '<mark class="hit">违约\n金</mark>' in page
    assert "&lt;b&gt;甲方" in page and "<image" not in page
