"""Rasa's shell with an action server of its own beside it: `python -m operations.shell` (make shell).

Under each answer it shows the best topic with its score, the runner-up and the facts found. `--alumno` starts as a demo
student, in development only. It uses free ports, so a running `make run` is not disturbed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import uuid

from actions.identity.links import StudentKey
from actions.knowledge.loader import KnowledgeError
from actions.records.demo import students
from actions.services import Services
from actions.settings import ROOT, Settings, SettingsError
from operations.environment import Addresses, child_environment, free_port
from operations.serve import StartFailed, action_command, answers, prepare_records
from operations.training import TrainingFailed, ensure_model

_PATIENCE_SECONDS = 30


def shell(student_code: str | None) -> int:
    """Run the shell until the user leaves it. Raises StartFailed and what it rests on."""
    addresses = Addresses("127.0.0.1", free_port(), free_port())
    environment = {**child_environment(addresses), "DELEGADO_MOSTRAR_PUNTAJES": "1"}
    settings = Settings.from_environment(environment).require_secrets()
    prepare_records(settings)
    model = ensure_model()
    conversation = f"shell:{uuid.uuid4()}"
    if student_code:
        _start_as(student_code, conversation, settings)
    actions = subprocess.Popen(
        action_command(), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        _wait_for(actions, addresses)
        print("Loading the model (some seconds). Leave the shell with /stop.", flush=True)
        command = [
            sys.executable, "-m", "operations.rasa_server", "shell", "--model", str(model), "--port",
            str(addresses.rasa_port), "--endpoints", "endpoints.yml", "--conversation-id", conversation,
        ]  # fmt: skip
        return subprocess.call(command, cwd=ROOT, env=environment)
    finally:
        actions.terminate()
        actions.wait(timeout=10)


def _start_as(student_code: str, conversation: str, settings: Settings) -> None:
    known = {student["codigo"]: student for student in students()}
    if not settings.is_development:
        raise StartFailed("Starting as a student is for development only.")
    if student_code not in known:
        raise StartFailed(f"{student_code} is no demo student; the README lists them ({', '.join(sorted(known))}).")
    student = known[student_code]
    key = StudentKey(student["universidad"], student_code)
    Services.from_settings(settings).identity.link(conversation, key)
    print(f"You are {student['nombre']} ({student_code}): {student['situacion']}.", flush=True)


def _wait_for(actions: subprocess.Popen[bytes], addresses: Addresses) -> None:
    started = time.monotonic()
    while time.monotonic() - started < _PATIENCE_SECONDS:
        if actions.poll() is not None:
            errors = actions.stderr.read().decode(errors="replace") if actions.stderr else ""
            raise StartFailed(f"the action server ended at once: {errors.strip()[-300:]}")
        if answers(addresses.action_health):
            return
        time.sleep(0.2)
    raise StartFailed("the action server does not answer.")


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Try Delegado's answers in Rasa's shell.")
    parser.add_argument("--alumno", metavar="CODE", help="start as this demo student (development only)")
    arguments = parser.parse_args()
    try:
        return shell(arguments.alumno)
    except (StartFailed, SettingsError, KnowledgeError, TrainingFailed) as error:
        print(f"The shell cannot start: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
