"""Evidence is put, answered and ruled on through the pages, by parties and the bench."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from cases import loading, mending, procedure
from cases.acts.evidence import found, putting, said
from cases.enforcement import sweep
from cases.law.evidence_sheet import COLUMNS
from cases.law.refusals import Conflict, Refusal
from cases.law.roles import Role
from cases.models import (
    Clock,
    ClockGroup,
    Document,
    Draft,
    Entry,
    EvidenceItem,
    EvidenceLook,
    EvidenceWord,
    Exchange,
    ExchangeConsent,
    ExchangeWord,
    Hearing,
    Occupancy,
    Party,
    PartyLink,
    Upload,
)
from cases.proceeding import Actor, Proceeding
from cases.proof.replay import replay
from cases.reading.evidence import items as offered
from cases.reading.scope import standings, viewer
from tests.web import leaks
from tests.web.world import World

ITEM = {
    "title": "借条", "kind": "documentary", "purpose": "证明借款合意", "source": "被告出具",
    "original": "original", "pages": "1",
}  # fmt: skip
HELD = {"authenticity": "accepted", "legality": "accepted", "relevance": "accepted"}


@pytest.fixture
def case_id(world: World) -> int:
    """A case whose evidence is to be exchanged, with its judge; the period ended with that."""
    made = world.file()
    world.put(made, "evidence_period", registered_on=date(2026, 1, 5), procedure="ordinary")
    [p] = loading.load([made])
    for party in p.parties:
        p.start("evidence_notice_served", p.on, party)
    p.log("add_note", Actor.time())
    p.close(p.running("evidence_period"), "met")
    p.log("add_note", Actor.time())
    procedure.finish([p])
    world.put(made, "evidence_exchange")
    world.name(made, "judge", Role.JUDGE)
    return made


def url(case_id: int, name: str = "case-exchange", *more: Any) -> str:
    return reverse(name, args=[case_id, *more])


def put(world: World, case_id: int, who: str, *titles: str, **more: Any) -> list[EvidenceItem]:
    """This party's items, put with one act."""
    client, party = world.client(who), {"alice": 1, "bob": 2}[who]
    for title in titles or ("借条",):
        answer = client.post(url(case_id, "exchange-list"), ITEM | {"title": title})
        assert answer.status_code == 302
    world.act(case_id, "put_evidence", who, **more)
    return list(EvidenceItem.objects.filter(case_id=case_id, party_no=party).order_by("no"))


def press(client: Client, address: str, act: str, **data: Any) -> Any:
    return client.post(address, {"act": act, **data})


def answer(world: World, case_id: int, who: str, items: list[EvidenceItem], **more: Any) -> Any:
    pks = [one.pk for one in items]
    return world.act(case_id, "answer_evidence", who, **(HELD | {"items": pks} | more))


def agree(world: World, case_id: int, *words: str) -> None:
    for who, word in zip(("alice", "bob"), words, strict=False):
        world.act(case_id, "agree_exchange", who, manner=word)


def opened(world: World, case_id: int, **more: Any) -> None:
    agree(world, case_id, "async", "async")
    world.act(case_id, "open_exchange", "judge", way="async", **more)


def refused(do: Any) -> str:
    with pytest.raises(Refusal) as caught:
        do()
    return caught.value.reason


def sound(case_id: int) -> bool:
    """Whether the log adds up, but for the case having been put where it stands."""
    odd = [one for one in replay(case_id) if one.what != "no_such_way"]
    return all("entered_at" in one.en for one in odd)


def undiscussed(p: Proceeding) -> list[EvidenceItem]:
    rows = found.in_order(found.put(p.case.pk).filter(withdrawn_seq=None))
    return [x.item for x in said.of(p.case.pk, rows).values() if not said.is_discussed(p, x)]


def days_later(world: World, days: int) -> None:
    ClockGroup.objects.filter(pk=world.court.group_id).update(offset=timedelta(days=days))
    sweep()


# -- putting --------------------------------------------------------------------------------------


def test_a_list_is_its_partys_alone_until_it_is_put(world: World, case_id: int) -> None:
    alice, bob, judge = (world.client(who) for who in ("alice", "bob", "judge"))
    alice.post(url(case_id, "exchange-list"), ITEM | {"title": "只有我看见的证据"})
    [one] = EvidenceItem.objects.all()
    for client in (bob, judge):
        assert "只有我看见的证据" not in client.get(url(case_id)).content.decode()
        assert client.get(url(case_id, "exchange-item", one.pk)).status_code == 404
    assert bob.get(url(case_id, "exchange-draft", one.pk)).status_code == 404
    assert judge.get(url(case_id, "exchange-list")).status_code == 404
    assert Entry.objects.filter(case_id=case_id, act="put_evidence").count() == 0
    shown = alice.get(url(case_id, "exchange-draft", one.pk)).content.decode()
    assert "只有我看见的证据" in shown

    assert press(alice, url(case_id, "exchange-list"), "put_evidence", party=1).status_code == 302
    one.refresh_from_db()
    assert found.name(one) == "原告证据1"
    for client in (bob, judge):
        assert "只有我看见的证据" in client.get(url(case_id)).content.decode()
    assert Document.objects.filter(case_id=case_id, kind="evidence_list").count() == 1
    assert sound(case_id)


