"""The person sued comes into the case by a code; what differs, the court looks at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import RedisError

from cases import tries
from cases.acts.filing import registering
from cases.acts.parties import authority, joining
from cases.clockrules import said
from cases.enforcement import sweep
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.law.roles import Role
from cases.models import (
    Access,
    Clock,
    ClockGroup,
    Entry,
    Grant,
    JoinCode,
    JoinRequest,
    Outbox,
    Party,
    PartyLink,
    Rung,
    SetAside,
)
from cases.procedure import door
from cases.proceeding import Actor
from cases.proof.replay import replay
from cases.proof.verifying import verify
from cases.views.parties import join as pages
from courtflow.accounts.models import User
from tests.web.world import World, person

JOIN = reverse("join")
BOBS = "11010519491231002X"
OTHER = "110105199003070038"


def verified(user: User, name: str, number: str = "") -> User:
    """The register has confirmed this name and number."""
    user.real_name, user.id_number, user.verified_at = name, number, timezone.now()
    user.save()
    return user


def sued(world: World, number: str = "", **more: Any) -> int:
    """A case of alice against 鲍勃, whom nobody has reached yet."""
    bob = registering.NewParty("defendant", "鲍 勃", id_number=number)
    changed = {name: more.pop(name) for name in ("name", "is_organisation") if name in more}
    for name, value in changed.items():
        setattr(bob, name, value)
    alice = registering.NewParty("plaintiff", "爱丽丝", user_id=world["alice"].pk)
    return world.file(parties=[alice, bob], **more)


def types(client: Client, code: str, **more: Any) -> Any:
    return client.post(JOIN, {"code": code}, **more)


def told(answer: Any) -> list[str]:
    return answer.context["form"].errors.get("code", [])


def is_whole(case_id: int) -> bool:
    return replay(case_id) == [] and verify(case_id=case_id).problems == []


def sees(world: World, who: str, case_id: int) -> bool:
    return world.client(who).get(reverse("case", args=[case_id])).status_code == 200


# -- codes ----------------------------------------------------------------------------------------


def test_a_code_has_twelve_characters_that_nobody_mixes_up(world: World) -> None:
    code = joining.code_of(sued(world), 2)
    groups = code.split("-")
    assert [len(group) for group in groups] == [4, 4, 4]
    assert set("".join(groups)) <= set(joining.ALPHABET)
    assert not set("0O1ILU") & set(joining.ALPHABET)


def test_a_code_is_made_when_the_desk_first_looks_and_stays(world: World) -> None:
    case_id = sued(world)
    url = reverse("case-joining", args=[case_id])
    assert not JoinCode.objects.exists()
    for who in ("oversight", "division_chief", "judge"):
        world.says_why(case_id, who)
    for who in ("oversight", "division_chief"):
        assert all(row["code"] == "" for row in world.client(who).get(url).context["rows"])
    assert not JoinCode.objects.exists(), "who only watches gets no code"
    first = world.client("clerk").get(url).context["rows"]
    again = world.client("judge").get(url).context["rows"]
    assert [row["code"] for row in first] == [row["code"] for row in again]
    assert [bool(row["code"]) for row in first] == [False, True], "alice is in the case already"


def test_once_the_case_has_a_judge_another_judge_gets_no_code(world: World) -> None:
    case_id = sued(world)
    world.name(case_id, "judge", Role.JUDGE)
    url = reverse("case-joining", args=[case_id])
    world.says_why(case_id, "judge2")
    assert world.client("judge2").get(url).context["at_desk"] is False
    assert world.client("judge").get(url).context["at_desk"] is True


def test_a_party_finds_no_codes(world: World) -> None:
    case_id = sued(world)
    code = joining.code_of(case_id, 2)
    assert world.client("alice").get(reverse("case-joining", args=[case_id])).status_code == 403
    papers = world.client("alice").get(reverse("case-papers", args=[case_id])).content.decode()
    assert code not in papers and "joining" not in papers


def test_the_code_lies_sealed_in_the_database(world: World) -> None:
    code = joining.normal(joining.code_of(sued(world), 2))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM cases_joincode c")
        assert code not in cursor.fetchone()[0]


def test_who_has_left_has_no_code(world: World) -> None:
    case_id = sued(world)
    code = joining.code_of(case_id, 2)
    Party.objects.filter(case_id=case_id, no=2).update(left_on="2026-01-01")
    assert joining.code_of(case_id, 2) == ""
    verified(world["bob"], "鲍勃")
    assert types(world.client("bob"), code).status_code == 422


# -- coming in ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelt",
    [
        lambda code: code,
        lambda code: code.lower(),
        lambda code: code.replace("-", " "),
        lambda code: "".join(chr(ord(x) + 0xFEE0) for x in code),
        lambda code: f"  {code.replace('-', '–')}. ",
    ],
)
def test_who_plainly_is_the_party_is_in_at_once(world: World, spelt: Any) -> None:
    case_id = sued(world, BOBS)
    code = joining.code_of(case_id, 2)
    verified(world["bob"], "鲍勃", BOBS)
    answer = types(world.client("bob"), spelt(code))
    assert answer["Location"] == reverse("case", args=[case_id])
    assert sees(world, "bob", case_id)
    link = PartyLink.objects.get(party__case_id=case_id, user=world["bob"])
    assert (link.party.no, link.authority, link.valid_until) == (2, "self", None)
    entry = Entry.objects.filter(case_id=case_id).latest("seq")
    assert (entry.act, entry.actor_id, entry.role) == ("join", world["bob"].pk, "litigant")
    assert '"facts":{"by_code":true,"party":2}' in entry.body
    assert JoinCode.objects.get().used_seq == entry.seq
    assert is_whole(case_id)


def test_without_a_number_in_the_papers_the_name_is_enough(world: World) -> None:
    case_id = sued(world)
    verified(world["bob"], "鲍勃", OTHER)
    assert types(world.client("bob"), joining.code_of(case_id, 2)).status_code == 302
    assert sees(world, "bob", case_id)


def test_the_history_tells_of_it_in_words(world: World) -> None:
    case_id = sued(world)
    verified(world["bob"], "鲍勃")
    joining.join(world["bob"], joining.code_of(case_id, 2))
    url = reverse("case-history", args=[case_id])
    assert "凭关联码关联案件" in world.client("alice").get(url).content.decode()
    assert "Joined the case by code" in world.client("clerk", "en").get(url).content.decode()


def test_made_up_people_come_in_by_their_names_in_training_courts_only(world: World) -> None:
    case_id = sued(world)
    code = joining.code_of(case_id, 2)
    User.objects.filter(username="bob").update(is_demo=True, display_name="鲍勃", verified_at=None)
    group = world.court.group
    group.is_training = False
    group.save()
    assert types(world.client("bob"), code).status_code == 422
    group.is_training = True
    group.save()
    assert types(world.client("bob"), code).status_code == 302
    assert sees(world, "bob", case_id)


def test_who_has_not_shown_who_they_are_does_that_first(world: World) -> None:
    case_id = sued(world)
    code = joining.code_of(case_id, 2)
    world["bob"].verified_at = None
    world["bob"].save()
    page = world.client("bob", "en").get(JOIN)
    assert "First show who you are" in page.content.decode()
    assert page.context["first"]["url"] == "/identity?next=%2Fjoin"
    assert page.context["form"] is None
    assert types(world.client("bob"), code).status_code == 200
    with pytest.raises(NotAllowed):
        joining.join(world["bob"], code)
    assert not PartyLink.objects.filter(user=world["bob"]).exists()


def test_sending_the_form_twice_leads_to_the_same_case(world: World) -> None:
    case_id = sued(world)
    code = joining.code_of(case_id, 2)
    verified(world["bob"], "鲍勃")
    client = world.client("bob")
    assert types(client, code)["Location"] == types(client, code)["Location"]
    assert Entry.objects.filter(case_id=case_id, act="join").count() == 1


def test_a_link_that_ends_closes_the_case_and_does_not_open_by_code_again(world: World) -> None:
    case_id = sued(world)
    verified(world["bob"], "鲍勃")
    joining.join(world["bob"], joining.code_of(case_id, 2))
    PartyLink.objects.filter(user=world["bob"]).update(
        valid_until=F("valid_from") - timedelta(days=1)
    )
    assert not sees(world, "bob", case_id)
    code = joining.code_of(case_id, 2)
    assert joining.join(world["bob"], code).result == "waits"
    assert JoinRequest.objects.get().differs == ["ended"]


# -- codes that lead nowhere ----------------------------------------------------------------------


def test_wrong_used_and_left_over_codes_are_answered_alike(world: World) -> None:
    case_id = sued(world)
    used = joining.code_of(case_id, 2)
    verified(world["bob"], "鲍勃")
    verified(world["stranger"], "鲍勃")
    joining.join(world["bob"], used)
    client = world.client("stranger")
    answers = [types(client, code) for code in ("2345-6789-ABCD", used, "x", "---", "０" * 60)]
    assert {answer.status_code for answer in answers} == {422}
    assert len({tuple(told(answer)) for answer in answers}) == 1
    assert not JoinRequest.objects.exists()
    assert not sees(world, "stranger", case_id)
    watched = Access.objects.filter(user=world["stranger"], reason="unknown_code")
    assert watched.count() == 5 and set(watched.values_list("case_id", flat=True)) == {None}


def test_only_so_many_attempts_an_hour(world: World) -> None:
    case_id = sued(world)
    code = joining.code_of(case_id, 2)
    verified(world["bob"], "鲍勃")
    client = world.client("bob", "en")
    for _ in range(pages.MOST_A_PERSON):
        assert types(client, "2345-6789-ABCD").status_code == 422
    answer = types(client, code)
    assert answer.status_code == 429
    assert "Try again after 20" in told(answer)[0]
    assert not sees(world, "bob", case_id)
    caches["default"].clear()  # as an hour later
    assert types(client, code).status_code == 302


def test_only_so_many_attempts_from_one_address(world: World) -> None:
    for number in range(4):
        verified(person(f"guest{number}", world.upper, Role.CLERK), "某人", "")
    people = [User.objects.get(username=f"guest{number}") for number in range(4)]
    codes = []
    for user in people:
        client = Client()
        client.force_login(user)
        codes += [types(client, "x").status_code for _ in range(8)]
    assert codes == [422] * pages.MOST_AN_ADDRESS + [429] * 2
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    elsewhere.force_login(people[0])
    assert types(elsewhere, "x").status_code == 422


def test_behind_a_proxy_the_address_is_what_the_proxy_says(world: World, rf, settings) -> None:
    request = rf.get(JOIN, headers={"x-forwarded-for": "203.0.113.9, 198.51.100.1"})
    assert tries.address(request) == "127.0.0.1", "anybody can say anything"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert tries.address(request) == "198.51.100.1"


def test_a_silent_cache_keeps_nobody_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: Any) -> None:
        raise RedisError("no answer")

    monkeypatch.setattr(tries, "_wait", silent)
    case_id = sued(world)
    verified(world["bob"], "鲍勃")
    assert types(world.client("bob"), joining.code_of(case_id, 2)).status_code == 302


def test_into_a_case_that_was_set_aside_nobody_comes_before_a_person_has_looked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = sued(world)
    verified(world["bob"], "鲍勃")
    SetAside.objects.create(case_id=case_id, reason="ValueError")

    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("spoilt")

    monkeypatch.setattr(door, "step_time", broken)
    answer = types(world.client("bob", "en"), joining.code_of(case_id, 2))
    assert answer.status_code == 409 and "waits for a person" in told(answer)[0]
    assert not sees(world, "bob", case_id)
    assert JoinCode.objects.get().used_seq is None


# -- what differs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "number", "differs"),
    [
        ("鲍博", BOBS, ["name"]),
        ("鲍勃", OTHER, ["number"]),
        ("鲍勃", "", ["number"]),
        ("鲍博", OTHER, ["name", "number"]),
    ],
)
def test_what_differs_is_no_refusal_and_shows_nothing(
    world: World, name: str, number: str, differs: list[str]
) -> None:
    case_id = sued(world, BOBS)
    verified(world["bob"], name, number)
    client = world.client("bob", "en")
    answer = client.post(JOIN, {"code": joining.code_of(case_id, 2)}, follow=True)
    assert answer.status_code == 200
    [row] = answer.context["asked"]
    assert "The court will check and answer by" in row["answer"] and row["url"] == ""
    text = answer.content.decode()
    for hidden in ("爱丽丝", "本院", "This Court", BOBS, f"/cases/{case_id}"):
        assert hidden not in text
    assert JoinRequest.objects.get().differs == differs
    assert not sees(world, "bob", case_id)
    assert not Entry.objects.filter(case_id=case_id, act="join").exists()
    assert JoinCode.objects.get().used_seq is None
    client.post(JOIN, {"code": joining.code_of(case_id, 2)})
    assert JoinRequest.objects.count() == 1, "asking twice is asking once"


def test_the_court_checks_who_represents_an_organisation(world: World) -> None:
    case_id = sued(world, name="鲍勃", is_organisation=True)
    verified(world["bob"], "鲍勃")
    assert joining.join(world["bob"], joining.code_of(case_id, 2)).result == "waits"
    assert JoinRequest.objects.get().differs == ["organisation"]


def test_nobody_comes_into_a_confidential_case_unseen(world: World) -> None:
    case_id = sued(world, confidential=True)
    verified(world["bob"], "鲍勃")
    assert joining.join(world["bob"], joining.code_of(case_id, 2)).result == "waits"
    asked = JoinRequest.objects.get()
    assert asked.differs == ["confidential"]
    with pytest.raises(NotThere):
        joining.confirm(asked.pk, world.actor("clerk"))
    world.name(case_id, "clerk", Role.CLERK)
    joining.confirm(asked.pk, world.actor("clerk"))
    assert sees(world, "bob", case_id)


@pytest.mark.parametrize("role", [Role.CLERK, Role.JUDGE, Role.OVERSIGHT])
def test_who_works_in_the_court_is_no_party_unseen(world: World, role: Role) -> None:
    case_id = sued(world)
    verified(world["bob"], "鲍勃")
    Grant.objects.create(user=world["bob"], court=world.court, role=role.value)
    assert joining.join(world["bob"], joining.code_of(case_id, 2)).result == "waits"
    asked = JoinRequest.objects.get()
    assert asked.differs == ["office"]
    if role is Role.CLERK:
        with pytest.raises(Refusal) as refused:
            joining.confirm(asked.pk, Actor(world["bob"].pk, "clerk"))
        assert refused.value.reason == "two_people"


def test_who_sues_is_not_the_one_sued_as_well(world: World) -> None:
    case_id = sued(world)
    verified(world["alice"], "鲍勃")
    assert joining.join(world["alice"], joining.code_of(case_id, 2)).result == "waits"
    assert JoinRequest.objects.get().differs == ["other_party"]


def test_a_party_that_somebody_is_in_for_already_goes_to_the_court(world: World) -> None:
    case_id = sued(world)
    code = joining.code_of(case_id, 2)
    party = Party.objects.get(case_id=case_id, no=2)
    PartyLink.objects.create(
        party=party, user=world["carol"], authority="general", valid_from=timezone.now()
    )
    verified(world["bob"], "鲍勃")
    assert joining.join(world["bob"], code).result == "waits"
    assert JoinRequest.objects.get().differs == ["taken"]


# -- the court's answer ---------------------------------------------------------------------------


@pytest.fixture
def asked(world: World) -> JoinRequest:
    """Somebody with another name and number came with bob's code."""
    case_id = sued(world, BOBS)
    verified(world["bob"], "鲍博", OTHER)
    joining.join(world["bob"], joining.code_of(case_id, 2))
    return JoinRequest.objects.get()


