"""Drafts of decisions: begun from the court's template, written by several people, never lost.

A window saves with the version it was opened on. Where somebody else has saved since, the changes
of both are put together paragraph by paragraph; where they touch the same paragraph both texts are
kept side by side until somebody chooses. A change makes every signature void.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import loading, procedure
from cases.acts.hearings.recording import Window
from cases.law.acts import ACTS
from cases.law.refusals import Conflict, NotAllowed, NotThere, Refusal
from cases.law.roles import Role
from cases.models import (
    Decision,
    DecisionSignature,
    DecisionVersion,
    DecisionWindow,
    Document,
    OtherText,
)
from cases.policy import Standing
from cases.proceeding import Actor, Proceeding
from cases.writing import merging
from cases.writing.decisions import AT_ITS_SIGNATURE, DECISIONS, FORMS_OF, DecisionForm

LONGEST = 200_000
"""Characters of one draft."""
VERSION_EVERY = timedelta(minutes=2)
WINDOW_KEPT = timedelta(days=30)
"""How long it is known what a window sent last; nobody leaves one open for longer."""
WRITERS = frozenset({Role.JUDGE, Role.JUDGE_ASSISTANT, Role.CLERK, Role.PANEL_MEMBER,
                     Role.PRESIDING_JUDGE})  # fmt: skip
"""Who writes, each in a case they have a part in; only judges and assessors sign."""


@dataclass(frozen=True)
class Saved:
    """What came of saving: the version, and whether another's changes went in or stand beside."""

    version: int
    text: str
    merged: bool = False
    beside: bool = False


class _SignedMeanwhile(Exception):  # noqa: N818 - somebody signed between the look and the lock
    pass


def may_write(standings: list[Standing]) -> bool:
    """Whether somebody works on the drafts of this case by name."""
    return any(one.relation == "assigned" and one.roles & WRITERS for one in standings)


def exact(text: str) -> str:
    """SHA-256 of a text with its marks: what a signature is bound to."""
    return hashlib.sha256(text.encode()).hexdigest()


def begin(
    case_id: int, by: Actor, form: DecisionForm, *, text: str, version: int,
    corrects: Decision | None = None,
) -> Decision:  # fmt: skip
    """A draft with the text that the template gives, in the inner volume. Raises Refusal."""
    with procedure.held(case_id, by) as p:
        check_writer(p, by)
        if p.procedure not in form.procedures:
            raise Refusal("not_this_procedure", procedure=p.procedure.zh)
        if form.corrects != (corrects is not None):
            raise Refusal("corrects_nothing")
        if corrects is not None and (corrects.opened_seq is None or corrects.void_seq is not None):
            raise Refusal("not_open_yet")
        if form.carries and open_drafts(case_id, form.carries).exists():
            raise Refusal("drafted_already")
        document = Document.objects.create(
            case_id=case_id, kind="draft", title=f"{form.zh} 草稿", received_at=p.at, seq=p.seq
        )
        made = Decision.objects.create(
            case_id=case_id, form=form.code, form_version=version, kind=form.kind,
            document=document, corrects=corrects, text=text, begun_by_id=by.person,
        )  # fmt: skip
        _keep_version(made, by.person)
        p.brings(document)
        facts = {"decision": made.pk, "document": document.pk, "form": form.code,
                 "version": version}  # fmt: skip
        if corrects is not None:
            facts["corrects"] = corrects.pk
        procedure.record(p, "begin_draft", by, facts)
        procedure.finish([p])
        return made


def check_writer(p: Proceeding, by: Actor) -> None:
    standing = procedure.standing_of(p, by)
    if standing.relation in ("none", "recused", "party", "above"):
        raise NotThere()
    if not may_write([standing]):
        raise NotAllowed("not_your_draft")


def open_drafts(case_id: int, act: str) -> QuerySet[Decision]:
    """Drafts under way of the decision that goes with an act; none of most acts, unasked."""
    forms = FORMS_OF.get(act, ())
    return Decision.objects.filter(
        case_id=case_id, form__in=forms, sealed_seq=None, dropped_seq=None
    )


