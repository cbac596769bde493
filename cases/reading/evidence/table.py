"""The exchange as its page shows it: every item with what each side holds of it, whose turn it is,
and who has seen it when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.acts.evidence import answering, found, opening, said
from cases.acts.evidence.said import Said
from cases.acts.papers.on_paper import ran_out
from cases.law.exchange import (
    ASPECTS,
    BASES,
    COMPARED,
    MANNERS,
    ORDER,
    ORIGINALS,
    TEXT_VERSION,
    TOLD,
    VERDICTS,
    Choices,
    proposed,
)
from cases.models import (
    Document,
    EvidenceItem,
    EvidenceLook,
    EvidenceWord,
    Exchange,
)
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading import labels
from cases.reading.evidence.items import documents_of, kind_words, ruling_words, shown_name


@dataclass(frozen=True)
class Reader:
    """Who reads it: how they stand to the case, and for which parties."""

    standings: list[Standing]
    party_nos: tuple[int, ...]
    names: dict[int, str]

    @property
    def is_party(self) -> bool:
        return bool(self.party_nos)


def words_of(choices: Choices, code: str) -> str:
    return next((labels.pick(zh, en) for one, zh, en in choices if one == code), "")


# -- the table ------------------------------------------------------------------------------------


def known(p: Proceeding) -> list[Said]:
    """Every item that was put, with what was said of it, in order."""
    rows = found.in_order(found.put(p.case.pk))
    return list(said.of(p.case.pk, rows).values())


def owed_by(reader: Reader, p: Proceeding, one: Said) -> bool:
    """Whether this reader's party has still to give an opinion; to the court, whether nobody of
    another side has."""
    item = one.item
    if item.withdrawn_seq is not None:
        return False
    if reader.is_party:
        sides = {party.no: party.side for party in p.parties if not party.left}
        mine = [no for no in reader.party_nos if sides.get(no) not in (None, item.side)]
        return any(no not in one.opinions for no in mine)
    return not said.is_heard(p, one)


Test = Callable[[Reader, Proceeding, Said], bool]
FILTERS: dict[str, Test] = {
    "": lambda reader, p, one: True,
    "unanswered": owed_by,
    "disputed": lambda reader, p, one: one.disputed,
    "late": lambda reader, p, one: one.item.is_late,
    "original": lambda reader, p, one: one.demand_waits or one.original_owed,
}


def filters(reader: Reader, p: Proceeding, all_: list[Said], show: str) -> list[dict[str, Any]]:
    """The chips over the table, each with how many items it leaves."""
    words = {
        "": _("All"), "unanswered": _("Not answered"), "disputed": _("In dispute"),
        "late": _("Late"), "original": _("Original demanded"),
    }  # fmt: skip
    url = reverse("case-exchange", args=[p.case.pk])
    return [
        {"url": f"{url}?show={code}" if code else url, "label": words[code],
         "count": sum(test(reader, p, one) for one in all_), "current": code == show}
        for code, test in FILTERS.items()
    ]  # fmt: skip


def rows(reader: Reader, p: Proceeding, chosen: list[Said]) -> list[dict[str, Any]]:
    """The items of a page; each side's opinions stand together."""
    papers = documents_of([one.item for one in chosen], reader.standings)
    return [row(reader, p, one, papers.get(one.item.pk, [])) for one in chosen]


def row(reader: Reader, p: Proceeding, one: Said, papers: list[Document]) -> dict[str, Any]:
    item = one.item
    sides = {party.no: party.side for party in p.parties}
    by_side = [
        {"side": labels.side(side), "own": side == item.side,
         "opinions": [_opinion(reader, no, word) for no, word in sorted(one.opinions.items())
                      if sides.get(no) == side]}
        for side in ORDER if side in sides.values()
    ]  # fmt: skip
    return {
        "id": item.pk, "name": shown_name(item), "title": item.title,
        "url": reverse("exchange-item", args=[item.case_id, item.pk]),
        "party": reader.names.get(item.party_no, ""), "kind": kind_words(item.kind),
        "purpose": item.purpose, "source": item.source, "pages": item.pages,
        "original": words_of(ORIGINALS, item.original), "put": labels.moment(item.put_at)
        if item.put_at else "", "papers": [_paper(item.case_id, paper) for paper in papers],
        "sides": by_side, "marks": marks(one), "mine": item.party_no in reader.party_nos,
        "owed": owed_by(reader, p, one), "withdrawn": item.withdrawn_seq is not None,
        "ruling": ruling_words(one.ruling.result) if one.ruling else "",
        "ruling_reasons": said.text(one.ruling) if one.ruling else "",
    }  # fmt: skip


def _paper(case_id: int, paper: Document) -> dict[str, str]:
    """Where a paper is read, beside the work."""
    return {"title": paper.title, "url": reverse("reader-page", args=[case_id, paper.pk, 1])}


def _opinion(reader: Reader, no: int, word: EvidenceWord) -> dict[str, Any]:
    held = {True: _("accepted"), False: _("disputed")}
    stand = [
        {"what": labels.pick(zh, en), "held": held[getattr(word, code)],
         "disputed": getattr(word, code) is False}
        for code, zh, en in ASPECTS
    ]  # fmt: skip
    return {
        "who": reader.names.get(no, ""), "held": stand, "reasons": said.text(word),
        "agrees": not said.is_disputed(word), "late": word.is_late,
        "opposes_late": bool(word.opposes_late), "when": labels.moment(word.at),
    }  # fmt: skip


