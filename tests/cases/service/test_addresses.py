"""Where a party takes its papers: from the filing, and on into the cases that follow."""

from __future__ import annotations

from cases.acts.filing import registering
from cases.acts.service import attempts
from cases.law.procedures import Origin, Procedure
from cases.loading import load
from cases.models import Link, Party, ServiceAddress
from tests.web.world import World


def filed(world: World, *, agrees: bool) -> int:
    alice = registering.NewParty(
        "plaintiff", "爱丽丝", phone="13812345678", address="演示路1号",
        user_id=world["alice"].pk, takes_papers_online=agrees,
    )  # fmt: skip
    return world.file(parties=[alice, registering.NewParty("defendant", "鲍勃")])


def test_who_agreed_when_filing_takes_papers_online(world: World) -> None:
    case_id = filed(world, agrees=True)
    reach = attempts.reach_of(Party.objects.get(case_id=case_id, no=1))
    assert (reach.ground, reach.has_account) == ("express", True)
    assert (reach.phone, reach.post) == ("13812345678", "演示路1号")
    assert attempts.reach_of(Party.objects.get(case_id=case_id, no=2)).ground == ""


def test_who_did_not_agree_did_not(world: World) -> None:
    filed(world, agrees=False)
    assert not ServiceAddress.objects.exists()


def test_the_address_holds_on_appeal_with_the_sides_swapped(world: World) -> None:
    case_id = filed(world, agrees=True)
    attempts.confirm_address(
        case_id, world.actor("clerk"), 2, ground="agreed_beforehand", mail="bob@example.org"
    )
    [p] = load([case_id])
    registering.open_linked(
        p, world.court, kind="appeal", origin=Origin.APPEAL,
        procedure_=Procedure.SECOND_INSTANCE, swap=True,
    )  # fmt: skip
    above = Link.objects.get(source_id=case_id).target_id
    reaches = {x.name: attempts.reach_of(x) for x in Party.objects.filter(case_id=above)}
    assert reaches["爱丽丝"].ground == "express"
    assert (reaches["鲍勃"].ground, reaches["鲍勃"].mail) == (
        "agreed_beforehand", "bob@example.org",
    )  # fmt: skip