# -- writing --------------------------------------------------------------------------------------


def save(decision: Decision, by: Actor, text: str, window: Window) -> Saved:
    """Keep what is typed. Raises Refusal once it is sealed or dropped, or where it is too long."""
    if len(text) > LONGEST:
        raise Refusal("too_long", most=LONGEST)
    signed = DecisionSignature.objects.filter(decision=decision, void_seq=None)
    if not signed.exists() and decision.signed_seq is None:
        try:
            with transaction.atomic():
                return _save(locked(decision.pk), by, text, window)
        except _SignedMeanwhile:
            pass
    with procedure.held(decision.case_id, by) as p:
        check_writer(p, by)
        found = locked(decision.pk)
        before, had_signed = found.text, signers(found)
        saved = _save(found, by, text, window, p)
        if found.text != before:
            procedure.record(p, "void_signatures", by, {"decision": found.pk}, told=had_signed)
        procedure.finish([p])
        return saved


def signers(decision: Decision) -> list[int]:
    """Who has signed the text as it stands."""
    live = DecisionSignature.objects.filter(decision=decision, void_seq=None)
    return sorted(live.values_list("user_id", flat=True))


def is_fixed(decision: Decision) -> bool:
    """Whether its last signature has moved the case: from then on the text changes only once it is
    sent back to drafting (合议庭规定(2002) 16)."""
    return decision.signed_seq is not None and DECISIONS[decision.form].carries in AT_ITS_SIGNATURE


def _save(
    decision: Decision, by: Actor, text: str, window: Window, p: Proceeding | None = None
) -> Saved:  # fmt: skip
    check_part(decision, by, p)
    check_open(decision)
    sent = _sent(decision, window)
    if sent is not None and window.turn <= sent.turn:
        return Saved(window.version, text)
    merged = text
    if text != decision.text and decision.version != window.version:
        together = merging.merged(_base(decision, window, sent), text, decision.text)
        if together is None:
            return _beside(decision, by, text, window)
        merged = together
    if merged != decision.text:
        _put(decision, by, merged, window, p)
        OtherText.objects.filter(decision=decision, window=window.name, settled_by=None).delete()
    elif merged != text:
        _keep_version(decision, by.person)
    _remember(decision, text, window)
    return Saved(decision.version, decision.text, merged=merged != text)


def check_part(decision: Decision, by: Actor, p: Proceeding | None) -> None:
    """Who writes has a part in the case now, and their recusal is not asked for (CPL 48). Where the
    case is not held its people are read under the lock of the draft. Raises Refusal."""
    if p is not None:
        return
    found = loading.look(decision.case_id)
    if found is None:
        raise NotThere()
    check_writer(found, by)
    if by.person in loading.stepping_aside(found):
        raise NotAllowed("recusal_asked")


def _sent(decision: Decision, window: Window) -> DecisionWindow | None:
    """What this window sent last; without turns of its own it has sent nothing yet."""
    found = DecisionWindow.objects.filter(decision=decision, name=window.name)
    return found.first() if window.turn else None


def _remember(decision: Decision, text: str, window: Window) -> None:
    mine = DecisionWindow.objects.filter(decision=decision)
    mine.filter(sent_at__lt=timezone.now() - WINDOW_KEPT).delete()
    if window.turn:
        said = {"turn": window.turn, "version": window.version, "text": text}
        mine.update_or_create(decision=decision, name=window.name, defaults=said)


def _put(
    decision: Decision, by: Actor, text: str, window: Window, p: Proceeding | None
) -> None:  # fmt: skip
    """The new text; of whatever another window wrote the version before it is kept."""
    live = DecisionSignature.objects.filter(decision=decision, void_seq=None)
    if p is None and live.exists():
        raise _SignedMeanwhile
    if not window.turn or window.name != decision.window:
        _keep_version(decision, by.person)
    if p is not None:
        live.update(void_seq=p.seq)
        decision.signed_seq = None
    decision.text, decision.version = text, decision.version + 1
    decision.window, decision.turn = window.name, window.turn
    decision.asked_for = ""
    decision.save(update_fields=["text", "version", "window", "turn", "asked_for", "signed_seq"])
    if not window.by_itself or _is_time(decision):
        _keep_version(decision, by.person)


