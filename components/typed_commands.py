"""Keep typed commands away from the dialogue engine.

In every channel anyone may type `/any_intent{"entity": ...}`, `/restart` or `/session_start`; Rasa obeys, and its
warnings print the message. Only the payloads that our own buttons send pass, and only with short, plain values; any
other message that starts with a slash is read as the plain words that it holds.
"""

from __future__ import annotations

import json
import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

#: What our buttons send: the intent and the one entity that comes with it.
BUTTON_PAYLOADS = {
    "elegir_universidad": "universidad",
    "ver_tema": "tema",
    "elegir_curso": "curso",
    "calcular": "tema",
    "identificarme": "",
    "borrar_datos": "",
}
#: What a message that is no words at all is read as.
UNKNOWN_COMMAND = "comando desconocido"
_PAYLOAD = re.compile(r"/([a-z_]+)\s*(\{.*\})?", re.DOTALL)
_LONGEST_VALUE = 80


def is_button_payload(text: str) -> bool:
    """Tell whether `text` is exactly what one of our buttons sends."""
    match = _PAYLOAD.fullmatch(text.strip())
    if not match or match.group(1) not in BUTTON_PAYLOADS:
        return False
    entity, raw = BUTTON_PAYLOADS[match.group(1)], match.group(2)
    if not entity:
        return raw is None
    try:
        values = json.loads(raw or "")
    except ValueError:
        return False
    return (
        isinstance(values, dict)
        and set(values) == {entity}
        and isinstance(values[entity], str)
        and 0 < len(values[entity]) <= _LONGEST_VALUE
    )


def disarm(text: str) -> str:
    """Return the text as the understanding may read it: button payloads as they are, other commands as plain words."""
    stripped = text.strip()
    if not stripped.startswith("/") or is_button_payload(stripped):
        return text
    words = re.sub(r"[^\w¿?¡!.,%áéíóúñü]+", " ", stripped.lstrip("/")).replace("_", " ").strip()
    is_sentence = len(words.split()) > 2 and "{" not in stripped
    return words if is_sentence else UNKNOWN_COMMAND


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TypedCommands(GraphComponent):
    """Stands first in the pipeline; see the module."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TypedCommands:
        """Make the component; it keeps nothing."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Disarm the text of each message in place."""
        for message in messages:
            message.set(TEXT, disarm(message.get(TEXT) or ""), add_to_output=True)
        return messages
