"""From a student's file to the facts about transfers, recognised courses and the way to the degree at UPN."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from actions.rulebooks.expediente import Curso, Estado, Expediente, Matricula, Ventana
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.avance_carrera import HechosAvanceCarrera
from actions.rulebooks.upn.bachiller import HechosBachiller
from actions.rulebooks.upn.bloqueo_matricula import es_de_proceso
from actions.rulebooks.upn.cambio_modalidad import HechosCambioModalidad, Modalidad
from actions.rulebooks.upn.convalidacion import CursoDelPlan, HechosConvalidacion
from actions.rulebooks.upn.convalidacion_nota import HechosConvalidacionNota
from actions.rulebooks.upn.convalidacion_tope import HechosConvalidacionTope
from actions.rulebooks.upn.egreso import HechosEgreso
from actions.rulebooks.upn.intentos import intentos
from actions.rulebooks.upn.practicas_horas import HechosPracticasHoras
from actions.rulebooks.upn.traslado import HechosTraslado
from actions.rulebooks.upn.traslado_cursos import CursoDesaprobado, HechosTrasladoCursos

_PERIODO = re.compile(r"(\d{4})-(\d)")
_CONVALIDACION = "convalidacion"
_SEGUNDO_CICLO = "2"


def hechos_convalidacion(
    expediente: Expediente, _matricula: Matricula | None, parametros: Parametros, ahora: datetime
) -> HechosConvalidacion:
    """Facts of Art. 45-49. The course is the student's to name; the plan then tells its credits and requisites."""
    return HechosConvalidacion(
        admitido_desde_2020_2=_admitido_con_nota_12(expediente, parametros),
        creditos_convalidados=_creditos_convalidados(expediente),
        cursos_plan=_cursos_del_plan(expediente),
        deudas=_deudas(expediente),
        solicitudes=_ventana(expediente, ahora, _CONVALIDACION),
        ahora=ahora,
    )


