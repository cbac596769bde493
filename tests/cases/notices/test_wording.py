"""What notices and text messages say, for everything that can be told."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import product

import pytest
from django.utils import translation

from cases.law.acts import ACTS, NOT_TOLD
from cases.law.causes import all_causes
from cases.law.clocks import SUBS
from cases.law.incidents import INCIDENTS
from cases.law.ladder import Rung
from cases.law.nodes import NODES
from cases.law.outcomes import WINDOWS
from cases.law.periods import SHANGHAI
from cases.models import Case, Clock, Court, Delivery, Hearing
from cases.notices import messages, wording
from cases.notices.sentences import SHORT, About, sentence

BY_THEMSELVES = ("file", "mend", "deadline_moved", "join", "ask_join", "renew_code", "close_record",
                 "confirm_join", "decline_join", "confirm_authority", "end_authority",
                 "confirm_exhibit", "mark_exhibit", "effect_service", "send_service",
                 "fail_service", "confirm_address", "left_the_suit",
                 "fee_notice_owed",
                 "suspended", "resumed", "reached_notice", "reached_report", "reached_objection",
                 "reached_counter",
                 "extension_granted", "extension_refused", "exclusion_granted",
                 "exclusion_refused", "withdraw_draft", "late_extension")  # fmt: skip
CLOCKS = {**NODES, **SUBS, **WINDOWS, **INCIDENTS}
TEMPLATES = [
    *ACTS, *BY_THEMSELVES, *(f"rung_{rung.name.lower()}" for rung in Rung),
    *(f"expired_{code}" for code in CLOCKS),
]  # fmt: skip
LONG_COURT = "新疆生产建设兵团第十四师昆玉市垦区巡回人民法院铁门关分院"
LONG_NUMBER = "（2026）兵9901民初123456号之一"
LONG_NAME = "阿卜杜热合曼·买买提依明"


def told(template: str, party: int | None = 1) -> Delivery:
    rung = wording.RUNGS.get(template)
    event = f"rung:1:1:{int(rung)}" if rung else "entry:5"
    return Delivery(case_id=1, event=event, template=template, party_no=party)


def known(template: str, side: str = "plaintiff") -> About:
    """A running clock of whatever the template speaks of, and a hearing."""
    code = wording.said(template).asks or template.removeprefix("expired_")
    code = max(CLOCKS, key=lambda c: len(CLOCKS[c].zh)) if template in wording.RUNGS else code
    clock = Clock(
        case_id=1, no=1, code=code, kind="node", basis="management", state="running",
        due_on=date(2026, 12, 31),
    )  # fmt: skip
    hearing = Hearing(case_id=1, seq=5, starts_at=datetime(2026, 12, 31, 9, 30, tzinfo=SHANGHAI))
    return About({1: [clock]}, {(1, 5): hearing}, {(1, 1): wording.said(template).side or side})


def case(number: str = "", cause: str = "", court: str = "历下区人民法院") -> Case:
    found = Case(number=number, cause_code=cause or all_causes()[0].code)
    found.court = Court(name=court, name_en="Court")
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everything_that_can_be_told_has_words(language: str) -> None:
    with translation.override(language):
        for template in TEMPLATES:
            text = sentence(told(template), known(template), SHORT)
            assert text and not set("{_") & set(text), template
            plain = re.sub(r"“[^”]*”|[（(].*?[）)]", "", text)
            has_chinese = re.search(r"[\u4e00-\u9fff]", plain)
            assert bool(has_chinese) is (language == "zh-hans"), text


def test_every_act_of_the_table_is_said_by_name_at_least() -> None:
    for code in ACTS:
        assert wording.said(code).zh and wording.said(code).en[0].isupper()


def test_words_stand_only_for_what_can_be_told() -> None:
    assert set(wording._SAID) <= set(TEMPLATES)
    asked = {said.asks for said in map(wording.said, TEMPLATES)} - {""}
    assert asked == set(wording.ASKS)
    assert asked - {"hearing"} <= set(CLOCKS)


def test_the_courts_own_work_never_goes_out() -> None:
    assert not [code for code in NOT_TOLD if wording.goes_out(code)]
    quiet = ("open_incident", "close_incident", "rung_informed", "rung_escalated", "join")
    assert not [template for template in quiet if wording.goes_out(template)]


@pytest.mark.parametrize("template", [t for t in TEMPLATES if wording.goes_out(t)])
def test_a_text_message_is_one_part(template: str) -> None:
    longest = max(all_causes(), key=lambda cause: len(cause.name)).code
    numbers = ("", LONG_NUMBER, "（2026）鲁0102民初1234号")
    for number, court in product(numbers, (LONG_COURT, "济南市历下区人民法院")):
        fits_one_part(template, case(number, longest, court), number)


def fits_one_part(template: str, about: Case, number: str) -> None:
    text = messages.short(told(template), about, LONG_NAME, known(template))
    assert len(text) <= messages.ONE_PART, text
    assert text.startswith("【") and text.endswith("。")
    assert "阿某：" in text and LONG_NAME not in text
    assert "http" not in text and "立即" not in text and "！" not in text
    assert wording.said(template).without_case or number in text
    with translation.override("zh-hans"):
        dated = "2026-12-31" in sentence(told(template), known(template), SHORT)
    assert dated is ("2026-12-31" in text)


def test_a_text_message_as_most_people_get_it() -> None:
    about = case("（2026）鲁0102民初1234号", court="济南市历下区人民法院")
    text = messages.short(told("register"), about, "赵甲", known("register"))
    assert text == (
        "【济南市历下区法院】赵某：（2026）鲁0102民初1234号，案件已立案，"
        "缴纳诉讼费最迟2026-12-31。在“我的案件”查看。"
    )


def test_what_another_side_owes_is_not_asked_of_this_one() -> None:
    of_defendant = About(known("register").clocks, {}, {(1, 1): "defendant"})
    with translation.override("zh-hans"):
        assert sentence(told("register"), of_defendant, SHORT) == "案件已立案"
        assert sentence(told("register", None), known("register"), SHORT) == "案件已立案"


def test_what_is_done_is_asked_of_nobody() -> None:
    done = known("register")
    done.clocks[1][0].state = "met"
    with translation.override("zh-hans"):
        assert sentence(told("register"), done, SHORT) == "案件已立案"


def test_a_mail_says_the_same_in_both_languages() -> None:
    about = case("（2026）鲁0102民初1234号")
    text = messages.long(told("fix_hearing"), about, "赵甲", known("fix_hearing"))
    assert "2026-12-31 09:30开庭" in text
    assert "The hearing is fixed; it is on Thursday, 31 December 2026 09:30." in text
    assert "\n" not in text.partition("\n")[0]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("济南市历下区人民法院", "济南市历下区法院"),
        ("最高人民法院", "最高法院"),
        (LONG_COURT, "…昆玉市垦区巡回法院铁门关分院"),
    ],
)
def test_courts_are_called_as_people_call_them(name: str, short: str) -> None:
    assert messages.court_short(name) == short
    assert len(short) <= messages.LONGEST_COURT + 1


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("赵甲", "赵某"),
        ("欧阳甲", "欧阳某"),
        ("Smith", "S某"),
        ("138••••8000", "您好"),
        ("", "您好"),
    ],
)
def test_nobody_is_called_by_more_than_the_surname(name: str, called: str) -> None:
    assert messages.address(name) == called
