"""Answer times and memory beside the stock `rasa init` bot: `python -m benchmarks.latency` (make benchmark)."""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

from tqdm import tqdm

from actions.knowledge.loader import KnowledgeError
from actions.rendering import as_of
from actions.services import Services
from actions.settings import ROOT
from benchmarks.bots import FOLDER, BenchmarkFailed, Bot, identify, isolate, memory, own_bot, prepare, stock_bot, text
from operations.serve import StartFailed
from operations.training import TrainingFailed

GENERAL, FIGURES, STUDENT = "general", "figures", "student"
KINDS = {
    GENERAL: "general questions",
    FIGURES: "computed from the message",
    STUDENT: "computed from the record",
}
#: What shows that an answer is of its kind.
MARKS = {GENERAL: "Fuente:", FIGURES: as_of(None), STUDENT: "Según tu expediente"}
_FEWEST_RIGHT = 0.9
MEDIAN_TARGET, P95_TARGET, MEMORY_TARGET = 1.0, 1.3, 1.3e9
DEMO_STUDENT = "N00100001"
_CONVERSATION = 5
_MOST_OTHER_WORK = 0.1
_LONG_FROM, _LONG_TO = 45, 55
_SEED = 7

STOCK_CONVERSATIONS = (
    ("hi", "great", "are you a bot?", "bye", "hello"),
    ("hello", "sad", "yes", "are you a human?", "see you"),
    ("hey", "so sad", "not really", "hi", "perfect"),
    ("good morning", "awesome", "bye", "hey there", "unhappy"),
)
STOCK_LONG = ("hi", "great", "bye", "hi", "sad", "yes", "are you a bot?", "hi", "sad", "no")


@dataclass(frozen=True)
class Question:
    """A message and the kind of answer that it asks for."""

    kind: str
    message: str


@dataclass
class Samples:
    """Seconds of one bot's answers by kind, and the answers that were not what they should be."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, bot: Bot, sender: str, question: Question, is_counted: bool = True) -> None:
        """Ask and keep the time."""
        answers, seconds = bot.ask(sender, question.message)
        if not is_counted:
            return
        self.seconds[question.kind].append(seconds)
        if not any(text(answer) and MARKS.get(question.kind, "") in text(answer) for answer in answers):
            self.wrong[question.kind].append(question.message)

    @property
    def all(self) -> list[float]:
        """Every answer's seconds."""
        return [seconds for kind in self.seconds.values() for seconds in kind]

    def check(self, name: str) -> None:
        """Raises BenchmarkFailed when many answers were no answers: those would be fast for nothing."""
        for kind, wrong in self.wrong.items():
            share = 1 - len(wrong) / len(self.seconds[kind])
            if share < _FEWEST_RIGHT:
                raise BenchmarkFailed(
                    f"{name}: only {share:.0%} of the answers ({kind}) are what they should be; e.g. to {wrong[0]!r}."
                )


def questions_of(kind: str) -> Iterator[Question]:
    """Questions without end, in an order that is the same in every run; figures and courses change all the time."""
    chance = random.Random(f"{_SEED} {kind}")
    make: dict[str, Callable[[], str]] = {
        GENERAL: lambda: chance.choice(_general()),
        FIGURES: lambda: _with_figures(chance),
        STUDENT: lambda: _of_record(chance),
    }
    while True:
        yield Question(kind, make[kind]())


@cache
def _general() -> tuple[str, ...]:
    """The validation questions that ask for a rule."""
    files = [ROOT / "tests" / "validation" / f"{name}.jsonl" for name in ("upn_reglamento", "upn_coursera")]
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    return tuple(row["q"] for row in rows if not row.get("computed"))


