"""The two bots that are compared: the stock `rasa init` bot and Delegado, each started, asked and stopped."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tqdm import tqdm

from actions.identity.links import StudentKey
from actions.services import Services
from actions.settings import DEVELOPMENT, ROOT, Settings
from operations.channels import channels_to_serve, write_credentials
from operations.environment import Addresses, addresses_from_environment, child_environment, free_port
from operations.serve import action_command, prepare_records, rasa_command
from operations.training import ensure_model

FOLDER = ROOT / "var" / "benchmark"
_START_PATIENCE_SECONDS = 300
_ANSWER_PATIENCE_SECONDS = 60
_HOST = "127.0.0.1"
_STOCK = FOLDER / "stock"
_LOGS = FOLDER / "log"


class BenchmarkFailed(Exception):
    """Nothing can be measured; the message says why and where to look."""


@dataclass(frozen=True)
class Bot:
    """A running bot: the port of its REST channel, its processes by name, and what its start took."""

    name: str
    port: int
    processes: dict[str, subprocess.Popen[bytes]]
    start_seconds: float

    def ask(self, sender: str, message: str) -> tuple[list[dict[str, Any]], float]:
        """The bot's messages and the seconds until they were here. Raises BenchmarkFailed when none come."""
        try:
            return _ask(self.port, sender, message)
        except (OSError, HTTPException, ValueError) as error:
            raise BenchmarkFailed(f"{self.name} gave no answer ({type(error).__name__}); see {_LOGS}.") from None


def isolate() -> None:
    """Forget the settings of this shell: nobody's database may be touched, and figures may not depend on them."""
    for name in [name for name in os.environ if name.startswith("DELEGADO_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ["ENTORNO"] = DEVELOPMENT
    os.environ["DELEGADO_VAR"] = str(FOLDER / "ours")


def prepare() -> Path:
    """Make and train what is missing, so that nothing but the bots works later; returns our model."""
    _make_stock()
    prepare_records(_own_settings(child_environment(addresses_from_environment())))
    model = ensure_model()
    _warm_disk_cache()
    return model


@contextmanager
def stock_bot() -> Iterator[Bot]:
    """The bot of `rasa init`, as it comes."""
    port = free_port()
    command = [sys.executable, "-m", "rasa", "run", "--interface", _HOST, "--port", str(port)]
    started = time.monotonic()
    with _child(command, _STOCK, _stock_environment(), "stock") as rasa:
        yield _first_answer("stock", port, {"Rasa server": rasa}, started, "hi", "")


@contextmanager
def own_bot(model: Path, **settings: str) -> Iterator[tuple[Bot, Services]]:
    """Delegado as `make run` starts it, with records and conversations of its own, for UPN's students.

    `settings`: variables to set beside those of development.
    """
    addresses = Addresses(_HOST, free_port(), free_port())
    environment = child_environment(addresses) | {"DELEGADO_UNIVERSIDAD": "UPN", **settings}
    credentials = write_credentials(channels_to_serve(environment, DEVELOPMENT), FOLDER / "ours")
    for old in (FOLDER / "ours").glob("conversations.db*"):
        old.unlink()
    started = time.monotonic()
    with (
        _child(action_command(), ROOT, environment, "actions") as actions,
        _child(rasa_command(model, credentials, addresses), ROOT, environment, "rasa") as rasa,
    ):
        processes = {"Rasa server": rasa, "action server": actions}
        bot = _first_answer("ours", addresses.rasa_port, processes, started, "¿Cuántas faltas puedo tener?", "Fuente:")
        yield bot, Services.from_settings(_own_settings(environment))


def identify(services: Services, sender: str, student_code: str) -> None:
    """Make a sender of the REST channel an identified student."""
    services.identity.link(f"rest:{sender}", StudentKey("UPN", student_code))


def memory(process: subprocess.Popen[bytes] | None = None) -> dict[str, int]:
    """Bytes of memory of a process (of this one without): resident now, and the most there ever was."""
    lines = Path(f"/proc/{process.pid if process else 'self'}/status").read_text().splitlines()
    values = {name: value for name, _, value in (line.partition(":") for line in lines)}
    return {key: int(values[name].split()[0]) * 1024 for key, name in (("now", "VmRSS"), ("most", "VmHWM"))}


def _own_settings(environment: dict[str, str]) -> Settings:
    return Settings.from_environment(environment).require_secrets()


def _stock_environment() -> dict[str, str]:
    # As it comes: nothing of what our start command sets, telemetry apart.
    return {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}


def _make_stock() -> None:
    mark = _STOCK / "made-with-rasa"
    wanted = version("rasa")
    if mark.exists() and mark.read_text() == wanted:
        return
    shutil.rmtree(_STOCK, ignore_errors=True)
    _STOCK.mkdir(parents=True)
    command = [sys.executable, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(_STOCK)]
    pause = 0.5 if sys.stderr.isatty() else 20
    with (
        _child(command, _STOCK, _stock_environment(), "stock-training") as making,
        tqdm(desc="Making and training the stock bot (minutes, once)", bar_format="{desc}: {elapsed}") as clock,
    ):
        while making.poll() is None:
            clock.refresh()
            with suppress(subprocess.TimeoutExpired):
                making.wait(timeout=pause)
    if making.returncode != 0 or not list(_STOCK.glob("models/*.tar.gz")):
        raise BenchmarkFailed(f"The stock bot could not be made (exit code {making.returncode}); see {_LOGS}.")
    mark.write_text(wanted)


def _warm_disk_cache() -> None:
    """Read the libraries once, so that the bot that starts first does not pay for the other."""
    libraries = ("tensorflow", "spacy", "rasa.core.policies.ted_policy", "rasa.nlu.classifiers.diet_classifier")
    command = [sys.executable, "-W", "ignore", "-c", f"import {', '.join(libraries)}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def _child(
    command: Sequence[str], cwd: Path, environment: dict[str, str], log: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A child process that is gone when the block is left, however it is left."""
    _LOGS.mkdir(parents=True, exist_ok=True)
    with (_LOGS / f"{log}.log").open("wb") as output:
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
    print(f"Starting the bot: {name} ...", flush=True)
    while time.monotonic() - started < _START_PATIENCE_SECONDS:
        for process_name, process in processes.items():
            if process.poll() is not None:
                raise BenchmarkFailed(f"{name}: the {process_name} ended by itself; see {_LOGS}.")
        with suppress(OSError, HTTPException, ValueError):
            messages, _ = _ask(port, "start", message)
            if any(expected in text(answer) for answer in messages):
                return Bot(name, port, processes, time.monotonic() - started)
        time.sleep(0.1)
    raise BenchmarkFailed(f"{name}: no answer within {_START_PATIENCE_SECONDS} s; see {_LOGS}.")


def text(answer: dict[str, Any]) -> str:
    """What one message of a bot says; its picture's address when it is a picture."""
    return str(answer.get("text") or answer.get("image") or "")


def _ask(port: int, sender: str, message: str) -> tuple[list[dict[str, Any]], float]:
    body = json.dumps({"sender": sender, "message": message})
    started = time.perf_counter()
    with closing(HTTPConnection(_HOST, port, timeout=_ANSWER_PATIENCE_SECONDS)) as connection:
        connection.request("POST", "/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
        content = connection.getresponse().read()
    seconds = time.perf_counter() - started
    messages = json.loads(content)
    return (messages if isinstance(messages, list) else []), seconds
