"""The migrations, from nothing, make the tables that the models describe."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import actions.identity.models  # noqa: F401 - registers its tables
from actions.records.database import Database
from actions.records.migrate import migrate
from actions.records.models import Base, Student


@pytest.fixture
def migrated(tmp_path: Path) -> sa.engine.Engine:
    url = f"sqlite:///{tmp_path / 'var' / 'records.db'}"
    migrate(url)
    return sa.create_engine(url, future=True)


def test_migrations_equal_the_models(migrated: sa.engine.Engine) -> None:
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_make_the_models_checks(migrated: sa.engine.Engine) -> None:
    """Alembic's comparison leaves check constraints out."""
    inspector = sa.inspect(migrated)
    made = {
        (table, check["name"], check["sqltext"])
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }
    described = {
        (table.name, check.name, str(check.sqltext))
        for table in Base.metadata.sorted_tables
        for check in table.constraints
        if isinstance(check, sa.CheckConstraint)
    }
    assert made == described
    assert described


def test_readers_do_not_stop_the_writer(migrated: sa.engine.Engine) -> None:
    with migrated.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_migrating_again_keeps_what_is_there(database: Database) -> None:
    migrate(database.url)
    with database.session() as session:
        assert len(session.execute(sa.select(Student.code)).all()) == 15
