"""The form of any act, made from the fields its law gives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from cases.acts.evidence import found as evidence
from cases.acts.execution import objecting
from cases.acts.fees import charges, giving_back, payments, relieving
from cases.acts.parties.leaving import LET_LEAVE, may_leave
from cases.acts.requesting import waiting_for
from cases.acts.service import ruled
from cases.acts.trial import jurisdiction
from cases.forms.fields import LONGEST_TEXT, KeyField, MoneyField, long_text, new_key
from cases.law.acts import ALSO_ONCE_IT_LEFT, FILED, FOR_WHOM, PAID_ONLINE, SUSPENDED_BY, Act, Field
from cases.law.incidents import BY_RULING, INCIDENTS, OF_THEIR_OWN, RAISED_BY_PARTIES, pauses
from cases.law.money import Purpose
from cases.law.objections import OBJECTIONS, SERVED_AFTER
from cases.law.periods import local_date
from cases.law.relief import GROUNDS
from cases.law.requests import REQUESTS
from cases.law.roles import PARTIES, Role
from cases.materials.trays import tray_for
from cases.models import Court, Document, Grant, Party, Room, Service
from cases.policy import Standing
from cases.proceeding import Proceeding
from cases.reading import labels

FIRST_DAY = date(1995, 1, 1)
"""No paper of a case before the court bears an older date than this."""
MOST_DAYS = 3650
FEW = 4
"""So many options stand on the page; more fold into a list."""


class ActForm(forms.Form):
    """Fields of the act, the key of the request and the version of the case the person saw."""

    key = KeyField(required=False)
    version = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    """The digest of what the person was shown that the act comes to."""
    names: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """The cleaned fields as ``procedure.perform`` takes them; empty ones are left out."""
        return {
            name: _plain(self.cleaned_data[name])
            for name in self.names
            if self.cleaned_data[name] not in (None, "", [])
        }

    def begun(self) -> dict[str, Any]:
        """What the fields begin with, as ``procedure`` takes it: before anything is typed."""
        found: dict[str, Any] = {}
        for name in self.names:
            value = self.get_initial_for_field(self.fields[name], name)
            choices = getattr(self.fields[name], "coerce", None)
            if value not in (None, ""):
                found[name] = choices(value) if choices is not None else value
        return found

    def put(self, **hidden: str) -> None:
        """Keep what was typed, with other hidden fields: the next press is about the case as this
        answer shows it."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value in hidden.items():
            data[name] = value
        self.data = data


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def act_form(p: Proceeding, act: Act, standing: Standing) -> type[ActForm]:
    """A form class for one act, one case and one person."""
    made = made_fields(p, act, standing)
    return type("FormOfAct", (ActForm,), {**made, "names": tuple(made)})


def made_fields(p: Proceeding, act: Act, standing: Standing) -> dict[str, forms.Field]:
    """The fields of an act that this person types, by name."""
    specs = [spec for spec in act.fields if not _left_out(spec, standing)]
    return {spec.name: MAKERS[spec.kind](spec, p, standing, act) for spec in specs}


NOT_TYPED = frozenset({"record", "particulars"})
"""Found by the program, and corrected on a page of its own."""


def _left_out(spec: Field, standing: Standing) -> bool:
    """A record is never typed. A party acts now and for itself: it picks neither the day nor, when
    alone, whom it is for; the desk is asked for that where paper comes in."""
    if spec.kind in NOT_TYPED:
        return True
    if not standing.roles & PARTIES:
        return spec == FOR_WHOM
    if spec in (SUSPENDED_BY, FILED):  # proceedings are suspended by the court alone
        return True
    alone = len(standing.party_nos) == 1
    return spec.name == "on" or (spec.kind in ("party", "parties") and alone)


def _basics(spec: Field) -> dict[str, Any]:
    return {
        "label": labels.of(spec),
        "required": spec.required and not spec.unless,
        "help_text": labels.pick(*spec.hint),
    }


