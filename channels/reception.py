"""What every channel does with a message before and after the dialogue engine: bounds, and never silence."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from actions.failures import log_failure

logger = logging.getLogger(__name__)

LONGEST_MESSAGE = 2000
_LETTERS_NEEDED = 1

NOT_TEXT = "Solo puedo leer texto. Escríbeme tu pregunta con tus palabras."
NO_WORDS = "No veo palabras en tu mensaje. Escríbeme tu pregunta; por ejemplo: «¿puedo dar el susti?»."
TOO_LONG = f"Tu mensaje es muy largo. Cuéntamelo en menos de {LONGEST_MESSAGE} letras, con la pregunta al final."
APOLOGY = (
    "Perdona, ahora mismo no puedo responderte. Intenta de nuevo en unos minutos; si es urgente, "
    "pregunta en la secretaría académica de tu universidad."
)


class WholeMessages(CollectingOutputChannel):
    """Collects messages as they are: the stock class cuts a text at every blank line."""

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Keep the text whole."""
        await self._persist_message(self._message(recipient_id, text=text))

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Keep text and buttons together."""
        await self._persist_message(self._message(recipient_id, text=text, buttons=buttons))


def refusal(text: Any) -> str | None:
    """What to say at once to a message that is not worth understanding; None when it is."""
    if text is None or (isinstance(text, str) and not text.strip()):
        return NO_WORDS
    if not isinstance(text, str):
        return NOT_TEXT
    if len(text) > LONGEST_MESSAGE:
        return TOO_LONG
    if sum(character.isalnum() for character in text) < _LETTERS_NEEDED:
        return NO_WORDS
    return None


async def receive(
    on_new_message: Callable[[UserMessage], Awaitable[Any]], text: Any, sender_id: str, channel: str
) -> list[dict[str, Any]]:
    """Handle one message and return what is to be sent, which is never nothing.

    `sender_id` has to be namespaced by its channel already. Nothing of the message reaches the log.
    """
    refused = refusal(text)
    if refused:
        return [{"recipient_id": sender_id, "text": refused}]
    collector = WholeMessages()
    try:
        await on_new_message(UserMessage(_clean(text), collector, sender_id, input_channel=channel))
    except Exception as error:
        log_failure(f"a message on {channel}", error)
    messages = [message for message in collector.messages if message]
    if not messages:
        logger.error("A turn on %s produced no message; an apology was sent.", channel)
        messages = [{"recipient_id": sender_id, "text": APOLOGY}]
    return messages


def _clean(text: str) -> str:
    """Drop control characters, which databases refuse (NUL) and terminals obey; keep line breaks."""
    kept = "".join(character for character in text if character.isprintable() or character in "\n\t")
    return kept.strip()


__all__ = ["APOLOGY", "LONGEST_MESSAGE", "WholeMessages", "receive", "refusal"]
