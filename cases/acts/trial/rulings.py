"""Rulings about time: the ground they rest on, and the paper that each of them leaves.

Imported after the effects whose dates the papers tell.
"""

from __future__ import annotations

from cases.acts.deciding.carrying import is_sealed
from cases.acts.papers.deciding import day, last_day, leave
from cases.acts.service import ruled
from cases.acts.time import proofs
from cases.law.decisions import GROUNDS, SUSPENSION, TERMINATION, Ground
from cases.law.incidents import BY_RULING, INCIDENTS
from cases.law.procedures import Procedure
from cases.law.refusals import NotAllowed, Refusal
from cases.law.roles import Role
from cases.models import Approval, Document, Entry, Remark
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding

BY_GROUND = {"open_incident": SUSPENSION, "terminate_proceedings": TERMINATION}


def _ground(p: Proceeding, deed: Deed) -> Ground:
    """The ground that is named, of those the law has for the act, with the paper that shows it."""
    found = GROUNDS.get(str(deed.data.get("ground") or ""))
    if found is None or found not in BY_GROUND[deed.act.code]:
        raise Refusal("needs_ground")
    paper = int(deed.data.get("filed") or 0)
    there = Document.objects.main().filter(case_id=p.case.pk, pk=paper, void_seq=None)
    if not there.exists():
        raise Refusal("needs_paper", paper_zh=found.paper[0], paper_en=found.paper[1])
    return found


def _article(ground: Ground) -> str:
    article, item = ground.citation.removeprefix("CPL ").rstrip(")").split("(")
    words = {"153": "第一百五十三条", "154": "第一百五十四条"}[article]
    return f"{words}第一款第（{'一二三四五六'[int(item) - 1]}）项"


@leaves("open_incident")
def suspends(p: Proceeding, deed: Deed) -> None:
    """中止诉讼 rests on one of six grounds (CPL 153)."""
    if deed.data["incident"] not in BY_RULING:
        if deed.data.get("ground"):
            raise Refusal("ground_elsewhere")
        return
    _is_the_judges_of_today(p, deed)
    ground, deed.says = _ground(p, deed), "suspended"
    leave(
        p, deed, "ruling_suspension", ground=ground.zh, article=_article(ground),
        reason=str(deed.data.get("note") or ""),
    )  # fmt: skip


@leaves("close_incident")
def resumes(p: Proceeding, deed: Deed) -> None:
    """What stood still goes on when the court tells the parties so (解释 246)."""
    if deed.data["incident"] not in BY_RULING:
        return
    _is_the_judges_of_today(p, deed)
    clocks, deed.says = p.running(kind="case"), "resumed"
    leave(
        p, deed, "notice_resumed", what="中止诉讼",
        after=last_day(p, clocks[0].no) if clocks else "",
    )  # fmt: skip


def _is_the_judges_of_today(p: Proceeding, deed: Deed) -> None:
    """中止诉讼 is ruled by who tries the case and nobody else (CPL 157). Time stands still from the
    ruling and goes on from the notice, never from a day that is over: periods would run out in
    retrospect."""
    if deed.by.role != Role.JUDGE:
        raise NotAllowed("suspended_by_the_judge")
    if deed.on != p.on:
        raise Refusal("suspended_today")


@leaves("terminate_proceedings")
def terminates(p: Proceeding, deed: Deed) -> None:
    """终结诉讼 rests on one of four grounds (CPL 154)."""
    ground = _ground(p, deed)
    if is_sealed(p, deed.act.code):  # signed and sealed it is in the file already
        return
    leave(
        p, deed, "ruling_termination", ground=ground.zh, article=_article(ground),
        reason=str(deed.data.get("why") or ""),
    )  # fmt: skip


@leaves("rule_on_objection")
def rules_on_jurisdiction(p: Proceeding, deed: Deed) -> None:
    leave(
        p, deed, "ruling_jurisdiction", granted=bool(deed.data.get("upheld")),
        final=ruled.is_final(p, deed.act.code),
    )  # fmt: skip


@leaves("change_procedure")
def changes_procedure(p: Proceeding, deed: Deed) -> None:
    """The limit of the new procedure runs from the same day (解释 258)."""
    clocks = p.running(kind="case")
    leave(
        p, deed, "ruling_procedure", before=_before(p), after=p.procedure.zh,
        until=last_day(p, clocks[0].no) if clocks else "",
    )  # fmt: skip


def _before(p: Proceeding) -> str:
    """The procedure until this act: that of the limit which it ended."""
    codes = [c.code for c in p.clocks.values() if c.kind == "case" and c.closed_seq == p.seq]
    return Procedure(codes[0]).zh if codes else "原程序"


@leaves("deem_withdrawn")
def deems_withdrawn(p: Proceeding, deed: Deed) -> None:
    if is_sealed(p, deed.act.code):
        return
    leave(
        p, deed, "ruling_deemed", reason=str(deed.data.get("why") or ""),
        what=proofs.in_words(p, deed),
    )  # fmt: skip


# -- approvals 审批表 -----------------------------------------------------------------------------


@leaves("decide_extension")
def approves_extension(p: Proceeding, deed: Deed) -> None:
    _approval(p, deed, "extension", "extension_form")


@leaves("decide_exclusion")
def approves_exclusion(p: Proceeding, deed: Deed) -> None:
    _approval(p, deed, "exclusion", "exclusion_form")


def _approval(p: Proceeding, deed: Deed, kind: str, form: str) -> None:
    """The written approval, in the inner volume: who asked, why, both dates, who decided."""
    asked = (
        Approval.objects.filter(case_id=p.case.pk, kind=kind, decided_by_id=deed.by.user_id)
        .select_related("asked_by", "decided_by").latest("pk")
    )  # fmt: skip
    deed.says = f"{kind}_{'granted' if asked.granted else 'refused'}"
    leave(
        p, deed, form, asked_by=str(asked.asked_by), decided_by=str(asked.decided_by),
        reason=_asked_why(p, kind), late=asked.late, granted=bool(asked.granted),
        ground=_span(asked), before=_stood(p, asked.clock_no), after=last_day(p, asked.clock_no),
    )  # fmt: skip


def _asked_why(p: Proceeding, kind: str) -> str:
    seqs = Entry.objects.filter(case_id=p.case.pk, act=f"ask_{kind}").values("seq")
    why = Remark.objects.filter(case_id=p.case.pk, name="why", seq__in=seqs)
    found = why.order_by("-seq").first()
    return str(found.text) if found is not None else ""


def _span(asked: Approval) -> str:
    if asked.incident not in INCIDENTS or asked.begins is None or asked.ends is None:
        return ""
    return f"{INCIDENTS[asked.incident].zh}，{day(asked.begins)}至{day(asked.ends)}"


def _stood(p: Proceeding, no: int) -> str:
    """The last day of a clock before this act."""
    clock = p.stored.get(no)
    if clock is None or clock.due_on is None:
        return "期间停止计算"
    return day(clock.due_on)
