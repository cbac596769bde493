"""A complaint taken apart again says what it said before."""

from __future__ import annotations

from datetime import date

import pytest

from cases.drafting import composing
from cases.drafting.composing import Named, Proof
from cases.drafting.parting import Parts, lines_of, parts_of


def test_what_was_composed_comes_apart_whole() -> None:
    claims = composing.numbered(["判令被告还款10万元", "诉讼费由被告承担"])
    facts = "一、借款\n2025年1月2日借款。\n二、催要\n至今未还。"
    parties = [Named("plaintiff", "甲"), Named("defendant", "乙")]
    proofs = [Proof("借条", "借款的事实"), Proof("照片")]
    paper = composing.complaint(parties, claims, facts, proofs, "某院", "甲", date(2026, 3, 2))
    found = parts_of(paper)
    assert (found.claims, found.facts) == (claims, facts)
    assert lines_of(found.claims) == ["判令被告还款10万元", "诉讼费由被告承担"]
    assert lines_of(found.proofs) == ["借条，证明：借款的事实", "照片"]


@pytest.mark.parametrize(
    ("paper", "parts"),
    [
        ("", Parts()),
        (
            "请求判令还款。\n\n借款未还。\n\n至今未还。",
            Parts("请求判令还款。", "借款未还。\n\n至今未还。"),
        ),
        ("只有一段话。", Parts(facts="只有一段话。")),
        ("民事起诉状\n\n请求还款\n\n事实", Parts("请求还款", "事实")),
        ("诉讼请求：\n还款\n事实和理由：\n借款", Parts("还款", "借款")),
        ("事实与理由\n借款\n此致\n某院", Parts(facts="借款")),
        ("诉讼请求\r\n还款\r\n\r\n事实与理由\r\n借款", Parts("还款", "借款")),
    ],
)
def test_papers_of_other_shapes(paper: str, parts: Parts) -> None:
    assert parts_of(paper) == parts


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1. 还款；\n2、利息。", ["还款", "利息"]),
        ("（1）还款\n（2）利息", ["还款", "利息"]),
        ("2025年1月2日起的利息", ["2025年1月2日起的利息"]),
        ("10万元借款", ["10万元借款"]),
        ("1.5万元利息", ["1.5万元利息"]),
        ("\n\n", []),
    ],
)
def test_lines_lose_their_numbers_and_nothing_else(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines
