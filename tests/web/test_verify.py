"""Whether a paper is from the court, asked by anybody."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from cases.acts.papers import sheets
from cases.models import Document
from cases.views.papers.verify import FROM_ONE_ADDRESS
from cases.writing import press
from tests.web.world import World

VERIFY = reverse("verify")


@pytest.fixture
def paper(world: World) -> Document:
    """A paper that the clerk wrote to the plaintiff and kept."""
    case_id = world.file()
    url = reverse("write-form", args=[case_id, "address_confirmation", 1])
    assert world.client("clerk").post(url, {"keep": "yes"}).status_code == 302
    return Document.objects.exclude(written=None).get(case_id=case_id)


def asks(code: str, digest: str) -> str:
    answer = Client(headers={"accept-language": "en"}).post(
        VERIFY, {"code": code, "digest": digest}
    )
    assert answer.status_code in (200, 422)
    return answer.content.decode()


def test_a_genuine_paper_is_known_by_its_foot(world: World, paper: Document) -> None:
    digest = press.digest(sheets.paper_of(paper))
    for code in (sheets.code_of(paper), sheets.code_of(paper).lower().removeprefix("d")):
        said = asks(code, digest[:16].upper())
        assert "Genuine" in said and "This Court" in said
        assert "爱丽丝" not in said and "鲍勃" not in said
    assert "Genuine" in asks(sheets.code_of(paper), digest)


def test_everything_else_gets_one_and_the_same_answer(world: World, paper: Document) -> None:
    digest = press.digest(sheets.paper_of(paper))
    complaint = Document.objects.get(kind="complaint")
    wrong = [
        (sheets.code_of(paper), "0" * 16),
        (f"D{paper.case_id}-999999", digest),
        (f"D{paper.case_id}-{complaint.pk}", press.digest(sheets.paper_of(complaint))),
        ("D999999999999-1", digest),
        ("no code", digest),
    ]
    said = {re.findall(r'role="status">.*?</div></div>', asks(*one), re.S)[0] for one in wrong}
    assert len(said) == 1 and "Not known" in said.pop()


@pytest.mark.parametrize("digest", ["", "abc", "xyz" * 10, "0" * 15])
def test_too_little_of_the_digest_is_not_compared(world: World, digest: str) -> None:
    assert "Not known" not in asks("D1-1", digest)


def test_nobody_tries_on_and_on(world: World) -> None:
    for _ in range(FROM_ONE_ADDRESS[0]):
        asks("D1-1", "0" * 16)
    answer = Client().post(VERIFY, {"code": "D1-1", "digest": "0" * 16})
    assert answer.status_code == 429
    caches["default"].clear()
