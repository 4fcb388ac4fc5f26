"""The traceability matrix: every place of every document and the topics that cite it (docs/cobertura.md).

`python -m operations.coverage` writes the page; `make test` fails when it is not up to date or a place is missing.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from actions.knowledge.loader import KnowledgeError, load_knowledge
from actions.knowledge.model import Conocimiento, Documento
from actions.settings import ROOT

PAGE = ROOT / "docs" / "cobertura.md"
_HEAD = """# Cobertura: qué tema responde cada artículo

Página generada por `python -m operations.coverage`; no se edita a mano. Un inciso cuenta como cubierto si una
respuesta lo cita, o si cita el artículo entero. «No se consulta» lleva su motivo, que está en
`actions/knowledge/documents/`.

| documento | lugares | con tema | no se consulta | sin cubrir | cubierto |
| --- | --- | --- | --- | --- | --- |
"""


def topics_by_place(knowledge: Conocimiento) -> dict[tuple[str, str], list[str]]:
    """(document, place) -> the topics whose answers cite it, in order."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for university, answers in knowledge.respuestas.items():
        for topic, answer in answers.items():
            for source in answer.fuentes:
                found[source.documento, source.lugar].add(topic)
        for need, office in knowledge.oficinas.get(university, {}).items():
            for source in office.fuentes:
                found[source.documento, source.lugar].add(f"apoyo: {need}")
    return {place: sorted(topics) for place, topics in found.items()}


def topics_of_place(documento: Documento, place: str, cited: dict[tuple[str, str], list[str]]) -> list[str]:
    """The topics that answer from a place: those that cite it, its whole article, or (for a whole) its clauses."""
    own = cited.get((documento.clave, place), [])
    if own:
        return own
    number = " ".join(place.split()[:2])
    if place != number and place.startswith(("Art.", "num.")):
        return cited.get((documento.clave, number), [])
    clauses = [other for other in documento.lugares if other.startswith((place + " ", place + "."))]
    return sorted({topic for clause in clauses for topic in cited.get((documento.clave, clause), [])})


def uncovered(knowledge: Conocimiento) -> list[str]:
    """Places that no topic answers from and that have no reason why nobody would ask."""
    cited = topics_by_place(knowledge)
    return [
        f"{documento.clave}: {place}"
        for documento in knowledge.documentos.values()
        for place in documento.lugares
        if place not in documento.sin_consulta and not topics_of_place(documento, place, cited)
    ]


def page(knowledge: Conocimiento) -> str:
    """The matrix as a page, the shares covered at the top."""
    cited = topics_by_place(knowledge)
    summary, tables = "", ""
    for documento in knowledge.documentos.values():
        rows, answered, excused = [], 0, 0
        for place in documento.lugares:
            topics = topics_of_place(documento, place, cited)
            reason = documento.sin_consulta.get(place)
            answered += bool(topics)
            excused += bool(reason and not topics)
            told = ", ".join(f"`{topic}`" for topic in topics) or (
                f"no se consulta: {reason}" if reason else "**falta**"
            )
            rows.append(f"| {place} | {told} |")
        total = len(documento.lugares)
        missing = total - answered - excused
        summary += (
            f"| {documento.nombre} | {total} | {answered} | {excused} | {missing} | {(total - missing) / total:.1%} |\n"
        )
        tables += f"\n## {documento.nombre}\n\n| lugar | temas |\n| --- | --- |\n" + "\n".join(rows) + "\n"
    return _HEAD + summary + tables


def main(arguments: list[str] | None = None) -> int:
    """Write the page; the exit code is 1 when a place is not covered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write (default: docs/cobertura.md)")
    options = parser.parse_args(arguments)
    try:
        knowledge = load_knowledge()
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    options.out.write_text(page(knowledge), encoding="utf-8")
    missing = uncovered(knowledge)
    for place in missing:
        print(f"{place} is cited by no topic: write one, or a reason under sin_consulta.", file=sys.stderr)
    places = sum(len(documento.lugares) for documento in knowledge.documentos.values())
    print(f"{options.out}: {places} places, {len(missing)} not covered.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
