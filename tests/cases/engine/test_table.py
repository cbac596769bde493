"""Who may do what where: every place, every act, every role, asked of the write door itself.

Independent of the program are the ways from place to place, which are read from the reference
tables (nodes.json, outcomes.json), and the matrix below: for every act where it is possible, who
does it and where it leads, written down here from the law and not taken from ``cases.law.acts``.
Taken from the program are the names of acts and places, nothing else.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django_fsm import TransitionNotAllowed

from cases import loading, procedure
from cases.law.acts import ACTS
from cases.law.nodes import NODES
from cases.law.outcomes import OUTCOMES
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import Case, CaseRole, Clock, Document, PartyLink
from cases.procedure.standing import check
from cases.proceeding import Actor
from tests.cases import make
from tests.cases.engine.records import counts, problems

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).parents[3] / "../shared"

# act | where: numbers of nodes, codes of outcomes, "->" wherever the reference leads to its end,
# "*" every node, "outcomes" every outcome | who, with the side a party has to be of | its end
MATRIX = """
register                  | 1                     | C       | fee_payment
return_for_correction     | 1 20                  | C       | filing_correction
submit_correction         | 2                     | L+ A C  | filing_review
refer_to_mediation        | 1                     | C       | mediation_intake
accept_confirmation       | 1 7 mediation_settled archived | C | judicial_confirmation
return_filing             | ->                    | C J     | returned
name_court                | 1                     | C       | returned
refuse_filing             | ->                    | C J     | not_accepted
withdraw_application      | ->                    | L A C J | application_withdrawn
pay_fee                   | 3                     | L+ A C  | case_assignment
serve_fee_notice          | 3                     | C       |
ask_relief                | 3 9-14                | L A C   |
relieve_fee               | 3 9-19                | J P     |
assign                    | 4                     | C D     | complaint_service
assign_for_hearing        | 4                     | C D     | hearing_scheduling
draw_judge                | 4                     | C D     | complaint_service
tell_panel                | 9-16                  | C J S   |
state_circumstance        | 1 3 4 9-16            | C J D   |
form_panel                | 9-16                  | D P     |
replace_member            | 8-19 21-26 outcomes not archived | D P |
recuse                    | 9-19 21-25            | J P     |
sign_deliberation         | 16 17                 | J B E   |
refer_to_meeting          | 14-16                 | J R D P |
record_meeting            | 14-16                 | J R D P |
ask_committee             | 14-16                 | J R     |
decide_committee          | 14-16                 | P       |
record_committee          | 14-16                 | J R P   |
mark_supervised           | 1-26                  | C J D P V |
record_consent            | 5                     | L A C   |
appoint_mediator          | 5                     | C       |
accept_mediation          | 5                     | M       | mediation
decline_mediation         | 5                     | L A C   | fee_payment
publish_agreement         | 6                     | M       | agreement_signing
end_mediation             | 6-8 mediation_settled confirmation_rejected | M C | fee_payment
change_mediator           | 6                     | M C     | mediation_intake
extend_mediation          | 6                     | M       |
sign_agreement            | 7                     | L A C   |
resume_mediation          | 7 8 confirmation_rejected | M J C | mediation
settle_without_filing     | 7                     | C       | mediation_settled
withdraw_mediation        | ->                    | L A C   | mediation_withdrawn
confirm_agreement         | ->                    | J       | confirmation_effective
reject_confirmation       | ->                    | J       | confirmation_rejected
serve_complaint           | 9                     | C J     |
file_answer               | 9-14                  | L- A C  |
pass_on_answer            | 9-16                  | C J S   |
waive_periods             | 9-14                  | L A C   |
close_answers             | 10                    | C J     | evidence_period
straight_to_exchange      | 10                    | J       | evidence_exchange
straight_to_scheduling    | 10 11                 | C J     | hearing_scheduling
submit_evidence           | 9-14                  | L A C   |
put_evidence              | 9-14                  | L A C   |
withdraw_evidence         | 9-16                  | L A C   |
propose_exchange          | 9-14                  | C J S   |
agree_exchange            | 9-14                  | L A C   |
open_exchange             | 12-14                 | J S     |
answer_evidence           | 9-16                  | L A C   |
speak_on_evidence         | 9-16                  | L A C J S |
order_original            | 9-16                  | J       |
compare_original          | 9-16                  | C J S   |
rule_on_evidence          | 9-16                  | J       |
decide_late_evidence      | 9-16                  | J       |
make_exchange_record      | 12-16                 | C J S   |
sign_exchange_record      | 9-16                  | L A C   |
close_evidence            | 11                    | C J     | evidence_exchange
serve_again               | 11-14                 | C J     | complaint_service
reopen_evidence           | 12-14                 | J       | evidence_period
exchange_again            | 13 14                 | J       | evidence_exchange
hold_exchange             | 12                    | C J S   | hearing_scheduling
fix_hearing               | 13                    | C J     | hearing
move_hearing              | 14                    | C J     |
cancel_hearing            | 14                    | C J     | hearing_scheduling
agree_online              | 9-16                  | L A C   |
decide_without_hearing    | 13                    | J       | deliberation
close_hearing             | 14                    | J       | deliberation
close_hearing_sole        | 14                    | J       | judgment_drafting
adjourn                   | 14                    | J       | hearing_scheduling
read_record               | 13-16                 | C J     |
record_absence            | 14                    | C J     |
record_deliberation       | 15                    | J       | judgment_drafting
hear_again                | 15-17                 | J       | hearing_scheduling
deliberate_again          | 16 17                 | J       | deliberation
sign_judgment             | 16                    | J       | judgment_service
redraft                   | 17                    | J       | judgment_drafting
make_mediation_statement  | 9-16                  | J       | judgment_service
pronounce                 | 17                    | J       |
serve_judgment            | 17                    | C J     |
appeal                    | 18 dismissed not_accepted | L A C | appeal_transfer
appeal_early              | 17                    | L A C   |
appeal_also               | 19                    | L A C   |
appeal_on_paper           | judgment_effective archived | C | appeal_transfer
appeal_out_of_time        | judgment_effective archived | J | appeal_transfer
pass_on_petition          | 19                    | C J     |
answer_appeal             | 19                    | L A C   |
send_file_up              | 19                    | C J     | on_appeal
withdraw_appeal_petition  | 19                    | L A C   | appeal_period
withdraw_early_appeal     | 17                    | L A C   |
allow_withdrawal          | -> not on_appeal      | J       | withdrawn
let_party_leave           | 9-17                  | J       |
deem_withdrawn            | ->                    | J       | deemed_withdrawn
dismiss_action            | -> not on_appeal      | J       | dismissed
terminate_proceedings     | -> not on_appeal      | J       | terminated
transfer_case             | ->                    | J       | transferred
allow_appeal_withdrawal   | -> not on_appeal      | J       | appeal_withdrawn
deem_appeal_withdrawn     | -> not on_appeal      | J       | appeal_deemed_withdrawn
apply_execution           | judgment_effective mediation_statement_effective \
 confirmation_effective appeal_withdrawn appeal_deemed_withdrawn execution_not_accepted \
 execution_terminated 26 archived | L A C | execution_filing
