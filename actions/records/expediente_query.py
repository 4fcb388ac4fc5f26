"""Read one student's file: a fixed number of queries, whatever the number of courses. Closed rows are not seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, select, tuple_, union
from sqlalchemy.orm import Session

from actions.records import models as m
from actions.records.database import aware, in_lima
from actions.rulebooks.expediente import (
    Actividad,
    Asistencia,
    Convalidacion,
    Curso,
    Deuda,
    Estado,
    Expediente,
    Matricula,
    Pago,
    Periodo,
    Posicion,
    Retiro,
    Solicitud,
    TipoClase,
    TramiteCurso,
    Ventana,
)
from actions.rulebooks.notas import Evaluacion

#: Calendar activity: a day on which the university rests, besides weekends and public holidays.
NON_WORKING = "no_laborable"
#: Modality of a calendar entry that holds for all of them.
EVERY_MODALITY = "*"

_Links = dict[str, dict[str, set[str]]]
_CourseInPeriod = tuple[str, str]


def read_expediente(session: Session, university: str, code: str, today: date) -> Expediente | None:
    """The file of an active student, None when there is none. `today` decides which debts are overdue."""
    return _Reader(session, university, code, today).expediente()


def non_working_days(calendar: Iterable[Ventana]) -> frozenset[date]:
    """The university's own days off in a calendar, each day of longer ones."""
    return frozenset(
        window.inicio.date() + timedelta(days=n)
        for window in calendar
        if window.actividad == NON_WORKING
        for n in range((window.fin.date() - window.inicio.date()).days + 1)
    )


def read_non_working_days(session: Session, university: str, modality: str = EVERY_MODALITY) -> frozenset[date]:
    """The university's own days off, for who has no record at hand: those of all modalities, and of one if named."""
    rows = session.execute(_CALENDAR, {"university": university, "modality": modality})
    return non_working_days(_window(row) for row in rows)


# The statements are built once: building one costs more than SQLite takes to answer it. Columns, not objects, for the
# same reason.
_student, _curriculum, _course, _enrolment = (
    table.__table__ for table in (m.Student, m.Curriculum, m.Course, m.Enrolment)
)
_plan, _link, _class, _attendance = (
    table.__table__ for table in (m.CurriculumCourse, m.CourseLink, m.CourseClass, m.Attendance)
)
_weight, _grade, _period, _entry = (table.__table__ for table in (m.SyllabusWeight, m.Grade, m.Period, m.CalendarEntry))
_cohort = m.CohortPosition.__table__
_UNIVERSITY, _CODE, _CURRICULUM = bindparam("university"), bindparam("code"), bindparam("curriculum")


def _current(table: Any) -> Any:
    return and_(table.c.university == _UNIVERSITY, table.c.closed_at.is_(None))


def _of_student(table: Any, *order: Any) -> Any:
    return select(table).where(_current(table), table.c.student_code == _CODE).order_by(*order)


