"""Lists: whose turn it is, in the order of deadlines, with counts that are those of the rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.law.roles import Role
from cases.models import Clock, ClockGroup, Draft
from cases.reading import scope
from cases.reading.case import lights
from cases.reading.lists import oversight, rows, worklist
from cases.reading.lists.filters import NEVER, Filtered
from cases.reading.lists.worklist import Key
from tests.web.world import World

Queries = Callable[[Callable[[], Any]], int]


def later(world: World, days: int) -> None:
    """The court's clock goes on; nothing fires."""
    from datetime import timedelta

    ClockGroup.objects.filter(pk=world.court.group_id).update(offset=timedelta(days=days))


def work(client: Client, tab: str = "todo", **more: str) -> Any:
    return client.get(reverse("work"), {"tab": tab, **more}).context


PAGES = [
    ("clerk", "work", {}),
    ("oversight", "board", {}),
    ("oversight", "board-list", {"args": ["in_hand"]}),
    ("alice", "mine", {}),
    ("clerk", "find", {"query": {"q": "爱丽丝"}}),
]


@pytest.mark.parametrize(("who", "name", "asked"), PAGES)
def test_a_list_of_twenty_asks_no_more_than_a_list_of_two(
    world: World, queries: Queries, who: str, name: str, asked: dict[str, Any]
) -> None:
    url, client = reverse(name, args=asked.get("args", [])), world.client(who)

    def look() -> None:
        assert client.get(url, asked.get("query", {})).status_code == 200

    for _ in range(2):
        world.file()
    look()
    few = queries(look)
    for _ in range(18):
        world.file()
    assert queries(look) == few <= 20


@pytest.mark.parametrize(
    "name", ["case", "case-history", "case-papers", "case-hearings", "case-fees"]
)
def test_a_case_with_a_long_life_asks_no_more_than_a_new_one(
    world: World, queries: Queries, name: str
) -> None:
    case_id, client = world.file(), world.client("clerk")
    url = reverse(name, args=[case_id])
    client.get(url)  # plans are kept by the connection
    few = queries(lambda: client.get(url))
    for number in range(20):
        world.act(case_id, "add_note", "clerk", note=f"备注{number}")
    assert queries(lambda: client.get(url)) == few <= 35


def test_a_count_is_the_number_of_rows(world: World) -> None:
    for place in ("filing_review", "complaint_service", "hearing", "judgment_effective"):
        world.put(world.file(), place)
    context = work(world.client("clerk"))
    counts = {tab["url"].split("tab=")[1]: tab["count"] for tab in context["tabs"]}
    for tab in worklist.TABS:
        assert counts[tab] == len(work(world.client("clerk"), tab)["rows"])
    assert sum(counts.values()) == 4


def test_pages_by_key_show_every_case_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Filtered.page, "__defaults__", ("", 3))
    ids = {world.file() for _ in range(7)}
    context, seen = work(world.client("clerk")), []
    while True:
        seen += [row["url"] for row in context["rows"]]
        if not (older := context["pager"]["older_url"]):
            break
        context = world.client("clerk").get(older).context
    assert seen == list(dict.fromkeys(seen))
    assert set(seen) == {reverse("case", args=[case_id]) for case_id in ids}


@pytest.mark.parametrize("key", ["", "x", "~", "2026~", "~-1", "2026-01-01~5", "\0~1", "~" * 99])
def test_a_key_that_is_none_is_the_first_page(world: World, key: str) -> None:
    world.file()
    assert len(work(world.client("clerk"), after=key)["rows"]) == 1


def test_a_key_survives_the_address() -> None:
    assert Key.parse("~17") == Key(None, 17)
    key = Key.parse("2026-01-05T00:00:00+08:00~3")
    assert key is not None and Key.parse(str(key)) == key


def test_the_order_of_the_database_is_that_of_the_lights(world: World) -> None:
    """The SQL of the list and the clock shown in its row are two writings of one rule."""
    for place in ("filing_review", "hearing_scheduling", "judgment_service", "closing_archiving"):
        case_id = world.file()
        world.act(case_id, "register", "clerk", procedure="ordinary")
        world.act(case_id, "pay_fee", "alice")
        world.put(case_id, place)
    for days in (0, 2, 5, 9, 40, 200):
        later(world, days)
        who = scope.viewer(world["clerk"])
        found = list(worklist.by_due(scope.visible(who)))
        clocks = rows.clocks_of([case.pk for case in found])
        for case in found:
            lead = lights.leading(clocks[case.pk], case.now)
            behind = lead is None or lights.is_target(lead) or lead.due_at > case.now
            assert case.due == (lead.due_at + worklist.LATER * behind if lead else None)
        mine = worklist.lists(who)
        ordered = [(due, pk) for due, pk, _ in Filtered(who, mine).cases]
        assert ordered == sorted(
            (case.due or NEVER, case.pk) for case in worklist.by_due(mine.universe)
        )


