"""Alembic's environment: which tables there are and how to reach the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

import actions.contact.models
import actions.identity.models  # noqa: F401 - registers its tables
from actions.records.models import Base

_engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), future=True)
with _engine.connect() as _connection:
    if _engine.dialect.name == "sqlite":
        # Readers and the writer do not stop each other; kept in the file, so it is set once.
        _connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        _connection.commit()
    context.configure(connection=_connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
_engine.dispose()
