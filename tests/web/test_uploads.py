"""Files at the pages: sent in pieces or whole, kept from others, handed in with an act, handed out
to whoever reads the paper."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.law.roles import Role
from cases.materials import receiving, storing
from cases.materials.trays import tray_for
from cases.models import Blob, Document, Entry, Upload
from cases.proof.replay import replay
from cases.proof.verifying import verify
from tests.cases.materials.corpus import HOSTILE, pdf, picture
from tests.web.world import World

TRAY = UUID("22222222-2222-2222-2222-222222222222")


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def announce(client: Client, name: str = "借条.jpg", size: int = 10, tray: UUID = TRAY) -> Any:
    body = {"tray": str(tray), "name": name, "size": size}
    return client.post(reverse("uploads"), body, content_type="application/json")


def put(client: Client, upload: str, offset: int | str, piece: bytes) -> Any:
    url = reverse("upload-bytes", args=[upload])
    return client.patch(f"{url}?offset={offset}", piece, content_type="application/octet-stream")


def send(client: Client, data: bytes, name: str = "借条.jpg", tray: UUID = TRAY) -> Any:
    begun = announce(client, name, len(data), tray).json()
    return put(client, begun["id"], 0, data).json()


# -- sending --------------------------------------------------------------------------------------


def test_announced_sent_in_pieces_checked(world: World) -> None:
    client, data = world.client("alice"), picture("JPEG")
    begun = announce(client, size=len(data))
    assert begun.status_code == 201 and begun.json()["offset"] == 0
    upload = begun.json()["id"]
    half = put(client, upload, 0, data[:100])
    assert (half.status_code, half.json()["offset"], half.json()["state"]) == (
        200,
        100,
        "receiving",
    )
    wrong = put(client, upload, 7, data[7:])
    assert (wrong.status_code, wrong.json()["offset"]) == (409, 100)
    again = announce(client, size=len(data))
    assert (again.status_code, again.json()["id"], again.json()["offset"]) == (200, upload, 100)
    done = put(client, upload, 100, data[100:]).json()
    assert (done["state"], done["pages"], done["reason"]) == ("ready", 1, "")
    assert client.get(reverse("upload", args=[upload])).json()["state"] == "ready"
    assert Blob.objects.get().sha256 == hashlib.sha256(data).hexdigest()


def test_a_form_may_announce_too(world: World) -> None:
    body = {"tray": str(TRAY), "name": "a.pdf", "size": "10"}
    assert world.client("alice").post(reverse("uploads"), body).status_code == 201


@pytest.mark.parametrize("body", [
    "", "[]", "{", "null", '{"tray": 1}', '{"tray": "x", "name": "a", "size": 1}',
    json.dumps({"tray": str(TRAY), "name": "a", "size": "ten"}),
    json.dumps({"tray": str(TRAY), "name": "a", "size": 10**30}),
    json.dumps({"tray": str(TRAY), "name": "a" * 5000, "size": 10}),
    json.dumps({"tray": str(TRAY), "name": "a", "size": 1.5}), "[" * 100_000,
])  # fmt: skip
def test_an_announcement_that_says_nothing_is_told_what_to_say(world: World, body: str) -> None:
    answer = world.client("alice").post(reverse("uploads"), body, content_type="application/json")
    assert answer.status_code == 400 and answer.json()["reason"]


def test_too_large_is_refused_at_the_announcement(world: World, settings: Any) -> None:
    settings.UPLOAD_MOST_BYTES = 5 * 1024 * 1024
    answer = announce(world.client("alice", "en"), size=6 * 1024 * 1024)
    assert answer.status_code == 413 and "5 MB" in answer.json()["reason"]
    assert announce(world.client("alice"), size=0).status_code == 422
    assert not Upload.objects.exists()


def test_more_than_a_piece_at_once_is_refused(world: World) -> None:
    client = world.client("alice")
    upload = announce(client, size=3_000_000).json()["id"]
    assert put(client, upload, 0, bytes(receiving.PIECE + 1)).status_code == 413
    for offset in ("", "-1", "x", "1e3", "٣", "9" * 40):
        assert put(client, upload, offset, b"x").status_code == 400
    assert Upload.objects.get().received == 0


def test_a_refused_file_says_why_in_the_language_of_the_page(world: World) -> None:
    data = HOSTILE["docm"][1]()
    assert "宏" in send(world.client("alice"), data, "合同.docx")["reason"]
    assert "macros" in send(world.client("alice", "en"), data, "contract.docx")["reason"]


def test_too_many_files_in_an_hour_have_to_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.views.filing.uploads.MOST_AN_HOUR", 2)
    client = world.client("alice")
    assert [announce(client, f"{n}.pdf").status_code for n in range(3)] == [201, 201, 429]
    assert announce(world.client("bob"), "a.pdf").status_code == 201


def test_what_is_somebody_elses_is_not_there(world: World) -> None:
    upload = announce(world.client("alice")).json()["id"]
    client = world.client("bob")
    change = reverse("upload-change", args=[upload])
    assert client.get(reverse("upload", args=[upload])).status_code == 404
    assert put(client, upload, 0, b"0123456789").status_code == 404
    assert client.post(change, {"remove": "1"}).status_code == 404
    assert "借条" not in client.get(reverse("upload-tray", args=[TRAY])).content.decode()
    assert put(client, str(uuid4()), 0, b"x").status_code == 404
    assert Upload.objects.get().received == 0


def test_forged_requests_are_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world["alice"])
    assert announce(client).status_code == 403
    assert put(client, str(uuid4()), 0, b"x").status_code == 403


# -- the tray -------------------------------------------------------------------------------------


def test_without_scripts_files_go_in_one_form(world: World) -> None:
    client, back = world.client("alice"), reverse("mine")
    good = SimpleUploadedFile("借条.jpg", picture("JPEG"))
    bad = SimpleUploadedFile("a.exe", b"MZ" + bytes(99))
    empty = SimpleUploadedFile("nothing.pdf", b"")
    url = reverse("upload-tray", args=[TRAY])
    answer = client.post(url, {"files": [good, bad, empty], "next": back})
    assert answer["Location"] == f"{back}#tray"
    found = Upload.objects.all()
    assert [(one.name, one.state) for one in found] == [
        ("借条.jpg", "ready"), ("a.exe", "refused"),
    ]  # fmt: skip
    assert "文件为空" in client.get(back).content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:a()"])
def test_it_leads_back_to_pages_of_ours_only(world: World, target: str) -> None:
    answer = world.client("alice").post(reverse("upload-tray", args=[TRAY]), {"next": target})
    assert answer.status_code == 200


def test_the_list_says_of_each_file_what_it_is(world: World) -> None:
    client = world.client("alice", "en")
    send(client, pdf(3), "借款合同.pdf")
    send(client, b"MZ" + bytes(99), "x.exe")
    announce(client, "half.pdf", 1000)
    shown = client.get(reverse("upload-tray", args=[TRAY])).content.decode()
    assert "3 pages" in shown and "Programs are not taken" in shown and "0% is here" in shown
    assert '<option value="contract" selected>' in shown


def test_files_are_moved_turned_catalogued_and_taken_out(world: World) -> None:
    client = world.client("alice")
    first = send(client, picture("PNG"), "a.png")["id"]
    second = send(client, picture("JPEG"), "b.jpg")["id"]
    client.post(reverse("upload-change", args=[second]), {"move": "up", "heading": "chat"})
    for _ in range(5):
        client.post(reverse("upload-change", args=[second]), {"turn": "1"})
    found = list(Upload.objects.all())
    assert [str(one.pk) for one in found] == [second, first]
    assert (found[0].heading, found[0].rotation) == ("chat", 90)
    client.post(reverse("upload-change", args=[first]), {"remove": "1"})
    assert [str(pk) for pk in Upload.objects.values_list("pk", flat=True)] == [second]


# -- handing in with an act -----------------------------------------------------------------------


def problems(case_id: int) -> list[str]:
    """What the proof of the log finds; the jump of these tests to a node is one."""
    found = [*replay(case_id), *verify(case_id=case_id).problems]
    return sorted(str(getattr(problem, "what", problem)) for problem in found)


def in_evidence_period(world: World) -> int:
    case_id = world.file()
    world.put(case_id, "evidence_period")
    return case_id


def hand_in(client: Client, case_id: int, tray: UUID, **more: Any) -> Any:
    url = reverse("act", args=[case_id, "submit_evidence"])
    first = client.get(url).context["confirm"]["form"].initial
    body = {"key": first["key"], "version": first["version"], "files": str(tray), "title": "证据一"}
    return client.post(url, {**body, **more})


def test_evidence_is_handed_in_with_its_files(world: World) -> None:
    case_id, client = in_evidence_period(world), world.client("alice")
    tray = tray_for(world["alice"].pk, f"{case_id}:submit_evidence")
    page = client.get(reverse("act", args=[case_id, "submit_evidence"]))
    assert str(tray) in page.content.decode()
    before = problems(case_id)
    send(client, picture("JPEG"), "转账记录.jpg", tray)
    send(client, pdf(2), "借款合同.pdf", tray)
    assert hand_in(client, case_id, tray).status_code == 302
    found = Document.objects.filter(case_id=case_id).exclude(blob=None).select_related("blob")
    assert [(d.title, d.kind, d.volume, d.party_no, d.pages) for d in found] == [
        ("转账记录.jpg", "transfer", "main", 1, 1), ("借款合同.pdf", "contract", "main", 1, 2),
    ]  # fmt: skip
    entry = Entry.objects.filter(case_id=case_id).latest("seq")
    facts = orjson.loads(entry.body)["facts"]
    assert facts["documents"] == [[d.pk, d.blob.sha256] for d in found if d.blob]
    assert "files" not in facts and {d.seq for d in found} == {entry.seq}
    assert not Upload.objects.exists()
    assert problems(case_id) == before
    history = client.get(reverse("case-history", args=[case_id])).context["entries"]
    assert "2" in history[0]["detail"] and "转账" not in history[0]["detail"]


def test_an_answer_takes_files_too(world: World) -> None:
    case_id, client = world.file(), world.client("bob")
    world.put(case_id, "answer_period")
    tray = tray_for(world["bob"].pk, f"{case_id}:file_answer")
    send(client, pdf(), "答辩状.pdf", tray)
    answer = client.post(
        reverse("act", args=[case_id, "file_answer"]), {"files": str(tray), "answer": "不同意"}
    )
    assert answer.status_code == 302
    paper = Document.objects.exclude(blob=None).get(case_id=case_id)
    assert (paper.kind, paper.party_no) == ("answer", 2)


def test_what_has_not_arrived_holds_the_act_back(world: World) -> None:
    case_id, client = in_evidence_period(world), world.client("alice", "en")
    announce(client, "half.pdf", 1000)
    before = Document.objects.count()
    answer = hand_in(client, case_id, TRAY)
    assert answer.status_code == 409 and "half.pdf" in answer.content.decode()
    assert Document.objects.count() == before and Upload.objects.exists()


def test_nobody_hands_in_files_of_others(world: World) -> None:
    case_id = in_evidence_period(world)
    send(world.client("bob"), pdf(), "秘密.pdf")
    assert hand_in(world.client("alice"), case_id, TRAY).status_code == 302
    assert not Document.objects.exclude(blob=None).exists()
    assert Upload.objects.count() == 1


def test_sending_the_form_twice_hands_in_once(world: World) -> None:
    case_id, client = in_evidence_period(world), world.client("alice")
    send(client, pdf())
    key = str(uuid4())
    for _ in range(2):
        assert hand_in(client, case_id, TRAY, key=key).status_code == 302
    assert Document.objects.exclude(blob=None).count() == 1


# -- handing out ----------------------------------------------------------------------------------


@pytest.fixture
def paper(world: World) -> Document:
    case_id, client = in_evidence_period(world), world.client("alice")
    send(client, pdf(2), "借款 合同“一”.pdf")
    hand_in(client, case_id, TRAY)
    return Document.objects.exclude(blob=None).get()


def file_url(paper: Document, show: str = "") -> str:
    return reverse("paper-file", args=[paper.case_id, paper.pk]) + show


def test_a_file_is_handed_out_as_it_came_in(world: World, paper: Document) -> None:
    answer = world.client("bob").get(file_url(paper))
    data = b"".join(answer.streaming_content)
    assert paper.blob is not None
    assert hashlib.sha256(data).hexdigest() == paper.blob.sha256
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(data))
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%80%9F")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    shown = world.client("bob").get(file_url(paper, "?show=1"))
    assert shown["Content-Disposition"].startswith("inline")
    shown.close()


def test_only_harmless_kinds_are_shown(world: World, paper: Document) -> None:
    with open(storing.folder("coming") / "x", "wb") as file:
        file.write(b"hello")
    paper.blob = storing.keep(storing.folder("coming") / "x", "txt")
    paper.save()
    answer = world.client("bob").get(file_url(paper, "?show=1"))
    assert answer["Content-Disposition"].startswith("attachment")
    answer.close()


@pytest.mark.parametrize(("who", "status"), [
    ("alice", 200), ("bob", 200), ("clerk", 200), ("judge", 200), ("stranger", 404),
    ("clerk_elsewhere", 404), ("former_clerk", 404), ("mediator", 404),
])  # fmt: skip
def test_whoever_reads_the_paper_has_the_file(
    world: World, paper: Document, who: str, status: int
) -> None:
    if who == "judge":
        world.says_why(paper.case_id, who)
    answer = world.client(who).get(file_url(paper))
    assert answer.status_code == status
    assert (
        world.client(who).get(reverse("document", args=[paper.case_id, paper.pk])).status_code
        == status
    )
    answer.close()


def test_the_inner_volume_stays_inside(world: World, paper: Document) -> None:
    Document.objects.filter(pk=paper.pk).put_under("case_report")
    world.name(paper.case_id, "judge", Role.JUDGE)
    assert world.client("judge").get(file_url(paper)).status_code == 404
    world.says_why(paper.case_id, "judge", "inner")
    answers = {who: world.client(who).get(file_url(paper)) for who in ("alice", "bob", "judge")}
    assert {who: one.status_code for who, one in answers.items()} == {
        "alice": 404, "bob": 404, "judge": 200,
    }  # fmt: skip
    answers["judge"].close()


def test_a_paper_without_a_file_or_of_another_case_has_none(world: World, paper: Document) -> None:
    text = Document.objects.filter(case_id=paper.case_id, blob=None).first()
    assert text is not None
    client = world.client("alice")
    assert client.get(file_url(text)).status_code == 404
    other = world.file()
    assert client.get(reverse("paper-file", args=[other, paper.pk])).status_code == 404


def test_a_file_that_the_store_lost_is_said_calmly(world: World, paper: Document) -> None:
    assert paper.blob is not None
    storing.path_of(paper.blob).unlink()
    answer = world.client("alice", "en").get(file_url(paper), follow=True)
    assert answer.status_code == 200
    assert "cannot be read at the moment" in answer.content.decode()


def test_pages_say_what_the_file_is(world: World, paper: Document) -> None:
    assert paper.blob is not None
    client = world.client("alice", "en")
    for url in (reverse("document", args=[paper.case_id, paper.pk]),
                reverse("case-papers", args=[paper.case_id])):  # fmt: skip
        shown = client.get(url).content.decode()
        assert "2 pages" in shown and paper.blob.sha256[:12] in shown and file_url(paper) in shown


# -- the catalogue --------------------------------------------------------------------------------


def test_the_clerk_puts_a_paper_under_another_heading(world: World, paper: Document) -> None:
    url = reverse("paper-catalogue", args=[paper.case_id, paper.pk])
    before = problems(paper.case_id)
    page = world.client("clerk").get(reverse("document", args=[paper.case_id, paper.pk]))
    assert url in page.content.decode()
    assert world.client("clerk").post(url, {"heading": "loan_note"}).status_code == 302
    paper.refresh_from_db()
    assert paper.kind == "loan_note"
    entry = Entry.objects.filter(case_id=paper.case_id).latest("seq")
    assert entry.act == "catalogue_paper"
    assert orjson.loads(entry.body)["facts"] == {
        "document": paper.pk, "from": "contract", "to": "loan_note",
    }  # fmt: skip
    assert problems(paper.case_id) == before
    world.client("clerk").post(url, {"heading": "loan_note"})
    world.client("clerk").post(url, {"heading": "made up"})
    assert Entry.objects.filter(act="catalogue_paper").count() == 1
    history = reverse("case-history", args=[paper.case_id])
    assert "Paper catalogued anew" in world.client("clerk", "en").get(history).content.decode()


@pytest.mark.parametrize(("who", "status"), [
    ("alice", 403), ("bob", 403), ("judge", 403), ("oversight", 403), ("stranger", 404),
    ("clerk_elsewhere", 404),
])  # fmt: skip
def test_nobody_else_does(world: World, paper: Document, who: str, status: int) -> None:
    url = reverse("paper-catalogue", args=[paper.case_id, paper.pk])
    if who in ("judge", "oversight"):
        world.says_why(paper.case_id, who)
    assert world.client(who).post(url, {"heading": "chat"}).status_code == status
    paper.refresh_from_db()
    assert paper.kind == "contract"
