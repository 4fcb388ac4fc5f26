"""A conversation with the answering: demo records in a file of their own, a clock that stands still, no Rasa."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from actions.conversation.answering import answer_question, answer_topic
from actions.conversation.turn import Fact, Reply, Turn, facts_from_slot, questions_from_slot
from actions.identity.links import StudentKey
from actions.knowledge.loader import load_knowledge
from actions.knowledge.model import EVERYBODY, Conocimiento, Respuesta, Tema
from actions.records.database import Database
from actions.rulebooks.dictamen import Fuente
from actions.services import Services
from actions.settings import Settings
from components.text.dialogue import addition
from tests.conftest import Clock

SENDER = "rest:ana"
UPN_ANSWER = Respuesta("La regla de UPN.", (Fuente("upn", "Art. 2"),))
UPC_ANSWER = Respuesta("La regla de UPC.", (Fuente("upn", "Art. 3"),))


def ranking(*topics: tuple[str, float]) -> tuple[tuple[str, float], ...]:
    """Topics with their shares as the classifier ranks them."""
    return tuple((f"consulta/{topic}", share) for topic, share in topics)


def _ranked(topic: str | tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    return ranking((topic, 0.9)) if isinstance(topic, str) else topic


def facts(**stated: Any) -> tuple[Fact, ...]:
    """Facts by name: `faltas=5`, `creditos__plan=200`."""
    return tuple(
        Fact(name.partition("__")[0], value, name.partition("__")[2] or None) for name, value in stated.items()
    )


@dataclass
class Conversation:
    """Asks in one conversation and keeps its slots from turn to turn."""

    services: Services
    slots: dict[str, Any] = field(default_factory=dict)

    def turn(self, text: str, stated: tuple[Fact, ...] = (), ranked: tuple[tuple[str, float], ...] = ()) -> Turn:
        """The turn that the handlers would make of a message."""
        return Turn(
            sender_id=SENDER, text=text, ranking=ranked, facts=stated, chosen_university=self.slots.get("universidad"),
            topic=self.slots.get("tema_actual"), earlier=facts_from_slot(self.slots.get("hechos")),
            pending=questions_from_slot(self.slots.get("pregunta_pendiente")),
            continues=bool(self.slots.get("tema_actual") and addition(text)),
        )  # fmt: skip

    def ask(self, text: str, topic: str | tuple[tuple[str, float], ...], **stated: Any) -> Reply:
        """Ask a question that the classifier is sure of (or ranks as given) with the facts that it states."""
        return self.keep(answer_question(self.turn(text, facts(**stated), _ranked(topic)), self.services))

    def ask_both(self, *parts: tuple[str | tuple[tuple[str, float], ...], tuple[Fact, ...]]) -> Reply:
        """Ask several things in one message: of each, the topic (or ranking) and the facts that stand in it."""
        turns = [self.turn("una pregunta", stated, _ranked(topic)) for topic, stated in parts]
        whole = self.turn("una pregunta y otra", sum((turn.facts for turn in turns), ()), turns[0].ranking)
        return self.keep(answer_question(replace(whole, parts=tuple(turns)), self.services))

    def choose(self, topic: str) -> Reply:
        """Choose a topic with a button."""
        return self.keep(answer_topic(self.turn(""), topic, (), self.services))

    def keep(self, reply: Reply) -> Reply:
        """Set the reply's slots as Rasa would."""
        self.slots.update(reply.slots)
        return reply

    def identify(self, code: str, university: str = "UPN") -> Conversation:
        """Link the conversation to a student; returns self."""
        self.services.identity.link(SENDER, StudentKey(university, code))
        return self

    def at(self, university: str) -> Conversation:
        """Choose a university; returns self."""
        self.slots["universidad"] = university
        return self


@pytest.fixture(scope="session")
def knowledge() -> Conocimiento:
    return load_knowledge()


@pytest.fixture
def services(database: Database, clock: Clock, knowledge: Conocimiento) -> Services:
    """Services on the demo's records."""
    settings = Settings.from_environment({"DELEGADO_CODE_SECRET": "s" * 32})
    return Services.on(database, settings, knowledge, clock)


@pytest.fixture
def conversation(services: Services) -> Conversation:
    """A conversation in which nothing was said yet."""
    return Conversation(services)


def with_answers(services: Services, answers: Mapping[str, Mapping[str, Respuesta]]) -> Services:
    """The same services with other answers: university -> topic -> answer."""
    respuestas = {EVERYBODY: {}, **{university: dict(of_university) for university, of_university in answers.items()}}
    return replace(services, knowledge=replace(services.knowledge, respuestas=respuestas))


def with_topics(services: Services, topics: Mapping[str, Sequence[str]]) -> Services:
    """The same services with these topics alone: each with those that are related to it."""
    temas = {key: Tema(key, key.title(), key.title(), tuple(related), frozenset()) for key, related in topics.items()}
    return replace(services, knowledge=replace(services.knowledge, temas=temas))


def topics_offered(reply: Reply) -> list[str]:
    """The topics of the buttons under a reply's last message."""
    return [json.loads(button.payload.removeprefix("/ver_tema"))["tema"] for button in reply.messages[-1][1]]


def said(reply: Reply) -> str:
    """All that a reply says."""
    return "\n\n".join(text for text, _ in reply.messages)
