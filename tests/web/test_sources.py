"""Quotations: words of the file come into a draft with their source, and what becomes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.acts.deciding import sourcing
from cases.models import Decision, Document, Entry, Source
from cases.writing import quoting
from tests.web.deciding import begin, filled, page, panel, ready, save, sign, waits
from tests.web.world import World

pytestmark = pytest.mark.django_db
WORDS = "借款人鲍勃于2025年1月1日收到借款100000元"


@pytest.fixture(autouse=True)
def files(tmp_path: Any, settings: Any) -> None:
    settings.SEALS_FOLDER = tmp_path / "seals"
    settings.MEDIA_ROOT = tmp_path / "files"


def kept(case_id: int, kind: str = "loan_note", title: str = "借条", **more: Any) -> Document:
    seq = Entry.objects.filter(case_id=case_id).latest("seq").seq
    values = {"text": f"今{WORDS}。", "pages": 1, **more}
    return Document.objects.create(
        case_id=case_id, kind=kind, title=title, received_at=timezone.now(), seq=seq, **values
    )


def quote(world: World, decision: Decision, paper: Document, words: str = WORDS,
          who: str = "judge", page_no: int = 1) -> Any:  # fmt: skip
    asked = {"document": paper.pk, "page": page_no, "quote_words": words}
    return world.client(who, "en").post(page(decision, "decision-sources"), asked)


def quoted(world: World, decision: Decision, paper: Document, words: str = WORDS) -> None:
    """As the script does it: the source first, then the text with the quotation in it."""
    answer = quote(world, decision, paper, words)
    assert answer.status_code == 200, answer.content.decode()
    decision.refresh_from_db()
    text = decision.text.replace("【认定的事实】", f"{answer.json()['quotation']}【认定的事实】")
    assert save(world, decision, text).status_code == 302
    decision.refresh_from_db()


def listed(world: World, decision: Decision, who: str = "judge") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.client(who, "en").get(page(decision)).context["sources"]
    return found


@pytest.fixture
def case_id(world: World) -> int:
    return waits(world)


def test_words_come_with_their_paper_page_code_and_link(world: World, case_id: int) -> None:
    decision, paper = begin(world, case_id), kept(case_id)
    answer = quote(world, decision, paper)
    assert answer.json()["quotation"] == f"“{WORDS}”（《借条》第1页）"
    assert "卷1-p2" in answer.json()["list"] and WORDS in answer.json()["list"]
    quoted(world, decision, paper)
    [row] = listed(world, decision)
    assert (row["code"], row["page"], row["stands"]) == ("卷1-p2", 1, True)
    assert row["url"] == reverse("file-page", args=[case_id, 1, 2])
    assert Source.objects.count() == 1, "said twice, kept once"
    kept(case_id, "answer", "答辩状")
    [row] = listed(world, decision)
    assert row["code"] == "卷1-p3", "the code is the one of now"


def test_the_words_are_sealed_at_rest(world: World, case_id: int) -> None:
    from django.db import connection

    quote(world, begin(world, case_id), kept(case_id))
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM cases_source")
        assert "借款" not in cursor.fetchone()[0]


def test_a_source_is_struck_when_its_words_leave_the_draft_and_comes_back_with_them(
    world: World, case_id: int
) -> None:
    decision, paper = begin(world, case_id), kept(case_id)
    quoted(world, decision, paper)
    with_it = decision.text
    save(world, decision, with_it.replace(WORDS, "借款属实"))
    [row] = listed(world, decision)
    assert not row["stands"] and row["note"] == "No longer in the draft."
    assert "<del>" in world.client("judge").get(page(decision)).content.decode()
    save(world, decision, with_it)
    assert listed(world, decision)[0]["stands"]


def test_sources_of_two_people_are_in_the_text_that_both_made(world: World, case_id: int) -> None:
    panel(world, case_id)
    decision, paper = begin(world, case_id), kept(case_id)
    first, base = decision.text, decision.version
    quote(world, decision, paper)
    save(world, decision, first.replace("【认定的事实】", f"“{WORDS}”"))
    quote(world, decision, paper, "今借款人", "judge2")
    other = first.replace("【裁判理由】", "“今借款人”应当还款")
    answer = save(world, decision, other, "judge2", base, "w2", autosave="1")
    assert answer.status_code == 200 and WORDS in answer.json()["text"]
    assert [row["stands"] for row in listed(world, decision)] == [True, True]


def test_of_two_texts_beside_one_another_each_keeps_its_sources(world: World, case_id: int) -> None:
    panel(world, case_id)
    decision, paper = begin(world, case_id), kept(case_id)
    first, base = decision.text, decision.version
    save(world, decision, first.replace("【答辩意见】", "无异议。"))
    quote(world, decision, paper, who="judge2")
    other = first.replace("【答辩意见】", f"“{WORDS}”")
    save(world, decision, other, "judge2", base, "w2", autosave="1")
    [row] = listed(world, decision)
    assert not row["stands"] and row["note"] == "In the other text only."
    waiting = decision.others.get()
    world.client("judge").post(page(decision), {"take": waiting.pk})
    assert listed(world, decision)[0]["stands"]


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [("draft", {}, "file can be quoted"), ("loan_note", {"void_seq": 1}, "is void"),
     ("relief", {"party_no": 1}, "one party and the court alone")],
)  # fmt: skip
def test_what_may_not_be_quoted_is_refused_in_words(
    world: World, case_id: int, kind: str, more: dict[str, Any], words: str
) -> None:
    decision, paper = begin(world, case_id), kept(case_id, kind, "某某", **more)
    answer = quote(world, decision, paper)
    assert answer.status_code == 409 and words in answer.json()["problem"]
    assert not Source.objects.exists()


def test_nothing_of_the_inner_volume_goes_in_even_where_it_is_open(
    world: World, case_id: int
) -> None:
    decision, paper = begin(world, case_id), kept(case_id, "deliberation", "合议笔录")
    world.says_why(case_id, "judge", "inner")
    answer = quote(world, decision, paper)
    assert answer.status_code == 409 and "inner volume" in answer.json()["problem"]
    by_hand(world, decision, "卷2-p1", 409, "inner volume")
    with pytest.raises(DatabaseError), transaction.atomic():
        Source.objects.create(decision=decision, no=1, document=paper, page=1, words="x",
                              since=1, by=world["judge"])  # fmt: skip


def test_a_paper_of_another_case_is_refused_as_one_that_does_not_exist(
    world: World, case_id: int
) -> None:
    decision = begin(world, case_id)
    other = kept(waits(world))
    nobodys = {"document": 999999, "page": 1, "quote_words": WORDS}
    address = page(decision, "decision-sources")
    answers = [quote(world, decision, other), world.client("judge", "en").post(address, nobodys)]
    said = [answer.json()["problem"] for answer in answers]
    assert said[0] == said[1] and "this case's own file" in said[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        Source.objects.create(decision=decision, no=1, document=other, page=1, words="x",
                              since=1, by=world["judge"])  # fmt: skip


@pytest.mark.parametrize("page_no", [0, 2, 10**9])
def test_a_page_that_is_not_there_is_refused(world: World, case_id: int, page_no: int) -> None:
    decision, paper = begin(world, case_id), kept(case_id)
    assert quote(world, decision, paper, page_no=page_no).status_code == 409


@pytest.mark.parametrize("who", ["alice", "judge2", "stranger", "clerk", "court_leader"])
def test_nobody_else_keeps_or_reads_a_source(world: World, case_id: int, who: str) -> None:
    decision, paper = begin(world, case_id), kept(case_id)
    quoted(world, decision, paper)
    if who in ("judge2", "court_leader"):
        world.says_why(case_id, who)
    assert quote(world, decision, paper, who=who).status_code in (403, 404)
    assert world.client(who).get(page(decision)).status_code in (403, 404)


# -- without scripts ------------------------------------------------------------------------------


def by_hand(world: World, decision: Decision, code: str, status: int, words: str = "",
            **more: Any) -> str:  # fmt: skip
    decision.refresh_from_db()
    asked = {"text": decision.text + "最后一段", "version": decision.version, "window": "w9",
             "turn": 1, "quote_code": code, "quote_words": WORDS, "insert": "yes",
             **more}  # fmt: skip
    answer = world.client("judge", "en").post(page(decision, "decision-sources"), asked)
    assert answer.status_code == status, answer.content.decode()
    shown = answer.content.decode()
    assert words in shown
    decision.refresh_from_db()
    return shown


@pytest.mark.parametrize("code", ["卷1-p2", "1-p2", "卷1-2", "vol. 1-p2", " 卷 1 - P2 "])
def test_a_quote_by_the_code_of_its_page_stands_in_the_text_that_was_typed(
    world: World, case_id: int, code: str
) -> None:
    decision, _paper = begin(world, case_id), kept(case_id)
    n = next(n for n, line in enumerate(decision.text.split("\n"), 1) if "【答辩意见】" in line)
    by_hand(world, decision, code, 302, quote_after=n)
    line = decision.text.split("\n")[n - 1]
    assert line.endswith(f"【答辩意见】“{WORDS}”（《借条》第1页）")
    assert decision.text.endswith("最后一段"), "what was typed is kept"
    assert listed(world, decision)[0]["stands"]


@pytest.mark.parametrize("code", ["", "卷1-p99", "卷3-p1", "p2", "卷1-p0", "卷1-p9999999999"])
def test_a_code_that_is_none_comes_back_with_what_was_typed(
    world: World, case_id: int, code: str
) -> None:
    decision, _paper = begin(world, case_id), kept(case_id)
    shown = by_hand(world, decision, code, 409, "no such page")
    assert "最后一段" in shown and WORDS in shown
    assert not Source.objects.exists()


# -- signed and sealed ----------------------------------------------------------------------------


def test_with_the_seal_the_list_goes_into_the_inner_volume_and_nothing_is_added(
    world: World, case_id: int
) -> None:
    decision, paper = begin(world, case_id), kept(case_id)
    quoted(world, decision, paper)
    quote(world, decision, paper, "今借款人")  # never came into the text
    text = filled(decision.text)
    save(world, decision, text)
    shown = world.client("judge", "en").get(reverse("sign-decisions"), {"pick": decision.pk})
    assert "《借条》" in shown.content.decode() and shown.context["papers"][0]["sources"]
    assert sign(world, "judge", decision).status_code == 302
    asked = sign(world, "judge", decision, what="seal")
    assert asked.status_code == 302
    decision.refresh_from_db()
    assert decision.sealed_seq is not None
    note = Document.objects.get(case_id=case_id, kind="inner_note")
    assert note.volume == "inner" and f"1.《借条》第1页（卷1-p2）：“{WORDS}”" in note.text
    assert "今借款人" not in note.text.replace(WORDS, "")
    body = json.loads(Entry.objects.filter(case_id=case_id, act="seal_decision").get().body)
    assert len(body["facts"]["sources"]) == 32
    assert quote(world, decision, paper, "别的话").status_code == 409
    with pytest.raises(DatabaseError), transaction.atomic():
        Source.objects.filter(decision=decision).update(page=2)
    for who in ("alice", "bob"):
        assert note not in Document.objects.for_parties([1, 2])
        assert world.client(who).get(page(decision)).status_code == 404


def test_a_decision_that_quotes_nothing_leaves_no_list(world: World, case_id: int) -> None:
    decision = ready(world, case_id)
    sign(world, "judge", decision)
    sign(world, "judge", decision, what="seal")
    assert not Document.objects.filter(case_id=case_id, kind="inner_note").exists()


# -- the words themselves -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selected", "said"),
    [("借款\n人鲍 勃", "借款人鲍勃"), ("  paid in\n full ", "paid in full"),
     ("第 1 条\t本合同", "第1条本合同"), ("a\u200bb\x00", "a b")],
)  # fmt: skip
def test_selected_words_become_one_line(selected: str, said: str) -> None:
    assert quoting.plain(selected) == said


def test_words_are_found_whatever_marks_are_around_them() -> None:
    text = quoting.quotation("他说“还”了ＡＢ", "借条", 3)
    assert text == "“他说‘还’了ＡＢ”（《借条》第3页）"
    assert quoting.stands("他说“还”了AB", text)
    assert not quoting.stands("他没还", text) and not quoting.stands(" ", text)


def test_a_quote_belongs_to_the_facts() -> None:
    assert sourcing.usual_place("# 判决书\n甲\n本院经审理认定事实如下：\n~ 审判员") == 3
    assert sourcing.usual_place("# 判决书\n甲\n乙\n~ 审判员") == 3


@pytest.mark.parametrize("address", ["case-notes", "act"])
def test_notes_of_a_case_take_quotes_too(world: World, case_id: int, address: str) -> None:
    args = [case_id, "add_note"] if address == "act" else [case_id]
    shown = world.client("judge").get(reverse(address, args=args)).content.decode()
    assert "data-quotes=" in shown and "js/quotes.js" in shown


def test_a_record_of_a_hearing_takes_quotes(world: World) -> None:
    template = Path("templates/cases/hearings/record.html").read_text("utf-8")
    assert 'data-quotes="{{ case.pk }}"' in template and "js/quotes.js" in template
