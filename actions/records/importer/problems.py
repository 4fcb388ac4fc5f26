"""What is wrong with the files of an import: the first problems are kept to be shown, all are counted."""

from __future__ import annotations

import csv
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

#: Written into the folder of the data; never read as data.
REPORT = "import_problems.csv"
SHOWN = 50
_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and what to do. `line`: of the file, the header being 1; None: of the whole file."""

    file: str
    line: int | None
    column: str
    value: str
    what: str

    @property
    def text(self) -> str:
        """`grades.csv:12: grade "21" is not between 0 and 20`."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        shown = self.value if len(self.value) <= _LONGEST_VALUE else f"{self.value[:_LONGEST_VALUE]}..."
        quoted = f'"{shown}"' if self.value else ""
        return f"{place}: {' '.join(part for part in (self.column, quoted, self.what) if part)}"


class Problems:
    """Collects problems; with `report`, all of them go into that file. Use it as a context."""

    def __init__(self, report: Path | None = None) -> None:
        self.first: list[Problem] = []
        self.by_column: Counter[tuple[str, str]] = Counter()
        self.report = report
        self._stack = ExitStack()
        self._writer: Any = None

    def __enter__(self) -> Problems:
        if self.report is not None:
            # It quotes the data: nobody else needs to read it.
            self.report.touch(mode=0o600)
            stream = self._stack.enter_context(self.report.open("w", encoding="utf-8", newline=""))
            self._writer = csv.writer(stream)
            self._writer.writerow(["file", "line", "column", "value", "problem"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def __len__(self) -> int:
        return sum(self.by_column.values())

    def add(self, file: str, what: str, line: int | None = None, column: str = "", value: str | None = "") -> None:
        """Note a problem. `file`: its name without `.csv`."""
        problem = Problem(f"{file}.csv", line, column, value or "", what)
        self.by_column[problem.file, column] += 1
        if len(self.first) < SHOWN:
            self.first.append(problem)
        if self._writer is not None:
            self._writer.writerow([problem.file, line or "", column, value or "", what])

    def lines(self) -> list[str]:
        """What to show: the first problems, and how many there are of which column when they are more."""
        total = len(self)
        shown = [problem.text for problem in self.first]
        if total > len(shown):
            shown += [f"... and {total - len(shown):,} more. All, by file and column:"]
            shown += [
                f"  {file}{f', {column}' if column else ''}: {count:,}"
                for (file, column), count in sorted(self.by_column.items())
            ]
        return shown
