"""Set up what is missing and serve: `python -m operations.serve` (make run). Ctrl-C stops both servers."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import re
import shlex
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from honcho.manager import Manager

from actions.identity.mail import mail_transport
from actions.identity.portal import Portal
from actions.knowledge.loader import KnowledgeError, load_knowledge
from actions.knowledge.support import SupportError, load_desks
from actions.records.database import Database, DatabaseUnavailable, utc_now
from actions.records.demo import NotADemoDatabase, is_fresh, load_demo
from actions.records.migrate import migrate
from actions.settings import DEVELOPMENT, ROOT, Settings, SettingsError
from operations.channels import channels_to_serve, write_credentials
from operations.environment import (
    Addresses,
    addresses_from_environment,
    child_environment,
    credentials_file,
    environment_name,
    is_port_free,
    var_folder,
)
from operations.training import TrainingFailed, ensure_model

_START_PATIENCE_SECONDS = 240
_NAMES = {"rasa": "Rasa server", "actions": "action server"}


class StartFailed(Exception):
    """The servers cannot start; the message says what is wrong and what to do."""


class _LogPrinter:
    """Everything the children say goes to the log; warnings and errors go to the screen too."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.width = 0
        self.first_to_stop: str | None = None
        self._file = path.open("a", encoding="utf-8")

    def write(self, message: Any) -> None:
        """Honcho calls it for each line."""
        text = message.data if isinstance(message.data, str) else message.data.decode("utf-8", "replace")
        line = f"{message.time:%Y-%m-%d %H:%M:%S} {message.name}: {text.rstrip()}"
        self._file.write(line + "\n")
        self._file.flush()
        stopped = re.match(r"(\w+) stopped", text)
        if message.name == "system" and stopped and self.first_to_stop is None:
            self.first_to_stop = stopped.group(1)
        if message.name in _NAMES and any(mark in text for mark in ("ERROR", "CRITICAL", "cannot start")):
            print(line, file=sys.stderr, flush=True)


def prepare_records(settings: Settings) -> None:
    """Migrate the database and, in development, load the demo where it is missing or old."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        migrate(settings.database_url)
        database = Database(settings.database_url)
        if settings.is_development and not is_fresh(database, utc_now()):
            print(f"Demo database: {load_demo(database, utc_now())} students.", flush=True)
        database.close()
    except NotADemoDatabase as error:
        print(f"The demo was not loaded: the database at DATABASE_URL has real records ({error}).", flush=True)
    except DatabaseUnavailable as error:
        raise StartFailed(f"The records database cannot be used ({error}): check DATABASE_URL.") from None
    except Exception as error:
        raise StartFailed(f"The records database cannot be set up: {type(error).__name__}: {error}") from None


def check_files(settings: Settings) -> None:
    """What the servers would stumble over later. Raises SettingsError and SupportError."""
    universities = load_knowledge().universidades
    portal = Portal.from_environment(settings.portal)
    if portal and portal.university not in universities:
        raise SettingsError(f"DELEGADO_PORTAL_UNIVERSITY may be {', '.join(universities)}.")
    load_desks(settings.support_file, universities)
    mail_transport(settings)


def check_ports(addresses: Addresses) -> None:
    """Raises StartFailed when another program listens on a port that is needed."""
    for name, host, port, setting in (
        ("Rasa server", addresses.host, addresses.rasa_port, "DELEGADO_RASA_PORT"),
        ("action server", "127.0.0.1", addresses.action_port, "DELEGADO_ACTION_PORT"),
    ):
        if not is_port_free(host, port):
            raise StartFailed(
                f"Port {port} for the {name} is taken: stop the program that uses it, or set {setting} to another port."
            )


def rasa_command(model: Path, credentials: Path, addresses: Addresses) -> list[str]:
    """The Rasa server's command line."""
    return [
        sys.executable, "-m", "operations.rasa_server", "run", "--model", str(model), "--endpoints", "endpoints.yml",
        "--credentials", str(credentials), "--interface", addresses.host, "--port", str(addresses.rasa_port),
    ]  # fmt: skip


def action_command() -> list[str]:
    """The action server's command line."""
    return [sys.executable, "-m", "actions.server"]


def answers(url: str) -> bool:
    """Whether a server answers there."""
    with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(url, timeout=2) as response:
        return bool(response.status < 400)
    return False


def _announce(addresses: Addresses, manager: Manager, started: float) -> None:
    """Print the line that says it is ready; stop everything when it takes too long."""
    while time.monotonic() - started < _START_PATIENCE_SECONDS:
        if manager.returncode is not None:
            return
        if answers(addresses.page) and answers(addresses.action_health):
            print(f"Delegado listo: {addresses.page}", flush=True)
            return
        time.sleep(0.25)
    print(f"The servers did not answer within {_START_PATIENCE_SECONDS} s; see {_log_path()}.", file=sys.stderr)
    os.kill(os.getpid(), signal.SIGTERM)


def _log_path() -> Path:
    return var_folder() / "log" / "servers.log"


def serve(addresses: Addresses) -> int:
    """Prepare everything and run both servers until one stops or Ctrl-C. Raises StartFailed and what it rests on."""
    if environment_name() == DEVELOPMENT and addresses.host not in ("127.0.0.1", "localhost"):
        raise StartFailed(
            "In development REST is open and the demo students need no portal: DELEGADO_HOST has to stay on 127.0.0.1."
        )
    check_ports(addresses)
    environment = child_environment(addresses)
    settings = Settings.from_environment(environment).require_secrets()
    channels = channels_to_serve(environment, settings.environment, credentials_file())
    check_files(settings)
    prepare_records(settings)
    model = ensure_model()
    credentials = write_credentials(channels, settings.var)
    print("Starting the servers ...", flush=True)
    printer = _LogPrinter(_log_path())
    manager = Manager(printer=printer)
    commands = {"actions": action_command(), "rasa": rasa_command(model, credentials, addresses)}
    for name, command in commands.items():
        manager.add_process(name, "exec " + shlex.join(command), env=environment, cwd=str(ROOT))
    started = time.monotonic()
    threading.Thread(target=_announce, args=(addresses, manager, started), daemon=True).start()
    manager.loop()
    return _explain(manager, printer)


def _explain(manager: Manager, printer: _LogPrinter) -> int:
    """Tell why it ended; the exit code for the shell."""
    code = int(manager.returncode or 0)
    if code in (130, 143):
        print("Delegado stopped.", flush=True)
        return 0
    who = _NAMES.get(printer.first_to_stop or "", "a server")
    print(f"The {who} ended by itself (exit code {code}); both were stopped. See {_log_path()}.", file=sys.stderr)
    return code or 1


def main() -> int:
    """Command line; settings come from the environment (README.md, "Settings")."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    os.umask(0o077)  # databases, mail and logs are student data
    try:
        return serve(addresses_from_environment())
    except (StartFailed, SettingsError, KnowledgeError, SupportError, TrainingFailed) as error:
        print(f"Delegado cannot start: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Delegado stopped.", flush=True)
        return 0


if __name__ == "__main__":
    sys.exit(main())
