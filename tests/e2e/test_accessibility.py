"""Everybody can use every page: with a screen reader, a keyboard, a phone, on paper, in the dark,
without scripts.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from time import time
from typing import Any

import pyotp
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client
from playwright.sync_api import FilePayload, expect

from cases import procedure
from cases.acts.service import attempts
from cases.acts.service.attempts import Wanted
from cases.acts.trial import deliberating
from cases.law.roles import Role
from cases.models import Delivery, Refund, Service, Team, TeamMember
from cases.models.fields import seal
from cases.notices.relaying import relay
from cases.proceeding import Actor
from courtflow.accounts import lasting, second_factor
from courtflow.accounts.models import Factor, User
from courtflow.rehearsal.people import BASIC, PASSWORD
from tests.cases.materials.corpus import picture
from tests.e2e import scenes
from tests.e2e.axe import Known, barriers
from tests.e2e.conftest import Enter
from tests.e2e.crawl import reached
from tests.e2e.filing import GO, NAME, SCREENS, files, prepared
from tests.e2e.people import DESKTOP, MORNING, PHONE, Courthouse, Person
from tests.exhibits.media import mp3
from tests.exhibits.models import box
from tests.exhibits.papers import hand_in
from tests.web.test_access import ROLES, expected, names

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def places(house: Courthouse) -> dict[str, int | str]:
    """A court with something of everything; what happened in it has been told."""
    found = _cases(house)
    relay()
    Delivery.objects.create(
        case_id=found["unpaid"], event="entry:2", template="register", channel="sms", key="a11y",
        user_id=house.cast.party("plaintiff").person, party_no=1, created_at=MORNING,
        state="dead", ended_at=MORNING, attempts=6, reason="unreachable",
    )  # fmt: skip
    _team(house)
    with transaction.atomic():
        exhibits = {
            name: hand_in(int(found["paper"]), data, title).pk
            for name, data, title in (("recording", mp3(), "演示录音.mp3"),
                                      ("model", box(), "演示模型.glb"))
        }  # fmt: skip
    return (
        found
        | exhibits
        | {
            "announced": _to_be_served(house, found),
            "shown": prepared(house, "plaintiff", SCREENS),
        }
    )


def _team(house: Courthouse) -> None:
    """The judge works with an assistant."""
    made = Team.objects.create(court_id=house.court_id, name="演示团队")
    for username, role in (("judge", Role.JUDGE), ("assistant", Role.JUDGE_ASSISTANT)):
        TeamMember.objects.create(
            team=made, user=house.cast.users[username], role=role.value, since=MORNING.date()
        )


def _to_be_served(house: Courthouse, found: dict[str, int]) -> str:
    """Something is prepared to go out, and a public notice runs; returns its code."""
    by = house.cast.actor(BASIC, Role.CLERK)
    attempts.confirm_address(found["unserved"], by, 2, ground="express")
    attempts.prepare(
        found["unserved"], by, Wanted(2, "complaint", "electronic", "in_app")
    )  # fmt: skip
    announced = house.case(scenes.announced, "2026-02-25")
    Service.objects.filter(case_id=announced).update(notice_code="a11y")
    return "a11y"


def _before_its_panel(house: Courthouse) -> int:
    """A panel of two judges and an assessor, who alone has spoken yet."""
    case_id = house.case(scenes.before_a_panel, "2026-02-09")
    chief, judge = (house.cast.actor(BASIC, role) for role in (Role.DIVISION_CHIEF, Role.JUDGE))
    second, lay = house.cast.users["judge2"], house.cast.users["assessor"]
    seats = {"second_judge": second.pk, "first_assessor": lay.pk, "inner_why": "演示"}
    procedure.perform(case_id, "form_panel", by=chief, data=seats)
    deliberating.begin(case_id, judge)
    deliberating.add_point(case_id, judge, "outcome", "演示评议事项", ["支持", "驳回"])
    by = Actor(lay.pk, Role.LAY_ASSESSOR.value)
    deliberating.speak(case_id, by, 1, "演示：借条和转账记录相互印证。", answer=1)
    return case_id


def _cases(house: Courthouse) -> dict[str, int]:
    return {
        "panel": _before_its_panel(house),
        "new": house.case(scenes.filed, "2026-02-27"),
        "returned": house.case(scenes.returned, "2026-02-27"),
        "elsewhere": house.case(scenes.not_ours, "2026-02-27"),
        "unpaid": house.case(scenes.registered, "2026-02-27"),
        "draft": house.case(scenes.registered, "2026-02-20"),
        "mediated": house.case(scenes.mediator_named, "2026-02-25"),
        "executed": house.case(scenes.in_execution, "2025-12-01"),
        "overdue": house.case(scenes.filed, "2026-02-09"),
        "online": house.case(scenes.paid_online_twice, "2026-02-27"),
        "paper": house.case(scenes.served, "2026-02-25"),
        "asked": house.case(scenes.asked, "2026-02-24"),
        "sitting": house.case(scenes.hearing_fixed, "2026-02-12"),
        "recorded": house.case(scenes.hearing_fixed, "2026-02-12"),
        "unserved": house.case(scenes.assigned, "2026-02-25"),
        "unassigned": house.case(scenes.unassigned, "2026-02-27"),
        "decided": house.case(scenes.heard, "2026-01-26"),
        "exchanged": house.case(scenes.exchanging, "2026-01-05"),
    }


# -- every page there is ---------------------------------------------------------------------------


NOT_A_PAGE = {
    "document-pdf", "filing-pdf", "file-pdf",  # files
    "hearings-sheet", "sheet-picture", "exchange-template",
    "file-causes", "file-fee", "upload-tray", "sheet",  # parts of pages
    "livez", "readyz",  # for machines
}  # fmt: skip
BY_OTHER_WAYS = {
    "find": "a form asks for the number",
    "identity": "asked for before the first filing",
    "read-case": "asked for when a case of others is opened",
}
OF_PARTIES = {"mine", "join", "hearings", "feed"}
"""Nothing leads people there who have no case of their own; judges and clerks have hearings."""
FROM = {
    "": ("/sign-in", "/verify", "/sittings"),
    "plaintiff": ("/", "/file/{shown}/review", "/cases/{executed}/history"),
    "defendant": ("/",),
    "lawyer": ("/", "/identity"),
    "clerk": ("/", "/find?q=鲁"),
    **dict.fromkeys(("judge", "mediator", "officer", "chief", "president"), ("/",)),
    **dict.fromkeys(("oversight", "admin", "upper_oversight", "upper_judge"), ("/",)),
}
"""Where everybody begins, beyond the links of home what is said above."""
LOOKS = (("light", DESKTOP), ("dark", PHONE))
"""Both widths, each in another scheme of colours."""
seen: set[str] = set()
"""The shapes already looked at in this process, and the routes."""
known = Known(set)
"""The parts already looked at in this process."""


@pytest.mark.xdist_group("e2e-every-page")
@pytest.mark.parametrize("who", FROM)
def test_no_page_keeps_anybody_out(
    house: Courthouse, places: dict[str, Any], enter: Enter, who: str
) -> None:
    """Every page that links lead this person to, and every form of it sent with nothing in it.

    A page whose elements were all seen on others before it is not looked at again, and of other
    pages of its kind only what is new: of the same parts, the same rules say the same.
    """
    client = Client(headers={"accept-language": "zh-hans"})
    if who:
        client.force_login(house.cast.users[who])
    found: dict[str, list[str]] = {}
    routes: set[str] = set()
    windows = {language: enter(who, language=language) for language in ("zh", "en")}
    for page in reached(client, *(address.format(**places) for address in FROM[who])):
        routes.add(page.route)
        if page.shape | {page.route} <= seen:
            continue
        seen.update(page.shape, {page.route})
        for language, person in windows.items():
            assert person.go(page.address) == 200
            found[f"{page.address} {language}"] = looked_at(person, page.route)
            if language == "zh" and sent_with_nothing_in_it(person):
                found[f"{page.address}, wrong"] = looked_at(person, f"{page.route}, wrong")
    assert {where: what for where, what in found.items() if what} == {}
    otherwise = NOT_A_PAGE | set(BY_OTHER_WAYS) | (set() if who == "plaintiff" else OF_PARTIES)
    assert open_to(who) - routes - otherwise == set()


def open_to(who: str) -> set[str]:
    """The addresses that answer somebody of this role, by the oracle of who reaches what."""
    roles = {"plaintiff": "alice", "officer": "execution_officer", "admin": "system_admin"}
    role = roles.get(who, who)
    return {name for name in names() if expected(name, role) == 200} if role in ROLES else set()


def looked_at(person: Person, kind: str) -> list[str]:
    """What keeps people out on the open page: room for the words in both languages at both widths.

    All else is the same in both languages, and of the same few parts at both widths and in both
    schemes of colours: it is looked at once, on pages in turn the one way and the other.
    """
    page, found = person.page, []
    chosen = LOOKS[len(seen) % 2]
    for scheme, size in sorted(LOOKS, key=lambda look: look[1] != page.viewport_size):
        if page.viewport_size != size:
            page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            found.append(f"scrolls sideways at {size['width']}")
        if person.look.language == "zh" and (scheme, size) == chosen:
            page.emulate_media(color_scheme=scheme)
            found += barriers(page, known, kind, scheme)
    return found


BLANK = """() => {
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const form = forms.find((one) => one.querySelector("[required]"));
  if (!form) return false;
  form.noValidate = true;
  for (const field of form.querySelectorAll("input, textarea, select")) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = false;
    else if (field.type !== "hidden") field.value = "";
  }
  form.requestSubmit(form.querySelector("button:not([name]), button"));
  return true;
}"""
"""Sends the first form that must not be empty, empty."""


def sent_with_nothing_in_it(person: Person) -> bool:
    """Whether the page had a form that asks for something; it then says what is missing."""
    if not person.page.locator("main form[method=post] [required]").count():
        return False
    with person.page.expect_navigation() as answered:
        assert person.page.evaluate(BLANK)
    answer = answered.value
    assert answer is not None and answer.status in (200, 409, 422), person.page.url
    assert person.page.locator("[data-errors]").count(), f"{person.page.url} says nothing"
    return True


# -- pages that come about by what somebody does ---------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A kind of page: who opens which address, and what they do there to bring it about."""

    username: str
    address: str
    then: Callable[[Person], object] = lambda person: None


