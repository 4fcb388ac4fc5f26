"""Open the records database: SQLite by default, PostgreSQL by `DATABASE_URL`. Nothing is opened at import time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.exc import DataError, DBAPIError, DisconnectionError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

LIMA = ZoneInfo("America/Lima")


class DatabaseUnavailable(Exception):
    """The records cannot be read or written now."""


class Database:
    """Sessions on one database. Cheap to make: it connects when the first session needs it."""

    def __init__(self, url: str) -> None:
        """`url`: an SQLAlchemy URL, `sqlite:///path` or `postgresql://...`."""
        self.url = url
        self.engine = _engine(url)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back on any error.

        Raises DatabaseUnavailable when the database is gone or broken; rows that it refuses keep their own error.
        """
        try:
            with Session(self.engine, future=True) as session, session.begin():
                yield session
        except (IntegrityError, DataError):
            raise
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            raise DatabaseUnavailable(type(error).__name__) from None

    def overwrite_deleted(self) -> None:
        """Make SQLite write its log back now, which holds what was deleted; left for later while somebody reads.

        Raises DatabaseUnavailable.
        """
        if self.engine.dialect.name == "sqlite":
            with self.session() as session:
                session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection: with SQLite, all that was written then stands in the database file itself."""
        self.engine.dispose()


def _engine(url: str) -> Any:
    parsed = sa.engine.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(
            parsed,
            future=True,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=5,
            connect_args={"connect_timeout": 3},
        )

    path = Path(parsed.database or "").absolute()

    def connect() -> Any:
        import sqlite3  # noqa: PLC0415 - only where SQLite is used

        # mode=rw: a database file that vanished is an error, not a new empty database.
        connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=5, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # what a student had erased is overwritten
        return connection

    def remember_file(_connection: Any, record: Any) -> None:
        record.info["file"] = _file_identity(path)

    def check_file(_connection: Any, record: Any, _proxy: Any) -> None:
        # An open connection goes on with a file that was deleted or replaced.
        if record.info["file"] != _file_identity(path):
            raise DisconnectionError

    # Opening a connection for each session costs more than reading a student's file.
    engine = sa.create_engine("sqlite://", creator=connect, poolclass=QueuePool, future=True, hide_parameters=True)
    sa.event.listen(engine, "connect", remember_file)
    sa.event.listen(engine, "checkout", check_file)
    return engine


def _file_identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(timezone.utc)


def aware(moment: datetime) -> datetime:
    """Read a stored moment: SQLite gives it back without its zone, and it was stored in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def in_lima(moment: datetime) -> datetime:
    """A stored moment in America/Lima."""
    return aware(moment).astimezone(LIMA)