def address(asked: JoinRequest) -> str:
    return reverse("join-request", args=[asked.case_id, asked.pk])


def test_the_clerk_sees_both_side_by_side_without_a_date_of_birth(
    world: World, asked: JoinRequest
) -> None:
    papers = world.client("clerk", "en").get(reverse("case-papers", args=[asked.case_id]))
    assert "1 person asks to join this case" in papers.content.decode()
    page = world.client("clerk", "en").get(address(asked))
    names, numbers = page.context["compared"]
    assert (names["papers"], names["person"], names["differs"]) == ("鲍 勃", "鲍博", True)
    assert (numbers["papers"], numbers["person"]) == ("110•••••••••••002X", "110•••••••••••0038")
    text = page.content.decode()
    assert "19491231" not in text and "19900307" not in text
    assert "The names differ." in text


def test_the_clerk_confirms(world: World, asked: JoinRequest) -> None:
    answer = world.client("clerk").post(address(asked), {"decision": "general"})
    assert answer["Location"] == reverse("case-joining", args=[asked.case_id])
    assert sees(world, "bob", asked.case_id)
    assert PartyLink.objects.get(user=world["bob"]).authority == "general"
    entry = Entry.objects.filter(case_id=asked.case_id).latest("seq")
    assert (entry.act, entry.actor_id, entry.role) == (
        "confirm_join", world["clerk"].pk, "clerk",
    )  # fmt: skip
    asked.refresh_from_db()
    assert (asked.confirmed, asked.decided_seq) == (True, entry.seq)
    assert JoinCode.objects.get().used_seq == entry.seq
    [row] = world.client("bob").get(JOIN).context["asked"]
    assert row["url"] == reverse("case", args=[asked.case_id])
    assert is_whole(asked.case_id)


