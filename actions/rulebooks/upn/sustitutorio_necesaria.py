"""The grade needed in a UPN course's sustitutorio, for every grade that it may replace (Art. 23 a, 27 a, 31 a)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Paso, Veredicto
from actions.rulebooks.formato import lista, numero
from actions.rulebooks.notas import Evaluacion
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.evaluaciones import con_articulo, nombre_de, nota_necesaria, promedio_final
from actions.rulebooks.upn.promedio_comun import avisos_de_la_continua, grafico, pasos_del_promedio
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

_PREGUNTA_REQUISITOS = "Pregúntame si puedes rendir el sustitutorio: tiene sus propios requisitos y fechas."


def nota_que_hace_falta(
    hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion], parametros: Parametros
) -> Dictamen:
    """The grade needed in the sustitutorio, for every grade that it may replace."""
    minima = parametros.valor("nota_aprobatoria")
    actual = promedio_final(evaluaciones)
    por_cada_una = {
        e: nota_necesaria(con_nota_en(evaluaciones, e, None), minima) for e in reemplazables(hechos, evaluaciones)
    }
    posibles = {e: nota for e, nota in por_cada_una.items() if nota is not None}
    una_t = si_reemplaza_una_t(hechos, evaluaciones, minima)
    imposibles = [
        *(con_articulo(e) for e in por_cada_una if e not in posibles),
        *([UNA_T] if una_t == {False} else []),
    ]
    quizas = len(una_t) > 1
    valor: Decimal | None = min(posibles.values(), default=None)
    if actual.final >= minima:
        veredicto, valor = Veredicto.SI, actual.final
        resumen = f"Ya apruebas con {actual.texto}, sin sustitutorio.{_si_lo_da(posibles)}"
    elif posibles:
        veredicto = Veredicto.VALOR
        ni_asi = f" Si reemplaza {lista(imposibles, 'o')}, ni con 20 alcanza." if imposibles else ""
        resumen = (
            f"Tu promedio final es {actual.texto}. Para aprobar necesitas en el sustitutorio "
            f"{_segun_cual(posibles)}.{ni_asi}"
        )
        if quizas:
            resumen += f" Si reemplaza {UNA_T}, me faltan {CADA_T}."
    elif quizas:
        veredicto = Veredicto.DEPENDE
        resumen = f"Tu promedio final es {actual.texto}. {_sin_cada_t(hechos, minima)}"
    else:
        veredicto, valor = Veredicto.NO, actual.final
        resumen = f"Tu promedio final es {actual.texto} y ni con 20 en el sustitutorio llegas a {numero(minima)}."
    pasos = (
        paso_de_la_regla(hechos),
        *(Paso(CAMBIO, f"si reemplaza {con_articulo(e)}, que tiene {numero(e.nota or Decimal(0))}", _basta(nota),
               REEMPLAZA)
          for e, nota in por_cada_una.items()),
        *pasos_del_promedio(evaluaciones, actual, parametros),
    )  # fmt: skip
    return Dictamen(
        CALCULO, veredicto, f"{inicio(hechos.curso)}{resumen}", pasos, valor,
        falta_cada_t(hechos, evaluaciones) if quizas else (),
        (_PREGUNTA_REQUISITOS,) if veredicto is not Veredicto.NO else (),
        (*avisos(hechos), *avisos_de_la_continua(evaluaciones)), puede_cambiar=("tus notas",),
        grafico=grafico(evaluaciones, hechos.curso, minima),
    )  # fmt: skip


def _basta(nota: Decimal | None) -> str:
    if nota is None:
        return "ni con 20 alcanza"
    return f"necesitas {numero(nota)}" if nota else "sirve cualquier nota"


def _segun_cual(posibles: Mapping[Evaluacion, Decimal]) -> str:
    """`13 si reemplaza el parcial; 16 si reemplaza el final`."""
    return "; ".join(f"{numero(nota)} si reemplaza {con_articulo(e)}" for e, nota in posibles.items())


def _si_lo_da(posibles: Mapping[Evaluacion, Decimal]) -> str:
    """What who already passes needs to go on passing; empty when nothing is known to give way."""
    con_cualquiera = [con_articulo(e) for e, nota in posibles.items() if not nota]
    con_alguna = {e: nota for e, nota in posibles.items() if nota}
    if not posibles:
        return ""
    necesita = f"; para seguir aprobado necesitas {_segun_cual(con_alguna)}" if con_alguna else ""
    libre = f" Si reemplaza {lista(con_cualquiera, 'o')}, apruebas con cualquier nota." if con_cualquiera else ""
    return f" Si lo das, la nota nueva queda aunque baje{necesita}.{libre}"


def _sin_cada_t(hechos: HechosSustitutorioNota, minima: Decimal) -> str:
    if hechos.reemplaza is None:
        return (
            f"Solo podrías llegar a {numero(minima)} si el sustitutorio reemplaza {UNA_T}: para calcularlo me faltan "
            f"{CADA_T}."
        )
    cual = nombre_de(Evaluacion(hechos.reemplaza))
    return f"Para saber cuánto necesitas en lugar de {cual} me faltan {CADA_T}, no solo la continua entera."
