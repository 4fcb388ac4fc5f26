"""Which of the student's courses a message means."""

from __future__ import annotations

from datetime import date

import pytest

from actions.conversation.courses import choose_course
from actions.rulebooks.expediente import Curso, Estado, Matricula, Periodo, TipoClase
from tests.conversation.conftest import Conversation, said

PERIOD = Periodo("2026-2", False, date(2026, 8, 1), date(2026, 12, 15))
COURSES = {
    "CAL1": "Cálculo I",
    "CAL2": "Cálculo II",
    "FIS2": "Física II",
    "EST1": "Estadística Aplicada",
    "BDA1": "Base de Datos",
    "PRO2": "Programación Orientada a Objetos",
    "CON1": "Contabilidad General",
    "SOP1": "Sistemas Operativos",
    "RED1": "Redes I",
    "RED2": "Redes II",
    "ING4": "Inglés IV",
    "NEG1": "Negociación y resolución de conflictos",
    "EBU1": "E-business y analítica web",
    "ETI1": "Ética Profesional",
}
ENROLMENTS = [
    Matricula(Curso(code, name, 4, 2), PERIOD, 1, Estado.EN_CURSO, TipoClase.PRESENCIAL)
    for code, name in COURSES.items()
]


def found(name: str | None, text: str = "") -> list[str]:
    return [enrolment.curso.codigo for enrolment in choose_course(ENROLMENTS, name, text or name or "").found]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Cálculo II", "CAL2"),
        ("calculo ii", "CAL2"),
        ("CALCULO 2", "CAL2"),
        ("cálculo 1", "CAL1"),
        ("fisica", "FIS2"),
        ("Física II", "FIS2"),
        ("ingles 4", "ING4"),
        ("redes 2", "RED2"),
        ("redes I", "RED1"),
        ("estadistica", "EST1"),
        ("estadística aplicada", "EST1"),
        ("estadistca", "EST1"),
        ("base de datos", "BDA1"),
        ("bd", "BDA1"),
        ("progra", "PRO2"),
        ("programación", "PRO2"),
        ("programacion orientada a objetos", "PRO2"),
        ("estadi", "EST1"),
        ("conta", "CON1"),
        ("so", "SOP1"),
        ("negociación", "NEG1"),
        ("ebusiness", "EBU1"),
        ("e-business", "EBU1"),
        ("etica", "ETI1"),
        ("CAL2", "CAL2"),
        (" cal2 ", "CAL2"),
    ],
)
def test_a_named_course(name: str, code: str) -> None:
    assert found(name) == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("¿puedo dar el susti de programación?", "PRO2"),
        ("cuantas faltas me quedan en estadistica", "EST1"),
        ("y en redes 2?", "RED2"),
        ("calculo 1 cuantas faltas", "CAL1"),
        ("cómo voy en base de datos", "BDA1"),
        ("en negociación ya me inhabilitaron?", "NEG1"),
        ("me quedan en fisica 2 faltas?", "FIS2"),
        ("si en física llevo 3 tardanzas", "FIS2"),
    ],
)
def test_a_course_that_stands_in_the_message(text: str, code: str) -> None:
    assert found(None, text) == [code]


@pytest.mark.parametrize(("name", "codes"), [("cálculo", ["CAL1", "CAL2"]), ("redes", ["RED1", "RED2"])])
def test_a_name_of_several_courses_finds_them_all(name: str, codes: list[str]) -> None:
    assert found(name) == codes
    assert found(None, f"¿y en {name}?") == codes


@pytest.mark.parametrize("name", ["Química Orgánica", "calculo 3", "fisica 1", "derecho", "CAL9"])
def test_a_name_of_no_course_is_told(name: str) -> None:
    choice = choose_course(ENROLMENTS, name, f"susti de {name}")
    assert choice.found == ()
    assert choice.unknown == name


@pytest.mark.parametrize("text", ["", "¿cuántas faltas me quedan?", "hola", "¿puedo dar el susti de este curso?"])
def test_no_course_is_named(text: str) -> None:
    choice = choose_course(ENROLMENTS, None, text)
    assert choice.found == ()
    assert choice.unknown is None


def test_a_wrong_name_gives_way_to_a_course_in_the_message() -> None:
    assert found("mañana", "susti mañana de contabilidad general") == ["CON1"]


def test_without_enrolments_nothing_is_found() -> None:
    assert choose_course([], "Cálculo II", "Cálculo II").unknown == "Cálculo II"


def test_the_student_is_shown_the_courses_when_none_fits(conversation: Conversation) -> None:
    conversation.identify("N00100001")
    reply = conversation.ask("¿puedo dar el susti de química?", "sustitutorio_requisitos", curso="química")
    ((text, buttons),) = reply.messages
    assert "No encuentro «química»" in text
    assert all(f"- {name}" in text for name in ("Cálculo II", "Estadística Aplicada", "Base de Datos"))
    assert {button.payload for button in buttons} == {
        f'/elegir_curso{{"curso": "{code}"}}' for code in ("CAL2", "EST1", "BDA1")
    }


def test_without_a_course_every_open_one_is_summed_up(conversation: Conversation) -> None:
    reply = conversation.identify("N00100013").ask("¿cuántas faltas me quedan?", "faltas_restantes")
    assert "Redes II" in said(reply)
    assert "Investigación Operativa" not in said(reply)  # withdrawn
