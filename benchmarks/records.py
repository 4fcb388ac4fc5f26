"""The record with many students: `python -m benchmarks.records [--students 1000000] [--postgres URL]`.

Imports 100,000 students (3 million enrolments) from CSV files into a new database, then fills another one with as many
students as are asked for and reads single files among them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from tqdm import tqdm

import actions.identity.models  # noqa: F401 - registers its tables
from actions.records.database import Database
from actions.records.expediente_query import read_expediente
from actions.records.migrate import migrate
from actions.records.models import Base
from actions.settings import DEVELOPMENT, ROOT

FOLDER = ROOT / "var" / "benchmark"
UNIVERSITY = "UPN"
IMPORTED_STUDENTS = 100_000
READINGS = 200
_SEED = 7
_PLANS, _COURSES, _CYCLES = 20, 50, 10
_PERIODS = ("2024-1", "2024-2", "2025-1", "2025-2", "2026-1", "2026-2")
_CURRENT, _LAST = _PERIODS[-1], _PERIODS[-2]
_COURSES_A_PERIOD = 5
_ENROLMENTS = len(_PERIODS) * _COURSES_A_PERIOD
_EVALUATIONS = (("T1", "0.2"), ("parcial", "0.3"), ("T2", "0.2"), ("final", "0.3"))
_POSTED = 4
_FIRST_CODE = 200_000_000
_TODAY = date(2026, 11, 22)
_Rows = Iterable[Iterable[object]]


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=100_000, help="among how many students one is read")
    parser.add_argument(
        "--imported", type=int, default=IMPORTED_STUDENTS, help="how many are imported from CSV; 0: none"
    )
    parser.add_argument("--postgres", metavar="URL", help="an empty PostgreSQL database; its tables are dropped again")
    parser.add_argument("--skip-sqlite", action="store_true", help="measure PostgreSQL alone")
    given = parser.parse_args()
    if given.skip_sqlite and not given.postgres:
        parser.error("--skip-sqlite leaves nothing to measure without --postgres")
    figures: dict[str, Any] = {"cpus": os.cpu_count(), "load_before": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory(prefix="delegado-records-") as name:
        folder = Path(name)
        if given.imported:
            write_files(folder / "csv", given.imported)
        for engine, database in databases(folder, given.postgres, not given.skip_sqlite):
            if given.imported:
                with database("imported") as url:
                    figures[f"{engine}, import"] = measure_import(url, folder / "csv", given.imported)
                show(f"{engine}: importing {given.imported:,} students", figures[f"{engine}, import"])
            with database("filled") as url:
                figures[f"{engine}, reading"] = measure_reading(url, given.students)
            show(f"{engine}: reading one among {given.students:,} students", figures[f"{engine}, reading"])
    path = FOLDER / "records.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    print(f"\nLoad of the machine before: {figures['load_before']:.1f} on {figures['cpus']} CPUs. All figures: {path}")
    return 0


def databases(folder: Path, postgres: str | None, with_sqlite: bool) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """The name of each engine, and how to get a database with empty tables for a while."""

    @contextmanager
    def sqlite(name: str) -> Iterator[str]:
        path = folder / f"{name}.db"
        migrate(f"sqlite:///{path}")
        yield f"sqlite:///{path}"
        for file in folder.glob(f"{name}.db*"):
            file.unlink()

    @contextmanager
    def server(_name: str) -> Iterator[str]:
        assert postgres is not None
        engine = sa.create_engine(postgres, future=True)
        if sa.inspect(engine).get_table_names():
            raise SystemExit("The PostgreSQL database is not empty: nothing was touched.")
        migrate(postgres)
        try:
            yield postgres
        finally:
            with engine.begin() as connection:
                Base.metadata.drop_all(connection)
                connection.exec_driver_sql("DROP TABLE alembic_version")
            engine.dispose()

    if with_sqlite:
        yield "SQLite", sqlite
    if postgres:
        yield "PostgreSQL", server


# Importing


def measure_import(url: str, folder: Path, students: int) -> dict[str, Any]:
    """The first import, the same once more, and the places of the cohorts, each in a process of its own."""
    figures: dict[str, Any] = {"students": students, "megabytes_of_csv": _megabytes(folder.glob("*.csv"))}
    options = [str(folder), "--university", UNIVERSITY, "--without", "positions"]
    for name, module, arguments in (
        ("first_import", "actions.records.importer", options),
        ("import_again", "actions.records.importer", options),
        ("cohorts", "actions.records.cohorts", ["--university", UNIVERSITY]),
    ):
        seconds, most = _run(module, arguments, url)
        figures[f"{name}_seconds"], figures[f"{name}_megabytes"] = seconds, most
    if url.startswith("sqlite"):
        figures["database_megabytes"] = _megabytes([Path(url.removeprefix("sqlite:///"))])
    return figures


def _run(module: str, arguments: list[str], url: str) -> tuple[float, float]:
    """Seconds and peak memory (10^6 bytes) of a command; the memory of a database server is not in it."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "ENTORNO": DEVELOPMENT},
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{module} failed.")
    return time.perf_counter() - started, usage.ru_maxrss * 1024 / 1e6


