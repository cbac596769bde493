"""What is worded once answers like what is worded anew each time."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest
from django.db import connection
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext

import cases
import courtflow
from cases import trips
from cases.law.roles import Role
from cases.models import CaseRole, Entry, Grant, Party
from cases.queries import Query, one_of
from tests.cases import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def s(who: make.Cast) -> make.Stage:
    return make.stage(who).file()


def all_of_them() -> list[Query[object]]:
    names = [
        found.name
        for project in (cases, courtflow)
        for found in pkgutil.walk_packages(project.__path__, f"{project.__name__}.")
        if not found.name.startswith(("courtflow.servers", "courtflow.wsgi", "courtflow.asgi"))
    ]
    modules = [import_module(name) for name in names if ".migrations" not in name]
    return [one for m in modules for one in vars(m).values() if isinstance(one, Query)]


def test_the_database_understands_every_query() -> None:
    found = all_of_them()
    assert len(found) > 20
    for query in found:
        trips._planned(connection, query._said.statement, 0)


def test_whole_records_come_back_as_the_orm_makes_them(s: make.Stage) -> None:
    """Sealed fields are opened, what was left out is left out, and what changed can be saved."""
    asked = Query(lambda case: Party.objects.filter(case_id=case).order_by("no"))
    mine = list(Party.objects.filter(case_id=s.case_id).order_by("no"))
    found = asked(s.case_id)
    assert [vars(one) | {"_state": 0} for one in found] == [
        vars(one) | {"_state": 0} for one in mine
    ]
    found[0].save()
    [bare, *_] = Query(lambda case: Party.objects.filter(case_id=case).defer("address"))(s.case_id)
    assert bare.get_deferred_fields() == {"address"} and bare.name == mine[0].name


def test_rows_lists_and_constants(s: make.Stage) -> None:
    sides = Query(
        lambda cases, no: Party.objects.filter(Q(side="plaintiff") | Q(no__gt=no))
        .filter(case_id=one_of(cases)).exclude(name="100%").values_list("no", "side")
    )  # fmt: skip
    assert sorted(sides([s.case_id, 0], 1)) == [(1, "plaintiff"), (2, "defendant")]
    assert sides([s.case_id], 2) == [(1, "plaintiff")]
    assert sides([], 0) == []
    acts = Query(
        lambda case: Entry.objects.filter(case_id=case).order_by("seq").values_list(
            "act", flat=True
        )[:1]
    )  # fmt: skip
    assert acts.first(s.case_id) == acts(s.case_id)[0]
    assert acts.first(0) is None


def test_it_is_worded_once(s: make.Stage) -> None:
    worded = []

    def words(case: object) -> object:
        worded.append(case)
        return CaseRole.objects.filter(case_id=case)

    asked = Query(words)  # type: ignore[arg-type]
    assert asked(s.case_id) == asked(s.case_id)
    assert len(worded) == 1


def test_what_is_beside_comes_along_in_the_same_statement(s: make.Stage) -> None:
    asked = Query(
        lambda user: (
            Grant.objects.filter(user_id=user)
            .select_related("court__group", "user__factor")
            .annotate(same=F("role"))
            .order_by("pk")
        )
    )
    clerk = s.cast.actor(make.BASIC, Role.CLERK).user_id
    asked(clerk)  # the plan is made
    with CaptureQueriesContext(connection) as said:
        [one] = asked(clerk)
        assert one.court.group.pk and one.user.pk and one.same == one.role
        assert one.user.second_factor is None
    assert len(said) == 1
