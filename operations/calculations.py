"""Write docs/calculos.md: every calculation, what it answers, the articles that its figures stand in, its cases.

python -m operations.calculations [--out FILE]
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections import Counter
from pathlib import Path

from actions.knowledge.loader import KnowledgeError, load_knowledge
from actions.rulebooks.calculo import Calculo
from actions.rulebooks.registro import CALCULOS
from actions.settings import ROOT
from operations.regulation_cases import leer_carpeta

PAGE = ROOT / "docs" / "calculos.md"
CASES = ROOT / "tests" / "rulebooks" / "casos"
_HEAD = """# What is computed

Written by `python -m operations.calculations`; a test compares. Each is a pure function under
`actions/rulebooks/<university>/`; its cases, readable and to be added to, are in `tests/rulebooks/casos/`
(`make cases FILE=...` evaluates others).

"""


def page() -> str:
    """The page as Markdown."""
    cases = Counter((case.calculo.universidad, case.calculo.clave) for case in leer_carpeta(CASES))
    answered: dict[tuple[str, str], list[str]] = {}
    for topic in load_knowledge().temas.values():
        for university, calculation in topic.calculo.items():
            answered.setdefault((university, calculation.clave), []).append(topic.clave)
    text = _HEAD
    for university in dict.fromkeys(university for university, _ in CALCULOS):
        rows = [_row(calculo, cases, answered) for key, calculo in sorted(CALCULOS.items()) if key[0] == university]
        total = sum(count for key, count in cases.items() if key[0] == university)
        text += f"## {university}: {len(rows)} calculations, {total} cases\n\n"
        text += "| calculation | what it says | from the record | cases | topics |\n| --- | --- | --- | --- | --- |\n"
        text += "\n".join(rows) + "\n\n"
    return text.rstrip("\n") + "\n"


def _row(calculo: Calculo, cases: Counter[tuple[str, str]], answered: dict[tuple[str, str], list[str]]) -> str:
    key = (calculo.universidad, calculo.clave)
    first = " ".join((inspect.getdoc(calculo.regla) or "").split("\n\n")[0].split()).replace("|", "/")
    record = "no" if calculo.desde_expediente is None else "each course" if calculo.por_curso else "yes"
    topics = ", ".join(f"`{topic}`" for topic in answered.get(key, ())) or "none"
    return f"| `{calculo.clave}` | {first} | {record} | {cases[key]} | {topics} |"


def main(arguments: list[str] | None = None) -> int:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write (default: docs/calculos.md)")
    options = parser.parse_args(arguments)
    try:
        options.out.write_text(page(), encoding="utf-8")
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{options.out}: {len(CALCULOS)} calculations.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
