"""Reading a file with everything in it: always as many queries, all by index, closed rows unseen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import insert, update

from actions.records import models as m
from actions.records.database import Database
from actions.records.expediente_query import read_expediente
from actions.rulebooks.expediente import Expediente
from actions.rulebooks.notas import Evaluacion
from tests.conftest import NOW
from tests.records.conftest import TODAY, file_of

BASE = {"university": "UPN", "imported_at": NOW}
STUDENT = "N09000001"
OF_STUDENT = {**BASE, "student_code": STUDENT}
EARLIER = NOW - timedelta(days=9)


def fill(database: Database, enrolments: int, weights: int = 4) -> None:
    """A student with one row in every table, and as many enrolments as asked for, all with grades and attendance."""
    with database.session() as session:
        session.execute(insert(m.Curriculum), {**BASE, "code": "P", "career": "C", "total_credits": 200, "cycles": 10})
        session.execute(insert(m.Period), [
            {**BASE, "code": f"{2000 + n}-1", "is_summer": False, "starts_on": date(2000 + n, 3, 1),
             "ends_on": date(2000 + n, 7, 1)} for n in range(3)
        ])  # fmt: skip
        session.execute(
            insert(m.Student).values(
                **BASE, code=STUDENT, name="Eva", email="e@upn.example", modality="UG", campus="Lima", career="C",
                curriculum_code="P", admission_period="2000-1", started_on=date(2000, 3, 1), active=True,
            )
        )  # fmt: skip
        for n in range(enrolments):
            course, period = f"C{n}", f"{2000 + n % 3}-1"
            session.execute(insert(m.Course).values(**BASE, code=course, name=course, credits=4, kind="taller"))
            session.execute(insert(m.CurriculumCourse).values(**BASE, curriculum_code="P", course_code=course, cycle=1))
            session.execute(insert(m.CourseLink).values(**BASE, course_code=course, other_code="C0", kind="requisite"))
            session.execute(
                insert(m.CourseClass).values(**BASE, code=f"A{n}", course_code=course, period=period, kind="virtual")
            )
            for number in range(1, weights + 1):
                session.execute(
                    insert(m.SyllabusWeight).values(
                        **BASE, course_code=course, period=period, evaluation=f"E{number}", weight=Decimal("0.25"),
                        kind="teoria", number=weights - number,
                    )
                )  # fmt: skip
            found = session.execute(
                insert(m.Enrolment).values(
                    **OF_STUDENT, course_code=course, class_code=f"A{n}", period=period, attempt=1, state="en_curso",
                    enrolled_on=date(2000, 3, 2), withdrawn_on=None,
                )
            ).inserted_primary_key[0]  # fmt: skip
            of_enrolment = {"enrolment_id": found, "imported_at": NOW}
            session.execute(
                insert(m.Grade).values(**of_enrolment, evaluation="e1", grade=Decimal("11.5"), posted_at=NOW)
            )
            session.execute(insert(m.Grade).values(**of_enrolment, evaluation="extra", grade=Decimal(20)))
            session.execute(
                insert(m.Attendance).values(**of_enrolment, sessions=30, held=9, absences=1, late=2, justified=3)
            )
        for table, values in (
            (m.Debt, {"concept": "cuota", "due_on": TODAY, "administrative": False}),
            (m.Hold, {"kind": "retencion", "reason": "libro"}),
            (m.Payment, {"concept": "sustitutorio", "period": "2000-1", "course_code": "C0", "paid_at": NOW}),
            (m.Request, {"kind": "sustitutorio", "period": "2000-1", "course_code": "C0", "handed_in_at": NOW}),
            (m.Authorisation, {"kind": "no_pago_sustitutorio", "period": "2000-1", "course_code": "C0"}),
            (m.Convalidation, {"course_code": "C0", "credits": 4, "kind": "exoneracion", "recognised_on": TODAY}),
            (m.Activity, {"kind": "idioma", "detail": "inglés", "credits": Decimal("1.5")}),
            (m.Reserve, {"period": "2000-1"}),
            (m.Withdrawal, {"kind": "ciclo", "period": "2000-1", "withdrawn_on": TODAY}),
            (m.CohortPosition, {"period": "2000-1", "career": "C", "position": 1, "size": 2, "ties": 2,
                                "average": Decimal("15.25"), "computed_on": TODAY, "source": "computed"}),
        ):  # fmt: skip
            session.execute(insert(table).values(**OF_STUDENT, **values))
        session.execute(
            insert(m.CalendarEntry).values(**BASE, modality="*", period="", activity="no_laborable", starts_at=NOW,
                                           ends_at=NOW)
        )  # fmt: skip


@pytest.fixture(scope="module")
def filled_file(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copy(empty_file, tmp_path_factory.mktemp("filled") / "records.db"))
    database = Database(f"sqlite:///{path}")
    fill(database, 2)
    database.close()
    return path


@pytest.fixture
def filled(filled_file: Path, tmp_path: Path) -> Database:
    """A record with a student who has two enrolments."""
    return Database(f"sqlite:///{shutil.copy(filled_file, tmp_path / 'filled.db')}")


def read(database: Database) -> Expediente:
    found = file_of(database, STUDENT)
    assert found is not None
    return found


Queries = Callable[[Database], list[tuple[str, Any]]]


@pytest.fixture
def queries() -> Queries:
    """The statements, with their parameters, that reading the student's file executes."""

    def count(database: Database) -> list[tuple[str, Any]]:
        executed: list[tuple[str, Any]] = []

        def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
            executed.append((statement, parameters))

        sa.event.listen(database.engine, "before_cursor_execute", note)
        read(database)
        sa.event.remove(database.engine, "before_cursor_execute", note)
        return executed

    return count


