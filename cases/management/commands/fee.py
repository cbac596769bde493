"""`manage.py fee`: a court fee with its derivation; needs no database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from cases.law.fees.computing import fee
from cases.law.fees.scales import HALVING, KINDS, Kind
from cases.law.fees.steps import Fee
from cases.management.answer import Answer, AnsweringCommand, needed


class Command(AnsweringCommand):
    """A fee by the scale, step by step."""

    help = "诉讼费计算 / Compute a court fee (诉讼费用交纳办法), step by step."

    def questions(self, parser: CommandParser) -> None:
        """What the scale asks for."""
        parser.add_argument("--kind", help="类别 / kind: " + ", ".join(KINDS))
        parser.add_argument("--amount", help="金额（元） / amount in yuan, where there is one")
        parser.add_argument("--half", action="store_true", help="减半 / halved")
        parser.add_argument(
            "--ground",
            action="append",
            default=[],
            help="减半事由 / ground of halving: " + ", ".join(HALVING),
        )
        parser.add_argument("--base", help="省定标准（元/件） / the province's point in the range")

    def answer(self, **options: Any) -> Answer:
        """The fee; what the scale refuses says why by itself."""
        due = fee(
            needed(options["kind"], "--kind"),
            options["amount"],
            half=options["half"],
            grounds=options["ground"],
            base=options["base"],
        )
        kind = KINDS[options["kind"]]
        return Answer(_as_json(due), _lines(kind, due, zh=True), _lines(kind, due, zh=False))


def _as_json(due: Fee) -> dict[str, Any]:
    steps = [step._asdict() | {"amount": f"{step.amount:f}"} for step in due.steps]
    return {"fee": f"{due.amount:f}", "steps": steps}


def _lines(kind: Kind, due: Fee, *, zh: bool) -> list[str]:
    lines = [f"{kind.zh}（元）" if zh else f"{kind.en} (yuan)"]
    for number, step in enumerate(due.steps, start=1):
        words = step.zh if zh else step.en
        source = f"  [{step.citation}]" if step.citation else ""
        lines.append(f"{number:>3}. {step.amount:>20,f}  {words}{source}")
    return [*lines, f"  =  {due.amount:>20,f}  {'应交纳' if zh else 'to pay'}"]
