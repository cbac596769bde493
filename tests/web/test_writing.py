"""Papers of the court: written at the desk, kept sealed, read by whom they are for, set as PDF."""

from __future__ import annotations

import hashlib
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cases.acts.filing import registering
from cases.acts.parties import joining
from cases.law.roles import Role
from cases.models import (
    Clock,
    Document,
    Entry,
    FormText,
    Hearing,
    JoinCode,
    Party,
    PartyLink,
    Written,
)  # fmt: skip
from cases.proof.replay import replay
from cases.proof.verifying import verify
from cases.writing import blocks, press
from cases.writing.table import FORMS, fields_of
from tests.web.world import World

ADDRESS, PHONE, NUMBER = "济南市历下区某路8号", "13912345678", "11010519491231002X"


def sued(world: World, **more: Any) -> int:
    """A registered case of alice against 鲍勃, whose fee is due."""
    parties = [
        registering.NewParty("plaintiff", "爱丽丝", user_id=world["alice"].pk, phone="13812345678",
                        address="济南市市中区某街1号"),
        registering.NewParty("defendant", "鲍勃", phone=PHONE, id_number=NUMBER, address=ADDRESS),
    ]  # fmt: skip
    case_id = world.file(parties=parties, **more)
    world.act(case_id, "register", "clerk", procedure="summary")
    return case_id


def write(case_id: int, code: str, party: int = 2) -> str:
    return reverse("write-form", args=[case_id, code, party])


def keep(world: World, case_id: int, code: str, party: int = 2, **typed: Any) -> Document:
    answer = world.client("clerk").post(write(case_id, code, party), {"keep": "yes", **typed})
    assert answer.status_code == 302, answer.content.decode()
    return Document.objects.latest("pk")


def pdf(world: World, document: Document, who: str = "clerk") -> Any:
    return world.client(who).get(reverse("document-pdf", args=[document.case_id, document.pk]))


def in_pdf(answer: Any) -> str:
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def whole(case_id: int) -> bool:
    return replay(case_id) == [] and verify(case_id=case_id).problems == []


# -- at the desk ----------------------------------------------------------------------------------


def test_the_desk_sees_what_can_be_written_and_why_the_rest_cannot(world: World) -> None:
    case_id = sued(world)
    rows = world.client("clerk", "en").get(reverse("write", args=[case_id])).context["rows"]
    told = {row["name"]: (row["reason"], [one["name"] for one in row["to"]]) for row in rows}
    assert told["Fee notice"] == ("", ["爱丽丝"])
    assert told["Notice to answer"] == ("", ["鲍勃"])
    assert told["Correction notice"][0] == "Not at this step."
    assert told["Summons"][0] == "No hearing is fixed."
    assert told["Address confirmation"] == ("", ["爱丽丝", "鲍勃"])
    assert not JoinCode.objects.exists(), "looking at the list makes no codes"


def test_before_registration_only_what_needs_no_number(world: World) -> None:
    case_id = world.file()
    rows = world.client("clerk", "en").get(reverse("write", args=[case_id])).context["rows"]
    assert {row["name"] for row in rows if not row["reason"]} == {
        "Correction notice", "Address confirmation", "Ruling: not accepted",
    }  # fmt: skip


@pytest.mark.parametrize("code", ["fee_notice", "acceptance_notice"])
def test_a_paper_is_seen_kept_logged_and_set(world: World, code: str) -> None:
    case_id = sued(world)
    clerk = world.client("clerk")
    seen = clerk.get(write(case_id, code, 1))
    assert seen.status_code == 200 and not Document.objects.filter(kind=code).exists()
    kept = keep(world, case_id, code, 1)
    assert (kept.title, kept.volume, kept.text) == (FORMS[code].zh, "main", "")
    assert blocks.read(kept.written.text) == seen.context["blocks"]
    entry = Entry.objects.filter(case_id=case_id).latest("seq")
    facts = json.loads(entry.body)["facts"]
    assert entry.act == "keep_paper" and kept.seq == entry.seq
    said = blocks.text(blocks.read(kept.written.text))
    assert facts == {
        "document": kept.pk, "form": code, "version": 0, "party": 1,
        "sha256": hashlib.sha256(said.encode()).hexdigest(),
    }  # fmt: skip
    found = in_pdf(pdf(world, kept))
    assert facts["sha256"] in found and f"D{case_id}-{kept.pk}" in found
    assert "样本SAMPLE" in found
    page = clerk.get(reverse("document", args=[case_id, kept.pk])).content.decode()
    for line in said.replace("\t", "\n").splitlines():
        assert line in page and re.sub(r"\s", "", line) in found
    assert whole(case_id)
    history = world.client("clerk", "en").get(reverse("case-history", args=[case_id]))
    assert "Paper written and kept in the e-file" in history.content.decode()


