"""`manage.py notices`: what waits to be told and sent, what could not be sent, and the switch."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from cases.management.answer import Answer, AnsweringCommand
from cases.notices import outbound, queues
from cases.notices.queues import Standing


class Command(AnsweringCommand):
    """Show the queues; pause or release what leaves the house."""

    help = "消息队列与对外发送开关 / Queues of notices, and the switch of what is sent."

    def questions(self, parser: CommandParser) -> None:
        """One of three."""
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--status", action="store_true", help="查看队列 / show the queues")
        one.add_argument("--pause", action="store_true", help="暂停对外发送 / let nothing leave")
        one.add_argument("--release", action="store_true", help="恢复对外发送 / let it leave again")

    def answer(self, **options: Any) -> Answer:
        """The queues as they stand afterwards."""
        if options["pause"]:
            outbound.pause()
        if options["release"]:
            outbound.release()
        found = queues.standing()
        return Answer(asdict(found), [_zh(found)], [_en(found)])


_PAUSED = {
    "setting": ("已由设置 OUTBOUND_PAUSED 暂停", "paused by the setting OUTBOUND_PAUSED"),
    "operator": ("已暂停", "paused"),
    "restored": (
        "数据库经恢复或迁移，待恢复发送",
        "the database was restored or moved: release it",
    ),
    "": ("正常", "on"),
}


def _zh(found: Standing) -> str:
    return (
        f"对外发送：{_PAUSED[found.paused][0]}；待分发{found.outbox}条"
        f"（最早{_seconds(found.outbox_age_seconds)}秒）；待发送{found.waiting}条，其中到时{found.due}条"
        f"（最早{_seconds(found.due_age_seconds)}秒）；未能发出{found.dead}条"
    )


def _en(found: Standing) -> str:
    return (
        f"sending: {_PAUSED[found.paused][1]};"
        f" {found.outbox} to pass on (oldest {_seconds(found.outbox_age_seconds)} s);"
        f" {found.waiting} to send, {found.due} due (oldest {_seconds(found.due_age_seconds)} s);"
        f" {found.dead} could not be sent"
    )


def _seconds(age: float | None) -> int:
    return 0 if age is None else int(age)
