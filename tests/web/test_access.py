"""Who reaches which page: every address against every role, from the table of the policy."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cases.acts.parties.joining import DESK
from cases.law.acts import ACTS
from cases.law.delegating import DELEGATES
from cases.law.roles import Role
from cases.models import Document, PartyLink
from cases.policy import POLICY
from cases.reading.lists.worklist import WORKING
from cases.reading.scope import (
    ASSIGNS,
    EDITS_FORMS,
    EDITS_ROOMS,
    EDITS_TEAMS,
    ON_BOARD,
    REMOVES_FACTORS,
    SEES_READINGS,
    SENDS_AGAIN,
)
from tests.web.world import STAFF, World

ROLES = ["alice", *(role.value for role in STAFF)]


def names(resolver: URLResolver | None = None) -> set[str]:
    """Every named address there is."""
    found: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.add(pattern.name)
    return found


OF_A_FILING = ("filing", "filing-review", "filing-wording", "filing-sign", "filing-receipt",
                "filing-pdf")  # fmt: skip
"""For anybody but its owner a filing is not there."""


EXHIBIT = ("exhibit", "exhibit-file", "exhibit-sheet")


def expected(name: str, who: str) -> int:
    """The status of a GET of this address by this person, by the policy."""
    role = Role.LITIGANT if who == "alice" else Role(who)
    verbs = POLICY.get(role, {}).get("party" if who == "alice" else "court", frozenset())
    # A case just filed is the clerks' work; others of the court say first why they read it.
    seen = "read" in verbs
    asked = role in STAFF and role is not Role.CLERK
    reads = (302 if asked else 200) if seen else 404
    desk = reads if reads != 200 else 200 if role in DESK else 403
    by_name = {
        "assigning": 200 if role in ASSIGNS else 403,
        "assigning-by-hand": 200 if role in ON_BOARD else 403,
        **dict.fromkeys(
            ("teams", "absences", "assigning-tables", "hand-over-new"),
            200 if role in EDITS_TEAMS else 403,
        ),
        "limits": 200 if role is Role.COURT_LEADER else 403,
        "mediators": 200 if role in (Role.COURT_LEADER, Role.SYSTEM_ADMIN) else 403,
        "hand-over": 404 if role in EDITS_TEAMS else 403,
        "case-assigning": reads if reads != 200 or who != "alice" else 403,
        "home": 200 if role in (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN) else 302,
        "mine": 200,
        "work": 200 if role in WORKING else 403,
        "work-views": 405,
        "work-batch": 405,
        "work-batch-one": 404 if role in WORKING else 403,
        "delegations": 200 if role in DELEGATES | {Role.JUDGE} else 403,
        "keys": 200 if role in set(STAFF) else 403,
        "palette": 405,
        "desk-filings": 200 if role is Role.CLERK else 403,
        "desk-filing": reads if reads != 200 or role is Role.CLERK else 403,
        "board": 200 if role in ON_BOARD else 403,
        "board-list": 200 if role in ON_BOARD else 403,
        "join": 200,
        "notices": 200,
        "dead-letters": 200 if role in SENDS_AGAIN else 403,
        "dead-letter": 405,
        "case-joining": reads if reads != 200 or who != "alice" else 403,
        "join-code": 405,
        "join-request": 302 if reads == 302 else 404 if reads == 404 or who != "alice" else 403,
        # Drafts are for those named in the case; in a case just filed nobody is.
        "case-decisions": reads if reads != 200 else 403,
        "decision": 302 if reads == 302 else 404,
        "decision-word": 302 if reads == 302 else 404,
        "decision-pronounce": 405,
        "decision-sources": 405,
        "to-sign": 200 if role in (Role.JUDGE, Role.LAY_ASSESSOR, Role.CLERK) else 403,
        "sign-decisions": 404,
        "seal-decisions": 404,
        "case-file": reads,
        "file-pdf": reads,
        "file-in": 405,
        "reader": reads,
        "reader-page": reads,
        "reader-find": 405,
        "annotations": reads,
        "annotation": 302 if reads == 302 else 404,
        "file-page": 302 if reads == 200 else reads,
        "read-case": 404 if reads == 404 else 200 if reads == 302 else 302,
        "read-inner": reads if reads != 200 else 404 if who == "alice" else 403,
        "unmask": desk,
        # The panel's own: for who is no party but not of it either, whatever their office.
        "deliberation": reads if reads != 200 else 404 if who == "alice" else 403,
        "case-exchange": reads,
        **dict.fromkeys(
            ("exchange-list", "exchange-template"), reads if reads != 200 or who == "alice" else 404
        ),
        **dict.fromkeys(
            ("exchange-several", "exchange-item", "exchange-draft", "exchange-record"),
            reads if reads != 200 else 404,
        ),
        "exchange-sheet": 405,
        "readings": 200 if role in SEES_READINGS else 403,
        "file": {Role.LITIGANT: 200, Role.CLERK: 302}.get(role, 403),
        "file-counter": 200 if role is Role.CLERK else 403,
        "file-fee": 200,
        "file-causes": 200,
        "filing-discard": 405,
        "filing-fee": 405,
        **dict.fromkeys(OF_A_FILING, 404),
        "counter": 200 if role is Role.CLERK else 403,
        "case-counter": reads if reads != 200 or role is Role.CLERK else 403,
        "take-in": reads if reads != 200 or role is Role.CLERK else 403,
        "find": 200 if role in WORKING | ON_BOARD else 403,
        "case": reads,
        "case-history": reads,
        "case-at": reads,
        "case-hearings": reads,
        "case-fees": reads,
        "case-notes": reads if reads != 200 or who != "alice" else 403,
        "case-note": 302 if reads == 302 else 404 if reads == 404 or who != "alice" else 403,
        "mend": 302 if reads == 302 else 404,
        "case-papers": reads,
        "document": reads,
        "document-pdf": reads,
        "write": desk,
        "write-form": desk,
        "forms": 200 if role in EDITS_FORMS else 403,
        "form": 200 if role in EDITS_FORMS else 403,
        "act": reads if reads != 200 else 200 if role in ACTS["add_note"].by else 403,
        "case-answer": reads if reads != 200 else 403,
        "case-repair": reads if reads != 200 else 403,
        "case-carry": 405,
        "case-copy": 302 if reads == 302 else 404,
        **dict.fromkeys(("sheet", "sheet-picture"), reads),
        "paper-file": 302 if reads == 302 else 404,
        # A paper that is only read has no such page.
        **dict.fromkeys(EXHIBIT, 302 if reads == 302 else 404),
        **dict.fromkeys(("exhibit-word", "exhibit-marks", "exhibit-mark"), 405),
        "paper-catalogue": 405,
        "uploads": 405,
        "upload": 404,
        "upload-bytes": 405,
        "upload-change": 405,
        "upload-tray": 200,
        "training-move": 405,
        "service-board": 200 if role is Role.CLERK else 403,
        "service-batch": 405,
        "service-sent": 404 if role is Role.CLERK else 403,
        "case-service": reads,
        "service-consent": 405,
        "service-address": desk,
        "service": 302 if reads == 302 else 404,
        "service-next": 405,
        "service-receive": 405,
        "announcement": 404,
        "authority": 405,
        "pay": reads,
        "receipt": 302 if reads == 302 else 404,
        "pay-order": 404,
        "pay-go": 404,
        "payment-notify": 405,
        "refunds": 200 if role in (Role.CLERK, Role.COURT_LEADER) else 403,
        "refund": 404 if role in (Role.CLERK, Role.COURT_LEADER) else 403,
        "refund-fee": 405,
        "refund-notice": 405,
        "hearings": 200,
        "hearings-sheet": 200,
        "rooms": 200 if role in EDITS_ROOMS else 403,
        "feed": 200,
        "feed-calendar": 404,
        "hearing-record": 302 if reads == 302 else 404,
        "announced": 200,
        "verify": 200,
        "text-size": 405,
        "sign-in": 302,
        "sign-in-code": 302,
        "resume": 302,
        "account": 200,
        "factor": 200,
        "factor-codes": 302,
        "factor-off": 302,
        "lost-factors": 200 if role in REMOVES_FACTORS else 403,
        "lost-factor": 404 if role in REMOVES_FACTORS else 403,
        "register": 302,
        "register-code": 302,
        "identity": 200,
        "sign-out": 405,
        "set_language": 302,
        "livez": 200,
        "readyz": 200,
    }
    return by_name[name]


def address(name: str, case_id: int) -> str:
    document = Document.objects.filter(case_id=case_id).values_list("pk", flat=True)[0]
    arguments = {
        "board-list": ["overdue"], "case": [case_id], "case-history": [case_id],
        **dict.fromkeys(("case-at", "case-hearings", "case-fees", "case-notes"), [case_id]),
        "case-note": [case_id, 0],
        "case-papers": [case_id], "document": [case_id, document], "act": [case_id, "add_note"],
        "case-answer": [case_id], "case-repair": [case_id], "desk-filing": [case_id],
        "case-carry": [case_id], "case-copy": [case_id],
        "feed-calendar": ["x" * 43], "hearing-record": [case_id, 0],
        "authority": [1], "case-assigning": [case_id], "hand-over": [0], "dead-letter": [1],
        "work-batch-one": [0],
        "mend": [case_id, 1], "case-counter": [case_id], "take-in": [case_id, "make_request"],
        "case-joining": [case_id], "join-code": [case_id, 2], "join-request": [case_id, 0],
        "filing": [UUID(int=1), "matter"],
        **dict.fromkeys(("filing-discard", "filing-fee", *OF_A_FILING[1:]), [UUID(int=1)]),
        "case-decisions": [case_id],
        **dict.fromkeys(
            ("decision", "decision-word", "decision-pronounce", "decision-sources"), [case_id, 0]
        ),
        "case-file": [case_id], "file-pdf": [case_id], "file-in": [case_id],
        "reader": [case_id], "reader-find": [case_id], "reader-page": [case_id, document, 1],
        "annotations": [case_id], "annotation": [case_id, 0],
        "file-page": [case_id, 1, 1], "read-case": [case_id], "read-inner": [case_id],
        "unmask": [case_id, 1, "phone"], "deliberation": [case_id],
        **dict.fromkeys(("case-exchange", "exchange-several", "exchange-list", "exchange-sheet",
                         "exchange-record"), [case_id]),
        **dict.fromkeys(("exchange-item", "exchange-draft"), [case_id, 0]),
        "exchange-template": [case_id, "xlsx"],
        "pay": [case_id], "receipt": [case_id, 0], "pay-order": ["x" * 32], "pay-go": ["x" * 32],
        "lost-factor": [0], "refund": [0], "refund-fee": [0], "refund-notice": [0],
        "document-pdf": [case_id, document], "write": [case_id], "form": ["fee_notice"],
        "write-form": [case_id, "address_confirmation", 1],
        "service-sent": [UUID(int=1)], "case-service": [case_id], "service-consent": [case_id],
        "service-address": [case_id, 1], "announcement": ["x"],
        **dict.fromkeys(("service", "service-next", "service-receive"), [case_id, 0]),
        **dict.fromkeys(("sheet", "sheet-picture"), [case_id, document, 1]),
        **dict.fromkeys((*EXHIBIT, "exhibit-word", "exhibit-marks"), [case_id, document]),
        "exhibit-mark": [case_id, document, 0],
        "paper-file": [case_id, document], "paper-catalogue": [case_id, document],
        **dict.fromkeys(("upload", "upload-bytes", "upload-change", "upload-tray"), [uuid4()]),
    }  # fmt: skip
    return reverse(name, args=arguments.get(name, []))


@pytest.mark.parametrize("who", ROLES)
def test_every_address_answers_every_role_as_the_policy_says(world: World, who: str) -> None:
    case_id = world.file()
    client = world.client(who)
    answered = {name: client.get(address(name, case_id)).status_code for name in sorted(names())}
    assert answered == {name: expected(name, who) for name in answered}


CASE_PAGES = (
    "case", "case-history", "case-at", "case-hearings", "case-fees", "case-notes", "case-note",
    "case-papers", "document", "document-pdf", "act", "case-joining",
    "write", "write-form", "case-answer", "case-repair", "pay", "receipt", "hearing-record",
    "case-service", "service", "service-address", "case-counter", "take-in", "desk-filing",
    "case-assigning", "case-file", "file-pdf", "file-page", "read-case", "read-inner", "unmask",
    "case-decisions", "decision", "decision-word",
    "deliberation", "reader", "reader-page", "annotations", "annotation",
    "case-exchange", "exchange-several", "exchange-item", "exchange-list",
    "exchange-draft", "exchange-template", "exchange-record",
    *EXHIBIT,
)  # fmt: skip


@pytest.mark.parametrize("who", ["stranger", "clerk_elsewhere", "former_clerk"])
def test_outside_their_scope_a_case_does_not_exist(world: World, who: str) -> None:
    case_id = world.file()
    client = world.client(who)
    assert {client.get(address(name, case_id)).status_code for name in CASE_PAGES} == {404}
    assert client.post(address("act", case_id), {"note": "x"}).status_code == 404


@pytest.mark.parametrize("name", CASE_PAGES)
def test_nobody_reads_a_case_without_signing_in(world: World, client, name: str) -> None:
    answer = client.get(address(name, world.file()))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("sign-in"))


def test_a_case_that_is_not_there_looks_like_one_of_others(world: World) -> None:
    theirs = world.client("stranger").get(reverse("case", args=[world.file()]))
    missing = world.client("stranger").get(reverse("case", args=[10**9]))
    assert theirs.status_code == missing.status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 404), ("judge", 200), ("judge2", 404), ("oversight", 404),
                        ("alice", 200), ("bob", 200)]
)  # fmt: skip
def test_a_confidential_case_is_for_those_who_work_on_it(
    world: World, who: str, status: int
) -> None:
    case_id = world.file(confidential=True)
    world.name(case_id, "judge", Role.JUDGE)
    assert world.client(who).get(reverse("case", args=[case_id])).status_code == status


def test_a_confidential_case_is_not_even_counted(world: World) -> None:
    world.file(confidential=True)
    world.file()
    answer = world.client("oversight").get(reverse("board"))
    assert [f["value"] for f in answer.context["figures"]][0] == 1
    answer = world.client("clerk").get(reverse("work"))
    assert answer.context["tabs"][0]["count"] == len(answer.context["rows"]) == 1


def test_the_recused_see_nothing(world: World) -> None:
    case_id = world.file()
    world.name(case_id, "judge", Role.JUDGE, recused=True)
    assert world.client("judge").get(reverse("case", args=[case_id])).status_code == 404


def test_a_mediator_sees_the_cases_they_were_named_for(world: World) -> None:
    mine, other = world.file(), world.file()
    world.name(mine, "mediator", Role.MEDIATOR)
    client = world.client("mediator")
    assert client.get(reverse("case", args=[mine])).status_code == 200
    assert client.get(reverse("case", args=[other])).status_code == 404


def test_a_link_that_ended_leads_nowhere(world: World) -> None:
    case_id = world.file()
    link = PartyLink.objects.get(party__case_id=case_id, user=world["bob"])
    link.valid_until = link.valid_from
    link.save()
    assert world.client("bob").get(reverse("case", args=[case_id])).status_code == 404


def test_a_clerk_who_is_a_party_does_not_act_for_the_court(world: World) -> None:
    case_id = world.file()
    party = PartyLink.objects.get(party__case_id=case_id, user=world["bob"])
    party.user = world["clerk"]
    party.save()
    client = world.client("clerk")
    assert client.get(reverse("act", args=[case_id, "register"])).status_code == 403
