"""Done in person 本人: before a grave act somebody proves anew that it is them.

By the second factor, or the password of whoever has none. A proof is for one purpose and, where
something is shown, for exactly that; it is good for WITHIN and for one act. Real time.

On one page: a form that inherits ``InPerson`` asks for the proof with its last field and is valid
only with it. On two: ``prove`` where it is asked for, ``spend`` where it is needed.
"""

from __future__ import annotations

import json
import logging
import secrets
from datetime import timedelta
from time import time
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from redis.exceptions import RedisError

from cases.tries import TooOften

FIELD, SHOWN = "in_person", "in_person_shown"
SESSION = "in_person"
WITHIN = timedelta(minutes=5)
CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}
logger = logging.getLogger(__name__)


class NotProved(Exception):  # noqa: N818 - the words people get
    """Not proved that it is them; the text says why, to them."""


def digest(*shown: object) -> str:
    """A keyed digest of what a page shows; of nothing shown it is empty."""
    if not shown:
        return ""
    text = json.dumps([str(part) for part in shown], ensure_ascii=False)
    return salted_hmac("cases.in_person", text, algorithm="sha256").hexdigest()


def prove(request: HttpRequest, purpose: str, typed: str, shown: str = "") -> None:
    """Take what somebody typed as proof, and keep that in their session. Raises NotProved."""
    if not typed.strip():
        raise NotProved(_("Confirm here that it is you."))
    try:
        problem = request.user.why_not_proved(typed)  # type: ignore[union-attr]
    except TooOften as often:
        raise NotProved(often.words) from None
    if problem:
        raise NotProved(problem)
    keep(request, purpose, shown)


def keep(request: HttpRequest, purpose: str, shown: str = "") -> None:
    """They have proved it just now, here or by signing in; the proof before this one is void."""
    request.session[SESSION] = [purpose, shown, int(time()), secrets.token_hex(8)]


def is_proved(
    request: HttpRequest, purpose: str, shown: str = "", within: timedelta = WITHIN
) -> bool:
    """Whether a proof for this lies ready."""
    kept = request.session.get(SESSION)
    if not kept:
        return False
    its_purpose, its_shown, at, _once = kept
    fits = its_purpose == purpose and constant_time_compare(its_shown, shown)
    return fits and time() - at <= within.total_seconds()


def spend(request: HttpRequest, purpose: str, shown: str = "", within: timedelta = WITHIN) -> None:
    """Use the proof up. Raises NotProved where there is none for this."""
    if not is_proved(request, purpose, shown, within):
        raise NotProved(_("Confirm here that it is you."))
    once = request.session.pop(SESSION)[3]
    if not _is_first_use(once, within):
        raise NotProved(_("Confirm here that it is you."))


def _is_first_use(once: str, within: timedelta) -> bool:
    """Two requests at the same moment read the same session: the cache knows which was first."""
    try:
        return bool(cache.add(f"in-person:{once}", 1, int(within.total_seconds()) + 60))
    except RedisError:
        logger.warning("a proof is not counted: the cache does not answer")
        return True


class InPerson(forms.Form):
    """A form for a grave act. Nothing of the proof is used up before all else is in order."""

    in_person = forms.CharField(
        max_length=128, strip=False,
        error_messages={"required": gettext_lazy("Confirm here that it is you.")},
    )  # fmt: skip
    in_person_shown = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(
        self, request: HttpRequest, purpose: str, *shown: object,
        within: timedelta = WITHIN, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(request.POST if request.method == "POST" else None, **more)
        self.request, self.purpose, self.within = request, purpose, within
        self.shown = digest(*shown)
        self.initial[SHOWN] = self.shown
        asked = self.fields.pop(FIELD)
        if not is_proved(request, purpose, self.shown, within):
            self.fields[FIELD] = self._dressed(asked)

    def _dressed(self, asked: forms.Field) -> forms.Field:
        if self.request.user.second_factor is None:  # type: ignore[union-attr]
            asked.label = gettext_lazy("Your password, to confirm that it is you")
            asked.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        else:
            asked.label = gettext_lazy("Code of your authenticator app, to confirm that it is you")
            asked.help_text = gettext_lazy("Each code works once. A recovery code works, too.")
            asked.widget = forms.TextInput(attrs=CODE_ATTRIBUTES)
        return asked

    def clean(self) -> dict[str, Any] | None:
        found = super().clean()
        if not self.errors:
            try:
                self._take()
            except NotProved as why:
                self.add_error(FIELD if FIELD in self.fields else None, str(why))
        return found

    def _take(self) -> None:
        if not constant_time_compare(self.cleaned_data.get(SHOWN) or "", self.shown):
            self.data = now = self.request.POST.copy()
            now[SHOWN] = self.shown
            raise NotProved(_("This has changed meanwhile. Look at it again, then confirm."))
        if FIELD in self.fields:
            prove(self.request, self.purpose, self.cleaned_data[FIELD], self.shown)
        spend(self.request, self.purpose, self.shown, self.within)
