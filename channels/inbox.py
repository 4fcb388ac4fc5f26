"""Which messages of a provider were received: it delivers one again when it is not sure that it arrived."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from actions.contact.models import ReceivedMessage
from actions.records.database import Database, utc_now

#: A message in hand for longer belongs to a server that died.
_IN_HAND = timedelta(minutes=2)


class Claim(Enum):
    """What became of taking a message in hand. True when it was taken."""

    TAKEN = "taken"
    DONE = "done"
    #: Another hand has it, or had it when its server died: the provider should come again later.
    IN_HAND = "in hand"

    def __bool__(self) -> bool:
        return self is Claim.TAKEN


class Inbox:
    """The numbers of received messages, in the records database. Methods raise DatabaseUnavailable."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        """`now`: the present moment (aware)."""
        self._database, self._now = database, now

    async def claim(self, channel: str, message_id: str) -> Claim:
        """Take a message in hand. One that another hand has had for two minutes is taken from it."""
        return await asyncio.to_thread(self._claim, channel, _kept(message_id))

    async def done(self, channel: str, message_id: str) -> None:
        """Note that it was answered: it is never taken again."""
        await asyncio.to_thread(self._write, update(ReceivedMessage).values(done=True), channel, _kept(message_id))

    async def release(self, channel: str, message_id: str) -> None:
        """Give it back: its answer could not be delivered, so the provider's next try counts."""
        unanswered = delete(ReceivedMessage).where(ReceivedMessage.done.is_(False))
        await asyncio.to_thread(self._write, unanswered, channel, _kept(message_id))

    def _claim(self, channel: str, message_id: str) -> Claim:
        now = self._now()
        try:
            with self._database.session() as session:
                row = {"channel": channel, "message_id": message_id, "received_at": now, "done": False}
                session.execute(insert(ReceivedMessage).values(**row))
            return Claim.TAKEN
        except IntegrityError:
            abandoned = (
                update(ReceivedMessage)
                .where(ReceivedMessage.received_at <= now - _IN_HAND, ReceivedMessage.done.is_(False))
                .values(received_at=now)
            )
            if self._write(abandoned, channel, message_id):
                return Claim.TAKEN
            return Claim.DONE if self._is_done(channel, message_id) else Claim.IN_HAND

    def _is_done(self, channel: str, message_id: str) -> bool:
        with self._database.session() as session:
            row = session.get(ReceivedMessage, (channel, message_id))
            return row is not None and bool(row.done)

    def _write(self, statement: Any, channel: str, message_id: str) -> int:
        of_it = statement.where(ReceivedMessage.channel == channel, ReceivedMessage.message_id == message_id)
        with self._database.session() as session:
            return int(session.execute(of_it.execution_options(synchronize_session=False)).rowcount)


def _kept(message_id: str) -> str:
    """A message's number as it is kept: in WhatsApp's, the sender's phone number can be read."""
    return hashlib.sha256(message_id.encode("utf-8", "surrogateescape")).hexdigest()
