"""Many open cases at once: one real case, led through the write door, copied in SQL.

The copies have the rows that the sweep and the lists need: the case, its newest entry, its
number, its parties, its clocks. Keys and triggers rest while they are copied, as in a restore.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg2

from benchmarks.life import LIFE, People, file_one, lead
from cases.models import Case
from courtflow.servers.postgres import connected

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚"

COPIES = """
CREATE TEMP TABLE copies AS SELECT %(first)s::bigint + i AS id,
    (%(courts)s::bigint[])[1 + i %% cardinality(%(courts)s)] AS court_id,
    regexp_replace(%(number)s, '[0-9]+号$', (1000 + i) || '号') AS number,
    substr(%(surnames)s, 1 + i %% 20, 1) || substr(%(given)s, 1 + i / 20 %% 20, 1)
        || substr(%(given)s, 1 + i / 400 %% 20, 1) AS name
  FROM generate_series(%(count)s, %(to)s - 1) i;
INSERT INTO cases_case SELECT r.* FROM copies n, cases_case c, jsonb_populate_record(c,
    jsonb_build_object('id', n.id, 'court_id', n.court_id, 'number', n.number,
        'dispute_id', gen_random_uuid())) r
  WHERE c.id = %(pattern)s;
INSERT INTO cases_numberalias (case_id, number, type_code, issued_on, is_leading)
  SELECT n.id, n.number, '民初', current_date, true FROM copies n;
INSERT INTO cases_entry SELECT r.* FROM copies n, cases_entry e, jsonb_populate_record(e,
    jsonb_build_object('case_id', n.id, 'court_id', n.court_id, 'key', NULL)) r
  WHERE e.case_id = %(pattern)s
    AND e.seq = (SELECT log_seq FROM cases_case WHERE id = %(pattern)s);
INSERT INTO cases_party SELECT r.* FROM copies n, cases_party p, jsonb_populate_record(p,
    jsonb_build_object('id', n.id * 10 + p.no, 'case_id', n.id, 'name', n.name,
        'name_bigrams', ARRAY[substr(n.name, 1, 2), substr(n.name, 2, 2)])) r
  WHERE p.case_id = %(pattern)s;
INSERT INTO cases_clock SELECT r.* FROM copies n, cases_clock k, jsonb_populate_record(k,
    jsonb_build_object('case_id', n.id, 'court_id', n.court_id)) r
  WHERE k.case_id = %(pattern)s AND k.state = 'running' AND k.kind = 'party';
DROP TABLE copies;
"""
MAKE_DUE = """
UPDATE cases_clock k SET due_at = due.at, next_at = due.at, rungs[5] = due.at, next_rung = 5
FROM (SELECT i + %(first)s AS case_id, clock_timestamp() + %(begin)s::interval
        + i * %(step)s::interval AS at FROM generate_series(0, %(count)s - 1) i) due
WHERE k.case_id = due.case_id AND k.code = 'answer_period'
"""
TABLES = ("cases_case", "cases_entry", "cases_party", "cases_clock", "cases_numberalias")
FIRST = 1_000_000


def pattern(people: People) -> Case:
    """A case in its answer period, with the answer and evidence periods of one defendant."""
    case_id = file_one(people)
    acts = lead(people, case_id)
    for act, _, _ in LIFE:
        next(acts)
        if act == "serve_complaint":
            return Case.objects.get(pk=case_id)
    raise AssertionError("the life has no service")


@dataclass
class Crowd:
    """Cases in their answer period, two running clocks each, spread over courts."""

    admin_url: str
    courts: Sequence[People]
    count: int = 0
    taken: int = 0

    @property
    def clocks(self) -> int:
        return 2 * self.count

    def grow(self, clocks: int) -> None:
        """Add copies until there are so many open clocks."""
        like, to = pattern(self.courts[0]), clocks // 2
        self._as_admin(
            COPIES, pattern=like.pk, number=like.number, first=FIRST, count=self.count, to=to,
            courts=[people.court.pk for people in self.courts], surnames=SURNAMES, given=GIVEN,
        )  # fmt: skip
        self.count = to
        with connected(self.admin_url) as cursor:
            for table in TABLES:
                cursor.execute(f"VACUUM ANALYZE {table}")

    def fall_due(self, count: int, *, begin: str = "-1 minute", step: str = "0 seconds") -> int:
        """Let the answer periods of the next cases fall due; answers the first of them."""
        first = FIRST + self.taken
        self.taken += count
        assert self.taken <= self.count, "the crowd is used up"
        self._as_admin(MAKE_DUE, first=first, count=count, begin=begin, step=step)
        return first

    def _as_admin(self, sql: str, **values: Any) -> None:
        with psycopg2.connect(self.admin_url) as admin, admin.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(sql, values)


def moved_on(first: int, count: int) -> int:
    """How many of these cases time has taken out of their answer period."""
    cases = Case.objects.filter(pk__gte=first, pk__lt=first + count)
    return cases.exclude(stands_at="answer_period").count()
