"""How a person is reached: a telephone or a mail address, and the proof that it is theirs.

The proof is a code of six digits, good for ten minutes and five tries. Real time, not a court's.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models.fields import blind_index
from cases.reading.papers.papers import masked_phone
from cases.tries import TooOften
from courtflow.accounts.models import ContactCode, User
from courtflow.gateways import carrier

GOOD_FOR = timedelta(minutes=10)
MOST_TRIES = 5
PAUSE = timedelta(seconds=60)
MOST_A_DAY = 10
_MAINLAND = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_ABROAD = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(frozen=True)
class Contact:
    """A telephone number or a mail address in its one spelling."""

    kind: str
    value: str

    @property
    def masked(self) -> str:
        """Enough to know it again, not enough to use it."""
        if self.kind == "phone":
            return masked_phone(self.value)
        name, _at, host = self.value.partition("@")
        return f"{name[:1]}***@{host}"

    @property
    def index(self) -> str:
        return blind_index(self.value)

    def account(self) -> User | None:
        """The account that this contact signs in to."""
        return User.objects.filter(**{f"{self.kind}_index": self.index}).first()


def read(text: str) -> Contact:
    """A contact in any spelling people use. Raises ValidationError."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if "@" in plain:
        try:
            validate_email(plain)
        except ValidationError:
            raise ValidationError(_("This is not a mail address."), code="mail") from None
        return Contact("mail", plain.lower())
    digits = re.sub(r"[-()]", "", plain)
    if found := _MAINLAND.fullmatch(digits):
        return Contact("phone", found[1])
    if _ABROAD.fullmatch(digits) and not digits.startswith("+86"):
        return Contact("phone", digits)
    raise ValidationError(
        _("Enter a mobile number of 11 digits, or a mail address."), code="contact"
    )


def send_code(contact: Contact) -> None:
    """Send a code to prove the contact; to one that has an account, where to sign in instead.

    Whoever asks sees no difference. Raises TooOften and Unreachable.
    """
    now = timezone.now()
    sent = ContactCode.objects.filter(contact_index=contact.index, made_at__gt=now - timedelta(1))
    made = list(sent.order_by("-made_at").values_list("made_at", flat=True)[:MOST_A_DAY])
    if made and now - made[0] < PAUSE:
        raise TooOften(PAUSE - (now - made[0]))
    if len(made) >= MOST_A_DAY:
        raise TooOften(timedelta(1) - (now - made[-1]))
    code = f"{secrets.randbelow(10**6):06}"
    row = ContactCode.objects.create(
        contact_index=contact.index, digest=_digest(contact, code), made_at=now
    )
    if contact.account() is None:
        text = _("%(code)s is your code for the court's online service, good for 10 minutes.")
    else:
        text = _("You have an account with the court's online service already: please sign in.")
    carrier(contact.kind).send(contact.value, text % {"code": code}, f"code:{row.pk}")


def confirm(contact: Contact, typed: str) -> bool:
    """Whether this is the newest code, in time and not tried too often; then it is used up."""
    row = ContactCode.objects.filter(contact_index=contact.index).order_by("-made_at").first()
    if row is None or row.used_at or timezone.now() - row.made_at > GOOD_FOR:
        return False
    tried = ContactCode.objects.filter(pk=row.pk, tries=row.tries, tries__lt=MOST_TRIES)
    if not tried.update(tries=row.tries + 1):
        return False
    digits = "".join(unicodedata.normalize("NFKC", typed).split())
    if contact.account() is not None or not secrets.compare_digest(
        row.digest, _digest(contact, digits)
    ):
        return False
    return bool(ContactCode.objects.filter(pk=row.pk, used_at=None).update(used_at=timezone.now()))


def _digest(contact: Contact, code: str) -> str:
    return blind_index(f"{contact.value}:{code}")
