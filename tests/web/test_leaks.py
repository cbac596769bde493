"""What a panel says and writes for itself is found by the panel, and nowhere by anybody else."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.law.acts import ACTS
from cases.law.roles import Role
from cases.models import Delivery, Entry, Notice, Outbox, PartyLink
from cases.notices import messages
from cases.notices.relaying import relay
from cases.notices.sentences import about
from courtflow.gateways import gateway
from courtflow.logs import LineFormatter
from courtflow.sending import send
from tests.cases.notices.carriers import Mail, Recording
from tests.web import leaks
from tests.web.leaks import RARE, Mark, Search
from tests.web.panel import Sat, sat
from tests.web.world import World, person

PARTIES = ("alice", "bob", "carol")
COURT = ("judge2", "clerk", "division_chief", "court_leader", "oversight", "execution_officer")
OUTSIDE = ("stranger", "clerk_elsewhere", "former_clerk", "mediator", "system_admin",
           "audit_admin", "leader_above", "recused", "")  # fmt: skip
"""The last one has not signed in."""


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All that the loggers write, as the server would."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(LineFormatter())
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "celery")]
    before = [(one, one.level) for one in loggers]
    for one in loggers:
        # Below that only Django's template engine speaks, of names that it does not know.
        one.setLevel(logging.INFO)
        if one.name != "django.request":
            one.addHandler(handler)
    yield out
    for one, level in before:
        one.setLevel(level)
        one.removeHandler(handler)


@pytest.fixture
def carriers(settings: Any) -> Iterator[None]:
    """What leaves the house is kept, in training as well."""
    here = "tests.cases.notices.carriers"
    settings.GATEWAYS = {
        **settings.GATEWAYS,
        "messages": f"{here}.Recording",
        "mail": f"{here}.Mail",
    }
    gateway.cache_clear()
    Recording.reset()
    Mail.reset()
    yield
    gateway.cache_clear()


@pytest.fixture
def planted(world: World) -> tuple[Sat, list[Mark]]:
    """A panel case with a marker in everything that is the panel's own."""
    world.people["recused"] = person("recused", world.court, Role.JUDGE)
    world.people["leader_above"] = person("leader_above", world.upper, Role.COURT_LEADER)
    panel = sat(world)
    world.name(panel.case_id, "recused", Role.PANEL_MEMBER, recused=True)
    agent = PartyLink.objects.filter(party__case_id=panel.case_id, user=world["bob"]).get()
    agent.pk, agent.user, agent.authority = None, world["carol"], "special"
    agent.save()
    for n, who in enumerate(PARTIES):
        world[who].phone, world[who].mail = f"1380013800{n}", f"{who}@example.org"
        world[who].save()
    return panel, leaks.plant(panel)


def browser(world: World, who: str) -> Client:
    return world.client(who) if who else Client()


def of_audience(marks: list[Mark], *audiences: str) -> list[Mark]:
    return [mark for mark in marks if mark.audience in audiences]


def crawl(panel: Sat, who: str, marks: list[Mark]) -> tuple[Search, dict[str, set[int]]]:
    """Every address by this person; who may give a reason to read does."""
    search, told, world = Search(marks), {}, panel.world
    client = browser(world, who)
    if who in COURT:
        world.says_why(panel.case_id, who)
    for name, url in leaks.addresses(world, panel.case_id):
        answer = client.get(url)
        assert answer.status_code < 500, url
        search.look_at(name, answer)
        told.setdefault(name, set()).add(answer.status_code)
    return search, told


# -- by whom nothing is found ---------------------------------------------------------------------


@pytest.mark.parametrize("group", [PARTIES[:2], PARTIES[2:], COURT[:3], COURT[3:], OUTSIDE],
                         ids=["parties", "agent", "court", "overseers", "outside"])  # fmt: skip
def test_nobody_outside_the_panel_finds_a_marker_on_any_address(
    planted: tuple[Sat, list[Mark]], group: tuple[str, ...]
) -> None:
    panel, marks = planted
    relay()
    for who in group:
        forbidden = of_audience(marks, "panel", "court") if who not in COURT else (
            of_audience(marks, "panel"))  # fmt: skip
        search, told = crawl(panel, who, forbidden)
        assert search.hits == {}, who
        opens = 200 if who in (*PARTIES, *COURT) else 302 if who == "" else 404
        assert told["case"] == {opens}, who


