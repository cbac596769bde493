"""What is left to the thorough run is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.thorough import KEPT

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("test", KEPT)
def test_every_one_named_exists(test: str) -> None:
    path, _, name = test.partition("::")
    assert f"def {name}(" in (ROOT / path).read_text()
    assert KEPT[test] != 0