def hechos_convalidacion_tope(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosConvalidacionTope:
    """Facts of Art. 47 a."""
    return HechosConvalidacionTope(creditos_convalidados=_creditos_convalidados(expediente))


def hechos_convalidacion_nota(
    expediente: Expediente, _matricula: Matricula | None, parametros: Parametros, _ahora: datetime
) -> HechosConvalidacionNota:
    """Facts of Art. 49 and 64."""
    return HechosConvalidacionNota(admitido_desde_2020_2=_admitido_con_nota_12(expediente, parametros))


def hechos_traslado(
    expediente: Expediente, _matricula: Matricula | None, parametros: Parametros, ahora: datetime
) -> HechosTraslado:
    """Facts of Art. 53-56; where to, the student says."""
    modalidad = hechos_cambio_modalidad(expediente, None, parametros, ahora)
    return HechosTraslado(
        modalidad_origen=modalidad.modalidad_origen,
        estudiante_continuo=modalidad.estudiante_continuo,
        segundo_ciclo=modalidad.segundo_ciclo,
        deudas=modalidad.deudas,
        retenciones=modalidad.retenciones,
        sanciones=modalidad.sanciones,
        tercera_desaprobada=modalidad.tercera_desaprobada,
        pagado=modalidad.pagado,
        solicitudes=_ventana(expediente, ahora, "traslado"),
        ahora=ahora,
    )


def hechos_cambio_modalidad(
    expediente: Expediente, _matricula: Matricula | None, parametros: Parametros, ahora: datetime
) -> HechosCambioModalidad:
    """Facts of Art. 55. A hold for a disciplinary process is no sanction yet (Art. 7 f)."""
    retenciones = tuple(r for r in expediente.retenciones if not es_de_proceso(r))
    periodo = _periodo_actual(expediente, ahora)
    return HechosCambioModalidad(
        modalidad_origen=next((m for m in Modalidad if m.value == expediente.modalidad.upper()), None),
        estudiante_continuo=True if expediente.actuales else None,
        segundo_ciclo=None if periodo is None else periodo.endswith(f"-{_SEGUNDO_CICLO}"),
        deudas=_deudas(expediente),
        retenciones=retenciones,
        sanciones=expediente.sanciones,
        tercera_desaprobada=_tercera_desaprobada(expediente, parametros),
        pagado=any(p.concepto in ("traslado", "cambio_modalidad") and p.periodo == periodo for p in expediente.pagos)
        or None,
        solicitudes=_ventana(expediente, ahora, "cambio_modalidad", "traslado"),
        ahora=ahora,
    )


def hechos_traslado_cursos(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosTrasladoCursos:
    """Courses failed and not passed since, counted as Art. 9 a does."""
    return HechosTrasladoCursos(
        desaprobados=tuple(
            CursoDesaprobado(grupo.curso.nombre, len(grupo.fallos))
            for grupo in intentos(expediente)
            if grupo.fallos and not grupo.aprobado
        )
    )


def hechos_avance_carrera(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosAvanceCarrera:
    """Credits, courses left and activities on record."""
    return HechosAvanceCarrera(
        creditos_aprobados=_aprobados(expediente),
        creditos_plan=expediente.creditos_plan,
        creditos_en_curso=sum(curso.creditos for curso in _en_curso(expediente)),
        creditos_convalidados=min(_creditos_convalidados(expediente), _aprobados(expediente)),
        cursos_pendientes=len(expediente.pendientes_del_plan),
        nombres_pendientes=_pendientes(expediente),
        horas_practicas=_horas_practicas(expediente),
        extracurriculares=_extracurriculares(expediente),
    )


def hechos_egreso(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosEgreso:
    """Facts of Art. 1 a."""
    en_curso = {codigo for curso in _en_curso(expediente) for codigo in {curso.codigo} | curso.equivalentes}
    return HechosEgreso(
        creditos_aprobados=_aprobados(expediente),
        creditos_plan=expediente.creditos_plan,
        cursos_pendientes=len(expediente.pendientes_del_plan),
        nombres_pendientes=_pendientes(expediente),
        completa_con_lo_que_lleva=bool(expediente.pendientes_del_plan)
        and all(({curso.codigo} | curso.equivalentes) & en_curso for curso in expediente.pendientes_del_plan),
    )


def hechos_bachiller(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosBachiller:
    """The plan, and the activities and debts on record; the record does not say what the career demands."""
    return HechosBachiller(
        creditos_aprobados=_aprobados(expediente),
        creditos_plan=expediente.creditos_plan,
        cursos_pendientes=len(expediente.pendientes_del_plan),
        nombres_pendientes=_pendientes(expediente),
        horas_practicas=_horas_practicas(expediente),
        extracurriculares=_extracurriculares(expediente),
        deudas=_deudas(expediente),
    )


def hechos_practicas_horas(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosPracticasHoras:
    """Hours on record; how many the career demands is not there."""
    return HechosPracticasHoras(horas_practicas=_horas_practicas(expediente))


def _aprobados(expediente: Expediente) -> int:
    """Credits passed that can count for the plan: those of courses outside of it do not make it longer."""
    return min(expediente.creditos_aprobados, expediente.creditos_plan)


def _pendientes(expediente: Expediente) -> tuple[str, ...]:
    return tuple(curso.nombre for curso in expediente.pendientes_del_plan)


def _en_curso(expediente: Expediente) -> list[Curso]:
    return [m.curso for m in expediente.actuales if m.estado is Estado.EN_CURSO]


def _deudas(expediente: Expediente) -> tuple[str, ...]:
    return tuple(d.concepto for d in expediente.deudas if d.vencida or d.administrativa)


def _admitido_con_nota_12(expediente: Expediente, parametros: Parametros) -> bool | None:
    """Whether the admission is one to which Art. 64 applies the grade of 12; None when it cannot be read."""
    leido = _PERIODO.fullmatch(expediente.admision.strip())
    if leido is None:
        return None
    desde = (parametros.entero("convalidacion_admision_anio"), parametros.entero("convalidacion_admision_ciclo"))
    return (int(leido[1]), int(leido[2])) >= desde


def _creditos_convalidados(expediente: Expediente) -> int:
    """Credits recognised from other institutions, each course once; what passed in a transfer is not among them."""
    tipos = {c.curso: c.tipo for c in expediente.convalidaciones}
    creditos = {c.curso: c.creditos for c in expediente.convalidaciones if c.tipo == _CONVALIDACION}
    for matricula in expediente.matriculas:
        codigo = matricula.curso.codigo
        if matricula.estado is Estado.CONVALIDADO and tipos.get(codigo, _CONVALIDACION) == _CONVALIDACION:
            creditos.setdefault(codigo, matricula.curso.creditos)
    return sum(creditos.values())


def _cursos_del_plan(expediente: Expediente) -> tuple[CursoDelPlan, ...]:
    """The courses in which the student is or was enrolled, and those of the plan that are left."""
    llevados = {codigo for m in _matriculados(expediente) for codigo in {m.curso.codigo} | m.curso.equivalentes}
    convalidados = {m.curso.codigo: m.curso.nombre for m in expediente.matriculas if m.estado is Estado.CONVALIDADO}
    pendientes = {curso.codigo: curso.nombre for curso in expediente.pendientes_del_plan}
    cursos = {curso.codigo: curso for curso in expediente.pendientes_del_plan}
    cursos |= {m.curso.codigo: m.curso for m in _matriculados(expediente)}
    return tuple(
        CursoDelPlan(
            curso.nombre,
            curso.creditos,
            bool(({curso.codigo} | curso.equivalentes) & llevados),
            tuple(pendientes[codigo] for codigo in sorted(curso.requisitos) if codigo in pendientes),
            tuple(convalidados[codigo] for codigo in sorted(curso.requisitos) if codigo in convalidados),
        )
        for curso in cursos.values()
    )


def _matriculados(expediente: Expediente) -> list[Matricula]:
    return [m for m in expediente.matriculas if m.estado is not Estado.CONVALIDADO]


def _tercera_desaprobada(expediente: Expediente, parametros: Parametros) -> bool:
    """Whether a course was failed as often as it may be taken (Art. 9 e)."""
    maximo = parametros.entero("veces_maximas_curso")
    return any(len(grupo.fallos) >= maximo and not grupo.aprobado for grupo in intentos(expediente))


def _horas_practicas(expediente: Expediente) -> Decimal | None:
    horas = [a.horas for a in expediente.actividades if a.tipo == "practicas" and a.horas is not None]
    return sum(horas, Decimal(0)) if horas else None


def _extracurriculares(expediente: Expediente) -> Decimal | None:
    creditos = [a.creditos for a in expediente.actividades if a.tipo == "extracurricular" and a.creditos is not None]
    return sum(creditos, Decimal(0)) if creditos else None


def _periodo_actual(expediente: Expediente, ahora: datetime) -> str | None:
    """The code of the period that runs today; None when the file has none."""
    hoy = ahora.date()
    periodos = {*expediente.periodos, *(m.periodo for m in expediente.matriculas)}
    vigentes = sorted(p.codigo for p in periodos if p.inicio <= hoy <= p.fin)
    return vigentes[-1] if vigentes else None


def _ventana(expediente: Expediente, ahora: datetime, *actividades: str) -> Ventana | None:
    """The dates of the first of these activities that has any: the ones that run or come next, or those just over."""
    actual = _periodo_actual(expediente, ahora)
    for actividad in actividades:
        suyas = sorted((v for v in expediente.calendario if v.actividad == actividad), key=lambda v: v.inicio)
        proxima = next((v for v in suyas if v.fin >= ahora), None)
        del_periodo = next((v for v in suyas if v.periodo == actual), None)
        if proxima or del_periodo:
            return proxima or del_periodo
    return None
