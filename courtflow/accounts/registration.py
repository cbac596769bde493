"""Opening an account by telephone or mail, and the real-name check.

Whether an account exists for a contact or a number is nobody's business but its owner's: the pages
say the same either way, and the message says it to whoever holds the telephone.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases import tries
from cases.law.identity import Kind
from cases.models.fields import seal, unseal
from cases.reading.papers.papers import masked_id
from cases.tries import TooOften
from cases.views.page import onward, page
from courtflow.accounts import contact, door
from courtflow.accounts.contact import Contact
from courtflow.accounts.forms import CodeForm, ContactForm, IdentityForm
from courtflow.accounts.models import User
from courtflow.gateways import Unreachable, carrier, gateway

SESSION = "registration"
FROM_ONE_ADDRESS = (30, timedelta(hours=1))
"""Codes sent at the request of one address, and in which time."""
CHECKS = (5, timedelta(hours=1))
"""Real-name checks of one account, and in which time."""


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Where to send the code."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.method != "POST":
        return page(request, "accounts/register.html", {"form": ContactForm()})
    known = _contact(request) if "again" in request.POST else None
    form = ContactForm({"contact": known.value} if known else request.POST)
    if form.is_valid() and _is_sent(request, form):
        found: Contact = form.cleaned_data["contact"]
        request.session[SESSION] = [found.kind, seal(found.value)]
        return redirect("register-code")
    return page(request, "accounts/register.html", {"form": form}, 422)


def _is_sent(request: HttpRequest, form: ContactForm) -> bool:
    try:
        tries.count("codes-by-address", tries.address(request), *FROM_ONE_ADDRESS)
        contact.send_code(form.cleaned_data["contact"])
    except TooOften as often:
        form.add_error("contact", often.words)
    except Unreachable:
        form.add_error(None, _("The message could not be sent. Please try again in a moment."))
    return form.is_valid()


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def register_code(request: HttpRequest) -> HttpResponse:
    """The code, and a password; then the account is there and its owner is in it."""
    found = _contact(request)
    if found is None:
        return redirect("register")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # The password is in order, so a code is not used up by a slip in it.
        if contact.confirm(found, form.cleaned_data["code"]):
            user = _open_account(found, form.cleaned_data["password"])
            del request.session[SESSION]
            door.enter(request, user)
            return redirect("identity")
        form.add_error("code", _("This is not the code, or it is too old. Ask for a new one."))
    status = 422 if form.is_bound else 200
    return page(request, "accounts/register_code.html", {
        "form": form, "contact": found.masked, "told": _told(found),
    }, status)  # fmt: skip


def _open_account(found: Contact, password: str) -> User:
    user = User(username=f"p{uuid4().hex[:12]}", display_name=found.masked)
    setattr(user, found.kind, found.value)
    user.set_password(password)
    user.save()
    return user


def _contact(request: HttpRequest) -> Contact | None:
    """The contact that this browser asked a code for."""
    kept = request.session.get(SESSION)
    return Contact(kept[0], unseal(kept[1])) if kept else None


def _told(found: Contact) -> str:
    """In training nothing is sent: the page shows what the telephone would."""
    carried_by = carrier(found.kind)
    return carried_by.last(found.value) if carried_by.is_sandbox else ""


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def identity(request: HttpRequest) -> HttpResponse:
    """The real-name check, once for an account."""
    user = request.user
    assert isinstance(user, User)
    if user.is_verified:
        about = {"name": user.real_name, "number": masked_id(user.id_number)}
        return page(request, "accounts/identity_known.html", about)
    next_ = onward(request)
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_confirmed(user, form):
        messages.success(request, _("Your identity is confirmed."))
        return redirect(next_ or "home")
    status = 422 if form.is_bound else 200
    return page(request, "accounts/identity.html", {"form": form, "next": next_}, status)


def _is_confirmed(user: User, form: IdentityForm) -> bool:
    """Ask the register, and keep what it confirmed."""
    name, number = form.cleaned_data["name"], form.cleaned_data["number"]
    try:
        register_ = gateway("identity")
        tries.count("identity-by-user", str(user.pk), *CHECKS)
        answer = register_.check(Kind.CITIZEN, name, number)
    except TooOften as often:
        form.add_error(None, often.words)
        return False
    except Unreachable:
        form.add_error(None, _(
            "The register does not answer just now. Nothing is lost: try again later, or bring "
            "your identity card to the court's counter."
        ))  # fmt: skip
        return False
    if not answer.matches:
        form.add_error("name", _("The register has this number under another name."))
        return False
    return _keep(user, form, f"{register_.name}:{answer.reference}")


def _keep(user: User, form: forms.Form, reference: str) -> bool:
    name = form.cleaned_data["name"]
    user.real_name = user.display_name = name
    user.id_number, user.verified_by = form.cleaned_data["number"], reference
    user.verified_at = timezone.now()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        form.add_error("number", _(
            "There is an account with this identity already. Sign in to that one, or ask at the "
            "court's counter if it is not yours."
        ))  # fmt: skip
        return False
    return True
