"""Every act about time shows both dates before it is done, and is bound to what it showed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import loading
from cases.law.roles import Role
from cases.models import Approval, Clock, ClockGroup, Entry, Outbox
from tests.web.world import World, paper

pytestmark = pytest.mark.django_db


def days_pass(days: int) -> None:
    for group in ClockGroup.objects.all():
        group.offset += timedelta(days=days)
        group.save()


def registered(world: World, procedure: str = "ordinary") -> int:
    """A case with its trial limit, before its judge."""
    case_id = world.file()
    world.act(case_id, "register", "clerk", procedure=procedure)
    world.name(case_id, "judge", Role.JUDGE)
    world.put(case_id, "answer_period")
    return case_id


def summary(world: World) -> int:
    return registered(world, "summary")


def suspended(world: World) -> int:
    case_id = registered(world)
    shown = {"ground": "other_case", "filed": paper(case_id)}
    world.act(case_id, "open_incident", "judge", incident="suspension", **shown)
    days_pass(10)
    return case_id


def objected(world: World) -> int:
    case_id = registered(world)
    world.act(case_id, "open_incident", "bob", "litigant", incident="jurisdiction_objection")
    return case_id


def asked(world: World) -> int:
    case_id = registered(world)
    world.act(case_id, "ask_extension", "judge", why="案情复杂")
    return case_id


@dataclass(frozen=True)
class Row:
    """An act, where it is looked at, by whom, what is typed, and the limit whose dates it tells."""

    act: str
    scene: Callable[[World], int]
    limit: str
    data: dict[str, Any] = field(default_factory=dict)
    who: str = "judge"
    granted_later: bool = False


TABLE = (
    Row("open_incident", registered, "ordinary",
        {"incident": "suspension", "ground": "other_case"}),
    Row("open_incident", registered, "ordinary", {"incident": "appraisal"}),
    Row("close_incident", suspended, "ordinary", {"incident": "suspension"}),
    Row("rule_on_objection", objected, "objection_ruling_appeal"),
    Row("change_procedure", summary, "ordinary", {"procedure": "ordinary"}),
    Row("ask_extension", registered, "ordinary", {"why": "案情复杂"}, granted_later=True),
    Row("decide_extension", asked, "ordinary", {"granted": "on"}, "court_leader"),
    Row("terminate_proceedings", registered, "ordinary",
        {"ground": "spouse_died", "why": "死亡"}),
    Row("rule_on_preservation", lambda world: preserving(world), "preservation_start",
        {"verdict": "granted", "asset": "存款", "why": "准予"}),
    Row("issue_investigation", registered, "investigation_order",
        {"party": "1", "whom": "银行", "evidence": "流水"}),
)  # fmt: skip


def preserving(world: World) -> int:
    case_id = registered(world)
    world.act(case_id, "open_incident", "alice", "litigant", incident="preservation")
    return case_id


def address(case_id: int, act: str) -> str:
    return reverse("act", args=[case_id, act])


def typed(case_id: int, row: Row) -> dict[str, Any]:
    ground = {"filed": str(paper(case_id))} if "ground" in row.data else {}
    return {**row.data, **ground}


def look(client: Client, case_id: int, row: Row) -> Any:
    answer = client.post(address(case_id, row.act), {**typed(case_id, row), "look": "yes"})
    assert answer.status_code == 200, row.act
    return answer.context["confirm"]


def hidden(confirm: Any) -> dict[str, str]:
    form = confirm["form"]
    return {name: str(form[name].value() or "") for name in ("seen", "version")}


def due(case_id: int, code: str) -> tuple[date | None, str]:
    clock = Clock.objects.filter(case_id=case_id, code=code).latest("no")
    return clock.due_on, clock.state


@pytest.mark.parametrize("row", TABLE, ids=[f"{n}-{row.act}" for n, row in enumerate(TABLE)])
def test_what_is_shown_is_asked_again_when_it_changed_and_done_as_shown(
    world: World, row: Row
) -> None:
    case_id = row.scene(world)
    if row.who == "court_leader":
        world.says_why(case_id, row.who)
    client = world.client(row.who)
    before = Entry.objects.filter(case_id=case_id).count()
    confirm = look(client, case_id, row)
    assert confirm["changes"] and hidden(confirm)["seen"]
    assert confirm["if_granted"] is row.granted_later
    assert Entry.objects.filter(case_id=case_id).count() == before, "looking does nothing"
    # What was shown is no longer what it comes to.
    stale = {**typed(case_id, row), **hidden(confirm), "seen": "0" * 32}
    answer = client.post(address(case_id, row.act), stale)
    assert answer.status_code == 409 and "已经变化" in answer.content.decode()
    for name, value in row.data.items():
        kept = answer.context["confirm"]["form"][name].value()
        assert kept is True if value == "on" else str(kept) == str(value)
    assert Entry.objects.filter(case_id=case_id).count() == before, "nothing is done"
    # Pressed again with what is shown now, it is done, to the very dates.
    again = answer.context["confirm"]
    answer = client.post(address(case_id, row.act), {**typed(case_id, row), **hidden(again)})
    assert answer.status_code == 302
    if not row.granted_later:
        on, state = due(case_id, row.limit)
        shown = {one["after"] for one in again["changes"]}
        assert state != "running" or not on or any(str(on) in text for text in shown)


def test_another_day_is_another_date(world: World) -> None:
    """Looked at before midnight and pressed after it, a resumption comes to another day."""
    case_id = suspended(world)
    client, row = world.client("judge"), TABLE[2]
    confirm = look(client, case_id, row)
    days_pass(1)
    answer = client.post(address(case_id, row.act), {**row.data, **hidden(confirm)})
    assert answer.status_code == 409
    first = {one["after"] for one in confirm["changes"]}
    second = {one["after"] for one in answer.context["confirm"]["changes"]}
    assert first != second


def test_nobody_does_it_without_having_been_shown(world: World) -> None:
    case_id = registered(world)
    sent = {"incident": "appraisal"}
    answer = world.client("judge").post(address(case_id, "open_incident"), sent)
    assert answer.status_code == 200
    assert answer.context["confirm"]["changes"]
    assert not Entry.objects.filter(case_id=case_id, act="open_incident").exists()


def test_who_decides_stands_on_the_form_and_who_oversees_hears_of_a_late_one(
    world: World,
) -> None:
    case_id = registered(world)
    days_pass(175)
    client = world.client("judge", "en")
    confirm = client.get(address(case_id, "ask_extension")).context["confirm"]
    assert "president" in confirm["approver"] and str(world["court_leader"]) in confirm["approver"]
    assert confirm["if_granted"] and confirm["changes"]
    sent = {"why": "案情复杂", **hidden(confirm)}
    assert client.post(address(case_id, "ask_extension"), sent).status_code == 302
    assert Approval.objects.get(case_id=case_id).late
    assert Outbox.objects.filter(
        case_id=case_id, template="late_extension", recipient="role:oversight"
    ).exists()
    figures = world.client("oversight", "en").get(reverse("board")).context["figures"]
    assert [one["value"] for one in figures if "asked_late" in one["url"]] == [1]
    [p] = loading.load([case_id])
    assert isinstance(p.now, datetime)


def test_after_the_limit_it_is_refused(world: World) -> None:
    case_id = registered(world)
    days_pass(300)
    answer = world.client("judge").post(address(case_id, "ask_extension"), {"why": "案情复杂"})
    assert answer.status_code in (403, 409)
    assert not Approval.objects.filter(case_id=case_id).exists()


def test_a_party_sees_no_target_of_the_court_in_what_it_is_shown(world: World) -> None:
    case_id = registered(world)
    client = world.client("bob", "en")
    for code in ("open_incident", "file_counterclaim"):
        changes = client.get(address(case_id, code)).context["confirm"]["changes"]
        assert not any("court target" in one["label"] for one in changes)


def test_a_counterclaim_is_shown_to_the_party_first_and_bound_to_that(world: World) -> None:
    case_id = registered(world)
    client, url = world.client("bob", "en"), address(case_id, "file_counterclaim")
    sent = {"amount": "1000", "asked": "返还货款"}
    shown = client.post(url, sent)
    assert shown.status_code == 200 and shown.context["confirm"]["changes"]
    stale = {**sent, **hidden(shown.context["confirm"]), "seen": "0" * 32}
    answer = client.post(url, stale)
    assert answer.status_code == 409 and answer.context["confirm"]["changes"]
    assert not Entry.objects.filter(case_id=case_id, act="file_counterclaim").exists()
    again = {**sent, **hidden(answer.context["confirm"])}
    assert client.post(url, again).status_code == 302
    assert Clock.objects.filter(case_id=case_id, code="counterclaim_fee", state="running").exists()


def test_a_case_is_not_transferred_without_having_been_shown(world: World) -> None:
    case_id = registered(world)
    client, url = world.client("judge", "en"), address(case_id, "transfer_case")
    sent = {"court": "鲁9502", "why": "无管辖权"}
    shown = client.post(url, sent)
    assert shown.status_code == 200 and shown.context["confirm"]["changes"]
    assert not Entry.objects.filter(case_id=case_id, act="transfer_case").exists()
    stale = {**sent, **hidden(shown.context["confirm"]), "seen": "0" * 32}
    answer = client.post(url, stale)
    assert answer.status_code == 409
    assert client.post(
        url, {**sent, **hidden(answer.context["confirm"])}
    ).status_code == 302  # fmt: skip


def test_a_public_notice_is_shown_first_and_other_ways_go_at_once(world: World) -> None:
    case_id = registered(world)
    world.put(case_id, "complaint_service")
    client, url = world.client("clerk", "en"), address(case_id, "serve_complaint")
    notice = {"party": "2", "way": "public_notice"}
    shown = client.post(url, notice)
    assert shown.status_code == 200 and shown.context["confirm"]["changes"]
    stale = {**notice, **hidden(shown.context["confirm"]), "seen": "0" * 32}
    assert client.post(url, stale).status_code == 409
    assert not Entry.objects.filter(case_id=case_id, act="serve_complaint").exists()
    assert client.post(url, {"party": "2", "way": "direct"}).status_code == 302
