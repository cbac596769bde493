"""Signing in by name, telephone or mail address, whichever a person remembers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from cases.queries import Query
from courtflow.accounts import contact
from courtflow.accounts.models import User

_WITH_FACTOR = Query(lambda user: User.objects.select_related("factor").filter(pk=user))


class ByNameOrContact(ModelBackend):
    """A contact stands for the account that was opened with it."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None,
        password: str | None = None, **more: Any,
    ) -> Any:  # fmt: skip
        return super().authenticate(request, account_name(username), password, **more)

    def user_can_authenticate(self, user: Any) -> bool:
        """Nobody signs in, or stays, as a demo person outside a demonstration: their password is
        published. It is refused like a wrong password."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, with the second factor: every page asks for it."""
        user = _WITH_FACTOR.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def account_name(typed: str | None) -> str | None:
    """The account's own name; what is no contact of anybody's is taken as one."""
    try:
        account = contact.read(typed or "").account()
    except ValidationError:
        return typed
    return account.username if account is not None else typed
