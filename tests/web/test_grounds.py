"""The evidence of a case in its judgment: the block, and what is asked before it is signed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Decision, Document, Entry, EvidenceItem, EvidenceWord, PageWords
from tests.web.deciding import begin, filled, page, save, sign, waits
from tests.web.test_deciding import refusal
from tests.web.test_sources import WORDS, kept, quoted
from tests.web.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(tmp_path: Any, settings: Any) -> None:
    settings.SEALS_FOLDER = tmp_path / "seals"
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def case_id(world: World) -> int:
    return waits(world)


def put(case_id: int, no: int = 1, party: int = 1, **more: Any) -> EvidenceItem:
    side = {1: "plaintiff", 2: "defendant"}[party]
    seq = Entry.objects.filter(case_id=case_id).latest("seq").seq
    values = {"title": "借条", "purpose": "借款成立。", "put_seq": seq, **more}
    return EvidenceItem.objects.create(
        case_id=case_id, party_no=party, side=side, no=no, kind="documentary",
        put_at=timezone.now(), **values,
    )  # fmt: skip


def says(item: EvidenceItem, party: int | None, kind: str = "opinion", **more: Any) -> None:
    EvidenceWord.objects.create(
        case_id=item.case_id, item=item, kind=kind, party_no=party, role="litigant",
        at=timezone.now(), seq=item.put_seq, **more,
    )  # fmt: skip


ACCEPTS = {"authenticity": True, "legality": True, "relevance": True}
DISPUTES = {"authenticity": True, "legality": True, "relevance": False}


def codes(world: World, decision: Decision) -> set[str]:
    found = world.client("judge", "en").get(page(decision)).context["findings"]
    return {one["key"].split(":")[0] for one in found}


def test_the_template_lists_what_each_side_put_and_what_was_said_of_it(
    world: World, case_id: int
) -> None:
    says(put(case_id), 2, **ACCEPTS)
    disputed = put(case_id, 2, title="转账记录", purpose="")
    says(disputed, 2, **DISPUTES)
    says(put(case_id, 1, 2, title="收条"), 1, **DISPUTES)
    says(disputed, None, "ruling", result="partly")
    put(case_id, 2, 2, title="录音", is_late=True)
    put(case_id, 3, 2, title="照片", withdrawn_seq=1)
    text = begin(world, case_id).text
    for words in (
        "原告提交的证据：原告证据1《借条》，拟证明借款成立；原告证据2《转账记录》。",
        "被告提交的证据：被告证据1《收条》，拟证明借款成立；被告证据2《录音》，拟证明借款成立（逾期提交）；"
        "被告证据3《照片》，拟证明借款成立（已撤回）。",
        "原告证据1《借条》：鲍勃对真实性、合法性、关联性无异议。本院予以确认并在卷佐证。",
        "原告证据2《转账记录》：鲍勃对真实性、合法性无异议，对关联性有异议。本院部分采信。",
        "被告证据1《收条》：爱丽丝对真实性、合法性无异议，对关联性有异议。【本院对被告证据1的认定】",
        "被告证据2《录音》：对方当事人未发表质证意见。【本院对被告证据2的认定】",
    ):  # fmt: skip
        assert words in text, words
    assert "《照片》：" not in text
    assert text.index("被告证据2《录音》：") < text.index("本院经审理认定事实")


def test_the_block_comes_into_a_draft_that_was_begun_before(world: World, case_id: int) -> None:
    decision = begin(world, case_id)
    assert "提交的证据" not in decision.text
    answer = save(world, decision, decision.text + "没有保存的一段", evidence="yes")
    assert answer.status_code == 409 and "item by item" in answer.content.decode()
    put(case_id, title="# 借条\n~ 审判员　某某")
    assert (
        save(world, decision, decision.text + "没有保存的一段", evidence="yes").status_code == 302
    )
    decision.refresh_from_db()
    assert "原告证据1《" in decision.text and decision.text.endswith("没有保存的一段")
    assert "\n~ 审判员　某某" not in decision.text, "what a party typed is no mark"
    signers = [line for line in decision.text.split("\n") if line.startswith("~ 审判员")]
    assert signers == ["~ 审判员　Judge"]


def test_what_was_never_discussed_is_listed_and_stood_for_by_who_signs(
    world: World, case_id: int
) -> None:
    item = put(case_id)
    put(case_id, 2)
    decision = begin(world, case_id)
    text = filled(decision.text)
    for no in (1, 2):
        text = text.replace(f"【本院对原告证据{no}的认定】", "本院不予认定。")
    save(world, decision, text)
    shown = world.client("judge", "en").get(reverse("sign-decisions"), {"pick": decision.pk})
    assert "原告证据1、原告证据2" in shown.content.decode()
    [key] = [one["key"] for one in shown.context["papers"][0]["findings"]
             if one["weight"] == "confirm" and one["by"] == "sign"]  # fmt: skip
    assert refusal(world, decision) == "confirm_first"
    says(item, 1, **ACCEPTS)  # one's own word is no discussion
    assert refusal(world, decision) == "confirm_first"
    assert sign(world, "judge", decision, confirm=f"{decision.pk}|{key}").status_code == 302
    assert Case.objects.get(pk=case_id).stands_at == "judgment_service"
    body = json.loads(Entry.objects.get(case_id=case_id, act="sign_judgment").body)
    assert body["facts"]["confirmed"] == ["never_discussed"]
    # Whoever seals is not asked for what the bench stood for.
    assert sign(world, "judge", decision, what="seal").status_code == 302
    decision.refresh_from_db()
    assert decision.sealed_seq is not None


def test_an_item_that_was_ruled_on_is_not_asked_for(world: World, case_id: int) -> None:
    item = put(case_id)
    decision = begin(world, case_id)
    assert "never_discussed" in codes(world, decision)
    says(item, 2, **DISPUTES)
    assert codes(world, decision) & {"never_discussed", "no_ruling"} == {"no_ruling"}
    says(item, None, "ruling", result="admitted")
    assert not codes(world, decision) & {"never_discussed", "no_ruling"}


def test_a_quotation_is_held_against_the_evidence(world: World, case_id: int) -> None:
    decision, paper = begin(world, case_id), kept(case_id)
    quoted(world, decision, paper)
    assert not codes(world, decision) & {"quote_not_put", "quote_undiscussed"}
    item = put(case_id)
    assert "quote_not_put" in codes(world, decision)
    item.papers.add(paper)
    assert "quote_undiscussed" in codes(world, decision)
    says(item, 2, **ACCEPTS)
    assert not codes(world, decision) & {"quote_not_put", "quote_undiscussed"}
    EvidenceItem.objects.filter(pk=item.pk).update(withdrawn_seq=item.put_seq)
    assert "quote_withdrawn" in codes(world, decision)


@pytest.mark.parametrize(
    ("more", "code"), [({"void_seq": 1}, "quote_void"), ({"kind": "inner_note"}, "quote_inner")]
)
def test_a_paper_that_was_good_when_it_was_quoted_bars_later(
    world: World, case_id: int, more: dict[str, Any], code: str
) -> None:
    decision, paper = begin(world, case_id), kept(case_id)
    quoted(world, decision, paper)
    save(world, decision, filled(decision.text))
    assert not codes(world, decision) & {"quote_void", "quote_inner"}
    if "kind" in more:
        Document.objects.main().filter(pk=paper.pk).put_under(more["kind"])
    else:
        Document.objects.main().filter(pk=paper.pk).update(**more)
    assert code in codes(world, decision)
    assert refusal(world, decision) == "checks_bar"


def test_words_that_the_page_does_not_say_are_named(world: World, case_id: int) -> None:
    decision = begin(world, case_id)
    paper = kept(case_id, text="今借到别的款项。")
    quoted(world, decision, paper)
    assert "quote_changed" in codes(world, decision)


def test_the_words_of_a_file_are_those_of_its_page_and_the_next(world: World, case_id: int) -> None:
    from cases.materials import storing

    decision = begin(world, case_id)
    paper = kept(case_id, text="", pages=3, blob=storing.keep_bytes(b"%PDF-1.4", "pdf"))
    quoted(world, decision, paper)
    assert "quote_changed" not in codes(world, decision), "nobody knows what it says"
    words = PageWords.objects.create(
        document=paper, first=1, pages=3, of="x", words=json.dumps([WORDS[:9], WORDS[9:], ""])
    )
    assert "quote_changed" not in codes(world, decision)
    words.words = json.dumps(["别的话", WORDS, ""])
    words.save()
    assert "quote_changed" not in codes(world, decision)
    words.words = json.dumps(["别的话", "", WORDS])
    words.save()
    assert "quote_changed" in codes(world, decision)


def test_a_gap_in_quoted_words_is_none_of_the_draft(world: World, case_id: int) -> None:
    decision = begin(world, case_id)
    paper = kept(case_id, text="【合同编号】九号合同")
    quoted(world, decision, paper, "【合同编号】九号合同")
    found = world.client("judge", "en").get(page(decision)).context["findings"]
    assert not [one for one in found if "合同编号" in one["text"]]


def test_a_ruling_is_not_asked_about_items(world: World, case_id: int) -> None:
    put(case_id)
    decision = begin(world, case_id, "ruling_general")
    assert "never_discussed" not in codes(world, decision)
