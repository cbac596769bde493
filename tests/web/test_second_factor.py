"""The second factor: what it keeps shut, by every door; codes, recovery codes, and losing it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyotp
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from redis.exceptions import RedisError

from cases import tries
from cases.law.roles import Role
from cases.models import ClockGroup, Court, Grant
from courtflow.accounts import door, own, second_factor
from courtflow.accounts.models import Factor, FactorRecord, RecoveryCode
from courtflow.accounts.second_factor import Answer
from tests.web.test_access import address, names
from tests.web.world import PASSWORD, World, person

SIGN_IN, CODE, SET_UP = reverse("sign-in"), reverse("sign-in-code"), reverse("factor")


@dataclass
class Clock:
    """The real time, as the second factor reads it."""

    now: float = 1_800_000_015.0

    def later(self, steps: int) -> Clock:
        self.now += steps * second_factor.STEP_SECONDS
        return self

    def code(self, app: pyotp.TOTP, steps: int = 0) -> str:
        return app.generate_otp(int(self.now) // second_factor.STEP_SECONDS + steps)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(second_factor, "time", lambda: found.now)
    return found


@pytest.fixture
def working(world: World) -> World:
    """A court that is no training court."""
    ClockGroup.objects.update(is_training=False)
    return world


def password(world: World, who: str, client: Client | None = None, **more: str) -> Client:
    """A browser in which the password was typed, and no more."""
    client = client or Client(headers={"accept-language": "en"})
    sent = {"username": who, "password": world.password(who), **more}
    assert client.post(SIGN_IN, sent).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


# -- what it keeps shut ----------------------------------------------------------------------------


def test_after_the_password_every_address_is_as_shut_as_before_it(
    world: World, clock: Clock
) -> None:
    case_id, app = world.file(), world.app("clerk")
    client = password(world, "clerk")
    places = {name: address(name, case_id) for name in names() - {"sign-in-code"}}

    def answers(browser: Client) -> dict[str, Any]:
        found = {name: browser.get(where) for name, where in sorted(places.items())}
        return {name: (a.status_code, a.get("Location")) for name, a in found.items()}

    assert answers(client) == answers(Client(headers={"accept-language": "en"}))
    assert client.post(CODE, {"code": clock.code(app)}).status_code == 302
    assert is_in(client)


def test_the_session_has_a_new_key_after_each_step(world: World, clock: Clock) -> None:
    app, client = world.app("clerk"), Client()
    client.get(reverse("register"))
    client.session.save()
    keys = [client.session.session_key]
    password(world, "clerk", client)
    keys.append(client.session.session_key)
    client.post(CODE, {"code": clock.code(app)})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


BY_THE_WAY: dict[str, Callable[[Client], Any]] = {
    "another language": lambda c: c.post(reverse("set_language"), {"language": "en"}),
    "larger text": lambda c: c.post(reverse("text-size"), {"size": "large"}),
    "signing in again": lambda c: c.get(SIGN_IN, {"next": "/account"}),
    "a wrong code": lambda c: c.post(CODE, {"code": "000000"}),
    "no code": lambda c: c.post(CODE, {"code": ""}),
    "a code at another page": lambda c: c.post(SET_UP, {"code": "000000"}),
    "a new account": lambda c: c.post(reverse("register"), {"contact": "13800138000"}),
    "going on": lambda c: c.get(reverse("resume")),
}


@pytest.mark.parametrize("way", BY_THE_WAY)
def test_there_is_no_way_around_the_code(world: World, clock: Clock, way: str) -> None:
    world.app("clerk")
    client = password(world, "clerk", shared="on")
    BY_THE_WAY[way](client)
    assert not is_in(client) and "_auth_user_id" not in client.session


def test_a_session_opened_by_another_door_leads_nowhere(world: World) -> None:
    world.app("clerk")
    client = Client()
    client.force_login(world["clerk"])
    answer = client.get(reverse("work"))
    assert answer["Location"].startswith(SIGN_IN) and "_auth_user_id" not in client.session


def test_another_factor_of_the_same_person_opens_no_session(world: World) -> None:
    world.app("clerk")
    client = world.client("clerk")
    session = client.session
    session[door.ENTERED] += 1
    session.save()
    assert not is_in(client)


def test_the_password_step_is_not_good_for_ever(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from courtflow.accounts import entering

    app = world.app("clerk")
    client = password(world, "clerk")
    now = entering.time()
    monkeypatch.setattr(entering, "time", lambda: now + entering.GOOD_FOR.total_seconds() + 1)
    assert client.post(CODE, {"code": clock.code(app)})["Location"] == SIGN_IN
    assert not is_in(client)


def test_a_new_password_makes_the_half_open_door_fall_shut(world: World, clock: Clock) -> None:
    app = world.app("clerk")
    client = password(world, "clerk")
    world["clerk"].set_password("another one of these tests")
    world["clerk"].save()
    client.post(CODE, {"code": clock.code(app)})
    assert not is_in(client)


def test_who_is_in_comes_to_where_they_wanted(world: World, clock: Clock) -> None:
    app = world.app("clerk")
    client = password(world, "clerk", next="/notices")
    assert client.post(CODE, {"code": clock.code(app)})["Location"] == "/notices"


# -- who has to have one ---------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "judge", "mediator", "system_admin", "audit_admin"])
def test_without_one_people_of_a_court_reach_nothing(working: World, who: str) -> None:
    """Every address there is, read and written to."""
    case_id, client = working.file(), working.client(who)
    for name in sorted(names() - door.OPEN):
        where = address(name, case_id)
        for answer in (client.get(where), client.post(where, {"choice": "approve"})):
            assert answer.status_code == 302, name
            assert answer["Location"].partition("?")[0] == SET_UP, name
    assert client.get("/no/such/page")["Location"].startswith(SET_UP)


def test_they_are_led_to_it_and_then_on(working: World, clock: Clock) -> None:
    client = password(working, "clerk", next="/notices")
    led = client.get("/notices")["Location"]
    page = client.get(led)
    assert page.status_code == 200 and page.context["nav"] == []
    made = client.post(SET_UP, {"code": clock.code(offered(client)), "next": "/notices"})
    assert made.status_code == 200 and 'href="/notices"' in made.content.decode()
    assert client.get("/notices").status_code == 200


def offered(client: Client) -> pyotp.TOTP:
    """An app that has read the picture."""
    client.get(SET_UP)
    return pyotp.TOTP(client.get(SET_UP).context["secret"].replace(" ", ""))


@pytest.mark.parametrize("who", ["clerk", "court_leader"])
def test_in_a_training_court_it_is_offered(world: World, who: str) -> None:
    page = world.client(who).get(reverse("account"))
    assert page.status_code == 200 and SET_UP in page.content.decode()


def test_one_office_in_a_working_court_is_enough(world: World) -> None:
    group = ClockGroup.objects.create(name="real")
    court = Court.objects.create(code="鲁9601", name="实", group=group)
    Grant.objects.create(user=world["clerk"], court=court, role=Role.JUDGE.value)
    assert world.client("clerk").get(reverse("work"))["Location"].startswith(SET_UP)


@pytest.mark.parametrize("who", ["alice", "former_clerk"])
def test_litigants_are_offered_it_and_never_forced(working: World, who: str) -> None:
    client = working.client(who, "en")
    assert client.get(reverse("mine")).status_code == 200
    page = client.get(reverse("account")).content.decode()
    assert SET_UP in page and "nobody gets into your account" in page


@pytest.mark.parametrize(
    "broken",
    [
        lambda s: [m for m in s.MIDDLEWARE if m != "courtflow.accounts.door.keep"],
        lambda s: [m for m in s.MIDDLEWARE if m != "courtflow.accounts.lasting.end"],
        lambda s: list(reversed(s.MIDDLEWARE)),
    ],
)
def test_no_start_without_the_door(settings: Any, broken: Callable[[Any], list[str]]) -> None:
    settings.MIDDLEWARE = broken(settings)
    with pytest.raises(ImproperlyConfigured, match="MIDDLEWARE"):
        door.check_settings()


def test_no_start_with_another_way_to_know_people(settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    with pytest.raises(ImproperlyConfigured, match="AUTHENTICATION_BACKENDS"):
        door.check_settings()


def test_the_program_itself_refuses_to_start() -> None:
    start = (
        "from courtflow import settings; settings.MIDDLEWARE.remove('courtflow.accounts.door.keep')"
        "; import django; django.setup()"
    )
    env = {**os.environ, "DATABASE_URL": "none:", "REDIS_URL": "none:"}
    done = subprocess.run(
        [sys.executable, "-c", start], env=env, cwd=settings.BASE_DIR, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0 and "MIDDLEWARE must have" in done.stderr


# -- codes -----------------------------------------------------------------------------------------


def test_a_code_works_once(world: World, clock: Clock) -> None:
    app, factor = world.app("clerk"), Factor.objects.get()
    assert factor.check_code(clock.code(app)) is Answer.RIGHT
    assert factor.check_code(clock.code(app)) is Answer.USED
    assert factor.check_code(clock.later(1).code(app)) is Answer.RIGHT
    assert factor.check_code(clock.code(app, -1)) is Answer.USED, "nor an older one"


@pytest.mark.parametrize(
    ("steps", "answer"),
    [(0, Answer.RIGHT), (-1, Answer.RIGHT), (1, Answer.RIGHT), (-2, Answer.WRONG),
     (2, Answer.WRONG)],
)  # fmt: skip
def test_a_telephone_may_be_one_step_off(
    world: World, clock: Clock, steps: int, answer: Answer
) -> None:
    app = world.app("clerk")
    assert Factor.objects.get().check_code(clock.code(app, steps)) is answer


@pytest.mark.parametrize("spelt", ["{} ", "{:.3} {}", "１"])
def test_people_may_space_it(world: World, clock: Clock, spelt: str) -> None:
    code = clock.code(world.app("clerk"))
    wide = code.translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    typed = {"{} ": f" {code} ", "{:.3} {}": f"{code[:3]} {code[3:]}", "１": wide}[spelt]
    assert Factor.objects.get().check_code(typed) is Answer.RIGHT


def test_wrong_codes_end_it_for_a_while_and_the_page_says_so(world: World, clock: Clock) -> None:
    app = world.app("clerk")
    client, code = password(world, "clerk"), clock.code(app)
    for _ in range(second_factor.TRIES[0]):
        page = client.post(CODE, {"code": wrong(code)})
        assert page.status_code == 422 and "This is not the code" in page.content.decode()
    page = client.post(CODE, {"code": code})
    assert page.status_code == 422 and "That was too often" in page.content.decode()
    assert not is_in(client)


def test_without_a_cache_wrong_codes_are_counted_too(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*args: object) -> None:
        raise RedisError

    monkeypatch.setattr(tries, "_wait", nowhere)
    app, factor = world.app("clerk"), Factor.objects.get()
    codes = factor.renew_codes()
    Factor.objects.update(wrong=second_factor.MOST_WRONG)
    assert factor.check_code(clock.code(app)) is Answer.LOCKED
    assert factor.check_code(codes[0]) is Answer.RECOVERY
    assert factor.check_code(clock.code(app)) is Answer.RIGHT


# -- recovery codes --------------------------------------------------------------------------------


def test_a_recovery_code_opens_once_each(world: World, clock: Clock) -> None:
    world.app("clerk")
    codes = Factor.objects.get().renew_codes()
    assert len(set(codes)) == 10
    for left, code in enumerate(reversed(codes[:2]), 1):
        client = password(world, "clerk")
        answer = client.post(CODE, {"code": second_factor.in_groups(code)}, follow=True)
        assert is_in(client) and f"{10 - left} are left" in answer.content.decode()
        again = password(world, "clerk")
        assert again.post(CODE, {"code": code}).status_code == 422 and not is_in(again)
    assert FactorRecord.objects.filter(what="recovery_code").count() == 2


def test_the_codes_of_one_person_are_no_good_for_another(world: World) -> None:
    world.app("clerk")
    codes = Factor.objects.get().renew_codes()
    world.app("judge")
    assert world["judge"].factor.check_code(codes[0]) is Answer.WRONG


def test_new_codes_void_the_old_and_are_asked_for_in_person(world: World, clock: Clock) -> None:
    app = world.app("alice")
    old, client = world["alice"].factor.renew_codes(), world.client("alice", "en")
    where = reverse("factor-codes")
    assert client.get(where).status_code == 200
    assert client.post(where).status_code == 422
    page = client.post(where, {"in_person": clock.code(app)})
    new = [code.replace(" ", "") for code in page.context["codes"]]
    assert len(new) == 10 and page["Cache-Control"].count("no-store")
    factor = Factor.objects.get()
    assert factor.check_code(old[0]) is Answer.WRONG and factor.check_code(new[0])
    assert not any(code in client.get(where).content.decode() for code in page.context["codes"])


# -- setting up, turning off -----------------------------------------------------------------------


def test_it_is_set_up_with_the_password_and_a_code(world: World, clock: Clock) -> None:
    secret_word = world.password("alice")
    elsewhere, client = world.client("alice"), world.client("alice")
    app = offered(client)
    code = clock.code(app)
    assert client.post(SET_UP, {"code": code}).context["form"].errors.keys() == {"in_person"}
    slip = client.post(SET_UP, {"code": wrong(code), "in_person": secret_word})
    assert slip.context["form"].errors.keys() == {"code"}
    page = client.post(SET_UP, {"code": code, "in_person": secret_word})
    assert page.status_code == 200 and len(page.context["codes"]) == 10
    assert is_in(client) and not is_in(elsewhere), "other devices are signed out"
    assert client.get(SET_UP)["Location"] == reverse("account"), "the key is shown no more"
    again = password(world, "alice")
    assert again.post(CODE, {"code": code}).status_code == 422, "the first code was used"
    assert again.post(CODE, {"code": clock.later(1).code(app)}).status_code == 302


def test_the_picture_has_no_style_of_its_own(world: World) -> None:
    page = world.client("alice").get(SET_UP).content.decode()
    picture = page[page.index('<div class="qr-frame"') :]
    assert "<svg" in picture and "viewBox" in picture, "it can be made smaller without being cut"
    assert "style=" not in page and "otpauth:" not in page


def test_turning_it_off_is_done_in_person_and_ends_the_other_sessions(
    world: World, clock: Clock
) -> None:
    app = world.app("alice")
    here, there, off = world.client("alice"), world.client("alice"), reverse("factor-off")
    assert here.post(off, {"in_person": PASSWORD}).status_code == 422
    assert Factor.objects.exists()
    assert here.post(off, {"in_person": clock.code(app)}).status_code == 302
    assert not Factor.objects.exists() and not RecoveryCode.objects.exists()
    assert is_in(here) and not is_in(there)
    assert is_in(password(world, "alice"))


def test_who_must_have_one_can_only_change_it(working: World, clock: Clock) -> None:
    app, off = working.app("clerk"), reverse("factor-off")
    client = working.client("clerk")
    client.post(off, {"in_person": clock.code(app)})
    assert client.get(reverse("work"))["Location"].startswith(SET_UP)


def test_a_new_password_ends_every_session(world: World) -> None:
    client = world.client("alice")
    world.password("alice")
    assert not is_in(client)


# -- a lost one ------------------------------------------------------------------------------------

REASON = "Came to my room with the badge."


def remove(world: World, by: str, whom: str, **more: str) -> Any:
    password_ = "" if Factor.objects.filter(user=world[by]).exists() else world.password(by)
    client = world.client(by, "en")
    where = reverse("lost-factor", args=[world[whom].pk])
    page = client.get(where)
    if page.status_code != 200:
        return page
    sent = {"reason": REASON, "in_person": password_, "in_person_shown": page.context["form"].shown}
    return client.post(where, sent | more)


@pytest.mark.parametrize("by", ["court_leader", "system_admin"])
def test_somebody_of_the_court_removes_a_lost_one(world: World, clock: Clock, by: str) -> None:
    world.app("clerk")
    theirs = world.client("clerk")
    listed = world.client(by).get(reverse("lost-factors")).content.decode()
    assert reverse("lost-factor", args=[world["clerk"].pk]) in listed
    assert remove(world, by, "clerk").status_code == 302
    assert not is_in(theirs)
    kept = FactorRecord.objects.get()
    assert (kept.user, kept.by, kept.what, kept.reason) == (
        world["clerk"], world[by], "removed", REASON
    )  # fmt: skip
    assert is_in(password(world, "clerk"))
    assert REASON in world.client("clerk").get(reverse("account")).content.decode()
    assert REASON in world.client(by).get(reverse("lost-factors")).content.decode()


def test_after_it_the_person_sets_up_a_new_one(working: World, clock: Clock) -> None:
    working.app("clerk")
    app = working.app("court_leader")
    assert remove(working, "court_leader", "clerk", in_person=clock.code(app)).status_code == 302
    client = password(working, "clerk")
    assert client.get(reverse("work"))["Location"].startswith(SET_UP)


@pytest.mark.parametrize("lacking", ["reason", "in_person", "in_person_shown"])
def test_nothing_is_removed_without_a_reason_and_a_proof(world: World, lacking: str) -> None:
    world.app("clerk")
    assert remove(world, "court_leader", "clerk", **{lacking: ""}).status_code == 422
    assert Factor.objects.exists() and not FactorRecord.objects.exists()


@pytest.mark.parametrize(
    ("by", "whom", "status"),
    [("clerk", "judge", 403), ("alice", "judge", 403), ("oversight", "judge", 403),
     ("court_leader", "court_leader", 404), ("court_leader", "clerk_elsewhere", 404),
     ("court_leader", "stranger", 404), ("system_admin", "alice", 404)],
)  # fmt: skip
def test_nobody_else_removes_anything(world: World, by: str, whom: str, status: int) -> None:
    world.file()
    world.app(whom)
    if by == whom:
        world.password(by)
    assert remove(world, by, whom).status_code == status
    assert Factor.objects.filter(user=world[whom]).exists()


def test_a_party_turns_to_the_leader_of_the_court_of_the_case(world: World) -> None:
    world.app("alice")
    assert remove(world, "court_leader", "alice").status_code == 404
    world.file()
    assert remove(world, "court_leader", "alice").status_code == 302


def test_a_training_court_takes_nothing_from_people_of_a_working_one(world: World) -> None:
    group = ClockGroup.objects.create(name="real")
    court = Court.objects.create(code="鲁9601", name="实", group=group)
    Grant.objects.create(user=world["clerk"], court=court, role=Role.CLERK.value)
    world.app("clerk")
    assert remove(world, "court_leader", "clerk").status_code == 404
    world.people["leader"] = person("leader", court, Role.COURT_LEADER)
    clock = Clock(second_factor.time())
    app = world.app("leader")
    assert remove(world, "leader", "clerk", in_person=clock.code(app)).status_code == 302


@pytest.mark.parametrize("change", ["UPDATE {} SET what = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_was_done_is_written_down_for_good(world: World, change: str) -> None:
    world.app("clerk")
    second_factor.remove(world["clerk"], world["court_leader"].pk, REASON)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format("accounts_factorrecord"))


# -- what lies open --------------------------------------------------------------------------------


def test_no_secret_lies_open_in_the_database_or_the_log(
    world: World, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    word, client = world.password("alice"), world.client("alice")
    app = offered(client)
    begun = dump()
    page = client.post(SET_UP, {"code": clock.code(app), "in_person": word})
    codes = [code.replace(" ", "") for code in page.context["codes"]]
    client.post(reverse("factor-codes"), {"in_person": clock.later(1).code(app)})
    remove(world, "court_leader", "alice")
    everything = begun + dump() + caplog.text
    assert app.secret not in everything and REASON not in everything
    assert not any(code in everything for code in codes)
    assert own.OFFERED in begun, "the sessions were read"


def dump() -> str:
    """Every row of the accounts, and what the sessions hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'accounts_%'")
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT string_agg(t::text, '') FROM {table} t")
            found.append(cursor.fetchone()[0] or "")
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    return "".join(found + sessions)


# -- the password ----------------------------------------------------------------------------------


def test_who_guesses_a_password_is_stopped_and_others_at_the_same_place_are_not(
    world: World,
) -> None:
    """Two hundred people share the address of a court's lobby; one of them guesses."""
    for name in ("alice", "bob"):
        world[name].set_password("right one 26")
        world[name].save()

    def tries(name: str, password: str, address: str = "10.0.0.1") -> int:
        body = {"username": name, "password": password}
        return Client(REMOTE_ADDR=address).post(reverse("sign-in"), body).status_code

    assert {tries("alice", f"guess {n}") for n in range(10)} == {200}
    answer = Client(REMOTE_ADDR="10.0.0.1").post(
        reverse("sign-in"), {"username": "alice", "password": "right one 26"}
    )
    assert answer.status_code == 200 and "过于频繁" in answer.content.decode()
    assert tries("bob", "right one 26") == 302
    assert tries("alice", "right one 26", "10.0.0.2") == 302
