"""Another court's case 管辖: before registration the plaintiff is told which court to file with,
after it the case goes there with its file (CPL 37, 127; 解释 211)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import orjson

from cases.acts.filing.registering import open_linked
from cases.law.procedures import FIRST_INSTANCE, Origin
from cases.law.refusals import BadValue, Refusal
from cases.models import Court, Entry, Filing, Remark
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding


@dataclass(frozen=True)
class Told:
    """What the plaintiff was told: which court, why, and when."""

    name: str
    why: str
    at: datetime
    court: Court | None = None
    """None for a court outside the system, of which there is the name alone."""


def told(case_id: int) -> Told | None:
    """Which court this one named before it registered the case, None if it named none."""
    entry = Entry.objects.filter(case_id=case_id, act="name_court").order_by("-seq").first()
    if entry is None:
        return None
    said = {one.name: one.text for one in Remark.objects.filter(case_id=case_id, seq=entry.seq)}
    code = orjson.loads(entry.body)["facts"].get("court", "")
    court = Court.objects.select_related("group").filter(code=code).first() if code else None
    name = court.name if court else said.get("elsewhere", "")
    return Told(name, said.get("why", ""), entry.effective_at, court)


def insists(case_id: int) -> Told | None:
    """What the plaintiff was told before who filed here again all the same (解释 211)."""
    again = Filing.objects.filter(case_id=case_id).select_related("carried_from", "case").first()
    before = again.carried_from if again is not None else None
    if again is None or before is None or again.case is None:
        return None
    return told(before.pk) if before.court_id == again.case.court_id else None


@leaves("refuse_filing", "return_filing", "name_court", "transfer_case")
def transferred_in_stays(p: Proceeding, deed: Deed) -> None:
    """A court that got a case by transfer may not refuse it or pass it on (CPL 37)."""
    not_mended = deed.act.code == "return_filing" and p.place != "filing_review"
    if p.case.origin == Origin.TRANSFERRED_IN and not not_mended:
        raise Refusal("may_not_transfer_again")


@leaves("name_court")
def once_told_it_is_for_the_plaintiff_to_say(p: Proceeding, deed: Deed) -> None:
    if p.procedure not in FIRST_INSTANCE:
        raise Refusal("not_here", place=p.procedure.zh, act=deed.act.zh)
    if insists(p.case.pk) is not None:
        raise Refusal("insists_here")


@leaves("name_court", "transfer_case")
def names_one_court(p: Proceeding, deed: Deed) -> None:
    """One of the system by its code, any other by its name; never this one."""
    if deed.data.get("court") and deed.data.get("elsewhere"):
        raise BadValue(field="其他法院的名称", problem_zh=_ONE.zh, problem_en=_ONE.en)
    court = _court(p, deed)
    if court is not None:
        deed.facts["court_name"] = court.name


_ONE = Refusal("one_court")


def _court(p: Proceeding, deed: Deed) -> Court | None:
    code = deed.data.get("court")
    if not code:
        return None
    court = Court.objects.filter(code=code, group_id=p.court.group_id).first()
    if court is None:
        raise Refusal("court_unknown", court=code)
    if court.pk == p.case.court_id:
        raise Refusal("own_court")
    return court


@leaves("transfer_case")
def carries_on_elsewhere(p: Proceeding, deed: Deed) -> None:
    """The case goes on at the other court with its parties, their agents and its whole file."""
    court = _court(p, deed)
    if court is None:
        return
    linked = open_linked(
        p, court, kind="transfer", origin=Origin.TRANSFERRED_IN, procedure_=p.procedure,
        panel=p.case.panel, with_file=True,
    )  # fmt: skip
    deed.facts["linked"] = linked.pk
