"""Relays and senders killed by signal 9: nothing is lost, no notice doubled, no key changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from cases.models import ClockGroup, Delivery, Notice, Outbox
from cases.notices import timing
from cases.notices.relaying import relay
from courtflow.gateways import gateway
from courtflow.sending import send
from tests.cases.notices.mortal import POINTS
from tests.database import Worker
from tests.web.world import World

ROOT = Path(__file__).parents[3]
PAPER = "tests.cases.notices.carriers.Paper"


def killed(worker: Worker, paper: Path, work: str, times: int) -> dict[str, int]:
    """Let so many processes die at each point of a work; how many did."""
    connections.close_all()
    environment = {
        **os.environ, "DATABASE_URL": worker.app_dsn, "REDIS_URL": worker.redis_url,
        "DJANGO_SETTINGS_MODULE": "courtflow.settings", "MESSAGES_GATEWAY": PAPER,
        "CARRIER_PAPER": str(paper),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.cases.notices.mortal", work, str(times), "7"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)
    return found


def time_passes() -> None:
    """The leases of the dead run out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_delivery SET next_at = clock_timestamp(), attempts = 0"
            " WHERE state = 'waiting'"
        )


@pytest.mark.parametrize("times", [2, pytest.param(25, marks=[pytest.mark.kill, pytest.mark.slow])])
def test_the_killed_lose_nothing_and_double_nothing(
    transactional_db: None, world: World, worker: Worker, tmp_path: Path, times: int,
    settings: Any, monkeypatch: pytest.MonkeyPatch, record_property: Any,
) -> None:  # fmt: skip
    told = max(40, 12 * times)
    world["alice"].phone = "13800138000"
    world["alice"].save()
    case_id = world.file()
    relay()
    for model in (Notice, Delivery):
        model.objects.all().delete()
    ClockGroup.objects.update(is_training=False)
    Outbox.objects.bulk_create(
        Outbox(case_id=case_id, event=f"test:{n}", recipient="party:1", template="register",
               created_at=timezone.now())
        for n in range(told)
    )  # fmt: skip
    paper = tmp_path / "paper"
    paper.touch()

    kills = killed(worker, paper, "relay", times)
    relay(batch=50)
    events = Counter(Notice.objects.values_list("event", flat=True))
    assert set(events) == {f"test:{n}" for n in range(told)} and max(events.values()) == 1
    assert Outbox.objects.filter(sent_at=None).count() == 0
    keys = dict(Delivery.objects.values_list("key", "event"))
    assert len(keys) == told

    kills |= killed(worker, paper, "send", times)
    time_passes()
    monkeypatch.setattr(timing, "is_quiet", lambda moment: False)
    monkeypatch.setenv("CARRIER_PAPER", str(paper))
    settings.GATEWAYS = {**settings.GATEWAYS, "messages": PAPER}
    gateway.cache_clear()
    send()
    gateway.cache_clear()
    taken = Counter(paper.read_text(encoding="utf-8").split())
    again = sum(count - 1 for count in taken.values())

    assert kills == {point.__name__: times for points in POINTS.values() for point in points}
    assert set(taken) == set(keys)
    assert Delivery.objects.filter(state="sent").count() == told
    # Only who died between the gateway's yes and the mark leaves a message that goes again.
    assert again == kills["before_mark"]
    record_property("kills", sum(kills.values()))
    record_property("sent again", again)
