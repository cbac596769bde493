"""Summons 传票: written to every party when a hearing is fixed or moved, and a notice when it is
cancelled (CPL 139)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.papers import writing
from cases.law.refusals import Refusal
from cases.models import Party
from cases.proceeding import Actor
from cases.reading import labels
from cases.reading.papers import form_fields
from cases.reading.papers.form_fields import Occasion
from cases.views.case import Opened, open_case
from cases.writing import engine
from cases.writing.engine import Unfillable
from cases.writing.table import FORMS, fields_of

PAPER = {
    "fix_hearing": "summons",
    "move_hearing": "summons",
    "cancel_hearing": "hearing_cancelled",
}
"""What is written to the parties, by act."""
MOST = 12
"""Parties summoned at once; to more of them the desk writes one by one."""


def summon(before: Opened, request: HttpRequest, by: Actor, act: str) -> None:
    """Keep a paper to each party in the e-file; what could not be written is said by name."""
    opened = open_case(before.who, before.p.case.pk)
    form = FORMS[PAPER[act]]
    owed = [one for one in opened.parties if form_fields.goes_to(form, opened.p, one)]
    left = [one.name for one in owed[MOST:]]
    left += [one.name for one in owed[:MOST] if not _written(opened, request, by, act, one)]
    if left:
        words = _("Nothing was written to %(names)s: see “Write a paper”.")
        messages.warning(request, words % {"names": _(", ").join(left)})
    elif owed:
        words = _("In the e-file, for every party: %(paper)s.")
        messages.success(request, words % {"paper": labels.of(form)})


def _written(
    opened: Opened, request: HttpRequest, by: Actor, act: str, party: Party
) -> bool:  # fmt: skip
    case_id, form = opened.p.case.pk, FORMS[PAPER[act]]
    join = request.build_absolute_uri(reverse("join"))
    occasion = Occasion(
        opened.p, opened.court, party, opened.parties,
        opened.who.name if by.role == "clerk" else "", join,
    )  # fmt: skip
    values = form_fields.values_of(form, occasion)
    if form_fields.missing(form, values, opened.p):
        return False
    text, version = writing.text_of(opened.court.pk, form)
    try:
        written = engine.fill(text, fields_of(form), values)
        writing.keep(case_id, by, form, party_no=party.no, text=written, version=version, under=act)
    except (Unfillable, Refusal):
        return False
    return True