def sends_nothing(selector: str) -> Callable[[Person], object]:
    """Send a form that asks for something with nothing in it."""

    def send(person: Person) -> None:
        person.page.locator(selector).evaluate("button => button.form.noValidate = true")
        assert person.press(selector).status in (200, 409, 422)
        assert person.page.locator("[data-errors]").count() == 1

    return send


def opens(selector: str) -> Callable[[Person], object]:
    return lambda person: person.page.locator(selector).first.click()


def gives(reason: str) -> Callable[[Person], object]:
    """Give a reason to read, unless it was given in the other language."""

    def give(person: Person) -> None:
        chosen = person.page.locator(f"[name=reason][value={reason}]")
        if chosen.count():
            chosen.check()
            person.press("form.confirm button.button")

    return give


def follows(selector: str) -> Callable[[Person], object]:
    return lambda person: person.press(selector)


def sends_files(person: Person) -> None:
    """One that is taken and one that is not."""
    for name, data in {"演示借条.png": picture("PNG"), "演示程序.exe": b"MZ"}.items():
        file: FilePayload = {"name": name, "mimeType": "", "buffer": data}
        person.page.locator("#tray-files").set_input_files(file)
    expect(person.page.locator(".tray-list .tray-ready")).to_have_count(1)
    expect(person.page.locator(".tray-list .tray-refused")).to_have_count(1)
    expect(person.page.locator(".tray-sending")).to_be_hidden()


