"""Small talk, what is out of scope, and turns that no rule covers."""

from __future__ import annotations

from actions.conversation.answering import contact, current_university
from actions.conversation.turn import Reply, Turn
from actions.handlers.base import FallbackReplyAction, ReplyAction
from actions.services import Services


class Converse(ReplyAction):
    """Small talk and out of scope: the best key of either has its message."""

    action_name = "action_conversar"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Say the message of the key."""
        messages = services.knowledge.mensajes
        key = next((label for label, _ in turn.ranking if label in messages), "no_entendi")
        text = messages[key]
        if "{consulta}" in text:
            place = contact(current_university(turn, services), services)
            text = text.format(consulta=place[:1].upper() + place[1:])
        return Reply().say(text)


class NoRule(FallbackReplyAction):
    """A turn that no rule covers."""

    action_name = "action_sin_regla"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Ask for other words."""
        return Reply().say(services.knowledge.mensajes["comando"])
