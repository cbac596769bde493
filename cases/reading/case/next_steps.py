"""The next step of a case in plain words for the parties: who acts, what, and otherwise what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.law.acts import ACTS, PAID_ONLINE
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.law.roles import PARTIES, Role
from cases.law.running import RunningClock
from cases.models import Case, Hearing
from cases.reading import labels
from cases.reading.case import lights
from cases.reading.lists.worklist import duties_at


@dataclass(frozen=True)
class Step:
    """One node as a party reads it."""

    title: Any
    text: Any
    otherwise: Any = ""
    side: str = ""
    """Whose step it is, where only one side acts."""


STEPS: dict[str, Step] = {
    "filing_review": Step(
        gettext_lazy("The court is looking at the papers"),
        gettext_lazy(
            "The court decides within 7 days whether to register the case. You need do nothing now."
        ),
    ),
    "filing_correction": Step(
        gettext_lazy("Send in the corrected papers"),
        gettext_lazy(
            "Something was missing or unclear. What to correct is in the list of what has happened."
        ),
        gettext_lazy("A judge may decide to return the papers; you may file again later."),
        "plaintiff",
    ),
    "fee_payment": Step(
        gettext_lazy("Pay the court fee"),
        gettext_lazy(
            "The case goes on as soon as the fee is paid. If you cannot pay, ask the court "
            "for relief before the last day."
        ),
        gettext_lazy("The suit may be treated as withdrawn."),
        "plaintiff",
    ),
    "case_assignment": Step(
        gettext_lazy("The court is choosing the judge"),
        gettext_lazy("You need do nothing now."),
    ),
    "mediation_intake": Step(
        gettext_lazy("The court is arranging a mediator"),
        gettext_lazy(
            "Mediation is voluntary. If you do not want it, say so and the case is "
            "registered at once."
        ),
    ),
    "mediation": Step(
        gettext_lazy("Mediation is under way"),
        gettext_lazy(
            "The mediator will be in touch. Without an agreement in time the case is "
            "registered as a suit."
        ),
    ),
    "agreement_signing": Step(
        gettext_lazy("Read and sign the agreement"),
        gettext_lazy("The agreement counts when everybody has signed."),
        gettext_lazy("Without every signature in time the case is registered as a suit."),
    ),
    "judicial_confirmation": Step(
        gettext_lazy("The court is examining the agreement"),
        gettext_lazy(
            "Once confirmed, the agreement can be enforced like a judgment. You need do "
            "nothing now."
        ),
    ),
    "complaint_service": Step(
        gettext_lazy("The court is serving the complaint"),
        gettext_lazy(
            "Each defendant receives the complaint and is told how long there is to answer."
        ),
    ),
    "answer_period": Step(
        gettext_lazy("Answer the complaint"),
        gettext_lazy("Say what you agree with, what you dispute, and why."),
        gettext_lazy("The case goes on without an answer; you may still be heard in court."),
        "defendant",
    ),
    "evidence_period": Step(
        gettext_lazy("Send in your evidence"),
        gettext_lazy(
            "Contracts, receipts, messages, names of witnesses: whatever proves what you say."
        ),
        gettext_lazy("Late evidence may be refused, or accepted with a reprimand or fine."),
    ),
    "evidence_exchange": Step(
        gettext_lazy("The evidence is exchanged"),
        gettext_lazy(
            "The judge brings the parties together to see what is disputed. You will be "
            "told the day."
        ),
    ),
    "hearing_scheduling": Step(
        gettext_lazy("The court is fixing the hearing"),
        gettext_lazy("You will be summoned. You need do nothing now."),
    ),
    "hearing": Step(
        gettext_lazy("Come to the hearing"),
        gettext_lazy("Bring your identity card and the originals of your evidence."),
        gettext_lazy(
            "A plaintiff who stays away may be treated as having withdrawn; without the "
            "defendant the court may decide in absence."
        ),
    ),
    "deliberation": Step(
        gettext_lazy("The judges are considering the case"),
        gettext_lazy("You need do nothing now."),
    ),
    "judgment_drafting": Step(
        gettext_lazy("The judgment is being written"),
        gettext_lazy("You need do nothing now."),
    ),
    "judgment_service": Step(
        gettext_lazy("The judgment is being handed out"),
        gettext_lazy("The time to appeal starts for you on the day you receive it."),
    ),
    "appeal_period": Step(
        gettext_lazy("Decide whether to appeal"),
        gettext_lazy("If you accept the judgment you need do nothing."),
        gettext_lazy("The judgment takes effect when nobody appeals in time."),
    ),
    "appeal_transfer": Step(
        gettext_lazy("The file is going to the court of appeal"),
        gettext_lazy("You need do nothing now."),
    ),
    "execution_filing": Step(
        gettext_lazy("The court is looking at the application for execution"),
        gettext_lazy("The court decides within 7 days whether to register it."),
    ),
    "execution_notice": Step(
        gettext_lazy("The debtor is being told to pay"),
        gettext_lazy("The debtor has to pay and to report all assets."),
    ),
    "asset_control": Step(
        gettext_lazy("The court is looking for assets"),
        gettext_lazy("If you know of accounts, houses or cars of the debtor, tell the court."),
    ),
    "asset_valuation": Step(
        gettext_lazy("What was seized is being valued"),
        gettext_lazy("You will receive the report and may object to the price."),
    ),
    "online_auction": Step(
        gettext_lazy("What was seized is being sold"),
        gettext_lazy("The auction is public and online."),
    ),
    "proceeds_distribution": Step(
        gettext_lazy("The money is being paid out"),
        gettext_lazy("See that the court has your account number."),
    ),
    "closing_archiving": Step(
        gettext_lazy("The file is being closed"),
        gettext_lazy("You need do nothing now."),
    ),
}


APPEALED = Step(
    gettext_lazy("Pay the fee of your appeal"),
    gettext_lazy(
        "Each appellant pays for its own appeal, joint appellants together. If you cannot pay, "
        "ask the court for relief before the last day."
    ),
    gettext_lazy("Your appeal may count as withdrawn; other appeals go on."),
)
"""The fee in second instance, for whoever has days of its own to pay it."""


BESIDE: dict[str, Step] = {
    "exchange_opinions": Step(
        gettext_lazy("Say what you think of the evidence"),
        gettext_lazy("Read each item of the other side, and say whether you accept it or why not."),
        gettext_lazy("The case goes on without your opinion."),
    ),
    "exchange_consent": Step(
        gettext_lazy("Say how the evidence is to be exchanged"),
        gettext_lazy("It can be done online where you agree. You may decline; it costs no right."),
        gettext_lazy("Silence is no consent."),
    ),
    "original_brought": Step(
        gettext_lazy("Bring the original of your evidence"),
        gettext_lazy("The court wants to compare it with what you handed in."),
        gettext_lazy("Without it the court may not rely on the copy."),
    ),
    "counterclaim_answer": Step(
        gettext_lazy("Answer the counterclaim"),
        gettext_lazy("Read it in the file and say what you think of it, or waive the time left."),
        gettext_lazy("The court decides on the counterclaim without your answer."),
    ),
}
"""What a clock of its own asks of a party, beside the node where the case stands."""
ANSWERED_BY = {"counterclaim_answer": "answer_counterclaim"}
"""The act that it asks for; of the others, the page of evidence."""


def hearings_of(case_ids: list[int]) -> dict[int, Hearing]:
    """The hearing that each case is waiting for."""
    found = Hearing.objects.filter(case_id__in=case_ids, result="").order_by("seq", "id")
    return {hearing.case_id: hearing for hearing in found}


def next_step(
    case: Case,
    clocks: list[RunningClock],
    party_nos: tuple[int, ...],
    sides: frozenset[str],
    hearing: Hearing | None = None,
) -> dict[str, Any]:
    """parts/next.html for a party: its own step, or who holds the ball and until when."""
    if case.stands_at not in STEPS:
        return _at_rest(case, clocks)
    if asked := _asked_beside(case, clocks, party_nos):
        return asked
    step, now = _step(case, clocks), case.now
    mine = _is_mine(case, step, clocks, party_nos, sides)
    clock = lights.leading(
        [c for c in clocks if _concerns(c, case, party_nos) and not lights.is_target(c)], now
    )
    shown: dict[str, Any] = {
        "title": step.title,
        "text": step.text,
        "holder": "" if mine else _holder(case, step),
    }
    if clock is not None and clock.due_on is not None:
        shown["by"] = labels.long_day(clock.due_on)
        # Whether a date of others has passed is worth knowing; how it nears is their concern.
        passed = clock.due_at is not None and clock.due_at <= now
        shown["light"] = lights.light(clock, now) if mine or passed else None
    if case.stands_at == "hearing" and hearing is not None:
        if hearing.starts_at < now:
            return _after_hearing(hearing)
        shown |= {"by": _when_and_where(hearing), "light": None}
    if mine:
        shown["otherwise"] = step.otherwise
        shown["action"] = _action(case)
    return shown


def _asked_beside(
    case: Case, clocks: list[RunningClock], party_nos: tuple[int, ...]
) -> dict[str, Any] | None:
    """What is asked of this party first, by the day on which its time ends."""
    mine = [
        clock for clock in clocks
        if clock.running and clock.code in BESIDE and clock.party_no in party_nos
        and clock.due_on is not None
    ]  # fmt: skip
    if not mine:
        return None
    clock = min(mine, key=lambda one: (one.due_on, one.no))
    assert clock.due_on is not None
    step = BESIDE[clock.code]
    return {
        "title": step.title, "text": step.text, "holder": "", "otherwise": step.otherwise,
        "by": labels.long_day(clock.due_on), "light": lights.light(clock, case.now),
        "action": _to_answer(case, clock.code),
    }  # fmt: skip


def _to_answer(case: Case, code: str) -> dict[str, str]:
    if (act := ANSWERED_BY.get(code)) is not None:
        return {"url": reverse("act", args=[case.pk, act]), "label": labels.of(ACTS[act])}
    return {"url": reverse("case-exchange", args=[case.pk]), "label": _("Evidence")}


def _step(case: Case, clocks: list[RunningClock]) -> Step:
    each_their_own = case.stands_at == "fee_payment" and any(
        c.party_no is not None for c in clocks if c.running and c.node == "fee_payment"
    )
    return APPEALED if each_their_own else STEPS[case.stands_at]


def _when_and_where(hearing: Hearing) -> str:
    return _("%(moment)s, %(room)s") % {
        "moment": labels.long_moment(hearing.starts_at),
        "room": hearing.room,
    }


def _after_hearing(hearing: Hearing) -> dict[str, Any]:
    day = labels.long_day(labels.local(hearing.starts_at).date())
    return {
        "holder": _("Now with the court"),
        "title": _("The hearing was on %(day)s") % {"day": day},
        "text": _("The court records what came of it. You need do nothing now."),
    }


def _is_mine(
    case: Case,
    step: Step,
    clocks: list[RunningClock],
    party_nos: tuple[int, ...],
    sides: frozenset[str],
) -> bool:
    node = NODES[case.stands_at]
    if node.role != Role.LITIGANT and case.stands_at != "hearing":
        return False
    if step.side and step.side not in sides:
        return False
    own = [c for c in clocks if c.node == node.code and c.party_no in party_nos]
    return bool(own) or not (node.per_party or step is APPEALED)


def _concerns(clock: RunningClock, case: Case, party_nos: tuple[int, ...]) -> bool:
    here = clock.node == case.stands_at and clock.kind in ("node", "party")
    return here and (clock.party_no is None or clock.party_no in party_nos)


def _holder(case: Case, step: Step) -> str:
    role = NODES[case.stands_at].role
    if role == Role.LITIGANT:
        words = {"plaintiff": _("Now with the plaintiff"), "defendant": _("Now with the defendant")}
        return words.get(step.side, _("Now with the other party"))
    words = {"mediator": _("Now with the mediator")}
    return words.get(role, _("Now with the court"))


def _action(case: Case) -> dict[str, str] | None:
    for duty in duties_at(case.stands_at):
        act = ACTS[duty.act]
        if duty.role in PARTIES:
            args = [case.pk] if act.code in PAID_ONLINE else [case.pk, act.code]
            name = "pay" if act.code in PAID_ONLINE else "act"
            return {"url": reverse(name, args=args), "label": labels.of(act)}
    return None


def _at_rest(case: Case, clocks: list[RunningClock]) -> dict[str, Any]:
    """At an outcome: what it is, and the rights that still run."""
    outcome, now = OUTCOMES[case.stands_at], case.now
    windows = [c for c in clocks if c.kind == "window" and c.due_on and c.due_at and c.due_at > now]
    windows.sort(key=lambda c: (c.due_at, c.no))
    shown: dict[str, Any] = {"holder": _("How the case stands"), "title": labels.of(outcome)}
    if windows:
        first = windows[0]
        assert first.due_on is not None
        shown["text"] = _("You may still: %(rights)s.") % {
            "rights": _(", ").join(dict.fromkeys(lights.words(c) for c in windows))
        }
        shown["by"] = f"{labels.long_day(first.due_on)} ({lights.words(first)})"
    return shown
