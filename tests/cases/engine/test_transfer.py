"""移送管辖: a registered case goes to the court that has jurisdiction, whole (CPL 37; 解释 211)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.utils import timezone

from cases import loading, procedure
from cases.law.refusals import Refusal
from cases.law.roles import Role
from cases.models import (
    Blob,
    Case,
    CaseRole,
    Court,
    Decision,
    Document,
    Entry,
    Link,
    Outbox,
    Party,
    PartyLink,
    Payment,
    Relief,
    Written,
)
from cases.proceeding import Actor
from cases.reading.papers import copies
from tests.cases import make
from tests.cases.engine.records import problems

pytestmark = pytest.mark.django_db
OTHER = "鲁9902"


def assigned(who: make.Cast, *, plaintiffs: int = 1) -> make.Stage:
    """Registered, paid and with a judge; a court of the same system stands by."""
    basic = Court.objects.get(code=make.BASIC)
    Court.objects.get_or_create(
        code=OTHER, defaults={"name": "演示县人民法院", "group": basic.group, "upper": basic.upper}
    )
    s = make.stage(who, subject=make.loan(plaintiffs=plaintiffs))
    s.file().act("register", procedure="summary").pay().act("assign")
    return s


def transferred(s: make.Stage, **named: str) -> Case:
    s.act("transfer_case", why="演示:被告住所地不在本区。", **(named or {"court": OTHER}))
    return Case.objects.get(pk=Link.objects.get(source=s.case_id, kind="transfer").target_id)


def test_before_registration_no_case_is_transferred() -> None:
    s = make.stage(make.people()).file()
    judge = s.cast.actor(make.BASIC, Role.JUDGE)
    with pytest.raises(Refusal, match="not_here"):
        procedure.perform(s.case_id, "transfer_case", by=judge, at=s.at,
                          data={"court": make.UPPER, "why": "演示"})  # fmt: skip


def test_it_stands_at_the_other_court_with_three_days_of_its_own() -> None:
    s = assigned(make.people())
    on = s.on
    there = transferred(s)
    assert Case.objects.get(pk=s.case_id).stands_at == "transferred"
    assert (there.court.code, there.stands_at, there.origin) == (
        OTHER, "filing_review", "transferred_in",
    )  # fmt: skip
    assert there.dispute_id == Case.objects.get(pk=s.case_id).dispute_id
    clock = make.clock(there.pk, "filing_review")
    assert (clock.started_on, clock.party_no) == (on, None)
    assert make.due(there.pk, "filing_review") == "2025-03-06"
    assert problems([s.case_id, there.pk]) == []


def test_the_papers_go_along_with_their_days_and_readers() -> None:
    s = assigned(make.people())
    blob = Blob.objects.create(sha256="a" * 64, size=3, kind="pdf", stored_as="a")
    came = timezone.now()
    shared = {"case_id": s.case_id, "received_at": came, "seq": 1}
    Document.objects.create(**shared, volume="main", kind="contract", title="合同", party_no=1,
                            blob=blob, file_name="合同.pdf", pages=3, is_late=True)  # fmt: skip
    Document.objects.create(**shared, volume="inner", kind="deliberation", title="合议", text="内")
    Document.objects.create(**shared, volume="inner", kind="address_confirmation", title="地址")
    letter = Document.objects.create(**shared, volume="main", kind="summons", title="传票")
    Written.objects.create(document=letter, form="summons", version=0, party_no=2, text="给被告")
    there = transferred(s)
    papers = {one.title: one for one in Document.objects.filter(case=there)}
    assert papers.keys() == {"起诉状", "合同", "地址", "传票"}
    contract = papers["合同"]
    assert (contract.blob, contract.party_no, contract.is_late, contract.pages) == (
        blob, 1, True, 3,
    )  # fmt: skip
    assert contract.received_at == came and contract.file_name == "合同.pdf"
    assert (papers["传票"].written.party_no, papers["传票"].written.text) == (2, "给被告")
    body = Entry.objects.get(case=there, seq=1).body
    assert '"file_of"' in body and blob.sha256 in body and "合同" not in body


def test_parties_and_who_acts_for_them_go_along_though_one_has_left() -> None:
    s = assigned(make.people(), plaintiffs=2)
    lawyer = s.cast.users["lawyer"]
    Party.objects.filter(case_id=s.case_id, no=2).update(left_on=s.on)
    defendant = Party.objects.get(case_id=s.case_id, no=3)
    PartyLink.objects.create(
        party=defendant, user=lawyer, authority="special", agent="lawyer", valid_from=s.at
    )
    there = transferred(s)
    found = list(Party.objects.filter(case=there).values_list("no", "side", "name"))
    assert found == [(1, "plaintiff", "演示原告1"), (2, "defendant", "演示被告1")]
    links = PartyLink.objects.filter(party__case=there).values_list("party__no", "authority")
    assert sorted(links) == [(1, "self"), (2, "self"), (2, "special")]
    assert Outbox.objects.filter(case=there, template="file").exists()
    told = Outbox.objects.filter(case_id=s.case_id, template="transfer_case")
    assert told.exists()
    assert problems([there.pk]) == []


def test_what_was_paid_is_not_asked_for_again() -> None:
    s = assigned(make.people())
    there = transferred(s)
    clerk = s.cast.actor(make.BASIC, Role.CLERK)
    at_other(there, s, "clerk")
    procedure.perform(there.pk, "register", by=clerk, data={}, at=s.at)
    there = Case.objects.get(pk=there.pk)
    assert (there.fee, there.stands_at) == (Decimal(0), "case_assignment")
    assert there.number.startswith("（2025）鲁9902民初")


def test_what_was_never_paid_is_asked_for_there() -> None:
    """A fee that was deferred is still owed (费用办法 47)."""
    s = assigned(make.people())
    Payment.objects.filter(case_id=s.case_id).delete()
    there = transferred(s)
    at_other(there, s, "clerk")
    clerk = s.cast.actor(make.BASIC, Role.CLERK)
    procedure.perform(there.pk, "register", by=clerk, data={}, at=s.at)
    there = Case.objects.get(pk=there.pk)
    assert (there.fee, there.stands_at) == (Decimal("1150.00"), "fee_payment")


def test_a_reduction_is_taken_off_once() -> None:
    """1,150 reduced by half, and the rest deferred: 575 is still owed there, no less."""
    s = make.stage(make.people()).file().act("register", procedure="summary").after(1)
    for ground, verdict in (("disaster", {"verdict": "reduce", "percent": 50}),
                            ("legal_aid", {"verdict": "defer"})):  # fmt: skip
        s.act("ask_relief", by="plaintiff", ground=ground, asked="演示困难")
        seq = Relief.objects.filter(case_id=s.case_id).latest("seq").seq
        until = s.on + timedelta(days=40)
        s.act("relieve_fee", by="court_leader", asked=seq, why="演示", until=until, **verdict)
    assert Case.objects.get(pk=s.case_id).fee == Decimal("575.00")
    basic = Court.objects.get(code=make.BASIC)
    Court.objects.get_or_create(
        code=OTHER, defaults={"name": "演示县人民法院", "group": basic.group, "upper": basic.upper}
    )
    there = transferred(s.act("assign"))
    at_other(there, s, "clerk")
    clerk = s.cast.actor(make.BASIC, Role.CLERK)
    procedure.perform(there.pk, "register", by=clerk, data={}, at=s.at)
    there = Case.objects.get(pk=there.pk)
    assert (there.fee, there.stands_at) == (Decimal("575.00"), "fee_payment")


def at_other(there: Case, s: make.Stage, *names: str) -> None:
    """People of the first court who hold their office in the other one too."""
    for name in names:
        user = s.cast.users[name]
        user.grants.create(court=there.court, role=name.rstrip("2"))


@pytest.mark.parametrize("act", ["refuse_filing", "return_filing", "name_court"])
def test_the_court_it_went_to_may_not_turn_it_away(act: str) -> None:
    s = assigned(make.people())
    there = transferred(s)
    at_other(there, s, "clerk")
    clerk = s.cast.actor(make.BASIC, Role.CLERK)
    data = {"why": "演示"} | ({"court": make.UPPER} if act == "name_court" else {})
    with pytest.raises(Refusal, match="may_not_transfer_again") as refused:
        procedure.perform(there.pk, act, by=clerk, data=data, at=s.at)
    assert "报请上级人民法院指定管辖" in refused.value.zh
    there = Case.objects.get(pk=there.pk)
    assert there.stands_at == "filing_review"


def test_a_second_transfer_is_refused_in_words() -> None:
    s = assigned(make.people())
    there = transferred(s)
    at_other(there, s, "clerk", "judge2")  # who tried it before may not try it again
    clerk = s.cast.actor(make.BASIC, Role.CLERK)
    judge = Actor(s.cast.users["judge2"].pk, Role.JUDGE.value)
    procedure.perform(there.pk, "register", by=clerk, data={}, at=s.at)
    procedure.perform(
        there.pk, "assign", by=clerk, data={"judge": judge.user_id, "inner_why": "演示"}, at=s.at
    )
    before = Case.objects.count()
    with pytest.raises(Refusal, match="may_not_transfer_again"):
        procedure.perform(there.pk, "transfer_case", by=judge, at=s.at,
                          data={"court": make.BASIC, "why": "演示"})  # fmt: skip
    assert Case.objects.count() == before


def test_a_court_outside_the_system_gets_the_file_on_paper() -> None:
    s = assigned(make.people())
    s.act("transfer_case", why="演示", elsewhere="某某县人民法院")
    assert Case.objects.get(pk=s.case_id).stands_at == "transferred"
    assert not Link.objects.filter(source=s.case_id).exists()


def test_a_confidential_case_stays_so_and_has_one_clerk() -> None:
    s = assigned(make.people())
    [p] = loading.load([s.case_id])
    p.at = s.at
    p.set(confidential=True)
    p.log("add_note", Actor.time())
    procedure.finish([p])
    other = Court.objects.get(code=OTHER)
    user = s.cast.users["clerk"]
    user.grants.create(court=other, role="clerk")
    there = transferred(s)
    assert there.confidential
    assert list(CaseRole.objects.filter(case=there).values_list("user", "role")) == [
        (user.pk, "clerk")
    ]


def test_what_is_sealed_and_not_said_yet_stays_behind() -> None:
    """A copy has no decision that says when it is opened: the other side would read a preservation
    before it is carried out."""
    s = assigned(make.people())
    hidden = sealed(s, "保全裁定", opened=False)
    void = sealed(s, "作废判决", opened=False, void_seq=3)
    said = sealed(s, "管辖裁定", opened=True)
    there = transferred(s)
    papers = {one.title: one for one in Document.objects.filter(case=there)}
    assert not {hidden.title, void.title} & papers.keys()
    shown = Document.objects.filter(case=there).for_parties([2])
    assert said.title in {one.title for one in shown}
    assert copies.is_signed(papers[said.title])  # a mark would break its seal here too
    assert not copies.is_signed(papers["起诉状"])


def sealed(s: make.Stage, title: str, *, opened: bool, void_seq: int | None = None) -> Document:
    """A ruling under the court's seal, whether it is opened to the parties or not."""
    user = s.cast.users["judge"]
    blob = Blob.objects.create(
        sha256=sha256(title.encode()).hexdigest(), size=3, kind="pdf", stored_as=title
    )
    of = {"case_id": s.case_id, "received_at": timezone.now(), "seq": 1, "title": title}
    draft = Document.objects.create(**of, kind="draft")
    paper = Document.objects.create(**of, kind="ruling", blob=blob, party_no=None)
    Decision.objects.create(
        case_id=s.case_id, form="preservation_ruling", form_version=0, kind="ruling",
        document=draft, text=title, begun_by=user, sealed=paper, sealed_seq=1,
        opened_seq=1 if opened else None, void_seq=void_seq,
    )  # fmt: skip
    return paper
