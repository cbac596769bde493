"""Annotations on the file: who reads whose, on every address, and where they are found nowhere."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from cases.law.roles import Role
from cases.models import Annotation, CaseRole, Document, Entry, PartyLink
from tests.pages.made import written
from tests.web import leaks
from tests.web.leaks import Marks, Search
from tests.web.panel import Sat, sat
from tests.web.test_reader import kept
from tests.web.world import World, paper

SECRET = "利率条款与借条不一致"
TEAM = ("judge", "presiding", "lay", "keeper")
"""Those named in the case."""
OTHERS = ("judge2", "oversight", "court_leader")
"""Of the court, not named: they give a reason to read."""
SIDES = {"alice": ("alice",), "bob": ("bob", "carol"), "carol": ("bob", "carol")}
"""Who acts on the same side: carol is the agent of bob."""


@pytest.fixture
def panel(world: World) -> Sat:
    """A case before its panel, with an agent on one side."""
    found = sat(world)
    agent = PartyLink.objects.get(party__case_id=found.case_id, user=world["bob"])
    agent.pk, agent.user, agent.authority = None, world["carol"], "special"
    agent.save()
    for who in OTHERS:
        world.says_why(found.case_id, who)
    return found


def url(case_id: int, one: int | None = None) -> str:
    name, args = ("annotation", [case_id, one]) if one else ("annotations", [case_id])
    return reverse(name, args=args)


def number(panel: Sat, who: str) -> str:
    """The party for whom somebody reads."""
    link = PartyLink.objects.get(party__case_id=panel.case_id, user=panel.world[who])
    return f"side:{link.party.no}"


def writes(
    panel: Sat, who: str, text: str = SECRET, whose: str = "private", document: int = 0,
    status: int = 302, **more: str,
) -> int:  # fmt: skip
    sent = {"kind": "remark", "text": text, "whose": whose, "page": "1", "quoted": "",
            "document": document or paper(panel.case_id), **more}  # fmt: skip
    answer = panel.world.client(who).post(url(panel.case_id), sent)
    assert answer.status_code == status, answer.content.decode()
    return Annotation.objects.latest("pk").pk if status == 302 else 0


def audiences(panel: Sat, who: str) -> dict[str, tuple[str, ...]]:
    """What somebody may choose, and who then reads it: written by hand, not asked of the code."""
    if who in SIDES:
        return {"private": (who,), number(panel, who): SIDES[who]}
    return {"private": (who,), "team": TEAM} if who in TEAM else {"private": (who,)}


def test_every_pair_of_roles_on_every_address(panel: Sat) -> None:
    """Whoever writes for whomever: only these read it, and nobody else finds it anywhere."""
    world, marks, reads = panel.world, Marks(), {}
    for who in (*SIDES, *TEAM, *OTHERS):
        for whose, readers in audiences(panel, who).items():
            words = marks(f"{who} for {whose}", "annotations", "court")
            writes(panel, who, words, whose)
            reads[f"{who} for {whose}"] = set(readers)
    for reader in (*SIDES, *TEAM, *OTHERS, "stranger", "mediator", "clerk_elsewhere"):
        search, client = Search(marks.found), world.client(reader)
        for name, address in leaks.addresses(world, panel.case_id):
            search.look_at(name, client.get(address))
        for name in ("reader-find", "annotations"):
            address = reverse(name, args=[panel.case_id])
            for sent in ({"words": leaks.RARE, "where": "file", "part": "1"}, {"part": "1"}):
                search.look_at(name, client.post(address, sent))
        seen = {what for what in search.hits if "annotations" in search.hits[what]}
        assert seen == {what for what, readers in reads.items() if reader in readers}, reader
        assert set(search.hits) == seen, reader
        # On these pages alone, and on one's own form: no list, log, export or past moment.
        found = {name for names in search.hits.values() for name in names}
        assert found <= {"reader", "reader-page", "annotations", "annotation", "reader-find"}


def test_nobody_writes_for_others_than_their_own(panel: Sat) -> None:
    for who, whose in (
        ("alice", "team"), ("alice", number(panel, "bob")), ("judge", "side:1"),
        ("judge2", "team"), ("bob", "side:9"), ("judge", "everybody"),
    ):  # fmt: skip
        writes(panel, who, whose=whose, status=422)
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "presiding", "clerk_elsewhere", ""])
def test_only_its_writer_changes_or_deletes_it(panel: Sat, who: str, client) -> None:
    one = writes(panel, "judge", whose="team")
    browser = panel.world.client(who) if who else client
    for sent in ({}, {"text": "x", "kind": "remark", "seen": "1"}, {"delete": "yes"}):
        assert browser.post(url(panel.case_id, one), sent).status_code == (404 if who else 302)
    assert Annotation.objects.get().text == SECRET


def test_ones_own_is_changed_and_deleted(panel: Sat) -> None:
    one, judge = writes(panel, "judge"), panel.world.client("judge")
    change = {"text": "改过的", "kind": "question", "seen": "1"}
    assert judge.post(url(panel.case_id, one), change).status_code == 302
    second = judge.post(url(panel.case_id, one), {**change, "text": "第二个窗口"})
    assert second.status_code == 409 and "改过的" in second.content.decode()
    assert "第二个窗口" in second.content.decode()
    assert judge.post(url(panel.case_id, one), {"delete": "yes"}).status_code == 302
    assert not Annotation.objects.exists()


def test_it_is_gone_with_the_right_under_which_it_was_written(panel: Sat) -> None:
    """An agent who changes sides takes nothing along and leaves nothing behind."""
    writes(panel, "carol", whose=number(panel, "carol"))
    writes(panel, "carol", "自己看的" + SECRET)
    writes(panel, "alice", "原告一方" + SECRET, whose=number(panel, "alice"))
    link = PartyLink.objects.get(party__case_id=panel.case_id, user=panel.world["carol"])
    link.delete()
    assert panel.world.client("carol").get(url(panel.case_id)).status_code == 404
    link.pk, link.party = None, PartyLink.objects.get(
        party__case_id=panel.case_id, user=panel.world["alice"]
    ).party  # fmt: skip
    link.save()
    text = panel.world.client("carol").get(url(panel.case_id)).content.decode()
    assert "原告一方" in text and text.count(SECRET) == 1
    assert SECRET in panel.world.client("bob").get(url(panel.case_id)).content.decode()


def test_who_leaves_the_bench_reads_the_teams_no_longer(panel: Sat) -> None:
    writes(panel, "judge", whose="team")
    CaseRole.objects.filter(case_id=panel.case_id, user=panel.world["lay"]).update(ended_seq=1)
    answer = panel.world.client("lay").get(url(panel.case_id))
    assert answer.status_code == 404 or SECRET not in answer.content.decode()
    CaseRole.objects.filter(case_id=panel.case_id, user=panel.world["judge"]).update(recused=True)
    assert panel.world.client("judge").get(url(panel.case_id)).status_code == 404


def test_nobody_annotates_what_they_may_not_read(panel: Sat) -> None:
    inner = kept(panel.case_id, written("合议"), kind="deliberation", seq=1)
    other = kept(panel.world.file(), written("借款合同"), seq=1)
    for who in ("alice", "judge"):
        for document in (inner.pk, other.pk, 10**12):
            writes(panel, who, document=document, status=404)
            marked = {"bookmark": "1", "document": document, "page": "1"}
            answer = panel.world.client(who).post(url(panel.case_id), marked)
            assert answer.status_code == 404
    assert not Annotation.objects.exists()


def test_on_the_inner_volume_it_is_read_with_the_volume_open(panel: Sat) -> None:
    """What somebody remarked at a paper of the inner volume closes with it."""
    inner = kept(panel.case_id, written("合议"), kind="deliberation", seq=1)
    panel.world.says_why(panel.case_id, "judge", "inner")
    one = writes(panel, "judge", whose="team", document=inner.pk)
    assert SECRET in panel.world.client("judge").get(url(panel.case_id)).content.decode()
    presiding = panel.world.client("presiding")
    assert SECRET not in presiding.get(url(panel.case_id)).content.decode()
    panel.world.says_why(panel.case_id, "presiding", "inner")
    assert SECRET in presiding.get(url(panel.case_id)).content.decode()
    assert panel.world.client("keeper").get(url(panel.case_id, one)).status_code == 404


def test_on_a_withdrawn_paper_it_stays_readable_with_a_note(panel: Sat) -> None:
    one = kept(panel.case_id, written("借款合同"), seq=1)
    writes(panel, "bob", document=one.pk, whose=number(panel, "bob"))
    Document.objects.filter(pk=one.pk).update(void_seq=2)
    text = panel.world.client("carol", "en").get(url(panel.case_id)).content.decode()
    assert SECRET in text and "withdrawn" in text


def test_a_bookmark_is_ones_own_and_is_taken_away_again(panel: Sat) -> None:
    marked = {"bookmark": "1", "document": paper(panel.case_id), "page": "1", "part": "1"}
    judge, bob = panel.world.client("judge"), panel.world.client("bob")
    assert 'data-kind="bookmark"' in judge.post(url(panel.case_id), marked).content.decode()
    assert 'data-kind="bookmark"' not in bob.get(url(panel.case_id)).content.decode()
    assert 'data-kind="bookmark"' not in judge.post(url(panel.case_id), marked).content.decode()
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"text": "  "}, {"text": "长" * 2001}, {"page": "0"}, {"kind": "bookmark"},
              {"document": ""}, {"text": "a\x00b"}, {"quoted": "引" * 1001}]
)  # fmt: skip
def test_what_is_none_is_said_and_kept_on_the_page(panel: Sat, wrong: dict[str, str]) -> None:
    sent = {"kind": "remark", "text": "留着的话", "whose": "private", "page": "1", "part": "1",
            "document": str(paper(panel.case_id)), **wrong}  # fmt: skip
    answer = panel.world.client("judge").post(url(panel.case_id), sent)
    assert answer.status_code == 422 and "data-errors" in answer.content.decode()
    assert "text" in wrong or "留着的话" in answer.content.decode()
    assert not Annotation.objects.exists()


def test_a_place_that_no_page_has_is_the_whole_page(panel: Sat) -> None:
    writes(panel, "judge", left="-4", top="1", width="5", height="5")
    writes(panel, "judge", left="10", top="20.5", width="30")
    for wrong in ("nan", "inf", "1e400", "x"):
        writes(panel, "judge", left="1", top="1", width="1", height=wrong, status=422)
    writes(panel, "judge", left="10", top="20.5", width="30", height="12")
    areas = Annotation.objects.order_by("pk").values_list("left", "height")
    assert list(areas) == [(None, None), (None, None), (10.0, 12.0)]


def test_it_is_sealed_at_rest_no_markup_and_in_no_log(panel: Sat) -> None:
    before = Entry.objects.filter(case_id=panel.case_id).count()
    writes(panel, "judge", f"<b>粗</b>{SECRET}", quoted="按年利率百分之六")
    text = panel.world.client("judge").get(url(panel.case_id)).content.decode()
    assert "<b>粗</b>" not in text and "按年利率百分之六" in text
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM cases_annotation t")
        row = cursor.fetchone()[0]
    assert SECRET not in row and "百分之六" not in row
    assert Entry.objects.filter(case_id=panel.case_id).count() == before


def test_a_mediator_writes_for_themselves_alone(world: World) -> None:
    case_id = world.file()
    world.name(case_id, "mediator", Role.MEDIATOR)
    text = world.client("mediator").get(url(case_id)).content.decode()
    assert 'value="team"' not in text and 'value="private"' in text
