"""The last turn of each web conversation: a page that lost its connection asks again and gets the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from actions.contact.models import WebTurn
from actions.records.database import Database, utc_now


class Turns:
    """Answers by conversation and message number, in the records database. Methods raise DatabaseUnavailable."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        """`now`: the present moment (aware)."""
        self._database, self._now = database, now

    async def answered(self, sender_id: str, message_id: str) -> list[dict[str, Any]] | None:
        """The answers to this message, None when it was not the last one that was answered."""
        return await asyncio.to_thread(self._read, sender_id, message_id)

    async def keep(self, sender_id: str, message_id: str, answers: list[dict[str, Any]]) -> None:
        """Keep the answers to the newest message in place of those to the one before."""
        await asyncio.to_thread(self._write, sender_id, message_id, answers)

    def _read(self, sender_id: str, message_id: str) -> list[dict[str, Any]] | None:
        with self._database.session() as session:
            turn = session.get(WebTurn, sender_id)
            return list(turn.answers) if turn is not None and turn.message_id == message_id else None

    def _write(self, sender_id: str, message_id: str, answers: list[dict[str, Any]]) -> None:
        with self._database.session() as session:
            session.merge(WebTurn(sender_id=sender_id, message_id=message_id, answers=answers, answered_at=self._now()))
