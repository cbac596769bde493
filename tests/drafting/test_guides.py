"""Every guide, filled in many ways: each answer under its own heading, nothing left open."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from cases.drafting import composing, guides
from cases.drafting.composing import Named, Proof, spoken
from cases.drafting.guides import Element, Guide, GuideError, Section
from cases.drafting.shape import shaped
from cases.law.causes import by_code, fee_kind
from cases.law.fees.computing import fee
from cases.writing import press
from cases.writing.blocks import text as text_of

ALL = guides.all_guides()
LONG = "演示超长名称" * 33
RARE = "㛃𠮷·买买提 <b>&amp;{principal}{{x}}\\n$1"
PARTIES = [Named("plaintiff", "赵甲"), Named("defendant", "钱乙")]
MANY = [
    Named("plaintiff", LONG, "孙丙", "法定代表人"), Named("plaintiff", "𠮷某·某"),
    Named("defendant", "钱乙"), Named("defendant", "演示<公司>"),
]  # fmt: skip


def answered(element: Element, n: int, text: str) -> Any:
    """An answer of the element's kind, unlike that of any other."""
    by_kind: dict[str, Any] = {
        "money": Decimal(1000 + n) + Decimal("0.07"), "date": date(2020 + n % 6, 1 + n % 12, 3),
        "number": 70 + n, "yes_no": "yes", "text": f"{text}{n}", "long_text": f"{text}{n}，甚详",
    }  # fmt: skip
    return element.choices[n % len(element.choices)].code if element.choices else by_kind[
        element.kind
    ]  # fmt: skip


def filled(
    guide: Guide, part: str, text: str = "答", required_only: bool = False
) -> dict[str, Any]:
    return {
        element.code: answered(element, n, text)
        for n, element in enumerate(guide.elements(part))
        if element.required or not required_only
    }


def under(text: str, heading: str) -> str:
    """What stands between a heading and the next."""
    found = re.search(rf"[一二三四五六七八九十]、{re.escape(heading)}\n(.*)", text)
    return found[1] if found else ""


def is_said(element: Element, value: Any, section: Section, text: str) -> bool:
    if element.kind in ("yes_no", "choice"):
        meant = [one.text for one in section.sentences if (element.code, value) in one.when]
        return bool(meant) and all(
            part in text for one in meant for part in re.split(r"\{.*?\}", one)
        )
    return spoken(value) in text


@pytest.mark.parametrize("guide", ALL, ids=lambda guide: guide.code)
@pytest.mark.parametrize("parties", [PARTIES, MANY], ids=["short", "long"])
@pytest.mark.parametrize("text", ["答", RARE, LONG], ids=["plain", "rare", "long"])
def test_every_answer_stands_under_its_own_heading(
    guide: Guide, parties: list[Named], text: str
) -> None:
    values = filled(guide, "facts", text)
    told = composing.facts(guide, values, parties)
    for section in guide.facts:
        for element in section.elements:
            there = under(told, section.zh)
            assert is_said(element, values[element.code], section, there), element.code
            elsewhere = told.replace(there, "")
            if element.kind in ("text", "long_text"):
                assert spoken(values[element.code]) not in elsewhere, element.code


@pytest.mark.parametrize("guide", ALL, ids=lambda guide: guide.code)
def test_what_is_not_answered_leaves_no_gap(guide: Guide) -> None:
    for part, make in (("facts", composing.facts), ("claims", composing.claims)):
        values = filled(guide, part, required_only=True)
        text = make(guide, values, PARTIES)
        assert "{" not in text and "None" not in text and "。。" not in text, text
        for section in guide.facts if part == "facts" else ():
            if not any(e.required for e in section.elements):
                assert section.zh not in text
    assert composing.facts(guide, {}, PARTIES) == ""


@pytest.mark.parametrize("guide", ALL, ids=lambda guide: guide.code)
def test_the_amount_is_the_sum_of_the_claims_and_the_base_of_the_fee(guide: Guide) -> None:
    values = filled(guide, "claims")
    counted = [values[e.code] for e in guide.claims.elements if e.counts]
    amount = guides.amount_claimed(guide, values)
    assert amount == (sum(counted) if counted else None) and counted
    text = composing.claims(guide, values, PARTIES)
    assert all(f"{composing.money(one)}元" in text for one in counted)
    cause = by_code(guide.causes[0])
    assert fee(fee_kind(cause, has_amount=True), amount, half=True).amount > 0


