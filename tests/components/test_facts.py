"""The fact finder: the sentences of `hechos.yml`, where a fact stands, and where a course's name ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.text.facts import find_facts
from tests.components.conftest import Caso, casos

CASOS = casos()
Extract = Callable[[str], list[dict[str, Any]]]


@pytest.mark.parametrize("caso", CASOS, ids=[f"{caso.grupo}: {caso.frase}" for caso in CASOS])
def test_every_fact_of_a_sentence_is_found_and_no_other(caso: Caso, extract: Extract) -> None:
    found = Counter((entity["entity"], entity.get("role"), entity["value"]) for entity in extract(caso.frase))
    assert found == Counter(caso.hechos)


def test_no_sentence_stands_twice() -> None:
    assert [frase for frase, count in Counter(caso.frase for caso in CASOS).items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "entity", "words"),
    [
        ("FALTÉ 5 de 16 clases", "faltas", "5"),
        ("¿Y si falté a dieciséis sesiones?", "faltas", "dieciséis"),
        ("mi ponderado es 16,25", "nota", "16,25"),
        ("Según mi profe, ya PAGUÉ el susti", "situacion", "ya PAGUÉ"),
        ("İİ falté 3 veces", "faltas", "3"),  # lower-casing lengthens this text
        ("el susti de Cálculo II, ¿cuándo es?", "curso", "Cálculo II"),
    ],
)
def test_a_fact_stands_where_it_says(text: str, entity: str, words: str) -> None:
    (fact,) = [fact for fact in find_facts(text) if fact.entity == entity]
    assert text[fact.start : fact.end].strip() == words


def test_facts_come_in_the_order_of_the_text() -> None:
    facts = find_facts("en la UPN, de 30 clases falté a 9, ¿y con 2 tardanzas?")
    assert [fact.entity for fact in facts] == ["universidad", "clases", "faltas", "tardanzas"]


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    for fact in find_facts(text):
        assert 0 <= fact.start < fact.end <= len(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("llevo el curso de Física II y ya falté", "Física II"),
        ("susti de Ética Profesional, ¿cuándo?", "Ética Profesional"),
        ("¿cuántas faltas tengo en Base de Datos?", "Base de Datos"),
    ],
)
def test_without_a_parser_a_name_ends_at_the_first_break(text: str, name: str) -> None:
    assert [fact.value for fact in find_facts(text) if fact.entity == "curso"] == [name]


def test_the_parser_says_where_a_name_ends() -> None:
    text = "susti de Redes I mañana"
    (course,) = [fact for fact in find_facts(text, lambda start: start + len("Redes I")) if fact.entity == "curso"]
    assert course.value == "Redes I"


def test_no_name_where_the_parser_finds_none() -> None:
    assert [fact for fact in find_facts("susti de repente", lambda start: start) if fact.entity == "curso"] == []


@pytest.mark.parametrize("code", ["N00123456", "U201912345", "20231234", "482913", "482 913"])
def test_no_entity_holds_a_code(code: str, extract: Extract) -> None:
    entities = extract(f"soy {code}, tengo 5 faltas de 16 clases en el curso de {code}")
    values = {entity["entity"]: entity["value"] for entity in entities}
    assert (values["faltas"], values["clases"]) == (5, 16)
    assert not any(code in str(value) for value in values.values())


def test_the_payload_of_a_button_is_left_alone(extract: Extract) -> None:
    assert extract('/elegir_curso{"curso": "CAL2"}') == []
