"""The deliberation of a panel as one of its people reads it: each hears whom they may by now."""

from __future__ import annotations

from typing import Any, Literal

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.trial import deliberating
from cases.acts.trial.deliberating import as_kind, bench_of, spoken_on, tally_of
from cases.law import deliberation as law
from cases.law.deliberation import Bench, Member, Tally
from cases.law.referrals import REFERRALS
from cases.law.refusals import Refusal
from cases.models import (
    Deliberation,
    Document,
    OpinionSignature,
    Point,
    PointOpinion,
    Referral,
    Remark,
)
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading import citations, labels
from cases.reading.case.possible import possible_act

ACTS = (
    "record_deliberation", "sign_deliberation", "refer_to_meeting", "record_meeting",
    "ask_committee", "record_committee",
)  # fmt: skip


def shown(p: Proceeding, user: int, standings: list[Standing]) -> dict[str, Any]:
    """Everything the page shows to somebody who takes part."""
    bench = bench_of(p)
    one = Deliberation.objects.filter(case_id=p.case.pk).order_by("-no").first()
    points = deliberating.points_of(one) if one is not None else []
    names = _names(p, points)
    now = one is not None and one.closed_seq is None and p.place == deliberating.PLACE
    fits = one is not None and deliberating.is_of_this_bench(one, bench)
    return {
        "members": [_member(member, names) for member in bench.members],
        "deliberation": one,
        "opened": labels.moment(one.opened_at) if one is not None else "",
        "is_open": now and fits,
        "has_changed": now and not fits,
        "can_begin": p.place == deliberating.PLACE
        and bench.may_sit
        and deliberating.leads(bench, user),
        "replaces": one.no if one is not None and one.closed_seq is None else 0,
        "anew": _anew(bench, one, user) if one is not None and now and fits else "",
        "puts_points": now and fits and deliberating.leads(bench, user),
        "points": [
            _point(bench, point, user, names, now=now and fits, open_to=_open_to(one, bench, user))
            for point in points
        ],
        "outcome": _outcome(p, one, points) if one is not None and now else "",
        "record": _record(p, user, names),
        "referrals": referrals(p.case.pk),
        "acts": _acts(p, standings),
        "basis": citations.marked(law.BASIS),
    }


def _anew(bench: Bench, one: Deliberation, user: int) -> str:
    """Who may begin another in its place: whoever leads, once opinions were given who presides."""
    if not deliberating.was_heard(one):
        return "leads" if deliberating.leads(bench, user) else ""
    return "presides" if user == bench.presiding else ""


OpenTo = Literal["all", "order", "nothing"]


def _open_to(one: Deliberation | None, bench: Bench, user: int) -> OpenTo:
    """What this person reads of a deliberation: everything once its record is written, and the
    clerk who writes it; before that whom the order lets them hear; who did not sit in it nothing.
    One that a new hearing ended has no record, and never opens."""
    if one is None or bench.member(user) is None:
        return "all"
    recorded = one.closed_seq is not None and Document.objects.filter(
        case_id=one.case_id, kind="deliberation", volume="inner", seq=one.closed_seq
    ).exists()  # fmt: skip
    if recorded:
        return "all"
    return "order" if user in one.bench else "nothing"


def _names(p: Proceeding, points: list[Point]) -> dict[int, str]:
    users = {user for user, *_ in p.people}
    users |= {one.user_id for point in points for one in point.opinions.all()}
    return {user.pk: str(user) for user in get_user_model().objects.filter(pk__in=users)}


def _member(member: Member, names: dict[int, str]) -> dict[str, Any]:
    return {"name": names.get(member.user, ""), "part": labels.pick(*member.part)}


def _point(
    bench: Bench, point: Point, user: int, names: dict[int, str], *, now: bool, open_to: OpenTo
) -> dict[str, Any]:
    kind, me, spoken = as_kind(point.kind), bench.member(user), spoken_on(point)
    found = tally_of(bench, point)
    missing = [one for one in bench.voters(kind) if one.user not in spoken]
    all_heard = open_to == "all" or (open_to == "order" and not missing)
    return {
        "no": point.no,
        "kind": labels.pick(*law.KINDS[kind]),
        "text": point.text,
        "answers": [
            {"no": one.no, "text": one.text, "votes": found.counts.get(one.no, 0)}
            for one in point.answers.all()
        ],
        "counts": all_heard,
        "said": [
            _said(one, bench, names) for one in point.opinions.all()
            if open_to == "all"
            or (open_to == "order" and me is not None and _hears(bench, me, one, kind, spoken))
        ],
        "spoken": _(", ").join(names.get(user, "") for user in sorted(spoken)),
        "missing": _(", ").join(names.get(one.user, "") for one in missing),
        "result": _result(found, point) if all_heard else "",
        "votes": me is not None and bench.votes_on(me, kind),
        "why_not": _why_not(bench, me, point, names) if now and me is not None else "",
        "may_speak": now and me is not None and _turn(bench, me, point) is None,
        "again": user in spoken,
    }  # fmt: skip


