"""The final average of a UPN course and the grade needed in what is left (Art. 16, 23 a, 27 a, 29, 31 a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.formato import lista, numero, porcentaje
from actions.rulebooks.notas import MAXIMA, MINIMA, Evaluacion, nota_imposible, redondear_entero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.evaluaciones import (
    TipoEvaluacion,
    con_articulo,
    con_pesos,
    nombre_de,
    nombres,
    nota_del_sustitutorio,
    nota_necesaria,
    problema,
    promedio_final,
    sin_nota,
    sin_peso,
    sin_sustitutorio,
    tipo_de,
)
from actions.rulebooks.upn.promedio_comun import (
    CERO,
    PROMEDIO,
    con_cualquier_peso,
    estan_las_tres,
    faltan_evaluaciones,
    faltan_pesos,
    grafico,
    paso_del_registro,
    pasos_del_promedio,
    sin_promedio,
)
from actions.rulebooks.upn.sustitutorio_nota import HechosSustitutorioNota, sustitutorio_nota
from actions.rulebooks.upn.textos import inicio, no_cuadra

CALCULO = "promedio_curso"
_COURSERA = Fuente("coursera_faq", "pregunta 11")


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
    FAQ UPN-Coursera 11. Grades or weights that cannot be give a CONTRADICCION.
    """
    evaluaciones = sin_sustitutorio(hechos.evaluaciones)
    if evaluaciones:
        evaluaciones = con_pesos(evaluaciones, hechos.pesos)
    contradiccion = problema(evaluaciones)
    if contradiccion is None and hechos.promedio_final is not None and nota_imposible(hechos.promedio_final):
        contradiccion = "el promedio final va de 0 a 20"
    if contradiccion:
        return no_cuadra(CALCULO, contradiccion, hechos.curso)
    decidido = _sin_calcular(hechos, evaluaciones, parametros)
    if decidido:
        return decidido
    if not evaluaciones:
        return faltan_evaluaciones(CALCULO, hechos.curso, hechos.evaluaciones is None, parametros)
    if nota_del_sustitutorio(hechos.evaluaciones) is not None:
        return _con_sustitutorio(hechos, parametros)
    if sin_peso(evaluaciones):
        return _sin_pesos(hechos, evaluaciones, parametros)
    if sin_nota(evaluaciones):
        return _incompleto(hechos, evaluaciones, parametros)
    return _completo(hechos, evaluaciones, parametros)


def _sin_calcular(
    hechos: HechosPromedioCurso, evaluaciones: Sequence[Evaluacion], parametros: Parametros
) -> Dictamen | None:
    """What needs no sum: a course left, lost, already closed or run with Coursera."""
    perdido = sin_promedio(CALCULO, hechos.curso, hechos.inhabilitado, hechos.retirado)
    if perdido:
        return perdido
    if hechos.promedio_final is not None:
        return _registrado(hechos, redondear_entero(hechos.promedio_final), evaluaciones, parametros)
    if hechos.tipo is TipoClase.COURSERA:
        return Dictamen(
            CALCULO, Veredicto.VALOR, f"{inicio(hechos.curso)}Es un curso con Coursera y su nota sale de otra cuenta: "
            "los microcursos forman el examen parcial y el final se da en Blackboard.",
            (Paso("En los cursos con Coursera el parcial es el promedio de los microcursos", "el curso es con Coursera",
                  "se calcula aparte", _COURSERA),),
            siguiente=("Pregúntame por la nota final de tu curso con Coursera.",),
        )  # fmt: skip
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
        return faltan_pesos(CALCULO, hechos.curso, evaluaciones, hechos.pesos is None, parametros)
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
        siguiente=() if aprueba else (_SUSTITUTORIO,), avisos=_SI_INHABILITAN if aprueba else (),
        grafico=grafico(evaluaciones, hechos.curso, minima),
    )  # fmt: skip


