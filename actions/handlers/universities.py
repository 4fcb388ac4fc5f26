"""Choosing and changing the university."""

from __future__ import annotations

from actions.conversation.answering import answer_pending, answer_topic, ask_university, is_continuation
from actions.conversation.turn import Reply, Turn
from actions.handlers.base import ReplyAction
from actions.services import Services


class ChooseUniversity(ReplyAction):
    """A university chosen with a button, or named in words; then the question that was waiting is answered."""

    action_name = "action_elegir_universidad"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Keep the choice; what was supposed before belonged to another university."""
        chosen = (turn.named("universidad") or "").upper()
        if chosen not in services.knowledge.universidades:
            return ask_university(services, "universidad_desconocida")
        reply = Reply().say(services.knowledge.mensajes["universidad_elegida"].format(universidad=chosen))
        reply.slots = {"universidad": chosen, "hechos": None}
        waiting = answer_pending(turn, services)
        if waiting:
            reply.messages += waiting.messages
            reply.slots.update(waiting.slots)
        return reply


class ChangeUniversity(ChooseUniversity):
    """The student says which university, or asks to change it."""

    action_name = "action_cambiar_universidad"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Take the one that is named; ask when none is."""
        if turn.named("universidad") is None:
            return ask_university(services)
        if turn.topic and is_continuation(turn):
            # "¿y en la cayetano?": the last question again, for that university and this once.
            return answer_topic(turn, turn.topic, (*turn.earlier, *turn.facts), services)
        return super().reply(turn, services)
