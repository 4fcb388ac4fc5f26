"""Small talk, what is out of scope, vague openings, and turns that no rule covers."""

from __future__ import annotations

from actions.conversation.answering import answer_topic, contact, current_university
from actions.conversation.choosing import topic_buttons
from actions.conversation.turn import Reply, Turn
from actions.handlers.base import FallbackReplyAction, ReplyAction
from actions.rendering import source_line
from actions.services import Services

_OUT_OF_SCOPE = "fuera_de_alcance/"
_VAGUE = "orientacion/"
_MOST_CHOICES = 4


class Converse(ReplyAction):
    """Small talk and out of scope: the best key of either has its message."""

    action_name = "action_conversar"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Say the message of the key; in distress, also the office that the university's document names."""
        knowledge = services.knowledge
        key = next((label for label, _ in turn.ranking if label in knowledge.mensajes), "no_entendi")
        message = knowledge.mensajes[key]
        need = key.removeprefix(_OUT_OF_SCOPE)
        if "{consulta}" not in message and not any(need in offices for offices in knowledge.oficinas.values()):
            return Reply().say(message.format(**knowledge.lineas))  # a greeting asks no database
        university = current_university(turn, services)
        place = contact(university, services)
        text = message.format(consulta=place[:1].upper() + place[1:], **knowledge.lineas)
        office = knowledge.oficinas.get(university or "", {}).get(need)
        if office:
            text += f"\n- {office.texto}\n\n{source_line(office.fuentes, knowledge)}"
        return Reply().say(text)


class Orient(ReplyAction):
    """A message that says what it is about but not what is wanted ("tengo un problema con mi nota")."""

    action_name = "action_orientar"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Ask, with a choice of topics that the university answers."""
        knowledge = services.knowledge
        keys = (label.removeprefix(_VAGUE) for label, _ in turn.ranking if label.startswith(_VAGUE))
        orientation = next((knowledge.orientaciones[key] for key in keys if key in knowledge.orientaciones), None)
        if orientation is None:
            return Reply().say(knowledge.mensajes["no_entendi"])
        university = current_university(turn, services)
        buttons = topic_buttons(orientation.temas, university, knowledge, most=_MOST_CHOICES)
        if not buttons:  # the university's documents are silent about all of it
            return answer_topic(turn, orientation.temas[0], (), services)
        return Reply().say(orientation.pregunta, buttons)


class NoRule(FallbackReplyAction):
    """A turn that no rule covers."""

    action_name = "action_sin_regla"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Ask for other words."""
        return Reply().say(services.knowledge.mensajes["comando"])
