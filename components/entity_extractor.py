"""Rasa's side of the fact finder: writes entities with roles; spaCy's parts of speech bound a course's name."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.text.facts import find_facts
from actions.identity.codes import mask_identifiers
from components.text.lexicon import fold

_PARTS_OF_A_NAME = {"NOUN", "PROPN", "ADJ", "NUM", "ADP", "DET", "CCONJ"}
_NEVER_LAST = {"ADP", "DET", "CCONJ"}
_NEVER_INSIDE = {"y", "con", "si", "por", "para", "porque", "pero", "e", "en", "sin", "tras", "desde", "hasta", "ya", "q", "xq", "he", "puedo"}
_LONGEST_NAME = 7


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent, EntityExtractorMixin):
    """Extract what a student states. Identifiers are no facts: none becomes an entity."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        """Make the component; it keeps nothing."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Write the entities of each message in place."""
        for message in messages:
            text = message.get(TEXT)
            if not text or text.startswith("/"):
                continue
            doc = message.get("text_spacy_doc")
            # Masks keep no offsets, so a message with a code in it is searched without spaCy's help.
            hidden = mask_identifiers(text)
            bound = _name_end(doc) if doc is not None and hidden == text and doc.text == text else None
            found = [
                {
                    "entity": fact.entity,
                    "value": fact.value,
                    "start": fact.start,
                    "end": fact.end,
                    "extractor": type(self).__name__,
                    **({"role": fact.role} if fact.role else {}),
                }
                for fact in find_facts(hidden, bound)
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def _name_end(doc: Any) -> Any:
    def end_of_name(start: int) -> int:
        tokens = [token for token in doc if token.idx >= start][:_LONGEST_NAME]
        last = start
        for token in tokens:
            if token.pos_ not in _PARTS_OF_A_NAME or fold(token.text) in _NEVER_INSIDE:
                break
            if token.pos_ not in _NEVER_LAST:
                last = token.idx + len(token.text)
        return last

    return end_of_name
