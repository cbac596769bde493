"""Messages on their way out: again and again, in peace and quiet, and not at all."""

from __future__ import annotations

import io
import json
import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from cases.law.periods import SHANGHAI
from cases.models import Access, ClockGroup, Delivery, Hearing, Notice, Outbound, Outbox, PartyLink
from cases.notices import deliveries, outbound, timing
from cases.notices.relaying import relay
from courtflow.gateways import messages
from courtflow.sending import send
from courtflow.tasks import send as task
from tests.cases.engine.conftest import Clock
from tests.cases.notices.carriers import DOWN, REFUSES, Mail, Recording
from tests.web.world import World

MORNING = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
PHONE, MAIL = "13800138000", "alice@example.org"


@pytest.fixture
def court(frozen: Clock, world: World, carriers: type[Recording]) -> World:
    """A real court, no training, at ten on a Monday; alice has a telephone."""
    frozen.set(MORNING)
    ClockGroup.objects.update(is_training=False)
    world["alice"].phone = PHONE
    world["alice"].save()
    return world


def tell(case_id: int, number: int, template: str = "register", **changes: Any) -> None:
    """A message to alice, passed on."""
    _, now = outbound.here()
    values = {"recipient": "party:1", "template": template, "created_at": now} | changes
    Outbox.objects.create(case_id=case_id, event=f"test:{number}", **values)
    relay()


def waiting(court: World, count: int = 1, **changes: Any) -> int:
    """A case, and so many messages about it that wait to be sent."""
    case_id = court.file()
    relay()
    Delivery.objects.all().delete()
    for number in range(count):
        tell(case_id, number, **changes)
    return case_id


def test_a_message_goes_out_once(court: World) -> None:
    waiting(court)
    assert task() == 1
    assert task() == 0
    [(to, text, key)] = Recording.taken
    assert to == PHONE
    assert text.startswith("【本院】爱某：民间借贷纠纷一案，案件已立案")
    found = Delivery.objects.get()
    assert (found.state, found.attempts, found.key) == ("sent", 1, key)
    assert len(key) == 64 and PHONE not in key


def test_a_mail_and_a_text_message_have_keys_of_their_own(court: World) -> None:
    court["alice"].mail = MAIL
    court["alice"].save()
    waiting(court)
    assert send().sent == 2
    [(to, text, key)] = Mail.taken
    assert to == MAIL and "The case is accepted and registered" in text
    assert key != Recording.taken[0][2]


# -- an outage ------------------------------------------------------------------------------------


def test_an_outage_is_waited_out_with_longer_and_longer_pauses(court: World, frozen: Clock) -> None:
    waiting(court)
    Recording.fails = DOWN
    at, pauses = MORNING, []
    for _ in range(timing.MOST_ATTEMPTS):
        frozen.set(at)
        assert send().failed == 1
        found = Delivery.objects.get()
        if found.next_at is None:
            break
        assert found.next_at - at in timing.PAUSES
        pauses.append(found.next_at - at)
        frozen.set(found.next_at - timedelta(seconds=1))
        assert send().failed == 0
        at = found.next_at
        if timing.is_quiet(at):  # the last pause ends in the night
            at = at.astimezone(SHANGHAI).replace(hour=8)
    assert tuple(pauses) == timing.PAUSES
    assert (found.state, found.reason, found.attempts) == ("dead", "unreachable", 6)
    assert len(Recording.tried) == timing.MOST_ATTEMPTS and len(set(Recording.tried)) == 1
    frozen.set(at + timedelta(days=3))
    assert send().failed == 0


def test_an_outage_ends_and_what_waited_goes_out_under_the_same_key(
    court: World, frozen: Clock
) -> None:
    waiting(court)
    Recording.fails = DOWN
    send()
    Recording.fails = None
    frozen.set(MORNING + timedelta(minutes=2))
    assert send().sent == 1
    assert Recording.tried == [Recording.taken[0][2]] * 2


def test_in_an_outage_one_attempt_a_run_and_other_channels_go_on(court: World) -> None:
    court["alice"].mail = MAIL
    court["alice"].save()
    waiting(court, 3)
    Recording.fails = DOWN
    Mail.fails = None
    run = send()
    assert (run.failed, run.sent) == (1, 3)
    assert len(Recording.tried) == 1


