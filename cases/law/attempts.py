"""Attempts at service: the channels they go by, and what may happen to one.

A channel is how a paper travels; the way of ``cases.law.serving`` is what the law makes of it. An
event says which facts it proves; the day of service follows from the facts alone.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

State = Literal["prepared", "sent", "delivered", "effective", "failed", "noted"]
STATES: tuple[State, ...] = ("prepared", "sent", "delivered", "effective", "failed", "noted")
"""Of a step. ``noted`` changes nothing: a bounce that came too late, a delay."""
ENDED = ("effective", "failed")
HOLD_HOURS = 24
"""How long a mail that its server took is held before it counts as arrived, for it may bounce."""


class Channel(NamedTuple):
    """How a paper travels; ``by``: whether a gateway takes it, the program, or a person."""

    code: str
    zh: str
    en: str
    ways: tuple[str, ...]
    by: Literal["program", "gateway", "person"]
    is_simple: bool = False
    """A simple means (CPL 162): alone it proves nothing (民诉法解释 261)."""


_ELECTRONIC = ("electronic", "electronic_unconfirmed")
_CHANNELS = (
    Channel("in_app", "本平台", "in the application", _ELECTRONIC, "program", True),
    Channel("mail", "电子邮件", "mail", _ELECTRONIC, "gateway", True),
    Channel("sms", "短信", "text message", _ELECTRONIC, "gateway", True),
    Channel("phone", "电话", "telephone", ("electronic_unconfirmed",), "person", True),
    Channel("express", "法院专递", "court express post", ("post",), "person"),
    Channel("hand", "送达人员", "by hand", ("direct", "left"), "person"),
    Channel("court", "受托法院", "another court", ("entrusted",), "person"),
    Channel("unit", "所在单位或者监管机关", "unit or prison", ("transfer",), "person"),
    Channel("notice", "公告", "public notice", ("public_notice",), "person"),
    Channel("counter", "法院窗口", "at the court", ("in_court", "collection"), "person"),
)
CHANNELS: dict[str, Channel] = {one.code: one for one in _CHANNELS}
SIMPLE = frozenset(one.code for one in _CHANNELS if one.is_simple)

Asked = Literal["number", "recipient", "returned", "said", "collect_by", "reason", "proof"]


class Event(NamedTuple):
    """Something that happened to an attempt, as a person records it."""

    code: str
    zh: str
    en: str
    ways: tuple[str, ...]
    state: State
    """Of the attempt after it, unless its facts make the service effective."""
    days: tuple[str, ...] = ()
    """The facts that take the day of the event."""
    fixed: tuple[str, ...] = ()
    """The facts it establishes by itself."""
    asks: tuple[Asked, ...] = ()
    needs_evidence: bool = False
    """A paper or picture has to be in the file: a word alone proves nothing."""


_EVENTS = (
    Event("posted", "已交寄", "Handed to the post", ("post",), "sent", ("posted_on",),
          asks=("number",)),
    Event("requested", "已发出委托函", "Request sent to the other court", ("entrusted",), "sent",
          asks=("number",)),
    Event("passed_on", "已交转交单位", "Handed to the unit", ("transfer",), "sent",
          asks=("number",)),
    Event("signed", "已签收", "Signed for",
          ("direct", "post", "entrusted", "transfer"), "delivered", ("signed_on",),
          asks=("recipient",), needs_evidence=True),
    Event("returned", "邮件退回", "Returned by the post", ("post",), "failed", ("returned_on",),
          asks=("returned",), needs_evidence=True),
    Event("refused", "拒绝签收，未留置", "Refused, and not left", ("direct",), "failed",
          (), ("was_refused",), asks=("said",)),
    Event("refused_elsewhere", "在住所以外拒签，已拍照或者录像",
          "Refused elsewhere, on photo or video", ("direct",), "delivered", ("refused_on",),
          ("recorded",), needs_evidence=True),
    Event("left", "留置于住所", "Left at the address", ("left",), "delivered",
          ("refused_on", "left_on"), asks=("proof", "recipient"), needs_evidence=True),
    Event("came_and_refused", "到院后拒绝签收", "Came to the court and would not sign",
          ("in_court",), "delivered", ("refused_on",), needs_evidence=True),
    Event("called", "已通话，未确认收悉", "Called; receipt not confirmed",
          ("electronic_unconfirmed",), "sent", asks=("number", "said")),
    Event("replied", "回复收悉", "Confirmed receipt", ("electronic_unconfirmed",), "delivered",
          ("replied_on",), ("address_is_theirs",), asks=("number", "said")),
    Event("acted", "作出相应诉讼行为", "Acted on it", ("electronic_unconfirmed",), "delivered",
          ("acted_on",), ("address_is_theirs",), asks=("said",)),
    Event("published", "公告已发布", "Notice published", ("public_notice",), "sent",
          ("published_on",), ("unreachable",), asks=("number",)),
    Event("told", "已告知领取期间", "Told when to collect", ("collection",), "sent",
          asks=("collect_by",)),
    Event("collected", "已到院领取", "Collected at the court", ("collection",), "delivered",
          ("collected_on",), needs_evidence=True),
    Event("not_found", "查无此人、下落不明", "Nobody found, whereabouts unknown",
          ("direct", "entrusted", "transfer"), "failed", (), ("not_found",), asks=("said",)),
    Event("given_up", "未能送达", "Could not be served",
          ("electronic", "electronic_unconfirmed", "direct", "left", "post", "entrusted",
           "transfer", "in_court", "collection", "public_notice"), "failed", asks=("said",)),
)  # fmt: skip
EVENTS: dict[str, Event] = {one.code: one for one in _EVENTS}
ONLY_BY_PHONE = frozenset({"called"})
NOT_FACTS = frozenset({"was_refused", "not_found"})
"""What an event leaves behind for the next way, and no rule of its own asks for."""


def events_of(way: str, channel: str) -> tuple[Event, ...]:
    """What may be recorded of an attempt in this way by this channel."""
    return tuple(
        one
        for one in _EVENTS
        if way in one.ways and (channel == "phone" or one.code not in ONLY_BY_PHONE)
    )


FAILURES: dict[str, tuple[str, str]] = {
    "bounced": ("邮件被退信", "The mail bounced"),
    "refused_by_server": ("对方服务器拒收", "The server refuses this address"),
    "unreachable": ("对方服务器多次没有应答", "The server did not answer after many tries"),
    "no_address": ("没有可用的地址", "There is no address to send to"),
    "returned": ("邮件退回", "Returned by the post"),
    "refused": ("拒绝签收", "Refused"),
    "not_found": ("查无此人、下落不明", "Nobody found"),
    "given_up": ("未能送达", "Could not be served"),
    "interrupted": ("发送中断，是否到达不明", "Sending broke off; whether it arrived is unknown"),
}
"""Why an attempt came to nothing."""
