"""The demo database, from the YAML files beside this one: `python -m actions.records.demo` (development only)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete, select

from actions.records import models as m
from actions.records.database import Database, aware
from actions.records.demo.loader import Loader

_FOLDER = Path(__file__).parent
#: The demo speaks of "today": it is loaded anew when it is older than this.
FRESH_FOR = timedelta(hours=12)


class NotADemoDatabase(Exception):
    """The database holds students that are not the demo's: nothing was touched."""


def load_demo(database: Database, now: datetime) -> int:
    """Replace the demo's records by the demo as it stands at `now` (aware). Returns the number of students.

    Raises NotADemoDatabase rather than delete anybody's records.
    """
    demo_codes = {(student["universidad"], student["codigo"]) for student in students()}
    with database.session() as session:
        found = {
            (university, code) for university, code in session.execute(select(m.Student.university, m.Student.code))
        }
        if found - demo_codes:
            raise NotADemoDatabase(f"{len(found - demo_codes)} of its students are not the demo's")
        for table in reversed(m.Base.metadata.sorted_tables):
            if table.name in record_tables():
                session.execute(delete(table))
        count = 0
        for path in sorted(_FOLDER.glob("*.yml")):
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            count += Loader(session, content, now).load()
    return count


def is_fresh(database: Database, now: datetime) -> bool:
    """Whether the demo is there and recent enough for its dates to mean what they say."""
    with database.session() as session:
        imported = session.execute(select(m.Student.imported_at).limit(1)).scalar()
    return imported is not None and timedelta(0) <= now - aware(imported) < FRESH_FOR


def record_tables() -> set[str]:
    """The tables of the student file. Links, mail, tickets and what channels keep survive a reload."""
    return {mapper.local_table.name for mapper in m.Base.registry.mappers if mapper.class_.__module__ == m.__name__}


def students() -> list[dict[str, Any]]:
    """Code, name and situation of every demo student, for the README and for support staff."""
    found: list[dict[str, Any]] = []
    for path in sorted(_FOLDER.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [
            {**student, "universidad": content["universidad"], "codigo": str(student["codigo"])}
            for student in content["estudiantes"]
        ]
    return found
