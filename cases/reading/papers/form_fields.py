"""The values of the fields of a form, from a case: for one addressee, in Chinese, as JSON.

Nobody's particulars stand in a paper but the addressee's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cases.acts.fees import charges, payments
from cases.acts.filing import correcting
from cases.acts.parties import joining
from cases.drafting.parting import lines_of, parts_of
from cases.law.acts import PARTS
from cases.law.causes import by_code
from cases.law.fees.refusing import FeeError
from cases.law.overrides import rules_of
from cases.law.procedures import FIRST_INSTANCE, Origin, Procedure
from cases.law.roles import Role
from cases.models import CaseRole, Court, Document, Hearing, Party
from cases.proceeding import Proceeding
from cases.reading import citations, labels
from cases.reading.papers import papers
from cases.writing.table import ALL, COMMON, DECISION, Form, fields_of

LIMIT_OF = {
    "correction_notice": "filing_correction",
    "fee_notice": "fee_payment",
    "notice_to_answer": "answer_period",
    "evidence_notice": "evidence_period",
}
"""The node whose limit a form tells of."""
BY_THE_PROGRAM = frozenset(
    {"received", "receiver", "unserved", "shown", "matter", "came", "posted", "taker", "materials"}
)
"""What the program fills into a proof of service or a receipt, and nobody types."""
_SIDES = {"plaintiff": "原告", "defendant": "被告", "third": "第三人"}
_SIDES_OF_EXECUTION = {"plaintiff": "申请执行人", "defendant": "被执行人", "third": "案外人"}


@dataclass(frozen=True)
class Occasion:
    """What a paper is written on: the case, for whom, by whom, with what the clerk typed."""

    p: Proceeding
    court: Court
    party: Party
    parties: list[Party]
    writer: str = ""
    """The clerk at the desk, where the case has none of its own."""
    join_address: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)


def goes_to(form: Form, p: Proceeding, party: Party) -> bool:
    """Whether somebody may write the form to this party; above first instance either side may be
    it."""
    if form.by_itself or party.left_on is not None or p.procedure not in form.procedures:
        return False
    return party.side in (form.sides if p.procedure in FIRST_INSTANCE else ALL)


def missing(form: Form, values: Mapping[str, Any], p: Proceeding) -> str:
    """Why the form cannot be written yet, in words; empty where it can."""
    if form.at and p.place not in form.at:
        return _("Not at this step.")
    words = {
        "number": _("The case has no number yet."),
        "registered": _("The case is not registered yet."),
        "fee": _("No fee is due."),
        "hearing": _("No hearing is fixed."),
        "room": _("No hearing is fixed."),
        "was": _("No hearing was cancelled."),
    }
    return next((words[name] for name in form.needs if not values[name]), "")


def needed(form: Form, occasion: Occasion) -> dict[str, Any]:
    """The fields alone without which the form says nothing."""
    return {name: _READ[name](form, occasion) for name in form.needs}


def values_of(form: Form, occasion: Occasion) -> dict[str, Any]:
    """Every field of a form with the code that leads the addressee into the case."""
    found = plain_values(form, occasion)
    if "code" in found:
        found["code"] = joining.code_of(occasion.p.case.pk, occasion.party.no)
    return found


def plain_values(form: Form, occasion: Occasion) -> dict[str, Any]:
    """Every field of a form, empty where the case has nothing to put there.

    A period that runs already is what it is, whatever was typed.
    """
    with translation.override("zh-hans"):
        found = {name: _READ[name](form, occasion) for name in fields_of(form)}
    found |= {
        name: value
        for name, value in occasion.typed.items()
        if name in (*form.asked, *BY_THE_PROGRAM) and not (name == "days" and found["due"])
    }
    own = fields_of(form)["addressee"]
    found["addressee"] = {name: found["addressee"][name] for name in own}
    return found


def common(form: Form, occasion: Occasion) -> dict[str, Any]:
    """The fields that every form may use, for a paper to nobody in particular."""
    with translation.override("zh-hans"):
        found = {name: _READ[name](form, occasion) for name in COMMON if name != "addressee"}
    return found | {"addressee": {"name": "", "side": ""}}


# -- one by one -----------------------------------------------------------------------------------


def _names(side: str) -> Any:
    return lambda form, on: "、".join(
        x.name for x in on.parties if x.side == side and x.left_on is None
    )


def _person(role: Role) -> Any:
    def name(form: Form, on: Occasion) -> str:
        found = CaseRole.objects.filter(
            case_id=on.p.case.pk, role=role.value, ended_seq=None, recused=False
        )
        first = found.select_related("user").order_by("-id").first()
        return str(first.user) if first else (on.writer if role is Role.CLERK else "")

    return name


def _addressee(form: Form, on: Occasion) -> dict[str, str]:
    party = on.party
    return {
        "name": party.name,
        "side": side(on.p.procedure, party.side),
        "address": party.address,
        "phone": party.phone,
        "id_number": papers.masked_id(party.id_number),
    }


def side(procedure: Procedure, code: str) -> str:
    """What a party is called in papers of this procedure."""
    if procedure in FIRST_INSTANCE:
        return _SIDES[code]
    return _SIDES_OF_EXECUTION[code] if procedure is Procedure.EXECUTION else "当事人"


def _days(form: Form, on: Occasion) -> int | str:
    """How long the addressee has: what its clock says, else what the table says (CPL 128, 285)."""
    node = LIMIT_OF.get(form.code, "")
    for clock in _clocks(node, on):
        return clock.amount
    if not node:
        return ""
    rules = rules_of(
        node, on.p.procedure, origin=Origin(on.p.case.origin), foreign=on.party.is_foreign
    )
    rule = rules[0] or rules[1]
    return rule.limit.amount if rule else ""


def _due(form: Form, on: Occasion) -> str:
    clocks = _clocks(LIMIT_OF.get(form.code, ""), on)
    return next((c.due_on.isoformat() for c in clocks if c.due_on and not c.provisional), "")


def _clocks(node: str, on: Occasion) -> list[Any]:
    """The running clocks of a node that bind the addressee."""
    found = on.p.running(node=node) if node else []
    return [c for c in found if c.kind in ("node", "party") and c.party_no in (None, on.party.no)]


def _steps(form: Form, on: Occasion) -> list[dict[str, str]]:
    """How the fee comes about; nothing where it was set in another way than by the scale."""
    try:
        worked = payments.by_scale(on.p)
    except FeeError:
        return []
    if worked.amount != on.p.case.fee or on.p.procedure not in FIRST_INSTANCE:
        return []
    return [
        {"what": step.zh, "rule": citations.words(step.citation), "sum": str(step.amount)}
        for step in worked.steps
    ]


def _hearing(form: Form, on: Occasion) -> Hearing | None:
    fixed = Hearing.objects.filter(case_id=on.p.case.pk, result="", starts_at__gte=on.p.now)
    return fixed.order_by("starts_at").first()


def _fee(form: Form, on: Occasion) -> str:
    """What the addressee is asked for: its own, where several appeal."""
    found = charges.of_party(charges.open_now(on.p.case.pk), on.party.no)
    return _sum(found.amount if found else on.p.case.fee)


def _claims(form: Form, on: Occasion) -> str:
    """What is asked for, in one sentence; from the newest complaint that is text."""
    found = Document.objects.main().filter(case_id=on.p.case.pk, kind="complaint", blob=None)
    newest = found.order_by("-seq", "-id").first()
    return "；".join(lines_of(parts_of(newest.text).claims)) if newest is not None else ""


def defects_said(case_id: int) -> str:
    """What the last notice to correct asked for, one line a defect, as the form takes it."""
    said = correcting.defects(case_id)
    lines = [(zh, said[code]) for code, zh, _en in PARTS if said.get(code)]
    if whole := said.get(""):
        lines.append(("其他", whole))
    return "\n".join(f"{zh}：{'；'.join(text.splitlines())}" for zh, text in lines)


def _cancelled(form: Form, on: Occasion) -> Hearing | None:
    """The hearing that was cancelled last, as long as no other is fixed."""
    last = Hearing.objects.filter(case_id=on.p.case.pk).order_by("-seq", "-id").first()
    return last if last is not None and last.result == "cancelled" else None


def _was(form: Form, on: Occasion) -> str:
    hearing = _cancelled(form, on)
    return f"{labels.local(hearing.starts_at):%Y-%m-%dT%H:%M}" if hearing else ""


def _was_in(form: Form, on: Occasion) -> str:
    hearing = _cancelled(form, on)
    return hearing.room if hearing else ""


def _sum(amount: Decimal | None) -> str:
    return str(amount) if amount else ""


def _starts(form: Form, on: Occasion) -> str:
    hearing = _hearing(form, on)
    return f"{labels.local(hearing.starts_at):%Y-%m-%dT%H:%M}" if hearing else ""


def _room(form: Form, on: Occasion) -> str:
    hearing = _hearing(form, on)
    return hearing.room if hearing else ""


_READ: dict[str, Any] = {
    **dict.fromkeys(DECISION, lambda form, on: ""),
    "court": lambda form, on: on.court.name,
    "number": lambda form, on: on.p.case.number,
    "cause": lambda form, on: by_code(on.p.case.cause_code).name,
    "procedure": lambda form, on: on.p.procedure.zh,
    "plaintiffs": _names("plaintiff"),
    "defendants": _names("defendant"),
    "thirds": _names("third"),
    "judge": _person(Role.JUDGE),
    "clerk": _person(Role.CLERK),
    "today": lambda form, on: on.p.on.isoformat(),
    "addressee": _addressee,
    "registered": lambda form, on: labels.day(on.p.case.registered_on),
    "filed": lambda form, on: labels.day(labels.local(on.p.case.filed_at).date()),
    "fee": _fee,
    "claim": lambda form, on: _sum(on.p.case.amount),
    "days": _days,
    "due": _due,
    "appeal": lambda form, on: on.p.procedure is Procedure.SECOND_INSTANCE,
    "steps": _steps,
    "code": lambda form, on: "",
    "address": lambda form, on: on.join_address,
    "abroad": lambda form, on: on.party.is_foreign,
    "hearing": _starts,
    "room": _room,
    "was": _was,
    "was_in": _was_in,
    "sues": lambda form, on: on.party.side == "plaintiff",
    "address_of_court": lambda form, on: "",
    "defects": lambda form, on: [],
    "claims": _claims,
    "reason": lambda form, on: "",
    "other_court": lambda form, on: "",
    "upper": lambda form, on: on.court.upper.name if on.court.upper is not None else "",
    "way": lambda form, on: "",
    "papers": lambda form, on: [],
    "received": lambda form, on: "",
    "receiver": lambda form, on: "",
    "matter": lambda form, on: "",
    "came": lambda form, on: "",
    "posted": lambda form, on: "",
    "taker": lambda form, on: on.writer,
    "materials": lambda form, on: [],
    "unserved": lambda form, on: "",
    "shown": lambda form, on: "",
}
