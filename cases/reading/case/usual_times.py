"""How long a step usually takes at a court: the middle half of those who have been through it.

Worked out by a task from the clocks of the steps, so that a page reads one small row. Nothing is
said of fewer than ``LEAST`` cases: of them the figure would speak of people.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import ngettext

from cases.law.nodes import NODES
from cases.models import Case, UsualTime

LEAST = 20
"""Cases that a figure is made of at least."""

# A step gone through twice counts with both times; the clocks of a step end together when the case
# leaves it, but those of several parties each on its own day. Days are those of the legal calendar.
_REFRESH = """
WITH passes AS (
    SELECT k.court_id, k.case_id, k.node,
        max((k.closed_at AT TIME ZONE 'Asia/Shanghai')::date) - min(k.started_on) AS days
    FROM cases_clock k
    WHERE k.kind IN ('node', 'party') AND k.code = k.node AND k.state IN ('met', 'expired')
    GROUP BY k.court_id, k.case_id, k.node, CASE WHEN k.kind = 'node' THEN k.closed_seq END
), spent AS (
    SELECT p.court_id, c.procedure, p.node, greatest(sum(p.days), 0) AS days
    FROM passes p
    JOIN cases_case c ON c.id = p.case_id AND c.stands_at <> p.node
    GROUP BY p.court_id, p.case_id, p.node, c.procedure
)
INSERT INTO cases_usualtime (court_id, procedure, node, low, high, cases)
SELECT court_id, procedure, node,
    percentile_disc(0.25) WITHIN GROUP (ORDER BY days),
    percentile_disc(0.75) WITHIN GROUP (ORDER BY days), count(*)
FROM spent GROUP BY court_id, procedure, node HAVING count(*) >= %s
"""


def refresh() -> int:
    """Work out every figure anew; returns how many there are. Two at once take turns."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE cases_usualtime IN SHARE ROW EXCLUSIVE MODE")
        UsualTime.objects.all().delete()
        cursor.execute(_REFRESH, [LEAST])
        return cursor.rowcount


def words(cases: Iterable[Case]) -> dict[int, str]:
    """By case how long its present step usually takes; empty where nothing can be said."""
    found = {case.pk: (case.court_id, case.procedure, str(case.stands_at)) for case in cases}
    wanted = {key for key in found.values() if key[2] in NODES}
    if not wanted:
        return dict.fromkeys(found, "")
    ways = [Q(court_id=court, procedure=way, node=node) for court, way, node in wanted]
    rows = UsualTime.objects.filter(reduce(or_, ways))
    said = {(row.court_id, row.procedure, row.node): _said(row) for row in rows}
    return {case: said.get(key, "") for case, key in found.items()}


def _said(row: UsualTime) -> str:
    if row.low == row.high:
        text = ngettext(
            "Usually %(high)d day at this step (%(n)d cases)",
            "Usually %(high)d days at this step (%(n)d cases)",
            row.high,
        )
    else:
        text = ngettext(
            "Usually %(low)d–%(high)d day at this step (%(n)d cases)",
            "Usually %(low)d–%(high)d days at this step (%(n)d cases)",
            row.high,
        )
    return text % {"low": row.low, "high": row.high, "n": row.cases}
