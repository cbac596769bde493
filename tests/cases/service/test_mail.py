"""Service by mail, with a real server: sent exactly where it was taken, bounces that count."""

from __future__ import annotations

import email
import email.policy
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from cases.acts.service import attempts
from cases.models import Case, ClockGroup, Dispatch, Service, ServiceStep
from cases.notices import timing
from courtflow import serving
from courtflow.gateways import bounces
from tests.cases.service.conftest import Desk, at_service, is_whole, today
from tests.cases.service.mortal import POINTS
from tests.cases.service.server import Handler, listening
from tests.database import Worker
from tests.web.world import World

ROOT = Path(__file__).parents[3]


@pytest.fixture
def server(settings: Any) -> Iterator[Handler]:
    with listening(settings) as (handler, _url):
        yield handler


@pytest.fixture
def desk(world: World) -> Desk:
    ClockGroup.objects.update(is_training=False)
    return at_service(world)


def mailed(desk: Desk, address: str = "bob@example.org", *, consents: bool = False) -> Dispatch:
    """A summons on its way by mail."""
    way = "electronic" if consents else "electronic_unconfirmed"
    desk.consents(ground="express" if consents else "", mail=address)
    service = desk.prepare(way, "mail", document="summons", paper=desk.paper().pk)
    return attempts.release(desk.case_id, service.pk, desk.by)


def state(dispatch: Dispatch) -> str:
    return Service.objects.get(pk=dispatch.service_id).state


def report(key: str, to: str, *, action: str = "failed", status: str = "5.1.1",
           recipient: str = "bob@example.org") -> bytes:  # fmt: skip
    """What a server sends back (RFC 3464)."""
    whole = MIMEMultipart("report", report_type="delivery-status")
    whole["From"], whole["To"], whole["Subject"] = "mailer-daemon@example.org", to, "Undelivered"
    whole.attach(MIMEText("It could not be delivered."))
    about = Message()
    about["Content-Type"] = "message/delivery-status"
    host, person = Message(), Message()
    host["Reporting-MTA"] = "dns; mx.example.org"
    person["Final-Recipient"] = f"rfc822; {recipient}"
    person["Action"], person["Status"] = action, status
    person["Diagnostic-Code"] = "smtp; 550 no such user"
    about.set_payload([host, person])
    whole.attach(about)
    return whole.as_bytes()


def bounced(dispatch: Dispatch, **more: Any) -> str:
    back = bounces.comes_back_to(dispatch.key)
    return serving.take_back(report(dispatch.key, back, **more))


# -- sending ---------------------------------------------------------------------------------------


def test_sent_is_what_the_server_took_and_its_receipt_is_kept(desk: Desk, server: Handler) -> None:
    server.refused, server.delayed = {"no@example.org"}, {"slow@example.org"}
    yes, no, slow = (mailed(desk, f"{name}@example.org") for name in ("yes", "no", "slow"))
    assert vars(serving.serve()) == {"sent": 1, "failed": 1, "later": 1}
    assert [state(one) for one in (yes, no, slow)] == ["sent", "failed", "prepared"]
    assert server.recipients == {"yes@example.org"}
    step = ServiceStep.objects.get(service_id=yes.service_id, state="sent")
    assert step.number == "2.0.0 queued as Q1"
    assert ServiceStep.objects.get(service_id=no.service_id, state="failed").reason == (
        "refused_by_server"
    )
    server.delayed.clear()
    Dispatch.objects.filter(pk=slow.pk).update(next_at=timezone.now())
    serving.serve()
    assert state(slow) == "sent"
    assert is_whole(desk.case_id)


def test_a_server_that_never_answers_fails_the_attempt_in_the_end(
    desk: Desk, server: Handler
) -> None:
    server.delayed = {"slow@example.org"}
    slow = mailed(desk, "slow@example.org")
    for _ in range(timing.MOST_ATTEMPTS):
        Dispatch.objects.filter(pk=slow.pk).update(next_at=timezone.now())
        serving.serve()
    assert (state(slow), server.taken) == ("failed", [])
    assert Dispatch.objects.get().reason == "unreachable"


def test_the_mail_names_where_it_comes_back_to(desk: Desk, server: Handler) -> None:
    one = mailed(desk)
    serving.serve()
    [(sender, to, raw)] = server.taken
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert (sender, to) == (bounces.comes_back_to(one.key), "bob@example.org")
    assert mail["From"] == "court@example.org"
    assert mail["Message-ID"] == f"<{one.key}@example.org>"
    assert isinstance(mail, EmailMessage)
    body = mail.get_body()
    assert body is not None and "传票" in body.get_content()


