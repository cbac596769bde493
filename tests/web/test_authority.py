"""An authority opens nothing before the party's word, and nothing once it has ended (CPL 61-62)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.acts.filing import registering
from cases.law.roles import Role
from cases.models import Entry, PartyLink
from cases.proceeding import Actor
from cases.proof.replay import replay
from tests.web.world import LOAN, World

NUMBER = "11010519491231002X"

pytestmark = pytest.mark.django_db


def filed_by_agent(world: World, authority: str = "special", **more: str) -> PartyLink:
    """A case that carol filed for alice, whose number she knew."""
    alice = world["alice"]
    alice.real_name, alice.id_number, alice.verified_at = "爱丽丝", NUMBER, timezone.now()
    alice.save()
    parties = [
        registering.NewParty("plaintiff", "爱丽丝", id_number=NUMBER,
                        user_id=world["carol"].pk, authority=authority),
        registering.NewParty("defendant", "鲍勃", user_id=world["bob"].pk),
    ]  # fmt: skip
    new = registering.NewCase(
        court=world.court, cause_code=LOAN, parties=parties, amount=100000, facts="借款未还。",
        claims="请求判令还款。",
    )  # fmt: skip
    by = Actor(world["carol"].pk, Role.AGENT.value)
    case_id = registering.file_case(new, by=by).case_id
    return PartyLink.objects.get(party__case_id=case_id, user=world["carol"])


def sees(world: World, who: str, link: PartyLink) -> bool:
    page = world.client(who).get(reverse("case", args=[link.party.case_id]))
    assert page.status_code in (200, 404)
    return page.status_code == 200


def answers(world: World, who: str, link: PartyLink, choice: str = "confirm") -> int:
    url = reverse("authority", args=[link.pk])
    return world.client(who).post(url, {"choice": choice}).status_code


def test_an_agent_waits_for_the_client(world: World) -> None:
    link = filed_by_agent(world)
    assert not sees(world, "carol", link) and not sees(world, "alice", link)
    waits = world.client("carol").get(reverse("mine"))
    assert [one["party"] for one in waits.context["waiting"]] == ["爱丽丝"]
    assert waits.context["cards"] == []


def test_with_the_clients_word_both_are_in(world: World) -> None:
    link = filed_by_agent(world)
    told = world.client("alice").get(reverse("mine"))
    assert "Carol以您的名义提交了立案" in told.content.decode()
    assert answers(world, "alice", link) == 302
    assert sees(world, "carol", link) and sees(world, "alice", link)
    entry = Entry.objects.filter(case_id=link.party.case_id).latest("seq")
    assert (entry.act, entry.actor_id) == ("confirm_authority", world["alice"].pk)
    assert replay(link.party.case_id) == []
    assert world.client("alice").get(reverse("mine")).context["asked"] == []


def test_a_clerk_confirms_who_has_the_paper_before_them(world: World) -> None:
    link = filed_by_agent(world)
    page = world.client("clerk").get(reverse("case", args=[link.party.case_id]))
    assert [one["waits"] for one in page.context["authorities"]] == [True]
    assert answers(world, "clerk", link) == 302
    assert sees(world, "carol", link)


@pytest.mark.parametrize("who", ["carol", "bob", "stranger", "clerk_elsewhere", "judge"])
def test_nobody_else_gives_the_word(world: World, who: str) -> None:
    link = filed_by_agent(world)
    assert answers(world, who, link) == 404
    link.refresh_from_db()
    assert link.confirmed_at is None and link.valid_until is None


@pytest.mark.parametrize("who", ["alice", "clerk"])
def test_what_is_declined_is_over(world: World, who: str) -> None:
    link = filed_by_agent(world)
    assert answers(world, who, link, "end") == 302
    assert answers(world, who, link) == 404
    assert world.client("carol").get(reverse("mine")).context["waiting"] == []
    assert not sees(world, "carol", link)


@pytest.mark.parametrize("who", ["alice", "carol", "clerk"])
def test_an_authority_that_ended_closes_with_the_next_request(world: World, who: str) -> None:
    link = filed_by_agent(world)
    answers(world, "alice", link)
    carol = world.client("carol")
    case = reverse("case", args=[link.party.case_id])
    assert carol.get(case).status_code == 200
    assert answers(world, who, link, "end") == 302
    assert carol.get(case).status_code == 404
    assert carol.get(reverse("case-papers", args=[link.party.case_id])).status_code == 404
    assert sees(world, "alice", link)
    assert replay(link.party.case_id) == []


def test_the_word_is_given_once(world: World) -> None:
    link = filed_by_agent(world)
    assert answers(world, "alice", link) == answers(world, "alice", link) == 302
    acts = Entry.objects.filter(case_id=link.party.case_id, act="confirm_authority")
    assert acts.count() == 1


def test_the_other_side_reads_nothing_of_it(world: World) -> None:
    link = filed_by_agent(world)
    answers(world, "alice", link)
    page = world.client("bob").get(reverse("case", args=[link.party.case_id]))
    assert page.context["authorities"] == [] and "Carol" not in page.content.decode()
