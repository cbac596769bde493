"""The secret address of a person's calendar: made, replaced, taken back."""

from __future__ import annotations

import hashlib
import secrets

from cases.models import CalendarFeed

BYTES = 32
"""Random bytes of the secret: 256 bits."""


def make(user_id: int) -> str:
    """A new secret, told this once; the former one is worth nothing from now on."""
    secret = secrets.token_urlsafe(BYTES)
    CalendarFeed.objects.update_or_create(user_id=user_id, defaults={"digest": digest(secret)})
    return secret


def take_back(user_id: int) -> None:
    CalendarFeed.objects.filter(user_id=user_id).delete()


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def whose(secret: str) -> CalendarFeed | None:
    """The feed with this secret, of a person who may still sign in."""
    found = CalendarFeed.objects.filter(digest=digest(secret), user__is_active=True)
    return found.select_related("user").first()
