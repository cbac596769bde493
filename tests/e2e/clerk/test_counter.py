"""The counter: an answer posted in time, entered days later from its scan; then put right."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfWriter

from cases.models import Document, Entry
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-clerk")]


def stack(pages: int) -> bytes:
    made, writer = BytesIO(), PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(300, 400)
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize("phone", [False, True])
def test_paper_by_post_is_entered_with_its_scan_and_corrected(
    house: Courthouse, enter: Enter, phone: bool
) -> None:
    case_id = house.case(scenes.served, "2026-02-23")
    clerk = enter("clerk", phone=phone)
    page = clerk.page
    clerk.go(f"/cases/{case_id}")
    page.get_by_role("link", name="收到纸质材料").click()
    page.get_by_role("link", name="提交答辩状").click()
    page.get_by_label("选择文件").set_input_files(
        {"name": "邮件扫描.pdf", "mimeType": "application/pdf", "buffer": stack(5)}
    )
    page.get_by_text("一个扫描件里有几份材料").click()
    page.get_by_label("每份材料的最后一页").fill("3")
    page.get_by_role("button", name="拆分").click()
    page.locator(".tray-name", has_text="邮件扫描 4-5.pdf").wait_for()

    page.get_by_label("邮寄", exact=True).check()
    page.get_by_label("邮戳日期").fill("2026-02-28")
    page.get_by_label("答辩意见").fill("不同意原告的诉讼请求。")
    page.get_by_role("button", name="录入并出具凭证").click()
    page.get_by_role("heading", name="收取材料凭证").wait_for()
    receipt = page.get_by_role("main").inner_text()
    assert "邮件扫描 1-3.pdf" in receipt and "2026年2月28日" in receipt
    answer = Document.objects.get(case_id=case_id, kind="answer")
    assert (answer.party_no, answer.is_late) == (2, False)

    clerk.go(f"/cases/{case_id}/history")
    page.get_by_role("link", name="记录有误，更正").click()
    page.get_by_label("错在哪里").fill("这是另一案件的答辩状。")
    page.get_by_role("button", name="更正记录").click()
    page.get_by_text("已更正。如仍需办理").wait_for()
    assert Entry.objects.filter(case_id=case_id).latest("seq").act == "mend"
    answer.refresh_from_db()
    assert answer.void_seq is not None