def test_the_clerk_declines_and_the_person_reads_why(world: World, asked: JoinRequest) -> None:
    clerk = world.client("clerk", "en")
    missing = clerk.post(address(asked), {"decision": "decline"})
    assert missing.status_code == 422 and "why" in missing.context["confirm"]["form"].errors
    why = "Please bring your household register."
    assert clerk.post(address(asked), {"decision": "decline", "why": why}).status_code == 302
    assert not sees(world, "bob", asked.case_id)
    bob = world.client("bob", "en")
    assert why in bob.get(JOIN).content.decode()
    history = reverse("case-history", args=[asked.case_id])
    assert why in clerk.get(history).content.decode()
    assert why not in world.client("alice", "en").get(history).content.decode()
    assert is_whole(asked.case_id)
    code = joining.code_of(asked.case_id, 2)
    verified(world["bob"], "鲍勃", BOBS)
    assert types(bob, code).status_code == 302, "the code is still good for the party"
    assert sees(world, "bob", asked.case_id) and is_whole(asked.case_id)


def test_nobody_answers_twice(world: World, asked: JoinRequest) -> None:
    clerk = world.client("clerk")
    clerk.post(address(asked), {"decision": "self"})
    again = clerk.post(address(asked), {"decision": "decline", "why": "x"})
    assert again.status_code == 409
    assert sees(world, "bob", asked.case_id)
    assert clerk.get(address(asked)).context["confirm"] is None