def test_what_is_put_never_changes_and_is_withdrawn_with_a_reason(
    world: World, case_id: int
) -> None:
    [one, two] = put(world, case_id, "alice", "借条", "收条")
    assert [found.name(one), found.name(two)] == ["原告证据1", "原告证据2"]
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceItem.objects.filter(pk=one.pk).update(pages="9")
    assert refused(lambda: world.act(case_id, "withdraw_evidence", "bob", item=one.pk,
                                     said="不需要")) == "not_your_item"  # fmt: skip
    assert refused(lambda: world.act(case_id, "withdraw_evidence", "alice", item=one.pk)
                   ) == "bad_value"  # fmt: skip
    world.act(case_id, "withdraw_evidence", "alice", item=one.pk, said="重复提交")
    page = world.client("bob").get(url(case_id)).content.decode()
    assert "借条" in page
    assert refused(lambda: answer(world, case_id, "bob", [one])) == "item_withdrawn"


def test_two_windows_lose_nothing(world: World, case_id: int) -> None:
    alice = world.client("alice")
    alice.post(url(case_id, "exchange-list"), ITEM)
    [one] = EvidenceItem.objects.all()
    address = url(case_id, "exchange-draft", one.pk)
    first = ITEM | {"title": "第一个窗口", "version": 1}
    assert alice.post(address, first).status_code == 302
    late = alice.post(address, ITEM | {"title": "第二个窗口", "version": 1})
    assert late.status_code == 409
    assert "第一个窗口" in late.content.decode()
    assert "第二个窗口" in late.content.decode()
    one.refresh_from_db()
    assert one.title == "第一个窗口"
    world.act(case_id, "put_evidence", "alice")
    after = alice.post(address, ITEM | {"version": 2})
    assert after.status_code == 302
    assert after.url == url(case_id, "exchange-item", one.pk)


def workbook(*lines: list[str]) -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([one.zh for one in COLUMNS])
    for line in lines:
        sheet.append(line)
    made = io.BytesIO()
    book.save(made)
    made.seek(0)
    made.name = "list.xlsx"
    return made


def test_fifty_items_come_from_a_spreadsheet_in_one_go(world: World, case_id: int) -> None:
    alice, sheet = world.client("alice"), url(case_id, "exchange-sheet")
    file = workbook(*(["借条", "书证", f"证明第{n}笔", "被告", "原件", "1"] for n in range(50)))
    seen = alice.post(sheet, {"sheet": file})
    assert seen.status_code == 200
    assert EvidenceItem.objects.count() == 0
    kept = {"looked_at": seen.context["looked_at"], "party": 1}
    assert world.client("bob").post(sheet, kept).status_code == 409
    assert alice.post(sheet, kept).status_code == 302
    assert alice.post(sheet, kept).status_code == 409  # pressed twice: they are there once
    assert EvidenceItem.objects.count() == 50
    world.act(case_id, "put_evidence", "alice")
    rows = EvidenceItem.objects.filter(case_id=case_id)
    assert [one.no for one in rows.order_by("no")] == list(range(1, 51))
    assert sound(case_id)


def test_a_bad_line_leaves_nothing_half_written(world: World, case_id: int) -> None:
    alice, sheet = world.client("alice"), url(case_id, "exchange-sheet")
    seen = alice.post(sheet, {"sheet": workbook(["借条", "书证", "证明"], ["", "怪", "证明"])})
    assert seen.status_code == 422
    assert [one["line"] for one in seen.context["troubles"]] == [3, 3]
    for data in (b"\x00\x01\x02", b"PK\x03\x04 broken", b"a,b,c\n1,2,3\n"):
        bad = io.BytesIO(data)
        bad.name = "list.csv"
        assert alice.post(sheet, {"sheet": bad}).status_code == 422
    many = io.BytesIO(("证据名称,证据种类,证明目的\n" + "借条,书证,证明\n" * 10_000).encode())
    many.name = "list.csv"
    told = alice.post(sheet, {"sheet": many}).context["troubles"]
    assert "10000" in told[0]["text"]
    assert alice.post(sheet, {"rows": '[{"title": 1}]'}).status_code == 422
    assert alice.post(sheet, {"looked_at": "[" * 100_000}).status_code == 409
    odd = workbook(["借\x7f条", "书证", "证明"], ["借条", "书证", "第一行\n第二行"])
    told = alice.post(sheet, {"sheet": odd}).context["troubles"]
    assert [one["line"] for one in told] == [2]
    assert EvidenceItem.objects.count() == 0


