"""Rasa's side of the topic model: trains on the NLU examples, writes intent, ranking and response selector."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.identity.codes import is_code_message
from components.text.lexicon import LEXICON_FOLDER
from components.text.topic_model import TopicModel

logger = logging.getLogger(__name__)

_INTENT_RANKING = "intent_ranking"
_RESPONSE_SELECTOR = "response_selector"
#: A message that is a student code or a one-time code, whatever words the model would see in it.
CODE_INTENT = "entregar_codigo"


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

    def process(self, messages: list[Message]) -> list[Message]:
        """Write intent, intent_ranking and response_selector into each message in place."""
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        text = message.get(TEXT)
        if not text or self._model is None:
            return
        ranking = [(CODE_INTENT, 1.0)] if is_code_message(text) else self._model.rank(text)
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
        """The prediction among the keys of each retrieval intent, in the form of Rasa's own ResponseSelector."""
        assert self._model is not None
        retrieval_intents = sorted({label.split("/")[0] for label in self._model.labels if "/" in label})
        selectors: dict[str, Any] = {"all_retrieval_intents": retrieval_intents}
        best_intent = ranking[0][0].split("/")[0]
        for intent in retrieval_intents:
            if intent != best_intent:
                continue  # what nobody reads would weigh in every stored event and every action call
            keys = [(label, confidence) for label, confidence in ranking if label.startswith(intent + "/")]
            selectors[intent] = {
                "response": {
                    "responses": None,
                    PREDICTED_CONFIDENCE_KEY: keys[0][1],
                    INTENT_RESPONSE_KEY: keys[0][0],
                    "utter_action": f"utter_{keys[0][0]}",
                },
                # All labels compete: a runner-up outside this intent says that the message may be out of scope.
                "ranking": [
                    {PREDICTED_CONFIDENCE_KEY: round(confidence, 4), INTENT_RESPONSE_KEY: label}
                    for label, confidence in ranking[: self._config["ranking_length"]]
                ],
            }
        return selectors
