"""Writing 文书: the court's own texts of forms, and keeping a paper in the e-file."""

from __future__ import annotations

import hashlib

from django.db import IntegrityError, transaction

from cases import procedure
from cases.acts.parties import joining
from cases.law.refusals import Conflict, NotThere
from cases.models import Court, Document, FormText, Written
from cases.procedure.standing import for_judge
from cases.proceeding import Actor
from cases.writing import blocks
from cases.writing.engine import Unfillable, check, fill
from cases.writing.table import Form, fields_of, made_up

SHIPPED = 0
"""The version of the text that comes with the program."""


# -- texts ----------------------------------------------------------------------------------------


def text_of(court_id: int, form: Form) -> tuple[str, int]:
    """The text of a form that holds in a court, with its version."""
    own = FormText.objects.filter(court_id=court_id, form=form.code, live=True).first()
    return (own.text, own.version) if own else (form.shipped, SHIPPED)


def save_text(court_id: int, form: Form, text: str, *, by: int, seen: int) -> FormText:
    """Put the court's own text in place of the one whose version the person ``seen``.

    Raises Unfillable for one that holds what no form may, Conflict where another was faster.
    """
    text = text.replace("\r\n", "\n").strip() + "\n"
    fields = fields_of(form)
    if problems := check(text, fields):
        raise Unfillable(problems)
    fill(text, fields, made_up(form))
    try:
        with transaction.atomic():
            last = _retire(court_id, form, seen)
            return FormText.objects.create(
                court_id=court_id, form=form.code, text=text, version=last + 1, changed_by_id=by
            )
    except IntegrityError as error:
        raise Conflict() from error


def ship_again(court_id: int, form: Form, *, seen: int) -> None:
    """Go back to the shipped text; the court's own stay as they were. Raises Conflict."""
    with transaction.atomic():
        _retire(court_id, form, seen)


def _retire(court_id: int, form: Form, seen: int) -> int:
    """Take the live text out of use; returns the last version there has been."""
    Court.objects.select_for_update().get(pk=court_id)
    if text_of(court_id, form)[1] != seen:
        raise Conflict()
    own = FormText.objects.filter(court_id=court_id, form=form.code)
    own.filter(live=True).update(live=False)
    last = own.order_by("-version").values_list("version", flat=True).first()
    return last or SHIPPED


# -- papers ---------------------------------------------------------------------------------------


def keep(
    case_id: int, by: Actor, form: Form, *, party_no: int, text: str, version: int,
    under: str = "",
) -> Document:  # fmt: skip
    """Keep a paper to one party in the e-file, and log it with the digest of its text.

    The same paper again is the paper that is there. ``under``: the act that it goes with, which a
    judge may have left to whoever does it. Raises Refusal.
    """
    with procedure.held(case_id, by) as p:
        judge = for_judge(p, under, by) if under else None
        if judge is None:
            joining.check_desk(p, by)
        party = p.party(party_no)
        if party is None or party.left:
            raise NotThere()
        mine = Written.objects.filter(document__case_id=case_id, form=form.code, party_no=party_no)
        last = mine.select_related("document").order_by("-pk").first()
        if last is not None and (last.text, last.version) == (text, version):
            return last.document
        document = Document.objects.create(
            case_id=case_id, kind=form.code, title=form.zh, received_at=p.at,
            seq=p.seq,
        )  # fmt: skip
        Written.objects.create(
            document=document, form=form.code, version=version, party_no=party_no, text=text
        )
        p.brings(document)
        facts = {
            "document": document.pk, "form": form.code, "version": version, "party": party_no,
            "sha256": digest(text), **({} if judge is None else {"for_judge": judge}),
        }  # fmt: skip
        procedure.record(p, "keep_paper", by, facts)
        procedure.finish([p])
        return document


def digest(text: str) -> str:
    """SHA-256 of what the paper says, as its PDF carries it at the foot."""
    return hashlib.sha256(blocks.text(blocks.read(text)).encode()).hexdigest()
