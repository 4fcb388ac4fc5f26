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
    problems = [*_secret_problems(values, development_secrets), *_api_problems(values), *_network_problems(values)]
    if problems:
        raise SettingsError("production is not safe yet:\n" + "\n".join(f"- {problem}" for problem in problems))


def _secret_problems(values: Mapping[str, str], development_secrets: Path) -> list[str]:
    known = _development_secrets(development_secrets)
    problems = []
    for name in SECRETS:
        value = values.get(name, "")
        if not _looks_random(value):
            problems.append(f"{name} has to be {_LEAST_LENGTH} random characters (openssl rand -base64 32).")
        elif value in known:
            problems.append(f"{name} is the secret of a development start; make a new one.")
    if len({values.get(name) for name in SECRETS}) < len(SECRETS):
        problems.append(f"{' and '.join(SECRETS)} have to differ.")
    return problems


def _looks_random(value: str) -> bool:
    return len(value) >= _LEAST_LENGTH and len(set(value)) >= _LEAST_DIFFERENT


def _development_secrets(path: Path) -> set[str]:
    if not path.exists():
        return set()
    try:
        return set(json.loads(path.read_text(encoding="utf-8")).values())
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise SettingsError(f"{path} cannot be read ({type(error).__name__}): delete it.") from None


def _api_problems(values: Mapping[str, str]) -> list[str]:
    if values.get("DELEGADO_API") != "1":
        return []
    token = values.get("DELEGADO_API_TOKEN", "")
    if not _looks_random(token) or token in {values.get(name) for name in SECRETS}:
        return [
            f"DELEGADO_API=1 opens Rasa's HTTP API: DELEGADO_API_TOKEN has to be {_LEAST_LENGTH} random characters."
        ]
    return []


def _network_problems(values: Mapping[str, str]) -> list[str]:
    problems = []
    if not values.get("DELEGADO_PROXIES"):
        problems.append(
            "DELEGADO_PROXIES has to say how many proxies stand in front (0: none): behind one that is not counted, "
            "all students share an address and its limits."
        )
    is_local = values.get("DELEGADO_SMTP_HOST") in ("127.0.0.1", "localhost")
    if values.get("DELEGADO_SMTP_SECURITY") == "none" and not is_local:
        problems.append("DELEGADO_SMTP_SECURITY=none sends one-time codes in the clear: use starttls or tls.")
    return problems
