"""Two parties and a judge go through a whole exchange online, each in their own time."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from cases.law.evidence_sheet import COLUMNS
from cases.models import Case, EvidenceItem
from courtflow.rehearsal.people import PASSWORD
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import PHONE, Courthouse, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-judge")]

FIRST = "演示借条1"


def sheet() -> dict[str, object]:
    """Fifty items as a workbook."""
    book = Workbook()
    rows = book.active
    assert rows is not None
    rows.append([one.zh for one in COLUMNS])
    for n in range(1, 51):
        rows.append([f"演示借条{n}", "书证", f"演示证明第{n}笔借款", "演示出具", "复印件", str(n)])
    made = io.BytesIO()
    book.save(made)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "list.xlsx", "mimeType": kind, "buffer": made.getvalue()}


def puts_fifty(person: Person, case_id: int) -> None:
    page = person.page
    person.open(case_id, "exchange/list")
    page.locator("details:has(input[type=file]) > summary").click()
    page.set_input_files("input[name=sheet]", sheet())  # type: ignore[arg-type]
    person.press("form[enctype='multipart/form-data'] button.button")
    assert page.locator("tbody tr").count() == 50
    assert EvidenceItem.objects.filter(case_id=case_id).count() == 0
    person.press("form:has(input[name=looked_at]) button.button")
    assert page.locator(".drafts > li").count() == 50
    fits(person)
    person.press("form:has(input[value=put_evidence]) button.button")


def puts_one(person: Person, case_id: int) -> None:
    person.open(case_id, "exchange/list")
    person.fill(title="演示收据", kind="documentary", purpose="演示已经还款", original="original")
    person.press("form.confirm:has([name=title]) button.button")
    person.open(case_id, "exchange/list")
    person.press("form:has(input[value=put_evidence]) button.button")


def fits(person: Person) -> None:
    assert person.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def does(person: Person, act: str, **answers: str) -> None:
    """An act by its form on the open page, unfolded where it is folded."""
    form = person.page.locator(f"form:has(input[name=act][value={act}])")
    fold = person.page.locator(f"details:not([open]):has(input[name=act][value={act}]) > summary")
    while fold.count():
        fold.first.click()
    for name, value in answers.items():
        choice = form.locator(f"[name={name}][value='{value}']")
        if choice.count():
            choice.check()
        elif form.locator(f"select[name={name}]").count():
            form.locator(f"select[name={name}]").select_option(value)
        else:
            form.locator(f"[name={name}]").fill(value)
    person.press(f"form:has(input[name=act][value={act}]) button.button")
    said = person.page.locator("[data-errors]").all_inner_texts()
    assert said == [], said


def at_item(person: Person, case_id: int, title: str) -> None:
    person.open(case_id, "exchange")
    person.page.get_by_role("link", name=title).first.click()
    expect(person.page.locator("#item-title")).to_contain_text(title)


def signs(person: Person, case_id: int) -> None:
    person.open(case_id, "exchange/record")
    person.fill(word="signed", in_person=PASSWORD)
    person.press("form.confirm button.button")


def test_a_whole_exchange_online_not_at_the_same_time(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.evidence_running, "2026-02-25")
    plaintiff, defendant = enter("plaintiff", phone=True), enter("defendant", phone=True)
    judge, clerk = enter("judge"), enter("clerk")
    puts_fifty(plaintiff, case_id)
    puts_one(defendant, case_id)
    clerk.do(case_id, "close_evidence")

    judge.open(case_id, "exchange")
    does(judge, "propose_exchange")
    for party in (plaintiff, defendant):
        party.open(case_id, "exchange")
        does(party, "agree_exchange", manner="async")
    judge.open(case_id, "exchange")
    does(judge, "open_exchange", way="async", days="5")

    # the other side: nothing against forty-nine, the first is disputed
    defendant.open(case_id, "exchange?show=unanswered")
    fits(defendant)
    boxes = defendant.page.locator("input[name=items]")
    assert boxes.count() == 50
    for n in range(1, 50):
        boxes.nth(n).check()
    defendant.press("button[value=answer_evidence]")
    does(defendant, "answer_evidence")
    at_item(defendant, case_id, FIRST)
    fits(defendant)
    does(defendant, "answer_evidence", authenticity="disputed", legality="accepted",
         relevance="accepted", said="演示：签名不是我写的")  # fmt: skip
    at_item(defendant, case_id, FIRST)
    does(defendant, "speak_on_evidence", spoken="question", said="演示：在哪里写的？")
    does(defendant, "speak_on_evidence", spoken="demand", said="演示：复印件看不清签名")
    at_item(plaintiff, case_id, FIRST)
    does(plaintiff, "speak_on_evidence", spoken="reply", said="演示：在原告家中。")
    at_item(plaintiff, case_id, "演示收据")
    does(plaintiff, "answer_evidence", authenticity="accepted", legality="accepted",
         relevance="accepted")  # fmt: skip

    # the bench: the original, and what it finds
    judge.open(case_id, "exchange?show=original")
    assert judge.page.locator("tbody tr").count() == 1
    at_item(judge, case_id, FIRST)
    assert "演示：复印件看不清签名" in judge.text()
    does(judge, "order_original", verdict="ordered", days="3")
    does(
        judge, "compare_original", result="same", basis="compared", said="演示：当庭比对，双方在场"
    )
    does(judge, "rule_on_evidence", ruling="admitted", said="演示：与原件一致，内容明确")

    clerk.open(case_id, "exchange")
    does(clerk, "make_exchange_record", said="演示争议焦点：签名真伪")
    for party in (plaintiff, defendant):
        signs(party, case_id)
        assert "原告证据2-50" in party.text()
        assert "演示：签名不是我写的" in party.text()
    clerk.do(case_id, "hold_exchange")
    assert Case.objects.get(pk=case_id).stands_at == "hearing_scheduling"


def test_without_scripts_everything_is_there(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.exchanging, "2026-01-05")
    defendant = enter("defendant", scripts=False)
    at_item(defendant, case_id, "演示借条")
    does_it = "form:has(input[value=answer_evidence])"
    for name in ("authenticity", "legality", "relevance"):
        defendant.page.locator(f"{does_it} [name={name}][value=accepted]").check()
    defendant.press(f"{does_it} button.button")
    expect(defendant.page.locator("#item-title")).to_contain_text("演示转账记录")
