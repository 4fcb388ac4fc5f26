"""What the project's own knowledge has to hold, whatever is added to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from actions.knowledge.loader import Conocimiento, Respuesta
from actions.rulebooks.upn import asistencia, creditos, sustitutorio
from actions.settings import ROOT
from operations.examples import read_examples, same_words

VALIDATION = sorted((ROOT / "tests" / "validation").glob("*.jsonl"))
SEEDS = ROOT.parent / "shared" / "seeds"
CALCULATIONS = {asistencia.CALCULO, creditos.CALCULO, sustitutorio.CALCULO}
#: Articles of UPN that are answered whole, with the letters of their clauses.
UPN_ARTICLES = {
    14: "abcdef", 15: "abc", 16: "", 22: "abc", 23: "abcd", 27: "a", 29: "abcd", 30: "abcdef", 31: "abc", 51: "abcde",
}  # fmt: skip
FAQ_ITEMS = range(1, 32)
_COPIED_WORDS = 8


def questions() -> list[dict[str, Any]]:
    """Every validation question."""
    return [json.loads(line) for path in VALIDATION for line in path.read_text(encoding="utf-8").splitlines() if line]


def answers(knowledge: Conocimiento) -> Iterator[tuple[str, Respuesta]]:
    """Every answer with its name, `UPN/nota_minima`."""
    for university, of_university in knowledge.respuestas.items():
        for topic, answer in of_university.items():
            yield f"{university}/{topic}", answer


def texts(knowledge: Conocimiento) -> Iterator[tuple[str, str]]:
    """Everything that the knowledge lets the bot say, with its name."""
    for name, answer in answers(knowledge):
        yield name, f"{answer.texto}\n{answer.duda or ''}"
    yield from knowledge.mensajes.items()
    for key, topic in knowledge.temas.items():
        yield key, f"{topic.titulo}\n{topic.boton}"


def test_every_topic_has_a_validation_question(knowledge: Conocimiento) -> None:
    asked = {question.get("tema") for question in questions()}
    assert sorted(knowledge.temas.keys() - asked) == []


def test_every_validation_question_asks_about_a_topic_or_none(knowledge: Conocimiento) -> None:
    unknown = [question["id"] for question in questions() if question.get("tema") not in (*knowledge.temas, None)]
    assert unknown == []


def test_no_validation_question_is_a_training_example() -> None:
    trained = {same_words(example.text): f"{example.file.name}:{example.line}" for example in read_examples()}
    asked = {question["id"]: trained.get(same_words(question["q"])) for question in questions()}
    assert {name: place for name, place in asked.items() if place} == {}


def test_validation_questions_have_names_of_their_own() -> None:
    names = [question["id"] for question in questions()]
    assert len(names) == len(set(names))


def test_button_titles_fit_into_a_button(knowledge: Conocimiento) -> None:
    assert [topic.boton for topic in knowledge.temas.values() if len(topic.boton) > 20] == []


def test_a_button_says_of_one_topic_only_what_it_is(knowledge: Conocimiento) -> None:
    buttons = [topic.boton.lower() for topic in knowledge.temas.values()]
    assert sorted({title for title in buttons if buttons.count(title) > 1}) == []


def test_no_topic_is_related_to_itself(knowledge: Conocimiento) -> None:
    assert [key for key, topic in knowledge.temas.items() if key in topic.relacionados] == []


def test_every_calculation_that_a_topic_names_exists(knowledge: Conocimiento) -> None:
    assert {topic.calculo for topic in knowledge.temas.values() if topic.calculo} <= CALCULATIONS


def test_the_student_is_spoken_to_as_a_friend(knowledge: Conocimiento) -> None:
    formal = re.compile(r"(?i)(?<!\w)(usted|ustedes|sírvase|su persona|estimado)(?!\w)")
    assert [name for name, text in texts(knowledge) if formal.search(text)] == []


def test_no_text_has_a_source_line_of_its_own(knowledge: Conocimiento) -> None:
    assert [name for name, text in texts(knowledge) if "Fuente:" in text] == []


@pytest.mark.parametrize(("article", "letters"), UPN_ARTICLES.items())
def test_every_clause_is_cited(knowledge: Conocimiento, article: int, letters: str) -> None:
    places = {f"Art. {article} {letter}" for letter in letters} or {f"Art. {article}"}
    assert sorted(places - cited(knowledge, "upn")) == []


@pytest.mark.parametrize("item", FAQ_ITEMS)
def test_every_item_of_the_faq_is_cited(knowledge: Conocimiento, item: int) -> None:
    assert f"pregunta {item}" in cited(knowledge, "coursera_faq")


def cited(knowledge: Conocimiento, document: str) -> set[str]:
    return {
        source.lugar for _, answer in answers(knowledge) for source in answer.fuentes if source.documento == document
    }


def test_the_letters_of_the_clauses_are_those_of_the_document(knowledge: Conocimiento) -> None:
    places = knowledge.documentos["upn"].lugares
    for article, letters in UPN_ARTICLES.items():
        of_article = {place for place in places if place.startswith(f"Art. {article} ")}
        assert of_article == {f"Art. {article} {letter}" for letter in letters}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the documents are not beside the project")
def test_no_answer_copies_a_document(knowledge: Conocimiento) -> None:
    copied_from = {
        run for path in sorted(SEEDS.glob("*.txt")) for run in runs(path.read_text(encoding="utf-8", errors="replace"))
    }
    copied = {name: sorted(runs(text) & copied_from) for name, text in texts(knowledge)}
    assert {name: found for name, found in copied.items() if found} == {}


def runs(text: str) -> set[str]:
    """Every eight words in a row; addresses of pages are no words."""
    words = same_words(re.sub(r"\S*(?:https?:|www\.|@)\S*", " ", text)).split()
    return {" ".join(words[start : start + _COPIED_WORDS]) for start in range(len(words) - _COPIED_WORDS + 1)}
