"""The act that goes with a decision. Where a draft is under way, no act overtakes it.

Where there is none (a paper court, a rehearsal, an import) every act stays possible as it is.
"""

from __future__ import annotations

from django.db.models import QuerySet

from cases.acts.deciding.drafting import open_drafts
from cases.law.refusals import Refusal
from cases.models import Decision, DecisionSignature, Document
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding
from cases.writing.decisions import AT_ITS_SIGNATURE, CARRIED, DECISIONS

_PRONOUNCED = [code for code, form in DECISIONS.items() if form.is_pronounced]
_AT_SIGNATURE = [code for code, form in DECISIONS.items() if form.carries in AT_ITS_SIGNATURE]
_BY_MEASURE = [code for code, form in DECISIONS.items() if form.opens == "measure"]


@leaves(*CARRIED)
def goes_with_its_paper(p: Proceeding, deed: Deed) -> None:
    """The last signature does the act itself; of other rulings the sealed paper comes first."""
    act = deed.act.code
    if "decision" in deed.facts:
        return
    if open_drafts(p.case.pk, act).exists():
        raise Refusal("sign_the_draft" if act in AT_ITS_SIGNATURE else "seal_first")
    done = sealed_for(p, act)
    if done is not None and done.sealed is not None and done.sealed.blob is not None:
        deed.facts |= {"decision": done.pk, "sha256": done.sealed.blob.sha256}
        _open(p, Decision.objects.filter(pk=done.pk, opened_seq=None))


def _open(p: Proceeding, found: QuerySet[Decision]) -> None:
    """The parties read them from this entry on."""
    found.update(opened_seq=p.seq)


@leaves("take_measure")
def opens_the_preservation(p: Proceeding, deed: Deed) -> None:
    """Whoever is bound by it reads the ruling once it is carried out, not before."""
    mine = Decision.objects.filter(case_id=p.case.pk, form__in=_BY_MEASURE, void_seq=None)
    _open(p, mine.filter(sealed_seq__isnull=False, opened_seq=None))


def sealed_for(p: Proceeding, act: str) -> Decision | None:
    """The sealed paper that carries an act."""
    forms = [code for code, form in DECISIONS.items() if form.carries == act]
    return Decision.objects.filter(
        case_id=p.case.pk, form__in=forms, sealed_seq__isnull=False, void_seq=None
    ).select_related("sealed__blob").order_by("-sealed_seq").first()  # fmt: skip


@leaves("pronounce")
def opens_the_judgment(p: Proceeding, deed: Deed) -> None:
    """A judgment is sealed before it is pronounced, and read by the parties from then on."""
    mine = Decision.objects.filter(case_id=p.case.pk, form__in=_PRONOUNCED, void_seq=None)
    if mine.filter(dropped_seq=None, sealed_seq=None).exists():
        raise Refusal("seal_first")
    found = mine.filter(sealed_seq__isnull=False, opened_seq=None)
    one = found.select_related("sealed__blob").order_by("-sealed_seq").first()
    if one is not None and one.sealed is not None and one.sealed.blob is not None:
        deed.facts |= {"decision": one.pk, "sha256": one.sealed.blob.sha256}
        _open(p, found)


@leaves("redraft", "hear_again", "deliberate_again")
def signatures_fall(p: Proceeding, deed: Deed) -> None:
    """Whoever goes back to the text or behind it signs anew. A judgment that is sealed and not yet
    pronounced is set aside, and another is drafted; one that was pronounced is corrected by a
    ruling (CPL 157)."""
    mine = Decision.objects.filter(case_id=p.case.pk, form__in=_AT_SIGNATURE, dropped_seq=None)
    sealed = mine.filter(sealed_seq__isnull=False, opened_seq=None, void_seq=None)
    papers = list(sealed.values_list("sealed_id", flat=True))
    if papers:
        sealed.update(void_seq=p.seq)
        Document.objects.main().filter(pk__in=papers, void_seq=None).update(void_seq=p.seq)
    drafts = mine.filter(sealed_seq=None)
    live = DecisionSignature.objects.filter(decision__in=drafts, void_seq=None)
    if live.exists():
        deed.facts["signatures_void"] = list(drafts.values_list("pk", flat=True))
        live.update(void_seq=p.seq)
        drafts.update(signed_seq=None)
