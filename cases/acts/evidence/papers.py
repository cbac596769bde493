"""The papers of an exchange, filled from what was put and said: the list of evidence 证据目录,
the record of the exchange 证据交换笔录. The court's own text of a form is used where it has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model

from cases.acts.evidence import found, said
from cases.acts.evidence.said import Said
from cases.acts.papers.deciding import common, unfillable
from cases.acts.papers.writing import text_of
from cases.law import exchange
from cases.law.exchange import (
    ASPECTS,
    BASES,
    COMPARED,
    KINDS,
    ORIGINALS,
    SIDES,
    VERDICTS,
    WAYS,
)
from cases.law.periods import SHANGHAI
from cases.law.roles import Role
from cases.models import Document, EvidenceItem, EvidenceWord, Exchange, Party
from cases.procedure import Deed
from cases.proceeding import Proceeding
from cases.writing import engine
from cases.writing.table import FORMS, fields_of

MOST_IN_ONE = 60_000
"""Characters of one list; a longer one goes on in another."""
MOST_SAID = 4_000
"""Characters of one opinion or reason in the record; a longer one is cut, and says so."""
CUT = "……（全文见该证据下的质证意见）"
_WORDS = {code: zh for part in (KINDS, ORIGINALS, COMPARED, BASES, VERDICTS, WAYS)
          for code, zh, _ in part}  # fmt: skip


def written(p: Proceeding, code: str, **values: Any) -> str:
    """The text of a form with its marks. Raises Refusal for what cannot be filled."""
    form = FORMS[code]
    text, _version = text_of(p.case.court_id, form)
    try:
        return engine.fill(text, fields_of(form), {**common(p), **values})
    except engine.Unfillable as error:
        raise unfillable(error) from error


# -- the list -------------------------------------------------------------------------------------


def leave_list(p: Proceeding, deed: Deed, party_no: int, items: list[EvidenceItem]) -> None:
    """The list that the party puts: by number, with source, purpose, pages, original or copy, and
    the day (证据规定 19)."""
    name = Party.objects.values_list("name", flat=True).get(case_id=p.case.pk, no=party_no)
    late = items[0].is_late
    for part in _parts(items):
        text = written(
            p, "evidence_list", party=name, side=SIDES[part[0].side], late=late,
            put=f"{p.came_at.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M}",
            items=[_row(one) for one in part],
        )  # fmt: skip
        paper = Document.objects.create(
            case_id=p.case.pk, kind="evidence_list", title=f"证据目录（{found.names(part)}）"[:200],
            text=text, party_no=party_no, received_at=p.came_at, seq=p.seq, is_late=late,
        )  # fmt: skip
        p.brings(paper)


def _parts(items: list[EvidenceItem]) -> Iterator[list[EvidenceItem]]:
    part: list[EvidenceItem] = []
    length = 0
    for one in items:
        own = len(one.title) + len(one.purpose) + len(one.source) + 60
        if part and length + own > MOST_IN_ONE:
            yield part
            part, length = [], 0
        part.append(one)
        length += own
    yield part


def _row(item: EvidenceItem) -> dict[str, str]:
    return {
        "name": found.name(item), "title": item.title, "kind": _WORDS[item.kind],
        "purpose": item.purpose, "source": item.source, "pages": item.pages,
        "original": _WORDS.get(item.original, ""),
    }  # fmt: skip


# -- the record -----------------------------------------------------------------------------------


def record(p: Proceeding, one: Exchange, issues: str) -> list[str]:
    """The record: what nobody disputes, and what is disputed with the reasons, item by item in the
    order of the sides (证据规定 57, 62). What is too long for one paper goes on in the next."""
    items = found.in_order(found.put(p.case.pk))
    known = list(said.of(p.case.pk, items).values())
    names = dict(Party.objects.filter(case_id=p.case.pk).values_list("no", "name"))
    live = [x for x in known if x.item.withdrawn_seq is None]
    spoken = [x for x in live if x.opinions]
    values: dict[str, Any] = {
        "way": _WORDS[one.way], "people": _people(p), "issues": issues,
        "opened": f"{one.opened_at.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M}",
        "closed": f"{p.at.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M}",
        "agreed": found.names(x.item for x in spoken if not x.disputed and not _has_more(x)),
        "silent": found.names(x.item for x in live if not x.opinions),
        "withdrawn": found.names(x.item for x in known if x.item.withdrawn_seq is not None),
    }  # fmt: skip
    frame = written(p, "exchange_record", **values, items=[])
    room = (engine.MOST_TEXT - len(frame)) * 4 // 5
    argued = [_argued(x, names) for x in live if x.disputed or _has_more(x)]
    parts = list(_in_parts(argued, room))
    if len(parts) == 1:
        return [written(p, "exchange_record", **values, items=parts[0])]
    return [
        written(p, "exchange_record", **_of_part(values, n, len(parts)), items=part)
        for n, part in enumerate(parts, 1)
    ]


def _of_part(values: dict[str, Any], n: int, count: int) -> dict[str, Any]:
    """What a part of a record says beside its items: each which it is, the first all that is said
    once."""
    now = values | {"way": f"{values['way']}（本笔录第{n}部分，共{count}部分）"}
    once = {"agreed": "见本笔录第1部分", "silent": "", "withdrawn": "", "issues": ""}
    return now if n == 1 else now | once


def _in_parts(items: list[dict[str, Any]], room: int) -> Iterator[list[dict[str, Any]]]:
    """The items in as many papers as they need; an item that is parted is named again."""
    part: list[dict[str, Any]] = []
    length = 0
    for item in items:
        head = _size(item["name"], item["title"], item["kind"], item["purpose"])
        row: dict[str, Any] | None = None
        for n, line in enumerate(("", *item["lines"])):
            own = _size(line) + (0 if row else head)
            if part and length + own > room:
                yield part
                part, length, row, own = [], 0, None, _size(line) + head
            if row is None:
                again = "（续）" if n > 1 else ""
                row = {**item, "name": item["name"] + again, "lines": []}
                part.append(row)
            row["lines"] += [line] if line else []
            length += own
    yield part


def _size(*texts: str) -> int:
    """How long texts are in a paper, with what stands around them."""
    return sum(len(engine.literal(text)) for text in texts) + 20


def _has_more(one: Said) -> bool:
    return bool(one.thread or one.item.is_late)


def _people(p: Proceeding) -> list[dict[str, str]]:
    parts = (Role.JUDGE, Role.JUDGE_ASSISTANT, Role.CLERK)
    mine = [(user, Role(role)) for user, role, recused in p.people if not recused and role in parts]
    users = get_user_model().objects.in_bulk({user for user, _ in mine})
    return [{"part": role.zh, "name": str(users[user])} for user, role in mine]


def _argued(one: Said, names: dict[int, str]) -> dict[str, Any]:
    item = one.item
    return {
        "name": found.name(item), "title": item.title, "kind": _WORDS[item.kind],
        "purpose": item.purpose, "lines": list(_lines(one, names)),
    }  # fmt: skip


def _lines(one: Said, names: dict[int, str]) -> Iterator[str]:
    for no, opinion in sorted(one.opinions.items()):
        late = "（期限届满后发表）" if opinion.is_late else ""
        yield f"{names.get(no, '')}质证意见{late}：{held(opinion)}。{_short(opinion)}"
    for word in one.thread:
        yield f"{_who(word, names)}{_what(word)}：{_short(word)}"
    if one.late is not None:
        yield f"本证据逾期提供，处理：{_WORDS[one.late.result]}。{_short(one.late)}"
    elif one.item.is_late:
        yield "本证据逾期提供，尚待处理。"


def held(opinion: EvidenceWord) -> str:
    return exchange.held({code: getattr(opinion, code) for code, *_ in ASPECTS})


def _who(word: EvidenceWord, names: dict[int, str]) -> str:
    return names.get(word.party_no, "") if word.party_no is not None else "审判人员"


def _what(word: EvidenceWord) -> str:
    told = {
        "question": "提问", "reply": "答复", "demand": "要求提供原件、原物",
        "order": "决定不予准许提供原件" if word.result == "refused" else "责令提供原件、原物",
        "compared": f"记录比对：{_WORDS.get(word.result, '')}"
        + (f"（{_WORDS[word.basis]}）" if word.basis else ""),
    }  # fmt: skip
    return told[word.kind]


def _short(word: EvidenceWord) -> str:
    text = " ".join(said.text(word).split())
    return text if len(text) <= MOST_SAID else text[:MOST_SAID] + CUT
