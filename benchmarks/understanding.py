"""What each view of the text brings to the topic model: `python -m benchmarks.understanding`.

Trains the model on the project's examples with one view left out at a time and asks it the validation questions, which
are never training examples.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from actions.settings import ROOT
from components.text.topic_model import TopicModel
from operations.examples import read_examples

VARIANTS: dict[str, dict[str, Any]] = {
    "all views": {},
    "without characters as written": {"characters": False},
    "without normalised characters": {"normalised_characters": False},
    "without beginnings of words": {"beginnings": False},
    "without pairs": {"pairs": False},
    "without context words": {"context": 0.0},
    "without normaliser": {"normaliser": False},
    "characters as written alone": {"normalised_characters": False, "beginnings": False, "pairs": False},
}


def validation_rows() -> list[dict[str, Any]]:
    """All validation questions that stand alone, and the messages out of scope."""
    files = sorted((ROOT / "tests" / "validation").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if "tema" in row or "kind" in row]


def measure(options: dict[str, Any]) -> tuple[float, float, float, float, int]:
    """Share of right topics, of recognised out-of-scope messages and of questions turned away; seconds; features."""
    examples = [(example.text, example.intent) for example in read_examples()]
    started = time.perf_counter()
    model = TopicModel(options).fit(*map(list, zip(*examples, strict=True)))
    seconds = time.perf_counter() - started
    rows = validation_rows()
    best = [(row, model.rank(row["q"])[0][0]) for row in rows]
    questions = [(row, label) for row, label in best if "tema" in row]
    outside = [(row, label) for row, label in best if "kind" in row]
    right = sum(label == f"consulta/{row['tema']}" for row, label in questions) / len(questions)
    recognised = sum(not label.startswith("consulta/") for _, label in outside) / len(outside)
    turned_away = sum(not label.startswith("consulta/") for _, label in questions) / len(questions)
    return right, recognised, turned_away, seconds, model.weights.shape[0]


def main() -> None:
    """Command line."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    print("| variant | right topic | out of scope recognised | questions turned away | training | features |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, options in VARIANTS.items():
        right, recognised, turned_away, seconds, features = measure(options)
        print(
            f"| {name} | {right:.1%} | {recognised:.1%} | {turned_away:.1%} | {seconds:.0f} s | {features} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
