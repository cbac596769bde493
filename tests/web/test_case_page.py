"""The case page: the panorama, the deadlines with their reasons, and what parties never read."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.law.nodes import NODES
from cases.law.roles import Role
from cases.models import Document
from cases.views.case import open_case
from tests.web.world import World, paper


def case_page(world: World, case_id: int, who: str, name: str = "case", language: str = "zh-hans"):
    if who not in ("alice", "bob", "mediator", "clerk"):
        world.says_why(case_id, who)
    return world.client(who, language).get(reverse(name, args=[case_id]))


def nodes(answer: Any) -> dict[str, dict[str, Any]]:
    return {
        node["code"]: node
        for lane in answer.context["panorama"]["phases"]
        for node in lane["nodes"]
    }


@pytest.fixture
def lived(world: World) -> int:
    """A case that has come to the hearing."""
    case_id = world.file()
    world.act(case_id, "register", "clerk", procedure="summary")
    world.act(case_id, "pay_fee", "alice")
    world.act(case_id, "assign", "clerk", judge=world["judge"].pk, inner_why="指定")
    world.act(case_id, "serve_complaint", "clerk", party=2, way="direct")
    return case_id


def test_the_panorama_shows_all_26_nodes_and_where_the_case_stands(
    world: World, lived: int
) -> None:
    shown = nodes(case_page(world, lived, "clerk"))
    assert list(shown) == list(NODES)
    states = {code: node["state"] for code, node in shown.items()}
    assert states["answer_period"] == "now"
    assert states["filing_review"] == states["complaint_service"] == "done"
    assert states["evidence_period"] == "next"
    assert states["mediation"] == states["filing_correction"] == "unused"
    assert states["evidence_exchange"] == states["deliberation"] == "unused"
    assert states["online_auction"] == "todo"
    assert shown["fee_payment"]["allowed"] == "7日"


def test_a_second_pass_is_counted(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "return_for_correction", "clerk", defects="缺证据目录")
    world.act(case_id, "submit_correction", "alice")
    shown = nodes(case_page(world, case_id, "clerk"))
    assert shown["filing_review"]["visits"] == 2
    assert shown["filing_correction"]["state"] == "done"


def test_a_suspension_is_shown_with_its_reason(world: World, lived: int) -> None:
    shown = {"ground": "party_died", "filed": paper(lived)}
    world.act(lived, "open_incident", "judge", incident="suspension", **shown)
    shown = nodes(case_page(world, lived, "clerk"))
    assert shown["answer_period"]["state"] == "suspended"
    assert shown["answer_period"]["reason"] == "中止诉讼"


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "当日不计入"), ("en", "not counted")])
def test_every_running_deadline_says_why(
    world: World, lived: int, language: str, said: str
) -> None:
    answer = case_page(world, lived, "clerk", language=language)
    running = [clock for clock in answer.context["clocks"] if clock["running"]]
    assert running
    for clock in running:
        assert said in clock["why"]["steps"][0]["rule"]
        assert clock["why"]["due"] and clock["citation"]


def test_the_same_deadline_is_the_same_day_on_every_page(world: World, lived: int) -> None:
    page = case_page(world, lived, "bob")
    shown = {clock["words"]: clock["due"] for clock in page.context["clocks"] if clock["running"]}
    by = page.context["next_step"]["by"]
    year, month, day = shown["答辩期"].split("-")
    assert by.startswith(f"{int(year)}年{int(month)}月{int(day)}日")
    card = world.client("bob").get(reverse("mine")).context["cards"][0]
    assert card["next_step"]["by"] == by


def test_a_party_reads_its_own_next_step_and_no_court_targets(world: World, lived: int) -> None:
    page = case_page(world, lived, "bob")
    step = page.context["next_step"]
    assert str(step["title"]) == "提交答辩状"
    assert step["action"]["url"].endswith("/acts/file_answer")
    assert "管理时限" not in page.content.decode()
    assert case_page(world, lived, "alice").context["next_step"]["holder"] == "现由被告办理"


def test_the_inner_volume_never_reaches_a_party(world: World, lived: int) -> None:
    world.put(lived, "deliberation")
    world.act(lived, "record_deliberation", "judge", opinion="倾向支持原告")
    world.act(lived, "add_note", "clerk", note="内部备注甲")
    inner = Document.objects.get(case_id=lived, volume="inner")
    for who in ("alice", "bob"):
        for name in ("case", "case-history", "case-papers", "case-hearings", "case-fees"):
            page = case_page(world, lived, who, name).content.decode()
            assert "倾向支持原告" not in page and "内部备注甲" not in page
            assert "合议笔录" not in page and "add_note" not in page
        url = reverse("document", args=[lived, inner.pk])
        assert world.client(who).get(url).status_code == 404
    assert "倾向支持原告" not in case_page(world, lived, "judge", "case-history").content.decode()
    world.says_why(lived, "judge", "inner")
    assert "倾向支持原告" in case_page(world, lived, "judge", "case-history").content.decode()
    assert "内部备注甲" in case_page(world, lived, "clerk", "case-history").content.decode()
    assert "合议笔录" not in case_page(world, lived, "clerk", "case-papers").content.decode()


def test_what_parties_write_and_must_read_they_read(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "return_for_correction", "clerk", defects="缺被告身份信息")
    assert "缺被告身份信息" in case_page(world, case_id, "alice", "case-history").content.decode()


def test_numbers_and_phones_are_never_shown_whole(world: World, lived: int) -> None:
    for who in ("clerk", "judge", "alice", "bob", "oversight"):
        page = case_page(world, lived, who, "case-papers").content.decode()
        assert "11010519491231002X" not in page and "13812345678" not in page
        assert "110•••••••••••002X" in page and "138••••5678" in page


def test_a_document_is_read_by_its_people(world: World, lived: int) -> None:
    document = Document.objects.get(case_id=lived, kind="complaint")
    page = world.client("bob").get(reverse("document", args=[lived, document.pk]))
    assert "借款未还。" in page.content.decode()


def test_the_history_pages_by_number(world: World) -> None:
    case_id = world.file()
    for number in range(60):
        world.act(case_id, "add_note", "clerk", note=str(number))
    first = case_page(world, case_id, "clerk", "case-history")
    assert len(first.context["entries"]) == 50
    second = world.client("clerk").get(first.context["pager"]["older_url"])
    assert [entry["seq"] for entry in second.context["entries"]] == list(range(11, 0, -1))
    odd = world.client("clerk").get(reverse("case-history", args=[case_id]), {"before": "x"})
    assert odd.status_code == 200


def test_linked_cases_are_shown_where_they_exist_for_the_reader(world: World, lived: int) -> None:
    from cases.models import Link

    other = world.file()
    Link.objects.create(source_id=lived, target_id=other, kind="appeal")
    links = case_page(world, lived, "clerk").context["panorama"]["links"]
    assert [link["url"] for link in links] == [reverse("case", args=[other])]
    hidden = world.file(confidential=True)
    Link.objects.create(source_id=lived, target_id=hidden, kind="retrial")
    assert len(case_page(world, lived, "clerk").context["panorama"]["links"]) == 1


def test_the_expected_act_of_the_person_in_charge(world: World, lived: int) -> None:
    world.put(lived, "judgment_drafting")
    assert case_page(world, lived, "judge").context["main"]["label"] == "签发裁判文书"
    assert case_page(world, lived, "judge2").context["main"] is None


def test_an_opened_case_knows_its_reader(world: World, lived: int) -> None:
    from cases.reading.scope import viewer

    assert not open_case(viewer(world["judge"]), lived).reader.may_read_inner
    world.says_why(lived, "judge", "inner")
    assert open_case(viewer(world["judge"]), lived).reader.may_read_inner
    assert not open_case(viewer(world["clerk"]), lived).reader.may_read_inner
    assert open_case(viewer(world["alice"]), lived).reader.is_party
    assert Role.JUDGE in open_case(viewer(world["judge"]), lived).standings[0].in_charge


def test_who_only_watches_reads_masked_names(world: World, lived: int) -> None:
    for who in ("oversight", "court_leader"):
        for name in ("case", "case-history", "case-papers", "case-hearings", "case-fees"):
            page = case_page(world, lived, who, name).content.decode()
            assert "爱丽丝" not in page and "鲍勃" not in page
    assert "爱丽丝" in case_page(world, lived, "clerk").content.decode()


def test_a_look_into_a_sealed_case_is_kept(world: World) -> None:
    from cases.models import Access

    case_id = world.file(confidential=True)
    world.name(case_id, "judge", Role.JUDGE)
    case_page(world, case_id, "alice")
    assert not Access.objects.exists()
    case_page(world, case_id, "judge")
    assert Access.objects.get().user == world["judge"]


def test_what_is_over_is_folded_behind_what_runs(world: World, lived: int) -> None:
    page = case_page(world, lived, "clerk", language="en")
    running, finished = page.context["clocks"], page.context["finished"]
    assert running and all(clock["running"] for clock in running)
    assert finished and not any(clock["running"] for clock in finished)
    assert [clock["no"] for clock in finished] == sorted(
        (clock["no"] for clock in finished), reverse=True
    )
    body = page.content.decode()
    assert f"<summary>{len(finished)} finished deadlines</summary>" in body
    assert body.index('class="finished"') < body.index(f'id="clock-{finished[0]["no"]}"')


def test_a_citation_on_a_page_carries_its_full_name(world: World, lived: int) -> None:
    page = case_page(world, lived, "clerk").content.decode()
    assert '<abbr title="《中华人民共和国民事诉讼法》（2023年修正）">民事诉讼法</abbr>' in page
    assert "<cite>《中华人民共和国民事诉讼法》（2023年修正）第" in page


# -- the mediation agreement ----------------------------------------------------------------------

TERMS = "被告<b>分两期</b>归还。"


@pytest.fixture
def published(world: World) -> int:
    """A mediator has published the text of an agreement; nobody has signed."""
    case_id = world.file()
    world.act(case_id, "refer_to_mediation", "clerk")
    world.act(case_id, "record_consent", "clerk")
    world.act(case_id, "appoint_mediator", "clerk", mediator=world["mediator"].pk)
    world.act(case_id, "accept_mediation", "mediator")
    world.act(case_id, "publish_agreement", "mediator", terms=TERMS)
    return case_id


def reads_terms(world: World, case_id: int, who: str) -> bool:
    """Whether the text is found anywhere on the pages of the case."""
    pages = [
        case_page(world, case_id, who, name).content.decode()
        for name in ("case", "case-history", "case-papers", "case-hearings", "case-fees")
    ]
    assert TERMS not in "".join(pages), "what people write is never markup"
    return "分两期" in "".join(pages)


def test_the_parties_and_who_works_on_it_read_the_agreement(world: World, published: int) -> None:
    for who in ("alice", "bob", "mediator", "clerk", "judge"):
        assert reads_terms(world, published, who), who
    for who in ("oversight", "court_leader"):
        assert not reads_terms(world, published, who), who


def test_the_agreement_stands_on_the_form_that_signs_it(world: World, published: int) -> None:
    url = reverse("act", args=[published, "sign_agreement"])
    for who in ("alice", "bob", "clerk"):
        assert "分两期" in world.client(who).get(url).content.decode()
    world.act(published, "sign_agreement", "alice", party=1)
    shown = case_page(world, published, "bob").context["agreement"]
    assert shown["signed"] == ["爱丽丝"]


def test_a_failed_mediation_stays_with_those_who_mediated(world: World, published: int) -> None:
    world.act(published, "end_mediation", "mediator", why="各方未签")
    for who in ("alice", "bob", "mediator"):
        assert reads_terms(world, published, who), who
    for who in ("judge", "clerk", "oversight"):
        assert not reads_terms(world, published, who), who


def test_what_else_is_noted_in_mediation_reaches_no_party(world: World, published: int) -> None:
    world.act(published, "add_note", "clerk", note="被告私下底线八万")
    for who in ("alice", "bob"):
        for name in ("case", "case-history", "case-papers", "case-hearings", "case-fees"):
            assert "底线八万" not in case_page(world, published, who, name).content.decode()