def test_as_much_as_a_list_may_hold_is_taken_over(world: World, case_id: int) -> None:
    alice, sheet = world.client("alice"), url(case_id, "exchange-sheet")
    line = ["名" * 200, "书证", "证" * 2000, "源" * 500, "原件", "1"]
    seen = alice.post(sheet, {"sheet": workbook(*[line] * 500)})
    assert seen.status_code == 200
    assert alice.post(sheet, {"looked_at": seen.context["looked_at"]}).status_code == 302
    assert EvidenceItem.objects.count() == 500


def test_what_a_colleague_is_still_sending_keeps_no_list_back(world: World, case_id: int) -> None:
    bob = world.client("bob")
    PartyLink.objects.create(
        party=Party.objects.get(case_id=case_id, no=2), user=world["carol"], authority="general",
        agent="lawyer", valid_from=date(2026, 1, 5),
    )  # fmt: skip
    bob.post(url(case_id, "exchange-list"), ITEM)
    item = EvidenceItem.objects.get(case_id=case_id)
    files = {}
    for who in ("carol", "bob"):
        files[who] = Upload.objects.create(
            owner=world[who], tray=putting.tray(world[who].pk, item), name="a.pdf", size=1,
            state="refused",
        )  # fmt: skip
    send = {"act": "put_evidence", "party": 2}
    shown = bob.get(url(case_id, "exchange-list"))
    assert shown.context["rows"][0]["waiting"] == 1
    assert bob.post(url(case_id, "exchange-list"), send).status_code == 409  # one's own is named
    files["bob"].delete()
    done = bob.post(url(case_id, "exchange-list"), send, follow=True)
    assert done.redirect_chain
    assert [m.level_tag for m in done.context["messages"]].count("warning") == 1
    item.refresh_from_db()
    assert item.put_seq is not None
    assert Upload.objects.get() == files["carol"]
    assert Entry.objects.get(case_id=case_id, seq=item.put_seq).said["facts"]["files_left"] == 1


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_is_read_as_it_comes(world: World, case_id: int, kind: str) -> None:
    alice = world.client("alice")
    made = alice.get(url(case_id, "exchange-template", kind))
    file = io.BytesIO(made.content)
    file.name = f"list.{kind}"
    seen = alice.post(url(case_id, "exchange-sheet"), {"sheet": file})
    [trouble] = seen.context["troubles"]  # it is empty, and of the right shape
    assert trouble["line"] == 0
    assert alice.get(url(case_id, "exchange-template", "pdf")).status_code == 404


# -- late -----------------------------------------------------------------------------------------


def test_late_evidence_is_taken_in_flagged_and_prepared_for_the_judge(
    world: World, case_id: int
) -> None:
    [one] = put(world, case_id, "alice", said="刚找到")
    assert one.is_late  # no period runs any more
    draft = Draft.objects.get(case_id=case_id, closed_seq=None)
    assert draft.act == "decide_late_evidence"
    page = world.client("judge").get(url(case_id, "exchange-item", one.pk)).content.decode()
    assert "刚找到" in page
    late = {"items": [one.pk], "said": "查明属实", "fault": "gross"}
    assert refused(lambda: world.act(case_id, "rule_on_evidence", "judge", items=[one.pk],
                                     ruling="admitted", said="查明")) == "late_first"  # fmt: skip
    assert refused(lambda: world.act(case_id, "decide_late_evidence", "judge", verdict="in_time",
                                     **late)) == "late_verdict_law"  # fmt: skip
    world.act(case_id, "decide_late_evidence", "judge", verdict="refused", **late)
    assert not Draft.objects.filter(case_id=case_id, closed_seq=None).exists()
    assert refused(lambda: world.act(case_id, "rule_on_evidence", "judge", items=[one.pk],
                                     ruling="admitted", said="查明")) == "not_taken_in"  # fmt: skip
    assert sound(case_id)


def test_where_no_period_was_ever_set_nothing_is_late(world: World) -> None:
    made = world.file()
    world.put(made, "hearing", registered_on=date(2026, 1, 5), procedure="second_instance")
    [one] = put(world, made, "alice")
    assert not one.is_late
    assert not Draft.objects.filter(case_id=made).exists()


