"""People as the pages of assignment show them: candidates, teams, absences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from cases.acts.assigning import candidates, drawing
from cases.law.causes import by_code
from cases.law.drawing import OUT, Inputs, percent
from cases.law.roles import Role
from cases.models import Absence, Draw, Grant, Relative, Seat, Team
from cases.reading import citations, labels
from cases.reading.lists.rows import masked
from cases.reading.papers.papers import masked_id

MOST = 200


def names_of(users: Iterable[int]) -> dict[int, str]:
    """How people are called, by number."""
    return {one.pk: str(one) for one in get_user_model().objects.filter(pk__in=set(users))}


def of_court(court_id: int, roles: Iterable[Role], today: date) -> list[tuple[int, str]]:
    """Who holds one of these offices today: number and name with the office."""
    rows = Grant.objects.filter(
        court_id=court_id, role__in=[role.value for role in roles], valid_from__lte=today
    ).exclude(valid_until__lt=today).select_related("user")  # fmt: skip
    shown = rows.order_by("role", "user__display_name", "user_id")[:MOST]
    return [(row.user_id, f"{row.user} ({labels.role(row.role)})") for row in shown]


# -- a draw ----------------------------------------------------------------------------------------


def candidates_of(inputs: dict[str, Any]) -> dict[str, Any]:
    """Who is in a draw with which chance, and who is not, for which reason."""
    judges, lay = Inputs.read(inputs["judges"]), inputs[drawing.LAY]
    both = [judges, *([Inputs.read(lay)] if lay else [])]
    users = [one.user_id for part in both for one in part.candidates]
    users += [user for part in both for user, _why in part.left_out]
    names = names_of(users)
    return {
        "rows": [row for part in both for row in _chances(part, names)],
        "left_out": [
            {
                "name": names.get(user, ""),
                "why": labels.pick(*OUT[why][:2]),
                "basis": citations.marked(OUT[why][2]),
            }
            for part in both
            for user, why in part.left_out
        ],
        "points": judges.points,
    }


def _chances(part: Inputs, names: dict[int, str]) -> list[dict[str, Any]]:
    chance = percent(part)
    return [
        {
            "name": names.get(one.user_id, ""),
            "load": one.load,
            "share": one.share,
            "chance": chance.get(one.user_id, 0),
        }
        for one in part.candidates
    ]


def drawn(draw: Draw) -> dict[str, Any]:
    """A draw that was made: whom it gave, and that it gives the same again."""
    bench = drawing.bench_of(draw.inputs, draw.seed)
    names = names_of(bench.everybody) if bench else {}
    return {
        "seed": draw.seed,
        "made": labels.moment(draw.at),
        "by": str(draw.by),
        "names": [names.get(user, "") for user in bench.everybody] if bench else [],
        "state": _("gone by") if draw.used_seq else _("void") if draw.void else _("binding"),
        "void": void_words(draw.void),
        **candidates_of(draw.inputs),
    }


def void_words(code: str) -> str:
    return {
        "": "",
        "other_bench": _("another bench was wanted"),
        "not_able": _("who was drawn could no longer take the case"),
        "nobody": _("nobody could be drawn"),
    }.get(code, code)


# -- teams, absences, shares -----------------------------------------------------------------------


def teams(court_id: int, today: date) -> list[dict[str, Any]]:
    """The teams of a court with whoever is in them today or later."""
    found = Team.objects.filter(court_id=court_id).select_related("division")
    return [
        {
            "pk": team.pk,
            "name": team.name,
            "division": team.division.name if team.division else "",
            "members": [
                {
                    "pk": one.pk,
                    "name": str(one.user),
                    "role": labels.role(one.role),
                    "since": labels.day(one.since),
                    "until": labels.day(one.until),
                }
                for one in team.members.select_related("user")
                if one.until is None or one.until >= today
            ],
        }
        for team in found.order_by("pk").prefetch_related("members")
    ]


def seats(court_id: int, today: date) -> list[dict[str, Any]]:
    """The judges with their share, causes, load and division."""
    grants = Grant.objects.filter(
        court_id=court_id, role=Role.JUDGE.value, valid_from__lte=today
    ).exclude(valid_until__lt=today).select_related("user", "division")  # fmt: skip
    rows = list(grants.order_by("user_id")[:MOST])
    of = {one.user_id: one for one in Seat.objects.filter(court_id=court_id)}
    load = candidates.loads(court_id, [row.user_id for row in rows])
    return [
        {
            "pk": row.user_id,
            "name": str(row.user),
            "division": row.division.name if row.division else "",
            "share": of[row.user_id].share if row.user_id in of else 100,
            "causes": cause_names(of[row.user_id].causes) if row.user_id in of else "",
            "load": load[row.user_id],
        }
        for row in rows
    ]


def cause_names(codes: Iterable[str]) -> str:
    """Causes by name, for those who know them by it."""
    return _(", ").join(by_code(code).name for code in codes)


def absences(court_id: int, today: date) -> list[dict[str, Any]]:
    """Who is not there, now or later."""
    found = Absence.objects.filter(court_id=court_id).select_related("user")
    rows = [one for one in found[:MOST] if one.until is None or one.until >= today]
    return [
        {
            "pk": one.pk,
            "user": one.user_id,
            "name": str(one.user),
            "kind": kinds()[one.kind],
            "since": labels.day(one.since),
            "until": labels.day(one.until),
            "now": one.since <= today,
        }
        for one in rows
    ]


def kinds() -> dict[str, str]:
    return {"leave": _("on leave"), "training": _("in training"), "seconded": _("seconded"),
            "sick": _("sick")}  # fmt: skip


def relations() -> dict[str, str]:
    return {"relative": _("near relative"), "interest": _("an interest"), "other": _("other")}


def relatives(court_id: int) -> list[dict[str, Any]]:
    """Recorded relations of the court's people, masked: what they are for is done by the draw."""
    users = Grant.objects.filter(court_id=court_id).values("user_id")
    found = Relative.objects.filter(user_id__in=users).select_related("user").order_by("pk")
    return [
        {
            "pk": one.pk,
            "name": str(one.user),
            "relation": relations()[one.relation],
            "whom": masked(one.name),
            "number": masked_id(one.id_number),
        }
        for one in found[:MOST]
    ]
