"""What people are told in the application: whom, in which words, read and unread."""

from __future__ import annotations

from django.urls import reverse

from cases.models import Notice, Outbox
from cases.notices.relaying import relay
from tests.web.world import World


def told(name: str, world: World) -> list[str]:
    """The templates of a person's notices, oldest first."""
    found = Notice.objects.filter(user=world[name]).order_by("pk")
    return list(found.values_list("template", flat=True))


def test_what_happens_is_told_to_those_it_concerns(world: World) -> None:
    case_id = world.file()
    assert Outbox.objects.filter(sent_at=None).count() == 3
    relay()
    assert Outbox.objects.filter(sent_at=None).count() == 0
    assert told("alice", world) == told("bob", world) == told("clerk", world) == ["file"]
    world.act(case_id, "register", "clerk")
    relay()
    page = world.client("alice").get(reverse("notices"))
    assert "案件已立案，缴纳诉讼费最迟" in page.content.decode()
