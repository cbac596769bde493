"""Moving along the table: to the place an act leads to, and on through nodes with nothing to do."""

from __future__ import annotations

from cases import loading
from cases.law.nodes import NODES
from cases.law.overrides import override, use_of
from cases.law.refusals import NotInTable
from cases.procedure.consequences import ON_ARRIVAL
from cases.proceeding import ON_SKIP, Actor, Proceeding


def go(p: Proceeding, target: str) -> None:
    """Move, refusing a node that the procedure does not use unless it merely lies on the way."""
    source = p.place
    lies_on_the_way = source in NODES and NODES[source].onward == target
    unused = target in NODES and use_of(target, p.procedure, panel=p.case.panel) == "unused"
    if unused and not lies_on_the_way:
        raise NotInTable("node_unused", node=NODES[target].zh)
    p.move(target)
    p.passed = [target] if lies_on_the_way else []
    for effect in ON_ARRIVAL.get(target, ()):
        effect(p, source)


def pass_through(p: Proceeding) -> None:
    """Pass every node on the way that is not used, has nothing to do, or is over on arrival."""
    _go_on(p)
    while (node := p.case.node) is not None:
        cell = override(node.code, p.procedure)
        use = use_of(node.code, p.procedure, panel=p.case.panel)
        nil = node.code == "fee_payment" and p.case.fee == 0
        if use == "unused" or nil or (use == "passed" and node.code in p.passed):
            _skip(p, node.code, cell.note)
        elif node.expiry == "A" and node.per_party and is_over(p, node.code):
            go(p, node.expiry_target or node.onward)
            p.log("pass", Actor.time(), facts={"node": node.code})
        else:
            return


def _go_on(p: Proceeding) -> None:
    """From a place where what the case waits for has happened before it came there."""
    if p.goes_on is not None:
        (target, event), p.goes_on, source = p.goes_on, None, p.place
        go(p, target)
        p.start(event)
        p.log("pass", Actor.time(), facts={"node": source})


def _skip(p: Proceeding, node: str, note: tuple[str, str]) -> None:
    p.close(p.running(node=node, kind="node") + p.running(node=node, kind="party"), "cancelled")
    if event := ON_SKIP.get(node):
        p.start(event)
    go(p, NODES[node].onward)
    p.log("skip", Actor.time(), facts={"node": node, "note": note[1]})


def is_over(p: Proceeding, node: str) -> bool:
    """Whether every clock of a node per party has run out or been met, and all were opened."""
    if p.running(node=node, kind="party"):
        return False
    everybody = [party for party in p.parties if not party.left]  # third parties too: 解释 82
    owed = everybody if node == "appeal_period" else p.side("defendant")
    return bool(owed) and all(loading.had_clock(p, node=node, party_no=party.no) for party in owed)
