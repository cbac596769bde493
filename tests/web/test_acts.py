"""One form for every act: drawn, checked, done once, with the reason where it is not possible."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import loading
from cases.forms.acts import NOT_TYPED
from cases.law.acts import ACTS, PAID_ONLINE, Act
from cases.law.decisions import LOOKED_AT
from cases.law.outcomes import OUTCOMES
from cases.law.roles import PARTIES, Role
from cases.models import Arrival, Case, Entry, Payment, SetAside
from cases.policy import CHARGED
from tests.web.world import STAFF, World, person


def doer(act: Act) -> tuple[str, Role]:
    """Who does an act in the small court, by its form."""
    if act.code in PAID_ONLINE:
        return "clerk", Role.CLERK
    if act.by & PARTIES:
        return ("bob" if act.side == "defendant" else "alice"), Role.LITIGANT
    role = min(act.by, key=list(Role).index)
    return role.value, role


def stand_ready(world: World, act: Act) -> tuple[int, str]:
    """A case where the act is possible by the table, and the person who does it."""
    case_id = world.file()
    who, role = doer(act)
    if role in CHARGED:
        world.name(case_id, who, role)
    if act.at[0] != "filing_review":
        world.put(case_id, act.at[0])
    if role in STAFF:
        world.says_why(case_id, who)
    return case_id, who


def address(case_id: int, act: str) -> str:
    return reverse("act", args=[case_id, act])


OWN_PAGE = {
    "submit_correction": "case-repair", "draw_judge": "case-assigning",
    "decide_late_evidence": "case-exchange",
}  # fmt: skip
"""Acts that are done on a page of their own."""


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_every_act_has_its_form_or_its_reason_and_takes_an_empty_one_calmly(
    world: World, act: Act
) -> None:
    case_id, who = stand_ready(world, act)
    for language in ("zh-hans", "en"):
        answer = world.client(who, language).get(address(case_id, act.code))
        if act.code in OWN_PAGE:
            assert answer["Location"] == reverse(OWN_PAGE[act.code], args=[case_id])
            continue
        assert answer.status_code in (200, 403)
        if answer.status_code == 403:
            assert answer.context["reason"]
            continue
        confirm = answer.context["confirm"]
        typed = {spec.name for spec in act.fields if spec.kind not in NOT_TYPED}
        # A party picks no day, is itself, and suspends no proceedings.
        courts = {"ground", "filed"} if act.code == "open_incident" else set()
        assert typed - {"on", "party", "jointly"} - courts <= set(confirm["form"].fields)
        assert confirm["changes"] or act.to is None
    answer = world.client(who).post(address(case_id, act.code), {})
    shown_first = {200} if act.code in LOOKED_AT else set()
    assert answer.status_code in {302, 409, 422} | shown_first


ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["\0", "-1", "1e400", "NaN", "９９", "😀", "0001-01-01", "9999-12-31", "∞",
                     "2026-02-30", "2026-11-22T25:00", "999999999999999999999", "0.001"]),
)  # fmt: skip


@settings(max_examples=8, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(data=st.data())
@pytest.mark.parametrize("code", ["register", "ask_exclusion", "fix_hearing", "pay_fee",
                                  "make_mediation_statement", "serve_complaint", "seize",
                                  "assign", "appeal", "extend_mediation"])  # fmt: skip
def test_no_input_makes_an_act_fail(world: World, code: str, data: st.DataObject) -> None:
    act = ACTS[code]
    case_id, who = stand_ready(world, act)
    choices = {spec.name: [ODD, *(st.just(c[0]) for c in spec.choices)] for spec in act.fields}
    sent = {name: data.draw(st.one_of(kinds)) for name, kinds in choices.items()}
    sent |= {"key": data.draw(ODD), "version": data.draw(ODD)}
    answer = world.client(who).post(address(case_id, code), sent)
    assert answer.status_code in (302, 409, 422)


def test_doing_an_act_moves_the_case_and_says_so(world: World) -> None:
    case_id = world.file()
    client = world.client("clerk")
    sent = {"procedure": "ordinary", "panel": "on"}
    answer = client.post(address(case_id, "register"), sent, follow=True)
    case = Case.objects.get(pk=case_id)
    assert (case.stands_at, case.procedure, case.panel) == ("fee_payment", "ordinary", True)
    assert "缴纳诉讼费" in [str(m) for m in answer.context["messages"]][0]


def test_sent_twice_it_is_done_once(world: World) -> None:
    case_id = world.file()
    client = world.client("clerk")
    form = client.get(address(case_id, "add_note")).context["confirm"]["form"]
    sent = {"note": "电话告知原告", "key": form["key"].value(), "version": "1"}
    answers = [client.post(address(case_id, "add_note"), sent).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Entry.objects.filter(case_id=case_id, act="add_note").count() == 1


def test_who_comes_second_is_told_and_keeps_what_was_typed(world: World) -> None:
    case_id = world.file()
    client = world.client("clerk")
    world.put(case_id, "filing_review")
    sent = {"defects": "缺身份证复印件", "days": "5", "version": "1"}
    answer = client.post(address(case_id, "return_for_correction"), sent)
    assert answer.status_code == 409
    form = answer.context["confirm"]["form"]
    assert "已发生变化" in form.non_field_errors()[0]
    assert form["defects"].value() == "缺身份证复印件"
    sent["version"] = str(form["version"].value())
    assert client.post(address(case_id, "return_for_correction"), sent).status_code == 302


def test_a_note_never_conflicts(world: World) -> None:
    case_id = world.file()
    world.put(case_id, "filing_review")
    sent = {"note": "x", "version": "1"}
    assert world.client("clerk").post(address(case_id, "add_note"), sent).status_code == 302


def test_a_refusal_stands_at_its_field(world: World) -> None:
    case_id = world.file()
    sent = {"defects": "x", "days": "99"}
    answer = world.client("clerk", "en").post(address(case_id, "return_for_correction"), sent)
    assert "The time to correct is 3 to 30 days." in answer.content.decode()


def test_a_party_picks_no_day_and_acts_for_itself(world: World) -> None:
    case_id = world.file()
    world.put(case_id, "fee_payment")
    client = world.client("alice")
    form = client.get(address(case_id, "open_incident")).context["confirm"]["form"]
    assert set(form.names) == {"incident", "person", "note"}
    sent = {"incident": "obstacle", "on": "2000-01-01"}
    client.post(address(case_id, "open_incident"), sent)
    entry = Entry.objects.get(case_id=case_id, act="open_incident")
    assert '"for":1' in entry.body.replace(" ", "")
    assert "2000-01-01" not in entry.body


def test_what_a_party_sends_is_kept_as_an_arrival(world: World) -> None:
    case_id = world.file()
    world.put(case_id, "filing_correction")
    world.client("alice").post(address(case_id, "submit_correction"), {"note": "演示补正"})
    arrival = Arrival.objects.get(case_id=case_id)
    assert arrival.processed_seq and not arrival.refused


@pytest.mark.parametrize("code", sorted(PAID_ONLINE))
def test_a_party_pays_on_the_page_of_paying_and_never_by_saying_so(world: World, code: str) -> None:
    case_id, _ = stand_ready(world, ACTS[code])
    for answer in (
        world.client("alice").get(address(case_id, code)),
        world.client("alice").post(address(case_id, code), {"amount": "1150"}),
    ):
        assert answer["Location"] == reverse("pay", args=[case_id])
    assert not Payment.objects.exists()


def test_a_refused_arrival_holds_up_nothing(world: World) -> None:
    case_id = world.file()
    world.put(case_id, "appeal_period")
    answer = world.client("alice").post(address(case_id, "appeal"), {})
    assert answer.status_code == 409
    assert Arrival.objects.get(case_id=case_id).refused == "no_clock"


@pytest.mark.parametrize(
    ("who", "act", "status"),
    [("judge2", "close_hearing", 403), ("clerk", "close_hearing", 403),
     ("judge", "close_hearing", 200), ("bob", "close_hearing", 403), ("judge", "register", 403),
     ("judge", "sign_judgment", 409), ("judge", "no_such_act", 404)],
)  # fmt: skip
def test_the_page_of_an_act_says_no_as_the_policy_does(
    world: World, who: str, act: str, status: int
) -> None:
    case_id = world.file()
    world.name(case_id, "judge", Role.JUDGE)
    world.put(case_id, "hearing")
    world.says_why(case_id, who)
    assert world.client(who).get(address(case_id, act)).status_code == status


def test_the_case_page_shows_what_is_not_possible_with_its_reason(world: World) -> None:
    case_id = world.file()
    world.name(case_id, "judge", Role.JUDGE)
    world.put(case_id, "judgment_service")
    answer = world.client("clerk").get(reverse("case", args=[case_id]))
    refused = {row["label"]: row["reason"] for g in answer.context["acts"] for row in g["acts"]}
    assert refused["送达裁判文书"] == "宣判后才能办理。"


def test_the_expected_act_comes_first(world: World) -> None:
    case_id = world.file()
    answer = world.client("clerk").get(reverse("case", args=[case_id]))
    assert answer.context["main"]["label"] == "立案登记"


def test_every_outcome_has_a_page(world: World) -> None:
    case_id = world.file()
    world.says_why(case_id, "clerk")  # what is archived is nobody's work any more
    for place in OUTCOMES:
        world.put(case_id, place)
        for who in ("clerk", "alice"):
            answer = world.client(who).get(reverse("case", args=[case_id]))
            assert answer.status_code == 200


def test_a_set_aside_case_is_retried_from_the_board(world: World) -> None:
    case_id = world.file()
    SetAside.objects.create(case_id=case_id, reason="date_in_future")
    client = world.client("oversight")
    answer = client.get(reverse("board"))
    [row] = answer.context["set_aside"]
    assert client.post(row["retry_url"], {"key": row["key"]}).status_code == 302
    assert not SetAside.objects.filter(case_id=case_id).exists()


def test_the_upper_court_decides_on_the_second_extension_only(world: World) -> None:
    world.people["upper_president"] = person("upper_president", world.upper, Role.COURT_LEADER)
    case_id = world.file()
    world.act(case_id, "register", "clerk", procedure="ordinary")
    world.name(case_id, "judge", Role.JUDGE)
    for why in ("案情复杂", "仍未审结"):
        world.act(case_id, "ask_extension", "judge", why=why)
        above = world.client("upper_president")
        if why == "案情复杂":
            assert above.get(address(case_id, "decide_extension")).status_code == 404
            world.act(case_id, "decide_extension", "court_leader", granted=True)
    assert above.get(reverse("case", args=[case_id])).status_code == 404
    [row] = above.get(reverse("board")).context["from_below"]
    answer = above.get(row["url"])
    assert (answer.status_code, answer.context["confirm"]["reason"]) == (200, "仍未审结")
    assert "爱丽丝" not in answer.content.decode()
    seen = answer.context["confirm"]["form"]["seen"].value()
    assert above.post(row["url"], {"granted": "on", "seen": seen}).status_code == 302
    [p] = loading.load([case_id])
    assert len(p.running(kind="case")[0].extensions) == 2


def test_a_party_stops_no_clock_by_itself(world: World) -> None:
    case_id = world.file()
    world.put(case_id, "answer_period")
    world.name(case_id, "judge", Role.JUDGE)
    form = world.client("bob").get(address(case_id, "open_incident")).context["confirm"]["form"]
    offered = {code for code, _ in form.fields["incident"].choices}
    assert "jurisdiction_objection" in offered and "suspension" not in offered
    sent = {"incident": "suspension"}
    assert world.client("bob").post(address(case_id, "open_incident"), sent).status_code == 422
    assert "suspension" in {
        code
        for code, _ in world.client("judge")
        .get(address(case_id, "open_incident"))
        .context["confirm"]["form"]
        .fields["incident"]
        .choices
    }


def test_of_the_papers_of_an_execution_those_are_offered_that_can_be_served(world: World) -> None:
    case_id = world.file()
    world.put(case_id, "execution_notice", procedure="execution")
    world.name(case_id, "execution_officer", Role.EXECUTION_OFFICER)
    officer, page = world.client("execution_officer", "en"), address(case_id, "serve_in_execution")
    answer = officer.get(page)
    assert (answer.status_code, answer.context["reason"]) == (
        403, "There is no such paper to serve yet.",
    )  # fmt: skip

    world.act(case_id, "issue_execution_notice", "execution_officer")
    fields = officer.get(page).context["confirm"]["form"].fields
    assert [code for code, _ in fields["paper"].choices] == ["notice"]
    assert [fields[name].label for name in ("party", "on")] == ["On whom", "Served on"]

    world.act(case_id, "serve_in_execution", "execution_officer", paper="notice")
    world.act(case_id, "serve_in_execution", "execution_officer", paper="notice", party=1)
    assert officer.get(page).status_code == 403
