"""Hearings on pages: the court's calendar, one's own, the sheet, the feed, what everybody reads."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook

from cases.acts.hearings import feeding, occupying
from cases.law.calendar import NATIONAL
from cases.law.periods import SHANGHAI
from cases.law.roles import Role
from cases.law.sittings import next_working
from cases.models import (
    CalendarFeed,
    Case,
    CaseRole,
    Clock,
    Document,
    Hearing,
    HearingRecord,
    Occupancy,
    PartyLink,
    RecordWord,
    Room,
    RoomClosure,
    Service,
)
from cases.reading.hearings import sheets
from tests.web.world import World

pytestmark = pytest.mark.django_db
URL = reverse("hearings")


def at(days: int = 20, hour: int = 9) -> datetime:
    on = next_working((datetime.now(SHANGHAI) + timedelta(days=days)).date(), NATIONAL)
    return datetime(on.year, on.month, on.day, hour, tzinfo=SHANGHAI)


def room(world: World, name: str = "第一法庭", **about: Any) -> Room:
    return Room.objects.get_or_create(court=world.court, name=name, defaults=about)[0]


def waiting(world: World, *, served: bool = True, **about: Any) -> int:
    """A summary case that waits for its hearing, with the judge in charge."""
    case_id = world.file(**about)
    world.act(case_id, "register", "clerk", procedure="summary")
    world.name(case_id, "judge", Role.JUDGE)
    if served:
        today = datetime.now(SHANGHAI).date()
        Service.objects.create(
            case_id=case_id, party_no=2, document="complaint", way="direct", citation="",
            performed_on=today, effective_on=today, seq=1,
        )  # fmt: skip
    world.put(case_id, "hearing_scheduling")
    return case_id


def fixed(world: World, when: datetime | None = None, where: str = "第一法庭", **about: Any) -> int:
    case_id = waiting(world, **about)
    room(world, where)
    world.act(case_id, "fix_hearing", "clerk", hearing_at=when or at(), room=where)
    return case_id


def number(case_id: int) -> str:
    return Case.objects.get(pk=case_id).number


# -- the calendar of the court --------------------------------------------------------------------


@pytest.mark.parametrize("view", ["week", "day", "room", "list"])
def test_every_view_shows_the_same_sitting(world: World, view: str) -> None:
    case_id = fixed(world)
    asked = {"view": view, "on": at().date().isoformat()}
    answer = world.client("clerk").get(URL, asked)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert number(case_id) in text and "09:00–10:00" in text and "第一法庭" in text


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({"state": "to_come"}, True), ({"state": "held"}, False), ({"room": "mine"}, True),
        ({"room": "other"}, False), ({"judge": "judge"}, True), ({"judge": "judge2"}, False),
        ({"on": "2099-01-01"}, False), ({"on": "nonsense", "judge": "x", "view": "?"}, True),
        ({"after": "1.1"}, True), ({"after": "9999999999.1"}, False), ({"after": "nonsense"}, True),
    ],
)  # fmt: skip
def test_the_list_is_filtered_and_nonsense_is_left_out(
    world: World, asked: dict[str, str], seen: bool
) -> None:
    case_id, other = fixed(world, at(1)), room(world, "第二法庭")
    mine = Room.objects.get(name="第一法庭", court=world.court)
    pks = {"mine": mine.pk, "other": other.pk, "judge": world["judge"].pk,
           "judge2": world["judge2"].pk}  # fmt: skip
    query = {name: pks.get(value, value) for name, value in asked.items()}
    if query.get("view") == "?":
        query["view"] = "list"
    answer = world.client("clerk").get(URL, {"view": "list", **query})
    assert (number(case_id) in answer.content.decode()) is seen


def test_a_long_list_goes_on_where_the_page_ends(world: World) -> None:
    case_id = fixed(world)
    first = Hearing.objects.get(case_id=case_id)
    Hearing.objects.bulk_create(
        Hearing(case_id=case_id, starts_at=first.starts_at + timedelta(days=n), room="", seq=9)
        for n in range(1, 60)
    )
    client, seen, url = world.client("clerk"), 0, URL + "?view=list"
    while url:
        answer = client.get(url)
        seen += len(answer.context["rows"])
        url = answer.context["pager"]["older_url"]
        url = URL + url if url else ""
    assert seen == 60


def test_a_confidential_sitting_is_only_a_time_for_others(world: World) -> None:
    """Its judge reads it; for the clerk the room is taken, and no more."""
    case_id = fixed(world, confidential=True)
    asked = {"view": "room", "on": at().date().isoformat()}
    assert number(case_id) in world.client("judge").get(URL, asked).content.decode()
    text = world.client("clerk", "en").get(URL, asked).content.decode()
    assert number(case_id) not in text and "09:00–10:00 taken" in text


def test_a_day_off_and_a_closed_room_are_said(world: World) -> None:
    begins = at(1)
    occupying.close(room(world), begins, begins + timedelta(hours=2), "检修空调")
    client, on = world.client("clerk", "en"), begins.date().isoformat()
    assert "Day off" in client.get(URL, {"on": on}).content.decode()
    assert "检修空调" in client.get(URL, {"on": on, "view": "room"}).content.decode()


def test_a_party_finds_its_own_hearings_and_nobody_elses(world: World) -> None:
    case_id = fixed(world)
    assert number(case_id) in world.client("bob").get(URL).content.decode()
    for who in ("stranger", "clerk_elsewhere", "system_admin"):
        assert number(case_id) not in world.client(who).get(URL).content.decode()


def test_the_case_page_says_how_each_hearing_ended(world: World) -> None:
    case_id = fixed(world)
    world.act(case_id, "cancel_hearing", "clerk", why="法官生病")
    text = world.client("bob").get(reverse("case-hearings", args=[case_id])).content.decode()
    assert "已取消" in text and "法官生病" in text


# -- booking --------------------------------------------------------------------------------------


def act(case_id: int, code: str = "fix_hearing") -> str:
    return reverse("act", args=[case_id, code])


def typed(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def fields(client: Any, url: str) -> dict[str, str]:
    form = client.get(url).context["confirm"]["form"]
    return {name: str(form.initial.get(name, "")) for name in ("key", "version")}


def test_the_form_offers_times_that_are_free_and_one_of_them_is_taken(world: World) -> None:
    taken = fixed(world, at(1))
    case_id = waiting(world)
    client = world.client("clerk", "en")
    offered = client.get(act(case_id)).context["booking"]
    assert offered["free"] and offered["first"]
    used = Hearing.objects.get(case_id=taken).starts_at.astimezone(SHANGHAI)
    assert all(f"{used:%Y-%m-%dT%H%%3A%M}" not in one["url"] for one in offered["free"])
    filled = client.get(offered["free"][0]["url"]).context["confirm"]["form"].initial
    data = fields(client, act(case_id)) | {name: filled[name] for name in ("hearing_at", "room")}
    answer = client.post(act(case_id), data)
    assert answer.status_code == 302, answer.content.decode()
    assert Hearing.objects.filter(case_id=case_id, result="").exists()


def test_a_clash_is_said_in_words_and_reveals_no_case(world: World) -> None:
    taken, case_id = fixed(world), waiting(world)
    client = world.client("clerk")
    data = fields(client, act(case_id)) | {
        "hearing_at": f"{at():%Y-%m-%dT%H:%M}",
        "room": "第一法庭",
    }
    answer = client.post(act(case_id), data)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert f"第一法庭 {at():%Y-%m-%d} 09:00–10:00 已有庭审" in text and number(taken) not in text
    assert not Hearing.objects.filter(case_id=case_id).exists()


def test_who_is_not_served_is_named_and_a_day_offered(world: World) -> None:
    case_id = waiting(world, served=False)
    room(world)
    client = world.client("clerk")
    assert "鲍勃" in client.get(act(case_id)).context["booking"]["missing"]
    data = fields(client, act(case_id)) | {
        "hearing_at": f"{at():%Y-%m-%dT%H:%M}",
        "room": "第一法庭",
    }
    answer = client.post(act(case_id), data)
    assert answer.status_code == 409 and "尚未有效送达:鲍勃" in answer.content.decode()


def test_a_summons_is_written_to_each_party_and_again_when_it_is_moved(world: World) -> None:
    case_id = waiting(world)
    room(world)
    client = world.client("clerk")
    data = fields(client, act(case_id)) | {
        "hearing_at": f"{at():%Y-%m-%dT%H:%M}",
        "room": "第一法庭",
    }
    assert client.post(act(case_id), data).status_code == 302
    summons = Document.objects.filter(case_id=case_id, kind="summons").select_related("written")
    assert sorted(one.written.party_no for one in summons) == [1, 2]
    assert all("09:00" in one.written.text or "9时" in one.written.text for one in summons)
    move = act(case_id, "move_hearing")
    data = fields(client, move) | {
        "hearing_at": f"{at(hour=15):%Y-%m-%dT%H:%M}", "room": "第一法庭", "why": "法庭另有安排",
    }  # fmt: skip
    assert client.post(move, data).status_code == 302
    assert summons.all().count() == 4


# -- rooms ----------------------------------------------------------------------------------------


def test_rooms_are_added_closed_opened_and_used_no_longer(world: World) -> None:
    client, url = world.client("clerk"), reverse("rooms")
    sent = {"what": "room", "name": "第九法庭", "capacity": "12", "is_online": "on"}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 422
    one = Room.objects.get(name="第九法庭", court=world.court)
    closed = {"what": "closure", "room": one.pk, "starts_at": f"{at():%Y-%m-%dT%H:%M}",
              "ends_at": f"{at(hour=12):%Y-%m-%dT%H:%M}", "reason": "检修"}  # fmt: skip
    wrong = closed | {"ends_at": closed["starts_at"]}
    assert client.post(url, wrong).status_code == 422
    assert client.post(url, closed).status_code == 302
    assert client.post(url, closed).status_code == 422, "closed already"
    assert Occupancy.objects.filter(room=one).count() == 1
    closure = RoomClosure.objects.get(room=one)
    elsewhere = world.client("clerk_elsewhere")
    elsewhere.post(url, {"what": "reopen", "pk": closure.pk})
    assert RoomClosure.objects.filter(pk=closure.pk).exists()
    assert client.post(url, {"what": "reopen", "pk": closure.pk}).status_code == 302
    assert not Occupancy.objects.filter(room=one).exists()
    assert client.post(url, {"what": "retire", "pk": one.pk}).status_code == 302
    case_id = waiting(world)
    form = client.get(act(case_id)).context["confirm"]["form"]
    assert "第九法庭" not in str(form["room"])


# -- the sheet ------------------------------------------------------------------------------------


def test_the_sheet_holds_real_dates_under_a_head_that_stays(world: World) -> None:
    case_id = fixed(world)
    answer = world.client("clerk", "en").get(
        reverse("hearings-sheet"), {"on": at().date().isoformat()}
    )
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None and sheet.freeze_panes == "A2"
    assert [sheet["A1"].value, sheet["B1"].value] == ["When", "Case"]
    assert sheet["A2"].value == at().replace(tzinfo=None) and sheet["A2"].is_date
    assert sheet["B2"].value == number(case_id)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_text_in_a_sheet_is_a_formula(text: str) -> None:
    made = sheets.workbook("t", (("a", "A", 9),), [{"a": text}, {"a": "\x00b\x0b"}])
    sheet = load_workbook(BytesIO(made)).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")
    assert sheet["A3"].value == "b"


# -- the feed -------------------------------------------------------------------------------------


def feed_of(world: World, client: Any, who: str) -> str:
    """The address of the person's calendar, as the page shows it."""
    page = world.client(who).post(reverse("feed"), {"make": "yes"}).content.decode()
    found = re.search(r"/calendars/[\w-]+\.ics", page)
    assert found
    return found[0]


