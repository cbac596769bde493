"""The record of an exchange: made from what was said, read and signed by each party online
(证据规定 57; 在线诉讼规则 33-34). What a party objects to stands beside it."""

from __future__ import annotations

from cases.acts.evidence import found, papers, said
from cases.acts.evidence.answering import OPINIONS
from cases.acts.evidence.opening import unsigned
from cases.acts.hearings.recording import digest
from cases.law.refusals import Conflict, NotAllowed, Refusal
from cases.law.roles import PARTIES, Role
from cases.models import Document, Exchange, ExchangeWord
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding


@leaves("make_exchange_record")
def makes_record(p: Proceeding, deed: Deed) -> None:
    """Nobody's time is cut short: while a period for opinions runs there is no record."""
    one = said.current(p.case.pk)
    if one is None:
        raise Refusal("no_exchange")
    if running := p.running(OPINIONS):
        last = max((c.due_on for c in running if c.due_on), default=None)
        raise Refusal("opinions_running", until=str(last or "—"))
    texts = papers.record(p, one, str(deed.data.get("said", "")))
    parts = [
        Document.objects.create(
            case_id=p.case.pk, kind="exchange_record", text=text, received_at=p.at, seq=p.seq,
            title="证据交换笔录" if len(texts) == 1 else f"证据交换笔录（{n}）",
        )
        for n, text in enumerate(texts, 1)
    ]  # fmt: skip
    p.brings(*parts)
    Exchange.objects.filter(pk=one.pk).update(closed_seq=p.seq, record=parts[0])
    deed.facts |= {"exchange": one.no, "sha256": digest(said.words_of(parts))}


@leaves("sign_exchange_record")
def signs(p: Proceeding, deed: Deed) -> None:
    """Once; an objection stands beside the record and is no signature. ``shown``: the digest of the
    record that the party read. Raises Conflict where another record took its place meanwhile."""
    record, party, word = said.last(p.case.pk), found.party_of(p, deed), str(deed.data["word"])
    if record is None or record.record is None:
        raise Refusal("no_exchange_record")
    text = said.words_of(said.parts_of(record.record))
    by_party = Role(deed.by.role) in PARTIES
    if deed.data.get("shown", digest(text)) != digest(text):
        raise Conflict()
    if word == "refused" and by_party:
        raise NotAllowed("clerk_notes_refusal")
    if word != "refused" and not by_party and deed.paper is None:
        raise NotAllowed("party_signs_itself")
    if word != "signed" and not str(deed.data.get("said", "")).strip():
        raise Refusal("objection_needs_words")
    if party.no not in unsigned(p, record):
        raise Refusal("already_signed")
    deed.facts |= {"exchange": record.no, "digest": digest(text)}
    ExchangeWord.objects.create(
        case_id=p.case.pk, exchange=record, party_no=party.no, kind=word, by_id=deed.by.user_id,
        at=p.came_at, seq=p.seq,
    )  # fmt: skip
