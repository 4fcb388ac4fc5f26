"""From a student's file to the facts about the grades of a course run with Coursera."""

from __future__ import annotations

from datetime import datetime

from actions.rulebooks.coursera.curso import HechosPromedioCoursera
from actions.rulebooks.expediente import Estado, Expediente, Matricula
from actions.rulebooks.parametros import Parametros


def hechos_promedio_curso_coursera(
    _expediente: Expediente, matricula: Matricula, _parametros: Parametros, ahora: datetime
) -> HechosPromedioCoursera:
    """Facts of FAQ 11 and 24 for one enrolment; microcourses and certificates are on no record."""
    return HechosPromedioCoursera(
        curso=matricula.curso.nombre,
        tipo=matricula.clase,
        evaluaciones=matricula.evaluaciones or None,
        periodo_cerrado=matricula.periodo.cerrado(ahora.date()),
        inhabilitado=matricula.estado is Estado.INHABILITADO,
        retirado=matricula.estado is Estado.RETIRADO,
        promedio_final=matricula.promedio_final,
    )
