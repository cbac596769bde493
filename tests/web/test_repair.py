"""The court sends papers back once, with every defect at its place; only those places open."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from cases import procedure
from cases.acts.filing import correcting, registering
from cases.law.refusals import Refusal
from cases.materials.trays import tray_for
from cases.models import Case, Clock, Document, Entry, Party, PartyLink, Upload
from cases.models.fields import blind_index
from cases.proof.verifying import verify
from tests.web.world import World

NUMBER = "440524188001010014"


def returned(world: World, **pinned: str) -> int:
    """A case sent back with a defect at each of these parts; nobody has reached bob yet."""
    alice = registering.NewParty("plaintiff", "爱丽丝", id_number="11010519491231002X",
                            phone="13812345678", user_id=world["alice"].pk)  # fmt: skip
    case_id = world.file(parties=[alice, registering.NewParty("defendant", "鲍勃")])
    about = {f"in_{part}": text for part, text in pinned.items()}
    world.act(case_id, "return_for_correction", "clerk", defects="请一次补齐", **about)
    return case_id


def shown(world: World, case_id: int) -> Any:
    return world.client("alice", "en").get(reverse("case-repair", args=[case_id]))


def typed(page: Any, **changes: str) -> dict[str, str]:
    """The form as it came, with some of it changed."""
    sent = {"key": page.context["form"]["key"].value()}
    sent["version"] = page.context["form"]["version"].value()
    for field in page.context["form"]:
        if not field.is_hidden:
            sent[field.html_name] = field.value() or ""
    if "parties" in page.context["is_open"]:
        forms = page.context["particulars"]
        sent |= {"party-TOTAL_FORMS": str(len(forms.forms)),
                 "party-INITIAL_FORMS": str(len(forms.forms))}  # fmt: skip
        for form in forms.forms:
            sent |= {field.html_name: field.value() or "" for field in form}
    return {name: str(value) for name, value in sent.items()} | changes


def test_each_defect_stands_at_its_part_and_nothing_else_is_open(world: World) -> None:
    case_id = returned(world, amount="写明计算方法", parties="被告没有身份信息")
    page = shown(world, case_id)
    text = page.content.decode()
    assert "请一次补齐" in text and "写明计算方法" in text and "被告没有身份信息" in text
    assert set(page.context["is_open"]) == {"amount", "parties"}
    assert "<input" not in text.split("<main")[1].split("<h2")[0], "the head is only read"
    assert "complaint" not in page.context["fields"]


def test_what_was_corrected_is_sent_once_and_the_seven_days_begin_anew(world: World) -> None:
    case_id = returned(world, amount="写明", parties="补身份信息")
    page = shown(world, case_id)
    sent = typed(page, **{"amount": "88,000", "party-1-id_number": NUMBER})
    address = reverse("case-repair", args=[case_id])
    client = world.client("alice")
    assert client.post(address, sent).status_code == 302
    case = Case.objects.get(pk=case_id)
    assert (case.stands_at, case.amount) == ("filing_review", Decimal(88000))
    bob = Party.objects.get(case_id=case_id, no=2)
    assert (bob.id_number, bob.id_index) == (NUMBER, blind_index(NUMBER))
    alice = Party.objects.get(case_id=case_id, no=1)
    assert alice.id_number == "11010519491231002X"
    running = Clock.objects.filter(case_id=case_id, node="filing_review", state="running")
    assert running.filter(basis="statutory").count() == 1
    entry = Entry.objects.filter(case_id=case_id, act="submit_correction").get()
    assert NUMBER not in entry.body and '"corrected"' in entry.body
    assert verify(case_id=case_id).problems == []


def test_the_new_complaint_stands_beside_the_old_one(world: World) -> None:
    case_id = returned(world, complaint="请写明事实")
    sent = typed(shown(world, case_id), complaint="新写的起诉状")
    world.client("alice").post(reverse("case-repair", args=[case_id]), sent)
    texts = Document.objects.filter(case_id=case_id, kind="complaint").order_by("seq")
    assert [paper.text for paper in texts][-1] == "新写的起诉状" and texts.count() == 2


def test_what_the_notice_did_not_name_stays_closed(world: World) -> None:
    case_id = returned(world, amount="写明")
    for closed in ({"complaint": "另写"}, {"particulars": [{"no": 2, "name": "另一人"}]}):
        with pytest.raises(Refusal, match="not_open"):
            procedure.perform(case_id, "submit_correction", by=world.actor("alice"), data=closed)
    assert Case.objects.get(pk=case_id).stands_at == "filing_correction"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"amount": "-5"}, "id_amount"), ({"party-1-id_number": "110105194912310021"}, "id_party-1"),
     ({"party-1-name": ""}, "id_party-1-name")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(
    world: World, wrong: dict[str, str], field: str
) -> None:
    case_id = returned(world, amount="写明", parties="补")
    sent = typed(shown(world, case_id), **wrong)
    answer = world.client("alice").post(reverse("case-repair", args=[case_id]), sent)
    assert answer.status_code == 422 and f'href="#{field}' in answer.content.decode()


def test_a_notice_that_points_at_no_part_leaves_it_to_the_party(world: World) -> None:
    case_id = returned(world)
    act = reverse("act", args=[case_id, "submit_correction"])
    assert world.client("alice").get(act)["Location"] == reverse("case-repair", args=[case_id])
    assert len(shown(world, case_id).context["is_open"]) == 4


def test_the_other_side_is_not_asked(world: World) -> None:
    case_id = returned(world, amount="写明")
    comes_in(world, case_id, "bob", 2)
    assert world.client("bob").get(reverse("case-repair", args=[case_id])).status_code == 403


def test_missing_files_are_put_in(world: World) -> None:
    case_id = returned(world, evidence="缺借条照片")
    page = shown(world, case_id)
    assert "缺借条照片" in page.content.decode()
    client = world.client("alice")
    client.post(page.context["tray"]["url"], {"files": ContentFile(b"The note.", "note.txt")})
    assert client.post(reverse("case-repair", args=[case_id]), typed(page)).status_code == 302
    paper = Document.objects.get(case_id=case_id, title="note.txt")
    entry = Entry.objects.get(case_id=case_id, act="submit_correction")
    assert paper.blob is not None and paper.blob.sha256 in entry.body
    assert page.context["tray"]["id"] not in entry.body


def test_files_nobody_asked_for_stay_where_they_are(world: World) -> None:
    case_id = returned(world, amount="写明")
    tray = tray_for(world["alice"].pk, f"{case_id}:submit_correction")
    url = reverse("upload-tray", args=[tray])
    world.client("alice").post(url, {"files": ContentFile(b"The note.", "note.txt")})
    with pytest.raises(Refusal, match="not_open"):
        procedure.perform(
            case_id, "submit_correction", by=world.actor("alice"), data={"files": str(tray)}
        )
    assert Upload.objects.filter(tray=tray).exists()


def test_who_is_in_the_case_in_person_keeps_the_confirmed_name(world: World) -> None:
    case_id = returned(world, parties="姓名")
    sent = typed(shown(world, case_id), **{"party-0-name": "别人", "party-1-name": "鲍勃勃"})
    answer = world.client("alice").post(reverse("case-repair", args=[case_id]), sent)
    assert answer.status_code == 409 and "不是您实名核验的姓名" in answer.content.decode()
    assert Party.objects.get(case_id=case_id, no=1).name == "爱丽丝"
    for wrong in (99, 0):
        with pytest.raises(Refusal, match="no_such_party"):
            procedure.perform(
                case_id, "submit_correction", by=world.actor("alice"),
                data={"particulars": [{"no": wrong, "name": "某"}]},
            )  # fmt: skip


# -- whose particulars ----------------------------------------------------------------------------

PHONE, ADDRESS = "13900001111", "秘密路九号"


def together(world: World) -> int:
    """Alice filed for herself and for bob, both against somebody; sent back for the parties."""
    new = registering.NewParty
    case_id = world.file(parties=[
        new("plaintiff", "爱丽丝", user_id=world["alice"].pk),
        new("plaintiff", "鲍勃", id_number=NUMBER, phone=PHONE, address=ADDRESS),
        new("defendant", "某公司", is_organisation=True),
    ])  # fmt: skip
    world.act(case_id, "return_for_correction", "clerk", defects="请补齐", in_parties="电话")
    return case_id


def comes_in(world: World, case_id: int, who: str, no: int, authority: str = "self") -> None:
    party = Party.objects.get(case_id=case_id, no=no)
    PartyLink.objects.create(
        party=party, user=world[who], authority=authority, valid_from=timezone.now()
    )


def reads(world: World, case_id: int, who: str) -> tuple[list[int], bool]:
    """Whose particulars stand on the page, and whether bob's telephone or address do."""
    page = world.client(who).get(reverse("case-repair", args=[case_id]))
    text = page.content.decode()
    nos = [int(row["form"]["no"].value()) for row in page.context["rows"]]
    return nos, PHONE in text or ADDRESS in text or NUMBER in text


