"""What a grade in a UPN course's sustitutorio makes of its final average (Art. 23 a, 27 a, 31 a)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Paso, Veredicto
from actions.rulebooks.formato import lista, numero
from actions.rulebooks.notas import MINIMA, Evaluacion
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.evaluaciones import Promedio, con_articulo, describir, nombre_de, promedio_final
from actions.rulebooks.upn.promedio_comun import (
    PROMEDIO,
    REGLA,
    avisos_de_la_continua,
    grafico,
    pasos_del_promedio,
    pasos_del_redondeo,
)
from actions.rulebooks.upn.sustitutorio_reemplazo import (
    CADA_T,
    CALCULO,
    CAMBIO,
    REEMPLAZA,
    UNA_T,
    HechosSustitutorioNota,
    avisos,
    con_nota_en,
    falta_cada_t,
    paso_de_la_regla,
    reemplazables,
    si_reemplaza_una_t,
)
from actions.rulebooks.upn.textos import inicio


def con_nota(
    hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion], nota: Decimal, parametros: Parametros
) -> Dictamen:
    """What the average is with the sustitutorio's grade, for every grade that it may replace."""
    minima = parametros.valor("nota_aprobatoria")
    actual = promedio_final(evaluaciones)
    con_ella = {e: con_nota_en(evaluaciones, e, nota) for e in reemplazables(hechos, evaluaciones)}
    nuevos = {e: promedio_final(todas) for e, todas in con_ella.items()}
    una_t = si_reemplaza_una_t(hechos, evaluaciones, minima)
    veredicto = {frozenset({True}): Veredicto.SI, frozenset({False}): Veredicto.NO}.get(
        frozenset(promedio.final >= minima for promedio in nuevos.values()) | una_t, Veredicto.DEPENDE
    )
    dudoso = veredicto is Veredicto.DEPENDE
    falta = (
        *(("qué nota reemplaza",) if dudoso and (len(nuevos) > 1 or (nuevos and una_t)) else ()),
        *(falta_cada_t(hechos, evaluaciones) if dudoso and len(una_t) > 1 else ()),
    )
    if len(nuevos) == 1 and not una_t:
        cuenta = pasos_del_promedio(next(iter(con_ella.values())), next(iter(nuevos.values())), parametros)
    else:
        cuenta = _pasos_sin_ella(evaluaciones, actual, _como(hechos, veredicto), parametros)
    finales = {promedio.final for promedio in nuevos.values()}
    pasos = (
        paso_de_la_regla(hechos),
        *(_paso_del_cambio(e, nota, actual, promedio) for e, promedio in nuevos.items()),
        *cuenta,
    )
    return Dictamen(
        CALCULO, veredicto,
        f"{inicio(hechos.curso)}Con {numero(nota)} en el sustitutorio "
        f"{_detalle(nuevos, una_t, _como(hechos, veredicto), minima)}.",
        pasos, finales.pop() if len(finales) == 1 and not una_t else None, falta,
        avisos=(*avisos(hechos), *avisos_de_la_continua(evaluaciones)),
        pide=("reemplaza",) if dudoso and nuevos and hechos.reemplaza is None else (),
        grafico=grafico(evaluaciones, hechos.curso, minima),
    )  # fmt: skip


def _paso_del_cambio(evaluacion: Evaluacion, nota: Decimal, actual: Promedio, nuevo: Promedio) -> Paso:
    baja = ", menos que antes" if nuevo.final < actual.final else ""
    return Paso(
        CAMBIO, f"{numero(nota)} en lugar de {numero(evaluacion.nota or MINIMA)} ({nombre_de(evaluacion)}); sin "
        f"sustitutorio tienes {actual.final}", f"el promedio final queda en {nuevo.texto}{baja}", REEMPLAZA,
    )  # fmt: skip


def _pasos_sin_ella(
    evaluaciones: Sequence[Evaluacion], actual: Promedio, como: str, parametros: Parametros
) -> tuple[Paso, ...]:
    """The sum without the sustitutorio, while it is not known which grade it replaces."""
    minima = parametros.valor("nota_aprobatoria")
    return (
        *pasos_del_redondeo(evaluaciones),
        Paso(REGLA, lista([describir(e) for e in evaluaciones]), f"sin sustitutorio, {actual.texto}", PROMEDIO),
        Paso(f"Se aprueba con {numero(minima)} o más", f"sin sustitutorio tienes {actual.final}", f"con él {como}",
             parametros.fuente("nota_aprobatoria")),
    )  # fmt: skip


def _como(hechos: HechosSustitutorioNota, veredicto: Veredicto) -> str:
    duda = "depende de qué nota reemplace" if hechos.reemplaza is None else "todavía no se sabe"
    return {Veredicto.SI: "apruebas", Veredicto.NO: "no apruebas"}.get(veredicto, duda)


def _detalle(nuevos: Mapping[Evaluacion, Promedio], una_t: frozenset[bool], como: str, minima: Decimal) -> str:
    """`apruebas: si reemplaza el parcial, tu promedio final sería 12 (11.6 antes de redondear)`."""
    if not nuevos:
        return f"{como}: con la continua en una sola nota, para calcularlo me faltan {CADA_T}"
    llegan = {promedio.final >= minima for promedio in nuevos.values()} | una_t
    if len(llegan) > 1:
        return f"{como}: {_si_reemplaza_cada_una(nuevos, una_t, minima)}"
    finales = [promedio.final for promedio in nuevos.values()]
    if len(nuevos) == 1 and not una_t:
        cual, promedio = next(iter(nuevos.items()))
        return f"{como}: si reemplaza {con_articulo(cual)}, tu promedio final sería {promedio.texto}"
    rango = f"{min(finales)}" if min(finales) == max(finales) else f"entre {min(finales)} y {max(finales)}"
    salvo = f" (si no es {UNA_T})" if una_t else ""
    return f"{como}, reemplace la que reemplace: tu promedio final sería {rango}{salvo}"


def _si_reemplaza_cada_una(nuevos: Mapping[Evaluacion, Promedio], una_t: frozenset[bool], minima: Decimal) -> str:
    """`apruebas si reemplaza el parcial; no, si reemplaza el final; si reemplaza una T, me falta...`."""
    partes = {
        llega: [
            *(con_articulo(e) for e, promedio in nuevos.items() if (promedio.final >= minima) is llega),
            *([UNA_T] if una_t == {llega} else []),
        ]
        for llega in (True, False)
    }
    return "; ".join(
        [
            *([f"apruebas si reemplaza {lista(partes[True], 'o')}"] if partes[True] else []),
            *([f"no, si reemplaza {lista(partes[False], 'o')}"] if partes[False] else []),
            *([f"si reemplaza {UNA_T}, me faltan {CADA_T}"] if len(una_t) > 1 else []),
        ]
    )
