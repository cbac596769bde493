"""The words of the pages in both languages."""

from __future__ import annotations

import gettext
import io
import re

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from cases.law.acts import ACTS
from cases.law.clocks import CASE_RULES, SUBS
from cases.law.incidents import INCIDENTS
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES, WINDOWS
from cases.reading import citations, labels
from cases.reading.instruments import INSTRUMENTS
from cases.reading.lists.worklist import DUTIES
from courtflow import words
from courtflow.accounts.views import failed
from courtflow.words import in_code, in_template
from tests.web.world import World


def test_every_message_has_its_words_and_none_is_left_over() -> None:
    used, have = words.used(), words.read()
    assert sorted(used) == sorted(have)
    assert [entry.msgid for entry in have.values() if not entry.is_done] == []


def test_the_variables_of_a_message_are_those_of_its_words() -> None:
    variable = re.compile(r"%\(\w+\)[sd]")
    wrong = [
        entry.msgid
        for entry in words.read().values()
        if sorted(variable.findall(entry.plural or entry.msgid))
        != sorted(variable.findall(entry.msgstr[0]))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    assert words.COMPILED.read_bytes() == words.compiled(words.read())
    found = gettext.GNUTranslations(io.BytesIO(words.COMPILED.read_bytes()))
    assert found.gettext("Sign in") == "登录"
    assert found.ngettext("%(n)d day", "%(n)d days", 2) == "%(n)d天"


def test_messages_are_found_as_django_asks_for_them() -> None:
    template = """{% translate "One" %}{% blocktranslate trimmed count n=x %}
      {{ n }} of 100%
    {% plural %}{{ n }} many{% endblocktranslate %}{{ y|default:_("Two") }}"""
    assert dict(in_template(template)) == {
        "One": "", "Two": "", "%(n)s of 100%%": "%(n)s many",
    }  # fmt: skip
    assert dict(in_code('_("a" "b"); ngettext("c", "d", 1); say("e")')) == {"ab": "", "c": "d"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_place_and_act_of_the_log_has_a_name(language: str) -> None:
    with translation.override(language):
        for code in (*NODES, *OUTCOMES):
            assert labels.place(code) != code
        by_themselves = ("file", "expire", "skip", "pass", "answered", "recompute")
        joining = ("join", "ask_join", "renew_code", "confirm_join", "decline_join")
        for code in (*ACTS, *by_themselves, *joining):
            assert labels.act(code) != code


def test_every_citation_of_the_tables_is_spelt_out() -> None:
    rules = [rule for n in NODES.values() for rule in (n.statutory, n.management) if rule]
    rules += [sub.rule for sub in SUBS.values()] + list(CASE_RULES.values())
    with translation.override("zh-hans"):
        for rule in rules:
            assert "CPL" not in citations.words(rule.citation)
            assert "court target" not in citations.words(rule.citation)
        assert (
            citations.words("CPL 85(3); 解释 266, 275")
            == "民事诉讼法第85条第3款；民诉法解释第266、275条"
        )


def test_every_instrument_that_the_tables_cite_has_its_full_name() -> None:
    cited = {rule.citation for n in NODES.values() for rule in (n.statutory, n.management) if rule}
    cited |= {sub.rule.citation for sub in SUBS.values()}
    cited |= {entry.citation for table in (ACTS, INCIDENTS) for entry in table.values()}
    cited |= {window.citation for window in WINDOWS.values()}
    for part in {part.strip() for citation in cited for part in citation.split(";")} - {""}:
        name = re.split(r" \(source|\s+\d", part)[0]
        if not re.search(r"〔\d{4}〕\d+号$", name):  # a document number finds its paper by itself
            assert INSTRUMENTS[name].full_zh.startswith("《") or name == "court target", part


@pytest.mark.parametrize(
    ("language", "short", "full"),
    [
        (
            "zh-hans",
            "民诉法解释第90至95条",
            "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》（2022年修正）第90至95条",
        ),
        (
            "en",
            "Interpretation of the Civil Procedure Law, arts\u00a090–95",
            "Interpretation of the Supreme People's Court on the Application of the Civil "
            "Procedure Law of the People's Republic of China (as amended in 2022), "
            "arts\u00a090–95",
        ),
    ],
)
def test_a_citation_is_said_short_and_in_full(language: str, short: str, full: str) -> None:
    with translation.override(language):
        assert citations.words("解释 90-95") == short
        assert citations.full("解释 90-95") == full
        marked = citations.marked("解释 90-95; <b> 1")
        assert "&lt;b&gt;" in marked and "<b>" not in marked
        assert strip_tags(marked).startswith(short)


def test_every_node_has_somebody_whose_turn_it_is() -> None:
    assert {duty.node for duty in DUTIES} == set(NODES)
    for duty in DUTIES:
        assert duty.node in ACTS[duty.act].at
        assert duty.role in ACTS[duty.act].by


def test_the_language_is_switched_and_kept(world: World, client) -> None:
    assert "登录" in client.get(reverse("sign-in")).content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": reverse("sign-in")})
    page = client.get(reverse("sign-in")).content.decode()
    assert '<html lang="en">' in page and "Sign in" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("status", [403, 404])
def test_what_went_wrong_is_said_in_both_languages(
    world: World, language: str, status: int
) -> None:
    url = reverse("board") if status == 403 else "/no-such-page"
    answer = world.client("clerk", language).get(url)
    words_of = {403: ("您的职务不能查看此页", "This page is not for your office"),
                404: ("没有这个页面", "There is no such page")}  # fmt: skip
    assert answer.status_code == status
    assert words_of[status][language == "en"] in answer.content.decode()


def test_a_failure_is_answered_without_the_database(rf) -> None:
    for language, said in (("zh-hans", "系统出现问题"), ("en", "went wrong on our side")):
        with translation.override(language):
            answer = failed(rf.get("/"))
        assert answer.status_code == 500
        assert said in answer.content.decode()


def test_a_failure_of_the_pages_themselves_is_answered_too(
    rf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("no style sheets")

    monkeypatch.setattr("courtflow.accounts.views.render", broken)
    answer = failed(rf.get("/"))
    assert answer.status_code == 500 and "请稍后再试" in answer.content.decode()
