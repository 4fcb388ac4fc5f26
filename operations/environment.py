"""The environment of the children: addresses, ports and, in development, secrets made at the first start."""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from actions.settings import DEVELOPMENT, ROOT, port_number
from operations.production import SECRETS, check_production

RASA_PORT = 5005
ACTION_PORT = 5055
_DEFAULT_HOST = "127.0.0.1"


@dataclass(frozen=True)
class Addresses:
    """Where the two servers listen."""

    host: str
    rasa_port: int
    action_port: int

    @property
    def page(self) -> str:
        """The page's address."""
        return f"http://{self.host}:{self.rasa_port}/delegado/"

    @property
    def action_health(self) -> str:
        """The action server's health check."""
        return f"http://{_DEFAULT_HOST}:{self.action_port}/health"


def addresses_from_environment() -> Addresses:
    """Host and ports; another host only when DELEGADO_HOST says so."""
    return Addresses(
        os.environ.get("DELEGADO_HOST", _DEFAULT_HOST),
        port_number(os.environ, "DELEGADO_RASA_PORT", RASA_PORT),
        port_number(os.environ, "DELEGADO_ACTION_PORT", ACTION_PORT),
    )


def environment_name() -> str:
    """`desarrollo` or `produccion`."""
    return os.environ.get("ENTORNO", DEVELOPMENT)


def var_folder() -> Path:
    """Where state is kept."""
    return Path(os.environ.get("DELEGADO_VAR", ROOT / "var"))


def credentials_file() -> Path:
    """The channels' file: the project's own, unless DELEGADO_CREDENTIALS names another."""
    return Path(os.environ.get("DELEGADO_CREDENTIALS", ROOT / "credentials.yml"))


def child_environment(addresses: Addresses) -> dict[str, str]:
    """Environment variables for both servers. Raises SettingsError when production is not safe."""
    var = var_folder()
    values = {
        **os.environ,
        **_secrets(var),
        "DELEGADO_VAR": str(var),
        "DELEGADO_HOST": _DEFAULT_HOST,  # the action server; the Rasa server's host is an argument
        "DELEGADO_ACTION_PORT": str(addresses.action_port),
        "DELEGADO_ACTION_URL": f"http://{_DEFAULT_HOST}:{addresses.action_port}/webhook",
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": _DEFAULT_HOST,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "OPENBLAS_NUM_THREADS": "1",  # its second thread only spins: the products are small
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "MPLCONFIGDIR": str(var / "cache"),
    }
    values.setdefault("DELEGADO_CONVERSATIONS_URL", f"sqlite:///{var / 'conversations.db'}")
    return values


def development_secrets_file(var: Path) -> Path:
    """Where the secrets that development made are kept."""
    return var / "development-secrets.json"


def _secrets(var: Path) -> dict[str, str]:
    given = {name: os.environ[name] for name in SECRETS if os.environ.get(name)}
    if environment_name() != DEVELOPMENT:
        check_production(os.environ, development_secrets_file(var))
        return given
    path = development_secrets_file(var)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps({name: secrets.token_urlsafe(32) for name in SECRETS}))
    return {**json.loads(path.read_text()), **given}


def is_port_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((_DEFAULT_HOST, 0))
        return int(probe.getsockname()[1])