def asks_for_a_code(person: Person) -> None:
    """A number nobody has asked with before, so that nobody has to wait."""
    person.page.fill("[name=contact]", f"139{secrets.randbelow(10**8):08}")
    person.press("main form button.button")
    assert person.page.url.endswith("/register/code")


def gets_a_receipt(person: Person) -> None:
    if person.page.url.endswith("/receipt"):
        return  # signed already, in the other language
    person.page.check("[name=true]")
    person.fill(name=NAME)
    person.press(GO)


def looks_at_the_ruling(person: Person) -> None:
    person.fill(why="演示:不属于人民法院受理范围。")
    assert person.press("button[name=look]").status == 200
    assert person.page.locator("article.paper").count() == 1


def spoils_the_form(person: Person) -> None:
    """A statement that no form may hold."""
    person.page.fill("[name=text]", "{% set x = 1 %}")
    assert person.press("button[name=save]").status == 422
    assert person.page.locator("[data-errors]").count() == 1


def with_a_factor(username: str = "upper_judge") -> Factor:
    """Somebody who has one."""
    user = User.objects.get(username=username)
    if user.second_factor is None:
        second_factor.set_up(user, second_factor.new_secret(), 0)
    return Factor.objects.get(user=user)


def types_the_password(person: Person) -> None:
    with_a_factor()
    person.page.fill("[name=username]", "upper_judge")
    person.page.fill("[name=password]", PASSWORD)
    person.press("main form button.button")
    assert person.page.url.endswith("/sign-in/code")


