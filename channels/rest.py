"""REST for development: still named `rest`, but the client does not decide who it is or where it comes from."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response

from actions.settings import DEVELOPMENT
from channels.reception import Incoming, receive

_LONGEST_SENDER = 200
_LARGEST_BODY = 200_000


class RestInput(InputChannel):
    """`POST /webhooks/rest/webhook {"sender": ..., "message": ...}`.

    Unlike the stock channel it namespaces the sender (`rest:...`), ignores `input_channel` and `metadata`, sends whole
    messages, always answers, and exists in development only.
    """

    @classmethod
    def name(cls) -> str:
        """The stock channel's name and address."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes."""
        if os.environ.get("ENTORNO", DEVELOPMENT) != DEVELOPMENT:
            raise RuntimeError("The REST channel is for development only: take it out of credentials.yml.")
        webhook = Blueprint("delegado_rest", __name__)

        @webhook.route("/", methods=["GET"])
        async def health(_request: Any) -> Any:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"])
        async def webhook_message(request: Any) -> Any:
            body = read_body(request.body)
            incoming = Incoming(body.get("message"), sender_of(body), self.name())
            return response.json(await receive(on_new_message, incoming))

        return webhook


def read_body(raw: bytes) -> dict[str, Any]:
    """The JSON object of a request; an empty one for anything else."""
    if len(raw) > _LARGEST_BODY:
        return {"message": "x" * _LARGEST_BODY}  # too long, and told so
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError):  # nested without end, it is no message either
        return {}
    return body if isinstance(body, dict) else {}


def sender_of(body: dict[str, Any]) -> str:
    """The namespaced conversation id: `rest:` and what the client chose."""
    sender = body.get("sender")
    given = str(sender) if isinstance(sender, str | int) else ""
    # Control characters and halves of characters are what databases and JSON refuse.
    name = "".join(character for character in given if character.isprintable()).strip()
    # Without a sender every request is a conversation of its own: a shared one would share its identification.
    return f"rest:{name[:_LONGEST_SENDER] or uuid.uuid4().hex}"
