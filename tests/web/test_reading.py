"""Reading with a reason: cases outside one's work, the inner volume, personal data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from cases import loading
from cases.acts.papers import reading
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Approval, CaseRole, Clock, Document, Party, Reading
from cases.reading import own_work, scope
from cases.reading.own_work import is_own_work, needs_reason
from tests.web.world import World

PAGES = (
    "case",
    "case-history",
    "case-papers",
    "case-hearings",
    "case-fees",
    "case-file",
    "case-service",
)
WHY = {"reason": "connected", "words": "与（2026）1号案有关"}


@pytest.fixture
def tried(world: World) -> int:
    """A case before the judge, in the time to answer."""
    case_id = world.file()
    world.act(case_id, "register", "clerk", procedure="summary")
    world.act(case_id, "pay_fee", "alice")
    world.act(case_id, "assign", "clerk", judge=world["judge"].pk, inner_why="指定")
    world.act(case_id, "serve_complaint", "clerk", party=2, way="direct")
    return case_id


@pytest.fixture(autouse=True)
def nobody_acted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the people of these tests did to bring a case about lies behind them."""
    monkeypatch.setattr(own_work, "A_DAY", timedelta(0))


def get(world: World, who: str, name: str, *args: Any, **query: str) -> Any:
    return world.client(who).get(reverse(name, args=args), query)


def asks(answer: Any, case_id: int) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(
        reverse("read-case", args=[case_id])
    )


def asks_for_time(world: World, case_id: int) -> Approval:
    """The judge asks for an extension, which waits for a decision."""
    running = Clock.objects.filter(case_id=case_id, state="running").values_list("no", flat=True)
    return Approval.objects.create(
        case_id=case_id, kind="extension", clock_no=running[0], asked_by=world["judge"], amount=3,
        asked_at=timezone.now(), unit="months", citation="CPL 152",
    )  # fmt: skip


# -- whose work it is -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["judge2", "execution_officer", "division_chief", "oversight"])
def test_others_of_the_court_are_asked_why_before_a_page_opens(
    world: World, tried: int, who: str, name: str
) -> None:
    answer = get(world, who, name, tried)
    assert asks(answer, tried)
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [reverse(name, args=[tried])]


@pytest.mark.parametrize("who", ["judge", "clerk", "alice", "bob"])
def test_whose_work_or_case_it_is_is_asked_nothing(world: World, tried: int, who: str) -> None:
    assert {get(world, who, name, tried).status_code for name in PAGES} == {200}
    assert not Reading.objects.exists()


def test_a_case_with_a_clerk_of_its_own_is_another_clerks_only_on_their_desk(
    world: World, tried: int
) -> None:
    world.name(tried, "clerk_elsewhere", Role.CLERK)
    assert asks(get(world, "clerk", "case", tried), tried)
    world.put(tried, "hearing_scheduling")  # the desk fixes the hearing
    assert get(world, "clerk", "case", tried).status_code == 200


def test_an_archived_case_is_nobodys_work(world: World, tried: int) -> None:
    world.put(tried, "archived")
    assert asks(get(world, "clerk", "case", tried), tried)
    assert get(world, "judge", "case", tried).status_code == 200, "the judge is named in it"


def test_a_leader_passes_for_an_approval_that_waits(world: World, tried: int) -> None:
    assert asks(get(world, "court_leader", "case", tried), tried)
    approval = asks_for_time(world, tried)
    assert get(world, "court_leader", "case", tried).status_code == 200
    assert asks(get(world, "oversight", "case", tried), tried)
    approval.granted = True
    approval.save()
    assert asks(get(world, "court_leader", "case", tried), tried)


def test_who_supervises_passes_where_a_deadline_has_passed(world: World, tried: int) -> None:
    p = loading.look(tried)
    assert p is not None
    standings = scope.standings(p, scope.viewer(world["oversight"]))
    assert needs_reason(p, standings, 0)
    clock = next(c for c in p.clocks.values() if c.running and c.due_at)
    assert clock.due_at is not None
    p.now = clock.due_at
    assert is_own_work(p, standings)