def types_no_code(person: Person) -> None:
    types_the_password(person)
    sends_nothing("main form button.button:not(.button-quiet)")(person)


def enters_by_code(address: str) -> Callable[[Person], object]:
    def enter(person: Person) -> None:
        types_the_password(person)
        person.page.fill("[name=code]", with_a_factor().renew_codes()[0])
        person.press("main form button.button")
        assert person.go(address) == 200

    return enter


def turns_it_on(person: Person) -> None:
    """Set up a second factor and see the recovery codes; afterwards it is as if nothing was."""
    person.sign_in("upper_mediator").go("/account/factor")
    app = pyotp.TOTP(person.page.locator(".key code").inner_text().replace(" ", ""))
    person.page.fill("[name=code]", app.now())
    assert person.press("main form button.button").status == 200
    owner = with_a_factor("upper_mediator").user
    second_factor.remove(owner, owner.pk)
    assert person.page.locator(".codes li").count() == 10


def finds_a_lost_one(person: Person) -> None:
    with_a_factor()
    person.go("/lost-factors")


def removes_without_a_reason(person: Person) -> None:
    finds_a_lost_one(person)
    person.press("main th a")
    sends_nothing("form.confirm button.button")(person)


def approves_without_a_proof(person: Person) -> None:
    clerk = User.objects.get(username="clerk")
    Refund.objects.update(state="requested", requested_by=clerk)
    person.go("/refunds")
    person.press("main td a.button")
    sends_nothing("form.confirm button.button")(person)


def was_signed_out_while_writing(person: Person) -> None:
    person.sign_in("upper_officer")
    key = next(c["value"] for c in person.page.context.cookies() if c["name"] == "sessionid")
    session, user = SessionStore(key), User.objects.get(username="upper_officer")
    session[lasting.KEPT] = [user.pk, "/join", seal('[["code", "ABCD"]]'), int(time())]
    session.save()
    assert person.go("/sign-in/resume") == 200


def closes_the_record(person: Person) -> None:
    """In the second language it is closed already."""
    person.press(RECORD)
    if person.page.locator("[name=close]").count():
        person.page.fill("[name=text]", "审判员：现在开庭。")
        person.press("[name=close]")
    assert person.page.locator("[name=refused]").count() == 2


RECORD = "main a[href$='/record']"


def begins_a_draft(person: Person) -> None:
    """A ruling; the judgment is another's."""
    person.page.select_option("[name=form]", "ruling_general")
    person.press("form.confirm button.button")


def quotes_a_page(person: Person) -> None:
    """A quotation by the code of its page, and one whose code is none."""
    begins_a_draft(person)
    for code in ("卷1-p1", "卷1-p9999"):
        person.page.locator("details.quoting:not([open]) > summary").first.click()
        person.page.fill("[name=quote_code]", code)
        person.page.fill("[name=quote_words]", "演示引文")
        person.press("[name=insert]")


def signs_without_a_proof(person: Person) -> None:
    begins_a_draft(person)
    pk = person.page.url.rsplit("/", 1)[1]
    person.go(f"/decisions/sign?pick={pk}")
    person.press("form.confirm button.button")


def begins_to_serve(person: Person) -> None:
    """The complaint by post: the ladder above, the form for what happens below."""
    page = person.page
    page.locator("[name=what]").select_option("complaint")
    page.locator("[name=party]").last.check()
    person.press("form.confirm button.button")
    if page.locator("button[value=express]").count():
        person.press("button[value=express]")
    assert page.locator("[name=event]").count()


def looks_at_a_batch(person: Person) -> None:
    """What was prepared is chosen and looked at; it does not go."""
    person.page.locator("[name=service]").first.check()
    person.press("main form[method=post] button.button:not([name])")


