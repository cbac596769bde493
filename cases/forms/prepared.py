"""A filing as it is prepared so far: its screens, the words of the complaint, the case to be."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.http import QueryDict

from cases.acts.filing import preparing
from cases.acts.filing.registering import NewCase, NewPaper
from cases.drafting import composing
from cases.forms.screens import (
    ClaimsSheet,
    ConsentsSheet,
    EvidenceSheet,
    FactsSheet,
    Known,
    PartiesSheet,
    Sheet,
    sheets,
)
from cases.law.periods import local_date
from cases.models import Court, Filing

S = TypeVar("S", bound=Sheet)
WORDING = "wording"
"""Kept like a screen: the words of the complaint where the person wrote their own."""


@dataclass
class Prepared:
    """What is kept of a filing, read back through the forms."""

    filing: Filing
    known: Known
    kept: dict[str, preparing.Kept] = field(init=False)
    sheets: dict[str, Sheet] = field(init=False)

    def __post_init__(self) -> None:
        self.kept = preparing.answers(self.filing)
        typed = {code: querydict(one.data) for code, one in self.kept.items()}
        self.sheets = sheets(self.known, typed)

    def version(self, code: str) -> int:
        return self.kept[code].version if code in self.kept else 0

    @cached_property
    def missing(self) -> list[str]:
        """The screens that are not in order yet."""
        return [code for code, sheet in self.sheets.items() if not sheet.is_valid()]

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @cached_property
    def today(self) -> date:
        """The day of the last change, by the clock of the court it is for."""
        return local_date(self.filing.changed_at + self.court.group.offset)

    # What follows is asked of a filing whose screens are in order.

    @property
    def court(self) -> Court:
        court: Court = self.sheets["matter"].values["court"]
        return court

    @cached_property
    def composed(self) -> str:
        """The complaint in the words that the answers make."""
        parties, claims = self._sheet(PartiesSheet), self._sheet(ClaimsSheet)
        facts, evidence = self._sheet(FactsSheet), self._sheet(EvidenceSheet)
        named = parties.named()
        plaintiffs = "、".join(one.name for one in named if one.side == "plaintiff")
        return composing.complaint(
            named, claims.text(named), facts.text(named), evidence.proofs(), self.court.name,
            plaintiffs, self.today,
        )  # fmt: skip

    @property
    def own_words(self) -> str:
        """What the person made of it; empty where they left it as it is."""
        kept = self.kept.get(WORDING)
        return kept.data["text"][0] if kept and kept.data.get("text") else ""

    @property
    def is_stale(self) -> bool:
        """Whether answers changed after the person wrote their own words."""
        kept = self.kept.get(WORDING)
        of = kept.data.get("of", [""])[0] if kept and self.own_words else ""
        return bool(of) and of != preparing.digest(self.composed)

    @property
    def paper(self) -> str:
        """The words that are signed and sent."""
        return self.own_words or self.composed

    @cached_property
    def under_signature(self) -> str:
        """All that a signature is for: the words, and the suit that the answers make, which own
        words need not say."""
        about = {
            "paper": self.paper, "composed": self.composed, "court": self.court.code,
            "cause": self.sheets["matter"].values["cause"].code,
            "amount": str(self._sheet(ClaimsSheet).amount),
        }  # fmt: skip
        return json.dumps(about, ensure_ascii=False, sort_keys=True)

    def new_case(self) -> NewCase:
        claims, consents = self._sheet(ClaimsSheet), self._sheet(ConsentsSheet)
        proofs = [
            f"{n}. {proof.name}" + (f"：{proof.proves}" if proof.proves else "")
            for n, proof in enumerate(self._sheet(EvidenceSheet).proofs(), 1)
        ]
        papers = [
            NewPaper("complaint", "民事起诉状", self.paper),
            NewPaper("address_confirmation", "送达地址确认书", consents.agreed()),
        ]
        if proofs:
            papers.insert(1, NewPaper("evidence_list", "证据清单", "\n".join(proofs)))
        parties = self._sheet(PartiesSheet).new_parties()
        parties[0].address = consents.values["address"] or parties[0].address
        parties[0].phone = consents.values["phone"] or parties[0].phone
        parties[0].takes_papers_online = "e_service" in consents.values["consents"]
        facts: dict[str, Any] = {
            "mediation": consents.values["mediation"], "consents": consents.values["consents"],
        }  # fmt: skip
        return NewCase(
            court=self.court, cause_code=self.sheets["matter"].values["cause"].code,
            parties=parties, amount=claims.amount, papers=papers, tray=self.filing.pk,
            facts_of=facts,
        )  # fmt: skip

    def others(self) -> dict[int, str]:
        """The further plaintiffs by number, who sign with accounts of their own."""
        plaintiffs = [
            party for party in self._sheet(PartiesSheet).named() if party.side == "plaintiff"
        ]
        return {n: party.name for n, party in enumerate(plaintiffs, 1) if n > 1}

    def number_of(self, plaintiff: int) -> str:
        """The identity or credit code number of a plaintiff, by which their account is found."""
        found = [x for x in self._sheet(PartiesSheet).new_parties() if x.side == "plaintiff"]
        return found[plaintiff - 1].id_number if plaintiff <= len(found) else ""

    def _sheet(self, kind: type[S]) -> S:
        sheet = self.sheets[kind.code]
        assert isinstance(sheet, kind)
        return sheet


def querydict(data: dict[str, list[str]]) -> QueryDict:
    """What was typed, as forms read it."""
    found = QueryDict(mutable=True)
    for name, values in data.items():
        found.setlist(name, values)
    return found
