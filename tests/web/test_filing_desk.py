"""The filing desk: the queue by clock, one filing beside its materials, what is decided there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from cases.acts.filing import correcting, registering
from cases.law.causes import find
from cases.law.roles import Role
from cases.materials.trays import tray_for
from cases.models import Case, ClockGroup, Court, Document, Entry, Party, PartyLink
from tests.cases.materials.corpus import pdf
from tests.web.world import World

QUEUE = reverse("desk-filings")
NUMBER = "440524188001010014"


def at(case_id: int) -> str:
    return reverse("desk-filing", args=[case_id])


def shown(world: World, case_id: int, language: str = "en") -> Any:
    return world.client("clerk", language).get(at(case_id))


def sent(page: Any, decision: str, **typed: Any) -> dict[str, Any]:
    """What the page would send if this were pressed."""
    fields = page.context["fields"]
    hidden = {name: fields[name].value() for name in ("key", "version")}
    return {"decision": decision, **hidden, **typed}


def decide(world: World, case_id: int, decision: str, **typed: Any) -> Any:
    data = sent(shown(world, case_id), decision, **typed)
    return world.client("clerk", "en").post(at(case_id), data)


def findings(page: Any) -> dict[str, str]:
    return {one["code"]: one["verdict"] for one in page.context["checks"]}


# -- the queue ------------------------------------------------------------------------------------


def test_what_is_due_first_stands_first(world: World) -> None:
    ids = [world.file(), world.file(), world.file()]
    answer = world.client("clerk", "en").get(QUEUE)
    assert [row["url"] for row in answer.context["rows"]] == [at(pk) for pk in ids]
    assert answer.context["next_url"] == at(ids[0])
    assert "Complaint" in answer.content.decode()


def test_what_came_back_corrected_says_so(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "return_for_correction", "clerk", in_amount="写明")
    client = world.client("clerk", "en")
    assert client.get(QUEUE).context["rows"] == []
    world.act(case_id, "submit_correction", "alice", amount="5000")
    [row] = client.get(QUEUE).context["rows"]
    assert row["corrected"]


def test_nothing_waits(world: World) -> None:
    assert "No filing waits" in world.client("clerk", "en").get(QUEUE).content.decode()


def test_the_queue_is_of_the_clerk_s_courts_and_never_of_confidential_cases(world: World) -> None:
    seen, sealed = world.file(), world.file(confidential=True)
    elsewhere = Court.objects.get(code="鲁9502")
    world.file(court=elsewhere)
    client = world.client("clerk")
    assert [row["url"] for row in client.get(QUEUE).context["rows"]] == [at(seen)]
    assert client.get(at(sealed)).status_code == 404
    world.name(sealed, "clerk", Role.CLERK)
    assert client.get(at(sealed)).status_code == 200


def test_the_queue_asks_as_often_for_many_as_for_few(
    world: World, queries: Callable[[Callable[[], Any]], int]
) -> None:
    client = world.client("clerk")
    world.file()
    client.get(QUEUE)
    few = queries(lambda: client.get(QUEUE))
    for _ in range(6):
        world.file()
    assert queries(lambda: client.get(QUEUE)) == few <= 16


def test_a_long_queue_has_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.reading.filing.desk.PAGE", 2)
    ids = [world.file() for _ in range(3)]
    client = world.client("clerk")
    first = client.get(QUEUE)
    second = client.get(first.context["pager"]["older_url"])
    found = [row["url"] for page in (first, second) for row in page.context["rows"]]
    assert found == [at(pk) for pk in ids]


# -- one filing -----------------------------------------------------------------------------------


def test_the_application_stands_beside_its_materials(world: World) -> None:
    case_id = world.file()
    page = shown(world, case_id)
    text = page.content.decode()
    assert "请求判令还款。" in text and "借款未还。" in text and "¥100,000.00" in text
    assert "110•••••••••••002X" in text and "11010519491231002X" not in text
    assert "138••••5678" in text and "13812345678" not in text
    assert [one["title"] for one in page.context["papers"]] == ["起诉状"]


def with_a_file(world: World, case_id: int, name: str, content: bytes) -> Document:
    world.act(case_id, "return_for_correction", "clerk", in_evidence="缺材料")
    client = world.client("alice")
    tray = tray_for(world["alice"].pk, f"{case_id}:submit_correction")
    client.post(reverse("upload-tray", args=[tray]), {"files": ContentFile(content, name)})
    world.act(case_id, "submit_correction", "alice", files=str(tray))
    return Document.objects.exclude(blob=None).get(case_id=case_id)


def test_a_file_opens_in_place_page_by_page(world: World) -> None:
    case_id = world.file()
    paper = with_a_file(world, case_id, "借条.pdf", pdf())
    page = shown(world, case_id)
    address = reverse("reader-page", args=[case_id, paper.pk, 1]) + "?pane=1"
    text = page.content.decode()
    assert f'src="{address}"' in text and f'href="{address}" target="desk-paper"' in text
    answer = world.client("clerk").get(address)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert findings(page)["item_loan"] == "ok"


def test_what_was_corrected_is_marked_beside_what_was_asked(world: World) -> None:
    case_id = world.file()
    world.act(
        case_id, "return_for_correction", "clerk", in_amount="写明计算方法", in_complaint="补"
    )
    world.act(
        case_id, "submit_correction", "alice", amount="5000", complaint="新的请求。\n\n新的事实。"
    )
    page = shown(world, case_id)
    marked = {one["code"]: one["corrected"] for one in page.context["parts"]}
    assert marked == {"parties": False, "complaint": True, "amount": True, "evidence": False}
    text = page.content.decode()
    assert "写明计算方法" in text and "新的请求。" in text
    assert page.context["text"].before == "请求判令还款。\n\n借款未还。"
    assert [one["new"] for one in page.context["papers"]] == [True, False]


def test_only_a_clerk_of_the_court_decides_here(world: World) -> None:
    case_id = world.file()
    world.says_why(case_id, "judge")
    for who, status in (
        ("judge", 403),
        ("alice", 403),
        ("clerk_elsewhere", 404),
        ("stranger", 404),
    ):
        assert world.client(who).get(at(case_id)).status_code == status
        assert world.client(who).post(at(case_id), {"decision": "register"}).status_code == status
    assert Case.objects.get(pk=case_id).stands_at == "filing_review"


def test_a_filing_that_was_decided_on_leads_to_its_case(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "register", "clerk")
    assert shown(world, case_id).url == reverse("case", args=[case_id])


def test_the_page_asks_as_often_for_many_papers_as_for_few(
    world: World, queries: Callable[[Callable[[], Any]], int]
) -> None:
    case_id = world.file()
    client = world.client("clerk")
    client.get(at(case_id))
    few = queries(lambda: client.get(at(case_id)))
    for number in range(8):
        Document.objects.create(
            case_id=case_id, volume="main", kind="evidence", title=f"{number}", text="x",
            party_no=1, received_at=timezone.now(), seq=1,
        )  # fmt: skip
        Party.objects.create(case_id=case_id, no=3 + number, side="third", name=f"第三人{number}")
    assert queries(lambda: client.get(at(case_id))) == few <= 45


# -- decisions ------------------------------------------------------------------------------------


def test_one_press_registers_and_the_next_filing_follows(world: World) -> None:
    first, second = world.file(), world.file()
    answer = decide(world, first, "register", procedure="summary")
    assert answer.url == at(second)
    case = Case.objects.get(pk=first)
    assert (case.stands_at, case.procedure) == ("fee_payment", "summary") and case.number
    assert decide(world, second, "register", procedure="ordinary", panel="on").url == QUEUE
    assert Case.objects.get(pk=second).panel


def test_a_defect_named_at_its_part_is_enough(world: World) -> None:
    case_id = world.file()
    answer = decide(world, case_id, "return_for_correction", in_amount="写明计算方法", days="10")
    assert answer.url == QUEUE
    assert correcting.defects(case_id) == {"": "", "amount": "写明计算方法"}
    assert Case.objects.get(pk=case_id).stands_at == "filing_correction"
    open_ = world.client("alice").get(reverse("case-repair", args=[case_id]))
    assert set(open_.context["is_open"]) == {"amount"}


def test_a_finding_is_asked_for_with_a_tick(world: World) -> None:
    case_id = world.file()
    asked = shown(world, case_id)
    assert findings(asked)["service_address"] == "look"
    decide(world, case_id, "return_for_correction", pin=["service_address", "item_loan"],
           in_parties="电话有误。")  # fmt: skip
    said = correcting.defects(case_id)
    assert said["parties"] == "电话有误。\n请填写并提交送达地址确认书。"
    assert said["evidence"] == "请提交借条、借款合同或者聊天记录。"


def test_a_notice_that_names_nothing_is_not_sent(world: World) -> None:
    case_id = world.file()
    answer = decide(world, case_id, "return_for_correction", days="7")
    assert answer.status_code == 409 and 'href="#id_defects"' in answer.content.decode()
    assert Case.objects.get(pk=case_id).stands_at == "filing_review"


def test_what_is_wrong_keeps_what_was_typed(world: World) -> None:
    case_id = world.file()
    answer = decide(world, case_id, "return_for_correction", in_amount="写明", days="99")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "3 to 30 days" in text and "写明</textarea>" in text and 'value="99"' in text


def test_who_was_overtaken_is_told_so(world: World) -> None:
    case_id = world.file()
    data = sent(shown(world, case_id), "register", procedure="summary")
    world.act(case_id, "return_for_correction", "clerk", defects="补")
    world.act(case_id, "submit_correction", "alice", note="已补")
    answer = world.client("clerk", "en").post(at(case_id), data)
    assert answer.status_code == 409 and "changed while you were at it" in answer.content.decode()
    assert Case.objects.get(pk=case_id).stands_at == "filing_review"


def test_pressed_twice_it_is_done_once(world: World) -> None:
    case_id = world.file()
    data = sent(shown(world, case_id), "register", procedure="summary")
    client = world.client("clerk")
    assert client.post(at(case_id), data).status_code == 302
    assert client.post(at(case_id), data).status_code == 302
    assert Entry.objects.filter(case_id=case_id, act="register").count() == 1


def test_the_other_decisions_come_back_to_the_desk(world: World) -> None:
    case_id = world.file()
    links = {one["label"]: one["url"] for one in shown(world, case_id).context["others"]}
    assert len(links) == 4
    mediation = next(url for url in links.values() if "refer_to_mediation" in url)
    client = world.client("clerk", "en")
    form = client.get(mediation)
    confirm = form.context["confirm"]
    assert confirm["action_url"] == mediation and confirm["cancel_url"] == QUEUE
    data = {"key": confirm["form"]["key"].value(), "version": confirm["form"]["version"].value()}
    assert client.post(mediation, data).url == QUEUE
    away = client.get(reverse("act", args=[case_id, "add_note"]) + "?next=https://example.org/")
    assert "example.org" not in away.context["confirm"]["cancel_url"]


# -- what is checked ------------------------------------------------------------------------------


def test_what_the_program_has_checked(world: World) -> None:
    Court.objects.filter(pk=world.court.pk).update(name="某市东城区人民法院")
    parties = [
        registering.NewParty("plaintiff", "爱丽丝", user_id=world["alice"].pk),
        registering.NewParty("defendant", "鲍勃", address="某市东城区一路1号"),
    ]
    page = shown(world, world.file(parties=parties))
    assert findings(page) == {
        "jurisdiction": "ok", "again": "ok", "defendant": "ok", "complaint": "ok",
        "identity": "ok", "service_address": "look", "item_loan": "look", "item_payment": "look",
        "fee": "ok",
    }  # fmt: skip
    assert "¥1,150.00 in summary, ¥2,300.00 in ordinary" in page.content.decode()


def test_an_agent_s_authority_is_looked_for(world: World) -> None:
    parties = [
        registering.NewParty("plaintiff", "某公司", is_organisation=True, user_id=world["carol"].pk,
                             authority="general", agent="lawyer"),
        registering.NewParty("defendant", "鲍勃"),
    ]  # fmt: skip
    page = shown(world, world.file(parties=parties))
    assert findings(page)["mandate"] == "look" and findings(page)["identity"] == "look"
    assert "Carol" in page.content.decode()


def sue(world: World, mine: str, theirs: str, **more: Any) -> int:
    """A case of one name against another; a number makes it that very person."""
    numbers = more.pop("numbers", ("", ""))
    sides = zip(("plaintiff", "defendant"), (mine, theirs), numbers, strict=True)
    parties = [registering.NewParty(side, name, id_number=no) for side, name, no in sides]
    return world.file(parties=parties, **more)


SALE = find("买卖合同纠纷").code


@pytest.mark.parametrize(
    ("before", "now", "again"),
    [
        (("甲", "乙", {}), ("甲", "乙", {}), True),
        (("乙", "甲", {}), ("甲", "乙", {}), True),  # the sides the other way round
        (("甲 ", "乙", {}), ("甲", "乙", {}), True),
        (("甲", "丙", {}), ("甲", "乙", {}), False),
        (("甲", "乙", {"cause_code": SALE}), ("甲", "乙", {}), False),
        (("甲", "乙", {"numbers": (NUMBER, "")}), ("甲", "乙", {}), True),
        (("甲", "乙", {"numbers": (NUMBER, "")}),
         ("甲", "乙", {"numbers": ("11010519491231002X", "")}), False),
        (("改名前", "乙", {"numbers": (NUMBER, "")}),
         ("甲", "乙", {"numbers": (NUMBER, "")}), True),
        (("甲", "乙", {}), ("甲", "乙", {"numbers": (NUMBER, "")}), True),
    ],
)  # fmt: skip
def test_the_same_parties_about_the_same_matter(
    world: World, before: Any, now: Any, again: bool
) -> None:
    earlier = sue(world, before[0], before[1], **before[2])
    page = shown(world, sue(world, now[0], now[1], **now[2]))
    assert findings(page)["again"] == ("look" if again else "ok")
    assert (reverse("case", args=[earlier]) in page.content.decode()) is again


def test_what_was_withdrawn_or_returned_stands_in_nobody_s_way(world: World) -> None:
    earlier = sue(world, "甲", "乙")
    world.act(earlier, "return_filing", "clerk", why="不符合要求")
    assert findings(shown(world, sue(world, "甲", "乙")))["again"] == "ok"


def test_of_a_case_outside_their_scope_a_clerk_learns_only_that_there_is_one(world: World) -> None:
    elsewhere = Court.objects.get(code="鲁9502")
    sue(world, "甲", "乙", court=elsewhere)
    sue(world, "甲", "乙", confidential=True)
    page = shown(world, sue(world, "甲", "乙"))
    text = page.content.decode()
    assert page.context["same"].rows == [] and page.context["same"].hidden
    assert "ask your chief" in text and "Other" not in text.split("Checked for you")[1]


def test_a_court_of_another_system_is_not_asked(world: World) -> None:
    group = ClockGroup.objects.create(name="other", is_training=True)
    there = Court.objects.create(code="京0101", name="远处法院", group=group)
    sue(world, "甲", "乙", court=there)
    assert findings(shown(world, sue(world, "甲", "乙")))["again"] == "ok"


def test_a_case_from_another_court_is_not_checked_as_a_suit(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "register", "clerk")
    world.put(case_id, "case_assignment")
    world.act(case_id, "assign", "clerk", judge=world["judge"].pk, inner_why="指定")
    world.act(case_id, "transfer_case", "judge", court="鲁95", why="级别管辖")
    linked = Case.objects.latest("pk")
    person = world["clerk_elsewhere"]
    person.grants.update(court=world.upper)
    page = world.client("clerk_elsewhere", "en").get(at(linked.pk))
    assert page.status_code == 200 and page.context["checks"] == []
    assert "Transferred from another court" in page.content.decode()
    kept = {one["label"] for one in page.context["others"] if "may not be refused" in one["reason"]}
    assert len(kept) == 3, "neither refused nor returned nor sent on"


def test_who_represents_a_party_is_named(world: World) -> None:
    case_id = world.file()
    PartyLink.objects.filter(party__case_id=case_id, user=world["bob"]).update(authority="guardian")
    assert "Bob (guardian)" in shown(world, case_id).content.decode()


# -- refusing by a ruling -------------------------------------------------------------------------


def refusing(world: World, case_id: int, **pressed: str) -> Any:
    client, url = world.client("clerk", "en"), reverse("act", args=[case_id, "refuse_filing"])
    form = client.get(url).context["confirm"]["form"]
    hidden = {name: form[name].value() for name in ("key", "version")}
    return client.post(url, {"why": "本案不属于\n人民法院受理范围{{7*7}}", **hidden, **pressed})


def test_the_ruling_is_read_before_anything_is_refused(world: World) -> None:
    case_id = world.file()
    page = refusing(world, case_id, look="yes")
    text = page.content.decode()
    assert page.status_code == 200 and "民事裁定书" in text and "人民法院受理范围{{7*7}}" in text
    assert "起诉人请求：请求判令还款。" in text and "上诉于上级法院" in text
    assert Case.objects.get(pk=case_id).stands_at == "filing_review"
    assert not Document.objects.filter(case_id=case_id, kind="ruling_not_accepted").exists()


def test_a_refusal_leaves_its_ruling_in_the_e_file(world: World) -> None:
    case_id = world.file()
    assert refusing(world, case_id, confirm="yes").status_code == 302
    assert Case.objects.get(pk=case_id).stands_at == "not_accepted"
    kept = Document.objects.get(case_id=case_id, kind="ruling_not_accepted")
    assert kept.written.party_no == 1 and "不予受理" in kept.written.text
    paper = reverse("document", args=[case_id, kept.pk])
    assert world.client("alice").get(paper).status_code == 200
    assert world.client("bob").get(paper).status_code == 404


def test_a_transfer_leaves_its_ruling_for_both_sides(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "register", "clerk")
    world.put(case_id, "case_assignment")
    world.act(case_id, "assign", "clerk", judge=world["judge"].pk, inner_why="指定")
    client, url = world.client("judge"), reverse("act", args=[case_id, "transfer_case"])
    form = client.get(url).context["confirm"]["form"]
    typed = {"key": form["key"].value(), "version": form["version"].value(),
             "court": "鲁95", "why": "级别管辖"}  # fmt: skip
    looked = client.post(url, {**typed, "look": "yes"})
    assert "本案移送上级法院处理" in looked.content.decode()
    typed["seen"] = looked.context["confirm"]["form"]["seen"].value()
    assert client.post(url, typed).status_code == 302
    kept = Document.objects.filter(case_id=case_id, kind="ruling_transfer")
    assert sorted(one.written.party_no for one in kept) == [1, 2]


def test_the_notice_to_correct_is_filled_with_what_was_pinned(world: World) -> None:
    case_id = world.file()
    decide(world, case_id, "return_for_correction", in_amount="写明\n计算方法", defects="另附副本")
    write = reverse("write-form", args=[case_id, "correction_notice", 1])
    form = world.client("clerk").get(write).context["form"]
    assert form["defects"].value() == "请求金额：写明；计算方法\n其他：另附副本"