def test_with_what_is_withdrawn_all_that_waited_for_it_is_over(world: World, case_id: int) -> None:
    [one, two] = put(world, case_id, "alice", "借条", "收条")
    for item in (one, two):
        world.act(case_id, "order_original", "judge", item=item.pk, verdict="ordered", days=4)

    def running() -> set[str]:
        return set(Clock.objects.filter(state="running", case_id=case_id).values_list(
            "code", flat=True)) & {"late_evidence", "original_brought"}  # fmt: skip

    away = {"said": "不再提交"}
    world.act(case_id, "withdraw_evidence", "alice", item=one.pk, **away)
    assert running() == {"late_evidence", "original_brought"}
    assert Draft.objects.filter(case_id=case_id, closed_seq=None).count() == 1
    world.act(case_id, "withdraw_evidence", "alice", item=two.pk, **away)
    assert running() == set()
    assert not Draft.objects.filter(case_id=case_id, closed_seq=None).exists()
    assert sound(case_id)


def test_what_nobody_objects_to_counts_as_in_time(world: World, case_id: int) -> None:
    [one] = put(world, case_id, "alice")
    answer(world, case_id, "bob", [one])
    late = {"items": [one.pk], "said": "对方未提出异议", "fault": "gross"}
    world.act(case_id, "decide_late_evidence", "judge", verdict="in_time", **late)
    [two] = put(world, case_id, "bob")
    answer(world, case_id, "alice", [two], opposes_late=True)
    late["items"] = [two.pk]
    assert refused(lambda: world.act(case_id, "decide_late_evidence", "judge", verdict="in_time",
                                     **late)) == "late_verdict_law"  # fmt: skip
    assert Draft.objects.filter(case_id=case_id, closed_seq=None).count() == 1


# -- consent and the opening ----------------------------------------------------------------------


def test_not_at_the_same_time_needs_every_partys_word(world: World, case_id: int) -> None:
    world.act(case_id, "propose_exchange", "judge", days=3)
    assert Clock.objects.filter(code="exchange_consent", state="running").count() == 2
    agree(world, case_id, "async")
    open_it = lambda: world.act(case_id, "open_exchange", "judge", way="async")  # noqa: E731
    assert refused(open_it) == "exchange_not_agreed"
    days_later(world, 5)  # silence is no consent
    assert Clock.objects.filter(code="exchange_consent", state="expired").count() == 1
    assert refused(open_it) == "exchange_not_agreed"
    world.act(case_id, "agree_exchange", "bob", manner="sync")
    assert refused(open_it) == "exchange_not_agreed"
    world.act(case_id, "agree_exchange", "bob", manner="async")
    world.act(case_id, "open_exchange", "judge", way="async", days=5)
    words = ExchangeConsent.objects.filter(case_id=case_id)
    assert {(one.party_no, one.text_version, len(one.text_digest)) for one in words} == {
        (1, 1, 64), (2, 1, 64),
    }  # fmt: skip
    assert Clock.objects.filter(code="exchange_opinions", state="running").count() == 2
    assert sound(case_id)


def test_consent_is_withdrawn_in_time_with_a_reason(world: World, case_id: int) -> None:
    agree(world, case_id, "async", "async")
    agree(world, case_id, "sync")  # before it is open, freely
    agree(world, case_id, "async")
    world.act(case_id, "open_exchange", "judge", way="async")
    [one] = put(world, case_id, "alice")
    change = lambda **more: world.act(case_id, "agree_exchange", "bob", manner="offline", **more)  # noqa: E731
    assert refused(change) == "consent_needs_reason"
    answer(world, case_id, "bob", [one])
    assert refused(lambda: change(said="不会操作")) == "consent_too_late"


def sits(world: World, case_id: int) -> None:
    """The exchange is opened as a sitting on the next working day."""
    [p] = loading.load([case_id])
    when = p.now + timedelta(days=1)
    while not p.calendar.is_working(when.date()):
        when += timedelta(days=1)
    when = when.replace(hour=2, minute=0)
    world.act(case_id, "open_exchange", "judge", way="sync", hearing_at=when, room="第一法庭")


def test_at_the_same_time_is_a_sitting_and_not_announced(world: World, case_id: int) -> None:
    assert refused(lambda: world.act(case_id, "open_exchange", "judge", way="sync")
                   ) == "sync_needs_time"  # fmt: skip
    sits(world, case_id)
    hearing = Hearing.objects.get(case_id=case_id)
    assert Exchange.objects.get(case_id=case_id).hearing == hearing
    assert "第一法庭" not in Client().get(reverse("announced")).content.decode()
    assert "第一法庭" in world.client("bob").get(url(case_id)).content.decode()
    world.act(case_id, "make_exchange_record", "judge")
    for who in ("alice", "bob"):
        world.act(case_id, "sign_exchange_record", who, word="signed")
    world.act(case_id, "hold_exchange", "clerk")
    hearing.refresh_from_db()
    assert hearing.result == "cancelled"  # its day had not come


