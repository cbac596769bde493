"""Attempts: what is sent, proved and failed, and what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cases.acts.parties import leaving
from cases.acts.service import attempts
from cases.acts.service.attempts import Wanted
from cases.law.refusals import NotThere, Refusal
from cases.models import Case, Clock, Document, Entry, Party, Service, ServiceAddress, ServiceStep
from courtflow import serving
from tests.cases import make
from tests.cases.service.conftest import Desk, is_whole, today


def refused(reason: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refusal, match=reason)


def test_the_post_comes_back_signed_and_the_periods_open(desk: Desk) -> None:
    service = desk.prepare("post", "express")
    assert (service.state, service.effective_on) == ("prepared", None)
    desk.tells(service, "posted", today() - timedelta(3), number="EX1", proved=False)
    service.refresh_from_db()
    assert service.state == "sent"
    desk.tells(service, "signed", today() - timedelta(1), recipient="party")
    service.refresh_from_db()
    assert (service.state, service.effective_on) == ("effective", today() - timedelta(1))
    assert [s.state for s in desk.attempts(service)[0].steps] == [
        "prepared", "sent", "delivered", "effective",
    ]  # fmt: skip
    clock = Clock.objects.get(case_id=desk.case_id, code="answer_period")
    assert clock.started_on == today() - timedelta(1)
    assert Case.objects.get(pk=desk.case_id).stands_at == "answer_period"
    assert is_whole(desk.case_id)


def test_nothing_is_signed_before_it_went_out(desk: Desk) -> None:
    service = desk.prepare("post", "express")
    with refused("not_sent_yet"):
        desk.tells(service, "signed", recipient="party")


def test_proof_is_mandatory(desk: Desk) -> None:
    service = desk.prepare("direct", "hand")
    with refused("evidence_needed"):
        desk.tells(service, "signed", recipient="party", proved=False)
    with refused("proof_missing"):
        desk.tells(service, "signed")
    assert Service.objects.get().effective_on is None


def test_in_the_application_with_consent_it_is_effective_on_arrival(desk: Desk) -> None:
    desk.consents()
    service = desk.prepare("electronic", "in_app")
    attempts.release(desk.case_id, service.pk, desk.by)
    assert Service.objects.get().effective_on is None
    assert serving.serve().sent == 1
    service.refresh_from_db()
    assert (service.state, service.effective_on) == ("effective", today())
    assert Clock.objects.filter(case_id=desk.case_id, code="answer_period").count() == 1


def test_without_consent_a_confirmation_by_the_addressee_counts(desk: Desk) -> None:
    with refused("service_refused"):
        desk.prepare("electronic", "in_app")
    service = desk.prepare("electronic_unconfirmed", "in_app")
    attempts.release(desk.case_id, service.pk, desk.by)
    serving.serve()
    service.refresh_from_db()
    assert (service.state, service.effective_on) == ("sent", None)
    with pytest.raises(NotThere):
        attempts.receive(desk.case_id, service.pk, desk.world["alice"].pk)
    attempts.receive(desk.case_id, service.pk, desk.world["bob"].pk)
    service.refresh_from_db()
    assert (service.state, service.effective_on) == ("effective", today())
    assert is_whole(desk.case_id)


def test_a_party_that_is_told_twice_is_one_record(desk: Desk) -> None:
    desk.prepare("post", "express")
    service = desk.prepare("direct", "hand")
    assert Service.objects.count() == 1
    assert [one.way for one in desk.attempts(service)] == ["post", "direct"]


def test_the_earliest_effective_channel_counts(desk: Desk) -> None:
    service = desk.prepare("post", "express")
    desk.tells(service, "posted", today() - timedelta(6), number="EX2", proved=False)
    desk.prepare("direct", "hand")
    desk.tells(service, "signed", today() - timedelta(2), recipient="party")
    attempts.happened(
        desk.case_id, service.pk, 1, desk.by,
        attempts.Told("signed", today() - timedelta(4), recipient="party", tray=desk.tray()),
    )  # fmt: skip
    service.refresh_from_db()
    assert (service.way, service.effective_on) == ("post", today() - timedelta(4))
    clock = Clock.objects.get(case_id=desk.case_id, code="answer_period", state="running")
    assert clock.started_on == today() - timedelta(4)
    assert is_whole(desk.case_id)


def test_a_later_proof_moves_nothing(desk: Desk) -> None:
    service = desk.prepare("post", "express")
    desk.tells(service, "posted", today() - timedelta(6), number="EX3", proved=False)
    desk.prepare("direct", "hand")
    desk.tells(service, "signed", today() - timedelta(4), recipient="party")
    attempts.happened(
        desk.case_id, service.pk, 1, desk.by,
        attempts.Told("signed", today() - timedelta(1), recipient="party", tray=desk.tray()),
    )  # fmt: skip
    service.refresh_from_db()
    assert (service.way, service.effective_on) == ("direct", today() - timedelta(4))


def test_returned_by_the_partys_own_fault_is_service_on_the_day_of_return(desk: Desk) -> None:
    service = desk.prepare("post", "express")
    desk.tells(service, "posted", today() - timedelta(6), number="EX4", proved=False)
    desk.tells(service, "returned", today() - timedelta(1), returned="refused")
    service.refresh_from_db()
    assert (service.state, service.effective_on) == ("effective", today() - timedelta(1))


def test_nobody_found_fails_and_opens_the_public_notice(desk: Desk) -> None:
    service = desk.prepare("post", "express")
    with refused("service_refused"):
        desk.prepare("public_notice", "notice")
    desk.tells(service, "posted", today() - timedelta(50), number="EX5", proved=False)
    desk.tells(service, "returned", today() - timedelta(45), returned="nobody_found")
    service.refresh_from_db()
    assert (service.state, service.return_due) == ("failed", True)
    desk.prepare("public_notice", "notice")
    desk.tells(service, "published", today(), number="人民法院报 2026-1", proved=False)
    service.refresh_from_db()
    assert (service.state, service.effective_on) == ("sent", None)
    assert service.notice_code and service.way == "public_notice"


def test_an_address_of_the_other_side_is_refused(desk: Desk) -> None:
    desk.consents(1, mail="alice@example.org")
    with refused("address_of_another"):
        desk.prepare("electronic_unconfirmed", "mail", address="Alice@example.org")
    with refused("address_unknown"):
        desk.prepare("electronic_unconfirmed", "mail", address="who@example.org")
    with refused("address_of_another"):
        desk.consents(2, mail="alice@example.org")
    with refused("address_of_another"):  # the telephone in alice's papers
        desk.prepare("electronic_unconfirmed", "sms", address="13812345678")
    assert ServiceAddress.objects.count() == 1 and not ServiceStep.objects.exists()


def test_a_family_on_one_side_may_share_an_address(desk: Desk) -> None:
    from cases.models import Party

    Party.objects.create(case_id=desk.case_id, no=3, side="defendant", name="鲍太")
    desk.consents(2, mail="home@example.org")
    desk.consents(3, mail="home@example.org")
    assert ServiceAddress.objects.count() == 2


def test_a_tracking_number_belongs_to_one_service(desk: Desk) -> None:
    first = desk.prepare("post", "express")
    desk.tells(first, "posted", number="EX9", proved=False)
    paper = desk.paper()
    second = desk.prepare("post", "express", document="summons", paper=paper.pk)
    with refused("number_used"):
        desk.tells(second, "posted", number="EX9", proved=False)


def test_steps_are_only_ever_added(desk: Desk) -> None:
    desk.prepare("post", "express")
    for change in (
        "UPDATE cases_servicestep SET state = 'sent'", "DELETE FROM cases_servicestep",
        "TRUNCATE cases_servicestep CASCADE",
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_addresses_and_words_lie_sealed(desk: Desk) -> None:
    desk.consents(2, mail="bob@example.org")
    service = desk.prepare("electronic_unconfirmed", "phone", address="13900001111")
    desk.tells(service, "called", number="13900001111", said="本人称已知悉开庭", proved=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT json_agg(s) FROM cases_servicestep s)::text"
            " || (SELECT json_agg(a) FROM cases_serviceaddress a)::text"
        )
        [stored] = cursor.fetchone()
    assert "bob@" not in stored and "本人称" not in stored and "1390000" not in stored
    bodies = " ".join(Entry.objects.filter(case_id=desk.case_id).values_list("body", flat=True))
    assert "13900001111" not in bodies and "bob@" not in bodies


def test_only_the_desk_serves(desk: Desk) -> None:
    for who in ("alice", "clerk_elsewhere", "oversight"):
        role = {"alice": "litigant", "clerk_elsewhere": "clerk"}.get(who, who)
        with pytest.raises(Refusal):
            attempts.prepare(
                desk.case_id, desk.world.actor(who, role),
                Wanted(2, "complaint", "post", "express"),
            )  # fmt: skip


def test_who_has_left_is_served_its_ruling_and_nothing_else(desk: Desk) -> None:
    """The ruling by which it left is still for it; the complaint is not, and opens nothing."""
    sent = desk.prepare("direct", "hand", party=2)
    ruling = make.paper(desk.case_id)
    Party.objects.filter(case_id=desk.case_id, no=2).update(left_on=today())
    with refused("left_already"):
        desk.prepare("post", "express", party=2)
    desk.tells(sent, "signed", today(), recipient="party")
    assert not Clock.objects.filter(case_id=desk.case_id, code="answer_period").exists()
    with refused("left_already"):
        attempts.begin(desk.case_id, desk.by, 2, "other", ruling)
    Document.objects.filter(pk=ruling).update(title=leaving.RULING)
    attempts.begin(desk.case_id, desk.by, 2, "other", ruling)
