"""A small court whose people have telephones, and gateways that keep what they are given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from courtflow.gateways import gateway
from tests.cases.engine.conftest import frozen  # noqa: F401
from tests.cases.notices.carriers import Mail, Recording
from tests.web.conftest import queries, world  # noqa: F401


@pytest.fixture
def carriers(settings: Any) -> Iterator[type[Recording]]:
    """Text messages and mails go to classes that keep them."""
    here = "tests.cases.notices.carriers"
    names = {"messages": f"{here}.Recording", "mail": f"{here}.Mail"}
    settings.GATEWAYS = {**settings.GATEWAYS, **names}
    gateway.cache_clear()
    Recording.reset()
    Mail.reset()
    yield Recording
    gateway.cache_clear()
