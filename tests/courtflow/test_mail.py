"""Mail by SMTP, with a server that answers as it is told."""

from __future__ import annotations

import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from courtflow.gateways import Undeliverable, Unreachable
from courtflow.gateways.mail import Smtp
from courtflow.settings import mail_server


class Server:
    """Takes mail on the loopback address, one connection after the other."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.taken: list[str] = []
        self.answers: dict[str, str] = {}
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.listening.accept()
            except OSError:
                return
            with line, line.makefile("rwb") as talk:
                self._talk(talk)

    def _talk(self, talk: Any) -> None:
        def say(text: str) -> None:
            talk.write(f"{text}\r\n".encode())
            talk.flush()

        say(self.answers.get("hello", "220 here"))
        while heard := talk.readline().decode().strip():
            word = heard.split()[0].upper()
            if word == "QUIT":
                say("221 bye")
                return
            if word == "DATA" and "DATA" not in self.answers:
                say("354 go on")
                lines = []
                while (part := talk.readline().decode()) != ".\r\n":
                    lines.append(part)
                self.taken.append("".join(lines))
                say("250 taken")
                continue
            say(self.answers.get(word, "250 yes"))


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    found = Server()
    url = f"smtp://127.0.0.1:{found.port}/?from=court@example.org"
    for name, value in mail_server(url).items():
        setattr(settings, name, value)
    yield found
    found.close()


def read(server: Server) -> Any:
    [raw] = server.taken
    return email.message_from_string(raw, policy=email.policy.default)


def test_a_mail_carries_its_words_and_its_key(server: Server) -> None:
    Smtp().send("a@example.org", "【本院】赵某：案件已立案。\n\nThe case is registered.", "k:1")
    mail = read(server)
    assert mail["Subject"] == "【本院】赵某：案件已立案。"
    assert (mail["To"], mail["From"]) == ("a@example.org", "court@example.org")
    assert mail["Message-ID"] == "<k.1@example.org>"
    assert "The case is registered." in mail.get_content()


@pytest.mark.parametrize("text", ["one\r\nBcc: x@example.org\n", "one\rBcc: x@example.org"])
def test_no_text_becomes_a_header(server: Server, text: str) -> None:
    Smtp().send("a@example.org", text, "k")
    mail = read(server)
    assert mail["Bcc"] is None and mail["To"] == "a@example.org"
    assert "\n" not in mail["Subject"]


def test_an_address_with_a_line_break_is_refused(server: Server) -> None:
    with pytest.raises(Undeliverable):
        Smtp().send("a@example.org\nBcc: x@example.org", "text", "k")
    assert server.taken == []


@pytest.mark.parametrize(
    ("word", "answer", "raised"),
    [
        ("RCPT", "550 no such user", Undeliverable),
        ("RCPT", "451 later", Unreachable),
        ("DATA", "554 no", Undeliverable),
        ("DATA", "451 later", Unreachable),
        ("MAIL", "421 closing", Unreachable),
        ("hello", "554 go away", Unreachable),
    ],
)
def test_the_server_says_no_for_now_or_for_ever(
    server: Server, word: str, answer: str, raised: type[Exception]
) -> None:
    server.answers[word] = answer
    with pytest.raises(raised):
        Smtp().send("a@example.org", "text", "k")


def test_no_server_there(server: Server) -> None:
    server.close()
    with pytest.raises(Unreachable):
        Smtp().send("a@example.org", "text", "k")


def test_the_mail_server_is_named_by_one_address() -> None:
    found = mail_server("smtps://me:a%40b@mail.example.org/?from=court@example.org")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 465)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me", "a@b")
    assert found["EMAIL_USE_SSL"] and not found["EMAIL_USE_TLS"]
    assert mail_server("smtp://h:25/?from=a@b&tls=1")["EMAIL_USE_TLS"]


@pytest.mark.parametrize("url", ["http://h/?from=a@b", "smtp:///?from=a@b", "smtp://h", "nonsense"])
def test_a_wrong_address_stops_the_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        mail_server(url)
