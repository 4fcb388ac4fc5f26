"""The evaluations of a UPN course: what kind each one is, the final average and the grade still needed.

Source: UPN Art. 22 b (kinds), 27 a (rounding), 31 a (final average). The continuous evaluation (the T's) is rounded as
a whole, not each T; Parcial and Final are rounded one by one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from actions.rulebooks.formato import lista, numero, porcentaje
from actions.rulebooks.notas import (
    MAXIMA,
    MINIMA,
    Evaluacion,
    contradiccion_de_evaluaciones,
    redondear_entero,
    truncar_centesimas,
)

_CENTESIMA = Decimal("0.01")
_ENTERA = Decimal(1)


class TipoEvaluacion(Enum):
    """The four kinds of Art. 22 b."""

    CONTINUA = "continua"
    PARCIAL = "parcial"
    FINAL = "final"
    SUSTITUTORIO = "sustitutorio"


_POR_VALOR = {tipo.value: tipo for tipo in TipoEvaluacion}
# The first that fits; whatever is none of them is one of the T's.
_MARCAS = (
    (re.compile(r"\bsust"), TipoEvaluacion.SUSTITUTORIO),
    (re.compile(r"^t ?\d"), TipoEvaluacion.CONTINUA),
    (re.compile(r"\bparcial|\bep\b"), TipoEvaluacion.PARCIAL),
    (re.compile(r"\bfinal|\bef\b"), TipoEvaluacion.FINAL),
)
_CONTINUA_ENTERA = frozenset({"continua", "continuas", "evaluacioncontinua", "evaluacionescontinuas", "ec"})
_UNA_T = re.compile(r"t\d+")
_CON_ARTICULO = (TipoEvaluacion.PARCIAL, TipoEvaluacion.FINAL)


def _llano(nombre: str) -> str:
    """Without accents nor capitals."""
    partes = unicodedata.normalize("NFKD", nombre.casefold())
    return "".join(letra for letra in partes if not unicodedata.combining(letra)).strip()


def tipo_de(evaluacion: Evaluacion) -> TipoEvaluacion:
    """The kind of an evaluation, by its `tipo` or by its name in the syllabus; what has no other kind is a T."""
    if evaluacion.tipo in _POR_VALOR:
        return _POR_VALOR[evaluacion.tipo]
    nombre = _llano(evaluacion.nombre)
    return next((tipo for marca, tipo in _MARCAS if marca.search(nombre)), TipoEvaluacion.CONTINUA)


def clave_de(evaluacion: Evaluacion) -> str:
    """What tells one evaluation from another: `EP` and `examen parcial` are both `parcial`, `T 1` is `t1`."""
    tipo = tipo_de(evaluacion)
    nombre = re.sub(r"[\W_]", "", _llano(evaluacion.nombre))
    if tipo is TipoEvaluacion.CONTINUA:
        return tipo.value if nombre in _CONTINUA_ENTERA else nombre
    return tipo.value + re.sub(r"\D", "", nombre)


def es_continua_entera(evaluacion: Evaluacion) -> bool:
    """Whether it is the whole continuous evaluation and not one of its T's."""
    return clave_de(evaluacion) == TipoEvaluacion.CONTINUA.value


def nombre_de(evaluacion: Evaluacion) -> str:
    """The name as the student reads it: `parcial`, `final`, `T1`."""
    clave = clave_de(evaluacion)
    if _UNA_T.fullmatch(clave):
        return clave.upper()
    return clave if clave in _POR_VALOR else evaluacion.nombre


def con_articulo(evaluacion: Evaluacion) -> str:
    """`el parcial`, `el final`, `la continua`, `T1`."""
    nombre = nombre_de(evaluacion)
    if es_continua_entera(evaluacion):
        return f"la {nombre}"
    return f"el {nombre}" if tipo_de(evaluacion) in _CON_ARTICULO else nombre


def nombres(evaluaciones: Sequence[Evaluacion]) -> str:
    """`T3 y el final`."""
    return lista([con_articulo(evaluacion) for evaluacion in evaluaciones])


def sin_sustitutorio(evaluaciones: Sequence[Evaluacion] | None) -> tuple[Evaluacion, ...]:
    """The evaluations that have a weight: the sustitutorio only takes another one's place (Art. 23 a)."""
    return tuple(e for e in evaluaciones or () if tipo_de(e) is not TipoEvaluacion.SUSTITUTORIO)


def nota_del_sustitutorio(evaluaciones: Sequence[Evaluacion] | None) -> Decimal | None:
    """The sustitutorio's grade, when it stands among the evaluations."""
    notas = (e.nota for e in evaluaciones or () if tipo_de(e) is TipoEvaluacion.SUSTITUTORIO)
    return next((nota for nota in notas if nota is not None), None)


