"""The user: a person who signs in. What they may do in which court is a grant, not a user flag.

Telephone, mail and identity number are sealed at rest; a blind index beside each finds the account
again and keeps it the only one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext as _

from cases import tries
from cases.models.fields import SealedField, blind_index
from courtflow.accounts import second_factor
from courtflow.accounts.second_factor import Factor, FactorRecord, RecoveryCode

__all__ = ["ContactCode", "Factor", "FactorRecord", "RecoveryCode", "User"]
PASSWORD_TRIES = (10, timedelta(minutes=10))


class User(AbstractUser):
    """A person who signs in, known by one display name."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(max_length=100, blank=True)
    is_demo = models.BooleanField(default=False)
    """Made for the training courts; the sign-in page lists these accounts."""
    phone = SealedField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    mail = SealedField(blank=True)
    mail_index = models.CharField(max_length=64, blank=True)
    real_name = models.CharField(max_length=100, blank=True)
    """As the register has it; empty until the real-name check."""
    id_number = SealedField(blank=True)
    id_index = models.CharField(max_length=64, blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=80, blank=True)
    """Which gateway, and its own reference for the check."""

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=[name], condition=~models.Q((name, "")), name=f"one_account_a_{name}"
            )
            for name in ("phone_index", "mail_index", "id_index")
        ]

    objects: ClassVar[UserManager[User]] = UserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def is_verified(self) -> bool:
        """Whether the register has confirmed who this is."""
        return self.verified_at is not None

    @property
    def second_factor(self) -> Factor | None:
        found: Factor | None = getattr(self, "factor", None)
        return found

    def why_not_proved(self, typed: str) -> str:
        """Why this does not prove that it is them; empty if it does. It uses the code up.

        The second factor, or where there is none the password. Raises TooOften.
        """
        factor = self.second_factor
        if factor is not None:
            answer = factor.check_code(typed)
            return "" if answer else second_factor.words(answer)
        tries.count("password-anew", str(self.pk), *PASSWORD_TRIES)
        return "" if self.check_password(typed) else _("This is not your password.")

    def get_session_auth_hash(self) -> str:
        """A session ends when the password changes, or the second factor."""
        return super().get_session_auth_hash() + self._factor_mark()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for old in super().get_session_auth_fallback_hash():
            yield old + self._factor_mark()

    def _factor_mark(self) -> str:
        factor = self.second_factor
        return f":{factor.pk}" if factor is not None else ""

    def save(self, *args: Any, **named: Any) -> None:
        """The indexes follow what they find."""
        self.phone_index = blind_index(self.phone)
        self.mail_index = blind_index(self.mail)
        self.id_index = blind_index(self.id_number)
        super().save(*args, **named)

    def get_full_name(self) -> str:
        return str(self)


class ContactCode(models.Model):
    """A code sent to prove a contact; only digests of both are kept."""

    contact_index = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contact_index", "-made_at"], name="newest_code")]
