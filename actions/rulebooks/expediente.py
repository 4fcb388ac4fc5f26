"""The student's file as the rules see it: plain immutable objects, no ORM behind them.

Grades are Decimals from 0 to 20, shares from 0 to 1, moments are aware datetimes (America/Lima).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum


class TipoClase(Enum):
    """How a class is held; it decides how attendance is counted."""

    PRESENCIAL = "presencial"
    VIRTUAL = "virtual"
    COURSERA = "coursera"


class Estado(Enum):
    """State of an enrolment in a course."""

    EN_CURSO = "en_curso"
    APROBADO = "aprobado"
    DESAPROBADO = "desaprobado"
    INHABILITADO = "inhabilitado"
    RETIRADO = "retirado"
    CONVALIDADO = "convalidado"


@dataclass(frozen=True)
class Periodo:
    """An academic period: `2026-2`, or a summer one (`2026-0`)."""

    codigo: str
    es_verano: bool
    inicio: date
    fin: date

    def cerrado(self, hoy: date) -> bool:
        """Whether the period ended before `hoy`."""
        return self.fin < hoy


@dataclass(frozen=True)
class Curso:
    """A course of the curriculum with what its syllabus says (`tiene_sustitutorio` None: not on record)."""

    codigo: str
    nombre: str
    creditos: int
    ciclo: int
    tiene_sustitutorio: bool | None = None
    requisitos: frozenset[str] = frozenset()
    equivalentes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asistencia:
    """Attendance in one class, counted from the student's enrolment in it.

    `clases`: sessions of the whole class since then (weeks, when it is virtual); `dictadas`: those held so far;
    `faltas` and `tardanzas` as recorded, justified ones taken out.
    """

    clases: int
    dictadas: int
    faltas: int
    tardanzas: int
    justificadas: int = 0


@dataclass(frozen=True)
class Matricula:
    """One enrolment in a course: `vez` 1 to 3, `promedio_final` once the period closed."""

    curso: Curso
    periodo: Periodo
    vez: int
    estado: Estado
    clase: TipoClase
    promedio_final: Decimal | None = None
    asistencia: Asistencia | None = None


@dataclass(frozen=True)
class Ventana:
    """An activity of the academic calendar, both moments included."""

    actividad: str
    periodo: str
    inicio: datetime
    fin: datetime


@dataclass(frozen=True)
class Deuda:
    """What the student owes. `vencida`: overdue; `administrativa`: a document, a book."""

    concepto: str
    vencida: bool
    administrativa: bool = False


@dataclass(frozen=True)
class TramiteCurso:
    """What was done for one course's sustitutorio in a period."""

    curso: str
    periodo: str
    pagado: bool = False
    autorizado_sin_pago: bool = False
    solicitado: bool = False


@dataclass(frozen=True)
class Expediente:
    """All that the rules may ask about one student. `al`: the oldest import among the facts it holds."""

    universidad: str
    codigo: str
    nombre: str
    modalidad: str
    sede: str
    carrera: str
    plan: str
    creditos_plan: int
    ciclos_plan: int
    admision: str
    al: datetime
    matriculas: tuple[Matricula, ...] = ()
    pendientes_del_plan: tuple[Curso, ...] = ()
    deudas: tuple[Deuda, ...] = ()
    retenciones: tuple[str, ...] = ()
    sanciones: tuple[str, ...] = ()
    tramites: tuple[TramiteCurso, ...] = ()
    calendario: tuple[Ventana, ...] = field(default=())

    @property
    def actuales(self) -> tuple[Matricula, ...]:
        """Enrolments of the latest period that is in course, withdrawn ones included."""
        abiertas = [m for m in self.matriculas if m.estado is Estado.EN_CURSO]
        if not abiertas:
            return ()
        ultimo = max(m.periodo.inicio for m in abiertas)
        return tuple(m for m in self.matriculas if m.periodo.inicio == ultimo and m.estado is not Estado.CONVALIDADO)

    @property
    def creditos_aprobados(self) -> int:
        """Credits of the courses passed or recognised, each course once."""
        logrados = {
            m.curso.codigo: m.curso.creditos
            for m in self.matriculas
            if m.estado in (Estado.APROBADO, Estado.CONVALIDADO)
        }
        return sum(logrados.values())
