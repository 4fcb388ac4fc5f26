"""The tables of the student file. (university, student code) is a student's key; every fact says when it was imported.

Grades are decimals from 0 to 20, moments are stored in UTC, periods are `2026-2` (`2026-0`: summer).
A row that vanished from a full import is closed (`closed_at`), not deleted, and no reader sees it.
Text that belongs to a unique key is empty where it does not apply, never null: two nulls are not equal, and such a row
could be written twice.
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


def _closed() -> Column:
    return Column("closed_at", DateTime(timezone=True), comment="when the row vanished from the source; empty: current")


def _optional_course() -> Column:
    return Column(
        "course_code", String(20), nullable=False, default="", server_default="", comment="empty: of no course"
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
    started_on = Column(Date, comment="the day on which the studies began; empty when it is not on record")
    active = Column(Boolean, nullable=False, default=True)
    imported_at = _imported()
    closed_at = _closed()
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
    closed_at = _closed()


class Course(Base):
    """A course with what its syllabus says."""

    __tablename__ = "courses"
    university = Column(_UNIVERSITY, primary_key=True)
    code = Column(String(20), primary_key=True)
    name = Column(String(120), nullable=False)
    credits = Column(Integer, nullable=False)
    kind = Column(
        String(20),
        nullable=False,
        default="regular",
        server_default="regular",
        comment="regular, taller, dil, electivo, ...",
    )
    has_sustitutorio = Column(Boolean, comment="what the syllabus says; empty when it is not on record")
    imported_at = _imported()
    closed_at = _closed()
    __table_args__ = (CheckConstraint("credits > 0", name="course_credits_positive"),)


class SyllabusWeight(Base):
    """Weight (share 0-1) of one evaluation of a course in a period."""

    __tablename__ = "syllabus_weights"
    university = Column(_UNIVERSITY, primary_key=True)
    course_code = Column(String(20), primary_key=True)
    period = Column(_PERIOD, primary_key=True)
    evaluation = Column(String(20), primary_key=True, comment="T1, T2, T3, parcial, final")
    weight = Column(Numeric(5, 4), nullable=False)
    kind = Column(String(20), comment="what it examines: teoria, practica, conocimiento, desempeno")
    number = Column(Integer, comment="its place in the syllabus: 1, 2, ...")
    imported_at = _imported()
    closed_at = _closed()
    __table_args__ = (ForeignKeyConstraint(["university", "course_code"], ["courses.university", "courses.code"]),)


class CurriculumCourse(Base):
    """A course's place in a plan."""

    __tablename__ = "curriculum_courses"
    university = Column(_UNIVERSITY, primary_key=True)
    curriculum_code = Column(String(20), primary_key=True)
    course_code = Column(String(20), primary_key=True)
    cycle = Column(Integer, nullable=False)
    imported_at = _imported()
    closed_at = _closed()
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
    closed_at = _closed()
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
    closed_at = _closed()


class CalendarEntry(Base):
    """An activity of the academic calendar of one modality, or of all (`*`); `no_laborable`: the university rests."""

    __tablename__ = "calendar_entries"
    university = Column(_UNIVERSITY, primary_key=True)
    modality = Column(String(8), primary_key=True)
    period = Column(_PERIOD, primary_key=True)
    activity = Column(String(40), primary_key=True, comment="solicitud_sustitutorio, sustitutorio, retiro_curso, ...")
    detail = Column(
        String(60),
        primary_key=True,
        default="",
        server_default="",
        comment="which one, where a period has several: the name of a day off",
    )
    starts_at = Column(DateTime(timezone=True), nullable=False)
    ends_at = Column(DateTime(timezone=True), nullable=False)
    imported_at = _imported()
    closed_at = _closed()