def test_the_fee_notice_says_how_the_fee_comes_about(world: World) -> None:
    case_id = sued(world)
    said = blocks.text(blocks.read(keep(world, case_id, "fee_notice", 1).written.text))
    assert "1,150.00元" in said and "人民币壹仟壹佰伍拾元整" in said
    assert "自收到本通知书次日起七日内" in said and "按撤诉处理" in said
    assert "2,250.00" in said, "the slice from 10,000 to 100,000 at 2.5%"


def test_where_a_period_runs_already_its_last_day_is_named(world: World) -> None:
    case_id = sued(world)
    due = Clock.objects.get(case_id=case_id, code="fee_payment", state="running").due_on
    assert due is not None
    said = blocks.text(blocks.read(keep(world, case_id, "fee_notice", 1).written.text))
    assert f"最迟{due.year}年{due.month}月{due.day}日" in said


@pytest.mark.parametrize(("abroad", "days"), [(False, "十五"), (True, "三十")])
def test_the_notice_to_answer_gives_the_period_and_the_code(
    world: World, abroad: bool, days: str
) -> None:
    case_id = sued(world)
    Party.objects.filter(case_id=case_id, no=2).update(is_foreign=abroad)
    said = blocks.text(blocks.read(keep(world, case_id, "notice_to_answer").written.text))
    assert f"起诉状副本次日起{days}日内" in said
    assert joining.code_of(case_id, 2) in said and "/join" in said
    assert ("第二百八十五条" in said) is abroad


def test_the_summons_says_when_and_where(world: World) -> None:
    case_id = sued(world)
    at = timezone.now() + timedelta(days=20)
    Hearing.objects.create(case_id=case_id, starts_at=at, room="第三法庭", seq=1)
    said = blocks.text(blocks.read(keep(world, case_id, "summons", 1).written.text))
    assert "第三法庭" in said and "爱丽丝（原告）" in said and "按撤诉处理" in said
    said = blocks.text(blocks.read(keep(world, case_id, "summons", 2).written.text))
    assert "缺席判决" in said and "按撤诉处理" not in said


DEFECTS = "起诉状：没有签名\n被告信息: 缺少住所 | # 请补正 {{7*7}}\n"


def test_the_correction_notice_names_every_defect(world: World) -> None:
    case_id = world.file()
    url = write(case_id, "correction_notice", 1)
    clerk = world.client("clerk")
    first = clerk.get(url)
    assert first.status_code == 200 and not first.context["blocks"]
    assert clerk.post(url, {"look": "yes", "defects": "没有冒号", "days": 7}).status_code == 422
    assert clerk.post(url, {"look": "yes", "defects": DEFECTS, "days": 31}).status_code == 422
    seen = clerk.post(url, {"look": "yes", "defects": DEFECTS, "days": 10})
    [table] = [one for one in seen.context["blocks"] if one.kind == "table"]
    assert table.rows == (
        ("1", "起诉状", "没有签名"), ("2", "被告信息", "缺少住所 | # 请补正 {{7*7}}"),
    )  # fmt: skip
    assert not Written.objects.exists()
    kept = keep(world, case_id, "correction_notice", 1, defects=DEFECTS, days=10)
    found = in_pdf(pdf(world, kept))
    assert "次日起十日内补正" in found and "缺少住所|#请补正{{7*7}}" in found


def test_the_proof_of_service_lists_the_papers(world: World) -> None:
    case_id = sued(world)
    kept = keep(world, case_id, "proof_of_service", papers="起诉状副本\n传票", way="邮寄送达")
    said = blocks.text(blocks.read(kept.written.text))
    assert "1\t起诉状副本\t1\n2\t传票\t1" in said and "邮寄送达" in said and ADDRESS in said


def test_keeping_the_same_paper_twice_keeps_it_once(world: World) -> None:
    case_id = sued(world)
    assert keep(world, case_id, "fee_notice", 1) == keep(world, case_id, "fee_notice", 1)
    assert Entry.objects.filter(case_id=case_id, act="keep_paper").count() == 1


# -- whose it is ----------------------------------------------------------------------------------


