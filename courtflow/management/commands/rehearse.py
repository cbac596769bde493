"""Play whole lives of cases with scripted people in the demo courts."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.facts import FactsError, read
from courtflow.rehearsal.people import cast
from courtflow.rehearsal.play import Subject, from_facts, made_up, rehearse


class Command(BaseCommand):
    help = "Play whole lives of cases with scripted people; prints what was reached."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=None, help="how many disputes to play")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--file", type=Path, help="facts of real cases, one JSON object a line")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        subjects = self._subjects(options["file"], options["seed"])
        count = options["cases"] if options["cases"] is not None else len(subjects) or 76
        if count < 1:
            raise CommandError("--cases 应为正整数。/ --cases takes a number from 1 up.")
        endless = itertools.cycle(subjects) if subjects else _made_up(options["seed"])
        played = rehearse(cast(), endless, count, options["seed"])
        answer = {
            "cases": played.cases,
            "nodes_visited": sorted(played.nodes_visited),
            "outcomes": sorted(played.outcomes),
            "entries": played.entries,
            "refused": played.refused,
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(
                f"{played.cases} 件案件 / cases, {len(played.nodes_visited)} 个节点 / nodes, "
                f"{len(played.outcomes)} 种结果 / outcomes, {played.entries} 条记录 / entries"
            )

    def _subjects(self, path: Path | None, seed: int) -> list[Subject]:
        if path is None:
            return []
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: 无法读取。/ cannot be read: {error}") from error
        subjects = []
        for number, line in enumerate(lines, 1):
            try:
                subjects.append(from_facts(read(line)))
            except FactsError as error:
                self.stderr.write(f"{path}:{number}: {error.zh} / {error.en}")
        if not subjects:
            raise CommandError(f"{path}: 没有可用的案件。/ holds no usable case.")
        return subjects


def _made_up(seed: int) -> Any:
    rng = random.Random(seed)
    while True:
        yield made_up(rng)