class CourseClass(Base):
    """A class (section) of a course in a period."""

    __tablename__ = "classes"
    university = Column(_UNIVERSITY, primary_key=True)
    code = Column(String(24), primary_key=True)
    course_code = Column(String(20), nullable=False)
    period = Column(_PERIOD, nullable=False)
    kind = Column(String(12), nullable=False, comment="presencial, virtual or coursera")
    imported_at = _imported()
    closed_at = _closed()
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
    enrolled_on = Column(Date)
    withdrawn_on = Column(Date)
    imported_at = _imported()
    closed_at = _closed()
    __table_args__ = _student_key(
        ForeignKeyConstraint(
            ["university", "course_code"], ["courses.university", "courses.code"], name="enrolment_of_a_known_course"
        ),
        ForeignKeyConstraint(
            ["university", "period"], ["periods.university", "periods.code"], name="enrolment_in_a_known_period"
        ),
        UniqueConstraint("university", "student_code", "course_code", "period", name="one_enrolment_a_period"),
        CheckConstraint(
            "state in ('en_curso', 'aprobado', 'desaprobado', 'inhabilitado', 'retirado', 'convalidado')",
            name="enrolment_state",
        ),
        CheckConstraint("attempt between 1 and 3", name="enrolment_attempt"),
        CheckConstraint("final_grade is null or final_grade between 0 and 20", name="enrolment_grade"),
    )


class Grade(Base):
    """The grade of one evaluation and the moment at which it was posted."""

    __tablename__ = "grades"
    enrolment_id = Column(Integer, primary_key=True)
    evaluation = Column(String(20), primary_key=True)
    grade = Column(Numeric(4, 2), nullable=False)
    posted_at = Column(DateTime(timezone=True), comment="empty when it is not on record")
    imported_at = _imported()
    closed_at = _closed()
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
    closed_at = _closed()
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
    course_code = _optional_course()
    period = Column(_PERIOD, nullable=False)
    paid_at = Column(DateTime(timezone=True), nullable=False)
    imported_at = _imported()
    closed_at = _closed()
    __table_args__ = _student_key(
        UniqueConstraint(
            "university", "student_code", "concept", "period", "course_code", "paid_at", name="one_payment_a_moment"
        )
    )


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
    closed_at = _closed()
    __table_args__ = _student_key(
        UniqueConstraint("university", "student_code", "concept", "due_on", name="one_debt_of_a_concept_a_day")
    )


class Authorisation(Base):
    """An authorisation, e.g. Defensoría's not to pay the sustitutorio of a course."""

    __tablename__ = "authorisations"
    id = Column(Integer, primary_key=True)
    university = Column(_UNIVERSITY, nullable=False)
    student_code = Column(_CODE, nullable=False)
    kind = Column(String(24), nullable=False, comment="no_pago_sustitutorio, ...")
    course_code = _optional_course()
    period = Column(_PERIOD, nullable=False)
    imported_at = _imported()
    closed_at = _closed()
    __table_args__ = _student_key(
        UniqueConstraint(
            "university", "student_code", "kind", "period", "course_code", name="one_authorisation_of_a_kind"
        )
    )


class Request(Base):
    """A request that the student handed in."""

    __tablename__ = "requests"
    id = Column(Integer, primary_key=True)
    university = Column(_UNIVERSITY, nullable=False)
    student_code = Column(_CODE, nullable=False)
    kind = Column(String(24), nullable=False, comment="sustitutorio, retiro_curso, ...")
    course_code = _optional_course()
    period = Column(_PERIOD, nullable=False)
    handed_in_at = Column(DateTime(timezone=True), nullable=False)
    imported_at = _imported()
    closed_at = _closed()
    __table_args__ = _student_key(
        UniqueConstraint(
            "university", "student_code", "kind", "period", "course_code", "handed_in_at", name="one_request_a_moment"
        )
    )


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
    closed_at = _closed()
    __table_args__ = _student_key(
        CheckConstraint("kind in ('retencion', 'sancion')", name="hold_kind"),
        UniqueConstraint("university", "student_code", "kind", "reason", name="one_hold_of_a_reason"),
    )


