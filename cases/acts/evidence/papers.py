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
MOST_SAID = 70_000
"""Characters of what was said in one record; above that each opinion is cut, and says so."""
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


def record(p: Proceeding, one: Exchange, issues: str) -> str:
    """The record: what nobody disputes, and what is disputed with the reasons, item by item in the
    order of the sides (证据规定 57, 62)."""
    items = found.in_order(found.put(p.case.pk))
    known = list(said.of(p.case.pk, items).values())
    names = dict(Party.objects.filter(case_id=p.case.pk).values_list("no", "name"))
    live = [x for x in known if x.item.withdrawn_seq is None]
    spoken = [x for x in live if x.opinions]
    cut = _cut(live)
    return written(
        p, "exchange_record", way=_WORDS[one.way],
        opened=f"{one.opened_at.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M}",
        closed=f"{p.at.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M}",
        people=_people(p), issues=issues,
        agreed=found.names(x.item for x in spoken if not x.disputed and not _has_more(x)),
        silent=found.names(x.item for x in live if not x.opinions),
        withdrawn=found.names(x.item for x in known if x.item.withdrawn_seq is not None),
        items=[_argued(x, names, cut) for x in live if x.disputed or _has_more(x)],
    )  # fmt: skip


def _has_more(one: Said) -> bool:
    return bool(one.thread or one.item.is_late)


def _cut(live: list[Said]) -> int:
    """How much of each text fits."""
    texts = [
        said.text(word) for one in live for word in (*one.opinions.values(), *one.thread)
    ]  # fmt: skip
    return 4000 if sum(map(len, texts)) <= MOST_SAID else max(40, MOST_SAID // len(texts))


def _people(p: Proceeding) -> list[dict[str, str]]:
    parts = (Role.JUDGE, Role.JUDGE_ASSISTANT, Role.CLERK)
    mine = [(user, Role(role)) for user, role, recused in p.people if not recused and role in parts]
    users = get_user_model().objects.in_bulk({user for user, _ in mine})
    return [{"part": role.zh, "name": str(users[user])} for user, role in mine]


def _argued(one: Said, names: dict[int, str], cut: int) -> dict[str, Any]:
    item = one.item
    return {
        "name": found.name(item), "title": item.title, "kind": _WORDS[item.kind],
        "purpose": item.purpose[:cut], "lines": list(_lines(one, names, cut)),
    }  # fmt: skip


def _lines(one: Said, names: dict[int, str], cut: int) -> Iterator[str]:
    for no, opinion in sorted(one.opinions.items()):
        late = "（期限届满后发表）" if opinion.is_late else ""
        yield f"{names.get(no, '')}质证意见{late}：{held(opinion)}。{_short(opinion, cut)}"
    for word in one.thread:
        yield f"{_who(word, names)}{_what(word)}：{_short(word, cut)}"
    if one.late is not None:
        yield f"本证据逾期提供，处理：{_WORDS[one.late.result]}。{_short(one.late, cut)}"
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


def _short(word: EvidenceWord, cut: int) -> str:
    text = " ".join(said.text(word).split())
    return text if len(text) <= cut else text[:cut] + CUT
