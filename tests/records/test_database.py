"""Opening the database: what is gone says so, what failed leaves nothing behind."""

from __future__ import annotations

from datetime import timezone
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from actions.records.database import LIMA, Database, DatabaseUnavailable, aware, in_lima
from actions.records.demo import students
from actions.records.migrate import migrate
from actions.records.models import Student
from tests.conftest import NOW


def count(database: Database) -> int:
    with database.session() as session:
        return len(session.execute(select(Student.code)).all())


def test_a_database_is_not_opened_before_it_is_needed(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'records.db'}")
    assert list(tmp_path.iterdir()) == []


def test_a_vanished_file_is_an_error_and_no_new_database(database: Database, records_file: Path) -> None:
    assert count(database) == len(students())
    records_file.unlink()
    with pytest.raises(DatabaseUnavailable):
        count(database)
    assert not records_file.exists()


def test_a_file_that_comes_back_serves_again(database: Database, records_file: Path) -> None:
    aside = records_file.with_suffix(".aside")
    records_file.rename(aside)
    with pytest.raises(DatabaseUnavailable):
        count(database)
    aside.rename(records_file)
    assert count(database) == len(students())


@pytest.mark.parametrize("content", [b"", b"this is no database " * 100], ids=["empty", "broken"])
def test_a_file_without_tables_is_an_error(database: Database, records_file: Path, content: bytes) -> None:
    records_file.write_bytes(content)
    with pytest.raises(DatabaseUnavailable):
        count(database)
    assert records_file.read_bytes() == content


def test_a_server_that_is_away_is_an_error() -> None:
    with pytest.raises(DatabaseUnavailable):
        count(Database("postgresql://nobody@127.0.0.1:1/nothing"))


def test_the_error_tells_nothing_of_the_statement(database: Database, records_file: Path) -> None:
    records_file.unlink()
    with pytest.raises(DatabaseUnavailable) as caught, database.session() as session:
        session.execute(select(Student).where(Student.code == "N00100001")).all()
    assert str(caught.value) == "OperationalError"
    assert caught.value.__suppress_context__


def test_a_session_that_fails_changes_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.session() as session:
        session.execute(update(Student).values(active=False))
        raise RuntimeError
    with database.session() as session:
        assert session.execute(select(Student.code).where(Student.active.is_(False))).all() == []


def test_refused_rows_are_no_sign_of_a_broken_database(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.execute(update(Student).values(name=None))


def test_a_path_may_hold_any_letters(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'años de notas' / '100 % #1.db'}"
    migrate(url)
    assert count(Database(url)) == 0


def test_stored_moments_are_utc_and_come_back_in_lima() -> None:
    stored = NOW.replace(tzinfo=None)
    assert aware(stored) == NOW
    assert in_lima(stored).isoformat() == "2026-10-01T22:30:00-05:00"
    assert in_lima(NOW.astimezone(LIMA)) == in_lima(stored)
    assert aware(NOW.astimezone(LIMA)).astimezone(timezone.utc) == NOW
