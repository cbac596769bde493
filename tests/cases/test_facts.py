"""Records of real case facts become drafts, or are refused with the field at fault."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.facts import MAX_NAME, Draft, FactsError, read

REAL = Path(__file__).parents[2] / "../shared/real-cases/civil-facts.jsonl"

LOAN = {
    "id": "t-1",
    "cause": "民间借贷纠纷",
    "facts": "经审理查明,原告曹0与被告张x1系朋友2015年1月2日,被告张x1向原告曹0借款5万元,至今未还",
}


def record(**changes: Any) -> dict[str, Any]:
    return {**LOAN, **changes}


def told(facts: str, cause: str = "民间借贷纠纷") -> Draft:
    return read({"cause": cause, "facts": facts})


def test_a_record_becomes_a_draft() -> None:
    draft = read(json.dumps(LOAN, ensure_ascii=False))
    assert draft == Draft(
        cause_code="108.3",
        cause_name="民间借贷纠纷",
        facts=LOAN["facts"],
        plaintiffs=["曹0"],
        defendants=["张x1"],
        amount=Decimal("50000.00"),
        reference="t-1",
    )
    assert read(LOAN) == draft


def test_every_real_record_becomes_a_draft() -> None:
    if not REAL.exists():
        pytest.skip("the real case facts are not beside this project")
    drafts = [read(line) for line in REAL.read_text(encoding="utf-8").splitlines()]
    assert len(drafts) == 499
    assert len({draft.reference for draft in drafts}) == 499
    for draft in drafts:
        names = draft.plaintiffs + draft.defendants + draft.third_parties
        assert draft.plaintiffs
        assert draft.defendants
        assert all(1 < len(name) <= 30 for name in names), names
        assert not set(draft.plaintiffs) & set(draft.defendants)
        assert draft.amount is None or 500 <= draft.amount < 10**12
        assert "&times;" not in draft.facts
    # Most texts that name the parties at all are read.
    assert sum(draft.plaintiffs != ["原告一"] for draft in drafts) > 200
    assert sum(draft.defendants != ["被告一"] for draft in drafts) > 240
    assert sum(draft.amount is not None for draft in drafts) > 280


# Excerpts in the manner of the real texts: plaintiffs | defendants | third parties.
NAMED = [
    ("原告曹0与被告张x1原系夫妻关系", "曹0", "张x1", ""),
    ("原告杜x0、李x1与被告杜x2生父母", "杜x0 李x1", "杜x2", ""),
    ("原告于0与被告隋1于2010年登记结婚", "于0", "隋1", ""),
    ("原、被告于2010年11月5日登记结婚", "", "", ""),
    (
        "原告奥19公司为其所有的泵车向被告大地财险彭水支公司投保",
        "奥19公司",
        "大地财险彭水支公司",
        "",
    ),
    ("原告大xxxxxxxxxxx0与被告李x3签订合同", "大某某0", "李x3", ""),
    ("原告人保沈阳分公司、被告人保临沂分公司", "人保沈阳分公司", "人保临沂分公司", ""),
    ("检察院将被告人刘顺顺、刘12诉至本院", "", "", ""),
    ("被申请人伍x1的丈夫为申请人陈0", "陈0", "伍x1", ""),
    ("原告曹0系重庆博耐特压铸有限公司职工", "曹0", "", ""),
    ("被告张x62011年7月21日借款", "", "张x6", ""),
    ("第三人赵4通过银行转账给被告蓝德公司", "", "蓝德公司", "赵4"),
    ("原告段某及被告王x2、第三人福宝公司", "段某", "王x2", "福宝公司"),
    ("原告经15营多年,曾10次向被告催要", "", "", ""),
    ("原告徐0与被告沈x2;前案原告沈x2诉被告徐0", "徐0", "沈x2", ""),
    ("原告委托浙江大合检测有限公司检测", "", "", ""),
    ("原告与被告签订合同", "", "", ""),
    ("被告仙隆公司、史x9、蔡x7签订了协议", "", "仙隆公司 史x9 蔡x7", ""),
]


@pytest.mark.parametrize(("facts", "plaintiffs", "defendants", "third"), NAMED)
def test_names_are_read_from_the_text(
    facts: str, plaintiffs: str, defendants: str, third: str
) -> None:
    draft = told(facts)
    assert draft.plaintiffs == (plaintiffs.split() or ["原告一"])
    assert draft.defendants == (defendants.split() or ["被告一"])
    assert draft.third_parties == third.split()


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        ("被告向原告借款5万元,约定月息2%", "50000"),
        ("原告给师x2转款,师x2欠款40000元", "40000"),
        ("王x0又追加借给师x240000元", "40000"),
        ("被告出具借条,借款350,000.50元", "350000.50"),
        ("尚欠货款53000元,其中30000元约定2014年5月给付", "53000"),
        ("借款2亿元", "200000000"),
        ("欠款1.5千元", "1500"),
        ("要求被告支付违约金50000元;被告曾借款80万元", "50000"),
        ("注册资本5000万元", None),
        ("每月支付抚养费1000元", None),
        ("投保限额122000元", None),
        ("货款单价12元/件,每件赔偿600元/件", None),
        ("支付交通费18元", None),
        ("双方签订合同后未履行", None),
    ],
)
def test_the_amount_is_read_where_the_text_tells_it(facts: str, amount: str | None) -> None:
    assert told(facts).amount == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("cause", ["离婚纠纷", "变更抚养关系纠纷", "申请宣告公民无民事行为能力"])
def test_status_cases_have_no_amount_of_their_own(cause: str) -> None:
    assert told("原告要求被告支付50000元", cause).amount is None
    assert read(record(cause=cause, amount="50000")).amount == 50000


def test_what_the_record_says_goes_before_the_text() -> None:
    draft = read(
        record(
            amount=1234.5,
            court="济南市历下区人民法院",
            parties={"plaintiffs": ["甲"], "defendants": ["乙", "丙", "乙"], "第三人": "丁"},
        )
    )
    assert draft.amount == Decimal("1234.50")
    assert draft.court == "济南市历下区人民法院"
    assert (draft.plaintiffs, draft.defendants) == (["甲"], ["乙", "丙"])
    assert draft.third_parties == ["丁"]
    listed = [{"role": "原告", "name": " 甲 "}, {"role": "defendant", "name": "乙"}]
    assert read(record(parties=listed)).plaintiffs == ["甲"]
    assert read(record(parties=[])).plaintiffs == ["曹0"]
    assert read(record(parties={"plaintiffs": []})).plaintiffs == ["曹0"]


def test_small_things_of_the_data_are_forgiven() -> None:
    assert read("\ufeff" + json.dumps(LOAN)).reference == "t-1"
    assert read(record(id=17)).reference == "17"
    assert read('{"id": 17, "cause": "离婚纠纷", "facts": "x"}').reference == "17"
    assert read({"cause": "离婚纠纷", "facts": "x"}).reference == ""
    assert read(record(facts="&ldquo;合同&rdquo;第一行\n第二行")).facts == "“合同”第一行\n第二行"
    assert read(record(extra=[1, {"a": None}])).reference == "t-1"
    assert read(record(cause="居间合同纠纷")).cause_name == "中介合同纠纷"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("案由", "not_json"),
        ('{"a":1}{"b":2}', "not_json"),
        ("[" * 100_000, "not_json"),
        ("[]", "not_an_object"),
        ('"text"', "not_an_object"),
        ("null", "not_an_object"),
        ("1e999999999999999999999", "not_an_object"),
        (None, "not_an_object"),
        (b"{}", "not_an_object"),
        ("{}" + " " * 1_000_000, "too_long"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_lines_that_are_no_records_are_refused(line: Any, reason: str) -> None:
    with pytest.raises(FactsError) as refused:
        read(line)
    assert refused.value.reason == reason
    assert refused.value.zh
    assert refused.value.en


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"cause": None}, "cause", "missing"),
        ({"cause": " "}, "cause", "blank"),
        ({"cause": 7}, "cause", "wrong_type"),
        ({"cause": "打架纠纷"}, "cause", "unknown_cause"),
        ({"cause": "离婚\0纠纷"}, "cause", "control_character"),
        ({"cause": "离" * 200}, "cause", "too_long"),
        ({"facts": None}, "facts", "missing"),
        ({"facts": ""}, "facts", "blank"),
        ({"facts": "\u3000\n"}, "facts", "blank"),
        ({"facts": ["a"]}, "facts", "wrong_type"),
        ({"facts": "a\x00b"}, "facts", "control_character"),
        ({"facts": "a\ud800b"}, "facts", "control_character"),
        ({"facts": "a\u202eb"}, "facts", "control_character"),
        ({"facts": "a&#1;b&#8238;"}, "facts", "control_character"),
        ({"facts": "长" * 100_001}, "facts", "too_long"),
        ({"amount": -1}, "amount", "negative"),
        ({"amount": float("nan")}, "amount", "not_a_number"),
        ({"amount": float("inf")}, "amount", "too_large"),
        ({"amount": "1e999"}, "amount", "too_large"),
        ({"amount": 10**400}, "amount", "too_large"),
        ({"amount": "0.001"}, "amount", "too_precise"),
        ({"amount": "五万"}, "amount", "not_a_number"),
        ({"amount": True}, "amount", "wrong_type"),
        ({"amount": [1]}, "amount", "wrong_type"),
        ({"amount": {}}, "amount", "wrong_type"),
        ({"parties": "甲"}, "parties", "wrong_type"),
        ({"parties": [1]}, "parties", "wrong_type"),
        ({"parties": [{"role": "原告"}]}, "parties", "missing"),
        ({"parties": [{"role": "judge", "name": "甲"}]}, "parties", "unknown_role"),
        ({"parties": [{"role": ["原告"], "name": "甲"}]}, "parties", "unknown_role"),
        ({"parties": {"plaintiffs": 1}}, "parties", "wrong_type"),
        ({"parties": {"plaintiffs": [1]}}, "parties", "wrong_type"),
        ({"parties": {"plaintiffs": [""]}}, "parties", "blank"),
        ({"parties": {"plaintiffs": ["长" * (MAX_NAME + 1)]}}, "parties", "too_long"),
        ({"parties": {"plaintiffs": ["甲\n乙"]}}, "parties", "control_character"),
        ({"parties": {"plaintiffs": ["甲"] * 501}}, "parties", "too_many"),
        ({"court": 1}, "court", "wrong_type"),
        ({"court": "法院\x7f"}, "court", "control_character"),
        ({"id": []}, "id", "wrong_type"),
        ({"id": "x" * 101}, "id", "too_long"),
        ({"id": True}, "id", "wrong_type"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_refusal_names_the_field(changes: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(FactsError) as refused:
        read(record(**changes))
    error = refused.value
    assert (error.field, error.reason) == (field, reason)
    assert field in error.en or reason == "unknown_cause"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("-1", "negative"),
        ("NaN", "not_a_number"),
        ("Infinity", "too_large"),
        ("-Infinity", "negative"),
        ("1e999", "too_large"),
        ("1e9999999999999999999", "too_large"),
        pytest.param("9" * 5000, "too_large", id="long"),
        ("0.1234", "too_precise"),
    ],
)
def test_numbers_json_cannot_hold_exactly_are_judged_as_written(written: str, reason: str) -> None:
    line = json.dumps(LOAN)[:-1] + f', "amount": {written}}}'
    with pytest.raises(FactsError) as refused:
        read(line)
    assert (refused.value.field, refused.value.reason) == ("amount", reason)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["plaintiffs", "role", "name", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the tables of letters are made once
@given(
    st.dictionaries(
        st.sampled_from(["id", "cause", "facts", "amount", "parties", "court"]), json_values
    )
)
def test_no_record_does_more_than_be_refused(changes: dict[str, Any]) -> None:
    for candidate in (changes, {**LOAN, **changes}):
        for line in (candidate, json.dumps(candidate)):
            try:
                draft = read(line)
            except FactsError:
                continue
            assert draft.plaintiffs
            assert draft.defendants


@given(st.text(alphabet="原被告第三人曹张x0123456789、与,借款欠元万公司某 ", max_size=200))
def test_no_text_breaks_the_reading(facts: str) -> None:
    try:
        draft = told(facts)
    except FactsError as error:
        assert error.reason == "blank"
    else:
        assert draft.plaintiffs
