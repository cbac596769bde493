"""The children of `make run` are watched: by their life, and by their work."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from courtflow.servers import family
from courtflow.servers.family import Child, Family

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
DIES_AT_ONCE = [sys.executable, "-c", "raise SystemExit(3)"]


def run_for(children: list[Child], seconds: float, folder: Path) -> list[str]:
    """Run a family for a while and answer what it said."""
    said: list[str] = []
    found = Family(folder / "children.json", said.append)
    threading.Timer(seconds, found.stop).start()
    found.run(children, when_up=lambda: said.append("up"))
    return said


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(family, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(family, "PULSE_EVERY", 0.1)


def test_a_child_without_pulse_is_started_anew(tmp_path: Path) -> None:
    worker = Child("worker", SLEEPER, pulse=lambda: 99.0, stuck_after=0.3)
    said = run_for([worker], 1.2, tmp_path)
    assert said[0] == "up"
    assert "worker: alive but does no work; starts again." in said


@pytest.mark.parametrize("age", [None, 0.1])
def test_a_child_that_works_or_cannot_be_judged_is_left_alone(
    age: float | None, tmp_path: Path
) -> None:
    worker = Child("worker", SLEEPER, pulse=lambda: age, stuck_after=0.3)
    assert run_for([worker], 0.8, tmp_path) == ["up"]


def test_a_child_that_keeps_dying_is_started_ever_later(tmp_path: Path) -> None:
    said = run_for([Child("worker", DIES_AT_ONCE)], 4.5, tmp_path)
    pauses = [line.rpartition(" in ")[2] for line in said[1:]]
    assert pauses[:2] == ["1 s.", "2 s."]


def test_a_family_ends_whole(tmp_path: Path) -> None:
    children = [Child("one", SLEEPER), Child("two", SLEEPER)]
    run_for(children, 0.3, tmp_path)
    assert all(c.process and c.process.poll() is not None for c in children)
    assert not (tmp_path / "children.json").exists()


def test_children_left_by_a_killed_parent_are_ended(tmp_path: Path) -> None:
    left = subprocess.Popen(SLEEPER, start_new_session=True)
    mark = " ".join(SLEEPER[1:])
    (tmp_path / "children.json").write_text(f'[[{left.pid}, "{mark}"], [1, "no such mark"]]')
    began = time.monotonic()
    time.sleep(0.2)
    Family(tmp_path / "children.json", print).end_leftovers()
    left.wait(5)
    assert time.monotonic() - began < 10, "it was waited for, not ended"
