"""The relay: everything once, whoever runs it, however often."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cases.models import Delivery, Notice, Outbox
from cases.notices import relaying
from cases.notices.relaying import relay
from cases.tasks import relay as task
from tests.cases.notices.carriers import Recording
from tests.web.world import World


def fill(world: World, count: int, **changes: Any) -> int:
    """So many messages to alice about one case."""
    case_id = world.file()
    relay()
    Notice.objects.all().delete()
    values = {"template": "register", "created_at": timezone.now(), "recipient": "party:1"}
    Outbox.objects.bulk_create(
        Outbox(case_id=case_id, event=f"test:{n}", **values | changes) for n in range(count)
    )
    return case_id


def reach(world: World, name: str = "alice", **contact: str) -> None:
    """Give somebody a telephone, or a mail address."""
    for field, value in (contact or {"phone": "13800138000"}).items():
        setattr(world[name], field, value)
    world[name].save()


def test_a_relay_that_runs_again_tells_nobody_twice(world: World, carriers: type) -> None:
    reach(world)
    case_id = fill(world, 3)
    assert task() == 3
    assert task() == 0
    Outbox.objects.filter(case_id=case_id).update(sent_at=None)
    relay()
    assert Notice.objects.filter(user=world["alice"], event__startswith="test").count() == 3
    assert Delivery.objects.filter(event__startswith="test").count() == 3


def test_whoever_is_told_in_two_capacities_is_told_once(world: World) -> None:
    case_id = fill(world, 1)
    Outbox.objects.create(
        case_id=case_id, event="test:0", recipient=f"user:{world['alice'].pk}",
        template="register", created_at=timezone.now(),
    )  # fmt: skip
    relay()
    assert Notice.objects.filter(user=world["alice"]).count() == 1


def test_a_batch_that_fails_leaves_everything_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(world, 5)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(relaying.deliveries, "queue", broken)
    with pytest.raises(RuntimeError):
        relay()
    assert Outbox.objects.filter(sent_at=None).count() == 5
    assert Notice.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_share_the_work(transactional_db: None, world: World) -> None:
    fill(world, 400)
    gate, done = threading.Barrier(2), []

    def run() -> None:
        try:
            gate.wait()
            done.append(relay(batch=20).messages)
        finally:
            connection.close()

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    relay()
    assert sum(done) <= 400
    assert Outbox.objects.filter(sent_at=None).count() == 0
    assert Notice.objects.filter(user=world["alice"]).count() == 400


@pytest.mark.django_db(transaction=True)
def test_messages_held_elsewhere_are_left_alone(
    transactional_db: None, world: World, second_connection: Callable[[], Any]
) -> None:
    fill(world, 4)
    other = second_connection()
    with other.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_outbox WHERE sent_at IS NULL LIMIT 2 FOR UPDATE")
    assert relay().messages == 2
    other.rollback()
    assert relay().messages == 2


def test_what_is_long_past_comes_in_as_read_and_goes_out_to_nobody(
    world: World, carriers: type
) -> None:
    reach(world)
    fill(world, 1, created_at=timezone.now() - relaying.NEWS_FOR - timedelta(minutes=1))
    relay()
    assert Notice.objects.get().seen_at is not None
    assert not Delivery.objects.filter(event__startswith="test").exists()


def test_a_batch_takes_the_same_few_queries_whatever_its_size(
    world: World, carriers: type, queries: Callable[[Callable[[], Any]], int]
) -> None:
    reach(world)
    fill(world, 2)
    few = queries(lambda: relay())
    fill(world, 200)
    assert queries(lambda: relay()) == few <= 12


def test_the_unsent_are_found_without_reading_the_rest(world: World) -> None:
    """Whatever the statistics say: here they say that everything is unsent."""
    fill(world, 3000)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(
            "EXPLAIN SELECT o.id FROM cases_outbox o WHERE o.sent_at IS NULL LIMIT 500"
            " FOR UPDATE SKIP LOCKED"
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "outbox_unsent" in plan, plan


def test_only_parties_are_told_beyond_the_application(world: World, carriers: type) -> None:
    for name, phone in (("alice", "13800138000"), ("clerk", "13800138001")):
        reach(world, name, phone=phone)
    case_id = fill(world, 0)
    for recipient in ("party:1", "role:clerk"):
        Outbox.objects.create(
            case_id=case_id, event="test:1", recipient=recipient, template="register",
            created_at=timezone.now(),
        )  # fmt: skip
    relay()
    told = Delivery.objects.filter(event="test:1")
    assert list(told.values_list("user__username", "channel")) == [("alice", "sms")]


@pytest.mark.parametrize(
    ("template", "goes"),
    [("register", True), ("serve_judgment", True), ("fix_hearing", True), ("file_answer", False),
     ("add_note", False), ("sign_judgment", False), ("deadline_moved", True)],
)  # fmt: skip
def test_what_a_party_needs_goes_out_and_nothing_else(
    world: World, carriers: type, template: str, goes: bool
) -> None:
    reach(world, phone="13800138000", mail="alice@example.org")
    fill(world, 1, template=template)
    relay()
    told = Delivery.objects.filter(event="test:0").order_by("channel")
    assert list(told.values_list("channel", flat=True)) == (["mail", "sms"] if goes else [])


def test_nothing_is_queued_for_a_channel_that_nobody_carries(
    world: World, carriers: type, settings: Any
) -> None:
    settings.OUTGOING_CHANNELS = ["mail"]
    reach(world)
    fill(world, 1)
    relay()
    assert not Delivery.objects.filter(event="test:0").exists()


def test_one_warning_of_a_long_limit_is_enough(world: World, carriers: type) -> None:
    """The first of a clock that warns again five days before its end stays in the application."""
    reach(world)
    case_id = fill(world, 0)
    world.act(case_id, "register", "clerk")
    clock = world_clock(case_id)
    for red in (timezone.now(), None):
        rungs = [None, timezone.now(), None, red, timezone.now(), None, None]
        type(clock).objects.filter(case_id=case_id, no=clock.no).update(rungs=rungs)
        event = f"rung:{clock.no}:{2 if red else 1}:2"
        Outbox.objects.create(
            case_id=case_id, event=event, recipient="party:1", template="rung_yellow",
            created_at=timezone.now(),
        )  # fmt: skip
        relay()
        assert Delivery.objects.filter(event=event).exists() is (red is None)


def world_clock(case_id: int) -> Any:
    from cases.models import Clock

    return Clock.objects.get(case_id=case_id, code="fee_payment", basis="statutory")


def test_acts_know_nothing_of_gateways(world: World, carriers: type[Recording]) -> None:
    """What is not reached cannot block."""
    reach(world)
    case_id = world.file()
    world.act(case_id, "register", "clerk")
    assert carriers.tried == []
