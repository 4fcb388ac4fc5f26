"""The running bot: both servers, started once for the whole run, on free ports and with state of their own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from actions.settings import ROOT
from operations.environment import free_port
from operations.training import ensure_model

START_SECONDS = 150


@dataclass
class Bot:
    """A running Delegado."""

    port: int
    action_port: int
    var: Path
    process: subprocess.Popen[str]

    @property
    def log(self) -> Path:
        return self.var / "log" / "servers.log"

    def post(self, body: bytes) -> list[dict[str, Any]]:
        """Post a raw body to the REST channel."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/webhooks/rest/webhook", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read())

    def ask(self, sender: str, message: Any) -> str:
        """The texts of an answer, joined."""
        messages = self.post(json.dumps({"sender": sender, "message": message}).encode())
        return "\n".join(message.get("text", "") for message in messages)

    def buttons(self, sender: str, message: str) -> list[dict[str, str]]:
        """The buttons of an answer."""
        messages = self.post(json.dumps({"sender": sender, "message": message}).encode())
        return [button for message in messages for button in message.get("buttons", [])]

    def mails(self) -> list[Path]:
        """The mail that left, oldest first."""
        return sorted((self.var / "outbox").glob("*.eml"))

    def wait_for_mail(self, already: int) -> str:
        """The text of the mail after the first `already` ones."""
        for _ in range(100):
            if len(self.mails()) > already:
                return self.mails()[already].read_text(encoding="utf-8")
            time.sleep(0.1)
        raise AssertionError("no mail left")

    def identified(self, code: str) -> str:
        """A new conversation, identified as a demo student by the code from the outbox; returns its sender."""
        sender, before = new_sender(), len(self.mails())
        self.ask(sender, f"mi código es {code}")
        one_time = re.search(r"\b\d{6}\b", self.wait_for_mail(before))
        assert one_time
        answer = self.ask(sender, one_time.group())
        assert "ya te reconozco" in answer
        return sender


def new_sender() -> str:
    """A conversation nobody had before."""
    return f"test-{uuid.uuid4().hex}"


def start_bot(var: Path, port: int, action_port: int) -> Bot:
    """Start the servers and wait until they are ready."""
    environment = {
        **os.environ,
        "DELEGADO_VAR": str(var),
        "DELEGADO_MODELS": str(ensure_model().parent),
        "DELEGADO_RASA_PORT": str(port),
        "DELEGADO_ACTION_PORT": str(action_port),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "operations.serve"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    bot = Bot(port, action_port, var, process)
    started, lines = time.monotonic(), []
    assert process.stdout
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Delegado listo: "):
            return bot
        if time.monotonic() - started > START_SECONDS:
            break
    process.kill()
    raise AssertionError("the bot did not start:\n" + "".join(lines))


def stop_bot(bot: Bot) -> int:
    """Stop the servers as Ctrl-C does; the exit code."""
    if bot.process.poll() is None:
        bot.process.send_signal(signal.SIGINT)
    return bot.process.wait(timeout=30)


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    running = start_bot(tmp_path_factory.mktemp("bot"), free_port(), free_port())
    yield running
    stop_bot(running)


@pytest.fixture
def upn(bot: Bot) -> str:
    """A new anonymous conversation of a UPN student."""
    sender = new_sender()
    bot.ask(sender, '/elegir_universidad{"universidad": "UPN"}')
    return sender
