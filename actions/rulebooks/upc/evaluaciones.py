"""The evaluations of a UPC course: weights of the syllabus or of num. 2.2.6, the average and the grade still needed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import ceil, floor

from actions.rulebooks.formato import lista, porcentaje
from actions.rulebooks.notas import MAXIMA, Evaluacion, contradiccion_de_evaluaciones
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import con_centesimas

_CIEN = 100


class TipoEvaluacion(Enum):
    """The kinds of num. 2.2.6, and the suplementario, which enters no average (2.2.10)."""

    CONTINUA = "continua"
    PARCIAL = "parcial"
    FINAL = "final"
    SUPLEMENTARIO = "suplementario"


_MARCAS = (
    (re.compile(r"(evaluacion )?continuas?( individual| grupal)?|ec"), TipoEvaluacion.CONTINUA),
    (re.compile(r"((examen|evaluacion) )?parcial( individual)?|ep"), TipoEvaluacion.PARCIAL),
    (re.compile(r"((examen|evaluacion) )?final( individual)?|ef"), TipoEvaluacion.FINAL),
    (re.compile(r"(examen )?suplementario"), TipoEvaluacion.SUPLEMENTARIO),
)
_ARTICULOS: dict[TipoEvaluacion | None, str] = {
    TipoEvaluacion.CONTINUA: "la ",
    TipoEvaluacion.PARCIAL: "el ",
    TipoEvaluacion.FINAL: "el ",
}


def tipo_de(evaluacion: Evaluacion) -> TipoEvaluacion | None:
    """The kind of an evaluation by its name; None for one that num. 2.2.6 does not name (a practice, a paper)."""
    partes = unicodedata.normalize("NFKD", evaluacion.nombre.casefold())
    nombre = "".join(letra for letra in partes if not unicodedata.combining(letra)).strip()
    return next((tipo for marca, tipo in _MARCAS if marca.fullmatch(nombre)), None)


def nombre_de(evaluacion: Evaluacion) -> str:
    """The name as the student reads it; `una evaluación` when it has none."""
    return evaluacion.nombre.strip() or "una evaluación"


def nombres(evaluaciones: Sequence[Evaluacion]) -> str:
    """`el parcial y el final`."""
    return lista([_ARTICULOS.get(tipo_de(e), "") + nombre_de(e) for e in evaluaciones])


def sin_suplementario(evaluaciones: Sequence[Evaluacion] | None) -> tuple[Evaluacion, ...]:
    """The evaluations that make up the average."""
    return tuple(e for e in evaluaciones or () if tipo_de(e) is not TipoEvaluacion.SUPLEMENTARIO)


def con_pesos(evaluaciones: Sequence[Evaluacion], pesos: Sequence[Evaluacion] | None) -> tuple[Evaluacion, ...]:
    """The evaluations with the weights that were told apart; one that only these name is still to come."""
    aparte = {_clave(e): e for e in sin_suplementario(pesos)}
    juntas = tuple(
        replace(e, peso=aparte[_clave(e)].peso) if e.peso is None and _clave(e) in aparte else e for e in evaluaciones
    )
    conocidas = {_clave(e) for e in evaluaciones}
    return juntas + tuple(e for clave, e in aparte.items() if clave not in conocidas)


def _clave(evaluacion: Evaluacion) -> str:
    tipo = tipo_de(evaluacion)
    return tipo.value if tipo else evaluacion.nombre.casefold().strip()


def problema(evaluaciones: Sequence[Evaluacion]) -> str | None:
    """What cannot be true in the evaluations of a course; None when they hold together."""
    claves = [_clave(evaluacion) for evaluacion in evaluaciones]
    repetida = next((e for e in evaluaciones if claves.count(_clave(e)) > 1), None)
    if repetida:
        return f"{nombre_de(repetida)} figura dos veces"
    for evaluacion in evaluaciones:
        if evaluacion.peso is not None and not 0 < evaluacion.peso <= 1:
            return f"el peso de {nombre_de(evaluacion)} no está entre 0 y 100 %"
    sin_peso = [e for e in evaluaciones if e.peso is None]
    if sin_peso and sum((e.peso or Decimal(0) for e in evaluaciones), Decimal(0)) >= 1:
        return f"los pesos ya llegan a 100 % sin contar {nombres(sin_peso)}"
    return contradiccion_de_evaluaciones(evaluaciones)


def de_la_formula(evaluaciones: Sequence[Evaluacion]) -> bool:
    """Whether all of them are kinds for which num. 2.2.6 has a weight."""
    return all(tipo_de(evaluacion) for evaluacion in evaluaciones)


def tiene_parcial(evaluaciones: Sequence[Evaluacion]) -> bool:
    """Whether a parcial is among them."""
    return any(tipo_de(evaluacion) is TipoEvaluacion.PARCIAL for evaluacion in evaluaciones)


def con_la_formula(
    evaluaciones: Sequence[Evaluacion], con_parcial: bool, parametros: Parametros
) -> tuple[Evaluacion, ...]:
    """The evaluations with the weights of num. 2.2.6; those that are missing come in without a grade."""
    claves = (
        {TipoEvaluacion.CONTINUA: "peso_continua", TipoEvaluacion.PARCIAL: "peso_parcial",
         TipoEvaluacion.FINAL: "peso_final"}
        if con_parcial
        else {TipoEvaluacion.CONTINUA: "peso_continua_sin_parcial", TipoEvaluacion.FINAL: "peso_final_sin_parcial"}
    )  # fmt: skip
    dadas = {tipo_de(evaluacion): evaluacion for evaluacion in evaluaciones}
    return tuple(
        replace(dadas.get(tipo, Evaluacion(tipo.value)), peso=parametros.valor(clave)) for tipo, clave in claves.items()
    )


def sin_nota(evaluaciones: Sequence[Evaluacion]) -> tuple[Evaluacion, ...]:
    """Those without a grade yet."""
    return tuple(e for e in evaluaciones if e.nota is None)


def puntos(evaluaciones: Sequence[Evaluacion], supuesta: Decimal = Decimal(0)) -> Fraction:
    """The weighted sum (0-20) when whatever has no grade gets `supuesta`. All weights must be known."""
    return sum(
        (Fraction(e.peso or 0) * Fraction(supuesta if e.nota is None else e.nota) for e in evaluaciones), Fraction(0)
    )


def nota_exacta(valor: Fraction) -> Decimal:
    """A weighted sum as a grade: cut off at hundredths, never rounded (num. 2.2.4)."""
    return Decimal(floor(valor * _CIEN)) / _CIEN


def nota_necesaria(evaluaciones: Sequence[Evaluacion], aprobatoria: Decimal) -> Decimal | None:
    """The lowest grade (hundredths) that, in everything without one, gives the passing average.

    0: it is reached anyway. None: not even 20 is enough.
    """
    pesan = sum((Fraction(e.peso or 0) for e in sin_nota(evaluaciones)), Fraction(0))
    faltan = Fraction(aprobatoria) - puntos(evaluaciones)
    if faltan <= 0:
        return Decimal(0)
    centesimas = ceil(faltan / pesan * _CIEN) if pesan else MAXIMA * _CIEN + 1
    return None if centesimas > MAXIMA * _CIEN else Decimal(centesimas) / _CIEN


def describir(evaluacion: Evaluacion) -> str:
    """`parcial (30 %): 14.00`; `final (40 %): sin nota`."""
    peso = f" ({porcentaje(evaluacion.peso)})" if evaluacion.peso is not None else ""
    return (
        f"{nombre_de(evaluacion)}{peso}: {'sin nota' if evaluacion.nota is None else con_centesimas(evaluacion.nota)}"
    )