NEW_MEMBER = "form:has(input[value=member]) button.button"
NEW_LIMIT = "form:has(input[value=limit]) button.button"
NEW_ORGANISATION = "form:has(input[value=organisation]) button.button"


def prepares_a_hand_over(chief: Person) -> None:
    """Of the first judge there is."""
    choice = chief.page.locator("#id_leaving option:has-text('王二')").first
    chief.page.locator("#id_leaving").select_option(value=choice.get_attribute("value"))
    chief.page.locator("#id_why").fill("演示")
    chief.press("main form button.button")


def chooses_some(person: Person) -> None:
    person.page.locator("input[name=case]").first.check()
    person.press("form[data-batch] button.button")


def opens_the_palette(person: Person) -> None:
    person.page.keyboard.press("Control+k")
    expect(person.page.locator(".palette-found a").first).to_be_visible()


def gives_no_opinion(person: Person) -> None:
    person.press("main th a")
    sends_nothing("form.confirm:has(input[value=answer_evidence]) button.button")(person)


def sends_a_bad_sheet(person: Person) -> None:
    person.page.locator("details:has(input[type=file]) > summary").click()
    bad = {"name": "list.csv", "mimeType": "text/csv", "buffer": "证据名称\n借条\n".encode()}
    person.page.set_input_files("input[name=sheet]", bad)  # type: ignore[arg-type]
    person.press("form[enctype] button.button >> nth=-1")


def sets_no_mark(person: Person) -> None:
    person.page.locator("details.set-mark > summary").click()
    sends_nothing("details.set-mark button:not([type])")(person)


def sees_the_model(person: Person) -> None:
    expect(person.page.locator("[data-model]")).to_have_attribute("data-state", "shown")
    person.page.locator(".exhibit-phone > summary").click()


NEW_ITEM = "form.confirm:has([name=title]) button.button"
DELEGATE = "form[novalidate] button.button"


def writes_nothing_on_a_page(person: Person) -> None:
    person.page.locator("details.write > summary").click()
    sends_nothing("[data-annotate] button")(person)


def finds_words(person: Person) -> None:
    person.page.locator("[data-part=find] > summary").click()
    person.page.fill("#words", "演示")
    person.page.keyboard.press("Enter")
    expect(person.page.locator("[data-hits] [data-count]")).to_be_visible()


