"""The files of an import in temporary tables of the database, where they are checked before anything is written."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.records import models as m
from actions.records.importer.files import Row
from actions.records.importer.reading import StoredRow

_BATCH = 20_000
_CACHE_KILOBYTES = 200_000
#: How long another writer may hold an SQLite database, in milliseconds.
_PATIENCE = 60_000
#: What a backslash has to be written for in PostgreSQL's COPY format.
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def staging_name(model: type[Row]) -> str:
    """The temporary table of a file."""
    return f"import_{model.file}"


class Staging:
    """The temporary tables of one import, on one connection; they vanish with it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        if self.is_sqlite:
            for pragma in (
                f"main.cache_size=-{_CACHE_KILOBYTES}",
                f"temp.cache_size=-{_CACHE_KILOBYTES}",
                f"busy_timeout={_PATIENCE}",
            ):
                connection.exec_driver_sql(f"PRAGMA {pragma}")
        else:
            # Moments are stored as texts in UTC.
            connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")

    def load(self, model: type[Row], rows: Iterable[StoredRow]) -> int:
        """Fill a file's table; returns the last line."""
        columns = [sa.Column("line", sa.Integer, primary_key=True, autoincrement=False)]
        columns += [sa.Column(name, _type(model, name)) for name in model.__fields__]
        table = sa.Table(staging_name(model), sa.MetaData(), *columns, prefixes=["TEMPORARY"])
        table.create(self.connection)
        last = 0
        stream = iter(rows)
        while batch := list(islice(stream, _BATCH)):
            self._insert(table, batch)
            last = batch[-1][0]
        if self.is_sqlite:
            self._run(f"CREATE INDEX {table.name}_key ON {table.name} ({', '.join(model.key)})")
        else:
            self._run(f"ANALYZE {table.name}")  # nobody else does it for a temporary table
        return last

    def _insert(self, table: sa.Table, batch: list[StoredRow]) -> None:
        cursor: Any = self.connection.connection.cursor()
        if self.is_sqlite:
            cursor.executemany(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})", batch)
        else:
            cursor.copy_expert(f"COPY {table.name} FROM STDIN", io.StringIO("".join(map(_copy_line, batch))))
        cursor.close()

    def _run(self, statement: str) -> None:
        self.connection.exec_driver_sql(statement)

    def rows(self, statement: str, **parameters: Any) -> Iterator[Any]:
        """The rows of a query, however many, without holding them all."""
        query = sa.text(statement).execution_options(stream_results=True)
        result = self.connection.execute(query, parameters)
        yield from result.yield_per(1_000)

    def begin_writing(self) -> None:
        """From here on the tables of the record are written, in one transaction."""
        if self.is_sqlite:
            # What the checks read is let go first: it may be too old to be written upon.
            self.connection.commit()
            self._run("BEGIN IMMEDIATE")

    def end_writing(self) -> None:
        """Keep what was written."""
        self.connection.commit()
        if self.is_sqlite:
            self._run("PRAGMA wal_checkpoint(TRUNCATE)")  # or the log stays as large as the import

    def analyze(self, table: str) -> None:
        """Let PostgreSQL's planner know a table that grew within this transaction."""
        if not self.is_sqlite:
            self._run(f"ANALYZE {table}")


def _type(model: type[Row], column: str) -> Any:
    if model.of_enrolment and column in ("student_code", "course_code", "period"):
        return m.Enrolment.__table__.c[column].type
    return model.table.c[column].type


def _copy_line(row: StoredRow) -> str:
    return "\t".join(["\\N" if text is None else str(text).translate(_ESCAPED) for text in row]) + "\n"
