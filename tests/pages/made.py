"""Files whose pages are looked at, made by code."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter


def written(
    *pages: str, box: tuple[int, int, int, int] = (0, 0, 595, 842), rotate: int = 0, crop: str = "",
    more: str = "", root: str = "",
) -> bytes:  # fmt: skip
    """A PDF with these words on its pages, in a Chinese font that it names and does not hold.

    Each page has its words at (72, 700), 20 points high; ``more`` goes into each page, ``root``
    into the catalogue.
    """
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{root}>>".encode(),
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(len(pages)))),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        b"/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]"
        b"/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
    ]
    for n, words in enumerate(pages):
        lines = [f"<{line.encode('utf-16-be').hex()}> Tj 0 -30 Td" for line in words.split("\n")]
        drawn = f"BT /F1 20 Tf 72 700 Td {' '.join(lines)} ET".encode()
        place = "/MediaBox[{} {} {} {}]".format(*box) + (f"/CropBox[{crop}]" if crop else "")
        objects.append(
            f"<</Type/Page/Parent 2 0 R{place}/Rotate {rotate}/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {7 + 2 * n} 0 R{more}>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    return pdf_of(objects)


def pdf_of(objects: list[bytes], trailer: str = "") -> bytes:
    """A PDF of these objects, the first being its catalogue."""
    out, starts = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{table}\n%%EOF\n"
    return bytes(out + end.encode())


def corner(kind: str, size: tuple[int, int] = (300, 200), **more: object) -> bytes:
    """A white picture whose upper left corner is red."""
    made = Image.new("RGB", size, "white")
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    out = io.BytesIO()
    made.save(out, kind, **more)
    return out.getvalue()


def turned_by_camera(kind: str, orientation: int) -> bytes:
    """As ``corner``, with what a camera says of how it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return corner(kind, exif=exif)


def seen(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def red_corner(picture: Image.Image) -> str:
    """In which corner the red is."""
    w, h = picture.size
    places = {"upper left": (w // 16, h // 16), "upper right": (w - w // 16, h // 16),
              "lower left": (w // 16, h - h // 16), "lower right": (w - w // 16, h - h // 16)}  # fmt: skip
    for name, at in places.items():
        red, green, blue = picture.getpixel(at)  # type: ignore[misc]
        if red > 180 and green < 90 and blue < 90:
            return name
    return ""


def ink(picture: Image.Image) -> int:
    """Pixels that are rather dark."""
    return sum(picture.convert("L").histogram()[:100])


def merged(*parts: bytes) -> bytes:
    writer = PdfWriter()
    for part in parts:
        writer.append(PdfReader(io.BytesIO(part)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
