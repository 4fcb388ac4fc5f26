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
    evaluacion_imposible,
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
    (re.compile(r"\bparcial|\bep\d*\b"), TipoEvaluacion.PARCIAL),
    (re.compile(r"\bfinal|\bef\d*\b"), TipoEvaluacion.FINAL),
)
_CONTINUA_ENTERA = frozenset({"continua", "continuas", "evaluacioncontinua", "evaluacionescontinuas", "ec"})
_UNA_T = re.compile(r"t\d+")
_EXAMENES = (TipoEvaluacion.PARCIAL, TipoEvaluacion.FINAL)
# Words that say no more than the kind does, and those of them that tell an exam from a work called after it.
_DE_EXAMEN = frozenset({"examen", "evaluacion", "ep", "ef"})
_SIN_MAS = _DE_EXAMEN | {"parcial", "final", "nota", "de", "del", "la", "el"}
_PALABRAS = re.compile(r"[^\W\d_]+|\d+")


def _llano(nombre: str) -> str:
    """Without accents nor capitals."""
    partes = unicodedata.normalize("NFKD", nombre.casefold())
    return "".join(letra for letra in partes if not unicodedata.combining(letra)).strip()


def _tipo_del_nombre(nombre: str) -> TipoEvaluacion:
    llano = _llano(nombre)
    return next((tipo for marca, tipo in _MARCAS if marca.search(llano)), TipoEvaluacion.CONTINUA)


def _propias(nombre: str) -> list[str]:
    """The words of a name that say more than its kind: `trabajo` of `Trabajo final`, `1` of `Parcial 1`."""
    palabras = _PALABRAS.findall(_llano(nombre))
    return [palabra for palabra in palabras if palabra not in _SIN_MAS and not palabra.startswith("sust")]


def tipo_de(evaluacion: Evaluacion) -> TipoEvaluacion:
    """The kind of an evaluation, by its `tipo` or by its name in the syllabus; what has no other kind is a T."""
    return _POR_VALOR.get(evaluacion.tipo or "") or _tipo_del_nombre(evaluacion.nombre)


def clave_de(evaluacion: Evaluacion) -> str:
    """What tells one evaluation from another: `EP` and `examen parcial` are both `parcial`, `T 1` is `t1`.

    `Trabajo final` is another one than `final`: the syllabus says which evaluations there are (Art. 22 c).
    """
    tipo = _tipo_del_nombre(evaluacion.nombre)
    if tipo is TipoEvaluacion.CONTINUA:
        nombre = re.sub(r"[\W_]", "", _llano(evaluacion.nombre))
        return tipo.value if nombre in _CONTINUA_ENTERA else nombre
    return tipo.value + "".join(_propias(evaluacion.nombre))


def es_continua_entera(evaluacion: Evaluacion) -> bool:
    """Whether it is the whole continuous evaluation and not one of its T's."""
    return clave_de(evaluacion) == TipoEvaluacion.CONTINUA.value


def las_que_dice(nombre: str, evaluaciones: Sequence[Evaluacion]) -> tuple[Evaluacion, ...]:
    """The evaluations that a name means: the one of that name, or else every Parcial or Final when it says so."""
    dicha = Evaluacion(nombre)
    iguales = tuple(e for e in evaluaciones if clave_de(e) == clave_de(dicha))
    if iguales or tipo_de(dicha) not in _EXAMENES:
        return iguales
    return tuple(e for e in evaluaciones if tipo_de(e) is tipo_de(dicha))


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
    return f"el {nombre}" if tipo_de(evaluacion) in _EXAMENES else nombre


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


def reunir(evaluaciones: Sequence[Evaluacion] | None, pesos: Sequence[Evaluacion] | None) -> tuple[Evaluacion, ...]:
    """The evaluations without the sustitutorio and with the weights that were told apart.

    One that only the weights name is still to come; without any evaluation the weights alone are none.
    """
    propias = sin_sustitutorio(evaluaciones)
    if not propias:
        return ()
    aparte = sin_sustitutorio(pesos)
    parejas = _parejas(propias, aparte)
    juntas = [
        replace(e, peso=parejas[clave_de(e)].peso) if e.peso is None and clave_de(e) in parejas else e for e in propias
    ]
    return _con_un_solo_examen([*juntas, *(e for e in aparte if e not in parejas.values())])


