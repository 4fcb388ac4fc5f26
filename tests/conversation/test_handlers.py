"""What the actions read from the tracker, and what those say that answer no question about a topic."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.conversation.turn import Reply, Turn
from actions.handlers.base import turn_of
from actions.handlers.small_talk import Converse, Orient
from actions.handlers.universities import ChangeUniversity, ChooseUniversity
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

UNIVERSITIES = ("UPN", "UPCH", "UPC")


# --- vague openings -----------------------------------------------------------------------------------------------


def orient(conversation: Conversation, *keys: str) -> Reply:
    ranked = tuple((f"orientacion/{key}", 0.5) for key in keys)
    return Orient().reply(conversation.turn("tengo un problema", (), ranked), conversation.services)


def answered(knowledge: Conocimiento, topics: tuple[str, ...], university: str) -> list[str]:
    return [topic for topic in topics if knowledge.respuesta(university, topic)]


@pytest.mark.parametrize("university", UNIVERSITIES)
def test_a_vague_opening_is_asked_back_with_what_the_university_answers(
    conversation: Conversation, university: str
) -> None:
    knowledge = conversation.at(university).services.knowledge
    for key, orientation in knowledge.orientaciones.items():
        choices = answered(knowledge, orientation.temas, university)
        if choices:
            reply = orient(conversation, key)
            assert said(reply) == orientation.pregunta
            assert topics_offered(reply) == choices[:4]


@pytest.mark.parametrize("university", UNIVERSITIES)
def test_most_vague_openings_have_a_choice_everywhere(conversation: Conversation, university: str) -> None:
    knowledge = conversation.services.knowledge
    with_choice = [o for o in knowledge.orientaciones.values() if len(answered(knowledge, o.temas, university)) > 1]
    assert len(with_choice) >= 0.8 * len(knowledge.orientaciones)


def test_without_a_university_every_vague_opening_has_a_choice(conversation: Conversation) -> None:
    for key, orientation in conversation.services.knowledge.orientaciones.items():
        assert topics_offered(orient(conversation, key)) == list(orientation.temas[:4])
        assert len(orientation.temas[:4]) >= 2


def test_where_the_documents_are_silent_about_all_of_it_that_is_said(services: Services) -> None:
    silent = with_answers(services, {"UPN": {"nota_minima": UPN_ANSWER}})
    reply = orient(Conversation(silent).at("UPC"), "practicas")
    assert "Los documentos de UPC que conozco no dicen nada sobre eso." in said(reply)


def test_a_vague_opening_that_is_not_known_any_more_is_passed_over(conversation: Conversation) -> None:
    notas = conversation.services.knowledge.orientaciones["notas"]
    assert said(orient(conversation, "no_existe", "notas")) == notas.pregunta
    assert said(orient(conversation, "no_existe")) == conversation.services.knowledge.mensajes["no_entendi"]


# --- hard moments -------------------------------------------------------------------------------------------------


def converse(conversation: Conversation, label: str) -> str:
    return said(Converse().reply(conversation.turn("ayuda", (), ((label, 0.9),)), conversation.services))


@pytest.mark.parametrize(
    ("need", "lines"), [("angustia", ["salud_mental"]), ("vulneracion", ["violencia", "salud_mental"])]
)
@pytest.mark.parametrize("university", [*UNIVERSITIES, "ninguna"])
def test_in_distress_the_lines_are_told_everywhere(
    conversation: Conversation, university: str, need: str, lines: list[str]
) -> None:
    text = converse(conversation.at(university), f"fuera_de_alcance/{need}")
    assert [line for line in lines if conversation.services.knowledge.lineas[line] in text] == lines
    assert "{" not in text


@pytest.mark.parametrize(
    ("university", "need", "office", "source"),
    [
        (
            "UPN",
            "vulneracion",
            "La Defensoría Universitaria",
            "Fuente: Reglamento de Estudios de Pregrado UPN (2019), Art. 57",
        ),
        ("UPCH", "angustia", "consejería psicológica", "UPCH (2021), Art. 42"),
        ("UPCH", "vulneracion", "consejería psicológica", "UPCH (2021), Art. 42"),
    ],
)
def test_the_office_that_the_document_names_is_told_with_its_source(
    conversation: Conversation, university: str, need: str, office: str, source: str
) -> None:
    *text, last = converse(conversation.at(university), f"fuera_de_alcance/{need}").splitlines()
    assert office in "\n".join(text)
    assert last.startswith("Fuente: ")
    assert source in last


@pytest.mark.parametrize(
    ("university", "label"),
    [
        ("UPC", "fuera_de_alcance/angustia"),
        ("UPC", "fuera_de_alcance/vulneracion"),
        ("UPN", "fuera_de_alcance/angustia"),
        ("ninguna", "fuera_de_alcance/vulneracion"),
        ("UPN", "fuera_de_alcance/ajeno"),
        ("UPN", "charla/saludo"),
    ],
)
def test_no_office_is_made_up(conversation: Conversation, university: str, label: str) -> None:
    text = converse(conversation.at(university), label)
    assert "Fuente:" not in text
    assert "Defensoría" not in text
    assert "consejería" not in text


def test_the_identified_student_is_told_the_own_office(conversation: Conversation) -> None:
    conversation.at("UPC").identify("N00100001")
    assert "Defensoría" in converse(conversation, "fuera_de_alcance/vulneracion")


# --- choosing and changing the university -------------------------------------------------------------------------


@pytest.fixture
def both(services: Services) -> Conversation:
    """UPN and UPC answer `becas` and `notas`, each by its own rule."""
    topics = with_topics(services, {"becas": [], "notas": []})
    answers = {"UPN": UPN_ANSWER, "UPC": UPC_ANSWER}
    return Conversation(
        with_answers(topics, {name: {"becas": answer, "notas": answer} for name, answer in answers.items()})
    )


def choose(conversation: Conversation, university: str) -> Reply:
    turn = conversation.turn("", facts(universidad=university))
    return conversation.keep(ChooseUniversity().reply(turn, conversation.services))


def change(conversation: Conversation, text: str, **stated: Any) -> Reply:
    turn = conversation.turn(text, facts(**stated))
    return conversation.keep(ChangeUniversity().reply(turn, conversation.services))


@pytest.mark.parametrize("written", ["UPC", "upc", " Upc "])
def test_the_last_question_is_answered_again_for_the_university_chosen(both: Conversation, written: str) -> None:
    both.at("UPN").ask("¿hay becas?", "becas", faltas=5)
    (chosen, _), (answer, _) = choose(both, written).messages
    assert chosen == both.services.knowledge.mensajes["universidad_elegida"].format(universidad="UPC")
    assert answer.startswith(UPC_ANSWER.texto)
    assert both.slots["universidad"] == "UPC"
    assert both.slots["hechos"] == []


def test_the_question_that_waits_goes_before_the_last_one(both: Conversation) -> None:
    both.ask("¿hay becas?", "becas", universidad="UPN")
    both.ask("¿y las notas?", "notas")
    choose(both, "UPC")
    assert both.slots["tema_actual"] == "notas"
    assert both.slots["pregunta_pendiente"] is None


def test_before_any_question_the_choice_is_all_that_is_said(both: Conversation) -> None:
    assert len(choose(both, "UPC").messages) == 1


def test_the_record_of_an_identified_student_comes_first(both: Conversation) -> None:
    both.identify("N00100001").ask("¿hay becas?", "becas")
    before = dict(both.slots)
    reply = choose(both, "UPC")
    expected = both.services.knowledge.mensajes["universidad_del_expediente"].format(universidad="UPN", otra="UPC")
    assert reply.messages == [(expected, [])]
    assert both.slots == before


def test_an_identified_student_may_choose_the_own_university(both: Conversation) -> None:
    both.identify("N00100001").ask("¿hay becas?", "becas")
    assert said(choose(both, "UPN")).count(UPN_ANSWER.texto) == 1


@pytest.mark.parametrize("unknown", ["otra", "UNI", " "])
def test_a_university_that_is_not_known_is_asked_again(both: Conversation, unknown: str) -> None:
    ((text, buttons),) = choose(both, unknown).messages
    assert text == both.services.knowledge.mensajes["universidad_desconocida"]
    assert len(buttons) == len(UNIVERSITIES)
    assert "universidad" not in both.slots


def test_a_continuation_that_names_a_university_asks_about_it_this_once(both: Conversation) -> None:
    both.at("UPN").ask("¿hay becas?", "becas")
    assert said(change(both, "¿y en la upc?", universidad="UPC")).startswith(UPC_ANSWER.texto)
    assert both.slots["universidad"] == "UPN"


@pytest.mark.parametrize("text", ["no, soy de la upc", "me equivoqué, es la upc", "mejor en la upc"])
def test_a_correction_changes_the_university_for_good(both: Conversation, text: str) -> None:
    both.at("UPN").ask("¿hay becas?", "becas")
    both.slots["tema_actual"] = "becas"
    assert UPC_ANSWER.texto in said(change(both, text, universidad="UPC"))
    assert both.slots["universidad"] == "UPC"


def test_a_continuation_that_names_an_unknown_university_gets_no_rule(both: Conversation) -> None:
    both.at("UPN").ask("¿hay becas?", "becas")
    reply = change(both, "¿y en san marcos?", universidad="otra")
    assert said(reply) == both.services.knowledge.mensajes["universidad_desconocida"]


def test_who_names_none_is_asked(both: Conversation) -> None:
    assert said(change(both, "quiero cambiar de universidad")) == both.services.knowledge.mensajes["elegir_universidad"]


# --- the tracker --------------------------------------------------------------------------------------------------

TEXT = "si falté 5 de 16 ¿me inhabilitan? ¿y cuántos créditos?"
SECOND = TEXT.index("¿y")
ROWS = [
    {"text": TEXT[:SECOND].strip(), "start": 0, "end": SECOND, "ranking": [["consulta/asistencia_minima", 0.8]]},
    {"text": TEXT[SECOND:], "start": SECOND, "end": len(TEXT), "ranking": [["consulta/creditos_maximos", 0.7]]},
]


def read(entities: list[dict[str, Any]], rows: Any, **slots: Any) -> Turn:
    message = {"text": TEXT, "entities": entities, "preguntas": rows, "continua": True}
    return turn_of(Tracker("rest:ana", slots, message, [], False, None, {}, None))


def entity(name: str, value: Any, start: int) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": start, "end": start + 1}


def test_each_part_has_its_text_its_ranking_and_the_facts_that_stand_in_it() -> None:
    turn = read([entity("faltas", 5, 9), entity("clases", 16, 14), entity("ciclo", 3, SECOND)], ROWS)
    first, second = turn.parts
    assert (first.text, second.text) == (ROWS[0]["text"], ROWS[1]["text"])
    assert (first.ranking, second.ranking) == (ranking(("asistencia_minima", 0.8)), ranking(("creditos_maximos", 0.7)))
    assert (first.facts, second.facts) == (facts(faltas=5, clases=16), facts(ciclo=3))
    assert turn.facts == facts(faltas=5, clases=16, ciclo=3)


def test_what_was_said_before_belongs_to_every_part() -> None:
    turn = read([], ROWS, universidad="UPC", tema_actual="nota_minima", hechos=[["faltas", 5, None]])
    for part in turn.parts:
        assert (part.chosen_university, part.topic, part.earlier) == ("UPC", "nota_minima", facts(faltas=5))
        assert part.continues


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"UPN": 0}, ["UPN", "UPN"]),
        ({"UPC": SECOND}, ["UPC", "UPC"]),
        ({"UPN": 0, "UPC": SECOND}, ["UPN", "UPC"]),
        ({}, [None, None]),
    ],
)
def test_a_university_named_in_one_half_holds_for_both(named: dict[str, int], expected: list[str | None]) -> None:
    turn = read([entity("universidad", name, start) for name, start in named.items()], ROWS)
    assert [part.named("universidad") for part in turn.parts] == expected


@pytest.mark.parametrize("rows", [None, [], {}, ""], ids=repr)
def test_a_message_that_asks_one_thing_has_no_parts(rows: Any) -> None:
    assert read([], rows).parts == ()


@pytest.mark.parametrize(
    "rows",
    [
        7,
        "preguntas",
        {"text": "hola"},
        [None],
        ["hola"],
        [{}],
        [{**ROWS[0], "start": "0"}],
        [{**ROWS[0], "end": None}],
        [{**ROWS[0], "ranking": None}],
        [{**ROWS[0], "ranking": [["consulta/nota_minima"]]}],
        [{**ROWS[0], "ranking": [["consulta/nota_minima", "mucho"]]}],
        [ROWS[0], {"text": "sin lo demás"}],
    ],
    ids=repr,
)
def test_parts_of_another_form_are_none(rows: Any) -> None:
    turn = read([entity("faltas", 5, 9)], rows)
    assert turn.parts == ()
    assert turn.facts == facts(faltas=5)


def test_an_entity_without_a_place_stands_in_no_part() -> None:
    turn = read([{"entity": "faltas", "value": 5}], ROWS)
    assert [part.facts for part in turn.parts] == [(), ()]
