"""The evidence of a case as a block of its judgment: what each side put, what the others said of
it, what the bench found (证据规定 97). It is for the judge to edit; in Chinese.
"""

from __future__ import annotations

from cases.law.exchange import ASPECTS, ORDER, RULINGS, SIDES, held
from cases.models import Party
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading.evidence.items import Item, Opinion, items
from cases.writing import engine

SOURCE = "{% for line in evidence %}\n{{ line }}\n{% endfor %}\n"
_RULED = {code: zh for code, zh, _en in RULINGS}
_BEGINS = "当事人围绕诉讼请求依法提交了证据，本院组织当事人进行了证据交换和质证。"
_FOUND = "对当事人提交的证据，本院认定如下："


def lines(p: Proceeding, standings: list[Standing]) -> list[str]:
    """The paragraphs of the block; none where no evidence was put item by item."""
    found = items(p, standings)
    if not found:
        return []
    names = dict(Party.objects.filter(case_id=p.case.pk).values_list("no", "name"))
    sides = {one.no: one.side for one in p.parties}
    put = [
        f"{SIDES[side]}提交的证据：" + "；".join(_put(one) for one in mine) + "。"
        for side in ORDER if (mine := [one for one in found if one.side == side])
    ]  # fmt: skip
    said = [_said(one, names, sides) for one in found if not one.is_withdrawn]
    return [_BEGINS, *put, *([_FOUND, *said] if said else [])]


def block(p: Proceeding, standings: list[Standing]) -> str:
    """The same as text with marks, in which what parties typed can be none."""
    return engine.fill(SOURCE, {"evidence": ["text"]}, {"evidence": lines(p, standings)}).strip()


def _put(one: Item) -> str:
    said = f"{one.name}《{one.title}》"
    purpose = one.purpose.removeprefix("拟").removeprefix("证明").rstrip("。")
    said += f"，拟证明{purpose}" if purpose else ""
    return (
        said + ("（逾期提交）" if one.is_late else "") + ("（已撤回）" if one.is_withdrawn else "")
    )


def _said(one: Item, names: dict[int, str], sides: dict[int, str]) -> str:
    others = [word for word in one.opinions if sides.get(word.party_no) != one.side]
    words = "；".join(f"{names.get(word.party_no, '')}{_opinion(word)}" for word in others)
    return (
        f"{one.name}《{one.title}》：{words or '对方当事人未发表质证意见'}。{_ruling(one, others)}"
    )


def _opinion(word: Opinion) -> str:
    said = held({code: getattr(word, code) for code, *_ in ASPECTS})
    return f"{said}，理由是{word.reasons.rstrip('。')}" if word.reasons else said


def _ruling(one: Item, others: list[Opinion]) -> str:
    if one.ruling:
        reasons = f"，理由是{one.ruling_reasons.rstrip('。')}" if one.ruling_reasons else ""
        return f"本院{_RULED.get(one.ruling, '')}{reasons}。"
    if others and all(w.authenticity and w.legality and w.relevance for w in others):
        return "本院予以确认并在卷佐证。"
    return f"【本院对{one.name}的认定】"