@pytest.mark.parametrize(
    ("who", "status"),
    [("alice", 403), ("bob", 404), ("stranger", 404), ("clerk_elsewhere", 404),
     ("former_clerk", 404), ("oversight", 403), ("mediator", 404), ("judge", 200)],
)  # fmt: skip
def test_who_answers(world: World, asked: JoinRequest, who: str, status: int) -> None:
    client = world.client(who)
    if who == "oversight":
        world.says_why(asked.case_id, who)
    assert client.get(address(asked)).status_code == status
    done = client.post(address(asked), {"decision": "self"}).status_code
    assert done == (302 if status == 200 else status)
    assert sees(world, "bob", asked.case_id) is (status == 200)


@pytest.mark.parametrize("who", ["alice", "stranger", "clerk_elsewhere", "oversight"])
def test_the_write_door_asks_again_who_answers(world: World, asked: JoinRequest, who: str) -> None:
    role = {"oversight": "oversight", "clerk_elsewhere": "clerk"}.get(who, "clerk")
    with pytest.raises((NotAllowed, NotThere)):
        joining.decline(asked.pk, Actor(world[who].pk, role), "x")


def test_a_request_of_another_case_is_not_there(world: World, asked: JoinRequest) -> None:
    url = reverse("join-request", args=[sued(world), asked.pk])
    assert world.client("clerk").get(url).status_code == 404


