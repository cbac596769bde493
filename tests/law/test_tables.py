"""The tables of the law: what the reference tables say, and sound in themselves.

A table is sound if nothing in it hangs in the air: every place can be reached and left, every way
is somebody's act or the work of time, and every clock that can start can also be met.
"""

from __future__ import annotations

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cases.acts.filing.registering import FIRST_NODE
from cases.acts.service.serving import RESULT_OUTCOMES
from cases.acts.trial.appeals import ANSWERED
from cases.law import ladder
from cases.law.acts import ACTS, DECIDED_BY, FieldKind
from cases.law.acts import TABLE as ACT_TABLE
from cases.law.clocks import (
    CASE_RULES,
    EXTENSIONS,
    KINDS,
    RULING_RULE,
    SUB_TABLE,
    SUBS,
)
from cases.law.incidents import INCIDENTS
from cases.law.nodes import NODES, PHASES, Rule
from cases.law.nodes import TABLE as NODE_TABLE
from cases.law.objections import OBJECTIONS, PAPERS
from cases.law.outcomes import OUTCOMES, WINDOWS
from cases.law.outcomes import TABLE as OUTCOME_TABLE
from cases.law.overrides import FOREIGN_RULES, ORIGIN_RULES, OVERRIDES, rules_of, use_of
from cases.law.procedures import Origin, Procedure, origin_words
from cases.law.refusals import REASONS
from cases.law.roles import Role
from cases.management.commands.nodes import as_json as node_as_json
from cases.management.commands.outcomes import as_json as outcome_as_json
from cases.proceeding import ON_ENTRY, ON_SKIP

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT / ".." / "shared"
PLACES = frozenset(NODES) | frozenset(OUTCOMES)
EDGES = {(node.code, target) for node in NODE_TABLE for target in node.leads_to} | {
    (outcome.code, target) for outcome in OUTCOME_TABLE for target in outcome.next
}


def reference(name: str) -> Any:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"the reference table {name} is not beside the project")
    return json.loads(path.read_text("utf-8"))


# -- the reference tables -----------------------------------------------------------------------


def test_the_nodes_are_those_of_the_reference() -> None:
    ours = [node_as_json(node) for node in NODE_TABLE]
    for node in ours:
        del node["overrides"]
        for basis in ("statutory", "management"):
            if node[basis]:
                del node[basis]["citation"]
    assert ours == reference("nodes.json")


def test_the_outcomes_are_those_of_the_reference() -> None:
    assert [outcome_as_json(outcome) for outcome in OUTCOME_TABLE] == reference("outcomes.json")


# -- places and ways ----------------------------------------------------------------------------


def test_there_are_26_nodes_in_order_and_each_name_stands_once() -> None:
    assert [node.no for node in NODE_TABLE] == list(range(1, 27))
    assert len(NODES) == len(NODE_TABLE) and len(OUTCOMES) == len(OUTCOME_TABLE)
    assert not NODES.keys() & OUTCOMES.keys()


def test_every_way_leads_to_a_place() -> None:
    assert {target for _, target in EDGES} <= PLACES
    for node in NODE_TABLE:
        assert set(node.next) <= NODES.keys()
        assert set(node.outcomes) <= OUTCOMES.keys()
        assert node.onward in node.leads_to
        assert node.code not in node.next


def reached(starts: set[str], ways: set[tuple[str, str]]) -> set[str]:
    found = set(starts)
    while more := {b for a, b in ways if a in found} - found:
        found |= more
    return found


def test_every_place_can_be_reached_and_every_case_can_be_archived() -> None:
    starts = {"filing_review", *(node for node, _ in FIRST_NODE.values())}
    assert reached(starts, EDGES) == PLACES
    assert reached({"archived"}, {(b, a) for a, b in EDGES}) == PLACES


def test_an_end_leads_only_to_archiving() -> None:
    for outcome in OUTCOME_TABLE:
        if outcome.kind == "end":
            assert outcome.next == ("closing_archiving",)