def _megabytes(paths: Iterable[Path]) -> float:
    return sum(path.stat().st_size for path in paths) / 1e6


def write_files(folder: Path, students: int) -> None:
    """The CSV files of as many students, each with 30 enrolments in six periods."""
    folder.mkdir()
    for name, (header, rows) in _files(students).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8") as file:
            file.write(header + "\n")
            file.writelines(",".join(map(str, row)) + "\n" for row in tqdm(rows, f"making {name}", disable=None))


def _files(students: int) -> dict[str, tuple[str, _Rows]]:
    everybody = range(students)
    courses = [(plan, place) for plan in range(_PLANS) for place in range(_COURSES)]
    return {
        "curricula": ("code,career,total_credits,cycles", [(f"P{p}", f"Carrera {p}", 200, 10) for p in range(_PLANS)]),
        "courses": (
            "code,name,credits,kind,has_sustitutorio",
            [(_course(p, k), f"Curso {p} {k}", 4, "regular", "si") for p, k in courses],
        ),
        "curriculum_courses": (
            "curriculum_code,course_code,cycle",
            [(f"P{p}", _course(p, k), k // _COURSES_A_PERIOD + 1) for p, k in courses],
        ),
        "course_links": (
            "course_code,other_code,kind",
            [(_course(p, k), _course(p, k - 5), "requisite") for p, k in courses if k >= 5 and k % 2],
        ),
        "periods": ("code,is_summer,starts_on,ends_on", [(code, "no", *_days(code)) for code in _PERIODS]),
        "calendar": (
            "modality,period,activity,starts_at,ends_at",
            [
                ("UG", _CURRENT, f"actividad_{n}", "2026-09-01 08:00:00.000000", "2026-09-09 18:00:00.000000")
                for n in range(12)
            ],
        ),
        "classes": (
            "code,course_code,period,kind",
            [(f"{_course(p, k)}-A", _course(p, k), _CURRENT, "presencial") for p, k in courses],
        ),
        "evaluations": (
            "course_code,period,evaluation,weight,number",
            (
                (_course(p, k), period, name, weight, number)
                for p, k in courses
                for period in _PERIODS
                for number, (name, weight) in enumerate(_EVALUATIONS, 1)
            ),
        ),
        "students": (
            "code,name,email,modality,campus,career,curriculum_code,admission_period,started_on",
            (
                (_code(i), f"Nombre {i} Apellido", f"{_code(i)}@upn.example", "UG", "Lima", f"Carrera {i % _PLANS}",
                 f"P{i % _PLANS}", _PERIODS[0], "2024-03-18")
                for i in everybody
            ),
        ),
        "enrolments": (
            "student_code,course_code,period,class_code,attempt,state,final_grade,enrolled_on",
            (_enrolment(i, k) for i in everybody for k in range(_ENROLMENTS)),
        ),
        "grades": (
            "student_code,course_code,period,evaluation,grade,posted_at",
            (
                (_code(i), _course(i % _PLANS, k), _CURRENT, "T1", (i + k) % 21, f"2026-09-{i % 28 + 1:02d} 10:00")
                for i in everybody
                for k in range(_ENROLMENTS - _POSTED, _ENROLMENTS)
            ),
        ),
        "attendance": (
            "student_code,course_code,period,sessions,held,absences,late,justified",
            (
                (_code(i), _course(i % _PLANS, k), _CURRENT, 32, 24, (i + k) % 8, k % 3, 0)
                for i in everybody
                for k in range(_ENROLMENTS - _COURSES_A_PERIOD, _ENROLMENTS)
            ),
        ),
        "payments": (
            "student_code,concept,period,paid_at",
            (
                (_code(i), "pension", _CURRENT, f"2026-{month:02d}-{i % 28 + 1:02d} 12:00")
                for i in everybody
                for month in (8, 9, 10, 11)
            ),
        ),
        "debts": ("student_code,concept,due_on", ((_code(i), "cuarta cuota", "2026-11-30") for i in everybody[::4])),
        "holds": ("student_code,kind,reason", ((_code(i), "retencion", "libro sin devolver") for i in everybody[::50])),
        "authorisations": (
            "student_code,kind,period,course_code",
            ((_code(i), "no_pago_sustitutorio", _CURRENT, _course(i % _PLANS, 29)) for i in everybody[::100]),
        ),
        "requests": (
            "student_code,kind,period,course_code,handed_in_at",
            (
                (_code(i), "sustitutorio", _CURRENT, _course(i % _PLANS, 29), "2026-11-20 09:20")
                for i in everybody[::5]
            ),
        ),
        "convalidations": (
            "student_code,course_code,credits,kind,recognised_on",
            ((_code(i), _course(i % _PLANS, 0), 4, "convalidacion", "2024-03-01") for i in everybody[::20]),
        ),
        "activities": (
            "student_code,kind,detail,hours",
            ((_code(i), "practicas", "prácticas preprofesionales", 180) for i in everybody[::2]),
        ),
        "reserves": ("student_code,period", ((_code(i), _PERIODS[1]) for i in everybody[::40])),
        "withdrawals": (
            "student_code,kind,period,withdrawn_on",
            ((_code(i), "ciclo", _PERIODS[1], "2024-10-01") for i in everybody[::40]),
        ),
    }  # fmt: skip


def _code(student: int) -> str:
    return f"U{_FIRST_CODE + student}"


def _course(plan: int, place: int) -> str:
    return f"C{1000 + plan * _COURSES + place}"


def _days(period: str) -> tuple[date, date]:
    year, half = map(int, period.split("-"))
    start = date(year, 3 if half == 1 else 8, 18)
    return start, start + timedelta(days=117)


def _enrolment(student: int, place: int) -> tuple[object, ...]:
    course, period = _course(student % _PLANS, place), _PERIODS[place // _COURSES_A_PERIOD]
    if period == _CURRENT:
        return _code(student), course, period, f"{course}-A", 1, "en_curso", "", "2026-08-10"
    if place == 0 and student % 20 == 0:
        return _code(student), course, period, "", 1, "convalidado", "", ""
    return _code(student), course, period, "", 1, "aprobado", 11 + (student * 7 + place * 3) % 10, "2024-03-10"


# Reading


def measure_reading(url: str, students: int) -> dict[str, Any]:
    """Fill the tables, then read random students' files one after the other, each in a session of its own."""
    database = Database(url)
    started = time.perf_counter()
    fill(database, students)
    figures: dict[str, Any] = {"students": students, "filling_seconds": time.perf_counter() - started}
    if url.startswith("sqlite"):
        figures["database_megabytes"] = _megabytes([Path(url.removeprefix("sqlite:///"))])
    chosen = random.Random(_SEED).sample(range(students), READINGS)
    first = [_read(database, student) for student in chosen]
    again = [_read(database, student) for student in chosen]
    database.close()
    for name, times in (("first", first), ("again", again)):
        figures[f"{name}_median_milliseconds"] = 1000 * statistics.median(times)
        figures[f"{name}_p95_milliseconds"] = 1000 * statistics.quantiles(times, n=20)[-1]
    return figures


def _read(database: Database, student: int) -> float:
    started = time.perf_counter()
    with database.session() as session:
        expediente = read_expediente(session, UNIVERSITY, _code(student), _TODAY)
    seconds = time.perf_counter() - started
    assert expediente is not None
    assert len(expediente.matriculas) == _ENROLMENTS
    return seconds


def fill(database: Database, students: int) -> None:
    """The same records as the files hold: the small tables row by row, the large ones by the database itself."""
    small = {name: rows for name, rows in _files(0).items() if name not in _BY_STATEMENT}
    with database.engine.connect() as connection:
        for name, (header, rows) in small.items():
            _insert(connection, _TABLES.get(name, name), header.split(","), rows)
        connection.commit()
        _trust_the_rows(connection)
        connection.exec_driver_sql("CREATE TEMPORARY TABLE somebody (i INTEGER)")
        connection.exec_driver_sql(
            "INSERT INTO somebody WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"
            f" WHERE i + 1 < {students}) SELECT i FROM n"
        )
        connection.exec_driver_sql("CREATE TEMPORARY TABLE place (k INTEGER, period VARCHAR(8))")
        connection.execute(
            sa.text("INSERT INTO place VALUES (:k, :period)"),
            [{"k": k, "period": _PERIODS[k // _COURSES_A_PERIOD]} for k in range(_ENROLMENTS)],
        )
        for statement in tqdm(_STATEMENTS, "filling tables", disable=None):
            connection.execute(sa.text(statement))
        connection.commit()
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        connection.invalidate()


def _trust_the_rows(connection: Any) -> None:
    """Leave the foreign keys unchecked while millions of rows are made, where the database allows it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        return
    with suppress(DBAPIError), connection.begin_nested():
        connection.exec_driver_sql("SET SESSION session_replication_role = replica")


def _insert(connection: Any, table: str, columns: list[str], rows: _Rows) -> None:
    values = [
        {name: _typed(name, value) for name, value in zip(columns, row, strict=True)}
        | {"university": UNIVERSITY, "imported_at": _IMPORTED}
        for row in rows
    ]
    names = [*columns, "university", "imported_at"]
    marks = ", ".join(f":{name}" for name in names)
    connection.execute(sa.text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"), values)


def _typed(name: str, value: object) -> object:
    if name in ("is_summer", "has_sustitutorio"):
        return value == "si"
    return str(value) if isinstance(value, date) else value


_IMPORTED = "2026-11-22 08:00:00.000000"
_TABLES = {"calendar": "calendar_entries", "evaluations": "syllabus_weights"}
_BY_STATEMENT = frozenset(_files(0)) - {
    "curricula", "courses", "curriculum_courses", "course_links", "periods", "calendar", "classes", "evaluations",
}  # fmt: skip
_STUDENT = f"'U' || ({_FIRST_CODE} + i)"
_TAKEN = f"'C' || (1000 + (i % {_PLANS}) * {_COURSES} + k)"
_NOW = f"'{_IMPORTED}'"
_STATEMENTS = (
    "INSERT INTO students (university, code, name, email, modality, campus, career, curriculum_code, admission_period,"
    f" started_on, active, imported_at) SELECT '{UNIVERSITY}', {_STUDENT}, 'Nombre ' || i || ' Apellido',"
    f" {_STUDENT} || '@upn.example', 'UG', 'Lima', 'Carrera ' || (i % {_PLANS}), 'P' || (i % {_PLANS}),"
    f" '{_PERIODS[0]}', '2024-03-18', true, {_NOW} FROM somebody",
    "INSERT INTO enrolments (university, student_code, course_code, period, class_code, attempt, state, final_grade,"
    f" imported_at) SELECT '{UNIVERSITY}', {_STUDENT}, {_TAKEN}, period,"
    f" CASE WHEN period = '{_CURRENT}' THEN {_TAKEN} || '-A' END, 1,"
    f" CASE WHEN period = '{_CURRENT}' THEN 'en_curso' WHEN k = 0 AND i % 20 = 0 THEN 'convalidado'"
    f" ELSE 'aprobado' END,"
    f" CASE WHEN period = '{_CURRENT}' OR (k = 0 AND i % 20 = 0) THEN NULL ELSE 11 + (i * 7 + k * 3) % 10 END,"
    f" {_NOW} FROM somebody CROSS JOIN place ORDER BY i, k",
    f"INSERT INTO grades (enrolment_id, evaluation, grade, posted_at, imported_at) SELECT id, 'T1', id % 21, {_NOW},"
    f" {_NOW} FROM enrolments WHERE state = 'en_curso' AND id % 5 < 4",
    "INSERT INTO attendance (enrolment_id, sessions, held, absences, late, justified, imported_at)"
    f" SELECT id, 32, 24, id % 8, id % 3, 0, {_NOW} FROM enrolments WHERE state = 'en_curso'",
    *(
        "INSERT INTO payments (university, student_code, concept, period, paid_at, imported_at)"
        f" SELECT '{UNIVERSITY}', {_STUDENT}, 'pension', '{_CURRENT}', '2026-{month:02d}-05 12:00:00.000000', {_NOW}"
        " FROM somebody"
        for month in (8, 9, 10, 11)
    ),
    "INSERT INTO debts (university, student_code, concept, due_on, administrative, imported_at)"
    f" SELECT '{UNIVERSITY}', {_STUDENT}, 'cuarta cuota', '2026-11-30', false, {_NOW} FROM somebody WHERE i % 4 = 0",
    "INSERT INTO holds (university, student_code, kind, reason, imported_at)"
    f" SELECT '{UNIVERSITY}', {_STUDENT}, 'retencion', 'libro sin devolver', {_NOW} FROM somebody WHERE i % 50 = 0",
    "INSERT INTO requests (university, student_code, kind, period, handed_in_at, imported_at)"
    f" SELECT '{UNIVERSITY}', {_STUDENT}, 'sustitutorio', '{_CURRENT}', {_NOW}, {_NOW} FROM somebody WHERE i % 5 = 0",
    "INSERT INTO convalidations (university, student_code, course_code, credits, kind, recognised_on, imported_at)"
    f" SELECT '{UNIVERSITY}', {_STUDENT}, 'C' || (1000 + (i % {_PLANS}) * {_COURSES}), 4, 'convalidacion',"
    f" '2024-03-01', {_NOW} FROM somebody WHERE i % 20 = 0",
    "INSERT INTO activities (university, student_code, kind, detail, hours, imported_at)"
    f" SELECT '{UNIVERSITY}', {_STUDENT}, 'practicas', 'prácticas preprofesionales', 180, {_NOW}"
    " FROM somebody WHERE i % 2 = 0",
    "INSERT INTO cohort_positions (university, student_code, period, career, position, size, ties, average,"
    f" computed_on, source, imported_at) SELECT '{UNIVERSITY}', {_STUDENT}, '{_LAST}', 'Carrera ' || (i % {_PLANS}),"
    f" 1, 1, 1, 15.5, '2026-11-22', 'computed', {_NOW} FROM somebody",
)


def show(title: str, figures: dict[str, Any]) -> None:
    """One figure a line."""
    print(f"\n{title}")
    for name, value in figures.items():
        print(
            f"  {name.replace('_', ' '):28}{value:>12,.1f}" if isinstance(value, float) else f"  {name:28}{value:>12,}"
        )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