def _date(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    today = local_date(p.now)
    latest = today if spec.name == "on" else today + timedelta(days=MOST_DAYS)
    return forms.DateField(
        **_basics(spec),
        validators=[_between(FIRST_DAY, latest)],
        widget=forms.DateInput(
            format="%Y-%m-%d",
            attrs={"type": "date", "min": FIRST_DAY.isoformat(), "max": latest.isoformat()},
        ),
        input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日"],
    )


def _between(first: date, last: date) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        # A moment is typed in legal time already; turning year 1 to UTC would leave the calendar.
        day = value.date() if isinstance(value, datetime) else value
        if not first <= day <= last:
            raise ValidationError(
                _("Choose a date from %(first)s to %(last)s.") % {"first": first, "last": last}
            )

    return check


def _moment(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    latest = local_date(p.now) + timedelta(days=MOST_DAYS)
    return forms.DateTimeField(
        **_basics(spec),
        validators=[_between(FIRST_DAY, latest)],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


def _text(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    return forms.CharField(**_basics(spec), max_length=200)


def _long_text(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    return forms.CharField(**_basics(spec), max_length=LONGEST_TEXT, widget=long_text(spec.rows))


def _money(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    return MoneyField(**_basics(spec))


def _number(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    return forms.IntegerField(**_basics(spec), min_value=1, max_value=MOST_DAYS)


def _yes(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    return forms.BooleanField(**_basics(spec))


def _choice(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    allowed = CHOICES.get((act.code, spec.name))
    codes = allowed(p) if allowed else {code for code, *_ in spec.choices}
    if spec.name == "incident" and act.code in ("open_incident", "close_incident"):
        codes -= BY_RULING if Role.JUDGE not in standing.roles else set()
        codes &= RAISED_BY_PARTIES if standing.roles & PARTIES else codes
        codes -= _too_late_for(p, standing) if act.code == "open_incident" else set()
    options = [(code, labels.pick(zh, en)) for code, zh, en in spec.choices if code in codes]
    return _choose(spec, options)


def _too_late_for(p: Proceeding, standing: Standing) -> set[str]:
    """What none of those a party acts for can object to any more. The desk may still have to enter
    what was posted in time."""
    late = standing.party_nos and jurisdiction.against(p, standing.party_nos) is not None
    return {jurisdiction.OBJECTION} if late else set()


def _choose(spec: Field, options: list[tuple[Any, str]], **extra: Any) -> forms.Field:
    """Few options are all on the page; many fold into a list."""
    empty = [("", "—")]
    if len(options) <= FEW and spec.required:
        only = options[0][0] if len(options) == 1 else None
        return forms.TypedChoiceField(
            **_basics(spec), choices=options, widget=forms.RadioSelect, initial=only, **extra
        )
    return forms.TypedChoiceField(**_basics(spec), choices=empty + options, **extra)


def _party(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    rows = Party.objects.filter(case_id=p.case.pk).only("no", "side", "name")
    if act.code not in ALSO_ONCE_IT_LEFT:
        rows = rows.filter(left_on=None)
    if standing.party_nos:
        rows = rows.filter(no__in=standing.party_nos)
    if act.code in WHO:
        rows = rows.filter(no__in=WHO[act.code](p))
    elif act.side:
        rows = rows.filter(side=act.side)
    if act.code in SERVED:
        document, sides = SERVED[act.code]
        done = Service.objects.filter(
            case_id=p.case.pk, document=document or p.case.document or "judgment", paper=None
        )
        served = done.filter(effective_on__isnull=False).values("party_no")
        rows = rows.filter(side__in=sides).exclude(no__in=served)
    options = [(row.no, f"{row.name} ({labels.side(row.side)})") for row in rows]
    asked = replace(spec, required=True) if spec == FOR_WHOM else spec
    return _choose(asked, options, coerce=int, empty_value=None)


def _parties(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    """Others who act together with the party; a party sees those it acts for."""
    rows = Party.objects.filter(case_id=p.case.pk, left_on=None).only("no", "side", "name")
    if standing.party_nos:
        rows = rows.filter(no__in=standing.party_nos)
    options = [(row.no, f"{row.name} ({labels.side(row.side)})") for row in rows]
    return forms.TypedMultipleChoiceField(
        **_basics(spec), choices=options, coerce=int, widget=forms.CheckboxSelectMultiple
    )


def _payers(act: str) -> Callable[[Proceeding], set[int]]:
    """Of whom something is due that this act pays or is about."""
    return lambda p: {
        no
        for due in payments.dues(p)
        for no in due.parties
        if act not in PAID_ONLINE or due.purpose.act == act
    }


def _who_made(purpose: Purpose) -> Callable[[Proceeding], set[int]]:
    """Whose appeals or counterclaims stand."""
    return lambda p: {no for one in charges.standing(p.case.pk, purpose) for no in one.parties}


WHO: dict[str, Callable[[Proceeding], set[int]]] = {
    **{act: _payers(act) for act in ("pay_fee", "pay_later_fee", "serve_fee_notice", "ask_relief")},
    "allow_appeal_withdrawal": _who_made(Purpose.APPEAL),
    "deem_appeal_withdrawn": _who_made(Purpose.APPEAL),
    "withdraw_appeal_petition": _who_made(Purpose.APPEAL),
    "withdraw_early_appeal": _who_made(Purpose.APPEAL),
    "end_counterclaim": _who_made(Purpose.COUNTER),
    "refund_fee": giving_back.payers,
    "serve_ruling": lambda p: {party.no for party in ruled.to_serve(p)},
    LET_LEAVE: lambda p: {party.no for party in may_leave(p)},
}
"""Acts about what somebody owes, or has brought: only they are offered."""
SERVED = {
    "serve_complaint": ("complaint", ("defendant", "third")),
    "serve_judgment": ("", ("plaintiff", "defendant", "third")),
}
"""Acts of service: the document (empty: the one of the case) and whom it is for."""


SENT_BY: dict[Role, Callable[[int], dict[int, str]]] = {}
"""By office, who sends the people that hold it in a court; filled by the app that knows."""


def _person(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    assert spec.role is not None
    today = local_date(p.now)
    rows = (
        Grant.objects.filter(court_id=p.case.court_id, role=spec.role.value, valid_from__lte=today)
        .exclude(valid_until__lt=today)
        .select_related("user")
        .order_by("user__display_name", "user_id")[:500]
    )
    recused = {user for user, _role, is_recused in p.people if is_recused}
    sent = SENT_BY[spec.role](p.case.court_id) if spec.role in SENT_BY else {}
    options = [
        (row.user_id, f"{row.user} ({sent[row.user_id]})" if row.user_id in sent else str(row.user))
        for row in rows
        if row.user_id not in recused
    ]
    return _choose(spec, options, coerce=int, empty_value=None)


def _member(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    return _choose(spec, _parts_of(p), coerce=int, empty_value=None)


def _parts_of(p: Proceeding) -> list[tuple[int, str]]:
    """Who works on the case, each once with all their parts."""
    parts: dict[int, list[str]] = {}
    for user, role, recused in p.people:
        if not recused and role != Role.MEDIATOR:
            parts.setdefault(user, []).append(labels.role(role))
    users = get_user_model().objects.filter(pk__in=parts).order_by("pk")
    return [(u.pk, f"{u} ({_(', ').join(parts[u.pk])})") for u in users]


def _members(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        **_basics(spec), choices=_parts_of(p), coerce=int, widget=forms.CheckboxSelectMultiple
    )


def _colleague(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    """Who holds an office in which people work on cases."""
    today = local_date(p.now)
    rows = Grant.objects.filter(
        court_id=p.case.court_id, valid_from__lte=today, role__in=[r.value for r in WORKS_ON_CASES]
    ).exclude(valid_until__lt=today).select_related("user")  # fmt: skip
    recused = {user for user, _role, is_recused in p.people if is_recused}
    options = [
        (row.user_id, f"{row.user} ({labels.role(row.role)})")
        for row in rows.order_by("role", "user__display_name", "user_id")[:500]
        if row.user_id not in recused
    ]
    return _choose(spec, options, coerce=int, empty_value=None)


WORKS_ON_CASES = (
    Role.JUDGE, Role.JUDGE_ASSISTANT, Role.CLERK, Role.LAY_ASSESSOR, Role.EXECUTION_OFFICER,
)  # fmt: skip


def _asked(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    """The requests that wait for an answer; a party's own."""
    names = dict(Party.objects.filter(case_id=p.case.pk).values_list("no", "name"))
    options = [
        (row.seq, f"{labels.of(REQUESTS[row.code])} · {names.get(row.party_no, '')}")
        for row in waiting_for(p.case.pk, standing).order_by("seq")
    ]
    return _choose(spec, options, coerce=int, empty_value=None)


def _relief(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    """The applications for relief that nobody has decided."""
    names = dict(Party.objects.filter(case_id=p.case.pk).values_list("no", "name"))
    options = [
        (row.seq, f"{labels.pick(*GROUNDS[row.ground].label)} · {names.get(row.party_no, '')}")
        for row in relieving.waiting(p.case.pk).order_by("seq")
    ]
    return _choose(spec, options, coerce=int, empty_value=None)


def _room(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    """The courtrooms in use, by name."""
    rooms = Room.objects.filter(court_id=p.case.court_id, retired=False)
    online = _("can be joined online")
    options = [(r.name, f"{r.name} ({online})" if r.is_online else r.name) for r in rooms]
    return forms.ChoiceField(**_basics(spec), choices=[("", "—"), *options])


def _court(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    """The other courts of the system; by their code, as numbers name them."""
    found = Court.objects.filter(group_id=p.court.group_id).exclude(pk=p.case.court_id)
    options = [(c.code, labels.pick(c.name, c.name_en or c.name)) for c in found.order_by("code")]
    return forms.ChoiceField(**_basics(spec), choices=[("", "—"), *options])


def _tray(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    return forms.UUIDField(**_basics(spec), widget=forms.HiddenInput)


def _filed(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    """A paper of the main volume that this person may read, newest first."""
    papers = Document.objects.main().filter(case_id=p.case.pk, void_seq=None)
    if standing.roles & PARTIES:
        papers = Document.objects.for_parties(standing.party_nos).filter(
            case_id=p.case.pk, void_seq=None
        )
    options = [
        (one.pk, f"{labels.day(labels.local(one.received_at).date())} {one.title}")
        for one in papers.order_by("-seq", "-id")[:200]
    ]
    return _choose(spec, options, coerce=int, empty_value=None)


def _measure(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    """The measures and orders that run now; each by its number with its last day."""
    options = [
        (clock.no, f"{labels.clock(clock.code, clock.kind)} · {labels.day(clock.due_on)}")
        for clock in p.running()
        if (clock.code == "investigation_order") is (act.code == "return_investigation")
        and (clock.kind == "measure" or clock.code == "investigation_order")
    ]
    return _choose(spec, options, coerce=int, empty_value=None)


def _items(p: Proceeding, standing: Standing, act: Act) -> list[tuple[int, str]]:
    """The items that stand: to withdraw one's own, to give an opinion those of others, to decide on
    what came late those that did."""
    rows = evidence.put(p.case.pk).filter(withdrawn_seq=None)
    if act.code == "withdraw_evidence" and standing.party_nos:
        rows = rows.filter(party_no__in=standing.party_nos)
    if act.code == "answer_evidence" and standing.party_nos:
        rows = rows.exclude(party_no__in=standing.party_nos)
    if act.code == "decide_late_evidence":
        rows = rows.filter(is_late=True)
    return [(one.pk, f"{evidence.name(one)} {one.title}") for one in evidence.in_order(rows)]


def _item(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    return _choose(spec, _items(p, standing, act), coerce=int, empty_value=None)


def _several_items(spec: Field, p: Proceeding, standing: Standing, act: Act) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        **_basics(spec), choices=_items(p, standing, act), coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


Maker = Callable[[Field, Proceeding, Standing, Act], forms.Field]
MAKERS: dict[str, Maker] = {
    "date": _date, "moment": _moment, "text": _text, "long_text": _long_text, "money": _money,
    "number": _number, "choice": _choice, "party": _party, "person": _person, "yes": _yes,
    "tray": _tray, "asked": _asked, "parties": _parties, "relief": _relief, "room": _room,
    "court": _court,
    "member": _member, "members": _members, "colleague": _colleague, "filed": _filed,
    "measure": _measure, "item": _item, "items": _several_items,
}  # fmt: skip


def _that_arise(p: Proceeding) -> set[str]:
    open_now = {i.kind for i in p.open_incidents}
    here = {code for code, kind in INCIDENTS.items() if p.place in kind.at}
    return here - open_now - OF_THEIR_OWN


def _that_are_open(p: Proceeding) -> set[str]:
    ruled_on = {code for code, kind in INCIDENTS.items() if kind.ruled_on}
    return {i.kind for i in p.open_incidents} - OF_THEIR_OWN - ruled_on


def _that_are_objected_to(p: Proceeding) -> set[str]:
    return {
        code
        for code, law in OBJECTIONS.items()
        if p.running(law.clock) or objecting.is_out(p, law.paper)
    }


def _that_can_be_served(p: Proceeding) -> set[str]:
    return {paper for paper in SERVED_AFTER if objecting.can_be_served(p, paper)}


def _that_exclude(p: Proceeding) -> set[str]:
    return {code for code in INCIDENTS if pauses(code, "case", "")}


def _that_are_asked(p: Proceeding) -> set[str]:
    return {code for code, law in REQUESTS.items() if p.place in law.at}


CHOICES: dict[tuple[str, str], Callable[[Proceeding], set[str]]] = {
    ("make_request", "request"): _that_are_asked,
    ("open_incident", "incident"): _that_arise,
    ("close_incident", "incident"): _that_are_open,
    ("ask_exclusion", "incident"): _that_exclude,
    ("object_in_execution", "objection"): _that_are_objected_to,
    ("serve_in_execution", "paper"): _that_can_be_served,
}
"""Choices that depend on where the case stands."""


def first_values(p: Proceeding, act: Act, user_id: int) -> dict[str, Any]:
    """What the hidden fields begin with; a tray stays the same until its files are handed in."""
    tray = {spec.name: tray_for(user_id, f"{p.case.pk}:{act.code}") for spec in trays(act)}
    return {"key": new_key(), "version": p.case.version, **tray}


def trays(act: Act) -> list[Field]:
    """The fields of an act that take files."""
    return [spec for spec in act.fields if spec.kind == "tray"]
