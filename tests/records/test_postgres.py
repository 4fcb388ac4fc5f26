"""The record on PostgreSQL. Runs where DELEGADO_TEST_POSTGRES is the URL of an empty database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from actions.records.cohorts import compute_positions
from actions.records.database import Database
from actions.records.importer.run import Order, import_folder
from actions.records.migrate import migrate
from actions.records.models import Base
from tests.conftest import NOW
from tests.records.conftest import EXAMPLE, TODAY, Folder, changed, file_of, problems
from tests.records.test_import_checks import WRONG_ROWS
from tests.records.test_migrations import check_migration_of_old_rows

URL = os.environ.get("DELEGADO_TEST_POSTGRES", "")
pytestmark = pytest.mark.skipif(not URL, reason="DELEGADO_TEST_POSTGRES names no empty PostgreSQL database")
CODES = [f"N0020000{n}" for n in range(1, 5)]


@pytest.fixture
def empty_url() -> Iterator[str]:
    """An empty database; only our own tables are dropped."""
    engine = sa.create_engine(URL, future=True)
    ours = {"alembic_version", *Base.metadata.tables}
    assert sa.inspect(engine).get_table_names() == [], "the database has to be empty"
    yield URL
    with engine.begin() as connection:
        for table in set(sa.inspect(engine).get_table_names()) & ours:
            connection.exec_driver_sql(f"DROP TABLE {table} CASCADE")
    engine.dispose()


@pytest.fixture
def postgres(empty_url: str) -> Iterator[Database]:
    migrate(empty_url)
    database = Database(empty_url)
    yield database
    database.close()


def test_rows_of_the_first_tables_live_on_postgres(empty_url: str) -> None:
    check_migration_of_old_rows(empty_url)


def test_files_are_the_same_from_either_database(postgres: Database, known: Database) -> None:
    assert changed(import_folder(postgres, Order(EXAMPLE, "UPN"), lambda: NOW))
    compute_positions(postgres, "UPN", NOW)
    compute_positions(known, "UPN", NOW)
    for code in CODES:
        assert file_of(postgres, code, TODAY) == file_of(known, code, TODAY) is not None


def test_importing_again_closing_and_reopening(postgres: Database, folder: Folder) -> None:
    order = Order(folder.path, "UPN")
    moments = iter(NOW + timedelta(hours=n) for n in range(9))
    import_folder(postgres, order, lambda: next(moments))
    assert changed(import_folder(postgres, order, lambda: next(moments))) == {}
    debts = folder.text("debts")
    folder.drop("debts", CODES[1])
    folder.replace("grades", "T1,8,", "T1,9,")
    assert changed(import_folder(postgres, order, lambda: next(moments))) == {
        "debts": (0, 0, 0, 1),
        "grades": (0, 1, 0, 0),
    }
    jose = file_of(postgres, CODES[1])
    assert jose is not None and jose.deudas == ()
    folder.write("debts", debts)
    assert changed(import_folder(postgres, order, lambda: next(moments))) == {"debts": (0, 0, 1, 0)}
    folder.drop_student(CODES[1])
    import_folder(postgres, order, lambda: next(moments))
    assert file_of(postgres, CODES[1]) is None


def test_what_is_wrong_is_told_alike(postgres: Database, records: Database, folder: Folder) -> None:
    for file, row, _told in WRONG_ROWS.values():
        folder.add(file, row)
    folder.add("holds", f'{CODES[0]},retencion,"una \\ barra, un\ttabulador",')
    order = Order(folder.path, "UPN")
    found = problems(import_folder(postgres, order))
    assert found == problems(import_folder(records, order))
    assert len(found) > 30


def test_an_incremental_import(postgres: Database, folder: Folder) -> None:
    import_folder(postgres, Order(EXAMPLE, "UPN"), lambda: NOW)
    folder.keep_only("holds", "evaluations")
    folder.write("evaluations", "course_code,period,evaluation,weight\nCAL2,2026-2,T1,0.3\nCAL2,2026-2,T2,0.1\n")
    folder.add("holds", f'{CODES[0]},retencion,"una \\ barra",')
    outcome = import_folder(postgres, Order(folder.path, "UPN", full=False), lambda: NOW + timedelta(hours=1))
    assert changed(outcome) == {"evaluations": (0, 2, 0, 0), "holds": (1, 0, 0, 0)}
    maria = file_of(postgres, CODES[0])
    assert maria is not None and maria.retenciones == ("una \\ barra",)
