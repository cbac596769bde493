"""Opening an account and saying who one is: what is asked, what is refused, what is never told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courtflow.accounts import contact
from courtflow.accounts.contact import read
from courtflow.accounts.models import ContactCode, User
from courtflow.gateways import gateway
from tests.web.world import World

PHONE, PASSWORD, NUMBER = "13800138000", "纸上得来终觉浅绝知此事", "11010519491231002X"

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    return Client(headers={"accept-language": "zh-hans"})


def told(to: str = PHONE) -> str:
    """The digits in the message that the telephone shows."""
    return "".join(c for c in gateway("messages").last(to) if c.isdigit())[:6]


def ask(client: Client, to: str = PHONE) -> Any:
    return client.post(reverse("register"), {"contact": to})


def answer(client: Client, code: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("register-code"), {"code": code, "password": password})


def registered(client: Client, to: str = PHONE) -> User:
    ask(client, to)
    answer(client, told(read(to).value))
    return User.objects.latest("pk")


def confirm(client: Client, name: str = "赵某", number: str = NUMBER) -> Any:
    return client.post(reverse("identity"), {"name": name, "number": number})


# -- the account ------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["138 0013 8000", "+86-138-0013-8000", "１３８００１３８０００"])
def test_from_a_telephone_to_an_account(client: Client, typed: str) -> None:
    assert ask(client, typed).url == reverse("register-code")
    assert answer(client, told()).url == reverse("identity")
    user = User.objects.get(pk=client.session["_auth_user_id"])
    assert (user.phone, str(user), user.is_verified) == (PHONE, "138••••8000", False)


def test_who_has_an_account_signs_in_by_telephone_or_mail(client: Client) -> None:
    registered(client, "Zhao@Example.org")
    client.logout()
    sign_in = {"username": "zhao@example.ORG", "password": PASSWORD}
    assert client.post(reverse("sign-in"), sign_in).status_code == 302
    client.logout()
    assert client.post(reverse("sign-in"), {**sign_in, "password": "x"}).status_code == 200


def test_nothing_personal_lies_open_in_the_database(client: Client) -> None:
    registered(client)
    confirm(client)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(u::text, '') FROM accounts_user u"
            " UNION ALL SELECT string_agg(c::text, '') FROM accounts_contactcode c"
            " UNION ALL SELECT string_agg(session_data, '') FROM django_session"
        )
        found = "".join(row[0] or "" for row in cursor.fetchall())
    assert PHONE not in found and NUMBER not in found


@pytest.mark.parametrize("typed", ["", "12345", "11800138000", "a@", "+8613800138", "138001380001"])
def test_what_is_no_contact_is_said_at_the_field(client: Client, typed: str) -> None:
    page = ask(client, typed)
    assert page.status_code == 422
    assert page.context["form"].errors["contact"]
    assert ContactCode.objects.count() == 0


def test_a_wrong_code_five_times_spoils_the_right_one(client: Client) -> None:
    ask(client)
    right = told()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(contact.MOST_TRIES):
        assert answer(client, wrong).status_code == 422
    assert answer(client, right).status_code == 422
    assert User.objects.count() == 0


def test_a_code_is_good_for_ten_minutes_and_once(client: Client) -> None:
    ask(client)
    ContactCode.objects.update(made_at=timezone.now() - contact.GOOD_FOR - timedelta(seconds=1))
    assert answer(client, told()).status_code == 422

    ask(client)
    code, of = told(), read(PHONE)
    assert contact.confirm(of, code)
    assert not contact.confirm(of, code)


def test_a_weak_password_uses_up_no_code(client: Client) -> None:
    ask(client)
    page = answer(client, told(), "12345678")
    assert page.status_code == 422 and page.context["form"].errors["password"]
    assert answer(client, told()).status_code == 302


def test_codes_are_not_sent_without_end(client: Client) -> None:
    assert ask(client).status_code == 302
    page = ask(client)
    assert page.status_code == 422 and "1分钟后" in page.content.decode()
    for n in range(contact.MOST_A_DAY):
        ContactCode.objects.update(made_at=timezone.now() - timedelta(minutes=2 + n))
        ask(client)
    assert ContactCode.objects.count() == contact.MOST_A_DAY


def test_the_page_does_not_say_whose_telephone_it_is(client: Client) -> None:
    """Who has an account is told by the message, to whoever holds the telephone."""
    registered(client)
    client.logout()
    stranger = Client(headers={"accept-language": "zh-hans"})
    ContactCode.objects.update(made_at=timezone.now() - timedelta(hours=1))
    assert ask(stranger).url == reverse("register-code")
    for code in ("123456", told() or "000000"):
        assert answer(stranger, code).status_code == 422
    assert User.objects.count() == 1


# -- who they are -----------------------------------------------------------------------------


def test_filing_begins_with_who_one_is_and_asks_it_once(client: Client, world: World) -> None:
    registered(client)
    assert client.get(reverse("file")).url == f"{reverse('identity')}?next=%2Ffile"
    done = client.post(
        reverse("identity"), {"name": " 赵 某 ", "number": NUMBER.lower(), "next": "/file"}
    )
    assert done.url == "/file"
    matter = client.post(reverse("file"))["Location"]
    pages = [client.get(matter.replace("matter", screen)).content.decode()
             for screen in ("parties", "consents")]  # fmt: skip
    assert 'value="赵 某"' in pages[0] and PHONE in pages[1] and NUMBER not in "".join(pages)
    known = client.get(reverse("identity")).content.decode()
    assert "110•••••••••••002X" in known and NUMBER not in known


@pytest.mark.parametrize(
    ("name", "number", "field"),
    [("赵某", "110105194912310021", "number"), ("赵某", "", "number"), ("", NUMBER, "name"),
     ("赵不符", NUMBER, "name"), ("赵无应答", NUMBER, "__all__")],
)  # fmt: skip
def test_what_the_register_does_not_confirm_is_said_and_nothing_kept(
    client: Client, name: str, number: str, field: str
) -> None:
    user = registered(client)
    page = confirm(client, name, number)
    assert page.status_code == 422 and field in page.context["form"].errors
    user.refresh_from_db()
    assert (user.is_verified, user.real_name, user.id_number) == (False, "", "")


def test_one_person_has_one_account(client: Client) -> None:
    registered(client)
    confirm(client)
    other = Client(headers={"accept-language": "zh-hans"})
    second = registered(other, "13900139000")
    page = confirm(other)
    assert page.status_code == 422 and page.context["form"].errors["number"]
    second.refresh_from_db()
    assert not second.is_verified


def test_the_register_is_not_asked_without_end(client: Client) -> None:
    registered(client)
    for _ in range(5):
        confirm(client, "赵不符")
    page = confirm(client)
    assert page.status_code == 422 and "60分钟后" in page.content.decode()


def test_nobody_is_led_away(client: Client) -> None:
    registered(client)
    data = {"name": "赵某", "number": NUMBER, "next": "//evil.example"}
    assert client.post(reverse("identity"), data).url == reverse("home")
