"""Signing in."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy


class SignInForm(AuthenticationForm):
    """Name and password; managers may fill and people may paste."""

    error_messages = {
        "invalid_login": gettext_lazy("The name or the password is not right."),
        "inactive": gettext_lazy("This account is closed."),
    }
