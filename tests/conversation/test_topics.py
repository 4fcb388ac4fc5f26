"""Which topic is answered: the university breaks near ties and nothing more; guesses are asked back."""

from __future__ import annotations

import pytest

from actions.conversation.answering import sources_of_last
from actions.conversation.choosing import NEARLY_LEVEL, TOO_UNSURE, pick_topic
from actions.conversation.turn import Button
from actions.services import Services
from tests.conversation.conftest import UPN_ANSWER, Conversation, facts, ranking, said, with_answers

FIRST, SECOND = "redondeo", "nota_minima"
TIED = ranking((FIRST, 0.40), (SECOND, 0.40 - NEARLY_LEVEL / 2))
CLEAR = ranking((FIRST, 0.60), (SECOND, 0.60 - NEARLY_LEVEL * 1.5))


@pytest.fixture
def answers_second(services: Services) -> Services:
    """UPN's documents answer the second topic only."""
    return with_answers(services, {"UPN": {SECOND: UPN_ANSWER}})


def pick(services: Services, ranked: tuple[tuple[str, float], ...], university: str | None) -> str | None:
    return pick_topic(Conversation(services).turn("una pregunta", (), ranked), university, services.knowledge)


def test_a_near_tie_goes_to_the_topic_that_is_answered(answers_second: Services) -> None:
    assert pick(answers_second, TIED, "UPN") == SECOND


def test_a_near_tie_goes_to_the_first_where_both_are_answered(services: Services) -> None:
    assert pick(services, TIED, "UPN") == FIRST


def test_a_near_tie_goes_to_the_first_where_none_is_answered(answers_second: Services) -> None:
    assert pick(answers_second, TIED, "UPC") == FIRST


def test_a_near_tie_goes_to_the_first_before_the_university_is_known(answers_second: Services) -> None:
    assert pick(answers_second, TIED, None) == FIRST


def test_a_clear_winner_wins_although_it_is_not_answered(answers_second: Services) -> None:
    assert pick(answers_second, CLEAR, "UPN") == FIRST


def test_where_the_clear_winner_has_no_answer_the_document_is_silent(answers_second: Services) -> None:
    reply = Conversation(answers_second).at("UPN").ask("una pregunta", CLEAR)
    assert "no dicen nada sobre eso" in said(reply)
    assert UPN_ANSWER.texto not in said(reply)


def test_labels_outside_the_regulations_are_no_topics(services: Services) -> None:
    ranked = (("charla/saludo", 0.5), *ranking((SECOND, 0.3)))
    assert pick(services, ranked, "UPN") == SECOND


@pytest.mark.parametrize("ranked", [(), ranking((FIRST, TOO_UNSURE / 2)), (("charla/saludo", 0.9),)])
def test_a_guess_is_no_topic(services: Services, ranked: tuple[tuple[str, float], ...]) -> None:
    assert pick(services, ranked, "UPN") is None


def test_a_guess_is_asked_back_with_buttons(conversation: Conversation) -> None:
    share = TOO_UNSURE / 2
    ranked = ranking(
        (FIRST, share), (SECOND, share), ("no_existe", share), ("tardanzas", share), ("retiro_curso", share)
    )
    ((text, buttons),) = conversation.at("UPN").ask("mmm", ranked).messages
    assert text == conversation.services.knowledge.mensajes["no_entendi"]
    assert [button.payload for button in buttons] == [
        Button.of("", "ver_tema", "tema", topic).payload for topic in (FIRST, SECOND, "tardanzas")
    ]


def test_a_topic_that_was_nearly_level_is_offered_first(conversation: Conversation) -> None:
    ranked = ranking(("nota_minima", 0.40), ("retiro_pago", 0.30))
    ((_, buttons),) = conversation.at("UPN").ask("¿cuánto es?", ranked).messages
    assert buttons[0].payload == '/ver_tema{"tema": "retiro_pago"}'


def test_no_answer_offers_itself(conversation: Conversation) -> None:
    conversation.at("UPN")
    for topic in conversation.services.knowledge.temas:
        payloads = [button.payload for _, buttons in conversation.choose(topic).messages for button in buttons]
        assert f'/ver_tema{{"tema": "{topic}"}}' not in payloads


@pytest.mark.parametrize("topic", ["no_existe", "", "consulta/nota_minima", "../nota_minima"])
def test_a_topic_that_does_not_exist_is_told(conversation: Conversation, topic: str) -> None:
    reply = conversation.at("UPN").choose(topic)
    assert said(reply) == conversation.services.knowledge.mensajes["tema_desconocido"]


def test_attendance_figures_speak_for_the_computed_topic(services: Services) -> None:
    ranked = ranking(("inhabilitacion_consecuencias", 0.5), ("asistencia_minima", 0.2))
    turn = Conversation(services).turn("falté 5 de 16 clases", facts(faltas=5, clases=16), ranked)
    assert pick_topic(turn, "UPN", services.knowledge) == "asistencia_minima"
    assert (
        pick_topic(Conversation(services).turn("falté", (), ranked), "UPN", services.knowledge)
        == ranked[0][0].split("/")[1]
    )


def test_the_source_of_the_last_answer_is_told(conversation: Conversation) -> None:
    conversation.at("UPN").choose("nota_minima")
    reply = sources_of_last(conversation.turn("¿de dónde sacas eso?"), conversation.services)
    assert said(reply).startswith("Nota mínima para aprobar:")
    assert said(reply).splitlines()[-1].startswith("Fuente: ")


def test_before_any_answer_there_is_no_source(conversation: Conversation) -> None:
    reply = sources_of_last(conversation.at("UPN").turn("¿de dónde sacas eso?"), conversation.services)
    assert said(reply) == conversation.services.knowledge.mensajes["sin_respuesta_anterior"]
