"""Sending mail by SMTP, with the server that EMAIL_URL names."""

from __future__ import annotations

from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from courtflow.gateways import Undeliverable, Unreachable, messages

LONGEST_SUBJECT = 78
FOR_EVER = 500
"""Answers of a server from here on are not worth asking again."""


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
            codes = [code for code, _words in error.recipients.values()]
            raise (Undeliverable if min(codes) >= FOR_EVER else Unreachable) from None
        except SMTPDataError as error:
            raise (Undeliverable if error.smtp_code >= FOR_EVER else Unreachable) from None
        except ValueError:  # an address, or a header, that is none
            raise Undeliverable from None
        except (SMTPException, OSError):  # what else goes wrong is about us, not about the message
            raise Unreachable from None


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
