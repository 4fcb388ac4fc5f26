"""From a student's file to the facts that UPN's rules on grades and averages ask about."""

from __future__ import annotations

from datetime import datetime

from actions.rulebooks.expediente import Estado, Expediente, Matricula
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.orden_de_merito import HechosOrdenDeMerito
from actions.rulebooks.upn.promedio_curso import HechosPromedioCurso
from actions.rulebooks.upn.promedio_ponderado import CursoCalificado, HechosPromedioPonderado, Origen
from actions.rulebooks.upn.promedios import nota_que_cuenta, periodos_en_curso
from actions.rulebooks.upn.recalificacion import HechosPlazoRecalificacion
from actions.rulebooks.upn.sustitutorio_reemplazo import HechosSustitutorioNota

_CERRADOS = (Estado.APROBADO, Estado.DESAPROBADO, Estado.INHABILITADO, Estado.CONVALIDADO)


def hechos_promedio_curso(
    _expediente: Expediente, matricula: Matricula, _parametros: Parametros, _ahora: datetime
) -> HechosPromedioCurso:
    """Facts of Art. 31 a for one enrolment."""
    return HechosPromedioCurso(
        curso=matricula.curso.nombre,
        tipo=matricula.clase,
        evaluaciones=matricula.evaluaciones or None,
        inhabilitado=matricula.estado is Estado.INHABILITADO,
        retirado=matricula.estado is Estado.RETIRADO,
        promedio_final=matricula.promedio_final,
    )


def hechos_sustitutorio_nota(
    _expediente: Expediente, matricula: Matricula, _parametros: Parametros, _ahora: datetime
) -> HechosSustitutorioNota:
    """Facts of Art. 23 a for one enrolment; which grade it replaces is on no record."""
    return HechosSustitutorioNota(
        curso=matricula.curso.nombre,
        tipo=matricula.clase,
        en_silabo=matricula.curso.tiene_sustitutorio,
        evaluaciones=matricula.evaluaciones or None,
        inhabilitado=matricula.estado is Estado.INHABILITADO,
        retirado=matricula.estado is Estado.RETIRADO,
    )


def hechos_promedio_ponderado(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosPromedioPonderado:
    """Facts of Art. 31 b-c: the courses of closed periods, oldest first; a period still open does not count yet."""
    en_curso = periodos_en_curso(expediente)
    cerradas = [m for m in expediente.matriculas if m.estado in _CERRADOS and m.periodo.codigo not in en_curso]
    return HechosPromedioPonderado(
        cursos=tuple(_calificado(m) for m in sorted(cerradas, key=lambda m: m.periodo.inicio)) or None,
        periodo_en_curso=max(en_curso, default=None),
    )


def _calificado(matricula: Matricula) -> CursoCalificado:
    return CursoCalificado(
        nombre=matricula.curso.nombre,
        creditos=matricula.curso.creditos,
        nota=nota_que_cuenta(matricula),
        periodo=matricula.periodo.codigo,
        es_verano=matricula.periodo.es_verano,
        origen=Origen.CONVALIDADO if matricula.estado is Estado.CONVALIDADO else Origen.UPN,
        inhabilitado=matricula.estado is Estado.INHABILITADO,
    )


def hechos_orden_de_merito(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosOrdenDeMerito:
    """Facts of Art. 32, from the place in the cohort where it is on record."""
    posicion = expediente.posicion
    if posicion is None:
        return HechosOrdenDeMerito(carrera=expediente.carrera)
    return HechosOrdenDeMerito(
        puesto=posicion.puesto,
        total_estudiantes=posicion.total,
        empatados=posicion.empatados,
        promedio=posicion.promedio,
        carrera=posicion.carrera,
        periodo=posicion.periodo,
        fecha=posicion.fecha,
    )


def hechos_plazo_recalificacion(
    _expediente: Expediente, matricula: Matricula, _parametros: Parametros, ahora: datetime
) -> HechosPlazoRecalificacion:
    """Facts of Art. 30 for one enrolment at a moment (aware, America/Lima)."""
    return HechosPlazoRecalificacion(
        curso=matricula.curso.nombre,
        evaluaciones=matricula.evaluaciones or None,
        fin_periodo=matricula.periodo.fin,
        ahora=ahora,
    )
