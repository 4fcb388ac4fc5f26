"""Read one student's file: a fixed number of queries, whatever the number of courses. Closed rows are not seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Integer,
    Numeric,
    String,
    and_,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

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
_Facts = dict[str, list[Any]]


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
_UNIVERSITY, _CODE, _CURRICULUM = bindparam("university"), bindparam("code"), bindparam("curriculum")


def _current(table: Any) -> Any:
    return and_(table.c.university == _UNIVERSITY, table.c.closed_at.is_(None))


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
#: What the columns of the query of all other facts hold; each kind of fact fills those that it has.
_FACT_COLUMNS: dict[str, TypeEngine] = {
    "word": String(),
    "detail": String(),
    "other": String(),
    "period": String(),
    "course_code": String(),
    "moment": DateTime(timezone=True),
    "day": Date(),
    "flag": Boolean(),
    "amount": Numeric(10, 3),
    "hours": Numeric(10, 3),
    "number": Integer(),
    "size": Integer(),
    "ties": Integer(),
}


def _fact(model: Any, **columns: str) -> Any:
    """One branch of the query: the table's columns that fill those above, by their own names unless said otherwise."""
    table = model.__table__
    names = {name: columns.get(name, name) for name in _FACT_COLUMNS}
    found = {name: table.c.get(column) for name, column in names.items()}
    return select(
        literal_column(f"'{table.name}'").label("fact"),
        table.c.imported_at,
        *(
            (cast(null(), kind) if found[name] is None else found[name]).label(name)
            for name, kind in _FACT_COLUMNS.items()
        ),
    ).where(_current(table), table.c.student_code == _CODE)


# One query for the ten small tables of a student: on a server, asking costs more than answering.
_FACTS = union_all(
    _fact(m.Debt, word="concept", day="due_on", flag="administrative"),
    _fact(m.Hold, word="kind", detail="reason", day="until"),
    _fact(m.Payment, word="concept", moment="paid_at"),
    _fact(m.Authorisation, word="kind"),
    _fact(m.Request, word="kind", moment="handed_in_at"),
    _fact(m.Convalidation, word="kind", other="institution", day="recognised_on", number="credits"),
    _fact(m.Activity, word="kind", other="reference", amount="credits", day="done_on"),
    _fact(m.Reserve),
    _fact(m.Withdrawal, word="kind", day="withdrawn_on"),
    _fact(m.CohortPosition, word="career", number="position", amount="average", day="computed_on"),
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
        periods = self._periods()
        facts = self._small_facts(list(periods))
        links = self._links(student.curriculum_code)
        plan = self._plan_courses(student.curriculum_code, links)
        enrolments = self._enrolments(plan, links, {code: period for code, (period, _) in periods.items()})
        done = {e.curso.codigo for e in enrolments if e.estado in (Estado.APROBADO, Estado.CONVALIDADO)}
        done |= {row.course_code for row in facts["convalidations"]}
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
            deudas=tuple(Deuda(row.word, row.day < self._today, row.flag, row.day) for row in facts["debts"]),
            **self._holds(facts["holds"]),
            tramites=_procedures(facts),
            pagos=tuple(
                Pago(row.word, row.period, in_lima(row.moment), row.course_code or None) for row in facts["payments"]
            ),
            solicitudes=tuple(
                Solicitud(row.word, row.period, in_lima(row.moment), row.course_code or None)
                for row in facts["requests"]
            ),
            convalidaciones=tuple(
                Convalidacion(row.course_code, row.number, row.word, row.day, row.other)
                for row in facts["convalidations"]
            ),
            actividades=tuple(
                Actividad(row.word, row.detail, row.amount, row.hours, row.day) for row in facts["activities"]
            ),
            reservas=tuple(row.period for row in facts["reserves"]),
            retiros=tuple(
                Retiro(row.word, row.period, row.day, row.course_code or None) for row in facts["withdrawals"]
            ),
            posicion=next(map(_position, facts["cohort_positions"]), None),
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

    def _small_facts(self, periods: Sequence[str]) -> _Facts:
        """The rows of the small tables by table, in the order in which they are told: by date, then by name.

        Of the places among the students only that of the latest period: the record is no older for the others.
        """
        found: _Facts = defaultdict(list)
        for row in self._rows(_FACTS):
            found[row.fact].append(row)
        positions = sorted(found["cohort_positions"], key=lambda row: (periods.index(row.period), row.imported_at))
        found["cohort_positions"] = positions[-1:]
        for rows in found.values():
            rows.sort(key=_order)
            self._imported += [row.imported_at for row in rows]
        return found

    def _holds(self, rows: Sequence[Any]) -> dict[str, tuple[str, ...]]:
        in_force = [row for row in rows if row.day is None or row.day >= self._today]
        return {
            "retenciones": tuple(row.detail for row in in_force if row.word == "retencion"),
            "sanciones": tuple(row.detail for row in in_force if row.word == "sancion"),
        }


def _order(row: Any) -> tuple[Any, ...]:
    """Facts without a date come last."""
    moment = row.moment and aware(row.moment)
    texts = (row.period, row.word, row.detail, row.other, row.course_code)
    return (moment is None, moment or row.day or date.max, *(text or "" for text in texts))


def _position(row: Any) -> Posicion:
    return Posicion(row.word, row.period, row.number, row.size, row.day, row.amount, row.ties)


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


def _procedures(facts: _Facts) -> tuple[TramiteCurso, ...]:
    """What was done for each course's sustitutorio in each period."""
    done: dict[_CourseInPeriod, dict[str, bool]] = defaultdict(dict)
    for table, word, fact in (
        ("payments", "sustitutorio", "pagado"),
        ("authorisations", "no_pago_sustitutorio", "autorizado_sin_pago"),
        ("requests", "sustitutorio", "solicitado"),
    ):
        for row in facts[table]:
            if row.word == word and row.course_code:
                done[row.course_code, row.period][fact] = True
    return tuple(TramiteCurso(course, period, **found) for (course, period), found in done.items())


def _window(row: Any) -> Ventana:
    return Ventana(row.activity, row.period, in_lima(row.starts_at), in_lima(row.ends_at))
