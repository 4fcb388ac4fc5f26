"""The tables of the student file. (university, student code) is a student's key; every fact says when it was imported.

Grades are decimals from 0 to 20, moments are stored in UTC, periods are `2026-2` (`2026-0`: summer).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import declarative_base

Base: Any = declarative_base()

_UNIVERSITY = String(8)
_CODE = String(20)
_PERIOD = String(8)


def _imported() -> Column:
    return Column(
        "imported_at", DateTime(timezone=True), nullable=False, comment="when this fact was imported from the source"
    )


def _student_key(*extra: Any) -> tuple[Any, ...]:
    return (
        ForeignKeyConstraint(["university", "student_code"], ["students.university", "students.code"]),
        *extra,
    )


class Student(Base):
    """A student of one university."""

    __tablename__ = "students"
    university = Column(_UNIVERSITY, primary_key=True)
    code = Column(_CODE, primary_key=True)
    name = Column(String(120), nullable=False)
    email = Column(String(160), nullable=False, comment="institutional address: the official channel (UPN Art. 2 e)")
    modality = Column(String(8), nullable=False, comment="UG or WA at UPN")
    campus = Column(String(60), nullable=False)
    career = Column(String(80), nullable=False)
    curriculum_code = Column(String(20), nullable=False)
    admission_period = Column(_PERIOD, nullable=False)
    active = Column(Boolean, nullable=False, default=True)
    imported_at = _imported()
    __table_args__ = (
        ForeignKeyConstraint(["university", "curriculum_code"], ["curricula.university", "curricula.code"]),
    )


class Curriculum(Base):
    """A plan of studies."""

    __tablename__ = "curricula"
    university = Column(_UNIVERSITY, primary_key=True)
    code = Column(String(20), primary_key=True)
    career = Column(String(80), nullable=False)
    total_credits = Column(Integer, nullable=False)
    cycles = Column(Integer, nullable=False)
    imported_at = _imported()


class Course(Base):
    """A course with what its syllabus says."""

    __tablename__ = "courses"
    university = Column(_UNIVERSITY, primary_key=True)
    code = Column(String(20), primary_key=True)
    name = Column(String(120), nullable=False)
    credits = Column(Integer, nullable=False)
    has_sustitutorio = Column(Boolean, comment="what the syllabus says; empty when it is not on record")
    imported_at = _imported()
    __table_args__ = (CheckConstraint("credits > 0", name="course_credits_positive"),)


class SyllabusWeight(Base):
    """Weight (share 0-1) of one evaluation of a course in a period."""

    __tablename__ = "syllabus_weights"
    university = Column(_UNIVERSITY, primary_key=True)
    course_code = Column(String(20), primary_key=True)
    period = Column(_PERIOD, primary_key=True)
    evaluation = Column(String(20), primary_key=True, comment="T1, T2, T3, parcial, final")
    weight = Column(Numeric(5, 4), nullable=False)
    imported_at = _imported()
    __table_args__ = (ForeignKeyConstraint(["university", "course_code"], ["courses.university", "courses.code"]),)


class CurriculumCourse(Base):
    """A course's place in a plan."""

    __tablename__ = "curriculum_courses"
    university = Column(_UNIVERSITY, primary_key=True)
    curriculum_code = Column(String(20), primary_key=True)
    course_code = Column(String(20), primary_key=True)
    cycle = Column(Integer, nullable=False)
    imported_at = _imported()
    __table_args__ = (
        ForeignKeyConstraint(["university", "curriculum_code"], ["curricula.university", "curricula.code"]),
        ForeignKeyConstraint(["university", "course_code"], ["courses.university", "courses.code"]),
    )


class CourseLink(Base):
    """`requisite`: `other_code` has to be passed first. `equivalent`: both count as one course (UPN Art. 9 a)."""

    __tablename__ = "course_links"
    university = Column(_UNIVERSITY, primary_key=True)
    course_code = Column(String(20), primary_key=True)
    other_code = Column(String(20), primary_key=True)
    kind = Column(String(12), primary_key=True)
    imported_at = _imported()
    __table_args__ = (CheckConstraint("kind in ('requisite', 'equivalent')", name="course_link_kind"),)


class Period(Base):
    """An academic period."""

    __tablename__ = "periods"
    university = Column(_UNIVERSITY, primary_key=True)
    code = Column(_PERIOD, primary_key=True)
    is_summer = Column(Boolean, nullable=False)
    starts_on = Column(Date, nullable=False)
    ends_on = Column(Date, nullable=False)
    imported_at = _imported()


class CalendarEntry(Base):
    """An activity of the academic calendar of one modality."""

    __tablename__ = "calendar_entries"
    university = Column(_UNIVERSITY, primary_key=True)
    modality = Column(String(8), primary_key=True)
    period = Column(_PERIOD, primary_key=True)
    activity = Column(String(40), primary_key=True, comment="solicitud_sustitutorio, sustitutorio, retiro_curso, ...")
    starts_at = Column(DateTime(timezone=True), nullable=False)
    ends_at = Column(DateTime(timezone=True), nullable=False)
    imported_at = _imported()


class CourseClass(Base):
    """A class (section) of a course in a period."""

    __tablename__ = "classes"
    university = Column(_UNIVERSITY, primary_key=True)
    code = Column(String(24), primary_key=True)
    course_code = Column(String(20), nullable=False)
    period = Column(_PERIOD, nullable=False)
    kind = Column(String(12), nullable=False, comment="presencial, virtual or coursera")
    imported_at = _imported()
    __table_args__ = (
        CheckConstraint("kind in ('presencial', 'virtual', 'coursera')", name="class_kind"),
        ForeignKeyConstraint(["university", "course_code"], ["courses.university", "courses.code"]),
    )