_OWN_ENROLMENTS = and_(_current(_enrolment), _enrolment.c.student_code == _CODE)
_STUDENT = (
    select(
        _student,
        _curriculum.c.total_credits,
        _curriculum.c.cycles,
        _curriculum.c.imported_at.label("curriculum_imported_at"),
    )
    .join(
        _curriculum,
        and_(_curriculum.c.university == _student.c.university, _curriculum.c.code == _student.c.curriculum_code),
    )
    .where(_current(_student), _student.c.code == _CODE, _student.c.active)
)
# One IN of a union, and one of pairs: SQLite finds both by index, but goes through every row for an OR of two, and for
# a join that it starts at the wrong end.
_LINKS = select(_link.c.kind, _link.c.course_code, _link.c.other_code).where(
    _current(_link),
    _link.c.course_code.in_(
        union(
            select(_plan.c.course_code).where(_current(_plan), _plan.c.curriculum_code == _CURRICULUM),
            select(_enrolment.c.course_code).where(_OWN_ENROLMENTS),
        )
    ),
)
_COURSE_COLUMNS = (_course.c.code, _course.c.name, _course.c.credits, _course.c.has_sustitutorio, _course.c.kind)
_PLAN_COURSES = (
    select(*_COURSE_COLUMNS, _plan.c.cycle)
    .join(_plan, and_(_plan.c.university == _course.c.university, _plan.c.course_code == _course.c.code))
    .where(_current(_course), _plan.c.closed_at.is_(None), _plan.c.curriculum_code == _CURRICULUM)
    .order_by(_plan.c.cycle, _course.c.code)
)
_PERIODS = (
    select(_period.c.code, _period.c.is_summer, _period.c.starts_on, _period.c.ends_on, _period.c.closed_at)
    .where(_period.c.university == _UNIVERSITY)
    .order_by(_period.c.starts_on)
)
# Course and period are not asked whether they are closed: foreign keys hold them, and an enrolment on record is never
# left out.
_ENROLMENTS = (
    select(
        _enrolment.c.id,
        _enrolment.c.period,
        _enrolment.c.attempt,
        _enrolment.c.state,
        _enrolment.c.final_grade,
        _enrolment.c.enrolled_on,
        _enrolment.c.withdrawn_on,
        _enrolment.c.imported_at,
        *_COURSE_COLUMNS,
        _class.c.kind.label("class_kind"),
        _attendance.c.sessions,
        _attendance.c.held,
        _attendance.c.absences,
        _attendance.c.late,
        _attendance.c.justified,
        _attendance.c.imported_at.label("attendance_imported_at"),
    )
    .join(_course, and_(_course.c.university == _enrolment.c.university, _course.c.code == _enrolment.c.course_code))
    .outerjoin(
        _class,
        and_(
            _class.c.university == _enrolment.c.university,
            _class.c.code == _enrolment.c.class_code,
            _class.c.closed_at.is_(None),
        ),
    )
    .outerjoin(_attendance, and_(_attendance.c.enrolment_id == _enrolment.c.id, _attendance.c.closed_at.is_(None)))
    .where(_OWN_ENROLMENTS)
)
_WEIGHTS = (
    select(
        _weight.c.course_code,
        _weight.c.period,
        _weight.c.evaluation,
        _weight.c.weight,
        _weight.c.kind,
        _weight.c.imported_at,
    )
    .where(
        _current(_weight),
        tuple_(_weight.c.course_code, _weight.c.period).in_(
            select(_enrolment.c.course_code, _enrolment.c.period).where(_OWN_ENROLMENTS)
        ),
    )
    .order_by(_weight.c.number.is_(None), _weight.c.number, _weight.c.evaluation)
)
_GRADES = (
    select(
        _enrolment.c.course_code,
        _enrolment.c.period,
        _grade.c.evaluation,
        _grade.c.grade,
        _grade.c.posted_at,
        _grade.c.imported_at,
    )
    .join(_grade, _grade.c.enrolment_id == _enrolment.c.id)
    .where(_OWN_ENROLMENTS, _grade.c.closed_at.is_(None))
    .order_by(_grade.c.evaluation)
)
_DEBTS = _of_student(m.Debt.__table__, m.Debt.due_on, m.Debt.concept)
_HOLDS = _of_student(m.Hold.__table__, m.Hold.id)
_PAYMENTS = _of_student(m.Payment.__table__, m.Payment.paid_at, m.Payment.id)
_AUTHORISATIONS = _of_student(m.Authorisation.__table__, m.Authorisation.id)
_REQUESTS = _of_student(m.Request.__table__, m.Request.handed_in_at, m.Request.id)
_CONVALIDATIONS = _of_student(m.Convalidation.__table__, m.Convalidation.recognised_on, m.Convalidation.course_code)
_ACTIVITIES = _of_student(
    m.Activity.__table__,
    m.Activity.done_on.is_(None),
    m.Activity.done_on,
    m.Activity.kind,
    m.Activity.detail,
    m.Activity.reference,
)
_RESERVES = _of_student(m.Reserve.__table__, m.Reserve.period)
_WITHDRAWALS = _of_student(m.Withdrawal.__table__, m.Withdrawal.withdrawn_on, m.Withdrawal.course_code)
_POSITION = (
    select(_cohort)
    .join(_period, and_(_period.c.university == _cohort.c.university, _period.c.code == _cohort.c.period))
    .where(_current(_cohort), _cohort.c.student_code == _CODE)
    .order_by(_period.c.starts_on.desc(), _cohort.c.imported_at.desc())
    .limit(1)
)
_CALENDAR = (
    select(_entry.c.activity, _entry.c.period, _entry.c.starts_at, _entry.c.ends_at, _entry.c.imported_at)
    .where(_current(_entry), _entry.c.modality.in_([bindparam("modality"), EVERY_MODALITY]))
    .order_by(_entry.c.starts_at, _entry.c.activity)
)


