"""How the classifier reads a message that goes on with another, and one that asks two things."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from components.text.topic_model import TopicModel
from components.topic_classifier import CODE_INTENT, CONTINUES, QUESTIONS, READING, TopicClassifier
from tests.components.conftest import Dialogue, label_of

CREDITS = "¿cuántos créditos puedo llevar?"
SUSTI = "¿cuánto cuesta el susti?"
BOTH = "¿Cuántos créditos puedo llevar? ¿Y cuánto cuesta el susti?"


@pytest.mark.parametrize(("question", "expected"), [(CREDITS, "creditos_verano"), (SUSTI, "susti_verano")])
def test_an_ellipsis_is_read_with_the_question_before(dialogue: Dialogue, question: str, expected: str) -> None:
    dialogue.say(question)
    parsed = dialogue.say("¿y en verano?")
    assert label_of(parsed) == f"consulta/{expected}"
    assert parsed[READING] == f"{question} en verano"
    assert parsed[CONTINUES] is True


def test_a_question_of_its_own_is_read_alone(dialogue: Dialogue) -> None:
    dialogue.say(SUSTI)
    parsed = dialogue.say(CREDITS)
    assert label_of(parsed) == "consulta/creditos"
    assert not {READING, CONTINUES, QUESTIONS} & parsed.keys()


@pytest.mark.parametrize("before", [[], ["gracias"], ["tengo un problema con mi nota", "¿quién ganó el partido?"]])
def test_without_a_question_before_a_message_is_read_alone(dialogue: Dialogue, before: list[str]) -> None:
    for text in before:
        dialogue.say(text)
    assert not {READING, CONTINUES} & dialogue.say("¿y en verano?").keys()


def test_without_a_conversation_a_message_is_read_alone(topic_model: TopicModel) -> None:
    classifier = TopicClassifier(TopicClassifier.get_default_config(), None, Resource("topics"), topic_model)
    (message,) = classifier.process([Message({TEXT: "¿y en verano?"})])
    assert message.get("intent")["name"] == "consulta"
    assert message.get(READING) is None


def test_a_chain_of_two_is_read_with_all_that_was_said(dialogue: Dialogue) -> None:
    dialogue.say(CREDITS)
    dialogue.say("¿y en verano?")
    parsed = dialogue.say("¿y el tope?")
    assert parsed[READING] == f"{CREDITS} en verano el tope"
    assert label_of(parsed) == "consulta/creditos_verano"


def test_small_talk_in_between_changes_nothing(dialogue: Dialogue) -> None:
    dialogue.say(SUSTI)
    dialogue.say("gracias")
    assert label_of(dialogue.say("¿y en verano?")) == "consulta/susti_verano"


@pytest.mark.parametrize("topic", ["creditos", "susti"])
def test_an_ellipsis_after_a_button_is_read_with_an_example_of_its_topic(
    dialogue: Dialogue, topic_model: TopicModel, topic: str
) -> None:
    parsed = dialogue.press(topic).say("¿y en verano?")
    assert label_of(parsed) == f"consulta/{topic}_verano"
    assert parsed[READING] == f"{topic_model.exemplars[f'consulta/{topic}']} en verano"


def test_a_button_of_an_unknown_topic_is_no_question(dialogue: Dialogue) -> None:
    assert READING not in dialogue.press("no_existe").say("¿y en verano?")


@pytest.mark.parametrize("text", ["ah, gracias", "pero cuéntame un chiste"])
def test_small_talk_that_is_sure_on_its_own_is_not_read_with_the_question(dialogue: Dialogue, text: str) -> None:
    dialogue.say(CREDITS)
    parsed = dialogue.say(text)
    assert parsed["intent"]["name"] in ("charla", "fuera_de_alcance")
    assert READING not in parsed


@pytest.mark.usefixtures("unsure")
def test_small_talk_that_is_not_sure_is_read_with_the_question(dialogue: Dialogue) -> None:
    dialogue.say(CREDITS)
    assert dialogue.say("ah, gracias")[READING] == f"{CREDITS} gracias"


@pytest.mark.parametrize("end", [SessionStarted(), UserUttered("cerrar sesión", {"name": "cerrar_sesion"})], ids=repr)
def test_a_question_before_the_end_of_a_session_is_forgotten(dialogue: Dialogue, end: Event) -> None:
    dialogue.say(SUSTI)
    dialogue.events.append(end)
    assert not {READING, CONTINUES} & dialogue.say("¿y en verano?").keys()


@pytest.mark.parametrize("text", ["¿y en la cayetano?", "¿y en la UPC?"])
def test_an_addition_that_only_names_a_university_changes_it(dialogue: Dialogue, text: str) -> None:
    dialogue.say(SUSTI)
    parsed = dialogue.say(text)
    assert parsed["intent"]["name"] == "cambiar_universidad"
    assert parsed[CONTINUES] is True


@pytest.mark.parametrize(
    ("text", "need"),
    [("me quiero morir, ¿cuánto cuesta el susti?", "angustia"), ("mi profe me acosa. ¿y el susti?", "vulneracion")],
)
def test_care_goes_before_any_question(dialogue: Dialogue, text: str, need: str) -> None:
    parsed = dialogue.say(text)
    assert label_of(parsed) == f"fuera_de_alcance/{need}"
    assert QUESTIONS not in parsed


def test_a_code_is_never_read_with_a_question(dialogue: Dialogue) -> None:
    dialogue.say(CREDITS)
    parsed = dialogue.say("N00123456")
    assert parsed["intent"]["name"] == CODE_INTENT
    assert not {READING, CONTINUES, QUESTIONS} & parsed.keys()


# --- two questions ------------------------------------------------------------------------------------------------


def labels(parsed: dict[str, Any]) -> list[str]:
    return [row["ranking"][0][0] for row in parsed.get(QUESTIONS, [])]


def test_both_questions_are_handed_on_with_their_places(dialogue: Dialogue) -> None:
    parsed = dialogue.say(BOTH)
    assert labels(parsed) == ["consulta/creditos", "consulta/susti"]
    assert [row["text"] for row in parsed[QUESTIONS]] == [
        "¿Cuántos créditos puedo llevar?",
        "¿Y cuánto cuesta el susti?",
    ]
    assert [BOTH[row["start"] : row["end"]].strip() for row in parsed[QUESTIONS]] == [
        r["text"] for r in parsed[QUESTIONS]
    ]
    assert label_of(parsed) == "consulta/creditos"


@pytest.mark.parametrize(("first", "topic"), [(CREDITS, "creditos"), (SUSTI, "susti")])
def test_the_second_question_may_go_on_with_the_first(dialogue: Dialogue, first: str, topic: str) -> None:
    asked = labels(dialogue.say(f"{first} ¿y cuánto en verano?"))
    assert asked == [f"consulta/{topic}", f"consulta/{topic}_verano"]


def test_the_message_is_ranked_as_its_first_question(dialogue: Dialogue) -> None:
    alone = dialogue.say("¿Cuántos créditos puedo llevar?")
    assert dialogue.say(BOTH)["response_selector"] == alone["response_selector"]


@pytest.mark.parametrize(
    "text",
    [
        "¿Cuántos créditos puedo llevar y cuál es la capital de Francia?",
        "¿Cuál es la capital de Francia y cuántos créditos puedo llevar?",
        "¿Cuántos créditos puedo llevar? ¿Cuál es el tope de créditos?",
        CREDITS,
    ],
    ids=["second half is none", "first half is none", "the same twice", "one question"],
)
def test_what_does_not_ask_two_things_stays_whole(dialogue: Dialogue, text: str) -> None:
    assert QUESTIONS not in dialogue.say(text)


@pytest.mark.usefixtures("unsure")
def test_halves_that_are_not_sure_stay_together(dialogue: Dialogue) -> None:
    assert QUESTIONS not in dialogue.say(BOTH)
