"""The filing desk: from the queue to the application beside its materials, sent back, accepted."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from cases import procedure
from cases.acts.filing import correcting
from cases.materials.trays import tray_for
from cases.models import Case, Document
from tests.cases.make import set_clock
from tests.cases.materials.corpus import picture
from tests.e2e import scenes
from tests.e2e.conftest import Enter
from tests.e2e.people import MORNING, CasePage, Courthouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-clerk")]


def mended(house: Courthouse, case_id: int) -> None:
    """The plaintiff sends in what was asked for: a sum, and the picture of a note."""
    plaintiff = house.cast.party("plaintiff")
    client = Client()
    client.force_login(house.cast.users["plaintiff"])
    tray = tray_for(plaintiff.person, f"{case_id}:submit_correction")
    note = ContentFile(picture("JPEG", (1200, 1600)), "借条.jpg")
    client.post(reverse("upload-tray", args=[tray]), {"files": note})
    data = {"amount": "90000", "files": str(tray)}
    procedure.perform(case_id, "submit_correction", by=plaintiff, data=data)


def test_from_the_queue_back_to_the_plaintiff_and_then_accepted(
    house: Courthouse, enter: Enter
) -> None:
    set_clock(house.cast.group, MORNING)
    later = house.case(scenes.filed, "2026-02-26")
    case_id = house.case(scenes.filed, "2026-02-24")
    clerk = enter("clerk")
    clerk.go("/desk/filings")
    clerk.press("main .actions a.button")
    assert clerk.page.url.endswith(f"/desk/filings/{case_id}"), "the most urgent comes first"

    # Sent back: one defect typed at its part, one finding ticked.
    clerk.page.locator("section:has(#part-amount) .pin > summary").click()
    clerk.page.fill("[name=in_amount]", "演示:写明计算方法。")
    clerk.page.check("[name=pin][value=item_loan]")
    clerk.press("button[value=return_for_correction]")
    assert clerk.page.url.endswith(f"/desk/filings/{later}"), "the next filing follows"
    said = correcting.defects(case_id)
    assert said["amount"] == "演示:写明计算方法。" and "借条" in said["evidence"]
    assert said[""] == "" and Case.objects.get(pk=case_id).stands_at == "filing_correction"

    # Corrected: marked in the queue and at its parts, the new picture shown in place.
    mended(house, case_id)
    clerk.go("/desk/filings")
    row = clerk.page.locator(f"table.worklist tr:has(a[href='/desk/filings/{case_id}'])")
    assert row.locator(".mark").count() == 1
    clerk.press(f"a[href='/desk/filings/{case_id}']")
    assert clerk.page.locator("#part-amount .mark").count() == 1
    assert clerk.page.locator("#part-complaint .mark").count() == 0
    paper = Document.objects.exclude(blob=None).get(case_id=case_id)
    shown = f"/cases/{case_id}/reader/{paper.pk}/1?pane=1"
    frame = clerk.page.frame("desk-paper")
    assert frame is not None and frame.url.endswith(shown)
    drawn = frame.wait_for_selector("img")
    assert drawn is not None and drawn.evaluate("picture => picture.naturalWidth") == 1200

    # What is typed stays while another material is looked at.
    clerk.page.locator("section:has(#part-parties) .pin > summary").click()
    clerk.page.fill("[name=in_parties]", "演示")
    clerk.page.locator(f".desk-list a[href='{shown}']").click()
    assert clerk.page.input_value("[name=in_parties]") == "演示"

    clerk.page.select_option("[name=procedure]", "summary")
    clerk.press("button[value=register]")
    assert CasePage.read(clerk.open(case_id).page).place == "fee_payment"


def test_on_a_phone_without_scripts(house: Courthouse, enter: Enter) -> None:
    case_id = house.case(scenes.filed, "2026-02-23")
    clerk = enter("clerk", phone=True, language="en", scripts=False)
    clerk.go(f"/desk/filings/{case_id}")
    width = clerk.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    clerk.press("button[value=register]")
    assert Case.objects.get(pk=case_id).stands_at == "fee_payment"