def test_each_plaintiff_reads_their_own_particulars(world: World) -> None:
    case_id = together(world)
    assert reads(world, case_id, "alice") == ([1, 2, 3], True), "she typed them herself"
    comes_in(world, case_id, "bob", 2)
    assert reads(world, case_id, "alice") == ([1, 3], False), "they are bob's own now"
    assert reads(world, case_id, "bob") == ([2], True)
    comes_in(world, case_id, "carol", 2, "special")
    assert reads(world, case_id, "carol") == ([2], True), "an agent reads the client's"


def test_an_agent_confirmed_for_another_does_not_hide_what_was_typed(world: World) -> None:
    case_id = together(world)
    comes_in(world, case_id, "carol", 2, "special")
    assert reads(world, case_id, "alice") == ([1, 2, 3], True)


def test_nobody_mends_the_particulars_of_another(world: World) -> None:
    case_id = together(world)
    comes_in(world, case_id, "bob", 2)
    for who, no in (("alice", 2), ("bob", 1), ("bob", 3)):
        with pytest.raises(Refusal, match="not_yours"):
            procedure.perform(
                case_id, "submit_correction", by=world.actor(who),
                data={"particulars": [{"no": no, "name": "某", "phone": "1"}]},
            )  # fmt: skip
        sent = {"party-TOTAL_FORMS": "1", "party-INITIAL_FORMS": "1", "party-0-no": str(no),
                "party-0-name": "某"}  # fmt: skip
        answer = world.client(who).post(reverse("case-repair", args=[case_id]), sent)
        assert answer.status_code == 422
    assert Party.objects.get(case_id=case_id, no=2).phone == PHONE
    page = world.client("bob").get(reverse("case-repair", args=[case_id]))
    sent = typed(page, **{"party-0-phone": "13700002222"})
    assert world.client("bob").post(reverse("case-repair", args=[case_id]), sent).status_code == 302
    assert Party.objects.get(case_id=case_id, no=2).phone == "13700002222"


def test_the_desk_mends_whatever_was_named(world: World) -> None:
    case_id = together(world)
    comes_in(world, case_id, "bob", 2)
    data = {"particulars": [{"no": 2, "phone": "13700002222"}]}
    procedure.perform(case_id, "submit_correction", by=world.actor("clerk"), data=data)
    assert Party.objects.get(case_id=case_id, no=2).phone == "13700002222"
    assert correcting.may_mend(case_id, world["stranger"].pk, ()) == frozenset()
