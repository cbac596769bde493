"""Diversion in words: what the rules make of a case, and why."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cases.law.causes import CauseError, by_code
from cases.law.diversion import CIRCUMSTANCES, Diverted, Reason
from cases.law.procedures import FIRST_INSTANCE, Procedure
from cases.law.weights import Part
from cases.reading import citations, labels


def shown(found: Diverted, procedure: str, *, panel: bool) -> dict[str, Any]:
    """Everything the page says of the diversion of a case."""
    first = Procedure(procedure) in FIRST_INSTANCE
    return {
        "track": track(found),
        "points": found.points,
        "parts": [_part(part) for part in found.parts],
        "suggests": labels.procedure(found.procedure.value) if first else "",
        "runs_under": labels.procedure(procedure),
        "panel": panel,
        "answers": [
            _answer(_("Simple or complex"), track(found), found.why("track")),
            *([
                _answer(_("Summary procedure"), verdict(found.summary), found.why("summary")),
                _answer(_("Small claims procedure"), verdict(found.small),
                        found.why("small_claims")),
            ] if first else []),
            _answer(_("Bench"), _bench(found), found.why("bench")),
        ],
    }  # fmt: skip


def track(found: Diverted) -> str:
    return _("complex") if found.is_complex else _("simple")


def brief(found: Diverted) -> str:
    """The reason that decides, for a line of a list."""
    order = ("track", "small_claims", "summary", "bench")
    reason = next((one for of in order for one in found.why(of)), None)
    return "" if reason is None else _words(reason)


def verdict(code: str) -> str:
    return {
        "must": _("applies"),
        "may": _("may apply"),
        "agreed": _("agreed by both sides"),
        "by_agreement": _("only if both sides agree"),
        "no": _("excluded"),
        "unknown": _("cannot be said yet"),
    }[code]


def _bench(found: Diverted) -> str:
    return {
        "panel": _("a panel"), "sole": _("one judge"), "either": _("a panel or one judge"),
    }[found.bench]  # fmt: skip


def _answer(label: str, said: str, reasons: tuple[Reason, ...]) -> dict[str, Any]:
    return {
        "label": label,
        "said": said,
        "reasons": [
            {"words": _words(one), "basis": citations.marked(one.citation)} for one in reasons
        ],
    }


def _words(reason: Reason) -> str:
    return labels.pick(reason.zh, reason.en)


def _part(part: Part) -> dict[str, Any]:
    words = {
        "cause": _("cause of action"), "parties": _("number of parties"),
        "papers": _("number of papers"), "amount": _("amount claimed"),
    }  # fmt: skip
    label = words.get(part.what, "")
    if part.what == "factor":
        one = CIRCUMSTANCES.get(part.of)
        label = labels.of(one) if one else _("tried anew")
    elif part.what == "cause" and part.of:
        label = labels.pair(label, _cause(part.of))
    return {"label": label, "points": part.points}


def _cause(code: str) -> str:
    try:
        return by_code(code).name
    except CauseError:
        return code
