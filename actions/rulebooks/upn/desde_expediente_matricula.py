"""From a student's file to the facts about enrolment, repetition, withdrawals, reserva and reingreso at UPN."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from actions.rulebooks.expediente import Curso, Estado, Expediente, Matricula, Periodo, TipoClase, Ventana
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.asistencia import pasa_el_limite
from actions.rulebooks.upn.bloqueo_matricula import HechosBloqueoMatricula, es_de_proceso
from actions.rulebooks.upn.desde_expediente import hechos_asistencia
from actions.rulebooks.upn.intentos import Intentos, intentos
from actions.rulebooks.upn.pension import HechosPensionCreditos
from actions.rulebooks.upn.periodos import TipoPeriodo
from actions.rulebooks.upn.reingreso import HechosReingreso
from actions.rulebooks.upn.repitencia import CursoRepetido, HechosRepitencia
from actions.rulebooks.upn.requisitos import CursoConRequisitos, HechosRequisitosCurso, Requisito
from actions.rulebooks.upn.reserva import HechosReserva
from actions.rulebooks.upn.retiro_ciclo import HechosRetiroCiclo
from actions.rulebooks.upn.retiro_curso import HechosRetiroCurso

_LOGROS = (Estado.APROBADO, Estado.CONVALIDADO)
_RESULTADOS = (Estado.APROBADO, Estado.DESAPROBADO)


def hechos_pension(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosPensionCreditos:
    """Facts of Art. 14 e for the period in course; a withdrawal does not take its credits away (Art. 51 b)."""
    actuales = expediente.actuales
    if not actuales:
        return HechosPensionCreditos()
    repetidos = tuple(m.curso.nombre for m in actuales if m.vez > 1)
    return HechosPensionCreditos(
        por_matricular=sum(m.curso.creditos for m in actuales) or None,
        tipo_periodo=_tipo(actuales[0].periodo),
        repite_curso=bool(repetidos),
        repetidos=repetidos,
        con_retiros=any(m.estado is Estado.RETIRADO for m in actuales),
    )


def hechos_repitencia(
    expediente: Expediente, _matricula: Matricula | None, parametros: Parametros, _ahora: datetime
) -> HechosRepitencia:
    """Facts of Art. 9: the courses that were failed and not passed since, and those in course."""
    maximo = parametros.entero("veces_maximas_curso")
    abiertos = [i for i in intentos(expediente) if not i.aprobado and (i.fallos or i.en_curso)]
    return HechosRepitencia(cursos=tuple(_repetido(i, maximo) for i in abiertos))


def _repetido(curso: Intentos, maximo: int) -> CursoRepetido:
    # The university's own count may know attempts of before this file begins.
    registrada = curso.en_curso.vez if curso.en_curso else 1
    return CursoRepetido(
        nombre=curso.curso.nombre,
        vez=min(maximo, max(registrada, len(curso.fallos) + 1)),
        en_curso=curso.en_curso is not None,
        agotado=len(curso.fallos) >= maximo,
        fallos=tuple(m.periodo.codigo for m in curso.fallos),
        cuenta_con=curso.otros_nombres,
    )


def hechos_requisitos(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosRequisitosCurso:
    """Facts of Art. 8 for every course of the plan that is still to be passed; equivalent courses are one."""
    aprobados = _codigos(m.curso for m in expediente.matriculas if m.estado in _LOGROS)
    en_curso = _codigos(m.curso for m in expediente.matriculas if m.estado is Estado.EN_CURSO)
    cursos = {c.codigo: c for c in (*(m.curso for m in expediente.matriculas), *expediente.pendientes_del_plan)}

    def requisito(codigo: str) -> Requisito:
        curso = cursos.get(codigo)
        codigos = {codigo} if curso is None else {codigo, *curso.equivalentes}
        return Requisito(curso.nombre if curso else codigo, bool(codigos & aprobados), bool(codigos & en_curso))

    return HechosRequisitosCurso(
        cursos=tuple(
            CursoConRequisitos(c.nombre, tuple(map(requisito, sorted(c.requisitos))), c.codigo in en_curso)
            for c in expediente.pendientes_del_plan
        ),
        aprobados=tuple(dict.fromkeys(m.curso.nombre for m in expediente.matriculas if m.estado in _LOGROS)),
    )


def hechos_retiro_curso(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime
) -> HechosRetiroCurso:
    """Facts of Art. 51 for one enrolment. In summer, leaving the only course that is left is leaving them all."""
    verano = matricula.periodo.es_verano
    en_curso = [m for m in expediente.actuales if m.estado is Estado.EN_CURSO]
    con_asistencia = matricula.asistencia is not None and matricula.clase is not TipoClase.COURSERA
    return HechosRetiroCurso(
        curso=matricula.curso.nombre,
        tipo=matricula.clase,
        tipo_periodo=_tipo(matricula.periodo),
        vez=max(1, matricula.vez),
        retirado=matricula.estado is Estado.RETIRADO,
        terminado=matricula.estado in _RESULTADOS,
        inhabilitado=matricula.estado is Estado.INHABILITADO,
        asistencia=hechos_asistencia(expediente, matricula, parametros, ahora) if con_asistencia else None,
        todos_los_cursos=True if verano and en_curso == [matricula] else None,
        deudas=_deudas_que_impiden(expediente),
        en_proceso_disciplinario=any(map(es_de_proceso, expediente.retenciones)),
        plazo=expediente.ventana("retiro_curso", matricula.periodo.codigo),
        ahora=ahora,
    )


def hechos_retiro_ciclo(
    expediente: Expediente, _matricula: Matricula | None, parametros: Parametros, ahora: datetime
) -> HechosRetiroCiclo:
    """Facts of Art. 52 for the period in course; absences above the limit are inhabilitación already (Art. 15-16)."""
    vivas = [m for m in _del_periodo_en_curso(expediente, ahora) if m.estado is not Estado.RETIRADO]
    periodo = vivas[0].periodo if vivas else None
    return HechosRetiroCiclo(
        tipo_periodo=_tipo(periodo) if periodo else None,
        matriculado=bool(vivas),
        deudas_vencidas=tuple(d.concepto for d in expediente.deudas if d.vencida),
        deudas_administrativas=tuple(d.concepto for d in expediente.deudas if d.administrativa and not d.vencida),
        inhabilitado_en=tuple(
            m.curso.nombre for m in vivas if _esta_inhabilitado(expediente, m, parametros, ahora)
        ),
        plazo=expediente.ventana("retiro_ciclo", periodo.codigo) if periodo else None,
        ahora=ahora,
    )  # fmt: skip


def _esta_inhabilitado(expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime) -> bool:
    if matricula.estado is Estado.INHABILITADO:
        return True
    asistencia = hechos_asistencia(expediente, matricula, parametros, ahora)
    return matricula.estado is Estado.EN_CURSO and pasa_el_limite(asistencia, parametros)


def hechos_bloqueo(
    expediente: Expediente, _matricula: Matricula | None, parametros: Parametros, ahora: datetime
) -> HechosBloqueoMatricula:
    """Facts of Art. 7 d-f, 9 e and 42 for the next enrolment."""
    ausentes = _ciclos_ausente(expediente, ahora)
    return HechosBloqueoMatricula(
        deudas=_deudas_que_impiden(expediente),
        retenciones=expediente.retenciones,
        sanciones=expediente.sanciones,
        tercera_desaprobada=_tercera_desaprobada(expediente, parametros),
        ciclos_ausente=None if ausentes is None else len(ausentes),
        plazo=_ventana_cercana(expediente, "matricula", ahora),
        ahora=ahora,
    )


def hechos_reserva(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, ahora: datetime
) -> HechosReserva:
    """Facts of Art. 37-38; a reserved summer is no cycle."""
    veranos = {p.codigo for p in expediente.periodos if p.es_verano}
    return HechosReserva(
        ciclos_reservados=len(set(expediente.reservas) - veranos),
        deudas=_deudas_que_impiden(expediente),
        plazo=_ventana_cercana(expediente, "reserva", ahora),
        ahora=ahora,
    )


def hechos_reingreso(
    expediente: Expediente, _matricula: Matricula | None, parametros: Parametros, ahora: datetime
) -> HechosReingreso:
    """Facts of Art. 42-43. Whether the curriculum of origin is in force is on no file."""
    ausentes = _ciclos_ausente(expediente, ahora)
    pendientes = (*(d.concepto for d in expediente.deudas), *expediente.retenciones)
    return HechosReingreso(
        ciclos_ausente=None if ausentes is None else len(ausentes),
        deudas_pendientes=tuple(d.concepto for d in expediente.deudas),
        debe_documentos=True if any("documento" in p.casefold() for p in pendientes) else None,
        reservo=all(p.codigo in expediente.reservas for p in ausentes) if ausentes else None,
        sanciones=expediente.sanciones,
        tercera_desaprobada=_tercera_desaprobada(expediente, parametros),
        plazo=_ventana_cercana(expediente, "matricula", ahora),
        ahora=ahora,
    )


def _tipo(periodo: Periodo) -> TipoPeriodo:
    return TipoPeriodo.VERANO if periodo.es_verano else TipoPeriodo.REGULAR


def _codigos(cursos: Iterable[Curso]) -> set[str]:
    """The codes of courses and of their equivalents."""
    return {codigo for curso in cursos for codigo in (curso.codigo, *curso.equivalentes)}


def _deudas_que_impiden(expediente: Expediente) -> tuple[str, ...]:
    """Overdue or administrative debts (Art. 2 i)."""
    return tuple(d.concepto for d in expediente.deudas if d.vencida or d.administrativa)


def _tercera_desaprobada(expediente: Expediente, parametros: Parametros) -> bool:
    maximo = parametros.entero("veces_maximas_curso")
    return any(len(i.fallos) >= maximo and not i.aprobado for i in intentos(expediente))


def _del_periodo_en_curso(expediente: Expediente, ahora: datetime) -> tuple[Matricula, ...]:
    """Enrolments of the period in course, also when inhabilitación ended them all before its end."""
    hoy = ahora.date()
    return expediente.actuales or tuple(
        m
        for m in expediente.matriculas
        if m.periodo.inicio <= hoy <= m.periodo.fin and m.estado is not Estado.CONVALIDADO
    )


def _ventana_cercana(expediente: Expediente, actividad: str, ahora: datetime) -> Ventana | None:
    """The calendar's next dates of an activity (those open now first).

    Dates that are over tell something only while their period lasts: the next period's may not be published yet.
    """
    ventanas = [v for v in expediente.calendario if v.actividad == actividad]
    por_venir = [v for v in ventanas if v.fin >= ahora]
    if por_venir:
        return min(por_venir, key=lambda v: v.inicio)
    abiertos = {p.codigo for p in expediente.periodos if p.inicio <= ahora.date() <= p.fin}
    pasadas = [v for v in ventanas if v.periodo in abiertos]
    return max(pasadas, key=lambda v: v.fin) if pasadas else None


def _ciclos_ausente(expediente: Expediente, ahora: datetime) -> tuple[Periodo, ...] | None:
    """Regular cycles that passed without an enrolment since the last one; None when it cannot be told."""
    cursados = [m.periodo for m in expediente.matriculas if m.estado is not Estado.CONVALIDADO]
    regulares = [p for p in expediente.periodos if not p.es_verano]
    if not cursados or not regulares:
        return None
    hoy = ahora.date()
    ultimo = max(p.inicio for p in cursados)
    despues = [p for p in regulares if p.inicio > ultimo and p.inicio <= hoy]
    ausentes = [p for p in despues if p.cerrado(hoy)]
    for en_marcha in (p for p in despues if not p.cerrado(hoy)):
        ventana = expediente.ventana("matricula", en_marcha.codigo)
        if ventana is None:
            return None  # the cycle in course may still be enrolled in
        if ventana.fin < ahora:
            ausentes.append(en_marcha)
    return tuple(ausentes)
