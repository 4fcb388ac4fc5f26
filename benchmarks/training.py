"""Training time and memory, today's and with 400 topics: `python -m benchmarks.training`.

`--full` times the whole `rasa train` as well.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from actions.knowledge.loader import KnowledgeError
from benchmarks.bots import FOLDER, isolate, memory
from components.text.normaliser import plain
from components.text.topic_model import TopicModel
from operations.examples import read_examples
from operations.training import TrainingFailed, ensure_model

TOPICS, EXAMPLES = 400, 25
_SEED = 7
_SHORTEST_CONTENT_WORD = 5
_RANKED = 300

Data = tuple[list[str], list[str]]


def real_data() -> Data:
    """Texts and labels of the project's own examples."""
    examples = list(read_examples())
    return [example.text for example in examples], [example.intent for example in examples]


def generated_data(topics: int = TOPICS, examples: int = EXAMPLES) -> Data:
    """As many topics as are wanted, made of the real ones.

    Each new topic takes the examples of a real topic and a vocabulary of its own: half of the content words (five
    letters and more) stay, three in ten become another real word, two in ten become a word that does not exist, joined
    of halves of two real ones; always the same one within the topic, as a topic's terms are. So words and parts of
    words grow with the topics as they would with real ones. Then each example loses a word with one chance in three
    and two of its letters change places with one in three.
    """
    chance = random.Random(_SEED)
    by_label: dict[str, list[str]] = defaultdict(list)
    for text, label in zip(*real_data(), strict=True):
        by_label[label].append(plain(text))
    bases = [texts for label, texts in sorted(by_label.items()) if label.startswith("consulta/")]
    words = sorted({word for texts in bases for text in texts for word in text.split() if _is_content(word)})
    texts, labels = [], []
    for number in range(topics):
        base = bases[number % len(bases)]
        own = {word: _term(word, words, chance) for word in sorted({word for text in base for word in text.split()})}
        for _ in range(examples):
            texts.append(_varied([own[word] for word in chance.choice(base).split()], chance))
            labels.append(f"consulta/tema_{number}")
    return texts, labels


def _is_content(word: str) -> bool:
    return word.isalpha() and len(word) >= _SHORTEST_CONTENT_WORD


def _term(word: str, words: list[str], chance: random.Random) -> str:
    draw = chance.random()
    if not _is_content(word) or draw < 0.5:
        return word
    if draw < 0.8:
        return chance.choice(words)
    first, second = chance.sample(words, 2)
    return first[: len(first) // 2 + 1] + second[len(second) // 2 :]


def _varied(words: list[str], chance: random.Random) -> str:
    if len(words) > 3 and chance.random() < 1 / 3:
        del words[chance.randrange(len(words))]
    text = " ".join(words)
    if len(text) > 1 and chance.random() < 1 / 3:
        place = chance.randrange(len(text) - 1)
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text


def measure_model(make: Callable[[], Data]) -> dict[str, Any]:
    """Train on the data in this process, which should have done nothing else."""
    texts, labels = make()
    before = memory()["now"]
    started = time.perf_counter()
    model = TopicModel().fit(texts, labels)
    seconds = time.perf_counter() - started
    most = memory()["most"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model.save(folder)
        size = sum(path.stat().st_size for path in folder.iterdir())
        started = time.perf_counter()
        model = TopicModel.load(folder)
        loading = time.perf_counter() - started
    return {
        "labels": len(set(labels)),
        "examples": len(texts),
        "features": int(model.weights.shape[0]),
        "training_seconds": seconds,
        "training_megabytes": (most - before) / 1e6,
        "saved_megabytes": size / 1e6,
        "loading_seconds": loading,
        "weights_megabytes": (model.weights.data.nbytes + model.weights.indices.nbytes) / 1e6,
        "ranking_milliseconds": 1000 * statistics.median(_ranking_seconds(model, texts)),
    }


def _ranking_seconds(model: TopicModel, texts: list[str]) -> list[float]:
    times = []
    for text in random.Random(_SEED).sample(texts, _RANKED):
        started = time.perf_counter()
        model.rank(text)
        times.append(time.perf_counter() - started)
    return times


def measure_rasa_train() -> dict[str, Any]:
    """The whole `rasa train` of the project, in a process of its own, nothing reused."""
    started = time.perf_counter()
    path = ensure_model(force=True)
    return {
        "training_seconds": time.perf_counter() - started,
        "most_megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6,
        "saved_megabytes": path.stat().st_size / 1e6,
    }


def alone(function: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """Run it in a fresh process, so that its memory is its own."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def show(title: str, figures: dict[str, Any]) -> None:
    """One figure a line."""
    print(f"\n{title}")
    for name, value in figures.items():
        print(f"  {name.replace('_', ' '):22}{value:>10.1f}" if isinstance(value, float) else f"  {name:22}{value:>10}")
    sys.stdout.flush()


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="train the project's whole Rasa model too")
    arguments = parser.parse_args()
    isolate()
    os.environ["DELEGADO_VAR"] = str(FOLDER / "training")
    figures: dict[str, Any] = {"cpus": os.cpu_count(), "load_before": os.getloadavg()[0]}
    try:
        figures["real"] = alone(measure_model, real_data)
        show("The topic model on the project's examples", figures["real"])
        figures["generated"] = alone(measure_model, generated_data)
        show(f"The topic model on {TOPICS} generated topics", figures["generated"])
        if arguments.full:
            figures["rasa_train"] = alone(measure_rasa_train)
            show("rasa train", figures["rasa_train"])
    except (TrainingFailed, KnowledgeError) as error:
        print(f"The benchmark failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    path = FOLDER / "training.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    print(f"\nLoad of the machine before: {figures['load_before']:.1f} on {figures['cpus']} CPUs. All figures: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
