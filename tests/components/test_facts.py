"""The fact finder: the sentences of `hechos.yml`, where a fact stands, and where a course's name ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain

from actions.conversation.typed_values import evaluation_key
from actions.knowledge.loader import load_data_dictionary
from components.text.facts import find_facts
from components.text.figures import evaluation, number
from components.text.lexicon import fold, read
from tests.components.conftest import Caso, casos

CASOS = casos()
Extract = Callable[[str], list[dict[str, Any]]]


@pytest.mark.parametrize("caso", CASOS, ids=[f"{caso.grupo}: {caso.frase}" for caso in CASOS])
def test_every_fact_of_a_sentence_is_found_and_no_other(caso: Caso, extract: Extract) -> None:
    found = Counter((entity["entity"], entity.get("role"), entity["value"]) for entity in extract(caso.frase))
    assert found == Counter(caso.hechos)


def test_no_group_of_sentences_stands_twice() -> None:
    """The second one would silently take the first one's place."""
    lines = (Path(__file__).parent / "hechos.yml").read_text(encoding="utf-8").splitlines()
    groups = Counter(line for line in lines if re.match(r"\w", line))
    assert [group for group, count in groups.items() if count > 1] == []


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


# --- the lexicon, the data dictionary and the domain -------------------------------------------------------------

LEXICON = read("hechos.yml")
DICTIONARY = [dato for university in ("UPN", "UPCH", "UPC") for dato in load_data_dictionary(university).values()]
SITUATIONS = {
    name for dato in DICTIONARY for told in (dato.situacion_si, dato.situacion_no) for name in (told or "").split("|")
}


def _given() -> set[tuple[str, str | None, Any]]:
    """Entity, role and value (None: found in the text) of every pattern."""
    found: set[tuple[str, str | None, Any]] = set()
    for entry in LEXICON["patrones"]:
        entity, _, role = entry.get("da", "").partition("/")
        if entity:
            found.add((entity, role or None, entry["valor"]))
        for name in (*re.findall(r"\?P<(\w+)>", entry["patron"]), *entry.get("grupos", ())):
            entity, _, role = re.sub(r"_[23]$", "", name).partition("__")
            found.add((entity, role or None, None))
    return {one for one in found if one[0] != "nada" and one[1] != "EVAL"}


def test_every_fact_of_the_dictionary_that_a_pattern_gives_is_a_field() -> None:
    fields = {dato.clave for dato in DICTIONARY}
    assert sorted({role for entity, role, _ in _given() if entity == "dato" and role not in fields}) == []


def test_every_situation_that_a_pattern_gives_is_asked_for_somewhere() -> None:
    used = SITUATIONS | {"sin_tercera"}  # UPN's credits have it among the courses
    assert sorted({value for entity, _, value in _given() if entity == "situacion" and value not in used}) == []


def test_every_fact_stands_in_the_domain(domain: Domain) -> None:
    declared = {(entity, None) for entity in domain.entities}
    declared |= {(entity, role) for entity, roles in domain.entity_properties.roles.items() for role in roles}
    assert sorted({(entity, role or "") for entity, role, _ in _given() if (entity, role) not in declared}) == []
    found = {(fact.entity, fact.role) for caso in CASOS for fact in find_facts(caso.frase)}
    assert sorted((entity, role or "") for entity, role in found - declared) == []


@pytest.mark.parametrize("kind", ["nota", "peso"])
def test_every_evaluation_stands_in_the_domain(domain: Domain, kind: str) -> None:
    numbered, always = LEXICON["numeradas"], LEXICON["solo_numeradas"]
    named = {f"{key} {number}" for key in (*numbered, *always) for number in range(1, 6)}
    named |= set(LEXICON["evaluaciones"]) - set(always)
    if kind == "peso":  # they take another one's place, and have no weight of their own
        named -= {"sustitutorio", "suplementario"}
    assert named - set(domain.entity_properties.roles[kind]) == set()


def test_every_series_is_of_an_evaluation_that_has_numbers() -> None:
    names = [evaluation(f"{key} 1") for key in LEXICON["series"]]
    assert names == ["t1", *(f"{key} 1" for key in LEXICON["series"] if key != "t")]


@pytest.mark.parametrize(
    "words",
    ["t1", "T 2", "parcial", "examen parcial", "primer parcial", "segundo examen parcial", "parcial 1", "EP", "EF",
     "evaluación continua", "prácticas", "práctica 1", "PC 2", "pc2", "segunda práctica", "2da práctica",
     "práctica calificada 1", "trabajo final", "trabajos", "control de lectura", "controles", "exposición", "casos",
     "paso corto 1", "examen 2", "segundo examen", "laboratorio 1", "susti", "desempeño", "primer teórico"],
)  # fmt: skip
def test_an_evaluation_has_one_name_in_a_sentence_and_in_a_list(words: str) -> None:
    assert evaluation(fold(words)) == evaluation_key(words)


@pytest.mark.parametrize(
    ("words", "value"),
    [("11,5", 11.5), ("dieciséis", 16), ("treinta y dos", 32), ("ciento veinte", 120), ("doscientos", 200),
     ("cien", 100), ("noventa y cinco", 95), ("muchas", None)],
)  # fmt: skip
def test_numbers_in_words(words: str, value: float | None) -> None:
    assert number(fold(words)) == value
