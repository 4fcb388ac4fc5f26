"""What the grades and weights of one UPCH course add up to (Art. 40, 112, 114)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil

from actions.rulebooks.notas import MAXIMA, Evaluacion, contradiccion_de_evaluaciones
from actions.rulebooks.upch.cursos_comun import nota_exacta, truncada

CONOCIMIENTO, DESEMPENO = "conocimiento", "desempeno"
_NO_TEORICOS = ("practica", DESEMPENO)
_SUSTITUTORIO = "susti"


@dataclass(frozen=True)
class Tramo:
    """A weighted part of a course: what its grades add up to so far, and the weight still without a grade (0-1)."""

    suma: Fraction
    pendiente: Fraction
    total: Fraction

    @property
    def minimo(self) -> Decimal:
        """The grade with zeros in what is left."""
        return nota_exacta(self.suma / self.total)

    @property
    def maximo(self) -> Decimal:
        """The grade with the highest mark in what is left."""
        return nota_exacta((self.suma + int(MAXIMA) * self.pendiente) / self.total)

    def necesita(self, meta: Decimal) -> Decimal:
        """The least mark (two decimals) in each evaluation left that gives `meta`; there is something left."""
        falta = (Fraction(meta) * self.total - self.suma) / self.pendiente
        return Decimal(max(0, ceil(falta * 100))) / 100


def tramo(evaluaciones: Sequence[Evaluacion]) -> Tramo | None:
    """What the evaluations add up to by weight; None when there is none or a weight is not known.

    A single evaluation needs no weight. Each grade is cut to two decimals first (Art. 114).
    """
    if len(evaluaciones) == 1:
        evaluaciones = [replace(evaluaciones[0], peso=Decimal(1))]
    suma = pendiente = total = Fraction(0)
    for evaluacion in evaluaciones:
        if evaluacion.peso is None:
            return None
        peso = Fraction(evaluacion.peso)
        total += peso
        if evaluacion.nota is None:
            pendiente += peso
        else:
            suma += peso * Fraction(truncada(evaluacion.nota))
    return Tramo(suma, pendiente, total) if total else None


def problema_de_evaluaciones(evaluaciones: Sequence[Evaluacion] | None) -> str | None:
    """What cannot be true in the grades and weights; None when they hold together."""
    if not evaluaciones:
        return None
    if any(e.peso is not None and not 0 < e.peso <= 1 for e in evaluaciones):
        return "el peso de una evaluación va de más de 0 a 100 %"
    return contradiccion_de_evaluaciones(evaluaciones)


def con_pesos(
    evaluaciones: tuple[Evaluacion, ...] | None, pesos: tuple[Evaluacion, ...] | None
) -> tuple[Evaluacion, ...] | None:
    """The evaluations with the weights given apart, by name; those alone when there are no others.

    What only `pesos` names is an evaluation without a grade yet.
    """
    if not pesos:
        return evaluaciones
    if not evaluaciones:
        return pesos
    aparte = {_clave(evaluacion.nombre): evaluacion.peso for evaluacion in pesos}
    con_peso = tuple(
        replace(evaluacion, peso=aparte.get(_clave(evaluacion.nombre))) if evaluacion.peso is None else evaluacion
        for evaluacion in evaluaciones
    )
    susti = el_sustitutorio(con_peso)
    if any(evaluacion.peso is None for evaluacion in con_peso if evaluacion is not susti):
        return con_peso  # a name of `pesos` may be another spelling of one of these
    return (*con_peso, *sin_figurar(con_peso, pesos))


def sin_figurar(evaluaciones: Sequence[Evaluacion], pesos: Sequence[Evaluacion] | None) -> tuple[Evaluacion, ...]:
    """The weights given apart that belong to none of the evaluations, by name: they have no grade yet."""
    nombres = {_clave(evaluacion.nombre) for evaluacion in evaluaciones}
    return tuple(replace(e, nota=None) for e in pesos or () if _clave(e.nombre) not in nombres)


def _clave(nombre: str) -> str:
    """A name without capitals, accents or outer spaces."""
    letras = unicodedata.normalize("NFD", nombre.strip().casefold())
    return "".join(letra for letra in letras if not unicodedata.combining(letra))


def llamada(evaluaciones: Sequence[Evaluacion] | None, nombre: str | None) -> Evaluacion | None:
    """The evaluation of a name, whatever its capitals and accents."""
    if nombre is None:
        return None
    return next((e for e in evaluaciones or () if _clave(e.nombre) == _clave(nombre)), None)


def teoricos_desaprobados(evaluaciones: Sequence[Evaluacion] | None, meta: Decimal) -> list[Evaluacion]:
    """The failed evaluations that may be theory exams, so that a sustitutorio could take their place (Art. 112)."""
    posibles = [e for e in evaluaciones or () if e.tipo not in _NO_TEORICOS]
    return [e for e in posibles if e.nota is not None and truncada(e.nota) < meta]


def el_sustitutorio(evaluaciones: Sequence[Evaluacion] | None) -> Evaluacion | None:
    """A sustitutorio among the evaluations: it has no weight of its own (Art. 112)."""
    return next(
        (e for e in evaluaciones or () if e.nombre.casefold().startswith(_SUSTITUTORIO) and e.peso is None), None
    )