def test_a_sitting_that_another_way_replaces_gives_up_its_room(world: World, case_id: int) -> None:
    sits(world, case_id)
    assert Occupancy.objects.exists()
    opened(world, case_id)
    [hearing] = Hearing.objects.filter(case_id=case_id)
    assert hearing.result == "cancelled"
    assert not Occupancy.objects.exists()
    assert sound(case_id)


# -- opinions -------------------------------------------------------------------------------------


def test_opinions_stand_side_by_side_and_one_gives_none_on_ones_own(
    world: World, case_id: int
) -> None:
    [one, two] = put(world, case_id, "alice", "借条", "收条")
    assert refused(lambda: answer(world, case_id, "alice", [one])) == "own_item"
    dispute = {"authenticity": "disputed"}
    assert refused(lambda: answer(world, case_id, "bob", [one], **dispute)
                   ) == "opinion_needs_reason"  # fmt: skip
    answer(world, case_id, "bob", [one], said="签名不是我写的", **dispute)
    page = world.client("judge").get(f"{url(case_id)}?show=disputed").content.decode()
    assert "签名不是我写的" in page
    assert "收条" not in page
    [p] = loading.load([case_id])
    assert [found.name(item) for item in undiscussed(p)] == ["原告证据2"]
    judged = offered.items(p, standings(p, viewer(world["judge"])))
    assert judged[0].opinions[0].reasons == "签名不是我写的"
    assert judged[0].opinions[0].authenticity is False
    assert two.pk in {item.pk for item in undiscussed(p)}


def test_no_objection_to_many_is_shown_before_it_is_said(world: World, case_id: int) -> None:
    mine = put(world, case_id, "alice", *"甲乙丙")
    bob, several = world.client("bob"), url(case_id, "exchange-several")
    chosen = {"act": "answer_evidence", "items": [one.pk for one in mine[:2]]}
    look = bob.get(several, chosen)
    assert look.status_code == 200
    assert EvidenceWord.objects.count() == 0
    assert bob.post(several, chosen | HELD).status_code == 302
    assert EvidenceWord.objects.filter(kind="opinion").count() == 2
    assert Entry.objects.filter(case_id=case_id, act="answer_evidence").count() == 1
    assert bob.get(several, {"act": "answer_evidence"}).status_code == 302
    assert bob.get(several, {"act": "add_note", "items": [1]}).status_code == 404


def test_an_opinion_after_the_period_is_taken_and_marked(world: World, case_id: int) -> None:
    [one, two] = put(world, case_id, "alice", "借条", "收条")
    opened(world, case_id, days=3)
    answer(world, case_id, "bob", [one])
    days_later(world, 10)
    answer(world, case_id, "bob", [two])
    words = EvidenceWord.objects.filter(kind="opinion").order_by("seq")
    assert [word.is_late for word in words] == [False, True]
    assert Clock.objects.get(code="exchange_opinions", party_no=2).state == "expired"
    assert sound(case_id)


def test_only_what_was_put_within_the_period_is_answered_late(world: World, case_id: int) -> None:
    [one] = put(world, case_id, "alice")
    opened(world, case_id, days=3)
    days_later(world, 10)
    two = put(world, case_id, "alice", "收条")[-1]  # after the period for opinions
    answer(world, case_id, "bob", [one, two])
    words = EvidenceWord.objects.filter(kind="opinion").order_by("item_id")
    assert [word.is_late for word in words] == [True, False]


def test_a_period_that_was_cancelled_makes_no_opinion_late(world: World, case_id: int) -> None:
    [one] = put(world, case_id, "alice")
    opened(world, case_id, days=3)
    sits(world, case_id)
    days_later(world, 10)
    answer(world, case_id, "bob", [one])
    assert not EvidenceWord.objects.get(kind="opinion").is_late


def test_when_all_is_said_the_period_is_met(world: World, case_id: int) -> None:
    [one, two] = put(world, case_id, "alice", "借条", "收条")
    opened(world, case_id)
    answer(world, case_id, "bob", [one])
    mine = Clock.objects.filter(code="exchange_opinions", party_no=2)
    assert mine.get().state == "running"
    answer(world, case_id, "bob", [two])
    assert mine.get().state == "met"


def test_an_item_of_another_case_is_refused_in_clear_words(world: World, case_id: int) -> None:
    other = world.file()
    world.put(other, "evidence_exchange", registered_on=date(2026, 1, 5))
    [theirs] = put(world, other, "alice")
    bob = world.client("bob")
    assert bob.get(url(case_id, "exchange-item", theirs.pk)).status_code == 404
    assert refused(lambda: answer(world, case_id, "bob", [theirs])) == "no_such_item"
    assert refused(lambda: world.act(case_id, "answer_evidence", "bob", items=["x"], **HELD)
                   ) == "choose_items"  # fmt: skip
    sent = {"act": "answer_evidence", "items": [theirs.pk], **HELD}
    assert bob.post(url(case_id, "exchange-several"), sent).status_code == 404


