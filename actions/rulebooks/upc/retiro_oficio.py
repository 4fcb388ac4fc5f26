"""When UPC withdraws a student from the cycle on its own account (num. 3.3.5)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Cuenta, Modalidad, en_linea, lugar

CALCULO = "retiro_oficio"
_OFICIO = lugar("3.3.5")
_VOLVER = lugar("4.2.3")
_ASISTENCIA = lugar("2.1.3")
_REGLA = "Retiran de oficio a quien no asistió en el ciclo ni tiene calificaciones"


@dataclass(frozen=True)
class HechosRetiroOficio:
    """What the student did in the cycle. None means "not known".

    `asistio_ciclo`: went to some class of it; `con_calificacion`: has some grade in it.
    """

    asistio_ciclo: bool | None = None
    con_calificacion: bool | None = None
    modalidad: Modalidad | None = None


def retiro_oficio(hechos: HechosRetiroOficio, _parametros: Parametros) -> Dictamen:
    """Whether the student is not withdrawn de oficio (SI: still in the cycle) or is (NO). Source: UPC num. 3.3.5."""
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    if hechos.asistio_ciclo or hechos.con_calificacion:
        hecho = "fuiste a clases" if hechos.asistio_ciclo else "tienes alguna calificación"
        cuenta.paso(_REGLA, hecho, "no procede", _OFICIO)
        cuenta.paso("Si no llegas a la asistencia mínima de una asignatura, pides su retiro extraordinario", hecho,
                    "cuida tu asistencia", _ASISTENCIA)  # fmt: skip
        resumen = f"No te retiran de oficio, porque {hecho}: eso es solo para quien no fue y no tiene notas."
        return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.SI)
    if hechos.asistio_ciclo is None or hechos.con_calificacion is None:
        cuenta.paso(_REGLA, "no sé tu caso", "depende de las dos cosas", _OFICIO)
        if hechos.asistio_ciclo is None:
            cuenta.ignora("si fuiste a alguna clase del ciclo", "asistio_ciclo")
        if hechos.con_calificacion is None:
            cuenta.ignora("si tienes alguna calificación en el ciclo", "con_calificacion")
        resumen = "Te retiran de oficio solo si no fuiste a clases en el ciclo y no tienes ninguna calificación."
        return cuenta.dictamen(CALCULO, resumen)
    cuenta.paso(_REGLA, "ni asististe ni tienes calificaciones", "procede", _OFICIO)
    cuenta.paso("Para volver sin haber formalizado el retiro decide el Director del Programa", "te retiran de oficio",
                "antes cumples tus obligaciones pendientes", _VOLVER)  # fmt: skip
    cuenta.siguiente.append("Si quieres volver, plantéalo al Director del Programa y ponte al día en tus obligaciones.")
    cuenta.avisos.append("El reglamento no dice si este retiro cuenta entre los retiros temporales.")
    resumen = "Servicios Académicos te retira de oficio del ciclo, porque no fuiste ni tienes notas, y te lo informa."
    return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.NO)
