"""The two bots that are compared: the stock `rasa init` bot and Delegado, each started, asked and stopped."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tqdm import tqdm

from actions.identity.service import StudentKey
from actions.services import Services
from actions.settings import DEVELOPMENT, ROOT, Settings
from operations.environment import Addresses, child_environment, free_port
from operations.serve import action_command, prepare_records, rasa_command
from operations.training import ensure_model

FOLDER = ROOT / "var" / "benchmark"
_START_PATIENCE_SECONDS = 300
_ANSWER_PATIENCE_SECONDS = 60
_HOST = "127.0.0.1"


class BenchmarkFailed(Exception):
    """Nothing can be measured; the message says why and where to look."""


@dataclass(frozen=True)
class Bot:
    """A running bot: where its REST channel is, its processes by name, and what its start took."""

    name: str
    url: str
    processes: dict[str, subprocess.Popen[bytes]]
    start_seconds: float

    def ask(self, sender: str, message: str) -> tuple[list[dict[str, Any]], float]:
        """The bot's messages and the seconds until they were here."""
        return _ask(self.url, sender, message)


def isolate() -> None:
    """Forget the settings of this shell: nobody's database may be touched, and figures may not depend on them."""
    for name in [name for name in os.environ if name.startswith("DELEGADO_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ["ENTORNO"] = DEVELOPMENT
    os.environ["DELEGADO_VAR"] = str(FOLDER / "ours")


@contextmanager
def stock_bot() -> Iterator[Bot]:
    """The bot of `rasa init`, as it comes: made and trained the first time, kept for the next."""
    folder = FOLDER / "stock"
    # As it comes: nothing of what our start command sets, telemetry apart.
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    _make_stock(folder, environment)
    _warm_disk_cache(environment)
    port = free_port()
    command = [sys.executable, "-m", "rasa", "run", "--interface", _HOST, "--port", str(port)]
    with ExitStack() as stack:
        started = time.monotonic()
        rasa = stack.enter_context(_child(command, folder, environment, FOLDER / "log" / "stock.log"))
        yield _first_answer("stock", port, {"Rasa server": rasa}, started, "hi", "")


@contextmanager
def own_bot() -> Iterator[tuple[Bot, Services]]:
    """Delegado as `make run` starts it, with records and conversations of its own, for UPN's students."""
    addresses = Addresses(_HOST, free_port(), free_port())
    environment = child_environment(addresses) | {"DELEGADO_UNIVERSIDAD": "UPN"}
    for old in (FOLDER / "ours").glob("conversations.db*"):
        old.unlink()
    settings = Settings.from_environment(environment)
    prepare_records(settings)
    model = ensure_model()
    with ExitStack() as stack:
        started = time.monotonic()
        processes = {
            name: stack.enter_context(_child(command, ROOT, environment, FOLDER / "log" / log))
            for name, command, log in (
                ("action server", action_command(), "actions.log"),
                ("Rasa server", rasa_command(model, addresses), "rasa.log"),
            )
        }
        bot = _first_answer("ours", addresses.rasa_port, processes, started, "¿Cuántas faltas puedo tener?", "Fuente:")
        yield bot, Services.from_settings(settings)


def identify(services: Services, sender: str, student_code: str) -> None:
    """Make a sender of the REST channel an identified student."""
    services.identity.link(f"rest:{sender}", StudentKey("UPN", student_code))


def memory(process: subprocess.Popen[bytes] | None = None) -> dict[str, int]:
    """Bytes of memory of a process (of this one without): resident now, and the most there ever was."""
    lines = Path(f"/proc/{process.pid if process else 'self'}/status").read_text().splitlines()
    values = {name: value for name, _, value in (line.partition(":") for line in lines)}
    return {key: int(values[name].split()[0]) * 1024 for key, name in (("now", "VmRSS"), ("most", "VmHWM"))}


def _make_stock(folder: Path, environment: dict[str, str]) -> None:
    mark = folder / "made-with-rasa"
    wanted = version("rasa")
    if mark.exists() and mark.read_text() == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    log = FOLDER / "log" / "stock-training.log"
    command = [sys.executable, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(folder)]
    pause = 0.5 if sys.stderr.isatty() else 20
    with (
        _child(command, folder, environment, log) as making,
        tqdm(desc="Making and training the stock bot (minutes, once)", bar_format="{desc}: {elapsed}") as clock,
    ):
        while making.poll() is None:
            clock.refresh()
            try:
                making.wait(timeout=pause)
            except subprocess.TimeoutExpired:
                continue
    if making.returncode != 0 or not list(folder.glob("models/*.tar.gz")):
        raise BenchmarkFailed(f"The stock bot could not be made (exit code {making.returncode}); see {log}.")
    mark.write_text(wanted)


def _warm_disk_cache(environment: dict[str, str]) -> None:
    """Read the libraries once, so that the bot that starts first does not pay for the other."""
    policy, classifier = "rasa.core.policies.ted_policy", "rasa.nlu.classifiers.diet_classifier"
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        f"import tensorflow, spacy, rasa.core.agent, {policy}, {classifier}",
    ]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def _child(
    command: Sequence[str], cwd: Path, environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A child process that is gone when the block is left, however it is left."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        # A session of its own: Ctrl-C reaches the benchmark alone, which then stops its children in order.
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                process.kill()
                process.wait()


def _first_answer(
    name: str, port: int, processes: dict[str, subprocess.Popen[bytes]], started: float, message: str, expected: str
) -> Bot:
    """Ask until the first whole answer is there."""
    url = f"http://{_HOST}:{port}/webhooks/rest/webhook"
    print(f"Starting the bot: {name} ...", flush=True)
    while time.monotonic() - started < _START_PATIENCE_SECONDS:
        for process_name, process in processes.items():
            if process.poll() is not None:
                raise BenchmarkFailed(f"{name}: the {process_name} ended at once; see {FOLDER / 'log'}.")
        try:
            messages, _ = _ask(url, "start", message)
        except (urllib.error.URLError, OSError):
            messages = []
        if any(expected in text(answer) for answer in messages):
            return Bot(name, url, processes, time.monotonic() - started)
        time.sleep(0.1)
    raise BenchmarkFailed(f"{name}: no answer within {_START_PATIENCE_SECONDS} s; see {FOLDER / 'log'}.")


def text(answer: dict[str, Any]) -> str:
    """What one message of a bot says; its picture's address when it is a picture."""
    return str(answer.get("text") or answer.get("image") or "")


def _ask(url: str, sender: str, message: str) -> tuple[list[dict[str, Any]], float]:
    body = json.dumps({"sender": sender, "message": message}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=_ANSWER_PATIENCE_SECONDS) as response:
        messages = json.load(response)
    return messages, time.perf_counter() - started