restore_execution         | 26 ended_this_time execution_terminated | L A C | execution_filing
resubmit_execution        | 2                     | L A C   | execution_filing
register_execution        | 20                    | C       | execution_notice
refuse_execution          | ->                    | C J O   | execution_not_accepted
issue_execution_notice    | 21 25                 | O       | asset_control
inquire_assets            | 22                    | O       |
seize                     | 21-25                 | O       |
release                   | 21-25                 | O       |
record_clue               | 22                    | L A C O |
check_clue                | 22                    | O       |
serve_in_execution        | 21-25                 | C O     |
object_in_execution       | 21-25                 | L A C O |
rule_on_third_party       | 21-25                 | J O     |
commission_valuation      | 22                    | O       | asset_valuation
receive_report            | 23                    | O       |
send_report               | 23                    | O       |
fix_price                 | 23                    | O       | online_auction
publish_auction           | 24                    | O       |
withdraw_auction          | 24                    | O       |
record_no_bid             | 24                    | O       |
publish_sale              | 24                    | O       |
sell                      | 24                    | O       | proceeds_distribution
rule_on_sale              | 25                    | O       |
hand_over                 | 25                    | O       |
return_deposits           | 24 25                 | O       |
serve_plan                | 25                    | O       |
receive_money             | 21-23                 | O       | proceeds_distribution
look_for_more             | 23-25                 | O       | asset_control
value_again               | 24                    | O       | asset_valuation
pay_out                   | 25                    | O       | fully_executed
pay_directly              | 21-24                 | O       | fully_executed
end_this_time             | ->                    | O       | ended_this_time
approve_ending            | 22-25                 | P       |
serve_ending              | ended_this_time       | C O     |
control_again             | 26 ended_this_time moved_to_bankruptcy archived | C O | asset_control
settlement_done           | ->                    | O       | settlement_performed
terminate_execution       | ->                    | O       | execution_terminated
refuse_award              | ->                    | J O     | execution_refused
reject_execution          | ->                    | J O     | application_rejected
resume_rejected           | application_rejected  | J O     | execution_notice
cancel_execution          | ->                    | O       | cancelled
move_to_bankruptcy        | ->                    | O       | moved_to_bankruptcy
bear_costs                | 16 17                 | J       |
order_refund              | 9-19 outcomes         | C J     |
refund_fee                | 9-26 outcomes         | C       |
begin_archiving           | -> not on_appeal      | C       | closing_archiving
archive                   | ->                    | C       | archived
open_incident             | 1-25                  | L A C J O |
make_request              | *                     | L A C   |
answer_request            | *                     | C J O   |
withdraw_request          | *                     | L A C   |
take_security             | *                     | C J     |
rule_on_preservation      | *                     | J       |
take_measure              | *                     | C J O   |
renew_measure             | * outcomes            | J O     |
ask_release               | *                     | L A C   |
decide_release            | * outcomes            | J O     |
ask_reconsideration       | *                     | L A C   |
decide_reconsideration    | *                     | J       |
issue_investigation       | 9-16                  | J       |
return_investigation      | *                     | C J     |
close_incident            | *                     | C J O   |
serve_ruling              | 9-12 19 dismissed not_accepted | C J |
rule_on_objection         | 9-12                  | J       |
appeal_objection          | 9-12                  | L A C   |
ask_extension             | *                     | J O     |
decide_extension          | *                     | P       |
ask_exclusion             | *                     | J O     |
decide_exclusion          | *                     | P       |
change_procedure          | 3 4 9-16              | J       |
pay_top_up                | 9-16                  | L+ A C  |
file_counterclaim         | 9-14                  | L- A C  |
answer_counterclaim       | 9-14                  | L+ A C  |
end_counterclaim          | 9-16                  | J       |
pay_later_fee             | 4 9-19                | L A C   |
add_note                  | * outcomes            | C J M O D P S E |
urge                      | *                     | D P V   |
retry_set_aside           | * outcomes            | D P V   |
apply_retrial             | judgment_effective mediation_statement_effective not_accepted \
 dismissed appeal_withdrawn appeal_deemed_withdrawn 26 archived | L A C |