def test_who_only_watches_learns_that_somebody_waits(world: World, asked: JoinRequest) -> None:
    world.says_why(asked.case_id, "oversight")
    page = world.client("oversight").get(reverse("case-joining", args=[asked.case_id]))
    [row] = page.context["waiting"]
    assert row["answer_by"] and (row["name"], row["party"], row["url"]) == ("", "", "")


def test_the_clerks_worklist_says_who_waits(world: World) -> None:
    """Whoever asked and was not answered stands above the clerk's list, and on nobody else's."""
    case_id = world.file()
    PartyLink.objects.filter(party__case_id=case_id, party__side="defendant").delete()
    joining.join(world["stranger"], joining.code_of(case_id, 2))
    asked = JoinRequest.objects.get(case_id=case_id)
    url = reverse("join-request", args=[case_id, asked.pk])
    for who, is_told in (("clerk", True), ("judge", False), ("clerk_elsewhere", False)):
        page = world.client(who).get(reverse("work"))
        assert (url in page.content.decode()) is is_told, who


# -- the court's time to answer -------------------------------------------------------------------


def later(world: World, **time: int) -> None:
    """The court's clock stands so much later, and time has taken its effect."""
    ClockGroup.objects.filter(pk=world.court.group_id).update(offset=timedelta(**time))
    sweep()


