"""From a student's file to the facts that UPC's rules ask about."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from actions.rulebooks.dictamen import Veredicto
from actions.rulebooks.expediente import Estado, Expediente, Matricula
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.asistencia import HechosAsistencia, asistencia_suficiente
from actions.rulebooks.upc.avance_carrera import HechosAvanceCarrera, avance_carrera
from actions.rulebooks.upc.baja import HechosBaja, baja
from actions.rulebooks.upc.bloqueo_matricula import HechosBloqueoMatricula
from actions.rulebooks.upc.comun import Modalidad, TipoCurso
from actions.rulebooks.upc.constancia_egresado import HechosConstanciaEgresado
from actions.rulebooks.upc.convalidacion import HechosConvalidacion
from actions.rulebooks.upc.convalidacion_tope import HechosConvalidacionTope
from actions.rulebooks.upc.dpi import HechosDpi
from actions.rulebooks.upc.evaluaciones import TipoEvaluacion
from actions.rulebooks.upc.evaluaciones import tipo_de as tipo_de_evaluacion
from actions.rulebooks.upc.exoneracion import HechosExoneracion
from actions.rulebooks.upc.exoneracion_tope import HechosExoneracionTope
from actions.rulebooks.upc.orden_de_merito import HechosOrdenDeMerito
from actions.rulebooks.upc.plazo_reclamo import HechosPlazoReclamo
from actions.rulebooks.upc.promedio_curso import HechosPromedioCurso, promedio_de
from actions.rulebooks.upc.promedio_ponderado import Asignatura, HechosPromedioPonderado, Situacion
from actions.rulebooks.upc.reingreso import HechosReingreso
from actions.rulebooks.upc.repitencia import HechosRepitencia, MotivoRepitencia
from actions.rulebooks.upc.reserva import HechosReserva
from actions.rulebooks.upc.retiro_ciclo import HechosRetiroCiclo
from actions.rulebooks.upc.retiro_curso import HechosRetiroCurso
from actions.rulebooks.upc.retiros_extraordinarios import HechosRetirosExtraordinarios
from actions.rulebooks.upc.suplementario import HechosSuplementario
from actions.rulebooks.upc.suplementario_resultado import HechosSuplementarioResultado
from actions.rulebooks.upc.tesis import HechosTesis
from actions.rulebooks.upc.titulo import HechosTitulo

_DESAPROBADA = (Estado.DESAPROBADO, Estado.INHABILITADO)
_EN_LINEA = ("virtual", "online", "on-line", "en línea", "en linea", "distancia")
_LIMA = "lima"
_SEPARACION = "separaci"
_CONVALIDADAS = ("convalidacion", "reconocimiento")
_EXONERADAS = ("exoneracion",)
_TESIS = {"tesis", "trabajo_investigacion"}
_BIBLIOTECA = ("biblioteca", "libro", "centro de informaci")


def hechos_asistencia(
    expediente: Expediente, matricula: Matricula, _parametros: Parametros, _ahora: datetime
) -> HechosAsistencia:
    """Facts of num. 2.1.2 for one enrolment. Justified absences count like the others (num. 2.1.8 b)."""
    asistencia = matricula.asistencia
    return HechosAsistencia(
        curso=matricula.curso.nombre,
        clases=asistencia.clases if asistencia else None,
        faltas=asistencia.faltas + asistencia.justificadas if asistencia else None,
        tipo_curso=tipo_de(matricula),
        sede_regional=sede_regional(expediente),
        dpi=matricula.estado is Estado.INHABILITADO,
        retiros_extraordinarios=retiros(expediente, "extraordinario"),
        otras_desaprobadas=otras_desaprobadas(expediente, matricula),
        vez=vez(expediente, matricula),
        modalidad=modalidad(expediente),
    )


def hechos_retiros_extraordinarios(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosRetirosExtraordinarios:
    """Facts of num. 2.1.4."""
    return HechosRetirosExtraordinarios(
        retiros_extraordinarios=retiros(expediente, "extraordinario"), modalidad=modalidad(expediente)
    )


def hechos_retiro_curso(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime
) -> HechosRetiroCurso:
    """Facts of num. 3.2 for one enrolment; the file does not tell the reason."""
    return HechosRetiroCurso(
        curso=matricula.curso.nombre,
        retiros_extraordinarios=retiros(expediente, "extraordinario"),
        asistencia_suficiente=_asistencia_suficiente(expediente, matricula, parametros, ahora),
        modalidad=modalidad(expediente),
    )


def hechos_dpi(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosDpi:
    """Facts of num. 2.1.6: of the current course with DPI, or of whichever would come next."""
    con_dpi = [m for m in expediente.actuales if m.estado is Estado.INHABILITADO]
    matricula = con_dpi[0] if len(con_dpi) == 1 else None
    return HechosDpi(
        curso=matricula.curso.nombre if matricula else None,
        dpi=True if matricula else None,
        retiros_extraordinarios=retiros(expediente, "extraordinario"),
        otras_desaprobadas=otras_desaprobadas(expediente, matricula),
        vez=vez(expediente, matricula) if matricula else None,
        modalidad=modalidad(expediente),
    )


def hechos_promedio_curso(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime
) -> HechosPromedioCurso:
    """Facts of num. 2.2.6 for one enrolment. Weights on record are the syllabus' own."""
    pesos = [evaluacion.peso for evaluacion in matricula.evaluaciones]
    return HechosPromedioCurso(
        curso=matricula.curso.nombre,
        evaluaciones=matricula.evaluaciones or None,
        pesos_en_silabo=True if pesos and None not in pesos else None,
        promedio_final=matricula.promedio_final,
        asistencia_suficiente=_asistencia_suficiente(expediente, matricula, parametros, ahora),
        dpi=matricula.estado is Estado.INHABILITADO,
        modalidad=modalidad(expediente),
    )


