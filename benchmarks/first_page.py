"""The first page of a file of 500 scanned pages, through the view, beside pdfium alone."""

from __future__ import annotations

import io
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pypdfium2
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from benchmarks.life import file_one, make_court
from benchmarks.results import Result
from cases.materials import storing
from cases.models import Document
from courtflow.accounts.models import User

PAGES = 500
SCAN = (1654, 2339)
"""Pixels of A4 at 200 dots an inch."""
WIDTH = 1600
MOST_MS = 1000
AGAINST = "pypdfium2 in this process: open, draw"


def measure(rounds: int) -> Iterator[Result]:
    """Sheet and picture as a browser asks for them one after the other, signed in, nothing kept
    from before but the process that stands ready; of the first page, and of the last."""
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        one, client = _kept()
        path = Path(folder) / one.blob.stored_as if one.blob else Path()
        for work, page in (("first_page", 1), ("last_page", PAGES)):
            _shown(client, one, page)
            ours, alone = [], []
            for _ in range(max(rounds, 5) * 2):
                ours.append(_shown(client, one, page))
                alone.append(_alone(path, page))
            worst = max(ours)
            more = {"worst": round(worst, 1), "megabytes": path.stat().st_size >> 20,
                    "pages": PAGES}  # fmt: skip
            yield Result(
                work, 1, median(ours), median(alone), median(ours) / median(alone), len(ours), "ms",
                AGAINST, f"worst <= {MOST_MS} ms", worst <= MOST_MS, more,
            )  # fmt: skip


def _kept() -> tuple[Document, Client]:
    people = make_court(3000)
    case_id = file_one(people)
    blob = storing.keep_bytes(_scans(), "pdf")
    one = Document.objects.create(
        case_id=case_id, kind="evidence", title="证据", blob=blob, pages=PAGES, seq=1,
        received_at=timezone.now(),
    )  # fmt: skip
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(pk=people.actors["L"].user_id))
    return one, client


def _scans() -> bytes:
    """Each page with a scan of its own, and forty lines of words under it, as scanners write."""
    dice = random.Random(1)
    noise = Image.frombytes("L", (413, 585), dice.randbytes(413 * 585)).resize(SCAN)
    drawn = io.BytesIO()
    Image.blend(Image.new("L", SCAN, 240), noise, 0.08).save(drawn, "JPEG", quality=75)
    scan = drawn.getvalue()
    image = (b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace"
             b"/DeviceGray/Filter/DCTDecode/Length %d>>stream\n%s\nendstream"
             % (*SCAN, len(scan), scan))  # fmt: skip
    said = "本院经审理认定事实如下".encode("utf-16-be").hex()
    lines = "".join(f"BT 3 Tr /F 11 Tf 60 {800 - 18 * n} Td <{said}> Tj ET\n" for n in range(40))
    words = b"q 595 0 0 842 0 0 cm /S Do Q\n" + lines.encode()
    kids = b" ".join(b"%d 0 R" % (5 + 3 * n) for n in range(PAGES))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (PAGES, kids),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        b"/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
    ]  # fmt: skip
    for n in range(PAGES):
        at = 5 + 3 * n
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>/XObject"
            b"<</S %d 0 R>>>>/Contents %d 0 R>>" % (at + 2, at + 1),
            b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
            image,
        ]
    return _put_together(objects)


def _put_together(objects: list[bytes]) -> bytes:
    out, starts = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


@contextmanager
def _timed(taken: list[float]) -> Iterator[None]:
    started = time.perf_counter()
    yield
    taken.append((time.perf_counter() - started) * 1000)


def _shown(client: Client, one: Document, page: int) -> float:
    args, taken = [one.case_id, one.pk, page], list[float]()
    with _timed(taken):
        sheet = client.get(reverse("sheet", args=args))
        picture = client.get(f"{reverse('sheet-picture', args=args)}?w={WIDTH}")
    if sheet.status_code != 200 or b"</text>" not in sheet.content:
        raise AssertionError(f"the sheet answered {sheet.status_code}")
    if Image.open(io.BytesIO(picture.content)).width != WIDTH:
        raise AssertionError("the picture has another width")
    return taken[0]


def _alone(path: Path, page: int) -> float:
    taken: list[float] = []
    with _timed(taken):
        opened = pypdfium2.PdfDocument(path)
        opened[page - 1].render(scale=WIDTH / 595)
    opened.close()
    return taken[0]
