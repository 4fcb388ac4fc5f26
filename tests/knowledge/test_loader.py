"""A mistake in the knowledge stops the start and says file, line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from actions.knowledge.loader import FOLDER, load_knowledge
from actions.knowledge.model import Conocimiento, Orientacion, Respuesta
from actions.rulebooks.dictamen import Fuente
from tests.knowledge.conftest import Folder

TO_EVERYBODY = "  boton: Redondeo\n  universidades: [UPN, general]"


def test_a_folder_without_mistakes_is_read_whole(folder: Folder) -> None:
    knowledge = folder.load()
    assert set(knowledge.documentos) == {"upn", "coursera_faq", "guia"}
    assert list(knowledge.universidades) == ["UPN", "UPC"]
    assert knowledge.universidades["UPN"].decide_fuente == Fuente("upn", "Art. 2")
    assert knowledge.temas["nota_minima"].relacionados == ("redondeo",)
    answer = knowledge.respuesta("UPN", "nota_minima")
    assert answer is not None
    assert answer.texto == "Es 12."
    assert answer.fuentes == (Fuente("upn", "Art. 23 b"), Fuente("coursera_faq", "pregunta 3"))
    assert answer.duda == "El texto no lo dice todo."
    assert knowledge.cita(answer.fuentes[0]) == ("Reglamento", "Art. 23 b")
    assert knowledge.mensajes == {"charla/saludo": "Hola.", "fuera_de_alcance/angustia": "Te escucho."}


def test_every_place_of_a_document_may_be_cited(folder: Folder) -> None:
    documents = folder.load().documentos
    assert documents["upn"].lugares == ("Art. 2", "Art. 23", "Art. 23 a", "Art. 23 b")
    assert documents["coursera_faq"].lugares == ("pregunta 1", "pregunta 2", "pregunta 3", "soporte técnico")


def test_what_is_asked_back_and_the_offices_are_read(folder: Folder) -> None:
    knowledge = folder.load()
    assert knowledge.orientaciones == {"notas": Orientacion("¿Qué pasó con tu nota?", ("redondeo", "nota_minima"))}
    assert knowledge.lineas == {"salud_mental": "Línea 113"}
    assert knowledge.oficinas == {"UPN": {"angustia": Respuesta("Te escuchan.", (Fuente("upn", "Art. 2"),))}}


def test_an_answer_for_everybody_is_found_everywhere_but_the_own_goes_before(folder: Folder) -> None:
    folder.write("answers/general/notas.yml", "redondeo:\n  respuesta: Nunca.\n  fuentes:\n    - guia: Inicio\n")
    assert "answered for ['UPN', 'general']" in folder.mistake()
    folder.change("topics/notas.yml", "  boton: Redondeo\n  universidades: [UPN]", TO_EVERYBODY)
    found = {university: folder.load().respuesta(university, "redondeo") for university in ("UPN", "UPC", None)}
    assert {university: answer and answer.texto for university, answer in found.items()} == {
        "UPN": "Sube desde 5.",
        "UPC": "Nunca.",
        None: "Nunca.",
    }
    assert not folder.load().is_for_everybody("redondeo")


def test_a_university_without_documents_has_no_answers(folder: Folder) -> None:
    assert folder.load().respuesta("UPC", "nota_minima") is None


def test_the_own_knowledge_is_read_once(knowledge: Conocimiento) -> None:
    assert load_knowledge() is load_knowledge()
    assert len(knowledge.temas) >= 70


def test_a_copy_of_the_own_knowledge_is_read_alike(knowledge: Conocimiento, tmp_path: Path) -> None:
    copy = shutil.copytree(FOLDER, tmp_path / "copy", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    assert load_knowledge(copy) == knowledge


# Each case: file, old text, new text, where the mistake is told, and words of what to do.
MISTAKES = {
    "article that does not exist": (
        "answers/upn/notas.yml", "Art. 23 b", "Art. 99", "answers/upn/notas.yml:1: nota_minima cites 'Art. 99'",
        "correct it",
    ),
    "letter that does not exist": (
        "answers/upn/notas.yml", "Art. 23 b", "Art. 23 c", "answers/upn/notas.yml:1: nota_minima cites 'Art. 23 c'",
        "correct it",
    ),
    "question that does not exist": (
        "answers/upn/notas.yml", "pregunta 3", "pregunta 4", "answers/upn/notas.yml:1: nota_minima cites 'pregunta 4'",
        "correct it",
    ),
    "document that does not exist": (
        "answers/upn/notas.yml", "- upn: Art. 2\n", "- upch: Art. 2\n", "answers/upn/notas.yml:7: redondeo cites",
        "use one of ['coursera_faq', 'upn']",
    ),
    "source without a document": (
        "answers/upn/notas.yml", "- upn: Art. 2\n", "- Art. 2\n", "answers/upn/notas.yml:7: redondeo",
        "`document: place`",
    ),
    "two sources in one": (
        "answers/upn/notas.yml", "- upn: Art. 2\n", "- {upn: Art. 2, coursera_faq: pregunta 1}\n",
        "answers/upn/notas.yml:7: redondeo", "`document: place`",
    ),
    "sources that are no list": (
        "answers/upn/notas.yml", "    - upn: Art. 2\n", "    upn: Art. 2\n", "answers/upn/notas.yml:7: redondeo",
        "`document: place`",
    ),
    "answer without sources": (
        "answers/upn/notas.yml", "  fuentes:\n    - upn: Art. 2\n", "", "answers/upn/notas.yml:7: redondeo needs",
        "`respuesta` and `fuentes`",
    ),
    "answer with an empty list of sources": (
        "answers/upn/notas.yml", "  fuentes:\n    - upn: Art. 2\n", "  fuentes: []\n",
        "answers/upn/notas.yml:7: redondeo needs", "`respuesta` and `fuentes`",
    ),
    "answer without words": (
        "answers/upn/notas.yml", "Es 12.", "''", "answers/upn/notas.yml:1: nota_minima needs",
        "`respuesta` and `fuentes`",
    ),
    "answer with a key that nobody reads": (
        "answers/upn/notas.yml", "duda:", "dudas:", "answers/upn/notas.yml:1: nota_minima needs", "['dudas']",
    ),
    "answer to no topic": (
        "answers/upn/notas.yml", "redondeo:", "redondeos:", "answers/upn/notas.yml:7: redondeos is no topic",
        "add it under topics/",
    ),
    "answer with nothing under it": (
        "answers/upn/notas.yml", "redondeo:\n  respuesta: |\n    Sube desde 5.\n  fuentes:\n    - upn: Art. 2\n",
        "redondeo:\n", "answers/upn/notas.yml:7: redondeo has nothing", "indent",
    ),
    "key twice in one file": (
        "answers/upn/notas.yml", "redondeo:", "nota_minima:", "answers/upn/notas.yml:7: 'nota_minima' is defined twice",
        "merge the two or rename one",
    ),
    "key twice in one entry": (
        "topics/notas.yml", "boton: Redondeo", "titulo: Redondeo", "topics/notas.yml:8: 'titulo' is defined twice",
        "merge the two or rename one",
    ),
    "topic without an answer": (
        "topics/notas.yml", "redondeo:\n", "escala:\n  titulo: Escala\n  boton: Escala\nredondeo:\n",
        "topics/notas.yml:6: escala has no answer", "write one under answers/",
    ),
    "topic without a title": (
        "topics/notas.yml", "  titulo: Redondeo\n", "", "topics/notas.yml:6: redondeo has no `titulo`", "write it",
    ),
    "button too long": (
        "topics/notas.yml", "boton: Redondeo", "boton: Redondeo de las notas",
        "topics/notas.yml:6: redondeo has a button", "shorten `boton`",
    ),
    "related topic that does not exist": (
        "topics/notas.yml", "[redondeo]", "[redondeos]", "topics/notas.yml:1: nota_minima has related topics",
        "['redondeos']",
    ),
    "too many related topics": (
        "topics/notas.yml", "[redondeo]", "[redondeo, redondeo, redondeo, redondeo]",
        "topics/notas.yml:1: nota_minima has related topics", "too many",
    ),
    "answer that a topic claims and nobody gives": (
        "topics/notas.yml", "[UPN]\n  relacionados", "[UPN, UPC]\n  relacionados",
        "topics/notas.yml:1: nota_minima says `universidades: ['UPC', 'UPN']`, but it is answered for ['UPN']",
        "write the answer or correct the list",
    ),
    "answer that a topic does not claim": (
        "topics/notas.yml", "  boton: Redondeo\n  universidades: [UPN]\n", "  boton: Redondeo\n",
        "topics/notas.yml:6: redondeo says `universidades: []`, but it is answered for ['UPN']",
        "write the answer or correct the list",
    ),
    "calculation that does not exist": (
        "topics/notas.yml", "  boton: Nota mínima\n", "  boton: Nota mínima\n  calculo: {UPN: adivinanza}\n",
        "topics/notas.yml:1: nota_minima names a calculation that UPN does not have", "adivinanza",
    ),
    "calculation where there is no answer": (
        "topics/notas.yml", "  boton: Redondeo\n  universidades: [UPN]\n",
        "  boton: Redondeo\n  calculo: {UPN: asistencia}\n",
        "topics/notas.yml:6: redondeo is computed for UPN", "has no answer there",
    ),
    "choice of a topic that does not exist": (
        "orientacion.yml", "[redondeo, nota_minima]", "[redondeo, nota_maxima]",
        "orientacion.yml:1: notas offers topics that do not exist: ['nota_maxima']", "correct them",
    ),
    "office of a university that does not exist": (
        "apoyo.yml", "  UPN:\n", "  UNI:\n", "apoyo.yml:4: UNI is no university", "see universidades.yml",
    ),
    "office whose source does not exist": (
        "apoyo.yml", "{upn: Art. 2}", "{upn: Art. 3}", "apoyo.yml:5: angustia cites 'Art. 3'", "correct it",
    ),
    "place without questions that does not exist": (
        "documents/upn.yml", "  23: 'ab'\n", "  23: 'ab'\nsin_consulta:\n  Art. 4: texto suprimido\n",
        "documents/upn.yml:7: Art. 4 is no place of this document", "correct it",
    ),
    "university with an unknown document": (
        "universidades.yml", "documentos: []", "documentos: [upc]",
        "universidades.yml:8: UPC names the unknown document", "add it under documents/",
    ),
    "university whose own source does not exist": (
        "universidades.yml", "{upn: Art. 2}", "{upn: Art. 3}", "universidades.yml:1: UPN cites 'Art. 3'", "correct it",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "where", "what_to_do"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place(
    folder: Folder, name: str, old: str, new: str, where: str, what_to_do: str
) -> None:
    folder.change(name, old, new)
    told = folder.mistake()
    assert told.startswith(where)
    assert what_to_do in told


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("topics/rotas.yml", "tema:\n  titulo: 'sin cerrar\n  boton: x\n", 4),
        ("topics/rotas.yml", "tema:\n\ttitulo: x\n", 2),
        ("answers/upn/rotas.yml", "redondeo: [1, 2\n", 2),
        ("documents/rotos.yml", "clave: a: b\n", 1),
        ("mensajes.yml", "uno: 1\n dos: 2\n", 2),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line(folder: Folder, name: str, text: str, line: int) -> None:
    folder.write(name, text)
    assert folder.mistake() == f"{name}:{line}: this is not valid YAML; check quotes and indentation."


def test_a_file_in_another_encoding_is_told(folder: Folder) -> None:
    (folder.path / "topics/viejos.yml").write_bytes("tema:\n  titulo: Año\n".encode("latin-1"))
    assert folder.mistake() == "topics/viejos.yml:2: this is not UTF-8; save the file with that encoding."


def test_a_file_that_is_a_list_is_told(folder: Folder) -> None:
    folder.write("topics/lista.yml", "- titulo: x\n")
    assert folder.mistake().startswith("topics/lista.yml:1: this is no list of topics")


def test_a_topic_in_two_files_is_told(folder: Folder) -> None:
    folder.write("topics/otras.yml", "otra:\n  titulo: x\n  boton: x\nredondeo:\n  titulo: x\n  boton: x\n")
    assert folder.mistake() == "topics/otras.yml:4: redondeo is a topic of notas.yml already; a topic has one file."


def test_an_answer_in_two_files_is_told(folder: Folder) -> None:
    folder.write("answers/upn/otras.yml", "redondeo:\n  respuesta: Baja.\n  fuentes:\n    - upn: Art. 2\n")
    assert folder.mistake() == "answers/upn/otras.yml:1: redondeo is answered twice for this university; keep one."


def test_a_folder_of_no_university_is_told(folder: Folder) -> None:
    folder.write("answers/uni/notas.yml", "redondeo:\n  respuesta: Baja.\n  fuentes:\n    - upn: Art. 2\n")
    assert folder.mistake() == "answers/uni:1: no university is called 'uni'; see universidades.yml."


def test_an_empty_file_is_no_mistake(folder: Folder) -> None:
    folder.write("topics/vacio.yml", "# Todavía nada.\n")
    assert set(folder.load().temas) == {"nota_minima", "redondeo"}
