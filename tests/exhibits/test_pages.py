"""The pages of exhibits: who reaches them, parts of files, words, marks, what comes along."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from cases import procedure
from cases.acts.exhibits import carrying
from cases.acts.filing import registering
from cases.law import exhibits
from cases.law.procedures import Procedure
from cases.law.roles import Role
from cases.materials import storing
from cases.models import Blob, Document, Entry, ExhibitMark, ExhibitWord, Outbox, PartyLink
from cases.proof.replay import replay
from cases.proof.verifying import verify
from cases.views.exhibits import ranges
from tests.exhibits import media, models
from tests.exhibits.papers import hand_in, in_court
from tests.web.world import World


def url(name: str, paper: Document, *more: Any) -> str:
    return reverse(name, args=[paper.case_id, paper.pk, *more])


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def is_whole(case_id: int) -> bool:
    """But for the judge of these tests, who was put into the case without an act."""
    found = [*replay(case_id), *verify(case_id=case_id).problems]
    return [one for one in found if one.what != "people"] == []


@pytest.fixture
def case_id(world: World) -> int:
    return in_court(world)


@pytest.fixture
def film(case_id: int) -> Document:
    return hand_in(case_id, media.clip(seconds=100), "录像.mp4")


@pytest.fixture
def model(case_id: int) -> Document:
    return hand_in(case_id, models.box(), "模型.glb")


# -- who reaches it -------------------------------------------------------------------------------


def test_whoever_reads_the_case_reads_its_exhibits_and_nobody_else(
    world: World, film: Document, model: Document
) -> None:
    for paper in (film, model):
        for name in ("exhibit", "exhibit-file", "exhibit-sheet"):
            for who, status in (("alice", 200), ("bob", 200), ("carol", 404), ("judge", 200),
                                ("stranger", 404), ("clerk_elsewhere", 404), ("judge2", 302),
                                ("oversight", 302)):  # fmt: skip
                answer = world.client(who).get(url(name, paper))
                assert answer.status_code == status, (name, who)
                content(answer)
            answer = Client().get(url(name, paper))
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("sign-in"))


def test_what_is_no_exhibit_has_no_such_page(world: World, case_id: int) -> None:
    text = hand_in(case_id, "聊天记录".encode(), "聊天.txt")
    complaint = Document.objects.filter(case_id=case_id, blob=None)[0]
    for paper in (text, complaint):
        assert world.client("alice").get(url("exhibit", paper)).status_code == 404
        assert world.client("alice").get(url("exhibit-file", paper)).status_code == 404


def test_an_exhibit_of_another_case_is_not_there(world: World, film: Document) -> None:
    other = in_court(world)
    for name in ("exhibit", "exhibit-file"):
        assert world.client("alice").get(reverse(name, args=[other, film.pk])).status_code == 404


def test_the_right_is_asked_anew_for_every_part(world: World, film: Document) -> None:
    client = world.client("bob")
    part = {"range": "bytes=0-9"}
    assert client.get(url("exhibit-file", film), headers=part).status_code == 206
    link = PartyLink.objects.get(party__case_id=film.case_id, user=world["bob"])
    link.valid_until = link.valid_from
    link.save()
    assert client.get(url("exhibit-file", film), headers=part).status_code == 404


def test_the_sheet_names_it_with_its_digest_and_the_volume_holds_one_page(
    world: World, film: Document, case_id: int
) -> None:
    assert film.blob is not None
    client = world.client("alice")
    made = client.get(url("exhibit-sheet", film))
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
    assert "录像" in words and film.blob.sha256 in "".join(words.split())
    volume = client.get(reverse("file-pdf", args=[case_id]))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(volume.content)).pages]
    assert len([page for page in pages if "替代页" in page]) == 1
    assert [one for one in pages if film.blob.sha256 in "".join(one.split())]


# -- parts of a file ------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "span"), [
    ("bytes=0-9", (0, 9)), ("bytes=10-", (10, 99)), ("bytes=-7", (93, 99)),
    ("bytes=-500", (0, 99)), ("bytes=90-500", (90, 99)), ("bytes=99-99", (99, 99)),
    ("BYTES=0-0", (0, 0)), ("", None), ("bytes", None), ("bytes=", None), ("bytes=-", None),
    ("bytes=9-3", None), ("bytes=a-b", None), ("bytes=٣-٤", None), ("items=0-9", None),
    ("bytes=0-9" + "9" * 30, None),
])  # fmt: skip
def test_what_a_range_asks_for(said: str, span: tuple[int, int] | None) -> None:
    assert ranges.asked(said, 100) == (span and ranges.Span(*span))


@pytest.mark.parametrize("said", ["bytes=100-", "bytes=-0", "bytes=0-1,5-6", "bytes=500-600"])
def test_what_lies_outside_or_is_several_cannot_be_had(said: str) -> None:
    with pytest.raises(ranges.Unsatisfiable):
        ranges.asked(said, 100)


def test_a_file_in_parts(world: World, film: Document) -> None:
    client, where = world.client("alice"), url("exhibit-file", film)
    assert film.blob is not None
    with storing.open_blob(film.blob) as file:
        raw = file.read()
    whole = client.get(where)
    assert (whole.status_code, whole["Content-Type"], content(whole)) == (200, "video/mp4", raw)
    assert whole["Accept-Ranges"] == "bytes" and whole["ETag"] == f'"{film.blob.sha256}"'
    assert whole["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert whole["X-Content-Type-Options"] == "nosniff" and whole["Cache-Control"] == "no-store"
    part = client.get(where, headers={"range": "bytes=8-19"})
    assert (part.status_code, content(part)) == (206, raw[8:20])
    assert part["Content-Range"] == f"bytes 8-19/{len(raw)}" and part["Content-Length"] == "12"
    end = client.get(where, headers={"range": "bytes=-5"})
    assert (end.status_code, content(end)) == (206, raw[-5:])
    for said in ("bytes=0-1,4-5", f"bytes={len(raw)}-"):
        none = client.get(where, headers={"range": said})
        assert (none.status_code, none["Content-Range"]) == (416, f"bytes */{len(raw)}")
        assert none.content.decode() and "Traceback" not in none.content.decode()
    head = client.head(where, headers={"range": "bytes=0-1"})
    assert (head.status_code, head["Content-Length"]) == (200, str(len(raw)))
    assert content(head) == b""


def test_a_part_of_another_file_is_not_put_to_this_one(world: World, film: Document) -> None:
    client, where = world.client("alice"), url("exhibit-file", film)
    tag = client.head(where)["ETag"]
    asked = {"range": "bytes=0-3"}
    for said, status in ((tag, 206), ('"another"', 200), (f"W/{tag}", 200),
                         ("Sat, 21 Nov 2026 08:00:00 GMT", 200)):  # fmt: skip
        answer = client.get(where, headers={**asked, "if-range": said})
        content(answer)
        assert answer.status_code == status, said


def test_a_player_that_asks_for_all_the_rest_gets_it_piece_by_piece(
    world: World, film: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "MOST_AT_ONCE", 100)
    client, got = world.client("alice"), b""
    while True:
        answer = client.get(url("exhibit-file", film), headers={"range": f"bytes={len(got)}-"})
        if answer.status_code == 416:
            break
        got += content(answer)
    assert film.blob is not None and hashlib.sha256(got).hexdigest() == film.blob.sha256


def test_a_file_that_is_missing_is_told_and_the_rest_is_there(world: World, film: Document) -> None:
    assert film.blob is not None
    path = storing.path_of(film.blob)
    path.chmod(0o600)
    path.unlink()
    client = world.client("alice")
    assert client.get(url("exhibit-file", film)).status_code == 404
    assert client.get(url("exhibit", film)).status_code == 200


# -- moments --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "seconds"), [
    ("83", 83), ("83.5", 83.5), ("1:23", 83), ("1：23", 83), ("0:00", 0), ("1:02:03", 3723),
    ("90:00", 5400), (" 7 ", 7), ("1:75", None), ("1:61:00", None), ("-1", None), ("", None),
    ("abc", None), ("1e3", None), ("٣", None), ("25:00:00", None), ("<script>", None),
])  # fmt: skip
def test_a_moment_as_people_write_it(typed: str, seconds: float | None) -> None:
    assert exhibits.moment(typed) == seconds
    if seconds is not None:
        assert exhibits.moment(exhibits.clock(seconds)) == int(seconds)


@pytest.mark.parametrize(("said", "start"), [("83", "83.0"), ("1:23", "83.0"), ("x", "0")])
def test_a_link_to_a_moment_needs_no_script(
    world: World, film: Document, said: str, start: str
) -> None:
    answer = world.client("alice").get(url("exhibit", film), {"t": said})
    page = answer.content.decode()
    assert (f"/file#t={start}" in page) is (start != "0")
    assert f'data-start="{start}"' in page


# -- confirmed by both sides ----------------------------------------------------------------------


def says(
    world: World, who: str, paper: Document, agrees: str = "yes", **more: Any
) -> Any:  # fmt: skip
    party = {"alice": 1, "bob": 2}.get(who, "")
    prefix = "bench" if party == "" else f"party-{party}"
    assert paper.blob is not None
    words = more.pop("words", "")
    body = {"party": party, "sha256": paper.blob.sha256, "agrees": agrees,
            f"{prefix}-words": words, **more}  # fmt: skip
    return world.client(who).post(url("exhibit-word", paper), body)


@pytest.mark.parametrize(("who", "party", "status"), [
    ("alice", 1, 302), ("bob", 2, 302), ("judge", "", 302), ("alice", 2, 403), ("bob", 1, 403),
    ("alice", "", 403), ("bob", "", 403), ("judge", 1, 403), ("clerk", "", 403),
    ("judge2", "", 403), ("oversight", "", 403), ("stranger", "", 404), ("carol", 2, 404),
])  # fmt: skip
def test_who_says_it_for_whom(
    world: World, model: Document, who: str, party: int | str, status: int
) -> None:
    if who in ("judge2", "oversight"):
        world.says_why(model.case_id, who)
    assert says(world, who, model, party=party).status_code == status
    assert ExhibitWord.objects.count() == (status == 302)


def test_each_side_and_the_bench_confirm_and_the_log_says_so(world: World, model: Document) -> None:
    assert model.blob is not None
    for who in ("alice", "bob", "judge"):
        assert says(world, who, model).status_code == 302
    found = Entry.objects.filter(case_id=model.case_id, act="confirm_exhibit").order_by("seq")
    facts = [entry.said["facts"] for entry in found]
    assert [one.get("party") for one in facts] == [1, 2, None]
    assert {one["file"] for one in facts} == {model.blob.sha256}
    assert is_whole(model.case_id)
    told = Outbox.objects.filter(case_id=model.case_id, template="confirm_exhibit")
    assert {"party:1", "party:2", "role:clerk"} <= {one.recipient for one in told}
    history = world.client("bob", "en").get(reverse("case-history", args=[model.case_id]))
    assert history.content.decode().count("Word on an exhibit") == 3
    page = world.client("bob").get(url("exhibit", model))
    voices = {one["no"]: one for one in page.context["voices"]}
    assert [len(one["words"]) for one in voices.values()] == [1, 1, 1]
    assert [voices[no]["speaks"] for no in (1, 2, None)] == [False, True, False]


def test_an_objection_says_why_and_a_later_word_stands_beside_it(
    world: World, model: Document
) -> None:
    refused = says(world, "bob", model, "no")
    assert refused.status_code == 422 and not ExhibitWord.objects.exists()
    assert b"data-errors" in refused.content
    assert says(world, "bob", model, "no", words="缺少铭牌。").status_code == 302
    assert says(world, "bob", model, "no", words="缺少铭牌。").status_code == 302
    assert ExhibitWord.objects.count() == 1, "the same word again is no new one"
    assert says(world, "bob", model).status_code == 302
    page = world.client("alice").get(url("exhibit", model)).context["voices"][1]
    assert [one["agrees"] for one in page["words"]] == [True, False]
    entries = Entry.objects.filter(case_id=model.case_id, act="confirm_exhibit")
    assert all("铭牌" not in entry.body for entry in entries), "words stay out of the log"


def test_what_is_too_long_comes_back_as_it_was_typed(world: World, model: Document) -> None:
    answer = says(world, "bob", model, "no", words="长" * 1001)
    assert answer.status_code == 422 and ("长" * 1001) in answer.content.decode()


def test_a_word_holds_for_the_file_that_was_shown(world: World, model: Document) -> None:
    refused = says(world, "alice", model, sha256="0" * 64)
    assert refused.status_code == 422 and not ExhibitWord.objects.exists()
    says(world, "alice", model)
    other = hand_in(model.case_id, models.box(image=models.picture("JPEG"), mime="image/jpeg"),
                    model.title)  # fmt: skip
    page = world.client("alice").get(url("exhibit", other))
    assert [one["words"] for one in page.context["voices"]] == [[], [], []]
    assert [one["digest"] for one in page.context["alike"]] == [model.blob.sha256[:16]]


def test_nobody_says_anything_of_a_case_at_rest_or_a_void_paper(
    world: World, model: Document
) -> None:
    Document.objects.filter(pk=model.pk).update(void_seq=2)
    assert says(world, "alice", model).status_code == 422
    Document.objects.filter(pk=model.pk).update(void_seq=None)
    world.put(model.case_id, "withdrawn")
    answer = says(world, "alice", model)
    assert answer.status_code == 422 and not ExhibitWord.objects.exists()
    page = world.client("alice").get(url("exhibit", model))
    assert not any(one["speaks"] for one in page.context["voices"])


def test_the_database_keeps_what_was_said(world: World, model: Document) -> None:
    says(world, "alice", model)
    with pytest.raises(DatabaseError), transaction.atomic():
        ExhibitWord.objects.update(agrees=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        ExhibitWord.objects.all().delete()


# -- marks ----------------------------------------------------------------------------------------


def marks(world: World, who: str, paper: Document, moment: str = "1:23", **more: str) -> Any:
    body = {"moment": moment, "said": "刹车灯亮起", **more}
    return world.client(who).post(url("exhibit-marks", paper), body)


def seen(world: World, who: str, paper: Document) -> list[tuple[str, bool]]:
    page = world.client(who).get(url("exhibit", paper))
    return [(one["clock"], one["shared"]) for one in page.context["moments"]]


def test_ones_own_mark_is_nobody_elses(world: World, film: Document) -> None:
    entries = Entry.objects.count()
    assert marks(world, "alice", film)["Location"].endswith("?t=83")
    assert marks(world, "judge", film, "5").status_code == 302
    assert Entry.objects.count() == entries, "no act of the case"
    assert seen(world, "alice", film) == [("1:23", False)]
    assert seen(world, "bob", film) == []
    assert seen(world, "judge", film) == [("0:05", False)]
    mark = ExhibitMark.objects.get(author=world["alice"])
    gone = url("exhibit-mark", film, mark.pk)
    assert world.client("bob").post(gone).status_code == 404
    assert world.client("judge").post(gone).status_code == 404
    assert world.client("alice").post(gone).status_code == 302
    assert not ExhibitMark.objects.filter(pk=mark.pk).exists()


@pytest.mark.parametrize(("who", "shared"), [("alice", True), ("bob", False), ("judge", True),
                                             ("clerk", False)])  # fmt: skip
def test_who_handed_it_in_and_the_bench_share_a_mark(
    world: World, film: Document, who: str, shared: bool
) -> None:
    if who == "clerk":
        world.name(film.case_id, "clerk", Role.CLERK)
    assert marks(world, who, film, shared="on").status_code == 302
    assert seen(world, "bob", film) == ([("1:23", shared)] if shared or who == "bob" else [])
    assert Entry.objects.filter(act="mark_exhibit").exists() is shared
    assert is_whole(film.case_id)


def test_a_shared_mark_never_changes_and_is_taken_back_by_an_entry(
    world: World, film: Document
) -> None:
    marks(world, "alice", film, shared="on")
    mark = ExhibitMark.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        ExhibitMark.objects.update(milliseconds=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        mark.delete()
    where = url("exhibit-mark", film, mark.pk)
    assert world.client("bob").post(where).status_code == 403
    assert world.client("judge").post(where).status_code == 403
    assert world.client("alice").post(where).status_code == 302
    assert seen(world, "bob", film) == []
    assert Entry.objects.filter(case_id=film.case_id).order_by("-seq")[0].act == "unmark_exhibit"
    assert is_whole(film.case_id)


@pytest.mark.parametrize(("moment", "said"), [("1:41", "x"), ("abc", "x"), ("", "x"), ("5", ""),
                                              ("5", " "), ("5", "长" * 201)])  # fmt: skip
def test_a_mark_that_is_none_comes_back(
    world: World, film: Document, moment: str, said: str
) -> None:
    for more in ({}, {"shared": "on"}):
        answer = marks(world, "alice", film, moment, said=said, **more)
        assert answer.status_code == 422 and b"data-errors" in answer.content
    assert not ExhibitMark.objects.exists()


def test_a_model_has_no_moments(world: World, model: Document) -> None:
    assert marks(world, "alice", model).status_code == 404


def test_a_transcript_lies_beside_its_recording(world: World, film: Document) -> None:
    said = (
        "[0:03] 张三：你先停车。\n没有时间的一行\n1：10 <script>alert(1)</script>交警到场".encode()
    )
    text = said.replace(b"<script>", "〈脚本〉".encode()).replace(b"</script>", b"")
    hand_in(film.case_id, text, "录像 文字稿.txt")
    hand_in(film.case_id, "别的".encode(), "录像 文字稿.txt", party_no=2)
    page = world.client("bob").get(url("exhibit", film)).context["transcript"]
    assert [one.get("at") for one in page["lines"]] == [3.0, None, 70.0]
    other = hand_in(film.case_id, media.mp3(), "电话.mp3")
    assert world.client("bob").get(url("exhibit", other)).context["transcript"] is None


# -- to the case above, and back ------------------------------------------------------------------


def goes(world: World, case_id: int, kind: str, procedure_: Procedure) -> int:
    """A linked case, as appeals, remands and retrials open it."""
    with procedure.held(case_id) as p:
        court = world.court if kind == "remand" else world.upper
        made = registering.open_linked(
            p, court, kind=kind, origin=registering.Origin.FILED, procedure_=procedure_
        )
        procedure.record(p, "add_note", world.actor("clerk"), {})
        procedure.finish([p])
    return made.pk


def test_exhibits_go_up_and_come_back_with_what_was_said(world: World, film: Document) -> None:
    says(world, "bob", film, "no", words="画面不完整。")
    marks(world, "alice", film, shared="on")
    marks(world, "alice", film, "5")
    blobs = Blob.objects.count()
    above = goes(world, film.case_id, "appeal", Procedure.SECOND_INSTANCE)
    there = Document.objects.get(case_id=above, blob=film.blob)
    assert Blob.objects.count() == blobs, "the same stored bytes"
    assert is_whole(above) and is_whole(film.case_id)
    page = world.client("bob").get(url("exhibit", there))
    [before] = page.context["earlier"]
    assert [(one["name"], one["agrees"]) for one in before["words"]] == [("鲍勃", False)]
    assert [one["clock"] for one in before["marks"]] == ["1:23"]
    assert [one["moment_url"] for one in before["marks"]][0].startswith(url("exhibit", there))
    assert content(world.client("bob").get(url("exhibit-file", there)))
    own = world.client("alice").get(url("exhibit", there)).context["earlier"][0]
    assert [one["clock"] for one in own["marks"]] == ["0:05", "1:23"], "one's own come along"
    says(world, "bob", there)
    back = goes(world, above, "remand", Procedure.ORDINARY)
    again = Document.objects.get(case_id=back, blob=film.blob)
    found = world.client("alice").get(url("exhibit", again)).context["earlier"]
    assert [[word["agrees"] for word in one["words"]] for one in found] == [[True], [False]]
    assert [one.document.case_id for one in carrying.before(again)] == [above, film.case_id]
    assert world.client("stranger").get(url("exhibit", again)).status_code == 404


def test_what_is_said_below_afterwards_is_not_of_the_case_above(
    world: World, film: Document
) -> None:
    above = goes(world, film.case_id, "appeal", Procedure.SECOND_INSTANCE)
    says(world, "bob", film)
    there = Document.objects.get(case_id=above, blob=film.blob)
    [before] = world.client("bob").get(url("exhibit", there)).context["earlier"]
    assert before["words"] == []


def test_what_came_by_a_mistake_stays_and_a_case_without_exhibits_brings_nothing(
    world: World, film: Document
) -> None:
    Document.objects.filter(pk=film.pk).update(void_seq=2)
    above = goes(world, film.case_id, "retrial_review", Procedure.RETRIAL_REVIEW)
    assert not Document.objects.filter(case_id=above).exclude(blob=None).exists()
    assert "exhibits_of" not in Entry.objects.get(case_id=above, seq=1).said["facts"]


# -- models too large -----------------------------------------------------------------------------


@pytest.mark.parametrize(("triangles", "shown"), [
    (500_000, "at_once"), (500_001, "asked"), (5_000_000, "asked"), (5_000_001, "never"),
    (None, "asked"),
])  # fmt: skip
def test_a_large_model_asks_first_and_a_huge_one_is_only_kept(
    world: World, model: Document, triangles: int | None, shown: str
) -> None:
    facts = None if triangles is None else {"triangles": triangles, "x": 1, "y": 1, "z": 1}
    Blob.objects.filter(pk=model.blob_id).update(facts=facts)
    answer = world.client("alice").get(url("exhibit", model))
    assert answer.context["exhibit"]["shown"] == shown
    page = answer.content.decode()
    assert ("<canvas" in page) is (shown != "never")
    assert ("data-ask>" in page) is (shown == "asked")
    assert url("paper-file", model) in page, "it can always be saved"
    assert says(world, "alice", model).status_code == 302, "and the rest works as usual"
