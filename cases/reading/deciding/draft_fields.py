"""The values of the fields of a decision's template, from its case: in Chinese, as JSON.

A decision names every party with what identifies it (CPL 155); the text is sealed in the database.
"""

from __future__ import annotations

from typing import Any

from cases.acts.deciding.about import appeal_days, claims_of, lines_of_text
from cases.acts.deciding.bench import bench_of
from cases.acts.fees import costs
from cases.law import identity
from cases.law.decision_checks import read_date
from cases.law.procedures import FIRST_INSTANCE, Procedure
from cases.law.roles import Role
from cases.models import CaseRole, Charge, Court, Decision, Hearing, Party, PartyLink
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.reading.deciding import evidence
from cases.reading.papers import form_fields
from cases.reading.papers.form_fields import Occasion
from cases.writing.decisions import DECISIONS, DecisionForm, title_of
from cases.writing.wording import date_long, numeral

_AGENTS = {
    "legal_representative": "法定代表人", "guardian": "法定代理人", "general": "委托诉讼代理人",
    "special": "委托诉讼代理人",
}  # fmt: skip


def values_of(
    form: DecisionForm, p: Proceeding, court: Court, standings: list[Standing],
    corrects: Decision | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Every field of the template; empty where the case has nothing to put there."""
    parties = list(Party.objects.filter(case_id=p.case.pk).order_by("no"))
    first = parties[0]
    live = bench_of(p)
    found = form_fields.common(form, Occasion(p, court, first, parties))
    names = {one.no: one.name for one in parties}
    found |= {
        "number": _number(form, p),
        "parties": [_party(p, one) for one in parties if one.left_on is None],
        "panel": [{"title": one.title, "name": one.name} for one in live.everybody],
        "sole": not live.is_panel,
        "assistant": _assistant(p),
        "claims": claims_of(p.case.pk),
        "evidence": evidence.lines(p, standings),
        "amount": str(p.case.amount) if p.case.amount else "",
        "fee": str(p.case.fee) if p.case.fee else "",
        "borne": [
            {"who": names[no], "amount": str(amount)}
            for no, amount in sorted(costs.borne(p.case.pk).items()) if no in names and amount
        ],
        "registered": labels.day(p.case.registered_on),
        "hearing": _heard(p),
        "upper": court.upper.name if court.upper is not None else "",
        "appeal_days": appeal_days(p.procedure, form.kind, form.code),
        "some_abroad": any(one.is_foreign for one in parties if one.left_on is None),
        "some_at_home": any(not one.is_foreign for one in parties if one.left_on is None),
    }  # fmt: skip
    return found | _corrected(corrects) if form.corrects else found


def _number(form: DecisionForm, p: Proceeding) -> str:
    """The number of the case; of further rulings with 之一, 之二 … (案号规定 3)."""
    number = p.case.number
    if form.kind == "judgment" or not number.endswith("号"):
        return number
    earlier = Decision.objects.filter(case_id=p.case.pk, sealed_seq__isnull=False).count()
    return f"{number}之{numeral(earlier)}" if earlier else number


def _party(p: Proceeding, party: Party) -> dict[str, Any]:
    number = identity.normal(party.id_number) if party.id_number else ""
    return {
        "side": _side(p, party),
        "name": party.name,
        "particulars": "" if party.is_organisation else _person(number),
        "address": party.address,
        "id_kind": "统一社会信用代码" if party.is_organisation else "公民身份号码",
        "id_number": number,
        "agents": _agents(party),
    }


def _side(p: Proceeding, party: Party) -> str:
    """What the party is called; in second instance by who appealed."""
    if p.procedure in FIRST_INSTANCE or party.side == "third":
        return form_fields.side(Procedure.ORDINARY, party.side)
    if p.procedure is Procedure.SECOND_INSTANCE:
        appeals = Charge.objects.filter(case_id=p.case.pk, purpose="appeal")
        appellants = {no for one in appeals for no in one.parties}
        return "上诉人" if party.no in appellants else "被上诉人"
    return form_fields.side(p.procedure, party.side)


def _person(number: str) -> str:
    """Sex and birth, as the number tells them."""
    try:
        identity.citizen(number)
    except identity.BadNumber:
        return ""
    sex = "男" if int(number[16]) % 2 else "女"
    return f"{sex}，{date_long(f'{number[6:10]}-{number[10:12]}-{number[12:14]}')}出生"


def _agents(party: Party) -> list[dict[str, str]]:
    live = PartyLink.objects.live().filter(party=party, authority__in=_AGENTS)
    return [
        {"kind": _AGENTS[one.authority], "name": str(one.user)}
        for one in live.select_related("user").order_by("pk")
    ]


def _assistant(p: Proceeding) -> str:
    found = CaseRole.objects.filter(
        case_id=p.case.pk, role=Role.JUDGE_ASSISTANT.value, ended_seq=None, recused=False
    )
    first = found.select_related("user").order_by("-pk").first()
    return str(first.user) if first else ""


def _heard(p: Proceeding) -> str:
    held = Hearing.objects.filter(case_id=p.case.pk, result="held").order_by("-starts_at").first()
    return labels.local(held.starts_at).date().isoformat() if held else ""


def _corrected(corrects: Decision | None) -> dict[str, Any]:
    """As the corrected paper says of itself: its number with 之一, and its date."""
    assert corrects is not None and corrects.sealed is not None
    lines = dict(reversed(lines_of_text(corrects.text)))
    day = read_date(lines.get("date", ""))
    return {
        "corrected": title_of(DECISIONS[corrects.form]),
        "corrected_number": lines.get("number") or corrects.case.number,
        "corrected_on": (day or labels.local(corrects.sealed.received_at).date()).isoformat(),
    }