def test_an_address_that_takes_no_messages_is_not_tried_again(court: World) -> None:
    waiting(court)
    Recording.fails = REFUSES
    send()
    found = Delivery.objects.get()
    assert (found.state, found.reason, found.attempts) == ("dead", "undeliverable", 1)


def test_no_act_waits_for_a_gateway(court: World) -> None:
    Recording.fails = DOWN
    case_id = waiting(court)
    send()
    assert court.act(case_id, "register", "clerk").stands_at == "fee_payment"


def test_a_worker_that_died_over_the_last_attempt_leaves_it_to_a_person(
    court: World, frozen: Clock
) -> None:
    waiting(court)
    Delivery.objects.update(attempts=timing.MOST_ATTEMPTS - 1)
    assert deliveries.claim() is not None  # ... and is never heard of again
    assert deliveries.claim() is None
    frozen.set(MORNING + timing.LEASE)
    assert send().sent == 0
    found = Delivery.objects.get()
    assert (found.state, found.reason) == ("dead", "interrupted")


def test_an_attempt_that_took_too_long_does_not_undo_the_next(court: World, frozen: Clock) -> None:
    waiting(court)
    slow = deliveries.claim()
    frozen.set(MORNING + timing.LEASE)
    second = deliveries.claim()
    assert slow and second and slow.pk == second.pk
    deliveries.failed(slow, "unreachable")
    assert Delivery.objects.get().attempts == 2
    deliveries.sent(second)
    deliveries.failed(slow, "unreachable")
    assert Delivery.objects.get().state == "sent"


def test_two_senders_at_once_send_each_message_once(court: World) -> None:
    waiting(court, 30)
    gate, done = threading.Barrier(2), []

    def run() -> None:
        try:
            gate.wait()
            done.append(send().sent)
        finally:
            connection.close()

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sum(done) == len(Recording.taken) == len({key for *_, key in Recording.taken}) == 30


# -- quiet ----------------------------------------------------------------------------------------


def test_at_night_people_are_left_in_peace_until_eight(court: World, frozen: Clock) -> None:
    frozen.set(MORNING.replace(hour=20, minute=59))
    waiting(court)
    for hour, minute, sent in ((21, 0, 0), (23, 59, 0), (31, 59, 0), (32, 0, 1)):
        moment = MORNING.replace(hour=0) + timedelta(hours=hour, minutes=minute)
        frozen.set(moment)
        assert send().sent == sent, moment


@pytest.mark.parametrize(
    ("hearing", "sent"), [(date(2026, 3, 3), 1), (date(2026, 3, 4), 0), (None, 0)]
)
def test_at_night_only_what_is_about_a_hearing_of_the_day(
    court: World, frozen: Clock, hearing: date | None, sent: int
) -> None:
    frozen.set(datetime(2026, 3, 3, 6, tzinfo=SHANGHAI))
    case_id = waiting(court, 0)
    if hearing:
        sits = datetime(hearing.year, hearing.month, hearing.day, 9, tzinfo=SHANGHAI)
        Hearing.objects.create(case_id=case_id, starts_at=sits, room="1", seq=2)
    tell(case_id, 1, "adjourn")
    assert send().sent == sent


# -- nobody to send to ----------------------------------------------------------------------------


def test_whoever_lost_the_case_meanwhile_gets_nothing(court: World) -> None:
    waiting(court)
    PartyLink.objects.filter(user=court["alice"]).update(valid_until=MORNING)
    assert send().dropped == 1
    assert Recording.taken == []
    assert Delivery.objects.get().reason == "no_longer_theirs"


def test_what_is_about_the_person_needs_no_case(court: World) -> None:
    case_id = waiting(court, 0)
    court["stranger"].phone = "13900139000"
    court["stranger"].save()
    tell(case_id, 1, "decline_join", recipient=f"user:{court['stranger'].pk}")
    assert send().sent == 1
    [(to, text, _key)] = Recording.taken
    assert to == "13900139000" and "民间借贷" not in text and "关联申请" in text


def test_an_address_that_was_given_up_is_not_used(court: World) -> None:
    waiting(court)
    court["alice"].phone = ""
    court["alice"].save()
    assert send().dropped == 1
    assert Delivery.objects.get().reason == "no_address"


