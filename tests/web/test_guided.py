"""The person sued answers by plain questions."""

from __future__ import annotations

from django.urls import reverse

from cases.models import Document
from tests.web.world import World


def test_questions_make_an_answer_that_is_read_changed_and_sent(world: World) -> None:
    case_id = world.file()
    world.put(case_id, "answer_period")
    client = world.client("bob", "en")
    act = reverse("act", args=[case_id, "file_answer"])
    guided = reverse("case-answer", args=[case_id])
    assert guided in client.get(act).content.decode()
    assert client.post(guided, {}).status_code == 422
    made = client.post(guided, {"borrowed": "yes", "paid": "3000", "more": "愿意分期。"})
    text = made.context["confirm"]["form"]["answer"].value()
    assert (
        "答辩人认可借款事实。" in text and "答辩人已归还3,000元。" in text and "愿意分期。" in text
    )
    form = made.context["confirm"]["form"]
    sent = {"key": form["key"].value(), "version": form["version"].value(), "answer": text + "另"}
    assert client.post(act, sent).status_code == 302
    assert Document.objects.get(kind="answer").text == text + "另"


def test_only_who_may_answer_is_asked(world: World) -> None:
    case_id = world.file()
    world.put(case_id, "answer_period")
    guided = reverse("case-answer", args=[case_id])
    assert world.client("alice").get(guided).status_code == 403
    other = world.file(cause_code="116.2")
    world.put(other, "answer_period")
    assert world.client("bob").get(reverse("case-answer", args=[other])).status_code == 404