def timers(case_id: int) -> list[tuple[str, int | None]]:
    found = Clock.objects.filter(case_id=case_id, code="join_check").order_by("no")
    return list(found.values_list("state", "party_no"))


def test_the_courts_three_days_run_until_its_answer(world: World, asked: JoinRequest) -> None:
    [timer] = Clock.objects.filter(case_id=asked.case_id, code="join_check")
    rule = said(timer.rule)
    assert (rule["amount"], rule["unit"], timer.expiry) == (3, "calendar_days", "C")
    assert (timer.basis, timer.opened_seq, timer.party_no) == ("management", asked.asked_seq, 2)
    joining.join(world["bob"], joining.code_of(asked.case_id, 2))
    assert timers(asked.case_id) == [("running", 2)], "asking twice is asking once"
    joining.decline(asked.pk, world.actor("clerk"), "请携带户口簿")
    assert timers(asked.case_id) == [("met", 2)]
    assert is_whole(asked.case_id)


def test_each_who_asks_has_a_time_of_their_own(world: World, asked: JoinRequest) -> None:
    verified(world["stranger"], "丙")
    joining.join(world["stranger"], joining.code_of(asked.case_id, 2))
    assert timers(asked.case_id) == [("running", 2), ("running", 2)]
    joining.decline(asked.pk, world.actor("clerk"), "不是本人")
    assert timers(asked.case_id) == [("met", 2), ("running", 2)]
    other = JoinRequest.objects.get(user=world["stranger"])
    joining.confirm(other.pk, world.actor("clerk"), "general")
    assert timers(asked.case_id) == [("met", 2), ("met", 2)]
    assert is_whole(asked.case_id)


def test_who_comes_in_after_all_ends_the_time_too(world: World, asked: JoinRequest) -> None:
    verified(world["bob"], "鲍勃", BOBS)
    code = joining.code_of(asked.case_id, 2)
    assert joining.join(world["bob"], code).result == "in"
    assert timers(asked.case_id) == [("met", 2)] and is_whole(asked.case_id)


def test_silence_of_the_court_alarms_and_links_nobody(world: World, asked: JoinRequest) -> None:
    later(world, days=14)
    assert timers(asked.case_id) == [("running", 2)]
    assert not sees(world, "bob", asked.case_id)
    rungs = Outbox.objects.filter(case_id=asked.case_id, event__startswith="rung:")
    timer = Clock.objects.get(case_id=asked.case_id, code="join_check")
    told = set(
        rungs.filter(event__startswith=f"rung:{timer.no}:").values_list("template", "recipient")
    )
    assert told == {
        ("rung_expiry", "role:clerk"), ("rung_escalated_again", "role:court_leader"),
    }, "what lies between is not told after a leap"  # fmt: skip
    fired = Rung.objects.filter(case_id=asked.case_id, clock_no=timer.no)
    assert set(fired.values_list("rung", flat=True)) >= {5, 6, 7}
    assert is_whole(asked.case_id)


def test_the_alarm_is_the_clerks_whoever_has_the_step(world: World) -> None:
    """At the step of the defendant nothing of it reaches a party."""
    case_id = sued(world, BOBS)
    world.put(case_id, "answer_period")
    verified(world["bob"], "鲍博", OTHER)
    joining.join(world["bob"], joining.code_of(case_id, 2))
    timer = Clock.objects.get(case_id=case_id, code="join_check")
    due = (timer.due_at - timezone.now()) + timedelta(minutes=1)
    later(world, seconds=int(due.total_seconds()))
    told = Outbox.objects.filter(case_id=case_id, event__startswith=f"rung:{timer.no}:")
    assert set(told.values_list("recipient", flat=True)) == {"role:clerk"}
    for who in ("alice",):
        text = world.client(who, "en").get(reverse("case", args=[case_id])).content.decode()
        history = world.client(who, "en").get(reverse("case-history", args=[case_id]))
        assert "asks to join" not in text and "asked to join" not in history.content.decode()


def test_answer_by_stands_on_the_request_the_list_and_the_worklist(
    world: World, asked: JoinRequest
) -> None:
    due = Clock.objects.get(case_id=asked.case_id, code="join_check").due_on
    clerk = world.client("clerk", "en")
    page = clerk.get(address(asked))
    assert str(due.day) in page.context["answer_by"] and page.context["light"].code
    [row] = clerk.get(reverse("case-joining", args=[asked.case_id])).context["waiting"]
    assert row["answer_by"] == page.context["answer_by"]
    [listed] = clerk.get(reverse("work")).context["asked_to_join"]
    assert listed["answer_by"] == row["answer_by"]
    assert "answer by" in clerk.get(reverse("work")).content.decode()
    [own] = world.client("bob", "en").get(JOIN).context["asked"]
    assert row["answer_by"] in own["answer"]


