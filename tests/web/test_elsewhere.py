"""Not this court's: the plaintiff is told which, and carries the filing over with one press."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from cases.acts.filing import correcting, elsewhere, preparing, registering
from cases.acts.filing.preparing import Window
from cases.law.periods import local_date
from cases.law.refusals import Refusal
from cases.models import (
    Case,
    ClockGroup,
    Court,
    Document,
    Entry,
    Filing,
    Notice,
    Party,
    PartyLink,
    Upload,
)
from cases.notices.relaying import relay
from cases.proof.replay import replay
from cases.proof.verifying import verify
from tests.cases.materials.corpus import pdf
from tests.web.world import World

THERE = "鲁9502"
ALICE, BOB = "11010519491231002X", "440524188001010014"
SCREENS: dict[str, dict[str, Any]] = {
    "matter": {"cause": "民间借贷纠纷"},
    "parties": {
        "capacity": "self", "plaintiff-0-name": "爱丽丝", "plaintiff-0-id_number": ALICE,
        "defendant-0-name": "鲍勃", "defendant-0-id_number": BOB,
        "defendant-0-address": "某市西城区二路2号",
    },
    "claims": {"principal": "100,000"},
    "facts": {"lent_on": "2025-01-02", "lent": "100,000", "how": "transfer"},
    "evidence": {"proof-0-name": "借条", "proof-0-proves": "借款的事实"},
    "consents": {"address": "某市东城区一路1号", "phone": "13812345678", "mediation": "no",
                 "consents": "e_service"},
}  # fmt: skip
SETS = {"parties": ("plaintiff", "defendant"), "evidence": ("proof",)}


def prepared(world: World) -> Filing:
    """Alice has answered every question and put in a file."""
    filing = Filing.objects.create(owner=world["alice"])
    for code, answers in SCREENS.items():
        counts = {f"{one}-{n}_FORMS": v for one in SETS.get(code, ())
                  for n, v in (("TOTAL", 1), ("INITIAL", 0))}  # fmt: skip
        court = {"court": world.court.pk} if code == "matter" else {}
        data = {name: [str(x)] for name, x in {**counts, **court, **answers}.items()}
        preparing.keep(filing.pk, filing.owner_id, code, data, Window())
    tray = reverse("upload-tray", args=[filing.pk])
    world.client("alice").post(tray, {"files": ContentFile(pdf(2), "借条.pdf")})
    return filing


def send(world: World, filing: Filing) -> Any:
    client = world.client("alice", "en")
    review = reverse("filing-review", args=[filing.pk])
    shown = client.get(review).context["form"]["shown"].value()
    return client.post(review, {"true": "on", "name": "爱丽丝", "shown": shown})


def filed(world: World) -> int:
    """The case that alice filed herself, screen by screen."""
    filing = prepared(world)
    answer = send(world, filing)
    assert answer.status_code == 302, answer.content.decode()
    filing.refresh_from_db()
    assert filing.case_id is not None
    return filing.case_id


def told(world: World, case_id: int, **named: str) -> None:
    world.act(
        case_id, "name_court", "clerk", why="被告住所地在西城区。", **(named or {"court": THERE})
    )


def carry(world: World, case_id: int, to: str = "there", who: str = "alice") -> Any:
    return world.client(who, "en").post(reverse("case-carry", args=[case_id]), {"to": to})


def page_of(world: World, case_id: int, who: str = "alice") -> str:
    return world.client(who, "en").get(reverse("case", args=[case_id])).content.decode()


def test_the_plaintiff_reads_which_court_and_why(world: World) -> None:
    case_id = filed(world)
    told(world, case_id)
    text = page_of(world, case_id)
    assert "File with Other" in text and "被告住所地在西城区。" in text
    assert "Carry it over to Other" in text and "File here all the same" in text
    assert Case.objects.get(pk=case_id).stands_at == "returned"
    relay()
    assert Notice.objects.filter(user=world["alice"], template="name_court").exists()
    assert replay(case_id) == [] and verify(case_id=case_id).problems == []


def test_everything_is_there_to_be_signed(world: World) -> None:
    case_id = filed(world)
    told(world, case_id)
    answer = carry(world, case_id)
    new = Filing.objects.get(carried_from=case_id)
    assert answer.url == reverse("filing-review", args=[new.pk])
    page = world.client("alice", "en").get(answer.url)
    assert page.context["missing"] == []
    paper = page.context["paper"]
    assert "请求" not in paper.split("此致")[1] and "他院" in paper and "本院" not in paper
    old = Document.objects.get(case_id=case_id, kind="complaint").text
    between = ("诉讼请求", "此致")
    body, before = (x[x.index(between[0]) : x.index(between[1])] for x in (paper, old))
    assert body == before
    assert "100,000" in body and "借条" in body
    [file] = page.context["files"]["rows"]
    assert (file["name"], file["state"]) == ("借条.pdf", "ready")
    assert Case.objects.count() == 1, "nothing is sent without the person"


def test_sent_it_is_a_case_of_the_other_court_with_the_first_day_kept(world: World) -> None:
    case_id = filed(world)
    ClockGroup.objects.update(offset=timedelta(days=5))
    first = local_date(Case.objects.get(pk=case_id).filed_at)
    told(world, case_id)
    carry(world, case_id)
    new = Filing.objects.get(carried_from=case_id)
    receipt = send(world, new).url
    new.refresh_from_db()
    assert new.case is not None
    case = new.case
    assert (case.court.code, case.stands_at) == (THERE, "filing_review")
    bob = Party.objects.get(case=case, no=2)
    assert (bob.id_number, bob.address) == (BOB, "某市西城区二路2号")
    assert Document.objects.filter(case=case).exclude(blob=None).count() == 1
    assert f'"first_filed":"{first}"' in Entry.objects.get(case=case, seq=1).body
    assert local_date(case.filed_at) > first
    shown = world.client("alice", "en").get(receipt).content.decode()
    assert "First filed" in shown and "This Court" in shown
    assert "You have carried it over and sent it." in page_of(world, case_id)
    assert replay(case.pk) == [] and verify(case_id=case.pk).problems == []


def test_pressed_again_it_is_the_same_filing(world: World) -> None:
    case_id = filed(world)
    told(world, case_id)
    assert carry(world, case_id).url == carry(world, case_id).url
    assert Filing.objects.filter(carried_from=case_id).count() == 1
    assert Upload.objects.filter(owner=world["alice"]).count() == 1
    carry(world, case_id, "here")
    assert Filing.objects.filter(carried_from=case_id).count() == 2


def test_who_insists_files_here_and_is_answered_by_a_ruling(world: World) -> None:
    case_id = filed(world)
    told(world, case_id)
    carry(world, case_id, "here")
    send(world, Filing.objects.get(carried_from=case_id))
    again = Case.objects.latest("pk")
    assert again.court_id == world.court.pk and elsewhere.insists(again.pk) is not None
    desk = world.client("clerk", "en").get(reverse("desk-filing", args=[again.pk]))
    found = {one["code"]: one["verdict"] for one in desk.context["checks"]}
    assert found["told_before"] == "look" and found["again"] == "ok"
    assert "First filed with This Court" in desk.content.decode()
    with pytest.raises(Refusal, match="insists_here"):
        told(world, again.pk)
    world.act(again.pk, "refuse_filing", "clerk", why="本院没有管辖权。")
    assert Case.objects.get(pk=again.pk).stands_at == "not_accepted"


def test_a_court_outside_is_named_and_the_filing_is_saved(world: World) -> None:
    case_id = filed(world)
    told(world, case_id, elsewhere="某某县人民法院")
    text = page_of(world, case_id)
    assert "File with 某某县人民法院" in text and "Carry it over" not in text
    assert carry(world, case_id).status_code == 404
    answer = world.client("alice", "en").get(reverse("case-copy", args=[case_id]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.namelist() == ["0 民事起诉状.txt", "1 借条.pdf"]
        assert archive.read("1 借条.pdf") == pdf(2)
        assert "诉讼请求" in archive.read("0 民事起诉状.txt").decode()


@pytest.mark.parametrize(
    ("named", "reason"),
    [({}, "bad_value"), ({"court": "无"}, "court_unknown"), ({"court": "鲁9501"}, "own_court"),
     ({"court": THERE, "elsewhere": "某院"}, "bad_value")],
)  # fmt: skip
def test_one_court_is_named_and_not_this_one(
    world: World, named: dict[str, str], reason: str
) -> None:
    case_id = world.file()
    with pytest.raises(Refusal, match=reason):
        world.act(case_id, "name_court", "clerk", why="x", **named)
    assert Case.objects.get(pk=case_id).stands_at == "filing_review"


def test_the_form_offers_the_other_courts_of_the_system(world: World) -> None:
    case_id = world.file()
    form = world.client("clerk").get(reverse("act", args=[case_id, "name_court"]))
    codes = [code for code, _ in form.context["confirm"]["form"].fields["court"].choices]
    assert codes == ["", "鲁95", THERE]
    assert "收钱一方所在地为合同履行地" in form.content.decode(), "where such a dispute is heard"


@pytest.mark.parametrize(("who", "status"), [("bob", 404), ("clerk", 404), ("stranger", 404)])
def test_only_who_sued_carries_it_over(world: World, who: str, status: int) -> None:
    case_id = filed(world)
    party = Party.objects.get(case_id=case_id, no=2)
    PartyLink.objects.create(party=party, user=world["bob"], valid_from=timezone.now())
    told(world, case_id)
    assert carry(world, case_id, who=who).status_code == status
    copy = reverse("case-copy", args=[case_id])
    assert world.client(who).get(copy).status_code == status
    if who == "bob":
        assert "Carry it over" not in page_of(world, case_id, "bob")


def test_where_no_court_was_named_there_is_nothing_to_carry(world: World) -> None:
    case_id = filed(world)
    assert carry(world, case_id).status_code == 404
    world.act(case_id, "return_filing", "clerk", why="材料不齐")
    assert carry(world, case_id).status_code == 404
    assert "File with" not in page_of(world, case_id)


def test_particulars_of_somebody_who_is_in_the_case_stay_theirs(world: World) -> None:
    new = registering.NewParty
    case_id = world.file(parties=[
        new("plaintiff", "爱丽丝", id_number=ALICE, user_id=world["alice"].pk),
        new("plaintiff", "鲍勃", id_number=BOB, phone="13900001111", user_id=world["bob"].pk),
        new("defendant", "某公司", is_organisation=True, address="某市西城区"),
    ])  # fmt: skip
    told(world, case_id)
    answer = carry(world, case_id, who="bob")
    client = world.client("bob", "en")
    page = client.get(answer.url)
    assert [one["title"] for one in page.context["missing"]][0] == "The parties"
    screen = client.get(reverse("filing", args=[answer.url.split("/")[2], "parties"]))
    text = screen.content.decode()
    assert 'value="鲍勃"' in text and 'value="爱丽丝"' in text and ALICE not in text
    assert 'value="某公司"' in text


def test_an_agent_carries_it_over_as_agent(world: World) -> None:
    new = registering.NewParty
    case_id = world.file(parties=[
        new("plaintiff", "爱丽丝", id_number=ALICE, user_id=world["carol"].pk,
            authority="special", agent="lawyer"),
        new("defendant", "鲍勃", address="某市西城区"),
    ])  # fmt: skip
    PartyLink.objects.update(confirmed_at=timezone.now())
    told(world, case_id)
    answer = carry(world, case_id, who="carol")
    filing = Filing.objects.get(carried_from=case_id)
    said = preparing.answers(filing)["parties"].data
    assert (said["capacity"], said["agent"], said["authority"]) == (
        ["agent"], ["lawyer"], ["special"],
    )  # fmt: skip
    assert answer.url == reverse("filing-review", args=[filing.pk])


def test_the_corrected_words_are_the_ones_that_go(world: World) -> None:
    case_id = world.file()
    world.act(case_id, "return_for_correction", "clerk", in_complaint="写明")
    claims = "诉讼请求\n1. 判令还款；\n2. 承担诉讼费。"
    paper = f"民事起诉状\n\n{claims}\n\n事实与理由\n借款未还。\n\n此致\n本院"
    world.act(case_id, "submit_correction", "alice", complaint=paper)
    assert correcting.defects(case_id)["complaint"] == "写明"
    told(world, case_id)
    carry(world, case_id)
    kept = preparing.answers(Filing.objects.get(carried_from=case_id))
    assert kept["claims"].data["claims"] == ["判令还款\n承担诉讼费"]
    assert kept["facts"].data["facts"] == ["借款未还。"]


def test_too_many_in_preparation_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = filed(world)
    told(world, case_id)
    monkeypatch.setattr(preparing, "MOST_OPEN", 0)
    answer = carry(world, case_id)
    assert answer.url == reverse("case", args=[case_id])
    assert not Filing.objects.filter(carried_from=case_id).exists()
    assert Court.objects.filter(code=THERE).exists()
