"""The pages of what people were told, and of what could not be sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Access, Delivery, Notice, Outbox, PartyLink
from cases.notices import listing
from cases.notices.relaying import relay
from tests.web.world import World

NOTICES, DEAD = reverse("notices"), reverse("dead-letters")


def told(name: str, world: World) -> list[str]:
    """The templates of a person's notices, oldest first."""
    found = Notice.objects.filter(user=world[name]).order_by("pk")
    return list(found.values_list("template", flat=True))


def bell(client: Client) -> str:
    """What the bell says on a page."""
    [link] = [one for one in client.get(NOTICES).context["nav"] if one.get("shape") == "bell"]
    return str(link["count"])


def many(world: World, count: int) -> int:
    case_id = world.file()
    relay()
    Notice.objects.bulk_create(
        Notice(user=world["alice"], case_id=case_id, event=f"test:{n}", template="pay_fee",
               party_no=1, created_at=timezone.now())
        for n in range(count)
    )  # fmt: skip
    return case_id


def test_what_happens_is_told_to_those_it_concerns(world: World) -> None:
    case_id = world.file()
    assert Outbox.objects.filter(sent_at=None).count() == 3
    relay()
    assert Outbox.objects.filter(sent_at=None).count() == 0
    assert told("alice", world) == told("bob", world) == told("clerk", world) == ["file"]
    world.act(case_id, "register", "clerk")
    relay()
    assert told("alice", world) == told("bob", world) == ["file", "register"]
    assert told("clerk", world) == ["file"]


@pytest.mark.parametrize(
    ("language", "words", "ask"),
    [("zh-hans", "案件已立案", "缴纳诉讼费最迟"), ("en", "The case is accepted", "pay the fee by")],
)
def test_the_page_says_it_in_plain_words(world: World, language: str, words: str, ask: str) -> None:
    case_id = world.file()
    world.act(case_id, "register", "clerk")
    relay()
    page = world.client("alice", language).get(NOTICES)
    text = page.content.decode()
    assert words in text and ask in text and reverse("case", args=[case_id]) in text
    assert [line["unread"] for line in page.context["lines"]] == [True, True]
    # What only the plaintiff owes is asked of nobody else.
    other = world.client("bob", language).get(NOTICES).content.decode()
    assert words in other and ask not in other


def test_the_bell_counts_until_all_is_read(world: World) -> None:
    case_id = many(world, 2)
    client = world.client("alice")
    assert bell(client) == "3"
    up_to = client.get(NOTICES).context["up_to"]
    relay()
    Notice.objects.create(
        user=world["alice"], case_id=case_id, event="later", template="pay_fee", party_no=1,
        created_at=timezone.now(),
    )  # fmt: skip
    assert client.post(NOTICES, {"up_to": up_to}).status_code == 302
    assert bell(client) == "1"
    client.post(NOTICES, {"up_to": "x"})
    assert bell(client) == "1"
    assert bell(world.client("bob")) == "1"


def test_the_bell_stops_counting_at_many(world: World) -> None:
    many(world, 120)
    assert bell(world.client("alice")) == "99+"


def test_a_long_list_goes_on_where_it_stopped(world: World) -> None:
    many(world, listing.PAGE + 5)
    client = world.client("alice")
    first = client.get(NOTICES)
    assert len(first.context["lines"]) == listing.PAGE
    second = client.get(first.context["pager"]["older_url"])
    assert len(second.context["lines"]) == 6
    assert second.context["pager"]["newer_url"] == NOTICES
    for wrong in ("x", "-1", "9" * 30):
        assert client.get(NOTICES, {"before": wrong}).status_code == 200


def test_of_a_case_no_longer_seen_nothing_is_said(world: World) -> None:
    case_id = world.file()
    relay()
    PartyLink.objects.filter(user=world["bob"]).update(valid_until=timezone.now())
    page = world.client("bob", "en").get(NOTICES).content.decode()
    assert "no longer open to you" in page
    for secret in ("This Court", "民间借贷", "examining", reverse("case", args=[case_id])):
        assert secret not in page


