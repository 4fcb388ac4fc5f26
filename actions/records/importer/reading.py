"""Read a CSV file of an import row by row: encoding, delimiter, header, cells. Memory does not grow with the file."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pydantic.fields import ModelField

from actions.records.importer.files import Row
from actions.records.importer.problems import Problems

#: A row that is ready to be stored: its line, then one text (None: empty) for each column of its model.
StoredRow = tuple[Any, ...]

_FOREIGN_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_DELIMITERS = (",", ";")
_REMEMBERED = 50_000
_LONGEST_HEADER = 65_536
_REPORT_EVERY = 5_000
_SAVE_AS_UTF8 = "save it as UTF-8 (in Excel: 'CSV UTF-8')"


class Cell(NamedTuple):
    """What a text means: its value, the text that is stored (None: nothing), and what is wrong with it."""

    value: Any
    stored: str | None
    problem: str | None


class Column(dict[str, Cell]):
    """What the texts of one column mean. Texts repeat, and having pydantic read one costs more than all the rest."""

    def __init__(self, field: ModelField) -> None:
        super().__init__()
        self.name, self._field = field.name, field
        default = field.get_default()
        self.empty = Cell(
            default, stored(default), f"is empty: it is needed ({_meaning(field)})" if field.required else None
        )

    def __missing__(self, text: str) -> Cell:
        if len(self) >= _REMEMBERED:
            self.clear()
        cell = self[text] = self._read(text.strip())
        return cell

    def _read(self, text: str) -> Cell:
        if not text:
            return self.empty
        value, error = self._field.validate(text, {}, loc=self.name)
        if error:
            return Cell(None, None, str(getattr(error, "exc", error)))
        return Cell(value, stored(value), None)


def _meaning(field: ModelField) -> str:
    return str(field.field_info.description).partition(".")[0].partition(";")[0].lower()


def stored(value: Any) -> str | None:
    """The text by which both SQLite and PostgreSQL take a value in; moments in UTC."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return None if value is None else str(value)


class Unreadable(Exception):
    """The file cannot be read any further; the problem was noted."""


