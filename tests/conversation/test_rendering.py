"""The source line: the last line of every answer that states a rule, and of no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from actions.conversation.answering import ask_university, sources_of_last
from actions.conversation.turn import Reply
from actions.handlers.small_talk import Converse
from actions.knowledge.loader import load_knowledge
from actions.knowledge.model import Conocimiento, Respuesta
from actions.records.database import LIMA
from actions.records.demo import students
from actions.rendering import render_answer, render_dictamen, render_summary, source_line
from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from tests.conversation.conftest import Conversation, ranking, said

UPN = "Reglamento de Estudios de Pregrado UPN (2019)"
FAQ = "Preguntas frecuentes UPN-Coursera"
AS_OF = datetime(2026, 10, 1, 22, 30, tzinfo=LIMA)
TOPICS = sorted(load_knowledge().temas)
COMPUTED = sorted(key for key, topic in load_knowledge().temas.items() if topic.calculo)
STUDENTS = sorted(student["codigo"] for student in students() if student["universidad"] == "UPN")


def states_a_rule(text: str) -> bool:
    """Whether the source line stands where it has to; fails when it stands anywhere else."""
    lines = text.splitlines()
    places = [number for number, line in enumerate(lines) if line.startswith("Fuente:")]
    assert places in ([], [len(lines) - 1]), text
    assert text.count("Fuente:") == len(places), text
    return bool(places)


def buttons_of(reply: Reply) -> Iterator[tuple[str, int]]:
    for _, buttons in reply.messages:
        for button in buttons:
            yield button.title, len(buttons)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_general_answer_ends_with_its_source(conversation: Conversation, topic: str) -> None:
    ((text, _),) = conversation.at("UPN").choose(topic).messages
    assert states_a_rule(text)


@pytest.mark.parametrize("code", STUDENTS)
def test_every_answer_from_a_record_ends_with_its_source(conversation: Conversation, code: str) -> None:
    conversation.identify(code)
    none = conversation.services.knowledge.mensajes["sin_cursos"]
    for topic in COMPUTED:
        for text, _ in conversation.ask("¿y yo?", topic).messages:
            assert states_a_rule(text) == (text != none)


@pytest.mark.parametrize("topic", TOPICS)
def test_buttons_are_few_and_short(conversation: Conversation, topic: str) -> None:
    anonymous = conversation.at("UPN").choose(topic)
    identified = conversation.identify("N00100001").choose(topic)
    for title, how_many in (*buttons_of(anonymous), *buttons_of(identified)):
        assert 0 < len(title) <= 20
        assert how_many <= 3


def test_what_states_no_rule_has_no_source(conversation: Conversation) -> None:
    services = conversation.services
    replies = [
        ask_university(services),
        conversation.ask("¿cuál es la nota mínima?", "nota_minima"),
        conversation.ask("mmm", ranking(("nota_minima", 0.01))),
        conversation.choose("no_existe"),
        sources_of_last(conversation.turn("¿de dónde?"), services),
        Converse().reply(conversation.turn("hola", (), (("charla/saludo", 0.9),)), services),
        Converse().reply(conversation.turn("asdf", (), (("fuera_de_alcance/ajeno", 0.9),)), services),
        conversation.identify("N00100001").ask("susti de química", "sustitutorio_requisitos", curso="química"),
        conversation.ask("falté 40 de 30 clases", "asistencia_minima", faltas=40, clases=30),
    ]
    assert [said(reply) for reply in replies if states_a_rule(said(reply))] == []


def test_the_offer_to_identify_stands_before_the_source(conversation: Conversation) -> None:
    reply = conversation.at("UPN").ask("¿puedo dar el susti?", "sustitutorio_requisitos")
    ((text, buttons),) = reply.messages
    assert states_a_rule(text)
    offer = conversation.services.knowledge.mensajes["ofrecer_identificarse"]
    assert text.index(offer) < text.index("Fuente:")
    assert buttons[0].payload == "/identificarme"
    assert conversation.slots["pregunta_pendiente"] == [{"tema": "sustitutorio_requisitos", "hechos": []}]


def test_where_nothing_is_computed_nobody_is_asked_to_identify(conversation: Conversation) -> None:
    reply = conversation.at("UPN").choose("nota_minima")
    assert conversation.services.knowledge.mensajes["ofrecer_identificarse"] not in said(reply)


def test_without_the_records_the_general_rule_is_told(conversation: Conversation, records_file: Path) -> None:
    conversation.identify("N00100001").at("UPN")
    records_file.unlink()
    reply = conversation.ask("¿puedo dar el susti de cálculo?", "sustitutorio_requisitos", curso="cálculo")
    messages = conversation.services.knowledge.mensajes
    (notice, _), (answer, _) = reply.messages
    assert notice == messages["expediente_no_disponible"]
    assert states_a_rule(answer)
    assert messages["ofrecer_identificarse"] not in said(reply)


def test_an_answer_from_the_record_says_as_of_when(conversation: Conversation) -> None:
    text = said(conversation.identify("N00100001").ask("¿cuántos créditos puedo llevar?", "creditos_maximos"))
    assert "Según tu expediente al 01/10/2026 22:30" in text


# --- the parts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        ([], ""),
        ([Fuente("upn", "Art. 23 b")], f"Fuente: {UPN}, Art. 23 b"),
        ([Fuente("upn", "Art. 23 b"), Fuente("upn", "Art. 13")], f"Fuente: {UPN}, Art. 23 b; Art. 13"),
        ([Fuente("upn", "Art. 13"), Fuente("upn", "Art. 13")], f"Fuente: {UPN}, Art. 13"),
        (
            [Fuente("upn", "Art. 16"), Fuente("coursera_faq", "pregunta 9"), Fuente("upn", "Art. 15 a")],
            f"Fuente: {UPN}, Art. 16; Art. 15 a; {FAQ}, pregunta 9",
        ),
    ],
)
def test_the_source_line(knowledge: Conocimiento, sources: list[Fuente], line: str) -> None:
    assert source_line(sources, knowledge) == line


def test_a_doubt_stands_between_answer_and_source(knowledge: Conocimiento) -> None:
    answer = Respuesta("Es 12.", (Fuente("upn", "Art. 22"),), duda="El texto no dice más.")
    assert render_answer(answer, knowledge) == f"Es 12.\n\nEl texto no dice más.\n\nFuente: {UPN}, Art. 22"


STEP = Paso("el límite", "10 de 30", "pasa", Fuente("upn", "Art. 16"))
DICTAMEN = Dictamen(
    "asistencia", Veredicto.NO, "Quedas inhabilitado.", (STEP,),
    siguiente=("Pide la reconsideración.",), avisos=("Hay una excepción.",),
)  # fmt: skip


def test_a_dictamen_tells_verdict_reasons_next_steps_and_source(knowledge: Conocimiento) -> None:
    assert render_dictamen(DICTAMEN, knowledge, AS_OF).split("\n\n") == [
        "Quedas inhabilitado.",
        "Por qué:\n- el límite: 10 de 30 → pasa (Art. 16).",
        "Qué puedes hacer:\n- Pide la reconsideración.",
        "Ten en cuenta:\n- Hay una excepción.",
        "Según tu expediente al 01/10/2026 22:30; lo que cambió después no figura aquí.",
        f"Fuente: {UPN}, Art. 16",
    ]


def test_a_rule_that_is_added_adds_its_source(knowledge: Conocimiento) -> None:
    general = Respuesta("Hay que asistir.", (Fuente("upn", "Art. 15"), Fuente("upn", "Art. 16")))
    text = render_dictamen(DICTAMEN, knowledge, None, general)
    assert "La regla:\nHay que asistir." in text
    assert "Lo calculé con los datos que me das" in text
    assert text.splitlines()[-1] == f"Fuente: {UPN}, Art. 16; Art. 15"


def test_a_contradiction_states_no_rule(knowledge: Conocimiento) -> None:
    asked = Dictamen("asistencia", Veredicto.CONTRADICCION, "Hay un dato que no cuadra. ¿Me lo confirmas?", ())
    assert render_dictamen(asked, knowledge, None) == "Hay un dato que no cuadra. ¿Me lo confirmas?"


def test_a_summary_has_a_line_a_course_and_each_source_once(knowledge: Conocimiento) -> None:
    assert render_summary("Así vas:", [DICTAMEN, DICTAMEN], knowledge, AS_OF).split("\n\n") == [
        "Así vas:\n- Quedas inhabilitado.\n- Quedas inhabilitado.",
        "Según tu expediente al 01/10/2026 22:30; lo que cambió después no figura aquí.",
        f"Fuente: {UPN}, Art. 16",
    ]
