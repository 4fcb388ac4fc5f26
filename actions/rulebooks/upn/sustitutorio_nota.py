"""What a UPN sustitutorio would do to a course's final average, and the grade needed in it (Art. 23 a, c, d)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.formato import numero
from actions.rulebooks.notas import MINIMA, Evaluacion, nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.evaluaciones import (
    TipoEvaluacion,
    es_continua_entera,
    nombre_de,
    nombres,
    nota_del_sustitutorio,
    problema,
    promedio_final,
    reunir,
    sin_nota,
    sin_peso,
    tipo_de,
)
from actions.rulebooks.upn.nota_pendiente import con_lo_que_falta
from actions.rulebooks.upn.promedio_comun import (
    faltan_evaluaciones,
    faltan_pesos,
    grafico,
    pasos_del_promedio,
    sin_promedio,
)
from actions.rulebooks.upn.sustitutorio_necesaria import nota_que_hace_falta
from actions.rulebooks.upn.sustitutorio_obtenida import con_nota
from actions.rulebooks.upn.sustitutorio_reemplazo import (
    CALCULO,
    REEMPLAZA,
    HechosSustitutorioNota,
    avisos,
    con_nota_en,
    elegidas,
    falta_cada_t,
    paso_de_la_regla,
)
from actions.rulebooks.upn.textos import inicio, no_cuadra

_AUSENTE = Fuente("upn", "Art. 23 d")
_COURSERA = Fuente("coursera_faq", "pregunta 18")


def sustitutorio_nota(hechos: HechosSustitutorioNota, parametros: Parametros) -> Dictamen:
    """Whether the course is passed with the sustitutorio (SI, NO), or which grade is needed in it (VALOR).

    `valor`: with VALOR the grade needed (the lowest, while it is not known which grade it replaces), or the one needed
    in what is left when the sustitutorio's own is known; with SI and NO the final average, where it is one and the
    same. Source: UPN Art. 23 a, c, d; 27 a, 31 a, 16; FAQ UPN-Coursera 18.
    """
    evaluaciones = reunir(hechos.evaluaciones, hechos.pesos)
    if hechos.nota_sustitutorio is None:
        hechos = replace(hechos, nota_sustitutorio=nota_del_sustitutorio(hechos.evaluaciones))
    contradiccion = problema(hechos.evaluaciones, hechos.pesos) or _contradiccion(hechos, evaluaciones)
    if contradiccion:
        return no_cuadra(CALCULO, contradiccion, hechos.curso)
    imposible = _no_hay(hechos) or sin_promedio(CALCULO, hechos.curso, hechos.inhabilitado, hechos.retirado)
    if imposible:
        return imposible
    if hechos.rindio is False:
        return _ausente(hechos, evaluaciones, parametros)
    if not evaluaciones:
        return _con_la_regla(faltan_evaluaciones(CALCULO, hechos.curso, hechos.pesos, parametros), hechos)
    if sin_peso(evaluaciones):
        return _con_la_regla(faltan_pesos(CALCULO, hechos.curso, evaluaciones, hechos.pesos, parametros), hechos)
    la_elegida = elegidas(hechos, evaluaciones)
    if len(la_elegida) == 1 and la_elegida[0].nota is None:
        # What was not taken counts 0 (Art. 29 a), and makes no difference where the sustitutorio replaces it.
        evaluaciones = con_nota_en(evaluaciones, la_elegida[0], MINIMA)
    if sin_nota(evaluaciones):
        return _sin_notas(hechos, evaluaciones, parametros)
    if hechos.nota_sustitutorio is None:
        return nota_que_hace_falta(hechos, evaluaciones, parametros)
    return con_nota(hechos, evaluaciones, hechos.nota_sustitutorio, parametros)


def _contradiccion(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion]) -> str | None:
    if nota_imposible(hechos.nota_sustitutorio):
        return "la nota del sustitutorio va de 0 a 20"
    if hechos.rindio is False and hechos.nota_sustitutorio is not None:
        return "dices que no diste el sustitutorio y a la vez qué nota sacaste en él"
    if hechos.reemplaza is not None and evaluaciones and not elegidas(hechos, evaluaciones):
        elegida = Evaluacion(hechos.reemplaza)
        de_la_continua = tipo_de(elegida) is TipoEvaluacion.CONTINUA and not es_continua_entera(elegida)
        if not (de_la_continua and any(es_continua_entera(e) for e in evaluaciones)):
            return (
                f"el sustitutorio reemplaza el Parcial, el Final o una T, y «{hechos.reemplaza}» no es una de tus notas"
            )
    return None


def _no_hay(hechos: HechosSustitutorioNota) -> Dictamen | None:
    if hechos.tipo is TipoClase.COURSERA:
        paso = Paso("Los cursos con Coursera no tienen sustitutorio", "el curso es con Coursera", "no hay", _COURSERA)
        resumen = "Es un curso con Coursera y esos cursos no tienen sustitutorio."
    elif hechos.en_silabo is False:
        paso = Paso("El sílabo del curso dice si hay sustitutorio", "el sílabo no lo contempla", "no hay", REEMPLAZA)
        resumen = "No hay sustitutorio que pueda cambiar tu nota: el sílabo no lo contempla."
    else:
        return None
    return Dictamen(CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}{resumen}", (paso,))


def _ausente(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion], parametros: Parametros) -> Dictamen:
    """Who does not go keeps the original grades (Art. 23 d)."""
    paso = Paso("Quien no va al sustitutorio, o no lo envía, mantiene sus notas", "no lo rendiste",
                "tus notas no cambian", _AUSENTE)  # fmt: skip
    resumen = "Si no das el sustitutorio conservas tus notas originales: no te ponen 0 por faltar."
    if not evaluaciones or sin_peso(evaluaciones) or sin_nota(evaluaciones):
        return Dictamen(CALCULO, Veredicto.VALOR, f"{inicio(hechos.curso)}{resumen}", (paso,))
    promedio = promedio_final(evaluaciones)
    minima = parametros.valor("nota_aprobatoria")
    aprueba = promedio.final >= minima
    return Dictamen(
        CALCULO, Veredicto.SI if aprueba else Veredicto.NO,
        f"{inicio(hechos.curso)}{resumen} Tu promedio final queda en {promedio.texto}: "
        f"{'apruebas' if aprueba else 'no apruebas'}.",
        (paso, *pasos_del_promedio(evaluaciones, promedio, parametros)), promedio.final,
        grafico=grafico(evaluaciones, hechos.curso, minima),
    )  # fmt: skip


def _con_la_regla(dictamen: Dictamen, hechos: HechosSustitutorioNota) -> Dictamen:
    """The same with what holds for any grades: what it replaces, that it stays, who chooses."""
    return replace(dictamen, pasos=(paso_de_la_regla(hechos), *dictamen.pasos), avisos=avisos(hechos))


def _sin_notas(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion], parametros: Parametros) -> Dictamen:
    """With a grade still to come: what is needed in it once the sustitutorio's is known, and what it replaces."""
    la_elegida = elegidas(hechos, evaluaciones)
    if hechos.nota_sustitutorio is not None and len(la_elegida) == 1:
        return _lo_que_falta(hechos, evaluaciones, la_elegida[0], hechos.nota_sustitutorio, parametros)
    faltan = nombres(sin_nota(evaluaciones))
    minima = numero(parametros.valor("nota_aprobatoria"))
    resumen = f"Con todas tus notas te digo cuánto necesitas en el sustitutorio para llegar a {minima}."
    if hechos.nota_sustitutorio is not None:
        resumen = f"Cómo quedas con {numero(hechos.nota_sustitutorio)} en el sustitutorio depende de ella."
    decide = hechos.nota_sustitutorio is not None or len(sin_nota(evaluaciones)) == 1
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{inicio(hechos.curso)}Todavía falta tu nota en {faltan}. {resumen}",
        (paso_de_la_regla(hechos),
         Paso(f"Se aprueba con {minima} o más", f"falta {faltan}", "todavía no se puede calcular",
              parametros.fuente("nota_aprobatoria"))),
        falta=(f"tu nota en {faltan} (0 si no lo rendiste)", *falta_cada_t(hechos, evaluaciones)),
        siguiente=("Dime esa nota, o una supuesta, y lo calculo.",), avisos=avisos(hechos),
        pide=("reemplaza",) if hechos.reemplaza is None and decide else (),
        grafico=grafico(evaluaciones, hechos.curso, parametros.valor("nota_aprobatoria")),
    )  # fmt: skip


def _lo_que_falta(
    hechos: HechosSustitutorioNota,
    evaluaciones: Sequence[Evaluacion],
    cual: Evaluacion,
    nota: Decimal,
    parametros: Parametros,
) -> Dictamen:
    """With the sustitutorio's grade in its place, what is needed in the evaluations that are left."""
    antes = f"Cuento el {numero(nota)} del sustitutorio en lugar de tu {nombre_de(cual)}. "
    con_ella = con_nota_en(evaluaciones, cual, nota)
    dictamen = con_lo_que_falta(CALCULO, hechos.curso, con_ella, parametros, antes)
    return replace(
        dictamen, pasos=(paso_de_la_regla(hechos), *dictamen.pasos), avisos=(*avisos(hechos), *dictamen.avisos),
        siguiente=() if dictamen.veredicto is Veredicto.NO else dictamen.siguiente,
    )  # fmt: skip