def test_what_time_does_the_table_allows() -> None:
    for node in NODE_TABLE:
        target = node.expiry_target
        if node.expiry == "C":
            assert target is None or "absence" in node.on_expiry
        else:
            assert target in node.leads_to
        if node.expiry == "B":
            assert target in DECIDED_BY
    for (code, _), cell in OVERRIDES.items():
        if cell.drafts:
            assert cell.drafts in NODES[code].outcomes and cell.drafts in DECIDED_BY


BY_TIME_SERVICE_OR_ANSWER: dict[tuple[str, str], str] = {
    ("complaint_service", "answer_period"): "the last defendant is served",
    ("judgment_service", "appeal_period"): "the last party is served",
    ("judgment_service", "judgment_effective"): "the last party is served: small claims, final",
    ("judgment_service", "mediation_statement_effective"): "the last party has signed for it",
    ("judgment_service", "affirmed"): "the last party is served with a final judgment",
    ("judgment_service", "changed"): "the last party is served with a final judgment",
    ("judgment_service", "remanded"): "the last party is served with the ruling",
    ("judgment_service", "retrial_ordered"): "the last party is served with the ruling",
    ("judgment_service", "retrial_rejected"): "the last party is served with the ruling",
    ("appeal_period", "judgment_effective"): "time: every party's period is over",
    ("on_appeal", "judgment_effective"): "the linked appeal affirmed or changed the judgment",
    ("on_appeal", "mediation_statement_effective"): "the appeal was settled by a statement",
    ("on_appeal", "fee_payment"): "ordered to accept what was refused",
    ("on_appeal", "case_assignment"): "ordered to hear what was dismissed",
    ("on_appeal", "closing_archiving"): "remanded, or the ruling stands: this case is done",
}
"""Ways that no act names as its own, and why a case goes there all the same."""


def test_every_way_is_somebodys_act_or_the_work_of_time_service_or_an_answer() -> None:
    by_act = {(place, act.to) for act in ACT_TABLE if act.to for place in act.at}
    assert EDGES - by_act == set(BY_TIME_SERVICE_OR_ANSWER)


def test_the_ways_without_an_act_are_gone_by_the_engine() -> None:
    assert {b for a, b in BY_TIME_SERVICE_OR_ANSWER if a == "judgment_service"} == {
        "appeal_period",
        "judgment_effective",
        "mediation_statement_effective",
        *RESULT_OUTCOMES.values(),
    }
    assert {("on_appeal", target) for target in ANSWERED.values()} <= EDGES
    assert NODES["appeal_period"].expiry_target == "judgment_effective"
    assert NODES["complaint_service"].onward == "answer_period"


def test_every_act_that_moves_goes_a_way_of_the_table() -> None:
    for act in ACT_TABLE:
        assert act.at and set(act.at) <= PLACES, act.code
        assert len(set(act.at)) == len(act.at), act.code
        if act.to is not None:
            assert {(place, act.to) for place in act.at} <= EDGES, act.code


def test_every_node_is_left_by_somebody_or_by_time() -> None:
    for node in NODE_TABLE:
        moving = [act for act in ACT_TABLE if act.to and node.code in act.at]
        assert moving or node.expiry == "A", node.code


# -- acts ---------------------------------------------------------------------------------------


def test_acts_and_their_fields_are_named_once() -> None:
    assert len(ACTS) == len(ACT_TABLE)
    for act in ACT_TABLE:
        names = [field.name for field in act.fields]
        assert len(names) == len(set(names)), act.code


