"""Decisions in lists, and what stands beside one: who has signed, what was found, who approves."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import loading
from cases.acts.deciding import approving, bench, drafting, signing
from cases.acts.deciding.about import findings
from cases.law.decision_checks import Finding
from cases.law.refusals import Refusal
from cases.models import CaseRole, Decision, DecisionVersion, OtherText
from cases.policy import Standing, may
from cases.proceeding import Actor, Proceeding
from cases.reading import citations, labels
from cases.writing import merging
from cases.writing.decisions import DECISIONS

MOST = 200
"""Drafts looked through for the list of what is to sign."""
MOST_EARLIER = 100
"""Versions listed, the newest of them."""


def may_read(standings: list[Standing]) -> bool:
    """Whether drafts of the case are for them without opening the inner volume: those who work on
    it by name."""
    return any(one.relation == "assigned" and may(one, "read_inner") for one in standings)


def is_asked(p: Proceeding, decision: Decision, user_id: int, standings: list[Standing]) -> bool:
    """Whether this person is the leader whose word is asked for now."""
    roles = [role for one in standings for role in one.roles]
    return any(approving.may_decide(p, decision, Actor(user_id, role.value)) for role in roles)


def of_case(case_id: int) -> list[dict[str, Any]]:
    found = Decision.objects.filter(case_id=case_id).select_related("sealed", "begun_by")
    return [row(one) for one in found.defer("text")]


def row(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.pk,
        "name": labels.of(DECISIONS[decision.form]),
        "state": state(decision),
        "url": reverse("decision", args=[decision.case_id, decision.pk]),
        "by": str(decision.begun_by),
    }


def state(decision: Decision) -> str:
    if decision.void_seq is not None:
        return _("set aside before its pronouncement")
    if decision.sealed_seq is not None:
        return _("sealed") if decision.opened_seq is not None else _not_open(decision)
    if decision.dropped_seq is not None:
        return _("draft set aside")
    return _("signed, not sealed yet") if decision.signed_seq is not None else _("draft")


def _not_open(decision: Decision) -> str:
    waits = {
        "pronouncement": _("sealed, not pronounced yet"),
        "measure": _("sealed, opened to the parties with the measure"),
        "act": _("sealed, opened to the parties with its act"),
    }
    return waits.get(DECISIONS[decision.form].opens, _("sealed"))


def earlier(decision: Decision) -> list[dict[str, Any]]:
    """What the draft said before, newest first: its versions, and texts beside it that were not
    chosen."""
    page = reverse("decision", args=[decision.case_id, decision.pk])
    versions = decision.versions.select_related("by").defer("text").order_by("-version")
    found = [(f"v{x.version}", x.saved_at, str(x.by), False) for x in versions[:MOST_EARLIER]]
    beside = decision.others.select_related("by").defer("text").filter(chosen=False)
    found += [(f"t{x.pk}", x.at, str(x.by), True) for x in beside[:MOST_EARLIER]]
    return [
        {"when": labels.moment(at), "by": by, "beside": stood_beside,
         "url": f"{page}?earlier={code}#earlier-title"}
        for code, at, by, stood_beside in sorted(found, key=lambda one: one[1], reverse=True)
    ]  # fmt: skip


def looked_at(decision: Decision, code: str) -> dict[str, Any] | None:
    """One of them beside the text as it stands; None where there is no such."""
    no = int(code[1:]) if code[1:].isascii() and code[1:].isdigit() and len(code) < 12 else 0
    found: DecisionVersion | OtherText | None = None
    if code.startswith("v"):
        found = decision.versions.filter(version=no).select_related("by").first()
    elif code.startswith("t"):
        found = decision.others.filter(pk=no, chosen=False).select_related("by").first()
    if found is None:
        return None
    at = found.at if isinstance(found, OtherText) else found.saved_at
    return {
        "by": str(found.by), "when": labels.moment(at),
        "rows": merging.side_by_side(decision.text, found.text),
    }  # fmt: skip


def signers(p: Proceeding, decision: Decision) -> list[dict[str, Any]]:
    """Everybody who has to sign, with when they did."""
    signed = bench.signatures(decision, drafting.exact(decision.text))
    return [
        {
            "title": one.title, "name": one.name,
            "when": labels.moment(signed[one.user].at) if one.user in signed else "",
        }
        for one in bench.bench_of(p).everybody
    ]  # fmt: skip


def found(p: Proceeding, decision: Decision) -> list[dict[str, Any]]:
    """The findings in words, in the order of their weight."""
    return [finding(one) for one in findings(p, decision)]


def finding(one: Finding) -> dict[str, Any]:
    weights = {"bars": _("in the way"), "confirm": _("to be confirmed"), "hint": _("hint")}
    return {
        "weight": one.weight, "word": weights[one.weight], "line": one.line, "key": one.key,
        "text": labels.pick(one.zh, one.en), "basis": citations.marked(one.citation),
        "by": "sign" if one.is_the_benchs else "seal",
    }  # fmt: skip


def approval(decision: Decision) -> dict[str, Any] | None:
    """Who has to approve by which rule, and what they said of this text; None where nobody has."""
    wanted = approving.needed(decision)
    if wanted is None:
        return None
    word = approving.given(decision)
    return {
        "role": labels.of(wanted.role),
        "basis": citations.marked(wanted.citation),
        "asked": decision.asked_for == drafting.exact(decision.text),
        "granted": word.granted if word else None,
        "by": str(word.by) if word else "",
    }


# -- to sign and to seal --------------------------------------------------------------------------


def mine(user_id: int) -> QuerySet[Decision]:
    """Drafts of cases in which this person has a part."""
    live = CaseRole.objects.filter(user_id=user_id, ended_seq=None, recused=False)
    return Decision.objects.filter(
        case__in=live.values("case"), sealed_seq=None, dropped_seq=None
    ).select_related("case").order_by("pk")[:MOST]  # fmt: skip


def to_sign(user_id: int) -> list[dict[str, Any]]:
    """What waits for this person's signature, with why it cannot be given yet."""
    rows = []
    for decision in mine(user_id):
        p = loading.look(decision.case_id)
        if p is None or decision.signed_seq is not None:
            continue
        live = bench.bench_of(p)
        signed = bench.signatures(decision, drafting.exact(decision.text))
        if live.find(user_id) is None or user_id in signed:
            continue
        rows.append({**_with_case(decision), "problem": why_not(p, decision, user_id)})
    return rows


def to_seal(user_id: int) -> list[dict[str, Any]]:
    """What is signed and waits for its seal, in cases of this person."""
    return [_with_case(one) for one in mine(user_id) if one.signed_seq is not None]


def _with_case(decision: Decision) -> dict[str, Any]:
    return {**row(decision), "number": decision.case.number}


def why_not(p: Proceeding, decision: Decision, user_id: int) -> str:
    """Why this person cannot sign the draft as it stands; empty where they can."""
    p.at = p.now
    live = bench.bench_of(p)
    digest = drafting.exact(decision.text)
    try:
        signer = bench.check(live, user_id)
        signing.check_ready(p, decision, digest)
        left = [one for one in bench.missing(live, bench.signatures(decision, digest))
                if one.user != user_id]  # fmt: skip
        if live.last == signer and left:
            raise Refusal("presiding_signs_last", names="、".join(one.name for one in left))
    except Refusal as refusal:
        return labels.refusal(refusal)
    return ""
