"""From a student's file to the facts that UPCH's rules on courses, grades and enrolment ask about."""

from __future__ import annotations

from datetime import datetime

from actions.rulebooks.dictamen import Veredicto
from actions.rulebooks.expediente import Curso, Estado, Expediente, Matricula, Ventana
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.asistencia import HechosAsistencia, desaprueba_por_faltas
from actions.rulebooks.upch.bloqueo_matricula import HechosBloqueoMatricula
from actions.rulebooks.upch.creditos import HechosCreditos
from actions.rulebooks.upch.orden_de_merito import HechosOrdenDeMerito
from actions.rulebooks.upch.periodo_extraordinario import HechosPeriodoExtraordinario
from actions.rulebooks.upch.promedio_curso import HechosPromedioCurso
from actions.rulebooks.upch.promedio_ponderado import CursoCalificado, HechosPromedioPonderado
from actions.rulebooks.upch.repitencia import HechosRepitencia, repitencia
from actions.rulebooks.upch.rezagado import HechosRezagado
from actions.rulebooks.upch.sustitutorio import HechosSustitutorio
from actions.rulebooks.upch.sustitutorio_nota import HechosSustitutorioNota

_FALLIDOS = (Estado.DESAPROBADO, Estado.INHABILITADO)
_LOGRADOS = (Estado.APROBADO, Estado.CONVALIDADO)
_CON_NOTA = (*_FALLIDOS, *_LOGRADOS)
_COMPLEMENTARIA = "complementaria"
_MEDICINA = ("medicina", "medicina humana")


