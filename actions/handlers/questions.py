"""Questions about the regulations, follow-up buttons and explanations."""

from __future__ import annotations

from actions.conversation.answering import (
    Wish,
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


class Repeat(ReplyAction):
    """The last answer again."""

    action_name = "action_repetir"
    wish = Wish.ANSWER

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Repeat the last answer."""
        again = answer_again(turn, services, self.wish)
        return again or Reply().say(services.knowledge.mensajes["sin_respuesta_anterior"])


class Explain(Repeat):
    """Why: the steps that led to the last verdict, for every course that it was about."""

    action_name = "action_por_que"
    wish = Wish.WHY


class TellSource(ReplyAction):
    """Where the last answer stands."""

    action_name = "action_fuente"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Name document and place."""
        return sources_of_last(turn, services)
