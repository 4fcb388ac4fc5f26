"""Our understanding beside others on the same questions: `python -m benchmarks.comparison --help`.

What is compared answers every validation question with a topic's answer (or a passage); scored is the share of right
facts with the right source, as `make test` scores the running bot.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import random
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.conversation import choosing
from actions.conversation.turn import Turn
from actions.knowledge.loader import load_knowledge
from actions.knowledge.model import Conocimiento
from actions.rendering import render_answer
from actions.settings import ROOT
from benchmarks.bots import FOLDER, memory
from benchmarks.understanding import validation_rows
from components.text.lexicon import fold
from components.text.topic_model import TopicModel
from operations.environment import addresses_from_environment, child_environment
from operations.examples import Example, read_examples
from tests.bot.scoring import fault

_STOCK_CONFIG = Path(__file__).with_name("stock_pipeline.yml")
#: The documents' text files by their keys, as they lie beside the project.
DOCUMENTS = {
    "upn": "upn-pregrado-2019.txt",
    "coursera_faq": "upn-coursera-faq.txt",
    "upch": "upch-pregrado-2021.txt",
    "upc": "upc-maestria-2011.txt",
    "coursera_admin": "coursera-admin-guide.txt",
}
_HEADINGS = {
    "upn": r"(?m)^[#*\- ]*Art\. ?(\d+)",
    "upch": r"(?m)^Art\. (\d+[A-H]?) ",
    "upc": r"(?m)^[#*\- ]*(\d\.\d+(?:\.\d+)?)\.? ",
    "coursera_faq": r"(?m)^ ?(¿?[A-ZÁÉÍÓÚ¿][^\n]*\?)\s*\n(\d{1,2})?",
    "coursera_admin": r"(?m)^\s*([A-ZÁÉÍÓÚ¿¡][^.\n]{8,70})$",
}
#: Items that are printed without their number, by words of their heading.
_UNNUMBERED = {
    "contacto a mi docente": 10,
    "calificación final": 11,
    "no me califican": 21,
    "beneficios": 22,
    "me entregan": 23,
}
_WORDS_OF_CITATIONS = {
    "upn": "Art. ",
    "upch": "Art. ",
    "upc": "num. ",
    "coursera_faq": "pregunta ",
    "coursera_admin": "",
}

Ranking = list[tuple[str, float]]
Row = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """Shares right by document, out-of-scope messages recognised, questions turned away; costs."""

    name: str
    right: dict[str, float]
    recognised: float
    turned_away: float
    training_seconds: float
    milliseconds: float
    gigabytes: float

    def row(self) -> str:
        """A row of the table."""
        shares = [*(self.right[key] for key in sorted(self.right)), self.recognised, self.turned_away]
        costs = [f"{self.training_seconds:.0f} s", f"{self.milliseconds:.1f} ms", f"{self.gigabytes:.2f} GB"]
        return "| " + " | ".join([self.name, *(f"{share:.1%}" for share in shares), *costs]) + " |"


def score(name: str, rows: Sequence[Row], answer: Callable[[Row], str], seconds: float, gigabytes: float) -> Result:
    """Ask every question. `answer` gives the text for a row, empty where it states no rule."""
    right: dict[str, list[bool]] = defaultdict(list)
    outside, turned_away = [], []
    started, count = time.perf_counter(), 0
    for row in rows:
        given = answer(row)
        count += 1
        if "kind" in row:
            outside.append(not given)
        elif "must" in row:
            right["all"].append(not fault(row, given))
            right[row["id"].rsplit("-", 1)[0]].append(not fault(row, given))
            turned_away.append(not given)
    milliseconds = (time.perf_counter() - started) / count * 1e3
    shares = {key: sum(values) / len(values) for key, values in right.items()}
    return Result(
        name, shares, sum(outside) / len(outside), sum(turned_away) / len(turned_away), seconds, milliseconds, gigabytes
    )


def by_topic(rank: Callable[[str], Ranking], knowledge: Conocimiento) -> Callable[[Row], str]:
    """Answer with the topic that our answering would take from a ranking."""

    def answer(row: Row) -> str:
        ranking = tuple(rank(row["q"])[:10])
        if not ranking or not ranking[0][0].startswith(choosing.TOPIC_PREFIX):
            return ""
        topic = choosing.pick_topic(Turn("", row["q"], ranking), row["uni"], knowledge)
        found = knowledge.respuesta(row["uni"], topic) if topic else None
        return render_answer(found, knowledge) if found else ""

    return answer


def ours(
    name: str, examples: Sequence[Example], rows: Sequence[Row], options: dict[str, Any], knowledge: Conocimiento
) -> Result:
    """The project's own model with some options changed."""
    started = time.perf_counter()
    model = TopicModel(options).fit([e.text for e in examples], [e.intent for e in examples])
    return score(name, rows, by_topic(model.rank, knowledge), time.perf_counter() - started, memory()["now"] / 1e9)


def without_tie_break(examples: Sequence[Example], rows: Sequence[Row], knowledge: Conocimiento) -> Result:
    """Our model; the university's answers play no part in choosing the topic."""
    before = choosing.NEARLY_LEVEL
    choosing.NEARLY_LEVEL = 1e-9
    try:
        return ours("without the university's tie-break", examples, rows, {}, knowledge)
    finally:
        choosing.NEARLY_LEVEL = before


