"""Production does not start with secrets that are none, nor with a door that is open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from actions.settings import SettingsError
from operations import rasa_server
from operations.environment import Addresses, child_environment, development_secrets_file
from operations.production import SECRETS, check_production

ACTION, CODE = SECRETS
GOOD = {ACTION: "pQ7xV2mKc9LtRz4WnB8sYf1HdJ6gEa3U", CODE: "Zk5Tn0wXy3QbLr8MvC6hPj2SfG9dAe7R", "DELEGADO_PROXIES": "1"}
TOKEN = "oI4uYt7RqW1eKj8HgF5dSa2ZxC9vBn6M"


@pytest.fixture
def made_in_development(tmp_path: Path) -> Path:
    """The file of secrets of a development start."""
    path = development_secrets_file(tmp_path)
    path.write_text(json.dumps({ACTION: "dev-aB3dE5fG7hJ9kL1mN2pQ4rS6tU8v", CODE: "dev-zY9xW7vU5tS3rQ1pO2nM4lK6jI8h"}))
    return path


def problem(values: dict[str, str], development: Path) -> str:
    """What production complains about."""
    with pytest.raises(SettingsError) as error:
        check_production(values, development)
    return str(error.value)


def test_good_secrets_are_enough(tmp_path: Path, made_in_development: Path) -> None:
    check_production(GOOD, tmp_path / "none.json")
    check_production(GOOD, made_in_development)


WEAK = {
    "missing": "",
    "short": GOOD[ACTION][:31],
    "one letter": "a" * 64,
    "few letters": "abc123abc" * 8,
}


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", WEAK.values(), ids=WEAK)
def test_a_weak_secret_is_named_and_not_quoted(tmp_path: Path, name: str, value: str) -> None:
    told = problem({**GOOD, name: value}, tmp_path / "none.json")
    assert f"{name} has to be 32 random characters" in told
    assert not value or value not in told


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_that_is_not_set_is_named(tmp_path: Path, name: str) -> None:
    assert name in problem({key: value for key, value in GOOD.items() if key != name}, tmp_path / "none.json")


def test_one_secret_for_both_is_refused(tmp_path: Path) -> None:
    told = problem({ACTION: GOOD[ACTION], CODE: GOOD[ACTION]}, tmp_path / "none.json")
    assert "have to differ" in told
    assert GOOD[ACTION] not in told


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("made_for", SECRETS)
def test_a_secret_of_development_is_refused(made_in_development: Path, name: str, made_for: str) -> None:
    known = json.loads(made_in_development.read_text())[made_for]
    told = problem({**GOOD, name: known}, made_in_development)
    assert f"{name} is the secret of a development start" in told
    assert known not in told


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    told = problem({"DELEGADO_API": "1"}, tmp_path / "none.json")
    assert ACTION in told and CODE in told and "DELEGADO_API_TOKEN" in told


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"text"'], ids=repr)
def test_a_file_of_development_that_cannot_be_read_is_named(tmp_path: Path, content: str) -> None:
    broken = tmp_path / "development-secrets.json"
    broken.write_text(content)
    assert broken.name in problem(GOOD, broken)


# Rasa's HTTP API


@pytest.mark.parametrize("token", ["", TOKEN[:31], "a" * 32], ids=["missing", "short", "one letter"])
def test_the_api_needs_a_token(tmp_path: Path, token: str) -> None:
    told = problem({**GOOD, "DELEGADO_API": "1", "DELEGADO_API_TOKEN": token}, tmp_path / "none.json")
    assert "DELEGADO_API_TOKEN" in told


def test_the_token_of_the_api_is_no_other_secret(tmp_path: Path) -> None:
    told = problem({**GOOD, "DELEGADO_API": "1", "DELEGADO_API_TOKEN": GOOD[ACTION]}, tmp_path / "none.json")
    assert "DELEGADO_API_TOKEN" in told


def test_with_its_token_the_api_may_open(tmp_path: Path) -> None:
    check_production({**GOOD, "DELEGADO_API": "1", "DELEGADO_API_TOKEN": TOKEN}, tmp_path / "none.json")


@pytest.mark.parametrize("switch", ["", "0", "no"])
def test_a_closed_api_needs_no_token(tmp_path: Path, switch: str) -> None:
    check_production({**GOOD, "DELEGADO_API": switch}, tmp_path / "none.json")


def arguments(monkeypatch: pytest.MonkeyPatch, command: str = "run", **environ: str) -> list[str]:
    """What is added to Rasa's command line."""
    for name in ("DELEGADO_API", "DELEGADO_API_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["operations.rasa_server", command])
    return rasa_server._api_arguments()


def test_the_api_stays_closed_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert arguments(monkeypatch) == []
    assert arguments(monkeypatch, DELEGADO_API_TOKEN=TOKEN) == []
    assert arguments(monkeypatch, DELEGADO_API="0", DELEGADO_API_TOKEN=TOKEN) == []
    assert arguments(monkeypatch, "shell", DELEGADO_API="1", DELEGADO_API_TOKEN=TOKEN) == []


def test_the_api_never_opens_without_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    given = arguments(monkeypatch, DELEGADO_API="1", DELEGADO_API_TOKEN=TOKEN)
    assert given == ["--enable-api", "--auth-token", TOKEN]


# The start command


def test_the_start_command_makes_no_secret_in_production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ENTORNO", "produccion")
    monkeypatch.setenv("DELEGADO_VAR", str(tmp_path))
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingsError, match="production is not safe yet"):
        child_environment(Addresses("127.0.0.1", 5005, 5055))
    assert list(tmp_path.iterdir()) == []


def test_the_start_command_hands_the_given_secrets_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ENTORNO", "produccion")
    monkeypatch.setenv("DELEGADO_VAR", str(tmp_path))
    monkeypatch.delenv("DELEGADO_API", raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    handed = child_environment(Addresses("127.0.0.1", 5005, 5055))
    assert {name: handed[name] for name in SECRETS} == {name: GOOD[name] for name in SECRETS}
    assert list(tmp_path.iterdir()) == []
