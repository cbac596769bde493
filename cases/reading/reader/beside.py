"""What can stand in the work pane beside the pages: each is a page of ours of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.deciding import drafting
from cases.models import Decision
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading import labels, scope
from cases.reading.case import possible
from cases.reading.deciding import listing
from cases.reading.evidence import items
from cases.reading.scope import Viewer
from cases.writing.decisions import DECISIONS


@dataclass(frozen=True)
class Beside:
    """One choice for the work pane. ``code`` is what a browser remembers of it."""

    code: str
    label: str
    url: str
    group: str = ""

    @property
    def pane_url(self) -> str:
        return f"{self.url}?pane=1"


def choices(p: Proceeding, who: Viewer, standings: list[Standing]) -> list[Beside]:
    """The work that this person may have beside the file, their own draft first."""
    case_id, found = p.case.pk, []
    if listing.may_read(standings):
        found += _drafts(case_id, standings)
    if p.case.registered_on is not None and items.may_read(standings):
        exchange = reverse("case-exchange", args=[case_id])
        found.append(Beside("exchange", _("Exchange of evidence"), exchange))
    if not scope.is_party(standings):
        found.append(Beside("notes", _("Private notes"), reverse("case-notes", args=[case_id])))
    found.append(Beside("second", _("A second paper"), reverse("reader", args=[case_id])))
    acts = [one for one in possible.possible_acts(p, who) if one.refused is None]
    found += [
        Beside(f"act:{one.act.code}", one.words, one.url(case_id), _("Acts of the case"))
        for one in acts
    ]
    return found


def _drafts(case_id: int, standings: list[Standing]) -> list[Beside]:
    """The drafts that are being written, and where one is begun."""
    rows = Decision.objects.filter(case_id=case_id, sealed_seq=None, dropped_seq=None)
    found = [
        Beside(f"draft:{one.pk}", _("Draft: %(form)s") % {"form": labels.of(DECISIONS[one.form])},
               reverse("decision", args=[case_id, one.pk]))
        for one in rows.defer("text")
        if one.form in DECISIONS
    ]  # fmt: skip
    begin = Beside("drafts", _("Begin a draft"), reverse("case-decisions", args=[case_id]))
    return [*found, begin] if drafting.may_write(standings) else found