def test_a_paper_holds_nobody_elses_particulars(world: World) -> None:
    case_id = sued(world)
    for code, form in FORMS.items():
        own = fields_of(form)["addressee"]
        assert set(own) <= {"name", "side", "address", "phone", "id_number"}, code
    kept = keep(world, case_id, "address_confirmation", 1)
    assert PHONE not in kept.written.text and ADDRESS not in kept.written.text
    assert "13812345678" in kept.written.text
    kept = keep(world, case_id, "address_confirmation", 2)
    assert "110•••••••••••002X" in kept.written.text and NUMBER not in kept.written.text
    assert pdf(world, kept).status_code == 200


def test_a_paper_lies_sealed_in_the_database(world: World) -> None:
    case_id = sued(world)
    keep(world, case_id, "notice_to_answer")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM cases_written")
        [(stored,)] = cursor.fetchall()
        cursor.execute("SELECT string_agg(row_to_json(e)::text, '') FROM cases_entry e")
        [(log,)] = cursor.fetchall()
    code = joining.code_of(case_id, 2)
    assert code not in stored + log and "鲍勃" not in stored


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("judge", 200), ("bob", 200), ("alice", 404), ("oversight", 404),
     ("court_leader", 404), ("stranger", 404), ("clerk_elsewhere", 404), ("system_admin", 404)],
)  # fmt: skip
def test_a_paper_to_one_party_is_for_that_party_and_the_desk(
    world: World, who: str, status: int
) -> None:
    case_id = sued(world)
    kept = keep(world, case_id, "notice_to_answer")
    party = kept.case.parties.get(no=2)
    PartyLink.objects.create(party=party, user=world["bob"], valid_from=timezone.now())
    if who in ("judge", "oversight", "court_leader"):
        world.says_why(case_id, who)
    client = world.client(who)
    url = reverse("document", args=[case_id, kept.pk])
    assert client.get(url).status_code == pdf(world, kept, who).status_code == status
    listed = client.get(reverse("case-papers", args=[case_id]))
    assert (url in listed.content.decode()) is (status == 200)


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("judge", 200), ("alice", 403), ("oversight", 403), ("stranger", 404)],
)
def test_only_the_desk_writes(world: World, who: str, status: int) -> None:
    case_id = sued(world)
    if who in ("judge", "oversight"):
        world.says_why(case_id, who)
    client = world.client(who)
    assert client.get(reverse("write", args=[case_id])).status_code == status
    assert client.get(write(case_id, "fee_notice", 1)).status_code == status
    answer = client.post(write(case_id, "fee_notice", 1), {"keep": "yes"})
    assert answer.status_code == (302 if status == 200 else status)


def test_once_the_case_has_a_judge_another_judge_writes_nothing(world: World) -> None:
    case_id = sued(world)
    world.name(case_id, "judge", Role.JUDGE)
    world.says_why(case_id, "judge2")
    assert world.client("judge2").get(reverse("write", args=[case_id])).status_code == 403


def test_forms_and_parties_that_are_not_there(world: World) -> None:
    case_id = sued(world)
    clerk = world.client("clerk")
    for url in (write(case_id, "nothing", 1), write(case_id, "fee_notice", 9),
                write(case_id, "fee_notice", 2), write(10**9, "fee_notice", 1)):  # fmt: skip
        assert clerk.get(url).status_code == 404


# -- every document -------------------------------------------------------------------------------


def test_every_text_has_its_pdf(world: World) -> None:
    case_id = world.file(facts='借款未还。\n\n*第二段* #read("/etc/passwd") $x$')
    complaint = Document.objects.get(case_id=case_id)
    answer = pdf(world, complaint, "alice")
    assert "filename*=UTF-8" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    found = in_pdf(answer)
    assert '*第二段*#read("/etc/passwd")$x$' in found
    page = world.client("alice", "en").get(reverse("document", args=[case_id, complaint.pk]))
    assert "Open as PDF" in page.content.decode()


def test_the_inner_volume_stays_inside(world: World) -> None:
    case_id = world.file()
    inner = Document.objects.create(
        case_id=case_id, kind="deliberation", title="合议笔录", text="意见",
        received_at=timezone.now(), seq=1,
    )  # fmt: skip
    world.name(case_id, "judge", Role.JUDGE)
    assert pdf(world, inner, "judge").status_code == 404
    world.says_why(case_id, "judge", "inner")
    assert pdf(world, inner, "judge").status_code == 200
    assert {pdf(world, inner, who).status_code for who in ("alice", "bob", "clerk")} == {404}


