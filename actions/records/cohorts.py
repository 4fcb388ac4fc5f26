"""Places in the cohort, computed by a nightly job: `python -m actions.records.cohorts --university UPN`.

A cohort is made of the students of one career with graded courses in the career's last closed regular period. A place
is that of the period's average weighted by credits, to as many decimals as the university's own averages have; equal
averages share it. Places that were imported win, and places of earlier periods stay.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from actions.records.database import LIMA, Database, utc_now
from actions.records.importer.staging import Staging
from actions.settings import Settings, SettingsError

_TABLES = (
    "CREATE TEMPORARY TABLE cohort_periods (career VARCHAR(80), starts_on DATE)",
    "CREATE TEMPORARY TABLE cohort_averages"
    " (career VARCHAR(80), period VARCHAR(8), student_code VARCHAR(20), thousandths INTEGER)",
)
_GRADED = """
    FROM enrolments e
    JOIN students s ON s.university = e.university AND s.code = e.student_code AND s.closed_at IS NULL
    JOIN periods p ON p.university = e.university AND p.code = e.period AND NOT p.is_summer AND p.ends_on < :today
"""
_WITH_A_GRADE = """
    WHERE e.university = :university AND e.closed_at IS NULL
      AND (e.state = 'inhabilitado' OR e.state IN ('aprobado', 'desaprobado') AND e.final_grade IS NOT NULL)
"""
_PERIODS = f"""
    INSERT INTO cohort_periods (career, starts_on)
    SELECT s.career, max(p.starts_on) {_GRADED} {_WITH_A_GRADE} GROUP BY s.career
"""
# Whole numbers all the way, hundredths of grades to thousandths of averages: sums of binary fractions would tell equal
# averages apart.
_CREDITS = "sum(c.credits)"
_WHOLE_GRADES = (
    "sum(c.credits * CASE e.state WHEN 'inhabilitado' THEN 0 ELSE 100 * CAST(round(e.final_grade) AS INTEGER) END)"
)
_GRADES = (
    "sum(c.credits * CASE e.state WHEN 'inhabilitado' THEN 0 ELSE CAST(round(100 * e.final_grade) AS INTEGER) END)"
)
_AVERAGES = f"""
    INSERT INTO cohort_averages (career, period, student_code, thousandths)
    SELECT s.career, e.period, e.student_code, {{average}}
    {_GRADED}
    JOIN cohort_periods l ON l.career = s.career AND l.starts_on = p.starts_on
    JOIN courses c ON c.university = e.university AND c.code = e.course_code
    {_WITH_A_GRADE}
    GROUP BY s.career, e.period, e.student_code
"""
#: Thousandths of the average, as each university's rules compute it. UPN: of whole grades, rounded to hundredths
#: (rulebooks/upn/promedios.py). Others: of grades as they are, the rest after three decimals cut off.
_AVERAGE_OF = {"UPN": f"10 * ((2 * {_WHOLE_GRADES} + {_CREDITS}) / (2 * {_CREDITS}))"}
_OTHER_AVERAGE = f"(10 * {_GRADES}) / {_CREDITS}"
#: Universities whose places are not those of a period's average.
_RANKED_OTHERWISE = {"UPCH": "its order is that of the accumulated average (Art. 145); import positions.csv instead"}
_PLACES = """
    SELECT student_code, period, career, rank() OVER (PARTITION BY career ORDER BY thousandths DESC) AS position,
           count(*) OVER (PARTITION BY career) AS size,
           count(*) OVER (PARTITION BY career, thousandths) AS ties,
           thousandths / 1000.0 AS average
    FROM cohort_averages
"""
_SAME = "t.university = :university AND t.student_code = s.student_code AND t.period = s.period AND t.career = s.career"
_UPDATE = f"""
    UPDATE cohort_positions AS t
    SET position = s.position, size = s.size, ties = s.ties, average = s.average, computed_on = :today,
        source = 'computed', imported_at = :now, closed_at = NULL
    FROM ({_PLACES}) s
    WHERE {_SAME} AND (t.source = 'computed' OR t.closed_at IS NOT NULL)
"""
_INSERT = f"""
    INSERT INTO cohort_positions
        (university, student_code, period, career, position, size, ties, average, computed_on, source, imported_at)
    SELECT :university, s.student_code, s.period, s.career, s.position, s.size, s.ties, s.average, :today, 'computed',
           :now
    FROM ({_PLACES}) s
    WHERE NOT EXISTS (SELECT 1 FROM cohort_positions t WHERE {_SAME})
"""
_CLOSE = """
    UPDATE cohort_positions AS t SET closed_at = :now
    WHERE t.university = :university AND t.source = 'computed' AND t.closed_at IS NULL AND t.imported_at <> :now
      AND EXISTS (SELECT 1 FROM cohort_averages a WHERE a.career = t.career AND a.period = t.period)
"""
_COUNTS = "SELECT count(DISTINCT career), count(*) FROM cohort_averages"


def compute_positions(database: Database, university: str, now: datetime) -> tuple[int, int]:
    """Compute and write the places as of `now` (aware); returns how many cohorts and students there are."""
    today = now.astimezone(LIMA).date()
    with database.engine.connect() as connection:
        try:
            staging = Staging(connection)
            for statement in _TABLES:
                connection.exec_driver_sql(statement)
            average = _AVERAGE_OF.get(university, _OTHER_AVERAGE)
            for statement in (_PERIODS, _AVERAGES.format(average=average)):
                _execute(connection, statement, university, now, today)
            staging.begin_writing()
            for statement in (_UPDATE, _INSERT, _CLOSE):
                _execute(connection, statement, university, now, today)
            cohorts, students = connection.execute(sa.text(_COUNTS)).one()
            staging.end_writing()
        finally:
            connection.rollback()
            connection.invalidate()  # its temporary tables go with it
    return cohorts, students


def _execute(connection: sa.engine.Connection, statement: str, university: str, now: datetime, today: date) -> None:
    values = {
        "university": sa.bindparam("university", university),
        "now": sa.bindparam("now", now, type_=sa.DateTime(timezone=True)),
        "today": sa.bindparam("today", today, type_=sa.Date()),
    }
    connection.execute(
        sa.text(statement).bindparams(*(value for name, value in values.items() if f":{name}" in statement))
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: 0 when the places were written."""
    parser = argparse.ArgumentParser(prog="python -m actions.records.cohorts", description=__doc__)
    parser.add_argument("--university", required=True, help="whose cohorts: UPN, UPCH, UPC")
    university = parser.parse_args(arguments).university
    if university in _RANKED_OTHERWISE:
        print(f"Not computed for {university}: {_RANKED_OTHERWISE[university]}.", file=sys.stderr)
        return 1
    try:
        database = Database(Settings.from_environment().database_url)
        cohorts, students = compute_positions(database, university, utc_now())
    except (SettingsError, DBAPIError, OSError) as error:
        print(f"Not computed: {str(getattr(error, 'orig', error)).splitlines()[0]}.", file=sys.stderr)
        return 1
    print(f"Places of {students:,} students in {cohorts:,} cohorts of {university}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