def test_what_was_asked_before_there_was_a_timer_is_still_answered(
    world: World, asked: JoinRequest
) -> None:
    JoinRequest.objects.update(asked_seq=None)
    assert world.client("clerk").get(address(asked)).status_code == 200
    assert world.client("bob").get(JOIN).status_code == 200
    joining.confirm(asked.pk, world.actor("clerk"))
    assert sees(world, "bob", asked.case_id)


# -- codes that end -------------------------------------------------------------------------------


def renews(world: World, who: str, case_id: int, party: int = 2) -> Any:
    return world.client(who, "en").post(reverse("join-code", args=[case_id, party]))


def test_a_lost_code_is_replaced(world: World) -> None:
    case_id = sued(world, BOBS)
    old = joining.code_of(case_id, 2)
    answer = renews(world, "clerk", case_id)
    assert answer["Location"] == reverse("case-joining", args=[case_id])
    new = joining.code_of(case_id, 2)
    assert new and new != old
    verified(world["bob"], "鲍勃", BOBS)
    assert types(world.client("bob"), old).status_code == 422
    assert Access.objects.filter(act="join", reason="unknown_code").count() == 1
    assert types(world.client("bob"), new).status_code == 302
    entry = Entry.objects.get(case_id=case_id, act="renew_code")
    assert (entry.actor_id, entry.role) == (world["clerk"].pk, "clerk")
    for code in (old, new):
        assert joining.normal(code) not in entry.body
    history = world.client("alice", "en").get(reverse("case-history", args=[case_id]))
    assert "Entry code" not in history.content.decode()
    assert is_whole(case_id)


@pytest.mark.parametrize(
    ("who", "status"),
    [("alice", 403), ("stranger", 404), ("clerk_elsewhere", 404), ("oversight", 403)],
)
def test_nobody_else_replaces_a_code(world: World, who: str, status: int) -> None:
    case_id = sued(world)
    code = joining.code_of(case_id, 2)
    if who == "oversight":
        world.says_why(case_id, who)
    assert renews(world, who, case_id).status_code == status
    assert joining.code_of(case_id, 2) == code


def test_who_is_in_the_case_needs_no_new_code(world: World) -> None:
    case_id = sued(world)
    assert renews(world, "clerk", case_id, party=1).status_code == 302
    assert renews(world, "clerk", case_id, party=9).status_code == 302
    assert not JoinCode.objects.exists()


def test_what_was_asked_by_the_old_code_is_still_answered(world: World, asked: JoinRequest) -> None:
    renews(world, "clerk", asked.case_id)
    joining.confirm(asked.pk, world.actor("clerk"))
    assert sees(world, "bob", asked.case_id)
    assert not JoinCode.objects.good().exists(), "the party is in: no code leads there any more"
    assert is_whole(asked.case_id)


def test_an_archived_case_has_no_codes(world: World) -> None:
    case_id = sued(world, BOBS)
    code = joining.code_of(case_id, 2)
    world.put(case_id, "closing_archiving")
    world.act(case_id, "archive", "clerk", note="演练，材料未上传")
    verified(world["bob"], "鲍勃", BOBS)
    assert types(world.client("bob"), code).status_code == 422
    assert joining.codes_of(case_id) == {}
    assert renews(world, "clerk", case_id).status_code == 302
    assert not JoinCode.objects.good().exists()


def test_a_party_that_came_in_by_its_word_leaves_no_code(world: World) -> None:
    alice = verified(world["alice"], "爱丽丝", OTHER)
    parties = [
        registering.NewParty("plaintiff", "爱丽丝", id_number=OTHER, user_id=world["carol"].pk,
                        authority="special"),
        registering.NewParty("defendant", "鲍勃"),
    ]  # fmt: skip
    case_id = world.file(parties=parties)
    assert joining.code_of(case_id, 1)
    link = PartyLink.objects.get(party__case_id=case_id)
    authority.confirm(link.pk, alice)
    assert not JoinCode.objects.good().filter(party__no=1).exists()
    assert is_whole(case_id)
