"""The files of the demo's students, as the rules see them, and imports of docs/import_example."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from actions.knowledge.loader import load_parameters
from actions.records.database import LIMA, Database
from actions.records.expediente_query import read_expediente
from actions.records.importer.run import Order, Outcome, import_folder
from actions.records.migrate import migrate
from actions.rulebooks.expediente import Expediente
from actions.rulebooks.parametros import Parametros
from actions.settings import ROOT
from tests.conftest import NOW

EXAMPLE = ROOT / "docs" / "import_example"

#: The day in Lima on which the demo was loaded.
TODAY = NOW.astimezone(LIMA).date()

Read = Callable[..., Expediente]


@pytest.fixture
def read(database: Database) -> Read:
    """The file of a student who has one; students are named by the end of their code."""

    def one(number: int, today: date = TODAY) -> Expediente:
        with database.session() as session:
            expediente = read_expediente(session, "UPN", f"N001000{number:02d}", today)
        assert expediente is not None
        return expediente

    return one


@pytest.fixture(scope="session")
def parametros() -> Parametros:
    return load_parameters("upn").el_dia(TODAY)


class Folder:
    """A folder of an import, which tests change."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def text(self, file: str) -> str:
        return (self.path / f"{file}.csv").read_text("utf-8")

    def write(self, file: str, text: str) -> None:
        (self.path / f"{file}.csv").write_text(text, "utf-8")

    def add(self, file: str, *rows: str) -> int:
        """Append rows; returns the line of the first."""
        before = self.text(file)
        self.write(file, before + "".join(f"{row}\n" for row in rows))
        return before.count("\n") + 1

    def replace(self, file: str, old: str, new: str) -> None:
        assert old in self.text(file)
        self.write(file, self.text(file).replace(old, new))

    def drop(self, file: str, start: str) -> None:
        """Take out the rows that start with a text."""
        lines = self.text(file).splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(start)]
        assert len(kept) < len(lines)
        self.write(file, "".join(kept))

    def drop_student(self, code: str) -> None:
        """Take a student out of every file."""
        for path in self.path.glob("*.csv"):
            if any(line.startswith(f"{code},") for line in path.read_text("utf-8").splitlines()):
                self.drop(path.stem, f"{code},")

    def keep_only(self, *files: str) -> None:
        for path in self.path.glob("*.csv"):
            if path.stem not in files:
                path.unlink()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A copy of the example."""
    return Folder(Path(shutil.copytree(EXAMPLE, tmp_path / "data")))


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with tables and nothing in them. Tests work on copies."""
    path = tmp_path_factory.mktemp("empty") / "records.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def records(empty_file: Path, tmp_path: Path) -> Database:
    """A database to import into."""
    return Database(f"sqlite:///{shutil.copy(empty_file, tmp_path / 'imported.db')}")


Import = Callable[..., Outcome]


@pytest.fixture(scope="session")
def example_file(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database into which the example was imported at NOW. Tests work on copies."""
    path = Path(shutil.copy(empty_file, tmp_path_factory.mktemp("example") / "records.db"))
    database = Database(f"sqlite:///{path}")
    assert not import_folder(database, Order(EXAMPLE, "UPN"), lambda: NOW).problems
    database.close()
    return path


@pytest.fixture
def known(example_file: Path, tmp_path: Path) -> Database:
    """A database that holds the example already."""
    return Database(f"sqlite:///{shutil.copy(example_file, tmp_path / 'known.db')}")


@pytest.fixture
def run(records: Database, folder: Folder) -> Import:
    """Import the folder into the empty database; each import is an hour after the one before."""
    return _importing(records, folder, 0)


@pytest.fixture
def update(known: Database, folder: Folder) -> Import:
    """Import the folder into the database that holds the example, an hour after that, two hours ..."""
    return _importing(known, folder, 1)


def _importing(database: Database, folder: Folder, hours: int) -> Import:
    moments = iter(NOW + timedelta(hours=n) for n in range(hours, 100))

    def one(**order: Any) -> Outcome:
        moment = next(moments)
        return import_folder(database, Order(**{"folder": folder.path, "university": "UPN", **order}), lambda: moment)

    return one


def problems(outcome: Outcome) -> list[str]:
    return [problem.text for problem in outcome.problems.first]


def changed(outcome: Outcome) -> dict[str, tuple[int, int, int, int]]:
    """What an import did besides confirming: added, changed, reopened, closed."""
    assert problems(outcome) == []
    found = {c.file: (c.added, c.changed, c.reopened, c.closed) for c in outcome.changes}
    return {file: figures for file, figures in found.items() if any(figures)}


def everything(database: Database, without: set[str] | frozenset[str] = frozenset()) -> dict[str, list[Any]]:
    """Every row of every table; `without`: columns that do not count."""
    with database.engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        return {
            table: sorted(
                (
                    tuple((name, value) for name, value in row._mapping.items() if name not in without)
                    for row in connection.execute(sa.text(f"SELECT * FROM {table}"))
                ),
                key=repr,
            )
            for table in tables
        }


def file_of(database: Database, code: str, day: date | datetime = TODAY, university: str = "UPN") -> Expediente | None:
    with database.session() as session:
        return read_expediente(session, university, code, day)
