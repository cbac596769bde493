"""What is found in a decision before its seal, each rule with a text that breaks it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.law.cited import ARTICLES, cited
from cases.law.decision_checks import About, PartyFact, bars, look, read_capitals, read_date
from cases.law.money import in_words

CASE = About(
    court="某某区人民法院", number="（2026）鲁0102民初1号", kind="judgment",
    today=date(2026, 5, 20),
    parties=(PartyFact("张三", id_number="11010519491231002X", side="plaintiff"),
             PartyFact("某某公司", is_organisation=True, side="defendant")),
    panel=("李四",), registered=date(2026, 3, 2), heard=date(2026, 4, 8),
    claims=("判令被告还款",), claimed=Decimal(100000), fee=Decimal(1150), appeal_days=15,
)  # fmt: skip
TEXT = """^ 某某区人民法院
# 民事判决书
& （2026）鲁0102民初1号
原告：张三，女，公民身份号码11010519491231002X。
被告：某某公司。
本院认为，被告应当还款100000元（人民币壹拾万元整）。
依照《中华人民共和国民法典》第六百七十五条、第六百七十六条的规定，判决如下：
一、被告某某公司于本判决生效之日起十日内返还原告张三借款100000元；
案件受理费1150元，由被告某某公司负担1150元。
如不服本判决，可以在判决书送达之日起十五日内，向本院递交上诉状，上诉于某某市中级人民法院。
~ 审判员　李四
~~ 二〇二六年五月十八日
~ 书记员　王五"""
APPEAL = "如不服本判决，可以在判决书送达之日起十五日内，向本院递交上诉状，"
_MARKS = {"^": "court", "&": "number", "~": "sign", "~~": "date", "#": "title"}


def found(text: str = TEXT, **case: object) -> dict[str, tuple[str, int]]:
    lines = []
    for line in text.split("\n"):
        mark, _space, words = line.partition(" ")
        known = mark in _MARKS
        lines.append((_MARKS[mark] if known else "paragraph", words if known else line))
    findings = look(lines, replace(CASE, **case))  # type: ignore[arg-type]
    assert all(one.zh and one.en and one.citation for one in findings)
    return {one.code: (one.weight, one.line) for one in findings}


def test_a_sound_judgment_passes() -> None:
    assert found() == {}


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("某某区人民法院\n#", "另一区人民法院\n#", "court_name", 1),
        ("（2026）鲁0102民初1号", "（2026）鲁0102民初2号", "other_number", 3),
        ("& （2026）鲁0102民初1号", "", "no_number", 0),
        ("张三", "章三", "party_missing", 0),
        ("原告：张三", "原告：章三", "party_unknown", 4),
        ("11010519491231002X", "110105194912310021", "bad_id", 4),
        ("11010519491231002X", "440524188001010014", "other_id", 4),
        ("公民身份号码11010519491231002X", "统一社会信用代码91350100M000100Y43", "id_type", 4),
        ("壹拾万元整", "壹拾贰万元整", "capitals", 6),
        ("壹拾万元整", "拾元万", "bad_capitals", 6),
        ("借款100000元；", "借款200000元；", "more_than_claimed", 8),
        ("负担1150元", "负担1100元", "borne_differs", 9),
        ("受理费1150元", "受理费2300元", "fee_differs", 9),
        ("、第六百七十六条", "、第一千二百六十一条", "no_such_article", 7),
        ("《中华人民共和国民法典》", "《某省某条例》", "unknown_instrument", 7),
        ("依照《中华人民共和国民法典》第六百七十五条、第六百七十六条的规定，", "", "no_article", 0),
        ("二〇二六年五月十八日", "二〇二六年五月二十一日", "date_ahead", 12),
        ("二〇二六年五月十八日", "二〇二六年四月七日", "date_before", 12),
        ("二〇二六年五月十八日", "二〇二六年十三月七日", "bad_date", 12),
        ("~~ 二〇二六年五月十八日", "", "no_date", 0),
        ("十五日内，", "十日内，", "wrong_appeal_days", 10),
        (APPEAL, "", "no_appeal_words", 0),
        ("审判员　李四", "审判员　赵六", "panel_differs", 11),
        ("本院认为，", "本院认为，【理由】", "gap", 6),
    ],
)  # fmt: skip
def test_each_mistake_is_found_at_its_line(old: str, new: str, code: str, line: int) -> None:
    text = TEXT.replace(old, new)
    assert text != TEXT
    said = found(text)
    assert code in said and said[code][1] == line, said


@pytest.mark.parametrize("kind", ["judgment", "ruling"])
def test_where_no_appeal_lies_none_is_given(kind: str) -> None:
    said = found(appeal_days=0, kind=kind)
    assert said["appeal_not_given"] == ("bars", 10)
    assert ("not_final" in said) is (kind == "judgment")
    final = TEXT.replace(TEXT.split("\n")[9], "本判决为终审判决。")
    assert found(final, appeal_days=0, kind="judgment") == {}


def test_ten_days_for_a_ruling_that_can_be_appealed() -> None:
    text = TEXT.replace("十五日内", "十日内").replace("本判决，", "本裁定，")
    assert found(text, appeal_days=10, kind="ruling") == {}


def test_thirty_days_stand_beside_the_fifteen_for_a_party_abroad() -> None:
    text = TEXT.replace(
        "~ 审判员",
        "某某公司可以在判决书送达之日起三十日内，向本院递交上诉状，上诉于上级法院。\n~ 审判员",
    )
    assert "wrong_appeal_days" in found(text)
    assert found(text, abroad=True) == {}
    assert found(TEXT, abroad=True) == {"no_appeal_words": ("bars", 0)}


def test_where_everybody_is_abroad_thirty_days_are_the_only_period() -> None:
    """CPL 286; 解释 536."""
    text = TEXT.replace("十五日内", "三十日内")
    assert found(text, abroad=True, at_home=False) == {}
    assert found(TEXT, abroad=True, at_home=False) == {
        "wrong_appeal_days": ("bars", 10), "no_appeal_words": ("bars", 0)
    }  # fmt: skip


def test_the_clerk_of_the_case_signs() -> None:
    assert found(clerks=("王五",)) == {}
    assert found(clerks=("王六", "王五")) == {}
    assert found(clerks=("王六",)) == {"clerk_missing": ("confirm", 13)}
    assert found(clerks=("王六",), kind="decision", carries_appeal=False) == {}


def test_claims_without_an_answer_are_a_hint_and_bar_nothing() -> None:
    said = found(claims=("一", "二"))
    assert said == {"claims_unanswered": ("hint", 0)}
    answered = TEXT.replace("案件受理费", "二、驳回原告其他诉讼请求。\n案件受理费")
    assert "claims_unanswered" not in found(answered, claims=("一", "二"))


def test_what_bars_comes_before_what_is_confirmed() -> None:
    lines = [("paragraph", "《某条例》第三条【理由】")]
    weights = [one.weight for one in look(lines, CASE)]
    assert weights == sorted(weights, key=["bars", "confirm", "hint"].index)
    assert bars(look(lines, CASE))


def test_capitals_are_read_as_they_are_written() -> None:
    for yuan in (0, 1, 10, 15, 100, 101, 1010, 10000, 100000, 100010, 1000000, 10010001, 123456789,
                 10**8, 10**12 + 1):  # fmt: skip
        for fen in (0, 1, 10, 25):
            value = Decimal(yuan) + Decimal(fen) / 100
            assert read_capitals(in_words(value).removeprefix("人民币")) == value, value
    assert read_capitals("壹万零元整") is None
    assert read_capitals("万万元") is None


@pytest.mark.parametrize(
    ("words", "day"),
    [("二〇二六年三月二日", date(2026, 3, 2)), ("二零二六年十二月三十一日", date(2026, 12, 31)),
     ("2026年3月2日", date(2026, 3, 2)), ("二〇二六年二月三十日", None), ("今日", None)],
)  # fmt: skip
def test_the_date_at_the_end_is_read(words: str, day: date | None) -> None:
    assert read_date(words) == day


def test_every_listed_instrument_ends_where_it_is_said_to() -> None:
    for title, last in ARTICLES.items():
        for article, right in ((1, True), (last, True), (last + 1, False)):
            [one] = cited(f"依照《{title}》第{article}条的规定")
            assert one.last is not None and (one.article <= one.last) is right


def test_articles_in_a_row_are_all_read() -> None:
    text = (
        "《中华人民共和国民事诉讼法》第一百二十二条、第一百五十七条第一款第三项、第二百六十四条规定"
    )
    assert [one.article for one in cited(text)] == [122, 157, 264]


# -- what is right and only looks wrong -----------------------------------------------------------

FOREIGN = (PartyFact("张三", id_number="11010519491231002X", side="plaintiff"),
           PartyFact("微软（中国）有限公司", is_organisation=True, side="defendant"),
           PartyFact("Acme Trading Ltd", is_organisation=True, side="defendant"))  # fmt: skip


@pytest.mark.parametrize("name", ["微软（中国）有限公司", "微软(中国)有限公司"])
def test_names_with_brackets_and_in_english_are_known(name: str) -> None:
    text = TEXT.replace(
        "被告：某某公司。", f"被告：{name}，住某路。\n被告：ACME Trading Ltd，住某地。"
    )
    assert found(text, parties=FOREIGN) == {}
    wrong = text.replace(f"被告：{name}", "被告：微软（美国）有限公司").replace(
        "本院认为，", f"{name}"
    )
    assert found(wrong, parties=FOREIGN) == {"party_unknown": ("confirm", 5)}


def test_a_number_is_held_against_the_party_whose_whole_name_stands_there() -> None:
    people = (PartyFact("张三", id_number="440524188001010014"),
              PartyFact("张三丰", id_number="11010519491231002X"))  # fmt: skip
    text = TEXT.replace("原告：张三，", "原告：张三丰，").replace("某某公司", "张三")
    assert found(text, parties=people) == {}
    other = text.replace("原告：张三丰，", "原告：张三，").replace("被告：张三。", "被告：张三丰。")
    assert found(other, parties=people)["other_id"] == ("confirm", 4)


def test_the_number_of_who_represents_a_company_bars_nothing() -> None:
    text = TEXT.replace(
        "被告：某某公司。", "被告：某某公司。法定代表人公民身份号码11010519491231002X。"
    )
    assert found(text) == {"id_type": ("confirm", 5)}


@pytest.mark.parametrize(
    "line",
    ["案件受理费2300元，减半收取1150元，由原告张三负担500元，被告某某公司负担650元。",
     "案件受理费2300元，减半收取计1150元，由被告某某公司负担。",
     "案件受理费2300元，减半收取，由被告某某公司负担1150元。",
     "减半收取案件受理费1150元，由被告某某公司负担1150元。",
     "案件受理费1150元、保全费520元，由被告某某公司负担1670元。",
     "案件受理费1150元，由被告某某公司负担1150元；保全费520元，由原告张三负担。",
     "案件受理费2300元，减半收取1150元，保全费520元，合计1670元，由被告某某公司负担1670元。"],
)  # fmt: skip
def test_fees_that_are_borne_in_full(line: str) -> None:
    text = TEXT.replace("案件受理费1150元，由被告某某公司负担1150元。", line)
    assert text != TEXT and found(text) == {}


def test_a_fee_not_borne_in_full_is_to_be_confirmed() -> None:
    line = "案件受理费2300元，减半收取1150元，由原告张三负担500元，被告某某公司负担600元。"
    text = TEXT.replace("案件受理费1150元，由被告某某公司负担1150元。", line)
    assert found(text) == {"borne_differs": ("confirm", 9)}


def test_the_story_of_an_appeal_gives_none() -> None:
    told = "原审法院判决如下：一、还款。张三不服，在判决书送达之日起十五日内提起上诉。\n本院认为，"
    text = TEXT.replace("本院认为，", told).replace(TEXT.split("\n")[9], "本判决为终审判决。")
    assert found(text, appeal_days=0) == {}


# -- whatever is typed ----------------------------------------------------------------------------

PIECES = (
    *"015９５٣Ａｘ，,.． 　。；（）()《》〈：:¥￥〇零一五十百千万亿壹玖拾佰仟",
    *"元圆角分整正第条款项之年月日【】",
    "日内", "之日起", "上诉", "不服本判决", "不服本裁定", "案件受理费", "减半收取", "保全费",
    "负担", "原告", "被告", "张三", "某某公司", "人民币", "大写", "小写", "公民身份号码",
    "统一社会信用代码",
    "《中华人民共和国民法典》", "判决如下：", "一、", "终审判决", "审判员",
)  # fmt: skip
"""Of what decisions are made, digits of several scripts among it."""
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
KINDS = st.sampled_from(["paragraph", "court", "number", "sign", "date", "title"])


@given(st.lists(st.tuples(KINDS, TEXTS), max_size=6), st.sampled_from([0, 10, 15]))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_is_looked_at(lines: list[tuple[str, str]], days: int) -> None:
    for one in look(lines, replace(CASE, appeal_days=days)):
        assert one.zh and one.en and one.citation


@pytest.mark.parametrize(
    ("words", "code"),
    [("依照《民法典》第1百条的规定", "bad_article"), ("支付1.00001元（壹元整）", "bad_figure"),
     ("支付玖亿亿亿亿元（9元）", "bad_capitals"),
     ("支付99999999999999999元（玖元整）", "bad_figure")],
)  # fmt: skip
def test_what_cannot_be_read_is_a_finding(words: str, code: str) -> None:
    assert code in found(TEXT.replace("本院认为，", f"本院认为，{words}。"))


def test_digits_of_full_width_are_digits() -> None:
    text = TEXT.replace("第六百七十五条", "第６７５条").replace("十五日内", "１５日内")
    text = text.replace("100000元（人", "１０００００元（人")
    assert found(text.replace("二〇二六年五月十八日", "２０２６年５月１８日")) == {}
    assert "wrong_appeal_days" in found(text.replace("１５日内", "１０日内"))


def spent(words: str) -> float:
    """Seconds of the processor, the better of two: others work on the machine, too."""
    found = []
    for _ in range(2):
        begins = time.process_time()
        look([("paragraph", words)], CASE)
        found.append(time.process_time() - begins)
    return min(found)


@pytest.mark.slow
@pytest.mark.parametrize("before", ["", "不服本判决", "壹"])
def test_the_time_grows_with_the_text_and_not_with_its_square(before: str) -> None:
    """Twenty times the text: of the square it would be four hundred times the time."""
    for piece in PIECES:
        short, long = (spent(before + piece * times) for times in (400, 8_000))
        assert long < max(short, 0.001) * 120, (before, piece, short, long)
