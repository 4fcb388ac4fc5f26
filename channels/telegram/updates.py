"""What Telegram sends: updates, of which only private messages and pressed buttons are for the bot."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

GREETING = "hola"

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]{1,64})?(?:\s+(.*))?", re.DOTALL)
# What a person sends that is not text. A message with none of these is a service message, which nobody answers.
_NOT_TEXT = frozenset(
    (
        *("animation", "audio", "checklist", "contact", "dice", "document", "game", "location", "paid_media"),
        *("photo", "poll", "sticker", "story", "venue", "video", "video_note", "voice"),
    )
)


@dataclass(frozen=True)
class Message:
    """A message in a private chat; `text` is a string, or an empty dict for what is none. `id` is the update's."""

    id: str
    user: int
    text: str | dict[str, Any]


@dataclass(frozen=True)
class Press:
    """A button that was pressed in a private chat. `id` is the update's."""

    id: str
    user: int
    query_id: str
    data: str


Update = Message | Press


def read_update(raw: bytes) -> Update | None:
    """What a body says, None when there is nothing to answer. Raises ValueError or RecursionError for no JSON."""
    body = json.loads(raw)
    if not isinstance(body, dict) or not _is_id(body.get("update_id")):
        return None
    update_id = str(body["update_id"])
    if "callback_query" in body:
        return _read_press(update_id, _object(body["callback_query"]))
    message = _object(body.get("message", body.get("edited_message")))
    user = _private_user(_object(message.get("from")), _object(message.get("chat")))
    if user is None:
        return None
    if isinstance(message.get("text"), str):
        return Message(update_id, user, plain_words(message["text"]))
    # An edit without text is a caption, or a live location that moves: nothing that was asked.
    is_content = "message" in body and not _NOT_TEXT.isdisjoint(message)
    return Message(update_id, user, _caption(message)) if is_content else None


def plain_words(text: str) -> str:
    """A bot command as a student would say it: "/ayuda@DelegadoBot" is "ayuda". Any other text as it is."""
    command = _COMMAND.fullmatch(text.strip())
    if not command:
        return text
    name, rest = command.groups(default="")
    if name.lower() == "start":  # Telegram's own: the button that opens a chat, with a parameter from a link
        return GREETING
    return f"{name.replace('_', ' ')} {rest}".strip()


def _read_press(update_id: str, query: dict[str, Any]) -> Press | None:
    user = _private_user(_object(query.get("from")), _object(_object(query.get("message")).get("chat")))
    query_id, data = query.get("id"), query.get("data")
    if user is None or not isinstance(query_id, str) or not query_id or not isinstance(data, str):
        return None
    return Press(update_id, user, query_id, data)


def _caption(message: dict[str, Any]) -> str | dict[str, Any]:
    """The question that is written under a photo or a document."""
    caption = message.get("caption")
    return plain_words(caption) if isinstance(caption, str) and caption.strip() else {}


def _private_user(sender: dict[str, Any], chat: dict[str, Any]) -> int | None:
    """Who writes, when it is a person in a private chat, which has the person's number."""
    user = sender.get("id")
    is_person = _is_id(user) and not sender.get("is_bot")
    is_private = chat.get("type") == "private" and _is_id(chat.get("id")) and chat["id"] == user
    return user if is_person and is_private else None


def _is_id(value: Any) -> bool:
    """Whether it is a positive number of at most 52 bits, as Telegram promises."""
    return type(value) is int and 0 < value < 1 << 52


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
