"""From when on the parties read a sealed decision: its seal, its act, the measure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from cases.law.refusals import Refusal
from cases.models import Case, Decision, DecisionSignature, Entry, Outbox
from tests.web.deciding import begin, page, panel, ready, save, sign, waits
from tests.web.world import World

pytestmark = pytest.mark.django_db

GAPS = {
    "【申请人】": "原告爱丽丝", "【日期】": "2026年3月3日", "【保全请求】": "冻结被告存款",
    "【担保】": "保函",
    "【保全的财产、数额和期限】": "冻结被告鲍勃的银行存款100000元，期限为一年。",
    "【理由】": "起诉不符合法定条件。", "由【负担人】负担": "由原告爱丽丝负担",
}  # fmt: skip


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.SEALS_FOLDER = tmp_path / "seals"
    settings.MEDIA_ROOT = tmp_path / "files"


def sealed(world: World, case_id: int, form: str) -> Decision:
    decision = begin(world, case_id, form)
    text = decision.text
    for gap, words in GAPS.items():
        text = text.replace(gap, words)
    assert save(world, decision, text).status_code == 302
    assert sign(world, "judge", decision).status_code == 302
    sign(world, "judge", decision, what="seal")
    decision.refresh_from_db()
    assert decision.sealed_seq is not None
    return decision


def reads(world: World, who: str, decision: Decision) -> bool:
    assert decision.sealed is not None
    address = reverse("paper-file", args=[decision.case_id, decision.sealed.pk])
    return bool(world.client(who).get(address).status_code == 200)


def test_a_preservation_is_open_to_nobody_before_it_is_carried_out(world: World) -> None:
    case_id = waits(world)
    world.act(case_id, "open_incident", "alice", incident="preservation")
    world.act(
        case_id, "rule_on_preservation", "judge", verdict="granted", asset="银行存款", why="理由"
    )
    decision = sealed(world, case_id, "ruling_property")
    assert not reads(world, "bob", decision) and reads(world, "judge", decision)
    assert decision.opened_seq is None
    shown = world.client("judge").get(reverse("decision", args=[case_id, decision.pk]))
    assert shown.context["pronounce"] is None
    world.act(case_id, "take_measure", "judge", kind="deposit_frozen", asset="银行存款")
    assert reads(world, "bob", decision)


def test_a_ruling_with_an_act_of_its_own_opens_with_it(world: World) -> None:
    case_id = waits(world)
    decision = sealed(world, case_id, "ruling_dismissed")
    assert not reads(world, "alice", decision)
    world.act(case_id, "dismiss_action", "judge", why="不符合起诉条件")
    assert reads(world, "alice", decision)


# -- what has moved the case stays as it was signed -----------------------------------------------


@pytest.mark.parametrize("pressed", ["autosave", "save", "drop"])
def test_a_judgment_that_moved_the_case_changes_by_no_keystroke(world: World, pressed: str) -> None:
    decision = ready(world, waits(world))
    sign(world, "judge", decision)
    answer = save(world, decision, decision.text + "错", **{pressed: "1"})
    assert answer.status_code == 409
    decision.refresh_from_db()
    assert decision.signed_seq is not None and decision.dropped_seq is None
    assert DecisionSignature.objects.get().void_seq is None
    shown = world.client("judge").get(page(decision))
    assert not shown.context["writes"] and "id_text" not in shown.content.decode()
    world.act(decision.case_id, "redraft", "judge", why="文字有误")
    assert save(world, decision, decision.text + "对").status_code == 302


def test_a_statement_that_moved_the_case_is_sent_back_too(world: World) -> None:
    decision = begin(world, waits(world), "mediation_statement")
    terms = "被告鲍勃于2027年1月1日前返还原告爱丽丝借款100000元；"
    text = decision.text.replace("【协议内容】", terms).replace("【负担人】", "被告鲍勃")
    save(world, decision, text)
    sign(world, "judge", decision, **{f"days-{decision.pk}": "30"})
    assert Case.objects.get(pk=decision.case_id).stands_at == "judgment_service"
    decision.refresh_from_db()
    assert save(world, decision, text + "错").status_code == 409
    world.act(decision.case_id, "redraft", "judge", why="文字有误")
    decision.refresh_from_db()
    assert decision.signed_seq is None


def test_a_draft_under_way_is_not_set_aside_once_the_case_has_left_it(world: World) -> None:
    decision = ready(world, waits(world))
    world.put(decision.case_id, "judgment_service")
    world.client("judge").post(page(decision), {"drop": "yes"})
    decision.refresh_from_db()
    assert decision.dropped_seq is None
    with pytest.raises(Refusal) as error:
        world.act(decision.case_id, "pronounce", "judge", manner="in_court")
    assert error.value.reason == "seal_first"


def test_who_signed_is_told_that_it_is_void(world: World) -> None:
    case_id = waits(world, panel=True, procedure="ordinary")
    panel(world, case_id)
    decision = ready(world, case_id)
    sign(world, "judge2", decision)
    save(world, decision, decision.text.replace("没有异议", "无异议"))
    entry = Entry.objects.get(case_id=case_id, act="void_signatures")
    told = Outbox.objects.filter(case_id=case_id, template="void_signatures")
    assert f"user:{world['judge2'].pk}" in told.values_list("recipient", flat=True), entry.seq


# -- appeals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("procedure", "final"), [("small_claims", True), ("summary", False)])
def test_an_action_dismissed_in_small_claims_is_final_at_once(
    world: World, procedure: str, *, final: bool
) -> None:
    """解释 277."""
    text = begin(world, waits(world, procedure=procedure), "ruling_dismissed").text
    assert ("一经作出即生效" in text, "上诉状" in text) == (final, not final)
    assert ("第二百七十七条" in text) is final
