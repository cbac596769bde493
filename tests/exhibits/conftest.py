"""The small court of the page tests, with a store of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.world import World, build


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def world(db: None) -> World:
    return build()
