"""What UPC's rules share: kinds of course, conditions held one by one, contradictions and the doubts of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.formato import cantidad, dia, lista, numero
from actions.rulebooks.notas import truncar_centesimas

_LAS_QUE_SE_DICEN = 2  # unknown facts named in a summary; the rest are counted
_ANIOS = range(1990, 2101)  # a date outside is a slip of the keyboard
_SIN_SABER = "no lo sé todavía"
_LO_QUE_SE_DICE = ("lo que mencionas",)


class TipoCurso(Enum):
    """The kinds of course that attendance tells apart (num. 1.3.1, 2.1.2)."""

    REGULAR = "regular"
    TALLER = "taller"
    DIL = "dil"


class Modalidad(Enum):
    """How a master's programme is held; the online ones have a regulation of their own (num. 6.2)."""

    PRESENCIAL = "presencial"
    VIRTUAL = "virtual"


def lugar(numeral: str) -> Fuente:
    """A place of UPC's regulation: `2.2.8` is `num. 2.2.8`."""
    return Fuente("upc", f"num. {numeral}")


NO_PREVISTO = lugar("6.1")
EN_LINEA = lugar("6.2")
DIRECTOR = "el Director del Programa"
TUS_DEUDAS = "tus deudas"
TUS_NOTAS = "tus notas finales"
AVISO_SUPLEMENTARIO = (
    "El num. 3.4.1 a cuenta la primera nota de cada asignatura; aquí se entiende que la que apruebas con suplementario "
    "no suma para la baja. Si hay duda, decide el Director del Programa."
)
AVISO_TALLERES = (
    "El reglamento no aclara si un Taller no aprobado suma para la baja: se vuelve a cursar (num. 2.2.16). Si es tu "
    "caso, decide el Director del Programa."
)
_AVISO_EN_LINEA = (
    "Tu maestría en línea tiene su propio reglamento, que va primero; este solo llena sus vacíos (num. 6.2). "
    "Confírmalo con el Director del Programa."
)


def en_linea(modalidad: Modalidad | None) -> tuple[str, ...]:
    """What an online student has to be told (num. 6.2); nothing for anybody else."""
    return (_AVISO_EN_LINEA,) if modalidad is Modalidad.VIRTUAL else ()


def inicio(curso: str | None) -> str:
    """`Finanzas: `; empty when the course is not known."""
    return f"{curso}: " if curso else ""


def no_cuadra(calculo: str, problema: str, curso: str | None = None) -> Dictamen:
    """The dictamen that names facts which cannot all be true; nothing was computed on them."""
    resumen = f"{inicio(curso)}Hay un dato que no cuadra: {problema}. ¿Me lo confirmas?"
    return Dictamen(calculo, Veredicto.CONTRADICCION, resumen, ())


def negativo(*cifras: tuple[str, int | Decimal | None]) -> str | None:
    """`-3 faltas no puede ser`: the first figure below zero, None when there is none."""
    for nombre, cifra in cifras:
        if cifra is not None and cifra < 0:
            return f"{numero(cifra)} {nombre} no puede ser: es menos que cero"
    return None


def fecha_imposible(*fechas: date | None) -> str | None:
    """What cannot be in a date (or moment) that a deadline starts from; None when all may be."""
    for fecha in fechas:
        if fecha is not None and fecha.year not in _ANIOS:
            return f"la fecha {dia(fecha)} no puede ser"
    return None


def todavia_no(que: str, cuando: date | None, ahora: datetime | None) -> str | None:
    """`la entrega del examen es del 06/10/2030, que todavía no llega`: a past event in the future; None otherwise."""
    if cuando is None or ahora is None:
        return None
    futuro = cuando > ahora if isinstance(cuando, datetime) else cuando > ahora.date()
    return f"{que} es del {dia(cuando)}, que todavía no llega" if futuro else None


def con_centesimas(nota: Decimal) -> str:
    """`13.00`, `12.99`: a grade of 0-20 as UPC writes it; what is below a hundredth is cut off (num. 2.2.4)."""
    return format(truncar_centesimas(nota), "f")


def asignaturas(cuantas: int) -> str:
    """`1 asignatura`, `3 asignaturas`."""
    return cantidad(cuantas, "asignatura")