def test_every_field_can_be_filled_in() -> None:
    kinds = set(FieldKind.__args__)  # type: ignore[attr-defined]
    for act in ACT_TABLE:
        for field in act.fields:
            assert field.kind in kinds, act.code
            assert bool(field.choices) is (field.kind == "choice"), act.code
            assert (field.role is not None) is (field.kind == "person"), act.code
            codes = [code for code, _, _ in field.choices]
            assert len(codes) == len(set(codes)), act.code
        assert act.by and act.by <= set(Role), act.code
        assert Role.TIME not in act.by, act.code


# -- clocks and the events that start and end them -----------------------------------------------


def rules() -> Iterator[tuple[str, Rule]]:
    for node in NODE_TABLE:
        for rule in (node.statutory, node.management):
            if rule:
                yield node.code, rule
    for (code, procedure), cell in OVERRIDES.items():
        for rule in (cell.statutory, cell.management):
            if rule:
                yield f"{code} {procedure}", rule
    yield from ((f"{code} {origin}", rule) for (code, origin), rule in ORIGIN_RULES.items())
    yield from ((f"{code} foreign", rule) for code, rule in FOREIGN_RULES.items())
    yield from ((procedure.value, rule) for procedure, rule in CASE_RULES.items())
    yield "ruling", RULING_RULE
    yield from ((sub.code, sub.rule) for sub in SUB_TABLE)
    yield from ((f"{sub.code} abroad", sub.abroad) for sub in SUB_TABLE if sub.abroad)
    yield from ((kind.code, kind.own) for kind in INCIDENTS.values() if kind.own)


def test_every_limit_is_some_time_and_has_a_source() -> None:
    for name, rule in rules():
        assert rule.limit.amount > 0, name
        assert rule.citation.strip(), name
    for window in WINDOWS.values():
        assert window.limit.amount > 0 and window.citation, window.code
    for procedure, extensions in EXTENSIONS.items():
        for limit, approver, citation in extensions:
            assert limit.amount > 0 and approver and citation, procedure


def test_every_node_has_a_limit_in_every_procedure_that_uses_it() -> None:
    for code in NODES:
        for procedure in Procedure:
            if use_of(code, procedure) != "unused":
                assert any(rules_of(code, procedure)), (code, procedure)


def test_overrides_speak_of_nodes_that_there_are() -> None:
    for code in [
        *(code for code, _ in OVERRIDES),
        *(code for code, _ in ORIGIN_RULES),
        *FOREIGN_RULES,
    ]:
        assert code in NODES


def emitted() -> set[str]:
    """Every event that some act, effect or automatic rule brings about."""
    events = {event for act in ACT_TABLE for event in act.events}
    events |= {*ON_ENTRY.values(), *ON_SKIP.values(), "papers_received"}
    events |= {event for _, event in FIRST_NODE.values()}
    [kind] = [field for field in ACTS["seize"].fields if field.name == "kind"]
    events |= {code for code, _, _ in kind.choices}
    events |= {one.event for one in OBJECTIONS.values()}
    events |= {f"{paper}_reached" for paper in PAPERS}
    for path in (
        *(PROJECT / "cases").glob("*.py"),
        *(PROJECT / "cases" / "acts").rglob("*.py"),
        *PROJECT.glob("*/acts.py"),
    ):
        events |= set(_started_in(ast.parse(path.read_text("utf-8"))))
    return events