class CsvFile:
    """One file of an import. Its problems go to `problems`; a row with problems is stored only if its key is sound."""

    def __init__(self, path: Path, model: type[Row], problems: Problems) -> None:
        self.path, self.model, self.problems = path, model, problems
        self.present: frozenset[str] = frozenset()
        self._width = 0
        self.columns = {name: Column(field) for name, field in model.__fields__.items()}
        self._checks_rows = model.contradictions.__func__ is not Row.contradictions.__func__  # type: ignore[attr-defined]

    def rows(self, advance: Callable[[int], object] = lambda _size: None) -> Iterator[StoredRow]:
        """Every row that can be stored. `advance` is told how many bytes were read. Raises Unreadable."""
        with self.path.open("rb") as binary:
            self._refuse_foreign_encodings(binary)
            delimiter = self._delimiter(binary)
            text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")
            reader = csv.reader(text, delimiter=delimiter, strict=True)
            done = 0
            for number, row in enumerate(self._parsed(reader)):
                yield row
                if number % _REPORT_EVERY == 0:
                    position = binary.tell()
                    advance(position - done)
                    done = position
            advance(self.path.stat().st_size - done)

    def _problem(self, what: str, line: int | None = None, column: str = "", value: str | None = "") -> None:
        self.problems.add(self.model.file, what, line, column, value)

    def _refuse_foreign_encodings(self, binary: BinaryIO) -> None:
        mark = binary.read(2)
        binary.seek(0)
        if encoding := _FOREIGN_MARKS.get(mark):
            self._problem(f"is written in {encoding}: {_SAVE_AS_UTF8}")
            raise Unreadable

    def _delimiter(self, binary: BinaryIO) -> str:
        """The one that splits the header into more of the columns that are known."""
        header = binary.readline(_LONGEST_HEADER).decode("utf-8-sig", errors="replace")
        binary.seek(0)
        return max(_DELIMITERS, key=lambda mark: (len(self._known(header.split(mark))), header.count(mark)))

    def _known(self, names: Sequence[str]) -> set[str]:
        return {_plain(name) for name in names} & self.columns.keys()

    def _parsed(self, reader: Any) -> Iterator[StoredRow]:
        line = 1
        try:
            positions = self._header(next(reader, []))
            line = reader.line_num + 1
            width = self._width
            convert = self._converter(positions)
            for row in reader:
                start, line = line, reader.line_num + 1
                if len(row) == width:
                    if (stored_row := convert(start, row)) is not None:
                        yield stored_row
                elif any(map(str.strip, row)):
                    self._problem(f"the row has {len(row)} cells and the header {width}: quote cells that hold the "
                                  "delimiter, and fill up short rows", start)  # fmt: skip
        except UnicodeDecodeError:
            self._problem(f"holds letters that are not UTF-8: {_SAVE_AS_UTF8}", _first_undecodable_line(self.path))
            raise Unreadable from None
        except csv.Error as error:
            self._problem(_explained(str(error)), line)
            raise Unreadable from None

    def _header(self, cells: Sequence[str]) -> Mapping[str, int]:
        """Column -> its place. Raises Unreadable when columns are unknown, missing or named twice."""
        names = [_plain(cell) for cell in cells]
        self._width = len(names)
        needed = [name for name, field in self.model.__fields__.items() if field.required]
        if not self._known(names):
            self._problem(f"has no header: the first row names the columns ({', '.join(needed)}, ...)", 1)
            raise Unreadable
        faults = [
            *((name, f"is no column of this file{_suggestion(name, self.columns)}: rename or remove it")
              for name in dict.fromkeys(names) if name not in self.columns),
            *((name, "is there twice: remove one") for name in dict.fromkeys(names) if names.count(name) > 1),
            *((name, f"is missing: add the column ({_meaning(self.columns[name]._field)})")
              for name in needed if name not in names),
        ]  # fmt: skip
        for name, what in faults:
            self._problem(what, 1, name or "(empty)")
        if faults:
            raise Unreadable
        self.present = frozenset(names)
        return {name: place for place, name in enumerate(names)}

    def _converter(self, positions: Mapping[str, int]) -> Callable[[int, list[str]], StoredRow | None]:
        """Compiled once a file: what to do with each row."""
        columns = list(self.columns.values())
        names = [column.name for column in columns]
        #: Columns that the file lacks hold their defaults.
        places = [positions.get(name, -1) for name in names]
        tables = [
            column if place >= 0 else _Constant(column.empty) for column, place in zip(columns, places, strict=True)
        ]
        pairs = list(zip(tables, places, strict=True))
        keys = [names.index(name) for name in self.model.key]

        def convert(line: int, row: list[str]) -> StoredRow | None:
            cells = [table[row[place]] for table, place in pairs]
            values, texts, wrong = zip(*cells, strict=True)
            if any(wrong):
                return self._with_problems(line, row, names, cells, places, keys)
            if self._checks_rows:
                for column, what in self.model.contradictions(dict(zip(names, values, strict=True))):
                    place = positions.get(column)
                    self._problem(what, line, column, "" if place is None else row[place].strip())
            return (line, *texts)

        return convert

    def _with_problems(
        self,
        line: int,
        row: Sequence[str],
        names: Sequence[str],
        cells: Sequence[Cell],
        places: Sequence[int],
        keys: Sequence[int],
    ) -> StoredRow | None:
        if not any(map(str.strip, row)):
            return None  # a row of delimiters only, as spreadsheets leave them behind
        for name, cell, place in zip(names, cells, places, strict=True):
            if cell.problem:
                self._problem(cell.problem, line, name, row[place].strip())
        if any(cells[key].problem for key in keys):
            return None
        # Stored all the same, so that rows which refer to it are not reported too.
        return (line, *[cell.stored for cell in cells])


class _Constant(dict[str, Cell]):
    """A column that the file lacks."""

    def __init__(self, cell: Cell) -> None:
        super().__init__()
        self._cell = cell

    def __missing__(self, _text: str) -> Cell:
        return self._cell


def _plain(name: str) -> str:
    return name.strip().lower()


def _suggestion(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]}?)" if close else f" (known: {', '.join(known)})"


def _first_undecodable_line(path: Path) -> int | None:
    with path.open("rb") as binary:
        for number, line in enumerate(binary, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return None


def _explained(error: str) -> str:
    if "NUL" in error:
        return "holds a NUL character: export the file anew"
    if "expected after" in error:
        return 'a quote (") within a quoted cell has to be written twice ("")'
    if "unexpected end of data" in error or "field larger" in error:
        return 'a quote (") that opens in this row is never closed'
    return f"cannot be read ({error})"