def test_what_is_about_the_person_is_said_without_the_case(world: World) -> None:
    case_id = world.file()
    Notice.objects.create(
        user=world["stranger"], case_id=case_id, event="entry:9", template="decline_join",
        created_at=timezone.now(),
    )  # fmt: skip
    page = world.client("stranger").get(NOTICES).content.decode()
    assert "法院未同意您的关联申请" in page and reverse("join") in page
    assert "民间借贷" not in page


def test_the_lists_of_others_are_their_own(world: World) -> None:
    many(world, 3)
    assert world.client("stranger").get(NOTICES).context["lines"] == []
    world.client("stranger").post(NOTICES, {"up_to": Notice.objects.latest("pk").pk})
    assert bell(world.client("alice")) == "4"


def test_a_page_of_notices_takes_few_queries(
    world: World, queries: Callable[[Callable[[], Any]], int]
) -> None:
    client = world.client("alice")
    many(world, 2)
    few = queries(lambda: client.get(NOTICES))
    for _ in range(10):
        many(world, 2)
    assert queries(lambda: client.get(NOTICES)) == few <= 12


def test_nobody_reads_notices_without_signing_in(client: Client, db: None) -> None:
    assert client.get(NOTICES).status_code == 302


# -- dead letters ---------------------------------------------------------------------------------


def dead(world: World, **changes: Any) -> Delivery:
    case_id = world.file(**changes)
    world["alice"].phone = "13812345678"
    world["alice"].save()
    return Delivery.objects.create(
        case_id=case_id, event="entry:2", template="register", user=world["alice"], party_no=1,
        channel="sms", key=f"key-{case_id}", created_at=timezone.now(), state="dead",
        ended_at=timezone.now(), attempts=6, reason="unreachable",
    )  # fmt: skip


def test_dead_letters_say_who_masked_and_why(world: World) -> None:
    letter = dead(world)
    page = world.client("oversight").get(DEAD).content.decode()
    assert "A某" in page and "138••••5678" in page and "13812345678" not in page
    assert "案件已立案" in page and reverse("case", args=[letter.case_id]) in page


def test_who_sees_no_cases_decides_all_the_same(world: World) -> None:
    letter = dead(world)
    client = world.client("system_admin")
    page = client.get(DEAD).content.decode()
    assert "138••••5678" in page
    assert reverse("case", args=[letter.case_id]) not in page and "案件已立案" not in page
    answer = client.post(reverse("dead-letter", args=[letter.pk]), {"choice": "retry"})
    assert answer.status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("waiting", 0)
    assert Access.objects.get(act="retry_delivery").user == world["system_admin"]


def test_of_a_confidential_case_oversight_learns_nothing(world: World) -> None:
    letter = dead(world, confidential=True)
    page = world.client("oversight").get(DEAD).content.decode()
    assert reverse("case", args=[letter.case_id]) not in page and "案件已立案" not in page


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 403), ("clerk", 403), ("division_chief", 403), ("stranger", 403)]
)
def test_dead_letters_are_decided_by_those_who_look_after_them(
    world: World, who: str, status: int
) -> None:
    letter = dead(world)
    url = reverse("dead-letter", args=[letter.pk])
    assert world.client(who).post(url, {"choice": "give_up"}).status_code == status
    assert Delivery.objects.get().state == "dead"


def test_dead_letters_of_other_courts_do_not_exist(world: World) -> None:
    letter = dead(world)
    world.people["oversight"].grants.update(court=world.upper)
    client = world.client("oversight")
    assert client.get(DEAD).context["rows"] == []
    url = reverse("dead-letter", args=[letter.pk])
    assert client.post(url, {"choice": "give_up"}).status_code == 404


def test_a_choice_that_is_none_changes_nothing(world: World) -> None:
    letter = dead(world)
    url = reverse("dead-letter", args=[letter.pk])
    client = world.client("oversight")
    assert client.post(url, {"choice": "x"}).status_code == 404
    assert client.post(url, {"choice": "give_up"}).status_code == 302
    assert client.post(url, {"choice": "retry"}).status_code == 404
    assert Delivery.objects.get().state == "given_up"


def test_a_pause_is_said_where_messages_are_looked_after(world: World, settings: Any) -> None:
    settings.OUTBOUND_PAUSED = True
    assert world.client("oversight").get(DEAD).context["paused"]