def test_a_member_of_the_panel_finds_every_marker_where_it_belongs(
    planted: tuple[Sat, list[Mark]],
) -> None:
    """Else the test above would find nothing in whatever is there."""
    panel, marks = planted
    assert len(marks) > 25
    panel.world.says_why(panel.case_id, "presiding", "inner")
    search, _told = crawl(panel, "presiding", marks)
    # The first deliberation stands in its record, on the page of papers, until another is over.
    missing = {
        mark.what: mark.at for mark in marks if mark.at not in search.hits.get(mark.what, ())
    }
    assert missing == {}


def test_the_search_knows_a_marker_in_every_disguise() -> None:
    mark = Mark("x", "龘靐齉爩", "zqLeak99xvJ", "")
    for data in (
        "前龘靐齉爩後", "龘靐\r\n 齉爩", "龘<b>靐</b>齉爩", "&#40856;&#38736;&#40777;&#29225;",
        r'{"x": "\u9f98\u9750\u9f49\u7229"}', "%E9%BE%98%E9%9D%90%E9%BD%89%E7%88%A9",
        "aXogenFMZWFrOTl4dkog", leaks.a_pdf("a", "b", "龘靐齉爩"), leaks.a_pdf("龘靐齉爩", "", ""),
        leaks.a_docx("a", "zqLeak99xvJ", "b"), "ZQLEAK99XVJ".encode("utf-16-be"),
        "龘靐齉爩".encode("utf-16-le"),
    ):  # fmt: skip
        search = Search([mark])
        search.look("here", data)
        assert search.hits == {"x": {"here"}}, data
    clean = Search([mark])
    clean.look("here", leaks.a_pdf("龘", "靐", "齉"))
    assert clean.hits == {}


# -- searches, messages, logs, queues, rows -------------------------------------------------------


