"""Check the training examples before they are used: a mistake is told with file, line and what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from actions.knowledge.loader import KnowledgeError
from actions.knowledge.model import Conocimiento
from actions.settings import ROOT

NLU_FOLDER = ROOT / "data" / "nlu"
_FEWEST_EXAMPLES = 20


@dataclass(frozen=True)
class Example:
    """One training example and where it stands."""

    intent: str
    text: str
    file: Path
    line: int


def read_examples(folder: Path = NLU_FOLDER) -> Iterator[Example]:
    """Every example with its line; the files are Rasa's, read line by line because a parser forgets the lines."""
    for path in sorted(folder.rglob("*.yml")):
        intent = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            heading = re.match(r"- intent: (\S+)", line)
            if heading:
                intent = heading.group(1)
            elif line.startswith("    - ") and intent:
                yield Example(intent, line[6:].strip(), path, number)


def same_words(text: str) -> str:
    """A text by its words alone: case, accents, punctuation and spacing left out."""
    folded = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    return " ".join(re.findall(r"[a-z0-9%]+", folded)) or text.strip()


def check_examples(knowledge: Conocimiento, folder: Path = NLU_FOLDER) -> int:
    """Return the number of examples. Raises KnowledgeError for an example under two labels or twice under one, a
    topic that does not exist, and a topic with too few examples."""
    seen: dict[str, Example] = {}
    counts: dict[str, int] = {}
    for example in read_examples(folder):
        place = f"{example.file}:{example.line}"
        first = seen.setdefault(same_words(example.text), example)
        if first is not example:
            raise KnowledgeError(
                f"{place}: {example.text!r} stands under {first.intent} already ({first.file.name}:{first.line}); "
                "keep one of the two."
            )
        intent, _, topic = example.intent.partition("/")
        if intent == "consulta" and topic not in knowledge.temas:
            raise KnowledgeError(
                f"{place}: {topic!r} is no topic; add it under actions/knowledge/topics/ or correct it."
            )
        if intent == "orientacion" and topic not in knowledge.orientaciones:
            raise KnowledgeError(
                f"{place}: {example.intent!r} has no choice of topics; add it to actions/knowledge/orientacion.yml."
            )
        if topic and intent not in ("consulta", "orientacion") and example.intent not in knowledge.mensajes:
            raise KnowledgeError(
                f"{place}: {example.intent!r} has no message; add it to actions/knowledge/mensajes.yml."
            )
        counts[example.intent] = counts.get(example.intent, 0) + 1
    wanted = [
        *(f"consulta/{topic}" for topic in knowledge.temas),
        *(f"orientacion/{key}" for key in knowledge.orientaciones),
    ]
    for label in wanted:
        if counts.get(label, 0) < _FEWEST_EXAMPLES:
            raise KnowledgeError(
                f"{folder}:1: {label!r} has {counts.get(label, 0)} examples; write at least {_FEWEST_EXAMPLES} "
                "(docs/writing-topics.md)."
            )
    return sum(counts.values())
