"""Marking a case as one of the four kinds that leaders supervise (法发〔2021〕30号).

By somebody who says why, or by the rule, when a circumstance is stated that makes it one.
"""

from __future__ import annotations

from cases.law.refusals import BadValue, NotAllowed
from cases.law.roles import Role
from cases.law.supervision import BY_CIRCUMSTANCE
from cases.models import Entry, SupervisedMark
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding


def live(case_id: int, code: str = "") -> bool:
    """Whether a case bears a mark now; one of this kind, where one is named."""
    found = SupervisedMark.objects.filter(case_id=case_id, ended_seq=None)
    return (found.filter(code=code) if code else found).exists()


LEADERS = frozenset({Role.DIVISION_CHIEF.value, Role.COURT_LEADER.value})


def _is_of_leaders(p: Proceeding, code: str) -> bool:
    """Whether the rule or a leader set the mark: who is supervised by it does not end it."""
    mark = SupervisedMark.objects.get(case_id=p.case.pk, code=code, ended_seq=None)
    set_by = Entry.objects.filter(case_id=p.case.pk, seq=mark.seq)
    return mark.by_rule or set_by.filter(role__in=LEADERS).exists()


@leaves("mark_supervised")
def marks(p: Proceeding, deed: Deed) -> None:
    """The mark is set or taken away; why is kept inside."""
    code, holds = str(deed.data["supervised"]), deed.data["holds"] == "yes"
    if live(p.case.pk, code) is holds:
        raise BadValue(field="情形", problem_zh="已是如此。", problem_en="It is so already.")
    deed.inner = True
    if holds:
        p.keep(SupervisedMark(case_id=p.case.pk, code=code, seq=p.seq))
    else:
        if deed.by.role not in LEADERS and _is_of_leaders(p, code):
            raise NotAllowed("leaders_end_it")
        p.amend(SupervisedMark, {"code": code, "ended_seq": None}, ended_seq=p.seq)


@leaves("state_circumstance")
def marks_by_rule(p: Proceeding, deed: Deed) -> None:
    """A stated circumstance marks the case; only a leader takes the mark away."""
    code = BY_CIRCUMSTANCE.get(str(deed.data["circumstance"]))
    if code is None or deed.data["holds"] != "yes" or live(p.case.pk, code):
        return
    p.keep(SupervisedMark(case_id=p.case.pk, code=code, by_rule=True, seq=p.seq))
    deed.facts["marked"] = code
