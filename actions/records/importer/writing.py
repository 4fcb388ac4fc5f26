"""Write checked files into the record: rows are added, updated or reopened, and in a full import the vanished closed.

Nothing is done twice: which rows there are already is told by the natural keys, and a row that says the same again only
changes the moment of its import.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.records.database import aware
from actions.records.importer.files import FILES, Row
from actions.records.importer.staging import Staging, staging_name

_CHUNK = 100_000
_ENROLMENT = ("student_code", "course_code", "period")
#: Files with which nearly every full import comes.
_TELLING_THE_LAST_IMPORT = ("students", "courses", "periods")


@dataclass(frozen=True)
class Change:
    """What an import does to one table, in rows. `changed`: they say something else than before."""

    file: str
    rows: int
    added: int
    changed: int
    reopened: int
    closed: int
    #: Rows that were current before.
    before: int


def moment_after(connection: Connection, university: str, now: datetime) -> datetime:
    """The moment of this import: `now`, or just after the last import if the clock went back, since a full import
    closes what carries any other moment."""
    last = [
        found
        for name in _TELLING_THE_LAST_IMPORT
        if (found := _latest_import(connection, FILES[name].table, university)) is not None
    ]
    return max([now, *(aware(found) + timedelta(microseconds=1) for found in last)])


def _latest_import(connection: Connection, table: sa.Table, university: str) -> datetime | None:
    found: datetime | None = connection.execute(
        sa.select(sa.func.max(table.c.imported_at)).where(table.c.university == university)
    ).scalar()
    return found


class Writer:
    """Writes one file. `present`: the columns that it has; others stay as they are on record."""

    def __init__(
        self, staging: Staging, model: type[Row], present: frozenset[str], university: str, now: datetime
    ) -> None:
        self._staging, self._model, self._now, self._university = staging, model, now, university
        self._table = model.table.name
        own_key = [name for name in model.key if not (model.of_enrolment and name in _ENROLMENT)]
        enrolment = list(_ENROLMENT) if model.of_enrolment else []
        self._updated = [name for name in model.__fields__ if name in present and name not in model.key]
        self._inserted = [name for name in model.__fields__ if name not in enrolment]
        if model.of_enrolment:
            self._source = (
                f"{staging_name(model)} s JOIN enrolments e ON e.university = :university AND "
                + " AND ".join(f"e.{name} = s.{name}" for name in _ENROLMENT)
            )
            same = ["t.enrolment_id = e.id"]
        else:
            self._source = f"{staging_name(model)} s"
            same = ["t.university = :university"]
        self._same = " AND ".join(same + [f"t.{name} = s.{name}" for name in own_key])
        #: Rows of another origin are replaced by imported ones, but none of them counts as vanished.
        self._as_imported = "".join(f" AND t.{name} = '{value}'" for name, value in model.constants.items())
        self._of_university = (
            "t.enrolment_id IN (SELECT id FROM enrolments WHERE university = :university)"
            if model.of_enrolment
            else "t.university = :university"
        ) + self._as_imported

    def foresee(self, full: bool) -> Change:
        """What writing would do."""
        different = "IS NOT" if self._staging.is_sqlite else "IS DISTINCT FROM"
        compared = [f"t.{name} {different} s.{name}" for name in self._updated]
        compared += [f"t.{name} <> '{value}'" for name, value in self._model.constants.items()]
        source = self._source.replace(" JOIN ", " LEFT JOIN ")  # an enrolment may come with this very import
        there = f"t.{'enrolment_id' if self._model.of_enrolment else 'university'}"
        current = f"t.closed_at IS NULL AND {there} IS NOT NULL"
        rows, found, reopened, changed, confirmed = self._execute(
            f"SELECT count(*), count({there}), count(t.closed_at),"
            f" sum(CASE WHEN {current} AND ({' OR '.join(compared) or '1 = 0'}) THEN 1 ELSE 0 END),"
            f" sum(CASE WHEN {current}{self._as_imported} THEN 1 ELSE 0 END)"
            f" FROM {source} LEFT JOIN {self._table} t ON {self._same}"
        ).one()
        before = self._execute(
            f"SELECT count(*) FROM {self._table} t WHERE t.closed_at IS NULL AND {self._of_university}"
        ).scalar()
        return Change(
            file=self._model.file,
            rows=rows,
            added=rows - found,
            changed=changed or 0,
            reopened=reopened,
            closed=before - (confirmed or 0) if full else 0,
            before=before,
        )

    def write(self, change: Change, last_line: int, advance: Callable[[int], object]) -> None:
        """Update what is there and add what is not, a slice of lines at a time. `advance` is told the lines done."""
        for first in range(1, last_line + 1, _CHUNK):
            last = min(first + _CHUNK - 1, last_line)
            if change.rows > change.added:
                self._execute(self._update(), first=first, last=last, **self._now_parameter)
            if change.added:
                insert = self._insert(all_new=change.added == change.rows)
                self._execute(insert, first=first, last=last, **self._now_parameter)
            advance(last - first + 1)
        self._staging.analyze(self._table)

    def close_vanished(self) -> None:
        """Close the current rows of the university that this import did not bring."""
        leaving = ", active = false" if "active" in self._model.__fields__ else ""
        self._execute(
            f"UPDATE {self._table} AS t SET closed_at = :now{leaving}"
            f" WHERE t.closed_at IS NULL AND t.imported_at <> :now AND {self._of_university}",
            **self._now_parameter,
        )

    def _update(self) -> str:
        changes = [f"{name} = s.{name}" for name in self._updated]
        changes += [f"{name} = '{value}'" for name, value in self._model.constants.items()]
        if "active" in self._model.__fields__ and "active" not in self._updated:
            changes.append("active = (t.active OR t.closed_at IS NOT NULL)")  # who comes back is active again
        return (
            f"UPDATE {self._table} AS t SET {', '.join([*changes, 'imported_at = :now', 'closed_at = NULL'])}"
            f" FROM {self._source} WHERE {self._same} AND s.line BETWEEN :first AND :last"
        )

    def _insert(self, all_new: bool) -> str:
        owner = "enrolment_id" if self._model.of_enrolment else "university"
        constants: Mapping[str, str] = self._model.constants
        columns = [owner, *self._inserted, *constants, "imported_at"]
        values = ["e.id" if self._model.of_enrolment else ":university"]
        values += [f"s.{name}" for name in self._inserted]
        values += [*(f"'{value}'" for value in constants.values()), ":now"]
        missing = f" AND NOT EXISTS (SELECT 1 FROM {self._table} t WHERE {self._same})"
        return (
            f"INSERT INTO {self._table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {self._source}"
            f" WHERE s.line BETWEEN :first AND :last{'' if all_new else missing}"
        )

    @property
    def _now_parameter(self) -> dict[str, datetime]:
        return {"now": self._now}

    def _execute(self, statement: str, **parameters: Any) -> Any:
        text = sa.text(statement)
        if "now" in parameters:
            text = text.bindparams(sa.bindparam("now", type_=sa.DateTime(timezone=True)))
        return self._staging.connection.execute(text, {"university": self._university, **parameters})