"""
LETTERS = {
    "L": Role.LITIGANT, "A": Role.AGENT, "C": Role.CLERK, "M": Role.MEDIATOR, "J": Role.JUDGE,
    "O": Role.EXECUTION_OFFICER, "D": Role.DIVISION_CHIEF, "P": Role.COURT_LEADER,
    "V": Role.OVERSIGHT, "S": Role.JUDGE_ASSISTANT, "E": Role.LAY_ASSESSOR,
    "B": Role.PANEL_MEMBER, "R": Role.PRESIDING_JUDGE,
}  # fmt: skip
SIDES = {"L+": "plaintiff", "L-": "defendant"}


@dataclass(frozen=True)
class Row:
    """One act of the matrix."""

    where: frozenset[str]
    who: frozenset[Role]
    side: str
    end: str


@cache
def reference() -> tuple[dict[int, str], dict[str, frozenset[str]]]:
    """The nodes by number, and from every place the places the reference leads to."""
    if not (SHARED / "nodes.json").is_file():
        pytest.skip("the reference tables nodes.json and outcomes.json are not beside the project")
    nodes = json.loads((SHARED / "nodes.json").read_text("utf-8"))
    outcomes = json.loads((SHARED / "outcomes.json").read_text("utf-8"))
    ways = {node["code"]: frozenset(node["next"] + node["outcomes"]) for node in nodes}
    ways |= {outcome["code"]: frozenset(outcome["next"]) for outcome in outcomes}
    return {node["no"]: node["code"] for node in nodes}, ways


@cache
def matrix() -> dict[str, Row]:
    rows = {}
    for line in MATRIX.replace("\\\n", " ").strip().splitlines():
        act, where, who, end = (part.strip() for part in line.split("|"))
        letters = who.split()
        rows[act] = Row(
            _places(where, end),
            frozenset(LETTERS[letter[0]] for letter in letters),
            next((SIDES[letter] for letter in letters if letter in SIDES), ""),
            end,
        )
    return rows


def _places(where: str, end: str) -> frozenset[str]:
    numbers, ways = reference()
    found: set[str] = set()
    words, _, without = where.partition(" not ")
    for word in words.split():
        if word == "->":
            found |= {place for place, targets in ways.items() if end in targets}
        elif word == "*":
            found |= set(numbers.values())
        elif word == "outcomes":
            found |= ways.keys() - set(numbers.values())
        elif word[0].isdigit():
            first, _, last = word.partition("-")
            found |= {numbers[n] for n in range(int(first), int(last or first) + 1)}
        else:
            found.add(word)
    assert found <= ways.keys(), where
    return frozenset(found) - {without}


PLACES = (*NODES, *OUTCOMES)


# ---------------------------------------------------------------- the matrix and the ways


def test_the_matrix_knows_every_act_and_every_place() -> None:
    assert matrix().keys() == ACTS.keys()
    assert reference()[1].keys() == set(PLACES)
    assert len(reference()[0]) == 26


def test_every_act_of_the_matrix_goes_ways_of_the_reference() -> None:
    ways = reference()[1]
    strays = [
        (act, place) for act, row in matrix().items() if row.end
        for place in row.where if row.end not in ways[place]
    ]  # fmt: skip
    assert strays == []


@pytest.mark.parametrize("place", PLACES)
def test_from_a_place_the_state_machine_goes_exactly_where_the_reference_leads(place: str) -> None:
    """58 places to 58 places, with django-fsm's own transitions, no case in the database."""
    gone = set()
    for target in PLACES:
        case = Case(stands_at=place)
        try:
            getattr(case, f"enter_{target}")()
        except TransitionNotAllowed:
            assert case.stands_at == place
        else:
            assert case.stands_at == target
            gone.add(target)
    assert gone == reference()[1][place]


