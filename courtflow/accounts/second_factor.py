"""The second factor of signing in: an authenticator app (TOTP, RFC 6238) and recovery codes.

A code of the app is good for its own thirty seconds and the thirty before and after (a telephone's
clock may be wrong), and once. A recovery code is good once, whenever. Real time, not a court's.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta
from enum import Enum
from time import time
from typing import TYPE_CHECKING

import pyotp
import segno
from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import tries
from cases.models.fields import SealedField, blind_index

if TYPE_CHECKING:
    from courtflow.accounts.models import User

STEP_SECONDS = 30
SKEW = 1
"""Steps before and after the present one whose codes are taken."""
TRIES = (25, timedelta(minutes=10))
"""More than anybody needs who does one grave act after the other, a code every 30 seconds."""
MOST_WRONG = 100
"""Wrong codes one after the other, after which only a recovery code helps: the guard that holds
when attempts cannot be counted."""
CODES, CODE_DIGITS = 10, 16
ISSUER = "courtflow"


class Answer(Enum):
    """What became of a code that was typed."""

    RIGHT = "right"
    RECOVERY = "recovery"
    WRONG = "wrong"
    USED = "used"
    LOCKED = "locked"

    def __bool__(self) -> bool:
        return self in (Answer.RIGHT, Answer.RECOVERY)


class Factor(models.Model):
    """The authenticator app that a person has proved to have. A new one is a new row."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="factor")
    secret = SealedField()
    last_step = models.BigIntegerField()
    """The step of the newest code taken: no code of it, or of an earlier one, is taken again."""
    wrong = models.IntegerField(default=0)
    """Wrong codes since the last right one."""
    made_at = models.DateTimeField(auto_now_add=True)

    def check_code(self, typed: str) -> Answer:
        """Take a code of the app or a recovery code, once. Raises TooOften."""
        tries.count("second-factor", str(self.user_id), *TRIES)
        digits = plain(typed)
        if len(digits) == CODE_DIGITS:
            return self._recover(digits)
        guarded = Factor.objects.filter(pk=self.pk, wrong__lt=MOST_WRONG)
        if not guarded.update(wrong=F("wrong") + 1):
            return Answer.LOCKED
        step = matching_step(self.secret, digits)
        if step is None:
            return Answer.WRONG
        taken = Factor.objects.filter(pk=self.pk, last_step__lt=step)
        return Answer.RIGHT if taken.update(last_step=step, wrong=0) else Answer.USED

    def _recover(self, digits: str) -> Answer:
        code = self.codes.filter(digest=self._digest(digits), used_at=None)
        with transaction.atomic():
            if not code.update(used_at=timezone.now()):
                return Answer.WRONG
            Factor.objects.filter(pk=self.pk).update(wrong=0)
            record("recovery_code", self.user_id, self.user_id)
        return Answer.RECOVERY

    def renew_codes(self) -> list[str]:
        """Ten new recovery codes; the old ones are good no more. They are not to be had again."""
        made = ["".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
                for _ in range(CODES)]  # fmt: skip
        self.codes.all().delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(factor=self, digest=self._digest(code)) for code in made
        )
        return made

    def codes_left(self) -> int:
        return self.codes.filter(used_at=None).count()

    def _digest(self, digits: str) -> str:
        return blind_index(f"{self.pk}:{digits}")


class RecoveryCode(models.Model):
    """A code for the day the telephone is gone; only its digest is kept."""

    factor = models.ForeignKey(Factor, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)


class FactorRecord(models.Model):
    """What happened to somebody's second factor, and by whom. The database only lets it grow."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    reason = SealedField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="newest_factor_record")]


def set_up(user: User, secret: str, step: int) -> list[str]:
    """Keep the factor, whose code of this step was shown, and make its recovery codes."""
    with transaction.atomic():
        made = Factor.objects.create(user=user, secret=secret, last_step=step)
        record("set_up", user.pk, user.pk)
        return made.renew_codes()


def renew(user: User) -> list[str]:
    """New recovery codes in place of the old, written down."""
    with transaction.atomic():
        codes = user.factor.renew_codes()
        record("codes_renewed", user.pk, user.pk)
    return codes


def remove(user: User, by: int, reason: str = "") -> None:
    """Take the factor away: by its owner, or with a reason by somebody else. Sessions end."""
    with transaction.atomic():
        deleted, _rows = Factor.objects.filter(user=user).delete()
        if deleted:
            record("turned_off" if by == user.pk else "removed", user.pk, by, reason)


def record(what: str, user: int, by: int, reason: str = "") -> None:
    FactorRecord.objects.create(user_id=user, by_id=by, what=what, reason=reason)


def new_secret() -> str:
    """A fresh secret of 160 bits, in base32."""
    return pyotp.random_base32()


def matching_step(secret: str, digits: str) -> int | None:
    """The step whose code this is, of those that are taken just now."""
    now, app = int(time()) // STEP_SECONDS, pyotp.TOTP(secret)
    near = sorted(range(now - SKEW, now + SKEW + 1), key=lambda step: abs(step - now))
    found = [step for step in near if secrets.compare_digest(app.generate_otp(step), digits)]
    return found[0] if found else None


def plain(typed: str) -> str:
    """The ASCII digits of what was typed, however they are spaced."""
    folded = unicodedata.normalize("NFKC", typed)
    return "".join(c for c in folded if c.isascii() and c.isdigit())


def in_groups(text: str) -> str:
    """In groups of four, to be read and copied by people."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def qr(user: User, secret: str) -> str:
    """What the app reads from the screen, as an ``<svg>`` without styles."""
    address = pyotp.TOTP(secret).provisioning_uri(name=str(user), issuer_name=ISSUER)
    return segno.make(address, error="m").svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )


def words(answer: Answer) -> str:
    """Why a code was not taken."""
    return {
        Answer.WRONG: _("This is not the code. Look at the app again, or use a recovery code."),
        Answer.USED: _("This code has been used. Wait for the next one, at most 30 seconds."),
        Answer.LOCKED: _("Too many wrong codes. Use a recovery code, or ask your court."),
    }[answer]
