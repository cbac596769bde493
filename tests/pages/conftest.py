"""A case with papers whose pages are looked at."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from cases.law.roles import Role
from cases.materials import storing
from cases.models import Document
from tests.web.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def case_id(world: World) -> int:
    """A case before a judge and a clerk."""
    made = world.file()
    world.act(made, "register", "clerk", procedure="summary")
    world.act(made, "pay_fee", "alice")
    world.act(made, "assign", "clerk", judge=world["judge"].pk, inner_why="指定")
    world.name(made, "clerk", Role.CLERK)
    return made


def kept(case_id: int, data: bytes, kind: str = "pdf", **more: Any) -> Document:
    """A file in the case, as if it had come in."""
    values = {"kind": "evidence", "title": "证据", "text": "", "seq": 2, "pages": 1, **more}
    blob = storing.keep_bytes(data, kind)
    return Document.objects.create(
        case_id=case_id, blob=blob, received_at=timezone.now(), **values
    )
