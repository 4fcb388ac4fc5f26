"""The student's file as the rules see it: plain immutable objects, no ORM behind them.

Grades are Decimals from 0 to 20, shares from 0 to 1, moments are aware datetimes (America/Lima).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from actions.rulebooks.notas import Evaluacion


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
    """A course of the curriculum with what its syllabus says (`tiene_sustitutorio` None: not on record).

    `tipo` where a regulation tells courses apart: `taller` and `dil` at UPC, `practica`, `internado`, `electivo`.
    """

    codigo: str
    nombre: str
    creditos: int
    ciclo: int
    tiene_sustitutorio: bool | None = None
    requisitos: frozenset[str] = frozenset()
    equivalentes: frozenset[str] = frozenset()
    tipo: str = "regular"


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
    """One enrolment in a course: `vez` 1 to 3, `promedio_final` once the period closed.

    `inscrito`: when the student enrolled in the class; `retirado`: when the withdrawal took place.
    """

    curso: Curso
    periodo: Periodo
    vez: int
    estado: Estado
    clase: TipoClase
    promedio_final: Decimal | None = None
    asistencia: Asistencia | None = None
    evaluaciones: tuple[Evaluacion, ...] = ()
    inscrito: date | None = None
    retirado: date | None = None


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
    vence: date | None = None


@dataclass(frozen=True)
class TramiteCurso:
    """What was done for one course's sustitutorio in a period."""

    curso: str
    periodo: str
    pagado: bool = False
    autorizado_sin_pago: bool = False
    solicitado: bool = False


@dataclass(frozen=True)
class Pago:
    """A fee that was paid (`concepto`: sustitutorio, reserva, rezagado, suplementario, pension, matricula)."""

    concepto: str
    periodo: str
    pagado: datetime
    curso: str | None = None


@dataclass(frozen=True)
class Solicitud:
    """A request that was handed in (`tipo`: sustitutorio, retiro_curso, recalificacion, reserva, convalidacion)."""

    tipo: str
    periodo: str
    presentada: datetime
    curso: str | None = None


@dataclass(frozen=True)
class Convalidacion:
    """A course recognised from elsewhere (`tipo`: convalidacion, reconocimiento, exoneracion)."""

    curso: str
    creditos: int
    tipo: str
    fecha: date
    institucion: str = ""


@dataclass(frozen=True)
class Actividad:
    """Something besides courses that counts towards the degree, in credits or in hours.

    `tipo`: complementaria, extracurricular, practicas, idioma, tesis, trabajo_investigacion ...; `detalle`: which one
    (a type of UPCH's Anexo 1, a language and its level).
    """

    tipo: str
    detalle: str = ""
    creditos: Decimal | None = None
    horas: Decimal | None = None
    fecha: date | None = None


@dataclass(frozen=True)
class Retiro:
    """A withdrawal (`tipo`: curso, ciclo, temporal, extraordinario, definitivo); `curso` when it was of one course."""

    tipo: str
    periodo: str
    fecha: date
    curso: str | None = None


@dataclass(frozen=True)
class Posicion:
    """The student's place by average in the cohort of one career and closed period; nobody else's grade is kept.

    `puesto` 1 is the best; `empatados`: how many share it, the student included; `promedio` the student's own.
    """

    carrera: str
    periodo: str
    puesto: int
    total: int
    fecha: date
    promedio: Decimal | None = None
    empatados: int = 1


@dataclass(frozen=True)
class Expediente:
    """All that the rules may ask about one student. `al`: the oldest import among the facts it holds.

    `reservas`: the periods reserved; `ingreso`: the day on which the studies began, where it is on record.
    """

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
    pagos: tuple[Pago, ...] = ()
    solicitudes: tuple[Solicitud, ...] = ()
    convalidaciones: tuple[Convalidacion, ...] = ()
    actividades: tuple[Actividad, ...] = ()
    reservas: tuple[str, ...] = ()
    retiros: tuple[Retiro, ...] = ()
    posicion: Posicion | None = None
    periodos: tuple[Periodo, ...] = ()
    ingreso: date | None = None

    @property
    def actuales(self) -> tuple[Matricula, ...]:
        """Enrolments of the latest period that is in course, withdrawn ones included."""
        abiertas = [m for m in self.matriculas if m.estado is Estado.EN_CURSO]
        if not abiertas:
            return ()
        ultimo = max(m.periodo.inicio for m in abiertas)
        return tuple(m for m in self.matriculas if m.periodo.inicio == ultimo and m.estado is not Estado.CONVALIDADO)

    def ventana(self, actividad: str, periodo: str) -> Ventana | None:
        """The calendar's dates of an activity in a period, None when it has none."""
        return next((v for v in self.calendario if v.actividad == actividad and v.periodo == periodo), None)

    @property
    def creditos_aprobados(self) -> int:
        """Credits of the courses passed or recognised, each course once."""
        logrados = {
            m.curso.codigo: m.curso.creditos
            for m in self.matriculas
            if m.estado in (Estado.APROBADO, Estado.CONVALIDADO)
        }
        return sum(logrados.values())
