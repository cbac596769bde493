"""Settings are read loudly: a malformed one stops the start and is named."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from courtflow import settings

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (settings.env, ""),
        (lambda name: settings.env_bool(name, False), "yes"),
        (lambda name: settings.env_bool(name, False), ""),
        (lambda name: settings.env_int(name, 1), "1.5"),
        (lambda name: settings.env_int(name, 1), "-1"),
        (settings.env_keys, KEY),
        (settings.env_keys, f"a:{KEY},a:{KEY}"),
        (settings.env_keys, "a:not base64"),
        (settings.env_keys, "a:c2hvcnQ="),
    ],
)
def test_a_malformed_setting_is_named(
    read: object, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SETTING", value)
    with pytest.raises(ImproperlyConfigured, match="A_SETTING"):
        read("A_SETTING")  # type: ignore[operator]


def test_the_first_key_is_the_current_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SETTING", f"new:{KEY}, old:{KEY}")
    assert list(settings.env_keys("A_SETTING")) == ["new", "old"]


def test_a_setting_may_lie_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("settings") / "secret"
    file.write_text("from the file\n")
    monkeypatch.setenv("A_SETTING_FILE", str(file))
    assert settings.env("A_SETTING") == "from the file"


def test_a_database_address_is_taken_apart() -> None:
    found = settings.database("postgresql://some%40one:p%2Fw@host:5433/name?sslmode=verify-full")
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("some@one", "p/w", "host")
    assert (found["PORT"], found["NAME"]) == ("5433", "name")
    assert found["OPTIONS"]["sslmode"] == "verify-full"


@pytest.mark.parametrize("url", ["mysql://host/name", "postgresql://host/", "name"])
def test_another_kind_of_address_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        settings.database(url)


SANDBOX = "courtflow.gateways.identity.Sandbox"


def test_a_sandbox_is_for_training_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.gateway("A_SETTING", SANDBOX, training=True) == SANDBOX
    assert settings.gateway("A_SETTING", SANDBOX, training=False) == ""
    monkeypatch.setenv("A_SETTING", SANDBOX)
    with pytest.raises(ImproperlyConfigured, match="A_SETTING names the sandbox"):
        settings.gateway("A_SETTING", SANDBOX, training=False)
    monkeypatch.setenv("A_SETTING", "elsewhere.Register")
    assert settings.gateway("A_SETTING", SANDBOX, training=False) == "elsewhere.Register"
