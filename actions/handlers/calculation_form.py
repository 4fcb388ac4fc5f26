"""The form that asks for the facts a calculation lacks, one by one. It can be left at any moment.

Rasa's form `datos_del_calculo` has one slot, `dato`: what the student types for the fact asked for (`dato_pedido`).
Once it is read, the calculation goes on, and asks for the next. Nothing that the record says passes through it.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation.answering import Wish, answer_asked, answer_topic, asked_fact
from actions.conversation.hypothesis import stated_value, states
from actions.conversation.turn import Reply, Turn
from actions.conversation.typed_values import read_value, says
from actions.handlers.base import FORM, ReplyAction, turn_of
from actions.identity.codes import one_time_code_in, student_code_in
from actions.knowledge.model import Dato
from actions.services import Services, current

#: What stands in the slot instead of a value when the student does not know it or wants to leave it.
_DOES_NOT_KNOW, _LEAVES = {"sin": "no_sabe"}, {"sin": "salir"}
_MOST_OPTIONS = 3


class AskFact(Action):
    """Ask for the fact."""

    def name(self) -> str:
        """The name under which the form looks for it."""
        return f"action_ask_{FORM}_dato"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Say the question, with buttons where there is little to choose from."""
        services = current()
        turn = turn_of(tracker)
        dato = asked_fact(turn, services)
        if dato is None:
            return []
        buttons = [{"title": title, "payload": title} for title in _choices(dato)]
        dispatcher.utter_message(text=dato.pregunta, buttons=buttons)
        return []


class ReadFact(Action):
    """Read the student's answer; no event when the message is something else, so that the rules answer it."""

    def name(self) -> str:
        """The name under which the form looks for it."""
        return f"validate_{FORM}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Set `dato` to the value, to "does not know" or to "leaves"."""
        if tracker.latest_action_name != "action_listen":
            return []  # the form was only just opened: the message is the question before it
        services = current()
        turn = turn_of(tracker)
        value = _answer(turn, asked_fact(turn, services), services)
        return [] if value is None else [SlotSet("dato", value)]


class GoOn(ReplyAction):
    """Go on with the calculation."""

    action_name = "action_calcular"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """The verdict with the new fact, or that it cannot be had."""
        messages = services.knowledge.mensajes
        if turn.typed == _LEAVES:
            return Reply().say(messages["dejar_calculo"])
        if turn.typed == _DOES_NOT_KNOW:
            return Reply().say(messages["sin_dato"])
        return answer_asked(turn, turn.typed, services)


class Compute(ReplyAction):
    """A topic whose calculation the student wants, chosen with a button."""

    action_name = "action_calcular_tema"

    def reply(self, turn: Turn, services: Services) -> Reply:
        """Compute it with what was stated in the question that led here, asking for the rest."""
        topic = turn.named("tema") or ""
        stated = next((question.facts for question in turn.pending if question.topic == topic), ())
        return answer_topic(turn, topic, stated, services, wish=Wish.COMPUTE)


def _answer(turn: Turn, dato: Dato | None, services: Services) -> Any | None:
    text, words = turn.text, services.knowledge.palabras
    if dato is None or text.startswith("/") or one_time_code_in(text) or student_code_in(text):
        return None
    if says(text, "salir", words):
        return _LEAVES
    if says(text, "no_sabe", words):
        return _DOES_NOT_KNOW
    value = read_value(dato, text, words, services.lima_now())
    if value is None and states(dato, turn.facts):
        return _stated(dato, turn)
    return value


def _stated(dato: Dato, turn: Turn) -> Any | None:
    """The value that the message's facts give, in the form that the slot holds."""
    if dato.tipo == "evaluaciones":
        return turn.text
    return stated_value(dato, turn.facts)


def _choices(dato: Dato) -> list[str]:
    if dato.tipo == "si_no":
        return ["Sí", "No"]
    options = [key.replace("_", " ").capitalize() for key in dato.opciones]
    return options if len(options) <= _MOST_OPTIONS else []
