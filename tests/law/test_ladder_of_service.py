"""What may be tried next, and why the rest may not (CPL 88-95)."""

from __future__ import annotations

import pytest

from cases.law.attempts import CHANNELS, EVENTS, FAILURES, events_of
from cases.law.procedures import Procedure
from cases.law.serving import LADDER, WAYS, Document, Facts, Known, ladder

P, D = Procedure, Document


def open_ways(
    known: Known, procedure: Procedure = P.ORDINARY, document: Document = D.COMPLAINT
) -> list[str]:
    return [one.code for one in ladder(procedure, document, known) if one.is_open]


@pytest.mark.parametrize(
    ("known", "first"),
    [
        (Known(), "post"),
        (Known(address_is_theirs=True), "electronic_unconfirmed"),
        (Known(consented=True, address_is_theirs=True), "electronic"),
        (Known(tried=frozenset({"post"})), "direct"),
        (Known(tried=frozenset({"post", "direct"}), refused=True), "left"),
        (Known(tried=frozenset({"post", "direct", "entrusted"})), "public_notice"),
        (Known(tried=frozenset({"post", "direct", "entrusted"}), held=True), "transfer"),
    ],
)
def test_the_next_way(known: Known, first: str) -> None:
    assert open_ways(known)[0] == first


def test_every_closed_rung_says_why_in_both_languages() -> None:
    for one in ladder(P.SUMMARY, D.MEDIATION_STATEMENT, Known(under_way=frozenset({"post"}))):
        assert one.is_open == (not one.why_en) == (not one.why_zh)
        assert one.citation


def test_a_notice_comes_last_or_with_whereabouts_unknown() -> None:
    assert "public_notice" not in open_ways(Known())
    assert "public_notice" in open_ways(Known(unreachable=True))
    assert "public_notice" not in open_ways(Known(unreachable=True), P.SUMMARY)
    assert "public_notice" not in open_ways(
        Known(unreachable=True), P.ORDINARY, D.MEDIATION_STATEMENT
    )


def test_acts_of_the_court_wait_for_the_ways() -> None:
    used = Known(tried=frozenset(LADDER))
    assert open_ways(used, P.SUMMARY) == ["convert_to_ordinary", "dismiss_without_address"]
    assert "convert_to_ordinary" not in open_ways(Known(), P.SUMMARY)
    assert open_ways(used, P.ORDINARY, D.MEDIATION_STATEMENT) == ["give_judgment"]


def test_the_tables_agree_with_the_ways() -> None:
    facts = set(Facts.__dataclass_fields__)
    for channel in CHANNELS.values():
        assert set(channel.ways) <= set(WAYS)
    for event in EVENTS.values():
        assert set(event.ways) <= set(WAYS)
        assert set(event.days) <= facts
        assert set(event.fixed) <= facts | {"was_refused", "not_found"}
        if event.state == "failed":
            assert event.code in FAILURES
    for way in set(LADDER) - {"electronic"}:
        assert any(one.state != "failed" for one in events_of(way, "")), way
