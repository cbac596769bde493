"""What a decision is held against before it is signed and sealed, read from its case."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Max

from cases.acts.assigning.candidates import name_of
from cases.acts.deciding import grounds
from cases.acts.deciding.bench import bench_of
from cases.drafting.parting import lines_of, parts_of
from cases.law import decision_checks, ground_checks
from cases.law.decision_checks import About, Finding, PartyFact
from cases.law.periods import local_date
from cases.law.procedures import FIRST_INSTANCE, Procedure
from cases.law.roles import Role
from cases.models import Court, Decision, Document, Hearing, Party
from cases.proceeding import Proceeding
from cases.writing import blocks
from cases.writing.blocks import Line
from cases.writing.decisions import DECISIONS

JUDGMENT_DAYS, RULING_DAYS = 15, 10
"""CPL 171."""
SAYS_OF_APPEAL = frozenset({"judgment", "ruling"})
APPEALABLE = frozenset({"ruling_dismissed"})
"""Of rulings only these, beside those at filing and on jurisdiction (CPL 157)."""


def findings(p: Proceeding, decision: Decision) -> list[Finding]:
    """Everything found in the draft as it stands."""
    lines = lines_of_text(decision.text)
    rests_on = grounds.grounds_of(p, decision)
    quoted = tuple(one.words for one in rests_on.quotes)
    about_it = replace(about(p, decision), quoted=quoted)
    words = [text for _kind, text in lines]
    return decision_checks.in_order(
        [*decision_checks.look(lines, about_it), *ground_checks.look(words, rests_on)]
    )


def lines_of_text(text: str) -> list[tuple[str, str]]:
    """Each line of the source as (kind, words), so that a finding names the line to look at."""
    found: list[tuple[str, str]] = []
    for line in text.split("\n"):
        read = blocks.read(line)
        one = read[0] if read else None
        kind = one.kind if isinstance(one, Line) else "paragraph"
        found.append((kind, blocks.text(read)))
    return found


def about(p: Proceeding, decision: Decision) -> About:
    case = p.case
    parties = Party.objects.filter(case_id=case.pk, left_on=None).order_by("no")
    held = Hearing.objects.filter(case_id=case.pk, result="held", exchanges=None)
    heard = held.aggregate(last=Max("starts_at"))["last"]
    form = DECISIONS[decision.form]
    return About(
        court=Court.objects.values_list("name", flat=True).get(pk=case.court_id),
        number=case.number, kind=form.kind, today=p.on,
        parties=tuple(
            PartyFact(one.name, one.is_organisation, one.id_number, one.side) for one in parties
        ),
        panel=tuple(one.name for one in bench_of(p).everybody),
        registered=case.registered_on, heard=local_date(heard) if heard else None,
        claims=tuple(claims_of(case.pk)), claimed=case.amount, fee=case.fee,
        appeal_days=appeal_days(p.procedure, form.kind, form.code),
        abroad=any(one.is_foreign for one in parties),
        at_home=any(not one.is_foreign for one in parties), clerks=_clerks(p),
        carries_appeal=form.kind in SAYS_OF_APPEAL and p.procedure is not Procedure.SPECIAL,
    )  # fmt: skip


def _clerks(p: Proceeding) -> tuple[str, ...]:
    live = [user for user, role, recused in p.people if role == Role.CLERK and not recused]
    return tuple(name_of(user) for user in live)


def appeal_days(procedure: Procedure, kind: str, form: str) -> int:
    """Days to appeal, 0 where none lies: whatever is decided on small claims and in second instance
    is final (CPL 165, 171, 182; 解释 277)."""
    if procedure not in FIRST_INSTANCE or procedure is Procedure.SMALL_CLAIMS:
        return 0
    if kind == "judgment":
        return JUDGMENT_DAYS
    return RULING_DAYS if form in APPEALABLE else 0


def claims_of(case_id: int) -> list[str]:
    """What is asked for, one a line, from the newest complaint that is text."""
    found = Document.objects.main().filter(case_id=case_id, kind="complaint", blob=None)
    newest = found.order_by("-seq", "-id").first()
    return list(lines_of(parts_of(newest.text).claims)) if newest is not None else []