class _Reader:
    """One reading of one student's file; it remembers when the facts that it came across were imported."""

    def __init__(self, session: Session, university: str, code: str, today: date) -> None:
        self._session, self._today = session, today
        self._key = {"university": university, "code": code}
        self._imported: list[datetime] = []

    def expediente(self) -> Expediente | None:
        """The whole file."""
        student = next(iter(self._facts(_STUDENT)), None)
        if student is None:
            return None
        self._imported.append(student.curriculum_imported_at)
        convalidations = self._convalidations()
        periods = self._periods()
        links = self._links(student.curriculum_code)
        plan = self._plan_courses(student.curriculum_code, links)
        enrolments = self._enrolments(plan, links, {code: period for code, (period, _) in periods.items()})
        done = {e.curso.codigo for e in enrolments if e.estado in (Estado.APROBADO, Estado.CONVALIDADO)}
        done |= {convalidation.curso for convalidation in convalidations}
        payments, requests = self._facts(_PAYMENTS), self._facts(_REQUESTS)
        position = self._position()
        return Expediente(
            universidad=student.university,
            codigo=student.code,
            nombre=student.name,
            modalidad=student.modality,
            sede=student.campus,
            carrera=student.career,
            plan=student.curriculum_code,
            creditos_plan=student.total_credits,
            ciclos_plan=student.cycles,
            admision=student.admission_period,
            ingreso=student.started_on,
            matriculas=enrolments,
            pendientes_del_plan=tuple(
                course for course in plan.values() if not ({course.codigo} | course.equivalentes) & done
            ),
            deudas=self._debts(),
            **self._holds(),
            tramites=_procedures(payments, self._facts(_AUTHORISATIONS), requests),
            pagos=tuple(
                Pago(row.concept, row.period, in_lima(row.paid_at), row.course_code or None) for row in payments
            ),
            solicitudes=tuple(
                Solicitud(row.kind, row.period, in_lima(row.handed_in_at), row.course_code or None) for row in requests
            ),
            convalidaciones=convalidations,
            actividades=self._activities(),
            reservas=tuple(row.period for row in self._facts(_RESERVES)),
            retiros=self._withdrawals(),
            posicion=position,
            calendario=tuple(map(_window, self._facts(_CALENDAR, modality=student.modality))),
            periodos=tuple(period for period, closed in periods.values() if not closed),
            al=in_lima(min(map(aware, self._imported))),
        )

    def _rows(self, statement: Any, **more: str) -> Sequence[Any]:
        return self._session.execute(statement, {**self._key, **more}).all()

    def _facts(self, statement: Any, **more: str) -> Sequence[Any]:
        rows = self._rows(statement, **more)
        self._imported += [row.imported_at for row in rows]
        return rows

    def _links(self, curriculum: str) -> _Links:
        links: _Links = {"requisite": defaultdict(set), "equivalent": defaultdict(set)}
        for kind, course, other in self._rows(_LINKS, curriculum=curriculum):
            links[kind][course].add(other)
            if kind == "equivalent":
                links[kind][other].add(course)
        return links

    def _plan_courses(self, curriculum: str, links: _Links) -> dict[str, Curso]:
        return {row.code: _curso(row, row.cycle, links) for row in self._rows(_PLAN_COURSES, curriculum=curriculum)}

    def _periods(self) -> dict[str, tuple[Periodo, bool]]:
        """Every period with whether it is closed, the oldest first."""
        return {
            row.code: (Periodo(row.code, row.is_summer, row.starts_on, row.ends_on), row.closed_at is not None)
            for row in self._rows(_PERIODS)
        }

    def _enrolments(self, plan: dict[str, Curso], links: _Links, periods: dict[str, Periodo]) -> tuple[Matricula, ...]:
        evaluations = self._evaluations()
        rows = sorted(self._facts(_ENROLMENTS), key=lambda row: (periods[row.period].inicio, row.id))
        self._imported += [row.attendance_imported_at for row in rows if row.attendance_imported_at]
        return tuple(
            Matricula(
                curso=plan.get(row.code) or _curso(row, 0, links),
                periodo=periods[row.period],
                vez=row.attempt,
                estado=Estado(row.state),
                clase=TipoClase(row.class_kind or "presencial"),
                promedio_final=row.final_grade,
                asistencia=None
                if row.sessions is None
                else Asistencia(row.sessions, row.held, row.absences, row.late, row.justified),
                # A recognised course was not examined here.
                evaluaciones=()
                if row.state == Estado.CONVALIDADO.value
                else tuple(evaluations.get((row.code, row.period), {}).values()),
                inscrito=row.enrolled_on,
                retirado=row.withdrawn_on,
            )
            for row in rows
        )

    def _evaluations(self) -> dict[_CourseInPeriod, dict[str, Evaluacion]]:
        """What the syllabus of each course and period weighs, with the student's grades; by name without capitals."""
        found: dict[_CourseInPeriod, dict[str, Evaluacion]] = defaultdict(dict)
        for row in self._facts(_WEIGHTS):
            found[row.course_code, row.period][row.evaluation.casefold()] = Evaluacion(
                row.evaluation, row.weight, tipo=row.kind
            )
        for row in self._facts(_GRADES):
            evaluations, name = found[row.course_code, row.period], row.evaluation.casefold()
            weighed = evaluations.get(name) or Evaluacion(row.evaluation)
            evaluations[name] = Evaluacion(
                weighed.nombre, weighed.peso, row.grade, weighed.tipo, row.posted_at and in_lima(row.posted_at)
            )
        return found

    def _debts(self) -> tuple[Deuda, ...]:
        return tuple(
            Deuda(row.concept, row.due_on < self._today, row.administrative, row.due_on) for row in self._facts(_DEBTS)
        )

    def _holds(self) -> dict[str, tuple[str, ...]]:
        in_force = [row for row in self._facts(_HOLDS) if row.until is None or row.until >= self._today]
        return {
            "retenciones": tuple(row.reason for row in in_force if row.kind == "retencion"),
            "sanciones": tuple(row.reason for row in in_force if row.kind == "sancion"),
        }

    def _convalidations(self) -> tuple[Convalidacion, ...]:
        return tuple(
            Convalidacion(row.course_code, row.credits, row.kind, row.recognised_on, row.institution)
            for row in self._facts(_CONVALIDATIONS)
        )

    def _activities(self) -> tuple[Actividad, ...]:
        return tuple(
            Actividad(row.kind, row.detail, row.credits, row.hours, row.done_on) for row in self._facts(_ACTIVITIES)
        )

    def _withdrawals(self) -> tuple[Retiro, ...]:
        return tuple(
            Retiro(row.kind, row.period, row.withdrawn_on, row.course_code or None) for row in self._facts(_WITHDRAWALS)
        )

    def _position(self) -> Posicion | None:
        return next(
            (
                Posicion(row.career, row.period, row.position, row.size, row.computed_on, row.average, row.ties)
                for row in self._facts(_POSITION)
            ),
            None,
        )