def _base(decision: Decision, window: Window, sent: DecisionWindow | None) -> str:
    """What the text of a window was made from: what it sent last, until it has taken in a newer
    version than it had then."""
    found = decision.versions.filter(version=window.version).first()
    if sent is not None and (found is None or window.version <= sent.version):
        return sent.text
    if found is None:
        raise Conflict()
    return found.text


def _beside(decision: Decision, by: Actor, text: str, window: Window) -> Saved:
    """Both texts stay: one window has one text beside, the newest it sent."""
    OtherText.objects.update_or_create(
        decision=decision, window=window.name, settled_by=None,
        defaults={"base": window.version, "text": text, "by_id": by.person},
    )  # fmt: skip
    return Saved(decision.version, decision.text, beside=True)


def seen(decision: Decision, user_id: int) -> int:
    """Somebody opens the draft: the version they see is kept, whatever others save."""
    _keep_version(decision, user_id)
    return decision.version


def others(decision: Decision) -> list[OtherText]:
    """Texts that wait beside the draft for somebody to choose."""
    found = OtherText.objects.filter(decision=decision, settled_by=None)
    return list(found.select_related("by").order_by("pk"))


def choose(decision: Decision, other_id: int, by: Actor, *, take: bool) -> None:
    """Take the other text in place of the draft, or leave it; either stays readable."""
    with procedure.held(decision.case_id, by) as p:
        check_writer(p, by)
        found = locked(decision.pk)
        check_open(found)
        other = OtherText.objects.filter(decision=found, pk=other_id, settled_by=None).first()
        if other is None:
            raise Conflict()
        _keep_version(found, by.person)
        told = signers(found) if take else []
        if take:
            _put(found, by, other.text, Window(found.version), p)
        OtherText.objects.filter(pk=other.pk).update(settled_by=by.person, chosen=take)
        facts = {"decision": found.pk, "taken": take}
        procedure.record(p, "choose_text", by, facts, told=told)
        procedure.finish([p])


def drop(decision: Decision, by: Actor) -> None:
    """Set a draft aside; it stays in the inner volume. Raises Refusal once it is sealed."""
    with procedure.held(decision.case_id, by) as p:
        check_writer(p, by)
        found = locked(decision.pk)
        check_open(found)
        act = ACTS.get(DECISIONS[found.form].carries)
        if act is not None and act.code in AT_ITS_SIGNATURE and p.place == act.to:
            raise Refusal("signed_draft")
        DecisionSignature.objects.filter(decision=found, void_seq=None).update(void_seq=p.seq)
        found.dropped_seq, found.signed_seq = p.seq, None
        found.save(update_fields=["dropped_seq", "signed_seq"])
        procedure.record(p, "drop_draft", by, {"decision": found.pk})
        procedure.finish([p])


def _is_time(decision: Decision) -> bool:
    last = decision.versions.order_by("-version").values_list("saved_at", flat=True).first()
    return last is None or timezone.now() - last >= VERSION_EVERY


def _keep_version(decision: Decision, user_id: int) -> None:
    DecisionVersion.objects.get_or_create(
        decision=decision, version=decision.version,
        defaults={"text": decision.text, "by_id": user_id},
    )  # fmt: skip


def locked(pk: int) -> Decision:
    return Decision.objects.select_for_update().get(pk=pk)


def check_open(decision: Decision) -> None:
    if decision.sealed_seq is not None:
        raise Refusal("sealed_already")
    if decision.dropped_seq is not None:
        raise Refusal("draft_dropped")
    if is_fixed(decision):
        raise Refusal("signed_draft")
