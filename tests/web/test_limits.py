"""The page on which a court leader sets the court's own limits shorter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases.law.periods import Limit, deadline
from cases.models import Clock, OrderChange, TightenedLimit
from tests.web.world import World

URL = reverse("limits")


def today(world: World):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ((clock_timestamp() + \"offset\") AT TIME ZONE 'Asia/Shanghai')::date"
            " FROM cases_clockgroup WHERE id = %s",
            [world.court.group_id],
        )
        return cursor.fetchone()[0]


def sent(world: World, **changes):
    return {
        "what": "limit", "limit": "filing_review.statutory", "amount": "3",
        "unit": "calendar_days", "since": str(today(world)), **changes,
    }  # fmt: skip


def test_a_leader_sets_a_limit_that_new_cases_run_under(world: World) -> None:
    before = world.file()
    client = world.client("court_leader")
    assert client.post(URL, sent(world)).status_code == 302
    row = TightenedLimit.objects.get()
    assert (row.court, row.node, row.basis) == (world.court, "filing_review", "statutory")
    assert (row.amount, row.unit, row.effective_from) == (3, "calendar_days", today(world))
    for case_id, own in ((before, "7 calendar_days"), (world.file(), "3 calendar_days")):
        clock = Clock.objects.get(case_id=case_id, code="filing_review", basis="statutory")
        assert clock.due_on == deadline(clock.started_on, Limit.parse(own)).due_on


def test_the_page_lists_the_limits_and_who_set_them(world: World) -> None:
    client, on = world.client("court_leader"), today(world)
    for amount, since in (("4", on), ("3", on + timedelta(days=1))):
        assert client.post(URL, sent(world, amount=amount, since=str(since))).status_code == 302
    page = world.client("court_leader", "en").get(URL)
    assert [(row["own"], row["law"], row["state"]) for row in page.context["rows"]] == [
        ("3 days", "7 days / 5 days / 1 day", "begins later"),
        ("4 days", "7 days / 5 days / 1 day", "in force"),
    ]
    [newest, first] = OrderChange.objects.order_by("-pk")
    assert newest.by == world["court_leader"] and newest.court == world.court
    assert first.said == {
        "limit": "filing_review.statutory", "amount": 4, "unit": "calendar_days",
        "since": str(on),
    }  # fmt: skip
    assert str(world["court_leader"]) in page.content.decode()
    assert reverse("limits") in client.get(reverse("assigning")).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "8"}, "amount"),
        ({"amount": "6", "unit": "working_days"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "9" * 30}, "amount"),
        ({"amount": "x"}, "amount"),
        ({"unit": "years"}, "unit"),
        ({"unit": "hours"}, "unit"),
        ({"since": "2020-01-01"}, "since"),
        ({"since": "x"}, "since"),
        ({"limit": "answer_period.statutory"}, "limit"),
        ({"limit": "fee_payment.statutory"}, "limit"),
        ({"limit": ""}, "limit"),
    ],
    ids=lambda given: "-".join(given.values()) if isinstance(given, dict) else None,
)
def test_what_may_not_be_set_is_said_at_its_field(world: World, changes, field: str) -> None:
    answer = world.client("court_leader").post(URL, sent(world, **changes))
    assert answer.status_code == 422
    assert list(answer.context["forms"]["limit"].errors) == [field]
    assert not TightenedLimit.objects.exists() and not OrderChange.objects.exists()


def test_one_limit_a_day_and_none_is_changed_or_removed(world: World) -> None:
    client = world.client("court_leader")
    assert client.post(URL, sent(world)).status_code == 302
    again = client.post(URL, sent(world, amount="2"))
    assert again.status_code == 422 and list(again.context["forms"]["limit"].errors) == ["since"]
    row = TightenedLimit.objects.get()
    assert row.amount == 3
    for change in (row.save, row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_back_to_the_laws_limit_is_a_later_row(world: World) -> None:
    client, on = world.client("court_leader"), today(world)
    assert client.post(URL, sent(world)).status_code == 302
    later = sent(world, amount="7", since=str(on + timedelta(days=1)))
    assert client.post(URL, later).status_code == 302
    assert TightenedLimit.objects.count() == 2


def test_a_limit_of_another_court_is_not_listed(world: World) -> None:
    TightenedLimit.objects.create(
        court=world.upper, node="filing_review", basis="statutory", amount=2,
        unit="calendar_days", effective_from=today(world),
    )  # fmt: skip
    assert world.client("court_leader").get(URL).context["rows"] == []


@pytest.mark.parametrize("who", ["division_chief", "clerk", "judge", "oversight", "alice"])
def test_only_the_leader_sets_them(world: World, who: str) -> None:
    assert world.client(who).post(URL, sent(world)).status_code == 403
    assert not TightenedLimit.objects.exists()
