"""Choosing and changing the university."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.conversation.answering import (
    answer_again,
    answer_pending,
    answer_topic,
    ask_university,
    current_university,
)
from actions.conversation.turn import Reply, Turn
from actions.handlers.base import ReplyAction
from actions.handlers.handover import HANDOVER, TalkToPerson
from actions.services import Services

#: "Soy de la UPC", "me equivoqué, es la UPN" change the university; "¿y en la UPC?" asks about it this once.
_CHANGES = re.compile(r"(?i)\b(?:soy|estudio|estoy|mi universidad|equivoqu[eé]|cambi\w+|mejor|ahora)\b")


class ChooseUniversity(ReplyAction):
    """A university chosen with a button, or named in words; then the question that was waiting is answered."""

    action_name = "action_elegir_universidad"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Keep the choice; what was supposed before belonged to another university.

        The question that waited is answered, or the last one again for the university just chosen.
        """
        messages = services.knowledge.mensajes
        chosen = (turn.named("universidad") or "").upper()
        if chosen not in services.knowledge.universidades:
            return ask_university(services, "universidad_desconocida")
        turn = replace(turn, chosen_university=chosen, facts=(), earlier=())
        current = current_university(turn, services)
        if current != chosen:  # an identified student's record comes first
            return Reply().say(messages["universidad_del_expediente"].format(universidad=current, otra=chosen))
        reply = Reply().say(messages["universidad_elegida"].format(universidad=chosen))
        reply.slots = {"universidad": chosen, "hechos": None}
        if any(question.topic == HANDOVER for question in turn.pending):
            reply.slots["pregunta_pendiente"] = None
            return reply.extend(TalkToPerson().reply(turn, services))
        return reply.extend(answer_pending(turn, services) or answer_again(turn, services))


class ChangeUniversity(ChooseUniversity):
    """The student says which university, or asks to change it."""

    action_name = "action_cambiar_universidad"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Take the one that is named; ask when none is."""
        named = turn.named("universidad")
        if named is None:
            return ask_university(services)
        asks_once = turn.continues and named in services.knowledge.universidades and not _CHANGES.search(turn.text)
        if turn.topic and asks_once:
            # "¿y en la cayetano?": the last question again, for that university and this once.
            return answer_topic(turn, turn.topic, (*turn.earlier, *turn.facts), services)
        return super().reply(turn, services)