@pytest.mark.parametrize("enrolments", [1, 60])
def test_reading_takes_the_same_queries_for_1_and_60_enrolments(
    records: Database, queries: Queries, enrolments: int
) -> None:
    fill(records, enrolments)
    assert len(read(records).matriculas) == enrolments
    assert len(queries(records)) == 9


def test_every_query_finds_its_rows_by_index(filled: Database, queries: Queries) -> None:
    """One that went through all enrolments or weights would take seconds in a university."""
    by_university = {"periods"}
    for statement, parameters in queries(filled):
        with filled.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        for step in (row[3] for row in plan):
            assert not step.startswith("SCAN") or step == "SCAN CONSTANT ROW", (step, statement)
            if step.startswith("SEARCH") and step.split()[1] not in by_university:
                assert not step.endswith("(university=?)"), (step, statement)


def test_evaluations_join_weights_and_grades_in_the_syllabus_s_order(filled: Database) -> None:
    for matricula in read(filled).matriculas:
        assert [e.nombre for e in matricula.evaluaciones] == ["E4", "E3", "E2", "E1", "extra"]
        weight = Decimal("0.25")
        assert matricula.evaluaciones[0] == Evaluacion("E4", weight, None, "teoria")
        graded, extra = matricula.evaluaciones[3:]
        assert graded == Evaluacion("E1", weight, Decimal("11.5"), "teoria", NOW)
        assert (extra.peso, extra.nota, extra.publicada) == (None, Decimal(20), None)


def test_a_recognised_course_has_no_evaluations(filled: Database) -> None:
    with filled.session() as session:
        session.execute(update(m.Enrolment).values(state="convalidado"))
    assert [matricula.evaluaciones for matricula in read(filled).matriculas] == [(), ()]


