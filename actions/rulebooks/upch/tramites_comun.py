"""What the procedures of UPCH share: facts that cannot be, requirements one by one, deadlines, half of a term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import lista, numero
from actions.rulebooks.plazos import Plazo, en_dias_calendario, en_meses
from actions.rulebooks.upch.cursos_comun import inicio

#: Sanity limits, no figures of the regulation: what is outside was mistyped.
_PRIMER_ANIO, _ULTIMO_ANIO = 1950, 2100
_MAXIMA_CANTIDAD = 1000


def lugar(locator: str) -> Fuente:
    """A place of UPCH's regulation (`Art. 90`)."""
    return Fuente("upch", locator)


def en_creditos(valor: Decimal | int) -> str:
    """`1 crédito`, `0.5 créditos`, `12 créditos`."""
    return f"{numero(valor)} {'crédito' if valor == 1 else 'créditos'}"


def aun_no_se(falta: Sequence[str]) -> str:
    """`; aún no sé si ...`, with which the summary of a DEPENDE ends; short when much is missing."""
    return f"; aún no sé {lista(falta)}." if len(falta) < 3 else ". Para decírtelo necesito algunos datos más."


def fecha_imposible(*fechas: date | None) -> str | None:
    """What is wrong with the first day or moment that lies in no plausible year; None when all may be."""
    for fecha in fechas:
        if fecha is not None and not _PRIMER_ANIO <= fecha.year <= _ULTIMO_ANIO:
            return f"el año {fecha.year} no puede ser"
    return None


def cantidad_imposible(*cantidades: Decimal | int | None) -> str | None:
    """What is wrong with the first number of credits, hours or courses that cannot be; None when all may be."""
    for cantidad in cantidades:
        if cantidad is not None and cantidad < 0:
            return "una cantidad no puede ser negativa"
        if cantidad is not None and cantidad > _MAXIMA_CANTIDAD:
            return f"una cantidad de más de {_MAXIMA_CANTIDAD} no puede ser"
    return None


def primero(problemas: Sequence[str | None]) -> str | None:
    """The first contradiction found, None when there is none."""
    return next((problema for problema in problemas if problema), None)


def dentro_de_meses(desde: date, meses: int) -> Plazo:
    """The last day of the first `meses` months that begin on a day."""
    return en_dias_calendario(en_meses(desde, meses).fin.date(), -1)


@dataclass
class Cuenta:
    """What the checks of a calculation found, in their order.

    `impide` stands in the way; `pendiente` is still to be done by the student; `falta` and `pide` are not known.
    """

    pasos: list[Paso] = field(default_factory=list)
    impide: list[str] = field(default_factory=list)
    pendiente: list[str] = field(default_factory=list)
    falta: list[str] = field(default_factory=list)
    pide: list[str] = field(default_factory=list)
    siguiente: list[str] = field(default_factory=list)
    avisos: list[str] = field(default_factory=list)

    def paso(self, regla: str, hecho: str, resultado: str, fuente: Fuente) -> None:
        """Add one step."""
        self.pasos.append(Paso(regla, hecho, resultado, fuente))

    def ignora(self, falta: str, *campos: str) -> None:
        """Note a fact that is not known and the fields to ask for."""
        if falta not in self.falta:
            self.falta.append(falta)
        self.pide.extend(campo for campo in campos if campo not in self.pide)

    @property
    def veredicto(self) -> Veredicto:
        """NO when something stands in the way, DEPENDE while something is open, otherwise SI."""
        if self.impide:
            return Veredicto.NO
        return Veredicto.DEPENDE if self.pendiente or self.falta else Veredicto.SI

    def dictamen(
        self, calculo: str, resumen: str, veredicto: Veredicto | None = None, valor: Decimal | None = None
    ) -> Dictamen:
        """The dictamen of what was found. Once it is decided nothing is missing any more."""
        veredicto = veredicto or self.veredicto
        abierto = veredicto is Veredicto.DEPENDE
        return Dictamen(
            calculo,
            veredicto,
            resumen,
            tuple(self.pasos),
            valor,
            tuple(self.falta) if abierto else (),
            tuple(self.siguiente),
            tuple(self.avisos),
            tuple(self.pide) if abierto else (),
        )


def segun_plazo(
    cuenta: Cuenta,
    calculo: str,
    plazo: Plazo,
    ahora: datetime | None,
    para: str,
    duracion: int,
    curso: str | None = None,
) -> Dictamen:
    """SI while a deadline runs, NO when it is over; without the present moment, its end (`valor`: its length).

    `para`: what it is for (`para reclamar la nota`); `duracion`: days or hours, as the regulation counts them.
    """
    nombre = inicio(curso)
    resta = "" if ahora is None else "vence en este momento" if ahora == plazo.fin else plazo.resta(ahora)
    if ahora is None:
        resumen = f"{nombre}Tienes hasta el {plazo.texto} {para}."
        return cuenta.dictamen(calculo, resumen, Veredicto.VALOR, Decimal(duracion))
    if plazo.vencido(ahora):
        resumen = f"{nombre}Ya no estás a tiempo {para}: el plazo terminó el {plazo.texto} ({resta})."
        return cuenta.dictamen(calculo, resumen, Veredicto.NO)
    resumen = f"{nombre}Estás a tiempo {para}: tienes hasta el {plazo.texto} ({resta})."
    return cuenta.dictamen(calculo, resumen, Veredicto.SI)


class Tramo(Enum):
    """Where a day lies as to the part of a term in which something may be done."""

    DENTRO = "dentro"
    JUSTO = "justo"  # the part is completed in the course of that day
    FUERA = "fuera"


@dataclass(frozen=True)
class Parte:
    """The first part (a share 0-1) of a term that runs from one day to another, both included, in calendar days."""

    inicio: date
    fin: date
    proporcion: Decimal

    @property
    def dias(self) -> int:
        """Days of the whole term."""
        return (self.fin - self.inicio).days + 1

    @property
    def limite(self) -> Plazo:
        """The last day that lies in the part with all its hours."""
        enteros = int((self.dias * self.proporcion).to_integral_value(ROUND_FLOOR))
        return en_dias_calendario(self.inicio, enteros - 1)

    def transcurridos(self, hoy: date) -> int:
        """Days of the term that have passed, `hoy` included; 0 before it, all of them after it."""
        return max(0, min(self.dias, (hoy - self.inicio).days + 1))

    def tramo(self, hoy: date) -> Tramo:
        """Whether a day lies in the part, past it, or on the day in which it is completed."""
        antes, tope = (hoy - self.inicio).days, self.dias * self.proporcion
        if antes + 1 <= tope:
            return Tramo.DENTRO
        return Tramo.JUSTO if antes < tope else Tramo.FUERA
