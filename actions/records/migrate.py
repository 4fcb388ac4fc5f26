"""Create or update the tables: `python -m actions.records.migrate`; a new revision: `... revision "what changes"`."""

from __future__ import annotations

import argparse
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from actions.settings import Settings

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest revision; an SQLite file is created where it is missing."""
    parsed = sa.engine.make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        path = Path(parsed.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    command.upgrade(_config(url), "head")


def is_up_to_date(connection: sa.engine.Connection) -> bool:
    """Whether the database has the newest tables."""
    newest = ScriptDirectory(str(_SCRIPTS)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", nargs="?", choices=["upgrade", "revision"], default="upgrade")
    parser.add_argument("message", nargs="?", default="", help="what the new revision changes")
    arguments = parser.parse_args()
    url = Settings.from_environment().database_url
    migrate(url)
    if arguments.action == "revision":
        command.revision(_config(url), message=arguments.message, autogenerate=True)
    print("The database is up to date.")


if __name__ == "__main__":
    main()
