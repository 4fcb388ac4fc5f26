"""What the handlers work with, made once when the action server starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from actions.identity.service import IdentityService
from actions.knowledge.loader import load_knowledge
from actions.knowledge.model import Conocimiento
from actions.records.database import LIMA, Database, utc_now
from actions.settings import Settings


@dataclass(frozen=True)
class Services:
    """Settings, knowledge, records and identity."""

    settings: Settings
    knowledge: Conocimiento
    database: Database
    identity: IdentityService
    now: Callable[[], datetime]

    @classmethod
    def from_settings(cls, settings: Settings, now: Callable[[], datetime] = utc_now) -> Services:
        """Read the knowledge and prepare the database (nothing is connected yet). Raises KnowledgeError."""
        database = Database(settings.database_url)
        return cls(settings, load_knowledge(), database, IdentityService(database, settings.code_secret, now), now)

    def lima_now(self) -> datetime:
        """The present moment in America/Lima."""
        return self.now().astimezone(LIMA)


_current: Services | None = None


def provide(services: Services) -> None:
    """Set what `current` returns; done by the server (and by tests)."""
    global _current  # noqa: PLW0603 - the SDK makes the actions itself, without arguments
    _current = services


def current() -> Services:
    """The services of this process. Raises RuntimeError before `provide`."""
    if _current is None:
        raise RuntimeError("the action server has not started")
    return _current
