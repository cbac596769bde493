"""The tables as machines and people read them from the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.law.overrides import OVERRIDES, rules_of
from cases.law.procedures import Procedure
from tests.cases.commands.life import ask

SHARED = Path(__file__).parents[3] / ".." / "shared"


def reference(name: str) -> Any:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"the reference table {name} is not beside the project")
    return json.loads(path.read_text("utf-8"))


def test_nodes_are_those_of_the_reference_table() -> None:
    expected = reference("nodes.json")
    printed = ask("nodes")
    for node in printed:
        node.pop("overrides")
        for basis in ("statutory", "management"):
            if node[basis] is not None:
                assert node[basis].pop("citation")
    assert printed == expected


def test_outcomes_are_those_of_the_reference_table() -> None:
    assert ask("outcomes") == reference("outcomes.json")


def test_every_override_is_shown_with_the_limits_that_hold() -> None:
    shown = {
        (node["code"], procedure): cell
        for node in ask("nodes")
        for procedure, cell in node["overrides"].items()
    }
    assert set(shown) == {(code, procedure.value) for code, procedure in OVERRIDES}
    for (code, procedure), cell in shown.items():
        assert set(cell) == {"use", "statutory", "management", "note", "drafts"}
        assert cell["use"] == OVERRIDES[code, Procedure(procedure)].use
        if cell["use"] == "unused":
            assert cell["statutory"] is cell["management"] is None
            continue
        for basis, rule in zip(
            ("statutory", "management"), rules_of(code, Procedure(procedure)), strict=True
        ):
            said = cell[basis]
            assert (said and (said["limit"], said["unit"], said["citation"])) == (
                rule and (rule.limit.amount, rule.limit.unit.value, rule.citation)
            )


@pytest.mark.parametrize(
    ("node", "procedure", "limit", "bound"),
    [
        ("evidence_period", "small_claims", 7, "party_at_most"),
        ("answer_period", "summary", 15, "party_at_most"),
        ("filing_review", "second_instance", 5, "court_at_most"),
        ("evidence_period", "second_instance", 10, "party_at_least"),
    ],
)
def test_an_override_says_its_own_limit(node: str, procedure: str, limit: int, bound: str) -> None:
    [found] = [n for n in ask("nodes") if n["code"] == node]
    statutory = found["overrides"][procedure]["statutory"]
    assert (statutory["limit"], statutory["bound"]) == (limit, bound)


@pytest.mark.parametrize("command", ["nodes", "outcomes"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_people_read_the_tables_in_their_language(command: str, lang: str) -> None:
    out = io.StringIO()
    call_command(command, "--lang", lang, stdout=out)
    rows = NODES if command == "nodes" else OUTCOMES
    for row in rows.values():
        assert row.code in out.getvalue()
        assert getattr(row, lang) in out.getvalue()


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(CommandError, match="zh"):
        call_command("nodes", "--lang", "fr")
