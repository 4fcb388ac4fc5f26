"""What production needs before it may start: secrets that are secret, mail that is encrypted, doors that are shut."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from actions.settings import SettingsError

SECRETS = ("DELEGADO_ACTION_SECRET", "DELEGADO_CODE_SECRET")
_LEAST_LENGTH = 32
_LEAST_DIFFERENT = 10


def check_production(values: Mapping[str, str], development_secrets: Path) -> None:
    """Raises SettingsError with everything that is unsafe, and what to do about it.

    `development_secrets`: the file of secrets that development made; they are no secrets here.
    """
    problems = [*_secret_problems(values, development_secrets), *_api_problems(values)]
    if problems:
        raise SettingsError("production is not safe yet:\n" + "\n".join(f"- {problem}" for problem in problems))


def _secret_problems(values: Mapping[str, str], development_secrets: Path) -> list[str]:
    known = set(json.loads(development_secrets.read_text()).values()) if development_secrets.exists() else set()
    problems = []
    for name in SECRETS:
        value = values.get(name, "")
        if len(value) < _LEAST_LENGTH or len(set(value)) < _LEAST_DIFFERENT:
            problems.append(f"{name} has to be {_LEAST_LENGTH} random characters (openssl rand -base64 32).")
        elif value in known:
            problems.append(f"{name} is the secret of a development start; make a new one.")
    if len({values.get(name) for name in SECRETS}) < len(SECRETS):
        problems.append(f"{' and '.join(SECRETS)} have to differ.")
    return problems


def _api_problems(values: Mapping[str, str]) -> list[str]:
    if values.get("DELEGADO_API") != "1":
        return []
    if len(values.get("DELEGADO_API_TOKEN", "")) < _LEAST_LENGTH:
        return [
            f"DELEGADO_API=1 opens Rasa's HTTP API: DELEGADO_API_TOKEN has to be {_LEAST_LENGTH} random characters."
        ]
    return []
