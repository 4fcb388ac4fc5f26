"""What is gone is told, and nothing is silent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from actions.settings import DEVELOPMENT, ROOT
from operations.channels import channels_to_serve, write_credentials
from operations.environment import Addresses, child_environment, free_port
from operations.serve import answers, rasa_command
from operations.training import ensure_model
from tests.bot.conftest import Bot, start_bot, stop_bot

pytestmark = pytest.mark.bot


def serve_and_wait(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the start command where it has to give up by itself."""
    command = [sys.executable, "-m", "operations.serve"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_without_the_records_the_general_rule_is_told(bot: Bot) -> None:
    sender = bot.identified("N00100001")
    records, away = bot.var / "records.db", bot.var / "records.db.away"
    records.rename(away)
    try:
        bot.ask(sender, '/elegir_universidad{"universidad": "UPN"}')
        answer = bot.ask(sender, "¿cuántos créditos puedo llevar?")
        assert "no puedo consultar tu expediente" in answer
        assert "Fuente: Reglamento de Estudios de Pregrado UPN (2019), Art. 14" in answer
        assert "no puedo identificarte" in bot.ask(sender, "N00100001")
        assert not records.exists()
    finally:
        away.rename(records)
    assert "Según tu expediente" in bot.ask(sender, "¿cuántos créditos puedo llevar?")


def test_the_action_server_refuses_a_call_without_the_secret(bot: Bot) -> None:
    body = b'{"next_action": "action_quien_soy", "tracker": {"sender_id": "rest:x", "slots": {}, "events": []}}'
    request = urllib.request.Request(
        f"http://127.0.0.1:{bot.action_port}/webhook", body, {"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 403


def test_without_the_action_server_an_apology_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = ensure_model()
    monkeypatch.setenv("DELEGADO_VAR", str(tmp_path))
    addresses = Addresses("127.0.0.1", free_port(), free_port())
    credentials = write_credentials(channels_to_serve({}, DEVELOPMENT), tmp_path)
    with (tmp_path / "rasa.log").open("wb") as log:
        process = subprocess.Popen(
            rasa_command(model, credentials, addresses),
            cwd=ROOT,
            env=child_environment(addresses),
            stdout=log,
            stderr=log,
        )
    try:
        for _ in range(600):
            if answers(addresses.page):
                break
            time.sleep(0.1)
        alone = Bot(addresses.rasa_port, addresses.action_port, tmp_path, process)  # type: ignore[arg-type]
        answer = alone.ask("alguien", "¿cuál es la nota mínima?")
        assert "secretaría académica" in answer
        assert "nota mínima" not in (tmp_path / "rasa.log").read_text(encoding="utf-8")
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_a_taken_port_is_told_in_one_line(bot: Bot, tmp_path: Path) -> None:
    environment = {
        **os.environ, "DELEGADO_VAR": str(tmp_path), "DELEGADO_RASA_PORT": str(bot.port),
        "DELEGADO_ACTION_PORT": str(free_port()),
    }  # fmt: skip
    run = serve_and_wait(environment)
    assert run.returncode == 1
    assert run.stderr.strip().splitlines() == [
        f"Delegado cannot start: Port {bot.port} for the Rasa server is taken: stop the program that uses it, or set "
        "DELEGADO_RASA_PORT to another port."
    ]


def test_production_does_not_start_without_its_secrets(tmp_path: Path) -> None:
    environment = {
        **os.environ, "DELEGADO_VAR": str(tmp_path), "ENTORNO": "produccion",
        "DELEGADO_RASA_PORT": str(free_port()), "DELEGADO_ACTION_PORT": str(free_port()),
    }  # fmt: skip
    run = serve_and_wait(environment)
    assert run.returncode == 1
    assert "DELEGADO_ACTION_SECRET" in run.stderr


def test_a_dead_child_stops_both_and_is_named(tmp_path: Path) -> None:
    bot = start_bot(tmp_path, free_port(), free_port())
    pids = [line.split("pid=")[1].rstrip(")") for line in bot.log.read_text().splitlines() if "actions started" in line]
    os.kill(int(pids[0]), signal.SIGKILL)
    output = bot.process.communicate(timeout=30)[0]
    assert bot.process.returncode != 0
    assert "The action server ended by itself" in output
    assert not answers(f"http://127.0.0.1:{bot.port}/")


def test_ctrl_c_stops_both(tmp_path: Path) -> None:
    bot = start_bot(tmp_path, free_port(), free_port())
    assert stop_bot(bot) == 0
    assert not answers(f"http://127.0.0.1:{bot.port}/")
    assert not answers(f"http://127.0.0.1:{bot.action_port}/health")
