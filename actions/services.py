"""What the handlers work with, made once when the action server starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.contact.erasure import Erasures
from actions.contact.tickets import Tickets
from actions.identity.service import IdentityService
from actions.knowledge.loader import load_knowledge
from actions.knowledge.model import Conocimiento
from actions.knowledge.support import SupportDesk, load_desks
from actions.limits import MovingWindow
from actions.records.database import LIMA, Database, DatabaseUnavailable, utc_now
from actions.settings import Settings

#: Of one client: a support desk is people, and a page may begin as many conversations as it likes.
_TICKETS_AN_HOUR = 10


@dataclass(frozen=True)
class Services:
    """Settings, knowledge, records and identity."""

    settings: Settings
    knowledge: Conocimiento
    database: Database
    identity: IdentityService
    now: Callable[[], datetime]
    tickets: Tickets
    erasures: Erasures
    desks: Mapping[str, SupportDesk]
    student_limit: MovingWindow
    ticket_limit: MovingWindow

    @classmethod
    def from_settings(cls, settings: Settings, now: Callable[[], datetime] = utc_now) -> Services:
        """Read the knowledge and prepare the database (nothing is connected yet).

        Raises KnowledgeError, and SupportError for a wrong file of support desks.
        """
        return cls.on(Database(settings.database_url), settings, load_knowledge(), now)

    @classmethod
    def on(
        cls, database: Database, settings: Settings, knowledge: Conocimiento, now: Callable[[], datetime] = utc_now
    ) -> Services:
        """The services on a database and a knowledge that are there already. Raises SupportError."""
        return cls(
            settings,
            knowledge,
            database,
            IdentityService(database, settings.code_secret, now),
            now,
            Tickets(database, now),
            Erasures(database, now),
            load_desks(settings.support_file, knowledge.universidades),
            MovingWindow(settings.messages_per_student, seconds=60),
            MovingWindow(_TICKETS_AN_HOUR, seconds=3600),
        )

    def allows_message_of(self, sender_id: str) -> bool:
        """Whether the student who is identified here, in whatever conversations, may send another message now."""
        try:
            student = self.identity.linked(sender_id)
        except DatabaseUnavailable:
            return True  # nobody's record is reachable either
        return student is None or self.student_limit.allows(f"{student.university}:{student.code}")

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
