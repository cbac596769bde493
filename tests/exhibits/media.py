"""Recordings made by code: boxes as recorders write them, and what somebody else might."""

from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Callable

from tests.cases.materials.corpus import box, zipped


def reference(kind: bytes = b"url ", address: bytes = b"", flags: int = 1) -> bytes:
    return box(kind, flags.to_bytes(4, "big") + address)


def clip(brand: bytes = b"isom", seconds: float = 0, refers: bytes | None = None) -> bytes:
    """An MP4 without pictures or sound; ``refers``: where its track says its data lies."""
    length = struct.pack(">II", 1000, round(seconds * 1000))
    head = box(b"mvhd", bytes(12) + length + bytes(80))
    references = reference() if refers is None else refers
    data = box(b"dref", bytes(4) + struct.pack(">I", 1) + references)
    track = box(b"trak", box(b"mdia", box(b"minf", box(b"dinf", data))))
    return (
        box(b"ftyp", brand + bytes(4) + b"isomiso2")
        + box(b"moov", head + track)
        + box(b"mdat", bytes(400))
    )


def mp3(tag: bytes = b"") -> bytes:
    """Frames of silence behind a tag."""
    size = bytes((len(tag) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    return b"ID3\x04\0\0" + size + tag + frame * 20


def tone(seconds: float = 4.0, rate: int = 8000) -> bytes:
    """A tone that a browser can play: WAV, for where no encoder is at hand."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(
            b"".join(
                struct.pack("<h", int(9000 * math.sin(n / 5))) for n in range(int(seconds * rate))
            )
        )
    return out.getvalue()


PAGE = b"<html><script>fetch('https://a.example/')</script></html>"
HOSTILE_MEDIA: dict[str, tuple[str, Callable[[], bytes]]] = {
    "data on the web": ("media_outside", lambda: clip(
        refers=reference(address=b"http://a.example/a.mp4\0", flags=0))),
    "data on the disk": ("media_outside", lambda: clip(
        refers=reference(b"alis", b"/etc/passwd", flags=0))),
    "sound on the web": ("media_outside", lambda: clip(
        b"M4A ", refers=reference(b"urn ", b"a\0b\0", flags=0))),
    "video and archive": ("two_in_one", lambda: clip() + box(b"free", zipped({"a": b"b"}))),
    "sound and archive": ("two_in_one", lambda: mp3() + zipped({"a.class": b"x"})),
    # Taken, and harmless: it is only ever handed out as sound, in a sandbox.
    "sound with a page in its tag": ("mp3", lambda: mp3(PAGE)),
    "sound with a page in a free box": ("m4a", lambda: clip(b"M4A ") + box(b"free", PAGE)),
    "a page before the sound": ("page_of_code", lambda: PAGE + mp3()),
    "a page before the video": ("page_of_code", lambda: PAGE + clip()),
}  # fmt: skip
