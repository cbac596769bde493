"""Correction 补正: the court names each defect once; only what it named is open (登记立案 7)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q

from cases import trips
from cases.acts.filing.registering import check_names
from cases.acts.papers.handing_in import take_files
from cases.law.acts import PARTS
from cases.law.refusals import BadValue, NotAllowed, Refusal
from cases.law.roles import IN_ITS_PLACE, PARTIES, Role
from cases.models import Document, Entry, Party, PartyLink
from cases.models.fields import bigrams, blind_index, unseal
from cases.procedure import Deed, leaves
from cases.proceeding import Proceeding

OPENS = {
    "complaint": "complaint", "amount": "amount", "particulars": "parties", "files": "evidence",
}  # fmt: skip
"""Which part of the filing a field of the act changes."""
PARTICULARS = ("name", "id_number", "phone", "address")
_LAST_NOTICE = """
SELECT n.seq, r.name, r.text
FROM (SELECT max(seq) AS seq FROM cases_entry
      WHERE case_id = $1 AND act = 'return_for_correction') n
LEFT JOIN cases_remark r ON r.case_id = $1 AND r.seq = n.seq
"""


def defects(case_id: int) -> dict[str, str]:
    """By part what the last notice to correct said of it; under "" what it said of the whole."""
    told = trips.rows(_LAST_NOTICE, [case_id])
    if told[0][0] is None:
        return {}
    said = {name: unseal(text) if text else "" for _, name, text in told if name is not None}
    found = {code: said.get(f"in_{code}", "") for code, *_ in PARTS}
    return {"": said.get("defects", ""), **{code: text for code, text in found.items() if text}}


def may_mend(case_id: int, user_id: int, party_nos: Iterable[int]) -> frozenset[int]:
    """Whose particulars a party reads and mends: its own; and whoever filed those they typed, of
    everybody who is not in the case in an account of their own (个人信息保护法 6)."""
    parties = Party.objects.filter(case_id=case_id, left_on=None)
    filed = Entry.objects.filter(case_id=case_id, seq=1, actor_id=user_id).exists()
    own = Q(no__in=list(party_nos))
    if not filed:
        return frozenset(parties.filter(own).values_list("no", flat=True))
    others = PartyLink.objects.live().filter(party__case_id=case_id, authority__in=IN_ITS_PLACE)
    here = others.exclude(user_id=user_id).values("party_id")
    return frozenset(parties.filter(own | ~Q(pk__in=here)).values_list("no", flat=True))


@leaves("submit_correction")
def mends_what_was_named(p: Proceeding, deed: Deed) -> None:
    """What was not named stays as it was; what was corrected stands beside what it was before."""
    files = take_files(p, deed, deed.on_behalf_of or 1)
    given = {name for name in OPENS if name != "files" and deed.data.get(name)}
    wanted = {OPENS[name] for name in given | ({"files"} if files else set())}
    named = defects(p.case.pk)
    # A notice that points at no part leaves it to the party what to mend.
    closed = wanted - named.keys() if len(named) > 1 else set()
    for code, zh, en in PARTS:
        if code in closed:
            raise Refusal("not_open", part_zh=zh, part_en=en)
    if text := deed.data.get("complaint"):
        p.keep(Document(
            case_id=p.case.pk, kind="complaint", title="民事起诉状（补正）",
            text=str(text), party_no=deed.on_behalf_of or 1, received_at=p.came_at, seq=p.seq,
        ))  # fmt: skip
    if (amount := deed.data.get("amount")) is not None:
        p.set(amount=Decimal(str(amount)))
    if particulars := deed.data.get("particulars"):
        _check_whose(p, deed, particulars)
        for one in particulars:
            _mend_party(p, one)
    if wanted:
        deed.facts["corrected"] = sorted(wanted)


def _check_whose(p: Proceeding, deed: Deed, particulars: list[dict[str, Any]]) -> None:
    if Role(deed.by.role) not in PARTIES:
        return
    own = [x.no for x in p.parties for user, _ in x.links if user == deed.by.user_id]
    here = {x.no for x in p.parties if not x.left}
    if here & {one["no"] for one in particulars} - may_mend(p.case.pk, deed.by.person, own):
        raise NotAllowed("not_yours")


def _mend_party(p: Proceeding, said: dict[str, Any]) -> None:
    party = Party.objects.filter(case_id=p.case.pk, no=said["no"], left_on=None).first()
    if party is None:
        raise Refusal("no_such_party")
    changed = {name: said[name].strip() for name in PARTICULARS if name in said}
    if not changed.get("name", party.name):
        raise BadValue(field="当事人姓名", problem_zh="必填。", problem_en="A name is required.")
    changed = {name: text for name, text in changed.items() if text != getattr(party, name)}
    if "name" in changed:
        # Whoever is in the case in person stays who the register says they are.
        mine = PartyLink.objects.live().filter(party=party, authority="self")
        check_names({user: changed["name"] for user in mine.values_list("user_id", flat=True)})
        changed["name_bigrams"] = bigrams(changed["name"])
    for name, index in (("id_number", "id_index"), ("phone", "phone_index")):
        if name in changed:
            changed[index] = blind_index(changed[name])
    if changed:
        p.amend(Party, {"no": party.no}, **changed)