KINDS: dict[str, Kind] = {
    "reader": Kind("judge", "/cases/{decided}/reader"),
    "reader, words found": Kind("plaintiff", "/cases/{decided}/reader", finds_words),
    "reader, annotations": Kind(
        "plaintiff", "/cases/{decided}/reader", opens("[data-part=annotations] > summary")
    ),
    "reader, in a pane": Kind("judge", "/cases/{decided}/reader?pane=1"),
    "annotations, wrong": Kind(
        "plaintiff", "/cases/{decided}/reader/annotations", writes_nothing_on_a_page
    ),
    "sign in, the code": Kind("", "/sign-in", types_the_password),
    "sign in, no code": Kind("", "/sign-in", types_no_code),
    "going on after signing out": Kind("", "/sign-in", was_signed_out_while_writing),
    "my account, with a factor": Kind("", "/sign-in", enters_by_code("/account")),
    "new recovery codes": Kind("", "/sign-in", enters_by_code("/account/factor/codes")),
    "no factor any more": Kind("", "/sign-in", enters_by_code("/account/factor/off")),
    "recovery codes": Kind("", "/sign-in", turns_it_on),
    "lost factors": Kind("upper_president", "/lost-factors", finds_a_lost_one),
    "lost factor, wrong": Kind("upper_admin", "/lost-factors", removes_without_a_reason),
    "verify, wrong": Kind("", "/verify", sends_nothing("main form button.button")),
    "account, the code": Kind("", "/register", asks_for_a_code),
    "calendar feed": Kind("lawyer", "/hearings/calendar", follows("button[name=make]")),
    "record of a hearing, closed": Kind("clerk", "/cases/{recorded}/hearings", closes_the_record),
    **{
        f"filing, {code}, wrong": Kind("plaintiff", f"/file/{{begun}}/{code}", sends_nothing(GO))
        for code in ("matter", "parties", "consents")
    },
    "filing, not complete": Kind("plaintiff", "/file/{begun}/review"),
    "filing, not signed": Kind("plaintiff", "/file/{filled}/review", sends_nothing(GO)),
    "receipt of a filing": Kind("plaintiff", "/file/{signed}/review", gets_a_receipt),
    "document": Kind("plaintiff", "/cases/{paper}/papers", follows("main th.cell-task a")),
    "paying by code": Kind("plaintiff", "/cases/{unpaid}/pay", follows("main form button.button")),
    "refund to approve, wrong": Kind("president", "/refunds", approves_without_a_proof),
    "form of a court, wrong": Kind("admin", "/forms/fee_notice", spoils_the_form),
    "act with files": Kind("plaintiff", "/cases/{paper}/acts/submit_evidence", sends_files),
    "draft of a decision": Kind("judge", "/cases/{decided}/decisions", begins_a_draft),
    "draft with sources, wrong": Kind("judge", "/cases/{decided}/decisions", quotes_a_page),
    "decision to sign, wrong": Kind("judge", "/cases/{decided}/decisions", signs_without_a_proof),
    "a case to assign": Kind("clerk", "/cases/{unassigned}/assigning"),
    "hand-over, a plan": Kind("chief", "/assigning/hand-over", prepares_a_hand_over),
    "own limits, wrong": Kind("president", "/limits", sends_nothing(NEW_LIMIT)),
    "mediators, wrong": Kind("admin", "/mediators", sends_nothing(NEW_ORGANISATION)),
    "teams, wrong": Kind("chief", "/assigning/teams", sends_nothing(NEW_MEMBER)),
    "reason for reading, wrong": Kind(
        "officer", "/cases/{paper}/reason", sends_nothing("form.confirm button.button")
    ),
    "inner volume, open": Kind("judge", "/cases/{paper}/inner", gives("deliberate")),
    "particulars shown": Kind("judge", "/cases/{paper}/parties/1/phone", gives("identify")),
    "a past moment": Kind(
        "judge", "/cases/{executed}/at?seq=5", opens("table.clocks .why > summary")
    ),
    "a past moment, wrong": Kind("judge", "/cases/{executed}/at?moment=never"),
    "hearings of a case": Kind("judge", "/cases/{executed}/hearings"),
    "fees of a case": Kind("judge", "/cases/{executed}/fees"),
    "private notes, wrong": Kind(
        "judge", "/cases/{paper}/notes", sends_nothing("form.confirm button.button")
    ),
    "chronology": Kind("judge", "/cases/{executed}/history?all=1"),
    "not this role": Kind("plaintiff", "/cases/{unpaid}/acts/register"),
    "no such page": Kind("plaintiff", "/cases/999999999"),
    "not allowed": Kind("plaintiff", "/board"),
    "case of the clerk": Kind("clerk", "/cases/{new}", opens("aside.acts details > summary")),
    "not here": Kind("clerk", "/cases/{unpaid}/acts/archive"),
    "case with a draft": Kind("judge", "/cases/{draft}", opens("table.clocks .why > summary")),
    "filing at the desk, wrong": Kind(
        "clerk", "/desk/filings/{new}", sends_nothing("button[value=return_for_correction]")
    ),
    "filing at the desk, findings": Kind("clerk", "/desk/filings/{new}", opens(".pin > summary")),
    "ruling to read": Kind("clerk", "/cases/{new}/acts/refuse_filing", looks_at_the_ruling),
    "not this court's": Kind("plaintiff", "/cases/{elsewhere}", opens(".next-step summary")),
    "carried over": Kind("plaintiff", "/cases/{elsewhere}", follows("button[value=there]")),
    "service, a number of nothing": Kind("clerk", "/service?number=EX0"),
    "one service, to be recorded": Kind("clerk", "/cases/{unserved}/service", begins_to_serve),
    "what goes out": Kind("clerk", "/service", looks_at_a_batch),
    "work, filtered": Kind("judge", "/work?tab=all&phase=trial"),
    "work, nothing of it": Kind("judge", "/work?tab=suspended&light=red"),
    "several cases, looked at": Kind("judge", "/work?tab=all", chooses_some),
    "delegation, wrong": Kind("judge", "/workbench/delegations", sends_nothing(DELEGATE)),
    "palette": Kind("judge", "/cases/{paper}", opens_the_palette),
    "exhibit, a recording, no mark": Kind(
        "defendant", "/cases/{paper}/exhibits/{recording}", sets_no_mark
    ),
    "exhibit, a model": Kind("judge", "/cases/{paper}/exhibits/{model}", sees_the_model),
    "exhibit, an objection without a reason": Kind(
        "defendant", "/cases/{paper}/exhibits/{model}", sends_nothing("button[value=no]")
    ),
    "public notice": Kind("", "/announcements/{announced}"),
    "exchange, all items": Kind("judge", "/cases/{exchanged}/exchange", opens("main summary")),
    "exchange, one item": Kind("defendant", "/cases/{exchanged}/exchange", follows("main th a")),
    "exchange, an opinion, wrong": Kind(
        "defendant", "/cases/{exchanged}/exchange", gives_no_opinion
    ),
    "exchange, your list, wrong": Kind(
        "plaintiff", "/cases/{exchanged}/exchange/list", sends_nothing(NEW_ITEM)
    ),
    "exchange, a bad spreadsheet": Kind(
        "plaintiff", "/cases/{exchanged}/exchange/list", sends_a_bad_sheet
    ),
    "deliberation, presiding": Kind("judge", "/cases/{panel}/deliberation"),
    "deliberation, no grounds": Kind(
        "judge2", "/cases/{panel}/deliberation", sends_nothing("button[name=speak]")
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", [
    pytest.param(name, marks=pytest.mark.xdist_group(f"e2e-axe-{number % 2}"))
    for number, name in enumerate(KINDS)
])  # fmt: skip
def test_what_somebody_does_leads_to_no_barrier(
    house: Courthouse, places: dict[str, Any], enter: Enter, kind: str
) -> None:
    page, found = KINDS[kind], {}
    # Filings of its own: whoever looks at every page sends all their forms, filings too.
    typed = {"begun": {}, "filled": SCREENS, "signed": SCREENS}
    mine = {name: answers for name, answers in typed.items() if f"{{{name}}}" in page.address}
    places = places | {name: prepared(house, "plaintiff", mine[name]) for name in mine}
    for language in ("zh", "en"):
        person = enter(page.username, language=language)
        person.go(page.address.format(**places))
        page.then(person)
        if grave := looked_at(person, kind):
            found[language] = grave
    assert found == {}


