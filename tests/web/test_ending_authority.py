"""An authority with an end date opens nothing from that date on, by the clock of its court."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from cases import procedure
from cases.acts.fees import paying
from cases.acts.filing import registering
from cases.acts.parties import authority as acts
from cases.law.acts import acts_at
from cases.law.periods import closing, local_date
from cases.law.refusals import Refusal
from cases.materials import storing
from cases.models import ClockGroup, Delivery, Document, PartyLink, PaymentOrder
from cases.notices import deliveries, recipients
from cases.notices.recipients import Message
from cases.proceeding import Actor
from tests.cases.materials.corpus import pdf
from tests.web.paying import unpaid
from tests.web.world import World

DAYS = 30


def with_file(case_id: int) -> Document:
    """A document of the plaintiff that has a file."""
    return Document.objects.create(
        case_id=case_id, kind="evidence", title="证据", file_name="证据.pdf",
        blob=storing.keep_bytes(pdf(), "pdf"), party_no=1, received_at=timezone.now(), seq=1,
    )  # fmt: skip


@pytest.fixture
def link(world: World) -> PartyLink:
    """Carol acts for alice for thirty days more; the fee of the case is due."""
    until = local_date(timezone.now()) + timedelta(days=DAYS)
    case_id = unpaid(world)
    party = registering.Party.objects.get(case_id=case_id, no=1)
    return PartyLink.objects.create(
        party=party, user=world["carol"], authority="special", valid_from=timezone.now(),
        valid_until=closing(until), agent="lawyer",
    )  # fmt: skip


def the_court_goes_to(world: World, moment: datetime) -> None:
    ClockGroup.objects.filter(pk=world.court.group_id).update(offset=moment - timezone.now())


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    found: list[URLPattern] = []
    for one in (resolver or get_resolver()).url_patterns:
        found += patterns(one) if isinstance(one, URLResolver) else [one]
    return found


def routes(case_id: int) -> list[str]:
    """Every address that names a case, with whatever else it names made of this case."""
    documents = Document.objects.filter(case_id=case_id)
    file = documents.exclude(blob=None).values_list("pk", flat=True).first()
    acts = [*(act.code for act in acts_at("fee_payment")), "tell_panel"]
    others: dict[str, list[Any]] = {
        "document_id": [*documents.values_list("pk", flat=True)], "code": acts,
        "received_id": [0], "request_id": [0], "party_no": [1],
    }  # fmt: skip
    found = []
    for one in patterns():
        names = list(one.pattern.converters)
        if not one.name or "case_id" not in names:
            continue
        ways: list[dict[str, Any]] = [{"case_id": case_id}]
        for name in names:
            if name != "case_id":
                values = [file] if one.name == "paper-file" and file else others.get(name, [1])
                ways = [{**way, name: value} for way in ways for value in values]
        found += [reverse(one.name, kwargs=way) for way in ways]
    return found


def opened(client: Client, urls: Iterable[str]) -> set[str]:
    """Those of them that show this person anything at all."""
    return {url for url in urls if client.get(url).status_code not in (404, 405)}


def test_every_route_that_an_agent_opens_is_shut_when_the_day_is_over(
    world: World, link: PartyLink, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    case_id, carol = link.party.case_id, world.client("carol")
    with_file(case_id)
    assert link.valid_until is not None
    the_court_goes_to(world, link.valid_until - timedelta(minutes=5))
    before = opened(carol, routes(case_id))
    assert {reverse(name, args=[case_id]) for name in ("case", "case-history", "pay")} < before
    assert any("/file" in url for url in before) and len(before) > 15, sorted(before)
    assert any(card["url"] for card in carol.get(reverse("mine")).context["cards"])
    the_court_goes_to(world, link.valid_until)
    assert opened(carol, before) == set()
    assert carol.get(reverse("mine")).context["cards"] == []


def test_nothing_is_done_sent_in_or_paid_for_any_more(world: World, link: PartyLink) -> None:
    case_id, carol = link.party.case_id, world.client("carol")
    by = Actor(world["carol"].pk, "agent")
    order = paying.order_for(case_id, 1, by)
    assert isinstance(order, PaymentOrder)
    pays = reverse("pay-order", args=[order.code])
    assert carol.get(pays).status_code == 200
    the_court_goes_to(world, link.valid_until or timezone.now())
    for code, data in (
        ("make_request", {"request": "paper", "asked": "x"}), ("pay_fee", {}),
        ("withdraw_request", {"asked": 1}),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            procedure.perform(case_id, code, by=by, data=data)
        assert carol.post(reverse("act", args=[case_id, code]), data).status_code == 404
    assert carol.get(pays).status_code == 404
    assert carol.get(reverse("pay-go", args=[order.code])).status_code == 404
    assert carol.post(reverse("pay", args=[case_id])).status_code == 404


def test_no_message_reaches_who_acts_for_nobody_any_more(world: World, link: PartyLink) -> None:
    case_id, carol = link.party.case_id, world["carol"].pk
    message = Message(1, case_id, "entry:1", "party:1", "register", timezone.now(), True, None)
    waiting = Delivery(case_id=case_id, user_id=carol, party_no=1, template="register")
    assert carol in {one.user_id for one in recipients.of([message])[1]}
    assert deliveries.still_theirs(waiting)
    the_court_goes_to(world, link.valid_until or timezone.now())
    assert carol not in {one.user_id for one in recipients.of([message])[1]}
    assert not deliveries.still_theirs(waiting)


def test_the_clock_of_another_court_ends_nothing(world: World, link: PartyLink) -> None:
    """Training courts live in a time of their own."""
    other = ClockGroup.objects.create(name="other", label="", is_training=False)
    other.offset = timedelta(days=400)
    other.save()
    assert link in PartyLink.objects.live()
    the_court_goes_to(world, link.valid_until or timezone.now())
    assert link not in PartyLink.objects.live()
    ClockGroup.objects.filter(pk=world.court.group_id).update(offset=-timedelta(days=1))
    assert link in PartyLink.objects.live()


def test_what_is_ended_by_hand_ends_at_once_in_a_court_that_is_behind(
    world: World, link: PartyLink
) -> None:
    ClockGroup.objects.filter(pk=world.court.group_id).update(offset=F("offset"))
    acts.end(link.pk, world["alice"])
    assert link not in PartyLink.objects.live()
    assert world.client("carol").get(reverse("case", args=[link.party.case_id])).status_code == 404


@pytest.mark.parametrize(("days", "warned"), [(8, False), (7, True), (1, True)])
def test_both_sides_are_reminded_seven_days_before(
    world: World, link: PartyLink, days: int, warned: bool
) -> None:
    assert link.valid_until is not None
    the_court_goes_to(world, link.valid_until - timedelta(days=days) + timedelta(minutes=5))
    for who in ("alice", "carol"):
        page = world.client(who, "en").get(reverse("mine"))
        assert ("ends on" in page.content.decode()) is warned, who
    told = world.client("carol", "en").get(reverse("mine")).context["ending"]
    if warned:
        last = local_date(link.valid_until - timedelta(seconds=1))
        assert str(last.day) in told[0]["last_day"] and told[0]["is_mine"]
    assert world.client("bob", "en").get(reverse("mine")).context["ending"] == []


def test_a_file_is_handed_out_to_nobody_whose_authority_is_over(
    world: World, link: PartyLink, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    document = with_file(link.party.case_id)
    url = reverse("paper-file", args=[link.party.case_id, document.pk])
    carol = world.client("carol")
    assert carol.get(url).status_code == 200
    the_court_goes_to(world, link.valid_until or timezone.now())
    assert carol.get(url).status_code == 404
    assert carol.head(url, headers={"range": "bytes=0-9"}).status_code == 404
