"""The training clock on the pages, signing in, and health."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, ClockGroup
from cases.reading.scope import effective_now
from tests.web.world import World

MOVE = reverse("training-move")


def now(world: World):
    return ClockGroup.objects.annotate(now=effective_now()).get(pk=world.court.group_id).now


def test_the_leader_moves_the_clock_and_what_is_due_happens(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "refer_to_mediation", "clerk")
    client, before = world.client("court_leader"), now(world)
    answer = client.post(MOVE, {"days": "30", "next": reverse("board")}, follow=True)
    assert (now(world) - before).days >= 30
    assert answer.redirect_chain[-1][0] == reverse("board")
    assert Case.objects.get(pk=case_id).stands_at == "fee_payment"


@pytest.mark.parametrize("who", ["clerk", "judge", "alice", "stranger"])
def test_others_do_not_move_it_and_do_not_see_it(world: World, who: str) -> None:
    client = world.client(who)
    assert client.post(MOVE, {"days": "1"}).status_code == 403
    assert "clockbar" not in client.get(reverse("mine")).content.decode()


def test_demo_people_move_the_clock_of_their_courts(world: World) -> None:
    world.file()
    for who in ("alice", "clerk"):
        world[who].is_demo = True
        world[who].save()
        before = now(world)
        assert world.client(who).post(MOVE, {"days": "1"}).status_code == 302
        assert (now(world) - before).days == 1


@pytest.mark.parametrize("days", ["", "0", "-1", "365", "x"])
def test_only_the_three_steps_there_are(world: World, days: str) -> None:
    before = now(world)
    assert world.client("oversight").post(MOVE, {"days": days}).status_code == 302
    assert (now(world) - before).days == 0


def test_it_leads_back_nowhere_else(world: World) -> None:
    sent = {"days": "", "next": "https://elsewhere.example/"}
    answer = world.client("oversight").post(MOVE, sent)
    assert answer["Location"] == reverse("home")


def test_a_working_court_has_no_such_bar(world: World) -> None:
    ClockGroup.objects.update(is_training=False)
    world.app("court_leader")
    assert world.client("court_leader").post(MOVE, {"days": "1"}).status_code == 403


def test_signing_in_and_out(world: World, client: Client) -> None:
    world["clerk"].set_password("a password of this test")
    world["clerk"].save()
    sent = {"username": "clerk", "password": "wrong"}
    assert "用户名或密码不正确" in client.post(reverse("sign-in"), sent).content.decode()
    sent["password"] = "a password of this test"
    assert client.post(reverse("sign-in"), sent)["Location"] == "/"
    assert client.get("/")["Location"] == reverse("work")
    client.post(reverse("sign-out"))
    assert client.get("/")["Location"].startswith(reverse("sign-in"))


def test_the_demo_accounts_are_offered_on_training_installs_only(
    world: World, client: Client, settings
) -> None:
    world["clerk"].is_demo = True
    world["clerk"].save()
    page = client.get(reverse("sign-in"), {"as": "clerk"})
    assert 'value="clerk"' in page.content.decode()
    assert page.context["groups"][0]["people"][0]["username"] == "clerk"
    settings.DEMO = False
    page = client.get(reverse("sign-in"), {"as": "clerk"}).content.decode()
    assert "courtflow-demo" not in page and 'value="clerk"' not in page


def test_a_demo_person_outside_a_demonstration_is_told_what_a_wrong_password_tells(
    world: World, client: Client, settings
) -> None:
    clerk = world["clerk"]
    clerk.is_demo = True
    clerk.set_password("courtflow-demo")
    clerk.save()
    inside = world.client("clerk")
    assert inside.get(reverse("work")).status_code == 200
    sent = {"username": "clerk", "password": "courtflow-demo"}
    assert Client().post(reverse("sign-in"), sent)["Location"] == "/"

    settings.DEMO = False
    right = client.post(reverse("sign-in"), sent)
    wrong = client.post(reverse("sign-in"), sent | {"password": "wrong"})
    assert right.status_code == wrong.status_code == 200
    assert right.context["form"].errors == wrong.context["form"].errors
    assert "用户名或密码不正确" in right.content.decode()
    assert inside.get(reverse("work"))["Location"].startswith(reverse("sign-in"))
    clerk.is_demo = False
    clerk.save()
    assert client.post(reverse("sign-in"), sent)["Location"] == "/"


def test_health(client: Client, db: None) -> None:
    assert client.get(reverse("livez")).content == b"ok\n"
    assert client.get(reverse("readyz")).status_code == 200


@pytest.mark.parametrize(
    ("who", "to"),
    [("alice", "mine"), ("clerk", "work"), ("judge", "work"), ("mediator", "work"),
     ("execution_officer", "work"), ("division_chief", "board"), ("court_leader", "board"),
     ("oversight", "board")],
)  # fmt: skip
def test_home_is_everybodys_own(world: World, who: str, to: str) -> None:
    assert world.client(who).get("/")["Location"] == reverse(to)
