"""Which university answers, and that no record answers for another one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.conversation.answering import answer_pending, current_university
from actions.conversation.turn import questions_from_slot
from actions.services import Services
from tests.conversation.conftest import UPC_ANSWER, UPN_ANSWER, Conversation, facts, said, with_answers

STUDENT = "N00100001"  # of UPN
PERSONAL = "Según tu expediente"


def university(
    services: Services, named: str | None, linked: str | None, chosen: str | None, default: str | None
) -> str | None:
    settings = replace(services.settings, default_university=default)
    conversation = Conversation(replace(services, settings=settings))
    if linked:
        conversation.identify(STUDENT, linked)
    if chosen:
        conversation.at(chosen)
    stated = facts(universidad=named) if named else ()
    return current_university(conversation.turn("una pregunta", stated), conversation.services)


@pytest.mark.parametrize(
    ("named", "linked", "chosen", "default", "expected"),
    [
        ("UPC", "UPN", "UPCH", "UPCH", "UPC"),
        (None, "UPN", "UPCH", "UPC", "UPN"),
        (None, None, "UPCH", "UPC", "UPCH"),
        (None, None, None, "UPC", "UPC"),
        (None, None, None, None, None),
        ("UPC", None, None, None, "UPC"),
        ("UPC", None, "UPN", None, "UPC"),
        ("UPC", None, None, "UPN", "UPC"),
        (None, "UPN", None, "UPC", "UPN"),
    ],
)
def test_order_of_precedence(
    services: Services,
    named: str | None,
    linked: str | None,
    chosen: str | None,
    default: str | None,
    expected: str | None,
) -> None:
    assert university(services, named, linked, chosen, default) == expected


@pytest.mark.parametrize("unknown", ["UNI", "upn", "", "  "])
def test_a_chosen_name_that_is_no_university_is_passed_over(services: Services, unknown: str) -> None:
    assert university(services, None, None, unknown, "UPCH") == "UPCH"


def test_the_last_university_named_counts(conversation: Conversation) -> None:
    stated = (*facts(universidad="UPN"), *facts(universidad="UPC"))
    assert current_university(conversation.turn("no de UPN sino de UPC", stated), conversation.services) == "UPC"


def test_a_link_that_ran_out_tells_no_university(conversation: Conversation, clock: object) -> None:
    conversation.identify(STUDENT)
    clock.advance(minutes=31)  # type: ignore[attr-defined]
    assert current_university(conversation.turn("una pregunta"), conversation.services) is None


def test_without_any_university_the_bot_asks_and_keeps_the_question(conversation: Conversation) -> None:
    reply = conversation.ask("si falté 5 de 16 clases, ¿me inhabilitan?", "asistencia_minima", faltas=5, clases=16)
    ((text, buttons),) = reply.messages
    assert text.startswith("¿De qué universidad eres?")
    assert [button.payload for button in buttons] == [
        '/elegir_universidad{"universidad": "UPN"}',
        '/elegir_universidad{"universidad": "UPCH"}',
        '/elegir_universidad{"universidad": "UPC"}',
    ]
    assert conversation.slots["pregunta_pendiente"] == [
        {"tema": "asistencia_minima", "hechos": [["faltas", 5, None], ["clases", 16, None]]}
    ]


def test_after_the_choice_the_waiting_question_is_answered_once(conversation: Conversation) -> None:
    conversation.ask("si falté 5 de 16 clases, ¿me inhabilitan?", "asistencia_minima", faltas=5, clases=16)
    conversation.at("UPN")
    reply = answer_pending(conversation.turn('/elegir_universidad{"universidad": "UPN"}'), conversation.services)
    assert reply is not None
    assert "quedas inhabilitado" in said(reply)
    conversation.keep(reply)
    assert answer_pending(conversation.turn("gracias"), conversation.services) is None


@pytest.mark.parametrize("pending", [None, [], "nota_minima", {}, [7], [{"tema": 7}], [{"tema": "no_existe"}]])
def test_what_is_no_waiting_question_is_not_answered(conversation: Conversation, pending: object) -> None:
    turn = replace(conversation.turn("hola"), pending=questions_from_slot(pending))
    assert answer_pending(turn, conversation.services) is None


def test_the_record_is_used_for_its_own_university(conversation: Conversation) -> None:
    reply = conversation.identify(STUDENT).ask("¿puedo dar el susti de cálculo?", "sustitutorio_requisitos")
    assert PERSONAL in said(reply)
    assert "Cálculo II" in said(reply)


@pytest.mark.parametrize("topic", ["sustitutorio_requisitos", "faltas_restantes", "creditos_maximos"])
def test_the_record_is_never_used_for_another_university(services: Services, topic: str) -> None:
    both = with_answers(services, {"UPN": {topic: UPN_ANSWER}, "UPC": {topic: UPC_ANSWER}})
    reply = Conversation(both).identify(STUDENT).ask("¿y en la upc, puedo?", topic, universidad="UPC")
    assert said(reply).startswith(UPC_ANSWER.texto)
    assert PERSONAL not in said(reply)
    assert "Cálculo" not in said(reply)


@pytest.mark.parametrize(("named", "is_read"), [("UPN", True), ("UPC", False)])
def test_the_record_is_not_even_read_for_another_university(
    services: Services, executed: list[str], named: str, is_read: bool
) -> None:
    topic = "sustitutorio_requisitos"
    both = with_answers(services, {"UPN": {topic: UPN_ANSWER}, "UPC": {topic: UPC_ANSWER}})
    conversation = Conversation(both).identify(STUDENT)
    executed.clear()
    conversation.ask("¿puedo?", topic, universidad=named)
    assert any("enrolments" in statement for statement in executed) is is_read


def test_who_is_identified_is_not_asked_to_identify_for_another_university(services: Services) -> None:
    topic = "sustitutorio_requisitos"
    both = with_answers(services, {"UPN": {topic: UPN_ANSWER}, "UPC": {topic: UPC_ANSWER}})
    reply = Conversation(both).identify(STUDENT).ask("¿y en la upc, puedo?", topic, universidad="UPC")
    assert services.knowledge.mensajes["ofrecer_identificarse"] not in said(reply)
    assert "/identificarme" not in [button.payload for _, buttons in reply.messages for button in buttons]


def test_nobody_is_asked_to_identify_where_no_rule_computes(services: Services) -> None:
    topic = "sustitutorio_requisitos"
    both = with_answers(services, {"UPN": {topic: UPN_ANSWER}, "UPC": {topic: UPC_ANSWER}})
    reply = Conversation(both).at("UPC").ask("¿puedo?", topic)
    assert services.knowledge.mensajes["ofrecer_identificarse"] not in said(reply)
    assert reply.slots.get("pregunta_pendiente") is None


def test_a_silent_university_gets_no_rule_of_another(services: Services) -> None:
    only_upn = with_answers(services, {"UPN": {"nota_minima": UPN_ANSWER}})
    reply = Conversation(only_upn).identify(STUDENT).ask("¿y en la cayetano?", "nota_minima", universidad="UPCH")
    assert "no dicen nada sobre eso" in said(reply)
    assert "el Consejo Universitario" in said(reply)
    assert UPN_ANSWER.texto not in said(reply)
    assert said(reply).splitlines()[-1].endswith("UPCH (2021), Disposiciones finales")


def test_another_university_named_once_changes_nothing_for_later(conversation: Conversation) -> None:
    conversation.identify(STUDENT).ask("¿y en la upc?", "nota_minima", universidad="UPC")
    assert conversation.slots.get("universidad") is None
    assert "Fuente: Reglamento de Estudios de Pregrado UPN" in said(
        conversation.ask("¿cuál es la nota mínima?", "nota_minima")
    )


def test_a_university_of_which_nothing_is_known_gets_no_rule(conversation: Conversation) -> None:
    reply = conversation.at("UPN").ask("¿y en san marcos?", "nota_minima", universidad="otra")
    assert reply.messages == [(conversation.services.knowledge.mensajes["otra_universidad"], [])]


def test_another_institution_from_which_one_comes_is_not_asked_for_its_rules(conversation: Conversation) -> None:
    knowledge = conversation.at("UPN").services.knowledge
    about_others = [key for key, tema in knowledge.temas.items() if tema.otra_institucion]
    topic = next(topic for topic in about_others if topic in knowledge.respuestas["UPN"])
    reply = conversation.ask("vengo de san marcos, ¿qué me reconocen?", topic, universidad="otra")
    assert said(reply).startswith(knowledge.respuestas["UPN"][topic].texto)


def test_a_question_that_goes_on_with_one_about_another_university_is_about_that_one(services: Services) -> None:
    answers = {"UPN": UPN_ANSWER, "UPC": UPC_ANSWER}
    both = with_answers(services, {name: {"redondeo": a, "nota_minima": a} for name, a in answers.items()})
    conversation = Conversation(both).at("UPN")
    conversation.ask("¿cómo redondean en la upc?", "redondeo", universidad="UPC")
    assert said(conversation.ask("¿y la nota mínima?", "nota_minima")).startswith(UPC_ANSWER.texto)
    assert said(conversation.ask("¿cuál es la nota mínima?", "nota_minima")).startswith(UPN_ANSWER.texto)
