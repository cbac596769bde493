"""What was said of each item, as it stands: the newest opinion of each party, what the bench found,
the questions and replies in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cases.law.exchange import ASPECTS
from cases.models import Document, EvidenceItem, EvidenceWord, Exchange, Remark
from cases.proceeding import Proceeding


@dataclass
class Said:
    """All that was said of one item."""

    item: EvidenceItem
    opinions: dict[int, EvidenceWord] = field(default_factory=dict)
    """By party, the newest."""
    thread: list[EvidenceWord] = field(default_factory=list)
    """Questions, replies, demands, and what the bench decided on them."""
    ruling: EvidenceWord | None = None
    order: EvidenceWord | None = None
    compared: EvidenceWord | None = None
    late: EvidenceWord | None = None
    demand: EvidenceWord | None = None

    @property
    def disputed(self) -> bool:
        return any(is_disputed(one) for one in self.opinions.values())

    @property
    def demand_waits(self) -> bool:
        """Whether the original is demanded and the bench has not decided on it."""
        answered = max((one.seq for one in (self.order, self.compared) if one), default=0)
        return self.demand is not None and self.demand.seq > answered

    @property
    def original_owed(self) -> bool:
        """Whether the original was ordered and not compared since."""
        ordered = self.order is not None and self.order.result == "ordered"
        done = self.compared.seq if self.compared else 0
        return ordered and self.order is not None and self.order.seq > done

    @property
    def late_waits(self) -> bool:
        live = self.item.withdrawn_seq is None
        return live and self.item.is_late and self.late is None


def is_disputed(opinion: EvidenceWord) -> bool:
    """Whether an opinion disputes anything of the item."""
    return any(getattr(opinion, code) is False for code, *_ in ASPECTS)


_ONE = {"ruling": "ruling", "order": "order", "compared": "compared", "late": "late",
        "demand": "demand"}  # fmt: skip
_IN_THREAD = frozenset({"question", "reply", "demand", "order", "compared"})


def of(case_id: int, items: Iterable[EvidenceItem]) -> dict[int, Said]:
    """What was said of these items, by their id, with the words themselves as ``text``."""
    found = {one.pk: Said(one) for one in items}
    words = list(EvidenceWord.objects.filter(case_id=case_id, item_id__in=list(found)))
    written = texts(case_id, (one.seq for one in words))
    for word in words:
        word.text = written.get(word.seq, "")  # type: ignore[attr-defined]
        said = found[word.item_id]
        if word.kind == "opinion" and word.party_no is not None:
            said.opinions[word.party_no] = word
        if word.kind in _ONE:
            setattr(said, _ONE[word.kind], word)
        if word.kind in _IN_THREAD:
            said.thread.append(word)
    return found


def texts(case_id: int, seqs: Iterable[int]) -> dict[int, str]:
    """What was written with these entries, by their number."""
    found = Remark.objects.filter(case_id=case_id, name="said", seq__in=set(seqs))
    return {one.seq: one.text for one in found}


def text(word: EvidenceWord) -> str:
    """What somebody wrote with it."""
    return str(getattr(word, "text", ""))


def is_heard(p: Proceeding, one: Said) -> bool:
    """Whether anybody of another side has given an opinion."""
    sides = {party.no: party.side for party in p.parties}
    return any(sides.get(no) != one.item.side for no in one.opinions)


def is_discussed(p: Proceeding, one: Said) -> bool:
    """Whether another side gave an opinion or the bench ruled: what was never discussed is no
    ground of a judgment (解释 103)."""
    return one.ruling is not None or is_heard(p, one)


def others(p: Proceeding, item: EvidenceItem) -> list[int]:
    """The parties of the other sides that are still there."""
    return [one.no for one in p.parties if not one.left and one.side != item.side]


def owed(p: Proceeding, party_no: int, items: Iterable[EvidenceItem]) -> list[EvidenceItem]:
    """The items of other sides on which this party has given no opinion."""
    party = p.party(party_no)
    wanted = [
        one for one in items
        if party is not None and one.side != party.side and one.withdrawn_seq is None
    ]  # fmt: skip
    spoken = set(
        EvidenceWord.objects.filter(case_id=p.case.pk, kind="opinion", party_no=party_no)
        .values_list("item_id", flat=True)
    )  # fmt: skip
    return [one for one in wanted if one.pk not in spoken]


def unopposed(p: Proceeding, said: Said) -> bool:
    """Whether every party of another side has spoken and none objects to its being late
    (解释 101(2))."""
    wanted = others(p, said.item)
    found = [said.opinions.get(no) for no in wanted]
    return bool(wanted) and all(one is not None and not one.opposes_late for one in found)


def current(case_id: int) -> Exchange | None:
    """The exchange that is open."""
    return Exchange.objects.filter(case_id=case_id, closed_seq=None).first()


def parts_of(record: Document) -> list[Document]:
    """The papers of a record, which one entry made: one, or as many as it needed."""
    mine = {"case_id": record.case_id, "kind": record.kind, "seq": record.seq}
    return list(Document.objects.main().filter(**mine).order_by("pk"))


def words_of(parts: Iterable[Document]) -> str:
    """All that a record says, of which a signature has the digest."""
    return "\n".join(one.text for one in parts)


def last(case_id: int) -> Exchange | None:
    """The newest exchange that has a record."""
    made = Exchange.objects.filter(case_id=case_id, record__isnull=False)
    return made.select_related("record").order_by("-no").first()