def deudas_sabidas(registradas: tuple[str, ...] | None, dicha: bool | None) -> tuple[str, ...] | None:
    """What is owed: the record's debts, unless the student says otherwise. Empty: nothing; None: not known."""
    if dicha is None:
        return registradas
    return (registradas or _LO_QUE_SE_DICE) if dicha else ()


def las_que_son(deudas: tuple[str, ...] | None) -> str:
    """` (Cuota 5)`: what is owed, where the record names it; empty where only the student says so."""
    return f" ({lista(deudas)})" if deudas and deudas != _LO_QUE_SE_DICE else ""


@dataclass(frozen=True)
class Condicion:
    """One condition and how each outcome reads.

    `motivo` says in the summary why it is not met, `duda` what is not known and `campo` the field to ask for then;
    `remedio`: what the student can do about it.
    """

    regla: str
    fuente: Fuente
    cumple: str
    incumple: str
    motivo: str
    duda: str
    campo: str = ""
    remedio: str = ""


@dataclass
class Cuenta:
    """What the checks of a rule found so far, in their order."""

    pasos: list[Paso] = field(default_factory=list)
    motivos: list[str] = field(default_factory=list)  # why not
    falta: list[str] = field(default_factory=list)
    pide: list[str] = field(default_factory=list)
    siguiente: list[str] = field(default_factory=list)
    avisos: list[str] = field(default_factory=list)
    puede_cambiar: list[str] = field(default_factory=list)

    def exige(self, condicion: Condicion, se_cumple: bool | None) -> None:
        """Hold one condition: True, False, or None when it cannot be told."""
        if se_cumple is None:
            self.paso(condicion.regla, _SIN_SABER, f"falta saber {condicion.duda}", condicion.fuente)
            self.ignora(condicion.duda, condicion.campo)
        elif se_cumple:
            self.paso(condicion.regla, condicion.cumple, "cumples", condicion.fuente)
        else:
            self.paso(condicion.regla, condicion.incumple, "no cumples", condicion.fuente)
            self.motivos.append(condicion.motivo)
            if condicion.remedio:
                self.siguiente.append(condicion.remedio)

    def paso(self, regla: str, hecho: str, resultado: str, fuente: Fuente) -> None:
        """One more step."""
        self.pasos.append(Paso(regla, hecho, resultado, fuente))

    def ignora(self, que: str, *campos: str) -> None:
        """Something that decides is not known; `campos` are the fields to ask for, in order."""
        self.falta.append(que)
        self.pide += [campo for campo in campos if campo and campo not in self.pide]

    @property
    def veredicto(self) -> Veredicto:
        """NO when anything stands in the way, whatever is not known; SI only when everything is known."""
        if self.motivos:
            return Veredicto.NO
        return Veredicto.DEPENDE if self.falta else Veredicto.SI

    def lo_que_falta(self) -> str:
        """`a, b y 3 cosas más`: what is not known, short enough for a summary."""
        dichas, resto = self.falta[:_LAS_QUE_SE_DICEN], len(self.falta) - _LAS_QUE_SE_DICEN
        return lista([*dichas, *([cantidad(resto, "cosa") + " más"] if resto > 0 else [])])

    def dictamen(
        self,
        calculo: str,
        resumen: str,
        *,
        veredicto: Veredicto | None = None,
        valor: Decimal | int | None = None,
        grafico: Grafico | None = None,
    ) -> Dictamen:
        """The dictamen of these checks. Once it is decided, nothing is asked any more."""
        final = veredicto or self.veredicto
        abierto = final is Veredicto.DEPENDE
        pasos = [paso for paso in self.pasos if abierto or paso.hecho != _SIN_SABER]
        return Dictamen(
            calculo, final, resumen, tuple(pasos), None if valor is None else Decimal(valor),
            falta=_una_vez(self.falta) if abierto else (), siguiente=_una_vez(self.siguiente),
            avisos=_una_vez(self.avisos), pide=_una_vez(self.pide) if abierto else (),
            puede_cambiar=_una_vez(self.puede_cambiar), grafico=grafico,
        )  # fmt: skip


def _una_vez(textos: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(textos))
