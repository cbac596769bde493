"""Ways of service: when they are open, which day counts, and what to try next."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from cases.law.procedures import Procedure
from cases.law.serving import (
    LADDER,
    WAYS,
    Consent,
    Document,
    Effective,
    Facts,
    Recipient,
    Return,
    ServiceRefused,
    closing_day,
    earliest,
    effective_on,
    next_ways,
)

MONDAY = date(2025, 3, 3)
LATER = date(2025, 3, 10)

# Facts on which each way is effective on MONDAY.
SERVED = {
    "electronic": Facts(consent=Consent.EXPRESS, arrived_on=MONDAY),
    "electronic_unconfirmed": Facts(address_is_theirs=True, replied_on=MONDAY),
    "in_court": Facts(refused_on=MONDAY),
    "direct": Facts(signed_on=MONDAY),
    "left": Facts(refused_on=MONDAY, witnessed=True, left_on=MONDAY),
    "post": Facts(posted_on=date(2025, 3, 1), signed_on=MONDAY),
    "entrusted": Facts(signed_on=MONDAY),
    "transfer": Facts(held=True, signed_on=MONDAY),
    "public_notice": Facts(unreachable=True, published_on=(MONDAY - timedelta(30),)),
    "collection": Facts(
        procedure=Procedure.SUMMARY,
        document=Document.JUDGMENT,
        collect_by=LATER,
        collected_on=MONDAY,
    ),
    "pronouncement": Facts(document=Document.JUDGMENT, pronounced_on=MONDAY),
}

# What is known before anything happened.
NOTHING_YET = {
    "electronic": Facts(consent=Consent.EXPRESS),
    "electronic_unconfirmed": Facts(address_is_theirs=True, arrived_on=MONDAY),
    "in_court": Facts(),
    "direct": Facts(),
    "left": Facts(refused_on=MONDAY, recorded=True),
    "post": Facts(posted_on=MONDAY),
    "entrusted": Facts(),
    "transfer": Facts(held=True),
    "public_notice": Facts(unreachable=True),
    "pronouncement": Facts(document=Document.RULING),
}


def refusal(way: str, facts: Facts) -> str:
    with pytest.raises(ServiceRefused) as refused:
        effective_on(way, facts)
    assert refused.value.zh
    assert refused.value.en
    return refused.value.reason


@pytest.mark.parametrize("way", WAYS)
def test_every_way_has_words_a_source_and_a_day(way: str) -> None:
    rules = WAYS[way]
    assert all(rules[:8])
    result = effective_on(way, SERVED[way])
    assert result.on == MONDAY
    assert result.steps[-1].citation
    assert MONDAY.isoformat() in result.steps[-1].zh


@pytest.mark.parametrize("way", NOTHING_YET)
def test_nothing_counts_before_its_event(way: str) -> None:
    result = effective_on(way, NOTHING_YET[way])
    assert result.on is None
    assert result.steps[-1].rule == "not_served"


def test_an_unknown_way_is_refused() -> None:
    assert refusal("pigeon", Facts()) == "unknown_way"


def test_electronic_service_needs_consent_and_arrival() -> None:
    assert refusal("electronic", Facts(arrived_on=MONDAY)) == "no_consent"
    for consent in Consent:
        assert effective_on("electronic", Facts(consent=consent, arrived_on=MONDAY)).on == MONDAY
    proved = Facts(consent=Consent.EXPRESS, arrived_on=MONDAY, proved_arrived_on=LATER)
    result = effective_on("electronic", proved)
    assert result.on == LATER
    assert "民诉法解释 135" in {step.citation for step in result.steps}


@pytest.mark.parametrize(
    "document", [Document.JUDGMENT, Document.RULING, Document.MEDIATION_STATEMENT]
)
def test_decisions_may_be_served_electronically(document: Document) -> None:
    assert effective_on("electronic", replace(SERVED["electronic"], document=document)).on == MONDAY


def test_an_unconfirmed_address_needs_a_reply_an_act_or_proof_of_reading() -> None:
    theirs = Facts(address_is_theirs=True)
    assert refusal("electronic_unconfirmed", Facts(replied_on=MONDAY)) == "address_not_theirs"
    for facts, expected in (
        (replace(theirs, arrived_on=MONDAY), None),
        (replace(theirs, replied_on=LATER), LATER),
        (replace(theirs, acted_on=LATER), LATER),
        (replace(theirs, read_on=MONDAY), MONDAY),
        (replace(theirs, read_on=MONDAY, replied_on=LATER), MONDAY),
        (replace(theirs, read_on=MONDAY, rebutted=True), None),
        (replace(theirs, read_on=MONDAY, replied_on=LATER, rebutted=True), LATER),
    ):
        assert effective_on("electronic_unconfirmed", facts).on == expected


def test_of_several_channels_the_earliest_effective_one_counts() -> None:
    sent_only = effective_on("electronic_unconfirmed", NOTHING_YET["electronic_unconfirmed"])
    mail = effective_on("electronic", Facts(consent=Consent.EXPRESS, arrived_on=LATER))
    message = effective_on("electronic", SERVED["electronic"])
    assert earliest([sent_only, mail, message]).on == MONDAY
    assert earliest([sent_only, mail, message]).steps[-1].rule == "earliest"
    assert earliest([sent_only]).on is None
    assert earliest([]) == Effective(None, ())


def test_who_may_sign() -> None:
    for recipient in Recipient:
        facts = Facts(recipient=recipient, signed_on=MONDAY)
        if recipient == Recipient.OPPONENT:
            assert refusal("direct", facts) == "wrong_recipient"
        else:
            assert effective_on("direct", facts).on == MONDAY


def test_a_refusal_away_from_home_counts_only_on_record() -> None:
    met = Facts(refused_on=MONDAY)
    assert effective_on("direct", met).on is None
    recorded = effective_on("direct", replace(met, recorded=True))
    assert (recorded.on, recorded.steps[-1].citation) == (MONDAY, "民诉法解释 131")


def test_leaving_needs_a_refusal_and_a_witness_or_a_recording() -> None:
    refused = Facts(refused_on=MONDAY, left_on=MONDAY)
    assert refusal("left", Facts(left_on=MONDAY, witnessed=True)) == "not_refused"
    assert refusal("left", refused) == "not_recorded"
    assert effective_on("left", replace(refused, witnessed=True)).on == MONDAY
    assert effective_on("left", replace(refused, recorded=True)).on == MONDAY
    early = Facts(refused_on=LATER, left_on=MONDAY, recorded=True)
    assert refusal("left", early) == "dates_disagree"
    for recipient in (Recipient.AGENT, Recipient.OPPONENT):
        with_them = replace(refused, recorded=True, recipient=recipient)
        assert refusal("left", with_them) == "wrong_recipient"


@pytest.mark.parametrize(
    ("returned", "blameless", "expected"),
    [
        (Return.WRONG_ADDRESS, False, LATER),
        (Return.ADDRESS_WITHHELD, False, LATER),
        (Return.MOVE_NOT_REPORTED, False, LATER),
        (Return.REFUSED, False, LATER),
        (Return.REFUSED, True, None),
        (Return.NOBODY_FOUND, False, None),
        (None, False, None),
    ],
)
def test_post_sent_back(returned: Return | None, blameless: bool, expected: date | None) -> None:
    facts = Facts(
        posted_on=MONDAY, returned_on=LATER, returned=returned, recipient_blameless=blameless
    )
    assert effective_on("post", facts).on == expected


def test_post_cannot_be_received_before_it_was_sent() -> None:
    assert refusal("post", Facts(posted_on=LATER, signed_on=MONDAY)) == "dates_disagree"


def test_transfer_is_for_soldiers_and_people_held() -> None:
    assert refusal("transfer", Facts(signed_on=MONDAY)) == "not_held"


@pytest.mark.parametrize(
    ("published", "abroad", "expected"),
    [
        ((date(2025, 3, 3),), False, date(2025, 4, 2)),
        ((date(2025, 3, 3), date(2025, 3, 10)), False, date(2025, 4, 9)),
        ((date(2025, 3, 10), date(2025, 3, 3)), False, date(2025, 4, 9)),
        ((date(2024, 2, 1),), False, date(2024, 3, 2)),
        ((date(2025, 2, 1),), False, date(2025, 3, 3)),
        ((date(2025, 3, 3),), True, date(2025, 5, 2)),
        ((date(2024, 12, 31),), False, date(2025, 1, 30)),
    ],
)
def test_public_notice_runs_from_the_last_publication(
    published: tuple[date, ...], abroad: bool, expected: date
) -> None:
    facts = Facts(unreachable=True, published_on=published, abroad=abroad)
    result = effective_on("public_notice", facts)
    assert result.on == expected
    assert [step.rule for step in result.steps] == ["published", "counted", "served"]


def test_a_court_may_roll_public_notice_off_a_holiday() -> None:
    facts = Facts(unreachable=True, published_on=(date(2025, 4, 3),))
    assert effective_on("public_notice", facts).on == date(2025, 5, 3)
    rolled = effective_on("public_notice", facts, roll=lambda day: max(day, date(2025, 5, 6)))
    assert (rolled.on, rolled.steps[-1].rule) == (date(2025, 5, 6), "roll")


def test_public_notice_is_the_last_resort() -> None:
    assert refusal("public_notice", Facts(published_on=(MONDAY,))) == "not_exhausted"


def test_collection_counts_when_fetched_or_when_the_time_is_over() -> None:
    summary = Facts(procedure=Procedure.SUMMARY, document=Document.JUDGMENT)
    assert refusal("collection", summary) == "not_told"
    told = replace(summary, collect_by=LATER)
    assert effective_on("collection", told).on == LATER
    assert effective_on("collection", replace(told, collected_on=MONDAY)).on == MONDAY
    too_late = replace(told, collected_on=LATER + timedelta(1))
    assert effective_on("collection", too_late).on == LATER


def test_pronouncement_serves_those_who_are_there() -> None:
    judgment = Facts(document=Document.JUDGMENT, pronounced_on=MONDAY)
    assert effective_on("pronouncement", judgment).on == MONDAY
    absent = replace(judgment, present=False)
    assert refusal("pronouncement", absent) == "absent"
    summary = replace(absent, procedure=Procedure.SUMMARY)
    assert effective_on("pronouncement", summary).on == MONDAY
    assert refusal("pronouncement", replace(summary, good_cause=True)) == "absent_with_cause"


SIMPLE = {Procedure.SUMMARY, Procedure.SMALL_CLAIMS}


@pytest.mark.parametrize("way", WAYS)
def test_closed_ways(way: str) -> None:
    """The matrix of what is forbidden, written out a second time."""
    for document, procedure in product(Document, Procedure):
        facts = replace(SERVED[way], document=document, procedure=procedure)
        if expected := closed(way, document, procedure):
            assert refusal(way, facts) == expected, (document, procedure)
        else:
            assert effective_on(way, facts).on == MONDAY, (document, procedure)


def closed(way: str, document: Document, procedure: Procedure) -> str:
    statement = document == Document.MEDIATION_STATEMENT
    if (
        (way in ("left", "in_court") and statement)
        or (way == "public_notice" and (statement or document == Document.PAYMENT_ORDER))
        or (way == "pronouncement" and document not in (Document.JUDGMENT, Document.RULING))
    ):
        return "document"
    if (way == "public_notice" and procedure in SIMPLE) or (
        way == "collection" and procedure not in SIMPLE
    ):
        return "procedure"
    return ""


def test_a_mediation_statement_is_never_served_by_fiction() -> None:
    statement = Facts(document=Document.MEDIATION_STATEMENT)
    for recipient in (Recipient.FAMILY, Recipient.MAIL_ROOM, Recipient.AGENT):
        signed = replace(statement, signed_on=MONDAY, recipient=recipient)
        assert refusal("direct", signed) == "personal_signature"
        assert refusal("post", signed) == "personal_signature"
    for recipient in (Recipient.PARTY, Recipient.NAMED_RECEIVER):
        own_hands = replace(statement, signed_on=MONDAY, recipient=recipient)
        assert effective_on("direct", own_hands).on == MONDAY
    back = replace(statement, returned_on=LATER, returned=Return.REFUSED)
    assert effective_on("post", back).on is None
    assert effective_on("direct", replace(statement, refused_on=MONDAY, recorded=True)).on is None
    waiting = replace(statement, procedure=Procedure.SUMMARY, collect_by=LATER)
    assert effective_on("collection", waiting).on is None


def test_closing_days() -> None:
    notice = Facts(unreachable=True, published_on=(MONDAY, LATER))
    assert closing_day("public_notice", notice) == LATER
    assert closing_day("post", Facts(posted_on=MONDAY, signed_on=LATER)) == MONDAY
    assert closing_day("left", SERVED["left"]) == MONDAY
    assert closing_day("transfer", SERVED["transfer"]) == MONDAY


def codes(*arguments: object, **options: bool) -> list[str]:
    return [step.code for step in next_ways(*arguments, **options)]  # type: ignore[arg-type]


def test_the_ladder_of_an_ordinary_case() -> None:
    assert codes(Procedure.ORDINARY, Document.COMPLAINT, held=True) == list(LADDER)
    assert codes(Procedure.ORDINARY, Document.COMPLAINT, consented=False) == [
        "electronic_unconfirmed",
        "post",
        "direct",
        "left",
        "entrusted",
        "public_notice",
    ]
    tried = ["electronic", "electronic_unconfirmed", "post"]
    assert codes(Procedure.ORDINARY, Document.JUDGMENT, tried)[0] == "direct"
    assert codes(Procedure.ORDINARY, Document.JUDGMENT, LADDER) == []


def test_the_ladder_ends_in_an_act_where_public_notice_is_closed() -> None:
    for procedure in SIMPLE:
        assert codes(procedure, Document.COMPLAINT, LADDER) == [
            "convert_to_ordinary",
            "dismiss_without_address",
        ]
        assert codes(procedure, Document.JUDGMENT, LADDER) == ["convert_to_ordinary"]
        assert "public_notice" not in codes(procedure, Document.JUDGMENT)
    statement = codes(Procedure.ORDINARY, Document.MEDIATION_STATEMENT)
    assert statement[-1] == "give_judgment"
    assert not {"left", "public_notice"} & set(statement)
    assert codes(Procedure.SPECIAL, Document.PAYMENT_ORDER, LADDER) == ["end_payment_order"]


@pytest.mark.parametrize("procedure", Procedure)
@pytest.mark.parametrize("document", Document)
def test_the_ladder_never_offers_what_is_refused(document: Document, procedure: Procedure) -> None:
    for step in next_ways(procedure, document, held=True):
        assert step.zh
        assert step.en
        assert step.citation
        if step.is_way:
            facts = replace(SERVED[step.code], document=document, procedure=procedure)
            assert effective_on(step.code, facts).on == MONDAY
