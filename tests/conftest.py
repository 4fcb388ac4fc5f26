"""The records as tests see them: a file of its own for each test, loaded with the demo, and a clock that tests move."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.records.database import Database
from actions.records.demo import load_demo
from actions.records.migrate import migrate

#: Already 2 October in UTC, still the evening of 1 October in Lima.
NOW = datetime(2026, 10, 2, 3, 30, tzinfo=timezone.utc)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **amount: float) -> None:
        """Let time pass: `advance(minutes=5)`."""
        self.moment += timedelta(**amount)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as it stands at NOW. Tests work on copies."""
    path = tmp_path_factory.mktemp("demo") / "records.db"
    url = f"sqlite:///{path}"
    migrate(url)
    database = Database(url)
    load_demo(database, NOW)
    database.close()  # a copy of the file alone has to hold everything
    return path


@pytest.fixture
def records_file(demo_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_file, tmp_path / "records.db"))


@pytest.fixture
def database(records_file: Path) -> Database:
    return Database(f"sqlite:///{records_file}")


@pytest.fixture
def executed(database: Database) -> list[str]:
    """The SQL statements that `database` has executed, in their order."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    return statements


@pytest.fixture
def statements_of(executed: list[str]) -> Callable[[Callable[[], object]], list[str]]:
    """The SQL statements that a call executes."""

    def run(call: Callable[[], object]) -> list[str]:
        executed.clear()
        call()
        return list(executed)

    return run
