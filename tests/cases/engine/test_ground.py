"""What a process remembers of courts, clocks and offices holds only while nothing of it changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from cases import ground, loading, procedure
from cases.law.refusals import NotThere
from cases.law.roles import Role
from cases.models import CalendarYear, Grant, Ground, TightenedLimit
from tests.cases import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def s(who: make.Cast) -> make.Stage:
    return make.stage(who).file()


def note(s: make.Stage) -> None:
    by = s.cast.actor(make.BASIC, Role.CLERK)
    procedure.perform(s.case_id, "add_note", by=by, data={"note": "演示备注"})


def offices(s: make.Stage) -> list[Grant]:
    by = s.cast.actor(make.BASIC, Role.CLERK)
    return list(Grant.objects.filter(user_id=by.user_id, role=by.role))


def test_an_office_that_is_withdrawn_counts_no_longer_at_once(s: make.Stage) -> None:
    note(s)
    kept = offices(s)
    Grant.objects.filter(pk__in=[grant.pk for grant in kept]).delete()
    with pytest.raises(NotThere):
        note(s)
    Grant.objects.bulk_create(kept)
    note(s)


def test_an_office_that_was_never_committed_is_not_remembered(s: make.Stage) -> None:
    kept = offices(s)
    Grant.objects.filter(pk__in=[grant.pk for grant in kept]).delete()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Grant.objects.bulk_create(kept)
        note(s)
        raise ZeroDivisionError
    with pytest.raises(NotThere):
        note(s)


def test_a_clock_that_is_moved_reads_the_new_time_at_once(s: make.Stage) -> None:
    before = loading.look(s.case_id)
    assert before is not None
    with connection.cursor() as cursor:
        cursor.execute('UPDATE cases_clockgroup SET "offset" = "offset" + interval \'3 days\'')
    after = loading.look(s.case_id)
    assert after is not None
    assert after.now - before.now > timedelta(days=2)


def test_a_sweep_that_was_there_changes_no_ground(s: make.Stage) -> None:
    stamp = Ground.objects.get().stamp
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_clockgroup SET seen_at = now()")
    assert Ground.objects.get().stamp == stamp


def test_limits_and_years_are_read_anew(s: make.Stage) -> None:
    before = loading.look(s.case_id)
    assert before is not None
    TightenedLimit.objects.create(
        court_id=before.case.court_id, node="filing_review", amount=3, unit="working_days",
        effective_from=date(2025, 1, 1),
    )  # fmt: skip
    CalendarYear.objects.create(year=2091, version="2091.test")
    version = f"{before.calendar.version}+2091.test"
    after = loading.look(s.case_id)
    assert after is not None
    assert [limit[0] for limit in after.tightened] == ["filing_review"] and not before.tightened
    assert after.calendar.version == version == ground.calendar_of().version


def test_without_a_stamp_nothing_is_remembered(s: make.Stage) -> None:
    note(s)
    Ground.objects.all().delete()
    kept = offices(s)
    note(s)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_grant WHERE id = ANY(%s)", [[g.pk for g in kept]])
        cursor.execute("DELETE FROM cases_ground")
    with pytest.raises(NotThere):
        note(s)
