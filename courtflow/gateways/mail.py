"""Sending mail by SMTP, with the server that EMAIL_URL names."""

from __future__ import annotations

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection

from courtflow.gateways import Undeliverable, Unreachable, messages

LONGEST_SUBJECT = 78


class Sandbox(messages.Sandbox):
    """Sends nothing, as its twin for text messages."""


class Smtp:
    """A mail of plain text. The first line is its subject; the key is its Message-ID.

    Mail servers keep no promise to send the same Message-ID once; readers' programs show it once.
    """

    name = "smtp"
    is_sandbox = False

    def send(self, to: str, text: str, key: str) -> None:
        """Raises Unreachable, and Undeliverable where the server says never."""
        try:
            _mail(to, text, key).send()
        except SMTPRecipientsRefused as error:
            codes = {code for code, _words in error.recipients.values()}
            raise (Undeliverable if min(codes) >= 500 else Unreachable) from None
        except SMTPResponseException as error:
            raise (Undeliverable if _is_final(error) else Unreachable) from None
        except BadHeaderError:
            raise Undeliverable from None
        except (SMTPException, OSError):
            raise Unreachable from None


def _is_final(error: SMTPResponseException) -> bool:
    """Whether the answer is about this message; a wrong password is about us."""
    return error.smtp_code in (550, 551, 552, 553, 554)


def _mail(to: str, text: str, key: str) -> EmailMessage:
    # No line break reaches a header: Django refuses them, and the subject is one line by itself.
    subject = " ".join(text.partition("\n")[0].split())[:LONGEST_SUBJECT]
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    headers = {
        "Message-ID": f"<{key.replace(':', '.')}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(
        subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers,
        connection=get_connection("django.core.mail.backends.smtp.EmailBackend"),
    )  # fmt: skip