@pytest.mark.xdist_group("e2e-axe-1")
def test_a_barrier_would_be_found(enter: Enter) -> None:
    """The check itself is checked: a button without a name, and grey on white."""
    person = enter()
    person.go("/sign-in")
    person.page.evaluate(
        """() => {
          const main = document.querySelector("main");
          main.append(document.createElement("button"));
          const pale = main.appendChild(document.createElement("p"));
          pale.textContent = "pale";
          pale.style.color = "#ddd";
        }"""
    )
    rules = {line.split()[1] for line in barriers(person.page, Known(set), "sign-in", "light")}
    assert {"button-name", "color-contrast"} <= rules


# -- on paper, and without scripts -----------------------------------------------------------------


@pytest.mark.xdist_group("e2e-axe-1")
def test_a_case_prints_whole(places: dict[str, Any], enter: Enter) -> None:
    """On paper: the content without what is only to be pressed, and all that was folded."""
    judge = enter("judge")
    judge.open(places["executed"])
    page = judge.page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    pressed = (".nav", ".clockbar", ".masthead-tools", ".find", "aside.acts", "form.confirm button")
    for away in pressed:
        assert not page.locator(away).is_visible(), away
    assert page.locator(".panorama").is_visible()
    assert page.locator("table.clocks .why-body").first.is_visible()
    assert page.locator("details.finished table.clocks").is_visible()
    assert page.locator(".casehead .number").is_visible()
    assert len(page.pdf(format="A4", print_background=False)) > 10_000


@pytest.mark.xdist_group("e2e-axe-0")
def test_everything_works_without_scripts(house: Courthouse, enter: Enter) -> None:
    """File a case, register it, move the clock: with JavaScript turned off."""
    plaintiff, clerk = enter("plaintiff", scripts=False), enter("clerk", scripts=False)
    case_id = files(plaintiff, house)
    clerk.go(f"/cases/{case_id}/acts/register")
    clerk.fill(procedure="summary")
    assert clerk.submit().status == 200
    assert clerk.page.locator(".node[aria-current=step][value='3']").count() == 1
    began = clerk.now()
    assert (clerk.move_clock(1).now() - began).days == 1
