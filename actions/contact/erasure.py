"""Erase what is kept of a conversation outside the conversation store, and what has grown old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from actions.contact.models import Conversation, Erasure, OfferedButtons, ReceivedMessage, Ticket, WebTurn
from actions.identity.models import Challenge, Link, OutgoingMail
from actions.records.database import Database, utc_now

#: Tables with rows of one conversation. A ticket only loses its sender: a person is working on it.
_OF_A_CONVERSATION = (Conversation, OfferedButtons, WebTurn, Link)
_ANSWERS_KEPT = timedelta(hours=24)
_NUMBERS_KEPT = timedelta(days=8)
_MAIL_KEPT = timedelta(days=7)


class Erasures:
    """What is to be erased, and erasing it in the records database. Methods raise DatabaseUnavailable."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        """`now`: the present moment (aware)."""
        self._database, self._now = database, now

    def ask(self, sender_id: str) -> None:
        """Note that a conversation is to be erased; it is done when its turn is saved."""
        with self._database.session() as session:
            session.merge(Erasure(sender_id=sender_id, asked_at=self._now()))

    def waiting(self, since: timedelta = timedelta(0)) -> list[str]:
        """Conversations whose erasure was asked for at least `since` ago."""
        with self._database.session() as session:
            asked = select(Erasure.sender_id).where(Erasure.asked_at <= self._now() - since)
            return list(session.execute(asked).scalars())

    def erase(self, sender_id: str) -> None:
        """Remove every row of the conversation, and the note that asked for it.

        A challenge loses its sender alone and is removed after a day: erasing would be a way around its limits.
        """
        with self._database.session() as session:
            for table in (*_OF_A_CONVERSATION, Erasure):
                _delete(session, table, table.sender_id == sender_id)
            of_it = update(Challenge).where(Challenge.sender_id == sender_id)
            session.execute(of_it.values(sender_id="", used=True).execution_options(synchronize_session=False))
            tickets = update(Ticket).where(Ticket.sender_id == sender_id).values(sender_id="")
            session.execute(tickets.execution_options(synchronize_session=False))
        self._database.overwrite_deleted()

    def drop_old(self, days: int) -> None:
        """Remove what has outlived its use; tickets after `days`, the time for which conversations are kept."""
        now = self._now()
        with self._database.session() as session:
            _delete(session, WebTurn, WebTurn.answered_at <= now - _ANSWERS_KEPT)
            _delete(session, Conversation, Conversation.first_seen_at <= now - timedelta(days=days))
            _delete(session, ReceivedMessage, ReceivedMessage.received_at <= now - _NUMBERS_KEPT)
            _delete(session, OfferedButtons, OfferedButtons.offered_at <= now - timedelta(days=days))
            _delete(session, Ticket, Ticket.opened_at <= now - timedelta(days=days))
            ended = OutgoingMail.state.in_(("sent", "failed", "dropped"))
            _delete(session, OutgoingMail, ended, OutgoingMail.created_at <= now - _MAIL_KEPT)


def _delete(session: Session, table: Any, *conditions: Any) -> None:
    session.execute(delete(table).where(*conditions).execution_options(synchronize_session=False))
