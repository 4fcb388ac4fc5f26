"""From a student's file to the facts that UPN's rules ask about."""

from __future__ import annotations

from datetime import datetime

from actions.rulebooks.expediente import Curso, Estado, Expediente, Matricula, TipoClase
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.asistencia import HechosAsistencia
from actions.rulebooks.upn.creditos import CursoPorTercera, HechosCreditos
from actions.rulebooks.upn.intentos import intentos
from actions.rulebooks.upn.promedios import ultimo_pps_regular
from actions.rulebooks.upn.sustitutorio import HechosSustitutorio

_VECES_PARA_TERCERA = 2


def hechos_creditos(
    expediente: Expediente, _matricula: Matricula | None, parametros: Parametros, _ahora: datetime
) -> HechosCreditos:
    """Facts of Art. 14. A course failed twice and not passed since is pending for the third time; equivalent
    courses and courses of the same name count together (Art. 9 a); a withdrawal does not count (Art. 51 a)."""
    ultimo = ultimo_pps_regular(expediente)
    restantes = expediente.creditos_plan - expediente.creditos_aprobados
    codigos = {curso.codigo for curso in expediente.pendientes_del_plan}
    en_curso = [m for m in expediente.actuales if m.estado is Estado.EN_CURSO]
    por_tercera = pendientes_por_tercera(expediente)
    return HechosCreditos(
        por_tercera=tuple(CursoPorTercera(c.nombre, c.creditos) for c in por_tercera),
        ultimo_pps=ultimo[1] if ultimo else None,
        periodo_pps=ultimo[0].codigo if ultimo else None,
        ultimo_ciclo=restantes <= parametros.entero("creditos_ultimo_ciclo_ampliados"),
        creditos_aprobados=expediente.creditos_aprobados,
        creditos_plan=expediente.creditos_plan,
        requisitos_entre_cursos=any(curso.requisitos & codigos for curso in expediente.pendientes_del_plan),
        retenciones=expediente.retenciones,
        sanciones=expediente.sanciones,
        en_curso_por_segunda=tuple(m.curso.nombre for m in en_curso if m.vez == _VECES_PARA_TERCERA),
        periodo_en_curso=en_curso[0].periodo.codigo if en_curso and not en_curso[0].periodo.es_verano else None,
        deudas=tuple(d.concepto for d in expediente.deudas if d.vencida or d.administrativa),
        en_curso_por_tercera=tuple(m.curso.nombre for m in en_curso if m.curso in por_tercera),
    )


def pendientes_por_tercera(expediente: Expediente) -> tuple[Curso, ...]:
    """Courses failed twice or more and not passed since, each once, by its latest form."""
    return tuple(
        veces.curso for veces in intentos(expediente) if not veces.aprobado and len(veces.fallos) >= _VECES_PARA_TERCERA
    )


def hechos_asistencia(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, _ahora: datetime
) -> HechosAsistencia:
    """Facts of Art. 15-16 for one enrolment."""
    asistencia = matricula.asistencia
    primer_exento = expediente.ciclos_plan - parametros.entero("ultimos_ciclos_exentos") + 1
    return HechosAsistencia(
        curso=matricula.curso.nombre,
        tipo=matricula.clase,
        clases=asistencia.clases if asistencia else None,
        faltas=asistencia.faltas if asistencia else None,
        tardanzas=asistencia.tardanzas if asistencia else None,
        exento=matricula.curso.ciclo >= primer_exento,
        inhabilitado=matricula.estado is Estado.INHABILITADO,
        justificadas=asistencia.justificadas if asistencia else 0,
    )


def hechos_sustitutorio(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime
) -> HechosSustitutorio:
    """Facts of Art. 23 for one enrolment at a moment (aware, America/Lima)."""
    periodo = matricula.periodo.codigo
    tramite = next((t for t in expediente.tramites if t.curso == matricula.curso.codigo and t.periodo == periodo), None)
    return HechosSustitutorio(
        curso=matricula.curso.nombre,
        tipo=matricula.clase,
        en_silabo=matricula.curso.tiene_sustitutorio,
        retirado=matricula.estado is Estado.RETIRADO,
        inhabilitado=matricula.estado is Estado.INHABILITADO,
        asistencia=None if matricula.clase is TipoClase.COURSERA or matricula.asistencia is None
        else hechos_asistencia(expediente, matricula, parametros, ahora),
        deudas=tuple(d.concepto for d in expediente.deudas if d.vencida or d.administrativa),
        pagado=bool(tramite and tramite.pagado),
        autorizado_sin_pago=bool(tramite and tramite.autorizado_sin_pago),
        solicitado=bool(tramite and tramite.solicitado),
        solicitudes=expediente.ventana("solicitud_sustitutorio", periodo),
        examen=expediente.ventana("sustitutorio", periodo),
        ahora=ahora,
    )  # fmt: skip