def _started_in(tree: ast.AST) -> Iterator[str]:
    """Words given to ``start``, to ``then``, and in the list of what an outcome is in itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "start" and node.args:
            yield from _words(node.args[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "opens":
            yield from _words(node.args[1])
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", "") == "then":
            yield from _words(node.value)
        elif isinstance(node, ast.FunctionDef) and node.name == "_automatic_events":
            yield from (word for part in node.body for word in _words(part))


def _words(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


STARTS = {
    **{node.starts: node.code for node in NODE_TABLE},
    **{node.again: node.code for node in NODE_TABLE if node.again},
    **{node.management_starts: node.code for node in NODE_TABLE if node.management_starts},
    **{sub.starts: sub.code for sub in SUB_TABLE},
    **{window.starts: window.code for window in WINDOWS.values()},
}
ENDS = {event: sub.code for sub in SUB_TABLE for event in sub.ends}


def test_every_event_that_starts_a_clock_takes_place_somewhere() -> None:
    assert STARTS.keys() <= emitted()


def test_every_event_that_ends_a_sub_timer_can_take_place() -> None:
    assert ENDS.keys() <= emitted()


def test_every_event_of_an_act_is_heard_or_a_mere_milestone() -> None:
    milestones = {"file_sent_up"}
    heard = STARTS.keys() | ENDS.keys()
    assert {event for act in ACT_TABLE for event in act.events} - heard == milestones


def test_incidents_speak_of_what_there_is() -> None:
    for kind in INCIDENTS.values():
        assert kind.at and set(kind.at) <= NODES.keys(), kind.code
        assert set(kind.pauses) <= NODES.keys() | SUBS.keys() | {"case", "all"}, kind.code
        assert set(kind.blocks) <= ACTS.keys(), kind.code


def test_windows_lead_to_where_their_outcome_leads() -> None:
    for outcome in OUTCOME_TABLE:
        for window in outcome.windows:
            if window.leads_to in PLACES:
                assert window.leads_to in outcome.next, (outcome.code, window.code)
            else:
                assert window.leads_to.startswith("a linked "), window.leads_to


def test_clock_codes_are_told_apart() -> None:
    codes = [*NODES, *SUBS, *WINDOWS, *INCIDENTS, *(procedure.value for procedure in CASE_RULES)]
    assert {code for code in codes if codes.count(code) > 1} <= {"third_party_objection"}
    assert len(SUBS) == len(SUB_TABLE)


# -- words --------------------------------------------------------------------------------------


def words() -> Iterator[tuple[str, str, str]]:
    for table in (NODE_TABLE, OUTCOME_TABLE, ACT_TABLE, SUB_TABLE, WINDOWS.values()):
        yield from ((thing.code, thing.zh, thing.en) for thing in table)  # type: ignore[attr-defined]
    yield from ((kind.code, kind.zh, kind.en) for kind in INCIDENTS.values())
    yield from ((role.value, role.zh, role.en) for role in Role)
    yield from ((procedure.value, procedure.zh, procedure.en) for procedure in Procedure)
    yield from ((origin.value, *origin_words(origin)) for origin in Origin)
    yield from ((light.code, light.zh, light.en) for light in ladder.LIGHTS.values())
    for table_of_words in (PHASES, KINDS, REASONS, ladder.RUNG_WORDS):
        yield from ((str(code), *pair) for code, pair in table_of_words.items())  # type: ignore[attr-defined]
    yield from ((node.code, *node.trigger) for node in NODE_TABLE)
    for act in ACT_TABLE:
        for field in act.fields:
            yield f"{act.code}.{field.name}", field.zh, field.en
            yield from ((f"{act.code}.{code}", zh, en) for code, zh, en in field.choices)


def test_everything_has_its_words_in_both_languages() -> None:
    for what, zh, en in words():
        assert zh.strip() and en.strip(), what
        assert any("\u4e00" <= sign <= "\u9fff" for sign in zh) or "{" in zh, what
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in en), what


def test_hints_and_notes_are_in_both_languages_or_in_none() -> None:
    pairs = [field.hint for act in ACT_TABLE for field in act.fields]
    pairs += [cell.note for cell in OVERRIDES.values()]
    for zh, en in pairs:
        assert bool(zh) == bool(en), (zh, en)


def test_a_refusal_names_the_same_things_in_both_languages() -> None:
    def named(text: str) -> set[str]:
        fields = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        return {name.removesuffix("_zh").removesuffix("_en") for name in fields}

    for reason, (zh, en) in REASONS.items():
        extra = {"node_unused", "not_here"}  # a place is named once, where the act is said
        assert named(zh) == named(en) or reason in extra, reason