# -- the original, questions, rulings -------------------------------------------------------------


def test_the_original_is_demanded_ordered_and_compared(world: World, case_id: int) -> None:
    [one] = put(world, case_id, "alice")
    say = {"item": one.pk, "spoken": "demand", "said": "复印件上看不清金额"}
    assert refused(lambda: world.act(case_id, "speak_on_evidence", "alice", **say)) == "own_item"
    world.act(case_id, "speak_on_evidence", "bob", **say)
    judge = world.client("judge")
    assert "借条" in judge.get(f"{url(case_id)}?show=original").content.decode()
    assert refused(lambda: world.act(case_id, "order_original", "judge", item=one.pk,
                                     verdict="refused")) == "why_needed"  # fmt: skip
    world.act(case_id, "order_original", "judge", item=one.pk, verdict="ordered", days=4)
    assert Clock.objects.get(code="original_brought").party_no == 1
    compared = {"item": one.pk, "result": "same", "said": "2026年3月2日，第一法庭，双方在场"}
    assert refused(lambda: world.act(case_id, "compare_original", "clerk", **compared)
                   ) == "basis_of_same"  # fmt: skip
    world.act(case_id, "compare_original", "clerk", basis="compared", **compared)
    assert Clock.objects.get(code="original_brought").state == "met"
    page = world.client("bob").get(url(case_id, "exchange-item", one.pk)).content.decode()
    assert "第一法庭" in page
    assert "复印件上看不清金额" in page


def test_questions_replies_and_rulings_stand_under_their_item(world: World, case_id: int) -> None:
    [one] = put(world, case_id, "alice")
    late = {"items": [one.pk], "fault": "slight", "verdict": "admonished", "said": "经审查"}
    world.act(case_id, "decide_late_evidence", "judge", **late)
    talk = [("bob", "question", "何时出具？"), ("alice", "reply", "二月一日。"),
            ("judge", "question", "在场人是谁？")]  # fmt: skip
    for who, spoken, words in talk:
        world.act(case_id, "speak_on_evidence", who, item=one.pk, spoken=spoken, said=words)
    judge = world.client("judge")
    address = url(case_id, "exchange-item", one.pk)
    ruled = press(judge, address, "rule_on_evidence", ruling="admitted", said="与转账记录印证")
    assert ruled.status_code == 302
    page = world.client("bob").get(address).content.decode()
    assert all(words in page for *_, words in talk)
    assert "与转账记录印证" in page
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceWord.objects.update(result="not_admitted")


def test_the_first_look_of_each_is_kept_and_shown_to_the_bench(world: World, case_id: int) -> None:
    [one] = put(world, case_id, "alice")
    address = url(case_id, "exchange-item", one.pk)
    for who in ("alice", "bob", "bob", "judge"):
        world.client(who).get(address)
    [look] = EvidenceLook.objects.all()
    assert (look.user, look.party_no) == (world["bob"], 2)
    assert world.client("judge").get(address).context["looks"]
    assert not world.client("alice").get(address).context["looks"]


# -- the record -----------------------------------------------------------------------------------


def test_the_record_is_made_signed_and_the_case_goes_on(world: World, case_id: int) -> None:
    world.name(case_id, "clerk", Role.CLERK)
    [one, two] = put(world, case_id, "alice", "借条", "收条")
    opened(world, case_id)
    answer(world, case_id, "bob", [one])
    make = lambda: world.act(case_id, "make_exchange_record", "clerk", said="争议焦点：金额")  # noqa: E731
    assert refused(make) == "opinions_running"
    hold = lambda: world.act(case_id, "hold_exchange", "clerk")  # noqa: E731
    assert refused(hold) == "exchange_open"
    days_later(world, 10)
    make()
    assert refused(hold) == "exchange_unsigned"
    paper = Document.objects.get(case_id=case_id, kind="exchange_record")
    assert "原告证据2" in paper.text
    assert "争议焦点：金额" in paper.text
    for who in ("alice", "bob"):
        secret = world.password(who)
        client = world.client(who)
        sign = {"word": "signed", "party": str({"alice": 1, "bob": 2}[who])}
        address = url(case_id, "exchange-record")
        page = client.get(address)
        sign["in_person_shown"] = page.context["sign_form"].shown
        assert client.post(address, sign).status_code == 422  # not without a proof
        assert client.post(address, sign | {"in_person": secret}).status_code == 302
    assert refused(lambda: world.act(case_id, "sign_exchange_record", "bob", word="signed")
                   ) == "already_signed"  # fmt: skip
    pdf = world.client("bob").get(reverse("document-pdf", args=[case_id, paper.pk]))
    assert pdf.content.startswith(b"%PDF-")
    assert hold().stands_at == "hearing_scheduling"
    assert sound(case_id)


