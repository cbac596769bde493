"""From when on the parties read a sealed decision: its seal, its act, the measure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from cases.models import Decision
from tests.web.deciding import begin, save, sign, waits
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
