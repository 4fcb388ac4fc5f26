"""Read one student's file: a fixed number of queries, whatever the number of courses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from actions.records import models as m
from actions.records.database import in_lima
from actions.rulebooks.expediente import (
    Asistencia,
    Curso,
    Deuda,
    Estado,
    Expediente,
    Matricula,
    Periodo,
    TipoClase,
    TramiteCurso,
    Ventana,
)


def read_expediente(session: Session, university: str, code: str, today: date) -> Expediente | None:
    """The file of an active student, None when there is none. `today` decides which debts are overdue."""
    row = session.execute(
        select(m.Student, m.Curriculum)
        .join(
            m.Curriculum,
            and_(m.Curriculum.university == m.Student.university, m.Curriculum.code == m.Student.curriculum_code),
        )
        .where(m.Student.university == university, m.Student.code == code, m.Student.active)
    ).first()
    if row is None:
        return None
    student, curriculum = row
    imported = [student.imported_at, curriculum.imported_at]
    links = _links(session, university, student.curriculum_code, code)
    plan = _plan_courses(session, university, student.curriculum_code, links)
    enrolments = _enrolments(session, university, code, plan, links, imported)
    passed = {e.curso.codigo for e in enrolments if e.estado in (Estado.APROBADO, Estado.CONVALIDADO)}
    return Expediente(
        universidad=university,
        codigo=code,
        nombre=student.name,
        modalidad=student.modality,
        sede=student.campus,
        carrera=student.career,
        plan=curriculum.code,
        creditos_plan=curriculum.total_credits,
        ciclos_plan=curriculum.cycles,
        admision=student.admission_period,
        matriculas=tuple(enrolments),
        pendientes_del_plan=tuple(
            course for course in plan.values() if not ({course.codigo} | course.equivalentes) & passed
        ),
        deudas=_debts(session, university, code, today, imported),
        **_holds(session, university, code, today, imported),
        tramites=_procedures(session, university, code, imported),
        calendario=_calendar(session, university, student.modality, imported),
        al=in_lima(min(imported)),
    )


def _of_student(table: Any, university: str, code: str) -> Any:
    return select(table).where(table.university == university, table.student_code == code)


def _links(session: Session, university: str, curriculum: str, code: str) -> dict[str, dict[str, set[str]]]:
    in_plan = select(m.CurriculumCourse.course_code).where(
        m.CurriculumCourse.university == university, m.CurriculumCourse.curriculum_code == curriculum
    )
    taken = select(m.Enrolment.course_code).where(
        m.Enrolment.university == university, m.Enrolment.student_code == code
    )
    rows = session.execute(
        select(m.CourseLink).where(
            m.CourseLink.university == university,
            m.CourseLink.course_code.in_(in_plan) | m.CourseLink.course_code.in_(taken),
        )
    ).scalars()
    links: dict[str, dict[str, set[str]]] = {"requisite": defaultdict(set), "equivalent": defaultdict(set)}
    for link in rows:
        links[link.kind][link.course_code].add(link.other_code)
        if link.kind == "equivalent":
            links[link.kind][link.other_code].add(link.course_code)
    return links


def _course(course: Any, cycle: int, links: dict[str, dict[str, set[str]]]) -> Curso:
    return Curso(
        codigo=course.code,
        nombre=course.name,
        creditos=course.credits,
        ciclo=cycle,
        tiene_sustitutorio=course.has_sustitutorio,
        requisitos=frozenset(links["requisite"].get(course.code, ())),
        equivalentes=frozenset(links["equivalent"].get(course.code, ())),
    )


def _plan_courses(
    session: Session, university: str, curriculum: str, links: dict[str, dict[str, set[str]]]
) -> dict[str, Curso]:
    # Columns, not objects: fifty objects cost more than everything else in the file.
    rows = session.execute(
        select(m.Course.code, m.Course.name, m.Course.credits, m.Course.has_sustitutorio, m.CurriculumCourse.cycle)
        .join(
            m.CurriculumCourse,
            and_(m.CurriculumCourse.university == m.Course.university, m.CurriculumCourse.course_code == m.Course.code),
        )
        .where(m.Course.university == university, m.CurriculumCourse.curriculum_code == curriculum)
        .order_by(m.CurriculumCourse.cycle, m.Course.code)
    )
    return {row.code: _course(row, row.cycle, links) for row in rows}


def _enrolments(
    session: Session,
    university: str,
    code: str,
    plan: dict[str, Curso],
    links: dict[str, dict[str, set[str]]],
    imported: list[datetime],
) -> list[Matricula]:
    rows = session.execute(
        select(m.Enrolment, m.Course, m.Period, m.CourseClass, m.Attendance)
        .join(m.Course, and_(m.Course.university == university, m.Course.code == m.Enrolment.course_code))
        .join(m.Period, and_(m.Period.university == university, m.Period.code == m.Enrolment.period))
        .outerjoin(
            m.CourseClass, and_(m.CourseClass.university == university, m.CourseClass.code == m.Enrolment.class_code)
        )
        .outerjoin(m.Attendance, m.Attendance.enrolment_id == m.Enrolment.id)
        .where(m.Enrolment.university == university, m.Enrolment.student_code == code)
        .order_by(m.Period.starts_on, m.Enrolment.id)
    )
    found = []
    for enrolment, course, period, course_class, attendance in rows:
        imported += [enrolment.imported_at, *([attendance.imported_at] if attendance else [])]
        found.append(
            Matricula(
                curso=plan.get(course.code) or _course(course, 0, links),
                periodo=Periodo(period.code, period.is_summer, period.starts_on, period.ends_on),
                vez=enrolment.attempt,
                estado=Estado(enrolment.state),
                clase=TipoClase(course_class.kind if course_class else "presencial"),
                promedio_final=None if enrolment.final_grade is None else Decimal(enrolment.final_grade),
                asistencia=Asistencia(
                    attendance.sessions, attendance.held, attendance.absences, attendance.late, attendance.justified
                )
                if attendance
                else None,
            )
        )
    return found


def _scalars(session: Session, table: Any, university: str, code: str, imported: list[datetime]) -> Sequence[Any]:
    rows = session.execute(_of_student(table, university, code)).scalars().all()
    imported += [row.imported_at for row in rows]
    return rows


def _debts(session: Session, university: str, code: str, today: date, imported: list[datetime]) -> tuple[Deuda, ...]:
    rows = _scalars(session, m.Debt, university, code, imported)
    return tuple(Deuda(row.concept, row.due_on < today, row.administrative) for row in rows)


def _holds(
    session: Session, university: str, code: str, today: date, imported: list[datetime]
) -> dict[str, tuple[str, ...]]:
    in_force = [
        row for row in _scalars(session, m.Hold, university, code, imported) if row.until is None or row.until >= today
    ]
    return {
        "retenciones": tuple(row.reason for row in in_force if row.kind == "retencion"),
        "sanciones": tuple(row.reason for row in in_force if row.kind == "sancion"),
    }


def _procedures(session: Session, university: str, code: str, imported: list[datetime]) -> tuple[TramiteCurso, ...]:
    facts: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    for payment in _scalars(session, m.Payment, university, code, imported):
        if payment.concept == "sustitutorio":
            facts[payment.course_code, payment.period]["pagado"] = True
    for authorisation in _scalars(session, m.Authorisation, university, code, imported):
        if authorisation.kind == "no_pago_sustitutorio":
            facts[authorisation.course_code, authorisation.period]["autorizado_sin_pago"] = True
    for request in _scalars(session, m.Request, university, code, imported):
        if request.kind == "sustitutorio":
            facts[request.course_code, request.period]["solicitado"] = True
    return tuple(TramiteCurso(course, period, **done) for (course, period), done in facts.items())


def _calendar(session: Session, university: str, modality: str, imported: list[datetime]) -> tuple[Ventana, ...]:
    rows = (
        session.execute(
            select(m.CalendarEntry).where(
                m.CalendarEntry.university == university, m.CalendarEntry.modality == modality
            )
        )
        .scalars()
        .all()
    )
    imported += [row.imported_at for row in rows]
    return tuple(Ventana(row.activity, row.period, in_lima(row.starts_at), in_lima(row.ends_at)) for row in rows)
