"""The traceability matrix: what counts as covered, and what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.knowledge.loader import KnowledgeError
from actions.knowledge.model import Documento
from operations import coverage
from tests.knowledge.conftest import Folder

#: What the small folder leaves out. Art. 23 as a whole counts, since a clause of it is cited.
LEFT_OUT = [
    "coursera_faq: pregunta 1",
    "coursera_faq: pregunta 2",
    "coursera_faq: soporte técnico",
    "upn: Art. 23 a",
]


def excuse(folder: Folder) -> None:
    """Say why nobody asks about Art. 23 a."""
    folder.change("documents/upn.yml", "  23: 'ab'\n", "  23: 'ab'\nsin_consulta:\n  Art. 23 a: texto suprimido\n")


def row(page: str, place: str) -> str:
    """What the page says about a place."""
    (line,) = [line for line in page.splitlines() if line.startswith(f"| {place} |")]
    return line.removeprefix(f"| {place} | ").removesuffix(" |")


def test_what_no_answer_cites_is_not_covered(folder: Folder) -> None:
    assert coverage.uncovered(folder.load()) == LEFT_OUT


def test_a_clause_is_covered_when_its_article_is_cited_whole(folder: Folder) -> None:
    folder.change("answers/upn/notas.yml", "Art. 23 b", "Art. 23")
    assert coverage.uncovered(folder.load()) == LEFT_OUT[:3]


def test_a_heading_is_not_covered_without_its_clauses(folder: Folder) -> None:
    folder.change("answers/upn/notas.yml", "Art. 23 b", "Art. 2")
    assert coverage.uncovered(folder.load()) == [*LEFT_OUT[:3], "upn: Art. 23", "upn: Art. 23 a", "upn: Art. 23 b"]


def test_a_place_with_a_reason_is_not_missed(folder: Folder) -> None:
    excuse(folder)
    assert coverage.uncovered(folder.load()) == LEFT_OUT[:3]


def test_every_topic_of_a_place_is_told_and_the_office_too(folder: Folder) -> None:
    assert coverage.topics_by_place(folder.load()) == {
        ("upn", "Art. 2"): ["apoyo: angustia", "redondeo"],
        ("upn", "Art. 23 b"): ["nota_minima"],
        ("coursera_faq", "pregunta 3"): ["nota_minima"],
    }


@pytest.mark.parametrize(
    ("cited", "place", "covered"),
    [
        ("num. 1.3", "num. 1.3", True),
        ("num. 1.3.1", "num. 1.3", True),
        ("num. 1.3.1 a", "num. 1.3", True),
        ("num. 1.3.1 a", "num. 1.3.1", True),
        ("num. 1.3.1", "num. 1.3.1 a", True),
        ("num. 1.31", "num. 1.3", False),
        ("num. 1.3.1 a", "num. 1.3.1 b", False),
        ("num. 1.3.1 a", "num. 1.31", False),
        ("Anexo 1", "Anexo 2", False),
    ],
)
def test_clauses_of_clauses(cited: str, place: str, covered: bool) -> None:
    places = ("num. 1.3", "num. 1.3.1", "num. 1.3.1 a", "num. 1.3.1 b", "num. 1.31", "Anexo 1", "Anexo 2")
    document = Documento("upc", "Reglamento", places)
    topics = coverage.topics_of_place(document, place, {("upc", cited): ["creditos"], ("upn", place): ["otro"]})
    assert topics == (["creditos"] if covered else [])


def test_the_page_has_the_shares_and_a_row_for_every_place(folder: Folder) -> None:
    excuse(folder)
    page = coverage.page(folder.load())
    assert "| Reglamento | 4 | 3 | 1 | 0 | 100.0% |" in page
    assert "| Preguntas | 4 | 1 | 0 | 3 | 25.0% |" in page
    assert {place: row(page, place) for place in ("Art. 2", "Art. 23", "Art. 23 a", "pregunta 1")} == {
        "Art. 2": "`apoyo: angustia`, `redondeo`",
        "Art. 23": "`nota_minima`",
        "Art. 23 a": "no se consulta: texto suprimido",
        "pregunta 1": "**falta**",
    }


def test_a_place_that_is_cited_after_all_is_no_excuse(folder: Folder) -> None:
    excuse(folder)
    folder.change("answers/upn/notas.yml", "Art. 23 b", "Art. 23")
    assert "| Reglamento | 4 | 4 | 0 | 0 | 100.0% |" in coverage.page(folder.load())


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def out(folder: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the command writes; it reads the small folder."""
    monkeypatch.setattr(coverage, "load_knowledge", folder.load)
    return tmp_path / "cobertura.md"


def test_the_command_writes_the_page_and_tells_what_is_missing(
    folder: Folder, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert coverage.main(["--out", str(out)]) == 1
    assert out.read_text(encoding="utf-8") == coverage.page(folder.load())
    printed = capsys.readouterr()
    assert [line.partition(" is cited")[0] for line in printed.err.splitlines()] == LEFT_OUT
    assert printed.out == f"{out}: 9 places, 4 not covered.\n"


def test_the_command_succeeds_when_nothing_is_missing(folder: Folder, out: Path) -> None:
    folder.change("answers/upn/notas.yml", "Art. 23 b", "Art. 23")
    places = ("pregunta 1", "pregunta 2", "pregunta 3", "soporte técnico")
    folder.change("answers/upn/notas.yml", "pregunta 3", "\n    - coursera_faq: ".join(places))
    assert coverage.main(["--out", str(out)]) == 0


def test_the_command_tells_a_mistake_and_writes_nothing(
    folder: Folder, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.change("answers/upn/notas.yml", "Art. 23 b", "Art. 99")
    assert coverage.main(["--out", str(out)]) == 1
    assert "cites 'Art. 99'" in capsys.readouterr().err
    assert not out.exists()
    with pytest.raises(KnowledgeError):
        folder.load()
