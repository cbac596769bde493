"""A leader's word on a decision: only where the law or the four kinds of cases 四类案件 give it, in
writing, in the inner volume, on exactly one text. It never changes a word of that text."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Min

from cases import procedure
from cases.acts.deciding import drafting
from cases.acts.deciding.bench import bench_of
from cases.acts.deciding.drafting import check_writer
from cases.acts.trial import referring
from cases.law.referrals import COMMITTEE, MEETING
from cases.law.refusals import NotAllowed, NotThere, Refusal
from cases.law.roles import Role
from cases.law.supervision import APPROVED_BY_LAW
from cases.models import Decision, DecisionApproval, Document, Entry, SupervisedMark
from cases.proceeding import Actor, Proceeding
from cases.writing.decisions import DECISIONS


@dataclass(frozen=True)
class Needed:
    """Who has to approve, and by which rule."""

    role: Role
    citation: str


def needed(decision: Decision) -> Needed | None:
    """Whose word is needed: of a fine or detention the president's (CPL 119), of a judgment in a
    case that bears a mark of the four kinds the division chief's, where the court reads the rule
    so; of nothing else. A leader looks at such a judgment and never decides it: what the committee
    decided, or who tries the case upheld after a leader did not approve, needs no word more."""
    form = DECISIONS[decision.form]
    if form.approver is not None:
        return Needed(form.approver, form.approved_by_law)
    if not (form.is_pronounced and settings.SUPERVISED_JUDGMENTS_APPROVED):
        return None
    marked = SupervisedMark.objects.filter(case_id=decision.case_id, ended_seq=None)
    if not marked.exists() or _is_settled(decision.case_id):
        return None
    return Needed(Role.DIVISION_CHIEF, APPROVED_BY_LAW)


def _is_settled(case_id: int) -> bool:
    """Decided by the committee (法院组织法 39), or after a leader's "no" deliberated on again or
    put to the judges' meeting (法发〔2021〕30号 10)."""
    if referring.decided_since(case_id, COMMITTEE.code, 0):
        return True
    refused = DecisionApproval.objects.filter(
        decision__case_id=case_id, decision__form__in=_LOOKED_AT, granted=False
    ).aggregate(seq=Min("seq"))["seq"]
    if refused is None:
        return False
    again = Entry.objects.filter(case_id=case_id, act="record_deliberation", seq__gt=refused)
    return again.exists() or referring.decided_since(case_id, MEETING.code, refused)


_LOOKED_AT = [code for code, form in DECISIONS.items() if form.is_pronounced]


def given(decision: Decision) -> DecisionApproval | None:
    """The newest word on the text as it stands."""
    found = DecisionApproval.objects.filter(decision=decision, digest=drafting.exact(decision.text))
    return found.select_related("by").order_by("-seq").first()


def check(p: Proceeding, decision: Decision) -> None:
    """Raises Refusal where a word is needed and not given."""
    wanted = needed(decision)
    word = given(decision)
    if wanted is not None and (word is None or not word.granted):
        raise Refusal("approval_needed", who_zh=wanted.role.zh, who_en=wanted.role.en)


def check_by_form(decision: Decision) -> None:
    """At the seal: once everybody has signed, only what the law itself asks for holds it up. Raises
    Refusal."""
    form = DECISIONS[decision.form]
    word = given(decision)
    if form.approver is not None and (word is None or not word.granted):
        raise Refusal("approval_needed", who_zh=form.approver.zh, who_en=form.approver.en)


def ask(decision: Decision, by: Actor) -> None:
    """Ask for it, on the text as it stands; whoever may give it reads the draft from then on."""
    with procedure.held(decision.case_id, by) as p:
        check_writer(p, by)
        found = Decision.objects.select_for_update().get(pk=decision.pk)
        wanted = needed(found)
        if wanted is None or not found.is_open:
            raise Refusal("no_approval_here")
        found.asked_for = drafting.exact(found.text)
        found.save(update_fields=["asked_for"])
        procedure.record(p, "ask_decision_approval", by, {"decision": found.pk})
        p.tell(f"entry:{p.case.log_seq}", "ask_decision_approval", [f"role:{wanted.role.value}"])
        procedure.finish([p])


def may_decide(p: Proceeding, decision: Decision, by: Actor) -> bool:
    """Whether this person, in this office, is who is asked now: nobody who tries the case."""
    wanted = needed(decision)
    standing = procedure.standing_of(p, by)
    return (
        wanted is not None
        and bench_of(p).find(by.user_id) is None
        and decision.is_open
        and standing.relation in ("court", "assigned")
        and wanted.role in standing.roles
        and decision.asked_for == drafting.exact(decision.text)
    )


def decide(decision: Decision, by: Actor, *, granted: bool, words: str, seen: str) -> None:
    """Approve or send back, with reasons. Raises Refusal, NotAllowed."""
    if not words.strip():
        raise Refusal("why_needed")
    with procedure.held(decision.case_id, by) as p:
        found = Decision.objects.select_for_update().get(pk=decision.pk)
        if procedure.standing_of(p, by).relation in ("none", "recused", "party"):
            raise NotThere()
        if drafting.exact(found.text) != seen:
            raise Refusal("text_changed")
        if not may_decide(p, found, by):
            raise NotAllowed()
        form = DECISIONS[found.form]
        word = "同意" if granted else "不同意"
        document = Document.objects.create(
            case_id=p.case.pk, kind="approval", title=f"审批：{form.zh}", received_at=p.at,
            text=f"{word}\n{words.strip()}\n文稿SHA-256：{seen}", seq=p.seq,
        )  # fmt: skip
        DecisionApproval.objects.create(
            decision=found, document=document, by_id=by.person, role=by.role, granted=granted,
            digest=seen, seq=p.seq,
        )  # fmt: skip
        p.brings(document)
        found.asked_for = ""
        found.save(update_fields=["asked_for"])
        facts = {"decision": found.pk, "document": document.pk, "digest": seen, "granted": granted}
        procedure.record(p, "approve_decision", by, facts)
        procedure.finish([p])
