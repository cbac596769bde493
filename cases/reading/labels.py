"""Words for codes in the language of the page: nodes, outcomes, acts, clocks, dates and money."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Protocol

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.law.acts import ACTS, Act
from cases.law.clocks import SUBS
from cases.law.efile import BY_THE_COURT
from cases.law.incidents import INCIDENTS
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES, WINDOWS
from cases.law.periods import SHANGHAI
from cases.law.procedures import Procedure
from cases.law.refusals import REASONS, Refusal
from cases.law.roles import Role
from cases.materials.catalogue import HEADINGS
from cases.writing.table import FORMS


class Worded(Protocol):
    """Whatever the law tables word in both languages."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def pick(zh: str, en: str) -> str:
    """The words of a pair in the language of the page."""
    return en if is_english() else zh


def of(thing: Worded) -> str:
    """The words of an entry of a law table, as they begin a line."""
    return str(capfirst(thing.en)) if is_english() else thing.zh


def place(code: str) -> str:
    """A node or an outcome."""
    found = NODES.get(code) or OUTCOMES.get(code)
    return of(found) if found else code


def act(code: str) -> str:
    """An act of people, or what time and other cases do by themselves."""
    return of(ACTS[code]) if code in ACTS else str(_own_acts().get(code, code))


def act_for(law: Act, *, is_party: bool) -> str:
    """An act as the button says it to this person."""
    if is_party and law.code == "open_incident":
        return _("Apply or object")
    return of(law)


def _own_acts() -> dict[str, str]:
    """What the log holds beside the acts of the table."""
    return {
        "file": _("Papers received"),
        "expire": _("Time ran out"),
        "prepare_draft": _("Draft prepared because time ran out"),
        "withdraw_draft": _("Draft withdrawn because something came in"),
        "skip": _("Step passed over"),
        "pass": _("Step over on arrival"),
        "answered": _("Result of a linked case taken in"),
        "recompute": _("Deadlines worked out anew"),
        "set_panel": _("Panel set"),
        "join": _("Joined the case by code"),
        "ask_join": _("Somebody asked to join the case"),
        "renew_code": _("Entry code replaced"),
        "confirm_join": _("Joining the case confirmed"),
        "decline_join": _("Joining the case declined"),
        "hold_money": _("Money that came in is held to be given back"),
        "approve_refund": _("Refund approved"),
        "refund_held": _("Money held was given back"),
        "confirm_authority": _("Authority to act confirmed"),
        "end_authority": _("Authority to act ended"),
        "keep_paper": _("Paper written and kept in the e-file"),
        "close_record": _("Hearing record closed, for the parties to read"),
        "sign_record": _("Hearing record signed"),
        "correct_record": _("Correction of the hearing record asked for"),
        "refuse_record": _("Hearing record not signed, noted by the clerk"),
        "catalogue_paper": _("Paper catalogued anew"),
        "confirm_exhibit": _("Word on an exhibit"),
        "mark_exhibit": _("Mark on a recording, part of the evidence"),
        "unmark_exhibit": _("Mark on a recording taken back"),
        "prepare_service": _("Service prepared"),
        "send_service": _("Service sent"),
        "note_service": _("Step of a service recorded"),
        "effect_service": _("Service took effect"),
        "fail_service": _("Attempt at service failed"),
        "confirm_address": _("Address for service confirmed"),
        "file_return": _("Proof of service filed"),
        "mend": _("Record corrected"),
        "file_in": _("Papers of the court filed in"),
        "begin_anew": _("Deliberation begun anew"),
        "begin_draft": _("Draft of a decision begun"),
        "drop_draft": _("Draft of a decision set aside"),
        "choose_text": _("One of two texts of a draft chosen"),
        "void_signatures": _("Signatures void, the text was changed"),
        "sign_decision": _("Decision signed"),
        "seal_decision": _("Decision sealed"),
        "ask_decision_approval": _("Approval of a decision asked for"),
        "approve_decision": _("Decision on an approval"),
    }


def proposed(code: str) -> str:
    """What a draft proposes: an outcome, or an act that leaves the case where it is."""
    return of(ACTS[code]) if code in ACTS else place(code)


def role(code: str) -> str:
    """A role; the nodes that the system works on have none of their own."""
    return of(Role(code)) if code in set(Role) else _("The court")


