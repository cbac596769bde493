"""Several people write one draft: whatever a window sends, nobody's words are lost to another's."""

from __future__ import annotations

from typing import Any

import pytest

from cases.models import Decision, OtherText
from tests.web.deciding import begin, page, panel, save, waits
from tests.web.world import World

pytestmark = pytest.mark.django_db
ANSWER, ORDER, REASON = "【答辩意见】", "一、【判项】", "【裁判理由】"


class Draft:
    """A draft and the windows of two judges, opened on its first version."""

    def __init__(self, world: World) -> None:
        case_id = waits(world)
        panel(world, case_id)
        self.world, self.decision = world, begin(world, case_id)
        self.base, self.first = self.decision.version, self.decision.text

    def sends(self, who: str, text: str, turn: int, version: int = 0) -> dict[str, Any]:
        answer = save(self.world, self.decision, text, who, version or self.base, f"of-{who}",
                      autosave="1", turn=turn)  # fmt: skip
        said: dict[str, Any] = answer.json()
        self.decision.refresh_from_db()
        return said

    def has(self, *words: str) -> bool:
        return all(one in self.decision.text for one in words)


@pytest.fixture
def draft(world: World) -> Draft:
    return Draft(world)


def test_who_typed_on_while_the_merged_answer_came_reverts_nobody(draft: Draft) -> None:
    draft.sends("judge2", draft.first.replace(ANSWER, "无异议。"), 1)
    mine = draft.first.replace(ORDER, "一、驳回。")
    assert "无异议。" in draft.sends("judge", mine, 1)["text"]
    more = mine.replace("一、驳回。", "一、驳回诉讼请求。")
    said = draft.sends("judge", more, 2)
    assert draft.has("无异议。", "一、驳回诉讼请求。") and said["text"] == draft.decision.text
    more = more.replace(REASON, "证据不足。")
    draft.sends("judge", more, 3)
    assert draft.has("无异议。", "一、驳回诉讼请求。", "证据不足。")
    taken = draft.decision.text.replace("一、驳回诉讼请求。", "一、准予离婚。")
    assert "text" not in draft.sends("judge", taken, 4, draft.decision.version)
    assert draft.has("无异议。", "一、准予离婚。", "证据不足。")
    assert not OtherText.objects.exists()


def test_an_answer_that_was_lost_reverts_nobody(draft: Draft) -> None:
    mine = draft.first.replace(ORDER, "一、驳回。")
    draft.sends("judge", mine, 1)  # its answer never came: the window still has the first version
    draft.sends("judge2", draft.first.replace(ANSWER, "无异议。"), 1)
    draft.sends("judge", mine.replace("一、驳回。", "一、驳回请求。"), 2)
    assert draft.has("无异议。", "一、驳回请求。") and not OtherText.objects.exists()


def test_a_save_that_arrives_late_changes_nothing(draft: Draft) -> None:
    newer = draft.first.replace(ORDER, "一、驳回诉讼请求。")
    draft.sends("judge", newer, 2)
    draft.sends("judge2", draft.first.replace(ANSWER, "无异议。"), 1)
    before = draft.decision.text
    said = draft.sends("judge", draft.first.replace(ORDER, "一、"), 1)
    assert draft.decision.text == before and said["version"] == draft.base


def test_what_could_not_be_kept_is_still_made_from_its_own_version(draft: Draft) -> None:
    draft.sends("judge2", draft.first.replace(ANSWER, "无异议。"), 1)
    mine = draft.first.replace(ORDER, "一、驳回。")
    long = mine + "长" * 200_001
    answer = save(draft.world, draft.decision, long, "judge", draft.base, "w1")
    assert answer.status_code == 409 and answer.context["text"] == long
    shown = answer.context["window"]
    assert shown.version == draft.base
    save(draft.world, draft.decision, mine, "judge", shown.version, shown.name)
    draft.decision.refresh_from_db()
    assert draft.has("无异议。", "一、驳回。")


def test_both_of_two_texts_can_be_read_afterwards(draft: Draft) -> None:
    draft.sends("judge2", draft.first.replace(ANSWER, "无异议。"), 1)
    said = draft.sends("judge", draft.first.replace(ANSWER, "不同意还款。"), 1)
    assert said["goes_on"] and said["kept"], "what is typed next is sent too"
    draft.sends("judge", draft.first.replace(ANSWER, "不同意还款，也不付利息。"), 2)
    assert OtherText.objects.get().text.count("也不付利息") == 1
    client = draft.world.client("judge")
    client.post(page(draft.decision), {"leave": OtherText.objects.get().pk})
    shown = client.get(page(draft.decision))
    assert "也不付利息" not in shown.content.decode()
    [url] = [one["url"] for one in shown.context["earlier"] if one["beside"]]
    assert "也不付利息" in client.get(url).content.decode()
    first = shown.context["earlier"][-1]["url"]
    assert ANSWER in client.get(first).content.decode()
    assert client.get(f"{page(draft.decision)}?earlier=t{10**9}").context["looked_at"] is None
    assert Decision.objects.get().versions.count() >= 2
