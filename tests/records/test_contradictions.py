"""Rows that contradict themselves or the rest are refused by the database, whoever writes them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from actions.records import models as m
from actions.records.database import Database
from tests.conftest import NOW

BASE = {"university": "UPN", "imported_at": NOW}
OF_LUCIA = {**BASE, "student_code": "N00100001"}
ENROLMENT = {**OF_LUCIA, "course_code": "IOT1", "period": "2026-2", "attempt": 1, "state": "en_curso"}
FIRST_ENROLMENT = {"enrolment_id": 1, "imported_at": NOW}
HOLD = {**OF_LUCIA, "kind": "retencion", "reason": "libro"}
COURSE = {**BASE, "code": "NEW1", "name": "Nuevo", "credits": 4}
CLASS = {**BASE, "code": "NEW", "course_code": "CAL1", "period": "2026-2", "kind": "virtual"}
LINK = {**BASE, "course_code": "CAL1", "other_code": "FIS1", "kind": "requisite"}
ATTENDANCE = {**FIRST_ENROLMENT, "sessions": 30, "held": 20, "absences": 2, "late": 1, "justified": 0}
GRADE = {**FIRST_ENROLMENT, "evaluation": "T1", "grade": 14, "posted_at": NOW}
STUDENT = {
    **BASE, "code": "N00100099", "name": "Nadie", "email": "nadie@upn.example", "modality": "UG", "campus": "Lima",
    "career": "Arquitectura", "curriculum_code": "ARQ-220", "admission_period": "2026-1", "active": True,
}  # fmt: skip

SOUND = [
    (m.Enrolment, ENROLMENT),
    (m.Enrolment, {**ENROLMENT, "attempt": 3, "state": "aprobado", "final_grade": 20}),
    (m.Enrolment, {**ENROLMENT, "state": "inhabilitado", "final_grade": 0}),
    (m.Grade, GRADE),
    (m.Attendance, ATTENDANCE),
    (m.Hold, HOLD),
    (m.Course, COURSE),
    (m.CourseClass, CLASS),
    (m.CourseLink, LINK),
    (m.Student, STUDENT),
]
CONTRADICTORY = {
    "final grade 21": (m.Enrolment, {**ENROLMENT, "state": "aprobado", "final_grade": 21}),
    "final grade 20.01": (m.Enrolment, {**ENROLMENT, "state": "aprobado", "final_grade": 20.01}),
    "final grade below 0": (m.Enrolment, {**ENROLMENT, "state": "desaprobado", "final_grade": -1}),
    "attempt 0": (m.Enrolment, {**ENROLMENT, "attempt": 0}),
    "attempt 4": (m.Enrolment, {**ENROLMENT, "attempt": 4}),
    "unknown state": (m.Enrolment, {**ENROLMENT, "state": "jalado"}),
    "enrolled twice in a period": (m.Enrolment, {**ENROLMENT, "course_code": "CAL2", "attempt": 2}),
    "enrolment of nobody": (m.Enrolment, {**ENROLMENT, "student_code": "N00999999"}),
    "enrolment elsewhere": (m.Enrolment, {**ENROLMENT, "university": "UPCH"}),
    "grade 21": (m.Grade, {**GRADE, "grade": 21}),
    "grade below 0": (m.Grade, {**GRADE, "grade": -0.5}),
    "grade without enrolment": (m.Grade, {**GRADE, "enrolment_id": 99999}),
    "no grade": (m.Grade, {**GRADE, "grade": None}),
    "unknown hold": (m.Hold, {**HOLD, "kind": "castigo"}),
    "hold of nobody": (m.Hold, {**HOLD, "student_code": "N00999999"}),
    "hold without import": (m.Hold, {**HOLD, "imported_at": None}),
    "debt of nobody": (m.Debt, {**BASE, "student_code": "N00999999", "concept": "cuota", "due_on": NOW.date(),
                                "administrative": False}),
    "course without credits": (m.Course, {**COURSE, "credits": 0}),
    "unknown kind of class": (m.CourseClass, {**CLASS, "kind": "hibrida"}),
    "class of no course": (m.CourseClass, {**CLASS, "course_code": "NADA"}),
    "unknown kind of link": (m.CourseLink, {**LINK, "kind": "parecido"}),
    "student of no plan": (m.Student, {**STUDENT, "curriculum_code": "ISI-2020"}),
    "student without address": (m.Student, {**STUDENT, "email": None}),
}  # fmt: skip


@pytest.mark.parametrize(("table", "row"), SOUND, ids=lambda value: getattr(value, "__tablename__", ""))
def test_sound_rows_are_taken(database: Database, table: Any, row: dict[str, Any]) -> None:
    with database.session() as session:
        session.execute(insert(table).values(row))


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (m.Enrolment, ENROLMENT),
        (m.Grade, GRADE),
        (m.Attendance, ATTENDANCE),
        (m.Course, COURSE),
        (m.CourseClass, CLASS),
        (m.CourseLink, LINK),
        (m.Student, STUDENT),
    ],
    ids=lambda value: getattr(value, "__tablename__", ""),
)
def test_a_fact_is_written_once(database: Database, table: Any, row: dict[str, Any]) -> None:
    with database.session() as session:
        session.execute(insert(table).values(row))
    with pytest.raises(IntegrityError), database.session() as session:
        session.execute(insert(table).values(row))


@pytest.mark.parametrize(("table", "row"), CONTRADICTORY.values(), ids=CONTRADICTORY)
def test_contradictory_rows_are_refused(database: Database, table: Any, row: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.execute(insert(table).values(row))
