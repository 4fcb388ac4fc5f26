"""Import a folder: read and check every file, then write all of them in one transaction, or nothing."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError, IntegrityError
from tqdm import tqdm

from actions.records.database import Database, utc_now
from actions.records.importer.checking import Checks
from actions.records.importer.files import FILES
from actions.records.importer.problems import REPORT, Problems
from actions.records.importer.reading import CsvFile, Unreadable
from actions.records.importer.staging import Staging
from actions.records.importer.writing import Change, Writer, moment_after
from actions.records.migrate import is_up_to_date

#: Files of which a full import closes at most half, unless told otherwise: a broken export would lock everybody out.
_GUARDED = ("students", "enrolments")
_FEW = 20


class ImportFailed(Exception):
    """The import could not be done for a reason outside the files; nothing was written."""


@dataclass(frozen=True)
class Order:
    """What to import. `without`: files that a full import may lack; `report`: list all problems in the folder;
    `accept_closing`: even if most students vanish; `progress`: show bars on a terminal."""

    folder: Path
    university: str
    full: bool = True
    without: frozenset[str] = frozenset()
    dry_run: bool = False
    report: bool = False
    accept_closing: bool = False
    progress: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of an import: problems (then nothing was written), or what it changed."""

    problems: Problems
    changes: tuple[Change, ...] = ()
    moment: datetime | None = None


@dataclass
class _Read:
    """A file that was read whole."""

    file: CsvFile
    last_line: int


def import_folder(database: Database, order: Order, now: Callable[[], datetime] = utc_now) -> Outcome:
    """Import the folder's files. Raises ImportFailed when database or folder cannot be used."""
    if not order.folder.is_dir():
        raise ImportFailed(f"{order.folder} is no folder")
    try:
        return _import(database, order, now)
    except IntegrityError as error:
        raise ImportFailed(
            f"the database refused a row ({str(error.orig).splitlines()[0]}); nothing was written"
        ) from None
    except (DBAPIError, OSError) as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise ImportFailed(f"the database or a file cannot be used ({reason}); nothing was written") from None


def _import(database: Database, order: Order, now: Callable[[], datetime]) -> Outcome:
    with Problems(order.folder / REPORT if order.report else None) as problems:
        paths = _files_of(order, problems)
        if problems:
            return Outcome(problems)
        with database.engine.connect() as connection:
            try:
                if not is_up_to_date(connection):
                    raise ImportFailed(
                        "the database lacks the newest tables: run `python -m actions.records.migrate` first"
                    )
                return _Import(Staging(connection), order, problems).run(paths, now())
            finally:
                connection.rollback()
                connection.invalidate()  # its temporary tables go with it


def _files_of(order: Order, problems: Problems) -> dict[str, Path]:
    """The files to import, in the order in which they are written."""
    found: dict[str, Path] = {}
    for path in sorted(order.folder.iterdir()):
        if path.suffix.lower() != ".csv" or path.name == REPORT or not path.is_file():
            continue
        name = path.stem.lower()
        if name not in FILES:
            close = difflib.get_close_matches(name, FILES, n=1)
            hint = f"did you mean {close[0]}.csv?" if close else "docs/import.md lists those that there are;"
            problems.add(path.stem, f"is no file of an import: {hint} rename it or take it out")
        elif name in found:
            problems.add(name, f"is there twice ({found[name].name}, {path.name}): remove one")
        elif name in order.without:
            problems.add(name, f"is there and named in --without {name}: take one of them back")
        else:
            found[name] = path
    _refuse_missing(found, order, problems)
    return {name: found[name] for name in FILES if name in found}


def _refuse_missing(found: Collection[str], order: Order, problems: Problems) -> None:
    for name in sorted(order.without - FILES.keys()):
        problems.add(name, "is named in --without but is no file of an import")
    if not found:
        problems.add("*", f"{order.folder} holds none of the files of an import: docs/import.md lists them")
    elif order.full:
        for name in FILES:
            if name not in found and name not in order.without:
                what = (
                    "is missing: export it (its header alone closes all its rows) or leave it as it is with --without"
                )
                problems.add(name, f"{what} {name}")


class _Import:
    """One import on one connection."""

    def __init__(self, staging: Staging, order: Order, problems: Problems) -> None:
        self._staging, self._order, self._problems = staging, order, problems

    def run(self, paths: dict[str, Path], now: datetime) -> Outcome:
        files = {name: self._read(name, path) for name, path in paths.items()}
        whole = {name: read for name, read in files.items() if read is not None}
        self._check(whole, files.keys() - whole.keys())
        if self._problems:
            return Outcome(self._problems)
        moment = moment_after(self._staging.connection, self._order.university, now)
        writers = {
            name: Writer(self._staging, FILES[name], read.file.present, self._order.university, moment)
            for name, read in whole.items()
        }
        if self._order.dry_run:
            changes = [writer.foresee(self._order.full) for writer in writers.values()]
            self._refuse_mass_closing(changes)
            return Outcome(self._problems, tuple(changes))
        self._staging.begin_writing()
        changes = [self._write(name, writer, whole[name].last_line) for name, writer in writers.items()]
        self._refuse_mass_closing(changes)
        if self._problems:
            return Outcome(self._problems)
        if self._order.full:
            for change, writer in zip(changes, writers.values(), strict=True):
                if change.closed:
                    writer.close_vanished()
        self._staging.end_writing()
        return Outcome(self._problems, tuple(changes), moment)

    def _read(self, name: str, path: Path) -> _Read | None:
        file = CsvFile(path, FILES[name], self._problems)
        with self._bar(f"checking {name}", path.stat().st_size, unit="B", unit_scale=True) as bar:
            try:
                return _Read(file, self._staging.load(FILES[name], file.rows(bar.update)))
            except Unreadable:
                return None

    def _check(self, whole: Collection[str], unread: Collection[str]) -> None:
        order = self._order
        checks = Checks(self._staging, self._problems, order.university, tuple(whole), unread, order.full)
        with self._bar("checking references", checks.steps) as bar:
            for _ in checks.run():
                bar.update()

    def _write(self, name: str, writer: Writer, last_line: int) -> Change:
        with self._bar(f"writing {name}", last_line, unit=" lines") as bar:
            change = writer.foresee(self._order.full)
            writer.write(change, last_line, bar.update)
        return change

    def _refuse_mass_closing(self, changes: Sequence[Change]) -> None:
        if self._order.accept_closing:
            return
        for change in changes:
            if change.file in _GUARDED and change.before >= _FEW and change.closed * 2 > change.before:
                what = f"would close {change.closed:,} of {change.before:,} rows: is the export whole? If it is, "
                self._problems.add(change.file, f"{what}add --accept-closing")

    @contextmanager
    def _bar(self, title: str, total: int, **options: Any) -> Iterator[Any]:
        """A progress bar; none where nobody watches."""
        with tqdm(total=total, desc=title, disable=None if self._order.progress else True, **options) as bar:
            yield bar
