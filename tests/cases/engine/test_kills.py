"""Workers killed by signal 9 in the middle of the sweep, on a cluster with fsync on.

Whatever was under way when they died is as if it had not begun; the next sweep does it, and the
record comes out as if nobody had died.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from cases.enforcement import reconcile, sweep
from cases.models import Entry, NumberAlias, NumberCounter, Rung, SetAside
from courtflow.servers.cluster import Profile, Running, Use
from tests.cases import make
from tests.cases.engine.mortal import POINTS
from tests.cases.engine.records import NUMBERED_ANEW, REAL_TIME, problems, record
from tests.database import RUN, Worker, _point_django_at

pytestmark = pytest.mark.kill
ROOT = Path(__file__).parents[3]


@pytest.fixture
def cluster(worker: Worker, django_db_blocker: Any) -> Iterator[Running]:
    """Servers of their own, durable as in real use; Django is connected to them meanwhile."""
    folder = Path(os.environ[RUN]) / f"kills-{secrets.token_hex(3)}"
    use = Use(folder, Profile(durable=True, max_connections=60))
    with django_db_blocker.unblock():
        try:
            _point_django_at(use.running.owner_url)
            call_command("migrate", interactive=False, verbosity=0)
            _point_django_at(use.running.database_url)
            yield use.running
        finally:
            connections.close_all()
            _point_django_at(worker.app_dsn)
            use.release()
            shutil.rmtree(folder, ignore_errors=True)


def on(cluster: Running, statement: str, *, database: str = "") -> list[Any]:
    """A statement of the administrator's."""
    url = cluster.admin_url.rpartition("/")[0] + "/" + (database or "courtflow")
    admin = psycopg2.connect(url)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    admin.close()
    return rows


def overdue(who: make.Cast, count: int) -> list[int]:
    """Cases in which time has run out: class B, and every fourth class A with a number to issue."""
    ids = []
    for n in range(count):
        s = make.stage(who, f"2025-{3 + n % 6:02}-{3 + n % 25:02}").file()
        if n % 4:
            s.act("return_for_correction")
        else:
            s.act("refer_to_mediation").act("appoint_mediator").act("accept_mediation")
        ids.append(s.case_id)
    return ids


def worker_process(cluster: Running, *arguments: str) -> subprocess.Popen[str]:
    """A worker of its own, connected to the cluster as the application."""
    environment = {
        **os.environ, **cluster.environment(), "DJANGO_SETTINGS_MODULE": "courtflow.settings",
        "SECRET_KEY": settings.SECRET_KEY, "COURTFLOW_DEMO": "1",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "tests.cases.engine.mortal", *arguments],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> int:
    """What a worker says at its end: how many were killed."""
    said, wrong = process.communicate(timeout=300)
    assert process.returncode == 0, wrong
    return int(said)


def settled(cluster: Running) -> None:
    """Wait until the server has noticed that the dead are gone."""
    connections.close_all()
    left = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'courtflow_app'"
    until = time.monotonic() + 30
    while on(cluster, left) != [(0,)]:
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize(
    "times",
    [pytest.param(1, marks=pytest.mark.thorough), pytest.param(20, marks=pytest.mark.slow)],
)
def test_workers_killed_at_every_point_lose_nothing_and_double_nothing(
    cluster: Running, times: int, record_property: Any
) -> None:
    """So many kills at each of six points, then two workers at once finish what is left.

    Beside it a copy of the court that nobody disturbed.
    """
    assert on(cluster, "SHOW fsync") == [("on",)]
    ids = overdue(make.people(), 20 + 9 * times)
    settled(cluster)
    on(cluster, "CREATE DATABASE undisturbed TEMPLATE courtflow", database="postgres")

    kills = {p: ended(worker_process(cluster, p, str(times), "7")) for p in POINTS}
    settled(cluster)
    both = [worker_process(cluster, "nowhere", "0", "0") for _ in range(2)]
    assert [ended(process) for process in both] == [0, 0]
    assert sweep().cases == 0
    disturbed, numbers = record(ids, but=_BUT), _numbers()
    lost = len(reconcile(grace_seconds=0).unfired) + len(set(ids) - _expired(ids))
    doubled = _doubled(ids)

    assert all(count == times for count in kills.values()), kills
    assert (lost, doubled) == (0, 0)
    assert problems(ids) == []
    assert SetAside.objects.count() == 0
    last = NumberCounter.objects.get(type_code="民初", year=2025).last
    assert numbers == list(range(1, last + 1))

    connections.close_all()
    _point_django_at(cluster.database_url.rpartition("/")[0] + "/undisturbed")
    sweep()
    assert record(ids, but=_BUT) == disturbed
    assert _numbers() == numbers
    connections.close_all()
    _point_django_at(cluster.database_url)
    record_property("kills", sum(kills.values()))
    record_property("lost", lost)
    record_property("doubled", doubled)


_BUT = NUMBERED_ANEW | REAL_TIME | {"number"}
"""Which of two cases registered by law in the same moment comes first, is left to chance."""


def _expired(ids: list[int]) -> set[int]:
    fired = Rung.objects.filter(case_id__in=ids, rung=5, clock_no__gt=1)
    return set(fired.values_list("case_id", flat=True))


def _doubled(ids: list[int]) -> int:
    """Effects of time that a clock had more than once."""
    effects: Counter[tuple[int, str]] = Counter()
    for case_id, body in Entry.objects.filter(
        case_id__in=ids, act__in=("expire", "prepare_draft")
    ).values_list("case_id", "body"):
        effects[case_id, body.partition('"facts":')[2].partition("}")[0]] += 1
    return sum(times - 1 for times in effects.values())


def _numbers() -> list[int]:
    issued = NumberAlias.objects.filter(type_code="民初").values_list("number", flat=True)
    return sorted(int(number.partition("民初")[2].rstrip("号")) for number in issued)
