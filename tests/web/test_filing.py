"""A litigant prepares a filing screen by screen, signs, and sends it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from cases.acts.filing import preparing
from cases.forms.screens import CODES
from cases.law import jurisdiction
from cases.law.causes import by_code
from cases.law.periods import local_date
from cases.models import Case, ClockGroup, Document, Entry, Filing, Party, PartyLink, Signature
from cases.models.fields import blind_index
from cases.reading.instruments import INSTRUMENTS
from tests.web.world import World

PARTIES = {
    "capacity": "self",
    "plaintiff-TOTAL_FORMS": "1", "plaintiff-INITIAL_FORMS": "0", "plaintiff-0-name": "爱丽丝",
    "defendant-TOTAL_FORMS": "1", "defendant-INITIAL_FORMS": "0", "defendant-0-name": "乙",
}  # fmt: skip
NUMBERS = ("11010519491231002X", "440524188001010014")
COMPANY = "91350100M000100Y43"


def typed(world: World) -> dict[str, dict[str, Any]]:
    """What somebody types on each screen about a loan."""
    return {
        "matter": {"court": world.court.pk, "cause": "民间借贷纠纷"},
        "parties": dict(PARTIES),
        "claims": {"principal": "100,000", "interest": "2000.50", "costs": "yes"},
        "facts": {"lent_on": "2025-01-02", "lent": "100000", "how": "transfer"},
        "evidence": {"proof-TOTAL_FORMS": "1", "proof-INITIAL_FORMS": "0",
                     "proof-0-name": "借条", "proof-0-proves": "借款事实"},
        "consents": {"address": "演示路1号", "phone": "13812345678", "mediation": "no",
                     "consents": ["e_service"]},
    }  # fmt: skip


def begun(client: Client) -> str:
    """The address of a new filing, without its screen."""
    return client.post(reverse("file"))["Location"].removesuffix("matter")


def fills(client: Client, world: World, **changes: dict[str, Any]) -> str:
    """Fill in every screen; answers the address of the filing."""
    base = begun(client)
    for code, sent in typed(world).items():
        answer = client.post(base + code, {**sent, **changes.get(code, {})})
        assert answer.status_code == 302, (code, answer.context["problems"], answer.context["form"])
    return base


def read(client: Client, address: str) -> dict[str, str]:
    """What somebody sends who has read the words that are to be signed."""
    form = client.get(address).context["form"]
    return {"true": "on", "shown": form["shown"].value()}


def signs(client: Client, base: str, name: str = "爱丽丝") -> Any:
    return client.post(base + "review", read(client, base + "review") | {"name": name})


def filing_of(base: str) -> Filing:
    return Filing.objects.get(pk=base.rstrip("/").rsplit("/", 1)[1])


def test_from_nothing_to_a_receipt(world: World) -> None:
    client = world.client("alice")
    base = fills(client, world)
    answer = signs(client, base)
    assert answer["Location"] == base + "receipt"
    case = Case.objects.get()
    assert (case.stands_at, case.amount) == ("filing_review", Decimal("102000.50"))
    assert PartyLink.objects.get().user == world["alice"]
    page = client.get(base + "receipt").content.decode()
    assert "民事起诉状" in page and "证据清单" in page
    assert client.get(reverse("case", args=[case.pk])).status_code == 200


def test_the_complaint_says_what_was_answered_and_nothing_private(world: World) -> None:
    client = world.client("alice")
    signs(client, fills(client, world))
    text = Document.objects.get(kind="complaint").text
    for part in ("原告：爱丽丝", "被告：乙", "100,000元", "2,000.50元", "2025年1月2日", "借条"):
        assert part in text
    assert "13812345678" not in text and "演示路" not in text and "{" not in text
    address = Document.objects.get(kind="address_confirmation")
    assert address.volume == "main" and "演示路1号" in address.text
    assert address in Document.objects.for_parties([1])
    assert address not in Document.objects.for_parties([2]), "where somebody lives is theirs"
    entry = Entry.objects.get(case=Case.objects.get(), seq=1)
    assert json.loads(entry.body)["facts"]["consents"] == ["e_service"]
    assert "演示路" not in entry.body


def test_sent_twice_it_is_one_case_and_nothing_stays_behind(world: World) -> None:
    client = world.client("alice")
    base = fills(client, world)
    sent = read(client, base + "review") | {"name": "爱丽丝"}
    for _ in range(2):
        assert client.post(base + "review", sent).status_code == 302
    assert Case.objects.count() == 1
    assert filing_of(base).answers == ""
    assert client.post(base + "claims", {"principal": "1"})["Location"] == base + "receipt"


def test_what_is_typed_is_kept_whether_or_not_it_is_in_order(world: World) -> None:
    client = world.client("alice")
    base = begun(client)
    assert client.post(base + "matter", {"cause": "没有这回事", "court": ""}).status_code == 422
    again = world.client("alice").get(base + "matter").content.decode()
    assert "没有这回事" in again and "data-errors" not in again
    listed = client.get(reverse("file")).content.decode()
    assert base in listed


def test_the_answers_lie_sealed_in_the_database(world: World) -> None:
    base = fills(world.client("alice"), world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM cases_filing f")
        [(row,)] = cursor.fetchall()
    assert "演示路" not in row and "爱丽丝" not in row
    kept = preparing.answers(filing_of(base))
    assert kept["consents"].data["address"] == ["演示路1号"]


# -- files ----------------------------------------------------------------------------------------


def test_files_go_with_the_filing_and_what_is_not_ready_is_named(world: World) -> None:
    client = world.client("alice", "en")
    base = fills(client, world)
    filing = filing_of(base)
    tray = reverse("upload-tray", args=[filing.pk])
    client.post(tray, {"files": ContentFile(b"An honest note.", "note.txt")})
    announced = {"tray": str(filing.pk), "name": "late.pdf", "size": "5000"}
    assert client.post(reverse("uploads"), announced).status_code in (200, 201)
    page = client.get(base + "review").content.decode()
    assert "note.txt" in page and "Not every file is ready" in page
    signs(client, base)
    paper = Document.objects.get(file_name__isnull=False, blob__isnull=False)
    assert paper.title == "note.txt" and paper.party_no == 1
    receipt = client.get(base + "receipt").content.decode()
    assert paper.blob is not None and paper.blob.sha256 in receipt
    assert "Not received" in receipt and "late.pdf" in receipt
    entry = Entry.objects.get(case=Case.objects.get(), seq=1)
    assert json.loads(entry.body)["facts"]["documents"] == [[paper.pk, paper.blob.sha256]]


def test_the_complaint_opens_as_pdf_with_the_same_words(world: World) -> None:
    client = world.client("alice")
    base = fills(client, world)
    answer = client.get(base + "pdf")
    assert answer["Content-Type"] == "application/pdf"
    read = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    flat = "".join(read.split())
    for part in ("民事起诉状", "判令被告向原告归还借款本金100,000元", "具状人：爱丽丝"):
        assert part in flat


# -- two windows ----------------------------------------------------------------------------------


def saves(client: Client, address: str, window: str, turn: int, version: int, **sent: str) -> Any:
    about = {"autosave": "1", "window": window, "turn": turn, "version": version}
    return client.post(address, {**about, **sent})


def test_a_window_saves_by_itself_again_and_again(world: World) -> None:
    client = world.client("alice")
    address = begun(client) + "matter"
    for turn, text in enumerate(("借", "借钱", "借钱不还"), 1):
        answer = saves(client, address, "a", turn, 0, cause=text)
        assert (answer.status_code, answer.json()["version"]) == (200, turn)
    late = saves(client, address, "a", 2, 0, cause="借钱")
    assert late.json()["version"] == 3
    assert 'value="借钱不还"' in client.get(address).content.decode()


def test_a_second_window_overwrites_nothing_and_loses_nothing(world: World) -> None:
    client = world.client("alice", "en")
    address = begun(client) + "matter"
    assert saves(client, address, "a", 1, 0, cause="借款").status_code == 200
    refused = saves(client, address, "b", 1, 0, cause="买卖")
    assert refused.status_code == 409 and "another window" in refused.json()["problem"]
    shown = client.post(address, {"cause": "买卖", "version": "0", "window": "b", "turn": "2"})
    page = shown.content.decode()
    assert shown.status_code == 409 and 'value="买卖"' in page and "another window" in page
    assert 'value="借款"' in client.get(address).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    client.post(address, {"cause": "买卖", "version": version[1], "window": "c", "turn": "1"})
    assert 'value="买卖"' in client.get(address).content.decode()


def test_a_version_that_never_was_is_answered_calmly(world: World) -> None:
    client = world.client("alice")
    address = begun(client) + "matter"
    assert saves(client, address, "x", 0, 7, cause="借").status_code == 409
    shown = client.post(address, {"cause": "借款", "version": "7"})
    assert shown.status_code == 409 and 'value="借款"' in shown.content.decode()


def test_more_than_a_screen_holds_is_refused_with_its_reason(world: World) -> None:
    client = world.client("alice", "en")
    address = begun(client) + "facts"
    refused = saves(client, address, "a", 1, 0, facts="长" * 400_001)
    assert refused.status_code == 409 and "at most 400,000" in refused.json()["problem"]
    assert client.post(address, {"facts": "长" * 400_001}).status_code == 302


def test_somebody_elses_filing_does_not_exist(world: World) -> None:
    base = fills(world.client("alice"), world)
    for who in ("bob", "stranger", "judge"):
        for code in (*CODES, "review", "wording", "receipt", "sign"):
            assert world.client(who).get(base + code).status_code == 404, (who, code)
        assert world.client(who).post(base + "matter", {"cause": "x"}).status_code == 404
        assert world.client(who).post(base + "discard").status_code == 404
    assert Filing.objects.count() == 1


# -- who files for whom ---------------------------------------------------------------------------


def test_nobody_files_for_themselves_under_another_name(world: World) -> None:
    client = world.client("alice")
    base = begun(client)
    answer = client.post(base + "parties", {**PARTIES, "plaintiff-0-name": "别人"})
    assert answer.status_code == 422 and "不是您实名核验的姓名" in answer.content.decode()


@pytest.mark.parametrize(
    ("about", "authority", "agent"),
    [
        ({"capacity": "agent", "agent": "lawyer", "authority": "general"}, "general", "lawyer"),
        ({"capacity": "agent", "agent": "employee", "authority": "special",
          "until": "2030-01-01"}, "special", "employee"),
        ({"capacity": "guardian", "plaintiff-0-id_number": NUMBERS[0]}, "guardian", ""),
        ({"capacity": "legal_representative", "plaintiff-0-id_number": COMPANY,
          "plaintiff-0-is_organisation": "on"}, "legal_representative", ""),
    ],
)  # fmt: skip
def test_who_acts_for_somebody_waits_for_the_court_or_the_client(
    world: World, about: dict[str, str], authority: str, agent: str
) -> None:
    client = world.client("alice")
    base = fills(client, world, parties={"plaintiff-0-name": "别人", **about})
    signs(client, base)
    link = PartyLink.objects.get()
    assert (link.authority, link.agent, link.confirmed_at) == (authority, agent, None)
    assert (link.valid_until is not None) is ("until" in about)
    case = Case.objects.get()
    assert client.get(reverse("case", args=[case.pk])).status_code == 404
    assert client.get(base + "receipt").status_code == 200
    world.client("clerk").post(reverse("authority", args=[link.pk]), {"choice": "confirm"})
    assert client.get(reverse("case", args=[case.pk])).status_code == 200


@pytest.mark.parametrize(
    "about",
    [
        {"capacity": "agent"},
        {"capacity": "guardian"},
        {"capacity": "legal_representative", "plaintiff-0-id_number": COMPANY},
        {"capacity": "guardian", "plaintiff-0-id_number": "110105194912310021"},
    ],
)
def test_what_the_court_has_to_check_is_asked_for(world: World, about: dict[str, str]) -> None:
    client = world.client("alice")
    sent = {**PARTIES, "plaintiff-0-name": "别人", **about}
    assert client.post(begun(client) + "parties", sent).status_code == 422


def two_plaintiffs(world: World) -> tuple[Client, str]:
    bob = world["bob"]
    bob.id_number, bob.id_index = NUMBERS[0], blind_index(NUMBERS[0])
    bob.save()
    more = {"plaintiff-TOTAL_FORMS": "2", "plaintiff-1-name": "鲍勃",
            "plaintiff-1-id_number": NUMBERS[0]}  # fmt: skip
    client = world.client("alice")
    return client, fills(client, world, parties=more)


def test_each_plaintiff_signs_for_themselves(world: World) -> None:
    client, base = two_plaintiffs(world)
    assert signs(client, base).status_code == 422
    bob = world.client("bob")
    assert "原告：鲍勃" in bob.get(base + "sign").content.decode()
    assert bob.post(base + "sign", read(bob, base + "sign") | {"name": "别人"}).status_code == 422
    assert bob.post(base + "sign", read(bob, base + "sign") | {"name": "鲍勃"}).status_code == 302
    assert signs(client, base).status_code == 302
    links = PartyLink.objects.order_by("party__no")
    assert [link.user for link in links] == [world["alice"], world["bob"]]
    assert all(link.confirmed_at for link in links)
    assert not Signature.objects.exists()


def test_words_that_changed_while_they_were_read_are_not_signed(world: World) -> None:
    client, base = two_plaintiffs(world)
    bob = world.client("bob")
    before = read(bob, base + "sign") | {"name": "鲍勃"}
    kept = preparing.answers(filing_of(base))["claims"].version
    client.post(base + "claims", {"principal": "5", "version": kept})
    answer = bob.post(base + "sign", before)
    assert answer.status_code == 422 and "已经改变" in answer.content.decode()
    assert not Signature.objects.exists()
    assert answer.context["form"]["shown"].value() != before["shown"], "next time it is these"


def test_own_words_do_not_keep_a_signature_when_the_suit_changes(world: World) -> None:
    client, base = two_plaintiffs(world)
    client.post(base + "wording", {"text": "我们自己的话", "version": 0})
    bob = world.client("bob")
    bob.post(base + "sign", read(bob, base + "sign") | {"name": "鲍勃"})
    kept = preparing.answers(filing_of(base))["claims"].version
    client.post(base + "claims", {"principal": "5", "version": kept})
    assert signs(client, base).status_code == 422
    assert not Case.objects.exists()


def test_a_change_after_signing_asks_for_the_signature_again(world: World) -> None:
    client, base = two_plaintiffs(world)
    bob = world.client("bob")
    bob.post(base + "sign", read(bob, base + "sign") | {"name": "鲍勃"})
    version = filing_of(base)
    client.post(base + "claims", {"principal": "5", "version": preparing.answers(version)[
        "claims"].version})  # fmt: skip
    assert signs(client, base).status_code == 422
    assert "还有共同原告没有签名" in signs(client, base).content.decode()
    assert not Case.objects.exists()


# -- the words ------------------------------------------------------------------------------------


def test_own_words_are_signed_instead_and_a_later_change_is_pointed_out(world: World) -> None:
    client = world.client("alice", "en")
    base = fills(client, world)
    assert (
        client.post(base + "wording", {"text": "我自己写的起诉状 {principal}"}).status_code == 302
    )
    assert "我自己写的起诉状 {principal}" in client.get(base + "review").content.decode()
    kept = preparing.answers(filing_of(base))
    client.post(base + "claims", {"principal": "7", "version": kept["claims"].version})
    assert "after you wrote your own words" in client.get(base + "review").content.decode()
    signs(client, base)
    assert Document.objects.get(kind="complaint").text == "我自己写的起诉状 {principal}"
    assert Case.objects.get().amount == 7


def test_what_is_missing_is_listed_before_signing(world: World) -> None:
    client = world.client("alice", "en")
    base = begun(client)
    page = client.get(base + "review").content.decode()
    assert "Not complete yet" in page and page.count("?check") == len(CODES)
    client.post(base + "matter", {"cause": "没有这回事"})
    assert "data-errors" in client.get(base + "matter?check").content.decode()
    assert signs(client, base).status_code == 200
    assert not Case.objects.exists()


def test_a_cause_without_a_guide_is_told_freely(world: World) -> None:
    client = world.client("alice")
    free = {"claims": {"amount": "5000", "claims": "判令被告支付修理费5000元"},
            "facts": {"facts": "修好的机器没有付钱。"}}  # fmt: skip
    base = fills(client, world, matter={"cause": "承揽合同纠纷"}, **free)
    signs(client, base)
    assert Case.objects.get().amount == 5000
    text = Document.objects.get(kind="complaint").text
    assert "判令被告支付修理费5000元" in text and "修好的机器没有付钱。" in text


@pytest.mark.parametrize(
    ("said", "meant"),
    [("借钱不还", "民间借贷纠纷"), ("mjjd", "民间借贷纠纷"), ("离婚", "离婚纠纷"),
     ("老板拖欠工资", "追索劳动报酬纠纷"), ("车祸", "机动车交通事故责任纠纷")],
)  # fmt: skip
def test_causes_are_found_by_what_people_say(world: World, said: str, meant: str) -> None:
    found = world.client("alice").get(reverse("file-causes"), {"cause": said}).content.decode()
    assert meant in found


def test_a_cause_is_picked_without_any_script(world: World) -> None:
    client = world.client("alice")
    address = begun(client) + "matter"
    page = client.post(address, {"cause": "借钱不还", "court": world.court.pk}).content.decode()
    assert 'name="pick" value="民间借贷纠纷"' in page
    answer = client.post(
        address,
        {"cause": "借钱不还", "court": world.court.pk, "pick": "民间借贷纠纷", "version": 1},
    )
    assert 'value="民间借贷纠纷"' in answer.content.decode()


def test_the_fee_follows_what_is_typed(world: World) -> None:
    client = world.client("alice")
    base = fills(client, world)
    live = client.post(base + "fee", {"principal": "100000"}).content.decode()
    assert "¥1,150.00" in live


@settings(max_examples=15, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(data=st.data())
def test_no_input_makes_a_screen_fail(world: World, data: st.DataObject) -> None:
    odd = st.one_of(
        st.text(max_size=60),
        st.sampled_from(["\0", "-1", "1e999", "😀", "𠮷", "\ud7ff", "a" * 300, "；--", "<b>"]),
    )
    client = world.client("alice")
    base = begun(client)
    client.post(base + "matter", typed(world)["matter"])
    beside = ["version", "turn", "add", "pick", "plaintiff-0-id_number"]
    wrong = {
        code: data.draw(st.dictionaries(st.sampled_from([*sent, *beside]), odd, max_size=5))
        for code, sent in typed(world).items()
    }
    for code, sent in typed(world).items():
        answer = client.post(base + code, {**sent, **wrong[code]})
        assert answer.status_code in (200, 302, 409, 422)
        assert client.get(base + code).status_code == 200
    assert client.get(base + "review").status_code == 200


def test_parties_are_named_once(world: World) -> None:
    """A second defendant without any script; a party left wholly empty is not there."""
    client = world.client("alice")
    base = begun(client)
    client.post(base + "matter", typed(world)["matter"])
    grown = client.post(base + "parties", {**PARTIES, "add": "defendant"})
    assert grown.status_code == 200 and "data-errors" not in grown.content.decode()
    two = {"defendant-TOTAL_FORMS": "3", "defendant-2-name": "丙"}
    base = fills(client, world, parties=two)
    signs(client, base)
    assert list(Party.objects.filter(side="defendant").values_list("name", flat=True)) == [
        "乙", "丙",
    ]  # fmt: skip


# -- which court, what is optional, the day at the foot --------------------------------------------


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("民间借贷纠纷", "where the contract is performed"),
        ("信息网络买卖合同纠纷", "where the goods were delivered"),
        ("机动车交通事故责任纠纷", "where the accident happened"),
        ("产品责任纠纷", "where it was done or took its effect"),
        ("房屋租赁合同纠纷", "Only the court where the land"),
        ("相邻通行纠纷", "Only the court where the land"),
        ("法定继承纠纷", "where the deceased last lived"),
        ("离婚纠纷", "away for more than a year"),
        ("赡养费纠纷", "several defendants"),
        ("追索劳动报酬纠纷", "where the work is done"),
        ("不当得利纠纷", "where the defendant lives, or has its seat"),
    ],
)
def test_the_screen_says_which_court_hears_such_a_dispute(
    world: World, cause: str, said: str
) -> None:
    client = world.client("alice", "en")
    live = client.get(reverse("file-causes"), {"cause": cause}).content.decode()
    assert said in live
    exclusive = "Only the court" in live
    assert ("in prison" in live) is not exclusive
    base = begun(client)
    typed_ = {"court": world.court.pk, "cause": cause}
    assert client.post(base + "matter", typed_).status_code == 302
    assert said in client.get(base + "matter").content.decode()
    assert said in client.get(base + "parties").content.decode(), "without scripts, a screen later"


@pytest.mark.parametrize("cause", ["", "没有这回事", "借", "宣告公民失踪", "船舶买卖合同纠纷"])
def test_where_nothing_is_certain_nothing_is_said(world: World, cause: str) -> None:
    page = world.client("alice", "en").get(reverse("file-causes"), {"cause": cause})
    assert page.status_code == 200 and "Which court" not in page.content.decode()


def test_every_hint_is_for_a_cause_and_cites_what_is_known() -> None:
    for hint in jurisdiction.TABLE:
        for code in hint.causes:
            assert jurisdiction.hint_for(by_code(code)) == hint
        for part in hint.citation.split(";"):
            assert part.split()[0] in INSTRUMENTS, hint.code


def optional(page: Any, name: str) -> bool:
    """Whether a question is called optional on its screen."""
    text = page.content.decode()
    before = text.split(f'name="{name}"')[0]
    return "(optional)" in before[max(before.rfind("<label"), before.rfind("<legend")) :]


def test_what_depends_on_another_answer_is_not_called_optional(world: World) -> None:
    client = world.client("alice", "en")
    base = fills(client, world)
    parties = client.get(base + "parties")
    fields = parties.context["fields"]
    for name in ("agent", "authority"):
        assert not fields[name].field.required
        legend = parties.content.decode().split(f"<legend>{fields[name].label}")[1]
        assert "(optional)" not in legend.split("</legend>")[0]
    assert optional(parties, "until")
    claims = client.get(base + "claims")
    assert not optional(claims, "interest_from") and not optional(claims, "interest_rate")
    assert optional(claims, "interest") and not optional(claims, "principal")


def test_a_single_claim_ends_as_a_paper_ends_it(world: World) -> None:
    client = world.client("alice")
    base = fills(client, world, claims={"interest": "", "costs": "no"})
    text = client.get(base + "review").context["paper"]
    claimed = text.split("诉讼请求\n")[1].split("\n")[0]
    assert claimed == "判令被告向原告归还借款本金100,000元。"


def test_the_day_at_the_foot_is_the_courts(world: World) -> None:
    ClockGroup.objects.filter(pk=world.court.group_id).update(offset=timedelta(days=400))
    client = world.client("alice")
    base = fills(client, world)
    signs(client, base)
    case = Case.objects.get()
    paper = Document.objects.get(kind="complaint").text.splitlines()[-1]
    filed = local_date(case.filed_at)
    assert paper == f"{filed.year}年{filed.month}月{filed.day}日"
    assert filed > local_date(timezone.now()) + timedelta(days=390)
