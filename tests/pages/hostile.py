"""Files that mean harm to whoever shows them. Where they lead to, the test listens."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable

from tests.cases.materials.corpus import jpeg_flood, picture, png_flood, tiff_flood
from tests.pages.made import corner, pdf_of, written
from tests.pages.test_text import ofd, old_word, word, workbook

Made = Callable[[str], bytes]
"""Of an address that must never be asked."""


def page(drawn: bytes = b"", resources: str = "", box: str = "0 0 595 842", *more: bytes) -> bytes:
    """A PDF of one page; ``more`` are its objects from 5 on."""
    shown = f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R/Resources<<{resources}>>>>"
    return pdf_of([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", shown.encode(),
        stream(drawn), *more,
    ])  # fmt: skip


def stream(data: bytes, entries: str = "", *, packed: int = 0) -> bytes:
    filters = "/Filter[" + "/FlateDecode" * packed + "]" if packed else ""
    for _ in range(packed):
        data = zlib.compress(data, 9)
    return f"<</Length {len(data)}{filters}{entries}>>stream\n".encode() + data + b"\nendstream"


# -- PDF that would act or ask --------------------------------------------------------------------


def opens_with(action: str) -> Made:
    return lambda url: written("一", root=f"/OpenAction<<{action.replace('URL', url)}>>")


def link(action: str) -> Made:
    annotation = (
        f"<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A<<{action}>>/AA<</PO<<{action}>>>>>>"
    )
    return lambda url: written("一", more=f"/Annots[{annotation.replace('URL', url)}]")


ACTING: dict[str, Made] = {
    "script": opens_with("/S/JavaScript/JS(app.launchURL\\('URL'\\);this.submitForm\\('URL'\\))"),
    "launch": opens_with("/S/Launch/F(/bin/sh)/Unix(/bin/sh -c 'touch /tmp/ran')"),
    "address": opens_with("/S/URI/URI(URL)"),
    "form sent": opens_with("/S/SubmitForm/F<</FS/URL/F(URL)>>"),
    "data taken in": opens_with("/S/ImportData/F(/etc/passwd)"),
    "another file": opens_with("/S/GoToR/F(/etc/passwd)/D[0/Fit]"),
    "link with script": link("/S/JavaScript/JS(app.alert\\(1\\))"),
    "link to an address": link("/S/URI/URI(URL)"),
    "drawn from an address": lambda url: page(
        b"q 500 0 0 500 0 0 cm /X Do Q", "/XObject<</X 5 0 R>>", "0 0 595 842",
        f"<</Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceGray"
        f"/F<</FS/URL/F({url})>>/Length 0>>stream\n\nendstream".encode(),
    ),
    "drawn from a file": lambda url: page(
        b"/X Do", "/XObject<</X 5 0 R>>", "0 0 595 842",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/F(/etc/passwd)/Length 0>>stream\n\nendstream",
    ),
    "file inside": lambda url: written(
        "一", root="/Names<</EmbeddedFiles<</Names[(a.exe)<</F(a.exe)/EF<</F 5 0 R>>>>]>>>>"
    ),
    "form of XFA": lambda url: written(
        "一", root=f"/AcroForm<</Fields[]/XFA(<script>xfa.host.gotoURL\\('{url}'\\)</script>)>>"
    ),
    "film": lambda url: written(
        "一", more=f"/Annots[<</Subtype/Movie/Rect[0 0 9 9]/Movie<</F({url})>>/A true>>]"
    ),
}  # fmt: skip


# -- PDF that would never end ---------------------------------------------------------------------


def ring_of_pages(url: str) -> bytes:
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>"])


def many_pages(url: str) -> bytes:
    kids = b"3 0 R " * 400_000
    return pdf_of([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 400000>>" % kids,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ])  # fmt: skip


def many_objects(url: str) -> bytes:
    """Two million entries of a table, each with an object."""
    table = b"0000000015 00000 n \n" * 2_000_000
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    end = b"trailer<</Size 2000000/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(head)
    return head + b"xref\n0 2000000\n" + table + end


def itself(url: str) -> bytes:
    """A form that draws itself, twice."""
    form = stream(b"/X Do /X Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
                  "/Resources<</XObject<</X 5 0 R>>>>")  # fmt: skip
    return page(b"/X Do", "/XObject<</X 5 0 R>>", "0 0 595 842", form)


def doubling(url: str) -> bytes:
    """Thirty forms, each drawing the next one twice: a thousand million in all."""
    forms = [
        stream(b"/X Do /X Do", "/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
               f"/Resources<</XObject<</X {6 + n} 0 R>>>>")
        for n in range(30)
    ]  # fmt: skip
    last = stream(b"0 0 9 9 re f", "/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
    return page(b"/X Do", "/XObject<</X 5 0 R>>", "0 0 595 842", *forms, last)


def font_bomb(url: str) -> bytes:
    """Letters that are drawn with letters of the same font."""
    glyph = stream(b"1000 0 d0 BT /F 9 Tf (aaaaaaaa) Tj ET")
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]"
        b"/CharProcs<</a 6 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97"
        b"/Widths[1000]/Resources<</Font<</F 5 0 R>>>>>>"
    )
    drawn = b"BT /F 99 Tf 9 9 Td (aaaaaaaaaaaaaaaa) Tj ET"
    return page(drawn, "/Font<</F 5 0 R>>", "0 0 595 842", font, glyph)


def font_of_noise(url: str) -> bytes:
    noise = random.Random(4).randbytes(60_000)
    font = (b"<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 0/LastChar 255"
            b"/FontDescriptor 6 0 R>>")  # fmt: skip
    named = b"<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 7 0 R>>"
    return page(b"BT /F 20 Tf 9 9 Td (abc) Tj ET", "/Font<</F 5 0 R>>", "0 0 595 842", font, named,
                stream(b"\0\1\0\0\0\x0c" + noise))  # fmt: skip


def flood_of_drawing(url: str) -> bytes:
    """Some kilobytes that unpack to half a gigabyte of lines."""
    lines = b"0 0 m 595 842 l S\n" * 30_000_000
    made = zlib.compressobj(9)
    data = b"".join(
        made.compress(lines[at : at + 54_000_000]) for at in range(0, len(lines), 54_000_000)
    )
    data += made.flush()
    return page().replace(
        stream(b""), b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(data), data)
    )  # fmt: skip


def flood_of_pixels(url: str) -> bytes:
    image = stream(bytes(1_000_000), "/Type/XObject/Subtype/Image/Width 60000/Height 60000"
                   "/BitsPerComponent 8/ColorSpace/DeviceRGB", packed=2)  # fmt: skip
    return page(b"q 595 0 0 842 0 0 cm /X Do Q", "/XObject<</X 5 0 R>>", "0 0 595 842", image)


def flood_of_tiles(url: str) -> bytes:
    tile = stream(b"0 0 1 1 re f", "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1"
                  "/BBox[0 0 1 1]/XStep .0001/YStep .0001/Resources<<>>")  # fmt: skip
    return page(b"/Pattern cs /P scn 0 0 595 842 re f", "/Pattern<</P 5 0 R>>", "0 0 595 842", tile)


ENDLESS: dict[str, Made] = {
    "ring of pages": ring_of_pages,
    "font bomb": font_bomb,
    "font of noise": font_of_noise,
    "nested deeply": lambda url: page(b"[" * 300_000 + b"]" * 300_000 + b" 0 d"),
    "dictionaries nested deeply": lambda url: written("一", root="/X" + "<</A" * 50_000),
    "states nested deeply": lambda url: page(b"q " * 200_000),
    "packed fifty times": lambda url: page().replace(stream(b""), stream(b"", packed=50)),
    "box without end": lambda url: page(b"0 0 9 9 re f", "", "0 0 9999999999 9999999999"),
    "box of nothing": lambda url: page(b"0 0 9 9 re f", "", "0 0 0 0"),
    "box like a thread": lambda url: page(b"0 0 9 9 re f", "", "0 0 1 14400"),
    "box inside out": lambda url: page(b"0 0 9 9 re f", "", "595 842 -595 -842"),
    "box of words": lambda url: page(b"0 0 9 9 re f", "", "/a /b (c) null"),
}
HEAVY: dict[str, Made] = {
    "many pages": many_pages,
    "many objects": many_objects,
    "draws itself": itself,
    "doubling": doubling,
    "flood of drawing": flood_of_drawing,
    "flood of pixels": flood_of_pixels,
    "flood of tiles": flood_of_tiles,
}
"""They come to their limit of time or memory."""


# -- pictures and what calls itself one -----------------------------------------------------------


def two(first: bytes, second: bytes) -> Made:
    return lambda url: first + second


def archive(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)
    return out.getvalue()


PICTURES: dict[str, tuple[str, Made]] = {
    "SVG with a script": ("png", lambda url: (
        f'<svg xmlns="http://www.w3.org/2000/svg"><script href="{url}"/>'
        f'<image href="{url}"/></svg>').encode()),
    "HTML": ("png", lambda url: f'<html><img src="{url}"><script>1</script>'.encode()),
    "HTML as JPEG": ("jpeg", lambda url: b"\xff\xd8\xff<script>" + url.encode()),
    "GIF and script": ("png", lambda url: b"GIF89a=1;fetch('" + url.encode() + b"')//"),
    "EPS": ("png", lambda url: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/bin/sh) run"),
    "PDF and archive": ("pdf", two(written("一"), archive("a.class", b"x"))),
    "picture and archive": ("jpeg", two(corner("JPEG"), archive("a.html", b"<script>"))),
    "PDF behind a picture": ("png", two(corner("PNG"), written("一"))),
    "flood of PNG": ("png", lambda url: png_flood()),
    "flood of JPEG": ("jpeg", lambda url: jpeg_flood()),
    "flood of TIFF": ("tiff", lambda url: tiff_flood()),
    "ring of TIFF": ("tiff", lambda url: _ring_of_tiff()),
}  # fmt: skip


def _ring_of_tiff() -> bytes:
    """Each page says that it comes next itself."""
    raw = bytearray(picture("TIFF"))
    at = int.from_bytes(raw[4:8], "little")
    count = int.from_bytes(raw[at : at + 2], "little")
    raw[at + 2 + 12 * count : at + 6 + 12 * count] = raw[4:8]
    return bytes(raw)


# -- office files ---------------------------------------------------------------------------------


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.namelist():
            raw = old.read(one)
            new.writestr(one, change(raw) if one == name else raw)
    return out.getvalue()


def entity(system: str) -> Callable[[bytes], bytes]:
    """The part with an entity that names something outside."""

    def change(raw: bytes) -> bytes:
        head, _, rest = raw.rpartition(b"?>")
        rest = rest if head else raw
        outside = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{system}">]>'.encode()
        for tag in (b"<w:body>", b"<sheetData>", b"<ofd:TextCode>", b"<ofd:Content>"):
            rest = rest.replace(tag, tag + b"&e;")
        return outside + rest

    return change


def laughs(raw: bytes) -> bytes:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    rest = raw.rpartition(b"?>")[2]
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{lines}]>'.encode()
    for tag in (b"<w:t>", b"<t>", b"<ofd:TextCode>"):
        rest = rest.replace(tag, tag + b"&a11;")
    return head + rest


def remote_picture(url: str) -> bytes:
    linked = f'<Relationship Id="rId99" TargetMode="External" Target="{url}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
    return with_part(word("甲"), "word/_rels/document.xml.rels",
                     lambda raw: raw.replace(b"</Relationships>", linked.encode()))  # fmt: skip


_PARTS = {
    "docx": (lambda: word("甲"), "word/document.xml"),
    "xlsx": (lambda: workbook(a=[["甲"]]), "xl/worksheets/sheet1.xml"),
    "ofd": (lambda: ofd([(1, 1, "甲")]), "Doc_0/Pages/Page_0/Content.xml"),
}
OFFICE: dict[str, tuple[str, Made]] = {
    **{f"{kind} asks outside": (kind, lambda url, m=make, n=name: with_part(m(), n, entity(url)))
       for kind, (make, name) in _PARTS.items()},
    **{f"{kind} reads a file": (kind, lambda url, m=make, n=name: with_part(
        m(), n, entity("file:///etc/passwd"))) for kind, (make, name) in _PARTS.items()},
    **{f"{kind} laughs": (kind, lambda url, m=make, n=name: with_part(m(), n, laughs))
       for kind, (make, name) in _PARTS.items()},
    "remote template": ("docx", remote_picture),
    "archive bomb": ("ofd", lambda url: archive("OFD.xml", bytes(300 << 20))),
    "no archive": ("docx", lambda url: b"PK\x03\x04" + bytes(400)),
    "ring of sectors": ("doc", lambda url: old_word("甲").replace(
        b"\xfd\xff\xff\xff\xfe\xff\xff\xff", b"\xfd\xff\xff\xff\x01\x00\x00\x00")),
}  # fmt: skip


# -- what is only broken --------------------------------------------------------------------------

SOUND: dict[str, Callable[[], bytes]] = {
    "pdf": lambda: written("借款合同", "违约金"), "png": lambda: corner("PNG"),
    "jpeg": lambda: corner("JPEG"), "heic": lambda: corner("HEIF"), "webp": lambda: corner("WEBP"),
    "tiff": lambda: corner("TIFF"), "docx": lambda: word("甲"),
    "xlsx": lambda: workbook(a=[["甲"]]), "ofd": lambda: ofd([(1, 1, "甲")]),
    "doc": lambda: old_word("甲乙"),
}  # fmt: skip


def broken(data: bytes, seed: int) -> bytes:
    """Cut off, or with some bits turned, the same for the same seed."""
    dice = random.Random(seed)
    if seed % 3 == 0:
        return data[: dice.randrange(1, len(data))]
    raw = bytearray(data)
    for _ in range(dice.choice((1, 4, 30))):
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return bytes(raw)