def _with_figures(chance: random.Random) -> str:
    classes = chance.randint(14, 40)
    patterns = (
        "si falté {absences} de {classes} clases, ¿me inhabilitan?",
        "¿me inhabilitan si tengo {absences} faltas de {classes} clases y {late} tardanzas?",
        "mi último promedio ponderado es {average}, ¿puedo llevar 26 créditos?",
        "es mi último ciclo y tengo {passed} créditos aprobados de 200, ¿puedo llevar 26 créditos?",
    )
    return chance.choice(patterns).format(
        classes=classes,
        absences=chance.randint(1, classes // 2),
        late=chance.randint(1, 6),
        average=f"{chance.uniform(12, 19):.2f}",
        passed=chance.randint(160, 199),
    )


def _of_record(chance: random.Random) -> str:
    patterns = (
        "¿puedo dar el susti de {course}?",
        "¿cuántas faltas me quedan en {course}?",
        "¿ya estoy inhabilitada en {course}?",
        "¿cuántos créditos puedo llevar el próximo ciclo?",
        "¿cuántas faltas me quedan?",
    )
    courses = ("cálculo II", "estadística aplicada", "base de datos")
    return chance.choice(patterns).format(course=chance.choice(courses))


@dataclass
class Comparison:
    """Both bots, asked in turns by one client."""

    stock: Bot
    ours: Bot
    services: Services
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def short_conversations(self, count: int, label: str, is_counted: bool = True) -> tuple[Samples, Samples]:
        """`count` messages to each, in conversations of five; ours take the three kinds in turns."""
        stock, ours = Samples(), Samples()
        kinds = cycle((kind, questions_of(kind)) for kind in KINDS)
        conversations = cycle(STOCK_CONVERSATIONS)
        with _progress(count, label) as progress:
            for number in range(-(-count // _CONVERSATION)):
                sender = f"{self.run}-{label}-{number}"
                kind, questions = next(kinds)
                if kind == STUDENT:
                    identify(self.services, sender, DEMO_STUDENT)
                for message, question in zip(next(conversations), questions, strict=False):
                    stock.add(self.stock, sender, Question("stock", message), is_counted)
                    ours.add(self.ours, sender, question, is_counted)
                    progress.update()
        return stock, ours

    def long_conversations(self, count: int) -> tuple[Samples, Samples]:
        """`count` conversations of an identified student; turns 45 to 55 are counted."""
        stock, ours = Samples(), Samples()
        kinds = cycle([questions_of(GENERAL), questions_of(STUDENT)])
        with _progress(count * _LONG_TO, "long conversations") as progress:
            for number in range(count):
                sender = f"{self.run}-long-{number}"
                identify(self.services, sender, DEMO_STUDENT)
                for turn, message in zip(range(1, _LONG_TO + 1), cycle(STOCK_LONG), strict=False):
                    is_counted = turn >= _LONG_FROM
                    stock.add(self.stock, sender, Question("stock", message), is_counted)
                    ours.add(self.ours, sender, next(next(kinds)), is_counted)
                    progress.update()
        return stock, ours


def _progress(count: int, label: str) -> Any:
    """A bar on a terminal, a line elsewhere."""
    if not sys.stderr.isatty():
        print(f"Asking {count} messages each: {label} ...", flush=True)
    return tqdm(total=count, desc=label, unit=" messages", disable=None)


class OtherWork:
    """How busy the machine was with anything but the two bots and this client, between two moments."""

    def __init__(self, bots: list[Bot]) -> None:
        self._processes = {f"{bot.name} {name}": p for bot in bots for name, p in bot.processes.items()}
        self._before = self._read()

    def _read(self) -> dict[str, float]:
        ticks = os.sysconf("SC_CLK_TCK")
        fields = [int(value) for value in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        own = {key: self._of(process) / ticks for key, process in self._processes.items()}
        # /proc/stat: user nice system idle iowait irq softirq steal
        return {
            **own,
            "busy": (sum(fields) - fields[3] - fields[4]) / ticks,
            "client": sum(os.times()[:2]),
            "time": time.monotonic(),
        }

    @staticmethod
    def _of(process: subprocess.Popen[bytes]) -> int:
        return sum(map(int, Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]))

    def result(self) -> tuple[float, dict[str, float]]:
        """The share of the machine that others took, and the CPU seconds of each of the bots' processes."""
        after = self._read()
        spent = {key: after[key] - self._before[key] for key in after}
        own = {key: spent[key] for key in self._processes}
        others = spent["busy"] - spent["client"] - sum(own.values())
        return max(0.0, others / (spent["time"] * (os.cpu_count() or 1))), own


def p95(seconds: list[float]) -> float:
    """The time that 95 of 100 answers do not exceed."""
    return sorted(seconds)[-(-95 * len(seconds) // 100) - 1]


def measure(quick: bool) -> dict[str, Any]:
    """Start both, ask, and return every figure."""
    count, long_count, warm_up = (45, 1, 15) if quick else (300, 4, 20)
    model = prepare()
    with stock_bot() as stock, own_bot(model) as (ours, services):
        comparison = Comparison(stock, ours, services)
        comparison.short_conversations(warm_up, "warm-up", is_counted=False)
        work = OtherWork([stock, ours])
        short = comparison.short_conversations(count, "conversations of five")
        others, cpu = work.result()
        long = comparison.long_conversations(long_count)
        for samples in (short, long):
            samples[0].check("stock")
            samples[1].check("ours")
        return {
            "measured_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "quick": quick,
            "machine": {"cpus": os.cpu_count(), "others_share": round(others, 3), "load": os.getloadavg()},
            "model": model.name.removesuffix(".tar.gz"),
            "messages": {"short": count, "long": len(long[0].all)},
            "milliseconds": {
                name: {
                    "all": _summary(samples.all),
                    **{kind: _summary(seconds) for kind, seconds in samples.seconds.items() if kind != "stock"},
                    "long": _summary(long_samples.all),
                }
                for name, samples, long_samples in zip(("stock", "ours"), short, long, strict=True)
            },
            "not_as_expected": {kind: wrong for samples in (*short, *long) for kind, wrong in samples.wrong.items()},
            "cpu_milliseconds_per_message": {name: 1000 * spent / count for name, spent in cpu.items()},
            "memory_bytes": {
                f"{bot.name} {name}": memory(process)
                for bot in (stock, ours)
                for name, process in bot.processes.items()
            },
            "start_seconds": {bot.name: bot.start_seconds for bot in (stock, ours)},
        }


def _summary(seconds: list[float]) -> dict[str, Any]:
    return {
        "count": len(seconds),
        "median": 1000 * statistics.median(seconds),
        "p95": 1000 * p95(seconds),
        "samples": [round(1000 * value, 1) for value in seconds],
    }


def table(figures: dict[str, Any]) -> str:
    """The figures side by side."""
    stock, ours = figures["milliseconds"]["stock"], figures["milliseconds"]["ours"]
    lines = [f"{'':44}{'stock':>10}{'ours':>10}{'ratio':>8}  target"]

    def row(label: str, a: float | None, b: float, unit: str, target: str = "", is_met: bool | None = None) -> None:
        shown = f"{a:.{_DECIMALS[unit]}f} {unit}" if a is not None else "-"
        ratio = f"{b / a:.2f}" if a else ""
        verdict = "" if is_met is None else f"{target} {'met' if is_met else 'MISSED'}"
        lines.append(f"{label:44}{shown:>10}{f'{b:.{_DECIMALS[unit]}f} {unit}':>10}{ratio:>8}  {verdict}".rstrip())

    def times(label: str, of_stock: dict[str, Any], of_ours: dict[str, Any], has_target: bool = False) -> None:
        for name, limit in (("median", MEDIAN_TARGET), ("p95", P95_TARGET)):
            a, b = of_stock[name], of_ours[name]
            row(f"{label}, {name}", a, b, "ms", f"<= {limit}", b / a <= limit if has_target else None)

    times(f"all {ours['all']['count']} messages", stock["all"], ours["all"], has_target=True)
    for kind, label in KINDS.items():
        times(f"  {label}", stock["all"], ours[kind])
    times(f"turns {_LONG_FROM} to {_LONG_TO} of a conversation", stock["long"], ours["long"])
    cpu, memories = figures["cpu_milliseconds_per_message"], figures["memory_bytes"]
    row("CPU a message, Rasa server", cpu["stock Rasa server"], cpu["ours Rasa server"], "ms")
    row("CPU a message, action server", None, cpu["ours action server"], "ms")
    resident = {name: value["now"] / 1e9 for name, value in memories.items()}
    own = resident["ours Rasa server"]
    row("resident memory, Rasa server", resident["stock Rasa server"], own, "GB", "< 1.3 GB", own < MEMORY_TARGET / 1e9)
    row("resident memory, action server", None, resident["ours action server"], "GB")
    starts = figures["start_seconds"]
    row("from the start to the first answer", starts["stock"], starts["ours"], "s")
    return "\n".join(lines)


_DECIMALS = {"ms": 1, "GB": 2, "s": 1}


def _stop(number: int, _frame: Any) -> None:
    print(f"Stopped by {signal.Signals(number).name}; so are the servers.", file=sys.stderr)
    sys.exit(128 + number)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few messages: to see that it runs, not to quote")
    arguments = parser.parse_args()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _stop)
    isolate()
    try:
        figures = measure(arguments.quick)
    except (BenchmarkFailed, StartFailed, TrainingFailed, KnowledgeError) as error:
        print(f"The benchmark failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; so are the servers.", file=sys.stderr)
        return 130
    path = FOLDER / "latency.json"
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"\n{table(figures)}\n")
    others = figures["machine"]["others_share"]
    warning = "; do not quote these figures" if others > _MOST_OTHER_WORK else ""
    print(f"Other programs took {others:.0%} of the machine meanwhile{warning}.")
    print(f"All figures: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
