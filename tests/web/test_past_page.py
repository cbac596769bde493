"""The page of a past moment: what it says, what it offers, and for whom what stays closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases.law.periods import SHANGHAI
from cases.law.roles import Role
from cases.models import Entry
from tests.cases import make
from tests.web.world import World


def at(world: World, case_id: int, who: str, language: str = "zh-hans", **asked: Any) -> Any:
    if who not in ("alice", "bob", "mediator", "clerk"):
        world.says_why(case_id, who)
    return world.client(who, language).get(reverse("case-at", args=[case_id]), asked)


@pytest.fixture
def lived(world: World) -> int:
    """Filed, registered, paid, assigned, served."""
    case_id = world.file()
    world.act(case_id, "register", "clerk", procedure="summary")
    world.act(case_id, "pay_fee", "alice")
    world.act(case_id, "assign", "clerk", judge=world["judge"].pk, inner_why="指定")
    world.act(case_id, "serve_complaint", "clerk", party=2, way="direct")
    return case_id


def seq_of(case_id: int, act: str) -> int:
    return Entry.objects.filter(case_id=case_id, act=act).values_list("seq", flat=True)[0]


def test_the_page_shows_the_case_as_it_stood_after_an_entry(world: World, lived: int) -> None:
    page = at(world, lived, "clerk", seq=seq_of(lived, "register"))
    states = {
        node["code"]: node["state"]
        for lane in page.context["panorama"]["phases"]
        for node in lane["nodes"]
    }
    assert states["fee_payment"] == "now" and states["answer_period"] == "todo"
    assert page.context["parts"] == []
    text = page.content.decode()
    assert 'class="pastband"' in text and "/acts/" not in text
    after = at(world, lived, "clerk", seq=seq_of(lived, "assign"))
    [part] = after.context["parts"]
    assert part["name"] == "Judge" and not part["gone"]


def test_of_linked_cases_it_says_that_the_log_is_silent(world: World, lived: int) -> None:
    page = at(world, lived, "clerk", "en", seq=1).content.decode()
    assert "does not tell which cases were linked then" in page


def test_one_goes_from_entry_to_entry_without_a_script(world: World, lived: int) -> None:
    client, url = world.client("clerk"), reverse("case-at", args=[lived])
    found = [client.get(url, {"seq": 1})]
    while following := found[-1].context["next_url"]:
        found.append(client.get(following))
    last = Entry.objects.filter(case_id=lived).count()
    assert [page.context["then"]["seq"] for page in found] == list(range(1, last + 1))
    back = client.get(found[-1].context["previous_url"])
    assert back.context["then"]["seq"] == last - 1
    assert found[0].context["previous_url"] == "" == found[0].context["first_url"]


def test_at_this_moment_the_past_page_says_what_the_page_says(world: World, lived: int) -> None:
    now = world.client("clerk").get(reverse("case", args=[lived])).context
    past = at(world, lived, "clerk", seq=Entry.objects.filter(case_id=lived).count()).context
    for name in ("clocks", "finished", "parts", "pauses"):
        assert past[name] == now[name], name
    assert past["panorama"]["phases"] == now["panorama"]["phases"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"moment": "1999-01-01"}, "it was filed on"),
        ({"moment": "2999-01-01T10:00"}, "has not come yet"),
        ({"moment": "yesterday"}, "is no date"),
        ({"moment": "2025-02-30"}, "is no date"),
        ({"moment": "99999999999999"}, "is no date"),
        ({"moment": "-1-1-1"}, "is no date"),
        ({"seq": "0"}, "no such entry"),
        ({"seq": "999"}, "no such entry"),
        ({"seq": "½"}, "no such entry"),
        ({"seq": "x'--"}, "no such entry"),
    ],
)  # fmt: skip
def test_what_is_no_moment_is_said_plainly(
    world: World, lived: int, asked: dict[str, str], said: str
) -> None:
    page = at(world, lived, "clerk", "en", **asked)
    assert page.status_code == 200 and page.context["then"] is None
    assert said in page.context["problem"] and said in page.content.decode()


def test_without_a_moment_the_page_lets_one_choose(world: World, lived: int) -> None:
    page = at(world, lived, "clerk")
    assert page.context["then"] is None and not page.context["problem"]
    assert 'name="moment"' in page.content.decode()


def test_dates_are_read_as_people_write_them() -> None:
    from cases.views.time.past import read_moment

    day = datetime(2025, 1, 20, tzinfo=SHANGHAI)
    end = day + timedelta(days=1) - timedelta(microseconds=1)
    for text in ("2025-01-20", "2025/1/20", "2025.01.20", "2025年1月20日", "２０２５－０１－２０"):
        assert read_moment(text) == end, text
    for text in ("2025-01-20T09:05", "2025-01-20 9:05", "2025年1月20日 09:05"):
        assert read_moment(text) == day.replace(hour=9, minute=5), text


def test_outside_ones_scope_there_is_no_past_either(world: World, lived: int) -> None:
    for who in ("stranger", "mediator", "clerk_elsewhere"):
        url = reverse("case-at", args=[lived])
        assert world.client(who).get(url, {"seq": 1}).status_code == 404
    assert "read-case" not in reverse("case-at", args=[lived])
    asked = world.client("judge2").get(reverse("case-at", args=[lived]), {"seq": 1})
    assert asked.status_code == 302 and "/reason" in asked["location"]


def test_the_recused_read_nothing_of_the_past(world: World, lived: int) -> None:
    first = {"seq": 1}
    assert at(world, lived, "judge", **first).status_code == 200
    world.act(lived, "recuse", "court_leader", person=world["judge"].pk, verdict="granted",
              why="亲属")  # fmt: skip
    url = reverse("case-at", args=[lived])
    assert world.client("judge").get(url, first).status_code == 404
    parts = at(world, lived, "clerk", seq=seq_of(lived, "recuse")).context["parts"]
    assert [(row["name"], row["recused"], row["gone"]) for row in parts] == [
        ("Judge", True, False), ("Judge", False, True),
    ]  # fmt: skip


def test_of_the_past_a_party_reads_what_it_reads_now(world: World, lived: int) -> None:
    world.act(lived, "add_note", "clerk", note="内部备注甲")
    world.put(lived, "deliberation")
    world.act(lived, "record_deliberation", "judge", opinion="倾向支持原告")
    last = Entry.objects.filter(case_id=lived).count()
    inner = [seq_of(lived, "record_deliberation"), *Entry.objects.filter(
        case_id=lived, act="add_note").values_list("seq", flat=True)]  # fmt: skip
    for who in ("alice", "bob"):
        for seq in range(1, last + 1):
            page = at(world, lived, who, seq=seq)
            text = page.content.decode()
            for secret in ("内部备注甲", "倾向支持原告", "合议笔录", "管理时限"):
                assert secret not in text, (who, seq, secret)
            assert page.context["then"]["seq"] not in inner[1:]
    text = at(world, lived, "judge", seq=last).content.decode()
    assert "倾向支持原告" not in text and "合议笔录" not in text
    world.says_why(lived, "judge", "inner")
    assert "倾向支持原告" in at(world, lived, "judge", seq=last).content.decode()


def test_papers_of_another_party_stay_closed_in_the_past(world: World, lived: int) -> None:
    from cases.acts.papers import writing
    from cases.writing.table import FORMS

    form = next(form for form in FORMS.values() if form.code == "summons")
    for no in (1, 2):
        writing.keep(lived, world.actor("clerk"), form, party_no=no, text="到庭。", version=0)
    last = Entry.objects.filter(case_id=lived).count()
    for who, sees in (("alice", ["爱丽丝"]), ("bob", ["鲍勃"]), ("clerk", ["鲍勃", "爱丽丝"])):
        papers = at(world, lived, who, seq=last).context["papers"]
        assert [row["to"] for row in papers if row["to"]] == sees, who


def test_a_preservation_leaves_the_other_side_no_trace_in_the_past(
    world: World, lived: int
) -> None:
    world.act(lived, "open_incident", "alice", incident="preservation")
    last = Entry.objects.filter(case_id=lived).count()
    assert "保全" in at(world, lived, "alice", seq=last).content.decode()
    assert at(world, lived, "bob", seq=last).context["then"] is None  # as if there was none
    on = Entry.objects.get(case_id=lived, seq=last).effective_at.astimezone(SHANGHAI)
    page = at(world, lived, "bob", moment=f"{on:%Y-%m-%d %H:%M:%S.%f}")
    assert "保全" not in page.content.decode() and page.context["pauses"] == []
    assert page.context["position"] == page.context["many"]
    assert [row["kind"] for row in at(world, lived, "clerk", seq=last).context["pauses"]]


def test_who_only_watches_reads_masked_names_in_the_past(world: World, lived: int) -> None:
    for who in ("oversight", "court_leader"):
        text = at(world, lived, who, seq=3).content.decode()
        assert "爱丽丝" not in text and "鲍勃" not in text


def test_a_paper_that_became_inner_is_not_shown_of_the_past(world: World, lived: int) -> None:
    from cases.models import Document

    world.act(lived, "submit_evidence", "alice", title="借条甲", purpose="证明借款")
    last = Entry.objects.filter(case_id=lived).count()
    titles = [row["title"] for row in at(world, lived, "bob", seq=last).context["papers"]]
    assert titles == ["借条甲", "起诉状"]
    Document.objects.filter(case_id=lived, title="借条甲").put_under("deliberation")
    titles = [row["title"] for row in at(world, lived, "bob", seq=last).context["papers"]]
    assert titles == ["起诉状"]


def test_a_corrected_act_was_not_yet_struck_then(world: World, lived: int) -> None:
    from cases import mending

    world.name(lived, "clerk", Role.CLERK)
    world.act(lived, "open_incident", "judge", incident="suspension", ground="other_case",
              filed=make.paper(lived))  # fmt: skip
    wrong = seq_of(lived, "open_incident")
    mending.mend(lived, wrong, by=world.actor("judge"), why="误录")
    before = at(world, lived, "clerk", seq=wrong).context
    assert before["pauses"][0]["open"] and not before["entries"][0]["is_struck"]
    after = at(world, lived, "clerk", seq=wrong + 1).context
    assert not after["pauses"][0]["open"]
    assert after["pauses"] == world.client("clerk").get(
        reverse("case", args=[lived])).context["pauses"]  # fmt: skip
