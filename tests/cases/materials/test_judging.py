"""Every hostile file is refused with its reason, every good one is taken for what it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cases.materials import inspecting, names
from cases.materials.catalogue import HEADINGS, heading_of
from cases.materials.inspecting import inspect
from cases.materials.kinds import KINDS
from cases.materials.reasons import REASONS, words
from tests.cases.materials.corpus import GOOD, HOSTILE, NAMES, pdf, picture


def lying(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", GOOD)
def test_what_is_sound_is_taken_for_what_it_is(tmp_path: Path, name: str) -> None:
    kind, pages, made = GOOD[name]
    report = inspect(lying(tmp_path, made()))
    assert (report.reason, report.kind, report.pages) == ("", kind, pages)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_do_harm_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    reason, made = HOSTILE[name]
    report = inspect(lying(tmp_path, made()))
    assert (report.reason, report.kind) == (reason, "")
    assert reason in REASONS


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize("name", [n for n in GOOD if "190" not in n and "48" not in n])
def test_the_beginning_of_a_file_never_breaks_the_check(tmp_path: Path, name: str) -> None:
    """In this process, where a fault would show as one."""
    from cases.materials.judging import Unfit, judge

    whole = GOOD[name][2]()
    for length in (1, 3, 7, 12, 40, 200, 500):
        with lying(tmp_path, whole[:length]).open("rb") as file:
            try:
                judge(file)
            except Unfit as unfit:
                assert unfit.reason in REASONS, length


def test_too_large_for_its_kind(tmp_path: Path) -> None:
    path = lying(tmp_path, picture("PNG"))
    with path.open("r+b") as file:
        file.truncate(KINDS["png"].largest + 1)
    assert inspect(path).reason == "too_large_of_kind"


def test_a_text_may_not_be_endless(tmp_path: Path) -> None:
    path = lying(tmp_path, b"hello\n" * (KINDS["txt"].largest // 6 + 1))
    assert inspect(path).reason == "too_large_of_kind"
    path.write_bytes(bytes(KINDS["txt"].largest + 1))
    assert inspect(path).reason == "unknown"


# -- the process apart ----------------------------------------------------------------------------


def confined(code: str) -> subprocess.CompletedProcess[str]:
    start = (
        f"import sys; sys.path.insert(0, {str(inspecting.ROOT)!r}); "
        "from cases.materials.confined import confine, _import_what_comes_late;"
        "import socket, os, subprocess, pathlib; confine();"
    )
    return subprocess.run(
        [sys.executable, "-I", "-c", start + code], capture_output=True, text=True, env={},
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("code", [
    "socket.create_connection(('127.0.0.1', 9))",
    "socket.getaddrinfo('example.org', 80)",
    "open('/tmp/never', 'w')",
    "os.open('/tmp/never', os.O_WRONLY | os.O_CREAT)",
    "os.remove('/tmp/never')",
    "subprocess.run(['true'])",
    "os.system('true')",
    "os.execv('/bin/true', ['true'])",
    "pathlib.Path('/tmp/never').mkdir()",
])  # fmt: skip
def test_it_reaches_nothing_and_writes_nothing(code: str) -> None:
    done = confined(code)
    assert done.returncode == 1 and "PermissionError" in done.stderr


def test_it_has_so_much_memory_and_no_more() -> None:
    assert "MemoryError" in confined("bytearray(600 * 1024 * 1024)").stderr


def test_what_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "PROGRAM", "while True: pass  # ")
    monkeypatch.setattr(inspecting, "MOST_SECONDS", 1)
    assert inspect(lying(tmp_path, pdf())).reason == "too_heavy"


@pytest.mark.parametrize("program", [
    "raise SystemExit(3)", "print('nonsense')", "print('{\"kind\": \"exe\"}')",
    "print('{\"reason\": \"made up\"}')",
])  # fmt: skip
def test_a_check_that_breaks_off_lets_nothing_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(inspecting, "PROGRAM", f"{program}  # ")
    assert inspect(lying(tmp_path, pdf())).reason == "not_checked"


# -- names, headings, words -----------------------------------------------------------------------


@pytest.mark.parametrize("raw", NAMES)
def test_names_are_shown_clean(raw: str) -> None:
    shown = names.cleaned(raw)
    assert NAMES[raw] is None or shown == NAMES[raw]
    assert 0 < len(shown) <= names.LONGEST and len(shown.encode()) <= names.LONGEST_BYTES
    assert names.cleaned(shown) == shown
    if raw.endswith(".pdf"):
        assert shown.endswith(".pdf")


def test_the_ending_of_a_name_says_what_the_file_is() -> None:
    assert names.of_kind("a.exe", "pdf") == "a.exe.pdf"
    assert names.of_kind("a.PDF", "pdf") == "a.PDF"
    assert names.of_kind("照片.jpeg", "jpeg") == "照片.jpeg"


@pytest.mark.parametrize(("name", "heading"), [
    ("身份证正面.jpg", "identity"), ("营业执照.pdf", "licence"), ("授权委托书.docx", "authority"),
    ("借条.jpg", "loan_note"), ("借款合同.pdf", "contract"), ("转账记录1.png", "transfer"),
    ("增值税发票.ofd", "invoice"), ("一审判决书.pdf", "earlier_decision"),
    ("微信聊天记录.png", "chat"), ("起诉状.docx", "complaint"), ("答辩状.docx", "answer"),
    ("法定代表人身份证明.pdf", "representative"), ("IMG_0001.JPG", "evidence"),
])  # fmt: skip
def test_files_find_their_heading_by_their_name(name: str, heading: str) -> None:
    assert heading_of(name) == heading
    assert heading_of(name, "other") == "other"
    assert heading_of(name, "no such") == heading
    assert heading in HEADINGS


def test_every_reason_has_words_in_both_languages() -> None:
    for code in REASONS:
        zh, en = words(code, 5)
        assert zh and en and "{" not in zh + en