# ---------------------------------------------------------------- the write door


def hats(s: make.Stage) -> dict[str, Actor]:
    """Everybody who might come: the parties, a stranger, and one person of every office."""
    who = s.cast
    people = {
        "plaintiff": who.party("plaintiff"),
        "defendant": who.party("defendant"),
        "lawyer": Actor(who.users["lawyer"].pk, "agent"),
        "stranger": Actor(who.users["admin"].pk, "litigant"),
    }
    for role in Role:
        if (s.court, role.value) in who.staff:
            people[role.value] = who.actor(s.court, role)
    return people


def expected(place: str, name: str, by: Actor, row: Row, named: set[str]) -> bool:
    """What the matrix says of this person and this act at the place where the case stands."""
    if place not in row.where or Role(by.role) not in row.who:
        return False
    if name in ("plaintiff", "defendant"):
        return row.side in ("", name)
    if name == "lawyer":
        return row.side in ("", "plaintiff")  # the plaintiff's agent, with special authority
    if by.role in (Role.MEDIATOR, Role.JUDGE_ASSISTANT, Role.LAY_ASSESSOR):
        return by.role in named
    return name != "stranger"


def stood_at(place: str) -> make.Stage:
    s = make.at_place(make.people(), place)
    party = Case.objects.get(pk=s.case_id).parties.filter(side="plaintiff").first()
    assert party is not None
    PartyLink.objects.create(
        party=party, user=s.cast.users["lawyer"], authority="special", valid_from=s.at
    )
    s.at = max(s.at, Case.objects.get(pk=s.case_id).entries.latest("seq").effective_at)
    return s


@pytest.mark.parametrize("place", PLACES)
def test_at_a_place_the_matrix_gets_in_nothing_else_and_goes_where_the_law_leads(
    place: str,
) -> None:
    s = stood_at(place)
    before = counts(s.case_id)
    exactly_the_matrix_gets_in(s)
    assert counts(s.case_id) == before
    what_gets_in_goes_where_the_reference_leads(s)
    assert counts(s.case_id) == before
    what_does_not_get_in_is_refused_in_earnest(s)
    assert counts(s.case_id) == before
    assert problems([s.case_id]) == []


def exactly_the_matrix_gets_in(s: make.Stage) -> None:
    """Every act of the table by everybody, as the door decides it."""
    roles = CaseRole.objects.filter(case_id=s.case_id, ended_seq=None)
    place, named, may, wrong = s.place, set(roles.values_list("role", flat=True)), 0, []
    for name, by in hats(s).items():
        [p] = loading.load([s.case_id], by)
        p.at = s.at
        for act, row in matrix().items():
            wanted = expected(place, name, by, row, named)
            may += wanted
            try:
                check(p, ACTS[act], by)
            except Refusal:
                got = False
            else:
                got = wanted or isinstance(tried(s, act, by), procedure.Done)
            if got is not wanted:
                wrong.append((act, name, "allowed" if got else "refused"))
    assert wrong == []
    assert may >= 5


