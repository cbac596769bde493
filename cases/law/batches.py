"""Acts that may be done to several like cases at once, each with the reason why."""

from __future__ import annotations

MOST = 200
"""So many cases at once."""

SHARED = frozenset({"on", "note"})
"""Fields that like cases can share; an act that asks for more is about one case."""

IN_BATCH: dict[str, tuple[str, str]] = {
    "tell_panel": ("只是告知，不影响实体", "It only tells the parties who judges"),
    "pass_on_answer": ("转送已收到的答辩状", "It passes on what has come in"),
    "close_answers": ("答辩期已满才能办理", "Possible only once the answer periods are over"),
    "close_evidence": ("举证期已满才能办理", "Possible only once the periods are over"),
    "straight_to_scheduling": ("期限已满才能办理", "Possible only once the periods are over"),
    "hold_exchange": ("同类案件常在同一场合交换", "Like cases are often exchanged in one sitting"),
    "read_record": ("记录已发生的事实", "It records what has happened"),
    "accept_mediation": ("随时可以更换调解员", "The mediator can be changed at any time"),
    "inquire_assets": ("集中查询，不影响财产", "An inquiry alone binds no asset"),
    "check_clue": ("记录已核实的线索", "It records what was looked into"),
    "begin_archiving": ("案件已结，只是开始归档", "The case is over; archiving begins"),
}
"""None decides, closes a case, takes anything from anybody, or is more than a step that the law
or the parties have already brought about. Whatever has a graver effect is done case by case."""
