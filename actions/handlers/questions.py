"""Questions about the regulations, follow-up buttons and explanations."""

from __future__ import annotations

from actions.conversation.answering import (
    answer_again,
    answer_chosen,
    answer_question,
    answer_topic,
    sources_of_last,
)
from actions.conversation.turn import Fact, Reply, Turn
from actions.handlers.base import ReplyAction
from actions.services import Services


class AnswerQuestion(ReplyAction):
    """A question in the student's words."""

    action_name = "action_consulta"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Answer it."""
        return answer_question(turn, services)


class ShowTopic(ReplyAction):
    """A topic chosen with a button."""

    action_name = "action_ver_tema"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Answer it, with what was stated in the question that led to the choice."""
        return answer_chosen(turn, turn.named("tema") or "", services)


class ChooseCourse(ReplyAction):
    """One of several courses chosen with a button."""

    action_name = "action_elegir_curso"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Answer the last topic for that course."""
        course = turn.named("curso")
        if not turn.topic or not course:
            return Reply().say(services.knowledge.mensajes["sin_respuesta_anterior"])
        return answer_topic(turn, turn.topic, (*turn.earlier, Fact("curso", course)), services)


class Explain(ReplyAction):
    """Why: the last answer again, whose dictamen tells every step."""

    action_name = "action_por_que"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Repeat the last answer."""
        return answer_again(turn, services) or Reply().say(services.knowledge.mensajes["sin_respuesta_anterior"])


class Repeat(Explain):
    """The last answer again."""

    action_name = "action_repetir"


class TellSource(ReplyAction):
    """Where the last answer stands."""

    action_name = "action_fuente"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Name document and place."""
        return sources_of_last(turn, services)