def _parejas(evaluaciones: Sequence[Evaluacion], aparte: Sequence[Evaluacion]) -> dict[str, Evaluacion]:
    """The weight told apart of each evaluation, by its key: that of the same name, or of the only exam of its kind."""
    por_clave = {clave_de(e): e for e in aparte}
    parejas = {clave_de(e): por_clave[clave_de(e)] for e in evaluaciones if clave_de(e) in por_clave}
    sueltas = [e for e in evaluaciones if clave_de(e) not in parejas]
    libres = [e for e in aparte if clave_de(e) not in parejas]
    for tipo in _EXAMENES:
        unas, otras = ([e for e in lado if tipo_de(e) is tipo] for lado in (sueltas, libres))
        if len(unas) == len(otras) == 1:
            parejas[clave_de(unas[0])] = otras[0]
    return parejas


def _con_un_solo_examen(evaluaciones: Sequence[Evaluacion]) -> tuple[Evaluacion, ...]:
    """With a `Trabajo final` among the continuous ones where the course has an exam for its Final (Art. 31 a).

    Without one, the work is the Final: the syllabus says how a course is examined (Art. 22 c).
    """
    con_examen = {tipo_de(e) for e in evaluaciones if _es_examen(e)}
    return tuple(
        replace(e, tipo=TipoEvaluacion.CONTINUA.value)
        if e.tipo not in _POR_VALOR and not _es_examen(e) and tipo_de(e) in con_examen
        else e
        for e in evaluaciones
    )


def _es_examen(evaluacion: Evaluacion) -> bool:
    """Whether it is an exam and not a work that is called after it (`Trabajo final`, `Avance parcial`)."""
    if tipo_de(evaluacion) not in _EXAMENES:
        return False
    palabras = _PALABRAS.findall(_llano(evaluacion.nombre))
    return not _DE_EXAMEN.isdisjoint(palabras) or all(p.isdigit() for p in _propias(evaluacion.nombre))


def trabajos_de_la_continua(evaluaciones: Sequence[Evaluacion]) -> tuple[Evaluacion, ...]:
    """Those that are called after an exam and count with the continuous evaluation."""
    continuas = (e for e in evaluaciones if tipo_de(e) is TipoEvaluacion.CONTINUA)
    return tuple(e for e in continuas if _tipo_del_nombre(e.nombre) in _EXAMENES)


def problema(evaluaciones: Sequence[Evaluacion] | None, pesos: Sequence[Evaluacion] | None) -> str | None:
    """What cannot be true in the grades and weights of a course, as they were told; None when they hold together."""
    propias, aparte = sin_sustitutorio(evaluaciones), sin_sustitutorio(pesos)
    imposible = next((problema for e in (*propias, *aparte) if (problema := evaluacion_imposible(e))), None)
    dudoso = imposible or _repetida(propias) or _repetida(aparte) or _dos_pesos(propias, aparte)
    if dudoso:
        return dudoso
    juntas = reunir(propias, aparte)
    if sin_peso(juntas) and sum((e.peso or MINIMA for e in juntas), MINIMA) >= 1:
        return f"los pesos ya llegan a 100 % sin contar {nombres(sin_peso(juntas))}"
    return contradiccion_de_evaluaciones(juntas)


def _repetida(evaluaciones: Sequence[Evaluacion]) -> str | None:
    claves = [clave_de(e) for e in evaluaciones]
    repetida = next((e for e in evaluaciones if claves.count(clave_de(e)) > 1), None)
    return f"{nombre_de(repetida)} figura dos veces" if repetida else None


def _dos_pesos(evaluaciones: Sequence[Evaluacion], aparte: Sequence[Evaluacion]) -> str | None:
    parejas = _parejas(evaluaciones, aparte)
    for e in evaluaciones:
        otro = parejas[clave_de(e)].peso if clave_de(e) in parejas else None
        if None not in (e.peso, otro) and e.peso != otro:
            return f"{con_articulo(e)} pesa {porcentaje(e.peso or MINIMA)} y también {porcentaje(otro or MINIMA)}"
    return None


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
