"""Taking in a case at the counter, on one page."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Case, Document, Party, PartyLink
from cases.reading import labels
from tests.web.world import World

FILE = reverse("file-counter")


def filled(world: World, **changes: Any) -> dict[str, Any]:
    """The form as somebody fills it in."""
    sent = {
        "court": world.court.pk, "cause": "民间借贷纠纷", "amount": "100,000",
        "claims": "请求判令被告返还借款", "facts": "被告借款后未还", "mediation": "no",
        "how": "hand", "arrived_at": f"{labels.local(datetime.now(UTC)):%Y-%m-%dT%H:%M}",
        "plaintiff-TOTAL_FORMS": "1", "plaintiff-INITIAL_FORMS": "0", "plaintiff-0-name": "爱丽丝",
        "defendant-TOTAL_FORMS": "1", "defendant-INITIAL_FORMS": "0", "defendant-0-name": "乙",
    }  # fmt: skip
    return {name: value for name, value in {**sent, **changes}.items() if value is not None}


def test_the_clerk_files_for_somebody_at_the_counter(world: World) -> None:
    answer = world.client("clerk").post(FILE, filled(world), follow=True)
    case = Case.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("case", args=[case.pk])
    assert (case.stands_at, case.amount) == ("filing_review", Decimal(100000))
    assert case.court == world.court and not PartyLink.objects.exists()
    assert "请求判令被告返还借款" in Document.objects.get().text


def test_the_counter_is_the_clerks(world: World) -> None:
    assert world.client("alice").get(FILE).status_code == 403
    assert world.client("clerk").get(reverse("file"))["Location"] == FILE


def test_sent_twice_it_is_one_case(world: World) -> None:
    client = world.client("clerk")
    key = client.get(FILE).context["fields"]["key"].value()
    for _ in range(2):
        assert client.post(FILE, filled(world, key=key)).status_code == 302
    assert Case.objects.count() == 1


def test_the_clerk_takes_in_cases_of_the_own_court_only(world: World) -> None:
    answer = world.client("clerk").post(FILE, filled(world, court=world.upper.pk))
    assert answer.status_code == 422


def test_one_more_party_without_any_script(world: World) -> None:
    client = world.client("clerk")
    answer = client.post(FILE, filled(world, add="defendant"))
    assert answer.status_code == 200
    forms = answer.context["sides"][1]["forms"].forms
    assert [form["name"].value() for form in forms] == ["乙", None]
    assert not answer.context["problems"]
    sent = filled(world, **{"defendant-TOTAL_FORMS": "3", "defendant-2-name": "丙"})
    assert client.post(FILE, sent).status_code == 302
    assert list(Party.objects.filter(side="defendant").values_list("name", flat=True)) == [
        "乙", "丙",
    ]  # fmt: skip


def test_errors_are_on_top_linked_to_their_fields_and_nothing_typed_is_lost(world: World) -> None:
    sent = filled(world, cause="借债不还", **{"defendant-0-name": "", "plaintiff-0-phone": "138"})
    answer = world.client("clerk", "en").post(FILE, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_cause"' in page and 'href="#id_defendant-0-name"' in page
    assert 'value="138"' in page and "被告借款后未还" in page
    assert not Case.objects.exists()


@pytest.mark.parametrize("amount", ["-5", "一百", "1.001", "1e40", "NaN", "9" * 30])
def test_an_amount_that_is_none_is_refused_with_its_reason(world: World, amount: str) -> None:
    answer = world.client("clerk").post(FILE, filled(world, amount=amount))
    assert answer.status_code == 422
    assert answer.context["form"].errors["amount"]


def test_the_fee_is_shown_while_typing_and_on_the_error_page(world: World) -> None:
    client = world.client("clerk")
    live = client.get(reverse("file-fee"), {"cause": "民间借贷纠纷", "amount": "100000"})
    assert "¥1,150.00" in live.content.decode()
    answer = client.post(FILE, filled(world, facts=""))
    assert answer.context["fee"] == "¥1,150.00"


def test_the_fee_says_why_it_cannot_be_said(world: World) -> None:
    live = world.client("clerk").get(reverse("file-fee"), {"cause": "借债不还", "amount": "x"})
    assert "没有" in live.content.decode()


def test_too_many_parties_are_refused_calmly(world: World) -> None:
    sent = filled(world, **{"plaintiff-TOTAL_FORMS": "1000000"})
    assert world.client("clerk").post(FILE, sent).status_code == 422


@settings(max_examples=20, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(data=st.data())
def test_no_input_makes_the_filing_fail(world: World, data: st.DataObject) -> None:
    odd = st.one_of(
        st.text(max_size=60),
        st.sampled_from(["\0", "-1", "1e999", "😀", "𠮷", "\ud7ff", "a" * 300, "；--", "<b>"]),
    )
    names = [*filled(world), "key", "add", "plaintiff-0-id_number", "defendant-0-is_foreign"]
    wrong = data.draw(st.dictionaries(st.sampled_from(names), odd, max_size=6))
    answer = world.client("clerk").post(FILE, filled(world, **wrong))
    assert answer.status_code in (200, 302, 422)


def test_a_huge_text_is_refused_calmly(world: World) -> None:
    answer = world.client("clerk").post(FILE, filled(world, facts="长" * 60_000))
    assert answer.status_code == 422
    answer = world.client("clerk").post(FILE, filled(world, facts="a" * 4_000_000))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("number", "about", "status"),
    [
        ("11010519491231002x", {}, 302),
        ("110105194912310021", {}, 422),
        ("91350100M000100Y43", {"defendant-0-is_organisation": "on"}, 302),
        ("91350100M000100Y44", {"defendant-0-is_organisation": "on"}, 422),
        ("P-1234567", {"defendant-0-is_foreign": "on"}, 302),
    ],
)
def test_a_number_follows_its_own_rule(
    world: World, number: str, about: dict[str, str], status: int
) -> None:
    sent = filled(world, **{"defendant-0-id_number": number}, **about)
    page = world.client("clerk").post(FILE, sent)
    assert page.status_code == status
    assert Case.objects.count() == (status == 302)
