"""The final average of a UPN course and the grade needed in what is left (Art. 16, 23 a, 27 a, 29, 31 a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Paso, Veredicto
from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.formato import numero
from actions.rulebooks.notas import Evaluacion, redondear_entero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.curso_coursera import curso_coursera
from actions.rulebooks.upn.evaluaciones import (
    nota_del_sustitutorio,
    problema,
    promedio_final,
    reunir,
    sin_nota,
    sin_peso,
)
from actions.rulebooks.upn.nota_pendiente import con_lo_que_falta
from actions.rulebooks.upn.promedio_comun import (
    PROMEDIO,
    SI_INHABILITAN,
    SUSTITUTORIO,
    avisos_de_la_continua,
    con_cualquier_peso,
    estan_las_tres,
    faltan_evaluaciones,
    faltan_pesos,
    grafico,
    paso_del_registro,
    pasos_del_promedio,
    registro_imposible,
    sin_promedio,
)
from actions.rulebooks.upn.sustitutorio_nota import sustitutorio_nota
from actions.rulebooks.upn.sustitutorio_reemplazo import HechosSustitutorioNota
from actions.rulebooks.upn.textos import inicio, no_cuadra

CALCULO = "promedio_curso"


@dataclass(frozen=True)
class HechosPromedioCurso:
    """The grades of one course. None means "not known".

    `evaluaciones`: all that the syllabus has, with weights (0-1) and the grades (0-20) obtained or supposed; without
    grade: still to come. A sustitutorio among them takes the place of the one named in `reemplaza`. `pesos`: the
    weights, when they are told apart from the grades. `promedio_final`: the one already on record.
    """

    curso: str | None = None
    tipo: TipoClase | None = None
    evaluaciones: tuple[Evaluacion, ...] | None = None
    pesos: tuple[Evaluacion, ...] | None = None
    reemplaza: str | None = None
    inhabilitado: bool | None = None
    retirado: bool = False
    promedio_final: Decimal | None = None


def promedio_curso(hechos: HechosPromedioCurso, parametros: Parametros) -> Dictamen:
    """Whether the course is passed (SI) or not (NO), or which grade is needed in what is left (VALOR).

    `valor`: with VALOR the grade needed in each evaluation left (0-20); with SI and NO the final average, with 0 in
    what is left when it is passed anyway and with 20 when it cannot be passed. Source: UPN Art. 31 a, 27 a, 29 a, 16;
    FAQ UPN-Coursera 11, 24. Grades, weights or a record that cannot be give a CONTRADICCION.
    """
    contradiccion = problema(hechos.evaluaciones, hechos.pesos) or registro_imposible(
        hechos.inhabilitado, hechos.promedio_final
    )
    if contradiccion:
        return no_cuadra(CALCULO, contradiccion, hechos.curso)
    evaluaciones = reunir(hechos.evaluaciones, hechos.pesos)
    decidido = _sin_calcular(hechos, evaluaciones, parametros)
    if decidido:
        return decidido
    if not evaluaciones:
        return faltan_evaluaciones(CALCULO, hechos.curso, hechos.pesos, parametros)
    if nota_del_sustitutorio(hechos.evaluaciones) is not None:
        return _con_sustitutorio(hechos, parametros)
    if sin_peso(evaluaciones):
        return _sin_pesos(hechos, evaluaciones, parametros)
    if sin_nota(evaluaciones):
        return con_lo_que_falta(CALCULO, hechos.curso, evaluaciones, parametros)
    return _completo(hechos, evaluaciones, parametros)


def _sin_calcular(
    hechos: HechosPromedioCurso, evaluaciones: Sequence[Evaluacion], parametros: Parametros
) -> Dictamen | None:
    """What needs no sum: a course lost, left, run with Coursera or already closed."""
    con_coursera = hechos.tipo is TipoClase.COURSERA
    perdido = sin_promedio(CALCULO, hechos.curso, hechos.inhabilitado, hechos.retirado, con_coursera)
    if perdido:
        return perdido
    if con_coursera:
        return curso_coursera(CALCULO, hechos.curso, evaluaciones, hechos.promedio_final, parametros)
    if hechos.promedio_final is not None:
        return _registrado(hechos, redondear_entero(hechos.promedio_final), evaluaciones, parametros)
    return None


def _registrado(
    hechos: HechosPromedioCurso, final: Decimal, evaluaciones: Sequence[Evaluacion], parametros: Parametros
) -> Dictamen:
    aprueba = final >= parametros.valor("nota_aprobatoria")
    avisos: tuple[str, ...] = ()
    if evaluaciones and not sin_peso(evaluaciones) and not sin_nota(evaluaciones):
        calculado = promedio_final(evaluaciones).final
        if calculado != final:
            avisos = (f"Con las notas y pesos que figuran sale {calculado} y no {final}. Si no se debe a un "
                      "sustitutorio, consúltalo con tu docente dentro del plazo (Art. 30 a).",)  # fmt: skip
    resumen = f"Tu promedio final registrado es {final}: {'aprobaste' if aprueba else 'no aprobaste'} el curso."
    return Dictamen(
        CALCULO, Veredicto.SI if aprueba else Veredicto.NO, f"{inicio(hechos.curso)}{resumen}",
        paso_del_registro(final, parametros), final, avisos=avisos,
        grafico=grafico(evaluaciones, hechos.curso, parametros.valor("nota_aprobatoria")),
    )  # fmt: skip


def _con_sustitutorio(hechos: HechosPromedioCurso, parametros: Parametros) -> Dictamen:
    """With the sustitutorio's grade among them, the average depends on the one it replaces (Art. 23 a)."""
    con_nota = HechosSustitutorioNota(
        curso=hechos.curso, tipo=hechos.tipo, evaluaciones=hechos.evaluaciones, pesos=hechos.pesos,
        reemplaza=hechos.reemplaza, inhabilitado=hechos.inhabilitado, retirado=hechos.retirado,
    )  # fmt: skip
    return replace(sustitutorio_nota(con_nota, parametros), calculo=CALCULO)


