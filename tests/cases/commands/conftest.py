"""A training court for the commands."""

import pytest

from tests.cases.commands.life import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()
