"""The conversation store: Rasa's SQL store, with codes masked before anything is written and bounded reads."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.pool import QueuePool

from actions.identity.codes import mask_identifiers

#: About the last eight turns; a follow-up looks back one.
_RECENT_EVENTS = 60
#: Where a shortened session begins: the bot was waiting for the student.
_LISTENING = [{"event": "action", "name": "action_listen", "timestamp": 0.0}]
#: Dictionary keys of an event in which a student's words stand.
_TEXT_KEYS = {"text", "value", "lectura"}


def masked(data: Any, inside_text: bool = False) -> Any:
    """Copy an event's data with every code masked in its text and entity values."""
    if isinstance(data, dict):
        return {key: masked(value, inside_text or key in _TEXT_KEYS) for key, value in data.items()}
    if isinstance(data, list):
        return [masked(value, inside_text) for value in data]
    if isinstance(data, str) and inside_text:
        return mask_identifiers(data)
    return data


class MaskedSQLTrackerStore(SQLTrackerStore):
    """What differs from the stock store.

    - One-time codes and student codes are masked in what is written and in what is sent to a broker: the event
      itself is masked after the turn, when nothing needs the code any more.
    - SQLite runs in WAL mode with a busy timeout, so that a reader never stops a writer.
    - A conversation can be erased, and those that nobody uses any more can be found.
    - A turn reads the last turns and the slots' latest values, not the whole session: otherwise every answer of a long
      conversation takes longer than the one before, in reading, in policies and in the call to the action server.
    """

    engine: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.engine.dialect.name == "sqlite" and self.engine.url.database:
            # The stock engine opens the file anew for each session: half the time of a turn.
            self.engine.dispose()
            self.engine = sa.create_engine(
                self.engine.url, poolclass=QueuePool, connect_args={"check_same_thread": False}
            )
            self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        sa.event.listen(self.engine, "connect", _prepare_sqlite)
        self.engine.dispose()  # the connection that made the tables was not prepared
        # An error's text would hold the statement's values, which are conversations.
        self.engine.hide_parameters = True

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        """The session's tracker, shortened to its last turns; whole where all sessions are wanted."""
        if fetch_events_from_all_sessions or self.domain is None:
            return await super()._retrieve(sender_id, fetch_events_from_all_sessions)
        with self.session_scope() as session:
            query = self._event_query(session, sender_id, fetch_events_from_all_sessions=False)
            columns = query.with_entities(self.SQLEvent.id, self.SQLEvent.type_name, self.SQLEvent.data)
            rows = columns.order_by(None).order_by(self.SQLEvent.id.desc()).limit(_RECENT_EVENTS).all()[::-1]
            if not rows:
                return None
            if len(rows) == _RECENT_EVENTS:
                rows = _from_first_user_message(rows)
                events = [*self._slots_before(session, sender_id, rows[0].id), *_LISTENING]
            else:
                events = []
            events += [json.loads(row.data) for row in rows]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.events_read = len(tracker.events)
        return tracker

    def _slots_before(self, session: Any, sender_id: str, event_id: int) -> list[dict[str, Any]]:
        """The latest value of each slot among the events before one (the stock table keeps a slot's name as action)."""
        latest = (
            session.query(sa.func.max(self.SQLEvent.id))
            .filter(
                self.SQLEvent.sender_id == sender_id,
                self.SQLEvent.type_name == SlotSet.type_name,
                self.SQLEvent.id < event_id,
            )
            .group_by(self.SQLEvent.action_name)
        )
        rows = session.query(self.SQLEvent.data).filter(self.SQLEvent.id.in_(latest)).order_by(self.SQLEvent.id)
        return [json.loads(row.data) for row in rows]

    def _additional_events(self, session: Any, tracker: DialogueStateTracker) -> Iterator[Event]:
        """The events of this turn: what came after those that were read."""
        read = getattr(tracker, "events_read", None)
        if read is None:
            return super()._additional_events(session, tracker)
        return itertools.islice(tracker.events, read, None)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Mask the turn's messages, then store as the stock class does."""
        for event in itertools.islice(tracker.events, getattr(tracker, "events_read", None) or 0, None):
            _mask_event(event)
        await super().save(tracker)
        tracker.events_read = len(tracker.events)

    def forget(self, sender_id: str) -> int:
        """Remove every event of a conversation; how many. The caller holds the conversation's lock."""
        with self.session_scope() as session:
            removed = session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id).delete()
            session.commit()
        if self.engine.dialect.name == "sqlite":  # its write-ahead log still holds the words
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(removed)

    def latest_slot(self, sender_id: str, name: str) -> Any:
        """A slot's value in the conversation's session; None when it has none."""
        with self.session_scope() as session:
            events = session.query(self.SQLEvent.type_name, self.SQLEvent.data).filter(
                self.SQLEvent.sender_id == sender_id,
                sa.or_(
                    self.SQLEvent.type_name == SessionStarted.type_name,
                    sa.and_(self.SQLEvent.type_name == SlotSet.type_name, self.SQLEvent.action_name == name),
                ),
            )
            last = events.order_by(self.SQLEvent.id.desc()).first()
        return json.loads(last.data)["value"] if last and last.type_name == SlotSet.type_name else None

    def idle_since(self, before: datetime) -> list[str]:
        """Conversations whose last event is older than a moment (aware)."""
        with self.session_scope() as session:
            last = sa.func.max(self.SQLEvent.timestamp)
            idle = session.query(self.SQLEvent.sender_id).group_by(self.SQLEvent.sender_id)
            return [row.sender_id for row in idle.having(last < before.timestamp())]


def _from_first_user_message(rows: list[Any]) -> list[Any]:
    """Rows from the first message of the student on: a turn is read whole or not at all."""
    first = next((index for index, row in enumerate(rows) if row.type_name == UserUttered.type_name), 0)
    return rows[first:]


def _mask_event(event: Event) -> None:
    if isinstance(event, UserUttered):
        _mask_user_message(event)
    elif isinstance(event, BotUttered) and event.text:  # an answer may repeat a course's name as the student wrote it
        event.text = mask_identifiers(event.text)
    elif isinstance(event, SlotSet):
        event.value = masked(event.value, inside_text=True)


def _mask_user_message(event: UserUttered) -> None:
    if not event.text:
        return
    hidden = mask_identifiers(event.text)
    # A payload typed by hand may spell an entity's value with escapes that its text does not show.
    if hidden == event.text and masked(event.entities) == event.entities:
        return
    event.text = hidden
    event.parse_data = json.loads(json.dumps(masked(event.parse_data)))
    event.parse_data["text"] = hidden
    event.entities = masked(event.entities)
    event.intent = masked(event.intent)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA secure_delete=ON")  # what a student had erased is overwritten
        cursor.close()
