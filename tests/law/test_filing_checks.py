"""The rules of the filing desk, each by a table: what it says of which application."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cases.law import filing_checks
from cases.law.causes import Cause, all_causes, by_code
from cases.law.filing_checks import Application, Earlier, Paper, Side
from cases.law.jurisdiction import HINTS
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.materials.catalogue import HEADINGS

LOAN, SALE, LEASE, DIVORCE = "108.3", "88", "116", "14"


def application(cause: str | Cause = LOAN, **changes: object) -> Application:
    whole = Application(
        by_code(cause) if isinstance(cause, str) else cause, "演示市东城区人民法院",
        (Side("plaintiff", "甲", address="外地", is_proven=True),
         Side("defendant", "乙", address="演示市东城区一路1号")),
        (Paper("loan_note", "借条"), Paper("transfer", "回单"), Paper("address_confirmation", "")),
        Decimal(100_000), "还款", "借款未还",
    )  # fmt: skip
    return replace(whole, **changes)


def verdict_of(app: Application, check: str) -> str:
    found = {one.check: one for one in filing_checks.all_of(app, [])}
    return found[check].verdict if check in found else "nothing"


def sides(plaintiff: str, defendant: str, *, organisation: bool = False) -> tuple[Side, ...]:
    return (Side("plaintiff", "甲", address=plaintiff),
            Side("defendant", "乙", organisation, address=defendant))  # fmt: skip


def test_an_application_in_order_gives_nobody_anything_to_do() -> None:
    found = filing_checks.all_of(application(), [])
    assert {one.verdict for one in found} == {"ok"}
    assert all(one.zh and one.en and one.citation for one in found)


@pytest.mark.parametrize(
    ("court", "place"),
    [
        ("演示区人民法院", "演示区"), ("北京市朝阳区人民法院", "朝阳区"), ("某县人民法院", "某县"),
        ("济南市中级人民法院", "济南市"), ("某市高新技术开发区人民法院", "高新技术开发区"),
        ("延边朝鲜族自治州中级人民法院", "延边朝鲜族自治州"), ("本院", ""), ("上海海事法院", ""),
    ],
)  # fmt: skip
def test_the_district_in_the_name_of_a_court(court: str, place: str) -> None:
    assert filing_checks.district(court) == place


@pytest.mark.parametrize(
    ("cause", "parties", "said"),
    [
        (LOAN, sides("外地", "演示市东城区一路1号"), "ok"),
        (LOAN, sides("东城区二路", "外地"), "ok"),  # who is to be paid lives here (解释 18)
        (LOAN, sides("外地", "外地"), "look"),
        (LOAN, sides("外地", ""), "unsure"),
        (LOAN, sides("", ""), "unsure"),
        (DIVORCE, sides("东城区二路", "外地"), "unsure"),  # sometimes the plaintiff's (CPL 23)
        (DIVORCE, sides("外地", "东城区"), "ok"),
        (DIVORCE, sides("东城区二路", ""), "unsure"),
        ("L2-3", sides("东城区", "东城区"), "unsure"),  # where the deceased lived, no address says
        ("55", sides("东城区", "东城区"), "unsure"),  # where the land lies
        ("L2-19", sides("东城区", "外地", organisation=True), "look"),  # the employer's seat
        ("L2-19", sides("外地", "东城区", organisation=True), "ok"),
        ("290", sides("东城区", "东城区"), "unsure"),  # no company is named
        ("411", sides("东城区", "外地"), "look"),
    ],
)
def test_jurisdiction(cause: str, parties: tuple[Side, ...], said: str) -> None:
    assert verdict_of(application(cause, parties=parties), "jurisdiction") == said


def test_without_money_the_plaintiff_s_home_is_no_place_of_performance() -> None:
    parties = sides("东城区", "外地")
    assert verdict_of(application(parties=parties, amount=None), "jurisdiction") == "look"


def test_a_court_without_a_place_in_its_name_is_left_to_a_person() -> None:
    assert verdict_of(application(court="上海海事法院"), "jurisdiction") == "unsure"


def test_every_hint_whose_addresses_count_is_in_the_table() -> None:
    assert filing_checks.WHOSE_PLACE.keys() <= HINTS.keys()
    assert not any(HINTS[code].exclusive for code in filing_checks.WHOSE_PLACE)


@pytest.mark.parametrize(
    ("place", "took_effect", "said"),
    [
        ("filing_review", False, "pending"), ("hearing", False, "pending"),
        ("on_appeal", False, "pending"), ("asset_control", True, "decided"),
        ("judgment_effective", True, "decided"), ("closing_archiving", True, "decided"),
        ("archived", True, "decided"), ("archived", False, "ended"),
        ("closing_archiving", False, "ended"), ("withdrawn", False, "ended"),
        ("deemed_withdrawn", False, "ended"), ("returned", False, "ended"),
        ("not_accepted", False, "ended"), ("dismissed", False, "ended"),
        ("transferred", False, "ended"), ("application_withdrawn", False, "ended"),
    ],
)  # fmt: skip
def test_what_stands_against_a_new_suit(place: str, took_effect: bool, said: str) -> None:
    assert filing_checks.weight(place, took_effect=took_effect) == said


def test_every_place_has_a_weight() -> None:
    for place in (*NODES, *OUTCOMES):
        for effect in (True, False):
            assert filing_checks.weight(place, took_effect=effect) in (
                "pending",
                "decided",
                "ended",
            )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(LOAN, LOAN, True), (LOAN, "108", True), ("108.1", LOAN, True), (LOAN, SALE, False),
     ("L2-10", LOAN, True), (DIVORCE, LOAN, False)],
)  # fmt: skip
def test_causes_that_can_name_one_dispute(one: str, other: str, same: bool) -> None:
    assert filing_checks.same_matter(by_code(one), by_code(other)) is same
    assert filing_checks.same_matter(by_code(other), by_code(one)) is same


ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("cause", "earlier", "stands"),
    [
        (LOAN, Earlier(1, by_code(LOAN), "pending"), True),
        (LOAN, Earlier(1, by_code(LOAN), "decided"), True),
        (LOAN, Earlier(1, by_code(LOAN), "ended"), False),
        (LOAN, Earlier(1, by_code(SALE), "pending"), False),
        (DIVORCE, Earlier(1, by_code(DIVORCE), "ended", True, date(2025, 9, 3), True), True),
        (DIVORCE, Earlier(1, by_code(DIVORCE), "ended", True, date(2025, 9, 2), True), False),
        (DIVORCE, Earlier(1, by_code(DIVORCE), "ended", True, date(2025, 9, 3)), False),
        (DIVORCE, Earlier(1, by_code(DIVORCE), "ended", False, date(2026, 3, 1), True), False),
    ],
)
def test_which_earlier_case_a_person_looks_at(cause: str, earlier: Earlier, stands: bool) -> None:
    found = filing_checks.in_the_way(by_code(cause), [earlier], ON)
    assert bool(found) is stands
    said = filing_checks.again(found)
    assert said.verdict == ("look" if stands else "ok")
    assert ("解释 214" in said.citation) is (stands and earlier.weight == "ended")
    unseen = filing_checks.again([replace(one, hidden=True) for one in found])
    assert "解释 214" not in unseen.citation, "of what somebody may not see nothing is told"


@pytest.mark.parametrize(
    ("check", "changes", "said"),
    [
        ("defendant", {"parties": sides("x", "")}, "look"),
        ("defendant", {"parties": (Side("defendant", "乙", has_phone=True),)}, "ok"),
        ("complaint", {"claims": ""}, "unsure"),
        ("complaint", {"facts": ""}, "unsure"),
        ("identity", {"parties": sides("x", "y")}, "look"),
        ("identity", {"parties": sides("x", "y"), "papers": (Paper("identity", ""),)}, "ok"),
        ("identity", {"parties": (Side("plaintiff", "司", True),),
                      "papers": (Paper("identity", ""),)}, "look"),
        ("identity", {"parties": (Side("plaintiff", "司", True),),
                      "papers": (Paper("licence", ""),)}, "ok"),
        ("mandate", {}, "nothing"),
        ("mandate", {"agents": ("丙",)}, "look"),
        ("mandate", {"agents": ("丙",), "papers": (Paper("authority", ""),)}, "ok"),
        ("service_address", {"papers": ()}, "look"),
        ("service_address", {"papers": (Paper("address", ""),)}, "ok"),
        ("item_loan", {"papers": ()}, "look"),
        ("item_loan", {"papers": (Paper("photo", "照片"),)}, "unsure"),
        ("item_loan", {"papers": (Paper("chat", ""),)}, "ok"),
        ("item_payment", {"papers": (Paper("evidence", "收条一张"),)}, "ok"),
        ("item_payment", {"papers": (Paper("identity", ""),)}, "look"),
        ("item_marriage", {"cause": by_code(DIVORCE)}, "look"),
        ("item_marriage", {"cause": by_code(DIVORCE),
                           "papers": (Paper("identity", "结婚证.jpg"),)}, "ok"),
        ("item_arbitration", {"cause": by_code("205")}, "look"),
        ("item_evidence", {"cause": by_code(LEASE), "papers": (Paper("complaint", ""),)}, "look"),
        ("item_evidence", {"cause": by_code(LEASE), "papers": (Paper("contract", ""),)}, "ok"),
        ("fee", {}, "ok"),
        ("fee", {"amount": Decimal(-1)}, "look"),
        ("told_before", {}, "nothing"),
        ("told_before", {"told_of": "某法院"}, "look"),
    ],
)  # fmt: skip
def test_one_rule_each(check: str, changes: dict[str, object], said: str) -> None:
    assert verdict_of(application(**changes), check) == said


def test_the_fee_is_said_in_either_procedure() -> None:
    [fee] = [one for one in filing_checks.all_of(application(), []) if one.check == "fee"]
    assert "¥1,150.00" in fee.zh and "¥2,300.00" in fee.zh


def test_a_loan_without_a_sum_has_no_fee_to_say() -> None:
    """Of a kind whose fee goes by the amount; other causes have one without money."""
    assert verdict_of(application("459", amount=None), "fee") == "ok"


def test_what_needs_a_look_comes_first() -> None:
    app = application(parties=sides("", ""), papers=())
    verdicts = [one.verdict for one in filing_checks.all_of(app, [])]
    assert verdicts == sorted(verdicts, key=list(filing_checks.VERDICTS).index)


def test_what_can_be_asked_for_names_a_part_of_the_notice() -> None:
    app = application(parties=sides("", ""), papers=(), claims="", agents=("丙",))
    asked = [one for one in filing_checks.all_of(app, []) if one.ask]
    assert len(asked) >= 6
    assert {one.part for one in asked} <= {"parties", "complaint", "amount", "evidence"}


def test_every_item_is_of_the_catalogue_and_every_cause_has_some() -> None:
    known = {*HEADINGS, "address_confirmation"}
    for code, items in filing_checks.ITEMS.items():
        assert by_code(code)
        assert {heading for item in items for heading in item.headings} <= known
    assert all(filing_checks.items_of(cause) for cause in all_causes())
