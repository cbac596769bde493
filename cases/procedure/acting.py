"""One act takes place, in memory: its effects, its move, its entry, and whom it is told to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cases import chain
from cases.law.acts import NOT_TOLD, NOT_TOLD_INCIDENTS, PAID_ONLINE, TAKEN_IN, Act
from cases.law.on_paper import Paper
from cases.law.roles import Role
from cases.models.fields import seal
from cases.procedure.consequences import LEFT_BEHIND, PROOFS
from cases.procedure.deeds import Deed, begin
from cases.procedure.drafts import withdraw_drafts
from cases.procedure.moving import go, pass_through
from cases.procedure.standing import check
from cases.proceeding import Actor, Proceeding

DESK = ["role:clerk"]
"""What a person did always leaves a message, to the desk alone where it is not for the parties: an
entry that is cut off the end of a log is missed by it."""


def take_place(
    p: Proceeding, law: Act, by: Actor, data: dict[str, Any], paper: Paper | None = None,
    key: str | None = None, request: str = "",
) -> Deed:  # fmt: skip
    """The act takes place in memory: one way for what is shown and for what is done."""
    deed = begin(p, law, by, data, check(p, law, by), paper)
    if (rests := PROOFS.get(law.code)) is not None:
        deed.proofs = rests(p, deed)
    apply(p, deed, key=key, request=request)
    return deed


def apply(p: Proceeding, deed: Deed, *, key: str | None = None, request: str = "") -> None:
    """The act itself: effects, move, events, entry, and what follows by law."""
    law = deed.act
    for effect in LEFT_BEHIND.get(law.code, ()):
        effect(p, deed)
    target = deed.explicit_target or (None if deed.stays else law.to)
    if target is not None:
        go(p, target)
    for event in () if deed.stays else law.events:
        p.start(event, deed.on, p.party(deed.data.get("party")))
    if deed.then:
        p.start(deed.then, deed.on)
    keep_texts(p, deed.facts, deed.texts, inner=deed.inner)
    p.log(law.code, deed.by, facts=deed.facts, key=key, request=request,
          on_behalf_of=deed.on_behalf_of)  # fmt: skip
    p.tell(f"entry:{p.case.log_seq}", deed.says or law.code, _recipients(p, deed))
    if (p.has_drafts or p.prepared) and _comes_from_a_party(deed):
        withdraw_drafts(p)
    pass_through(p)


def record(
    p: Proceeding, act: str, by: Actor, facts: dict[str, Any], *,
    on_behalf_of: int | None = None, told: Sequence[int] = (),
) -> None:  # fmt: skip
    """Log what somebody did that has no form in the table of acts; ``told``: users who hear of it
    beside the desk."""
    p.log(act, by, facts=facts, on_behalf_of=on_behalf_of)
    p.tell(f"entry:{p.case.log_seq}", act, [*DESK, *(f"user:{user}" for user in told)])


def keep_texts(
    p: Proceeding, facts: dict[str, Any], texts: dict[str, str], *, inner: bool = False
) -> None:
    """Keep what was written with the next entry; its ``facts`` hold the salted digests."""
    digests = {}
    for name, text in texts.items():
        salt, digest = chain.salted(text)
        digests[name] = digest
        p.remarks.append({
            "case_id": p.case.pk, "seq": p.seq, "name": name, "salt": salt,
            "text": seal(text) if text else "", "inner": inner,
        })  # fmt: skip
    if digests:
        facts["texts"] = digests


def is_told(deed: Deed) -> bool:
    """Whether a message of the act goes to the parties."""
    quiet = deed.data.get("incident") in NOT_TOLD_INCIDENTS or deed.quiet
    return not quiet and deed.act.code not in NOT_TOLD


def _recipients(p: Proceeding, deed: Deed) -> list[str]:
    """All parties; of what is not for them the desk and the party that is answered."""
    if is_told(deed):
        parties = [f"party:{x.no}" for x in p.parties if not x.left]
        return [*parties, *DESK] if deed.act.asks_the_desk else parties
    return [*DESK, *([f"party:{deed.answers}"] if deed.answers is not None else [])]


def _comes_from_a_party(deed: Deed) -> bool:
    """Whether it is a party's act, whoever enters it."""
    return deed.on_behalf_of is not None or (
        deed.act.code in TAKEN_IN | PAID_ONLINE and deed.by.role != Role.JUDGE
    )