def _sin_pesos(hechos: HechosPromedioCurso, evaluaciones: Sequence[Evaluacion], parametros: Parametros) -> Dictamen:
    siempre = con_cualquier_peso(evaluaciones, parametros.valor("nota_aprobatoria"))
    if siempre is None or not estan_las_tres(evaluaciones):
        return faltan_pesos(CALCULO, hechos.curso, evaluaciones, hechos.pesos, parametros)
    aprueba = numero(parametros.valor("nota_aprobatoria"))
    lado = f"llegan a {aprueba}" if siempre else f"quedan por debajo de {aprueba}"
    resumen = "apruebas" if siempre else "no apruebas"
    return Dictamen(
        CALCULO, Veredicto.SI if siempre else Veredicto.NO,
        f"{inicio(hechos.curso)}Con esas notas {resumen}, pesen lo que pesen: las tres {lado}.",
        (Paso("El promedio final junta la continua, el parcial y el final", f"las tres {lado}",
              f"con cualquier peso {resumen}", PROMEDIO),
         Paso(f"Se aprueba con {aprueba} o más", f"las tres {lado}", resumen,
              parametros.fuente("nota_aprobatoria"))),
        falta=("los pesos de tu sílabo, para darte el promedio exacto",),
        grafico=grafico(evaluaciones, hechos.curso, parametros.valor("nota_aprobatoria")),
    )  # fmt: skip


def _completo(hechos: HechosPromedioCurso, evaluaciones: Sequence[Evaluacion], parametros: Parametros) -> Dictamen:
    promedio = promedio_final(evaluaciones)
    minima = parametros.valor("nota_aprobatoria")
    aprueba = promedio.final >= minima
    resumen = (
        f"Con esas notas apruebas: tu promedio final es {promedio.texto}."
        if aprueba
        else f"Con esas notas no apruebas: tu promedio final es {promedio.texto} y se pide {numero(minima)}."
    )
    return Dictamen(
        CALCULO, Veredicto.SI if aprueba else Veredicto.NO, f"{inicio(hechos.curso)}{resumen}",
        pasos_del_promedio(evaluaciones, promedio, parametros), promedio.final,
        siguiente=() if aprueba else (SUSTITUTORIO,),
        avisos=(*((SI_INHABILITAN,) if aprueba else ()), *avisos_de_la_continua(evaluaciones)),
        grafico=grafico(evaluaciones, hechos.curso, minima),
    )  # fmt: skip
