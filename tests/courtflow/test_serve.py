"""`make run`: one command brings everything up, and everything down again."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from courtflow.servers.cluster import attach_or_start, stop
from courtflow.servers.folder import CHECKOUT
from courtflow.servers.postgres import connected
from courtflow.servers.processes import command_line

pytestmark = [pytest.mark.kill, pytest.mark.slow]
PATIENCE = 600
EMPTY, WITH_DEMO = ("--empty",), ("--port=0",)


def eventually(claim: Callable[[], object], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


class Serve:
    """A `manage.py serve` with a state folder of its own, and what it says."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.output = state / "output.txt"
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
        self.environment = kept | {"COURTFLOW_STATE": str(state), "PYTHONUNBUFFERED": "1"}
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        with self.output.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *(options or EMPTY)],
                cwd=CHECKOUT,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def said(self, text: str, times: int = 1, seconds: float = PATIENCE) -> bool:
        """Wait until it has said something so many times."""
        return eventually(lambda: self.output.read_text().count(text) >= times, seconds)

    def answers(self) -> bool:
        """Whether the first page comes, be it a sign-in or not."""
        try:
            with urllib.request.urlopen((self.state / "address").read_text(), timeout=20) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    def family(self) -> list[int]:
        """Every process of pages, background work and seeding that serves this state folder."""
        mark = f"COURTFLOW_STATE={self.state}\0".encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                ours = mark in (process / "environ").read_bytes() + b"\0"
            except OSError:
                continue
            line = command_line(int(process.name))
            if ours and any(name in line for name in ("gunicorn", "celery", "seed_demo")):
                found.append(int(process.name))
        return found

    def asked(self, question: str) -> tuple[Any, ...]:
        """One row of the database, whether it runs or has to be started for it."""
        with attach_or_start(self.state) as running, connected(running.admin_url) as cursor:
            cursor.execute(question)
            row: tuple[Any, ...] = cursor.fetchone()
            return row

    def seeded(self) -> int:
        """How many disputes of the demo have been played."""
        return int(self.asked("SELECT seeded FROM cases_clockgroup WHERE name = 'demo'")[0])

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        eventually(lambda: not self.family())


@pytest.fixture
def serve(state: Path) -> Iterator[Serve]:
    if not Path("/proc/self/environ").exists():
        pytest.skip("finds the processes of a family through /proc, which this system lacks")
    found = Serve(state)
    yield found
    found.end()
    stop(state)


def test_serve_comes_up_once_and_goes_down_whole(serve: Serve) -> None:
    first = serve.start()
    assert serve.said("courtflow is running: http://127.0.0.1:"), serve.output.read_text()
    assert serve.answers()
    second = serve.start()
    assert second.wait(PATIENCE) == 0
    assert serve.said("courtflow is running already: http://127.0.0.1:")
    first.send_signal(signal.SIGINT)
    assert first.wait(PATIENCE) == 0
    assert serve.said("courtflow has stopped.")
    assert serve.family() == []
    assert "Traceback" not in serve.output.read_text(), serve.output.read_text()


def test_a_dead_child_returns_and_a_killed_parent_takes_all_along(serve: Serve) -> None:
    parent = serve.start()
    assert serve.said("courtflow is running: "), serve.output.read_text()
    pages = next(p for p in serve.family() if "gunicorn" in command_line(p))
    os.kill(pages, signal.SIGKILL)
    assert serve.said("web pages: ended (-9)")
    assert eventually(serve.answers)
    parent.kill()
    parent.wait()
    assert eventually(lambda: not serve.family()), "children outlived their parent"
    again = serve.start()
    assert serve.said("courtflow is running: ", times=2), serve.output.read_text()
    again.terminate()
    assert again.wait(PATIENCE) == 0


def test_a_demo_killed_midway_goes_on_and_doubles_nothing(serve: Serve) -> None:
    parent = serve.start(*WITH_DEMO)
    assert serve.said("courtflow is running: "), serve.output.read_text()
    assert eventually(lambda: serve.seeded() >= 2, PATIENCE), serve.output.read_text()
    parent.kill()
    parent.wait()
    assert eventually(lambda: not serve.family()), "the seeding outlived its parent"
    before = serve.seeded()
    again = serve.start(*WITH_DEMO)
    assert serve.said("courtflow is running: ", times=2), serve.output.read_text()
    assert eventually(lambda: serve.seeded() >= before + 3, PATIENCE), serve.output.read_text()
    beside = subprocess.run(
        [sys.executable, "manage.py", "seed_demo", "--cases"],
        cwd=CHECKOUT, env=serve.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert beside.returncode == 1 and "[demo_being_seeded]" in beside.stderr, beside.stderr
    again.send_signal(signal.SIGINT)
    assert again.wait(PATIENCE) == 0
    assert serve.family() == []
    said = serve.output.read_text().rpartition("preparing the database")[2]
    assert "Traceback" not in said and "failed" not in said, said
    disputes, entries = serve.asked(PLAYED)
    assert disputes == serve.seeded() >= before + 3
    assert entries > 0
    at_nodes, overdue = serve.asked(OVERDUE)
    assert at_nodes > 0 and overdue < at_nodes, (at_nodes, overdue)


PLAYED = "SELECT count(DISTINCT dispute_id), (SELECT count(*) FROM cases_entry) FROM cases_case"
OVERDUE = """
SELECT count(DISTINCT case_id),
       count(DISTINCT case_id) FILTER (WHERE due_at <= clock_timestamp() + g."offset")
FROM cases_clock JOIN cases_clockgroup g ON g.id = group_id
WHERE state = 'running' AND kind = 'node'
"""
