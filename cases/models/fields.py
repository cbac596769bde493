"""Personal data at rest: AES-GCM with a key id, and a keyed digest to find it again.

``settings.FIELD_KEYS`` maps key ids to 32-byte keys, the first being the one written with;
``settings.BLIND_INDEX_KEY`` keys the digest. Nothing here is logged.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import unicodedata
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models


class Unreadable(ValueError):
    """Stored personal data that none of the configured keys opens."""

    reason = "unreadable_personal_data"


def seal(text: str) -> str:
    """Encrypt; the result carries the id of the key it was made with."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(12)
    box = AESGCM(key).encrypt(nonce, text.encode(), key_id.encode())
    return f"{key_id}:{base64.b64encode(nonce + box).decode()}"


def unseal(stored: str) -> str:
    """Decrypt what ``seal`` made, with whichever configured key it names."""
    key_id, _, box = stored.partition(":")
    try:
        raw = base64.b64decode(box, validate=True)
        return (
            AESGCM(settings.FIELD_KEYS[key_id])
            .decrypt(raw[:12], raw[12:], key_id.encode())
            .decode()
        )
    except (KeyError, ValueError, InvalidTag) as error:
        raise Unreadable(key_id) from error


def blind_index(text: str) -> str:
    """A keyed digest of the normalised text: equal texts meet, nothing can be read back."""
    normal = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if not normal:
        return ""
    return hmac.new(settings.BLIND_INDEX_KEY, normal.encode(), hashlib.sha256).hexdigest()


def keyed_digest(text: str) -> str:
    """A keyed digest of a text exactly as it is, 128 bits in hex digits: who has not the key cannot
    find a short text by trying."""
    return hmac.new(settings.BLIND_INDEX_KEY, b"text:" + text.encode(), hashlib.sha256).hexdigest()[
        :32
    ]


class SealedField(models.TextField):
    """A text that is encrypted in the database and plain in Python."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(str(value)) if value else ""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return unseal(value) if value else value


def bigrams(text: str) -> list[str]:
    """The two-character pieces of a name, for a search by fragment."""
    normal = "".join(unicodedata.normalize("NFKC", text).lower().split())
    return sorted({normal[i : i + 2] for i in range(max(1, len(normal) - 1))}) if normal else []
