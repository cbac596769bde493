"""How long the court's people stay signed in, and what becomes of what they were typing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from courtflow.accounts import lasting
from tests.web.world import World

SIGN_IN, RESUME = reverse("sign-in"), reverse("resume")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``later(minutes=31)``: so much real time passes."""
    passed = timedelta()
    now = lasting.time()

    def go(**by: float) -> None:
        nonlocal passed
        passed += timedelta(**by)

    monkeypatch.setattr(lasting, "time", lambda: now + passed.total_seconds())
    return go


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 302)])
def test_thirty_quiet_minutes_end_it(world: World, later: Any, minutes: int, status: int) -> None:
    client = world.client("clerk")
    later(minutes=minutes)
    assert client.get(reverse("work")).status_code == status


def test_every_page_begins_the_quiet_anew_until_twelve_hours_are_over(
    world: World, later: Any
) -> None:
    client = world.client("clerk")
    for _ in range(24):
        later(minutes=29)
        assert client.get(reverse("work")).status_code == 200
    later(minutes=29)
    answer = client.get(reverse("work"))
    assert answer["Location"] == f"{SIGN_IN}?next=/work"
    assert "_auth_user_id" not in client.session


def test_litigants_have_more_time(world: World, later: Any) -> None:
    client = world.client("alice")
    later(minutes=31)
    assert client.get(reverse("mine")).status_code == 200


def test_a_session_of_unknown_age_is_over(world: World) -> None:
    client = world.client("clerk")
    session = client.session
    del session[lasting.BEGAN]
    session.save()
    assert client.get(reverse("work")).status_code == 302


# -- nothing typed is lost -------------------------------------------------------------------------

TYPED = {"note": "three lines <of> a note", "confirm": "yes"}


def interrupted(world: World, later: Any, **more: str) -> tuple[Client, str]:
    """The clerk sends a form after a long call."""
    where = reverse("act", args=[world.file(), "add_note"])
    client = world.client("clerk", "en")
    later(minutes=31)
    answer = client.post(where, {**TYPED, "in_person": "123456", **more})
    assert answer["Location"] == f"{SIGN_IN}?next={RESUME}"
    return client, where


def sign_in(world: World, client: Client, who: str) -> str:
    sent = {"username": who, "password": world.password(who), "next": RESUME}
    return client.post(SIGN_IN, sent)["Location"]


def test_what_was_typed_goes_on_by_one_press(world: World, later: Any) -> None:
    client, where = interrupted(world, later)
    assert "What you typed is kept" in client.get(SIGN_IN).content.decode()
    assert sign_in(world, client, "clerk") == RESUME
    page = client.get(RESUME)
    assert page.context["path"] == where
    assert sorted(page.context["fields"]) == sorted([k, v] for k, v in TYPED.items())
    assert "three lines &lt;of&gt; a note" in page.content.decode()
    sent = client.post(where, dict(page.context["fields"]))
    assert sent.status_code == 302 and lasting.KEPT not in client.session
    assert client.get(RESUME)["Location"] == "/"


def test_it_is_kept_sealed_and_without_what_proves(world: World, later: Any) -> None:
    client, _where = interrupted(world, later)
    held = "".join(str(session.get_decoded()) for session in Session.objects.all())
    assert lasting.KEPT in held and "three lines" not in held
    sign_in(world, client, "clerk")
    assert "123456" not in client.get(RESUME).content.decode()


def test_nobody_else_gets_it(world: World, later: Any) -> None:
    client, _where = interrupted(world, later)
    sign_in(world, client, "judge")
    assert client.get(RESUME)["Location"] == "/"
    assert lasting.KEPT not in client.session


def test_on_a_shared_device_nothing_is_kept(world: World, later: Any) -> None:
    client = Client()
    client.post(SIGN_IN, {"username": "clerk", "password": world.password("clerk"), "shared": "on"})
    later(minutes=31)
    client.post(reverse("act", args=[world.file(), "add_note"]), TYPED)
    assert lasting.KEPT not in client.session


def test_a_form_that_somebody_else_made_is_not_kept(world: World, later: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world["clerk"])
    later(minutes=31)
    answer = client.post(reverse("act", args=[world.file(), "add_note"]), TYPED)
    assert answer.status_code == 403 and lasting.KEPT not in client.session


def test_signing_out_late_only_signs_out(world: World, later: Any) -> None:
    client = world.client("clerk")
    later(minutes=31)
    client.post(reverse("sign-out"))
    assert lasting.KEPT not in client.session and "_auth_user_id" not in client.session