def hechos_suplementario(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime
) -> HechosSuplementario:
    """Facts of num. 2.2.8-2.2.14 for one enrolment.

    The file does not list the suplementarios taken: only those passed show, by a course passed with less than 13.00.
    """
    minima, maximo = parametros.valor("nota_aprobatoria"), parametros.entero("suplementarios_maximos")
    aprobados = sum(
        m.estado is Estado.APROBADO and m.promedio_final is not None and m.promedio_final < minima
        for m in expediente.matriculas
    )
    return HechosSuplementario(
        curso=matricula.curso.nombre,
        promedio_final=_promedio(matricula),
        suplementario_rendido=_suplementario_rendido(matricula, minima),
        suplementarios=aprobados if aprobados >= maximo else None,
        sancion_impide=None if expediente.sanciones else False,
        asistencia_suficiente=_asistencia_suficiente(expediente, matricula, parametros, ahora),
        modalidad=modalidad(expediente),
    )


def hechos_suplementario_resultado(
    expediente: Expediente, matricula: Matricula, _parametros: Parametros, _ahora: datetime
) -> HechosSuplementarioResultado:
    """Facts of num. 2.2.9-2.2.11 for one enrolment."""
    dadas = [e.nota for e in matricula.evaluaciones if tipo_de_evaluacion(e) is TipoEvaluacion.SUPLEMENTARIO]
    nota = next((nota for nota in dadas if nota is not None), None)
    return HechosSuplementarioResultado(
        curso=matricula.curso.nombre,
        asistio=True if nota is not None else None,
        nota_suplementario=nota,
        promedio_final=_promedio(matricula),
        otras_desaprobadas=otras_desaprobadas(expediente, matricula),
        vez=vez(expediente, matricula),
        modalidad=modalidad(expediente),
    )


