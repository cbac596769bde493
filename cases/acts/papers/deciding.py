"""Decisions about time leave a paper: filled from the case as the act finds it, in its transaction.

A ruling or notice lies in the main volume, an approval in the inner one; the log entry of the act
holds the digest of what the paper says.
"""

from __future__ import annotations

from typing import Any

from cases.acts.papers.writing import digest, text_of
from cases.law.causes import by_code
from cases.law.periods import local_date
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import CaseRole, Court, Document, Party
from cases.procedure import Deed
from cases.proceeding import Proceeding
from cases.writing import blocks, engine
from cases.writing.table import DECIDED, FORMS, fields_of


def leave(p: Proceeding, deed: Deed, code: str, **values: Any) -> Document:
    """Keep the paper of this form with the case. Raises Refusal for a court's text that cannot be
    filled with what was written."""
    form = FORMS[code]
    text, version = text_of(p.case.court_id, form)
    try:
        written = engine.fill(text, fields_of(form), {**common(p), **values})
    except engine.Unfillable as error:
        raise unfillable(error) from error
    document = Document(
        case_id=p.case.pk, kind=DECIDED[code], title=form.zh, received_at=p.at, seq=p.seq,
        text=blocks.text(blocks.read(written)),
    )  # fmt: skip
    p.keep(document)
    left = deed.facts.setdefault("left", [])
    left.append([code, version, digest(written)])
    return document


def unfillable(error: engine.Unfillable) -> Refusal:
    """A paper that cannot be made, in the words of a refusal."""
    zh = "；".join(one.zh for one in error.problems)
    en = "; ".join(one.en for one in error.problems)
    return Refusal("paper_unfillable", problem_zh=zh, problem_en=en)


def common(p: Proceeding) -> dict[str, Any]:
    """What every decision says of its case; who decides and why is the act's to say."""
    parties = list(Party.objects.filter(case_id=p.case.pk, left_on=None).order_by("no"))
    sides = {
        f"{side}s": "、".join(one.name for one in parties if one.side == side)
        for side in ("plaintiff", "defendant", "third")
    }
    return {
        "court": Court.objects.values_list("name", flat=True).get(pk=p.case.court_id),
        "number": p.case.number, "cause": by_code(p.case.cause_code).name,
        "procedure": p.procedure.zh, **sides, "judge": _named(p, Role.JUDGE),
        "clerk": _named(p, Role.CLERK), "today": p.on.isoformat(),
        "addressee": {"name": "", "side": ""}, "article": "", "ground": "", "reason": "",
        "before": "", "after": "", "what": "", "asked_by": "", "decided_by": "", "granted": True,
        "late": False, "until": "", "final": False,
        "some_abroad": any(one.is_foreign for one in parties),
        "some_at_home": any(not one.is_foreign for one in parties),
    }  # fmt: skip


def _named(p: Proceeding, role: Role) -> str:
    found = CaseRole.objects.filter(
        case_id=p.case.pk, role=role.value, ended_seq=None, recused=False
    )
    first = found.select_related("user").order_by("-id").first()
    return str(first.user) if first else ""


def last_day(p: Proceeding, no: int) -> str:
    """The last day of a clock as it stands now, in words of a paper."""
    clock = p.clocks.get(no)
    if clock is None or clock.due_on is None:
        return "期间停止计算" if clock is not None else ""
    return f"{clock.due_on.year}年{clock.due_on.month}月{clock.due_on.day}日"


def day(moment: Any) -> str:
    """A day as papers write it."""
    on = local_date(moment) if hasattr(moment, "hour") else moment
    return f"{on.year}年{on.month}月{on.day}日"