def procedure(code: str) -> str:
    return of(Procedure(code))


def side(code: str) -> str:
    words = {"plaintiff": _("Plaintiff"), "defendant": _("Defendant"), "third": _("Third party")}
    if code not in words and code in HEADINGS:
        return of(HEADINGS[code])
    return words.get(code, code)


def clock(code: str, kind: str, *, is_target: bool = False) -> str:
    """A clock by its code and kind; the court's own target says so."""
    if kind == "case":
        return _("Execution limit") if code == "execution" else _("Trial limit")
    found = NODES.get(code) or SUBS.get(code) or WINDOWS.get(code) or INCIDENTS.get(code)
    words = of(found) if found else code
    return _("%(clock)s, court target") % {"clock": words} if is_target else words


def document(code: str) -> str:
    words = {
        "complaint": _("Complaint"),
        "complaint_before": _("Complaint (before the change)"),
        "judgment": _("Judgment"),
        "ruling": _("Ruling"),
        "mediation_statement": _("Mediation statement"),
        "answer": _("Answer"),
        "evidence_list": _("List of evidence"),
        "request": _("Request"),
        "address_confirmation": _("Confirmation of the address for service"),
        "evidence": _("Evidence"),
        "relief": _("Papers for relief from the fee"),
        "deliberation": _("Record of deliberation"),
        "service_receipt": _("What proves a service"),
        "quiet_request": _("Papers for the court alone"),
        "proof_of_service": _("Proof of service"),
        "summons": _("Summons"),
        "notice": _("Notice"),
        "other": _("Other paper"),
    }
    for table in (FORMS, HEADINGS):
        if code not in words and code in table:
            return of(table[code])
    if code in BY_THE_COURT and code not in words:
        return pick(*BY_THE_COURT[code])
    return words.get(code, code)


def pair(label: str, value: str) -> str:
    """“原告：张三”, with the colon of the language."""
    return _("%(label)s: %(value)s") % {"label": label, "value": value}


def full_stop(text: str) -> str:
    """A line as a sentence."""
    return f"{text}{pick('。', '.')}"


# -- dates and money ----------------------------------------------------------------------------


def local(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI)


def day(on: date | None) -> str:
    """2026-11-21, for tables."""
    return on.isoformat() if on else ""


_WEEKDAYS = "一二三四五六日"


def long_day(on: date) -> str:
    """2026年11月21日（星期六）, for text."""
    if is_english():
        return f"{on:%A}, {on.day} {on:%B} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日（星期{_WEEKDAYS[on.weekday()]}）"


def long_moment(at: datetime) -> str:
    """2026年11月21日（星期六）14:30."""
    return f"{long_day(local(at).date())} {local(at):%H:%M}"


def moment(at: datetime) -> str:
    """2026-11-21 14:30, in legal time."""
    return f"{local(at):%Y-%m-%d %H:%M}"


def money(amount: Decimal | None) -> str:
    return "" if amount is None else f"¥{amount:,.2f}"


# -- refusals -----------------------------------------------------------------------------------


@cache
def _english_of() -> dict[str, str]:
    """The Chinese words of every table, for refusals that were worded from them."""
    tables = (NODES, OUTCOMES, ACTS, INCIDENTS, SUBS)
    words = {entry.zh: entry.en for table in tables for entry in table.values()}
    for entry in ACTS.values():
        words.update({field.zh: field.en for field in entry.fields})
    return words


def refusal(refused: Refusal) -> str:
    """Why something was refused, in the language of the page down to the names it quotes."""
    if not is_english():
        return refused.zh
    pair = REASONS.get(refused.reason)
    if pair is None:
        return refused.en
    english = _english_of()
    about = {k: english.get(v, v) if isinstance(v, str) else v for k, v in refused.about.items()}
    return pair[1].format(**about)


def why_set_aside(reason: str) -> str:
    """What stood in the way of time, in words where there are words for it."""
    pair = REASONS.get(reason)
    return pick(*pair) if pair and "{" not in pair[0] else reason


def authority(code: str) -> str:
    """What an agent may do for the party (CPL 62)."""
    return {
        "self": _("in person"),
        "legal_representative": _("legal representative"),
        "guardian": _("guardian"),
        "general": _("general authority"),
        "special": _("special authority"),
    }[code]
