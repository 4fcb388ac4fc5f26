"""How a message hangs together with the one before, and how many questions it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.text.dialogue import addition, questions

ADDITIONS = {
    "¿y en verano?": "en verano",
    "y si no pago?": "si no pago",
    "¿Y para el final?": "para el final",
    "pero en la maestría": "en la maestría",
    "¿en verano?": "en verano",
    "con tres tardanzas": "con tres tardanzas",
    "perdón, quise decir el final": "el final",
    "me equivoqué, son 6 faltas": "son 6 faltas",
    "no, el de cálculo": "el de cálculo",
    "ya pero, ¿y por tercera?": "y por tercera",
}
ALONE = [
    "¿Cuántas faltas puedo tener?",
    "yo trabajo de noche",
    "susti",
    "y",
    "¿y?",
    "¿con cuánto apruebo?",
    "perdón, ¿cómo justifico una falta?",
    "",
    "en la universidad me dijeron que no puedo llevar el curso, ¿es verdad?",
    "y quisiera saber cuántas faltas puedo tener si llevo un curso virtual y otro presencial",
]
TWO = {
    "¿Cuántas faltas puedo tener y cuánto cuesta el susti?": "cuánto cuesta el susti?",
    "¿Qué pasa si jalo por tercera? ¿Y cuántos créditos puedo llevar?": "¿Y cuántos créditos puedo llevar?",
    "Trabajo de noche. ¿Me inhabilitan? También quiero saber cómo me retiro": "También quiero saber cómo me retiro",
    "cuantas faltas son, ademas como justifico una": "como justifico una",
    "¿Cuánto cuesta? ¿Quién firma? ¿Cuándo pago?": "¿Quién firma? ¿Cuándo pago?",
}
ONE = [
    "¿Cuántas faltas puedo tener?",
    "¿hasta cuándo puedo reclamar y ante quién?",
    "Llevo cálculo por tercera, ¿cuántos créditos puedo llevar?",
    "¿puedo dar el susti? gracias",
    "matrícula y pagos",
    "",
]


@pytest.mark.parametrize(("text", "expected"), ADDITIONS.items())
def test_what_a_message_adds_to_the_one_before(text: str, expected: str) -> None:
    assert addition(text) == expected


@pytest.mark.parametrize("text", ALONE)
def test_a_question_of_its_own_adds_nothing(text: str) -> None:
    assert addition(text) is None


@pytest.mark.parametrize(("text", "second"), TWO.items())
def test_two_questions_are_told_apart(text: str, second: str) -> None:
    spans = questions(text)
    assert [text[start:end] for start, end in spans][1:] == [second]


@pytest.mark.parametrize("text", ONE)
def test_one_question_stays_whole(text: str) -> None:
    assert questions(text) == [(0, len(text))]


@given(st.text())
def test_the_questions_are_pieces_of_the_message_in_order(text: str) -> None:
    ends = [0]
    for start, end in questions(text):
        assert ends[-1] <= start <= end <= len(text)
        ends.append(end)


@given(st.text())
def test_an_addition_is_never_blank(text: str) -> None:
    added = addition(text)
    assert added is None or added.strip()
