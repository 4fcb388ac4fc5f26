"""What every channel does with a message before and after the dialogue engine: bounds, limits, and never silence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from actions.contact.marks import ERASE_MARK
from actions.failures import log_failure
from channels import notice
from channels.state import current

logger = logging.getLogger(__name__)

Answer = dict[str, Any]
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]

LONGEST_MESSAGE = 2000
_LETTERS_NEEDED = 1
#: Development alone reaches this channel, and its benchmarks send faster than any student types.
_UNLIMITED_CHANNELS = frozenset(("rest",))

NOT_TEXT = "Solo puedo leer texto. Escríbeme tu pregunta con tus palabras."
NO_WORDS = "No veo palabras en tu mensaje. Escríbeme tu pregunta; por ejemplo: «¿puedo dar el susti?»."
TOO_LONG = f"Tu mensaje es muy largo. Cuéntamelo en menos de {LONGEST_MESSAGE} letras, con la pregunta al final."
TOO_FAST = "Vas muy rápido y no alcanzo a leerte. Espera un minuto y escríbeme de nuevo."
APOLOGY = (
    "Perdona, ahora mismo no puedo responderte. Intenta de nuevo en unos minutos; si es urgente, "
    "pregunta en la secretaría académica de tu universidad."
)


@dataclass(frozen=True)
class Incoming:
    """A message as a channel received it.

    `text`: what came, unchecked; `sender_id`: namespaced by the channel ("telegram:12345"), made by the server or by a
    provider whose signature was checked; `client`: the client's IP address where the channel sees it, which limits it;
    `said`: a fixed answer (to a button that is gone), for which the engine is not asked.
    """

    text: Any
    sender_id: str
    channel: str
    client: str | None = None
    said: str | None = None


class WholeMessages(CollectingOutputChannel):
    """Collects messages as they are: the stock class cuts a text at every blank line."""

    def __init__(self) -> None:
        super().__init__()
        self.erases = False

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Keep the text whole."""
        await self._persist_message(self._message(recipient_id, text=text))

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Keep text and buttons together."""
        await self._persist_message(self._message(recipient_id, text=text, buttons=buttons))

    async def send_image_url(self, recipient_id: str, image: str, **kwargs: Any) -> None:
        """Keep a picture with the text that came with it: Rasa hands them on one after the other."""
        last = self.messages[-1] if self.messages else {}
        if last.get("text") and not last.get("buttons") and not last.get("image"):
            last["image"] = image
        else:
            await self._persist_message(self._message(recipient_id, image=image))

    async def send_custom_json(self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any) -> None:
        """What an action asks of the channel, and no student ever sees."""
        self.erases = self.erases or json_message == ERASE_MARK


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


#: Turns of one conversation follow each other; Rasa's own lock looks again only every second.
_in_hand: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


async def receive(on_new_message: OnNewMessage, incoming: Incoming) -> list[Answer]:
    """Handle one message and return what is to be sent. Never raises.

    It is never nothing, except for a phone that goes on flooding after it was told.
    An answer has `recipient_id` and `text`, `buttons` or `image` (a `data:` address); `erased` when the conversation
    was erased with it. Nothing of the message reaches the log.
    """
    lock = _in_hand.setdefault(incoming.sender_id, asyncio.Lock())
    async with lock:
        return [*await _notice(incoming), *await _answers(on_new_message, incoming)]


async def _answers(on_new_message: OnNewMessage, incoming: Incoming) -> list[Answer]:
    if not _is_within_limits(incoming):
        return [_answer(incoming, TOO_FAST)] if _may_say_too_fast(incoming) else []
    refused = incoming.said or refusal(incoming.text)
    if refused:
        return [_answer(incoming, refused)]
    collector = WholeMessages()
    message = UserMessage(
        _clean(incoming.text),
        collector,
        incoming.sender_id,
        input_channel=incoming.channel,
        # A phone is its own address: its codes are counted on when its conversation is erased.
        metadata={"cliente": current().client_key(incoming.client or incoming.sender_id)},
    )
    try:
        async with current().engine:
            # An action server that hangs, instead of refusing, would hold every place for Rasa's five minutes.
            await asyncio.wait_for(on_new_message(message), current().turn_seconds)
    except Exception as error:
        log_failure(f"a message on {incoming.channel}", error)
    messages = [message for message in collector.messages if message]
    if collector.erases:
        await _erase(incoming.sender_id)
        messages = [{**message, "erased": True} for message in messages]
    if not messages:
        logger.error("A turn on %s produced no message; an apology was sent.", incoming.channel)
        return [_answer(incoming, APOLOGY)]
    return messages


def _is_within_limits(incoming: Incoming) -> bool:
    return incoming.channel in _UNLIMITED_CHANNELS or current().sender_limit.allows(incoming.sender_id)


def _may_say_too_fast(incoming: Incoming) -> bool:
    """On the page always; on a phone once a minute, since each answer is paid for."""
    return incoming.channel not in notice.CHANNELS or current().too_fast_limit.allows(incoming.sender_id)


async def _notice(incoming: Incoming) -> list[Answer]:
    """The privacy notice at the first contact, where the channel has no other place for it."""
    if incoming.channel not in notice.CHANNELS:
        return []
    notices = current().notices
    try:
        first = await notices.is_first_contact(incoming.sender_id)
    except Exception as error:
        log_failure("the privacy notice", error)
        return []
    return [_answer(incoming, notices.text)] if first else []


async def _erase(sender_id: str) -> None:
    """The turn is saved and its lock is free: now nothing writes the conversation back."""
    try:
        await current().eraser.erase(sender_id)
    except Exception as error:  # the request is noted; the upkeep tries again
        log_failure("erasing a conversation", error)


def _answer(incoming: Incoming, text: str) -> Answer:
    return {"recipient_id": incoming.sender_id, "text": text}


def _clean(text: str) -> str:
    """Drop control characters, which databases refuse (NUL) and terminals obey; keep line breaks."""
    kept = "".join(character for character in text if character.isprintable() or character in "\n\t")
    return kept.strip()


__all__ = ["APOLOGY", "LONGEST_MESSAGE", "NOT_TEXT", "Answer", "Incoming", "WholeMessages", "receive", "refusal"]
