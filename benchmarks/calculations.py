"""Time every calculation of every rulebook, on the demo students' files and on nothing known.

    python -m benchmarks.calculations [--runs 200]

Reading the file is not in the figure (benchmarks/records.py times it): this is what follows it, from the file to the
dictamen. Prints the slowest ones and how many are over the target of 5 ms.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from actions.knowledge.loader import load_parameters
from actions.records.database import LIMA, Database, utc_now
from actions.records.demo import load_demo, students
from actions.records.expediente_query import read_expediente
from actions.records.migrate import migrate
from actions.rulebooks.calculo import Calculo
from actions.rulebooks.expediente import Expediente
from actions.rulebooks.registro import CALCULOS

TARGET_MS = 5.0
_SHOWN = 10


def demo_files() -> list[Expediente]:
    """The file of every demo student."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'records.db'}"
        migrate(url)
        database = Database(url)
        load_demo(database, utc_now())
        with database.session() as session:
            today = utc_now().astimezone(LIMA).date()
            found = [read_expediente(session, row["universidad"], row["codigo"], today) for row in students()]
        database.close()
    return [file for file in found if file is not None]


def runs_of(calculo: Calculo, files: list[Expediente], now: datetime) -> Iterator[Callable[[], object]]:
    """The calculation without facts, and over each file (each current course) of its university."""
    parameters = load_parameters(calculo.reglamento).el_dia(now.date())
    yield lambda: calculo.regla(calculo.hechos(), parameters)
    read = calculo.desde_expediente
    if read is None:
        return
    for file in files:
        if file.universidad == calculo.universidad:
            for course in file.actuales if calculo.por_curso else (None,):
                yield lambda f=file, c=course: calculo.regla(read(f, c, parameters, now), parameters)  # type: ignore[misc]


def main(arguments: list[str] | None = None) -> int:
    """Print the slowest calculations."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200, help="runs of each case (200)")
    options = parser.parse_args(arguments)
    files, now = demo_files(), datetime.now(LIMA)
    worst: list[tuple[float, float, str]] = []
    for (university, key), calculo in CALCULOS.items():
        medians, highest = [], 0.0
        for run in runs_of(calculo, files, now):
            times = []
            for _ in range(options.runs):
                start = time.perf_counter()
                run()
                times.append((time.perf_counter() - start) * 1000)
            medians.append(statistics.median(times))
            highest = max(highest, statistics.quantiles(times, n=100)[98])
        worst.append((max(medians), highest, f"{university} {key}"))
    worst.sort(reverse=True)
    print(f"{len(worst)} calculations on {len(files)} files; milliseconds, slowest case of each: median, p99")
    for median, highest, name in worst[:_SHOWN]:
        print(f"  {median:7.3f} {highest:7.3f}  {name}")
    over = sum(median > TARGET_MS for median, _, _ in worst)
    print(f"{over} over the target of {TARGET_MS} ms.")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