def con_pesos(evaluaciones: Sequence[Evaluacion], pesos: Sequence[Evaluacion] | None) -> tuple[Evaluacion, ...]:
    """The evaluations with the weights that were told apart; an evaluation that only these name is still to come."""
    aparte = {clave_de(e): e for e in sin_sustitutorio(pesos)}
    juntas = tuple(
        replace(e, peso=aparte[clave_de(e)].peso) if e.peso is None and clave_de(e) in aparte else e
        for e in evaluaciones
    )
    conocidas = {clave_de(e) for e in evaluaciones}
    return juntas + tuple(e for clave, e in aparte.items() if clave not in conocidas)


def problema(evaluaciones: Sequence[Evaluacion]) -> str | None:
    """What cannot be true in the evaluations of a course (without sustitutorio); None when they hold together."""
    for evaluacion in evaluaciones:
        if evaluacion.peso is not None and not 0 < evaluacion.peso <= 1:
            return f"el peso de {nombre_de(evaluacion)} no está entre 0 y 100 %"
    claves = [clave_de(evaluacion) for evaluacion in evaluaciones]
    repetida = next((e for e in evaluaciones if claves.count(clave_de(e)) > 1), None)
    if repetida:
        return f"{nombre_de(repetida)} figura dos veces"
    if sin_peso(evaluaciones) and sum((e.peso or MINIMA for e in evaluaciones), MINIMA) >= 1:
        return f"los pesos ya llegan a 100 % sin contar {nombres(sin_peso(evaluaciones))}"
    return contradiccion_de_evaluaciones(evaluaciones)


def sin_peso(evaluaciones: Sequence[Evaluacion]) -> tuple[Evaluacion, ...]:
    """Those whose weight is not known."""
    return tuple(e for e in evaluaciones if e.peso is None)


def sin_nota(evaluaciones: Sequence[Evaluacion]) -> tuple[Evaluacion, ...]:
    """Those whose grade is not known or that are still to come."""
    return tuple(e for e in evaluaciones if e.nota is None)


@dataclass(frozen=True)
class Promedio:
    """The final average of a course (Art. 31 a): `final` is whole, `ponderado` what it was before rounding.

    `continua`: the average of the T's before it is rounded; None without T's.
    """

    final: Decimal
    ponderado: Decimal
    continua: Decimal | None

    @property
    def texto(self) -> str:
        """`13 (13.2 antes de redondear)`; the whole figure alone when nothing was rounded."""
        antes = truncar_centesimas(self.ponderado)  # cut off, so that 11.499 does not read as 11.5
        return numero(self.final) if antes == self.final else f"{self.final} ({numero(antes)} antes de redondear)"


def promedio_final(evaluaciones: Sequence[Evaluacion], supuesta: Decimal = MINIMA) -> Promedio:
    """The final average when whatever has no grade gets `supuesta` (0-20). All weights must be known."""
    pares = [(tipo_de(e), e.peso or MINIMA, supuesta if e.nota is None else e.nota) for e in evaluaciones]
    continuas = [(peso, nota) for tipo, peso, nota in pares if tipo is TipoEvaluacion.CONTINUA]
    total = sum(
        (peso * redondear_entero(nota) for tipo, peso, nota in pares if tipo is not TipoEvaluacion.CONTINUA), MINIMA
    )
    continua = None
    if continuas:
        peso_continua = sum((peso for peso, _ in continuas), MINIMA)
        continua = sum((peso * nota for peso, nota in continuas), MINIMA) / peso_continua
        total += peso_continua * redondear_entero(continua)
    return Promedio(redondear_entero(total), total, continua)


def nota_necesaria(evaluaciones: Sequence[Evaluacion], aprobatoria: Decimal) -> Decimal | None:
    """The lowest grade that, in everything that has none yet, makes the final average reach `aprobatoria`.

    Whole when a Parcial or Final is among it (they are entered without decimals, Art. 27 a), to hundredths when only
    T's are left. 0: it is reached anyway. None: not even 20 is enough.
    """
    solo_continua = all(tipo_de(e) is TipoEvaluacion.CONTINUA for e in sin_nota(evaluaciones))
    escalon = _CENTESIMA if solo_continua else _ENTERA
    escalones = range(int(MAXIMA / escalon) + 1)
    primero = bisect_left(
        escalones, True, key=lambda n: promedio_final(evaluaciones, n * escalon).final >= aprobatoria
    )  # fmt: skip
    return primero * escalon if primero < len(escalones) else None


def describir(evaluacion: Evaluacion) -> str:
    """`T1 (20 %): 14`; `final (30 %): sin nota`."""
    peso = f" ({porcentaje(evaluacion.peso)})" if evaluacion.peso is not None else ""
    return f"{nombre_de(evaluacion)}{peso}: {'sin nota' if evaluacion.nota is None else numero(evaluacion.nota)}"
