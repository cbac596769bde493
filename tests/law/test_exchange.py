"""The rules of the exchange of evidence, from tables written by hand from the law."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cases.law import exchange
from cases.law.evidence_sheet import COLUMNS, read
from cases.law.periods import SHANGHAI

# the last words of parties 1, 2, 3 (- none) | the way that follows (在线诉讼规则 4, 10, 14, 20)
WAYS = """
async async async   | async
async async -       | waiting
async sync async    | sync
sync sync sync      | sync
async offline async | offline
offline - -         | offline
- - -               | waiting
"""


@pytest.mark.parametrize("line", WAYS.strip().splitlines())
def test_the_way_follows_from_every_partys_word(line: str) -> None:
    words, way = line.split("|")
    said = {no: word for no, word in enumerate(words.split(), 1) if word != "-"}
    assert exchange.manner([1, 2, 3], said) == way.strip()


# open, period over, has spoken | may it be withdrawn (在线诉讼规则 5)
WITHDRAWN = """
no  no  no  | free
no  yes no  | free
no  no  yes | free
yes no  no  | court
yes no  yes | over
yes yes no  | over
"""


@pytest.mark.parametrize("line", WITHDRAWN.strip().splitlines())
def test_consent_is_withdrawn_in_time(line: str) -> None:
    facts, verdict = line.split("|")
    is_open, is_over, has_spoken = (word == "yes" for word in facts.split())
    found = exchange.withdrawal(is_open=is_open, is_over=is_over, has_spoken=has_spoken)
    assert found == verdict.strip()


# why late, basic fact, nobody objects | what the law allows (解释 101(2), 102)
LATE = """
objective no  no  | in_time
objective yes no  | in_time
gross     no  yes | in_time
gross     yes yes | in_time
gross     no  no  | refused
gross     yes no  | admonished fined
slight    no  no  | admonished
slight    yes no  | admonished
slight    no  yes | in_time
"""


@pytest.mark.parametrize("line", LATE.strip().splitlines())
def test_what_becomes_of_late_evidence_follows_from_its_cause(line: str) -> None:
    facts, verdicts = line.split("|")
    fault, basic, unopposed = facts.split()
    found = exchange.late_verdicts(fault, basic=basic == "yes", unopposed=unopposed == "yes")
    assert found == set(verdicts.split())


def test_what_is_prepared_goes_no_further_than_the_record() -> None:
    assert exchange.proposed(reason=False, unopposed=True) == "in_time"
    assert exchange.proposed(reason=True, unopposed=False) == "admonished"
    assert exchange.proposed(reason=False, unopposed=False) == "refused"


@pytest.mark.parametrize(("ended", "running", "not_begun", "posted", "late"), [
    (True, True, False, False, False), (True, False, True, False, False),
    (True, False, False, True, False), (True, False, False, False, True),
    (False, False, False, False, False),
])  # fmt: skip
def test_late_is_what_comes_after_the_period(
    ended: bool, running: bool, not_begun: bool, posted: bool, late: bool
) -> None:
    found = exchange.is_late(
        ended=ended, running=running, not_begun=not_begun, posted_in_time=posted
    )
    assert found is late


def test_an_opinion_is_late_from_the_end_of_its_period_on() -> None:
    due = datetime(2026, 3, 18, tzinfo=SHANGHAI)
    assert exchange.opinion_is_late(due, due)
    assert not exchange.opinion_is_late(due - timedelta(microseconds=1), due)
    assert not exchange.opinion_is_late(due, None)


@pytest.mark.parametrize(("result", "basis", "fits"), [
    ("same", "compared", True), ("same", "notarised", True), ("same", "", False),
    ("differs", "", True), ("differs", "compared", False), ("not_shown", "", True),
])  # fmt: skip
def test_only_a_copy_that_is_the_same_has_a_basis(result: str, basis: str, fits: bool) -> None:
    assert exchange.fits_basis(result, basis) is fits


def test_the_eight_kinds_of_evidence_are_those_of_the_law() -> None:
    """CPL 66, in its order."""
    assert [zh for _, zh, _ in exchange.KINDS] == [
        "当事人的陈述", "书证", "物证", "视听资料", "电子数据", "证人证言", "鉴定意见", "勘验笔录",
    ]  # fmt: skip


def test_a_copy_counts_for_the_five_reasons_of_the_rule() -> None:
    """在线诉讼规则 13(1)-(5)."""
    assert len(exchange.BASES) == 5


# -- the spreadsheet ------------------------------------------------------------------------------

HEAD = ["证据名称*", "证据种类*", "证明目的*", "证据来源", "原件或复印件", "页码"]
GOOD = ["借条", "书证", "证明借款合意", "被告出具", "原件", "1"]


def test_a_good_sheet_gives_its_items() -> None:
    found = read([["某案证据目录"], HEAD, GOOD, ["", "", ""], ["转账记录", "电子数据", "证明交付"]])
    assert found.troubles == []
    assert [(one["title"], one["kind"], one["original"]) for one in found.items] == [
        ("借条", "documentary", "original"), ("转账记录", "electronic", ""),
    ]  # fmt: skip


def test_headings_are_found_in_english_and_in_any_order() -> None:
    found = read([["Purpose", "Kind", "Title"], ["shows the loan", "Document", "Note"]])
    assert found.troubles == []
    assert found.items[0]["kind"] == "documentary"


# the line | its column that is named, and a word of how to mend it
WRONG = [
    (["", "书证", "证明"], "证据名称", "没有填写"),
    (["借条", "怪东西", "证明"], "证据种类", "书证"),
    (["借条", "书证", ""], "证明目的", "没有填写"),
    (["长" * 201, "书证", "证明"], "证据名称", "最多200字"),
    (["借条", "书证", "证明", "", "传真"], "原件或复印件", "复印件"),
]


@pytest.mark.parametrize(("line", "column", "mend"), WRONG)
def test_a_bad_line_is_named_and_nothing_is_taken(line: list[str], column: str, mend: str) -> None:
    found = read([HEAD, GOOD, line])
    [trouble] = found.troubles
    assert (trouble.line, found.items) == (3, [])
    assert column in trouble.zh
    assert mend in trouble.zh
    assert trouble.en


def test_every_bad_line_is_named_at_once() -> None:
    found = read([HEAD, ["", "书证", "证明"], GOOD, ["借条", "", ""]])
    assert [one.line for one in found.troubles] == [2, 4, 4]


def test_another_shape_is_told_by_the_columns_it_lacks() -> None:
    [trouble] = read([["姓名", "电话"], ["张三", "138"]]).troubles
    assert trouble.line == 0
    assert all(one.zh in trouble.zh for one in COLUMNS if one.required)


def test_ten_thousand_lines_are_too_many() -> None:
    found = read([HEAD, *[GOOD] * 10_000])
    [trouble] = found.troubles
    assert "10000" in trouble.zh
    assert "500" in trouble.zh
    assert found.items == []


def test_an_empty_table_says_so() -> None:
    assert [one.line for one in read([HEAD]).troubles] == [0]
