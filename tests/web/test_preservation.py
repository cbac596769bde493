"""Until a measure is executed the other side sees no trace of it anywhere (流程公开规定 8)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.models import Outbox
from tests.web.world import World

pytestmark = pytest.mark.django_db
PAGES = ("case", "case-history", "case-papers", "case-hearings", "case-fees")


@pytest.mark.parametrize("kind", ["preservation", "urgent_preservation"])
def test_who_asked_and_the_court_see_it_and_the_other_side_does_not(
    world: World, kind: str
) -> None:
    case_id = world.file()
    world.put(case_id, "answer_period")
    told = Outbox.objects.filter(case_id=case_id, recipient__startswith="party:")
    before = told.count()
    world.act(case_id, "open_incident", "alice", incident=kind)
    assert told.count() == before

    def read(who: str) -> str:
        client = world.client(who)
        pages = [client.get(reverse(name, args=[case_id])) for name in PAGES]
        pages.append(client.get(reverse("mine")))
        return "".join(page.content.decode() for page in pages)

    word = {"preservation": "财产保全", "urgent_preservation": "紧急保全"}[kind]
    assert word in read("alice") and word in read("clerk")
    assert word not in read("bob")


def test_what_the_court_took_in_itself_is_shown_to_no_party(world: World) -> None:
    case_id = world.file()
    world.put(case_id, "answer_period")
    world.act(case_id, "open_incident", "clerk", incident="preservation")
    for who in ("alice", "bob"):
        page = world.client(who).get(reverse("case", args=[case_id])).content.decode()
        assert "财产保全" not in page
