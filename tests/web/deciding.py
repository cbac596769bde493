"""Cases that wait for their judgment, and drafts of it that pass every check."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import uuid4

from django.urls import reverse

from cases.law.roles import Role
from cases.models import Decision
from tests.web.world import World, person

GAPS = {
    "【事实和理由】": "被告借款后未还。",
    "【答辩意见】": "对借款没有异议。",
    "【认定的事实】": "2025年1月1日，被告向原告借款100000元（人民币壹拾万元整）。",
    "【裁判理由】": "借款合同合法有效，被告应当还款。",
    "第【】条": "第六百七十五条",
    "一、【判项】": "一、被告鲍勃于本判决生效之日起十日内返还原告爱丽丝借款100000元"
    "（人民币壹拾万元整）；",
    "由【负担人】负担": "由被告鲍勃负担",
    "【诉讼请求】": "1.判令还款；",
}  # fmt: skip


def waits(world: World, **fields: Any) -> int:
    """A registered case of the judge, heard, whose judgment is to be drafted."""
    case_id = world.file()
    world.act(case_id, "register", "clerk", procedure=fields.pop("procedure", "summary"))
    world.put(case_id, "judgment_drafting", **fields)
    world.name(case_id, "judge", Role.JUDGE)
    return case_id


def panel(world: World, case_id: int) -> None:
    """The judge presides; judge2 and an assessor sit beside."""
    if "assessor" not in world.people:
        world.people["assessor"] = person("assessor", world.court, Role.LAY_ASSESSOR)
    world.name(case_id, "judge", Role.PRESIDING_JUDGE)
    world.name(case_id, "judge2", Role.PANEL_MEMBER)
    world.name(case_id, "assessor", Role.LAY_ASSESSOR)


def filled(text: str) -> str:
    for gap, words in GAPS.items():
        text = text.replace(gap, words)
    return text


def begin(world: World, case_id: int, form: str = "judgment_first", who: str = "judge",
          **more: Any) -> Decision:  # fmt: skip
    answer = world.client(who).post(
        reverse("case-decisions", args=[case_id]), {"form": form, **more}
    )
    assert answer.status_code == 302, answer.content.decode()
    return Decision.objects.latest("pk")


def save(world: World, decision: Decision, text: str, who: str = "judge", version: int = 0,
         window: str = "", **more: Any) -> Any:  # fmt: skip
    decision.refresh_from_db()
    asked = {"text": text, "version": version or decision.version, "window": window or uuid4().hex,
             "turn": 1, **(more or {"save": "yes"})}  # fmt: skip
    return world.client(who, "en").post(page(decision), asked)


def page(decision: Decision, name: str = "decision") -> str:
    return reverse(name, args=[decision.case_id, decision.pk])


def ready(world: World, case_id: int, form: str = "judgment_first") -> Decision:
    """A draft without a gap."""
    decision = begin(world, case_id, form)
    answer = save(world, decision, filled(decision.text))
    assert answer.status_code == 302, answer.content.decode()
    decision.refresh_from_db()
    return decision


def sign(world: World, who: str, *decisions: Decision, what: str = "sign", **more: Any) -> Any:
    """The page that asks for the proof, and the press on it."""
    client = world.client(who, "en")
    picks = [one.pk for one in decisions]
    address = reverse(f"{what}-decisions")
    days = {name: value for name, value in more.items() if name.startswith("days-")}
    shown = client.get(address, {"pick": picks, **days})
    if shown.status_code != 200 or shown.context["form"] is None:
        return shown
    asked = {"pick": picks, "in_person": world.password(who),
             "in_person_shown": shown.context["form"].shown, **more}  # fmt: skip
    # A password that changed has signed the window out.
    client = world.client(who, "en")
    return client.post(address, asked)


def text_digest(decision: Decision) -> str:
    decision.refresh_from_db()
    return hashlib.sha256(decision.text.encode()).hexdigest()
