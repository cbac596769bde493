"""A device that other people use, too; and larger text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courtflow.accounts import shared
from tests.web.world import World

SIGN_IN = reverse("sign-in")


@pytest.fixture
def browser(world: World) -> Client:
    """Alice at a device that is not her own."""
    alice = world["alice"]
    alice.set_password("a quiet harbour 7")
    alice.save()
    client = Client()
    sent = {"username": "alice", "password": "a quiet harbour 7", "shared": "on"}
    assert client.post(SIGN_IN, sent).status_code == 302
    return client


def test_no_page_stays_on_a_shared_device(browser: Client) -> None:
    assert browser.get(reverse("mine"))["Cache-Control"] == "no-store"
    assert browser.session.get_expire_at_browser_close()


def test_leaving_makes_it_forget(browser: Client) -> None:
    left = browser.post(reverse("sign-out"))
    assert "storage" in left["Clear-Site-Data"] and left["Cache-Control"] == "no-store"
    assert browser.get(reverse("mine")).status_code == 302


@pytest.mark.parametrize(("quiet", "status"), [(timedelta(minutes=9), 200),
                                               (timedelta(minutes=11), 302)])  # fmt: skip
def test_ten_quiet_minutes_end_it(
    browser: Client, monkeypatch: pytest.MonkeyPatch, quiet: timedelta, status: int
) -> None:
    now = shared.time()
    monkeypatch.setattr(shared, "time", lambda: now + quiet.total_seconds())
    assert browser.get(reverse("mine")).status_code == status


def test_on_a_device_of_ones_own_nothing_changes(world: World) -> None:
    answer = world.client("alice").get(reverse("mine"))
    assert answer.get("Cache-Control") != "no-store" and "Clear-Site-Data" not in answer


def test_larger_text_stays_until_it_is_taken_back(world: World) -> None:
    client = world.client("alice", "en")
    back = client.post(reverse("text-size"), {"size": "large", "next": "/mine"})
    assert back["Location"] == "/mine"
    assert 'class="large-text"' in client.get("/mine").content.decode()
    away = client.post(reverse("text-size"), {"size": "usual", "next": "//elsewhere.example/"})
    assert away["Location"] == "/"
    assert 'class="large-text"' not in client.get("/mine").content.decode()
