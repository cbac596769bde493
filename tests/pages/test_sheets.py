"""The two addresses of a page: who gets it, marked how, and what is said instead of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, Document
from tests.pages.conftest import kept
from tests.pages.made import ink, seen, written
from tests.web.world import World


def url(one: Document, page: int = 1, name: str = "sheet") -> str:
    return reverse(name, args=[one.case_id, one.pk, page])


def got(client: Client, one: Document, page: int = 1, query: str = "") -> tuple[int, str]:
    answer: Any = client.get(url(one, page) + query)
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, answer.content.decode()


def test_a_page_is_a_picture_and_lines_to_select(world: World, case_id: int) -> None:
    one = kept(case_id, written("借款合同", "违约金"), pages=2)
    status, page = got(world.client("alice"), one, 2, "?find=约金")
    assert status == 200 and ">违约金</text>" in page and page.count('class="hit"') == 1
    assert "<html" not in page and "style=" not in page and "<script" not in page
    for width in (160, 800, 1600):
        answer = world.client("alice").get(url(one, 2, "sheet-picture") + f"?w={width}")
        assert answer["Content-Type"] == "image/webp" and answer["Cache-Control"] == "no-store"
        assert seen(answer.content).width == width
    assert world.client("alice").get(url(one, 2, "sheet-picture") + "?w=7").status_code == 404


def test_what_somebody_wrote_into_a_file_is_never_markup(world: World, case_id: int) -> None:
    one = kept(case_id, written("<script>alert(1)</script>", ), title="<b>x</b>")
    page = got(world.client("alice"), one)[1]
    assert "&lt;script&gt;" in page and "<script" not in page and "<b>" not in page


@pytest.mark.parametrize("who", ["stranger", "clerk_elsewhere"])
def test_outside_ones_scope_there_is_no_page(world: World, case_id: int, who: str) -> None:
    one = kept(case_id, written("借款合同"))
    assert got(world.client(who), one)[0] == 404
    assert world.client(who).get(url(one, 1, "sheet-picture")).status_code == 404


def test_a_paper_of_another_case_or_of_the_inner_volume_is_not_there(
    world: World, case_id: int
) -> None:
    other = kept(world.file(), written("借款合同"))
    inner = kept(case_id, written("合议"), kind="deliberation")
    alice = world.client("alice")
    moved = reverse("sheet", args=[case_id, other.pk, 1])
    assert alice.get(moved).status_code == 404
    status, page = got(alice, inner)
    assert status == 404 and "合议" not in page and "no longer" not in page
    assert alice.get(url(inner, 1, "sheet-picture")).status_code == 404


def test_missing_and_broken_pages_say_so_and_the_rest_is_usable(
    world: World, case_id: int
) -> None:
    one, bad = kept(case_id, written("一")), kept(case_id, b"%PDF-1.4 broken")
    client = world.client("alice", "en")
    status, page = got(client, one, 9)
    assert status == 404 and "There is no such page." in page
    status, page = got(client, bad)
    assert status == 200 and "damaged" in page and reverse(
        "document", args=[case_id, bad.pk]
    ) in page  # fmt: skip
    answer = client.get(url(bad, 1, "sheet-picture"))
    assert answer.status_code == 404 and b"damaged" in answer.content


def test_a_withdrawn_paper_is_gone_and_is_shown_only_when_asked_for(
    world: World, case_id: int
) -> None:
    one = kept(case_id, written("借款合同"), void_seq=3)
    client = world.client("alice", "en")
    status, page = got(client, one)
    assert status == 410 and "by a mistake" in page and "借款合同" not in page
    status, page = got(client, one, 1, "?withdrawn=1")
    assert status == 200 and "借款合同" in page and "by a mistake" in page
    plain = kept(case_id, written("借款合同"))
    marked = client.get(url(one, 1, "sheet-picture") + "?w=800").content
    assert marked != client.get(url(plain, 1, "sheet-picture") + "?w=800").content


def test_in_a_confidential_case_each_reader_has_pictures_of_their_own(
    world: World, case_id: int
) -> None:
    one = kept(case_id, written("借款合同"))

    def picture(who: str) -> bytes:
        return bytes(world.client(who).get(url(one, 1, "sheet-picture") + "?w=800").content)

    open_to_all = picture("alice")
    assert open_to_all == picture("bob")
    Case.objects.filter(pk=case_id).update(confidential=True)
    assert len({open_to_all, picture("alice"), picture("bob")}) == 3
    light = seen(open_to_all).convert("L").histogram()
    marked = seen(picture("alice")).convert("L").histogram()
    assert sum(light[150:245]) < sum(marked[150:245]) / 5, "words all over the page"
    assert ink(seen(picture("alice"))) > 0.9 * ink(seen(open_to_all))
