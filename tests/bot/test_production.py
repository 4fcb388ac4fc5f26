"""What production refuses to start with, and that it serves the page and nothing open once it may."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.settings import ROOT
from operations.environment import free_port
from tests.bot.conftest import Bot, start_bot, stop_bot
from tests.bot.web_page import web_page

pytestmark = pytest.mark.bot

SECRETS = {"DELEGADO_ACTION_SECRET": secrets.token_urlsafe(32), "DELEGADO_CODE_SECRET": secrets.token_urlsafe(32)}
SAFE = {"ENTORNO": "produccion", "DELEGADO_SMTP_HOST": "mail.upn.example", "DELEGADO_PROXIES": "0", **SECRETS}
SHORT = "a" * 31
REFUSED = {
    "no secrets": ({"DELEGADO_ACTION_SECRET": "", "DELEGADO_CODE_SECRET": ""}, "DELEGADO_ACTION_SECRET"),
    "no action secret": ({"DELEGADO_ACTION_SECRET": ""}, "DELEGADO_ACTION_SECRET"),
    "a short secret": ({"DELEGADO_CODE_SECRET": SHORT}, "DELEGADO_CODE_SECRET"),
    "a secret that is a default": ({"DELEGADO_CODE_SECRET": "changeme" * 5}, "DELEGADO_CODE_SECRET"),
    "Rasa's API without a token": ({"DELEGADO_API": "1"}, "DELEGADO_API_TOKEN"),
    "no mail server": ({"DELEGADO_SMTP_HOST": ""}, "DELEGADO_SMTP_HOST"),
    "mail in the clear": ({"DELEGADO_SMTP_SECURITY": "none"}, "DELEGADO_SMTP_SECURITY"),
    "proxies that are not told": ({"DELEGADO_PROXIES": ""}, "DELEGADO_PROXIES"),
    "half a channel": ({"DELEGADO_TELEGRAM_TOKEN": "123:abc"}, "DELEGADO_TELEGRAM_SECRET"),
    "half a portal": ({"DELEGADO_PORTAL_ISSUER": "https://portal.upn.example"}, "DELEGADO_PORTAL_KEY_FILE"),
    "no such support file": ({"DELEGADO_SUPPORT_FILE": "none.yml"}, "none.yml"),
}


def refusal(tmp_path: Path, **settings: str) -> str:
    """What the start command says when it gives up."""
    environment = {
        **os.environ, **SAFE, "DELEGADO_VAR": str(tmp_path),
        "DELEGADO_RASA_PORT": str(free_port()), "DELEGADO_ACTION_PORT": str(free_port()), **settings,
    }  # fmt: skip
    command = [sys.executable, "-m", "operations.serve"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 1
    assert "Delegado listo" not in run.stdout
    assert "Traceback" not in run.stderr
    return run.stderr


@pytest.mark.parametrize(("settings", "named"), REFUSED.values(), ids=REFUSED)
def test_production_refuses_what_is_not_safe(tmp_path: Path, settings: dict[str, str], named: str) -> None:
    assert named in refusal(tmp_path, **settings)


def test_the_secrets_of_development_are_no_secrets(tmp_path: Path) -> None:
    (tmp_path / "development-secrets.json").write_text(json.dumps(SECRETS))
    assert "development" in refusal(tmp_path)


@pytest.mark.parametrize("channel", ["channels.rest.RestInput", "rest", "socketio", "callback"])
def test_an_open_channel_is_refused(tmp_path: Path, channel: str) -> None:
    credentials = tmp_path / "credentials.yml"
    credentials.write_text(f"{channel}:\n", encoding="utf-8")
    assert channel in refusal(tmp_path, DELEGADO_CREDENTIALS=str(credentials))


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    with pytest.MonkeyPatch.context() as environment:
        for name, value in SAFE.items():
            environment.setenv(name, value)
        running = start_bot(tmp_path_factory.mktemp("production"), free_port(), free_port())
        yield running
        stop_bot(running)


def test_in_production_the_page_answers(production: Bot) -> None:
    with web_page(production.port) as page:
        assert "Fuente:" in page.ask("¿cuál es la nota mínima para aprobar en la UPN?")


@pytest.mark.parametrize(
    "path", ["/webhooks/rest/webhook", "/webhooks/rest/", "/model/parse", "/status", "/conversations/a/tracker"]
)
def test_in_production_nothing_else_is_open(production: Bot, path: str) -> None:
    for body in (None, b'{"sender": "a", "message": "hola"}'):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(
                urllib.request.Request(f"http://127.0.0.1:{production.port}{path}", body), timeout=10
            )
        assert refused.value.code == 404


def test_production_holds_no_demo_student(production: Bot) -> None:
    with sqlite3.connect(production.var / "records.db") as records:
        assert records.execute("SELECT count(*) FROM students").fetchone() == (0,)


def test_what_production_writes_is_nobody_else_s(production: Bot) -> None:
    written = [path for path in production.var.rglob("*") if path.is_file()]
    assert {path.name for path in written} >= {"records.db", "conversations.db", "credentials.yml", "servers.log"}
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []
