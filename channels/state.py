"""What the channels work with, made once in the Rasa server's process."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from dataclasses import dataclass

from actions.contact.erasure import Erasures
from actions.identity.service import IdentityService
from actions.limits import MovingWindow
from actions.records.database import Database
from actions.settings import Settings
from channels.erasing import Eraser
from channels.inbox import Inbox
from channels.notice import Notices
from channels.offers import Offers
from channels.web.turns import Turns

_MINUTE = 60.0
#: The dialogue engine is one process: more turns at once only make each wait for all, and its connections to the action
#: server go stale meanwhile (measured with 500 pages: a quarter of the answers were apologies).
_TURNS_AT_ONCE = 8


@dataclass(frozen=True)
class State:
    """Settings, what is kept between messages, and limits."""

    settings: Settings
    identity: IdentityService
    inbox: Inbox
    offers: Offers
    turns: Turns
    notices: Notices
    eraser: Eraser
    sender_limit: MovingWindow
    too_fast_limit: MovingWindow
    client_limit: MovingWindow
    #: Held while a turn is answered.
    engine: asyncio.Semaphore
    turn_seconds: float = 20.0

    @classmethod
    def from_settings(cls, settings: Settings, database: Database | None = None) -> State:
        """Nothing is connected yet."""
        database = database or Database(settings.database_url)
        identity = IdentityService(database, settings.code_secret)
        notices = Notices(database, settings.retention_days)
        return cls(
            settings,
            identity,
            Inbox(database),
            Offers(database),
            Turns(database),
            notices,
            Eraser(Erasures(database), identity, notices, settings.retention_days),
            MovingWindow(settings.messages_per_sender, _MINUTE),
            MovingWindow(1, _MINUTE),
            MovingWindow(settings.messages_per_client, _MINUTE),
            asyncio.Semaphore(_TURNS_AT_ONCE),
        )

    def client_key(self, address: str) -> str:
        """A client's address as it may be kept: its keyed hash."""
        return hmac.new(self.settings.code_secret.encode(), address.encode(), hashlib.sha256).hexdigest()[:32]


_current: State | None = None


def provide(state: State | None) -> None:
    """Set what `current` returns; None makes it anew from the environment."""
    global _current  # noqa: PLW0603 - Rasa makes the channels itself, from credentials.yml alone
    _current = state


def current() -> State:
    """The state of this process. Raises SettingsError when the environment is unsafe."""
    if _current is None:
        provide(State.from_settings(Settings.from_environment()))
    assert _current is not None
    return _current