def test_in_training_nothing_leaves_the_house(court: World) -> None:
    ClockGroup.objects.update(is_training=True)
    waiting(court)
    assert send().sent == 1
    assert Recording.tried == []
    assert "案件已立案" in messages.Sandbox().last(PHONE)


def test_the_sandbox_shows_a_repeat_once(db: None) -> None:
    box = messages.Sandbox()
    box.send(PHONE, "one", "key")
    box.send(PHONE, "two", "another")
    box.send(PHONE, "one", "key")
    assert box.last(PHONE) == "two"


# -- the switch -----------------------------------------------------------------------------------


def status(*options: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("notices", *options, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_paused_nothing_leaves_and_people_are_told_here_all_the_same(court: World) -> None:
    case_id = waiting(court)
    assert status("--pause")["paused"] == "operator"
    Notice.objects.all().delete()
    tell(case_id, 9)
    assert send().sent == 0
    assert Notice.objects.count() == 1
    found = status()
    assert (found["paused"], found["waiting"], found["due"], found["dead"]) == ("operator", 2, 2, 0)
    assert status("--release")["paused"] == ""
    assert send().sent == 2
    assert status()["waiting"] == 0


def test_paused_by_the_setting_nothing_leaves(court: World, settings: Any) -> None:
    waiting(court)
    settings.OUTBOUND_PAUSED = True
    assert send().sent == 0
    assert status("--release")["paused"] == "setting"


def test_a_restored_database_sends_nothing_until_released(court: World) -> None:
    """What it does not know to be sent already, goes under the key it went under before."""
    case_id = waiting(court, 2)
    assert send().sent == 2
    before = {key for *_, key in Recording.taken}
    # The backup was made before the relay ran, and is restored on another server.
    Delivery.objects.all().delete()
    Outbox.objects.filter(case_id=case_id, event__startswith="test").update(sent_at=None)
    Outbound.objects.update(place="7000000000000000000:00000001:16384")
    Recording.reset()
    relay()
    assert send().sent == 0
    assert status()["paused"] == "restored"
    assert Recording.tried == []
    status("--release")
    assert send().sent == 2
    assert {key for *_, key in Recording.taken} == before
    assert send().sent == 0


def test_the_queues_say_how_long_they_wait(court: World, frozen: Clock) -> None:
    case_id = waiting(court)
    Outbox.objects.create(
        case_id=case_id, event="test:2", recipient="party:1", template="register",
        created_at=MORNING,
    )  # fmt: skip
    frozen.set(MORNING + timedelta(minutes=10))
    found = status("--status")
    assert (found["outbox"], found["outbox_age_seconds"]) == (1, 600.0)
    assert (found["due"], found["due_age_seconds"]) == (1, 600.0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_queues_in_words(court: World, language: str) -> None:
    out = io.StringIO()
    call_command("notices", "--lang", language, stdout=out)
    assert ("对外发送：正常" if language == "zh" else "sending: on") in out.getvalue()


# -- dead letters ---------------------------------------------------------------------------------


def test_a_dead_letter_is_tried_again_from_the_beginning(court: World) -> None:
    waiting(court)
    Recording.fails = REFUSES
    send()
    Recording.fails = None
    found = Delivery.objects.get()
    assert deliveries.decide(found, court["oversight"].pk, deliveries.RETRY)
    assert not deliveries.decide(found, court["oversight"].pk, deliveries.GIVE_UP)
    assert send().sent == 1
    assert len(set(Recording.tried)) == 1
    logged = Access.objects.filter(act=deliveries.RETRY).get()
    assert (logged.user_id, logged.case_id) == (court["oversight"].pk, found.case_id)
    assert PHONE not in logged.reason


def test_a_dead_letter_that_was_given_up_stays_so(court: World) -> None:
    waiting(court)
    Recording.fails = REFUSES
    send()
    assert deliveries.decide(Delivery.objects.get(), court["system_admin"].pk,
                             deliveries.GIVE_UP)  # fmt: skip
    assert send().sent == 0
    assert Delivery.objects.get().state == "given_up"
    assert not deliveries.dead([court.court.pk]).exists()
