"""What the log tells of parties, people, incidents and papers is what their rows say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cases import mending, procedure
from cases.acts.filing.registering import open_linked
from cases.beside import KEPT_INSIDE, papers, told_in
from cases.law.acts import ACTS
from cases.law.decisions import SUSPENSION
from cases.law.procedures import Origin, Procedure
from cases.law.roles import Role
from cases.models import CaseRole, Court, Document, Entry
from cases.proof.beside import Beside
from cases.proof.logbook import entries, read
from cases.proof.replay import fold
from tests.cases import make
from tests.cases.rows import of_rows
from tests.web.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def lived(world: World) -> int:
    case_id = world.file()
    world.act(case_id, "register", "clerk", procedure="summary")
    world.act(case_id, "pay_fee", "alice")
    world.act(case_id, "assign", "clerk", judge=world["judge"].pk, inner_why="指定")
    world.act(case_id, "serve_complaint", "clerk", party=2, way="direct")
    return case_id


def same(case_id: int) -> None:
    """The fold of the log against the rows; numbers in the file are not told of every paper."""
    told, kept = fold(case_id).beside, of_rows(case_id)
    for paper in (*told.papers, *kept.papers):
        paper.pk = None
    for name in ("sides", "left", "people", "pauses", "papers", "sittings"):
        assert getattr(told, name) == getattr(kept, name), name


def said(case_id: int, act: str) -> dict[str, Any]:
    entry = Entry.objects.filter(case_id=case_id, act=act).latest("seq")
    return json.loads(entry.body).get("beside", {})


def test_parties_people_incidents_and_papers(world: World, lived: int) -> None:
    world.act(lived, "submit_evidence", "alice", title="借条", purpose="证明借款")
    world.act(lived, "open_incident", "judge", incident="suspension", ground=SUSPENSION[0].code,
              filed=make.paper(lived))  # fmt: skip
    world.act(lived, "close_incident", "judge", incident="suspension")
    world.act(lived, "recuse", "court_leader", person=world["judge"].pk, verdict="granted",
              why="亲属")  # fmt: skip
    same(lived)
    assert said(lived, "file")["parties"] == [[1, "plaintiff"], [2, "defendant"]]
    assert said(lived, "assign") == {"people": [[world["judge"].pk, "judge"]]}
    assert said(lived, "pay_fee") == {}


def test_a_joined_party_is_told_by_number_alone(world: World, lived: int) -> None:
    world.put(lived, ACTS["serve_again"].at[0])
    world.act(lived, "serve_again", "judge", name="新来的被告")
    same(lived)
    told = said(lived, "serve_again")
    assert told["parties"] == [[3, "defendant"]]
    assert [one[0] for one in told["papers"]] == ["notice"], "and leaves its notice"
    notice = Document.objects.main().get(case_id=lived, kind="notice")
    assert "追加新来的被告为被告" in notice.text
    bodies = Entry.objects.filter(case_id=lived).values_list("body", flat=True)
    assert not any("爱丽丝" in body or "借款未还" in body for body in bodies)


def test_a_mended_act_leaves_what_the_rows_say(world: World, lived: int) -> None:
    world.act(lived, "open_incident", "judge", incident="suspension", ground=SUSPENSION[0].code,
              filed=make.paper(lived))  # fmt: skip
    seq = Entry.objects.filter(case_id=lived).count()
    mending.mend(lived, seq, by=world.actor("judge"), why="误录")
    same(lived)


def test_of_the_inner_volume_not_even_the_kind_is_told(world: World, lived: int) -> None:
    world.put(lived, "deliberation")
    world.act(lived, "record_deliberation", "judge", opinion="倾向支持原告")
    same(lived)
    [[kind, *_more]] = said(lived, "record_deliberation")["papers"]
    assert kind == KEPT_INSIDE
    body = Entry.objects.filter(case_id=lived, act="record_deliberation").get().body
    assert "倾向" not in body


def test_another_key_is_another_digest(world: World, lived: int, settings: Any) -> None:
    document = Document.objects.select_related("written", "blob").get(case_id=lived)
    [told] = fold(lived).beside.papers
    assert told.digest == of_rows(lived).papers[0].digest
    settings.BLIND_INDEX_KEY = b"another key of thirty-two bytes!"
    assert of_rows(lived).papers[0].digest != told.digest
    assert papers([document], {})[0][0] == "complaint"


def test_digests_of_the_facts_are_taken_in_order() -> None:
    facts = {"documents": [[4, "aa"], [5, "bb"]], "sha256": "cc", "document": 6}
    assert told_in(facts) == [(4, "aa"), (5, "bb"), (6, "cc")]
    assert told_in({}) == []


def test_entries_of_before_are_said_to_be_silent(world: World, lived: int) -> None:
    """A log that tells of nothing beside, as the older ones do."""
    state = fold(lived)
    assert state.beside.silent == 0
    older = Beside()
    for entry in entries(lived):
        body = {name: what for name, what in read(entry).items() if name != "beside"}
        older.take(entry, body, "")
    assert older.silent == state.seq and older.people == [] == older.papers


def test_a_confidential_case_handed_on_names_its_clerk_in_the_log(world: World) -> None:
    case_id = world.file(confidential=True)
    world.name(case_id, "clerk", Role.CLERK)
    clerk = world["clerk_elsewhere"]
    target = Court.objects.get(code="鲁9502")
    with procedure.held(case_id) as p:
        linked = open_linked(
            p, target, kind="transfer", origin=Origin.TRANSFERRED_IN,
            procedure_=Procedure.SUMMARY, with_file=True,
        )  # fmt: skip
        procedure.finish([p])
    role = CaseRole.objects.get(case=linked)
    assert (role.user, role.since_seq) == (clerk, 1)
    same(linked.pk)
