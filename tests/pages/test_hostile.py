"""Nothing of a hostile file runs, nothing is fetched; what shows it dies alone and says words."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cases.materials.inspecting import inspect
from cases.materials.reasons import REASONS as REFUSED
from cases.pages.reasons import REASONS
from cases.writing import apart
from tests.pages.hostile import ACTING, ENDLESS, HEAVY, OFFICE, PICTURES, SOUND, broken
from tests.pages.made import written

TAKEN = {"address", "another file", "link to an address", "drawn from an address",
         "drawn from a file"}  # fmt: skip
"""Links do nothing by themselves, and files outside are read by nobody."""


class Listener:
    """Where the files lead to; ``asked`` counts who came."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.asked = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                self.socket.accept()[0].close()
            except OSError:
                return
            self.asked += 1

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}/x"


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.socket.close()


def ask(path: Path, kind: str, what: str) -> dict[str, Any]:
    """Straight to the drawing, as if no inspection had looked at it."""
    asked = {"what": what, "kind": kind, "page": 1, "first": 1, "rotation": 0, "width": 800,
             "mark": "", "find": "x"}  # fmt: skip
    with path.open("rb") as file:
        try:
            return apart.run(apart.DRAWING, asked, files=[file])
        except apart.TooMuch:
            return {"problem": "too_heavy"}


EVERYTHING = ("count", "sheet", "picture", "words")


def looked_at(
    path: Path, kind: str, listener: Listener, questions: tuple[str, ...] = EVERYTHING
) -> list[dict[str, Any]]:
    """Every question there is about it, after which a sound file is shown as ever."""
    answers = [ask(path, kind, what) for what in questions]
    for answer in answers:
        assert answer.get("problem", "broken") in REASONS
        if shown := answer.get("picture"):
            assert base64.b64decode(shown)[8:12] == b"WEBP"
    sound = path.with_name("sound")
    sound.write_bytes(written("借款合同"))
    assert ask(sound, "pdf", "words")["words"] == ["借款合同"]
    assert listener.asked == 0
    return answers


def lying(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", ACTING)
def test_a_pdf_that_would_act_is_refused_and_drawn_it_does_nothing(
    tmp_path: Path, listener: Listener, name: str
) -> None:
    path = lying(tmp_path, ACTING[name](listener.url))
    report = inspect(path)
    assert (report.reason == "") is (name in TAKEN), report
    assert report.reason in {"", *REFUSED}
    answers = looked_at(path, "pdf", listener)
    assert "passwd" not in json.dumps(answers) and "root:" not in json.dumps(answers)
    assert not Path("/tmp/ran").exists()  # noqa: S108 - where the file wants to write


@pytest.mark.parametrize("name", ENDLESS)
def test_a_pdf_without_end_comes_to_one(tmp_path: Path, listener: Listener, name: str) -> None:
    path = lying(tmp_path, ENDLESS[name](listener.url))
    assert inspect(path).reason in {"", *REFUSED}
    looked_at(path, "pdf", listener)


@pytest.mark.slow
@pytest.mark.parametrize("name", HEAVY)
def test_a_pdf_that_takes_too_much_is_stopped(
    tmp_path: Path, listener: Listener, name: str
) -> None:
    path = lying(tmp_path, HEAVY[name](listener.url))
    assert inspect(path).reason in {"", *REFUSED}
    looked_at(path, "pdf", listener, ("picture", "words"))


@pytest.mark.parametrize("name", [*PICTURES, *OFFICE])
def test_what_is_not_what_it_calls_itself_has_words(
    tmp_path: Path, listener: Listener, name: str
) -> None:
    kind, made = {**PICTURES, **OFFICE}[name]
    path = lying(tmp_path, made(listener.url))
    report = inspect(path)
    taken = {"ring of TIFF": "tiff", "GIF and script": "txt", "EPS": "txt"}
    assert report.reason in REFUSED or report.kind == taken.get(name), report
    answers = looked_at(path, kind, listener)
    assert "root:" not in json.dumps(answers)
    if "laughs" in name or "outside" in name:
        assert len(json.dumps(answers)) < 10_000


@pytest.mark.parametrize("kind", SOUND)
def test_broken_files_have_a_page_or_words(tmp_path: Path, listener: Listener, kind: str) -> None:
    sound = SOUND[kind]()
    assert "problem" not in ask(lying(tmp_path, sound), kind, "words")
    for seed in range(24):
        path = lying(tmp_path, broken(sound, seed))
        for what in ("sheet", "picture", "words"):
            assert ask(path, kind, what).get("problem", "broken") in REASONS, (kind, seed)
    assert listener.asked == 0


WATCHED = """
import json, sys
sys.path.insert(0, sys.argv[1])
from cases.pages import drawing
files = [(open(path, "rb", buffering=0), kind) for path, kind in json.loads(sys.argv[2])]
seen = []
def hook(event, args):
    if event.split(".")[0] in ("open", "socket", "subprocess", "os", "shutil", "pty"):
        seen.append([event, str(args)])
sys.addaudithook(hook)
for file, kind in files:
    for what in drawing.WHAT:
        drawing.do({"what": what, "kind": kind, "page": 1, "first": 1, "rotation": 0, "width": 160,
                    "mark": "x", "find": "x"}, file)
print(json.dumps(seen))
"""


def test_drawing_opens_nothing_and_asks_nobody(tmp_path: Path, listener: Listener) -> None:
    """In a process that lets it, and looks on."""
    files = []
    for number, (kind, made) in enumerate(
        [*(("pdf", one) for one in ACTING.values()), *PICTURES.values(),
         *((kind, made) for name, (kind, made) in OFFICE.items()
           if "laughs" not in name and "bomb" not in name),
         *((kind, lambda url, m=made: m()) for kind, made in SOUND.items())]
    ):  # fmt: skip
        if kind in ("tiff",) and number < len(ACTING) + len(PICTURES):
            continue  # it floods a process without limits
        path = tmp_path / str(number)
        path.write_bytes(made(listener.url))
        files.append([str(path), kind])
    done = subprocess.run(
        [sys.executable, "-I", "-c", WATCHED, str(apart.ROOT), json.dumps(files)],
        capture_output=True, timeout=120, check=False, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == []
    assert listener.asked == 0