class Convalidation(Base):
    """A course that the university recognised from elsewhere, or from which it exempted the student."""

    __tablename__ = "convalidations"
    university = Column(_UNIVERSITY, primary_key=True)
    student_code = Column(_CODE, primary_key=True)
    course_code = Column(String(20), primary_key=True)
    credits = Column(Integer, nullable=False)
    kind = Column(String(20), nullable=False)
    recognised_on = Column(Date, nullable=False)
    institution = Column(String(120), nullable=False, default="", server_default="", comment="where it was taken")
    imported_at = _imported()
    closed_at = _closed()
    __table_args__ = _student_key(
        ForeignKeyConstraint(["university", "course_code"], ["courses.university", "courses.code"]),
        CheckConstraint("kind in ('convalidacion', 'reconocimiento', 'exoneracion')", name="convalidation_kind"),
        CheckConstraint("credits >= 0", name="convalidation_credits"),
    )


class Activity(Base):
    """Something besides courses that counts towards the degree, in credits or in hours."""

    __tablename__ = "activities"
    university = Column(_UNIVERSITY, primary_key=True)
    student_code = Column(_CODE, primary_key=True)
    kind = Column(String(30), primary_key=True, comment="complementaria, practicas, idioma, tesis, ...")
    detail = Column(String(80), primary_key=True, default="", server_default="", comment="which one")
    reference = Column(
        String(40), primary_key=True, default="", server_default="", comment="tells it from another of the same detail"
    )
    credits = Column(Numeric(5, 2))
    hours = Column(Numeric(7, 2))
    done_on = Column(Date)
    imported_at = _imported()
    closed_at = _closed()
    __table_args__ = _student_key(
        CheckConstraint("credits is null or credits >= 0", name="activity_credits"),
        CheckConstraint("hours is null or hours >= 0", name="activity_hours"),
    )


class Reserve(Base):
    """A period for which the student's enrolment is reserved."""

    __tablename__ = "reserves"
    university = Column(_UNIVERSITY, primary_key=True)
    student_code = Column(_CODE, primary_key=True)
    period = Column(_PERIOD, primary_key=True)
    imported_at = _imported()
    closed_at = _closed()
    __table_args__ = _student_key()


class Withdrawal(Base):
    """A withdrawal from a course, a cycle or the studies."""

    __tablename__ = "withdrawals"
    university = Column(_UNIVERSITY, primary_key=True)
    student_code = Column(_CODE, primary_key=True)
    kind = Column(String(20), primary_key=True)
    period = Column(_PERIOD, primary_key=True)
    course_code = Column(String(20), primary_key=True, default="", server_default="", comment="empty: of no course")
    withdrawn_on = Column(Date, nullable=False)
    imported_at = _imported()
    closed_at = _closed()
    __table_args__ = _student_key(
        CheckConstraint(
            "kind in ('curso', 'ciclo', 'temporal', 'extraordinario', 'definitivo')", name="withdrawal_kind"
        ),
    )


class CohortPosition(Base):
    """A student's place by average among those of one career in a closed period. A row tells of one student alone:
    how many there are and how many share the place, never what anybody else's average is."""

    __tablename__ = "cohort_positions"
    university = Column(_UNIVERSITY, primary_key=True)
    student_code = Column(_CODE, primary_key=True)
    period = Column(_PERIOD, primary_key=True)
    career = Column(String(80), primary_key=True)
    position = Column(Integer, nullable=False, comment="1: the best average")
    size = Column(Integer, nullable=False, comment="students of the cohort")
    ties = Column(Integer, nullable=False, comment="students who share the place, this one included")
    average = Column(Numeric(5, 3), comment="the student's own")
    computed_on = Column(Date, nullable=False)
    source = Column(String(10), nullable=False, comment="imported, or computed here; an imported one is never replaced")
    imported_at = _imported()
    closed_at = _closed()
    __table_args__ = _student_key(
        ForeignKeyConstraint(["university", "period"], ["periods.university", "periods.code"]),
        CheckConstraint("position between 1 and size", name="cohort_position"),
        CheckConstraint("ties between 1 and size - position + 1", name="cohort_ties"),
        CheckConstraint("average is null or average between 0 and 20", name="cohort_average"),
        CheckConstraint("source in ('imported', 'computed')", name="cohort_source"),
    )
