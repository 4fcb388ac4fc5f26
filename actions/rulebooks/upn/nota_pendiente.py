"""The grade needed in what is left of a UPN course (Art. 27 a, 29 a, 31 a)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Paso, Veredicto
from actions.rulebooks.formato import lista, numero, porcentaje
from actions.rulebooks.notas import MAXIMA, MINIMA, Evaluacion
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.evaluaciones import (
    TipoEvaluacion,
    con_articulo,
    nombre_de,
    nombres,
    nota_necesaria,
    promedio_final,
    sin_nota,
    tipo_de,
)
from actions.rulebooks.upn.promedio_comun import (
    CERO,
    PROMEDIO,
    REGLA,
    SI_INHABILITAN,
    SUSTITUTORIO,
    avisos_de_la_continua,
    grafico,
    pasos_del_redondeo,
)
from actions.rulebooks.upn.textos import inicio

_SIMULA = "Prueba con otra nota y te digo cómo quedas: «si saco 14 en el final»."


def con_lo_que_falta(
    calculo: str, curso: str | None, evaluaciones: Sequence[Evaluacion], parametros: Parametros, antes: str = ""
) -> Dictamen:
    """Whether what has no grade yet still decides: SI or NO when it does not, VALOR with the grade needed in it.

    `antes`: a sentence that leads the summary. All weights must be known. Source: UPN Art. 27 a, 29 a, 31 a.
    """
    minima = parametros.valor("nota_aprobatoria")
    necesaria = nota_necesaria(evaluaciones, minima)
    peor, mejor = promedio_final(evaluaciones, MINIMA), promedio_final(evaluaciones, MAXIMA)
    faltan = sin_nota(evaluaciones)
    siguiente: tuple[str, ...]
    if necesaria is None:
        veredicto, valor, siguiente = Veredicto.NO, mejor.final, (SUSTITUTORIO,)
        resumen = (
            f"Ya no llegas a {numero(minima)}: aun con 20 en {nombres(faltan)}, tu promedio final sería {mejor.texto}."
        )
    elif necesaria == 0:
        veredicto, valor, siguiente = Veredicto.SI, peor.final, ()
        resumen = f"Ya llegas a {numero(minima)}: aun con 0 en {nombres(faltan)}, tu promedio final sería {peor.texto}."
    else:
        veredicto, valor, siguiente = Veredicto.VALOR, necesaria, (_SIMULA,)
        resumen = _necesitas(faltan, necesaria, minima)
    pasos = (
        *pasos_del_redondeo(evaluaciones),
        _paso_hasta_ahora(evaluaciones),
        Paso(f"Se aprueba con {numero(minima)} o más", f"te falta {nombres(faltan)}", _entre(peor.final, mejor.final),
             parametros.fuente("nota_aprobatoria")),
        Paso("Lo que no se rinde vale 0", f"te falta {nombres(faltan)}", f"sin rendirlo quedarías en {peor.final}",
             CERO),
        *_pasos_de_lo_que_falta(evaluaciones, necesaria, parametros),
    )  # fmt: skip
    si_inhabilitan = () if veredicto is Veredicto.NO else (SI_INHABILITAN,)
    return Dictamen(
        calculo, veredicto, f"{inicio(curso)}{antes}{resumen}", pasos, valor, siguiente=siguiente,
        avisos=(*si_inhabilitan, *avisos_de_la_continua(evaluaciones)), puede_cambiar=("tus notas",),
        grafico=grafico(evaluaciones, curso, minima),
    )  # fmt: skip


def _entre(peor: Decimal, mejor: Decimal) -> str:
    return f"tu promedio final quedará en {peor}" if peor == mejor else f"puedes quedar entre {peor} y {mejor}"


def _necesitas(faltan: Sequence[Evaluacion], necesaria: Decimal, minima: Decimal) -> str:
    if len(faltan) == 1:
        return f"Necesitas al menos {numero(necesaria)} en {nombres(faltan)} para aprobar con {numero(minima)}."
    return (
        f"Si sacas lo mismo en {nombres(faltan)}, necesitas al menos {numero(necesaria)} en cada una para aprobar con "
        f"{numero(minima)}."
    )


def _paso_hasta_ahora(evaluaciones: Sequence[Evaluacion]) -> Paso:
    conocidas = [e for e in evaluaciones if e.nota is not None]
    faltan = lista([f"{con_articulo(e)} ({porcentaje(e.peso or MINIMA)})" for e in sin_nota(evaluaciones)])
    if not conocidas:
        return Paso(REGLA, "todavía no tienes notas", f"falta todo: {faltan}", PROMEDIO)
    hecho = lista([f"{nombre_de(e)} {numero(e.nota or MINIMA)} ({porcentaje(e.peso or MINIMA)})" for e in conocidas])
    return Paso(REGLA, hecho, f"falta {faltan}", PROMEDIO)


def _pasos_de_lo_que_falta(
    evaluaciones: Sequence[Evaluacion], necesaria: Decimal | None, parametros: Parametros
) -> tuple[Paso, ...]:
    """Why a whole grade is asked for, or why a T's need not be one (Art. 27 a)."""
    if not necesaria:
        return ()
    faltan = sin_nota(evaluaciones)
    continuas = [e for e in evaluaciones if tipo_de(e) is TipoEvaluacion.CONTINUA]
    # A T is rounded with the others; the continuous evaluation as one grade is rounded like an exam.
    ts = [e for e in faltan if e in continuas and len(continuas) > 1]
    enteras = [e for e in faltan if e not in ts]
    fuente = parametros.fuente("nota_aprobatoria")
    pasos = []
    examenes = [e for e in faltan if e not in continuas]
    if ts or not examenes:
        basta = f"ahí hace falta {numero(necesaria)} tal cual"
        if not examenes:
            basta = f"basta {numero(necesaria)} para que redondee a tu favor"
        pasos.append(Paso("La evaluación continua se redondea entera, no cada T", f"te falta {nombres(ts or faltan)}",
                          basta, fuente))  # fmt: skip
    if examenes:
        pasos.append(
            Paso("La continua, el parcial y el final se registran sin decimales: desde .5 suben",
                 f"necesitas {numero(necesaria)} en {nombres(enteras)}",
                 f"{numero(necesaria - Decimal('0.5'))} ya cuenta como {numero(necesaria)}", fuente)
        )  # fmt: skip
    return tuple(pasos)
