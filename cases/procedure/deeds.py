"""A deed: an act that somebody asks for, its fields checked, with its day and for whom it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cases import policy
from cases.law.acts import ALSO_ONCE_IT_LEFT, FOR_WHOM, ON_PAPER_ONLY, TAKEN_IN, Act
from cases.law.incidents import RAISED_BY_PARTIES
from cases.law.on_paper import Paper
from cases.law.refusals import BadValue, NotAllowed, Refusal, of_side
from cases.proceeding import Actor, Proceeding


@dataclass
class Deed:
    """One act somebody does: what, by whom, with which cleaned fields."""

    act: Act
    by: Actor
    data: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    """What enters the log beside the after-image: ids, dates, codes."""
    texts: dict[str, str] = field(default_factory=dict)
    """What was written; kept encrypted, only digests enter the log."""
    inner: bool = False
    quiet: bool = False
    """For the court alone, and the party it ``answers``; set by an effect."""
    answers: int | None = None
    """The party that is told in any case."""
    on_behalf_of: int | None = None
    on: date = date.min
    """The day it took place; the field ``on`` of its form, or the day of the act."""
    explicit_target: str | None = None
    stays: bool = False
    """Set by an effect: the act does not move the case this time, nor bring its events about."""
    then: str = ""
    """A start event that this act is only sometimes: the last signature, say."""
    paper: Paper | None = None
    """How it came in, where the desk enters what a party handed in or sent on paper."""
    proofs: list[str] = field(default_factory=list)
    """What it rests on, as it stood before it was done."""
    says: str = ""
    """The words of its message, where those of the act would say too little."""


@dataclass(frozen=True)
class Done:
    """What came of it."""

    case_id: int
    seq: int
    stands_at: str
    version: int
    repeated: bool = False


def begin(
    p: Proceeding, law: Act, by: Actor, data: dict[str, Any], standing: policy.Standing,
    paper: Paper | None = None,
) -> Deed:  # fmt: skip
    """The deed as it is asked for, before anything has come of it. Raises Refusal."""
    if paper is not None and any(spec.name == "party" for spec in law.fields):
        data = {"party": paper.party_no, **data}
    deed = Deed(law, by, _clean(p, law, data), paper=paper)
    deed.on = deed.data.get("on") or (paper.arrived_on if paper else p.on)
    if (judge := policy.on_behalf_of(standing, law)) is not None:
        deed.facts["for_judge"] = judge
    _on_paper(p, deed, standing)
    _for_whom(p, deed, standing)
    _take_down(deed)
    return deed


def _clean(p: Proceeding, law: Act, data: dict[str, Any]) -> dict[str, Any]:
    """Check the fields of an act against its table; unknown ones are refused by name."""
    known = {f.name for f in law.fields}
    for name in data:
        if name not in known:
            raise BadValue(field=name, problem_zh="没有这一项。", problem_en="No such field.")
    values: dict[str, Any] = {}
    for spec in law.fields:
        value = data.get(spec.name)
        if value in (None, ""):
            if spec.required and not any(data.get(name) for name in spec.unless):
                raise BadValue(
                    field=spec.zh, problem_zh="必填。", problem_en=f"{spec.en} is required."
                )
            continue
        values[spec.name] = value
    on = values.get("on")
    if isinstance(on, date) and on > p.on:
        raise Refusal("date_in_future", on=on.isoformat())
    return values


def _on_paper(p: Proceeding, deed: Deed, standing: policy.Standing) -> None:
    """What a party brought on paper is its act, entered by the desk: the log names who entered it,
    for whom, when it came, and the postmark."""
    paper = deed.paper
    if paper is None:
        if deed.act.code in ON_PAPER_ONLY:
            raise NotAllowed("on_paper_only")
        return
    if deed.act.code not in TAKEN_IN or standing.relation == "party":
        raise NotAllowed("not_yours")
    party = p.party(paper.party_no)
    if party is None or party.left:
        raise Refusal("no_such_party")
    if deed.act.side and party.side != deed.act.side:
        raise Refusal("wrong_side", **of_side(deed.act.side))
    if reason := paper.problem(p.case.filed_at, p.now):
        raise Refusal(reason)
    p.received_at = paper.arrived_at
    deed.on_behalf_of = paper.party_no
    if paper.tray is not None:
        deed.data["files"] = str(paper.tray)
    deed.facts |= paper.facts


def _for_whom(p: Proceeding, deed: Deed, standing: policy.Standing) -> None:
    """A party acts for itself, and who acts for several for the one that is named; the desk names
    the party."""
    if standing.relation == "party":
        _acts_now_and_within_its_rights(p, deed)
        names_party = any(f.name == "party" for f in deed.act.fields)
        first = standing.party_nos[0]
        deed.on_behalf_of = deed.data.setdefault("party", first) if names_party else first
        if deed.on_behalf_of not in standing.party_nos:
            raise NotAllowed("not_yours")
    if FOR_WHOM in deed.act.fields:
        deed.data.pop("party", None)  # whom the act is for the entry says, and no more than that
    named = deed.data.get("party")
    party = p.party(named)
    if named is not None and party is None:
        raise Refusal("no_such_party")
    if party is not None and party.left and deed.act.code not in ALSO_ONCE_IT_LEFT:
        raise Refusal("left_already")


def _acts_now_and_within_its_rights(p: Proceeding, deed: Deed) -> None:
    """A party's act has the day it came in, and of incidents it raises what is its to raise."""
    if deed.on != p.on:
        raise NotAllowed("day_not_yours")
    if deed.data.get("incident", "recusal") not in RAISED_BY_PARTIES:
        raise NotAllowed("not_yours")


def _take_down(deed: Deed) -> None:
    """What of the fields enters the log, and what is kept encrypted beside it."""
    for spec in deed.act.fields:
        value = deed.data.get(spec.name)
        if value is None:
            continue
        if spec.kind in ("text", "long_text"):
            deed.texts[spec.name] = str(value)
        elif spec.kind != "particulars":  # personal, and kept with the parties
            deed.facts[spec.name] = _loggable(value)


def _loggable(value: Any) -> Any:
    if isinstance(value, list):
        return [_loggable(one) for one in value]
    return value if isinstance(value, (int, bool, date, datetime)) else str(value)


def party_or_first(p: Proceeding, deed: Deed, side: str) -> int:
    """The party an act is about: named, or the only one of its side."""
    named = deed.data.get("party")
    candidates = p.side(side)
    if named is not None:
        party = p.party(named)
        if party is None or (side and party.side != side):
            raise Refusal("wrong_side", **of_side(side))
        return int(named)
    if not candidates:
        raise Refusal("no_such_party")
    return candidates[0].no
