"""What every answer carries, and what the logs must not."""

import logging
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from courtflow.headers import content_security
from courtflow.logs import LineFormatter


def test_the_policy_allows_own_files_and_this_answers_nonce_alone(rf: RequestFactory) -> None:
    nonces = []

    def view(request: HttpRequest) -> HttpResponse:
        nonces.append(request.csp_nonce)  # type: ignore[attr-defined]
        return HttpResponse()

    answers = [content_security(view)(rf.get("/")) for _ in range(2)]
    policies = [answer["Content-Security-Policy"] for answer in answers]
    assert nonces[0] != nonces[1]
    assert f"script-src 'self' 'nonce-{nonces[0]}'" in policies[0]
    assert not any("unsafe" in policy or "*" in policy for policy in policies)


def test_a_view_may_set_a_stricter_policy(rf: RequestFactory) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    assert content_security(view)(rf.get("/"))["Content-Security-Policy"] == "sandbox"


def line(message: str, *args: object, **extra: object) -> str:
    record = logging.LogRecord("courtflow", logging.WARNING, "", 0, message, args, None)
    record.__dict__.update(extra)
    return LineFormatter().format(record)


def test_a_forged_line_break_stays_in_its_line() -> None:
    written = line("unknown name %s", "x\nat=2026 level=info event=forged", case=7)
    assert "\n" not in written
    assert 'event="unknown name x\\nat=2026' in written
    assert written.endswith(" case=7")


def test_a_request_is_not_written_out() -> None:
    assert "secret" not in line("bad request", request="secret", params="secret")


def test_what_the_database_quotes_of_a_row_is_left_out() -> None:
    quoted = "duplicate key value\nDETAIL:  Key (phone)=(13800000000) exists.\n"
    try:
        raise ValueError(quoted)
    except ValueError as error:
        record = logging.LogRecord("courtflow", logging.ERROR, "", 0, "failed", (), None)
        record.exc_info = (type(error), error, error.__traceback__)
        written = LineFormatter().format(record)
    assert "duplicate key" in written
    assert "13800000000" not in written


def test_every_file_that_a_style_sheet_names_is_there(tmp_path: Path) -> None:
    storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    with override_settings(STATIC_ROOT=tmp_path, STORAGES={"staticfiles": {"BACKEND": storage}}):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


@pytest.mark.browser
def test_a_browser_opens_the_first_page(page) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    answer = page.goto("/")
    assert answer is not None and answer.status == 200
    assert not [text for text in errors if "Content Security Policy" in text]
