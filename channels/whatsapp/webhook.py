"""What WhatsApp posts to the webhook: whether it is signed, and the messages in it. Nothing is believed unchecked."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: Bytes of the largest notification that Meta sends.
LARGEST_BODY = 3 * 1024 * 1024

_SIGNATURE_PREFIX = "sha256="
_LONGEST_ID = 200
_NUMBER = re.compile(r"[0-9]{5,20}")

#: What a student can write a question under.
_CAPTIONED = frozenset({"image", "video", "document"})
#: What asks for no answer: a reaction, an edited or a deleted message, a number that changed.
_SILENT = frozenset({"reaction", "system", "edit", "revoke", "request_welcome"})
#: The same, where WhatsApp says no more than that it could not hand the thing over.
_SILENT_UNSUPPORTED = _SILENT | {"pin", "keep_in_chat", "poll_update"}


class Malformed(Exception):
    """A body that is no JSON object."""


@dataclass(frozen=True)
class Received:
    """A message that asks for an answer. Without a text and without an option it is a photo, a voice note or the like.

    `sender` is the WhatsApp id, digits only; `text` may stand under a photo; `option` is the id of the button that was
    pressed.
    """

    id: str
    sender: str
    kind: str
    text: str | None = None
    option: str | None = None


@dataclass(frozen=True)
class Notification:
    """What a post holds for this phone number.

    `failures` are the error codes of messages that WhatsApp accepted and could not deliver; `nameless` counts messages
    that came without a phone number to answer to.
    """

    messages: list[Received]
    failures: list[int]
    nameless: int


def is_signed(raw: bytes, signature: str, app_secret: str) -> bool:
    """Whether the `X-Hub-Signature-256` header was made with the app's secret over exactly these bytes."""
    expected = _SIGNATURE_PREFIX + hmac.new(app_secret.encode(), raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogateescape"))


def read(raw: bytes, phone_number_id: str) -> Notification:
    """Read a notification. Raises Malformed when it is no JSON object; parts of it in another shape are left out."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if not isinstance(body, dict):
        raise Malformed
    values = [value for value in _values(body) if _object(value, "metadata").get("phone_number_id") == phone_number_id]
    given = [message for value in values for message in _objects(value, "messages") if not _is_silent(message)]
    messages = [received for received in map(_received, given) if received]
    return Notification(
        messages=messages,
        failures=[code for value in values for code in _failures(value)],
        nameless=sum(not _is_number(message.get("from")) for message in given),
    )


def _values(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in _objects(body, "entry"):
        for change in _objects(entry, "changes"):
            if change.get("field") == "messages":
                yield _object(change, "value")


def _received(message: dict[str, Any]) -> Received | None:
    identifier, sender, kind = message.get("id"), message.get("from"), message.get("type")
    if not isinstance(identifier, str) or not 0 < len(identifier) <= _LONGEST_ID or not _is_number(sender):
        return None
    text, option = _content(message, str(kind))
    return Received(identifier, str(sender), str(kind), text, option)


def _content(message: dict[str, Any], kind: str) -> tuple[str | None, str | None]:
    """The words of a message and the id of the button that it stands for."""
    content = _object(message, kind)
    if kind == "text":
        return _string(content, "body"), None
    if kind in _CAPTIONED:
        caption = _string(content, "caption")
        return (caption if caption and caption.strip() else None), None
    if kind == "button":
        return _string(content, "text"), _string(content, "payload")
    if kind == "interactive" and content.get("type") in ("button_reply", "list_reply"):
        return None, _string(_object(content, content["type"]), "id")
    return None, None


def _is_silent(message: dict[str, Any]) -> bool:
    kind = _string(message, "type")
    if kind == "unsupported":
        return _string(_object(message, "unsupported"), "type") in _SILENT_UNSUPPORTED
    return kind in _SILENT


def _is_number(sender: Any) -> bool:
    return isinstance(sender, str) and _NUMBER.fullmatch(sender) is not None


def _failures(value: dict[str, Any]) -> Iterator[int]:
    for status in _objects(value, "statuses"):
        if status.get("status") == "failed":
            yield from (error["code"] for error in _objects(status, "errors") if isinstance(error.get("code"), int))


def _objects(parent: dict[str, Any], key: str) -> list[dict[str, Any]]:
    items = parent.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _object(parent: dict[str, Any], key: str) -> dict[str, Any]:
    item = parent.get(key)
    return item if isinstance(item, dict) else {}


def _string(parent: dict[str, Any], key: str) -> str | None:
    item = parent.get(key)
    return item if isinstance(item, str) else None
