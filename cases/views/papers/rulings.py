"""Rulings 裁定书 by which an act is done: looked at on its form, kept in the e-file with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.acts.papers import writing
from cases.law.refusals import Refusal
from cases.models import Court, Party
from cases.proceeding import Actor
from cases.reading import labels
from cases.reading.papers import form_fields
from cases.reading.papers.form_fields import Occasion
from cases.views.case import Opened, open_case
from cases.writing import blocks, engine
from cases.writing.blocks import Block
from cases.writing.engine import Unfillable
from cases.writing.table import FORMS, Form, fields_of

PAPER = {"refuse_filing": "ruling_not_accepted", "transfer_case": "ruling_transfer"}
"""The ruling by which an act is done."""
MOST = 12
"""Parties who get it at once; to more of them the desk writes one by one."""


@dataclass(frozen=True)
class Filled:
    """A ruling to one party, with the version of the text it was made from."""

    form: Form
    party: Party
    text: str
    version: int


def preview(opened: Opened, by: Actor, act: str, values: dict[str, Any]) -> list[Block]:
    """The ruling as it would be kept; nothing where its form is not for this case."""
    owed = _owed(opened, act)
    made = _filled(opened, by, act, owed[0], values) if owed else None
    return blocks.read(made.text) if made is not None else []


def keep(
    before: Opened, request: HttpRequest, by: Actor, act: str, values: dict[str, Any]
) -> None:  # fmt: skip
    """Keep the ruling for every party it goes to; what could not be written is said by name."""
    opened = open_case(before.who, before.p.case.pk)
    owed = _owed(opened, act)
    left = [one.name for one in owed[MOST:]]
    left += [one.name for one in owed[:MOST] if not _kept(opened, by, act, one, values)]
    if left:
        words = _("Nothing was written to %(names)s: see “Write a paper”.")
        messages.warning(request, words % {"names": _(", ").join(left)})
    elif owed:
        words = _("In the e-file: %(paper)s.")
        messages.success(request, words % {"paper": labels.of(FORMS[PAPER[act]])})


def _owed(opened: Opened, act: str) -> list[Party]:
    form = FORMS[PAPER[act]]
    return [one for one in opened.parties if form_fields.goes_to(form, opened.p, one)]


def _filled(
    opened: Opened, by: Actor, act: str, party: Party, values: dict[str, Any]
) -> Filled | None:
    form = FORMS[PAPER[act]]
    typed = {"reason": values.get("why", ""), "other_court": _court(values)}
    occasion = Occasion(
        opened.p, opened.court, party, opened.parties,
        opened.who.name if by.role == "clerk" else "", "", typed,
    )  # fmt: skip
    found = form_fields.values_of(form, occasion)
    if form_fields.missing(form, found, opened.p):
        return None
    text, version = writing.text_of(opened.court.pk, form)
    try:
        return Filled(form, party, engine.fill(text, fields_of(form), found), version)
    except Unfillable:
        return None


def _court(values: dict[str, Any]) -> str:
    named = Court.objects.filter(code=values.get("court", "")).first()
    return named.name if named is not None else str(values.get("elsewhere", ""))


def _kept(opened: Opened, by: Actor, act: str, party: Party, values: dict[str, Any]) -> bool:
    made = _filled(opened, by, act, party, values)
    if made is None:
        return False
    try:
        writing.keep(
            opened.p.case.pk, by, made.form, party_no=party.no, text=made.text, version=made.version
        )
    except Refusal:
        return False
    return True
