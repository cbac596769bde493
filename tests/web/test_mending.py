"""Correcting a record on its page: offered to who may, previewed, done once, shown to all."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.models import Entry
from tests.web.world import World


@pytest.fixture
def case_id(world: World) -> int:
    found = world.file()
    world.put(found, "evidence_exchange")
    world.act(found, "hold_exchange", "clerk")
    return found


def entry(case_id: int, act: str = "hold_exchange") -> int:
    return Entry.objects.filter(case_id=case_id, act=act).latest("seq").seq


def test_the_newest_act_can_be_corrected_from_the_history(world: World, case_id: int) -> None:
    client, url = world.client("clerk"), reverse("mend", args=[case_id, entry(case_id)])
    assert url in client.get(reverse("case-history", args=[case_id])).content.decode()
    page = client.get(url).content.decode()
    assert "证据交换" in page and "错在哪里" in page
    assert client.post(url, {"why": " "}).status_code == 422
    assert client.post(url, {"why": "证据交换尚未举行"})["Location"] == reverse(
        "case", args=[case_id]
    )
    history = client.get(reverse("case-history", args=[case_id])).content.decode()
    assert "<del>" in history and "证据交换尚未举行" in history
    assert client.get(url).status_code == 403


def test_a_party_reads_that_it_was_corrected_and_cannot_do_it(world: World, case_id: int) -> None:
    url = reverse("mend", args=[case_id, entry(case_id)])
    assert world.client("alice").get(url).status_code == 404
    world.client("clerk").post(url, {"why": "点错"})
    history = world.client("alice").get(reverse("case-history", args=[case_id])).content.decode()
    assert "更正记录" in history and url not in history


@pytest.mark.parametrize(
    ("who", "status"), [("judge2", 403), ("division_chief", 200), ("stranger", 404)]
)
def test_others_correct_only_what_is_theirs_to_correct(
    world: World, case_id: int, who: str, status: int
) -> None:
    url = reverse("mend", args=[case_id, entry(case_id)])
    if status != 404:
        world.says_why(case_id, who)
    assert world.client(who).get(url).status_code == status


def test_what_has_a_way_of_its_own_says_so(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "register", "clerk", procedure="summary")
    url = reverse("mend", args=[case_id, entry(case_id, "register")])
    answer = world.client("clerk").get(url)
    assert answer.status_code == 403
    assert "法律规定的相应行为" in answer.content.decode()
