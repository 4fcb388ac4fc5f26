"""May a UPC student sit the suplementario of a course (num. 2.2.8, 2.2.12, 2.2.13, 2.2.14)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.notas import nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import (
    AVISO_SUPLEMENTARIO,
    Condicion,
    Cuenta,
    Modalidad,
    con_centesimas,
    en_linea,
    inicio,
    lugar,
    negativo,
    no_cuadra,
)

CALCULO = "suplementario"
_DERECHO = lugar("2.2.8")
_SI_DESAPRUEBA = lugar("2.2.9")
_NOTA = lugar("2.2.10")
_SANCION = lugar("2.2.12")
_ASISTENCIA = lugar("2.1.2")


@dataclass(frozen=True)
class HechosSuplementario:
    """The suplementario of one course. None means "not known".

    `promedio_final`: the course's average at its end (0-20). `suplementario_rendido`: the one of this course was taken
    already; `suplementarios`: those taken in all the studies, this course included. `sancion_impide`: a disciplinary
    sanction forbids it. `asistencia_suficiente`: the attendance reaches the minimum (num. 2.1.2).
    """

    curso: str | None = None
    promedio_final: Decimal | None = None
    suplementario_rendido: bool | None = None
    suplementarios: int | None = None
    sancion_impide: bool | None = None
    asistencia_suficiente: bool | None = None
    modalidad: Modalidad | None = None


def suplementario(hechos: HechosSuplementario, parametros: Parametros) -> Dictamen:
    """Whether the student has a right to the suplementario of a course (SI) or not (NO).

    NO also when the course is passed and none is needed. Source: UPC num. 2.2.8 (average below 13.00), 2.2.13 (once a
    course), 2.2.14 (two in all), 2.2.12 (sanction), 2.1.2 (attendance). A grade or a count that cannot be gives a
    CONTRADICCION.
    """
    imposible = _problema(hechos)
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    for condicion, se_cumple in _condiciones(hechos, parametros):
        cuenta.exige(condicion, se_cumple)
    minima = con_centesimas(parametros.valor("nota_aprobatoria"))
    if cuenta.motivos:
        ya_aprueba = hechos.promedio_final is not None and hechos.promedio_final >= parametros.valor("nota_aprobatoria")
        resumen = f"No {'necesitas' if ya_aprueba else 'te toca el'} suplementario: {cuenta.motivos[0]}."
        if not ya_aprueba and hechos.asistencia_suficiente is not False:
            cuenta.paso("Sin aprobar el suplementario, la asignatura queda reprobada", "no te toca otro",
                        "se repite si es la única; con otra desaprobada es la baja", _SI_DESAPRUEBA)  # fmt: skip
            cuenta.siguiente.append(
                "Si no la apruebas así, la cursas otra vez, pagando los derechos, solo si es tu única desaprobada y la "
                "primera vez; si no, es la baja (num. 2.2.9)."
            )
    elif cuenta.falta:
        resumen = f"Lo rinde quien termina con menos de {minima}; falta saber {cuenta.lo_que_falta()}."
    else:
        resumen = f"Sí, te toca el suplementario: terminaste con {con_centesimas(hechos.promedio_final or Decimal(0))}."
    if not cuenta.motivos:
        _que_sigue(hechos, minima, cuenta)
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}")


def _condiciones(
    hechos: HechosSuplementario, parametros: Parametros
) -> tuple[tuple[Condicion, bool | None], ...]:  # fmt: skip
    """Each condition with how it stands."""
    minima = parametros.valor("nota_aprobatoria")
    nota = con_centesimas(hechos.promedio_final or Decimal(0))
    maximo = parametros.entero("suplementarios_maximos")
    dados = hechos.suplementarios
    rendido = False if dados == 0 else hechos.suplementario_rendido
    return (
        (Condicion(
            f"Lo rinde quien termina la asignatura con menos de {con_centesimas(minima)}", _DERECHO,
            f"terminaste con {nota}", f"terminaste con {nota}", f"tu promedio es {nota} y ya apruebas",
            "con qué promedio terminaste", "promedio_final"),
         None if hechos.promedio_final is None else hechos.promedio_final < minima),
        (Condicion(
            "Se rinde una sola vez por asignatura", parametros.fuente("suplementarios_por_asignatura"),
            "no has dado el de esta", "ya diste el de esta", "ya diste el de esta asignatura y solo hay uno",
            "si ya diste el de esta asignatura", "suplementario_rendido"),
         None if rendido is None else not rendido),
        (Condicion(
            f"Son {maximo} como máximo en todos los estudios", parametros.fuente("suplementarios_maximos"),
            f"diste {dados}", f"diste {dados}", f"ya diste los {maximo} que se permiten en todos los estudios",
            "cuántos suplementarios diste en toda la maestría", "suplementarios"),
         None if dados is None else dados < maximo),
        (Condicion(
            "No lo rinde quien está impedido por una sanción disciplinaria", _SANCION, "no tienes una sanción que lo "
            "impida", "una sanción te lo impide", "una sanción disciplinaria te lo impide",
            "si una sanción disciplinaria te lo impide", "sancion_impide"),
         None if hechos.sancion_impide is None else not hechos.sancion_impide),
        (Condicion(
            "Sin la asistencia mínima no se puede aprobar la asignatura", _ASISTENCIA, "llegas a la asistencia mínima",
            "no llegas a la asistencia mínima", "no llegaste a la asistencia mínima: hay que volver a cursarla",
            "si llegaste a la asistencia mínima", "asistencia_suficiente",
            remedio="Pide el retiro extraordinario de la asignatura, si todavía te queda alguno (num. 2.1.3)."),
         hechos.asistencia_suficiente),
    )  # fmt: skip


def _que_sigue(hechos: HechosSuplementario, minima: str, cuenta: Cuenta) -> None:
    cuenta.paso("Si se desaprueba, la asignatura queda reprobada", "no hay un segundo suplementario",
                "se repite si es la única; con otra desaprobada es la baja", _SI_DESAPRUEBA)  # fmt: skip
    cuenta.paso("Aunque se apruebe, la nota que queda es la original", "se indica que aprobaste así",
                "en tu promedio cuenta la original", _NOTA)  # fmt: skip
    cuenta.siguiente.append(
        f"Ríndelo en la fecha que señale Servicios Académicos y saca {minima} o más; si no vas, quedas desaprobado en "
        "él."
    )
    cuenta.avisos.append(AVISO_SUPLEMENTARIO)


def _problema(hechos: HechosSuplementario) -> str | None:
    if nota_imposible(hechos.promedio_final):
        return "el promedio de una asignatura va de 0 a 20"
    menos = negativo(("suplementarios", hechos.suplementarios))
    if menos is None and hechos.suplementario_rendido and hechos.suplementarios == 0:
        return "dices que ya diste el de esta asignatura y que no has dado ninguno"
    return menos
