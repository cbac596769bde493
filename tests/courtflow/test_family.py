"""The children of `make run` are watched: by their life, and by their work."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from courtflow.servers import family, processes
from courtflow.servers.family import Child, Family

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
DIES_AT_ONCE = [sys.executable, "-c", "raise SystemExit(3)"]


def run_for(
    children: list[Child], seconds: float, folder: Path, errands: Sequence[Child] = ()
) -> list[str]:
    """Run a family for a while and answer what it said."""
    said: list[str] = []
    found = Family(folder / "children.json", said.append)
    threading.Timer(seconds, found.stop).start()
    found.run(children, lambda: said.append("up"), errands)
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


def test_an_errand_is_run_once_and_said_only_where_it_fails(tmp_path: Path) -> None:
    done, failing = tmp_path / "done", "look above."
    writes = [sys.executable, "-c", f"open({str(done)!r}, 'a').write('x')"]
    errands = [
        Child("a good one", writes, if_it_fails=failing),
        Child("a bad one", DIES_AT_ONCE, if_it_fails=failing),
    ]
    said = run_for([Child("pages", SLEEPER)], 2.5, tmp_path, errands)
    assert said == ["up", "a bad one: failed (3); look above."]
    assert done.read_text() == "x"


def test_an_errand_is_recorded_and_ends_with_the_family(tmp_path: Path) -> None:
    errand, record = Child("errand", SLEEPER, if_it_fails="look above."), []
    threading.Timer(
        0.5, lambda: record.append((tmp_path / "children.json").read_text("utf-8"))
    ).start()
    assert run_for([], 1.0, tmp_path, [errand]) == ["up"]
    assert errand.process and errand.process.poll() is not None
    assert f"[[{errand.process.pid}, " in record[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only this kernel ties a child to its parent")
def test_an_errand_dies_with_a_killed_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)])
    record = tmp_path / "children.json"
    until = time.monotonic() + 20
    while not (record.exists() and record.read_text("utf-8").count("[") == 2):
        assert time.monotonic() < until, "it never started"
        time.sleep(0.05)
    [[pid, mark]] = json.loads(record.read_text("utf-8"))
    assert processes.is_ours(pid, mark)
    parent.kill()
    parent.wait()
    assert processes.wait_for_end(pid, mark, 10)


PARENT = """
import sys
from pathlib import Path
from courtflow.servers.family import Child, Family
sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
errand = Child("errand", sleeper, if_it_fails="look above.")
Family(Path(sys.argv[1]) / "children.json", print).run([], lambda: None, [errand])
"""
