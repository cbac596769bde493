"""Mending 更正: which acts of the court are put right by taking the record of them back.

Nothing is unsaid: the mistaken entry stays, another says that it was one, and time runs as if it
had not been. What has consequences of its own in law (registration, money, hearings, who tries the
case) is undone by the acts that the law has for that, never so.
"""

from __future__ import annotations

MENDABLE = frozenset(
    {
        "return_for_correction", "serve_fee_notice", "tell_panel", "serve_complaint",
        "pass_on_answer", "file_answer", "submit_evidence", "waive_periods",
        "agree_online", "close_answers", "straight_to_exchange", "straight_to_scheduling",
        "close_evidence", "reopen_evidence", "exchange_again", "hold_exchange", "read_record",
        "decide_without_hearing", "record_deliberation", "deliberate_again", "sign_judgment",
        "redraft", "serve_judgment", "pass_on_petition", "answer_appeal", "open_incident",
        "close_incident", "begin_archiving", "archive", "issue_execution_notice",
        "inquire_assets", "commission_valuation", "receive_report", "send_report",
        "serve_in_execution", "serve_plan",
    }
)  # fmt: skip
"""Acts whose whole effect is a place, clocks, a paper, a service, an incident or a name."""
OF_TIME = frozenset(
    {"skip", "pass", "expire", "prepare_draft", "withdraw_draft", "recompute", "file_return"}
)
"""Entries that follow an act by themselves: they fall with it."""
BESIDE = frozenset(
    {
        "keep_paper", "catalogue_paper", "add_note", "urge", "mend", "mark_supervised",
        "confirm_exhibit", "mark_exhibit", "unmark_exhibit",
    }
)  # fmt: skip
"""Entries that nothing rests on and that rest on nothing: what they left stays."""
BY_THEMSELVES = OF_TIME | BESIDE
"""Entries that may follow an act that is mended."""
