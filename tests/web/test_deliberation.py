"""Deliberation: who speaks when, who hears whom, what the votes carry, and who is let in."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases import loading
from cases.acts.deciding import bench as signing_bench
from cases.acts.trial import deliberating
from cases.law.refusals import NotAllowed, Refusal
from cases.law.roles import Role
from cases.models import (
    Case,
    CaseRole,
    Clock,
    Deliberation,
    Document,
    Entry,
    OpinionSignature,
    PointOpinion,
    Referral,
    Remark,
    SupervisedMark,
)
from cases.reading.trial import supervised
from tests.web.panel import GROUNDS, PANEL, Sat, sat
from tests.web.world import World, person


@pytest.fixture
def panel(world: World) -> Sat:
    return sat(world)


def page(panel: Sat, who: str) -> Any:
    return panel.world.client(who).get(reverse("deliberation", args=[panel.case_id]))


def refused(call: Any, reason: str) -> None:
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.reason == reason


def carried(panel: Sat) -> None:
    panel.begin()
    panel.point("fact", "借款是否已经交付")
    panel.point("outcome", "如何裁判", "判令还款", "驳回请求")
    panel.all_speak(1)
    panel.all_speak(2, 1, 2, 1)


# -- the way through ------------------------------------------------------------------------------


def test_a_panel_deliberates_on_its_page_from_beginning_to_signature(panel: Sat) -> None:
    url = reverse("deliberation", args=[panel.case_id])
    world = panel.world
    presiding, clients = world.client("presiding"), {who: world.client(who) for who in PANEL}
    assert presiding.post(url, {"begin": "yes"}).status_code == 302
    sent = {"point": "yes", "kind": "outcome", "text": "如何裁判", "answers": "判令还款\n驳回"}
    assert clients["judge"].post(url, sent).status_code == 302
    early = clients["judge"].post(url, {"speak": "1", "answer": "1", "grounds": GROUNDS})
    assert early.status_code == 409 and GROUNDS in early.content.decode(), "nothing typed is lost"
    for who, answer in (("lay", "1"), ("judge", "2"), ("presiding", "1")):
        words = {"speak": "1", "answer": answer, "grounds": f"{GROUNDS}{who}"}
        assert clients[who].post(url, words).status_code == 302
    world.act(panel.case_id, "record_deliberation", "judge", opinion="合议庭按多数意见判令还款。")
    assert Case.objects.get(pk=panel.case_id).stands_at == "judgment_drafting"
    [paper] = Document.objects.filter(case_id=panel.case_id, kind="deliberation")
    said = ("少数人的意见（Judge）", "按多数人的意见，采意见1", "审判长：Presiding")
    for words in (f"{GROUNDS}judge", *said):
        assert words in paper.text
    for who in PANEL:
        role = "lay_assessor" if who == "lay" else "judge" if who == "judge" else "panel_member"
        world.act(panel.case_id, "sign_deliberation", who, role)
    assert OpinionSignature.objects.filter(case_id=panel.case_id).count() == 3
    shown = page(panel, "lay").content.decode()
    assert "合议庭按多数意见判令还款。" in shown
    entry = Entry.objects.get(case_id=panel.case_id, act="record_deliberation")
    assert "采信" not in entry.body and "texts" in entry.said["facts"]


def test_who_is_no_member_is_not_let_in_whatever_their_office(panel: Sat) -> None:
    carried(panel)
    for who in (*PANEL, "keeper"):
        assert page(panel, who).status_code == 200, who
    for who in ("alice", "bob", "stranger", "mediator", "system_admin"):
        assert page(panel, who).status_code == 404, who
    others = ("judge2", "clerk", "division_chief", "court_leader", "oversight")
    for who in others:
        panel.world.says_why(panel.case_id, who)
        assert page(panel, who).status_code == 403, who
        refused(lambda who=who: panel.speak(who, 1), "not_your_panel")
    refused(lambda: panel.speak("keeper", 1), "not_your_panel")


def test_whoever_is_recused_or_replaced_loses_it_at_once(panel: Sat) -> None:
    carried(panel)
    world = panel.world
    browser = world.client("lay")
    url = reverse("deliberation", args=[panel.case_id])
    assert browser.get(url).status_code == 200
    world.act(panel.case_id, "recuse", "court_leader", person=world["lay"].pk, verdict="granted",
              why="与原告是近亲属")  # fmt: skip
    assert browser.get(url).status_code == 404
    assert browser.post(url, {"speak": "1", "answer": "1", "grounds": GROUNDS}).status_code == 404
    refused(lambda: panel.speak("lay", 1), "not_your_panel")
    world.people["lay2"] = person("lay2", world.court, Role.LAY_ASSESSOR)
    world.name(panel.case_id, "lay2", Role.LAY_ASSESSOR)
    refused(lambda: panel.speak("judge", 1), "bench_changed")
    refused(lambda: world.act(panel.case_id, "record_deliberation", "judge"), "bench_changed")
    assert "重新合议" in page(panel, "presiding").content.decode()
    world.people["judge3"] = person("judge3", world.court, Role.JUDGE)
    world.act(panel.case_id, "replace_member", "division_chief", leaving=world["judge"].pk,
              coming=world["judge3"].pk, inner_why="调动")  # fmt: skip
    world.says_why(panel.case_id, "judge")
    assert page(panel, "judge").status_code == 403
    assert page(panel, "judge3").status_code == 200


# -- the order ------------------------------------------------------------------------------------


def test_nobody_speaks_before_their_turn_nor_twice_before_all_have_spoken(panel: Sat) -> None:
    panel.begin()
    panel.point("fact", "借款是否已经交付")
    refused(lambda: panel.speak("presiding", 1), "not_your_turn")
    refused(lambda: panel.speak("judge", 1), "not_your_turn")
    panel.speak("lay", 1)
    refused(lambda: panel.speak("lay", 1, 2), "others_first")
    panel.speak("judge", 1)
    panel.speak("presiding", 1, 2)
    panel.speak("lay", 1, 2)
    assert PointOpinion.objects.filter(user=panel.world["lay"]).count() == 2


def test_who_has_not_spoken_reads_only_who_speaks_before_them(panel: Sat) -> None:
    panel.begin()
    panel.point("fact", "借款是否已经交付")
    panel.speak("lay", 1, grounds="陪审员认为证据足够采信。")
    assert "陪审员认为" in page(panel, "presiding").content.decode()
    panel.speak("judge", 1, 2, grounds="承办法官认为证据不足采信。")
    assert "承办法官认为" in page(panel, "lay").content.decode(), "who has spoken hears the rest"
    panel.point("law", "利息如何计算")
    panel.speak("lay", 2, grounds="陪审员第二点的意见和理由。")
    assert "陪审员第二点" in page(panel, "keeper").content.decode()
    again = page(panel, "lay").content.decode()
    assert "陪审员第二点" in again
    # The point is not decided yet: how many voted for what is nobody's to read.
    assert "票</span>" not in again


def test_grounds_are_needed_and_a_vote_too(panel: Sat) -> None:
    panel.begin()
    panel.point("fact", "借款是否已经交付")
    refused(lambda: panel.speak("lay", 1, grounds="同意"), "grounds_needed")
    refused(lambda: panel.speak("lay", 1, None), "vote_needed")
    refused(lambda: panel.speak("lay", 1, 9), "vote_needed")
    deliberating.speak(panel.case_id, panel.by("lay"), 1, GROUNDS, other="部分交付")
    assert [one.text for one in deliberating.points_of(Deliberation.objects.get())[0].answers.all()
            ] == ["支持", "不支持", "部分交付"]  # fmt: skip


def test_a_lay_assessor_puts_no_points(panel: Sat) -> None:
    with pytest.raises(NotAllowed):
        deliberating.begin(panel.case_id, panel.by("lay"))
    panel.begin()
    with pytest.raises(NotAllowed):
        deliberating.add_point(panel.case_id, panel.by("lay"), "fact", "争点", ["是", "否"])
    deliberating.add_point(panel.case_id, panel.by("keeper"), "fact", "争点", ["是", "否"])


# -- what the votes carry -------------------------------------------------------------------------


def test_the_case_moves_on_only_when_the_votes_carry_a_result(panel: Sat) -> None:
    ends = lambda: panel.world.act(panel.case_id, "record_deliberation", "judge")  # noqa: E731
    panel.begin()
    panel.point("fact", "借款是否已经交付")
    panel.all_speak(1)
    refused(ends, "no_outcome_point")
    panel.point("outcome", "如何裁判", "甲", "乙", "丙")
    refused(ends, "votes_open")
    panel.all_speak(2, 1, 2, 3)
    refused(ends, "no_majority")
    panel.speak("lay", 2, 2)
    ends()
    assert Deliberation.objects.get().closed_seq is not None


def test_without_a_deliberation_here_the_act_stands_for_one_on_paper(panel: Sat) -> None:
    panel.begin()  # nobody has said anything
    panel.world.act(panel.case_id, "record_deliberation", "judge", opinion="纸面合议。")
    assert Document.objects.get(kind="deliberation").text == "纸面合议。"


def test_a_panel_that_deliberates_again_does_so_in_another_deliberation(panel: Sat) -> None:
    carried(panel)
    panel.world.act(panel.case_id, "record_deliberation", "judge")
    panel.world.act(panel.case_id, "deliberate_again", "judge", why="有新情况")
    panel.begin()
    assert list(Deliberation.objects.values_list("no", flat=True).order_by("no")) == [1, 2]
    panel.point("outcome", "如何裁判")
    panel.all_speak(1, 2, 2, 2)
    panel.world.act(panel.case_id, "record_deliberation", "judge")
    assert Document.objects.filter(kind="deliberation").count() == 2


def test_nobody_puts_the_majority_aside(panel: Sat) -> None:
    """A presiding judge in the minority begins anew: with a reason, and what was said stays."""
    carried(panel)
    refused(panel.begin, "case_moved")
    refused(lambda: panel.begin(1, "再议", who="judge"), "presiding_begins_anew")
    refused(lambda: panel.begin(1), "why_needed")
    panel.begin(1, "出现新的证据线索")
    entry = Entry.objects.get(case_id=panel.case_id, act="begin_anew")
    assert (
        "线索" not in entry.body and Remark.objects.get(seq=entry.seq, case_id=panel.case_id).inner
    )
    told = panel.world.client("alice").get(reverse("case-history", args=[panel.case_id]))
    assert entry.seq not in [one["seq"] for one in told.context["entries"]]
    refused(lambda: panel.world.act(panel.case_id, "record_deliberation", "judge",
                                    opinion="合议庭一致驳回。"), "deliberated_here")  # fmt: skip
    panel.point("outcome", "如何裁判", "判令还款", "驳回请求")
    panel.all_speak(1, 2, 2, 2)
    panel.world.act(panel.case_id, "record_deliberation", "judge", opinion="按多数意见。")
    text = Document.objects.get(kind="deliberation").text
    assert "第1次评议" in text and text.count("采意见1") == 2 and "采意见2" in text
    assert not Deliberation.objects.filter(closed_seq=None).exists()


def test_a_stale_page_begins_nothing_in_place_of_what_was_said(panel: Sat) -> None:
    url = reverse("deliberation", args=[panel.case_id])
    presiding = panel.world.client("presiding")
    assert presiding.get(url).context["replaces"] == 0
    carried(panel)
    assert presiding.post(url, {"begin": "yes", "replaces": "0"}).status_code == 409
    assert Deliberation.objects.count() == 1
    sent = {"begin": "yes", "replaces": "1", "why": "有新情况"}
    assert presiding.post(url, sent).status_code == 302
    assert Deliberation.objects.count() == 2


# -- when it is read ------------------------------------------------------------------------------


def test_a_new_member_reads_nothing_of_before_until_it_is_over(panel: Sat) -> None:
    panel.begin()
    panel.point("fact", "借款是否已经交付")
    panel.speak("lay", 1, grounds="陪审员认为证据足够采信。")
    world = panel.world
    CaseRole.objects.filter(case_id=panel.case_id, user=world["presiding"]).update(ended_seq=4)
    world.people["judge3"] = person("judge3", world.court, Role.JUDGE)
    world.name(panel.case_id, "judge3", Role.PRESIDING_JUDGE)
    assert "陪审员认为" not in page(panel, "judge3").content.decode()
    assert "陪审员认为" in page(panel, "judge").content.decode(), "who speaks after hears"


def test_a_new_hearing_ends_the_deliberation_and_opens_nothing(panel: Sat) -> None:
    panel.begin()
    panel.point("outcome", "如何裁判")
    panel.speak("lay", 1, grounds="陪审员认为应当支持原告。")
    panel.speak("judge", 1, grounds="承办法官认为应当支持原告。")
    panel.world.act(panel.case_id, "hear_again", "judge", why="补充质证")
    assert Deliberation.objects.get().closed_seq is not None
    assert "承办法官认为" in page(panel, "presiding").content.decode()
    panel.world.put(panel.case_id, "deliberation")
    refused(lambda: panel.speak("presiding", 1), "no_deliberation")
    panel.begin()
    panel.point("fact", "借款是否已经交付")
    panel.speak("lay", 1, grounds="陪审员第二次评议的意见。")
    assert deliberating.current(loading.look(panel.case_id)).no == 2  # type: ignore[union-attr, arg-type]


def test_before_a_deliberation_is_over_its_place_opens_nothing(panel: Sat) -> None:
    panel.begin()
    panel.point("outcome", "如何裁判")
    panel.speak("lay", 1)
    panel.speak("judge", 1, grounds="承办法官认为应当支持原告。")
    panel.world.put(panel.case_id, "hearing_scheduling")
    assert "承办法官认为" in page(panel, "lay").content.decode(), "has spoken"
    panel.world.people["lay2"] = person("lay2", panel.world.court, Role.LAY_ASSESSOR)
    panel.world.name(panel.case_id, "lay2", Role.LAY_ASSESSOR)
    assert "承办法官认为" not in page(panel, "lay2").content.decode()


# -- how many sit ---------------------------------------------------------------------------------


def test_four_do_not_deliberate_nor_sign(panel: Sat) -> None:
    """CPL 40: an odd number."""
    panel.world.name(panel.case_id, "judge2", Role.PANEL_MEMBER)
    refused(panel.begin, "panel_incomplete")
    p = loading.look(panel.case_id)
    assert p is not None
    with pytest.raises(Refusal) as caught:
        signing_bench.check(signing_bench.bench_of(p), panel.world["judge"].pk)
    assert caught.value.reason == "panel_incomplete"
    assert not page(panel, "presiding").context["can_begin"]


# -- at rest --------------------------------------------------------------------------------------


def test_what_was_said_is_sealed_and_only_ever_added_to(panel: Sat) -> None:
    carried(panel)
    panel.world.act(panel.case_id, "record_deliberation", "judge", opinion="总结意见")
    stored = [
        "SELECT text FROM cases_point", "SELECT text FROM cases_pointanswer",
        "SELECT grounds || answer FROM cases_pointopinion", "SELECT text FROM cases_remark",
        "SELECT text FROM cases_document WHERE volume = 'inner'",
    ]  # fmt: skip
    for query in stored:
        with connection.cursor() as cursor:
            cursor.execute(query)
            found = [row[0] for row in cursor.fetchall()]
        assert found and not any("意" in text or "采信" in text for text in found), query
        assert not any(text in ("1", "2") for text in found)
    spoil = [
        "UPDATE cases_point SET kind = 'law'", "DELETE FROM cases_pointanswer",
        "UPDATE cases_pointopinion SET answer = ''", "DELETE FROM cases_pointopinion",
        "UPDATE cases_deliberation SET closed_seq = NULL", "DELETE FROM cases_deliberation",
        "INSERT INTO cases_point (deliberation_id, no, kind, text, by_id, at)"
        " SELECT deliberation_id, 9, kind, text, by_id, at FROM cases_point LIMIT 1",
        "INSERT INTO cases_pointopinion (point_id, user_id, answer, grounds, at)"
        " SELECT point_id, user_id, answer, grounds, at FROM cases_pointopinion LIMIT 1",
    ]  # fmt: skip
    for query in spoil:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query)


def test_a_paper_of_the_main_volume_stays_as_it_is_and_reads_the_same(panel: Sat) -> None:
    for kind, text in (("other", "正卷文字"), ("other", "\x02像密文"), ("draft", "草稿文字")):
        one = Document.objects.create(
            case_id=panel.case_id, kind=kind, title="t", text=text, seq=1,
            received_at=Case.objects.get(pk=panel.case_id).filed_at,
        )  # fmt: skip
        one.refresh_from_db()
        assert one.text == text
        one.save()
        assert Document.objects.get(pk=one.pk).text == text


# -- referral -------------------------------------------------------------------------------------


def refer(panel: Sat) -> None:
    panel.world.act(panel.case_id, "refer_to_meeting", "judge", question="是否构成重大误解")


def test_the_judges_meeting_advises_and_the_panel_goes_on(panel: Sat) -> None:
    refer(panel)
    refused(lambda: refer(panel), "referred_already")
    clock = Clock.objects.get(case_id=panel.case_id, code="judges_meeting")
    assert (clock.basis, clock.state) == ("management", "running")
    case_clock = Clock.objects.get(case_id=panel.case_id, kind="case")
    assert case_clock.due_on is not None and not case_clock.spans
    carried(panel)
    panel.world.act(panel.case_id, "record_deliberation", "judge")
    panel.world.act(panel.case_id, "record_meeting", "judge", took_part="甲、乙", advice="不构成")
    assert Clock.objects.get(pk=clock.pk).state == "met"
    paper = Document.objects.get(kind="meeting_record")
    assert paper.volume == "inner" and "不构成" in paper.text


def test_the_presiding_judge_asks_the_president_decides_and_the_committee_binds(
    panel: Sat,
) -> None:
    world, case_id = panel.world, panel.case_id
    panel.begin()
    panel.point("outcome", "如何裁判", "甲", "乙", "丙")
    panel.all_speak(1, 1, 2, 3)
    ask = {"question": "合议庭有重大意见分歧"}
    refused(lambda: world.act(case_id, "ask_committee", "judge", **ask), "presiding_asks")
    world.act(case_id, "ask_committee", "presiding", "presiding_judge", **ask)
    end = lambda: world.act(case_id, "record_deliberation", "judge")  # noqa: E731
    refused(end, "committee_decides")
    url = reverse("act", args=[case_id, "decide_committee"])
    assert ask["question"] in world.client("court_leader").get(url).content.decode()
    done = {"took_part": "委员九人", "resolution": "按意见一", "grounds": "理由如下"}
    refused(lambda: world.act(case_id, "record_committee", "judge", **done), "not_agreed_yet")
    world.act(case_id, "decide_committee", "court_leader", verdict="agreed", inner_why="同意")
    clock = Clock.objects.get(case_id=case_id, code="committee_session")
    assert clock.due_on is not None and clock.state == "running"
    refused(end, "committee_decides")
    shown = world.client("court_leader").get(url, follow=True).content.decode()
    assert ask["question"] not in shown, "it was decided"
    world.act(case_id, "record_committee", "judge", **done)
    assert not Referral.objects.filter(closed_seq=None).exists()
    end()
    assert "审判委员会讨论决定" in Document.objects.get(kind="deliberation").text
    assert all(Remark.objects.filter(case_id=case_id, name__in=[*ask, *done]).values_list(
        "inner", flat=True))  # fmt: skip


def test_a_refusal_of_the_president_ends_it(panel: Sat) -> None:
    panel.world.act(panel.case_id, "ask_committee", "presiding", "presiding_judge", question="问")
    panel.world.act(panel.case_id, "decide_committee", "court_leader", verdict="refused",
                    inner_why="由合议庭再议")  # fmt: skip
    carried(panel)
    panel.world.act(panel.case_id, "record_deliberation", "judge")


# -- recusal asked for ----------------------------------------------------------------------------


def test_while_their_recusal_is_asked_for_somebody_takes_urgent_measures_only(panel: Sat) -> None:
    """CPL 48."""
    world, case_id = panel.world, panel.case_id
    panel.begin()
    panel.point("fact", "借款是否已经交付")
    world.act(case_id, "open_incident", "alice", incident="recusal", person=world["judge"].pk)
    for act, data in (("record_deliberation", {}), ("add_note", {"note": "x"})):
        refused(lambda act=act, data=data: world.act(case_id, act, "judge", **data),
                "recusal_asked")  # fmt: skip
    panel.speak("lay", 1, grounds="陪审员认为证据足够采信。")
    refused(lambda: panel.speak("judge", 1), "recusal_asked")
    refused(lambda: world.act(case_id, "open_incident", "judge", incident="settlement"),
            "recusal_asked")  # fmt: skip
    world.act(case_id, "open_incident", "judge", incident="urgent_preservation")
    shown = world.client("judge").get(reverse("case", args=[case_id])).content.decode()
    assert "暂停参与本案工作" in shown
    refused_page = page(panel, "judge")
    assert refused_page.status_code == 403 and "暂停参与" in refused_page.content.decode()
    assert "陪审员认为" not in refused_page.content.decode()
    world.act(case_id, "recuse", "court_leader", person=world["judge"].pk, verdict="refused",
              why="无理由")  # fmt: skip
    panel.speak("judge", 1)


# -- supervised cases -----------------------------------------------------------------------------


def test_a_mark_is_the_courts_own(panel: Sat) -> None:
    world, case_id = panel.world, panel.case_id
    world.act(case_id, "mark_supervised", "oversight", supervised="mass", holds="yes",
              inner_why="涉及百余名业主")  # fmt: skip
    assert [c.pk for c in supervised.marked(Case.objects.all())] == [case_id]
    assert len(supervised.marks([case_id])[case_id]) == 1
    for who in ("judge", "alice", "bob"):
        shown = world.client(who).get(reverse("case", args=[case_id])).content.decode()
        assert ("四类案件" in shown and "群体性纠纷" in shown) is (who == "judge"), who
    refused(lambda: world.act(case_id, "mark_supervised", "judge", supervised="mass", holds="yes",
                              inner_why="再标"), "bad_value")  # fmt: skip
    world.act(
        case_id, "mark_supervised", "judge", supervised="mass", holds="no", inner_why="已撤回"
    )
    assert not supervised.marked(Case.objects.all()).exists()


def test_a_stated_circumstance_marks_the_case_by_rule(panel: Sat) -> None:
    panel.world.act(panel.case_id, "state_circumstance", "judge", circumstance="novel", holds="yes")
    mark = SupervisedMark.objects.get()
    assert (mark.code, mark.by_rule) == ("weighty", True)
    ends = {"supervised": "weighty", "holds": "no", "inner_why": "不属于"}
    act = panel.world.act
    refused(lambda: act(panel.case_id, "mark_supervised", "judge", **ends), "leaders_end_it")
    act(panel.case_id, "mark_supervised", "division_chief", **ends)
    again = {"supervised": "mass", "inner_why": "涉众"}
    act(panel.case_id, "mark_supervised", "court_leader", holds="yes", **again)
    refused(lambda: act(panel.case_id, "mark_supervised", "judge", holds="no", **again),
            "leaders_end_it")  # fmt: skip


def test_nobody_without_a_part_is_on_the_bench(panel: Sat) -> None:
    CaseRole.objects.filter(user=panel.world["lay"]).update(ended_seq=3)
    p = loading.look(panel.case_id)
    assert p is not None
    assert deliberating.bench_of(p).users == sorted(panel.world[n].pk for n in PANEL[:2])