def test_a_mediator_who_was_named_is_asked_nothing(world: World) -> None:
    case_id = world.file()
    world.name(case_id, "mediator", Role.MEDIATOR)
    assert get(world, "mediator", "case", case_id).status_code == 200


def test_outside_their_scope_nobody_is_asked_why(world: World, tried: int) -> None:
    for who in ("stranger", "clerk_elsewhere", "former_clerk"):
        assert get(world, who, "read-case", tried).status_code == 404
    CaseRole.objects.filter(case_id=tried).update(recused=True)
    assert get(world, "judge", "read-case", tried).status_code == 404


def test_acts_too_are_behind_the_reason(world: World, tried: int) -> None:
    url = reverse("act", args=[tried, "add_note"])
    assert asks(world.client("judge2").get(url), tried)


def test_what_was_sent_before_the_reason_is_sent_on_after_it(world: World, tried: int) -> None:
    url = reverse("case-notes", args=[tried])
    client = world.client("judge2")
    typed = {"text": "打了很久的<字>", "more": ["1", "2"], "confirm": "yes"}
    asked = client.post(url, typed)
    assert asked.status_code == 307 and asked["Location"].startswith(f"/cases/{tried}/reason?")
    form = client.post(asked["Location"], typed).context["confirm"]["form"]
    assert not form.is_bound, "nothing was said yet"
    carried = {name: form[name].value() for name in ("next", "carried")}
    said = client.post(reverse("read-case", args=[tried]), {**WHY, **carried})
    assert said.context["target"] == url
    sent = {("text", typed["text"]), ("more", "1"), ("more", "2"), ("confirm", "yes")}
    assert set(said.context["fields"]) == sent
    assert "打了很久的&lt;字&gt;" in said.content.decode()


# -- the reason -----------------------------------------------------------------------------------


def test_the_reason_opens_the_case_for_the_day_and_what_is_read_is_noted(
    world: World, tried: int
) -> None:
    client = world.client("judge2")
    url = reverse("read-case", args=[tried])
    target = reverse("case-papers", args=[tried])
    shown = client.get(url, {"next": target}).content.decode()
    assert "爱丽丝" not in shown and "鲍勃" not in shown, "nothing of it but its number"
    answer = client.post(url, {**WHY, "next": target})
    assert answer["Location"] == target
    assert client.get(target).status_code == 200
    assert client.get(reverse("case", args=[tried])).status_code == 200
    given = Reading.objects.get(under=None)
    assert (given.user, given.kind, given.reason) == (world["judge2"], "outside", "connected")
    assert given.words == WHY["words"]
    assert [one.what for one in given.looks.order_by("id")] == ["case-papers", "case"]
    assert asks(get(world, "division_chief", "case", tried), tried), "it holds for one person"


def test_it_is_sealed_and_holds_for_one_day_and_case(world: World, tried: int) -> None:
    world.says_why(tried, "judge2")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM cases_reading")
        assert "测试" not in cursor.fetchone()[0]
    other = world.file()
    assert asks(get(world, "judge2", "case", other), other)
    assert reading.current(tried, world["judge2"].pk, "outside") is not None
    tomorrow = timezone.now() + timedelta(days=1)
    with patch.object(reading.timezone, "now", return_value=tomorrow):
        assert reading.current(tried, world["judge2"].pk, "outside") is None


@pytest.mark.parametrize(
    "said",
    [{}, {"reason": "connected"}, {"reason": "connected", "words": "好奇"},
     {"reason": "curiosity", "words": "就是想看看而已"}, {"words": "与本人案件有关"}],
)  # fmt: skip
def test_without_a_reason_of_the_list_and_words_it_stays_shut(
    world: World, tried: int, said: dict[str, str]
) -> None:
    answer = world.client("judge2").post(reverse("read-case", args=[tried]), said)
    assert answer.status_code == 422
    assert asks(get(world, "judge2", "case", tried), tried)
    assert not Reading.objects.exists()