def _hears(
    bench: Bench, me: Member, said: PointOpinion, kind: law.Kind, spoken: set[int]
) -> bool:  # fmt: skip
    """Of somebody who left the panel only those read who have spoken themselves."""
    speaker = bench.member(said.user_id)
    if speaker is None:
        return me.user in spoken
    return bench.hears(me, speaker, kind, spoken)


def _said(one: PointOpinion, bench: Bench, names: dict[int, str]) -> dict[str, Any]:
    member = bench.member(one.user_id)
    return {
        "who": names.get(one.user_id, ""),
        "part": labels.pick(*member.part) if member else "",
        "answer": one.answer,
        "grounds": one.grounds,
        "when": labels.moment(one.at),
    }


def _turn(bench: Bench, me: Member, point: Point) -> Refusal | None:
    try:
        deliberating.check_turn(bench, me, point)
    except Refusal as refusal:
        return refusal
    return None


def _why_not(bench: Bench, me: Member, point: Point, names: dict[int, str]) -> str:
    refusal = _turn(bench, me, point)
    if refusal is None:
        return ""
    before = bench.before(me, as_kind(point.kind), spoken_on(point))
    first = _(", ").join(names.get(one.user, "") for one in before)
    waits = " " + _("First to speak: %(names)s.") % {"names": first} if first else ""
    return labels.refusal(refusal) + waits


def _result(found: Tally, point: Point) -> str:
    if found.missing:
        return ""
    if found.carried is None:
        return _("No answer has a majority.")
    text = next((one.text for one in point.answers.all() if one.no == found.carried), "")
    return _("By majority: %(no)s. %(text)s") % {"no": found.carried, "text": text}


def _outcome(p: Proceeding, one: Deliberation, points: list[Point]) -> str:
    """What stands against ending the deliberation, in words; empty where the votes carry it."""
    try:
        deliberating.check_carried(p, one, points)
    except Refusal as refusal:
        return labels.refusal(refusal)
    return ""


def _record(p: Proceeding, user: int, names: dict[int, str]) -> dict[str, Any] | None:
    """The record as it was written, and who of the panel has signed it."""
    papers = Document.objects.filter(case_id=p.case.pk, kind="deliberation", volume="inner")
    paper = papers.filter(void_seq=None).order_by("-seq").first()
    if paper is None:
        return None
    rows = OpinionSignature.objects.filter(case_id=p.case.pk, opinion_seq=paper.seq)
    signed = set(rows.values_list("user_id", flat=True))
    bench = bench_of(p).users
    return {
        "text": paper.text,
        "signed": _(", ").join(names.get(one, "") for one in bench if one in signed),
        "owed": _(", ").join(names.get(one, "") for one in bench if one not in signed),
    }


def referrals(case_id: int) -> list[dict[str, str]]:
    """What was referred where, and whether that is over; never what was asked or answered."""
    rows = Referral.objects.filter(case_id=case_id).select_related("asked_by").order_by("seq", "id")
    return [
        {
            "where": labels.of(REFERRALS[one.kind]),
            "asked": labels.moment(one.asked_at),
            "by": str(one.asked_by),
            "state": _state(one),
        }
        for one in rows
    ]


def asked_of_the_president(case_id: int) -> str:
    """What the presiding judge wrote, for the president who decides on it now; empty otherwise."""
    waits = Referral.objects.filter(case_id=case_id, agreed_seq=None, closed_seq=None).first()
    if waits is None:
        return ""
    said = Remark.objects.filter(case_id=case_id, seq=waits.seq, name="question").first()
    return said.text if said is not None else ""


def _state(one: Referral) -> str:
    if one.closed_seq is not None:
        return _("over") if one.agreed_seq is not None else _("does not go there")
    return _("waits for the discussion") if one.agreed_seq else _("waits for the president")


def _acts(p: Proceeding, standings: list[Standing]) -> list[dict[str, str]]:
    found = (possible_act(p, standings, code) for code in ACTS)
    return [
        {
            "label": one.words,
            "url": reverse("act", args=[p.case.pk, one.act.code]),
            "reason": labels.refusal(one.refused) if one.refused else "",
        }
        for one in found
        if one is not None
    ]
