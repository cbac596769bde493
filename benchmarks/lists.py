"""Pages with lists, as the court's people open them, beside the barest page of as many rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from django.conf import settings
from django.db.models import F
from django.http import HttpResponse
from django.template import Context, Engine
from django.test import Client, override_settings

from benchmarks.loads import Crowd
from benchmarks.results import Result, at_most, paired
from cases.models import Case, ClockGroup
from courtflow.accounts.models import User

ROWS = 50
BARE = Engine().from_string(
    "<table>{% for row in rows %}<tr>{% for one in row %}<td>{{ one }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>"
)
AGAINST = "a bare template of as many rows, one query"
PLAIN_FILES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def pages(crowd: Crowd, times: int = 30) -> list[Result]:
    """Every case of a court, fifty a page, as its clerk sees them; the board of its leader."""
    ClockGroup.objects.update(is_training=True)  # where nobody needs a second factor
    people = crowd.courts[0]
    with override_settings(STORAGES=PLAIN_FILES):
        clerk = _signed_in(people.actors["C"].user_id)
        leader = _signed_in(people.actors["S"].user_id)
        ours, bare, board = [], [], []
        _asked(clerk, "/work?tab=all"), _asked(leader, "/board")
        for _ in range(times):
            ours.append(_seconds(lambda: _asked(clerk, "/work?tab=all")))
            bare.append(_seconds(lambda: _bare(people.court.pk)))
            board.append(_seconds(lambda: _asked(leader, "/board")))
    p95 = sorted(board)[int(0.95 * (times - 1))] * 1000
    about = {"cases": crowd.count, "courts": len(crowd.courts)}
    return [
        paired("list_page", 1, [1 / one for one in ours], [1 / one for one in bare], at_least=0.7,
               against=AGAINST, ms=round(median(ours) * 1000, 1), **about),
        at_most("board_page", p95, 300, unit="ms p95", runs=times, **about),
    ]  # fmt: skip


def _signed_in(user_id: int) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(pk=user_id))
    return client


def _asked(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise AssertionError(f"{address} answered {answer.status_code}")


def _bare(court_id: int) -> HttpResponse:
    rows = Case.objects.filter(court_id=court_id).order_by("pk").values_list(
        "number", "cause_code", "stands_at", "filed_at", F("court__name")
    )  # fmt: skip
    return HttpResponse(BARE.render(Context({"rows": rows[:ROWS]})))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
