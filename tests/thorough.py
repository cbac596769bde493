"""What `make test` leaves to `make test-thorough`, which whatever lands has to pass as well.

Most of these tests say the same rule of many roles, places or pages. A few of each say it in
minutes; all of them say it of everything. Some are left out whole.
"""

from __future__ import annotations

from collections import Counter

import pytest

KEPT: dict[str, int | frozenset[str]] = {
    "tests/e2e/test_accessibility.py::test_no_page_keeps_anybody_out":
        frozenset({"", "admin"}),
    "tests/e2e/test_accessibility.py::test_what_somebody_does_leads_to_no_barrier": 8,
    "tests/e2e/test_both_languages.py::test_a_page_speaks_one_language": 3,
    "tests/e2e/clerk/test_counter.py::test_paper_by_post_is_entered_with_its_scan_and_corrected":
        2,
    "tests/e2e/clerk/test_hearings.py::"
    "test_a_hearing_is_fixed_after_all_that_stood_in_the_way": 2,
    "tests/e2e/clerk/test_service.py::test_from_the_post_to_the_receipt": 2,
    "tests/e2e/judge/test_exchange.py::test_a_whole_exchange_online_not_at_the_same_time":
        frozenset(),
    "tests/e2e/judge/test_reader.py::test_nothing_is_cut_and_nobody_is_kept_out": 3,
    "tests/e2e/judge/test_quotes.py::"
    "test_of_two_drafts_the_last_one_written_in_takes_the_words": frozenset(),
    "tests/e2e/judge/test_signing_and_sealing.py::"
    "test_a_panel_of_three_signs_and_a_stranger_to_it_does_not": frozenset(),
    "tests/e2e/judge/test_deliberation.py::test_a_deliberation_never_reaches_a_party": frozenset(),
    "tests/e2e/judge/test_time_travel.py::test_one_steps_through_the_past_of_a_case": 2,
    "tests/e2e/litigant/test_real_facts.py::test_a_real_fact_becomes_a_case": frozenset(),
    "tests/e2e/supervisor/test_assigning.py::"
    "test_a_chief_draws_a_judge_who_goes_on_leave_and_hands_everything_over": 2,
    "tests/exhibits/test_in_browser.py::"
    "test_a_large_model_waits_for_a_press_and_comes_back_when_its_picture_is_lost": frozenset(),
    "tests/exhibits/test_models.py::"
    "test_a_model_that_lies_or_leads_outside_is_refused_with_its_reason": 3,
    "tests/pages/test_hostile.py::test_a_pdf_that_would_act_is_refused_and_drawn_it_does_nothing":
        4,
    "tests/pages/test_hostile.py::test_a_pdf_without_end_comes_to_one": 4,
    "tests/pages/test_hostile.py::test_broken_files_have_a_page_or_words": 3,
    "tests/cases/materials/test_judging.py::"
    "test_what_could_do_harm_is_refused_with_its_reason": 3,
    "tests/cases/materials/test_judging.py::"
    "test_the_beginning_of_a_file_never_breaks_the_check": 4,
    "tests/cases/commands/test_verify_log.py::test_tampering_is_found_and_named": 4,
    "tests/cases/engine/test_money.py::"
    "test_the_same_money_under_fifty_numbers_at_once_is_the_same_money": frozenset(),
    "tests/cases/engine/test_mending.py::test_what_is_taken_back_has_not_been": 3,
    "tests/cases/engine/test_table.py::"
    "test_at_a_place_the_matrix_gets_in_nothing_else_and_goes_where_the_law_leads": 3,
    "tests/cases/test_replay.py::test_whatever_is_done_the_log_adds_up": 3,
    "tests/cases/test_replay.py::test_the_walks_reach_many_acts": frozenset(),
    "tests/writing/test_press.py::test_the_pdf_says_what_the_page_says": 4,
    "tests/writing/test_press.py::test_what_is_not_there_leaves_no_hole": 4,
    "tests/web/test_acts.py::"
    "test_every_act_has_its_form_or_its_reason_and_takes_an_empty_one_calmly": 4,
    "tests/web/test_annotations.py::test_every_pair_of_roles_on_every_address": frozenset(),
    "tests/web/test_access.py::test_every_address_answers_every_role_as_the_policy_says": 3,
    "tests/web/test_efile.py::test_nothing_of_the_inner_volume_reaches_a_party_on_any_address": 3,
    "tests/web/test_leaks.py::test_nobody_outside_the_panel_finds_a_marker_on_any_address":
        frozenset({"parties"}),
    "tests/web/test_reading.py::test_others_of_the_court_are_asked_why_before_a_page_opens": 4,
    "tests/web/test_second_factor.py::test_without_one_people_of_a_court_reach_nothing": 5,
    "tests/web/test_workbench.py::"
    "test_delegation_opens_preparation_to_those_who_assist_and_nothing_else": 8,
    "tests/web/test_workbench.py::test_every_count_is_the_number_of_rows_behind_it": 3,
}  # fmt: skip
"""How much of a test stays: every so-manieth of its cases, or those with these ids. Of one with no
ids nothing does: its neighbours say it of some, or it is one long test that nothing stands for."""


def mark(items: list[pytest.Item]) -> None:
    """Mark what is left to `make test-thorough`."""
    met: Counter[str] = Counter()
    for item in items:
        test, _, case = item.nodeid.partition("[")
        kept = KEPT.get(test)
        if kept is None:
            continue
        stays = met[test] % kept == 0 if isinstance(kept, int) else _id(case) in kept
        met[test] += 1
        if not stays:
            item.add_marker("thorough")


def _id(case: str) -> str:
    """Of the test's own parameters; xdist adds the name of a group."""
    return case.partition("]")[0]
