"""The causes of action: the list itself, its former names, and searching in it."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from cases.law.causes import CauseError, all_causes, by_code, fee_kind, find, search
from cases.law.fees.scales import KINDS

SHARED = Path(__file__).parents[2] / "../shared"

TWO_LEVELS = {
    "人格权纠纷": "L2-1",
    "不当得利纠纷": "148",
    "无因管理纠纷": "149",
    "海事海商纠纷": "L2-22",
    "侵权责任纠纷": "L2-35",
    "第三人撤销之诉": "511",
}
FORMER = {
    "企业借贷纠纷": "民间借贷纠纷",
    "土地承包经营权出租合同纠纷": "土地经营权出租合同纠纷",
    "土地承包经营权转包合同纠纷": "土地经营权出租合同纠纷",
    "网络购物合同纠纷": "信息网络买卖合同纠纷",
    "生命权、健康权、身体权纠纷": "生命权、身体权、健康权纠纷",
    "公共场所管理人责任纠纷": "经营场所、公共场所的经营者、管理者责任纠纷",
    "合伙协议纠纷": "合伙合同纠纷",
    "物件损害责任纠纷": "建筑物和物件损害责任纠纷",
    "申请宣告公民无民事行为能力": "申请宣告自然人无民事行为能力",
    "居间合同纠纷": "中介合同纠纷",
    "房屋拆迁安置补偿合同纠纷": "民事主体间房屋拆迁补偿合同纠纷",
    "农村土地承包合同纠纷": "土地承包经营权合同纠纷",
}


def reference(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the reference file {name} is not beside this project")
    return path


def test_the_list_is_whole() -> None:
    causes = all_causes()
    assert len(causes) == 1055
    assert len({cause.code for cause in causes}) == 1055
    assert Counter(cause.level for cause in causes) == {1: 12, 2: 59, 3: 514, 4: 470}
    for cause in causes:
        assert (cause.level == 1) == (cause.parent == "")
        if cause.parent:
            assert by_code(cause.parent).level == cause.level - 1
        assert cause.path[-1] == cause
        assert len(cause.path) == cause.level


def test_the_list_equals_the_published_one() -> None:
    with reference("causes.tsv").open(encoding="utf-8", newline="") as table:
        rows = [tuple(row.values()) for row in csv.DictReader(table, delimiter="\t")]
    ours = [(cause.code, str(cause.level), cause.parent, cause.name) for cause in all_causes()]
    assert ours == rows


def test_six_names_stand_at_two_levels_and_the_lower_is_found() -> None:
    counted = Counter(cause.name for cause in all_causes())
    assert {name for name, times in counted.items() if times > 1} == set(TWO_LEVELS)
    for name, code in TWO_LEVELS.items():
        assert find(name).code == code


def test_every_name_is_found_again() -> None:
    for cause in all_causes():
        assert find(cause.name).name == cause.name
        assert by_code(cause.code) == cause


@pytest.mark.parametrize(("old", "new"), FORMER.items())
def test_former_names_lead_to_the_present_cause(old: str, new: str) -> None:
    assert find(old).name == new
    assert old in find(new).former


def test_no_former_name_hides_a_present_one() -> None:
    present = {cause.name for cause in all_causes()}
    former = [name for cause in all_causes() for name in cause.former]
    assert set(former) == set(FORMER)
    assert not present & set(former)


def test_every_cause_of_the_real_cases_is_known() -> None:
    lines = reference("real-cases/civil-facts.jsonl").read_text(encoding="utf-8").splitlines()
    names = {json.loads(line)["cause"] for line in lines}
    assert len({find(name).code for name in names}) > 170


def test_spaces_and_widths_do_not_matter() -> None:
    assert find(" 民间 借贷纠纷\u3000").code == "108.3"
    assert find("企业名称(商号)合同纠纷") == find("企业名称（商号）合同纠纷")


def test_an_unknown_name_is_refused_with_suggestions() -> None:
    with pytest.raises(CauseError) as refused:
        find("民间借款纠纷")
    error = refused.value
    assert error.reason == "unknown_cause"
    assert "民间借贷纠纷" in error.suggestions or "借款合同纠纷" in error.suggestions
    assert "民间借款纠纷" in error.zh
    for nonsense in ("", "xyz", "纠纷", "\0", "长" * 10_000):
        with pytest.raises(CauseError):
            find(nonsense)
    with pytest.raises(CauseError):
        by_code("9999")


def test_search_puts_the_nearest_first() -> None:
    assert [cause.code for cause in search("民间借贷")] == ["108.3"]
    assert search("离婚")[0].name == "离婚纠纷"
    assert search("买卖合同")[0].name == "买卖合同纠纷"
    assert {cause.name for cause in search("离婚")} == {
        "离婚纠纷",
        "离婚后财产纠纷",
        "离婚后损害责任纠纷",
    }
    assert search("居间")[0].name == "中介合同纠纷"
    assert search("108.3")[0].name == "民间借贷纠纷"
    assert len(search("纠纷")) == 20
    assert len(search("纠纷", limit=3)) == 3
    assert search("") == search(" ") == search("完全没有") == ()


@pytest.mark.parametrize(
    ("name", "has_amount", "kind"),
    [
        ("民间借贷纠纷", True, "property"),
        ("探望权纠纷", False, "other_non_property"),
        ("离婚纠纷", True, "divorce"),
        ("名誉权纠纷", True, "personality"),
        ("侵害商标权纠纷", True, "ip"),
        ("追索劳动报酬纠纷", True, "labour"),
        ("申请宣告自然人失踪", False, "special"),
        ("申请支付令", True, "payment_order"),
        ("申请破产清算", True, "bankruptcy"),
        ("申请诉前财产保全", True, "preservation"),
        ("申请撤销仲裁裁决", False, "arbitration_review"),
        ("申请承认和执行外国法院民事判决、裁定", True, "execution"),
        ("仲裁程序中的财产保全", True, "preservation"),
    ],
)
def test_the_kind_of_fee(name: str, has_amount: bool, kind: str) -> None:
    assert fee_kind(find(name), has_amount=has_amount) == kind


def test_every_cause_has_a_kind_of_fee() -> None:
    for cause in all_causes():
        for has_amount in (True, False):
            assert fee_kind(cause, has_amount=has_amount) in KINDS