def tried(s: make.Stage, act: str, by: Actor) -> procedure.Done | Refusal:
    """The act in earnest, with everything its form asks for, and taken back."""
    data = filled(s, act)
    with transaction.atomic():
        try:
            return procedure.perform(s.case_id, act, by=by, data=data, at=s.at)
        except Refusal as refusal:
            return refusal
        finally:
            transaction.set_rollback(True)


def filled(s: make.Stage, act: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in ACTS[act].fields:
        if field.kind == "person":
            assert field.role is not None
            data[field.name] = s.cast.actor(s.court, field.role).user_id
        elif (act, field.name) == ("terminate_proceedings", "filed"):
            data[field.name] = Document.objects.create(
                case_id=s.case_id, kind="other", title="演示", received_at=s.at, seq=1
            ).pk
        elif field.required or (act, field.name) == ("archive", "note"):
            # Nothing lies in the file of a case that was put here: whoever archives it says why.
            data[field.name] = {
                "choice": field.choices[0][0] if field.choices else "", "party": 2,
                "text": "演示", "long_text": "演示", "money": "100", "number": 10, "yes": True,
                "tray": str(UUID(int=1)), "asked": 1, "relief": 1, "room": "演示",
                "court": make.BASIC if s.court == make.UPPER else make.UPPER,
                "member": s.cast.actor(s.court, Role.JUDGE).user_id,
                "date": s.on, "measure": 1, "item": 1, "items": [1],
                "moment": make.moment("2027-03-01"),
            }[field.kind]  # fmt: skip
    return data


# fmt: off
GUARDS = {
    "needs_paper", "nothing_missed",
    "after_expiry", "all_must_agree", "already_asked", "already_pronounced", "already_served",
    "already_signed", "appealed_already", "authority_needed", "bad_value", "costs_too_much",
    "counterclaim_first_instance", "counterclaim_open", "date_before_filing", "has_its_own_act",
    "no_appeal_pending", "no_counterclaim", "nothing_due", "refund_too_much", "relief_open",
    "incident_not_here", "incident_not_open", "incident_open", "may_not_transfer_again",
    "last_of_its_side", "needs_mediator", "needs_result", "no_appeal", "no_clock",
    "no_more_extensions",
    "no_such_party", "no_upper_court", "node_unused", "not_all_served", "not_all_signed",
    "no_hearing", "not_here", "not_set_aside", "not_yours", "nothing_asked", "notice_too_short",
    "on_paper_only", "only_appeals", "court_does_not_sit", "hearing_unserved",
    "only_after_pronouncement", "only_before_pronouncement", "only_retrial_review",
    "others_may_appeal", "right_still_open", "no_court_for_retrial",
    "periods_running", "remanded_once", "service_refused", "three_months", "too_late", "too_soon",
    "unmet_conditions", "wrong_side", "nobody_drawn", "name_who_comes", "not_in_case",
    "panel_twice", "procedure_barred", "no_opinion", "president_decides", "nothing_named",
    "nothing_to_preserve", "nothing_ruled", "measure_over", "too_late_to_reconsider", "order_over",
    "not_due_yet", "not_proven",
    "not_referred", "nothing_to_put", "no_such_item", "exchange_not_agreed", "no_exchange",
    "no_exchange_record", "objection_too_late", "objection_not_examined", "objection_not_final",
    "no_evidence_period", "change_after_limit", "heard_as_ordinary", "counterclaim_unserved",
    "counterclaim_unanswered", "nothing_to_serve", "objection_open", "ending_needs",
    "notice_first",
}
# fmt: on
"""What an act that is allowed here may still refuse for: what the case has not come to yet."""


def what_gets_in_goes_where_the_reference_leads(s: make.Stage) -> None:
    """Every act allowed here is done in earnest; its log is read, and it is taken back."""
    place, people, ways = s.place, hats(s), reference()[1]
    for act, row in matrix().items():
        hands = [
            by for name, by in people.items()
            if Role(by.role) in row.who and name != "stranger" and row.side in ("", name)
        ] or [people["clerk"]]  # fmt: skip
        if place not in row.where:
            continue
        with transaction.atomic():
            try:
                procedure.perform(s.case_id, act, by=hands[-1], data=filled(s, act), at=s.at)
            except Refusal as refusal:
                assert refusal.reason in GUARDS, (act, refusal.reason)
            else:
                _went_along(s.case_id, ways, row.end)
                _is_timed(s.case_id)
            transaction.set_rollback(True)


def _went_along(case_id: int, ways: dict[str, frozenset[str]], end: str) -> None:
    log = Case.objects.get(pk=case_id).entries.order_by("seq")
    places = list(log.values_list("stands_at", flat=True))
    for source, target in pairwise(places):
        assert source == target or target in ways[source]
    if end:
        assert end in places


def _is_timed(case_id: int) -> None:
    """Whoever comes to a node finds its time running: the node's, a party's, or of one step in
    it, such as an auction that is published."""
    place = Case.objects.get(pk=case_id).stands_at
    running = Clock.objects.filter(case_id=case_id, node=place, state="running")
    timed = running.filter(kind__in=("node", "party", "sub"))
    assert place in OUTCOMES or timed.exists(), place


@pytest.mark.parametrize("place", list(NODES))
def test_however_long_nobody_acts_a_case_is_timed_wherever_it_comes(
    who: make.Cast, place: str
) -> None:
    s = make.at_place(who, place)
    for days in (10, 20, 40, 90, 200):
        s.pass_time(s.at + timedelta(days=days))
        _is_timed(s.case_id)


def what_does_not_get_in_is_refused_in_earnest(s: make.Stage) -> None:
    """Some acts that the matrix does not have here, by people who do them elsewhere."""
    place, people = s.place, hats(s)
    rng = random.Random(place)
    strange = [
        (act, by) for act, row in sorted(matrix().items()) if place not in row.where
        for by in people.values() if Role(by.role) in row.who
    ]  # fmt: skip
    for act, by in rng.sample(strange, 4):
        assert isinstance(tried(s, act, by), Refusal), act


# ---------------------------------------------------------------- who is in charge, who is whose


def test_once_a_judge_is_named_no_other_judge_of_the_court_decides() -> None:
    s = stood_at("hearing")
    other = Actor(s.cast.users["judge2"].pk, "judge")
    refused = tried(s, "close_hearing", other)
    assert isinstance(refused, Refusal) and refused.reason == "not_assigned"
    assert isinstance(tried(s, "close_hearing", s.cast.actor(s.court, Role.JUDGE)), procedure.Done)


@pytest.mark.parametrize(
    ("authority", "act", "place"),
    [
        ("general", "appeal", "appeal_period"),
        ("general", "sign_agreement", "agreement_signing"),
        ("general", "withdraw_application", "filing_review"),
        ("general", "apply_execution", "judgment_effective"),
        ("special", "appeal", "appeal_period"),
        ("special", "withdraw_application", "filing_review"),
    ],
)
def test_an_agent_disposes_of_rights_only_with_special_authority(
    authority: str, act: str, place: str
) -> None:
    """CPL 62: to admit, waive or change claims, settle, counterclaim or appeal."""
    s = stood_at(place)
    lawyer = Actor(s.cast.users["lawyer"].pk, "agent")
    PartyLink.objects.filter(user_id=lawyer.user_id).update(authority=authority)
    answer = tried(s, act, lawyer)
    if authority == "general":
        assert isinstance(answer, Refusal) and answer.reason == "authority_needed"
    else:
        assert isinstance(answer, procedure.Done)


def test_an_authority_that_has_ended_opens_nothing() -> None:
    s = stood_at("filing_review")
    lawyer = Actor(s.cast.users["lawyer"].pk, "agent")
    PartyLink.objects.filter(user_id=lawyer.user_id).update(valid_until=s.at)
    answer = tried(s, "withdraw_application", lawyer)
    assert isinstance(answer, Refusal) and answer.reason == "no_such_case"


def test_a_recused_judge_sees_no_case_any_more() -> None:
    s = stood_at("hearing")
    CaseRole.objects.filter(case_id=s.case_id, role="judge").update(recused=True)
    answer = tried(s, "close_hearing", s.cast.actor(s.court, Role.JUDGE))
    assert isinstance(answer, Refusal) and answer.reason == "no_such_case"
    other = Actor(s.cast.users["judge2"].pk, "judge")  # the place in charge is free again
    assert isinstance(tried(s, "close_hearing", other), procedure.Done)


def test_people_of_another_court_find_no_case() -> None:
    s = stood_at("hearing")
    for role in (Role.CLERK, Role.JUDGE, Role.DIVISION_CHIEF, Role.OVERSIGHT):
        answer = tried(s, "add_note", s.cast.actor(make.UPPER, role))
        assert isinstance(answer, Refusal) and answer.reason == "no_such_case"
