"""Settings that are safe by default, and a server that does not start without its secrets."""

from __future__ import annotations

import sys

import pytest

from actions import server
from actions.settings import ROOT, Settings, SettingsError

SECRETS = {"DELEGADO_ACTION_SECRET": "a" * 32, "DELEGADO_CODE_SECRET": "b" * 32}


def test_the_defaults_are_those_of_development() -> None:
    settings = Settings.from_environment({})
    assert settings.is_development
    assert (settings.host, settings.port) == ("127.0.0.1", 5055)
    assert settings.database_url == f"sqlite:///{ROOT / 'var' / 'records.db'}"
    assert (settings.smtp_host, settings.default_university, settings.show_scores) == (None, None, False)


def test_there_is_no_default_secret() -> None:
    settings = Settings.from_environment({})
    assert (settings.action_secret, settings.code_secret) == ("", "")
    with pytest.raises(SettingsError):
        settings.require_secrets()


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", ["", "a" * 31], ids=["empty", "short"])
def test_a_weak_secret_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({**SECRETS, name: value}).require_secrets()


def test_two_good_secrets_are_enough() -> None:
    settings = Settings.from_environment(SECRETS)
    assert settings.require_secrets() is settings


def test_production_needs_a_mail_server() -> None:
    with pytest.raises(SettingsError, match="DELEGADO_SMTP_HOST"):
        Settings.from_environment({"ENTORNO": "produccion"})
    settings = Settings.from_environment({"ENTORNO": "produccion", "DELEGADO_SMTP_HOST": "mail.example"})
    assert not settings.is_development


def test_an_unknown_environment_is_refused() -> None:
    with pytest.raises(SettingsError, match="production"):
        Settings.from_environment({"ENTORNO": "production"})


def test_the_server_does_not_start_without_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["actions.server"])
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    assert server.main() == 1
    assert "DELEGADO_ACTION_SECRET" in capsys.readouterr().err