def events(client: Any, url: str) -> list[Any]:
    answer = client.get(url)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_the_feed_says_when_and_where_and_names_nobody(world: World, client: Any) -> None:
    case_id = fixed(world)
    url = feed_of(world, client, "bob")
    raw = client.get(url).content.decode()
    assert not any(name in raw for name in ("鲍勃", "爱丽丝", "Bob", "Alice"))
    made = Calendar.from_ical(raw)
    assert [str(zone["tzid"]) for zone in made.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    [event] = made.walk("VEVENT")
    assert event["dtstart"].dt == at() and event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert number(case_id) in str(event["summary"]) and "第一法庭" in str(event["location"])
    triggers = sorted(alarm["trigger"].dt for alarm in event.walk("VALARM"))
    assert triggers == [timedelta(days=-3), timedelta(days=-1)]
    assert (event["sequence"], str(event["status"])) == (0, "CONFIRMED")


def test_moved_and_cancelled_stay_the_same_event(world: World, client: Any) -> None:
    case_id = fixed(world)
    url = feed_of(world, client, "judge")
    [before] = events(client, url)
    later = {"hearing_at": at(hour=14), "room": "第一法庭", "why": "改期"}
    world.act(case_id, "move_hearing", "clerk", **later)
    [moved] = events(client, url)
    world.act(case_id, "cancel_hearing", "clerk", why="取消")
    [gone] = events(client, url)
    assert before["uid"] == moved["uid"] == gone["uid"]
    assert [one["sequence"] for one in (before, moved, gone)] == [0, 1, 2]
    assert moved["dtstart"].dt == at(hour=14) and str(gone["status"]) == "CANCELLED"


def test_the_feed_dies_with_the_right(world: World, client: Any) -> None:
    case_id = fixed(world)
    judge, bob = feed_of(world, client, "judge"), feed_of(world, client, "bob")
    assert len(events(client, judge)) == len(events(client, bob)) == 1
    CaseRole.objects.filter(case_id=case_id, role="judge").update(recused=True)
    PartyLink.objects.filter(party__case_id=case_id, user=world["bob"]).update(
        valid_until=timezone.now()
    )
    assert events(client, judge) == events(client, bob) == []


def test_a_secret_is_kept_as_its_digest_replaced_and_taken_back(world: World, client: Any) -> None:
    first = feed_of(world, client, "bob")
    secret = first.split("/")[-1].removesuffix(".ics")
    assert len(secret) >= 43
    assert CalendarFeed.objects.get().digest == feeding.digest(secret) != secret
    second = feed_of(world, client, "bob")
    assert client.get(first).status_code == 404 and client.get(second).status_code == 200
    world.client("bob").post(reverse("feed"), {"stop": "yes"})
    assert client.get(second).status_code == 404 and not CalendarFeed.objects.exists()


def test_the_page_says_the_address_once(world: World) -> None:
    client = world.client("bob")
    client.post(reverse("feed"), {"make": "yes"})
    again = client.get(reverse("feed"))
    assert "/calendars/" not in again.content.decode()
    assert "no-store" in again["Cache-Control"]


# -- announced ------------------------------------------------------------------------------------


def test_open_trials_are_announced_without_a_full_name(world: World, client: Any) -> None:
    case_id = fixed(world)
    text = client.get(reverse("announced")).content.decode()
    assert number(case_id) in text and "爱某" in text and "鲍某" in text
    assert "爱丽丝" not in text and "鲍勃" not in text
    elsewhere = client.get(reverse("announced"), {"court": "鲁9502"}).content.decode()
    assert number(case_id) not in elsewhere


def test_what_is_not_heard_in_the_open_or_not_to_come_is_not_announced(
    world: World, client: Any
) -> None:
    closed, cancelled = fixed(world, at(5), confidential=True), fixed(world, at(9))
    world.act(cancelled, "cancel_hearing", "clerk", why="取消")
    text = client.get(reverse("announced")).content.decode()
    assert number(closed) not in text and number(cancelled) not in text


# -- the record -----------------------------------------------------------------------------------


def record_url(case_id: int) -> str:
    hearing = Hearing.objects.filter(case_id=case_id).latest("pk")
    return reverse("hearing-record", args=[case_id, hearing.pk])


def typed_and_closed(world: World) -> tuple[int, str]:
    case_id = fixed(world)
    url = record_url(case_id)
    world.client("clerk").post(url, {"text": "审判员：现在开庭。", "version": "0"})
    assert world.client("clerk").post(
        url, {"text": "审判员：现在开庭。\n原告：无异议。", "version": "1", "close": "yes"}
    ).status_code == 302  # fmt: skip
    return case_id, url


def test_a_record_saves_itself_and_another_window_overwrites_nothing(world: World) -> None:
    case_id = fixed(world)
    url, client = record_url(case_id), world.client("clerk")
    mine = {"window": "a", "turn": "1", "version": "0", "autosave": "1", "text": "第一句"}
    assert client.post(url, mine).json() == {"version": 1}
    theirs = mine | {"window": "b", "text": "另一窗口"}
    assert client.post(url, theirs).status_code == 409
    assert client.post(url, mine | {"turn": "2", "text": "第一句。第二句"}).json() == {"version": 2}
    record = HearingRecord.objects.get()
    assert record.text == "第一句。第二句"
    assert list(record.versions.values_list("version", flat=True)) == [1]
    client.post(url, {"version": "2", "text": "第三稿", "keep": "yes"})
    assert record.versions.count() == 2


def test_parties_read_the_record_only_once_it_is_closed(world: World) -> None:
    case_id = fixed(world)
    url = record_url(case_id)
    world.client("clerk").post(url, {"text": "未定稿", "version": "0"})
    assert world.client("bob").get(url).status_code == 404
    for who in ("stranger", "clerk_elsewhere"):
        assert world.client(who).get(url).status_code == 404
    world.client("clerk").post(url, {"text": "已定稿", "version": "1", "close": "yes"})
    text = world.client("bob").get(url).content.decode()
    assert "已定稿" in text and '<textarea id="id_text"' not in text


def test_a_closed_record_is_never_changed_and_corrections_stand_beside(world: World) -> None:
    case_id, url = typed_and_closed(world)
    before = HearingRecord.objects.get().text
    answer = world.client("clerk").post(url, {"text": "改写", "version": "2"})
    assert answer.status_code == 409
    bob = world.client("bob")
    assert (
        bob.post(url, {"correct": "yes", "party": "2", "text": "我说的是五月。"}).status_code == 302
    )
    assert HearingRecord.objects.get().text == before
    text = world.client("alice").get(url).content.decode()
    assert "我说的是五月。" in text and "原告：无异议。" in text
    assert Document.objects.get(case_id=case_id, kind="hearing_record").text == before


def test_each_signs_for_itself_once_and_the_last_ends_the_clock(world: World) -> None:
    case_id, url = typed_and_closed(world)
    world.act(case_id, "close_hearing", "judge")
    clock = Clock.objects.get(case_id=case_id, code="record_reading")
    assert clock.state == "running"
    bob = world.client("bob")
    assert bob.post(url, {"sign": "yes", "party": "1"}).status_code == 409, "not for alice"
    assert bob.post(url, {"sign": "yes", "party": "2"}).status_code == 302
    assert bob.post(url, {"sign": "yes", "party": "2"}).status_code == 409, "once"
    clerk = world.client("clerk")
    assert clerk.post(url, {"refused": "yes", "party": "1", "why": "不同意内容"}).status_code == 302
    clock.refresh_from_db()
    assert clock.state == "met"
    kinds = RecordWord.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["signed", "refused"]


def test_a_party_can_note_no_refusal_and_an_empty_record_is_not_closed(world: World) -> None:
    case_id, url = typed_and_closed(world)
    assert world.client("bob").post(url, {"refused": "yes", "party": "1"}).status_code == 409
    other = fixed(world, at(40))
    answer = world.client("clerk").post(record_url(other), {"text": " ", "close": "yes"})
    assert answer.status_code == 409
