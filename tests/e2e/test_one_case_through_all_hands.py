"""One case from the counter to the archive, only through the pages, one person after the other.

The court's clock begins on Monday 2 March 2026. Every date below is counted by hand: the day of
the event is not counted, and a last day on a weekend or holiday moves to the next working day
(CPL 85). In 2026 Qingming is 4 to 6 April and Labour Day 1 to 5 May.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from cases.law.acts import ACTS
from cases.law.roles import Role
from tests.e2e.conftest import Enter
from tests.e2e.filing import files
from tests.e2e.people import CasePage, Courthouse, Person, hour

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-all-hands")]

ROLES = {
    "plaintiff": Role.LITIGANT,
    "clerk": Role.CLERK,
    "judge": Role.JUDGE,
    "officer": Role.EXECUTION_OFFICER,
}
NAMED = tuple(role.zh for role in ROLES.values())


PAPER_KEPT = "文书已制作并存入卷宗"
"""Each summons has an entry of its own beside the act that it is written for."""


@dataclass
class Journey:
    """The case on its way; after each step the actor and the plaintiff look at it."""

    house: Courthouse
    people: dict[str, Person]
    case_id: int
    page: CasePage
    done: list[tuple[str, str]] = field(default_factory=list)
    """Who did what, as every history has to tell it: (username, act)."""

    def step(self, who: str, act: str, place: str, **answers: object) -> Journey:
        """Somebody does an act; both see where the case stands then."""
        actor = self.people[who]
        actor.do(self.case_id, act, **answers)
        self.page = CasePage.read(actor.page)
        self.done.append((who, act))
        self._seen_by_all(place)
        return self

    def pays(self, who: str, place: str) -> Journey:
        """Somebody pays the fee online."""
        self.page = CasePage.read(self.people[who].pay(self.case_id).page)
        self.done.append((who, "pay_fee"))
        self._seen_by_all(place)
        return self

    def wait(self, place: str, *days: int) -> Journey:
        """The clerk moves the training clock."""
        clerk = self.people["clerk"]
        clerk.open(self.case_id)
        clerk.move_clock(*days)
        self.page = CasePage.read(clerk.page)
        self._seen_by_all(place)
        return self

    def _seen_by_all(self, place: str) -> None:
        """The party reads the same, but for the targets that the court has for itself."""
        party_page = self.people["plaintiff"].see(self.case_id)
        assert (self.page.place, party_page.place) == (place, place)
        assert party_page.light in (self.page.light, "")
        shared = self.page.clocks.keys() & party_page.clocks.keys()
        assert all(self.page.clocks[no] == party_page.clocks[no] for no in shared)

    def shows(self, light: str, **dates: str) -> Journey:
        """The light in the head and the dates of deadlines, ``code`` or ``code_of_party_2``."""
        assert self.page.light == light
        for name, day in dates.items():
            code, _, party = name.partition("_of_party_")
            shown = self.page.due(self.case_id, code, party=int(party) if party else None)
            assert (name, shown) == (name, day)
        return self

    def is_told(self, *readers: str) -> None:
        """The histories name each act since the last telling with its actor and their role."""
        told = [
            (ACTS[act].zh, f"{ROLES[who].zh} {self.house.cast.users[who]}")
            for who, act in reversed(self.done)
        ]
        for reader in ("plaintiff", *readers):
            entries = self.people[reader].entries(self.case_id)
            people = [e for e in entries if e.who.startswith(NAMED) and e.title != PAPER_KEPT]
            newest = [(entry.title, entry.who) for entry in people[: len(told)]]
            for (title, who), (act, name) in zip(newest, told, strict=True):
                assert title.startswith(act) and who.startswith(name)
            numbers = [entry.seq for entry in entries]
            assert numbers == sorted(numbers, reverse=True)
        self.done.clear()

    def time_itself_did(self, moment: str) -> None:
        """The newest entry has no person behind it."""
        newest = self.people["plaintiff"].entries(self.case_id)[0]
        assert newest.when == moment and not newest.who.startswith(NAMED)


def begins(house: Courthouse, people: dict[str, Person]) -> Journey:
    """Filed; the review has seven days."""
    case_id = files(people["plaintiff"], house, consents={"mediation": "no"})
    journey = Journey(house, people, case_id, CasePage.read(people["plaintiff"].page))
    assert journey.page.place == "filing_review"
    journey.shows("normal", filing_review="2026-03-09")
    newest = people["plaintiff"].entries(case_id)[0]
    assert newest.seq == 1 and newest.who.startswith(Role.LITIGANT.zh)
    people["clerk"].go("/work")
    assert people["clerk"].listed() == [case_id]
    return journey


def is_registered_and_served(on: Journey) -> None:
    on.step("clerk", "register", "fee_payment", procedure="summary")
    on.shows("normal", fee_payment="2026-03-09", summary="2026-06-02")
    assert "简易程序" in on.people["clerk"].text()
    on.pays("plaintiff", "case_assignment").shows("normal", case_assignment="2026-03-05")
    on.step("clerk", "assign", "complaint_service", judge=on.house.user_id("judge"),
            inner_why="熟悉本案")  # fmt: skip
    on.shows("normal", complaint_service="2026-03-09")
    on.step("clerk", "tell_panel", "complaint_service")
    on.step("clerk", "serve_complaint", "answer_period", party=2, way="direct")
    on.shows(
        "normal", answer_period_of_party_2="2026-03-17", evidence_period_of_party_2="2026-03-17"
    )
    on.is_told("clerk")


def is_heard(on: Journey) -> None:
    """On the last day the periods still run; the day after, time itself moves the case."""
    on.wait("answer_period", 7, 7, 1).shows("red")
    on.wait("hearing_scheduling", 1).shows("normal", hearing_scheduling="2026-03-25")
    on.time_itself_did("2026-03-18 00:00")
    on.step("clerk", "fix_hearing", "hearing", hearing_at=hour("2026-03-25"), room="第一法庭")
    assert "第一法庭" in on.people["plaintiff"].see(on.case_id).next_step
    on.is_told("clerk")
    on.wait("hearing", 7)


def is_judged(on: Journey) -> None:
    on.step("judge", "close_hearing_sole", "judgment_drafting")
    on.shows("normal", judgment_drafting="2026-04-01")
    on.step("clerk", "read_record", "judgment_drafting")
    on.step("judge", "sign_judgment", "judgment_service")
    on.step("judge", "pronounce", "judgment_service", manner="in_court", performance_days=10)
    on.shows("normal", judgment_service="2026-04-07")
    on.step("clerk", "serve_judgment", "judgment_service", party=1, way="direct")
    on.step("clerk", "serve_judgment", "appeal_period", party=2, way="direct")
    on.shows("normal", appeal_period_of_party_1="2026-04-09", appeal_period_of_party_2="2026-04-09")
    on.is_told("judge", "clerk")


def takes_effect(on: Journey) -> None:
    """Nobody appeals: the judgment takes effect at the first instant of the next day."""
    on.wait("appeal_period", 7, 7, 1).shows("red")
    on.wait("judgment_effective", 1)
    on.time_itself_did("2026-04-10 00:00")


def is_executed(on: Journey) -> None:
    on.wait("judgment_effective", 7, 7)
    on.step("plaintiff", "apply_execution", "execution_filing", amount="100000")
    on.shows("normal", execution_filing="2026-05-06")
    on.step("clerk", "register_execution", "execution_notice", officer=on.house.user_id("officer"))
    on.shows("normal", execution_notice="2026-05-06")
    on.step("officer", "issue_execution_notice", "asset_control")
    on.shows("normal", asset_control="2026-05-25")
    on.step("officer", "inquire_assets", "asset_control")
    on.step("officer", "receive_money", "proceeds_distribution", amount="100000")
    on.shows("normal", proceeds_distribution="2026-05-25")
    on.step("officer", "pay_out", "fully_executed", amount="100000")
    on.is_told("officer", "clerk")


def is_archived(on: Journey) -> None:
    on.step("clerk", "begin_archiving", "closing_archiving")
    assert on.page.due(on.case_id, "closing_archiving") == "2026-07-23"
    on.step("clerk", "archive", "archived", note="演练，裁判文书另存")
    assert on.page.light == ""
    on.is_told("clerk")
    for tab in ("todo", "closed"):
        on.people["clerk"].go(f"/work?tab={tab}")
        assert on.case_id not in on.people["clerk"].listed(), "the archive is no work"


def test_one_case_from_the_counter_to_the_archive(house: Courthouse, enter: Enter) -> None:
    people = {name: enter().sign_in(name) for name in ROLES}
    journey = begins(house, people)
    is_registered_and_served(journey)
    is_heard(journey)
    is_judged(journey)
    takes_effect(journey)
    is_executed(journey)
    is_archived(journey)
    assert people["clerk"].now().date().isoformat() == "2026-04-24"
