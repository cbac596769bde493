"""State folders of their own, for tests that break servers."""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from courtflow.servers.cluster import stop
from courtflow.servers.folder import prepare_folder
from tests.database import RUN


@pytest.fixture
def state() -> Iterator[Path]:
    """An empty state folder that the servers' account can reach; what runs there is ended."""
    folder = Path(os.environ[RUN]) / f"own-{secrets.token_hex(3)}"
    prepare_folder(folder)
    yield folder
    stop(folder)
    shutil.rmtree(folder, ignore_errors=True)
