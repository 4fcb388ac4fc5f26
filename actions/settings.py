"""Settings of the action server, from environment variables, with safe defaults for development."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
DEVELOPMENT = "desarrollo"
PRODUCTION = "produccion"


class SettingsError(Exception):
    """A setting is missing or unsafe; the message says which and what to do."""


def whole_number(values: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    """The whole number that a variable gives. Raises SettingsError when it is none, or less than `least`."""
    text = values.get(name) or str(default)
    if not text.isdecimal() or int(text) < least:
        raise SettingsError(f"{name} is {text!r}; it has to be a whole number of at least {least}.")
    return int(text)


def port_number(values: Mapping[str, str], name: str, default: int) -> int:
    """The port that a variable names. Raises SettingsError when it is none."""
    text = values.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
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
    action_secret: str = field(repr=False)
    code_secret: str = field(repr=False)
    default_university: str | None
    show_scores: bool
    smtp_host: str | None
    smtp_port: int
    mail_sender: str
    smtp_security: str
    smtp_user: str | None
    smtp_password: str | None = field(repr=False)
    smtp_authority: Path | None
    support_file: Path | None
    retention_days: int
    messages_per_sender: int
    messages_per_student: int
    messages_per_client: int
    proxies: int
    web_origins: tuple[str, ...]
    portal: Mapping[str, str]

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
            smtp_security=values.get("DELEGADO_SMTP_SECURITY")
            or ("none" if environment == DEVELOPMENT else "starttls"),
            smtp_user=values.get("DELEGADO_SMTP_USER") or None,
            smtp_password=values.get("DELEGADO_SMTP_PASSWORD") or None,
            smtp_authority=Path(values["DELEGADO_SMTP_CA"]) if values.get("DELEGADO_SMTP_CA") else None,
            support_file=_support_file(values, environment),
            retention_days=whole_number(values, "DELEGADO_RETENTION_DAYS", 90, least=1),
            messages_per_sender=whole_number(values, "DELEGADO_MESSAGES_PER_SENDER", 30),
            messages_per_student=whole_number(values, "DELEGADO_MESSAGES_PER_STUDENT", 60),
            messages_per_client=whole_number(values, "DELEGADO_MESSAGES_PER_CLIENT", 600),
            proxies=whole_number(values, "DELEGADO_PROXIES", 0),
            web_origins=_origins(values.get("DELEGADO_WEB_ORIGINS", "")),
            portal={name: value for name, value in values.items() if name.startswith("DELEGADO_PORTAL_")},
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


def _support_file(values: Mapping[str, str], environment: str) -> Path | None:
    """In development the example is good enough; in production nobody is promised a desk that does not exist."""
    given = values.get("DELEGADO_SUPPORT_FILE")
    if given:
        return Path(given)
    return ROOT / "docs" / "soporte.example.yml" if environment == DEVELOPMENT else None


def _is_safe_origin(origin: str) -> bool:
    try:
        parts = urlsplit(origin)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:  # a host or a port that cannot be
        return False
    host = parts.hostname or ""
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in ("127.0.0.1", "localhost"))
    return secure and re.fullmatch(r"[a-z0-9.-]+", host) is not None and origin == f"{parts.scheme}://{host}{port}"


def _origins(text: str) -> tuple[str, ...]:
    """The origins of the university's pages that may show the chat in a frame. Raises SettingsError."""
    origins = tuple(text.split())
    for origin in origins:
        if not _is_safe_origin(origin):
            raise SettingsError(f"DELEGADO_WEB_ORIGINS: {origin!r} is no origin such as https://www.upn.example.")
    return origins
