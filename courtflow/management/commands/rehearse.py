"""`manage.py rehearse`: play whole lives of cases with scripted people in the demo courts."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from cases.facts import FactsError
from cases.intake import NotFiled, bad_line, draft_of, records
from cases.management.answer import Answer, AnsweringCommand, Unanswerable, read_number, reading
from courtflow.rehearsal.people import INSISTED, cast, only_in_a_demonstration
from courtflow.rehearsal.play import Played, Subject, from_facts, made_up, rehearse

USUAL = 76
"""Disputes that are played where no file says how many."""


class Command(AnsweringCommand):
    """Play life after life; a bad line or a stuck life is named and the rest go on."""

    help = "演练案件全程 / Play whole lives of cases with scripted people."

    def questions(self, parser: CommandParser) -> None:
        """How many, about what."""
        parser.add_argument("--cases", help="演练的纠纷件数 / how many disputes to play")
        parser.add_argument("--seed", default="1", help="随机种子 / seed of chance")
        parser.add_argument("--file", help="JSONL：每行一件真实案情 / facts of real cases")
        parser.add_argument("--into-this-database", action="store_true", help=INSISTED)

    def answer(self, **options: Any) -> Answer:
        """What was reached, which lines are no facts, and which lives got stuck."""
        only_in_a_demonstration(options["into_this_database"])
        seed = read_number(options["seed"], "--seed", 0, 10**9)
        given = options["cases"]
        count = None if given is None else read_number(given, "--cases", 1, 10**6)
        subjects, bad = _of_file(options["file"]) if options["file"] else ([], [])
        if options["file"] and not subjects and not bad:
            raise Unanswerable("no_facts", "文件中没有案件。", "There is no case in the file.")
        played = Played()
        if subjects or not options["file"]:
            endless = itertools.cycle(subjects) if subjects else _made_up(seed)
            played = rehearse(cast(), endless, count or len(subjects) or USUAL, seed)
        data = {
            "cases": played.cases,
            "nodes_visited": sorted(played.nodes_visited),
            "outcomes": sorted(played.outcomes),
            "entries": played.entries,
            "refused": played.refused,
            "bad": bad,
            "stuck": [stuck.named() for stuck in played.stuck],
        }
        return Answer(data, _lines(played, bad, "zh"), _lines(played, bad, "en"),
                      _failure(played, bad))  # fmt: skip


def _of_file(path: str) -> tuple[list[Subject], list[dict[str, Any]]]:
    """The subjects of a file, and its bad lines as ``file_cases`` names them."""
    subjects, bad = list[Subject](), list[dict[str, Any]]()
    with reading(path) as file:
        for number, line in records(file):
            try:
                subjects.append(from_facts(draft_of(line)))
            except (FactsError, NotFiled) as error:
                bad.append(bad_line(number, error))
    return subjects, bad


def _made_up(seed: int) -> Iterator[Subject]:
    rng = random.Random(seed)
    while True:
        yield made_up(rng)


# -- words ------------------------------------------------------------------------------------


def _lines(played: Played, bad: list[dict[str, Any]], lang: str) -> list[str]:
    nodes, outcomes = len(played.nodes_visited), len(played.outcomes)
    first = {
        "zh": f"案件 {played.cases} 件，节点 {nodes} 个，结果 {outcomes} 种，"
              f"记录 {played.entries} 条",
        "en": f"{played.cases} cases, {nodes} nodes, {outcomes} outcomes, "
              f"{played.entries} entries",
    }  # fmt: skip
    named = [f"{line['line']:>8}: {line[lang]} [{line['reason']}]" for line in bad]
    stuck = [f"{one.named()[lang]} [{one.reason}]" for one in played.stuck]
    return [first[lang], *named, *stuck]


def _failure(played: Played, bad: list[dict[str, Any]]) -> tuple[str, str] | None:
    if not bad and not played.stuck:
        return None
    return (
        f"有 {len(bad)} 行不能使用，{len(played.stuck)} 个剧本演不下去。",
        f"{len(bad)} lines could not be used, {len(played.stuck)} lives got stuck.",
    )
