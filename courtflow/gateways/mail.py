"""Sending mail by SMTP, with the server that EMAIL_URL names."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from courtflow.gateways import Undeliverable, Unreachable, messages

LONGEST_SUBJECT = 78
FOR_EVER = 500
"""Answers of a server from here on are not worth asking again."""


@dataclass(frozen=True)
class Letter:
    """A mail that serves papers: what it says, the papers, and where it comes back to."""

    subject: str
    text: str
    files: Sequence[tuple[str, bytes, str]] = ()
    """Name, content, media type."""
    comes_back_to: str = ""


class Sandbox(messages.Sandbox):
    """Sends nothing, as its twin for text messages."""

    def serve(self, to: str, letter: Letter, key: str) -> str:
        """Keeps the words for the page; returns a receipt."""
        self.send(to, f"{letter.subject}\n\n{letter.text}", key)
        return f"sandbox {key[:8]}"


class Smtp:
    """A mail of plain text. The first line is its subject; the key is its Message-ID.

    Mail servers keep no promise to send the same Message-ID once; readers' programs show it once.
    """

    name = "smtp"
    is_sandbox = False

    def send(self, to: str, text: str, key: str) -> None:
        """Raises Unreachable, and Undeliverable where the server says never."""
        with _asked():
            _mail(to, text, key).send()

    def serve(self, to: str, letter: Letter, key: str) -> str:
        """Send papers; returns what the server said when it took them. Raises as ``send``.

        A server that has taken a mail answers for it; what it cannot deliver comes back to the
        envelope sender, an address of this mail's own.
        """
        backend = _Backend()
        with _asked():
            backend.open()
            try:
                mail = _letter(to, letter, key, backend)
                if not mail.send():
                    raise Undeliverable
                return " ".join(getattr(backend.connection, "said", "").split())
            finally:
                backend.close()


@contextmanager
def _asked() -> Iterator[None]:
    """What goes wrong with a server, as a gateway says it."""
    try:
        yield
    except SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise (Undeliverable if min(codes) >= FOR_EVER else Unreachable) from None
    except SMTPDataError as error:
        raise (Undeliverable if error.smtp_code >= FOR_EVER else Unreachable) from None
    except ValueError:  # an address, or a header, that is none
        raise Undeliverable from None
    except (SMTPException, OSError):  # what else goes wrong is about us, not about the message
        raise Unreachable from None


class _Said:
    """Remembers the server's answer to a mail: its receipt."""

    said = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, words = super().data(msg)  # type: ignore[misc]
        self.said = words.decode("utf-8", "replace")
        return code, words


class _Plain(_Said, smtplib.SMTP):
    """By a plain connection, or one that turns to TLS."""


class _Tls(_Said, smtplib.SMTP_SSL):
    """By TLS from the start."""


class _Backend(EmailBackend):
    """Django's own, that keeps the receipt."""

    @property
    def connection_class(self) -> Any:
        return _Tls if self.use_ssl else _Plain


def _letter(to: str, letter: Letter, key: str, backend: EmailBackend) -> EmailMessage:
    subject = " ".join(letter.subject.split())[:LONGEST_SUBJECT]
    mail = EmailMessage(
        subject, letter.text, letter.comes_back_to or settings.DEFAULT_FROM_EMAIL, [to],
        headers={"From": settings.DEFAULT_FROM_EMAIL, "Message-ID": _message_id(key)},
        connection=backend,
    )  # fmt: skip
    for name, content, media in letter.files:
        mail.attach(name, content, media)
    return mail


def _message_id(key: str) -> str:
    return f"<{key.replace(':', '.')}@{host()}>"


def host() -> str:
    """Of the address that mail comes from."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")


def _mail(to: str, text: str, key: str) -> EmailMessage:
    # No line break reaches a header: Django refuses them, and the subject is one line by itself.
    subject = " ".join(text.partition("\n")[0].split())[:LONGEST_SUBJECT]
    headers = {"Message-ID": _message_id(key), "Auto-Submitted": "auto-generated"}
    return EmailMessage(
        subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers,
        connection=get_connection("django.core.mail.backends.smtp.EmailBackend"),
    )  # fmt: skip
