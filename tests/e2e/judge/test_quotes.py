"""Words of the file come from one window into the draft that stands in another."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Document, Entry, EvidenceItem, Source
from cases.writing import quoting
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-judge")]
SAYS = """([name, quote]) => new Promise((told) => {
  const channel = new BroadcastChannel(name);
  const answers = [];
  channel.onmessage = ({ data }) => !data.field && answers.push(data);
  setTimeout(() => channel.postMessage(quote), 50);
  setTimeout(() => { channel.close(); told(answers); }, 1200);
})"""


def drafts(judge: Person, case_id: int) -> None:
    judge.open(case_id, "decisions")
    judge.page.select_option("[name=form]", "judgment_first")
    judge.press("form.confirm button.button")


def says(page: Page, case_id: int, paper: Document, text: str, at: int = 1) -> list[Any]:
    """What a reader in this window posts, and every answer that it gets."""
    quote = {"id": "q1", "document": paper.pk, "page": at, "code": "卷1-p1", "title": paper.title,
             "text": text}  # fmt: skip
    found: list[Any] = page.evaluate(SAYS, [f"quotes:{case_id}", quote])
    return found


def test_words_from_another_window_stand_in_the_draft_with_their_source(
    house: Courthouse, enter: Enter
) -> None:
    case_id = house.case(scenes.heard, "2026-01-26")
    paper = Document.objects.main().filter(case_id=case_id, kind="complaint").get()
    judge = enter("judge")
    drafts(judge, case_id)
    other = judge.page.context.new_page()
    other.goto("/verify")
    assert says(other, case_id + 1, paper, "别的案件") == [], "another case's channel"
    [answer] = says(other, case_id, paper, "演示\n引文")
    assert answer["taken"] == "q1" and answer["where"]
    quotation = f"“演示引文”（《{paper.title}》第1页）"
    text = judge.page.locator("#id_text")
    assert f"【认定的事实】{quotation}\n" in text.input_value(), "where a quote belongs"
    expect(judge.page.locator("[data-sources] .source")).to_have_count(1)
    text.evaluate("field => { field.focus(); field.setSelectionRange(0, 0); }")
    says(other, case_id, paper, "在光标处")
    assert text.input_value().startswith("“在光标处”"), "at the caret"
    expect(judge.page.locator("[data-state]")).not_to_be_empty()
    other.close()
    judge.page.reload()
    assert judge.page.locator(".source:not(.is-struck)").count() == 2
    assert Source.objects.filter(decision__case_id=case_id).count() == 2


def test_of_two_drafts_the_last_one_written_in_takes_the_words(
    house: Courthouse, enter: Enter
) -> None:
    case_id = house.case(scenes.heard, "2026-01-26")
    paper = Document.objects.main().filter(case_id=case_id, kind="complaint").get()
    judge = enter("judge")
    drafts(judge, case_id)
    second = judge.page.context.new_page()
    second.goto(judge.page.url)
    reader = judge.page.context.new_page()
    reader.goto("/verify")
    judge.page.locator("#id_text").focus()
    assert len(says(reader, case_id, paper, "第一处")) == 1
    assert "第一处" in judge.page.locator("#id_text").input_value()
    assert "第一处" not in second.locator("#id_text").input_value()
    judge.page.locator("#id_text").evaluate("field => field.blur()")
    judge.go("/verify")
    assert len(says(reader, case_id, paper, "第二处")) == 1, "the one that is left"
    assert "第二处" in second.locator("#id_text").input_value()
    before = second.locator("#id_text").input_value()
    answers = says(reader, case_id, paper, "不存在的页", at=999)
    assert [list(one)[0] for one in answers] == ["taken", "refused"]
    assert second.locator("#id_text").input_value() == before, "what is refused is not put in"
    expect(second.locator("[data-quotes-said].is-wrong")).not_to_be_empty()
    second.close()
    reader.close()


FIRST_LINE = """() => {
  const line = [...document.querySelectorAll("[data-leaf] svg.sheet text")]
    .find((one) => one.textContent.includes("演示案情"));
  const words = line.firstChild;
  document.getSelection().setBaseAndExtent(words, 0, words, words.length);
  return line.textContent.trim();
}"""


def test_a_paper_left_and_the_draft_right_what_is_selected_is_quoted_with_its_source(
    house: Courthouse, enter: Enter
) -> None:
    case_id = house.case(scenes.heard, "2026-01-26")
    paper = Document.objects.main().filter(case_id=case_id, kind="complaint").get()
    judge = enter("judge")
    drafts(judge, case_id)
    assert judge.go(f"/cases/{case_id}/reader/{paper.pk}/1") == 200
    page = judge.page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.locator("[data-leaf] svg.sheet text").first.wait_for(state="attached")
    option = page.locator("#beside option[data-pane-url*='/decisions/']").first
    page.select_option("#beside", option.get_attribute("value"))
    draft = page.frame_locator("iframe")
    draft.locator("#id_text").click()
    words = page.evaluate(FIRST_LINE)
    page.locator("[data-do=quote]:visible").first.click()
    expect(draft.locator("[data-sources] .source")).to_have_count(1)
    said = quoting.quotation(quoting.plain(words), paper.title, 1)
    assert said in draft.locator("#id_text").input_value()
    expect(page.locator("[data-said]")).not_to_be_empty()
    expect(draft.locator("[data-state]")).not_to_be_empty()
    source = Source.objects.get(decision__case_id=case_id)
    assert (source.document_id, source.page) == (paper.pk, 1)
    # Before it is signed: the source, and what was never discussed.
    seq = Entry.objects.filter(case_id=case_id).latest("seq").seq
    EvidenceItem.objects.create(
        case_id=case_id, party_no=1, side="plaintiff", no=1, title="演示借条", kind="documentary",
        put_seq=seq, put_at=timezone.now(),
    )  # fmt: skip
    judge.go(f"/decisions/sign?pick={source.decision_id}")
    assert page.locator(".source").count() == 1
    asked = page.locator(".finding-confirm:has([name=confirm])").all_inner_texts()
    assert len(asked) == 1 and "原告证据1" in asked[0]
