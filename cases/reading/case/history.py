"""The history of a case for the people who may read it: every act, newest first.

What was written with an act is read only by those it is meant for: nothing of the inner volume
副卷, no note among staff and no word of a deliberation ever reaches a party.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.law import referrals
from cases.law.acts import ACTS, NOT_TOLD_INCIDENTS, Field
from cases.law.preserving import QUIET_ACTS
from cases.law.requests import QUIET
from cases.law.roles import Role
from cases.loading import mended
from cases.mending import FOR_COLLEAGUES
from cases.models import Entry, Remark
from cases.reading import labels

PAGE = 50
CHRONOLOGY = 1000
"""Entries of a chronology, which is one page; of a longer case the newest."""
AMONG_STAFF = frozenset(
    {
        "add_note",
        "state_circumstance",
        "sign_deliberation",
        "bear_costs",
        "urge",
        "retry_set_aside",
        "prepare_draft",
        "withdraw_draft",
        "ask_extension",
        "ask_exclusion",
        "ask_join",
        "renew_code",
        "file_in",
        "begin_anew",
        "begin_draft",
        "drop_draft",
        "choose_text",
        "void_signatures",
        "sign_decision",
        "seal_decision",
        "ask_decision_approval",
        "approve_decision",
        "mark_supervised",
        *referrals.ACTS,
    }
)
"""Acts that are the court's own business."""
NAMES_A_PLACE = {
    "prepare_draft": "proposes", "withdraw_draft": "proposes", "answered": "outcome",
}  # fmt: skip
"""Where an entry says which outcome it is about."""
REASONS = frozenset({"why", "inner_why"})
NOT_IN_FACTS = frozenset({"person", "member", "colleague", "record", "text", "long_text", "tray"})
"""Kinds of fields that the log keeps as ids or digests only."""


@dataclass(frozen=True)
class Reader:
    """What of a history somebody may read."""

    is_party: bool
    may_read_inner: bool
    party_nos: tuple[int, ...] = ()
    """The parties whom a party at the page is, or acts for."""
    until: int | None = None
    """The last entry that somebody may read of who was the mediator and nothing else."""


def _entries(case_id: int, reader: Reader) -> QuerySet[Entry]:
    found = Entry.objects.filter(case_id=case_id)
    if reader.until is not None:
        found = found.filter(seq__lte=reader.until)
    return found.exclude(act__in=AMONG_STAFF) if reader.is_party else found


def readable(case_id: int, reader: Reader) -> list[Entry]:
    """Every entry that somebody may read of, from the first."""
    entries = _entries(case_id, reader).order_by("seq")
    shown = list(entries)
    taken_back = _taken_back(case_id, shown) if reader.is_party else {}
    return [entry for entry in shown if _is_for(taken_back.get(entry.seq, entry), reader)]


def history(
    case_id: int,
    reader: Reader,
    names: dict[int, str],
    before: int | None = None,
    *,
    known: int | None = None,
    most: int = PAGE,
) -> tuple[list[dict[str, Any]], int | None]:
    """The entries of parts/timeline.html, and where the next page begins.

    ``names`` are the parties by their number, as the reader may read them; ``known``: the last
    entry that there was, where it is told of a past moment.
    """
    wanted = Q(seq__lt=before) if before else Q()
    entries = _entries(case_id, reader).filter(wanted).select_related("actor")
    found = list(entries.order_by("-seq")[: most + 1])
    shown = found[:most]
    struck = mended(case_id, known)
    taken_back = _taken_back(case_id, shown) if reader.is_party else {}
    texts = _texts(case_id, [entry.seq for entry in shown], reader)
    judges = _judges(shown)
    rows = [
        _row(entry, texts.get(entry.seq, []), names, judges) | {"is_struck": entry.seq in struck}
        for entry in shown
        if _is_for(taken_back.get(entry.seq, entry), reader)
    ]
    return rows, shown[-1].seq if len(found) > most else None


def _taken_back(case_id: int, shown: list[Entry]) -> dict[int, Entry]:
    """By the entry that mends it, the one that was a mistake: who may not read of that reads
    nothing of its mending either."""
    of = {one.seq: int(one.said["facts"]["mends"]) for one in shown if one.act == "mend"}
    found = {one.seq: one for one in Entry.objects.filter(case_id=case_id, seq__in=of.values())}
    return {seq: found[wrong] for seq, wrong in of.items()}


TOLD_TO_WHO_PAYS = ("pay_fee", "pay_later_fee", "ask_relief", "relieve_fee")
"""What one of several owes, has paid, or cannot pay is for it and the court."""
TOLD_TO_WHO_ASKED = ("open_incident", "close_incident", "make_request", "answer_request",
                     "withdraw_request")  # fmt: skip


