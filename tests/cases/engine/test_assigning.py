"""Who tries a case: drawn, named, replaced, recused, handed over; on real connections."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from django.db import DatabaseError, connections, transaction

from cases import clockrules, loading
from cases.acts.assigning import candidates, diverting, drawing, handing_over
from cases.acts.assigning.handing_over import Plan
from cases.law.causes import find
from cases.law.drawing import Inputs
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import (
    Absence,
    Assignment,
    Case,
    CaseRole,
    Clock,
    Division,
    Draw,
    Entry,
    Grant,
    HandOverItem,
    Hearing,
    Occupancy,
    Outbox,
    PartyLink,
    Relative,
    Remark,
    Seat,
    Team,
    TeamMember,
)
from cases.models.fields import blind_index
from cases.procedure import Done, perform
from cases.proceeding import Actor, Proceeding
from cases.reading import scope
from cases.reading.lists import worklist
from courtflow.accounts.models import User
from courtflow.rehearsal import lives, order
from tests.cases import make
from tests.cases.engine.racing import at_once
from tests.cases.engine.records import problems
from tests.cases.make import BASIC

pytestmark = pytest.mark.django_db(transaction=True)
JUDGES = ("judge", "judge2", "judge3", "judge4")


def waits(who: make.Cast, procedure: str = "summary", **more: Any) -> make.Stage:
    """A case that waits for a judge."""
    s = make.stage(who, subject=make.loan(amount=60_000), **more)
    return s.file(procedure).act("register", procedure=procedure).pay()


def user(who: make.Cast, name: str) -> int:
    return who.users[name].pk


def clerk(who: make.Cast) -> Actor:
    return who.actor(BASIC, Role.CLERK)


def chief(who: make.Cast) -> Actor:
    return who.actor(BASIC, Role.DIVISION_CHIEF)


def looked(s: make.Stage) -> Proceeding:
    p = loading.look(s.case_id)
    assert p is not None
    p.at = s.at
    return p


def inputs(s: make.Stage) -> Inputs:
    p = looked(s)
    return Inputs.read(drawing.gather(p, diverting.diverted(p), panel=False)["judges"])


def drawn(s: make.Stage, **bench: Any) -> dict[str, Any]:
    """The case goes to whom the draw gives; what the log says of it."""
    by = clerk(s.cast)
    draw = drawing.draw(s.case_id, by, **bench)
    perform(s.case_id, "draw_judge", by=by, data={"draw": draw.pk}, at=s.at)
    return facts(s.case_id, "draw_judge")


def facts(case_id: int, act: str) -> dict[str, Any]:
    body = Entry.objects.filter(case_id=case_id, act=act).latest("seq").body
    found: dict[str, Any] = orjson.loads(body)["facts"]
    return found


def in_parts(case_id: int) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for one in CaseRole.objects.filter(case_id=case_id, ended_seq=None, recused=False):
        found.setdefault(one.role, set()).add(one.user_id)
    return found


def refused(do: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as said:
        do()
    return said.value.reason


# -- the draw --------------------------------------------------------------------------------------


def test_a_draw_is_logged_with_seed_and_inputs_and_comes_out_the_same(who: make.Cast) -> None:
    s = waits(who)
    said = drawn(s)
    bench = drawing.bench_of(said["inputs"], said["seed"])
    assert bench is not None and bench.judge == said["judge"]
    assert in_parts(s.case_id)["judge"] == {said["judge"]}
    assert {one[0] for one in said["inputs"]["judges"]["candidates"]} == {
        user(who, name) for name in JUDGES
    }
    body = Entry.objects.filter(case_id=s.case_id, act="draw_judge").latest("seq").body
    assert not any(str(who.users[name]) in body for name in JUDGES)
    [one] = Assignment.objects.filter(case_id=s.case_id)
    assert (one.way, one.judge_id) == ("draw", said["judge"])
    draw = Draw.objects.get(case_id=s.case_id)
    assert draw.used_seq == one.seq and draw.seed == said["seed"]
    assert problems([s.case_id]) == []


def test_a_draw_that_was_made_binds_and_there_is_no_second_try(who: make.Cast) -> None:
    s = waits(who)
    first = drawing.draw(s.case_id, clerk(who))
    bench = drawing.result_of(first)
    assert bench is not None
    other = waits(who)  # the loads change: that is no reason to draw again
    other.act("assign", judge=bench.judge)
    assert {drawing.draw(s.case_id, chief(who)).pk for _ in range(5)} == {first.pk}
    Absence.objects.create(
        court=who.courts[BASIC], user_id=bench.judge, since=looked(s).on - timedelta(days=900)
    )
    again = drawing.draw(s.case_id, clerk(who))
    assert again.pk != first.pk
    first.refresh_from_db()
    assert first.void == "not_able"
    assert refused(lambda: perform(s.case_id, "draw_judge", by=clerk(who),
                                   data={"draw": first.pk}, at=s.at)) == "draw_stale"  # fmt: skip


@pytest.mark.parametrize("change", [{"seed": "0" * 32}, {"inputs": {}}])
def test_seed_and_inputs_never_change_whoever_tries(who: make.Cast, change: dict[str, Any]) -> None:
    draw = drawing.draw(waits(who).case_id, clerk(who))
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(**change)
    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        draw.delete()


def test_who_may_not_or_cannot_is_left_out_and_the_reason_says_why(who: make.Cast) -> None:
    s = waits(who)
    court = who.courts[BASIC]
    PartyLink.objects.filter(party__case_id=s.case_id, party__side="defendant").update(
        user_id=user(who, "judge")
    )
    Relative.objects.create(user_id=user(who, "judge2"), relation="relative", name="演示原告1",
                            name_index=blind_index("演示原告1"))  # fmt: skip
    Absence.objects.create(court=court, user_id=user(who, "judge3"), since=s.on)
    found = inputs(s)
    assert dict(found.left_out) == {
        user(who, "judge"): "party", user(who, "judge2"): "relative",
        user(who, "judge3"): "absent",
    }  # fmt: skip
    assert drawn(s)["judge"] == user(who, "judge4")


def test_two_of_one_name_are_told_apart_by_their_numbers(who: make.Cast) -> None:
    s = waits(who)
    party = Case.objects.get(pk=s.case_id).parties.get(no=1)
    party.id_number, party.id_index = "11010519491231002X", blind_index("11010519491231002X")
    party.save()
    one = Relative.objects.create(
        user_id=user(who, "judge"), relation="relative", name=party.name,
        name_index=blind_index(party.name), id_number="1", id_index=blind_index("1"),
    )  # fmt: skip
    assert user(who, "judge") not in dict(inputs(s).left_out)
    one.id_index = party.id_index
    one.save()
    assert dict(inputs(s).left_out)[user(who, "judge")] == "relative"


def test_division_causes_share_and_load_decide_the_chances(who: make.Cast) -> None:
    s, court = waits(who), who.courts[BASIC]
    first = Division.objects.get(court=court, name="演示民一庭")
    first.causes = ["L1-4"]
    first.save()
    Seat.objects.create(court=court, user_id=user(who, "judge3"), share=50)
    Seat.objects.create(court=court, user_id=user(who, "judge4"), causes=["14"])
    busy = waits(who).act("assign", judge=user(who, "judge"))
    weighs = diverting.diverted(looked(s)).points
    found = inputs(s)
    assert {one.user_id: (one.load, one.share) for one in found.candidates} == {
        user(who, "judge"): (weighs, 100), user(who, "judge3"): (0, 50),
    }  # fmt: skip
    assert dict(found.left_out) == {
        user(who, "judge2"): "other_division", user(who, "judge4"): "other_causes",
    }  # fmt: skip
    assert candidates.loads(court.pk, [user(who, "judge")]) == {user(who, "judge"): weighs}
    busy.act("allow_withdrawal", by="judge")
    assert candidates.loads(court.pk, [user(who, "judge")]) == {user(who, "judge"): 0}
    first.causes = ["108.3"]
    first.save()
    Seat.objects.all().update(share=0)
    assert dict(inputs(s).left_out)[user(who, "judge3")] == "no_share"


def test_nobody_tries_a_dispute_in_two_procedures(who: make.Cast) -> None:
    s = make.at_place(who, "judgment_effective")
    s.act("apply_retrial", by="plaintiff")
    review = s.linked("retrial_review")
    before = CaseRole.objects.get(case_id=s.case_id, role="judge", ended_seq=None).user_id
    p = loading.look(review.case_id)
    assert p is not None and before in candidates.earlier(p)


def test_two_clerks_draw_at_once_and_one_judge_has_the_case(who: make.Cast) -> None:
    s = waits(who)
    other = User.objects.create(username="clerk b", display_name="书记员乙")
    Grant.objects.create(user=other, court=who.courts[BASIC], role="clerk")
    version = Case.objects.get(pk=s.case_id).version

    def draws(by: Actor) -> Done:
        draw = drawing.draw(s.case_id, by)
        return perform(s.case_id, "draw_judge", by=by, data={"draw": draw.pk}, version=version)

    people = [clerk(who), Actor(other.pk, "clerk"), chief(who)]
    answers = at_once([lambda by=by: draws(by) for by in people])  # type: ignore[misc]
    won = [one for one in answers if isinstance(one, Done)]
    lost = {one.reason for one in answers if isinstance(one, Refusal)}
    assert len(won) == 1 and lost <= {"case_moved", "not_here", "draw_stale"}, answers
    assert Assignment.objects.filter(case_id=s.case_id).count() == 1
    assert Draw.objects.filter(case_id=s.case_id, used_seq__isnull=False).count() == 1
    assert len(in_parts(s.case_id)["judge"]) == 1
    assert problems([s.case_id]) == []


# -- by hand ---------------------------------------------------------------------------------------


def test_a_judge_named_by_hand_needs_a_reason_that_stays_inside(who: make.Cast) -> None:
    s = waits(who)
    assert refused(lambda: perform(s.case_id, "assign", by=clerk(who), at=s.at,
                                   data={"judge": user(who, "judge")})) == "bad_value"  # fmt: skip
    s.act("assign", judge=user(who, "judge"), inner_why="系列案件由同一法官承办")
    remark = Remark.objects.get(case_id=s.case_id, name="inner_why")
    assert remark.text == "系列案件由同一法官承办"
    assert "系列案件" not in Entry.objects.get(case_id=s.case_id, seq=remark.seq).body
    assert Assignment.objects.get(case_id=s.case_id).way == "manual"


def test_nobody_names_whom_the_law_keeps_away_or_who_is_on_leave(who: make.Cast) -> None:
    s = waits(who)
    PartyLink.objects.filter(party__case_id=s.case_id, party__side="defendant").update(
        user_id=user(who, "judge")
    )
    Absence.objects.create(court=who.courts[BASIC], user_id=user(who, "judge2"), since=s.on)
    assert refused(lambda: s.act("assign", judge=user(who, "judge"))) == "barred_by_law"
    assert refused(lambda: s.act("assign", judge=user(who, "judge2"))) == "person_absent"
    s.act("assign", judge=user(who, "judge3"))


def test_no_case_is_drawn_in_a_procedure_that_the_law_excludes(who: make.Cast) -> None:
    foreign = make.loan(amount=20_000)
    foreign.abroad = True
    s = make.stage(who, subject=foreign).file("small_claims")
    s.act("register", procedure="small_claims").pay()
    assert refused(lambda: drawn(s)) == "procedure_barred"
    s.act("change_procedure", procedure="summary", by="judge")
    drawn(s)


def test_the_lives_of_the_demo_play_under_its_order_of_assignment(who: make.Cast) -> None:
    order.lay_down(who, loading.effective_now(who.group.pk).date())
    for life in (lives.small_claims_final, lives.appealed_remanded_tried_again):
        for cause, amount in (("离婚纠纷", None), ("建设工程施工合同纠纷", 800_000)):
            subject = make.loan(amount=amount or 1)
            subject.cause_code, subject.amount = find(cause).code, amount and Decimal(amount)
            life(make.stage(who, "2025-03-03", subject))


def test_a_circumstance_changes_weight_and_bench(who: make.Cast) -> None:
    s = waits(who, "ordinary")
    light = diverting.diverted(looked(s))
    s.act("state_circumstance", circumstance="novel", holds="yes")
    heavy = diverting.diverted(looked(s))
    assert (light.bench, heavy.bench) == ("either", "panel") and heavy.points > light.points
    assert refused(lambda: s.act("assign", panel=False)) == "panel_needed"
    assert refused(lambda: drawn(s)) == "panel_needed"
    s.act("state_circumstance", circumstance="novel", holds="no")
    assert refused(
        lambda: s.act("state_circumstance", circumstance="novel", holds="no")
    ) == "bad_value"  # fmt: skip
    drawn(s)
    assert not Case.objects.get(pk=s.case_id).panel


# -- teams and panels ------------------------------------------------------------------------------


def a_team(who: make.Cast, judge: str) -> Team:
    team = Team.objects.create(court=who.courts[BASIC], name=f"{judge}团队")
    for name, role in ((judge, "judge"), ("assistant", "judge_assistant"), ("clerk", "clerk")):
        TeamMember.objects.create(
            team=team, user_id=user(who, name), role=role, since=make.moment("2020-01-01").date()
        )
    return team


def test_who_gets_a_case_brings_the_team(who: make.Cast) -> None:
    team = a_team(who, "judge3")
    s = waits(who).act("assign", judge=user(who, "judge3"))
    parts = in_parts(s.case_id)
    assert parts["judge_assistant"] == {user(who, "assistant")}
    assert parts["clerk"] == {user(who, "clerk")}
    by = Actor(user(who, "assistant"), Role.JUDGE_ASSISTANT.value)
    perform(s.case_id, "add_note", by=by, data={"note": "已阅卷"}, at=s.at)
    team.members.filter(role="judge_assistant").update(until=make.moment("2021-01-01").date())
    other = waits(who).act("assign", judge=user(who, "judge3"))
    assert "judge_assistant" not in in_parts(other.case_id)
    assert refused(
        lambda: perform(other.case_id, "add_note", by=by, data={"note": "x"}, at=other.at)
    ) == "not_yours"  # fmt: skip


@pytest.mark.parametrize("lay", [0, 1, 2])
def test_a_panel_of_three_is_drawn_with_assessors_or_without(who: make.Cast, lay: int) -> None:
    s = waits(who, "ordinary")
    said = drawn(s, panel=True, assessors=lay)
    parts = in_parts(s.case_id)
    assert len(parts.get("panel_member", set())) == 2 - lay
    assert len(parts.get("lay_assessor", set())) == lay
    assert parts["presiding_judge"] == parts["judge"] == {said["judge"]}
    assert Case.objects.get(pk=s.case_id).panel
    assert problems([s.case_id]) == []


def test_summary_procedure_has_no_panel_and_second_instance_no_assessors(who: make.Cast) -> None:
    assert refused(lambda: drawing.draw(waits(who).case_id, clerk(who), panel=True)) == (
        "procedure_barred"
    )
    up = make.at_place(who, "on_appeal").linked("appeal").act("register").pay(by="clerk")
    by = who.actor(make.UPPER, Role.CLERK)
    assert refused(lambda: drawing.draw(up.case_id, by, panel=True, assessors=1)) == "judges_only"
    draw = drawing.draw(up.case_id, by, panel=True)
    perform(up.case_id, "draw_judge", by=by, data={"draw": draw.pk}, at=up.at)
    assert len(in_parts(up.case_id)["panel_member"]) == 2


def sitting_panel(who: make.Cast) -> make.Stage:
    """Ordinary procedure before a panel with one assessor; a hearing lies ahead."""
    s = waits(who, "ordinary", day="2025-03-03")
    s.act("assign", panel=True, judge=user(who, "judge")).act("tell_panel")
    s.act("form_panel", by="division_chief", second_judge=user(who, "judge2"),
          first_assessor=user(who, "assessor"), inner_why="组成合议庭")  # fmt: skip
    s.on_each("defendant", "serve_complaint", way="direct").wait("evidence_exchange")
    return s.act("hold_exchange").act("fix_hearing", hearing_at=10)


def sits(s: make.Stage) -> set[int]:
    hearing = Hearing.objects.get(case_id=s.case_id, result="")
    found = Occupancy.objects.filter(hearing=hearing, user__isnull=False)
    return set(found.values_list("user_id", flat=True))


def test_everybody_of_the_panel_is_taken_up_and_a_replacement_takes_the_seat(
    who: make.Cast,
) -> None:
    s = sitting_panel(who)
    assert {user(who, n) for n in ("judge", "judge2", "assessor", "clerk")} <= sits(s)
    s.act("replace_member", by="division_chief", leaving=user(who, "assessor"),
          coming=user(who, "assessor2"))  # fmt: skip
    s.act("replace_member", by="division_chief", leaving=user(who, "judge"),
          coming=user(who, "judge3"))  # fmt: skip
    now = sits(s)
    assert {user(who, n) for n in ("judge3", "judge2", "assessor2")} <= now
    assert not {user(who, n) for n in ("judge", "assessor")} & now
    parts = in_parts(s.case_id)
    assert parts["judge"] == parts["presiding_judge"] == {user(who, "judge3")}
    told = Outbox.objects.filter(case_id=s.case_id, template="replace_member")
    assert told.filter(recipient="party:1").exists() and told.filter(recipient="party:2").exists()
    clock = Clock.objects.filter(case_id=s.case_id, code="panel_notice").latest("no")
    assert clock.state == "running" and clock.started_on == s.on
    rule = clockrules.said(clock.rule)
    assert (rule["amount"], rule["unit"], rule["citation"]) == (3, "calendar_days", "CPL 131")
    assert problems([s.case_id]) == []


def test_a_replacement_says_what_is_in_the_way_and_changes_nothing(who: make.Cast) -> None:
    s = sitting_panel(who)
    hearing = Hearing.objects.get(case_id=s.case_id, result="")
    other = waits(who)
    elsewhere = Hearing.objects.create(
        case_id=other.case_id, starts_at=hearing.starts_at, ends_at=hearing.ends_at, room="别处",
        seq=1,
    )  # fmt: skip
    Occupancy.objects.create(
        user_id=user(who, "judge3"), role="judge", hearing=elsewhere,
        starts_at=hearing.starts_at, ends_at=hearing.ends_at,
    )  # fmt: skip
    before, parts = sits(s), in_parts(s.case_id)
    with pytest.raises(Refusal) as said:
        s.act("replace_member", by="division_chief", leaving=user(who, "judge"),
              coming=user(who, "judge3"))  # fmt: skip
    assert said.value.reason == "sitting_clash" and "另有庭审" in said.value.zh
    assert (sits(s), in_parts(s.case_id)) == (before, parts)


@pytest.mark.parametrize(
    ("bench", "reason"),
    [
        ({"second_judge": "judge2"}, "panel_incomplete"),
        ({"second_judge": "judge", "third_judge": "judge2"}, "panel_twice"),
        ({"second_judge": "judge2", "third_judge": "judge3", "first_assessor": "assessor"},
         "panel_incomplete"),
        ({"second_judge": "judge2", "third_judge": "judge3", "presiding": "judge4"},
         "presiding_not_on_bench"),
        ({"second_judge": "judge2", "first_assessor": "clerk"}, "bad_value"),
        ({}, "nothing_named"),
    ],
)  # fmt: skip
def test_a_panel_is_odd_and_of_people_who_may_sit(
    who: make.Cast, bench: dict[str, str], reason: str
) -> None:
    s = waits(who, "ordinary").act("assign", panel=True, judge=user(who, "judge"))
    named = {part: user(who, name) for part, name in bench.items()}
    assert refused(lambda: s.act("form_panel", by="division_chief", **named)) == reason


def test_members_of_the_panel_sign_the_deliberation_once(who: make.Cast) -> None:
    s = sitting_panel(who).after(30)
    s.act("close_hearing")
    assessor = Actor(user(who, "assessor"), Role.LAY_ASSESSOR.value)
    member = Actor(user(who, "judge2"), Role.PANEL_MEMBER.value)
    s.act("record_deliberation", opinion="一致意见")
    for by in (assessor, member):
        perform(s.case_id, "sign_deliberation", by=by, at=s.at)
        assert refused(
            lambda by=by: perform(s.case_id, "sign_deliberation", by=by, at=s.at)
        ) == "already_signed"  # fmt: skip
    stranger = Actor(user(who, "assessor2"), Role.LAY_ASSESSOR.value)
    assert refused(lambda: perform(s.case_id, "sign_deliberation", by=stranger, at=s.at)) == (
        "not_yours"
    )


# -- recusal ---------------------------------------------------------------------------------------


def test_a_recusal_takes_effect_at_once(who: make.Cast) -> None:
    s = sitting_panel(who)
    s.act("open_incident", by="defendant", incident="recusal", person=[user(who, "judge")])
    s.act("recuse", by="court_leader", person=user(who, "judge"), verdict="granted", why="近亲属")
    assert user(who, "judge") not in sits(s)
    assert not scope.sees(scope.viewer(who.users["judge"]), s.case_id)
    assert not Case.objects.get(pk=s.case_id).incidents.filter(closed_on=None).exists()
    assert refused(lambda: s.act("close_hearing", by="judge")) == "no_such_case"
    assert refused(
        lambda: s.act("replace_member", by="division_chief", coming=user(who, "judge"))
    ) == "barred_by_law"  # fmt: skip
    s.act("replace_member", by="division_chief", coming=user(who, "judge3"))
    assert user(who, "judge3") in sits(s)
    assert not scope.sees(scope.viewer(who.users["judge"]), s.case_id)
    assert problems([s.case_id]) == []


def aside(s: make.Stage) -> frozenset[int]:
    p = loading.look(s.case_id)
    assert p is not None
    return loading.stepping_aside(p)


def test_a_recusal_names_somebody_and_may_name_several(who: make.Cast) -> None:
    s = sitting_panel(who)
    judge, second = user(who, "judge"), user(who, "judge2")
    assert refused(
        lambda: s.act("open_incident", by="defendant", incident="recusal")
    ) == "whom_to_recuse"  # fmt: skip
    stranger = [judge, user(who, "judge4")]
    assert refused(
        lambda: s.act("open_incident", by="defendant", incident="recusal", person=stranger)
    ) == "not_in_case"  # fmt: skip
    s.act("open_incident", by="defendant", incident="recusal", person=[judge, second])
    assert aside(s) == {judge, second}
    s.act("recuse", by="court_leader", person=judge, verdict="refused", why="无理由")
    still = Case.objects.get(pk=s.case_id).incidents.filter(kind="recusal", closed_on=None)
    assert still.count() == 1, "the other is not decided yet"
    assert aside(s) == {second}
    s.act("recuse", by="court_leader", person=second, verdict="refused", why="无理由")
    assert not still.all().exists()
    assert problems([s.case_id]) == []


def test_who_decides_on_a_recusal(who: make.Cast) -> None:
    s = sitting_panel(who)
    assert refused(
        lambda: s.act("recuse", by="judge", person=user(who, "judge2"), verdict="granted")
    ) == "president_decides"  # fmt: skip
    s.act("recuse", by="court_leader", person=user(who, "judge2"), verdict="refused")
    assert user(who, "judge2") in in_parts(s.case_id)["panel_member"]
    assert refused(
        lambda: s.act("recuse", by="court_leader", person=user(who, "judge4"), verdict="granted")
    ) == "not_in_case"  # fmt: skip


# -- handing over ----------------------------------------------------------------------------------


def plan(who: make.Cast, to: str | None = None, leaving: str = "judge") -> Plan:
    today = loading.effective_now(who.group.pk).date()
    return Plan(
        who.courts[BASIC].pk, user(who, leaving), today, today + timedelta(days=30),
        user(who, to) if to else None, "产假",
    )  # fmt: skip


def cases_of(who: make.Cast, n: int) -> list[int]:
    return [waits(who).act("assign", judge=user(who, "judge")).case_id for _ in range(n)]


def replaced(ids: list[int]) -> dict[int, int]:
    found = Entry.objects.filter(case_id__in=ids, act="replace_member")
    return {case_id: found.filter(case_id=case_id).count() for case_id in ids}


def test_all_cases_go_by_the_draw_and_the_load_of_those_before_counts(who: make.Cast) -> None:
    ids = cases_of(who, 5)
    made = handing_over.prepare(plan(who), chief(who), ids)
    assert [one.case_id for one in made.items.all()] == ids
    assert handing_over.came(made).waiting == 5 and replaced(ids) == dict.fromkeys(ids, 0)
    loads = [sum(one[1] for one in item.draw.inputs["judges"]["candidates"])
             for item in made.items.select_related("draw")]  # fmt: skip
    assert loads == sorted(loads) and loads[0] < loads[-1]
    foreseen = [handing_over.coming(item) for item in made.items.select_related("draw")]
    came = handing_over.carry_out(made, chief(who))
    assert (came.done, came.failed, came.waiting) == (5, 0, 0)
    assert [in_parts(case_id)["judge"] for case_id in ids] == [{one} for one in foreseen]
    assert user(who, "judge") not in foreseen
    viewer = scope.viewer(who.users["judge"])
    mine = worklist.lists(viewer)
    assert not set(mine.universe.values_list("pk", flat=True)) & set(ids)
    assert problems(ids) == []


def test_what_fails_is_named_and_the_others_go_through(who: make.Cast) -> None:
    ids = cases_of(who, 3)
    PartyLink.objects.filter(party__case_id=ids[1], party__side="defendant").update(
        user_id=user(who, "judge2")
    )
    made = handing_over.prepare(plan(who, "judge2"), chief(who), ids)
    item = made.items.get(case_id=ids[1])
    p = loading.look(ids[1])
    assert p is not None
    assert [zh for zh, _ in handing_over.obstacles(p, item)] == ["是本案当事人或者代理人"]
    came = handing_over.carry_out(made, chief(who))
    assert (came.done, came.failed) == (2, 1)
    item.refresh_from_db()
    assert item.reason == "barred_by_law" and "演示法官 周六" in item.said
    handing_over.name(item, user(who, "judge3"))
    assert handing_over.carry_out(made, chief(who)).done == 3
    assert in_parts(ids[1])["judge"] == {user(who, "judge3")}
    assert replaced(ids) == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("after_commit", [True, False])
def test_a_hand_over_that_is_killed_goes_on_where_it_stopped(
    who: make.Cast, after_commit: bool
) -> None:
    """By signal 9 in the third case: before its act, or after its commit and before the plan
    knows of it. What was done is not done again, and the rest is."""
    ids = cases_of(who, 5)
    made = handing_over.prepare(plan(who), chief(who), ids)
    by = chief(who)
    connections.close_all()
    child = os.fork()
    if child == 0:
        _hand_over_and_die(made.pk, by, after_commit)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    made.refresh_from_db()
    assert handing_over.came(made).done == 2
    assert sum(replaced(ids).values()) == (3 if after_commit else 2)
    came = handing_over.carry_out(made, by)
    assert (came.done, came.failed, came.waiting) == (5, 0, 0)
    assert replaced(ids) == dict.fromkeys(ids, 1)
    assert all(user(who, "judge") not in in_parts(case_id)["judge"] for case_id in ids)
    assert HandOverItem.objects.filter(hand_over=made, seq=None).count() == 0
    assert problems(ids) == []


def _hand_over_and_die(pk: int, by: Actor, after_commit: bool) -> None:
    """What the child does; it never returns."""
    try:
        real, calls = handing_over.procedure.perform, iter(range(1, 100))

        def mortal(*given: Any, **named: Any) -> Any:
            turn = next(calls)
            if turn == 3 and not after_commit:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = real(*given, **named)
            if turn == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        handing_over.procedure.perform = mortal  # type: ignore[assignment]
        handing_over.carry_out(handing_over.HandOver.objects.get(pk=pk), by)
    finally:
        os._exit(3)


def test_two_chiefs_carry_out_the_same_plan_at_once(who: make.Cast) -> None:
    ids = cases_of(who, 4)
    made = handing_over.prepare(plan(who), chief(who), ids)
    people = [chief(who), who.actor(BASIC, Role.COURT_LEADER)]
    at_once([lambda by=by: handing_over.carry_out(made, by) for by in people])  # type: ignore[misc]
    handing_over.carry_out(made, people[0])
    assert handing_over.came(made).done == 4, list(made.items.values("state", "reason", "said"))
    assert replaced(ids) == dict.fromkeys(ids, 1)
    assert problems(ids) == []


def test_who_is_handed_over_is_on_leave_and_days_are_recorded_once(who: make.Cast) -> None:
    asked = plan(who)
    handing_over.prepare(asked, chief(who), [])
    assert Absence.objects.filter(user_id=asked.leaving).count() == 1
    handing_over.prepare(asked, chief(who), [])
    assert Absence.objects.filter(user_id=asked.leaving).count() == 1
    assert refused(lambda: handing_over.record_absence(
        asked.court_id, asked.leaving, asked.since, asked.since)) == "already_on_leave"  # fmt: skip
    assert refused(lambda: handing_over.prepare(plan(who, "judge"), chief(who), [])) == (
        "same_person"
    )
