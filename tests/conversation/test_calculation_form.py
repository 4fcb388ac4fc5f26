"""The form that asks for what a calculation lacks: question by question, and left whenever the student likes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import services as services_module
from actions.conversation.answering import Wish, answer_topic
from actions.conversation.turn import Fact
from actions.handlers.base import FORM
from actions.handlers.calculation_form import AskFact, Compute, GoOn, ReadFact
from actions.handlers.questions import AnswerQuestion
from actions.services import Services
from tests.conversation.conftest import SENDER, Conversation


@pytest.fixture
def in_action_server(services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setattr(services_module, "_current", services)
    yield services


def tracker(text: str, slots: dict[str, Any], facts: tuple[Fact, ...] = (), listened: bool = True) -> Tracker:
    """A conversation in which the form is open and a message came."""
    entities = [{"entity": f.entity, "value": f.value, "role": f.role, "start": 0, "end": 1} for f in facts]
    latest = {"text": text, "entities": entities, "intent": {"name": "consulta"}, "intent_ranking": []}
    action = "action_listen" if listened else "action_consulta"
    return Tracker(SENDER, slots, latest, [], False, None, {"name": FORM}, action)


def run(action: Any, of: Tracker) -> tuple[list[dict[str, Any]], dict[str, Any], list[dict[str, Any]]]:
    """Messages, slots set and the other events of an action."""
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, of, {})
    events = asyncio.run(events) if asyncio.iscoroutine(events) else events
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    return dispatcher.messages, slots, [event for event in events if event["event"] != "slot"]


ASKED = {
    "universidad": "UPN",
    "tema_actual": "faltas_restantes",
    "hechos": [["faltas", 5, None]],
    "dato_pedido": "clases",
}


def test_a_question_with_a_fact_missing_opens_the_form(conversation: Conversation) -> None:
    reply = conversation.at("UPN").ask("falté a 5 clases, ¿me inhabilitan?", "faltas_restantes", faltas=5)
    assert reply.asks == "clases"


def test_who_states_nothing_is_offered_the_form_and_not_dragged_into_it(conversation: Conversation) -> None:
    reply = conversation.at("UPN").ask("¿cuántas faltas me quedan?", "faltas_restantes")
    assert reply.asks is None
    titles = [button.title for button in reply.messages[-1][1]]
    assert titles[:2] == ["Identificarme", "Calcular mi caso"]
    begun = answer_topic(conversation.turn(""), "faltas_restantes", (), conversation.services, wish=Wish.COMPUTE)
    assert begun.asks is not None


def test_the_question_is_asked(in_action_server: Services) -> None:
    messages, _, _ = run(AskFact(), tracker("", ASKED))
    assert messages[0]["text"] == "¿Cuántas clases son en total, desde que te inscribiste?"


@pytest.mark.parametrize(
    ("text", "value"),
    [("16", 16), ("son dieciséis", 16), ("no sé", {"sin": "no_sabe"}), ("déjalo", {"sin": "salir"})],
)
def test_an_answer_is_kept(in_action_server: Services, text: str, value: Any) -> None:
    assert run(ReadFact(), tracker(text, ASKED))[1] == {"dato": value}


@pytest.mark.parametrize(
    "text", ["¿qué es el sustitutorio?", "N00100001", "123456", '/ver_tema{"tema": "redondeo"}', "hola"]
)
def test_another_message_is_left_to_the_rules(in_action_server: Services, text: str) -> None:
    assert run(ReadFact(), tracker(text, ASKED))[1] == {}


def test_a_fact_in_a_sentence_is_an_answer_too(in_action_server: Services) -> None:
    said = tracker("el curso tuvo 16 clases desde que entré, creo", ASKED, (Fact("clases", 16),))
    assert run(ReadFact(), said)[1] == {"dato": 16}


def test_the_message_that_opened_the_form_is_no_answer_to_it(in_action_server: Services) -> None:
    assert run(ReadFact(), tracker("16", ASKED, listened=False))[1] == {}


def test_the_calculation_goes_on_with_the_answer(in_action_server: Services) -> None:
    messages, slots, events = run(GoOn(), tracker("16", {**ASKED, "dato": 16}))
    assert "Con 5 faltas de 16 clases" in messages[0]["text"]
    assert ["clases", 16, None] in slots["hechos"]
    assert (slots["dato"], slots["dato_pedido"], slots["requested_slot"]) == (None, None, None)
    assert {"event": "active_loop", "name": None, "timestamp": None} in events


@pytest.mark.parametrize(("why", "told"), [("no_sabe", "sin ese dato no puedo decidirlo"), ("salir", "lo dejamos ahí")])
def test_it_ends_when_the_student_does_not_know_or_leaves(in_action_server: Services, why: str, told: str) -> None:
    messages, slots, events = run(GoOn(), tracker("...", {**ASKED, "dato": {"sin": why}}))
    assert told in messages[0]["text"]
    assert slots["dato_pedido"] is None and all(event["event"] != "followup" for event in events)


def test_a_figure_that_cannot_be_is_asked_again_and_not_kept(in_action_server: Services) -> None:
    messages, slots, events = run(GoOn(), tracker("-3", {**ASKED, "dato": -3}))
    assert "-3 no puede ser" in messages[0]["text"]
    assert slots["dato_pedido"] == "clases"
    assert ["clases", -3, None] not in slots["hechos"]
    assert events[-1] == {"event": "followup", "timestamp": None, "name": FORM}


def test_what_was_not_understood_is_asked_again(in_action_server: Services) -> None:
    messages, slots, events = run(AnswerQuestion(), tracker("mmm asdf", ASKED))
    assert "No entendí ese dato" in messages[0]["text"]
    assert slots["dato_pedido"] == "clases" and events[-1]["name"] == FORM


def test_a_calculation_chosen_with_a_button_begins_with_a_question(in_action_server: Services) -> None:
    chosen = tracker("", {"universidad": "UPN"}, (Fact("tema", "faltas_restantes"),))
    _, slots, events = run(Compute(), chosen)
    assert slots["dato_pedido"] and events[-1]["name"] == FORM


@pytest.mark.parametrize("university", ["UPN", "UPCH", "UPC"])
def test_impossible_grades_are_asked_back(conversation: Conversation, university: str) -> None:
    reply = conversation.at(university).ask("saqué 25 en el final, ¿paso?", "nota_necesaria", nota__final=25)
    assert "¿Me lo confirmas?" in reply.messages[0][0] or "no puede ser" in reply.messages[0][0]
