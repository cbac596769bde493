"""Parts of a file by the Range of a request (RFC 9110, 14): one range, from its beginning or from
its end. Nothing is read into memory beyond a block at a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

MOST_AT_ONCE = 8 * 1024 * 1024
"""Bytes of one answer to a range: a player that reads slowly keeps no process of ours waiting for
an hour, it asks again."""
_ONE = re.compile(r"(\d{0,18})-(\d{0,18})", re.ASCII)


class Unsatisfiable(Exception):  # noqa: N818 - what the answer says
    """No byte of the file lies in the range, or several were asked for."""


@dataclass(frozen=True)
class Span:
    """Bytes from the first to the last, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Part:
    """An open file, of which only a span is read."""

    def __init__(self, file: BinaryIO, span: Span) -> None:
        self.file, self.left = file, span.length
        file.seek(span.first)

    def read(self, size: int) -> bytes:
        """The next bytes, none where the span ends."""
        found = self.file.read(min(size, self.left))
        self.left -= len(found)
        return found

    def close(self) -> None:
        self.file.close()


def asked(said: str, size: int) -> Span | None:
    """The span that a Range header asks for; None where the whole file is to be sent, because it
    says nothing that is understood. Raises Unsatisfiable."""
    unit, _equals, rest = said.partition("=")
    if unit.strip().lower() != "bytes":
        return None
    if "," in rest:
        raise Unsatisfiable
    found = _ONE.fullmatch(rest.strip())
    if found is None or found[0] == "-":
        return None
    if not found[1]:  # so many from the end
        count = min(int(found[2]), size)
        if not count:
            raise Unsatisfiable
        return Span(size - count, size - 1)
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if first >= size:
        raise Unsatisfiable
    return Span(first, last) if first <= last else None


def answer(
    request: HttpRequest, file: BinaryIO, *, size: int, tag: str, name: str, media: str,
    headers: Mapping[str, str],
) -> HttpResponseBase:  # fmt: skip
    """The file or a part of it. ``tag`` is its entity tag, quoted; closes the file."""
    said = request.headers.get("Range", "") if request.method == "GET" else ""
    if request.headers.get("If-Range", tag) != tag:
        said = ""  # the part in hand is of another file, or nobody can tell
    try:
        span = asked(said, size) if said else None
    except Unsatisfiable:
        file.close()
        words = _("Ask for one part of this file that lies within it.")
        return HttpResponse(
            words, content_type="text/plain; charset=utf-8", status=416,
            headers={**headers, "Content-Range": f"bytes */{size}"},
        )  # fmt: skip
    if span is not None:
        span = Span(span.first, min(span.last, span.first + MOST_AT_ONCE - 1))
    said_of_it = {**headers, "Accept-Ranges": "bytes", "ETag": tag}
    if span is not None:
        said_of_it["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    said_of_it["Content-Length"] = str(span.length if span is not None else size)
    return FileResponse(
        Part(file, span or Span(0, size - 1)), status=200 if span is None else 206,
        content_type=media, as_attachment=True, filename=name, headers=said_of_it,
    )  # fmt: skip
