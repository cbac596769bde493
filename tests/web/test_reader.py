"""The reader: the file page by page, without scripts, and the panes of other pages beside it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.acts.papers import paging
from cases.materials import storing
from cases.models import Document, Reading
from tests.pages.conftest import case_id  # noqa: F401 - a fixture
from tests.pages.made import written
from tests.web.world import World

PAGES = ("第一条 借款十万元", "第二条 利率百分之六", "第三条 违约金")


@pytest.fixture
def contract(case_id: int) -> Document:  # noqa: F811 - the fixture
    return kept(case_id, written(*PAGES), pages=3, title="借款合同", party_no=1)


def kept(case_id: int, data: bytes, **more: Any) -> Document:  # noqa: F811
    """A PDF in the file of a case, evidence unless another kind of paper is named."""
    values = {"kind": "evidence", "title": "证据", "seq": 1, "pages": 1, **more}
    blob = storing.keep_bytes(data, "pdf")
    return Document.objects.create(case_id=case_id, blob=blob, received_at=timezone.now(), **values)


def at(one: Document, page: int = 1, query: str = "") -> str:
    return reverse("reader-page", args=[one.case_id, one.pk, page]) + query


def shown(world: World, who: str, address: str, status: int = 200) -> str:
    answer: Any = world.client(who, "en").get(address)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"
    return answer.content.decode()


def test_a_page_comes_with_the_first_answer(world: World, contract: Document) -> None:
    text = shown(world, "alice", at(contract, 2))
    assert text.count('<svg class="sheet"') == 1 and PAGES[1] in text and PAGES[0] not in text
    assert f'href="{at(contract, 1)}"' in text and f'href="{at(contract, 3)}"' in text
    assert "爱丽丝" in text and 'max="3"' in text
    assert "style=" not in text and "onclick" not in text


def test_the_tree_has_volumes_page_codes_and_from_whom(world: World, contract: Document) -> None:
    paging.count(contract.case_id)
    text = shown(world, "bob", reverse("reader", args=[contract.case_id]))
    assert "main volume" in text and "卷1-p1" in text and "借款合同" in text and "爱丽丝" in text
    assert text.count('aria-current="true"') == 1
    assert "inner volume" not in text and "卷2" not in text


def test_the_code_of_a_page_leads_to_it(world: World, contract: Document) -> None:
    counted = reverse("reader", args=[contract.case_id]) + "?part=1"
    assert "卷1-p" in shown(world, "bob", counted)
    [lying] = [one for one in paging.volume(contract.case, "main") if
               one.document.pk == contract.pk]  # fmt: skip
    assert lying.first
    code = reverse("file-page", args=[contract.case_id, 1, lying.first + 2])
    answer = world.client("bob").get(code)
    assert answer.status_code == 302 and answer["Location"] == at(contract, 3)
    assert f"卷1-p{lying.first + 2}" in shown(world, "bob", at(contract, 3))


def test_the_link_shown_is_the_one_that_lasts(world: World, contract: Document) -> None:
    """Until the file is bound its numbers follow what comes in."""
    link = f'href="{at(contract, 2)}" data-permalink'
    assert link in shown(world, "bob", at(contract, 2))
    paging.bind(contract.case_id)
    text = shown(world, "bob", at(contract, 2))
    assert link not in text and "data-permalink" in text and "/file/1/p" in text


def test_a_page_that_is_not_there_is_said_and_the_rest_is_usable(
    world: World, contract: Document
) -> None:
    text = shown(world, "bob", at(contract, 9), 404)
    assert "There is no page 9 in this paper; it has 3." in text and PAGES[2] in text
    for address in (at(contract, 0), at(contract, 10**9)):
        assert "There is no page" in shown(world, "bob", address, 404)


def test_a_withdrawn_paper_says_so_to_who_may_know(world: World, contract: Document) -> None:
    Document.objects.filter(pk=contract.pk).update(void_seq=3)
    text = shown(world, "bob", at(contract))
    assert "taken back" in text and "by mistake, void" in text and PAGES[0] not in text
    assert world.client("stranger").get(at(contract)).status_code == 404


def test_what_one_may_not_read_is_not_there(world: World, contract: Document) -> None:
    inner = kept(contract.case_id, written("合议"), kind="deliberation")
    of_one = kept(contract.case_id, written("住址"), kind="address_confirmation", party_no=1)
    other = kept(world.file(), written("别的案件"))
    for who, one in (("alice", inner), ("bob", of_one), ("bob", inner)):
        assert world.client(who).get(at(one)).status_code == 404
    moved = reverse("reader-page", args=[contract.case_id, other.pk, 1])
    assert world.client("alice").get(moved).status_code == 404
    assert shown(world, "alice", at(of_one))


def test_the_inner_volume_is_opened_with_a_reason_and_read_under_it(
    world: World, contract: Document
) -> None:
    inner = kept(contract.case_id, written("合议意见"), kind="deliberation", title="合议笔录")
    judge = world.client("judge")
    answer = judge.get(at(inner))
    assert answer.status_code == 302 and "/inner?next=" in answer["Location"]
    assert "合议笔录" not in judge.get(at(contract)).content.decode()
    world.says_why(contract.case_id, "judge", "inner")
    assert "合议意见" in shown(world, "judge", at(inner))
    assert Reading.objects.filter(what=f"document:{inner.pk}", user=world["judge"]).exists()


def test_an_empty_file_says_so(world: World) -> None:
    made = world.file()
    Document.objects.filter(case_id=made).put_under("inner_note")
    text = shown(world, "bob", reverse("reader", args=[made]))
    assert "Nothing lies in this file yet." in text and "data-paper" not in text


# -- finding --------------------------------------------------------------------------------------


def find(world: World, who: str, one: Document, words: str, **more: str) -> str:
    sent = {"words": words, "document": str(one.pk), "page": "1", "where": "paper", **more}
    answer = world.client(who, "en").post(reverse("reader-find", args=[one.case_id]), sent)
    assert answer.status_code == 200
    return answer.content.decode()


def test_words_are_found_with_their_pages(world: World, contract: Document) -> None:
    more = kept(contract.case_id, written("百分之六以外"), title="补充协议")
    part = find(world, "bob", contract, "百分之 六", part="1")
    assert "Found in 1 place." in part and f'href="{at(contract, 2)}"' in part
    whole = find(world, "bob", contract, "百分之六", where="file")
    assert "Found in 2 places." in whole and f'href="{at(more)}"' in whole
    assert '<svg class="sheet"' in whole, "without scripts the page stays open"
    assert "Nothing found" in find(world, "bob", contract, "没有的词")


def test_nobody_finds_words_of_what_they_may_not_read(world: World, contract: Document) -> None:
    inner = kept(contract.case_id, written("少数意见"), kind="deliberation")
    kept(contract.case_id, written("住址少数意见"), kind="address_confirmation", party_no=1)
    other = kept(world.file(), written("少数意见"))
    for who in ("bob", "judge"):
        for document in (contract, inner, other):
            sent = {"words": "少数意见", "document": document.pk, "where": "file", "part": "1"}
            answer = world.client(who).post(reverse("reader-find", args=[contract.case_id]), sent)
            text = answer.content.decode()
            assert str(inner.pk) not in text and "合议" not in text
            assert ('data-count="0"' in text) is (who == "bob"), who
    world.says_why(contract.case_id, "judge", "inner")
    assert at(inner) in find(world, "judge", contract, "少数意见", where="file", part="1")


@pytest.mark.parametrize("words", ["", " ", "<script>", "长" * 500])
def test_what_cannot_be_found_is_no_error(world: World, contract: Document, words: str) -> None:
    assert "Nothing found" in find(world, "bob", contract, words)


# -- panes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["case", "case-file", "case-notes", "case-papers", "reader"])
def test_in_a_pane_a_page_has_no_masthead_and_is_framed_by_ours_alone(
    world: World, contract: Document, name: str
) -> None:
    judge, url = world.client("judge"), reverse(name, args=[contract.case_id])
    whole, pane = judge.get(url), judge.get(url, {"pane": "1"})
    assert "masthead" in whole.content.decode() and "masthead" not in pane.content.decode()
    assert "frame-ancestors 'none'" in whole["Content-Security-Policy"]
    assert whole["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'self'" in pane["Content-Security-Policy"]
    assert pane["X-Frame-Options"] == "SAMEORIGIN"
    assert pane.content.decode().count("<h1") == 1


def test_what_is_done_in_a_pane_stays_there(world: World, contract: Document) -> None:
    """A form that leads on to another page: the browser says that it is in a frame of ours."""
    judge, url = world.client("judge"), reverse("case-notes", args=[contract.case_id])
    framed = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin"}
    sent = {"text": "笔记", "whose": "mine"}
    answer = judge.post(f"{url}?pane=1", sent, headers=framed, follow=True)
    assert answer.status_code == 200 and "masthead" not in answer.content.decode()
    foreign = judge.get(url, headers={**framed, "Sec-Fetch-Site": "cross-site"})
    assert "frame-ancestors 'none'" in foreign["Content-Security-Policy"]


def test_the_work_pane_offers_what_this_person_may_do(world: World, contract: Document) -> None:
    judge = shown(world, "judge", at(contract))
    bob = shown(world, "bob", at(contract))
    for code in ("drafts", "notes", "second"):
        assert f'value="{code}"' in judge, code
    assert 'value="second"' in bob
    assert 'value="drafts"' not in bob and 'value="notes"' not in bob
    assert "data-pane-url" in judge and "data-pane-url" not in shown(
        world, "judge", at(contract, 1, "?pane=1"))  # fmt: skip


def test_a_browser_remembers_the_panes_under_a_name_that_says_nothing(
    world: World, contract: Document
) -> None:
    names = {
        who: shown(world, who, at(contract)).split('data-kept-as="')[1].split('"')[0]
        for who in ("alice", "bob", "judge")
    }
    assert len(set(names.values())) == 3 and all(len(one) == 16 for one in names.values())


def test_a_hundred_papers_cost_no_more_questions(
    world: World, contract: Document, queries: Any
) -> None:
    client = world.client("bob")
    client.get(at(contract))
    few = queries(lambda: client.get(at(contract)))
    for n in range(20):
        kept(contract.case_id, written(f"第{n}份"), title=f"证据{n}")
    assert queries(lambda: client.get(at(contract))) <= few + 2


def test_the_ways_into_the_reader(world: World, contract: Document) -> None:
    case_id = contract.case_id  # noqa: F811
    papers = shown_page(world, reverse("document", args=[case_id, contract.pk]))
    assert f'href="{at(contract)}"' in papers and "?show=1" not in papers
    catalogue = shown_page(world, reverse("case-file", args=[case_id]))
    assert f'href="/cases/{case_id}/reader"' in catalogue


def shown_page(world: World, address: str) -> str:
    return world.client("bob").get(address).content.decode()
