"""Decisions: drafted, checked, signed by whom it takes, sealed, verified, pronounced."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from docx import Document as WordDocument
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader

from cases import loading
from cases.acts.deciding import approving, bench, drafting, signing
from cases.acts.hearings.recording import Window
from cases.law.decision_checks import read_date
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.materials import storing
from cases.models import (
    Case,
    CaseRole,
    Clock,
    Decision,
    DecisionApproval,
    DecisionSignature,
    Document,
    Entry,
    OtherText,
)
from cases.proof.replay import replay
from cases.proof.verifying import verify
from courtflow.gateways.seals import Sandbox
from tests.web.deciding import (
    begin,
    filled,
    page,
    panel,
    ready,
    save,
    sign,
    text_digest,
    waits,
)
from tests.web.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seals(tmp_path: Path, settings: Any) -> Path:
    settings.SEALS_FOLDER = tmp_path / "seals"
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "seals"


def said(answer: Any) -> str:
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def facts(case_id: int, act: str) -> dict[str, Any]:
    body = Entry.objects.filter(case_id=case_id, act=act).latest("seq").body
    found: dict[str, Any] = json.loads(body)["facts"]
    return found


def whole(case_id: int) -> bool:
    """The log holds from where the case was put on: nobody lived through what lies before."""
    put = Entry.objects.filter(case_id=case_id, act="add_note").earliest("seq").seq
    found = [*replay(case_id), *verify(case_id=case_id).problems]
    assert [str(one) for one in found if one.seq is None or one.seq > put] == []
    return True


def sealed(world: World) -> Decision:
    """A judgment of a sole judge, signed and sealed."""
    decision = ready(world, waits(world))
    assert sign(world, "judge", decision).status_code == 302
    answer = sign(world, "judge", decision, what="seal")
    assert answer.status_code == 302
    decision.refresh_from_db()
    assert decision.sealed_id is not None, said(answer)
    return decision


def bytes_of(decision: Decision) -> bytes:
    assert decision.sealed is not None and decision.sealed.blob is not None
    with storing.open_blob(decision.sealed.blob) as file:
        return file.read()


# -- drafting -------------------------------------------------------------------------------------


def test_a_draft_is_filled_from_the_case_and_lies_in_the_inner_volume(world: World) -> None:
    case_id = waits(world)
    decision = begin(world, case_id)
    case = Case.objects.get(pk=case_id)
    for words in ("本院", case.number, "原告：爱丽丝，女，1949年12月31日出生",
                  "公民身份号码11010519491231002X", "民间借贷纠纷", "十五日内", "上级法院",
                  "审判员　Judge"):  # fmt: skip
        assert words in decision.text, words
    assert (decision.document.kind, decision.document.volume) == ("draft", "inner")
    assert decision.document.text == ""
    assert facts(case_id, "begin_draft")["decision"] == decision.pk


@pytest.mark.parametrize("who", ["alice", "judge2", "clerk", "chief", "stranger"])
def test_nobody_else_reads_a_draft(world: World, who: str) -> None:
    decision = begin(world, waits(world))
    who = {"chief": "division_chief"}.get(who, who)
    if who in ("judge2", "division_chief"):
        world.says_why(decision.case_id, who)
    for name in ("decision", "decision-word"):
        assert world.client(who).get(page(decision, name)).status_code == 404
    listed = world.client(who).get(reverse("case-decisions", args=[decision.case_id]))
    assert listed.status_code in (403, 404)


def test_an_assistant_writes_and_does_not_sign(world: World) -> None:
    case_id = waits(world)
    world.people["helper"] = helper = __import__("tests.web.world", fromlist=["person"]).person(
        "helper", world.court, Role.JUDGE_ASSISTANT
    )
    CaseRole.objects.create(
        case_id=case_id, user=helper, role=Role.JUDGE_ASSISTANT.value, since_seq=1
    )
    decision = begin(world, case_id, who="helper")
    assert save(world, decision, filled(decision.text), "helper").status_code == 302
    assert sign(world, "helper", decision).status_code == 403
    assert not DecisionSignature.objects.exists()


def test_a_court_template_with_an_unknown_field_is_refused_by_its_line(world: World) -> None:
    client = world.client("court_leader", "en")
    address = reverse("form", args=["judgment_first"])
    text = "# 民事判决书\n{{ court }}\n{{ sentence }}\n"
    answer = client.post(address, {"text": text, "version": 0, "save": "yes"})
    assert answer.status_code == 422
    assert "Line 3" in answer.context["problems"][0]["text"]
    assert "sentence" in answer.context["problems"][0]["text"]


def test_two_people_in_different_paragraphs_are_put_together(world: World) -> None:
    case_id = waits(world)
    panel(world, case_id)
    decision = begin(world, case_id)
    first, base = decision.text, decision.version
    assert save(world, decision, first.replace("【答辩意见】", "无异议。")).status_code == 302
    other = first.replace("一、【判项】", "一、驳回诉讼请求。")
    answer = save(world, decision, other, "judge2", base, "w2", autosave="1")
    assert answer.json()["text"].count("无异议。") == 1 and "said" in answer.json()
    decision.refresh_from_db()
    assert "无异议。" in decision.text and "一、驳回诉讼请求。" in decision.text
    assert not OtherText.objects.exists()


def test_two_people_in_one_paragraph_both_stay_until_one_is_chosen(world: World) -> None:
    case_id = waits(world)
    panel(world, case_id)
    decision = begin(world, case_id)
    first, base = decision.text, decision.version
    save(world, decision, first.replace("【答辩意见】", "无异议。"))
    mine = first.replace("【答辩意见】", "不同意还款。")
    answer = save(world, decision, mine, "judge2", base, "w2", autosave="1")
    assert answer.status_code == 409 and "side by side" in answer.json()["problem"]
    decision.refresh_from_db()
    assert "无异议。" in decision.text
    shown = world.client("judge").get(page(decision)).content.decode()
    assert "无异议。" in shown and "不同意还款。" in shown
    assert "two_texts" in refusal(world, decision)
    other = OtherText.objects.get()
    assert world.client("judge").post(page(decision), {"take": other.pk}).status_code == 302
    decision.refresh_from_db()
    assert decision.text == mine
    kept = [one.text for one in decision.versions.all()]
    assert any("无异议。" in text for text in kept), "the other stays among the versions"


def refusal(world: World, decision: Decision, who: str = "judge") -> str:
    with pytest.raises(Refusal) as error:
        signing.sign(decision.pk, world[who].pk, seen=text_digest(decision))
    return error.value.reason


def test_whose_recusal_is_asked_for_neither_reads_nor_writes_the_draft(world: World) -> None:
    """CPL 48: also what a window had open saves nothing."""
    case_id = waits(world)
    decision = begin(world, case_id)
    world.act(case_id, "open_incident", "alice", incident="recusal", person=world["judge"].pk)
    for name in ("decision", "decision-word"):
        answer = world.client("judge").get(page(decision, name))
        assert answer.status_code == 403 and "暂停参与" in answer.content.decode()
    assert save(world, decision, decision.text + "x", autosave="1").status_code == 409
    with pytest.raises(Refusal) as error:
        drafting.save(decision, world.actor("judge"), "x", Window(decision.version))
    assert error.value.reason == "recusal_asked"
    CaseRole.objects.filter(case_id=case_id, user=world["judge"]).update(ended_seq=3)
    with pytest.raises(Refusal):
        drafting.save(decision, world.actor("judge"), "x", Window(decision.version))


# -- signing --------------------------------------------------------------------------------------


def test_a_sole_judge_signs_and_the_case_moves(world: World) -> None:
    decision = ready(world, waits(world))
    answer = sign(world, "judge", decision)
    assert answer.status_code == 302
    case = Case.objects.get(pk=decision.case_id)
    assert (case.stands_at, case.document) == ("judgment_service", "judgment"), said(answer)
    assert facts(case.pk, "sign_judgment")["digest"] == text_digest(decision)
    assert whole(case.pk)


def test_a_panel_signs_one_by_one_and_who_presides_last(world: World) -> None:
    case_id = waits(world, panel=True, procedure="ordinary")
    panel(world, case_id)
    decision = ready(world, case_id)
    assert (
        "审判长　Judge" in decision.text and "人民陪审员　assessor".lower() in decision.text.lower()
    )
    assert refusal(world, decision) == "presiding_signs_last"
    for who in ("judge2", "assessor"):
        assert sign(world, who, decision).status_code == 302
        assert Case.objects.get(pk=case_id).stands_at == "judgment_drafting"
    sign(world, "judge", decision)
    assert Case.objects.get(pk=case_id).stands_at == "judgment_service"
    acts = list(Entry.objects.filter(case_id=case_id).order_by("seq").values_list("act", flat=True))
    assert acts[-3:] == ["sign_decision", "sign_decision", "sign_judgment"]
    assert whole(case_id)


@pytest.mark.parametrize("gone", ["recused", "replaced"])
def test_who_has_left_the_panel_does_not_sign(world: World, gone: str) -> None:
    case_id = waits(world, panel=True, procedure="ordinary")
    panel(world, case_id)
    decision = ready(world, case_id)
    theirs = CaseRole.objects.filter(case_id=case_id, user=world["judge2"])
    if gone == "recused":
        theirs.update(recused=True)
    else:
        theirs.update(ended_seq=3)
    assert refusal(world, decision, "judge2") == "not_your_signature"
    assert refusal(world, decision, "judge") == "panel_incomplete"


def test_a_change_makes_the_signatures_void(world: World) -> None:
    case_id = waits(world, panel=True, procedure="ordinary")
    panel(world, case_id)
    decision = ready(world, case_id)
    sign(world, "judge2", decision)
    save(world, decision, decision.text.replace("没有异议", "无异议"))
    one = DecisionSignature.objects.get()
    assert one.void_seq is not None
    assert Entry.objects.filter(case_id=case_id, act="void_signatures").exists()
    assert refusal(world, decision, "judge") == "presiding_signs_last"
    sign(world, "judge2", decision)
    assert DecisionSignature.objects.filter(void_seq=None).count() == 1


def test_what_is_signed_is_what_was_shown(world: World) -> None:
    decision = ready(world, waits(world))
    client = world.client("judge")
    address = reverse("sign-decisions")
    shown = client.get(address, {"pick": decision.pk}).context["form"].shown
    save(world, decision, decision.text.replace("没有异议", "无异议"))
    asked = {"pick": decision.pk, "in_person": world.password("judge"), "in_person_shown": shown}
    answer = world.client("judge").post(address, asked)
    assert answer.status_code == 422 and not DecisionSignature.objects.exists()


def test_nobody_signs_without_a_proof(world: World) -> None:
    decision = ready(world, waits(world))
    world.password("judge")
    answer = world.client("judge").post(reverse("sign-decisions"), {"pick": decision.pk})
    assert answer.status_code == 422 and not DecisionSignature.objects.exists()


def test_a_case_that_moved_meanwhile_is_not_signed(world: World) -> None:
    decision = ready(world, waits(world))
    world.put(decision.case_id, "deliberation")
    assert refusal(world, decision) == "not_here"
    shown = world.client("judge").get(reverse("sign-decisions"), {"pick": decision.pk})
    assert shown.context["papers"][0]["problem"]


def test_a_gap_bars_the_signature(world: World) -> None:
    decision = begin(world, waits(world))
    assert refusal(world, decision) == "checks_bar"


def test_several_are_signed_with_one_proof(world: World) -> None:
    two = [ready(world, waits(world)) for _ in range(2)]
    assert len(world.client("judge").get(reverse("to-sign")).context["to_sign"]) == 2
    answer = sign(world, "judge", *two)
    assert answer.status_code == 302 and answer["Location"] == reverse("to-sign")
    assert DecisionSignature.objects.count() == 2
    assert {Case.objects.get(pk=one.case_id).stands_at for one in two} == {"judgment_service"}


def test_while_a_draft_is_under_way_the_act_alone_does_not_sign(world: World) -> None:
    decision = begin(world, waits(world))
    with pytest.raises(Refusal) as error:
        world.act(decision.case_id, "sign_judgment", "judge")
    assert error.value.reason == "sign_the_draft"
    world.client("judge").post(page(decision), {"drop": "yes"})
    world.act(decision.case_id, "sign_judgment", "judge")


# -- approval -------------------------------------------------------------------------------------


def test_a_fine_needs_the_president_in_writing(world: World) -> None:
    case_id = waits(world)
    decision = begin(world, case_id, "decision_fine")
    text = decision.text
    for gap, words in (("【姓名、身份】", "鲍勃"), ("【妨害民事诉讼的事实】", "鲍勃毁灭证据。"),
                       ("第【】条", "第一百一十四条"), ("【被罚款人】", "鲍勃"),
                       ("【金额】", "1000"), ("【日期】", "2026年12月31日")):  # fmt: skip
        text = text.replace(gap, words)
    save(world, decision, text)
    assert refusal(world, decision) == "approval_needed"
    world.says_why(case_id, "court_leader")
    leader = world.client("court_leader")
    assert leader.get(page(decision)).status_code == 404, "not asked yet"
    assert world.client("judge").post(page(decision), {"ask": "yes"}).status_code == 302
    assert leader.get(page(decision)).status_code == 200
    word = {"grant": "yes", "words": "同意罚款。", "digest": text_digest(decision)}
    answer = leader.post(page(decision), word, follow=True)
    assert answer.redirect_chain == [(reverse("case", args=[case_id]), 302)]
    assert answer.status_code == 200
    one = DecisionApproval.objects.get()
    assert (one.document.volume, one.document.kind, one.granted) == ("inner", "approval", True)
    assert sign(world, "judge", decision).status_code == 302
    assert DecisionSignature.objects.filter(decision=decision).exists()


def test_a_judgment_of_the_four_kinds_waits_for_the_chief_others_for_nobody(
    world: World, settings: Any
) -> None:
    decision = ready(world, waits(world))
    kind = {"supervised": "complaint", "inner_why": "收到反映"}
    world.act(decision.case_id, "mark_supervised", "judge", holds="yes", **kind)
    assert refusal(world, decision) == "approval_needed"
    settings.SUPERVISED_JUDGMENTS_APPROVED = False
    assert approving.needed(decision) is None, "where the court reads the rule otherwise"
    settings.SUPERVISED_JUDGMENTS_APPROVED = True
    world.act(decision.case_id, "mark_supervised", "judge", holds="no", **kind)
    sign(world, "judge", decision)
    assert Case.objects.get(pk=decision.case_id).stands_at == "judgment_service"


def test_a_leader_looks_and_never_decides(world: World) -> None:
    """法发〔2021〕30号 10: who tries the case upholds it, and no word is needed any more."""
    case_id = waits(world, panel=True, procedure="ordinary")
    panel(world, case_id)
    decision = ready(world, case_id)
    world.act(case_id, "mark_supervised", "judge", supervised="complaint", holds="yes",
              inner_why="收到反映")  # fmt: skip
    assert refusal(world, decision, "judge2") == "approval_needed"
    world.client("judge").post(page(decision), {"ask": "yes"})
    world.says_why(case_id, "division_chief")
    word = {"refuse": "yes", "words": "建议再议。", "digest": text_digest(decision)}
    assert world.client("division_chief").post(page(decision), word).status_code == 302
    assert refusal(world, decision, "judge2") == "approval_needed"
    world.act(case_id, "deliberate_again", "judge", why="庭长建议复议")
    world.act(case_id, "record_deliberation", "judge", opinion="维持原意见。")
    for who in ("judge2", "assessor", "judge"):
        sign(world, who, decision)
    assert Case.objects.get(pk=case_id).stands_at == "judgment_service"


def test_a_mark_set_after_everybody_signed_holds_no_seal_up(world: World) -> None:
    decision = ready(world, waits(world))
    sign(world, "judge", decision)
    world.act(decision.case_id, "mark_supervised", "division_chief", supervised="mass",
              holds="yes", inner_why="涉及百余名业主")  # fmt: skip
    answer = sign(world, "judge", decision, what="seal")
    decision.refresh_from_db()
    assert decision.sealed_seq is not None, said(answer)


def test_nobody_approves_what_they_decide_themselves(world: World) -> None:
    case_id = waits(world, panel=True, procedure="ordinary")
    panel(world, case_id)
    decision = ready(world, case_id)
    world.act(case_id, "mark_supervised", "judge", supervised="complaint", holds="yes",
              inner_why="收到反映")  # fmt: skip
    approving.ask(decision, world.actor("judge"))
    decision.refresh_from_db()
    chief = world.actor("division_chief")
    p = loading.look(case_id)
    assert p is not None and approving.may_decide(p, decision, chief)
    world.name(case_id, "division_chief", Role.PANEL_MEMBER)
    p = loading.look(case_id)
    assert p is not None and not approving.may_decide(p, decision, chief)


# -- the seal -------------------------------------------------------------------------------------


def by_openssl(data: bytes, folder: Path, authority: Path) -> bool:
    """Whether the signature over the byte range holds, asked of a tool that is not ours."""
    openssl = shutil.which("openssl")
    if openssl is None:
        assert not os.environ.get("REQUIRE_BROWSER"), "openssl is not on this machine"
        pytest.skip("openssl is not on this machine")
    ranges = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", data)
    assert ranges is not None
    first, length, second, rest = (int(one) for one in ranges.groups())
    written = bytes.fromhex(data[first + length : second].strip(b"<> \n").decode())
    many = written[1] & 0x7F
    size = int.from_bytes(written[2 : 2 + many], "big") + 2 + many
    (folder / "s.der").write_bytes(written[:size])
    signed = data[first : first + length] + data[second : second + rest]
    (folder / "c.bin").write_bytes(signed)
    done = subprocess.run(
        [openssl, "cms", "-verify", "-inform", "DER", "-in", folder / "s.der", "-content",
         folder / "c.bin", "-binary", "-CAfile", authority, "-purpose", "any", "-out",
         folder / "out"],
        capture_output=True, check=False,
    )  # fmt: skip
    covers_all = second + rest == len(data)
    return done.returncode == 0 and covers_all


def test_the_seal_holds_for_a_tool_that_is_not_ours(
    world: World, seals: Path, tmp_path: Path
) -> None:
    decision = sealed(world)
    data = bytes_of(decision)
    assert by_openssl(data, tmp_path, seals / "authority.pem")
    changed = bytearray(data)
    changed[1000] ^= 1
    assert not by_openssl(bytes(changed), tmp_path, seals / "authority.pem")
    later = io.BytesIO(data)
    writer = IncrementalPdfFileWriter(later)
    writer.root["/Lang"] = TextStringObject("en")
    writer.update_root()
    writer.write_in_place()
    assert not by_openssl(later.getvalue(), tmp_path, seals / "authority.pem"), "not all is covered"
    found = {
        name: verified(world, body)
        for name, body in (("ours", data), ("changed", bytes(changed)), ("later", later.getvalue()))
    }
    assert found == {"ours": "unknown", "changed": "unknown", "later": "unknown"}, "not pronounced"
    world.act(decision.case_id, "pronounce", "judge", manner="in_court")
    assert verified(world, data) == "genuine"
    assert verified(world, bytes(changed)) == "changed"
    assert verified(world, later.getvalue()) == "later"
    assert verified(world, b"%PDF-1.7 nothing of ours") == "unknown"


def verified(world: World, body: bytes) -> str:
    file = SimpleUploadedFile("paper.pdf", body, "application/pdf")
    answer = world.client("alice").post(reverse("verify"), {"file": file})
    assert answer.status_code == 200
    return str(answer.context["verdict"])


def test_the_sealed_paper_is_in_the_main_volume_with_its_digest_in_the_log(world: World) -> None:
    decision = sealed(world)
    document = decision.sealed
    assert document is not None and document.blob is not None
    assert (document.volume, document.kind, document.title) == ("main", "judgment", "民事判决书")
    told = facts(decision.case_id, "seal_decision")
    assert told["sha256"] == hashlib.sha256(bytes_of(decision)).hexdigest() == document.blob.sha256
    words = re.sub(r"\s", "", "".join(
        one.extract_text() for one in PdfReader(io.BytesIO(bytes_of(decision))).pages
    ))  # fmt: skip
    assert "民事判决书" in words and "第1页" in words
    assert "判决如下" in words and f"S{decision.case_id}-{decision.pk}" in words
    assert whole(decision.case_id)


def test_no_party_reads_it_before_it_is_pronounced(world: World) -> None:
    decision = sealed(world)
    assert decision.sealed is not None
    address = reverse("paper-file", args=[decision.case_id, decision.sealed.pk])
    alice = world.client("alice")
    assert alice.get(address).status_code == 404
    for name in ("case-papers", "case-file"):
        assert (
            "民事判决书" not in alice.get(reverse(name, args=[decision.case_id])).content.decode()
        )
    told = alice.get(reverse("case-history", args=[decision.case_id])).context["entries"]
    of_court = Entry.objects.filter(
        case_id=decision.case_id, act__in=["begin_draft", "sign_decision", "seal_decision"]
    )
    assert of_court.count() == 2 and not {one["seq"] for one in told} & {x.seq for x in of_court}
    answer = world.client("judge").post(
        page(decision, "decision-pronounce"), {"manner": "in_court", "version": ""}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert alice.get(address).status_code == 200
    assert (
        "民事判决书" in alice.get(reverse("case-papers", args=[decision.case_id])).content.decode()
    )
    assert facts(decision.case_id, "pronounce")["decision"] == decision.pk


@pytest.mark.parametrize(("manner", "days"), [("in_court", 10), ("fixed_date", 0)])
def test_pronounced_by_one_press_its_clock_runs(world: World, manner: str, days: int) -> None:
    decision = sealed(world)
    shown = world.client("judge").get(page(decision)).context
    assert shown["pronounce"] is not None
    world.client("judge").post(page(decision, "decision-pronounce"), {"manner": manner})
    clock = Clock.objects.filter(case_id=decision.case_id, node="judgment_service").latest("no")
    day = Case.objects.get(pk=decision.case_id).pronounced_on
    assert day is not None and clock.started_on == day
    assert clock.due_on is not None and clock.due_on >= day + timedelta(days=days)
    assert clock.due_on <= day + timedelta(days=days + 8), "rolled over days off at most"


def test_a_sealed_decision_never_changes(world: World) -> None:
    decision = sealed(world)
    assert save(world, decision, decision.text + "再加一句").status_code in (403, 409)
    for change in ({"text": "x"}, {"sealed_seq": 1}, {"form": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=decision.sealed_id).update(blob=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        DecisionSignature.objects.update(digest="x")


def test_what_is_sealed_is_corrected_by_a_ruling_that_names_it(world: World) -> None:
    decision = sealed(world)
    world.act(decision.case_id, "pronounce", "judge", manner="in_court")
    ruling = begin(world, decision.case_id, "ruling_correction", corrects=str(decision.pk))
    assert ruling.corrects_id == decision.pk
    number = Case.objects.get(pk=decision.case_id).number
    assert f"{number}之一" in ruling.text and f"{number}民事判决书中" in ruling.text
    text = ruling.text.replace("【原文】", "100000元").replace("【补正后的文字】", "10000元")
    save(world, ruling, text)
    sign(world, "judge", ruling)
    answer = sign(world, "judge", ruling, what="seal")
    ruling.refresh_from_db()
    assert ruling.sealed_seq is not None, said(answer)
    assert facts(decision.case_id, "seal_decision")["corrects"] == decision.pk
    assert ruling.opened_seq == ruling.sealed_seq, "a ruling is not pronounced"


def test_a_seal_without_its_signatures_is_refused(world: World) -> None:
    decision = ready(world, waits(world))
    answer = sign(world, "judge", decision, what="seal")
    assert answer.status_code == 302
    decision.refresh_from_db()
    assert decision.sealed_seq is None and "Signatures are missing" in said(answer)


def test_a_real_court_without_a_key_is_told_so(world: World, settings: Any) -> None:
    decision = ready(world, waits(world))
    sign(world, "judge", decision)
    settings.TRAINING_SEALS = ""
    answer = sign(world, "judge", decision, what="seal")
    assert "SEALS_GATEWAY" in said(answer)
    settings.TRAINING_SEALS = "courtflow.gateways.seals.KeyFile"
    settings.SEAL_FILE = ""
    answer = sign(world, "judge", decision, what="seal")
    assert "SEAL_FILE" in said(answer)
    decision.refresh_from_db()
    assert decision.sealed_seq is None


def test_what_is_to_be_confirmed_is_confirmed(world: World) -> None:
    decision = ready(world, waits(world))
    text = decision.text.replace(
        "《中华人民共和国民法典》", "《某省某条例》第三条、《中华人民共和国民法典》"
    )
    save(world, decision, text)
    sign(world, "judge", decision)
    answer = sign(world, "judge", decision, what="seal")
    assert "to be confirmed" in said(answer)
    shown = world.client("judge").get(reverse("seal-decisions"), {"pick": decision.pk})
    keys = [one["key"] for one in shown.context["papers"][0]["findings"]
            if one["weight"] == "confirm"]  # fmt: skip
    answer = sign(world, "judge", decision, what="seal",
                  confirm=[f"{decision.pk}|{key}" for key in keys])  # fmt: skip
    decision.refresh_from_db()
    assert decision.sealed_seq is not None, said(answer)
    assert facts(decision.case_id, "seal_decision")["confirmed"] == ["unknown_instrument"]


def test_redrafting_voids_signatures_and_sets_aside_what_is_not_pronounced(world: World) -> None:
    decision = ready(world, waits(world))
    sign(world, "judge", decision)
    world.act(decision.case_id, "redraft", "judge", why="文字有误")
    decision.refresh_from_db()
    assert decision.signed_seq is None
    assert not DecisionSignature.objects.filter(void_seq=None).exists()
    sign(world, "judge", decision)
    sign(world, "judge", decision, what="seal")
    world.act(decision.case_id, "redraft", "judge", why="判项写错")
    decision.refresh_from_db()
    assert decision.void_seq is not None and whole(decision.case_id)
    assert Document.objects.get(pk=decision.sealed_id).void_seq is not None
    assert begin(world, decision.case_id).pk != decision.pk


def test_what_is_not_pronounced_is_not_corrected(world: World) -> None:
    """A correction is read by the parties, and tells what it corrects."""
    decision = sealed(world)
    client = world.client("judge")
    url = reverse("case-decisions", args=[decision.case_id])
    assert "ruling_correction" not in client.get(url).content.decode()
    sent = {"form": "ruling_correction", "corrects": str(decision.pk)}
    assert client.post(url, sent).status_code == 422
    world.act(decision.case_id, "pronounce", "judge", manner="in_court")
    assert client.post(url, sent).status_code == 302


def test_a_correction_names_the_number_and_the_day_that_the_paper_bears(world: World) -> None:
    decision = ready(world, waits(world))
    text = re.sub(r"(?m)^& (.*号)$", r"& \1之一", decision.text)
    assert save(world, decision, text).status_code == 302
    sign(world, "judge", decision)
    sign(world, "judge", decision, what="seal")
    world.act(decision.case_id, "pronounce", "judge", manner="in_court")
    said_day = drafted_on(decision)
    ruling = begin(world, decision.case_id, "ruling_correction", corrects=str(decision.pk))
    number = Case.objects.get(pk=decision.case_id).number
    assert f"{number}之一民事判决书中" in ruling.text and f"本院于{said_day}对" in ruling.text


def drafted_on(decision: Decision) -> str:
    decision.refresh_from_db()
    day = read_date(next(x for x in decision.text.split("\n") if x.startswith("~~")))
    assert day is not None
    return f"{day.year}年{day.month}月{day.day}日"


def test_a_decision_comes_out_for_a_word_processor(world: World) -> None:
    decision = begin(world, waits(world))
    answer = world.client("judge").get(page(decision, "decision-word"))
    made = WordDocument(io.BytesIO(answer.content))
    words = "\n".join(one.text for one in made.paragraphs)
    assert "民事判决书" in words and "爱丽丝" in words and "^" not in words
    assert made.core_properties.author == ""


def test_a_court_seals_with_a_key_of_its_own_from_a_file(
    world: World, seals: Path, tmp_path: Path, settings: Any
) -> None:
    """The file of a seal authority, behind the same interface."""
    decision = ready(world, waits(world))
    sign(world, "judge", decision)
    Sandbox()._prepare("own", "本院")
    key, certificate = Sandbox()._read("own")
    authority = Sandbox()._read("authority")[1]
    settings.SEAL_FILE, settings.SEAL_PASSPHRASE = str(tmp_path / "seal.p12"), "of this test"
    Path(settings.SEAL_FILE).write_bytes(pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, [authority],
        serialization.BestAvailableEncryption(settings.SEAL_PASSPHRASE.encode()),
    ))  # fmt: skip
    settings.TRAINING_SEALS = "courtflow.gateways.seals.KeyFile"
    answer = sign(world, "judge", decision, what="seal")
    decision.refresh_from_db()
    assert decision.sealed_seq is not None, said(answer)
    assert by_openssl(bytes_of(decision), tmp_path, seals / "authority.pem")


def test_a_mediation_statement_moves_the_case_with_its_last_signature(world: World) -> None:
    decision = begin(world, waits(world), "mediation_statement")
    terms = "被告鲍勃于2027年1月1日前返还原告爱丽丝借款100000元；"
    text = filled(decision.text).replace("【协议内容】", terms)
    save(world, decision, text)
    answer = sign(world, "judge", decision, **{f"days-{decision.pk}": "30"})
    case = Case.objects.get(pk=decision.case_id)
    assert (case.stands_at, case.document, case.performance_days) == (
        "judgment_service", "mediation_statement", 30,
    ), said(answer)  # fmt: skip
    assert whole(case.pk)


def test_the_days_are_asked_once_a_statement_of_who_signs_last(world: World) -> None:
    case_id = waits(world, panel=True, procedure="ordinary")
    panel(world, case_id)
    decision = begin(world, case_id, "mediation_statement")
    text = filled(decision.text).replace("【协议内容】", "被告鲍勃返还原告爱丽丝借款100000元；")
    save(world, decision, text)
    address = reverse("sign-decisions")
    for who in ("judge2", "assessor"):
        assert world.client(who).get(address, {"pick": decision.pk}).context["days_form"] is None
        sign(world, who, decision)
    name = f"days-{decision.pk}"
    judge = world.client("judge", "en")
    shown = judge.get(address, {"pick": decision.pk})
    assert shown.context["form"] is None and name in shown.context["days_form"].fields
    assert judge.get(address, {"pick": decision.pk, name: "x"}).context["form"] is None
    proofs = [judge.get(address, {"pick": decision.pk, name: days}).context["form"].shown
              for days in ("30", "60")]  # fmt: skip
    assert proofs[0] != proofs[1], "the proof is for the days too"
    asked = {"pick": decision.pk, name: "60", "in_person": world.password("judge"),
             "in_person_shown": proofs[0]}  # fmt: skip
    assert world.client("judge").post(address, asked).status_code == 422
    assert sign(world, "judge", decision, **{name: "30"}).status_code == 302
    assert Case.objects.get(pk=case_id).performance_days == 30
    assert facts(case_id, "make_mediation_statement")["performance_days"] == 30


def test_the_authority_of_training_is_made_once_and_kept_to_itself(seals: Path) -> None:
    sandbox = Sandbox()
    first = sandbox.authority("鲁9501")
    assert Sandbox().authority("鲁9502") == first
    assert all(path.stat().st_mode & 0o077 == 0 for path in seals.glob("*.key"))


def test_the_live_bench_is_who_signs(world: World) -> None:
    case_id = waits(world)
    p = loading.look(case_id)
    assert p is not None
    assert [one.title for one in bench.bench_of(p).everybody] == ["审判员"]
    panel(world, case_id)
    p = loading.look(case_id)
    assert p is not None
    found = [(one.title, one.user) for one in bench.bench_of(p).everybody]
    assert found == [("审判长", world["judge"].pk), ("审判员", world["judge2"].pk),
                     ("人民陪审员", world["assessor"].pk)]  # fmt: skip
    assert drafting.exact("x") != drafting.exact("x ")
    assert settings.SEALS_FOLDER