def test_the_papers_are_in_the_mail(desk: Desk, server: Handler) -> None:
    desk.consents(ground="", mail="bob@example.org")
    service = desk.prepare("electronic_unconfirmed", "mail")
    attempts.release(desk.case_id, service.pk, desk.by)
    serving.serve()
    mail = email.message_from_bytes(server.taken[0][2], policy=email.policy.default)
    [paper] = mail.iter_attachments()  # type: ignore[attr-defined]
    assert paper.get_content()[:5] == b"%PDF-"


def test_nothing_leaves_while_sending_is_paused(desk: Desk, server: Handler, settings: Any) -> None:
    settings.OUTBOUND_PAUSED = True
    one = mailed(desk)
    serving.serve()
    assert (state(one), server.taken) == ("prepared", [])


# -- consent, the hold, and what comes back --------------------------------------------------------


def hold_is_over() -> None:
    Service.objects.filter(look_at__isnull=False).update(look_at=timezone.now())


def test_with_consent_mail_counts_from_its_day_once_it_did_not_bounce(
    desk: Desk, server: Handler
) -> None:
    one = mailed(desk, consents=True)
    serving.serve()
    assert state(one) == "sent" and attempts.settle() == 0
    hold_is_over()
    assert attempts.settle() == 1
    service = Service.objects.get()
    assert (service.state, service.effective_on) == ("effective", today())


def test_a_bounce_in_time_fails_the_attempt(desk: Desk, server: Handler) -> None:
    one = mailed(desk, consents=True)
    serving.serve()
    assert bounced(one) == "failed"
    hold_is_over()
    assert (attempts.settle(), state(one)) == (0, "failed")
    assert bounced(one) == "known", "the same report again"
    assert is_whole(desk.case_id)


def test_a_late_bounce_undoes_nothing(desk: Desk, server: Handler) -> None:
    one = mailed(desk, consents=True)
    serving.serve()
    hold_is_over()
    attempts.settle()
    assert bounced(one) == "noted"
    assert state(one) == "effective"
    assert ServiceStep.objects.filter(state="noted", reason="bounced").count() == 1


def test_a_bounce_for_what_the_post_has_served_undoes_nothing(desk: Desk, server: Handler) -> None:
    one = mailed(desk)
    serving.serve()
    service = Service.objects.get()
    desk.prepare("post", "express", document="summons", paper=service.paper_id)
    desk.tells(service, "posted", today() - timedelta(2), number="EX1", proved=False)
    desk.tells(service, "signed", today() - timedelta(1), recipient="party")
    before = Service.objects.values().get()
    assert bounced(one) == "failed", "of its own attempt"
    after = Service.objects.values().get()
    assert {k: after[k] for k in ("state", "way", "effective_on", "citation")} == {
        k: before[k] for k in ("state", "way", "effective_on", "citation")
    }
    assert after["state"] == "effective"


@pytest.mark.parametrize(
    "forged", ["digest", "no digest", "other key", "header only", "not a report"]
)
def test_a_forged_bounce_does_nothing(desk: Desk, server: Handler, forged: str) -> None:
    one = mailed(desk)
    serving.serve()
    to = {
        "digest": f"served+{one.key}.{'0' * 20}@example.org",
        "no digest": f"served+{one.key}@example.org",
        "other key": bounces.comes_back_to(uuid4().hex),
        "header only": "court@example.org",
        "not a report": bounces.comes_back_to(one.key),
    }[forged]
    raw = report(one.key, to)
    if forged == "not a report":
        raw = f"To: {to}\r\nSubject: x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n".encode()
    steps = ServiceStep.objects.count()
    assert serving.take_back(raw) == "ignored"
    assert (state(one), ServiceStep.objects.count()) == ("sent", steps)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"action": "delayed", "status": "4.4.1"}, "noted"),
        ({"status": "4.4.7"}, "noted"),
        ({"action": "delivered", "status": "2.0.0"}, "ignored"),
        ({"action": "relayed", "status": "2.0.0"}, "ignored"),
        ({"recipient": "elsewhere@example.net"}, "noted"),  # forwarded: it had arrived
    ],
)
def test_only_a_final_no_of_its_recipient_fails_it(
    desk: Desk, server: Handler, more: dict[str, str], said: str
) -> None:
    one = mailed(desk)
    serving.serve()
    assert (bounced(one, **more), state(one)) == (said, "sent")


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\x00", b"x" * (3 << 20), b"Content-Type: multipart/report"]
)
def test_bad_input_is_no_bounce(desk: Desk, raw: bytes) -> None:
    assert serving.take_back(raw) == "ignored"


