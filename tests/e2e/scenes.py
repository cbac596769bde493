"""Where a test begins: cases brought to a node act by act in the weeks before the court opens.

Each scene names the day on which it begins, so that it ends shortly before the court's morning
and every date in it can be counted on a calendar.
"""

from __future__ import annotations

from datetime import UTC, datetime

from cases.acts.fees import paying
from cases.law.money import Incoming
from courtflow.rehearsal.people import UPPER
from courtflow.rehearsal.stage import Stage


def filed(s: Stage) -> Stage:
    """Filed, not looked at yet."""
    return s.file()


def returned(s: Stage) -> Stage:
    """… sent back to be mended."""
    return filed(s).act("return_for_correction")


def not_ours(s: Stage) -> Stage:
    """… another court's: the plaintiff was told which."""
    return filed(s).act("name_court", court=UPPER)


def registered(s: Stage) -> Stage:
    """… registered; the fee is due."""
    return filed(s).act("register", procedure="summary")


def paid_online_twice(s: Stage) -> Stage:
    """… paid online, and then once more: the second sum is to be given back."""
    registered(s)
    plaintiff = s.cast.party("plaintiff")
    order = paying.order_for(s.case_id, 1, plaintiff)
    assert order is not None
    for trade in ("first", "second"):
        said = Incoming(
            "sandbox", f"{trade}-{s.case_id}", "paid", "courtflow-training", order.code,
            f"{trade}-{s.case_id}", order.amount, "CNY", datetime.now(UTC), "演示代付人",
        )  # fmt: skip
        assert paying.take(said, trade) == paying.TAKEN
    return s


def unassigned(s: Stage) -> Stage:
    """… paid; a judge is to be found."""
    return registered(s).pay()


def assigned(s: Stage) -> Stage:
    """… paid and assigned; the complaint is to be served."""
    return registered(s).pay().act("assign").act("tell_panel")


def announced(s: Stage) -> Stage:
    """… in ordinary procedure; a public notice runs."""
    filed(s).act("register", procedure="ordinary").pay().act("assign").act("tell_panel")
    return s.on_each("defendant", "serve_complaint", way="public_notice")


def served(s: Stage) -> Stage:
    """… served on the defendant, who may answer."""
    return assigned(s).on_each("defendant", "serve_complaint", way="direct")


def asked(s: Stage) -> Stage:
    """… and the plaintiff has asked the court for something."""
    return served(s).act("make_request", by="plaintiff", request="overrun", asked="请尽快办理")


def to_be_heard(s: Stage) -> Stage:
    """… both periods over; a hearing is to be fixed."""
    return served(s).wait("hearing_scheduling")


def hearing_fixed(s: Stage) -> Stage:
    """… in some days, in a room of its own."""
    return to_be_heard(s).act("fix_hearing", hearing_at=8, room="第二法庭")


def heard(s: Stage) -> Stage:
    """… heard by a sole judge, who drafts the judgment."""
    to_be_heard(s).act("fix_hearing", hearing_at=1, room="第一法庭")
    return s.after(1).act("close_hearing_sole").act("read_record")


def judged(s: Stage) -> Stage:
    """… pronounced and served on both."""
    heard(s).act("sign_judgment").act("pronounce", manner="in_court", performance_days=10)
    s.on_each("plaintiff", "serve_judgment", way="direct")
    return s.on_each("defendant", "serve_judgment", way="direct")


def in_execution(s: Stage) -> Stage:
    """… in effect; execution applied for on 27 February and registered."""
    judged(s).wait("judgment_effective").on_day("2026-02-27")
    return s.act("apply_execution").act("register_execution")


def before_a_panel(s: Stage) -> Stage:
    """Ordinary procedure, heard on 1 March; the panel is to deliberate."""
    s.file("ordinary").act("register", procedure="ordinary", panel=True).pay()
    s.act("assign", panel=True).act("tell_panel")
    s.on_each("defendant", "serve_complaint", way="direct").wait("evidence_exchange")
    s.act("hold_exchange").act("fix_hearing", hearing_at=4, room="第二法庭").after(4)
    return s.act("close_hearing").act("read_record")


def a_panel_drafts(s: Stage) -> Stage:
    """… a judge and an assessor beside the one in charge, who presides; the judgment is drafted."""
    judge, assessor = (s.cast.users[name].pk for name in ("judge3", "assessor"))
    before_a_panel(s).act("form_panel", second_judge=judge, first_assessor=assessor)
    return s.act("record_deliberation")


def evidence_running(s: Stage) -> Stage:
    """Ordinary procedure; answered, and the evidence periods run."""
    s.file("ordinary").act("register", procedure="ordinary").pay()
    s.act("assign").act("tell_panel")
    s.on_each("defendant", "serve_complaint", way="direct")
    return s.on_each("defendant", "file_answer", answer="演示答辩")


def exchanging(s: Stage) -> Stage:
    """… both sides have put evidence late, and the exchange is open, online."""
    evidence_running(s).wait("evidence_exchange")
    for party, titles in ((1, ("演示借条", "演示转账记录")), (2, ("演示收据",))):
        for title in titles:
            paper = {"title": title, "purpose": "演示证明目的"}
            s.act("submit_evidence", by="clerk", party=party, **paper)
        s.act("agree_exchange", by="clerk", party=party, manner="async")
    return s.act("open_exchange", by="judge", way="async", days=30)


def mediator_named(s: Stage) -> Stage:
    """Referred to mediation, a mediator named and not heard from yet."""
    s.file().act("refer_to_mediation").act("record_consent", by="clerk")
    return s.act("appoint_mediator")
