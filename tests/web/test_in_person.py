"""Grave acts are done in person: a proof is for one thing, for a while, and for once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.http import HttpRequest
from django.test import RequestFactory

from cases.forms import in_person
from cases.forms.in_person import SESSION, InPerson, NotProved, digest, is_proved, prove, spend
from tests.web.world import World


@pytest.fixture
def request_(world: World) -> HttpRequest:
    return asked(world)


def asked(world: World, session: SessionStore | None = None, **sent: str) -> HttpRequest:
    """A request of alice, whose password is known."""
    request = RequestFactory().post("/", sent) if sent else RequestFactory().get("/")
    request.session = session or SessionStore()
    request.user = world["alice"]
    return request


def test_a_proof_is_good_once(world: World, request_: HttpRequest) -> None:
    prove(request_, "sign", world.password("alice"), digest("the words"))
    spend(request_, "sign", digest("the words"))
    with pytest.raises(NotProved):
        spend(request_, "sign", digest("the words"))


def test_two_requests_that_read_it_at_the_same_moment_do_not_both_use_it(
    world: World, request_: HttpRequest
) -> None:
    prove(request_, "sign", world.password("alice"))
    kept = list(request_.session[SESSION])
    spend(request_, "sign")
    other = asked(world)
    other.session[SESSION] = kept
    with pytest.raises(NotProved):
        spend(other, "sign")
    caches["default"].clear()


@pytest.mark.parametrize(
    ("purpose", "shown"), [("seal", ("the words",)), ("sign", ("other words",)), ("sign", ())]
)
def test_a_proof_is_for_one_purpose_and_what_was_shown(
    world: World, request_: HttpRequest, purpose: str, shown: tuple[str, ...]
) -> None:
    prove(request_, "sign", world.password("alice"), digest("the words"))
    with pytest.raises(NotProved):
        spend(request_, purpose, digest(*shown))
    assert is_proved(request_, "sign", digest("the words"))


@pytest.mark.parametrize(("after", "good"), [(timedelta(minutes=4), True),
                                             (timedelta(minutes=6), False)])  # fmt: skip
def test_a_proof_is_good_for_a_while(
    world: World, request_: HttpRequest, monkeypatch: pytest.MonkeyPatch, after: timedelta,
    good: bool,
) -> None:  # fmt: skip
    prove(request_, "sign", world.password("alice"))
    now = in_person.time()
    monkeypatch.setattr(in_person, "time", lambda: now + after.total_seconds())
    assert is_proved(request_, "sign") is good


def test_what_proves_nothing_is_said_and_not_without_end(
    world: World, request_: HttpRequest
) -> None:
    word = world.password("alice")
    for _ in range(10):
        with pytest.raises(NotProved, match=".") as refused:
            prove(request_, "sign", "wrong")
    once_more = str(refused.value)
    with pytest.raises(NotProved) as refused:
        prove(request_, "sign", word)
    assert str(refused.value) != once_more and not is_proved(request_, "sign")


def test_with_a_factor_the_password_is_not_enough(world: World, request_: HttpRequest) -> None:
    world.app("alice")
    word = world.password("alice")
    with pytest.raises(NotProved):
        prove(asked(world), "sign", word)


# -- on one page -----------------------------------------------------------------------------------


def form(request: HttpRequest, *shown: Any) -> InPerson:
    return InPerson(request, "sign", *(shown or ("the words",)))


def test_the_form_is_valid_with_the_proof_alone(world: World) -> None:
    word = world.password("alice")
    shown = form(asked(world)).shown
    assert form(asked(world, in_person=word, in_person_shown=shown)).is_valid()
    for sent in ({"in_person": word, "in_person_shown": digest("other words")},
                 {"in_person": word}, {"in_person": "wrong", "in_person_shown": shown},
                 {"in_person_shown": shown}):  # fmt: skip
        wrong = form(asked(world, **sent))
        assert not wrong.is_valid() and wrong.errors


def test_what_has_changed_meanwhile_is_confirmed_anew(world: World) -> None:
    """The page then shows the new state, and the same press again confirms that."""
    word, shown = world.password("alice"), form(asked(world)).shown
    late = form(asked(world, in_person=word, in_person_shown=shown), "new words")
    assert not late.is_valid()
    assert late["in_person_shown"].value() == late.shown == digest("new words")


def test_a_proof_that_lies_ready_is_not_asked_for_again(world: World) -> None:
    session, shown = SessionStore(), digest("the words")
    prove(asked(world, session), "sign", world.password("alice"), shown)
    assert "in_person" not in form(asked(world, session)).fields
    assert form(asked(world, session, in_person_shown=shown)).is_valid()
    assert not form(asked(world, session, in_person_shown=shown)).is_valid(), "it is used up"


def test_nobody_is_not_somebody() -> None:
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    assert not is_proved(request, "sign")