def _incompleto(hechos: HechosPromedioCurso, evaluaciones: Sequence[Evaluacion], parametros: Parametros) -> Dictamen:
    minima = parametros.valor("nota_aprobatoria")
    necesaria = nota_necesaria(evaluaciones, minima)
    peor, mejor = promedio_final(evaluaciones, MINIMA), promedio_final(evaluaciones, MAXIMA)
    faltan = sin_nota(evaluaciones)
    if necesaria is None:
        veredicto, valor, siguiente = Veredicto.NO, mejor.final, _SUSTITUTORIO
        resumen = (
            f"Ya no llegas a {numero(minima)}: aun con 20 en {nombres(faltan)}, tu promedio final sería {mejor.texto}."
        )
    elif necesaria == 0:
        veredicto, valor, siguiente = Veredicto.SI, peor.final, ""
        resumen = f"Ya llegas a {numero(minima)}: aun con 0 en {nombres(faltan)}, tu promedio final sería {peor.texto}."
    else:
        veredicto, valor, siguiente = Veredicto.VALOR, necesaria, _SIMULA
        resumen = _necesitas(faltan, necesaria, minima)
    pasos = (
        *_pasos_hasta_ahora(evaluaciones),
        Paso(f"Se aprueba con {numero(minima)} o más", f"te falta {nombres(faltan)}", _entre(peor.final, mejor.final),
             parametros.fuente("nota_aprobatoria")),
        Paso("Lo que no se rinde vale 0", f"te falta {nombres(faltan)}", f"sin rendirlo quedarías en {peor.final}",
             CERO),
        *_paso_del_redondeo(faltan, necesaria, parametros),
    )  # fmt: skip
    return Dictamen(
        CALCULO, veredicto, f"{inicio(hechos.curso)}{resumen}", pasos, valor,
        siguiente=(siguiente,) if siguiente else (), avisos=() if veredicto is Veredicto.NO else _SI_INHABILITAN,
        puede_cambiar=("tus notas",),
        grafico=grafico(evaluaciones, hechos.curso, minima),
    )  # fmt: skip


_SUSTITUTORIO = "Si tu sílabo prevé un sustitutorio, pregúntame qué nota necesitarías en él."
_SIMULA = "Prueba con otra nota y te digo cómo quedas: «si saco 14 en el final»."
_SI_INHABILITAN = ("Vale mientras no te inhabiliten: con inhabilitación el curso queda en 0 (Art. 16).",)


def _entre(peor: Decimal, mejor: Decimal) -> str:
    return f"tu promedio final quedará en {peor}" if peor == mejor else f"puedes quedar entre {peor} y {mejor}"


def _necesitas(faltan: Sequence[Evaluacion], necesaria: Decimal, minima: Decimal) -> str:
    if len(faltan) == 1:
        return f"Necesitas al menos {numero(necesaria)} en {nombres(faltan)} para aprobar con {numero(minima)}."
    return (
        f"Si sacas lo mismo en {nombres(faltan)}, necesitas al menos {numero(necesaria)} en cada una para aprobar con "
        f"{numero(minima)}."
    )


def _pasos_hasta_ahora(evaluaciones: Sequence[Evaluacion]) -> tuple[Paso, ...]:
    conocidas = [e for e in evaluaciones if e.nota is not None]
    faltan = lista([f"{con_articulo(e)} ({porcentaje(e.peso or MINIMA)})" for e in sin_nota(evaluaciones)])
    regla = "El promedio final junta la evaluación continua, el parcial y el final con los pesos del sílabo"
    if not conocidas:
        return (Paso(regla, "todavía no tienes notas", f"falta todo: {faltan}", PROMEDIO),)
    hecho = lista([f"{nombre_de(e)} {numero(e.nota or MINIMA)} ({porcentaje(e.peso or MINIMA)})" for e in conocidas])
    return (
        Paso(regla, hecho, f"falta {faltan}", PROMEDIO),
    )  # fmt: skip


def _paso_del_redondeo(
    faltan: Sequence[Evaluacion], necesaria: Decimal | None, parametros: Parametros
) -> tuple[Paso, ...]:
    """Why a whole grade is asked for, or why a T's need not be one (Art. 27 a)."""
    if not necesaria:
        return ()
    fuente = parametros.fuente("nota_aprobatoria")
    if all(tipo_de(e) is TipoEvaluacion.CONTINUA for e in faltan):
        return (Paso("La evaluación continua se redondea entera, no cada T", f"te falta {nombres(faltan)}",
                     f"basta {numero(necesaria)} para que redondee a tu favor", fuente),)  # fmt: skip
    return (Paso("El parcial, el final y el promedio se registran sin decimales: desde .5 suben",
                 f"necesitas {numero(necesaria)}", f"{numero(necesaria - Decimal('0.5'))} ya cuenta como "
                 f"{numero(necesaria)}", fuente),)  # fmt: skip
