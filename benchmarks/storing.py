"""What a finished case weighs: every row that its life left, with indexes."""

from __future__ import annotations

from django.db import connection

from benchmarks.life import LIFE, People, file_one, lead
from benchmarks.results import Result, at_most
from courtflow.servers.postgres import connected

MOST = 14_000
SIZES = """
SELECT relname, pg_total_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def measure(admin_url: str, people: People, cases: int) -> Result:
    """Whole lives to the archive, and by how much every table grew."""
    before = _sizes(admin_url)
    for _ in range(cases):
        for _ in lead(people, file_one(people)):
            pass
    grown = {name: (size - before[name]) / cases for name, size in _sizes(admin_url).items()}
    parts = {name: round(size) for name, size in grown.items() if size >= 50}
    return at_most(
        "storage", sum(grown.values()), MOST, unit="bytes per case", runs=1, cases=cases,
        acts=len(LIFE), tables=dict(sorted(parts.items(), key=lambda part: -part[1])),
    )  # fmt: skip


def _sizes(admin_url: str) -> dict[str, int]:
    connection.close()
    with connected(admin_url) as cursor:
        cursor.execute("VACUUM")
        cursor.execute(SIZES)
        return dict(cursor.fetchall())
