"""The pages of exhibits: who reaches them, parts of files, words, marks, what comes along."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.urls import reverse

from tests.exhibits import media, models
from tests.exhibits.conftest import hand_in, in_court
from tests.web.world import World


def url(name: str, paper: Any, *more: Any) -> str:
    return reverse(name, args=[paper.case_id, paper.pk, *more])


def test_slice(world: World) -> None:
    case_id = in_court(world)
    paper = hand_in(case_id, models.box(), "模型.glb")
    clip = hand_in(case_id, media.clip(seconds=100), "录像.mp4")
    for who in ("alice", "bob", "judge"):
        for one in (paper, clip):
            got = world.client(who).get(url("exhibit", one))
            assert got.status_code == 200, got.content.decode()[:500]
    got = world.client("alice").get(url("exhibit-sheet", clip))
    assert got.status_code == 200
