"""`manage.py fee`: a court fee with its derivation; needs no database."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.law.fees import HALVING, KINDS, Fee, FeeError, Kind, fee


class Command(BaseCommand):
    help = "诉讼费计算 / Compute a court fee (诉讼费用交纳办法), step by step."
    # A calculation should answer even where the settings of the servers are not complete.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kind", required=True, help="类别 / kind: " + ", ".join(KINDS))
        parser.add_argument("--amount", help="金额（元） / amount in yuan, where there is one")
        parser.add_argument("--half", action="store_true", help="减半 / halved")
        parser.add_argument(
            "--ground",
            action="append",
            default=[],
            help="减半事由 / ground of halving: " + ", ".join(HALVING),
        )
        parser.add_argument("--base", help="省定标准（元/件） / the province's point in the range")
        parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
        parser.add_argument("--lang", choices=("zh", "en"), help="语言 / language")

    def handle(self, *args: Any, **options: Any) -> None:
        lang = options["lang"] or _site_language()
        try:
            due = fee(
                options["kind"],
                options["amount"],
                half=options["half"],
                grounds=options["ground"],
                base=options["base"],
            )
        except FeeError as error:
            raise CommandError(f"{getattr(error, lang)} [{error.reason}]") from None
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(due), ensure_ascii=False))
        else:
            self.stdout.write(_as_text(KINDS[options["kind"]], due, lang))


def _site_language() -> str:
    return "zh" if settings.LANGUAGE_CODE.lower().startswith("zh") else "en"


def _as_json(due: Fee) -> dict[str, Any]:
    steps = [step._asdict() | {"amount": f"{step.amount:f}"} for step in due.steps]
    return {"fee": f"{due.amount:f}", "steps": steps}


def _as_text(kind: Kind, due: Fee, lang: str) -> str:
    zh = lang == "zh"
    lines = [f"{kind.zh}（元）" if zh else f"{kind.en} (yuan)"]
    for number, step in enumerate(due.steps, start=1):
        words = step.zh if zh else step.en
        source = f"  [{step.citation}]" if step.citation else ""
        lines.append(f"{number:>3}. {step.amount:>20,f}  {words}{source}")
    lines.append(f"  =  {due.amount:>20,f}  {'应交纳' if zh else 'to pay'}")
    return "\n".join(lines)
