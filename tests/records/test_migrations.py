"""The migrations, from nothing, make the tables that the models describe."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import actions.contact.models
import actions.identity.models  # noqa: F401 - registers its tables
from actions.records.database import Database
from actions.records.demo import students
from actions.records.migrate import _config, is_up_to_date, migrate
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
        assert len(session.execute(sa.select(Student.code)).all()) == len(students())


# From the first tables to the whole record

OLD_RECORD = (
    "INSERT INTO curricula VALUES ('UPN', 'P', 'Derecho', 200, 10, '2026-01-01')",
    "INSERT INTO courses VALUES ('UPN', 'C', 'Derecho I', 4, NULL, '2026-01-01')",
    "INSERT INTO periods VALUES ('UPN', '2026-1', false, '2026-03-01', '2026-07-01', '2026-01-01')",
    "INSERT INTO students VALUES"
    " ('UPN', 'N1', 'Ana', 'ana@upn.example', 'UG', 'Lima', 'Derecho', 'P', '2024-1', true, '2026-01-01')",
    "INSERT INTO enrolments (university, student_code, course_code, period, attempt, state, final_grade, imported_at)"
    " VALUES ('UPN', 'N1', 'C', '2026-1', 1, 'aprobado', 14.5, '2026-01-01')",
    "INSERT INTO grades SELECT id, 'T1', 14.25, '2026-02-01', '2026-01-01' FROM enrolments",
    "INSERT INTO attendance SELECT id, 30, 20, 2, 1, 0, '2026-01-01' FROM enrolments",
    *2 * (
        "INSERT INTO payments (university, student_code, concept, period, paid_at, imported_at)"
        " VALUES ('UPN', 'N1', 'reserva', '2026-1', '2026-01-01', '2026-01-01')",
    ),
    "INSERT INTO holds (university, student_code, kind, reason, imported_at)"
    " VALUES ('UPN', 'N1', 'retencion', 'libro', '2026-01-01')",
    "INSERT INTO calendar_entries VALUES"
    " ('UPN', 'UG', '2026-1', 'matricula', '2026-02-01', '2026-02-02', '2026-01-01')",
)  # fmt: skip
COUNTED = ("students", "enrolments", "grades", "attendance", "payments", "holds", "calendar_entries")


def check_migration_of_old_rows(url: str) -> None:
    """Rows of the first tables live on in the newest ones, and in the first ones again after going back."""
    engine = sa.create_engine(url, future=True)

    def columns() -> dict[str, set[tuple[str, bool]]]:
        inspector = sa.inspect(engine)
        return {
            table: {(column["name"], column["nullable"]) for column in inspector.get_columns(table)}
            for table in inspector.get_table_names()
        }

    def counts() -> dict[str, int]:
        with engine.connect() as connection:
            return {name: connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one() for name in COUNTED}

    command.upgrade(_config(url), "0001")
    first = columns()
    with engine.begin() as connection:
        for statement in OLD_RECORD:
            connection.execute(sa.text(statement))
    migrate(url)
    assert counts() == dict.fromkeys(COUNTED, 1)  # the payment that was there twice counts once
    with engine.connect() as connection:
        assert is_up_to_date(connection)
        assert (
            compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []
        )
        row = connection.execute(
            sa.text("SELECT p.course_code, c.kind, p.closed_at, g.grade FROM payments p, courses c, grades g")
        ).one()
    assert (*row[:3], float(row[3])) == ("", "regular", None, 14.25)
    command.downgrade(_config(url), "0001")
    assert columns() == first
    assert counts() == dict.fromkeys(COUNTED, 1)
    engine.dispose()


def test_rows_of_the_first_tables_live_on(tmp_path: Path) -> None:
    (tmp_path / "old.db").touch()
    check_migration_of_old_rows(f"sqlite:///{tmp_path / 'old.db'}")


@pytest.mark.parametrize(
    ("table", "told"), [("courses", "course_code that courses"), ("periods", "period that periods")]
)
def test_enrolments_of_unknown_courses_or_periods_stop_the_migration(tmp_path: Path, table: str, told: str) -> None:
    (tmp_path / "old.db").touch()
    url = f"sqlite:///{tmp_path / 'old.db'}"
    command.upgrade(_config(url), "0001")
    engine = sa.create_engine(url, future=True)
    with engine.begin() as connection:
        for statement in OLD_RECORD:
            connection.execute(sa.text(statement))
        connection.execute(sa.text(f"DELETE FROM {table}"))
    with pytest.raises(RuntimeError, match=f"1 enrolments have a {told}"):
        migrate(url)
    with engine.connect() as connection:
        assert not is_up_to_date(connection)


@pytest.mark.parametrize("column", ["course_code", "period"])
def test_an_enrolment_of_an_unknown_course_or_period_is_refused(database: Database, column: str) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.session() as session:
        session.execute(sa.text(f"UPDATE enrolments SET {column} = 'nada' WHERE id = 1"))
