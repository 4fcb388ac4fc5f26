"""Rasa's side of the topic model: trains on the NLU examples, writes intent, ranking and response selector."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.identity.codes import is_code_message, mask_identifiers
from actions.knowledge.loader import load_knowledge
from components.text.crisis import need_in
from components.text.dialogue import addition, questions
from components.text.facts import names_only_a_university
from components.text.lexicon import LEXICON_FOLDER
from components.text.topic_model import TopicModel

logger = logging.getLogger(__name__)

_INTENT_RANKING = "intent_ranking"
_RESPONSE_SELECTOR = "response_selector"
#: A message that is a student code or a one-time code, whatever words the model would see in it.
CODE_INTENT = "entregar_codigo"
#: Whether a message goes on with the question before, and what it was read as then (in its parse data).
CONTINUES = "continua"
READING = "lectura"
#: The questions of a message that asks two things (in its parse data): text, start, end and ranking of each.
QUESTIONS = "preguntas"
_TOPICS = "consulta"
_OUT_OF_SCOPE = "fuera_de_alcance"
_TOPIC_BUTTON = "ver_tema"
_LAST_TOPIC = "tema_actual"
_FORM = "datos_del_calculo"
_CHANGE_OF_UNIVERSITY = "cambiar_universidad"
_END_OF_SESSION = "cerrar_sesion"
#: A short message whose own intent is as sure as this is no addition to the question before.
_SURE_ON_ITS_OWN = 0.5
#: From this share on, each half of a message is a question of its own.
_SURE_QUESTION = 0.3
_RANKED_A_QUESTION = 5


@dataclass(frozen=True)
class _Before:
    """What a message may go on with: the last question and the topic that answered it."""

    question: str
    topic: str


def _before_second(asked: list[dict[str, Any]]) -> _Before:
    return _Before(asked[-1][TEXT], asked[-1]["ranking"][0][0].partition("/")[2])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Classify messages into intents, and into the keys of retrieval intents (`consulta/<tema>`), with one model."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The model's options (see TopicModel.DEFAULTS) and the number of entries kept in a ranking."""
        return {**TopicModel.DEFAULTS, "ranking_length": 10}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Make an untrained classifier."""
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Read a trained classifier from the model archive."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, TopicModel.load(Path(folder)))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Train anew when the lexicon or the text processing changed, which Rasa would not notice."""
        digest = hashlib.sha256()
        for path in sorted([*LEXICON_FOLDER.glob("*.yml"), *Path(__file__).parent.glob("**/*.py")]):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: TopicModel | None
    ) -> None:
        self._config, self._model_storage, self._resource, self._model = config, model_storage, resource, model

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on every intent example and write it into the model archive."""
        examples = training_data.intent_examples
        labels = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        self._model = TopicModel({key: self._config[key] for key in TopicModel.DEFAULTS}).fit(
            [example.get(TEXT) for example in examples], labels
        )
        logger.info("Topic classifier: %d examples, %d labels.", len(labels), len(self._model.labels))
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))
        return self._resource

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Write intent, intent_ranking and response_selector into each message in place.

        `tracker`: the conversation so far, with whose last question an elliptic message ("¿y en verano?") is read.
        """
        for message in messages:
            self._classify(message, tracker)
        return messages

    def _classify(self, message: Message, tracker: DialogueStateTracker | None) -> None:
        text = message.get(TEXT)
        if not text or self._model is None:
            return
        need = need_in(text)
        if is_code_message(text):
            ranking = [(CODE_INTENT, 1.0)]
        elif need:  # care first: never a rule as the answer, whatever else the message asks
            ranking = [(f"{_OUT_OF_SCOPE}/{need}", 1.0)]
        else:
            ranking = self._understand(message, mask_identifiers(text), self._before(tracker))
        self._write(message, ranking)

    def _understand(self, message: Message, text: str, before: _Before | None) -> list[tuple[str, float]]:
        """The ranking of a text; what it goes on with and the questions that it holds are written into the message."""
        assert self._model is not None
        added = addition(text) if before else None
        if added:
            message.set(CONTINUES, True, add_to_output=True)
            if names_only_a_university(added):
                return [(_CHANGE_OF_UNIVERSITY, 1.0)]
        asked = self._questions(text, before)
        if asked:
            message.set(QUESTIONS, asked, add_to_output=True)
            message.set(READING, asked[-1][TEXT], add_to_output=True)
            return self._model.rank(asked[0][TEXT])
        ranking, reading = self._read(text, before)
        if reading:
            message.set(READING, reading, add_to_output=True)
        return ranking

    def _read(self, text: str, before: _Before | None) -> tuple[list[tuple[str, float]], str | None]:
        """The ranking of a text, and what it was read as when it goes on with the question before."""
        assert self._model is not None
        alone = self._model.rank(text)
        added = addition(text) if before else None
        label, share = alone[0]
        if before is None or not added or (not label.startswith(_TOPICS) and share >= _SURE_ON_ITS_OWN):
            return alone, None
        reading = f"{before.question} {added}"
        near = {f"{_TOPICS}/{topic}" for topic in load_knowledge().near(before.topic)}
        return self._model.rank_together(text, reading, near, f"{_TOPICS}/{before.topic}"), reading

    def _before(self, tracker: DialogueStateTracker | None) -> _Before | None:
        """The last question, as it was read, and the topic that answered it."""
        question = self._last_question(tracker)
        if question is None or tracker is None:
            return None
        topic = tracker.get_slot(_LAST_TOPIC) if _LAST_TOPIC in tracker.slots else None
        return _Before(question, topic if isinstance(topic, str) else "")

    def _last_question(self, tracker: DialogueStateTracker | None) -> str | None:
        """The last question about a topic, as it was read; nothing of an earlier session or identification."""
        assert self._model is not None
        follows = ""
        for event in reversed(tracker.events if tracker else ()):
            if isinstance(event, SessionStarted):
                return None
            if isinstance(event, ActionExecuted):
                follows = event.action_name or ""
            if follows == _FORM:
                continue  # a fact that the form asked for is no question
            if not isinstance(event, UserUttered):
                continue
            if event.intent_name == _END_OF_SESSION:
                return None
            if event.intent_name == _TOPICS:
                return str(event.parse_data.get(READING) or event.text)
            if event.intent_name == _TOPIC_BUTTON:
                topic = next((entity.get("value") for entity in event.entities), None)
                return self._model.exemplars.get(f"{_TOPICS}/{topic}")
        return None

    def _questions(self, text: str, before: _Before | None) -> list[dict[str, Any]]:
        """The two questions of a message that asks two things; nothing when it asks one."""
        assert self._model is not None
        spans = questions(text)
        if len(spans) < 2:
            return []
        asked: list[dict[str, Any]] = []
        for start, end in spans:
            part = text[start:end].strip()
            ranking, _ = self._read(part, _before_second(asked) if asked else before)
            label, share = ranking[0]
            if not label.startswith(_TOPICS + "/") or share < _SURE_QUESTION:
                return []
            rows = [[label, round(share, 4)] for label, share in ranking[:_RANKED_A_QUESTION]]
            asked.append({TEXT: part, "start": start, "end": end, "ranking": rows})
        distinct = len({row["ranking"][0][0] for row in asked}) == len(asked)
        return asked if distinct else []

    def _write(self, message: Message, ranking: list[tuple[str, float]]) -> None:
        intents: dict[str, float] = {}
        for label, confidence in ranking:
            name = label.split("/")[0]
            intents[name] = intents.get(name, 0.0) + confidence
        # The intent is that of the best label: adding up the keys of `consulta` would let it win over a clear greeting.
        best = ranking[0][0].split("/")[0]
        ordered = sorted(intents, key=lambda name: (name != best, -intents[name]))[: self._config["ranking_length"]]
        ranked = [{INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: intents[name]} for name in ordered]
        message.set(INTENT, dict(ranked[0]), add_to_output=True)
        message.set(_INTENT_RANKING, ranked, add_to_output=True)
        message.set(_RESPONSE_SELECTOR, self._selectors(ranking), add_to_output=True)

    def _selectors(self, ranking: list[tuple[str, float]]) -> dict[str, Any]:
        """The prediction among the keys of the best retrieval intent, in the form of Rasa's own ResponseSelector.

        The other intents' keys are left out: what nobody reads would weigh in every stored event and action call.
        """
        assert self._model is not None
        selectors: dict[str, Any] = {"all_retrieval_intents": self._model.retrieval_intents}
        intent, _, key = ranking[0][0].partition("/")
        if key:
            selectors[intent] = {
                "response": {
                    "responses": None,
                    PREDICTED_CONFIDENCE_KEY: ranking[0][1],
                    INTENT_RESPONSE_KEY: ranking[0][0],
                    "utter_action": f"utter_{ranking[0][0]}",
                },
                # All labels compete: a runner-up outside this intent says that the message may be out of scope.
                "ranking": [
                    {PREDICTED_CONFIDENCE_KEY: round(confidence, 4), INTENT_RESPONSE_KEY: label}
                    for label, confidence in ranking[: self._config["ranking_length"]]
                ],
            }
        return selectors