def test_a_character_that_no_font_has_is_named_on_the_page(world: World) -> None:
    case_id = world.file(facts="𠮷野家未还款。")
    answer = pdf(world, Document.objects.get(case_id=case_id), "alice")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "𠮷 (U+20BB7)" in page and "野家未还款" in page


def test_without_a_training_court_nothing_is_a_sample(world: World) -> None:
    case_id = world.file()
    world.court.group.is_training = False
    world.court.group.save()
    assert "SAMPLE" not in in_pdf(pdf(world, Document.objects.get(case_id=case_id), "alice"))


# -- the court's own texts ------------------------------------------------------------------------

FORM = reverse("form", args=["fee_notice"])
OWN = "^ {{ court }}\n# 交费通知\n{{ addressee.name }}请交纳{{ fee|money }}元。\n"


def saved(world: World, text: str = OWN, version: int = 0, who: str = "court_leader") -> Any:
    return world.client(who, "en").post(FORM, {"save": "yes", "text": text, "version": version})


def test_a_court_puts_its_own_text_in_place_and_goes_back(world: World) -> None:
    case_id = sued(world)
    assert saved(world).status_code == 302
    kept = keep(world, case_id, "fee_notice", 1)
    assert kept.written.version == 1
    said = blocks.text(blocks.read(kept.written.text))
    assert said == "本院\n交费通知\n爱丽丝请交纳1,150.00元。"
    again = OWN.replace("交费通知", "缴费通知")
    assert saved(world, again, 1, "system_admin").status_code == 302
    assert [t.live for t in FormText.objects.order_by("version")] == [False, True]
    world.client("court_leader").post(FORM, {"ship": "yes", "text": "x", "version": 2})
    assert not FormText.objects.filter(live=True).exists()
    newer = keep(world, case_id, "fee_notice", 1)
    assert newer.written.version == 0 and "计算方法" in newer.written.text
    kept.written.refresh_from_db()
    assert blocks.text(blocks.read(kept.written.text)) == said, "what was kept stays as it was"
    assert saved(world, OWN, 0).status_code == 302
    assert FormText.objects.get(live=True).version == 3


def test_another_court_keeps_the_shipped_text(world: World) -> None:
    saved(world)
    assert not FormText.objects.exclude(court=world.court).exists()


def test_of_two_who_save_at_once_the_second_is_told(world: World) -> None:
    assert saved(world).status_code == 302
    late = saved(world, OWN.replace("交费", "缴费"))
    assert late.status_code == 409 and "缴费" in late.content.decode()
    assert FormText.objects.count() == 1


def test_what_no_form_may_hold_is_told_with_its_line(world: World) -> None:
    answer = saved(world, "^ {{ court }}\n{{ ''.__class__ }}\n{{ nobody }}\n")
    page = answer.content.decode()
    assert answer.status_code == 422 and not FormText.objects.exists()
    assert "Line 2" in page and "Line 3" in page and "there is no field “nobody”" in page
    chinese = world.client("court_leader").post(
        FORM, {"save": "yes", "text": "{% set x = 1 %}", "version": 0}
    )
    assert "不能使用" in chinese.content.decode()


def test_looking_saves_nothing(world: World) -> None:
    answer = world.client("court_leader").post(FORM, {"look": "yes", "text": OWN, "version": 0})
    assert answer.status_code == 200 and not FormText.objects.exists()
    assert blocks.title(answer.context["blocks"]) == "交费通知"
    assert "样张甲" in answer.content.decode()


@pytest.mark.parametrize("who", ["alice", "clerk", "judge", "oversight", "division_chief"])
def test_only_leaders_and_administrators_edit_forms(world: World, who: str) -> None:
    assert world.client(who).get(reverse("forms")).status_code == 403
    assert saved(world, who=who).status_code == 403
    assert not FormText.objects.exists()


def test_the_pages_write_no_markup_of_people(world: World) -> None:
    parties = [
        registering.NewParty("plaintiff", "<b>爱</b>", user_id=None),
        registering.NewParty("defendant", "鲍勃"),
    ]
    case_id = world.file(parties=parties)
    page = world.client("clerk").get(write(case_id, "address_confirmation", 1)).content.decode()
    assert "&lt;b&gt;爱&lt;/b&gt;" in page and "<b>爱" not in page


def test_the_digest_of_the_foot_is_the_digest_of_the_text(world: World) -> None:
    paper = blocks.read("# 通知\n正文")
    assert press.digest(paper) == hashlib.sha256("通知\n正文".encode()).hexdigest()