@pytest.mark.parametrize("guide", ALL, ids=lambda guide: guide.code)
def test_an_answer_to_the_complaint_says_all_that_was_answered(guide: Guide) -> None:
    values = filled(guide, "answer", RARE)
    text = composing.answer(guide, values, "另有说明")
    for section in guide.answer:
        for element in section.elements:
            said = under(text, section.zh)
            assert is_said(element, values[element.code], section, said), element.code
    assert text.endswith("另有说明") and "答辩人" in text


def test_what_is_typed_is_never_read_as_a_pattern() -> None:
    guide = guides.guide("private_lending")
    assert guide is not None
    values = {"principal": Decimal(5), "interest_rate": "{principal}{{7*7}}\\g<0>",
              "interest_from": date(2026, 1, 1)}  # fmt: skip
    assert "{principal}{{7*7}}\\g<0>" in composing.claims(guide, values, PARTIES)


def test_the_paper_has_its_parts_in_order() -> None:
    text = composing.complaint(
        MANY, "1. 还钱。", "借了没还。", [Proof("借条", "借过"), Proof("转账")], "演示法院",
        "赵甲", date(2026, 11, 22),
    )  # fmt: skip
    parts = ["民事起诉状", f"原告：{LONG}", "法定代表人：孙丙", "被告：钱乙", "诉讼请求",
             "事实与理由", "证据和证据来源", "1. 借条，证明：借过", "2. 转账\n", "此致", "演示法院",
             "具状人：赵甲", "2026年11月22日"]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_words_stay_what_they_are(purpose: str, more: str) -> None:
    guide = guides.guide("private_lending")
    assert guide is not None
    text = composing.facts(guide, {"purpose": purpose}, PARTIES, more)
    assert spoken(purpose) in text if purpose.strip() else "借款用途" not in text
    assert more.strip() in text


def test_causes_below_have_the_guide_of_the_cause_above() -> None:
    found = guides.guide_for(by_code("88.1"))
    assert found is not None and found.code == "sale"
    assert guides.guide_for(by_code("116.2")) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["facts"][0]["sentences"].append("{nobody_asked}"), "nobody_asked"),
        (lambda d: d["claims"]["elements"].append(d["claims"]["elements"][0]), "twice"),
        (lambda d: d["claims"]["elements"][0].update(kind="colour"), "kind"),
        (lambda d: d.pop("evidence"), "evidence"),
    ],
)
def test_a_guide_that_is_wrong_is_refused_by_name(tmp_path: Path, change: Any, said: str) -> None:
    wrong = json.loads((guides.FOLDER / "private_lending.json").read_text(encoding="utf-8"))
    change(wrong)
    path = tmp_path / "made_up.json"
    path.write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(GuideError, match=f"made_up.json.*{said}"):
        guides.read(path)


@pytest.mark.parametrize("guide", ALL, ids=lambda guide: guide.code)
@pytest.mark.parametrize("text", ["答", "买买提·阿不都 <b>&amp;#read(x) *y* $z$", LONG])
def test_the_pdf_says_what_the_text_says(guide: Guide, text: str) -> None:
    claimed = composing.claims(guide, filled(guide, "claims"), PARTIES)
    told = composing.facts(guide, filled(guide, "facts", text), PARTIES)
    paper = composing.complaint(
        PARTIES, claimed, told, [Proof("借条", "借过")], "演示法院", "赵甲", date(2026, 11, 22)
    )
    made = press.pdf(shaped("起诉状", paper), sample=False)
    read = "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    read = re.sub(r"第\s*\d+\s*页\s*共\s*\d+\s*页", "", read)
    for line in paper.splitlines():
        assert "".join(line.split())[:30] in "".join(read.split()), line


def test_a_paper_has_its_shape_and_loses_nothing() -> None:
    paper = composing.complaint(PARTIES, "1. 还钱。", "借了。", [], "演示法院", "赵甲",
                                date(2026, 11, 22))  # fmt: skip
    blocks = shaped("起诉状", paper)
    kinds = [block.kind for block in blocks]
    assert kinds[0] == "title" and kinds[-2:] == ["sign", "date"] and kinds.count("heading") == 2
    assert text_of(blocks).split() == paper.split()
    own = shaped("答辩状", "我没有借钱。\n\n2026年1月1日")
    assert text_of(own).split() == ["答辩状", "我没有借钱。", "2026年1月1日"]