def settled(text: str) -> str:
    """A page without what differs from look to look: tokens, keys, and the time of day."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b|[0-9a-f-]{32,36}|\d\d:\d\d(:\d\d)?", "", text)


def asked(client: Client, name: str, word: str) -> str:
    """A page that looked for a word, without the word itself."""
    text = client.get(reverse(name), {leaks.QUERIES[name]: word}).content.decode()
    return settled(text.replace(word, "…").replace(leaks.quote(word), "…"))


@pytest.mark.parametrize("who", ["alice", "judge2", "clerk", "division_chief", "oversight"])
def test_a_search_for_a_marker_finds_as_much_as_one_for_nothing(
    planted: tuple[Sat, list[Mark]], who: str
) -> None:
    panel, marks = planted
    client = panel.world.client(who)
    chosen = [RARE, *(mark.en for mark in marks[::6])]
    for name in leaks.QUERIES:
        nothing = asked(client, name, "㐂㐃㐄")
        assert [word for word in chosen if asked(client, name, word) != nothing] == [], name


def test_no_message_log_queue_or_row_holds_a_marker(
    lines: io.StringIO, planted: tuple[Sat, list[Mark]], carriers: None
) -> None:
    panel, marks = planted
    url = reverse("deliberation", args=[panel.case_id])
    words = {"speak": "1", "answer": "9", "grounds": f"理由不少于十个字：{marks[0].words}"}
    panel.world.client("presiding").post(url, words)  # a refusal, with what was typed
    panel.world.client("alice").post(url, words)
    relay()
    send()
    search = Search(marks)
    search.look("log", lines.getvalue())
    assert "case" in lines.getvalue(), "something was logged"
    for one in Delivery.objects.select_related("case__court"):
        for write in (messages.short, messages.long):
            search.look("message", write(one, one.case, "某", about([one])))
    assert Delivery.objects.exists()
    for to, text, key in (*Recording.taken, *Mail.taken):
        search.look("sent", f"{to}{text}{key}")
    queue = redis.Redis.from_url(settings.REDIS_URL)
    for key in queue.scan_iter():
        search.look("redis", key + queue.dump(key))
    for table, rows in leaks.at_rest():
        search.look(table, rows)
    assert search.hits == {}
    assert Outbox.objects.exists() and Notice.objects.exists()
    assert Entry.objects.filter(case_id=panel.case_id).count() > 10


def test_nobody_is_told_of_a_referral_but_who_has_to_deal_with_it(
    planted: tuple[Sat, list[Mark]],
) -> None:
    panel, _marks = planted
    relay()
    told = Notice.objects.filter(template__in=["ask_committee", "refer_to_meeting"])
    names = {one.username for one in panel.world.people.values() if
             told.filter(user=one).exists()}  # fmt: skip
    assert names == {"court_leader", "division_chief"}
    assert not Delivery.objects.filter(template__in=[*leaks.referrals.ACTS]).exists()


def as_read(world: World, who: str, case_id: int) -> dict[str, str]:
    """The pages of a case as somebody reads them, without what differs from look to look."""
    client = world.client(who)
    names = ("case", "case-history", "case-papers", "case-file", "case-service")
    pages = {name: client.get(reverse(name, args=[case_id])) for name in names}
    pages |= {name: client.get(reverse(name)) for name in ("mine", "notices", "hearings")}
    return {name: settled(one.content.decode()) for name, one in pages.items()}


@pytest.mark.parametrize("who", PARTIES[:2])
def test_a_partys_pages_are_the_same_before_and_after_a_referral(world: World, who: str) -> None:
    panel = sat(world)
    relay()
    before = as_read(world, who, panel.case_id)
    leaks.referrals_to_others(panel, leaks.Marks())
    leaks.a_mark_and_a_note(panel, leaks.Marks())
    leaks.a_deliberation_under_way(panel, leaks.Marks())
    relay()
    after = as_read(world, who, panel.case_id)
    assert {name for name in before if before[name] != after[name]} == set()


# -- recusal --------------------------------------------------------------------------------------


def test_a_recusal_closes_every_address_of_the_case_at_the_next_request(world: World) -> None:
    panel = sat(world)
    leaks.a_deliberation_under_way(panel, leaks.Marks())
    world.act(panel.case_id, "add_note", "judge", note="记录")
    relay()
    client = world.client("judge")  # a window that is open all along
    case_pages = [
        (name, url) for name, url in leaks.addresses(world, panel.case_id)
        if re.search(f"/(cases|filings)/{panel.case_id}(/|$)", url)
    ]  # fmt: skip
    assert len(case_pages) > 50
    assert client.get(reverse("case", args=[panel.case_id])).status_code == 200
    number = client.get(reverse("work")).content.decode().count(f"/cases/{panel.case_id}")
    assert number > 0
    world.act(panel.case_id, "recuse", "court_leader", person=world["judge"].pk,
              verdict="granted", why="与原告是近亲属")  # fmt: skip
    for name, url in case_pages:
        for method in ("get", "post"):
            with transaction.atomic():
                answer = getattr(client, method)(url)
                transaction.set_rollback(True)
            assert answer.status_code in (403, 404, 405), (name, method)
    assert client.get(reverse("case", args=[panel.case_id])).status_code == 404
    for name in ("work", "notices", "hearings", "find"):
        text = client.get(reverse(name), {"q": "鲍勃"}).content.decode()
        assert f"/cases/{panel.case_id}" not in text and "鲍勃</" not in text, name


@pytest.mark.slow
@pytest.mark.parametrize("who", [*PARTIES, *COURT, *OUTSIDE])
def test_no_act_and_no_press_of_a_button_shows_a_marker(
    planted: tuple[Sat, list[Mark]], who: str
) -> None:
    """Every act's page, and an empty press on every address; what it does is taken back."""
    panel, marks = planted
    search = Search(of_audience(marks, "panel"))
    client = browser(panel.world, who)
    if who in COURT:
        panel.world.says_why(panel.case_id, who)
    urls = [("act", reverse("act", args=[panel.case_id, act])) for act in ACTS]
    for name, url in [*leaks.addresses(panel.world, panel.case_id), *urls]:
        with transaction.atomic():
            search.look_at(name, client.post(url))
            transaction.set_rollback(True)
    for _name, url in urls:
        search.look_at("act", client.get(url))
    assert search.hits == {}
