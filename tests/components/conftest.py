"""The cases of `hechos.yml`, the fact extractor with its spaCy model, and a conversation store in a temporary file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.brokers.broker import EventBroker
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from actions.settings import ROOT
from components.entity_extractor import FactExtractor
from components.tracker_store import MaskedSQLTrackerStore

#: An entity, its role and its value.
Found = tuple[str, str | None, Any]


@dataclass(frozen=True)
class Caso:
    """A sentence and every fact that stands in it."""

    grupo: str
    frase: str
    hechos: tuple[Found, ...]


def casos() -> list[Caso]:
    """The cases of `hechos.yml`."""
    content = yaml.safe_load((Path(__file__).parent / "hechos.yml").read_text(encoding="utf-8"))
    return [
        Caso(grupo, caso["frase"], tuple(_facts(caso["hechos"]))) for grupo, group in content.items() for caso in group
    ]


def _facts(written: dict[str, Any]) -> list[Found]:
    found = []
    for name, value in written.items():
        entity, _, role = name.partition(" ")
        found += [(entity, role or None, one) for one in (value if isinstance(value, list) else [value])]
    return found


@pytest.fixture(scope="session")
def extract() -> Callable[[str], list[dict[str, Any]]]:
    """The entities that the pipeline's extractor writes for a text."""
    extractor = FactExtractor.create(
        FactExtractor.get_default_config(), None, Resource("facts"), ExecutionContext(None)
    )

    def entities(text: str) -> list[dict[str, Any]]:
        (message,) = extractor.process([Message({TEXT: text})])
        return message.get(ENTITIES, [])

    return entities


@dataclass(frozen=True)
class Store:
    """A conversation store in an SQLite file."""

    tracker_store: MaskedSQLTrackerStore
    path: Path
    published: list[dict[str, Any]]

    def save(self, *events: Event, sender_id: str = "rest:ana") -> None:
        """Store a conversation with these events."""
        tracker = DialogueStateTracker.from_events(sender_id, list(events))
        asyncio.run(self.tracker_store.save(tracker))

    def load(self, sender_id: str = "rest:ana") -> DialogueStateTracker:
        """Read a conversation back."""
        tracker = asyncio.run(self.tracker_store.retrieve_full_tracker(sender_id))
        assert tracker is not None
        return tracker

    def load_recent(self, sender_id: str = "rest:ana") -> DialogueStateTracker:
        """Read as much of a conversation as a turn needs."""
        tracker = asyncio.run(self.tracker_store.retrieve(sender_id))
        assert tracker is not None
        return tracker

    def go_on(self, *events: Event) -> None:
        """Take a turn: read the conversation, add events, store it."""
        tracker = self.load_recent()
        for event in events:
            tracker.update(event)
        asyncio.run(self.tracker_store.save(tracker))

    def written(self) -> str:
        """Every byte on the disk, the write-ahead log included."""
        files = sorted(self.path.parent.glob(self.path.name + "*"))
        return b"\n".join(file.read_bytes() for file in files).decode("utf-8", "replace")


class _Broker(EventBroker):
    """Keeps what is published."""

    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = []

    def publish(self, event: dict[str, Any]) -> None:
        self.published.append(event)


@pytest.fixture(scope="session")
def domain() -> Domain:
    """The assistant's own domain."""
    return Domain.load(ROOT / "domain.yml")


@pytest.fixture
def store(tmp_path: Path, domain: Domain) -> Iterator[Store]:
    """An empty conversation store."""
    path, broker = tmp_path / "conversations.db", _Broker()
    tracker_store = MaskedSQLTrackerStore(domain, host=f"sqlite:///{path}", event_broker=broker)
    yield Store(tracker_store, path, broker.published)
    tracker_store.engine.dispose()
