"""Two questions in one message are both answered, in their order and each by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from actions.conversation.answering import answer_pending, sources_of_last
from actions.conversation.choosing import TOO_UNSURE
from actions.conversation.turn import Reply
from actions.knowledge.model import Conocimiento
from actions.services import Services
from tests.conversation.conftest import (
    UPC_ANSWER,
    UPN_ANSWER,
    Conversation,
    facts,
    ranking,
    said,
    topics_offered,
    with_answers,
    with_topics,
)

NOTHING = ranking(("redondeo", TOO_UNSURE / 2))
TOPICS = {"becas": ["notas", "pagos"], "notas": ["pagos"], "pagos": []}


@pytest.fixture
def small(services: Services) -> Conversation:
    """UPN answers `becas`, `notas` and `pagos` in their own words; UPC `becas` and `notas`."""
    upn = {topic: replace(UPN_ANSWER, texto=f"{topic} en UPN.") for topic in TOPICS}
    upc = {topic: replace(UPC_ANSWER, texto=f"{topic} en UPC.") for topic in ("becas", "notas")}
    return Conversation(with_answers(with_topics(services, TOPICS), {"UPN": upn, "UPC": upc}))


def rules(reply: Reply) -> list[str]:
    """The first line of each message."""
    return [text.partition("\n")[0] for text, _ in reply.messages]


def choose(conversation: Conversation, university: str) -> Reply:
    """Choose a university; gives the answers to what was waiting."""
    reply = answer_pending(conversation.at(university).turn(""), conversation.services)
    assert reply is not None
    return conversation.keep(reply)


def test_both_are_answered_in_their_order(small: Conversation) -> None:
    reply = small.at("UPN").ask_both(("notas", ()), ("becas", ()))
    assert rules(reply) == ["notas en UPN.", "becas en UPN."]
    assert small.slots["tema_actual"] == "becas"


def test_only_the_last_answer_has_buttons(small: Conversation) -> None:
    reply = small.at("UPN").ask_both(("becas", ()), ("notas", ()))
    assert reply.messages[0][1] == []
    assert topics_offered(reply) == ["pagos"]


def test_one_topic_asked_twice_is_answered_once(small: Conversation) -> None:
    assert rules(small.at("UPN").ask_both(("notas", facts(faltas=5)), ("notas", ()))) == ["notas en UPN."]
    assert small.slots["hechos"] == [["faltas", 5, None]]


@pytest.mark.parametrize("parts", [(("notas", ()), (NOTHING, ())), ((NOTHING, ()), ("notas", ()))])
def test_a_part_that_says_nothing_is_left_out(small: Conversation, parts: tuple[Any, ...]) -> None:
    assert rules(small.at("UPN").ask_both(*parts)) == ["notas en UPN."]


def test_where_no_part_says_anything_the_bot_asks_back(small: Conversation) -> None:
    reply = small.at("UPN").ask_both((NOTHING, ()), (NOTHING, ()))
    assert said(reply) == small.services.knowledge.mensajes["no_entendi"]


def test_each_question_has_its_own_facts(conversation: Conversation) -> None:
    reply = conversation.at("UPN").ask_both(("asistencia_minima", facts(faltas=5, clases=16)), ("nota_minima", ()))
    (first, _), (second, _) = reply.messages
    assert "Lo calculé con los datos que me das" in first
    assert "Lo calculé" not in second
    assert conversation.slots["hechos"] == []


def test_each_question_has_its_own_university(small: Conversation) -> None:
    parts = ("becas", facts(universidad="UPN")), ("notas", facts(universidad="UPC"))
    assert rules(small.ask_both(*parts)) == ["becas en UPN.", "notas en UPC."]


def test_a_near_tie_is_broken_by_the_university_of_its_own_half(small: Conversation) -> None:
    tied = ranking(("pagos", 0.40), ("notas", 0.38))
    reply = small.ask_both((tied, facts(universidad="UPC")), ("becas", facts(universidad="UPN")))
    assert rules(reply) == ["notas en UPC.", "becas en UPN."]


def test_the_university_is_asked_once_and_both_are_answered_after_it(small: Conversation) -> None:
    reply = small.ask_both(("notas", facts(faltas=5)), ("becas", ()))
    assert said(reply) == small.services.knowledge.mensajes["elegir_universidad"]
    assert small.slots["pregunta_pendiente"] == [
        {"tema": "notas", "hechos": [["faltas", 5, None]]},
        {"tema": "becas", "hechos": []},
    ]
    assert rules(choose(small, "UPC")) == ["notas en UPC.", "becas en UPC."]
    assert small.slots["pregunta_pendiente"] is None


def test_the_last_two_questions_wait_for_a_university(small: Conversation) -> None:
    for topic in TOPICS:
        small.ask("una pregunta", topic)
    assert [question["tema"] for question in small.slots["pregunta_pendiente"]] == ["notas", "pagos"]


def test_both_wait_for_an_identification(conversation: Conversation) -> None:
    conversation.at("UPN").ask_both(("faltas_restantes", ()), ("sustitutorio_requisitos", ()))
    waiting = [question["tema"] for question in conversation.slots["pregunta_pendiente"]]
    assert waiting == ["faltas_restantes", "sustitutorio_requisitos"]


# --- topics for everybody -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def for_everybody(knowledge: Conocimiento) -> list[str]:
    found = [topic for topic in knowledge.temas if topic.startswith("admin_")]
    assert len(found) > 1
    return found


def test_what_holds_for_everybody_never_leads_to_the_university(
    conversation: Conversation, for_everybody: list[str]
) -> None:
    for topic in for_everybody:
        assert said(conversation.ask("una pregunta", topic)).splitlines()[-1].startswith("Fuente: Guía"), topic
    assert conversation.slots.get("pregunta_pendiente") is None


def test_what_holds_for_everybody_is_answered_alike_at_a_university(
    conversation: Conversation, for_everybody: list[str]
) -> None:
    everywhere = said(conversation.ask("una pregunta", for_everybody[0]))
    assert said(conversation.at("UPC").ask("una pregunta", for_everybody[0])) == everywhere


def test_two_questions_for_everybody_are_answered_at_once(conversation: Conversation, for_everybody: list[str]) -> None:
    first, second = for_everybody[:2]
    assert said(conversation.ask_both((first, ()), (second, ()))).count("Fuente: Guía") == 2


def test_a_question_for_everybody_waits_for_the_other(conversation: Conversation, for_everybody: list[str]) -> None:
    reply = conversation.ask_both((for_everybody[0], ()), ("nota_minima", ()))
    assert said(reply) == conversation.services.knowledge.mensajes["elegir_universidad"]
    answered = [text.splitlines()[-1] for text, _ in choose(conversation, "UPN").messages]
    assert [line.partition(" de")[0] for line in answered] == ["Fuente: Guía", "Fuente: Reglamento"]


def test_a_question_for_everybody_leaves_the_one_that_waits(
    conversation: Conversation, for_everybody: list[str]
) -> None:
    conversation.ask("¿cuál es la nota mínima?", "nota_minima")
    conversation.ask("una pregunta", for_everybody[0])
    assert said(choose(conversation, "UPN")).startswith(
        conversation.services.knowledge.respuestas["UPN"]["nota_minima"].texto
    )


def test_the_source_of_an_answer_for_everybody_is_told(conversation: Conversation, for_everybody: list[str]) -> None:
    answer = conversation.ask("una pregunta", for_everybody[0])
    reply = sources_of_last(conversation.turn("¿de dónde sacas eso?"), conversation.services)
    assert said(reply).splitlines()[-1] == said(answer).splitlines()[-1]
