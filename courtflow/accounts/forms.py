"""Signing in, opening an account, saying who one is."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from cases import tries
from cases.forms.in_person import CODE_ATTRIBUTES, InPerson
from cases.law import identity
from cases.reading import labels
from cases.tries import TooOften
from courtflow.accounts import contact, second_factor
from courtflow.accounts.backend import account_name
from courtflow.accounts.contact import Contact
from courtflow.accounts.models import User

WRONG_WITHIN = timedelta(minutes=10)
SETTING_UP = "factor"
"""For what somebody who sets up a factor has proved that it is them."""


class SignInForm(AuthenticationForm):
    """Name and password; managers may fill and people may paste."""

    error_messages = {
        "invalid_login": gettext_lazy("The name or the password is not right."),
        "inactive": gettext_lazy("This account is closed."),
    }

    shared = forms.BooleanField(
        label=gettext_lazy("Other people use this device, too"),
        help_text=gettext_lazy("Signs you out after 10 quiet minutes and leaves nothing behind."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = gettext_lazy("Mobile number, mail address or account name")

    def clean(self) -> dict[str, Any]:
        """Wrong passwords are counted, for an account and for one address on it: whoever guesses
        is stopped soon, and cannot keep its owner out from elsewhere as soon."""
        name = account_name(self.cleaned_data.get("username")) or ""
        assert self.request is not None
        tried = ((f"{name} {tries.address(self.request)}", 10), (name, 100))
        try:
            for who, most in tried:
                tries.check("password", who, most)
            return super().clean()
        except TooOften as often:
            raise ValidationError(often.words) from None
        except ValidationError:
            for who, most in tried:
                with suppress(TooOften):
                    tries.count("password", who, most, WRONG_WITHIN)
            raise


class SecondStepForm(forms.Form):
    """A code of the authenticator app, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("The six digits that your app shows, or a recovery code."),
        error_messages={"required": gettext_lazy("Enter the code.")},
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
    )


class SecondFactorForm(InPerson):
    """The first code of a new app, and the password of its owner."""

    code = forms.CharField(
        label=gettext_lazy("The six digits that the app shows now"),
        max_length=20,
        error_messages={"required": gettext_lazy("Enter the code.")},
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
    )

    def __init__(self, request: HttpRequest, user: User, secret: str) -> None:
        super().__init__(request, SETTING_UP, within=timedelta(minutes=10))
        self.user, self.secret = user, secret

    def clean_code(self) -> int:
        """The step whose code it is."""
        try:
            tries.count("second-factor", str(self.user.pk), *second_factor.TRIES)
        except TooOften as often:
            raise ValidationError(often.words, code="often") from None
        typed = second_factor.plain(self.cleaned_data["code"])
        step = second_factor.matching_step(self.secret, typed)
        if step is None:
            raise ValidationError(second_factor.words(second_factor.Answer.WRONG), code="wrong")
        return step


class RemovalForm(InPerson):
    """Why somebody else's second factor is taken away."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("How you made sure who is asking. It is kept for good."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ContactForm(forms.Form):
    """Where a code can be sent to."""

    contact = forms.CharField(
        label=gettext_lazy("Mobile number or mail address"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )

    def clean_contact(self) -> Contact:
        return contact.read(self.cleaned_data["contact"])


class CodeForm(forms.Form):
    """The code that came, and a password for the new account."""

    code = forms.CharField(
        label=gettext_lazy("The code we sent"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        max_length=128,
        strip=False,
        help_text=gettext_lazy("At least 8 characters, not only digits and not a common word."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password)
        return password


class IdentityForm(forms.Form):
    """The name and number as they stand on the identity card."""

    name = forms.CharField(
        label=gettext_lazy("Name, as on your identity card"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    number = forms.CharField(
        label=gettext_lazy("Identity number"),
        max_length=40,
        help_text=gettext_lazy("18 characters; the last may be an X."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_number(self) -> str:
        try:
            return identity.check(identity.Kind.CITIZEN, self.cleaned_data["number"])
        except identity.BadNumber as bad:
            raise ValidationError(labels.pick(bad.zh, bad.en), code=bad.reason) from None
