"""The world outside: one small class a gateway, each with a sandbox twin, named in settings.

A gateway is asked, answers or fails; it keeps nothing and knows nothing of cases. The sandbox
twins are for training: what they answer depends only on what they are asked.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


class Unreachable(Exception):  # noqa: N818 - says what the other side is, as a person would
    """The other side did not answer; whoever asked may try again later."""


class Undeliverable(Exception):  # noqa: N818
    """The other side answered that it will never take this message."""


@cache
def gateway(kind: str) -> Any:
    """The gateway of a kind, as ``settings.GATEWAYS`` names it. Raises Unreachable for none."""
    if not settings.GATEWAYS[kind]:
        raise Unreachable(f"{kind.upper()}_GATEWAY is not set.")
    return import_string(settings.GATEWAYS[kind])()


CARRIERS = {"sms": "messages", "phone": "messages", "mail": "mail"}
"""By channel of a delivery, or kind of a contact, who carries messages there."""


def carrier(channel: str, *, training: bool = False) -> Any:
    """Who carries a message; in training the sandbox whatever is set. Raises Unreachable."""
    if training:
        return import_string(f"courtflow.gateways.{CARRIERS[channel]}.Sandbox")()
    return gateway(CARRIERS[channel])