def _curso(row: Any, cycle: int, links: _Links) -> Curso:
    return Curso(
        codigo=row.code,
        nombre=row.name,
        creditos=row.credits,
        ciclo=cycle,
        tiene_sustitutorio=row.has_sustitutorio,
        requisitos=frozenset(links["requisite"].get(row.code, ())),
        equivalentes=frozenset(links["equivalent"].get(row.code, ())),
        tipo=row.kind,
    )


def _procedures(payments: Sequence[Any], authorisations: Sequence[Any], requests: Sequence[Any]) -> Any:
    """What was done for each course's sustitutorio in each period."""
    facts: dict[_CourseInPeriod, dict[str, bool]] = defaultdict(dict)
    for fact, rows in (
        ("pagado", [row for row in payments if row.concept == "sustitutorio"]),
        ("autorizado_sin_pago", [row for row in authorisations if row.kind == "no_pago_sustitutorio"]),
        ("solicitado", [row for row in requests if row.kind == "sustitutorio"]),
    ):
        for row in rows:
            if row.course_code:
                facts[row.course_code, row.period][fact] = True
    return tuple(TramiteCurso(course, period, **done) for (course, period), done in facts.items())


def _window(row: Any) -> Ventana:
    return Ventana(row.activity, row.period, in_lima(row.starts_at), in_lima(row.ends_at))
