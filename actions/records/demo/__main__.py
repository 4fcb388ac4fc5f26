"""Fill the development database with the demo."""

from __future__ import annotations

import sys

from actions.records.database import Database, utc_now
from actions.records.demo import NotADemoDatabase, load_demo
from actions.records.migrate import migrate
from actions.settings import Settings


def main() -> int:
    """Command line. Refuses to touch anything outside development."""
    settings = Settings.from_environment()
    if not settings.is_development:
        print("The demo database is for development only.", file=sys.stderr)
        return 1
    migrate(settings.database_url)
    try:
        count = load_demo(Database(settings.database_url), utc_now())
    except NotADemoDatabase as error:
        print(f"The demo was not loaded: {error}.", file=sys.stderr)
        return 1
    print(f"Demo database: {count} students.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
