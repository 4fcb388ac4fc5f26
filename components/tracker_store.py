"""The conversation store: Rasa's SQL store, with codes masked before anything is written and bounded reads."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from actions.identity.codes import mask_identifiers

#: Dictionary keys of an event in which a student's words stand.
_TEXT_KEYS = {"text", "value"}


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
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        sa.event.listen(sa.engine.Engine, "connect", _prepare_sqlite)
        super().__init__(*args, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Mask the turn's messages, then store as the stock class does."""
        for event in reversed(tracker.events):
            if isinstance(event, SessionStarted):
                break
            _mask_event(event)
        await super().save(tracker)


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
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.close()
