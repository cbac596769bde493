"""The act that goes with a decision. Where a draft is under way, no act overtakes it.

Where there is none (a paper court, a rehearsal, an import) every act stays possible as it is.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import NamedTuple

from cases.law.refusals import Refusal
from cases.models import Decision, DecisionSignature, Document
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding
from cases.queries import Query
from cases.writing.decisions import AT_ITS_SIGNATURE, CARRIED, DECISIONS, FORMS_OF

_PRONOUNCED = [code for code, form in DECISIONS.items() if form.is_pronounced]
_AT_SIGNATURE = [code for code, form in DECISIONS.items() if form.carries in AT_ITS_SIGNATURE]
_BY_MEASURE = [code for code, form in DECISIONS.items() if form.opens == "measure"]


@leaves(*CARRIED)
def goes_with_its_paper(p: Proceeding, deed: Deed) -> None:
    """The last signature does the act itself; of other rulings the sealed paper comes first."""
    act = deed.act.code
    if "decision" in deed.facts:
        return
    papers = _papers(p, FORMS_OF[act])
    if any(one.is_draft for one in papers):
        raise Refusal("sign_the_draft" if act in AT_ITS_SIGNATURE else "seal_first")
    if done := _sealed(papers)[:1]:
        _carries(deed, done[0])
        _open(p, done)


class _Paper(NamedTuple):
    """A decision of the case as far as acts look at it; ``sha256`` of its sealed paper."""

    pk: int
    form: str
    sealed_seq: int | None
    opened_seq: int | None
    void_seq: int | None
    dropped_seq: int | None
    sha256: str | None

    @property
    def is_draft(self) -> bool:
        return self.sealed_seq is None and self.dropped_seq is None


_PAPERS = Query(
    lambda case: Decision.objects.filter(case_id=case).values_list(
        "pk", "form", "sealed_seq", "opened_seq", "void_seq", "dropped_seq",
        "sealed__blob__sha256",
    )
)  # fmt: skip


def _papers(p: Proceeding, forms: Container[str]) -> list[_Paper]:
    return [one for row in _PAPERS(p.case.pk) if (one := _Paper(*row)).form in forms]


def _sealed(papers: Iterable[_Paper]) -> list[_Paper]:
    """Those sealed and standing, the newest first."""
    found = [one for one in papers if one.sealed_seq is not None and one.void_seq is None]
    return sorted(found, key=lambda one: one.sealed_seq or 0, reverse=True)


def _carries(deed: Deed, paper: _Paper) -> None:
    if paper.sha256 is not None:
        deed.facts |= {"decision": paper.pk, "sha256": paper.sha256}


def _open(p: Proceeding, found: Iterable[_Paper]) -> None:
    """The parties read them from this entry on."""
    if closed := [one.pk for one in found if one.opened_seq is None]:
        Decision.objects.filter(pk__in=closed).update(opened_seq=p.seq)


@leaves("take_measure")
def opens_the_preservation(p: Proceeding, deed: Deed) -> None:
    """Whoever is bound by it reads the ruling once it is carried out, not before."""
    _open(p, _sealed(_papers(p, _BY_MEASURE)))


def is_sealed(p: Proceeding, act: str) -> bool:
    """Whether there is a sealed paper that carries an act."""
    return bool(_sealed(_papers(p, FORMS_OF.get(act, ()))))


@leaves("pronounce")
def opens_the_judgment(p: Proceeding, deed: Deed) -> None:
    """A judgment is sealed before it is pronounced, and read by the parties from then on."""
    papers = _papers(p, _PRONOUNCED)
    if any(one.is_draft and one.void_seq is None for one in papers):
        raise Refusal("seal_first")
    found = [one for one in _sealed(papers) if one.opened_seq is None]
    if found:
        _carries(deed, found[0])
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
