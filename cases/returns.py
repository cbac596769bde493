"""Proofs of service 送达回证, written and filed by the program when a service has ended.

Of electronic service it is the certificate that 在线诉讼规则 31 asks for. It says what the record
says and nothing more; a court that has a text of its own for the form uses that.
"""

from __future__ import annotations

import logging
from typing import Any

from cases import back_off, procedure
from cases.acts.papers import writing
from cases.acts.service.attempts import OWN_WORK
from cases.acts.service.record import Attempt, attempts_of
from cases.enforcement import POISON
from cases.law.attempts import EVENTS, FAILURES
from cases.law.refusals import Refusal
from cases.law.serving import WAYS
from cases.models import Court, Document, Party, Service, ServiceStep, Written
from cases.notices.letters import title
from cases.proceeding import Actor, Proceeding
from cases.reading.papers import form_fields
from cases.reading.papers.form_fields import Occasion
from cases.writing.engine import Unfillable, fill
from cases.writing.table import FORMS, fields_of

JOB = "proofs-of-service"
MOST_AT_ONCE = 50
MOST_LOOKED_AT = 5_000
"""Of those due so many are looked through for some that do not wait after a try."""
FORM = FORMS["proof_of_service"]
_RECIPIENTS = {
    "party": "", "family": "同住成年家属", "legal_representative": "法定代表人",
    "mail_room": "收件部门", "agent": "诉讼代理人", "named_receiver": "指定代收人",
}  # fmt: skip
logger = logging.getLogger(__name__)


def file_returns(most: int = MOST_AT_ONCE) -> int:
    """File what is due; returns how many proofs were filed. One that could not be filed, as of a
    case that was set aside and waits for a person, waits itself, and the next has its turn."""
    due = Service.objects.filter(return_due=True).order_by("pk")
    case_of = dict(due.values_list("pk", "case_id")[:MOST_LOOKED_AT])
    filed = 0
    for pk in back_off.ready(JOB, case_of, most):
        try:
            is_filed = _file(pk, case_of[pk])
        except POISON as error:
            reason = getattr(error, "reason", type(error).__name__)
            logger.error("proof of service %d is not filed: %s", pk, reason)
            is_filed = False
        if is_filed:
            filed += 1
        else:
            back_off.failed(JOB, pk)
    return filed


def _file(service_id: int, case_id: int) -> bool:
    """The proof of one service, once. The case is held, so that nothing changes meanwhile."""
    by = Actor.time()
    with procedure.held(case_id) as p:
        service = Service.objects.select_related("case", "paper").get(pk=service_id)
        if not service.return_due:
            return False
        try:
            text, version = _text(p, service)
        except Unfillable as error:
            logger.error("proof of service %d: %s", service_id, error)
            return False
        document = Document.objects.create(
            case_id=case_id, kind=FORM.code, title=FORM.zh, received_at=p.at,
            seq=p.seq,
        )  # fmt: skip
        Written.objects.create(
            document=document, form=FORM.code, version=version, party_no=service.party_no,
            text=text,
        )  # fmt: skip
        p.brings(document)
        service.proof, service.return_due = document, False
        service.save(update_fields=["proof", "return_due"])
        facts = {"service": service.pk, "document": document.pk, "sha256": writing.digest(text)}
        p.log("file_return", by, facts=facts)
        p.tell(f"entry:{p.case.log_seq}", "file_return", OWN_WORK)
        procedure.finish([p])
    return True


def _text(p: Proceeding, service: Service) -> tuple[str, int]:
    court = Court.objects.get(pk=p.case.court_id)
    parties = list(Party.objects.filter(case_id=p.case.pk))
    party = next((one for one in parties if one.no == service.party_no), None)
    if party is None:
        raise Refusal("no_such_party")
    typed = said(service, attempts_of([service.pk]).get(service.pk, []))
    occasion = Occasion(p, court, party, parties, typed=typed)
    text, version = writing.text_of(court.pk, FORM)
    return fill(text, fields_of(FORM), form_fields.plain_values(FORM, occasion)), version


def to_be_signed(p: Proceeding, service: Service, way: str) -> str:
    """The slip that goes with a paper: the same form, with what is known before. Not kept."""
    court = Court.objects.get(pk=p.case.court_id)
    parties = list(Party.objects.filter(case_id=p.case.pk))
    party = next(one for one in parties if one.no == service.party_no)
    typed = {"papers": [title(service)], "way": WAYS[way].zh if way in WAYS else ""}
    values = form_fields.plain_values(FORM, Occasion(p, court, party, parties, typed=typed))
    return fill(writing.text_of(court.pk, FORM)[0], fields_of(FORM), values)


def said(service: Service, found: list[Attempt]) -> dict[str, Any]:
    """What the record says, for the fields of the form."""
    way = WAYS[service.way].zh if service.way in WAYS else ""
    typed: dict[str, Any] = {"papers": [title(service)], "way": way}
    if service.effective_on is None:
        return typed | {"unserved": "；".join(_failure(one) for one in found if one.standing)}
    on = service.effective_on
    winner = next((one for one in reversed(found) if _is_it(one, service)), None)
    steps = winner.standing if winner else []
    recipient = str(winner.facts.get("recipient", "")) if winner else ""
    return typed | {
        "received": f"{on.year}年{on.month}月{on.day}日",
        "receiver": _RECIPIENTS.get(recipient, ""),
        "shown": "；".join(words for step in steps if (words := _shown(step))),
    }


def _is_it(one: Attempt, service: Service) -> bool:
    return any(s.state == "effective" and s.on == service.effective_on for s in one.standing)


def _failure(one: Attempt) -> str:
    last = next((s for s in reversed(one.standing) if s.state == "failed"), one.standing[-1])
    why = FAILURES.get(last.reason, (last.reason, ""))[0]
    return f"{WAYS[one.way].zh}，{last.on.isoformat()}，{why}"


def _shown(step: ServiceStep) -> str:
    """A step with its number, as far as it proves something."""
    if step.state in ("prepared", "noted"):
        return ""
    what = EVENTS[step.event].zh if step.event in EVENTS else _BY_ITSELF.get(step.event, "")
    words = (
        what
        or {"sent": "已发出", "effective": "送达生效", "delivered": "已到达", "failed": "未成功"}[
            step.state
        ]
    )
    return f"{step.on.isoformat()}{words}" + (f"（{step.number}）" if step.number else "")


_BY_ITSELF = {"confirmed": "受送达人登录确认收悉", "notice_over": "公告期满",
              "did_not_bounce": "到达受送达人系统", "vouched": "由送达人记明"}  # fmt: skip
