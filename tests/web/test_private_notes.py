"""Private notes: who writes and reads them, and where they are found nowhere."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from cases.law.roles import Role
from cases.models import CaseRole, Entry, PrivateNote
from tests.web.world import World

SECRET = "证人说法前后不一"


@pytest.fixture
def tried(world: World) -> int:
    """A case with judge and clerk named in it."""
    case_id = world.file()
    world.name(case_id, "judge", Role.JUDGE)
    world.name(case_id, "clerk", Role.CLERK)
    return case_id


def url(case_id: int, note: int | None = None) -> str:
    return reverse("case-note", args=[case_id, note]) if note else reverse(
        "case-notes", args=[case_id])  # fmt: skip


def writes(world: World, case_id: int, who: str, text: str = SECRET, whose: str = "mine") -> int:
    sent = world.client(who).post(url(case_id), {"text": text, "whose": whose})
    assert sent.status_code == 302
    return PrivateNote.objects.latest("pk").pk


def reads(world: World, case_id: int, who: str, name: str = "case") -> bool:
    return SECRET in world.client(who).get(reverse(name, args=[case_id])).content.decode()


def test_a_note_is_its_authors_alone(world: World, tried: int) -> None:
    note = writes(world, tried, "judge")
    assert reads(world, tried, "judge") and reads(world, tried, "judge", "case-notes")
    world.says_why(tried, "judge2")
    for who in ("clerk", "judge2", "alice", "bob"):
        assert not reads(world, tried, who), who
    for who in ("clerk", "judge2"):
        assert world.client(who).get(url(tried, note)).status_code == 404


def test_a_note_for_the_team_is_read_by_those_named_now(world: World, tried: int) -> None:
    writes(world, tried, "judge", whose="team")
    assert reads(world, tried, "clerk")
    for who in ("oversight", "court_leader", "judge2"):
        world.says_why(tried, who)
        assert not reads(world, tried, who), who
    CaseRole.objects.filter(case_id=tried, user=world["clerk"]).update(ended_seq=1)
    assert not reads(world, tried, "clerk")


def test_who_is_not_named_writes_for_themselves_alone(world: World, tried: int) -> None:
    world.says_why(tried, "judge2")
    writes(world, tried, "judge2", whose="team")
    assert not PrivateNote.objects.get().for_team
    assert not reads(world, tried, "clerk")


def test_a_mediator_is_of_no_team(world: World, tried: int) -> None:
    world.name(tried, "mediator", Role.MEDIATOR)
    writes(world, tried, "judge", whose="team")
    assert not reads(world, tried, "mediator")


def test_parties_and_outsiders_have_no_notes_here(world: World, tried: int) -> None:
    note = writes(world, tried, "judge", whose="team")
    for who, status in (("alice", 403), ("bob", 403), ("stranger", 404), ("clerk_elsewhere", 404)):
        client = world.client(who)
        for address in (url(tried), url(tried, note)):
            assert client.get(address).status_code == status
            assert client.post(address, {"text": "x", "delete": "yes"}).status_code == status
    assert PrivateNote.objects.count() == 1


def test_the_recused_lose_their_notes(world: World, tried: int) -> None:
    note = writes(world, tried, "judge")
    CaseRole.objects.filter(case_id=tried, user=world["judge"]).update(recused=True)
    assert world.client("judge").get(url(tried, note)).status_code == 404


def test_ones_own_note_is_changed_and_deleted(world: World, tried: int) -> None:
    note, judge = writes(world, tried, "judge"), world.client("judge")
    assert judge.post(url(tried, note), {"text": "改过的", "seen": "1"}).status_code == 302
    assert PrivateNote.objects.get().text == "改过的"
    assert "改过的" in judge.get(url(tried)).content.decode()
    assert world.client("clerk").post(url(tried, note), {"delete": "yes"}).status_code == 404
    assert judge.post(url(tried, note), {"delete": "yes"}).status_code == 302
    assert not PrivateNote.objects.exists()
    assert judge.get(url(tried, note)).status_code == 404


def test_two_windows_lose_nothing(world: World, tried: int) -> None:
    note, judge = writes(world, tried, "judge"), world.client("judge")
    judge.post(url(tried, note), {"text": "第一个窗口", "seen": "1"})
    second = judge.post(url(tried, note), {"text": "第二个窗口", "seen": "1"})
    text = second.content.decode()
    assert second.status_code == 409 and "第一个窗口" in text and "第二个窗口" in text
    assert PrivateNote.objects.get().text == "第一个窗口"
    assert judge.post(url(tried, note), {"text": "合并", "seen": "2"}).status_code == 302


@pytest.mark.parametrize("text", ["", "   ", "长" * 5001])
def test_what_is_no_note_is_said_and_kept_on_the_page(world: World, tried: int, text: str) -> None:
    answer = world.client("judge").post(url(tried), {"text": text, "whose": "mine"})
    assert answer.status_code == 422 and not PrivateNote.objects.exists()
    assert text.strip() in answer.content.decode()


def test_a_note_is_no_markup_and_sealed_at_rest(world: World, tried: int) -> None:
    writes(world, tried, "judge", text="<b>粗</b>" + SECRET)
    assert "<b>粗</b>" not in world.client("judge").get(url(tried)).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM cases_privatenote")
        assert SECRET not in cursor.fetchone()[0]


def test_a_note_is_in_no_log_file_or_history(world: World, tried: int) -> None:
    before = Entry.objects.filter(case_id=tried).count()
    writes(world, tried, "judge", whose="team")
    assert Entry.objects.filter(case_id=tried).count() == before
    world.says_why(tried, "judge", "inner")
    for name in ("case-history", "case-papers", "case-file", "case-at", "hearings", "notices"):
        address = reverse(name, args=[tried] if name.startswith("case") else [])
        shown = world.client("judge").get(address, {"seq": 1}).content.decode()
        assert SECRET not in shown, name
