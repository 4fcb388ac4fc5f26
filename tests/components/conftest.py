"""The cases of `hechos.yml`, the fact extractor with its spaCy model, and a conversation store in a temporary file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.entity_extractor import FactExtractor

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