TABLES = [
    table
    for table in m.Base.metadata.sorted_tables
    if "closed_at" in table.c and table.name not in ("periods", "courses")
]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_closed_rows_are_not_seen(filled: Database, table: sa.Table) -> None:
    with filled.session() as session:
        session.execute(update(table).values(closed_at=NOW))
    if table.name == "students":
        assert file_of(filled, STUDENT) is None
        return
    if table.name == "curricula":  # the student's own plan: its figures stay
        return
    seen = {
        "enrolments": lambda e: e.matriculas,
        "attendance": lambda e: [m.asistencia for m in e.matriculas if m.asistencia],
        "grades": lambda e: [x for m in e.matriculas for x in m.evaluaciones if x.nota is not None],
        "syllabus_weights": lambda e: [x for m in e.matriculas for x in m.evaluaciones if x.peso is not None],
        "classes": lambda e: [m.clase for m in e.matriculas if m.clase.value == "virtual"],
        "course_links": lambda e: [m.curso for m in e.matriculas if m.curso.requisitos],
        "curriculum_courses": lambda e: e.pendientes_del_plan,
        "debts": lambda e: e.deudas, "holds": lambda e: e.retenciones, "payments": lambda e: e.pagos,
        "requests": lambda e: e.solicitudes, "convalidations": lambda e: e.convalidaciones,
        "activities": lambda e: e.actividades, "reserves": lambda e: e.reservas, "withdrawals": lambda e: e.retiros,
        "cohort_positions": lambda e: [e.posicion] if e.posicion else [], "calendar_entries": lambda e: e.calendario,
        "authorisations": lambda e: [t for t in e.tramites if t.autorizado_sin_pago],
    }[table.name]  # fmt: skip
    assert list(seen(read(filled))) == []
    with filled.session() as session:
        session.execute(update(table).values(closed_at=None))
    assert list(seen(read(filled))) != []


def test_an_enrolment_is_never_left_out_with_its_course_or_period(filled: Database) -> None:
    with filled.session() as session:
        session.execute(update(m.Course).values(closed_at=NOW))
        session.execute(update(m.Period).values(closed_at=NOW))
    expediente = read(filled)
    assert len(expediente.matriculas) == 2
    assert (expediente.pendientes_del_plan, expediente.periodos) == ((), ())


DATED = [
    table
    for table in TABLES
    if table.name not in ("classes", "course_links", "curriculum_courses")  # they describe; the facts are elsewhere
]


@pytest.mark.parametrize("table", DATED, ids=lambda table: table.name)
def test_the_file_is_as_old_as_its_oldest_fact_of_any_kind(filled: Database, table: sa.Table) -> None:
    assert read(filled).al == NOW
    with filled.session() as session:
        session.execute(update(table).values(imported_at=EARLIER))
    assert read(filled).al == EARLIER


def test_the_latest_place_is_told(filled: Database) -> None:
    with filled.session() as session:
        session.execute(
            insert(m.CohortPosition).values(
                **OF_STUDENT, period="2002-1", career="C", position=2, size=9, ties=1, computed_on=TODAY,
                source="imported",
            )
        )  # fmt: skip
    position = read(filled).posicion
    assert position is not None
    assert (position.periodo, position.puesto, position.total, position.promedio) == ("2002-1", 2, 9, None)
    with filled.session() as session:
        older = m.CohortPosition.__table__.c
        session.execute(update(m.CohortPosition).where(older.period == "2000-1").values(imported_at=EARLIER))
    assert read(filled).al == NOW


def test_nothing_of_another_student_is_in_the_file(filled: Database) -> None:
    before = read(filled)
    other = {**BASE, "student_code": "N09000002"}
    with filled.session() as session:
        copied = dict(session.execute(sa.select(m.Student.__table__)).mappings().one())
        session.execute(insert(m.Student).values({**copied, "code": "N09000002"}))
        enrolment = session.execute(
            insert(m.Enrolment).values(**other, course_code="C0", period="2000-1", attempt=1, state="en_curso")
        ).inserted_primary_key[0]
        session.execute(insert(m.Grade).values(enrolment_id=enrolment, evaluation="E1", grade=3, imported_at=EARLIER))
        session.execute(insert(m.Reserve).values(**other, period="2002-1"))
        session.execute(insert(m.Activity).values(**other, kind="tesis"))
        session.execute(
            insert(m.CohortPosition).values(
                **other, period="2002-1", career="C", position=1, size=9, ties=1, average=19, computed_on=TODAY,
                source="imported",
            )
        )  # fmt: skip
    assert read(filled) == before


def test_an_unknown_student_of_a_full_record(filled: Database) -> None:
    with filled.session() as session:
        assert read_expediente(session, "UPC", STUDENT, TODAY) is None
