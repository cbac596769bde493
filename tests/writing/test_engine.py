"""What a form may hold, and what happens to everything else."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cases.writing import apart, blocks, engine
from cases.writing.engine import Unfillable, check, fill
from cases.writing.table import FORMS, fields_of, made_up

FIELDS: dict[str, Any] = {
    "name": "text", "day": "date", "sum": "money", "days": "number", "yes": "flag",
    "who": {"name": "text", "home": {"city": "text"}},
    "list": [{"what": "text", "more": ["text"]}], "words": ["text"],
}  # fmt: skip

REFUSED = [
    "{{ ''.__class__ }}",
    "{{ name.__class__ }}",
    "{{ name.__class__.__mro__[1].__subclasses__() }}",
    "{{ who.items }}",
    "{{ who['name'] }}",
    "{{ name[0] }}",
    "{{ name.upper() }}",
    "{{ name() }}",
    "{{ 7*7 }}",
    "{{ 1 }}",
    "{{ 'text' }}",
    "{{ days + 1 }}",
    "{{ 9**9**9 }}",
    "{{ name ~ name }}",
    "{{ name if yes else day }}",
    "{{ [name] }}",
    "{{ {'a': name} }}",
    "{{ (name, day) }}",
    "{{ name == day }}",
    "{{ not name }}",
    "{{ unknown }}",
    "{{ who.unknown }}",
    "{{ who }}",
    "{{ words }}",
    "{{ list.what }}",
    "{{ name|upper }}",
    "{{ name|safe }}",
    "{{ name|attr('x') }}",
    "{{ name|date_long }}",
    "{{ day|money }}",
    "{{ day|date_long('x') }}",
    "{{ self }}",
    "{{ request }}",
    "{{ config }}",
    "{{ cycler.__init__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ range(9) }}",
    "{{ loop.index }}",
    "{% set x = 1 %}",
    "{% include '/etc/passwd' %}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% block x %}{% endblock %}",
    "{% macro x() %}{% endmacro %}",
    "{% call name() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with a=1 %}{% endwith %}",
    "{% autoescape true %}{% endautoescape %}",
    "{% if name is defined %}x{% endif %}",
    "{% if name in words %}x{% endif %}",
    "{% if name.x() %}x{% endif %}",
    "{% if days > days + 1 %}x{% endif %}",
    "{% for x in range(9) %}{% endfor %}",
    "{% for x in name %}{% endfor %}",
    "{% for x in 'abc' %}{% endfor %}",
    "{% for name in words %}{% endfor %}",
    "{% for loop in words %}{% endfor %}",
    "{% for a, b in words %}{% endfor %}",
    "{% for x in words if x %}{% endfor %}",
    "{% for x in words recursive %}{% endfor %}",
    "{% for x in words %}{% else %}none{% endfor %}",
    "{% for x in words %}{{ loop.cycle('a') }}{% endfor %}",
    "{% for x in words %}{{ loop }}{% endfor %}",
    "{% for x in words %}{% for y in words %}{% for z in words %}{% endfor %}{% endfor %}"
    "{% endfor %}",
    "{% for x in words %}{% endfor %}{{ x }}",
    "{{ name ",
    "{% if name %}",
    "{% endif %}",
    "{% unknown %}",
    "{{ " + "(" * 3000 + "name" + ")" * 3000 + " }}",
    "{% if " + "not " * 3000 + "name %}{% endif %}",
    "x" * 20_001,
]

ACCEPTED = [
    ("", ""),
    ("plain", "plain"),
    ("{{ name }}", "张三"),
    ("{{ who.home.city }}", "济南"),
    ("{{ day|date_long }}", "2026年3月2日"),
    ("{{ day|date_official }}", "二〇二六年三月二日"),
    ("{{ sum|money }}", "1,150.00"),
    ("{{ sum|capitals }}", "人民币壹仟壹佰伍拾元整"),
    ("{{ days|numeral }}", "十五"),
    ("{{ name|masked }}", "张某"),
    ("{# a remark #}x", "x"),
    ("{% raw %}{{ 7*7 }}{% endraw %}", "{{ 7*7 }}"),
    ("{% if name %}a{% else %}b{% endif %}", "a"),
    ("{% if not yes %}a{% elif days == 15 and name != 'x' %}b{% endif %}", "b"),
    ("{% if days > 7 or yes %}a{% endif %}", "a"),
    ("{% for x in words %}{{ loop.index }}{{ x }}{% if not loop.last %}、{% endif %}{% endfor %}",
     "1甲、2乙"),
    ("{% for x in list %}{% for y in x.more %}{{ x.what }}{{ y }}{% endfor %}{% endfor %}", "丙丁"),
]  # fmt: skip
VALUES: dict[str, Any] = {
    "name": "张三", "day": "2026-03-02", "sum": "1150", "days": 15, "yes": True,
    "who": {"name": "李四", "home": {"city": "济南"}},
    "list": [{"what": "丙", "more": ["丁"]}], "words": ["甲", "乙"],
}  # fmt: skip


@pytest.mark.parametrize("source", REFUSED, ids=lambda source: source[:50])
def test_what_is_not_on_the_list_is_refused_before_anything_runs(source: str) -> None:
    problems = check(source, FIELDS)
    assert problems and all(one.zh and one.en for one in problems)
    assert "text" not in engine.do({"source": source, "fields": FIELDS, "values": VALUES})


@pytest.mark.parametrize(("source", "text"), ACCEPTED, ids=lambda source: source[:50])
def test_fields_conditions_and_loops_are_enough(source: str, text: str) -> None:
    assert check(source, FIELDS) == []
    assert engine.do({"source": source, "fields": FIELDS, "values": VALUES}) == {"text": text}


def test_a_problem_says_on_which_line() -> None:
    problems = check("a\n{{ nobody }}\n\n{% set x = 1 %}", FIELDS)
    assert [(one.line, one.en) for one in problems] == [
        (2, "there is no field “nobody”"),
        (4, "“set” is not possible; only fields, conditions (if) and loops (for) are"),
    ]


HOSTILE = [
    "{{7*7}}", "{% for x in y %}", "# 假标题", "^ 假法院", "= 甲 | 乙", "| 甲 | 乙", "~~ 日期",
    "一\n# 假标题\n二", "一\u2028# 假标题", "一\x85= 甲 | 乙", "\\", "\\n", "\\| x", "a\r\n^ b",
    "@ x", "& x", "+ x", "! x",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_people_typed_is_never_a_statement_and_never_a_mark(typed: str) -> None:
    source = "{{ name }}\n@ {{ name }}\n= {{ name }} | {{ name }}\n| {{ name }} | {{ name }}\n"
    written = engine.do({"source": source, "fields": FIELDS, "values": {"name": typed}})["text"]
    said = typed.replace("\r\n", "\n")
    for char in "\u2028\x85":
        said = said.replace(char, "\n")
    assert blocks.read(written) == [
        blocks.Line("paragraph", said), blocks.Line("to", said), blocks.Rows(((said, said),)),
        blocks.Table((said, said), ()),
    ]  # fmt: skip


def test_characters_that_hide_or_turn_are_left_out() -> None:
    assert engine.literal("张\u202e三\u200b\x00\u2066李\ufeff") == "张三李"


def test_a_value_that_is_not_there_or_does_not_fit_is_told() -> None:
    def told(source: str, values: dict[str, Any]) -> list[str]:
        with pytest.raises(Unfillable) as error:
            fill(source, FIELDS, values)
        return [one.en for one in error.value.problems]

    assert told("{{ name }}", {}) == ["nothing to put in: 'name' is undefined"]
    assert told("{{ day|date_long }}", {"day": "soon"}) == [
        "a value does not fit its way of writing: date"
    ]
    assert told("{{ nobody }}", {}) == ["there is no field “nobody”"]


def test_what_the_case_does_not_have_leaves_nothing_behind() -> None:
    empty = {"day": "", "sum": "", "name": ""}
    assert fill("[{{ day|date_long }}{{ sum|capitals }}{{ name }}]", FIELDS, empty) == "[]"


def test_a_form_that_grows_without_end_ends() -> None:
    source = "{% for x in words %}{% for y in words %}{{ name }}{% endfor %}{% endfor %}"
    values = {"name": "字" * 100, "words": ["甲"] * 5000}
    with pytest.raises(Unfillable) as error:
        fill(source, FIELDS, values)
    assert "limits of time and length" in error.value.problems[0].en


def test_a_form_that_runs_without_end_ends() -> None:
    source = "{% for x in words %}{% for y in words %}{% endfor %}{% endfor %}"
    with pytest.raises(apart.TooMuch):
        asked = {"source": source, "fields": FIELDS, "values": {"words": ["甲"] * 200_000}}
        apart.run("cases.writing.engine", asked, wall=3)


def test_the_process_apart_has_no_way_out(tmp_path: Any) -> None:
    import subprocess
    import sys

    for way in ("open('/etc/passwd')", "__import__('socket').socket()", "os.listdir('/')",
                "__import__('subprocess').run(['true'])"):  # fmt: skip
        code = (
            f"import sys, os, socket, subprocess; sys.path.append({str(apart.ROOT)!r});"
            f"from cases.writing import apart; sys.addaudithook(apart._watch); {way}"
        )
        done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
        assert done.returncode and "PermissionError" in done.stderr, way


@pytest.mark.parametrize("code", FORMS)
def test_the_shipped_texts_are_what_a_court_could_have_saved(code: str) -> None:
    form = FORMS[code]
    assert check(form.shipped, fields_of(form)) == []
    written = fill(form.shipped, fields_of(form), made_up(form))
    read = blocks.read(written)
    # What stands in brackets tells two papers of one title apart.
    assert blocks.title(read) == form.zh.partition("（")[0]
    assert read[0] == blocks.Line("court", "某某区人民法院")


MONEY = {
    "0": "人民币零元整", "0.05": "人民币伍分", "0.5": "人民币伍角整", "10": "人民币壹拾元整",
    "1000000.05": "人民币壹佰万元零伍分", "10203.4": "人民币壹万零贰佰零叁元肆角整",
    "1050300": "人民币壹佰零伍万零叁佰元整", "100000001": "人民币壹亿零壹元整",
    "107000.53": "人民币壹拾万柒仟元伍角叁分", "1200000000": "人民币壹拾贰亿元整",
}  # fmt: skip


@pytest.mark.parametrize(("amount", "written"), MONEY.items())
def test_money_in_capitals(amount: str, written: str) -> None:
    assert engine.FILTERS["capitals"](amount) == written


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("= a | {% if yes %}1{% else %}2{% endif %}\n= b |", "= a | 1\n= b |"),
        ("{% if yes %}\n= a |\n{% endif %}\n= b |", "= a |\n= b |"),
        ("  {% if yes %}{% endif %}  \n= b |", "= b |"),
    ],
)
def test_a_statement_at_the_end_of_a_line_leaves_the_line(source: str, expected: str) -> None:
    assert fill(source, FIELDS, {"yes": True}).strip() == expected


def test_no_row_of_a_shipped_form_runs_into_the_next() -> None:
    for form in FORMS.values():
        text = fill(form.shipped, fields_of(form), made_up(form))
        for line in text.splitlines():
            assert line.count(" | ") <= 6 and "= " not in line[2:], (form.code, line)


def test_the_process_that_stands_ready_is_replaced_when_it_dies() -> None:
    assert fill("{{ name }}", FIELDS, {"name": "甲"}) == "甲"
    ready = apart._ready
    assert ready is not None
    os.kill(ready.process.pid, signal.SIGKILL)
    assert fill("{{ name }}", FIELDS, {"name": "乙"}) == "乙"
    assert apart._ready is not None and apart._ready.process.pid != ready.process.pid


def test_each_request_has_a_process_of_its_own_and_all_go_at_once() -> None:
    with ThreadPoolExecutor(8) as threads:
        names = [f"第{n}份" for n in range(40)]
        made = list(threads.map(lambda name: fill("{{ name }}", FIELDS, {"name": name}), names))
    assert made == names
