"""The workbench: filters and their counts, kept views, acts on several cases, delegation, keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.acts.workbench import batches, delegating, keeping
from cases.law.acts import ACTS
from cases.law.batches import IN_BATCH, SHARED
from cases.law.delegating import DELEGABLE, DELEGATES
from cases.law.outcomes import OUTCOMES
from cases.law.refusals import NotAllowed, Refusal
from cases.law.roles import Role
from cases.models import (
    Batch,
    BatchItem,
    Case,
    CaseRole,
    ClockGroup,
    Delegation,
    Document,
    Draft,
    Entry,
    Hearing,
    SavedView,
    Team,
    TeamMember,
)
from cases.policy import Standing, may_act, on_behalf_of
from cases.proof.replay import replay
from cases.reading import labels, scope
from cases.reading.lists import filters, rows, worklist
from cases.reading.lists.filters import Asked, Filtered
from tests.web import test_hearings as hearings
from tests.web.world import World, person

WORK = reverse("work")
CHOOSE = reverse("work-batch")


@pytest.fixture
def team(world: World) -> Team:
    """The team of the judge: an assistant and the clerk."""
    world.people["assistant"] = person("assistant", world.court, Role.JUDGE_ASSISTANT)
    made = Team.objects.create(court=world.court, name="一队")
    since = timezone.now().date() - timedelta(days=30)
    for name, role in (("judge", Role.JUDGE), ("assistant", Role.JUDGE_ASSISTANT),
                       ("clerk", Role.CLERK)):  # fmt: skip
        TeamMember.objects.create(team=made, user=world[name], role=role.value, since=since)
    return made


def judged(world: World, place: str = "hearing", **fields: Any) -> int:
    """A case of the judge and the assistant, at a place."""
    case_id = world.file()
    world.name(case_id, "judge", Role.JUDGE)
    if "assistant" in world.people:
        world.name(case_id, "assistant", Role.JUDGE_ASSISTANT)
    world.put(case_id, place, **fields)
    return case_id


def is_whole(case_id: int) -> bool:
    """Whether the log can be followed, but for the one entry by which a test put the case there."""
    return [one for one in replay(case_id) if one.seq != 2] == []


def later(world: World, days: int) -> None:
    ClockGroup.objects.filter(pk=world.court.group_id).update(offset=timedelta(days=days))


def work(client: Client, query: str = "") -> Any:
    answer = client.get(f"{WORK}?{query}")
    assert answer.status_code == 200
    return answer.context


def several(world: World) -> None:
    """Cases in many states, a draft and two hearings among them."""
    for place in ("filing_review", "evidence_exchange", "hearing", "judgment_effective"):
        judged(world, place)
    registered = world.file()
    world.act(registered, "register", "clerk", procedure="ordinary")
    world.act(registered, "pay_fee", "alice")
    world.put(registered, "hearing_scheduling")
    deferred = judged(world, "fee_payment")
    Draft.objects.create(
        case_id=deferred, clock_no=1, proposes="deemed_withdrawn", act="deem_withdrawn",
        opened_seq=1,
    )  # fmt: skip
    now = labels.local(scope.viewer(world["clerk"]).offices[0].now)
    for days in (0, 30):
        heard = judged(world)
        at = now.replace(hour=12) + timedelta(days=days)
        Hearing.objects.create(case_id=heard, starts_at=at, room="一", seq=1)


# -- filters and their counts ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "judge", "assistant"])
def test_every_count_is_the_number_of_rows_behind_it(world: World, team: Team, who: str) -> None:
    several(world)
    later(world, 6)
    client = world.client(who)
    first = work(client, "tab=all&phase=trial")
    links = {(one["url"], one["count"]) for facet in first["facets"] for one in facet["chips"]
             if not one["chosen"]}  # fmt: skip
    links |= {(tab["url"], tab["count"]) for tab in first["tabs"]}
    links |= {(one["url"], one["value"]) for one in first["band"]}
    assert len(links) > 8
    for url, count in links:
        assert len(client.get(url).context["rows"]) == count, url


def test_the_band_leads_to_what_a_day_begins_with(world: World) -> None:
    several(world)
    band = work(world.client("judge"))["band"]
    assert [one["value"] for one in band][:2] == [1, 4], (
        "a hearing today; a draft and three to hear"
    )


def test_the_light_and_the_task_of_a_filter_are_those_of_the_row(world: World) -> None:
    """The SQL of the filters and the rows are two writings of one rule."""
    several(world)
    who = scope.viewer(world["clerk"])
    for days in (0, 1, 4, 9, 40, 100, 400):
        later(world, days)
        found = Filtered(who, worklist.lists(who))
        shown = found.page(Asked("all"), size=99).rows
        drafts = dict(Draft.objects.values_list("case_id", "act"))
        columns = {pk: (answers.light, answers.do) for _, pk, answers in found.cases}
        assert len(shown) == 8
        for case, row in zip(shown, rows.rows(shown, rows.Reader()), strict=True):
            do = rows.expected(case, drafts.get(case.pk, ""), found.lists.roles)
            assert columns[case.pk] == (row["light"].code, do.code if do else "")


@pytest.mark.parametrize(
    "query", ["tab=x", "light=blue", "do=;--", "node=%00", "whose=all", "hearing=2026", "after=~"]
)
def test_what_makes_no_sense_in_an_address_is_left_out(world: World, query: str) -> None:
    several(world)
    assert len(work(world.client("clerk"), query)["rows"]) == len(
        work(world.client("clerk"))["rows"]
    )


def test_a_team_shares_one_list(world: World, team: Team) -> None:
    for place in ("hearing", "evidence_exchange", "complaint_service", "answer_period"):
        judged(world, place)
    judged_elsewhere = world.file()
    world.name(judged_elsewhere, "judge2", Role.JUDGE)
    world.put(judged_elsewhere, "hearing")
    lists = []
    for who in ("judge", "assistant", "clerk"):
        shown = work(world.client(who), "tab=todo&whose=team")
        lists.append([(row["id"], row["task"]) for row in shown["rows"]])
    assert lists[0] == lists[1] == lists[2] and len(lists[0]) == 3
    assert judged_elsewhere not in [pk for pk, _task in lists[0]]


def test_what_a_judge_has_to_do_is_on_the_list_of_the_assistant(world: World, team: Team) -> None:
    case_id = judged(world, "evidence_exchange")
    [row] = work(world.client("assistant"))["rows"]
    assert row["id"] == case_id
    assert row["do_url"].startswith(reverse("act", args=[case_id, "hold_exchange"]))
    world.put(case_id, "judgment_drafting")
    [row] = work(world.client("assistant"))["rows"]
    assert row["do_url"] == "", "only the judge signs"


# -- kept views ------------------------------------------------------------------------------------


def test_a_kept_view_has_a_name_a_filter_and_a_count(world: World) -> None:
    several(world)
    client, url = world.client("judge"), reverse("work-views")
    sent = {"what": "keep", "name": " 我的  开庭 ", "query": "tab=todo&node=hearing&evil=1"}
    answer = client.post(url, sent)
    assert answer["Location"] == f"{WORK}?tab=todo&node=hearing"
    [kept] = work(client)["kept"]
    assert (kept["name"], kept["count"]) == ("我的 开庭", 3)
    assert len(client.get(kept["url"]).context["rows"]) == 3
    client.post(url, {"what": "rename", "view": kept["pk"], "name": "开庭"})
    assert [one["name"] for one in work(client)["kept"]] == ["开庭"]
    world.client("judge2").post(url, {"what": "drop", "view": kept["pk"]})
    world.client("judge2").post(url, {"what": "rename", "view": kept["pk"], "name": "别人"})
    assert SavedView.objects.get().name == "开庭"
    assert work(world.client("judge2"))["kept"] == []
    client.post(url, {"what": "drop", "view": kept["pk"]})
    assert not SavedView.objects.exists()


def test_there_are_not_endlessly_many_views(world: World) -> None:
    for number in range(keeping.MOST):
        keeping.keep(world["judge"].pk, f"视图{number}", "tab=todo")
    with pytest.raises(Refusal, match="too_many_views"):
        keeping.keep(world["judge"].pk, "又一个", "tab=todo")
    keeping.keep(world["judge"].pk, "视图1", "tab=all")
    assert SavedView.objects.count() == keeping.MOST


# -- acts on several cases -------------------------------------------------------------------------


@pytest.mark.parametrize("code", IN_BATCH)
def test_what_is_done_in_batch_has_no_grave_effect_and_shares_its_fields(code: str) -> None:
    act = ACTS[code]
    assert not act.decides and act.to not in OUTCOMES
    assert {field.name for field in act.fields} <= SHARED
    assert not any(field.required for field in act.fields if field.name != "note")
    assert all(IN_BATCH[code])


def chosen(client: Client, act: str, *ids: int, **more: Any) -> str:
    sent = {"act": act, "case": [str(pk) for pk in ids], **more}
    return str(client.post(CHOOSE, sent)["Location"])


def entries(*ids: int) -> int:
    return Entry.objects.filter(case_id__in=ids).count()


def test_a_batch_is_looked_at_then_done_case_by_case_and_only_once(world: World) -> None:
    good = [judged(world, "answer_period") for _ in range(3)]
    bad = judged(world, "hearing")
    client = world.client("clerk")
    url = chosen(client, "close_answers", *good, bad)
    before = entries(*good, bad)
    shown = client.get(url).context
    assert (shown["able"], shown["unable"]) == (3, 1)
    by_case = {row["case"]: row for row in shown["rows"]}
    assert by_case[bad]["against"] and all(by_case[pk]["changes"] for pk in good)
    assert entries(*good, bad) == before, "looking changes nothing"
    assert client.post(url).status_code == 302
    assert {Case.objects.get(pk=pk).stands_at for pk in good} == {"evidence_period"}
    done = entries(*good, bad)
    shown = client.get(url).context
    assert (shown["done"], shown["unable"]) == (3, 1)
    assert "failed" in {row["state"] for row in shown["rows"]}
    client.post(url)
    assert entries(*good, bad) == done, "again is no second time"
    assert all(is_whole(pk) for pk in good)


def test_a_batch_is_taken_back_as_long_as_its_messages_are_held(
    world: World, settings: Any
) -> None:
    ids = [judged(world, "answer_period") for _ in range(3)]
    client = world.client("clerk", "en")
    url = chosen(client, "close_answers", *ids)
    settings.HOLD_SECONDS = 60  # however slow the machine is
    client.post(url)
    assert {Case.objects.get(pk=pk).stands_at for pk in ids} == {"evidence_period"}
    assert 'name="undo"' in client.get(url).content.decode()
    client.post(url, {"undo": "yes"})
    assert {Case.objects.get(pk=pk).stands_at for pk in ids} == {"answer_period"}
    assert Entry.objects.filter(case_id__in=ids, act="mend").count() == 3
    done = entries(*ids)
    client.post(url)
    assert entries(*ids) == done, "what was taken back is not done again by the same batch"
    assert all(is_whole(pk) for pk in ids)
    late = chosen(client, "close_answers", *ids)
    client.post(late)
    settings.HOLD_SECONDS = 0
    assert 'name="undo"' not in client.get(late).content.decode()
    client.post(late, {"undo": "yes"})
    assert {Case.objects.get(pk=pk).stands_at for pk in ids} == {"evidence_period"}


def test_a_batch_that_was_cut_off_goes_on_and_doubles_nothing(world: World) -> None:
    ids = [judged(world, "answer_period") for _ in range(3)]
    client = world.client("clerk")
    url = chosen(client, "tell_panel", *ids)
    client.post(url)
    done = entries(*ids)
    BatchItem.objects.update(state="waiting", seq=None)  # the answer was lost, the act was not
    client.post(url)
    assert entries(*ids) == done
    assert set(BatchItem.objects.values_list("state", flat=True)) == {"done"}


def test_a_case_that_moved_meanwhile_is_left_with_its_reason(world: World) -> None:
    first, second = (judged(world, "answer_period") for _ in range(2))
    client = world.client("clerk")
    url = chosen(client, "close_answers", first, second)
    rows_ = client.get(url).context["rows"]
    seen = {f"seen-{row['pk']}": row["version"] for row in rows_}
    world.put(second, "answer_period")  # somebody was faster: another version, the same place
    client.post(url, seen)
    states = dict(BatchItem.objects.values_list("case_id", "reason"))
    assert states == {first: "", second: "case_moved"}
    client.post(url, {})
    assert Case.objects.get(pk=second).stands_at == "evidence_period", "looked at again, then done"


def test_nobody_else_finds_a_batch_nor_a_case_they_do_not_see(world: World) -> None:
    mine, sealed = judged(world, "answer_period"), world.file(confidential=True)
    url = chosen(world.client("clerk"), "tell_panel", mine, sealed)
    assert list(BatchItem.objects.values_list("case_id", flat=True)) == [mine]
    assert world.client("judge").get(url).status_code == 404
    assert world.client("judge").post(url).status_code == 404


@pytest.mark.parametrize("act", ["sign_judgment", "archive", "", "x", "add_note"])
def test_what_is_not_in_the_table_is_not_done_in_batch(world: World, act: str) -> None:
    chosen(world.client("judge"), act, judged(world))
    assert not Batch.objects.exists()


def test_two_hundred_at_most(world: World) -> None:
    with pytest.raises(Refusal, match="too_many_at_once"):
        batches.prepare(world["clerk"].pk, "tell_panel", range(1, 202))


def test_all_of_a_list_can_be_taken(world: World) -> None:
    for _ in range(3):
        judged(world, "judgment_effective")
    client = world.client("clerk")
    shown = work(client, "tab=todo&do=begin_archiving")
    assert len(shown["rows"]) == 3
    url = chosen(client, "begin_archiving", query="tab=todo&do=begin_archiving", all="yes")
    assert client.get(url).context["able"] == 3


# -- delegation ------------------------------------------------------------------------------------


def delegate(world: World, to: str = "assistant", acts: tuple[str, ...] = DELEGABLE) -> Delegation:
    place = TeamMember.objects.get(user=world[to])
    today = scope.viewer(world["judge"]).offices[0].now.date()
    return delegating.delegate(
        world["judge"].pk, place, acts, today - timedelta(days=1), today + timedelta(days=30)
    )


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("relation", ["assigned", "court", "above", "none", "recused"])
def test_delegation_opens_preparation_to_those_who_assist_and_nothing_else(
    role: Role, relation: Any
) -> None:
    """Whatever were written into a delegation: a decision is never among what it opens."""
    everything = dict.fromkeys(ACTS, 7)
    bare = Standing(frozenset({role}), relation)
    given = Standing(frozenset({role}), relation, delegated=everything)
    opened = {code for code, act in ACTS.items()
              if may_act(given, act).allowed and not may_act(bare, act).allowed}  # fmt: skip
    reads = {Role.JUDGE_ASSISTANT: ("assigned",), Role.CLERK: ("assigned", "court")}
    able = relation in reads.get(role, ())
    wanted = {code for code in DELEGABLE if role not in ACTS[code].by} if able else set()
    assert opened == wanted
    assert {code for code, act in ACTS.items() if on_behalf_of(given, act) is not None} == wanted
    assert not any(ACTS[code].decides for code in opened)


def test_what_is_delegable_decides_closes_pronounces_and_signs_nothing() -> None:
    for code in DELEGABLE:
        act = ACTS[code]
        assert Role.JUDGE in act.by and not act.decides and act.to not in OUTCOMES
        assert not code.startswith(("sign", "pronounce", "decide", "rule"))
    assert {Role.JUDGE_ASSISTANT, Role.CLERK} == DELEGATES


def test_an_act_under_delegation_is_entered_on_behalf_of_the_judge(
    world: World, team: Team
) -> None:
    case_id = judged(world, "answer_period")
    with pytest.raises(NotAllowed):
        world.act(case_id, "close_answers", "assistant", "judge_assistant")
    page = world.client("assistant").get(reverse("act", args=[case_id, "close_answers"]))
    assert page.status_code == 403
    delegate(world)
    url = reverse("act", args=[case_id, "close_answers"])
    assert world.client("assistant").get(url).status_code == 200
    assert world.client("assistant").post(url, {}).status_code == 302
    entry = Entry.objects.filter(case_id=case_id, act="close_answers").get()
    assert (entry.actor_id, entry.role) == (world["assistant"].pk, "judge_assistant")
    assert entry.said["facts"]["for_judge"] == world["judge"].pk
    history = world.client("judge").get(reverse("case-history", args=[case_id]))
    [row] = [one for one in history.context["entries"] if one["seq"] == entry.seq]
    assert row["for"] == "法官 Judge" and "Judge" in history.content.decode()
    assert is_whole(case_id)


def test_a_hearing_booked_under_delegation_brings_its_summonses(world: World, team: Team) -> None:
    case_id = hearings.waiting(world)
    world.name(case_id, "assistant", Role.JUDGE_ASSISTANT)
    hearings.room(world)
    delegate(world)
    client, url = world.client("assistant"), reverse("act", args=[case_id, "fix_hearing"])
    sent = hearings.fields(client, url)
    sent |= {"hearing_at": hearings.typed(hearings.at()), "room": "第一法庭"}
    assert client.post(url, sent).status_code == 302
    papers = Document.objects.filter(case_id=case_id, kind="summons")
    kept = Entry.objects.filter(case_id=case_id, act="keep_paper")
    assert papers.count() == kept.count() == 2
    assert {one.said["facts"]["for_judge"] for one in kept} == {world["judge"].pk}


def test_nobody_decides_under_a_delegation(world: World, team: Team) -> None:
    case_id = judged(world)
    with pytest.raises(NotAllowed, match="not_delegable"):
        delegate(world, acts=("close_hearing",))
    Delegation.objects.create(
        court=world.court, team=team, judge=world["judge"], to=world["assistant"],
        role="judge_assistant", acts=["close_hearing"], since="2020-01-01", until="2099-01-01",
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        world.act(case_id, "close_hearing", "assistant", "judge_assistant")


def ends(how: str, world: World, given: Delegation, case_id: int) -> None:
    if how == "revoked":
        assert delegating.revoke(world["judge"].pk, given.pk)
    elif how == "over":
        Delegation.objects.update(since="2020-01-01", until="2020-01-02")
    elif how == "left":
        TeamMember.objects.filter(user=world["assistant"]).update(
            until="2020-01-01", since="2019-01-01"
        )
    elif how == "other judge":
        CaseRole.objects.filter(case_id=case_id, user=world["judge"]).update(ended_seq=1)
        world.name(case_id, "judge2", Role.JUDGE)
    else:
        CaseRole.objects.filter(case_id=case_id, user=world["assistant"]).update(recused=True)


@pytest.mark.parametrize("how", ["revoked", "over", "left", "other judge", "recused"])
def test_a_delegation_ends(world: World, team: Team, how: str) -> None:
    case_id = judged(world, "answer_period")
    ends(how, world, delegate(world), case_id)
    with pytest.raises(Refusal):
        world.act(case_id, "close_answers", "assistant", "judge_assistant")


def test_a_judge_delegates_and_takes_back_on_one_page(world: World, team: Team) -> None:
    client, url = world.client("judge", "en"), reverse("delegations")
    places = client.get(url).context["form"].fields["place"].choices
    assert [str(label).split(" ")[0] for _pk, label in places] == ["Assistant", "Clerk"]
    sent = {"place": places[0][0], "acts": ["close_answers"], "since": "2026-01-01",
            "until": "2026-02-01"}  # fmt: skip
    assert client.post(url, sent | {"acts": ["sign_judgment"]}).status_code == 422
    assert client.post(url, sent | {"until": "2025-01-01"}).status_code == 422
    today = scope.viewer(world["judge"]).offices[0].now.date()
    sent |= {"since": str(today), "until": str(today + timedelta(days=9))}
    assert client.post(url, sent).status_code == 302
    [row] = client.get(url).context["given"]
    assert row["state"] == "in force" and row["revocable"]
    [taken] = world.client("assistant").get(url).context["taken"]
    assert taken["acts"] == "答辩期结束,进入举证"
    world.client("judge2").post(url, {"revoke": row["pk"]})
    assert Delegation.objects.get().revoked_at is None, "only who gave it takes it back"
    assert world.client("assistant").post(url, sent).status_code == 403
    client.post(url, {"revoke": row["pk"]})
    assert client.get(url).context["given"][0]["state"] == "taken back"


# -- the palette and the keys ----------------------------------------------------------------------


def palette(client: Client, words: str = "", **more: Any) -> list[dict[str, Any]]:
    answer = client.post(reverse("palette"), {"q": words, **more})
    assert answer.status_code == 200
    return list(answer.context["found"])


def test_the_palette_finds_a_case_a_page_and_an_act(world: World) -> None:
    case_id = judged(world, "answer_period")
    client = world.client("judge")
    assert reverse("case", args=[case_id]) in {one["url"] for one in palette(client, "爱丽丝")}
    assert palette(world.client("judge", "en"), "hear")[0]["url"] == reverse("hearings")
    acts = {one["url"] for one in palette(client, "", case=case_id)}
    assert reverse("act", args=[case_id, "close_answers"]) + "#do" in acts
    assert palette(client, "没有这个") == []


def test_the_palette_knows_nothing_outside_the_scope(world: World) -> None:
    sealed, other = world.file(confidential=True), judged(world)
    client = world.client("judge2")
    for words in ("爱丽丝", "1", str(sealed), "丽", ""):
        found = palette(client, words, case=sealed)
        assert not any(f"/cases/{sealed}" in one["url"] for one in found)
    assert not any("/acts/" in one["url"] for one in palette(client, case=other)), "says why first"
    assert palette(world.client("clerk_elsewhere"), "爱丽丝") == []
    assert world.client("alice").post(reverse("palette")).status_code == 403


def test_single_keys_are_turned_off_by_person(world: World) -> None:
    client, url = world.client("judge"), reverse("keys")
    assert 'data-single="on"' in client.get(WORK).content.decode()
    client.post(url, {"keys": "off"})
    client.post(url, {"keys": "off"})
    assert 'data-single="off"' in world.client("judge").get(WORK).content.decode()
    assert 'data-single="on"' in world.client("judge2").get(WORK).content.decode()
    client.post(url, {"keys": "on"})
    assert 'data-single="on"' in client.get(WORK).content.decode()
    assert "keys.js" not in world.client("alice").get(reverse("mine")).content.decode()


def spellings(year: str, serial: int) -> list[str]:
    """Two hundred ways to write one number: brackets, widths, blanks, what is left out."""
    brackets = (("（", "）"), ("(", ")"), ("〔", "〕"), ("[", "]"), ("", " "))
    blanks = ("", " ", "　", "\t")
    courts = ("鲁9501", "鲁 9501", "鲁９５０１", "9501", "鲁9501 ")
    ends = ("号", "")
    return [
        f"{left}{year}{right}{blank}{court}{blank}民初{blank}{serial}{end}"
        for left, right in brackets for blank in blanks for court in courts for end in ends
    ]  # fmt: skip


def test_a_case_is_found_by_two_hundred_spellings_of_its_number(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "register", "clerk")
    number = Case.objects.get(pk=case_id).number
    wanted = spellings(number[1:5], 1)
    assert len(set(wanted)) == 200
    who = scope.viewer(world["clerk"])
    from cases.reading.lists import finding

    lost = [words for words in wanted if [c.pk for c in finding.find(who, words)] != [case_id]]
    assert lost == []


def test_a_filter_asks_no_more_for_many_cases(world: World, team: Team, queries: Any) -> None:
    client, query = world.client("judge"), f"{WORK}?tab=all&light=urgent&whose=team"
    for _ in range(2):
        judged(world)
    keeping.keep(world["judge"].pk, "一", "tab=all&whose=mine")
    client.get(query)
    few = queries(lambda: client.get(query))
    for number in range(10):
        judged(world)
        keeping.keep(
            world["judge"].pk, str(number), f"tab=all&node={('hearing', 'mediation')[number % 2]}"
        )
    assert queries(lambda: client.get(query)) == few <= 26


def test_the_filter_of_the_worklist_is_one_spelling(world: World) -> None:
    asked = filters.read_query("light=red&tab=all&whose=mine&x=1")
    assert asked.query() == "tab=all&whose=mine&light=red"
    assert filters.read_query(asked.query()) == asked
