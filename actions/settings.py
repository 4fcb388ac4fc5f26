"""Settings of the action server, from environment variables, with safe defaults for development."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEVELOPMENT = "desarrollo"
PRODUCTION = "produccion"


class SettingsError(Exception):
    """A setting is missing or unsafe; the message says which and what to do."""


def port_number(values: Mapping[str, str], name: str, default: int) -> int:
    """The port that a variable names. Raises SettingsError when it is none."""
    text = values.get(name) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsError(f"{name} is {text!r}; it has to be a port number.")
    return int(text)


@dataclass(frozen=True)
class Settings:
    """What the action server needs to know about its surroundings."""

    environment: str
    database_url: str
    var: Path
    host: str
    port: int
    action_secret: str
    code_secret: str
    default_university: str | None
    show_scores: bool
    smtp_host: str | None
    smtp_port: int
    mail_sender: str

    @property
    def is_development(self) -> bool:
        """Whether demo data, open REST and mail on disk are allowed."""
        return self.environment == DEVELOPMENT

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the variables named in README.md. Raises SettingsError when production lacks one it needs."""
        values = os.environ if environ is None else environ
        environment = values.get("ENTORNO", DEVELOPMENT)
        if environment not in (DEVELOPMENT, PRODUCTION):
            raise SettingsError(f"ENTORNO is {environment!r}; it may be {DEVELOPMENT} or {PRODUCTION}.")
        var = Path(values.get("DELEGADO_VAR", ROOT / "var"))
        settings = cls(
            environment=environment,
            database_url=values.get("DATABASE_URL") or f"sqlite:///{var / 'records.db'}",
            var=var,
            host=values.get("DELEGADO_HOST", "127.0.0.1"),
            port=port_number(values, "DELEGADO_ACTION_PORT", 5055),
            action_secret=values.get("DELEGADO_ACTION_SECRET", ""),
            code_secret=values.get("DELEGADO_CODE_SECRET", ""),
            default_university=values.get("DELEGADO_UNIVERSIDAD") or None,
            show_scores=values.get("DELEGADO_MOSTRAR_PUNTAJES") == "1",
            smtp_host=values.get("DELEGADO_SMTP_HOST") or None,
            smtp_port=port_number(values, "DELEGADO_SMTP_PORT", 25),
            mail_sender=values.get("DELEGADO_MAIL_FROM", "delegado@localhost"),
        )
        if environment == PRODUCTION and not settings.smtp_host:
            raise SettingsError("DELEGADO_SMTP_HOST is not set: without it no student can receive a code.")
        return settings

    def require_secrets(self) -> Settings:
        """Return self. Raises SettingsError unless both secrets are set and long enough."""
        for name, value in (
            ("DELEGADO_ACTION_SECRET", self.action_secret),
            ("DELEGADO_CODE_SECRET", self.code_secret),
        ):
            if len(value) < 32:
                raise SettingsError(
                    f"{name} has to be set to at least 32 random characters (the start command does it in development)."
                )
        return self
