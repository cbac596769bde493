"""The process in which a file is looked at: little time, little memory, no network, no writing.

Run by ``inspecting`` with the file as its standard input; answers one line of JSON. What is
parsed here was sent by anybody, so the limits are set before that, and each of them holds without
the others. Before them its first bytes are compared, for what has to be loaded.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
from contextlib import suppress
from typing import Any

CPU_SECONDS = 10
MEMORY = 512 * 1024 * 1024
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn",
             "os.spawn", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink",
             "os.truncate", "os.chmod", "os.chown", "shutil.", "ctypes.dlopen", "ctypes.dlsym",
             "ftplib.", "smtplib.", "urllib.")  # fmt: skip


def main() -> None:
    """Judge the file on standard input and say what came of it."""
    from cases.materials.judging import Unfit, check_for, judge

    _import_what_comes_late()
    with suppress(Unfit):
        check_for(os.pread(0, 16, 0))
    confine()
    answer: dict[str, Any]
    try:
        with open(0, "rb", buffering=0, closefd=False) as file:
            found = judge(file)
        answer = {"kind": found.kind, "pages": found.pages, "words": found.words,
                  "facts": dict(found.facts)}  # fmt: skip
    except Unfit as unfit:
        answer = {"reason": unfit.reason}
    except (MemoryError, RecursionError):
        answer = {"reason": "too_heavy"}
    print(json.dumps(answer), flush=True)


def take_apart() -> None:
    """Write each run of pages of the PDF on standard input, told by its last page, as a PDF of its
    own: its length in eight bytes, then itself."""
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    confine()
    lasts = [int(one) for one in sys.argv[2].split(",")]
    with open(0, "rb", buffering=0, closefd=False) as file:
        reader = PdfReader(BytesIO(file.read()), strict=False)
    for first, last in zip([0, *lasts], [*lasts, len(reader.pages)], strict=True):
        part, made = PdfWriter(), BytesIO()
        for number in range(first, last):
            part.add_page(reader.pages[number])
        part.write(made)
        sys.stdout.buffer.write(len(made.getvalue()).to_bytes(8) + made.getvalue())
    sys.stdout.flush()


def _import_what_comes_late() -> None:
    """Decoders that are otherwise loaded when first needed."""
    import encodings.gb18030
    import encodings.utf_8_sig
    import encodings.utf_16  # noqa: F401


def confine() -> None:
    """Set every limit; from here on nothing opens, connects, starts or writes."""
    if unshare := getattr(ctypes.CDLL(None), "unshare", None):
        # A network of its own, with nothing in it, where the machine lets us make one.
        unshare(CLONE_NEWUSER | CLONE_NEWNET)
    for limit, value in (
        (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64),
    ):  # fmt: skip
        # Some systems know no limit of addresses; Linux knows them all.
        with suppress(*(() if sys.platform == "linux" else (ValueError, OSError))):
            resource.setrlimit(limit, (value, value))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        writes = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        if writes or (isinstance(flags, int) and flags & 0o3):
            raise PermissionError("nothing is written here")
    elif event.startswith(FORBIDDEN):
        raise PermissionError(f"{event} is not for inspections")
