"""What the project's own knowledge has to hold, whatever is added to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from actions.knowledge.model import Conocimiento, Respuesta
from actions.settings import ROOT
from operations import calculations, coverage
from operations.examples import read_examples, same_words

VALIDATION = sorted((ROOT / "tests" / "validation").glob("*.jsonl"))
SEEDS = ROOT.parent / "shared" / "seeds"
#: How many places each document has, counted in the documents: articles, clauses, items, annexes.
PLACES = {"upn": 209, "upch": 206, "upc": 114, "coursera_faq": 32}
#: Of each document: its text, how an article or a clause begins, and what comes after the last one.
NUMBERED = {
    "upn": ("upn-pregrado-2019.txt", r"Art\. (\d+)", ""),
    "upch": ("upch-pregrado-2021.txt", r"Art\. (\d+[A-Z]?)", "\nDISPOSICIONES FINALES\n"),
    "upc": ("upc-maestria-2011.txt", r"(\d(?:\.\d+)*)\.?\*{0,2} ", ""),
}
_COPIED_WORDS = 8
#: Names of offices, regulations and labels on a screen, which are what they are.
NAMES = (
    "Oficina del Bienestar del Estudiante y el Egresado",
    "Dirección Universitaria de Gestión de la Docencia",
    "Reglamento de pensiones, becas y crédito educativo",
    "LÍMITE DE MATRÍCULAS A CURSOS (COURSE ENROLLMENT LIMIT)",
    "Enviar invitaciones por correo electrónico a miembros nuevos después de la importación",
    "At least 1 completion in the last 30 days",
    "Enrolled but inactive for the past 30 days",
    "Google Chrome, Mozilla Firefox, Safari, Microsoft Edge",
)


def questions() -> list[dict[str, Any]]:
    """Every validation question; of a dialogue, the one that opens it."""
    found = [json.loads(line) for path in VALIDATION for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [row if "q" in row else {"id": row["id"], "q": row["turns"][0]["u"]} for row in found]


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
    # What opens a dialogue may be as ordinary as "hola": dialogues measure what follows.
    asked = {q["id"]: trained.get(same_words(q["q"])) for q in questions() if not q["id"].startswith("dialogo")}
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


def test_the_student_is_spoken_to_as_a_friend(knowledge: Conocimiento) -> None:
    formal = re.compile(r"(?i)(?<!\w)(usted|sírvase|su persona|estimad[oa] (?:alumn|estudiant))(?!\w)")
    assert [name for name, text in texts(knowledge) if formal.search(text)] == []


def test_no_text_has_a_source_line_of_its_own(knowledge: Conocimiento) -> None:
    assert [name for name, text in texts(knowledge) if "Fuente:" in text] == []


def test_every_place_of_every_document_is_answered_or_has_a_reason(knowledge: Conocimiento) -> None:
    assert coverage.uncovered(knowledge) == []


def test_a_place_that_nobody_asks_about_is_cited_by_no_topic(knowledge: Conocimiento) -> None:
    cited = coverage.topics_by_place(knowledge)
    excused = {(document.clave, place) for document in knowledge.documentos.values() for place in document.sin_consulta}
    assert sorted(excused & cited.keys()) == []


def test_the_matrix_is_up_to_date(knowledge: Conocimiento) -> None:
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.page(knowledge), "run python -m operations.coverage"


@pytest.mark.parametrize(("document", "count"), PLACES.items())
def test_the_inventories_hold_every_place(knowledge: Conocimiento, document: str, count: int) -> None:
    assert len(knowledge.documentos[document].lugares) == count


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the documents are not beside the project")
@pytest.mark.parametrize("document", NUMBERED)
def test_the_inventories_are_those_of_the_documents(knowledge: Conocimiento, document: str) -> None:
    found = numbered(document)
    listed = {place for place in knowledge.documentos[document].lugares if place.startswith(("Art.", "num."))}
    # A clause that is only divided further has a number and no words.
    headings = {place for place in found if any(other.startswith(f"{place}.") for other in found)}
    assert sorted(found - headings - listed) == []
    assert sorted(listed - found) == []


def numbered(document: str) -> set[str]:
    """The articles or clauses of a document as its text numbers them, with the letters of their items."""
    name, begins, end = NUMBERED[document]
    text = (SEEDS / name).read_text(encoding="utf-8")
    text = text[: text.index(end)] if end else text
    _, *pieces = re.split(rf"^[#*\- ]*{begins}", text, flags=re.MULTILINE)
    word = "num." if document == "upc" else "Art."
    found = set()
    for number, body in zip(pieces[::2], pieces[1::2], strict=True):
        letters = re.findall(r"(?:^|\s)\*{0,2}([a-l])[.)]\s", body)
        found |= {f"{word} {number}", *(f"{word} {number} {letter}" for letter in letters)}
    return found


def test_who_decides_what_is_not_foreseen_is_known_everywhere(knowledge: Conocimiento) -> None:
    assert [u.clave for u in knowledge.universidades.values() if not (u.decide and u.decide_fuente)] == []


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the documents are not beside the project")
def test_no_answer_copies_a_document(knowledge: Conocimiento) -> None:
    copied_from = {
        run for path in sorted(SEEDS.glob("*.txt")) for run in runs(path.read_text(encoding="utf-8", errors="replace"))
    }
    # Line by line: a list of labels, one a line, is no sentence.
    copied = {name: sorted(set().union(*map(runs, text.splitlines())) & copied_from) for name, text in texts(knowledge)}
    assert {name: found for name, found in copied.items() if found} == {}


def runs(text: str) -> set[str]:
    """Every eight words in a row; addresses of pages and names of things are no words."""
    for name in NAMES:
        text = text.replace(name, " ")
    words = same_words(re.sub(r"\S*(?:https?:|www\.|@)\S*", " ", text)).split()
    return {" ".join(words[start : start + _COPIED_WORDS]) for start in range(len(words) - _COPIED_WORDS + 1)}


def test_the_page_of_calculations_is_up_to_date() -> None:
    written = (ROOT / "docs" / "calculos.md").read_text("utf-8")
    assert calculations.page() == written, "run python -m operations.calculations"