def _is_for(entry: Entry, reader: Reader) -> bool:
    """Preservation, and what was for the court alone, is told to nobody but who asked for it
    (流程公开规定 8)."""
    if reader.is_party and entry.act in AMONG_STAFF:  # as what was taken back
        return False
    if not reader.is_party or entry.act not in (
        *TOLD_TO_WHO_ASKED, *TOLD_TO_WHO_PAYS, *QUIET_ACTS
    ):  # fmt: skip
        return True
    body = entry.said
    facts = body["facts"]
    quiet = facts.get("incident") in NOT_TOLD_INCIDENTS or facts.get("request") in QUIET
    payers = facts.get("payers", [])
    quiet = quiet or bool(payers) or entry.act in QUIET_ACTS
    asked_by = {body.get("for"), facts.get("for"), *payers}
    return not quiet or bool(asked_by & set(reader.party_nos))


def _texts(case_id: int, seqs: list[int], reader: Reader) -> dict[int, list[tuple[str, str]]]:
    remarks = Remark.objects.filter(case_id=case_id, seq__in=seqs)
    if reader.is_party:
        remarks = remarks.exclude(name__in=FOR_COLLEAGUES)
    if not reader.may_read_inner:
        remarks = remarks.filter(inner=False)
    found: dict[int, list[tuple[str, str]]] = {}
    for remark in remarks.order_by("id"):
        found.setdefault(remark.seq, []).append((remark.name, remark.text))
    return found


def _judges(entries: list[Entry]) -> dict[int, str]:
    """For whom of the court an entry was made, where that was left to somebody else."""
    said = {int(one.said["facts"].get("for_judge", 0)) for one in entries} - {0}
    if not said:
        return {}
    judges = get_user_model().objects.filter(pk__in=said)
    return {one.pk: f"{labels.role(Role.JUDGE)} {one}" for one in judges}


def _row(
    entry: Entry, texts: list[tuple[str, str]], names: dict[int, str], judges: dict[int, str]
) -> dict[str, Any]:
    body = entry.said
    reason = next((text for name, text in texts if name in REASONS), "")
    written = [(name, text) for name, text in texts if name not in REASONS]
    return {
        "seq": entry.seq,
        "when": labels.moment(entry.effective_at),
        "title": _title(entry, body),
        "who": _who(entry),
        "for": names.get(body.get("for") or 0) or judges.get(body["facts"].get("for_judge"), ""),
        "reason": reason,
        "detail": _detail(entry, body, names, written),
    }


def _title(entry: Entry, body: dict[str, Any]) -> str:
    words = labels.act(entry.act)
    if entry.act == "expire":
        code = str(body["facts"].get("code", ""))
        words = _("%(what)s: time ran out") % {"what": labels.clock(code, "")}
    if entry.act in ("skip", "pass"):
        node = str(body["facts"].get("node", ""))
        words = _("%(what)s: passed over") % {"what": labels.place(node)}
    if "stands_at" in body.get("set", {}):
        return _("%(what)s → %(place)s") % {"what": words, "place": labels.place(entry.stands_at)}
    return words


def _who(entry: Entry) -> str:
    if entry.role == Role.TIME:
        return _("By operation of law")
    name = str(entry.actor) if entry.actor else ""
    return f"{labels.role(entry.role)} {name}".strip()


def _detail(
    entry: Entry, body: dict[str, Any], names: dict[int, str], written: list[tuple[str, str]]
) -> str:
    """What was chosen and written with the act, in the words of its form."""
    facts = body.get("facts", {})
    specs = {spec.name: spec for spec in ACTS[entry.act].fields} if entry.act in ACTS else {}
    said = [
        labels.pair(labels.of(spec), _fact(spec, facts.get(f"{name}_name", facts[name]), names))
        for name, spec in specs.items()
        if facts.get(name) not in (None, "", False) and spec.kind not in NOT_IN_FACTS
    ]
    if entry.act == "mend":
        act = labels.act(str(facts["act"]))
        said.append(_("Entry %(n)s, “%(act)s”, was a mistake") % {"n": facts["mends"], "act": act})
    if entry.act == "put_evidence" and facts.get("items_name"):
        said.append(labels.pair(_("Evidence"), str(facts["items_name"])))
    if handed_in := facts.get("documents"):
        said.append(labels.pair(_("Files"), str(len(handed_in))))
    for name, text in written:
        said.append(labels.pair(labels.of(specs[name]), text) if name in specs else text)
    if place := facts.get(NAMES_A_PLACE.get(entry.act, "")):
        said.append(labels.proposed(str(place)))
    return _("; ").join(said)


def _fact(spec: Field, value: Any, names: dict[int, str]) -> str:
    """A stored value in words."""
    if spec.kind == "choice":
        chosen = [labels.pick(zh, en) for code, zh, en in spec.choices if code == value]
        return chosen[0] if chosen else str(value)
    if spec.kind == "party":
        return names.get(int(value), str(value))
    if spec.kind == "yes":
        return _("yes")
    if spec.kind == "moment":
        return labels.moment(datetime.fromisoformat(str(value)))
    if spec.kind == "money":
        return labels.money(Decimal(str(value)))
    return str(value)
