"""Servers killed by signal 9 while files come in: every byte arrives, and the file once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from cases.materials import receiving, storing
from cases.materials.sweeping import sweep_uploads
from cases.models import Blob, Upload
from courtflow.accounts.models import User
from tests.cases.materials.mortal import AT_THE_END, IN_PIECES
from tests.cases.materials.test_receiving import noisy_text
from tests.database import Worker

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("files", [1, pytest.param(12, marks=[pytest.mark.kill, pytest.mark.slow])])
def test_killed_servers_lose_no_byte(
    transactional_db: None, worker: Worker, tmp_path: Path, settings: Any, files: int,
    record_property: Any,
) -> None:  # fmt: skip
    settings.MEDIA_ROOT = tmp_path / "media"
    owner = User.objects.create(username="owner").pk
    environment = {
        **os.environ, "DATABASE_URL": worker.app_dsn, "REDIS_URL": worker.redis_url,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }  # fmt: skip
    kills = Counter[str]()
    for number in range(files):
        source = tmp_path / f"{number}.txt"
        source.write_bytes(data := f"{number}\n".encode() + noisy_text(60_000 + 977 * number))
        upload, _ = receiving.announce(owner, uuid4(), source.name, len(data))
        connections.close_all()
        done = subprocess.run(
            [sys.executable, "-m", "tests.cases.materials.mortal", str(upload.pk), str(owner),
             str(source), str(number)],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        kills.update(json.loads(done.stdout))
        found = Upload.objects.get(pk=upload.pk)
        assert found.state == "ready" and found.blob is not None
        with storing.open_blob(found.blob) as kept:
            assert kept.read() == data
        if (left := receiving.place(upload.pk)).exists():  # killed when all was done but this
            os.utime(left, (0, 0))
    sweep_uploads()
    assert list(storing.folder("coming").iterdir()) == []
    assert Blob.objects.count() == files
    assert {point.__name__ for point in IN_PIECES if kills[point.__name__]}
    if files > 1:
        assert all(kills[point.__name__] for point in (*IN_PIECES, *AT_THE_END)), kills
    record_property("kills", sum(kills.values()))
