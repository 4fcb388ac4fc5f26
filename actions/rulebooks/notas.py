"""Grades: what may be one, averages by weight, and what is still needed. Decimals from 0 to 20, shares from 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from actions.rulebooks.formato import numero, porcentaje

MINIMA, MAXIMA = Decimal(0), Decimal(20)
_CENTESIMAS = Decimal("0.01")
_MILESIMAS = Decimal("0.001")


@dataclass(frozen=True)
class Evaluacion:
    """One evaluation of a course. None: not known or not held yet.

    `nombre` as the syllabus writes it (`T1`, `parcial`, `final`); `tipo` what it examines where a rulebook asks for it
    (`teoria`, `practica`, `conocimiento`, `desempeno`); `peso` its share 0-1; `nota` 0-20; `publicada` the moment at
    which the grade was posted (America/Lima).
    """

    nombre: str
    peso: Decimal | None = None
    nota: Decimal | None = None
    tipo: str | None = None
    publicada: datetime | None = None


def redondear_entero(valor: Decimal) -> Decimal:
    """To a whole grade: a first decimal of 5 or more goes up."""
    return valor.quantize(Decimal(1), ROUND_HALF_UP)


def redondear_centesimas(valor: Decimal) -> Decimal:
    """To two decimals, half up."""
    return valor.quantize(_CENTESIMAS, ROUND_HALF_UP)


def truncar_centesimas(valor: Decimal) -> Decimal:
    """To two decimals, the rest cut off."""
    return valor.quantize(_CENTESIMAS, ROUND_DOWN)


def truncar_milesimas(valor: Decimal) -> Decimal:
    """To three decimals, the rest cut off."""
    return valor.quantize(_MILESIMAS, ROUND_DOWN)


def nota_imposible(nota: Decimal | None) -> bool:
    """Whether a grade is outside 0-20."""
    return nota is not None and not MINIMA <= nota <= MAXIMA


def evaluacion_imposible(evaluacion: Evaluacion) -> str | None:
    """What cannot be true in one evaluation's grade or weight; None when they can."""
    if nota_imposible(evaluacion.nota):
        return f"la nota {numero(evaluacion.nota or Decimal(0))} de {evaluacion.nombre} no está entre 0 y 20"
    if evaluacion.peso is not None and not 0 < evaluacion.peso <= 1:
        # As it was told: a weight that cannot be may also be too long to round.
        return f"el peso de {evaluacion.nombre} ({numero(evaluacion.peso * 100)} %) no está entre 0 y 100 %"
    return None


def contradiccion_de_evaluaciones(evaluaciones: Sequence[Evaluacion]) -> str | None:
    """What cannot be true in a course's evaluations, as the student reads it; None when they hold together."""
    imposible = next((problema for e in evaluaciones if (problema := evaluacion_imposible(e))), None)
    if imposible:
        return imposible
    nombres = [evaluacion.nombre.casefold() for evaluacion in evaluaciones]
    repetido = next((nombre for nombre in nombres if nombres.count(nombre) > 1), None)
    if repetido:
        return f"{repetido} figura dos veces"
    pesos = [evaluacion.peso for evaluacion in evaluaciones]
    if pesos and all(peso is not None for peso in pesos):
        suma = sum((peso or Decimal(0) for peso in pesos), Decimal(0))
        if suma != 1:
            return f"los pesos de las evaluaciones suman {porcentaje(suma)} y no 100 %"
    return None
