"""Asking the register whether a name and a number belong together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from cases.law.identity import Kind
from courtflow.gateways import Unreachable


@dataclass(frozen=True)
class Answer:
    """What the register says, and under which reference it can be asked about it."""

    matches: bool
    reference: str


class IdentityGateway(Protocol):
    """A register of people and organisations."""

    name: str
    is_sandbox: bool

    def check(self, kind: Kind, name: str, number: str) -> Answer:
        """Whether they belong together. Raises Unreachable."""


class Sandbox:
    """Every name has every number, but for a name with 不符 in it; 无应答 gets no answer."""

    name = "sandbox"
    is_sandbox = True

    def check(self, kind: Kind, name: str, number: str) -> Answer:
        if "无应答" in name:
            raise Unreachable
        digest = hashlib.sha256(f"{kind}:{number}".encode()).hexdigest()
        return Answer("不符" not in name, digest[:16])