class Enrolment(Base):
    """A student's enrolment in a course; `attempt` 1, 2 or 3."""

    __tablename__ = "enrolments"
    id = Column(Integer, primary_key=True)
    university = Column(_UNIVERSITY, nullable=False)
    student_code = Column(_CODE, nullable=False)
    course_code = Column(String(20), nullable=False)
    class_code = Column(String(24))
    period = Column(_PERIOD, nullable=False)
    attempt = Column(Integer, nullable=False)
    state = Column(String(16), nullable=False)
    final_grade = Column(Numeric(4, 2))
    imported_at = _imported()
    __table_args__ = _student_key(
        UniqueConstraint("university", "student_code", "course_code", "period", name="one_enrolment_a_period"),
        CheckConstraint(
            "state in ('en_curso', 'aprobado', 'desaprobado', 'inhabilitado', 'retirado', 'convalidado')",
            name="enrolment_state",
        ),
        CheckConstraint("attempt between 1 and 3", name="enrolment_attempt"),
        CheckConstraint("final_grade is null or final_grade between 0 and 20", name="enrolment_grade"),
        Index("enrolments_of_student", "university", "student_code"),
    )


class Grade(Base):
    """The grade of one evaluation and the moment at which it was posted."""

    __tablename__ = "grades"
    enrolment_id = Column(Integer, primary_key=True)
    evaluation = Column(String(20), primary_key=True)
    grade = Column(Numeric(4, 2), nullable=False)
    posted_at = Column(DateTime(timezone=True), nullable=False)
    imported_at = _imported()
    __table_args__ = (
        ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"]),
        CheckConstraint("grade between 0 and 20", name="grade_scale"),
    )


class Attendance(Base):
    """Attendance of one enrolment, counted from it: sessions (weeks when virtual), absences, late arrivals."""

    __tablename__ = "attendance"
    enrolment_id = Column(Integer, primary_key=True)
    sessions = Column(Integer, nullable=False, comment="of the whole class since the enrolment")
    held = Column(Integer, nullable=False, comment="sessions held so far")
    absences = Column(Integer, nullable=False, comment="justified ones taken out")
    late = Column(Integer, nullable=False)
    justified = Column(Integer, nullable=False, default=0)
    imported_at = _imported()
    __table_args__ = (
        ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"]),
        CheckConstraint("absences >= 0 and late >= 0 and justified >= 0", name="attendance_not_negative"),
        CheckConstraint("sessions > 0 and held between 0 and sessions", name="attendance_sessions"),
    )


class Payment(Base):
    """A fee that was paid, e.g. the sustitutorio of a course."""

    __tablename__ = "payments"
    id = Column(Integer, primary_key=True)
    university = Column(_UNIVERSITY, nullable=False)
    student_code = Column(_CODE, nullable=False)
    concept = Column(String(24), nullable=False, comment="sustitutorio, reserva, ...")
    course_code = Column(String(20))
    period = Column(_PERIOD, nullable=False)
    paid_at = Column(DateTime(timezone=True), nullable=False)
    imported_at = _imported()
    __table_args__ = _student_key(Index("payments_of_student", "university", "student_code"))


class Debt(Base):
    """Something owed: money (overdue or not) or an administrative debt (a document, a book)."""

    __tablename__ = "debts"
    id = Column(Integer, primary_key=True)
    university = Column(_UNIVERSITY, nullable=False)
    student_code = Column(_CODE, nullable=False)
    concept = Column(String(80), nullable=False)
    due_on = Column(Date, nullable=False)
    administrative = Column(Boolean, nullable=False, default=False)
    imported_at = _imported()
    __table_args__ = _student_key(Index("debts_of_student", "university", "student_code"))


class Authorisation(Base):
    """An authorisation, e.g. Defensoría's not to pay the sustitutorio of a course."""

    __tablename__ = "authorisations"
    id = Column(Integer, primary_key=True)
    university = Column(_UNIVERSITY, nullable=False)
    student_code = Column(_CODE, nullable=False)
    kind = Column(String(24), nullable=False, comment="no_pago_sustitutorio, ...")
    course_code = Column(String(20))
    period = Column(_PERIOD, nullable=False)
    imported_at = _imported()
    __table_args__ = _student_key(Index("authorisations_of_student", "university", "student_code"))


class Request(Base):
    """A request that the student handed in."""

    __tablename__ = "requests"
    id = Column(Integer, primary_key=True)
    university = Column(_UNIVERSITY, nullable=False)
    student_code = Column(_CODE, nullable=False)
    kind = Column(String(24), nullable=False, comment="sustitutorio, retiro_curso, ...")
    course_code = Column(String(20))
    period = Column(_PERIOD, nullable=False)
    handed_in_at = Column(DateTime(timezone=True), nullable=False)
    imported_at = _imported()
    __table_args__ = _student_key(Index("requests_of_student", "university", "student_code"))


class Hold(Base):
    """A `retencion` (stops enrolment, UPN Art. 7 e) or a `sancion` (a separation in force, Art. 7 d)."""

    __tablename__ = "holds"
    id = Column(Integer, primary_key=True)
    university = Column(_UNIVERSITY, nullable=False)
    student_code = Column(_CODE, nullable=False)
    kind = Column(String(12), nullable=False)
    reason = Column(Text, nullable=False)
    until = Column(Date)
    imported_at = _imported()
    __table_args__ = _student_key(
        CheckConstraint("kind in ('retencion', 'sancion')", name="hold_kind"),
        Index("holds_of_student", "university", "student_code"),
    )