def marks(one: Said) -> list[str]:
    """What is special of an item, in few words."""
    item, told = one.item, []
    if item.withdrawn_seq is not None:
        told.append(_("withdrawn"))
    if item.is_late:
        decided = words_of(VERDICTS, one.late.result) if one.late else _("not decided yet")
        told.append(_("late: %(what)s") % {"what": decided})
    if one.demand_waits:
        told.append(_("original demanded"))
    elif one.original_owed and one.order is not None:
        told.append(_("original to be brought by %(day)s") % {"day": labels.day(one.order.until)})
    if one.compared is not None:
        told.append(_("compared: %(what)s") % {"what": words_of(COMPARED, one.compared.result)})
    return told


# -- one item -------------------------------------------------------------------------------------


def thread(reader: Reader, one: Said) -> list[dict[str, Any]]:
    """Questions, replies, demands and what the bench decided on them, in their order."""
    words = {
        "question": _("asks"), "reply": _("replies"), "demand": _("demands the original"),
        "order": _("on the original"), "compared": _("compared with the original"),
    }  # fmt: skip
    orders = {"ordered": _("to be brought"), "refused": _("not needed")}
    shown = []
    for word in one.thread:
        bench = f"{labels.role(word.role)} {word.by or ''}".strip()
        result = orders.get(word.result, "") or words_of(COMPARED, word.result)
        shown.append({
            "who": reader.names.get(word.party_no or 0) or bench, "what": words[word.kind],
            "text": said.text(word), "when": labels.moment(word.at), "result": result,
            "basis": words_of(BASES, word.basis),
            "until": labels.day(word.until) if word.until else "",
        })  # fmt: skip
    return shown


def late(reader: Reader, p: Proceeding, one: Said) -> dict[str, Any] | None:
    """What a decision on late evidence rests on, and what is prepared (解释 101, 102)."""
    if not one.item.is_late:
        return None
    reason = reason_of(one.item)
    objects = [reader.names.get(no, "") for no, word in one.opinions.items() if word.opposes_late]
    return {
        "reason": reason, "objects": _(", ").join(objects),
        "unopposed": said.unopposed(p, one), "last": last_day(p),
        "proposed": words_of(
            VERDICTS, proposed(reason=bool(reason), unopposed=said.unopposed(p, one))
        ),
        "decided": words_of(VERDICTS, one.late.result) if one.late else "",
        "why": said.text(one.late) if one.late else "",
    }  # fmt: skip


def reason_of(item: EvidenceItem) -> str:
    """Why it came late, as the party said when it put it."""
    seq = item.put_seq or 0
    return said.texts(item.case_id, [seq]).get(seq, "")


def last_day(p: Proceeding) -> str:
    """The last day of the evidence period, where it has run out."""
    return labels.day(ran_out(p, "evidence_period", None))


def looks(reader: Reader, item: EvidenceItem) -> list[dict[str, str]]:
    """Who of the other parties opened it first when: for the bench."""
    return [
        {"who": str(one.user), "party": reader.names.get(one.party_no, ""),
         "when": labels.moment(one.at)}
        for one in EvidenceLook.objects.filter(item=item).select_related("user")
    ]  # fmt: skip


# -- the exchange ---------------------------------------------------------------------------------


def consents(reader: Reader, p: Proceeding) -> dict[str, Any]:
    """What each party said of the way of the exchange, and what they were told."""
    words = opening.last_words(p.case.pk)
    running = {clock.party_no: clock for clock in p.running(opening.CONSENT)}
    reasons = said.texts(p.case.pk, (one.seq for one in words.values()))
    parties = [one for one in p.parties if not one.left]
    return {
        "told": [labels.pick(*one) for one in TOLD], "version": TEXT_VERSION,
        "asked": bool(running or words), "manner": opening.manner(p),
        "parties": [
            {"name": reader.names.get(one.no, ""),
             "word": words_of(MANNERS, words[one.no].manner) if one.no in words else "",
             "version": words[one.no].text_version if one.no in words else "",
             "when": labels.moment(words[one.no].at) if one.no in words else "",
             "reason": reasons.get(words[one.no].seq, "") if one.no in words else "",
             "due": labels.day(running[one.no].due_on) if one.no in running else ""}
            for one in parties
        ],
    }  # fmt: skip


def state(reader: Reader, p: Proceeding) -> dict[str, Any]:
    """Whether an exchange is open, until when, and its newest record."""
    one, record = said.current(p.case.pk), said.last(p.case.pk)
    clocks = p.running(answering.OPINIONS)
    mine = [c for c in clocks if not reader.is_party or c.party_no in reader.party_nos]
    due = max((clock.due_on for clock in mine if clock.due_on), default=None)
    return {
        "open": one is not None, "way": one.way if one is not None else "",
        "due": labels.long_day(due) if due else "",
        "sitting": labels.long_moment(one.hearing.starts_at) if one and one.hearing else "",
        "room": one.hearing.room if one and one.hearing else "",
        "record": _record(reader, p, record) if record is not None else None,
    }  # fmt: skip


def _record(reader: Reader, p: Proceeding, record: Exchange) -> dict[str, Any]:
    silent = opening.unsigned(p, record)
    return {
        "url": reverse("exchange-record", args=[p.case.pk]),
        "owed": _(", ").join(reader.names.get(no, "") for no in silent),
        "mine": [no for no in silent if no in reader.party_nos],
    }


def record_words(reader: Reader, record: Exchange) -> list[dict[str, Any]]:
    """Who signed, objected, or did not sign."""
    told = {
        "signed": _("read and signed"), "objection": _("objects"),
        "refused": _("did not sign, noted by the clerk"),
    }  # fmt: skip
    words = list(record.words.all())
    texts = said.texts(record.case_id, (one.seq for one in words))
    return [
        {"who": reader.names.get(one.party_no, ""), "what": told[one.kind],
         "text": texts.get(one.seq, ""), "when": labels.moment(one.at)}
        for one in words
    ]  # fmt: skip