def test_the_act_itself_takes_no_reason_without_words(world: World, tried: int) -> None:
    for code, words in (("connected", ""), ("curiosity", "就是想看看"), ("other", "四个字儿")):
        with pytest.raises(Refusal):
            reading.give(tried, world["judge2"].pk, "outside", code, words)


def test_it_leads_nowhere_but_back_here(world: World, tried: int) -> None:
    said = {**WHY, "next": "https://elsewhere.example/"}
    answer = world.client("judge2").post(reverse("read-case", args=[tried]), said)
    assert answer["Location"] == reverse("case", args=[tried])


def test_what_was_read_is_never_taken_back(world: World, tried: int) -> None:
    world.says_why(tried, "judge2")
    for statement in ("UPDATE cases_reading SET reason = 'x'", "DELETE FROM cases_reading"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# -- the inner volume -----------------------------------------------------------------------------


@pytest.fixture
def opinion(world: World, tried: int) -> Document:
    world.put(tried, "deliberation")
    world.act(tried, "record_deliberation", "judge", opinion="倾向支持原告")
    return Document.objects.get(case_id=tried, kind="deliberation")


def test_the_inner_volume_opens_to_the_named_with_a_reason_for_a_sitting(
    world: World, opinion: Document
) -> None:
    client, url = world.client("judge"), reverse("document", args=[opinion.case_id, opinion.pk])
    assert client.get(url).status_code == 404
    inner = reverse("read-inner", args=[opinion.case_id])
    assert inner in client.get(reverse("case-file", args=[opinion.case_id])).content.decode()
    assert client.post(inner, {}).status_code == 422
    assert client.post(inner, {"reason": "deliberate", "next": url})["Location"] == url
    assert "倾向支持原告" in client.get(url).content.decode()
    assert "合议笔录" in client.get(reverse("case-file", args=[opinion.case_id])).content.decode()
    given = Reading.objects.get(kind="inner", under=None)
    assert (given.user, given.reason) == (world["judge"], "deliberate")
    assert list(given.looks.order_by("id").values_list("what", flat=True)) == [
        f"document:{opinion.pk}", "case-file",
    ]  # fmt: skip
    later = timezone.now() + timedelta(minutes=31)
    with patch.object(reading.timezone, "now", return_value=later):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("who", ["clerk", "judge2", "execution_officer", "oversight"])
def test_it_is_shut_to_whoever_is_not_named(world: World, opinion: Document, who: str) -> None:
    world.says_why(opinion.case_id, who)
    reading.give(opinion.case_id, world[who].pk, "inner", "deliberate")  # as if somebody forged it
    client = world.client(who)
    url = reverse("document", args=[opinion.case_id, opinion.pk])
    assert client.get(url).status_code == 404
    assert client.post(reverse("read-inner", args=[opinion.case_id]), {}).status_code == 403
    page = client.get(reverse("case-history", args=[opinion.case_id])).content.decode()
    assert "倾向支持原告" not in page


def test_a_leader_opens_it_while_an_approval_waits(world: World, opinion: Document) -> None:
    case_id = opinion.case_id
    world.says_why(case_id, "court_leader")
    inner = reverse("read-inner", args=[case_id])
    assert world.client("court_leader").get(inner).status_code == 403
    asks_for_time(world, case_id)
    answer = world.client("court_leader").post(inner, {"reason": "approve"})
    assert answer.status_code == 302
    url = reverse("document", args=[case_id, opinion.pk])
    assert world.client("court_leader").get(url).status_code == 200


# -- personal data --------------------------------------------------------------------------------

NUMBER, PHONE, ADDRESS = "11010519491231002X", "13812345678", "演示市演示区演示路18号502室"


@pytest.fixture
def known(world: World, tried: int) -> int:
    """A case with everything known of the plaintiff."""
    alice = Party.objects.get(case_id=tried, no=1)
    alice.address = ADDRESS
    alice.save()
    return tried


def shown(world: World, who: str, case_id: int, field: str, said: dict[str, str]) -> Any:
    return world.client(who).post(reverse("unmask", args=[case_id, 1, field]), said)


@pytest.mark.parametrize(
    ("field", "value"), [("id_number", NUMBER), ("phone", PHONE), ("address", ADDRESS)]
)
def test_particulars_are_shown_to_the_desk_with_a_reason_and_logged(
    world: World, known: int, field: str, value: str
) -> None:
    asked = get(world, "judge", "unmask", known, 1, field)
    assert value not in asked.content.decode()
    assert shown(world, "judge", known, field, {}).status_code == 422
    assert shown(world, "judge", known, field, {"reason": "other"}).status_code == 422
    answer = shown(world, "judge", known, field, {"reason": "identify"})
    assert value in answer.content.decode() and "no-store" in answer["Cache-Control"]
    one = Reading.objects.get()
    assert (one.user, one.kind, one.reason) == (world["judge"], "unmask", "identify")
    assert one.what == f"{field}:1"
    assert shown(world, "judge", known, field, {}).status_code == 422, "it is asked each time"


def test_the_address_for_a_service_is_the_desks_work_and_logged(world: World, known: int) -> None:
    answer = shown(world, "clerk", known, "address", {"serve": "1"})
    assert ADDRESS in answer.content.decode()
    assert Reading.objects.get().reason == "own_work"
    assert shown(world, "clerk", known, "id_number", {"serve": "1"}).status_code == 422


@pytest.mark.parametrize("who", ["judge2", "oversight", "division_chief", "court_leader"])
def test_who_is_not_at_the_desk_is_shown_none(world: World, known: int, who: str) -> None:
    world.says_why(known, who)
    answer = shown(world, who, known, "phone", {"reason": "identify"})
    assert answer.status_code == 403 and PHONE not in answer.content.decode()


def test_parties_are_shown_none_of_each_other(world: World, known: int) -> None:
    assert shown(world, "bob", known, "phone", {"reason": "identify"}).status_code == 403
    assert get(world, "clerk", "unmask", known, 1, "name").status_code == 404
    assert get(world, "clerk", "unmask", known, 9, "phone").status_code == 404


@pytest.mark.parametrize("who", ["clerk", "judge", "oversight", "court_leader", "bob"])
def test_no_page_of_a_case_shows_them_by_itself(world: World, known: int, who: str) -> None:
    if who not in ("clerk", "judge", "bob"):
        world.says_why(known, who)
    client = world.client(who)
    for name in (*PAGES, "case-joining", "write", "pay"):
        page = client.get(reverse(name, args=[known])).content.decode()
        assert not [one for one in (NUMBER, PHONE, ADDRESS) if one in page], name


# -- those who supervise --------------------------------------------------------------------------


def test_oversight_reads_who_read_what_and_why(world: World, known: int) -> None:
    client = world.client("judge2")
    client.post(reverse("read-case", args=[known]), WHY)
    client.get(reverse("case-papers", args=[known]))
    shown(world, "judge", known, "phone", {"reason": "identify"})
    page = world.client("oversight").get(reverse("readings"))
    assert [row["who"] for row in page.context["rows"]] == ["Judge", "Judge2"]
    text = page.content.decode()
    assert WHY["words"] in text and "卷宗与人员" in text and PHONE not in text
    for asked, count in (({"person": "Judge2"}, 1), ({"kind": "unmask"}, 1),
                         ({"number": "民初"}, 2), ({"number": "不存在"}, 0),
                         ({"kind": "x"}, 2), ({"before": "x"}, 2),
                         ({"person": "\0"}, 2)):  # fmt: skip
        found = world.client("oversight").get(reverse("readings"), asked)
        assert len(found.context["rows"]) == count, asked


def test_they_read_their_own_court_alone_and_no_confidential_case(world: World, tried: int) -> None:
    hidden = world.file(confidential=True)
    for case_id in (tried, hidden):
        world.says_why(case_id, "judge2")
    rows = world.client("court_leader").get(reverse("readings")).context["rows"]
    assert len(rows) == 1
