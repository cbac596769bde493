"""The counter: any act of a party entered from paper, with its scans, its dates and a receipt."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from cases.law.acts import ACTS, PAID_ONLINE, TAKEN_IN
from cases.law.on_paper import Paper
from cases.law.periods import SHANGHAI
from cases.law.roles import PARTIES, Role
from cases.materials import storing
from cases.materials.trays import tray_for
from cases.models import Arrival, Clock, Document, Entry, Upload, Written
from tests.web.world import World

NOW = "%Y-%m-%dT%H:%M"


@pytest.fixture
def case_id(world: World) -> int:
    """A case whose complaint came nine days ago on paper."""
    came = datetime.now(SHANGHAI) - timedelta(days=9)
    found = world.file(paper=Paper(1, came))
    world.put(found, "evidence_period")
    return found


def url(case_id: int, code: str) -> str:
    return reverse("take-in", args=[case_id, code])


def enter(client: Client, case_id: int, code: str, **typed: Any) -> Any:
    form = client.get(url(case_id, code)).context["confirm"]["form"]
    said = {
        "key": form["key"].value(), "version": form["version"].value(), "party_no": 1,
        "how": "hand", "arrived_at": f"{datetime.now(SHANGHAI) - timedelta(hours=2):{NOW}}",
    }  # fmt: skip
    return client.post(url(case_id, code), {**said, **typed})


def pdf(pages: int) -> bytes:
    made, writer = BytesIO(), PdfWriter()
    for n in range(pages):
        writer.add_blank_page(100 + n, 100)
    writer.write(made)
    return made.getvalue()


def scan(world: World, client: Client, case_id: int, code: str, pages: int) -> Upload:
    tray = tray_for(world["clerk"].pk, f"{case_id}:paper:{code}")
    file = SimpleUploadedFile("扫描.pdf", pdf(pages), "application/pdf")
    client.post(reverse("upload-tray", args=[tray]), {"files": [file]})
    return Upload.objects.get(tray=tray)


def test_everything_a_party_does_online_can_come_on_paper() -> None:
    of_parties = {code for code, act in ACTS.items() if act.by & PARTIES}
    assert of_parties - TAKEN_IN == PAID_ONLINE
    assert {code for code in TAKEN_IN if Role.CLERK not in ACTS[code].by} == set()


def appeals_listed(client: Client, case_id: int) -> list[dict[str, str]]:
    listed = client.get(reverse("case-counter", args=[case_id])).context["papers"]
    return [one for one in listed if one["url"] == url(case_id, "appeal_on_paper")]


def test_an_appeal_that_comes_while_the_file_is_archived_is_said_to_wait(
    world: World, case_id: int
) -> None:
    """There is no way from there to the court above, and nobody is late for it (CPL 85)."""
    world.put(case_id, "closing_archiving")
    client = world.client("clerk")
    assert appeals_listed(client, case_id) == []  # nobody's time to appeal ever ran
    over = Clock.objects.filter(case_id=case_id)[0]
    over.no, over.code, over.state = 90, "appeal_period", "expired"
    over.save(force_insert=True)
    [appeal] = appeals_listed(client, case_id)
    assert "先归档" in appeal["reason"] and "交邮" in appeal["reason"]
    refused = client.get(appeal["url"])
    assert refused.status_code == 403 and appeal["reason"] in refused.content.decode()
    world.put(case_id, "archived")
    world.says_why(case_id, "clerk")
    assert client.get(appeal["url"]).status_code == 200


def test_evidence_on_paper_with_its_scan_and_a_receipt(world: World, case_id: int) -> None:
    client = world.client("clerk")
    scan(world, client, case_id, "submit_evidence", 3)
    answer = enter(client, case_id, "submit_evidence", title="借条原件", party_no=2)
    receipt = Document.objects.get(case_id=case_id, kind="materials_receipt")
    assert answer["Location"] == reverse("document", args=[case_id, receipt.pk])
    shown = client.get(answer["Location"]).content.decode()
    assert "收取材料凭证" in shown and "扫描.pdf" in shown and "鲍勃" in shown
    kept = Document.objects.filter(case_id=case_id, party_no=2, blob__isnull=False)
    assert [(one.title, one.pages) for one in kept] == [("扫描.pdf", 3)]
    entry = Entry.objects.get(case_id=case_id, act="submit_evidence")
    assert entry.actor_id == world["clerk"].pk
    assert Written.objects.get(document=receipt).party_no == 2


def test_the_receipt_can_be_printed(world: World, case_id: int) -> None:
    client = world.client("clerk")
    enter(client, case_id, "make_request", request="paper", asked="请给我纸质文书")
    receipt = Document.objects.get(case_id=case_id, kind="materials_receipt")
    answer = client.get(reverse("document-pdf", args=[case_id, receipt.pk]))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "收取材料凭证" in text


def test_a_scan_goes_along_with_what_takes_no_files_online(world: World, case_id: int) -> None:
    client = world.client("clerk")
    scan(world, client, case_id, "agree_online", 1)
    enter(client, case_id, "agree_online", opinion="declined")
    assert Document.objects.get(case_id=case_id, blob__isnull=False).party_no == 1


def test_a_stack_is_taken_apart_into_its_papers(world: World, case_id: int) -> None:
    client = world.client("clerk")
    one = scan(world, client, case_id, "submit_evidence", 6)
    client.post(reverse("upload-change", args=[one.pk]), {"split": "2, 5"})
    parts = list(Upload.objects.order_by("order"))
    assert [(x.name, x.pages, x.state) for x in parts] == [
        ("扫描 1-2.pdf", 2, "ready"), ("扫描 3-5.pdf", 3, "ready"), ("扫描 6-6.pdf", 1, "ready")
    ]  # fmt: skip
    widths = []
    for part in parts:
        assert part.blob is not None
        with storing.open_blob(part.blob) as file:
            widths += [int(page.mediabox.width) for page in PdfReader(file).pages]
    assert widths == [100, 101, 102, 103, 104, 105]


@pytest.mark.parametrize("typed", ["", "0", "6", "5, 2", "2, 2", "x", "2,99999", "-1", "²"])
def test_what_makes_no_papers_leaves_the_stack_alone(
    world: World, case_id: int, typed: str
) -> None:
    client = world.client("clerk")
    one = scan(world, client, case_id, "submit_evidence", 6)
    back = url(case_id, "submit_evidence")
    answer = client.post(
        reverse("upload-change", args=[one.pk]), {"split": typed, "next": back}, follow=True
    )
    assert Upload.objects.get().pk == one.pk
    assert "不超过5" in answer.content.decode()


def test_by_post_needs_its_postmark_and_keeps_what_was_typed(world: World, case_id: int) -> None:
    answer = enter(
        world.client("clerk"), case_id, "make_request", how="post", request="paper", asked="请邮寄"
    )
    assert answer.status_code == 422
    assert "请填写邮戳日期" in answer.content.decode() and "请邮寄" in answer.content.decode()
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"arrived_at": "2999-01-01T00:00"}, "收到时间晚于现在"),
        ({"arrived_at": "2001-01-01T00:00"}, "早于本案收到起诉材料"),
        ({"how": "post", "posted_on": "2999-01-01"}, "邮戳日期晚于收到日期"),
    ],
)
def test_dates_that_cannot_be_are_named(
    world: World, case_id: int, typed: dict[str, str], words: str
) -> None:
    answer = enter(
        world.client("clerk"), case_id, "make_request", request="paper", asked="x", **typed
    )
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert not Entry.objects.filter(act="make_request").exists()


def test_the_page_of_a_case_lists_what_can_come_and_why_the_rest_cannot(
    world: World, case_id: int
) -> None:
    answer = world.client("clerk").get(reverse("case-counter", args=[case_id]))
    rows = {row["url"]: row["reason"] for row in answer.context["papers"]}
    assert rows[url(case_id, "submit_evidence")] == ""
    assert rows[url(case_id, "ask_relief")] != ""


def test_a_number_leads_to_the_case_and_nonsense_says_so(world: World, case_id: int) -> None:
    client = world.client("clerk")
    answer = client.get(reverse("counter"), {"q": "鲍勃"})
    assert answer["Location"] == reverse("case-counter", args=[case_id])
    answer = client.get(reverse("counter"), {"q": "690123456789\0"})
    assert "没有案号或者当事人为" in answer.content.decode()


def test_what_was_entered_is_listed(world: World, case_id: int) -> None:
    client = world.client("clerk")
    enter(client, case_id, "make_request", request="paper", asked="请给我纸质文书")
    [row] = client.get(reverse("counter")).context["entered"]
    assert row["url"] == reverse("case", args=[case_id])


def test_the_counter_is_in_the_clerks_way_around(world: World) -> None:
    nav = world.client("clerk").get(reverse("work")).context["nav"]
    assert reverse("counter") in [one["url"] for one in nav]


def test_what_is_not_a_partys_is_not_taken_in(world: World, case_id: int) -> None:
    assert world.client("clerk").get(url(case_id, "register")).status_code == 404
    world.says_why(case_id, "judge")
    assert world.client("judge").get(url(case_id, "make_request")).status_code == 403
