"""Checks over whole files: keys written twice, rows that refer to nothing, and what contradicts itself between rows.

They run as queries over the temporary tables and the record, so that memory does not grow with the files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.records.database import in_lima
from actions.records.importer.files import FILES, Reference, Row
from actions.records.importer.kinds import Moment
from actions.records.importer.problems import Problems
from actions.records.importer.staging import Staging, staging_name

#: Rows of these hide with their student, so they may stay when what they refer to vanishes.
_HIDDEN_WITH_THEIR_OWNER = ("students", "enrolments")
_WEIGHT_TOLERANCE = "0.00005"


@dataclass(frozen=True)
class Checks:
    """What the checks need. `files`: those that were read whole; `unread`: those that could not be, to which others may
    refer in vain; `full`: rows that the files lack will be closed."""

    staging: Staging
    problems: Problems
    university: str
    files: Collection[str]
    unread: Collection[str]
    full: bool

    def run(self) -> Iterator[str]:
        """Run every check, one a step; yields what was checked."""
        for name in self.files:
            self._keys_written_twice(FILES[name])
            yield name
            for reference in FILES[name].references:
                self._references(FILES[name], reference)
                yield name
        if "evaluations" in self.files:
            self._weights()
        if "enrolments" in self.files and "classes" not in self.unread:
            self._classes()
        if "convalidations" in self.files and "enrolments" not in self.unread:
            self._convalidations()
        if self.full:
            self._left_behind()
        yield "contradictions"

    @property
    def steps(self) -> int:
        """How many steps `run` has."""
        return 1 + sum(1 + len(FILES[name].references) for name in self.files)

    def _keys_written_twice(self, model: type[Row]) -> None:
        table, key = staging_name(model), ", ".join(model.key)
        for row in self.staging.rows(
            f"SELECT s.line, d.first_line, {_listed('s', model.key)} FROM {table} s"
            f" JOIN (SELECT {key}, min(line) AS first_line FROM {table} GROUP BY {key} HAVING count(*) > 1) d"
            f" ON {_equal('d', model.key, 's', model.key)} WHERE s.line > d.first_line ORDER BY s.line"
        ):
            self._problem(model, row[0], model.key, row[2:], f"is in line {row[1]} already: keep one of the two rows")

    def _references(self, model: type[Row], reference: Reference) -> None:
        if reference.file in self.unread:
            return
        target = FILES[reference.file]
        given = " AND ".join(f"s.{column} IS NOT NULL AND s.{column} <> ''" for column in reference.columns)
        conditions = [given]
        if target.file in self.files:
            match = _equal("p", reference.named, "s", reference.columns)
            conditions.append(f"NOT EXISTS (SELECT 1 FROM {staging_name(target)} p WHERE {match})")
        if self._record_counts(target):
            match = _equal("t", reference.named, "s", reference.columns)
            conditions.append(f"NOT EXISTS (SELECT 1 FROM {target.table.name} t WHERE {match} AND {_CURRENT})")
        where = f"{target.file}.csv" if target.file in self.files else "the record"
        for row in self.staging.rows(
            f"SELECT s.line, {_listed('s', reference.columns)} FROM {staging_name(model)} s"
            f" WHERE {' AND '.join(conditions)} ORDER BY s.line",
            university=self.university,
        ):
            self._problem(model, row[0], reference.columns, row[1:], f"is not in {where}: add it there or correct it")

    def _record_counts(self, model: type[Row]) -> bool:
        """Whether the rows of the record that a file lacks stay."""
        return not (self.full and model.file in self.files)

    def _weights(self) -> None:
        model = FILES["evaluations"]
        table, group = staging_name(model), ("course_code", "period")
        rows = f"SELECT line, course_code, period, weight FROM {table}"
        if self._record_counts(model):
            rows += (
                f" UNION ALL SELECT NULL, t.course_code, t.period, t.weight FROM {model.table.name} t WHERE {_CURRENT}"
                f" AND EXISTS (SELECT 1 FROM {table} s WHERE {_equal('s', group, 't', group)})"
                f" AND NOT EXISTS (SELECT 1 FROM {table} s WHERE {_equal('s', model.key, 't', model.key)})"
            )
        for line, course, period, total in self.staging.rows(
            f"SELECT min(line), course_code, period, sum(weight) FROM ({rows}) w GROUP BY course_code, period"
            f" HAVING count(*) = count(weight) AND abs(sum(weight) - 1) > {_WEIGHT_TOLERANCE} ORDER BY 1",
            university=self.university,
        ):
            what = f"has weights that add up to {float(total):.4f}: all evaluations of the course have to make 1"
            self._problem(model, line, group, (course, period), what)

    def _classes(self) -> None:
        model, classes = FILES["enrolments"], FILES["classes"]
        sources = [f"SELECT code, course_code, period FROM {staging_name(classes)}"] if "classes" in self.files else []
        if self._record_counts(classes):
            replaced = (
                f" AND NOT EXISTS (SELECT 1 FROM {staging_name(classes)} c WHERE c.code = t.code)" if sources else ""
            )
            sources.append(f"SELECT code, course_code, period FROM classes t WHERE {_CURRENT}{replaced}")
        for line, code, course, period in self.staging.rows(
            f"SELECT s.line, s.class_code, c.course_code, c.period FROM {staging_name(model)} s"
            f" JOIN ({' UNION ALL '.join(sources)}) c ON c.code = s.class_code"
            " WHERE c.course_code <> s.course_code OR c.period <> s.period ORDER BY s.line",
            university=self.university,
        ):
            what = f"is a class of {course} in {period}: correct it, the course or the period"
            self._problem(model, line, ("class_code",), (code,), what)

    def _convalidations(self) -> None:
        """A recognised course counts by its enrolment: without one its credits would be missing, silently."""
        model, enrolments = FILES["convalidations"], FILES["enrolments"]
        key = ("student_code", "course_code")
        sources = [f"{staging_name(enrolments)} e WHERE "] if "enrolments" in self.files else []
        if self._record_counts(enrolments):
            sources.append("enrolments e WHERE e.university = :university AND e.closed_at IS NULL AND ")
        missing = " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM {source}{_equal('e', key, 's', key)} AND e.state = 'convalidado')"
            for source in sources
        )
        for row in self.staging.rows(
            f"SELECT s.line, s.student_code, s.course_code FROM {staging_name(model)} s"
            f" WHERE s.kind <> 'exoneracion' AND {missing} ORDER BY s.line",
            university=self.university,
        ):
            what = "has no enrolment in state convalidado, by which its credits count: add it to enrolments.csv"
            self._problem(model, row[0], key, row[1:], what)

    def _left_behind(self) -> None:
        """Rows of files that are not imported keep referring to what a full import would close."""
        for model in FILES.values():
            if model.file in (*self.files, *self.unread) or model.of_enrolment:
                continue
            for reference in model.references:
                if reference.file in self.files and reference.file not in _HIDDEN_WITH_THEIR_OWNER:
                    self._left_by(model, reference)

    def _left_by(self, model: type[Row], reference: Reference) -> None:
        target = FILES[reference.file]
        column = reference.columns[0]
        for code, count in self.staging.rows(
            f"SELECT t.{column}, count(*) FROM {model.table.name} t WHERE {_CURRENT} AND t.{column} <> ''"
            f" AND NOT EXISTS (SELECT 1 FROM {staging_name(target)} p"
            f" WHERE {_equal('p', reference.named, 't', reference.columns)})"
            f" GROUP BY t.{column} ORDER BY t.{column}",
            university=self.university,
        ):
            what = (
                f"is missing, and {count:,} rows of {model.file} on record refer to it: keep it, or import both files"
            )
            self.problems.add(target.file, what, None, reference.named[0], code)

    def _problem(
        self, model: type[Row], line: int | None, columns: Sequence[str], values: Sequence[object], what: str
    ) -> None:
        shown = " ".join(_shown(model, name, value) for name, value in zip(columns, values, strict=True))
        self.problems.add(model.file, what, line, "+".join(columns), shown.strip())


_CURRENT = "t.university = :university AND t.closed_at IS NULL"


def _shown(model: type[Row], column: str, value: object) -> str:
    """A value as the files write it; SQLite hands moments back as text in UTC."""
    if model.__fields__[column].type_ is not Moment:
        return str(value)
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return f"{in_lima(moment):%Y-%m-%d %H:%M}"


def _listed(alias: str, columns: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{column}" for column in columns)


def _equal(left: str, left_columns: Sequence[str], right: str, right_columns: Sequence[str]) -> str:
    return " AND ".join(f"{left}.{a} = {right}.{b}" for a, b in zip(left_columns, right_columns, strict=True))
