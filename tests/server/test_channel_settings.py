"""Settings of the channels: origins that may show the chat, limits, the support file, the portal."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.settings import ROOT, Settings, SettingsError, port_number, whole_number

NUMBERS = {
    "DELEGADO_RETENTION_DAYS": 90,
    "DELEGADO_MESSAGES_PER_SENDER": 30,
    "DELEGADO_MESSAGES_PER_STUDENT": 60,
    "DELEGADO_MESSAGES_PER_CLIENT": 600,
    "DELEGADO_PROXIES": 0,
}
FIELDS = dict(
    zip(
        NUMBERS,
        ("retention_days", "messages_per_sender", "messages_per_student", "messages_per_client", "proxies"),
        strict=True,
    )
)
PRODUCTION = {"ENTORNO": "produccion", "DELEGADO_SMTP_HOST": "mail.example"}


# Origins


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        ("  \n ", ()),
        ("https://www.upn.example", ("https://www.upn.example",)),
        ("https://a.example  https://b.example:8443\n", ("https://a.example", "https://b.example:8443")),
        ("http://localhost:8000 http://127.0.0.1:8000", ("http://localhost:8000", "http://127.0.0.1:8000")),
    ],
)
def test_origins_are_read(text: str, origins: tuple[str, ...]) -> None:
    assert Settings.from_environment({"DELEGADO_WEB_ORIGINS": text}).web_origins == origins


@pytest.mark.parametrize(
    "origin",
    [
        "*", "https://*", "https://*.upn.example", "null", "'self'", "https:", "https://", "//www.upn.example",
        "www.upn.example", "http://www.upn.example", "HTTPS://WWW.UPN.EXAMPLE", "https://www.upn.example/",
        "https://www.upn.example/page", "https://www.upn.example?", "https://www.upn.example#", "https://a;script-src",
        "https://a.example,https://b.example", "https://user:password@www.upn.example", "https://[", "https://a:port",
        "https://a:99999", "ftp://localhost", "javascript://localhost", "http://localhost.upn.example",
        "https://a\\b.example", 'https://a".example', "data:text/html,x",
    ],
)  # fmt: skip
def test_what_is_no_safe_origin_is_refused(origin: str) -> None:
    with pytest.raises(SettingsError, match="DELEGADO_WEB_ORIGINS"):
        Settings.from_environment({"DELEGADO_WEB_ORIGINS": f"https://www.upn.example {origin}"})


# Numbers


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_have_defaults_and_may_be_set(name: str) -> None:
    assert getattr(Settings.from_environment({}), FIELDS[name]) == NUMBERS[name]
    assert getattr(Settings.from_environment({name: ""}), FIELDS[name]) == NUMBERS[name]
    assert getattr(Settings.from_environment({name: "7"}), FIELDS[name]) == 7


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["-1", "1.5", "1e3", "ten", " 5", "0x10", "²", "½", "5 días"])
def test_what_is_no_whole_number_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


def test_zero_switches_a_limit_off_and_keeps_no_conversation_for_ever() -> None:
    assert Settings.from_environment({"DELEGADO_MESSAGES_PER_SENDER": "0"}).messages_per_sender == 0
    with pytest.raises(SettingsError, match="DELEGADO_RETENTION_DAYS"):
        Settings.from_environment({"DELEGADO_RETENTION_DAYS": "0"})


@pytest.mark.parametrize(("value", "least", "is_enough"), [("4", 5, False), ("5", 5, True), ("6", 5, True)])
def test_a_number_has_a_least_value(value: str, least: int, is_enough: bool) -> None:
    if is_enough:
        assert whole_number({"N": value}, "N", 9, least) == int(value)
    else:
        with pytest.raises(SettingsError, match="at least 5"):
            whole_number({"N": value}, "N", 9, least)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", "²"])
def test_a_port_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="PORT"):
        port_number({"PORT": value}, "PORT", 5055)


# The support file


def test_development_has_the_example_and_production_no_desk_that_does_not_exist(tmp_path: Path) -> None:
    assert Settings.from_environment({}).support_file == ROOT / "docs" / "soporte.example.yml"
    assert Settings.from_environment(PRODUCTION).support_file is None
    given = {"DELEGADO_SUPPORT_FILE": str(tmp_path / "soporte.yml")}
    assert Settings.from_environment(given).support_file == tmp_path / "soporte.yml"
    assert Settings.from_environment({**PRODUCTION, **given}).support_file == tmp_path / "soporte.yml"


# The portal


def test_only_the_portals_variables_are_handed_on() -> None:
    given = {"DELEGADO_PORTAL_ISSUER": "x", "DELEGADO_CODE_SECRET": "s" * 32, "PATH": "/bin"}
    assert dict(Settings.from_environment(given).portal) == {"DELEGADO_PORTAL_ISSUER": "x"}
