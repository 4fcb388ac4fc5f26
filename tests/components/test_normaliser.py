"""Folding, and the second reading of a message: slang and typos brought to the regulation's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.text.lexicon import fold
from components.text.normaliser import normalise, plain


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_folding_drops_case_and_accents() -> None:
    assert fold("¿CUÁNTAS Inasistencias? PIÑA, pingüino") == "¿cuantas inasistencias? pina, pinguino"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("holaaaaa", "hola"),
        ("  muchos   espacios\n\tsueltos ", "muchos espacios sueltos"),
        ("llevo la carrera", "llevo la carrera"),  # two equal letters are no drawn-out ones
        ("", ""),
    ],
)
def test_plain_text(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jalé el susti", "desaprobar el sustitutorio"),
        ("xq mi profe no va a la U", "por que mi docente no va a universidad"),
        ("llevo trika", "llevo tercera vez"),
        ("2da matrícula", "segunda vez"),
        ("¿cuánto es mi ponderado?", "¿cuanto es mi promedio ponderado?"),
    ],
)
def test_slang_becomes_the_word_of_the_regulation(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize("text", ["unidad", "expresion", "contrato", "preparacion", "probador"])
def test_slang_inside_another_word_is_left(text: str) -> None:
    assert normalise(text) == text


VOCABULARY = ["asistencia", "sustitutorio", "creditos"]


@pytest.mark.parametrize(
    ("typo", "word"), [("asitencia", "asistencia"), ("sustitutrio", "sustitutorio"), ("cerditos", "creditos")]
)
def test_a_typo_becomes_the_word_it_was_meant_to_be(typo: str, word: str) -> None:
    assert normalise(typo, VOCABULARY) == word


def test_a_word_that_is_known_is_no_typo() -> None:
    assert normalise("cerditos", VOCABULARY, known=["cerditos"]) == "cerditos"


def test_a_short_word_is_never_corrected() -> None:
    assert normalise("corso", ["curso"]) == "corso"


def test_a_word_far_from_the_vocabulary_is_left() -> None:
    assert normalise("helicoptero", VOCABULARY) == "helicoptero"
