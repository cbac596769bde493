"""What a decision rests on: quotations held against the file, and evidence never discussed."""

from __future__ import annotations

import pytest

from cases.law.decision_checks import OF_THE_BENCH, WORDS, to_confirm
from cases.law.ground_checks import Grounds, Item, Quote, look

HEARD = Item("原告证据1", discussed=True)
PLACE = "《借条》第1页"


def found(text: str = "", *items: Item, quote: Quote | None = None) -> list[tuple[str, str]]:
    quotes = (quote,) if quote is not None else ()
    findings = list(look(text.split("\n"), Grounds(quotes, items)))
    for one in findings:
        assert one.place in one.zh and one.place in one.en and one.citation
    return [(one.code, one.weight) for one in findings]


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, []),
        ({"is_inner": True}, [("quote_inner", "bars")]),
        ({"is_void": True}, [("quote_void", "bars")]),
        ({"is_exact": False}, [("quote_changed", "confirm")]),
        ({"is_exact": True}, []),
        ({"is_evidence": True}, [("quote_not_put", "bars")]),
        ({"is_evidence": True, "items": ("原告证据1",)}, []),
    ],
)
def test_a_quotation_is_held_against_its_paper(
    more: dict[str, object], codes: list[tuple[str, str]]
) -> None:
    assert found("甲", HEARD, quote=Quote("甲", PLACE, **more)) == codes  # type: ignore[arg-type]


def test_where_nothing_was_put_item_by_item_a_paper_of_evidence_is_quoted_freely() -> None:
    assert found("甲", quote=Quote("甲", PLACE, is_evidence=True)) == []


def test_what_was_never_put_to_question_is_no_ground() -> None:
    silent, gone = Item("原告证据1"), Item("原告证据1", discussed=True, withdrawn=True)
    quote = Quote("甲", PLACE, is_evidence=True, items=("原告证据1",))
    assert found("甲", silent, quote=quote) == [
        ("quote_undiscussed", "bars"), ("never_discussed", "confirm")
    ]  # fmt: skip
    assert found("甲", gone, quote=quote) == [("quote_withdrawn", "confirm")]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("原告证据1能够证明", []),
        ("原告提交的证据一能够证明", []),
        ("原告证据2能够证明", [("cited_not_put", "confirm")]),
        ("被告提供的证据1", [("cited_not_put", "confirm")]),
        ("相互印证的证据", []),
    ],
)
def test_a_number_that_nobody_reached_is_named(text: str, codes: list[tuple[str, str]]) -> None:
    assert found(text, HEARD) == codes


def test_items_are_listed_by_name_and_asked_anew_when_others_join_them() -> None:
    items = (Item("原告证据1"), HEARD, Item("被告证据2"),
             Item("被告证据3", discussed=True, disputed=True),
             Item("被告证据4", discussed=True, disputed=True, ruled=True))  # fmt: skip
    silent, open_ = look([""], Grounds((), items))
    assert (silent.place, open_.place) == ("原告证据1、被告证据2", "被告证据3")
    [later, _] = look([""], Grounds((), items[1:]))
    assert silent.key != later.key


def test_those_who_sign_confirm_what_they_decide_and_the_desk_the_rest() -> None:
    findings = list(look([""], Grounds((), (Item("原告证据1"),))))
    assert WORDS.keys() >= OF_THE_BENCH
    assert [one.code for one in to_confirm(findings, (), of_bench=True)] == ["never_discussed"]
    assert to_confirm(findings, (), of_bench=False) == []
    assert to_confirm(findings, [findings[0].key], of_bench=True) == []
