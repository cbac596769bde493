"""The pages of assignment: the queue, a case, what was named by hand, teams, absences, tables, and
handing over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import loading, procedure
from cases.law.causes import find
from cases.law.roles import Role
from cases.models import (
    Absence,
    Assignment,
    AverageWage,
    Case,
    CaseRole,
    Division,
    Draw,
    HandOver,
    OrderChange,
    PartyLink,
    Relative,
    Seat,
    Team,
    TeamMember,
    WeightRow,
)
from cases.proceeding import Actor
from tests.web.world import World, person


def waits(world: World, procedure: str = "summary", **changes: Any) -> int:
    case_id = world.file(**changes)
    world.act(case_id, "register", "clerk", procedure=procedure)
    world.act(case_id, "pay_fee", "alice")
    return case_id


def page_of(world: World, case_id: int, who: str = "clerk") -> str:
    answer = world.client(who).get(reverse("case-assigning", args=[case_id]))
    assert answer.status_code == 200
    return answer.content.decode()


# -- the queue and one case -----------------------------------------------------------------------


def test_the_queue_shows_each_case_with_its_track_and_why(world: World) -> None:
    AverageWage.objects.create(province="鲁", year=2020, amount=100_000, citation="测试")
    plain, heavy = waits(world), waits(world, amount=20_000_000)
    other = world.file()
    answer = world.client("clerk").get(reverse("assigning"))
    by_url = {row["url"]: row for row in answer.context["rows"]}
    shown = {case_id: by_url[reverse("case-assigning", args=[case_id])]
             for case_id in (plain, heavy)}  # fmt: skip
    assert (shown[plain]["track"], shown[heavy]["track"]) == ("简易", "复杂")
    assert "10,000,000" in shown[heavy]["why"]
    assert reverse("case-assigning", args=[other]) not in by_url
    assert answer.context["count"] == 2


def test_the_queue_asks_the_database_the_same_for_one_case_and_for_many(world: World) -> None:
    def asked() -> int:
        client = world.client("clerk")
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("assigning")).status_code == 200
        return len(found)

    waits(world)
    few = asked()
    for _ in range(5):
        waits(world)
    assert asked() == few


def test_a_confidential_case_is_in_the_queue_of_nobody_but_those_named(world: World) -> None:
    case_id = waits(world)
    [p] = loading.load([case_id])
    p.set(confidential=True)
    p.log("add_note", Actor.time())
    procedure.finish([p])
    assert world.client("clerk").get(reverse("assigning")).context["count"] == 0
    assert world.client("clerk").get(reverse("case-assigning", args=[case_id])).status_code == 404


def test_the_page_of_a_case_says_why_and_who_can_be_drawn(world: World) -> None:
    case_id = waits(world)
    Absence.objects.create(
        court=world.court, user=world["judge2"], since=timezone.now().date() - timedelta(days=2)
    )
    text = page_of(world, case_id)
    assert "解释" in text or "民诉法解释" in text
    assert "Judge" in text and "缺勤期间" in text and "100%" in text
    assert "尚未登记本省上年度就业人员年平均工资" in text


def test_a_press_draws_a_judge_and_shows_the_seed(world: World) -> None:
    case_id = waits(world)
    client = world.client("clerk")
    url = reverse("case-assigning", args=[case_id])
    answer = client.post(url, {"key": "7f6b8f5e-3f7e-4f3e-9f53-3a51e6d9f001"})
    assert answer.status_code == 302 and answer["Location"] == url
    draw = Draw.objects.get(case_id=case_id)
    assert Case.objects.get(pk=case_id).stands_at == "complaint_service"
    assert Assignment.objects.get(case_id=case_id).draw_id == draw.pk
    text = page_of(world, case_id)
    assert draw.seed in text and "抽中" in text
    again = client.post(url, {})
    assert again.status_code == 409 and Draw.objects.filter(case_id=case_id).count() == 1


def test_where_nobody_can_be_drawn_the_page_says_so(world: World) -> None:
    case_id = waits(world)
    today = timezone.now().date() - timedelta(days=2)
    for name in ("judge", "judge2"):
        Absence.objects.create(court=world.court, user=world[name], since=today)
    answer = world.client("clerk").post(reverse("case-assigning", args=[case_id]), {})
    assert answer.status_code == 409
    assert "没有可以承办本案的法官" in answer.content.decode()
    assert Case.objects.get(pk=case_id).stands_at == "case_assignment"


def test_a_panel_is_drawn_from_the_form_of_an_ordinary_case(world: World) -> None:
    case_id = waits(world, "ordinary")
    person("陪审员甲", world.court, Role.LAY_ASSESSOR)
    url = reverse("case-assigning", args=[case_id])
    assert 'name="panel"' in page_of(world, case_id)
    answer = world.client("division_chief").post(url, {"panel": "on", "assessors": "1"})
    assert answer.status_code == 302
    roles = CaseRole.objects.filter(case_id=case_id).values_list("role", flat=True)
    assert sorted(roles) == ["judge", "lay_assessor", "panel_member", "presiding_judge"]


def test_a_party_reads_nothing_of_it_and_a_judge_cannot_draw(world: World) -> None:
    case_id = waits(world)
    url = reverse("case-assigning", args=[case_id])
    world.says_why(case_id, "judge")
    assert world.client("alice").get(url).status_code == 403
    assert world.client("alice").post(url, {}).status_code == 403
    assert world.client("stranger").get(url).status_code == 404
    assert world.client("judge").get(url).status_code == 200
    assert world.client("judge").post(url, {}).status_code == 403
    assert not Draw.objects.exists()
    told = world.client("alice").get(reverse("case", args=[case_id])).content.decode()
    assert "繁简" not in told and "权重" not in told


def test_the_case_page_tells_staff_how_it_is_diverted(world: World) -> None:
    text = world.client("clerk").get(reverse("case", args=[waits(world)])).content.decode()
    assert "繁简" in text and "权重" in text


def test_the_worklist_leads_to_the_draw(world: World) -> None:
    case_id = waits(world)
    text = world.client("clerk").get(reverse("case", args=[case_id])).content.decode()
    assert f'href="{reverse("case-assigning", args=[case_id])}"' in text
    answer = world.client("clerk").get(reverse("act", args=[case_id, "draw_judge"]))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("case-assigning", args=[case_id])


def test_after_a_recusal_the_chief_draws_who_takes_over(world: World) -> None:
    case_id = waits(world)
    world.act(case_id, "assign", "clerk", judge=world["judge"].pk, inner_why="指定")
    world.act(case_id, "recuse", "court_leader", person=world["judge"].pk, verdict="granted",
              why="与原告系近亲属")  # fmt: skip
    url = reverse("case-assigning", args=[case_id])
    client = world.client("division_chief")
    assert client.post(url, {"inner_why": ""}).status_code == 422
    assert client.post(url, {"inner_why": "原法官回避"}).status_code == 302
    assert CaseRole.objects.get(case_id=case_id, role="judge", recused=False, ended_seq=None
                                ).user == world["judge2"]  # fmt: skip
    world.says_why(case_id, "division_chief")
    assert "原法官回避" in client.get(url).content.decode()
    assert world.client("judge").get(url).status_code == 404
    assert world.client("clerk").post(url, {"inner_why": "x"}).status_code == 403


def test_who_oversees_reads_the_reasons_of_what_was_named_by_hand(world: World) -> None:
    case_id = waits(world)
    world.act(case_id, "assign", "clerk", judge=world["judge"].pk, inner_why="系列案件")
    answer = world.client("oversight").get(reverse("assigning-by-hand"))
    [row] = answer.context["rows"]
    assert (row["judge"], row["why"]) == ("Judge", "系列案件")
    world.says_why(case_id, "oversight")
    history = world.client("oversight").get(reverse("case-history", args=[case_id]))
    assert "系列案件" in history.content.decode()
    own = world.client("alice").get(reverse("case-history", args=[case_id])).content.decode()
    assert "系列案件" not in own


# -- teams, absences, tables ----------------------------------------------------------------------


def test_the_chief_forms_a_team_and_somebody_leaves_it(world: World) -> None:
    client, url = world.client("division_chief"), reverse("teams")
    assert client.post(url, {"what": "team", "name": "一团队"}).status_code == 302
    assert client.post(url, {"what": "team", "name": "一团队"}).status_code == 422
    team = Team.objects.get()
    sent = {"what": "member", "team": team.pk, "user": world["judge"].pk, "role": "judge",
            "since": "2020-01-01"}  # fmt: skip
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent | {"until": "2019-01-01"}).status_code == 422
    assert client.post(url, sent | {"user": world["alice"].pk}).status_code == 422
    member = TeamMember.objects.get()
    assert client.post(url, {"what": "leave", "pk": member.pk}).status_code == 302
    member.refresh_from_db()
    assert member.until is not None
    assert "一团队" in client.get(url).content.decode()


def test_a_share_and_causes_are_kept_by_name(world: World) -> None:
    client, url = world.client("division_chief"), reverse("teams")
    sent = {"what": "seat", "user": world["judge"].pk, "share": "50",
            "causes": "民间借贷纠纷，离婚纠纷"}  # fmt: skip
    assert client.post(url, sent).status_code == 302
    seat = Seat.objects.get()
    assert (seat.share, seat.causes) == (50, [find("民间借贷纠纷").code, "14"])
    answer = client.post(url, sent | {"causes": "没有这样的案由"})
    assert answer.status_code == 422 and "没有“没有这样的案由”" in answer.content.decode()


def test_what_is_changed_is_kept_with_who_and_when(world: World) -> None:
    judge = world["judge"]
    chief = world.client("division_chief")
    seat = {"what": "seat", "user": judge.pk, "share": "0", "causes": ""}
    assert chief.post(reverse("teams"), seat).status_code == 302
    assert chief.post(reverse("teams"), {**seat, "share": "7"}).status_code == 422
    relation = {"what": "relative", "user": judge.pk, "relation": "relative", "name": "某某人"}
    assert chief.post(reverse("absences"), relation).status_code == 302
    [of_seat, of_relation] = OrderChange.objects.order_by("pk")
    assert of_seat.by == world["division_chief"] and of_seat.said["share"] == 0
    assert of_relation.said == {"user": judge.pk}, "of people outside nothing is told"
    page = chief.get(reverse("teams")).content.decode()
    assert f"{judge} · 0%" in page and str(world["division_chief"]) in page
    for change in (of_seat.delete, of_seat.save):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_absences_are_recorded_once_and_end(world: World) -> None:
    client, url = world.client("division_chief"), reverse("absences")
    today = timezone.now().date()
    sent = {"what": "absence", "user": world["judge"].pk, "kind": "leave",
            "since": str(today - timedelta(days=5)),
            "until": str(today + timedelta(days=5))}  # fmt: skip
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 409
    one = Absence.objects.get()
    assert client.post(url, {"what": "back", "pk": one.pk}).status_code == 302
    one.refresh_from_db()
    assert one.until is not None and one.until < today + timedelta(days=1)
    elsewhere = Absence.objects.create(court=world.upper, user=world["judge"], since=today)
    client.post(url, {"what": "back", "pk": elsewhere.pk})
    elsewhere.refresh_from_db()
    assert elsewhere.until is None


def test_a_relation_is_sealed_and_masked_and_keeps_the_judge_away(world: World) -> None:
    client, url = world.client("division_chief"), reverse("absences")
    sent = {"what": "relative", "user": world["judge"].pk, "relation": "relative",
            "name": "鲍勃", "id_number": ""}  # fmt: skip
    assert client.post(url, sent).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM cases_relative")
        assert "鲍勃" not in cursor.fetchone()[0]
    text = client.get(url).content.decode()
    assert "鲍某" in text and "鲍勃" not in text
    assert Relative.objects.get().name == "鲍勃"
    case_id = waits(world)
    assert "亲属" in page_of(world, case_id)
    world.client("clerk").post(reverse("case-assigning", args=[case_id]), {})
    assert Assignment.objects.get().judge == world["judge2"]


def test_wage_weights_and_divisions_are_the_courts_own(world: World) -> None:
    client, url = world.client("court_leader"), reverse("assigning-tables")
    Division.objects.create(court=world.court, name="民一庭")
    assert client.post(url, {"what": "wage", "year": "2020", "amount": "100000",
                             "citation": "省统计局公告"}).status_code == 302  # fmt: skip
    assert client.post(url, {"what": "wage", "year": "2020", "amount": "0",
                             "citation": "x"}).status_code == 422  # fmt: skip
    assert client.post(url, {"what": "weight", "kind": "cause", "key": "民间借贷纠纷",
                             "points": "300"}).status_code == 302  # fmt: skip
    assert client.post(url, {"what": "weight", "kind": "rule", "key": "nothing",
                             "points": "1"}).status_code == 422  # fmt: skip
    division = Division.objects.get()
    assert client.post(url, {"what": "division", "division": division.pk,
                             "causes": "合同纠纷"}).status_code == 302  # fmt: skip
    text = page_of(world, waits(world))
    assert "300" in text and "复杂" in text and "省统计局公告" not in text
    row = WeightRow.objects.get()
    assert client.post(url, {"what": "general", "pk": row.pk}).status_code == 302
    assert not WeightRow.objects.exists()
    assert "50,000" in client.get(url).content.decode()


# -- handing over ---------------------------------------------------------------------------------


def test_a_hand_over_is_looked_at_before_it_is_carried_out(world: World) -> None:
    ids = [waits(world) for _ in range(3)]
    for case_id in ids:
        world.act(case_id, "assign", "clerk", judge=world["judge"].pk, inner_why="指定")
    PartyLink.objects.filter(party__case_id=ids[0], party__side="defendant").update(
        user=world["judge2"]
    )
    client, url = world.client("division_chief"), reverse("hand-over-new")
    sent = {"leaving": world["judge"].pk, "since": str(timezone.now().date()), "until": "",
            "to": world["judge2"].pk, "why": "外出学习"}  # fmt: skip
    assert client.post(url, sent | {"to": world["judge"].pk}).status_code == 422
    answer = client.post(url, sent)
    made = HandOver.objects.get()
    assert answer.status_code == 302
    plan = reverse("hand-over", args=[made.pk])
    shown = client.get(plan)
    obstacles = {item["number"]: item["obstacles"] for item in shown.context["items"]}
    assert [bool(found) for found in obstacles.values()] == [True, False, False]
    assert CaseRole.objects.filter(user=world["judge"], ended_seq=None).count() == 3
    client.post(plan, {"what": "carry-out"})
    assert made.items.filter(state="done").count() == 2
    third = person("法官三", world.court, Role.JUDGE)
    item = made.items.get(state="failed")
    client.post(plan, {"what": "name", "item": item.pk, "to": third.pk})
    client.post(plan, {"what": "carry-out"})
    assert made.items.filter(state="done").count() == 3
    listed = world.client("judge").get(reverse("work"))
    assert sum(tab["count"] for tab in listed.context["tabs"]) == 0
    assert "外出学习" in client.get(plan).content.decode()
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("who", ["clerk", "judge", "oversight", "alice"])
def test_only_chiefs_and_leaders_hand_over(world: World, who: str) -> None:
    assert world.client(who).post(reverse("hand-over-new"), {}).status_code == 403
    assert not HandOver.objects.exists()


def test_a_hand_over_of_another_court_is_not_there(world: World) -> None:
    other = HandOver.objects.create(
        court=world.upper, leaving=world["judge"], since=timezone.now().date(), why="x",
        by=world["division_chief"], role="division_chief",
    )  # fmt: skip
    url = reverse("hand-over", args=[other.pk])
    assert world.client("division_chief").get(url).status_code == 404
    assert world.client("division_chief").post(url, {"what": "carry-out"}).status_code == 404


def test_an_assessor_finds_their_cases_and_no_others(world: World) -> None:
    assessor = person("assessor", world.court, Role.LAY_ASSESSOR)
    world.people["assessor"] = assessor
    mine, other = waits(world, "ordinary"), waits(world, "ordinary")
    world.name(mine, "assessor", Role.LAY_ASSESSOR)
    client = world.client("assessor")
    assert client.get(reverse("case", args=[mine])).status_code == 200
    assert client.get(reverse("case", args=[other])).status_code == 404
    listed = client.get(reverse("work"))
    assert listed.status_code == 200
    assert sum(tab["count"] for tab in listed.context["tabs"]) == 1