def test_nobody_signs_past_the_page_that_asks_for_the_proof(world: World, case_id: int) -> None:
    world.name(case_id, "clerk", Role.CLERK)
    sits(world, case_id)
    general = reverse("act", args=[case_id, "sign_exchange_record"])
    signed = {"word": "signed", "party": 2}
    assert world.client("bob").post(general, signed).status_code == 409  # there is none yet
    world.act(case_id, "make_exchange_record", "clerk")
    for who in ("bob", "clerk"):
        client = world.client(who)
        for sent in (client.get(general), client.post(general, signed)):
            assert (sent.status_code, sent.headers["Location"]) == (
                302, url(case_id, "exchange-record"),
            )  # fmt: skip
    sign = lambda who, **data: world.act(case_id, "sign_exchange_record", who, **data)  # noqa: E731
    assert refused(lambda: sign("clerk", word="signed", party=2)) == "party_signs_itself"
    with pytest.raises(Conflict):
        sign("bob", word="signed", shown="another record")
    assert ExchangeWord.objects.count() == 0


def test_an_objection_stands_beside_and_a_refusal_is_the_clerks_to_note(
    world: World, case_id: int
) -> None:
    world.name(case_id, "clerk", Role.CLERK)
    put(world, case_id, "alice")
    opened(world, case_id)
    days_later(world, 10)
    world.act(case_id, "make_exchange_record", "clerk")
    sign = lambda who, **data: world.act(case_id, "sign_exchange_record", who, **data)  # noqa: E731
    assert refused(lambda: sign("bob", word="objection")) == "objection_needs_words"
    assert refused(lambda: sign("bob", word="refused", said="不签")) == "clerk_notes_refusal"
    sign("bob", word="objection", said="漏记了一项")
    sign("bob", word="signed")
    clerk = world.client("clerk")
    noted = clerk.post(url(case_id, "exchange-record"), {"party": 1, "said": "经催告未签"})
    assert noted.status_code == 302
    page = clerk.get(url(case_id, "exchange-record")).content.decode()
    assert "漏记了一项" in page
    assert "经催告未签" in page


# -- who reads it ---------------------------------------------------------------------------------


def test_for_a_mediator_and_a_stranger_there_is_no_evidence(world: World, case_id: int) -> None:
    [one] = put(world, case_id, "alice")
    world.name(case_id, "mediator", Role.MEDIATOR)
    for who in ("mediator", "stranger", "clerk_elsewhere"):
        client = world.client(who)
        for address in (
            url(case_id), url(case_id, "exchange-item", one.pk), url(case_id, "exchange-list"),
            url(case_id, "exchange-record"),
        ):  # fmt: skip
            assert client.get(address).status_code == 404, (who, address)
    [p] = loading.load([case_id])
    assert offered.items(p, standings(p, viewer(world["mediator"]))) == []


def test_who_mediated_reads_nothing_of_what_came_after(world: World) -> None:
    made = world.file()
    world.act(made, "refer_to_mediation", "clerk")
    world.act(made, "record_consent", "clerk")
    world.act(made, "appoint_mediator", "clerk", mediator=world["mediator"].pk)
    world.act(made, "accept_mediation", "mediator")
    mediator = world.client("mediator")
    names = ("case", "case-history", "case-papers", "reader")
    for name in names:
        assert mediator.get(reverse(name, args=[made])).status_code == 200
    first = Document.objects.filter(case_id=made).first()
    assert first is not None
    world.act(made, "end_mediation", "mediator", why="各方意见不一")
    world.put(made, "evidence_exchange", registered_on=date(2026, 1, 5), procedure="ordinary")
    [one] = put(world, made, "alice", "收条之一")
    answer(world, made, "bob", [one], authenticity="disputed", said="签名存疑")
    listed = Document.objects.get(case_id=made, kind="evidence_list")
    for name in names:
        page = mediator.get(reverse(name, args=[made]))
        assert page.status_code == 200
        text = page.content.decode()
        assert not any(words in text for words in ("收条之一", "签名存疑", "证据目录")), name
    told = mediator.get(reverse("case-history", args=[made])).content.decode()
    assert "各方意见不一" in told
    assert mediator.get(reverse("document", args=[made, first.pk])).status_code == 200
    assert mediator.get(reverse("document", args=[made, listed.pk])).status_code == 404
    then = mediator.get(reverse("case-at", args=[made]), {"moment": "2099-01-01"})
    assert "证据目录" not in then.content.decode()


