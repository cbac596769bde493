"""Whom a message reaches: by party, by office, by name; and whom it never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.law.periods import local_date
from cases.law.roles import Role
from cases.models import Clock, Grant, Notice, Outbox, Party, PartyLink
from cases.notices.relaying import relay
from tests.web.world import World

Arrange = Callable[[World, int], object]


def tell(case_id: int, recipient: str, template: str = "add_note", event: str = "test:1") -> None:
    Outbox.objects.filter(case_id=case_id, event=event, recipient=recipient).delete()
    Outbox.objects.create(
        case_id=case_id, event=event, recipient=recipient, template=template,
        created_at=timezone.now(),
    )  # fmt: skip


def reached(case_id: int, recipient: str, template: str = "register", event: str = "test:1") -> set:
    """The names of those who get a notice of it."""
    relay()
    Notice.objects.all().delete()
    tell(case_id, recipient, template, event)
    assert relay().messages == 1
    return set(Notice.objects.values_list("user__username", flat=True))


def agent(world: World, case_id: int, **changes: object) -> None:
    """Carol acts for bob."""
    values = {"authority": "general", "valid_from": timezone.now(), "confirmed_at": timezone.now()}
    PartyLink.objects.create(
        party=Party.objects.get(case_id=case_id, no=2), user=world["carol"], **values | changes
    )


def ended(world: World, case_id: int) -> None:
    agent(world, case_id, valid_until=timezone.now() - timedelta(seconds=1))


def unconfirmed(world: World, case_id: int) -> None:
    agent(world, case_id, confirmed_at=None)


def left(world: World, case_id: int) -> None:
    agent(world, case_id)
    Party.objects.filter(case_id=case_id, no=2).update(left_on=local_date(timezone.now()))


def bob_recused(world: World, case_id: int) -> None:
    world.name(case_id, "bob", Role.JUDGE, recused=True)


@pytest.mark.parametrize(
    ("arranged", "names"),
    [(agent, {"bob", "carol"}), (ended, {"bob"}), (unconfirmed, {"bob"}), (left, set()),
     (bob_recused, set())],
)  # fmt: skip
def test_a_party_is_told_with_those_who_act_for_it_today(
    world: World, arranged: Arrange, names: set[str]
) -> None:
    case_id = world.file()
    arranged(world, case_id)
    assert reached(case_id, "party:2") == names
    assert reached(case_id, "party:1") == {"alice"}


def nobody_yet(world: World, case_id: int) -> None: ...


def in_charge(world: World, case_id: int) -> None:
    world.name(case_id, "judge", Role.JUDGE)


def gone_since(world: World, case_id: int) -> None:
    in_charge(world, case_id)
    yesterday = local_date(timezone.now()) - timedelta(days=1)
    Grant.objects.filter(user=world["judge"]).update(valid_until=yesterday)


def recused(world: World, case_id: int) -> None:
    world.name(case_id, "judge", Role.JUDGE, recused=True)


def replaced(world: World, case_id: int) -> None:
    world.name(case_id, "judge", Role.JUDGE, ended_seq=1)
    world.name(case_id, "judge2", Role.JUDGE)


def on_a_side(world: World, case_id: int) -> None:
    """One of the judges is the party sued."""
    PartyLink.objects.filter(party__case_id=case_id, user=world["bob"]).update(user=world["judge"])


@pytest.mark.parametrize(
    ("arranged", "names"),
    [(nobody_yet, {"judge", "judge2"}), (in_charge, {"judge"}), (gone_since, {"judge2"}),
     (recused, {"judge2"}), (replaced, {"judge2"}), (on_a_side, {"judge2"})],
)  # fmt: skip
def test_an_office_is_told_as_it_stands_to_the_case(
    world: World, arranged: Arrange, names: set[str]
) -> None:
    case_id = world.file()
    arranged(world, case_id)
    assert reached(case_id, "role:judge") == names


@pytest.mark.parametrize(("arranged", "names"), [(nobody_yet, set()), (in_charge, {"judge"})])
def test_a_confidential_case_is_told_to_those_who_work_on_it(
    world: World, arranged: Arrange, names: set[str]
) -> None:
    case_id = world.file(confidential=True)
    arranged(world, case_id)
    assert reached(case_id, "role:judge") == names
    assert reached(case_id, "role:clerk") == set()
    assert reached(case_id, "party:2") == {"bob"}


@pytest.mark.parametrize(
    ("recipient", "template", "names"),
    [
        ("role:clerk", "register", {"clerk"}),
        ("role:system", "rung_red", {"clerk"}),
        ("role:division_chief", "rung_escalated", {"division_chief"}),
        ("role:clerk", "urge", {"judge"}),
        ("role:clerk", "ask_extension", {"court_leader"}),
        ("role:clerk", "add_note", set()),
        ("role:clerk", "record_deliberation", set()),
        ("role:nobody:else", "register", {"clerk"}),
        ("party:one", "register", set()),
        ("party:99", "register", set()),
        ("group:1", "register", set()),
        ("user:", "register", set()),
    ],
)
def test_what_is_left_at_the_desk_reaches_whom_it_is_about(
    world: World, recipient: str, template: str, names: set[str]
) -> None:
    case_id = world.file()
    in_charge(world, case_id)
    assert reached(case_id, recipient, template) == names


def test_a_person_by_name(world: World) -> None:
    case_id = world.file()
    assert reached(case_id, f"user:{world['stranger'].pk}", "decline_join") == {"stranger"}
    recused(world, case_id)
    assert reached(case_id, f"user:{world['judge'].pk}", "confirm_join") == set()


def test_who_did_it_need_not_be_told_by_office(world: World) -> None:
    case_id = world.file()
    done = world.act(case_id, "register", "clerk")
    assert reached(case_id, "role:clerk", event=f"entry:{done.seq}") == set()
    assert reached(case_id, "role:clerk", event=f"entry:{done.seq - 1}") == {"clerk"}


# -- preservation, and what happens by law ------------------------------------------------------


def rung_of(case_id: int, code: str, **changes: object) -> str:
    """The event of the last rung of the newest clock of this name."""
    clock = Clock.objects.filter(case_id=case_id, code=code).latest("no")
    Clock.objects.filter(case_id=case_id, no=clock.no).update(**changes) if changes else None
    return f"rung:{clock.no}:1:5"


@pytest.mark.parametrize("kind", ["preservation", "urgent_preservation"])
def test_of_preservation_the_other_side_hears_nothing(world: World, kind: str) -> None:
    case_id = world.file()
    relay()
    Notice.objects.all().delete()
    world.act(case_id, "open_incident", "alice", incident=kind)
    relay()
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"clerk"}
    event = rung_of(case_id, kind)
    assert reached(case_id, "party:1", "rung_red", event) == {"alice"}
    assert reached(case_id, "party:2", "rung_red", event) == set()


def test_an_expiry_by_law_is_told_once_and_by_what_it_brought(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "register", "clerk")
    by_law = rung_of(case_id, "fee_payment", expiry="A")
    assert reached(case_id, "party:1", "rung_expiry", by_law) == set()
    assert reached(case_id, "party:1", "rung_red", by_law) == {"alice"}
    by_judge = rung_of(case_id, "fee_payment", expiry="B")
    assert reached(case_id, "party:1", "rung_expiry", by_judge) == {"alice"}


def test_the_end_of_a_period_is_told_to_those_whose_it_was(world: World) -> None:
    """Of two that run apart the other may still run."""
    case_id = world.file()
    world.act(case_id, "register", "clerk")
    number = rung_of(case_id, "fee_payment").split(":")[1]
    ended_by = {"state": "expired", "closed_seq": 2}
    clock = Clock.objects.filter(case_id=case_id, no=int(number))
    clock.update(code="appeal_period", kind="party", party_no=2, **ended_by)
    told = {"template": "expired_appeal_period", "event": "entry:2"}
    assert reached(case_id, "party:2", **told) == {"bob"}
    assert reached(case_id, "party:1", **told) == set()
    clock.update(party_no=None)
    assert reached(case_id, "party:1", **told) == {"alice"}
