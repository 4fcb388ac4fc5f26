"""The cases of `hechos.yml`, the fact extractor, a small topic model, and a conversation store in a temporary file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.brokers.broker import EventBroker
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from actions.settings import ROOT
from components.entity_extractor import FactExtractor
from components.text.topic_model import TopicModel
from components.topic_classifier import TopicClassifier
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


_CREDITS = [
    "cuántos créditos puedo llevar", "máximo de créditos por ciclo", "cuántos créditos me dejan llevar",
    "con cuántos créditos me matriculo", "cuál es el tope de créditos", "hasta cuántos créditos puedo llevar",
]  # fmt: skip
_SUSTI = [
    "cuánto cuesta el susti", "cuánto se paga por el susti", "precio del examen sustitutorio", "el susti se paga",
    "qué costo tiene el sustitutorio", "cuánto pago por dar el susti",
]  # fmt: skip
#: A few labels, six examples each. An elliptic message ("¿y en verano?") fits two of the topics equally well.
EXAMPLES = {
    "consulta/creditos": _CREDITS,
    "consulta/creditos_verano": [f"{text} en verano" for text in _CREDITS],
    "consulta/susti": _SUSTI,
    "consulta/susti_verano": [f"{text} en verano" for text in _SUSTI],
    "charla/gracias": ["gracias", "muchas gracias", "ok gracias", "gracias por todo", "mil gracias", "te agradezco"],
    "fuera_de_alcance/ajeno": [
        "cuál es la capital de francia", "quién ganó el partido", "cuéntame un chiste", "qué hora es en japón",
        "cómo preparo un ceviche", "quién es el presidente",
    ],
    "orientacion/notas": [
        "tengo un problema con mi nota", "mi nota", "duda sobre mis notas", "pasa algo con mi nota",
        "necesito ayuda con mi nota", "problema de notas",
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def topic_model() -> TopicModel:
    """A model that has learnt EXAMPLES."""
    examples = [(text, label) for label, texts in EXAMPLES.items() for text in texts]
    return TopicModel().fit([text for text, _ in examples], [label for _, label in examples])


@pytest.fixture
def unsure(topic_model: TopicModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model ranks as before and is sure of nothing."""
    monkeypatch.setitem(topic_model.options, "temperature", 10.0)


@dataclass
class Dialogue:
    """A conversation as the classifier sees it: each message with those before it."""

    classifier: TopicClassifier
    events: list[Event] = field(default_factory=list)

    def say(self, text: str) -> dict[str, Any]:
        """Send a message; gives what is handed on of it."""
        message = Message({TEXT: text})
        self.classifier.process([message], DialogueStateTracker.from_events("rest:ana", self.events))
        parsed = message.as_dict(only_output_properties=True)
        self.events.append(UserUttered(text, parsed["intent"], [], parsed))
        return parsed

    def press(self, topic: str) -> Dialogue:
        """Press the button of a topic; returns self."""
        entity = {"entity": "tema", "value": topic}
        self.events.append(UserUttered(f'/ver_tema{{"tema": "{topic}"}}', {"name": "ver_tema"}, [entity]))
        return self


def label_of(parsed: dict[str, Any]) -> str:
    """The best label of a message."""
    intent = parsed["intent"]["name"]
    return parsed["response_selector"].get(intent, {"response": {"intent_response_key": intent}})["response"][
        "intent_response_key"
    ]


@pytest.fixture
def dialogue(topic_model: TopicModel) -> Dialogue:
    """A conversation in which nothing was said yet."""
    config = TopicClassifier.get_default_config()
    return Dialogue(TopicClassifier(config, None, Resource("topics"), topic_model))


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