def hechos_baja(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosBaja:
    """Facts of num. 3.4.1: every course failed counts once, though it was passed later."""
    fallos = [m for m in expediente.matriculas if m.estado in _DESAPROBADA]
    veces = Counter(m.curso.codigo for m in fallos)
    con_dpi = {m.curso.codigo for m in fallos if m.estado is Estado.INHABILITADO}
    desaprobadas = {m.curso.codigo: m.curso for m in fallos if m.curso.codigo not in con_dpi}
    separado = any(_SEPARACION in sancion.casefold() for sancion in expediente.sanciones)
    return HechosBaja(
        desaprobadas=len(desaprobadas),
        asignaturas_con_dpi=len(con_dpi),
        talleres=sum(curso.tipo == TipoCurso.TALLER.value for curso in desaprobadas.values()),
        segunda_desaprobada=any(cuantas > 1 for cuantas in veces.values()),
        separacion=True if separado else None if expediente.sanciones else False,
        modalidad=modalidad(expediente),
        del_expediente=True,
    )


def hechos_repitencia(
    expediente: Expediente, matricula: Matricula, _parametros: Parametros, _ahora: datetime
) -> HechosRepitencia:
    """Facts of num. 2.2.9 for one enrolment."""
    motivo = {
        Estado.DESAPROBADO: MotivoRepitencia.DESAPROBADA,
        Estado.INHABILITADO: MotivoRepitencia.DPI,
        Estado.RETIRADO: MotivoRepitencia.RETIRO,
    }.get(matricula.estado)
    if motivo is not MotivoRepitencia.RETIRO and tipo_de(matricula) is TipoCurso.TALLER:
        motivo = MotivoRepitencia.TALLER
    return HechosRepitencia(
        curso=matricula.curso.nombre,
        motivo_repitencia=motivo,
        vez=vez(expediente, matricula),
        otras_desaprobadas=otras_desaprobadas(expediente, matricula),
        modalidad=modalidad(expediente),
    )


def _promedio(matricula: Matricula) -> Decimal | None:
    """The final average on record, or the one that complete grades and weights give."""
    if matricula.promedio_final is not None:
        return matricula.promedio_final
    return promedio_de(matricula.evaluaciones)


def _suplementario_rendido(matricula: Matricula, minima: Decimal) -> bool | None:
    """True when its grade is on record or shows in the result; None when the file says nothing."""
    dada = any(
        tipo_de_evaluacion(e) is TipoEvaluacion.SUPLEMENTARIO and e.nota is not None for e in matricula.evaluaciones
    )
    por_resultado = matricula.estado is Estado.APROBADO and (matricula.promedio_final or minima) < minima
    return True if dada or por_resultado else None


def hechos_convalidacion(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosConvalidacion:
    """Facts of num. 4.3.5."""
    return HechosConvalidacion(
        creditos_plan=_creditos_del_plan(expediente),
        creditos_convalidados=_reconocidos(expediente, _CONVALIDADAS),
        modalidad=modalidad(expediente),
    )


def hechos_convalidacion_tope(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosConvalidacionTope:
    """Facts of num. 4.3.5."""
    return HechosConvalidacionTope(
        creditos_plan=_creditos_del_plan(expediente),
        creditos_convalidados=_reconocidos(expediente, _CONVALIDADAS),
        modalidad=modalidad(expediente),
    )


def hechos_exoneracion(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosExoneracion:
    """Facts of num. 4.5.5."""
    return HechosExoneracion(
        creditos_plan=_creditos_del_plan(expediente),
        creditos_exonerados=_reconocidos(expediente, _EXONERADAS),
        modalidad=modalidad(expediente),
    )


def hechos_exoneracion_tope(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosExoneracionTope:
    """Facts of num. 4.5.5."""
    return HechosExoneracionTope(
        creditos_plan=_creditos_del_plan(expediente),
        creditos_exonerados=_reconocidos(expediente, _EXONERADAS),
        modalidad=modalidad(expediente),
    )


def hechos_retiro_ciclo(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosRetiroCiclo:
    """Facts of num. 3.3.1-3.3.4."""
    return HechosRetiroCiclo(
        retiros_temporales=retiros(expediente, "temporal"),
        deudas=deudas_vencidas(expediente),
        modalidad=modalidad(expediente),
    )


def hechos_reserva(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, ahora: datetime
) -> HechosReserva:
    """Facts of num. 4.1: who has been enrolled in a course has begun the programme. Which of the reserves are of
    consecutive intakes the file does not say, unless there is none."""
    return HechosReserva(
        programa_iniciado=True if expediente.matriculas else None,
        periodos_reservados=None if expediente.reservas else 0,
        ahora=ahora,
        modalidad=modalidad(expediente),
    )


def hechos_reingreso(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, ahora: datetime
) -> HechosReingreso:
    """Facts of num. 4.2.1; a retiro temporal on record was authorised."""
    return HechosReingreso(
        retiro_autorizado=True if retiros(expediente, "temporal") else None,
        deudas=deudas_vencidas(expediente),
        ahora=ahora,
        modalidad=modalidad(expediente),
    )


def hechos_plazo_reclamo(
    expediente: Expediente, matricula: Matricula, _parametros: Parametros, ahora: datetime
) -> HechosPlazoReclamo:
    """Facts of num. 2.6.2 f: the grade entered last in one enrolment."""
    ingresadas = [(e.publicada, e.nombre) for e in matricula.evaluaciones if e.publicada is not None]
    ultima = max(ingresadas, default=None)
    return HechosPlazoReclamo(
        curso=matricula.curso.nombre,
        evaluacion=ultima[1] if ultima else None,
        fecha_ingreso=ultima[0].date() if ultima else None,
        ahora=ahora,
        modalidad=modalidad(expediente),
    )


def hechos_avance_carrera(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosAvanceCarrera:
    """Facts of num. 5.1."""
    plan = _creditos_del_plan(expediente)
    completa = _malla_completa(expediente)
    return HechosAvanceCarrera(
        creditos_aprobados=None if plan is None or completa is None else min(expediente.creditos_aprobados, plan),
        creditos_plan=plan,
        malla_completa=completa,
        pendientes=_pendientes(expediente),
        talleres_aprobados=_aprobados(expediente, TipoCurso.TALLER),
        tiene_dil=True if _aprobados(expediente, TipoCurso.DIL) is not None else None,
        dil_cumplido=_aprobados(expediente, TipoCurso.DIL),
        deudas=deudas_vencidas(expediente),
        debe_biblioteca=_debe_biblioteca(expediente),
        modalidad=modalidad(expediente),
    )


def hechos_constancia_egresado(
    expediente: Expediente, matricula: Matricula | None, parametros: Parametros, ahora: datetime
) -> HechosConstanciaEgresado:
    """Facts of num. 5.3; who is egresado follows from num. 5.1, payments apart."""
    avance = replace(hechos_avance_carrera(expediente, matricula, parametros, ahora), tiene_deuda=False)
    egresado = {Veredicto.SI: True, Veredicto.NO: False}.get(avance_carrera(avance, parametros).veredicto)
    return HechosConstanciaEgresado(
        egresado=egresado,
        deudas=deudas_vencidas(expediente),
        por_vencer=_deudas(expediente, vencidas=False),
        modalidad=modalidad(expediente),
    )


def hechos_tesis(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosTesis:
    """Facts of num. 1.1 c and 5.1 d."""
    return HechosTesis(
        malla_completa=_malla_completa(expediente),
        pendientes=_pendientes(expediente),
        deudas=deudas_vencidas(expediente),
        modalidad=modalidad(expediente),
    )


def hechos_titulo(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosTitulo:
    """Facts of num. 5.6. A thesis or a language on record is one that counts; without one the file does not tell."""
    tipos = {actividad.tipo for actividad in expediente.actividades}
    return HechosTitulo(
        malla_completa=_malla_completa(expediente),
        pendientes=_pendientes(expediente),
        tesis_aprobada=True if tipos & _TESIS else None,
        segundo_idioma=True if "idioma" in tipos else None,
        deudas=deudas_vencidas(expediente),
        por_vencer=_deudas(expediente, vencidas=False),
        modalidad=modalidad(expediente),
    )


def hechos_orden_de_merito(
    expediente: Expediente, _matricula: Matricula | None, _parametros: Parametros, _ahora: datetime
) -> HechosOrdenDeMerito:
    """Facts of num. 5.4: a place counts once the programme has ended, which no open course is part of."""
    completa = _malla_completa(expediente)
    en_curso = any(m.estado is Estado.EN_CURSO for m in expediente.matriculas)
    posicion = expediente.posicion if completa and not en_curso else None
    return HechosOrdenDeMerito(
        programa_cerrado=False if en_curso else None,
        malla_completa=completa,
        puesto=posicion.puesto if posicion else None,
        total_estudiantes=posicion.total if posicion else None,
        empatados=posicion.empatados if posicion else 1,
        modalidad=modalidad(expediente),
    )


def hechos_promedio_ponderado(
    expediente: Expediente, _matricula: Matricula | None, parametros: Parametros, _ahora: datetime
) -> HechosPromedioPonderado:
    """Every course once, with the grade that num. 2.1.5-2.1.7 and 2.2.10 let enter the average."""
    grupos: dict[str, list[Matricula]] = defaultdict(list)
    for matricula in sorted(expediente.matriculas, key=lambda m: m.periodo.inicio):
        if matricula.estado is not Estado.EN_CURSO:
            grupos[matricula.curso.codigo].append(matricula)
    return HechosPromedioPonderado(
        asignaturas=tuple(_asignatura(intentos, parametros.valor("nota_aprobatoria")) for intentos in grupos.values()),
        modalidad=modalidad(expediente),
    )


def _asignatura(intentos: list[Matricula], minima: Decimal) -> Asignatura:
    """One course by its closed enrolments, oldest first."""
    estados = [matricula.estado for matricula in intentos]
    curso, primera = intentos[0].curso, intentos[0]
    situacion = Situacion.CURSADA
    if Estado.CONVALIDADO in estados:
        situacion = Situacion.CONVALIDADA
    elif Estado.INHABILITADO in estados:
        situacion = Situacion.DPI
    elif Estado.RETIRADO in estados:
        situacion = Situacion.RETIRO
    elif len(intentos) > 1:
        situacion = Situacion.REPETIDA
    elif primera.estado is Estado.APROBADO and (primera.promedio_final or minima) < minima:
        situacion = Situacion.SUPLEMENTARIO
    return Asignatura(curso.nombre, curso.creditos, primera.promedio_final, situacion)


def hechos_bloqueo_matricula(
    expediente: Expediente, matricula: Matricula | None, parametros: Parametros, ahora: datetime
) -> HechosBloqueoMatricula:
    """Facts of num. 2.1.10 and 3.4.4. That the file shows causes of baja does not say that it was declared."""
    causas = baja(hechos_baja(expediente, matricula, parametros, ahora), parametros)
    return HechosBloqueoMatricula(
        deudas=deudas_vencidas(expediente),
        deuda_por_vencer=bool(_deudas(expediente, vencidas=False)),
        debe_biblioteca=_debe_biblioteca(expediente),
        dado_de_baja=False if causas.veredicto is Veredicto.SI else None,
        modalidad=modalidad(expediente),
    )


def _creditos_del_plan(expediente: Expediente) -> int | None:
    return expediente.creditos_plan if expediente.creditos_plan > 0 else None


def _malla_completa(expediente: Expediente) -> bool | None:
    """Whether all courses of the plan are passed; None when none is pending but their credits do not add up to it."""
    if expediente.pendientes_del_plan:
        return False
    plan = _creditos_del_plan(expediente)
    return True if plan is not None and expediente.creditos_aprobados >= plan else None


def _pendientes(expediente: Expediente) -> tuple[str, ...]:
    return tuple(curso.nombre for curso in expediente.pendientes_del_plan)


def _aprobados(expediente: Expediente, tipo: TipoCurso) -> bool | None:
    """Whether all courses of a kind are passed; None when the file has none of it."""
    if any(curso.tipo == tipo.value for curso in expediente.pendientes_del_plan):
        return False
    return True if any(m.curso.tipo == tipo.value for m in expediente.matriculas) else None


def _debe_biblioteca(expediente: Expediente) -> bool | None:
    """Whether something is owed to the centro de información; None when an administrative debt may be of it."""
    administrativas = [deuda.concepto.casefold() for deuda in expediente.deudas if deuda.administrativa]
    if any(palabra in concepto for concepto in administrativas for palabra in _BIBLIOTECA):
        return True
    return None if administrativas else False


def deudas_vencidas(expediente: Expediente) -> tuple[str, ...]:
    """What is overdue of the fees."""
    return _deudas(expediente, vencidas=True)


def _deudas(expediente: Expediente, vencidas: bool) -> tuple[str, ...]:
    """What is owed of the fees, each once: overdue, or still to fall due."""
    conceptos = [d.concepto for d in expediente.deudas if d.vencida is vencidas and not d.administrativa]
    return tuple(dict.fromkeys(conceptos))


def _reconocidos(expediente: Expediente, tipos: tuple[str, ...]) -> Decimal | None:
    """Credits recognised in one way; None when courses are marked as recognised without saying in which."""
    if not expediente.convalidaciones and any(m.estado is Estado.CONVALIDADO for m in expediente.matriculas):
        return None
    return Decimal(sum(c.creditos for c in expediente.convalidaciones if c.tipo in tipos))


def _asistencia_suficiente(
    expediente: Expediente, matricula: Matricula, parametros: Parametros, ahora: datetime
) -> bool | None:
    return asistencia_suficiente(hechos_asistencia(expediente, matricula, parametros, ahora), parametros)


def tipo_de(matricula: Matricula) -> TipoCurso | None:
    """The kind of a course; None for one that the regulation does not tell apart."""
    return next((tipo for tipo in TipoCurso if tipo.value == matricula.curso.tipo), None)


def sede_regional(expediente: Expediente) -> bool | None:
    """False in Lima; of another campus the file does not say whether its programme is one of the regions."""
    return False if expediente.sede.casefold().startswith(_LIMA) else None


def modalidad(expediente: Expediente) -> Modalidad | None:
    """Online when the file says so; None when it says nothing that tells."""
    dice = expediente.modalidad.casefold()
    if any(palabra in dice for palabra in _EN_LINEA):
        return Modalidad.VIRTUAL
    return Modalidad.PRESENCIAL if Modalidad.PRESENCIAL.value in dice else None


def retiros(expediente: Expediente, tipo: str) -> int:
    """How many withdrawals of a kind (`extraordinario`, `temporal`) the file has; they stay counted (num. 4.2.4)."""
    return sum(retiro.tipo == tipo for retiro in expediente.retiros)


def otras_desaprobadas(expediente: Expediente, matricula: Matricula | None) -> int:
    """Courses failed, each once, besides the one of the enrolment.

    One failed and passed later stays counted (num. 3.4.1 a, the first grade); one passed by suplementario does not.
    """
    codigos = {m.curso.codigo for m in expediente.matriculas if m.estado in _DESAPROBADA}
    return len(codigos - {matricula.curso.codigo} if matricula else codigos)


def vez(expediente: Expediente, matricula: Matricula) -> int:
    """For which time a course is taken, counting only the times it was failed before (num. 3.4.1 b): the text does not
    say that a retiro extraordinario uses one up."""
    codigo, periodo = matricula.curso.codigo, matricula.periodo
    return 1 + sum(
        m.curso.codigo == codigo and m.estado in _DESAPROBADA and m.periodo.inicio < periodo.inicio
        for m in expediente.matriculas
    )
