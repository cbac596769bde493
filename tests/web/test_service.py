"""The desk's pages of service, and what a party and anybody else see."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from cases import returns
from cases.acts.papers import sheets
from cases.acts.service import attempts
from cases.law.procedures import Procedure
from cases.law.roles import Role
from cases.models import Document, Entry, Party, Service, ServiceStep
from courtflow import serving
from tests.cases.service.conftest import Desk, at_service, is_whole, today
from tests.web.world import World

BOARD = reverse("service-board")


@pytest.fixture
def desk(world: World) -> Desk:
    return at_service(world)


def page(desk: Desk, who: str = "clerk", **about: Any) -> Any:
    return desk.world.client(who, "en").get(BOARD, about)


def url(service: Service, name: str = "service") -> str:
    return reverse(name, args=[service.case_id, service.pk])


def posted(desk: Desk, number: str = "EX1", **more: Any) -> Service:
    service = desk.prepare("post", "express", **more)
    return desk.tells(service, "posted", today() - timedelta(9), number=number, proved=False)


def failed(desk: Desk, **more: Any) -> Service:
    service = posted(desk, **more)
    return desk.tells(service, "returned", today() - timedelta(2), returned="nobody_found")


# -- the board -------------------------------------------------------------------------------------


def test_the_board_shows_each_document_and_addressee_with_its_attempts(desk: Desk) -> None:
    posted(desk)
    page_ = page(desk, tab="sent")
    [row] = page_.context["rows"]
    assert (row["party"], row["document"], row["state"]) == ("鲍勃", "Complaint", "sent")
    assert len(row["attempts"]) == 1 and "Service by post" in row["attempts"][0]
    assert {tab["label"]: tab["count"] for tab in page_.context["tabs"]} == {
        "Prepared": 0, "Under way": 1, "Failed: next step": 0, "Effective": 0,
    }  # fmt: skip


def test_the_rate_counts_what_ended_and_says_both_figures(desk: Desk) -> None:
    failed(desk)
    served = posted(desk, number="EX2", party=1)
    desk.tells(served, "signed", today(), recipient="party")
    posted(desk, number="EX3", document="summons", paper=desk.paper().pk)
    said = page(desk).content.decode()
    assert "Success: 50.00% (1 of 2 that ended took effect" in said


def test_the_board_is_the_courts_own(desk: Desk) -> None:
    posted(desk)
    assert page(desk, "clerk_elsewhere", tab="sent").context["rows"] == []
    assert page(desk, "judge").status_code == 403
    secret = desk.world.file(confidential=True)
    desk.world.put(secret, "complaint_service", registered_on=today())
    desk.world.name(secret, "judge", Role.JUDGE)
    by = desk.world.actor("judge", "judge")
    attempts.prepare(secret, by, attempts.Wanted(2, "complaint", "post", "express"))
    assert len(page(desk, tab="prepared").context["rows"]) == 0


def test_a_way_and_a_state_choose_the_rows(desk: Desk) -> None:
    posted(desk)
    assert len(page(desk, tab="sent", way="post").context["rows"]) == 1
    assert page(desk, tab="sent", way="direct").context["rows"] == []
    assert page(desk, tab="nonsense", way="x'", before="y").status_code == 200


def test_a_number_that_is_scanned_leads_to_its_service(desk: Desk) -> None:
    service = posted(desk, number="EX123CN")
    assert page(desk, number="EX123CN")["Location"] == url(service)
    nothing = page(desk, number="EX999CN")
    assert nothing.status_code == 404 and "No service has the number EX999CN" in (
        nothing.content.decode()
    )
    assert page(desk, "clerk_elsewhere", number="EX123CN").status_code == 404


def test_a_board_of_many_takes_few_queries(desk: Desk, queries: Any) -> None:
    client = desk.world.client("clerk")
    posted(desk)
    few = queries(lambda: client.get(BOARD, {"tab": "sent"}))
    for n in range(12):
        posted(desk, number=f"M{n}", document="summons", paper=desk.paper().pk)
    assert queries(lambda: client.get(BOARD, {"tab": "sent"})) == few


# -- the next step ---------------------------------------------------------------------------------


def test_what_failed_is_on_the_desk_with_its_next_step_and_article(desk: Desk) -> None:
    service = failed(desk)
    work = desk.world.client("clerk", "en").get(reverse("work")).content.decode()
    assert "Service failed: the next lawful step" in work and url(service) in work
    [row] = page(desk, tab="failed").context["rows"]
    assert "Electronic service to an unconfirmed address" in row["next"]
    assert "31" in row["next"]


def test_one_press_takes_the_next_lawful_step(desk: Desk) -> None:
    Party.objects.filter(no=2).update(phone="", phone_index="")
    desk.world["bob"].party_links.update(valid_until="2026-01-01T00:00Z")
    service = failed(desk)
    answer = desk.world.client("clerk").post(url(service, "service-next"))
    assert answer["Location"] == url(service)
    assert [one.way for one in desk.attempts(service)] == ["post", "direct"]
    service.refresh_from_db()
    assert service.state == "prepared"


def test_the_ladder_says_why_a_rung_is_closed(desk: Desk) -> None:
    service = posted(desk)
    client = desk.world.client("clerk", "en")
    rungs = {one["code"]: one for one in client.get(url(service)).context["rungs"]}
    assert rungs["electronic"]["why"] == "the recipient has not consented"
    assert rungs["post"]["why"] == "being tried now"
    assert rungs["left"]["why"] == "nobody refused: it may not be left"
    assert rungs["public_notice"]["why"] == "whereabouts are known and other ways are left"
    assert rungs["direct"]["why"] == "" and rungs["direct"]["channels"]


def test_in_summary_procedure_acts_take_the_place_of_the_notice(world: World) -> None:
    desk = at_service(world, Procedure.SUMMARY)
    service = posted(desk)
    rungs = desk.world.client("clerk", "en").get(url(service)).context["rungs"]
    by_code = {one["code"]: one for one in rungs}
    assert "not open in this procedure" in by_code["public_notice"]["why"]
    assert by_code["convert_to_ordinary"]["why"] == "other ways are left"


def test_a_press_on_a_closed_rung_is_refused_in_words(desk: Desk) -> None:
    service = posted(desk)
    client = desk.world.client("clerk", "en")
    data = {"way": "public_notice", "channel": "notice"}
    answer = client.post(url(service, "service-next"), data, follow=True)
    assert "whereabouts are known" in answer.content.decode()
    for wrong in ({"way": "post", "channel": "pigeon"}, {"way": "x", "channel": "y"}):
        assert client.post(url(service, "service-next"), wrong).status_code == 302
    assert ServiceStep.objects.filter(state="prepared").count() == 1


# -- recording what happened -----------------------------------------------------------------------


def test_the_desk_records_the_receipt_and_the_day_follows(desk: Desk) -> None:
    service = posted(desk)
    client = desk.world.client("clerk", "en")
    tray = client.get(url(service)).context["tray"]["id"]
    event = {"attempt": "1", "event": "signed", "recipient": "family",
             "on": (today() - timedelta(1)).isoformat()}  # fmt: skip
    without = client.post(url(service), event)
    assert without.status_code == 409 and "Add the proof" in without.content.decode()
    move_into(desk, tray)
    assert client.post(url(service), event).status_code == 302
    service.refresh_from_db()
    assert service.effective_on == today() - timedelta(1)
    kept = Document.objects.get(pk__in=ServiceStep.objects.values("evidence"))
    assert (kept.kind, kept.volume, kept.party_no) == ("service_receipt", "main", 2)
    assert kept not in Document.objects.for_parties([1]), "a receipt names its addressee"
    assert kept in Document.objects.for_parties([2])
    assert is_whole(desk.case_id)


def move_into(desk: Desk, tray: str) -> None:
    from cases.models import Upload

    Upload.objects.filter(tray=desk.tray()).update(tray=tray)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 404),
        ({"attempt": "9"}, 404),
        ({"attempt": "1"}, 422),
        ({"attempt": "1", "event": "left"}, 422),
        ({"attempt": "1", "event": "signed", "recipient": "opponent"}, 422),
        ({"attempt": "1", "event": "signed", "on": "2999-01-01", "recipient": "party"}, 409),
        ({"attempt": "1", "event": "returned"}, 409),
    ],
)
def test_what_is_typed_wrong_changes_nothing(desk: Desk, data: Any, status: int) -> None:
    service = posted(desk)
    before = ServiceStep.objects.count(), Entry.objects.count()
    assert desk.world.client("clerk").post(url(service), data).status_code == status
    assert (ServiceStep.objects.count(), Entry.objects.count()) == before


def test_the_clerk_begins_with_a_document_and_an_addressee(desk: Desk) -> None:
    client = desk.world.client("clerk")
    here = reverse("case-service", args=[desk.case_id])
    paper = desk.paper()
    answer = client.post(here, {"what": str(paper.pk), "party": "2"})
    service = Service.objects.get()
    assert answer["Location"] == url(service)
    assert (service.document, service.paper_id) == ("summons", paper.pk)
    assert client.post(here, {"what": str(paper.pk), "party": "2"})["Location"] == url(service)
    assert client.post(here, {"what": "0", "party": "7"}).status_code == 422


def test_a_paper_to_one_party_is_not_served_on_another(desk: Desk) -> None:
    from cases.models import Written

    paper = desk.paper()
    Written.objects.create(document=paper, form="summons", version=0, party_no=1, text="x")
    client = desk.world.client("clerk", "en")
    here = reverse("case-service", args=[desk.case_id])
    answer = client.post(here, {"what": str(paper.pk), "party": "2"})
    assert answer.status_code == 422 and "written to another party" in answer.content.decode()


# -- batches ---------------------------------------------------------------------------------------


def test_a_batch_is_looked_at_and_then_goes(desk: Desk) -> None:
    desk.consents()
    services = [
        desk.prepare("electronic", "in_app", document="summons", paper=desk.paper().pk)
        for _ in range(3)
    ]
    client = desk.world.client("clerk", "en")
    ids = [str(one.pk) for one in services]
    preview = client.post(reverse("service-batch"), {"service": ids})
    assert "Send 3 services" in preview.content.decode()
    assert not Service.objects.exclude(state="prepared").exists()
    answer = client.post(reverse("service-batch"), {"service": ids, "send": "yes"})
    assert client.get(answer["Location"]).context["waiting"] == 3
    assert serving.serve().sent == 3
    done = client.get(answer["Location"])
    assert (done.context["sent"], done.context["waiting"]) == (3, 0)
    assert Service.objects.filter(state="effective").count() == 3


def test_papers_that_somebody_carries_are_printed_with_their_slips(desk: Desk) -> None:
    first = desk.prepare("post", "express", document="summons", paper=desk.paper().pk)
    second = desk.prepare("direct", "hand", document="summons", paper=desk.paper().pk, party=1)
    client = desk.world.client("clerk", "en")
    ids = {"service": [str(first.pk), str(second.pk)]}
    send = reverse("service-batch")
    assert "Print the papers and their slips" in client.post(send, ids).content.decode()
    printed = client.post(send, {**ids, "print": "yes"})
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages]
    slips = [words for words in pages if "送达回证" in words]
    assert len(slips) == 2 and "鲍勃" in slips[0] and "邮寄送达" in slips[0]
    assert sheets.code_of_service(first) in slips[0]
    assert any(sheets.code_of(first.paper) in words for words in pages)
    first.refresh_from_db()
    assert first.state == "prepared", "printing is not sending"
    nothing = client.post(send, {**ids, "send": "yes"}, follow=True)
    assert "Nothing was chosen" in nothing.content.decode()
    many = {"service": [str(first.pk)], "print": "yes"}
    assert desk.world.client("clerk_elsewhere").post(send, many)["Location"] == BOARD


def test_a_scanned_slip_or_paper_leads_to_its_service(desk: Desk) -> None:
    paper = desk.paper()
    one = desk.prepare("post", "express", document="summons", paper=paper.pk)
    for code in (sheets.code_of_service(one), sheets.code_of(paper), f" {one.case_id}-{paper.pk}"):
        assert page(desk, number=code)["Location"] == url(one), code
        assert page(desk, "clerk_elsewhere", number=code).status_code == 404
    assert page(desk, number=f"S{one.case_id}-{one.pk + 1}").status_code == 404


def test_a_batch_of_nothing_of_too_many_or_of_others_sends_nothing(desk: Desk) -> None:
    client = desk.world.client("clerk", "en")
    send = reverse("service-batch")
    assert "Nothing was chosen" in client.post(send, {}, follow=True).content.decode()
    many = {"service": [str(n) for n in range(1, 203)]}
    assert "At most 200 at once" in client.post(send, many, follow=True).content.decode()
    desk.consents()
    service = desk.prepare("electronic", "in_app")
    theirs = desk.world.client("clerk_elsewhere")
    theirs.post(send, {"service": [str(service.pk)], "send": "yes"})
    serving.serve()
    assert Service.objects.get().state == "prepared"


# -- the party -------------------------------------------------------------------------------------


def test_a_party_reads_what_was_served_on_it_and_by_when_to_answer(desk: Desk) -> None:
    served = posted(desk)
    desk.tells(served, "signed", today(), recipient="party")
    posted(desk, number="EX2", party=1)
    here = reverse("case-service", args=[desk.case_id])
    answer = desk.world.client("bob", "en").get(here)
    [row] = answer.context["rows"]
    assert (row["effective"], row["document"]) == (today().isoformat(), "Complaint")
    assert row["answer_by"] > today().isoformat()
    assert desk.world.client("alice").get(url(served)).status_code == 404
    theirs = desk.world.client("bob", "en").get(url(served)).content.decode()
    assert "Clerk" not in theirs.split("<main")[1], "who recorded it is for the court"


def test_opening_a_paper_proves_nothing_confirming_it_does(desk: Desk) -> None:
    service = desk.prepare("electronic_unconfirmed", "in_app")
    dispatch = attempts.release(desk.case_id, service.pk, desk.by)
    attempts.accepted(dispatch, "")
    bob = desk.world.client("bob", "en")
    assert "I have received this paper" in bob.get(url(service)).content.decode()
    service.refresh_from_db()
    assert service.effective_on is None
    for who in ("alice", "clerk"):
        desk.world.client(who).post(url(service, "service-receive"))
    service.refresh_from_db()
    assert service.effective_on is None
    assert bob.post(url(service, "service-receive")).status_code == 302
    service.refresh_from_db()
    assert service.effective_on == today()


def test_a_party_agrees_and_takes_it_back(desk: Desk) -> None:
    bob = desk.world.client("bob", "en")
    here = reverse("case-service", args=[desk.case_id])
    assert "Agree to electronic service" in bob.get(here).content.decode()
    bob.post(reverse("service-consent", args=[desk.case_id]), {"agree": "yes"})
    assert bob.get(here).context["consent"]["given"]
    assert attempts.reach_of(Party.objects.get(no=2)).ground == "express"
    bob.post(reverse("service-consent", args=[desk.case_id]), {"withdraw": "yes"})
    assert attempts.reach_of(Party.objects.get(no=2)).ground == ""
    assert is_whole(desk.case_id)


def test_the_clerk_keeps_an_address_from_paper(desk: Desk) -> None:
    client = desk.world.client("clerk", "en")
    here = reverse("service-address", args=[desk.case_id, 2])
    assert client.post(here, {"ground": ""}).status_code == 422
    data = {"ground": "express", "mail": "bob@example.org"}
    assert client.post(here, data).status_code == 302
    other = client.post(reverse("service-address", args=[desk.case_id, 1]), data)
    assert other.status_code == 422 and "another party" in other.content.decode()
    shown = client.get(reverse("case-service", args=[desk.case_id])).content.decode()
    assert "bo…@example.org" in shown and "bob@example.org" not in shown


# -- the public notice -----------------------------------------------------------------------------


def noticed(desk: Desk) -> Service:
    service = failed(desk)
    desk.prepare("public_notice", "notice")
    return desk.tells(service, "published", number="公告1", proved=False)


def test_the_public_notice_says_what_the_law_lets_be_public(desk: Desk) -> None:
    Party.objects.filter(no=2).update(address="某市某路1号")
    service = noticed(desk)
    here = reverse("announcement", args=[service.notice_code])
    said = Client(headers={"accept-language": "en"}).get(here)
    text = said.content.decode()
    assert "鲍勃" in text and "30 days after publication" in text and "15 days" in text
    assert said["X-Robots-Tag"] == "noindex"
    for kept in ("爱丽丝", "13812345678", "某路", "11010519491231002X", "100000", "借款未还"):
        assert kept not in text
    Service.objects.update(effective_on=today(), state="effective")
    over = Client(headers={"accept-language": "en"}).get(here).content.decode()
    assert "This notice has ended" in over and "鲍勃" not in over
    assert Client().get(reverse("announcement", args=["nothing"])).status_code == 404


def test_a_confidential_case_is_not_told_of_in_a_notice(desk: Desk) -> None:
    from cases.models import Case

    service = noticed(desk)
    assert "借贷" in Client().get(f"/announcements/{service.notice_code}").content.decode()
    with_log(desk, confidential=True)
    assert Case.objects.get(pk=desk.case_id).confidential
    assert "借贷" not in Client().get(f"/announcements/{service.notice_code}").content.decode()


def with_log(desk: Desk, **changes: Any) -> None:
    desk.world.put(desk.case_id, "complaint_service", **changes)


# -- proofs of service, and what rests on them -----------------------------------------------------


def test_the_proof_of_service_files_itself(desk: Desk) -> None:
    service = posted(desk, number="EX77")
    assert returns.file_returns() == 0
    desk.tells(service, "signed", today(), recipient="family")
    assert (returns.file_returns(), returns.file_returns()) == (1, 0)
    service.refresh_from_db()
    assert service.proof is not None and service.proof.title == "送达回证"
    text = service.proof.written.text
    for words in ("鲍勃", "邮寄送达", "同住成年家属", "EX77", f"{today().day}日"):
        assert words in text
    read = desk.world.client("clerk").get(
        reverse("document", args=[desk.case_id, service.proof.pk])
    )
    assert read.status_code == 200
    assert is_whole(desk.case_id)


def test_a_proof_that_cannot_be_written_keeps_no_other_waiting(desk: Desk) -> None:
    """Its party is not there: the record was spoilt."""
    bad = Service.objects.create(
        case_id=desk.case_id, party_no=99, document="complaint", return_due=True, seq=1
    )
    failed(desk)
    assert [returns.file_returns(most=1) for _ in range(3)] == [0, 1, 0]
    bad.refresh_from_db()
    assert bad.return_due


def test_a_failure_has_its_proof_too(desk: Desk) -> None:
    service = failed(desk)
    assert returns.file_returns() == 1
    service.refresh_from_db()
    assert service.proof is not None and "邮件退回" in service.proof.written.text


def test_no_absence_rests_on_simple_means_that_nothing_proves(desk: Desk) -> None:
    from cases.law.refusals import Refusal

    paper = desk.paper()
    service = desk.prepare(
        "electronic_unconfirmed", "phone", document="summons", paper=paper.pk,
        address="13900001111",
    )  # fmt: skip
    desk.tells(service, "called", number="13900001111", said="无人接听", proved=False)
    desk.world.put(desk.case_id, "hearing")
    with pytest.raises(Refusal, match="simple_means_unproven"):
        desk.world.act(desk.case_id, "record_absence", "clerk", party=2)
    desk.tells(service, "replied", number="13900001111", said="本人确认", proved=False)
    desk.world.act(desk.case_id, "record_absence", "clerk", party=2)


def test_no_withdrawal_is_deemed_on_a_bare_message(desk: Desk) -> None:
    from cases.law.refusals import Refusal

    paper = desk.paper()
    service = desk.prepare(
        "electronic_unconfirmed", "phone", party=1, document="summons", paper=paper.pk
    )
    desk.tells(service, "called", number="1", said="无人接听", proved=False)
    desk.world.put(desk.case_id, "hearing")
    desk.world.name(desk.case_id, "judge", Role.JUDGE)
    with pytest.raises(Refusal, match="simple_means_unproven"):
        desk.world.act(desk.case_id, "deem_withdrawn", "judge", why="x")
