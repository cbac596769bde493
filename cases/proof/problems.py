"""What can be wrong with a log and with what it tells: kinds of problems, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PROBLEMS: dict[str, tuple[str, str]] = {
    # the chain
    "no_entries": ("案件没有任何记录", "the case has no entries"),
    "no_case": ("记录所属的案件不存在", "the case of these entries is not there"),
    "missing": ("记录缺失", "the entry is missing"),
    "beyond": (
        "记录在案件最后一次记录({last})之后",
        "the entry lies beyond the case's last ({last})",
    ),
    "algorithm": ("哈希算法未知", "the hash algorithm is unknown"),
    "hash": ("内容与哈希值不符", "the body does not have this hash"),
    "chain": (
        "内容、各列、上一条记录与哈希值不相符",
        "the entry, the one before it and its hash do not fit together",
    ),
    "unproved": ("缺少上一条记录,无法核验", "without the entry before it cannot be verified"),
    "prev": ("与上一条记录的哈希值不衔接", "it is not chained to the entry before"),
    "unreadable": ("内容无法读取", "the body cannot be read"),
    "column": ("列“{name}”与内容不符", "the column {name} differs from the body"),
    "text_missing": ("文字“{name}”缺失", "the text {name} is missing"),
    "text_changed": ("文字“{name}”与摘要不符", "the text {name} does not match its digest"),
    "text_unlogged": ("文字“{name}”未经记录", "the text {name} is not in the log"),
    "last_elsewhere": (
        "案件所处位置与最后一条记录不符",
        "the case does not stand where its last entry says",
    ),
    "cut": (
        "{table}提到此后的记录,日志尾部缺失",
        "{table} knows of later entries: the tail is cut off",
    ),
    # the replay
    "wrong_start": ("案件不能始于“{place}”", "no case begins at {place}"),
    "no_such_way": (
        "表中没有从“{source}”到“{target}”的路",
        "the table has no way from {source} to {target}",
    ),
    "goes_back": ("时间早于上一条记录", "it took effect before the entry before it"),
    "field": ("字段“{name}”与日志不符", "the field {name} differs from the log"),
    "clock_missing": ("{clock}号时钟缺失", "clock {clock} is missing"),
    "clock_unlogged": ("{clock}号时钟未经记录", "clock {clock} is not in the log"),
    "clock": ("{clock}号时钟与日志不符:{names}", "clock {clock} differs from the log: {names}"),
    "deadline": (
        "{clock}号时钟的届满时间重算不符",
        "the deadline of clock {clock} computes differently",
    ),
    "rungs": ("{clock}号时钟的提醒阶梯不符", "the rungs of clock {clock} do not add up"),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is not as the log, or the table, has it."""

    case: int
    seq: int | None
    what: str
    zh: str
    en: str

    @classmethod
    def found(cls, case: int, seq: int | None, what: str, **about: Any) -> Problem:
        """A problem in the words of its kind."""
        zh, en = PROBLEMS[what]
        return cls(case, seq, what, zh.format(**about), en.format(**about))
