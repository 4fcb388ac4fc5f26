"""Tell a student once, at the first message of a conversation, how the conversation is treated (Ley 29733)."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from actions.contact.models import Conversation
from actions.records.database import Database, utc_now

#: The page shows the notice itself, before the first message. REST is for development.
CHANNELS = frozenset(("telegram", "whatsapp", "twilio"))
_KNOWN_KEPT = 100_000


def privacy_notice(days: int) -> str:
    """The notice; `days`: how long conversations are kept."""
    return (
        "Soy Delegado, un programa que responde dudas sobre el reglamento. "
        f"Guardo esta conversación hasta {days} días después de tu último mensaje; puede leerla el equipo de tu "
        "universidad que me administra. No me escribas datos de otras personas. "
        "Para borrarla, escribe «borra mis datos»."
    )


class Notices:
    """Who was told already, in the records database."""

    def __init__(self, database: Database, days: int, now: Callable[[], datetime] = utc_now) -> None:
        """`days`: how long conversations are kept; `now`: the present moment (aware)."""
        self._database, self._now = database, now
        self._known: OrderedDict[str, None] = OrderedDict()
        self.text = privacy_notice(days)

    async def is_first_contact(self, sender_id: str) -> bool:
        """Whether this is the first message of the conversation; from then on it is not. Raises DatabaseUnavailable."""
        if sender_id in self._known:
            return False
        first = await asyncio.to_thread(self._note, sender_id)
        self._known[sender_id] = None
        if len(self._known) > _KNOWN_KEPT:
            self._known.popitem(last=False)
        return first

    def forget(self, sender_id: str) -> None:
        """The conversation was erased: its next message is a first contact."""
        self._known.pop(sender_id, None)

    def _note(self, sender_id: str) -> bool:
        try:
            with self._database.session() as session:
                session.execute(insert(Conversation).values(sender_id=sender_id, first_seen_at=self._now()))
        except IntegrityError:
            return False
        return True
