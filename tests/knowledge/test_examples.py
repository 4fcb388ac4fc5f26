"""A mistake in the training examples is told before they are used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from actions.knowledge.loader import KnowledgeError
from actions.knowledge.model import Conocimiento, Orientacion, Tema
from operations.examples import check_examples, read_examples, same_words

KNOWN = Conocimiento(
    documentos={},
    universidades={},
    temas={key: Tema(key, key, key, (), frozenset({"UPN"})) for key in ("nota_minima", "redondeo")},
    respuestas={},
    mensajes={"charla/saludo": "Hola."},
)
ENOUGH = {
    "consulta/nota_minima": [f"nota mínima {number}" for number in range(20)],
    "consulta/redondeo": [f"redondeo {number}" for number in range(20)],
}
Write = Callable[[dict[str, Sequence[str]]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write examples, a file an intent; gives their folder."""

    def write_all(examples: dict[str, Sequence[str]]) -> Path:
        for intent, texts in examples.items():
            lines = ['version: "3.1"', "nlu:", f"- intent: {intent}", "  examples: |"]
            lines += [f"    - {text}" for text in texts]
            (tmp_path / f"{intent.replace('/', '_')}.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path

    return write_all


def mistake(folder: Path, knowledge: Conocimiento = KNOWN) -> str:
    with pytest.raises(KnowledgeError) as error:
        check_examples(knowledge, folder)
    return str(error.value).replace(f"{folder}/", "")


def test_examples_without_mistakes_are_counted(write: Write) -> None:
    folder = write({**ENOUGH, "charla/saludo": ["hola"], "identificarme": ["quiero entrar"]})
    assert check_examples(KNOWN, folder) == 42


def test_an_example_knows_its_place(write: Write) -> None:
    (example,) = read_examples(write({"charla/saludo": ["¡hola, qué tal!"]}))
    assert (example.intent, example.text) == ("charla/saludo", "¡hola, qué tal!")
    assert (example.file.name, example.line) == ("charla_saludo.yml", 5)


@pytest.mark.parametrize("again", ["nota mínima 7", "NOTA MINIMA 7", "¿Nota   mínima... 7?"])
def test_an_example_under_two_topics_is_told(write: Write, again: str) -> None:
    told = mistake(write({**ENOUGH, "consulta/redondeo": [*ENOUGH["consulta/redondeo"], again]}))
    assert told.startswith("consulta_redondeo.yml:25: ")
    assert "stands under consulta/nota_minima already (consulta_nota_minima.yml:12)" in told
    assert "keep one" in told


def test_an_example_twice_under_one_topic_is_told(write: Write) -> None:
    told = mistake(write({**ENOUGH, "consulta/redondeo": [*ENOUGH["consulta/redondeo"], "¡Redondeo 0!"]}))
    assert told.startswith("consulta_redondeo.yml:25: ")
    assert "(consulta_redondeo.yml:5)" in told


def test_examples_of_an_unknown_topic_are_told(write: Write) -> None:
    told = mistake(write({**ENOUGH, "consulta/nota_maxima": ["¿cuál es la nota máxima?"]}))
    assert told.startswith("consulta_nota_maxima.yml:5: 'nota_maxima' is no topic; add it")


def test_small_talk_without_a_message_is_told(write: Write) -> None:
    told = mistake(write({**ENOUGH, "charla/chiste": ["cuéntame un chiste"]}))
    assert told.startswith("charla_chiste.yml:5: 'charla/chiste' has no message; add it")


def test_a_vague_opening_without_a_choice_of_topics_is_told(write: Write) -> None:
    told = mistake(write({**ENOUGH, "orientacion/notas": ["mi nota"]}))
    assert told.startswith("orientacion_notas.yml:5: 'orientacion/notas' has no choice of topics; add it")


def test_a_choice_of_topics_without_examples_is_told(write: Write) -> None:
    known = replace(KNOWN, orientaciones={"notas": Orientacion("¿Qué pasó?", ("redondeo",))})
    assert "'orientacion/notas' has 0 examples; write at least 20" in mistake(write(ENOUGH), known)


def test_too_few_examples_are_told(write: Write) -> None:
    folder = write({**ENOUGH, "consulta/redondeo": ENOUGH["consulta/redondeo"][1:]})
    told = mistake(folder)
    assert told.startswith(f"{folder}:1: 'consulta/redondeo' has 19 examples; write at least 20")


def test_a_topic_without_examples_is_told(write: Write) -> None:
    only_one = {"consulta/nota_minima": ENOUGH["consulta/nota_minima"]}
    assert "'consulta/redondeo' has 0 examples" in mistake(write(only_one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("¿Cuántas FALTAS?", "cuantas faltas"),
        ("70 %", "70  %"),
        ("  hola\n", "Hola!"),
    ],
)
def test_texts_with_the_same_words(one: str, other: str) -> None:
    assert same_words(one) == same_words(other)


@pytest.mark.parametrize(("one", "other"), [("70 %", "70"), ("😀", "🙁"), ("nota 12", "nota 13")])
def test_texts_with_other_words(one: str, other: str) -> None:
    assert same_words(one) != same_words(other)


def test_the_own_examples_have_no_mistake(knowledge: Conocimiento) -> None:
    assert check_examples(knowledge) >= 20 * len(knowledge.temas)