def test_a_passed_target_is_a_reminder_and_a_passed_limit_is_overdue(world: World) -> None:
    case_id = world.file()
    client = world.client("clerk")
    later(world, 5)  # the target is one working day, the law gives seven days
    shown = world.client("clerk").get(reverse("case", args=[case_id])).context["clocks"]
    by_words = {clock["words"]: clock["light"] for clock in shown}
    assert by_words["网上立案审查（管理时限）"].code == "yellow"
    assert "超目标" in by_words["网上立案审查（管理时限）"].text
    assert by_words["网上立案审查"].code in ("normal", "yellow")
    [row] = work(client)["rows"]
    assert row["light"].code == "yellow" and "法定" in row["left"]
    later(world, 18)  # wherever the holidays fall
    [row] = work(client)["rows"]
    assert row["light"].code == "overdue" and "法定" in row["left"]


def test_a_judge_sees_own_cases_and_those_nobody_has(world: World) -> None:
    mine, other, free = (world.file() for _ in range(3))
    world.name(mine, "judge", Role.JUDGE)
    world.name(other, "judge2", Role.JUDGE)
    for case_id in (mine, other, free):
        world.put(case_id, "hearing")
    urls = {row["url"] for row in work(world.client("judge"))["rows"]}
    assert urls == {reverse("case", args=[case_id]) for case_id in (mine, free)}


def test_a_draft_waits_for_the_judge_and_says_so(world: World) -> None:
    case_id = world.file()
    world.put(case_id, "fee_payment")
    Draft.objects.create(
        case_id=case_id, clock_no=1, proposes="deemed_withdrawn", act="deem_withdrawn",
        opened_seq=1,
    )  # fmt: skip
    [row] = work(world.client("judge"))["rows"]
    assert row["task"] == "待决定：裁定按撤诉处理"


def test_what_is_suspended_is_not_to_do(world: World) -> None:
    case_id = world.file()
    world.name(case_id, "judge", Role.JUDGE)
    world.act(case_id, "register", "clerk", procedure="ordinary")
    world.put(case_id, "hearing")
    Clock.objects.filter(case_id=case_id, state="running").update(node="hearing", due_at=None)
    client = world.client("judge")
    assert work(client)["rows"] == []
    assert len(work(client, "suspended")["rows"]) == 1


@pytest.mark.parametrize("figure", oversight.FIGURES)
def test_a_figure_is_the_length_of_its_list(world: World, figure: str) -> None:
    for place in ("filing_review", "complaint_service", "hearing", "judgment_effective"):
        world.put(world.file(), place)
    later(world, 8)
    client = world.client("oversight")
    figures = dict(
        zip(
            oversight.FIGURES,
            (f["value"] for f in client.get(reverse("board")).context["figures"]),
            strict=True,
        )
    )
    context = client.get(reverse("board-list", args=[figure])).context
    assert figures[figure] == context["count"] == len(context["rows"])


def test_the_table_of_nodes_counts_what_its_lists_show(world: World) -> None:
    for place in ("filing_review", "filing_review", "hearing"):
        world.put(world.file(), place)
    later(world, 30)
    client = world.client("oversight")
    for row in client.get(reverse("board")).context["nodes"]:
        for figure in ("in_hand", "overdue"):
            context = client.get(row[f"{figure}_url"]).context
            assert row[figure] == context["count"] == len(context["rows"])


def test_the_board_masks_names_and_ranks_nobody(world: World) -> None:
    world.file()
    page = world.client("oversight").get(reverse("board-list", args=["in_hand"]))
    assert "爱某" in page.content.decode()
    assert "爱丽丝" not in page.content.decode()


@pytest.mark.parametrize(
    "spelling", ["（2026）鲁9501民初1号", "2026 9501 民初 1", "(2026)鲁9501民初1", "1", "民初1号"]
)
def test_a_case_is_found_by_its_number_however_it_is_written(world: World, spelling: str) -> None:
    case_id = world.file()
    world.act(case_id, "register", "clerk")
    from cases.models import Case

    number = Case.objects.get(pk=case_id).number
    spelling = spelling.replace("2026", number[1:5])
    answer = world.client("clerk").get(reverse("find"), {"q": spelling})
    assert answer["Location"] == reverse("case", args=[case_id])


def test_nobody_finds_what_does_not_exist_for_them(world: World) -> None:
    world.file(confidential=True)
    for wanted in ("爱丽丝", "1", "", "\0", "丽"):
        answer = world.client("clerk").get(reverse("find"), {"q": wanted})
        assert answer.status_code == 200 and not answer.context["rows"]