def stock(examples: Sequence[Example], rows: Sequence[Row], knowledge: Conocimiento) -> Result:
    """Rasa's own pipeline (DIET and a response selector) on the same examples."""
    folder = FOLDER / "stock-faq"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    by_intent: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(f"- {example.text}")
    entries = [{"intent": intent, "examples": "\n".join(lines)} for intent, lines in by_intent.items()]
    (folder / "data" / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": entries}, allow_unicode=True))
    environment = child_environment(addresses_from_environment())
    environment.pop("OPENBLAS_NUM_THREADS")
    command = [
        sys.executable, "-m", "rasa", "train", "nlu", "--config", str(_STOCK_CONFIG), "--nlu", str(folder / "data"),
        "--out", str(folder), "--fixed-model-name", "model",
    ]  # fmt: skip
    started = time.perf_counter()
    with (folder / "training.log").open("wb") as log:
        subprocess.run(command, cwd=ROOT, env=environment, stdout=log, stderr=log, check=True)
    seconds = time.perf_counter() - started

    from rasa.core.agent import Agent  # noqa: PLC0415 - heavy, and only for this comparison

    agent = Agent.load(folder / "model.tar.gz")

    def rank(text: str) -> Ranking:
        parsed = asyncio.run(agent.parse_message(text))
        intent = parsed["intent"]
        if intent["name"] != "consulta":
            return [(intent["name"], intent["confidence"])]
        rows = parsed["response_selector"]["consulta"]["ranking"]
        return [(row["intent_response_key"], row["confidence"]) for row in rows]

    return score("stock: DIET and response selector", rows, by_topic(rank, knowledge), seconds, memory()["now"] / 1e9)


def search(folder: Path, rows: Sequence[Row], knowledge: Conocimiento) -> Result:
    """A bare BM25 search: the best passage among the university's documents is the answer."""
    passages = {key: _passages(key, folder / name) for key, name in DOCUMENTS.items()}
    indexes = {}
    for university, info in knowledge.universidades.items():
        own = [passage for key in [*info.documentos, "coursera_admin"] for passage in passages[key]]
        indexes[university] = _Bm25(own)
    return score(
        "BM25 over the documents", rows, lambda row: indexes[row["uni"]].best(row["q"]), 0.0, memory()["now"] / 1e9
    )


def _passages(key: str, path: Path) -> list[str]:
    """The document's articles, items or sections, each with a source line as our answers have it."""
    text = path.read_text(encoding="utf-8", errors="replace")
    marks = list(re.finditer(_HEADINGS[key], text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        f"{text[mark.start() : end]}\n\nFuente: {key}, {_WORDS_OF_CITATIONS[key]}{_number(key, mark)}"
        for mark, end in zip(marks, ends, strict=True)
    ]


def _number(key: str, mark: re.Match[str]) -> str:
    if key != "coursera_faq":
        return mark.group(1)
    named = next((str(item) for words, item in _UNNUMBERED.items() if words in mark.group(1)), "")
    return mark.group(2) or named


class _Bm25:
    """Okapi BM25 over words without accents."""

    def __init__(self, passages: Sequence[str], k1: float = 1.5, b: float = 0.75) -> None:
        self._passages = passages
        self._counts = [Counter(_words(passage)) for passage in passages]
        lengths = [sum(counts.values()) for counts in self._counts]
        mean = sum(lengths) / len(lengths)
        seen = Counter(word for counts in self._counts for word in counts)
        self._idf = {word: math.log(1 + (len(passages) - n + 0.5) / (n + 0.5)) for word, n in seen.items()}
        self._norms = [k1 * (1 - b + b * length / mean) for length in lengths]
        self._k1 = k1

    def best(self, question: str) -> str:
        """The passage that fits best, empty when no word is found."""
        words = [word for word in _words(question) if word in self._idf]
        scores = [
            sum(self._idf[word] * counts[word] * (self._k1 + 1) / (counts[word] + norm) for word in words)
            for counts, norm in zip(self._counts, self._norms, strict=True)
        ]
        top = max(range(len(scores)), key=scores.__getitem__)
        return self._passages[top] if scores[top] > 0 else ""


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(text))


def _sample(examples: Iterable[Example], most: int | None) -> list[Example]:
    """At most so many examples a label, drawn with a fixed seed."""
    by_intent: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(example)
    draw = random.Random(7)
    return [
        e for group in by_intent.values() for e in (draw.sample(group, most) if most and len(group) > most else group)
    ]


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, help="folder with the documents' text files: adds a BM25 search")
    parser.add_argument(
        "--stock", action="store_true", help="adds Rasa's stock pipeline (hours, unless few --groups and --examples)"
    )
    parser.add_argument(
        "--groups", nargs="+", help="only these groups of topics: the stock pipeline takes hours for all"
    )
    parser.add_argument("--examples", type=int, help="train with at most so many examples a label")
    options = parser.parse_args(arguments)
    knowledge = load_knowledge()
    left_out = {
        f"consulta/{key}" for key, tema in knowledge.temas.items() if tema.grupo not in (options.groups or [tema.grupo])
    }
    examples = [e for e in _sample(read_examples(), options.examples) if e.intent not in left_out]
    rows = [row for row in validation_rows() if f"consulta/{row.get('tema')}" not in left_out]
    print(f"{len(examples)} examples, {len({e.intent for e in examples})} labels", flush=True)
    results = [ours("ours", examples, rows, {}, knowledge), without_tie_break(examples, rows, knowledge)]
    if options.documents:
        results.append(search(options.documents, rows, knowledge))
    if options.stock:
        results.append(stock(examples, rows, knowledge))
    head = [
        "understanding",
        *sorted(results[0].right),
        "out of scope",
        "turned away",
        "training",
        "a question",
        "resident",
    ]
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for result in results:
        print(result.row())
    path = FOLDER / "comparison.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([vars(result) for result in results], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