def test_the_command_reads_what_the_mail_server_pipes_into_it(
    desk: Desk, server: Handler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = mailed(desk)
    serving.serve()
    raw = report(one.key, "undisclosed-recipients:;")
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("bounces", to=bounces.comes_back_to(one.key), stdout=said)
    assert (said.getvalue().strip(), state(one)) == ("failed", "failed")
    file = tmp_path / "one.eml"
    file.write_bytes(raw)
    call_command("bounces", str(file), stdout=said)
    assert said.getvalue().strip().endswith("ignored")


# -- batches ---------------------------------------------------------------------------------------


def batch_of(desk: Desk, n: int) -> UUID:
    key = uuid4()
    for number in range(n):
        desk.consents(ground="", mail=f"b{number}@example.org")
        service = desk.prepare(
            "electronic_unconfirmed", "mail", document="summons", paper=desk.paper().pk
        )
        attempts.release(desk.case_id, service.pk, desk.by, batch=key)
    return key


@pytest.mark.parametrize("size", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_of_a_batch_three_fail_and_are_named(desk: Desk, server: Handler, size: int) -> None:
    key = batch_of(desk, size)
    server.refused = {f"b{n}@example.org" for n in (0, size // 2 - 1, size - 1)}
    run = serving.serve(300, batch=key)
    assert (run.sent, run.failed) == (size - 3, 3)
    sent = addresses(Dispatch.objects.filter(batch=key, state="sent"))
    assert sent == server.recipients and len(sent) == size - 3
    for name in ("clerk", "clerk_elsewhere"):
        desk.world.app(name)  # who serves in earnest has a second factor
    answer = desk.world.client("clerk").get(f"/service/batch/{key}")
    assert (answer.context["sent"], answer.context["total"]) == (size - 3, size)
    assert len(answer.context["failed"]) == 3
    assert desk.world.client("clerk_elsewhere").get(f"/service/batch/{key}").status_code == 404


def addresses(found: Any) -> set[str]:
    pairs = set(found.values_list("service_id", "attempt"))
    steps = ServiceStep.objects.filter(state="prepared")
    return {one.address for one in steps if (one.service_id, one.attempt) in pairs}


@pytest.mark.parametrize(
    "size", [12, pytest.param(200, marks=[pytest.mark.kill, pytest.mark.slow])]
)
def test_a_sender_killed_inside_a_batch_leaves_sent_where_the_server_took_it(
    transactional_db: None, world: World, worker: Worker, settings: Any, size: int,
) -> None:  # fmt: skip
    ClockGroup.objects.update(is_training=False)
    desk = at_service(world)
    key = batch_of(desk, size)
    with listening(settings) as (server, url):
        server.refused = {"b1@example.org"}
        for turn, point in enumerate(POINTS, start=2):
            _die(worker, url, key, point, turn)
            sent = addresses(Dispatch.objects.filter(state="sent"))
            assert sent <= server.recipients
            assert len(server.recipients - sent) <= 1, "at most the one it died over"
            _leases_run_out()
        serving.serve(300, batch=key)
        sent = addresses(Dispatch.objects.filter(state="sent"))
        assert sent == server.recipients == {
            f"b{n}@example.org" for n in range(size) if n != 1
        }  # fmt: skip
    assert ServiceStep.objects.filter(state="sent").count() == size - 1
    assert Service.objects.filter(state="sent").count() == size - 1
    assert Case.objects.count() == 1 and is_whole(desk.case_id)


def _die(worker: Worker, url: str, key: UUID, point: str, turn: int) -> None:
    connections.close_all()
    environment = {
        **os.environ, "DATABASE_URL": worker.app_dsn, "REDIS_URL": worker.redis_url,
        "DJANGO_SETTINGS_MODULE": "courtflow.settings", "EMAIL_URL": url,
        "MAIL_GATEWAY": "courtflow.gateways.mail.Smtp",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.cases.service.mortal", str(key), point, str(turn)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr


def _leases_run_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_dispatch SET next_at = clock_timestamp() WHERE state = 'waiting'"
        )
