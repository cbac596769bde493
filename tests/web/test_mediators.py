"""The register of mediation: organisations and whom they send, kept by the court, read in cases."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.models import OrderChange
from courtflow.rehearsal.people import SENDS_MEDIATORS, cast
from mediation.models import Mediation, Mediator, Organisation
from tests.cases.test_beside import same
from tests.web.world import World

URL = reverse("mediators")
NAME = "历山人民调解委员会"


def keep(world: World, who: str = "court_leader", **sent: object) -> int:
    return (
        world.client(who).post(URL, {name: str(value) for name, value in sent.items()}).status_code
    )


def listed(world: World) -> Organisation:
    """The court invites an organisation, whose mediator is the court's."""
    assert keep(world, what="organisation", name=NAME) == 302
    sent = {"what": "mediator", "user": world["mediator"].pk, "organisation": NAME}
    assert keep(world, **sent) == 302
    return Organisation.objects.get()


def appointed(world: World) -> int:
    case_id = world.file()
    world.act(case_id, "refer_to_mediation", "clerk")
    world.act(case_id, "appoint_mediator", "clerk", mediator=world["mediator"].pk)
    return case_id


def parts(world: World, case_id: int, who: str = "clerk") -> list[tuple[str, str]]:
    page = world.client(who).get(reverse("case", args=[case_id]))
    assert all(row["of"] in page.content.decode() for row in page.context["parts"])
    return [(row["name"], row["of"]) for row in page.context["parts"]]


def test_an_appointment_names_the_organisation_of_the_mediator(world: World) -> None:
    organisation = listed(world)
    case_id = appointed(world)
    mediation = Mediation.objects.get(case_id=case_id)
    assert mediation.organisation == organisation
    assert mediation.mediator is not None and mediation.mediator.user == world["mediator"]
    assert parts(world, case_id) == parts(world, case_id, "alice") == [("Mediator", NAME)]
    same(case_id)


def test_a_past_moment_shows_the_organisation_too(world: World) -> None:
    listed(world)
    case_id = appointed(world)
    page = world.client("clerk").get(reverse("case-at", args=[case_id]), {"seq": 3})
    assert [row["of"] for row in page.context["parts"]] == [NAME]


def test_who_chooses_the_mediator_reads_who_sends_them(world: World) -> None:
    listed(world)
    case_id = world.file()
    world.act(case_id, "refer_to_mediation", "clerk")
    form = world.client("clerk").get(reverse("act", args=[case_id, "appoint_mediator"]))
    assert f"Mediator ({NAME})" in form.content.decode()


def test_a_mediator_may_belong_to_no_organisation(world: World) -> None:
    case_id = appointed(world)
    assert Mediator.objects.get().court == world.court
    assert Mediation.objects.get(case_id=case_id).organisation is None
    assert parts(world, case_id) == [("Mediator", "")]


def test_a_struck_off_organisation_sends_nobody_and_stays_where_it_mediated(world: World) -> None:
    organisation = listed(world)
    before = appointed(world)
    assert keep(world, what="strike_off", pk=organisation.pk) == 302
    assert Mediation.objects.get(case_id=before).organisation == organisation
    assert parts(world, before) == [("Mediator", NAME)]
    assert parts(world, appointed(world)) == [("Mediator", "")]
    assert world.client("court_leader").get(URL).context["organisations"] == []


def test_an_organisation_comes_back_without_its_former_mediators(world: World) -> None:
    organisation = listed(world)
    keep(world, what="strike_off", pk=organisation.pk)
    assert keep(world, what="organisation", name=f" {NAME} ") == 302
    [row] = world.client("court_leader").get(URL).context["organisations"]
    assert (row["pk"], row["name"], row["mediators"]) == (organisation.pk, NAME, "")


def test_the_page_lists_both_and_who_changed_them(world: World) -> None:
    listed(world)
    page = world.client("court_leader", "en").get(URL)
    [row] = page.context["organisations"]
    assert (row["name"], row["mediators"]) == (NAME, "Mediator")
    assert [(one["name"], one["of"]) for one in page.context["mediators"]] == [("Mediator", NAME)]
    [newest, first] = OrderChange.objects.order_by("-pk")
    assert first.said == {"name": NAME} and first.by == world["court_leader"]
    assert newest.said == {"user": world["mediator"].pk, "organisation": NAME}
    assert str(world["court_leader"]) in page.content.decode()


def test_the_register_of_another_court_is_its_own(world: World) -> None:
    theirs = Organisation.objects.create(court=world.upper, name=NAME)
    assert world.client("court_leader").get(URL).context["organisations"] == []
    sent = {"what": "mediator", "user": world["mediator"].pk, "organisation": NAME}
    assert keep(world, **sent) == 422
    assert keep(world, what="strike_off", pk=theirs.pk) == 302
    theirs.refresh_from_db()
    assert not theirs.struck_off


@pytest.mark.parametrize("name", ["", " ", "名" * 101, "\0"])
def test_what_is_no_name_is_said_at_its_field(world: World, name: str) -> None:
    assert keep(world, what="organisation", name=name) == 422
    assert not Organisation.objects.exists() and not OrderChange.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "judge", "mediator", "division_chief", "alice"])
def test_only_who_keeps_the_register_changes_it(world: World, who: str) -> None:
    assert keep(world, who, what="organisation", name=NAME) == 403
    assert not Organisation.objects.exists()


def test_the_administrator_keeps_it_too(world: World) -> None:
    assert keep(world, "system_admin", what="organisation", name=NAME) == 302


def test_the_mediators_of_the_demo_courts_are_sent(db: None) -> None:
    courts = cast().courts.values()
    sent = Mediator.objects.values_list("court_id", "organisation__name")
    assert set(sent) == {(court.pk, SENDS_MEDIATORS) for court in courts}
    assert cast() and Mediator.objects.count() == len(courts), "and once only"
