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


# -- a film that plays ----------------------------------------------------------------------------

ENCODE = """async (seconds) => {
  const canvas = new OffscreenCanvas(160, 90), pen = canvas.getContext("2d");
  const frames = []; let head = "";
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  const encoder = new VideoEncoder({
    output(chunk, about) {
      const bytes = new Uint8Array(chunk.byteLength); chunk.copyTo(bytes); frames.push(text(bytes));
      if (about.decoderConfig) head = text(about.decoderConfig.description);
    },
    error(problem) { throw problem; },
  });
  encoder.configure({ codec: "avc1.42E01E", width: 160, height: 90, avc: { format: "avc" } });
  for (let n = 0; n < seconds; n += 1) {
    pen.fillStyle = `hsl(${n * 4} 80% 50%)`; pen.fillRect(0, 0, 160, 90);
    const frame = new VideoFrame(canvas, { timestamp: n * 1e6, duration: 1e6 });
    encoder.encode(frame, { keyFrame: true }); frame.close();
  }
  await encoder.flush();
  return [head, frames];
}"""
"""In a browser: one picture a second, each of another colour."""


def film(head: bytes, frames: list[bytes]) -> bytes:
    """An MP4 of H.264 pictures, one a second; ``head`` is their configuration (avcC)."""
    count = len(frames)

    def full(kind: bytes, *fields: bytes) -> bytes:
        return box(kind, bytes(4) + b"".join(fields))

    def u32(*numbers: int) -> bytes:
        return struct.pack(f">{len(numbers)}I", *numbers)

    matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    entry = box(b"avc1", bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">HH", 160, 90)
                + u32(0x480000, 0x480000, 0) + struct.pack(">H", 1) + bytes(32)
                + struct.pack(">Hh", 24, -1) + box(b"avcC", head))  # fmt: skip

    def made(first: int) -> bytes:
        table = box(b"stbl", b"".join((
            full(b"stsd", u32(1), entry), full(b"stts", u32(1, count, 1000)),
            full(b"stsc", u32(1, 1, count, 1)), full(b"stco", u32(1, first)),
            full(b"stsz", u32(0, count), u32(*map(len, frames))),
        )))  # fmt: skip
        references = full(b"dref", u32(1), reference())
        within = box(b"minf", box(b"vmhd", u32(1, 0, 0)) + box(b"dinf", references) + table)
        handler = full(b"hdlr", u32(0), b"vide", bytes(12), b"\0")
        times = full(b"mdhd", u32(0, 0, 1000, count * 1000), b"\x55\xc4\0\0")
        track = box(b"tkhd", u32(3, 0, 0, 1, 0, count * 1000) + bytes(16) + matrix
                    + u32(160 << 16, 90 << 16))  # fmt: skip
        whole = full(b"mvhd", u32(0, 0, 1000, count * 1000, 0x10000), b"\1\0" + bytes(10), matrix,
                     bytes(24), u32(2))  # fmt: skip
        return box(b"moov", whole + box(b"trak", track + box(b"mdia", times + handler + within)))

    start = box(b"ftyp", b"isom" + bytes(4) + b"isomavc1")
    data = b"".join(frames)
    return start + made(len(start) + len(made(0)) + 8) + box(b"mdat", data)