def hechos_creditos(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosCreditos:
    """Facts of Art. 48: which courses are to be repeated and which are being taken now."""
    return HechosCreditos(
        por_repetir=tuple(curso.nombre for curso in por_repetir(expediente)),
        en_curso=tuple(m.curso.nombre for m in expediente.actuales if m.estado is Estado.EN_CURSO),
    )


def por_repetir(expediente: Expediente) -> tuple[Curso, ...]:
    """Courses failed, neither passed since nor being taken now, each once, by its latest form."""
    cerrados = {
        codigo
        for m in expediente.matriculas
        if m.estado in _LOGRADOS or m.estado is Estado.EN_CURSO
        for codigo in {m.curso.codigo} | m.curso.equivalentes
    }
    fallidos = sorted((m for m in expediente.matriculas if _fallida(m)), key=lambda m: m.periodo.inicio)
    pendientes = {m.curso.codigo: m.curso for m in fallidos if m.curso.codigo not in cerrados}
    return tuple(pendientes.values())


def _fallida(matricula: Matricula) -> bool:
    return matricula.estado in _FALLIDOS and matricula.curso.tipo != _COMPLEMENTARIA


def hechos_periodo_extraordinario(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosPeriodoExtraordinario:
    """Facts of Art. 123 and 124; what was already taken ahead is not on record."""
    return HechosPeriodoExtraordinario(
        creditos_desaprobados=sum(curso.creditos for curso in por_repetir(expediente)),
        ha_desaprobado=any(_fallida(m) for m in expediente.matriculas),
    )


def hechos_asistencia(
    _expediente: Expediente, matricula: Matricula, _parametros: Parametros, _ahora: datetime
) -> HechosAsistencia:
    """Facts of Art. 86 for one enrolment."""
    asistencia = matricula.asistencia
    inhabilitado = matricula.estado is Estado.INHABILITADO
    return HechosAsistencia(
        curso=matricula.curso.nombre,
        clases=asistencia.clases if asistencia else None,
        faltas=asistencia.faltas if asistencia else None,
        faltas_justificadas=asistencia.justificadas if asistencia else None,
        desaprobado_por_faltas=inhabilitado,
        nota_obtenida=matricula.promedio_final if inhabilitado else None,
    )


def _por_faltas(expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime) -> bool | None:
    """Whether the course is failed by absence: recorded so, or by the absences on record; None without either."""
    if matricula.estado in (Estado.DESAPROBADO, *_LOGRADOS):  # closed for another reason
        return False
    hechos = hechos_asistencia(expediente, matricula, parametros, ahora)
    return desaprueba_por_faltas(hechos, parametros)


def hechos_sustitutorio(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime
) -> HechosSustitutorio:
    """Facts of Art. 112 and 113 for one enrolment at a moment (aware, America/Lima)."""
    parciales = sum("parcial" in evaluacion.nombre.casefold() for evaluacion in matricula.evaluaciones)
    return HechosSustitutorio(
        curso=matricula.curso.nombre,
        evaluaciones=matricula.evaluaciones or None,
        parciales=parciales or None,
        en_silabo=matricula.curso.tiene_sustitutorio,
        retirado=matricula.estado is Estado.RETIRADO,
        desaprobado_por_faltas=_por_faltas(expediente, matricula, parametros, ahora),
        pagado=_pagado(expediente, matricula, "sustitutorio"),
        examen=expediente.ventana("sustitutorio", matricula.periodo.codigo),
        ahora=ahora,
    )


def hechos_sustitutorio_nota(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime
) -> HechosSustitutorioNota:
    """Facts of Art. 112 and 115 for one enrolment: its grades and weights."""
    return HechosSustitutorioNota(
        curso=matricula.curso.nombre,
        evaluaciones=matricula.evaluaciones or None,
        desaprobado_por_faltas=_por_faltas(expediente, matricula, parametros, ahora),
    )


def hechos_rezagado(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime
) -> HechosRezagado:
    """Facts of Art. 111 and 113 for one enrolment at a moment; why it was missed is not on record."""
    return HechosRezagado(
        curso=matricula.curso.nombre,
        desaprobado_por_faltas=_por_faltas(expediente, matricula, parametros, ahora),
        rezagado_pagado=_pagado(expediente, matricula, "rezagado"),
        examen=expediente.ventana("rezagado", matricula.periodo.codigo),
        ahora=ahora,
    )


def _pagado(expediente: Expediente, matricula: Matricula, concepto: str) -> bool:
    curso, periodo = matricula.curso.codigo, matricula.periodo.codigo
    pagos = (p for p in expediente.pagos if p.concepto == concepto)
    if any(p.curso == curso and p.periodo == periodo for p in pagos):
        return True
    tramites = (t for t in expediente.tramites if t.curso == curso and t.periodo == periodo)
    return concepto == "sustitutorio" and any(t.pagado for t in tramites)


def hechos_promedio_curso(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime
) -> HechosPromedioCurso:
    """Facts of Art. 114-119 for one enrolment: a final grade on record prevails over the evaluations."""
    return HechosPromedioCurso(
        curso=matricula.curso.nombre,
        evaluaciones=matricula.evaluaciones or None,
        desaprobado_por_faltas=_por_faltas(expediente, matricula, parametros, ahora),
        promedio_final=None if matricula.estado is Estado.EN_CURSO else matricula.promedio_final,
    )


def hechos_promedio_ponderado(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosPromedioPonderado:
    """Facts of Art. 146: every graded attempt counts, recognised courses too; complementary ones stay out (Art. 28)."""
    tipos = {convalidacion.curso: convalidacion.tipo for convalidacion in expediente.convalidaciones}
    calificadas = [m for m in expediente.matriculas if m.estado in _CON_NOTA and m.curso.tipo != _COMPLEMENTARIA]
    cursos = tuple(
        CursoCalificado(m.curso.nombre, m.curso.creditos, m.promedio_final, m.periodo.codigo,
                        m.estado is Estado.CONVALIDADO)
        for m in calificadas
        if m.promedio_final is not None
    )  # fmt: skip
    convalidadas = [m for m in calificadas if m.estado is Estado.CONVALIDADO]
    return HechosPromedioPonderado(
        cursos=cursos or None,
        sin_nota=tuple(m.curso.nombre for m in convalidadas if m.promedio_final is None),
        reconocidos=tuple(
            m.curso.nombre
            for m in convalidadas
            if m.promedio_final is not None and tipos.get(m.curso.codigo) == "reconocimiento"
        ),
    )


def hechos_orden_de_merito(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosOrdenDeMerito:
    """Facts of Art. 145-150: the place on record."""
    posicion = expediente.posicion
    if posicion is None:
        return HechosOrdenDeMerito()
    return HechosOrdenDeMerito(
        puesto=posicion.puesto,
        total=posicion.total,
        empatados=posicion.empatados,
        promedio=posicion.promedio,
        carrera=posicion.carrera,
        periodo=posicion.periodo,
        al=posicion.fecha,
    )


def hechos_repitencia(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, _ahora: datetime
) -> HechosRepitencia:
    """Facts of Art. 45, 46 and 116 for one enrolment; how many enrolments the faculty allows is not on record."""
    desaprobado = {Estado.EN_CURSO: False, **dict.fromkeys(_FALLIDOS, True)}.get(matricula.estado)
    return HechosRepitencia(
        curso=matricula.curso.nombre,
        vez=matricula.vez,
        desaprobado=desaprobado,
        primer_anio=_primer_anio(expediente, parametros),
        medicina=expediente.carrera.strip().casefold() in _MEDICINA if expediente.carrera else None,
        complementaria=matricula.curso.tipo == _COMPLEMENTARIA,
    )


def _primer_anio(expediente: Expediente, parametros: Parametros) -> bool | None:
    """Whether the student is in the first year; None when courses of both are pending or taken (Art. 47)."""
    ultimo = parametros.entero("ciclos_del_anio")
    pendientes = any(1 <= curso.ciclo <= ultimo for curso in expediente.pendientes_del_plan)
    despues = any(m.curso.ciclo > ultimo for m in expediente.matriculas)
    if pendientes == despues:
        return None
    return pendientes


def hechos_bloqueo_matricula(
    expediente: Expediente, _matricula: Matricula | None, parametros: Parametros, ahora: datetime
) -> HechosBloqueoMatricula:
    """Facts of Art. 8, 87 and 117; whether a clinical evaluation was asked for is not on record."""
    return HechosBloqueoMatricula(
        separado=_separado(expediente, parametros, ahora),
        matricula=_proxima_matricula(expediente, ahora),
        deudas=tuple(d.concepto for d in expediente.deudas if d.vencida or d.administrativa),
        retenciones=expediente.retenciones,
        sanciones=expediente.sanciones,
        ahora=ahora,
    )


def _separado(expediente: Expediente, parametros: Parametros, ahora: datetime) -> bool | None:
    """Whether a failed course was in its last enrolment; None when for some course that depends on the faculty."""
    pendientes = {curso.codigo for curso in por_repetir(expediente)}
    dudas = False
    for matricula in expediente.matriculas:
        if matricula.curso.codigo not in pendientes or not _fallida(matricula):
            continue
        veredicto = repitencia(hechos_repitencia(expediente, matricula, parametros, ahora), parametros).veredicto
        if veredicto is Veredicto.NO:
            return True
        dudas = dudas or veredicto is not Veredicto.SI
    return None if dudas else False


def _proxima_matricula(expediente: Expediente, ahora: datetime) -> Ventana | None:
    """The enrolment that is open or comes next; a past one says nothing about the next period."""
    proximas = [v for v in expediente.calendario if v.actividad == "matricula" and v.fin >= ahora]
    return min(proximas, key=lambda ventana: ventana.inicio, default=None)
