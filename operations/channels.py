"""Which channels to serve: those of credentials.yml whose variables are set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from actions.settings import DEVELOPMENT, ROOT, SettingsError

CREDENTIALS = ROOT / "credentials.yml"
REST = "channels.rest.RestInput"
#: Erases conversations; another file may not leave it out in production.
UPKEEP = "channels.upkeep.UpkeepInput"
_VARIABLE = re.compile(r"\$\{(\w+)\}")
#: What a channel does without: Telegram's webhook may be registered by hand, the addresses of the APIs are known.
_OPTIONAL = re.compile(r"DELEGADO_(?:TELEGRAM_WEBHOOK_URL|\w+_API_URL)")

Channels = dict[str, Any]


def channels_to_serve(values: Mapping[str, str], environment: str, path: Path = CREDENTIALS) -> Channels:
    """The channels to serve with their credentials, `${VARIABLES}` as they are: no secret is written to a file.

    `environment`: `desarrollo` or `produccion`. Raises SettingsError for a channel with half of its variables, and in
    production for a channel that is not ours or is open.
    """
    listed = _read(path)
    if environment != DEVELOPMENT and path.resolve() != CREDENTIALS.resolve():
        _refuse_unsafe(listed, path)
    served: Channels = {} if UPKEEP in listed or environment == DEVELOPMENT else {UPKEEP: None}
    for name, credentials in listed.items():
        if name == REST and environment != DEVELOPMENT:
            continue
        kept = _with_what_is_set(name, credentials or {}, values)
        if kept is not None:
            served[name] = kept or None
    return served


def write_credentials(channels: Channels, folder: Path) -> Path:
    """Write the file that Rasa reads; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "credentials.yml"
    path.touch()
    path.chmod(0o600)  # another file's secrets may stand in it
    path.write_text(yaml.safe_dump(channels, sort_keys=False), encoding="utf-8")
    return path


def _read(path: Path) -> Channels:
    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} cannot be read ({type(error).__name__}).") from None
    if not isinstance(listed, dict) or not all(row is None or isinstance(row, dict) for row in listed.values()):
        raise SettingsError(f"{path} has to name channels, each with its credentials.")
    return listed


def _with_what_is_set(name: str, credentials: dict[str, Any], values: Mapping[str, str]) -> dict[str, Any] | None:
    """A channel's credentials without optional ones that are not set; None for a channel that is off."""
    named = {key: _VARIABLE.findall(str(value)) for key, value in credentials.items()}
    required = [variable for found in named.values() for variable in found if not _OPTIONAL.fullmatch(variable)]
    missing = [variable for variable in required if not values.get(variable)]
    if required and len(missing) == len(required):
        return None
    if missing:
        raise SettingsError(f"{name.rpartition('.')[2]} needs {' and '.join(missing)} too (or none of its variables).")
    return {key: value for key, value in credentials.items() if all(values.get(variable) for variable in named[key])}


def _refuse_unsafe(listed: Channels, path: Path) -> None:
    ours = set(yaml.safe_load(CREDENTIALS.read_text(encoding="utf-8"))) - {REST}
    unsafe = sorted(set(listed) - ours)
    if unsafe:
        raise SettingsError(
            f"{path.name} opens {', '.join(unsafe)}: in production only the channels of credentials.yml may be served, "
            "and never REST."
        )