def test_every_page_shows_its_forms_to_each_role(world: World, case_id: int) -> None:
    put(world, case_id, "alice", "名" * 200)
    [theirs] = put(world, case_id, "bob", "<b>粗</b>")
    agree(world, case_id, "async", "async")
    for who in ("alice", "bob", "judge"):
        for language in ("zh-hans", "en"):
            client = world.client(who, language)
            page = client.get(url(case_id))
            assert page.status_code == 200
            assert "<b>粗" not in page.content.decode()
            item = client.get(url(case_id, "exchange-item", theirs.pk)).content.decode()
            assert "data-quotes" in item
    assert world.client("alice").get(url(case_id, "exchange-list")).status_code == 200


def test_one_handed_in_without_a_list_is_an_item_too(world: World, case_id: int) -> None:
    world.act(case_id, "submit_evidence", "alice", title="补充借条", purpose="证明")
    [p] = loading.load([case_id])
    [item] = offered.items(p, standings(p, viewer(world["bob"])))
    assert (item.name, item.title, len(item.documents)) == ("原告证据1", "补充借条", 1)
    assert said.current(case_id) is None


def test_what_is_not_put_yet_leaks_nowhere(world: World, case_id: int) -> None:
    """A draft stands on its party's pages alone: on no address of anybody else, in no message, no
    entry, and nowhere in the clear at rest."""
    mark = leaks.Mark("draft", f"{leaks.RARE}龘爩", f"{leaks.STEM}77xvJ", "exchange-list")
    draft = {name: mark.words for name in ("title", "purpose", "source")} | {"pages": "1"}
    putting.add(case_id, 1, "plaintiff", world["alice"].pk, [draft | {"kind": "physical"}])
    world.act(case_id, "agree_exchange", "alice", manner="async")
    search = leaks.Search([mark])
    for who in ("bob", "judge", "clerk", "mediator", "stranger"):
        client = world.client(who)
        for name, address in leaks.addresses(world, case_id):
            if "exchange" in name or name.startswith("case"):
                search.look_at(f"{who} {name}", client.get(address))
    for table, rows in leaks.at_rest():
        search.look(table, rows)
    assert search.hits == {}
    search.look_at("own", world.client("alice").get(url(case_id, "exchange-list")))
    assert search.hits == {"draft": {"own"}}  # the search finds what is there


def test_an_item_entered_by_mistake_is_taken_back_with_its_entry(
    world: World, case_id: int
) -> None:
    done = world.act(case_id, "submit_evidence", "clerk", title="他案的借条", party=1)
    mending.mend(case_id, done.seq, by=world.actor("clerk"), why="录错案件")
    [p] = loading.load([case_id])
    assert undiscussed(p) == []
    assert not Draft.objects.filter(case_id=case_id, closed_seq=None).exists()
    one = put(world, case_id, "alice")[-1]
    assert found.name(one) == "原告证据2"  # a number given once is not given again


def test_a_party_is_told_what_the_exchange_asks_of_it(world: World, case_id: int) -> None:
    put(world, case_id, "alice")
    opened(world, case_id)
    page = world.client("bob").get(reverse("case", args=[case_id]))
    assert page.context["next_step"]["action"]["url"] == url(case_id)
    assert page.context["next_step"]["by"]


def test_a_record_too_long_for_one_paper_goes_on_in_the_next(world: World, case_id: int) -> None:
    world.name(case_id, "clerk", Role.CLERK)
    party = Party.objects.get(case_id=case_id, no=1)
    rows = [ITEM | {"title": "名" * 200, "purpose": "证" * 2000} for _ in range(60)]
    putting.add(case_id, party.no, party.side, world["alice"].pk, rows)
    world.act(case_id, "put_evidence", "alice")
    items = list(EvidenceItem.objects.filter(case_id=case_id).order_by("no"))
    sits(world, case_id)
    for one in items[:2]:
        answer(world, case_id, "bob", [one], said="异" * 3000, authenticity="disputed")
    answer(world, case_id, "bob", items[2:], said="均有异议", authenticity="disputed")
    world.act(case_id, "make_exchange_record", "clerk", said="争" * 20_000)
    parts = list(Document.objects.filter(case_id=case_id, kind="exchange_record").order_by("pk"))
    assert len(parts) > 1
    whole = "".join(one.text for one in parts)
    assert all(f"{found.name(one)}：" in whole for one in items)
    assert whole.count("证" * 2000) == 60 and "异" * 3000 in whole
    bob = world.client("bob")
    page = bob.get(url(case_id, "exchange-record"))
    assert len(page.context["pdf_urls"]) == len(parts)
    assert found.name(items[-1]) in page.content.decode()
    sign = {
        "word": "signed", "party": "2", "in_person": world.password("bob"),
        "in_person_shown": page.context["sign_form"].shown,
    }  # fmt: skip
    bob = world.client("bob")
    assert bob.post(url(case_id, "exchange-record"), sign).status_code == 302
    assert ExchangeWord.objects.get().kind == "signed"
    assert sound(case_id)
