"""May a UPN student withdraw from a course (Art. 51 with 2 i, 13, 14 a and 16; FAQ UPN-Coursera 19)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import TipoClase, Ventana
from actions.rulebooks.formato import lista, momento
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.asistencia import (
    TUS_FALTAS,
    HechosAsistencia,
    con_exento,
    contradiccion,
    cuenta_faltas,
    deciden_las_tardanzas,
    excede,
    pasa_el_limite,
    pide_exento,
    salvedad_exento,
)
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion
from actions.rulebooks.upn.comprobaciones import contradiccion as no_cuadra
from actions.rulebooks.upn.periodos import TipoPeriodo
from actions.rulebooks.upn.tramites import (
    TUS_DEUDAS,
    Fechas,
    deja_lo_que_decide,
    deudas_sabidas,
    exige_en_fechas,
    exige_sin_deudas,
)

CALCULO = "retiro_curso"
_FECHAS = Fuente("upn", "Art. 51 a")
_PENSION = Fuente("upn", "Art. 51 b")
_PROCESO = Fuente("upn", "Art. 51 c")
_INHABILITADO = Fuente("upn", "Art. 51 d")
_VERANO = Fuente("upn", "Art. 51 e")
_AUTOMATICA = Fuente("upn", "Art. 16")
_COURSERA = Fuente("coursera_faq", "pregunta 19")


@dataclass(frozen=True)
class HechosRetiroCurso:
    """What Art. 51 asks about one course. None means "not known".

    `vez`: for which time it is taken. `deudas`: overdue or administrative ones on record, `tiene_deuda` what the
    student says of them. `plazo`: the calendar's dates, `en_fechas` what the student says; `ahora`: aware,
    America/Lima. `todos_los_cursos`: all courses of the period are to be left. `terminado`: the course has its result.
    `exento`: it is of the plan's last cycles, as the student says. `en_proceso_disciplinario`: a process is open.
    """

    curso: str | None = None
    tipo: TipoClase | None = None
    tipo_periodo: TipoPeriodo | None = None
    vez: int | None = None
    retirado: bool = False
    terminado: bool = False
    inhabilitado: bool | None = None
    asistencia: HechosAsistencia | None = None
    exento: bool | None = None
    todos_los_cursos: bool | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    en_proceso_disciplinario: bool | None = None
    plazo: Ventana | None = None
    en_fechas: bool | None = None
    ahora: datetime | None = None


def retiro_curso(hechos: HechosRetiroCurso, parametros: Parametros) -> Dictamen:
    """SI when the course can be left now, NO with the reason, DEPENDE when something is not known.

    Source: UPN Art. 51 a-e, 2 i (the procedure carries a fee, 51 c), 16, 14 a; FAQ UPN-Coursera 19. Attendance that
    cannot be, an enrolment below the first and one above the last give a CONTRADICCION.
    """
    hechos = replace(hechos, asistencia=con_exento(hechos.asistencia, hechos.exento))
    imposible = contradiccion(hechos.asistencia) if hechos.asistencia else None
    if imposible:
        return replace(imposible, calculo=CALCULO)
    if hechos.vez is not None and hechos.vez < 1:
        return no_cuadra(CALCULO, f"un curso no se lleva por vez número {hechos.vez}")
    maximo = parametros.entero("veces_maximas_curso")
    if hechos.vez is not None and hechos.vez > maximo:
        return no_cuadra(CALCULO, f"un curso se lleva {maximo} veces como máximo y no {hechos.vez}")
    cuenta = Comprobaciones()
    if hechos.retirado or hechos.terminado:
        return _ya_no(hechos, cuenta)
    _habilitado(hechos, parametros, cuenta)
    _todo_el_verano(hechos, cuenta)
    exige_sin_deudas(cuenta, hechos.deudas, hechos.tiene_deuda)
    fuente = _VERANO if hechos.tipo_periodo is TipoPeriodo.VERANO else _FECHAS
    fechas = Fechas(hechos.plazo, hechos.en_fechas, hechos.ahora)
    exige_en_fechas(cuenta, fechas, "Solo en las fechas del calendario académico", fuente, "retirarte")
    deja_lo_que_decide(cuenta, [TUS_DEUDAS] if deudas_sabidas(hechos.deudas, hechos.tiene_deuda) else ())
    _efectos(hechos, parametros, cuenta)
    dictamen = cuenta.dictamen(CALCULO, _resumen(hechos, parametros, cuenta))
    solo_faltas = len(cuenta.motivos) == 1 and _por_faltas(hechos, parametros)
    return replace(dictamen, pide=pide_exento(hechos.asistencia)) if hechos.asistencia and solo_faltas else dictamen


def _ya_no(hechos: HechosRetiroCurso, cuenta: Comprobaciones) -> Dictamen:
    que = "ya te retiraste" if hechos.retirado else "el curso ya terminó"
    cuenta.pasos.append(Paso("El retiro es de un curso que se está llevando", que, "no hay de qué retirarse", _FECHAS))
    cuenta.impide.append(que)
    if hechos.retirado:
        return cuenta.dictamen(CALCULO, f"{_inicio(hechos)}Ya te retiraste de este curso.")
    return cuenta.dictamen(CALCULO, f"{_inicio(hechos)}No puedes retirarte: el curso ya terminó.")


def _esta_inhabilitado(hechos: HechosRetiroCurso, parametros: Parametros) -> bool | None:
    """By record, or because the absences say so (Art. 16); None when neither tells."""
    asistencia = hechos.asistencia
    if _figura(hechos) or _por_faltas(hechos, parametros):
        return True
    if hechos.tipo is TipoClase.COURSERA or hechos.inhabilitado is not None or asistencia is None:
        return False if hechos.tipo is TipoClase.COURSERA else hechos.inhabilitado
    return excede(asistencia, parametros) if cuenta_faltas(asistencia) else False


def _figura(hechos: HechosRetiroCurso) -> bool:
    """Whether the record or the student says that they are inhabilitado, whatever the absences."""
    return bool(hechos.inhabilitado or (hechos.asistencia and hechos.asistencia.inhabilitado))


def _por_faltas(hechos: HechosRetiroCurso, parametros: Parametros) -> bool:
    """Whether it is the absences alone that inhabilitan."""
    de_coursera = hechos.tipo is TipoClase.COURSERA
    return not _figura(hechos) and not de_coursera and pasa_el_limite(hechos.asistencia, parametros)


def _habilitado(hechos: HechosRetiroCurso, parametros: Parametros, cuenta: Comprobaciones) -> None:
    esta = _esta_inhabilitado(hechos, parametros)
    por_faltas = _por_faltas(hechos, parametros)
    condicion = Condicion(
        "No se puede dejar un curso en el que ya se está inhabilitado", _INHABILITADO, cumple="no estás inhabilitado",
        incumple="tus faltas pasan el límite" if por_faltas else "estás inhabilitado",
        motivo="ya estás inhabilitado en el curso", duda="si estás inhabilitado en el curso", campo="inhabilitado",
    )  # fmt: skip
    cuenta.exige(condicion, None if esta is None else not esta)
    if esta:
        cuenta.pasos.append(Paso("La inhabilitación desaprueba el curso con 0", condicion.incumple,
                                 "el curso se repite", _AUTOMATICA))  # fmt: skip
        if por_faltas and hechos.asistencia is not None:
            cuenta.avisos += salvedad_exento(hechos.asistencia, parametros)
    elif hechos.tipo is not TipoClase.COURSERA and cuenta_faltas(hechos.asistencia):
        cuenta.puede_cambiar.append(TUS_FALTAS)
        if deciden_las_tardanzas(hechos.asistencia, parametros):
            cuenta.avisos.append(
                f"No estoy contando tardanzas: con {parametros.entero('tardanzas_por_falta')} ya estarías inhabilitado "
                "y no podrías retirarte (Art. 15 b)."
            )


def _todo_el_verano(hechos: HechosRetiroCurso, cuenta: Comprobaciones) -> None:
    """Art. 51 e: leaving all the courses of a summer is another procedure."""
    if hechos.todos_los_cursos and hechos.tipo_periodo is TipoPeriodo.REGULAR:
        cuenta.avisos.append(
            "El reglamento solo dice para el verano que dejar todos los cursos es un Retiro de Ciclo; en un ciclo "
            "regular, pregunta en Secretaría Académica cuál te conviene: el Retiro de Ciclo suspende los pagos que "
            "todavía no vencen."
        )
    if hechos.tipo_periodo is TipoPeriodo.REGULAR or hechos.todos_los_cursos is False:
        return
    regla = "Para dejar todos los cursos del verano hay que hacer el Retiro de Ciclo"
    if hechos.tipo_periodo is None:
        if hechos.todos_los_cursos:
            cuenta.pasos.append(Paso(regla, "no sé si es verano", "en verano es otro trámite", _VERANO))
            cuenta.no_se_sabe("si es en verano", "tipo_periodo")
        else:
            cuenta.avisos.append("En verano, dejar todos los cursos se hace con el Retiro de Ciclo (Art. 51 e).")
        return
    condicion = Condicion(
        regla, _VERANO, cumple="", incumple="quieres dejarlos todos",
        motivo="para dejar todos los cursos del verano el trámite es el Retiro de Ciclo",
        duda="si quieres dejar todos los cursos del verano", campo="todos_los_cursos",
    )  # fmt: skip
    cuenta.exige(condicion, False if hechos.todos_los_cursos else None)
    if hechos.todos_los_cursos:
        cuenta.alternativas.append("Pide el Retiro de Ciclo en las fechas del calendario académico.")


def _efectos(hechos: HechosRetiroCurso, parametros: Parametros, cuenta: Comprobaciones) -> None:
    """What a withdrawal does and what it does not."""
    if hechos.tipo is TipoClase.COURSERA:
        cuenta.pasos.append(Paso("Un curso con Coursera se retira con el procedimiento común", "el curso es con "
                                 "Coursera", "valen las mismas condiciones", _COURSERA))  # fmt: skip
    if cuenta.impide:
        return
    fuente = _VERANO if hechos.tipo_periodo is TipoPeriodo.VERANO else _PENSION
    cuenta.pasos += [
        Paso("Retirado en fecha y con el proceso de Secretaría Académica no hay repitencia", "si te retiras así",
             "no cuenta como vez", _FECHAS),
        Paso("El retiro no rompe el compromiso de pago", "lo que contrataste", "lo sigues debiendo", fuente),
    ]  # fmt: skip
    tercera = parametros.entero("veces_maximas_curso")
    if hechos.vez == tercera:
        cuenta.pasos.append(
            Paso("Un curso pendiente por tercera vez limita los créditos aunque no se lleve", "seguirá pendiente",
                 f"hasta {parametros.entero('creditos_con_tercera')} créditos el próximo ciclo",
                 parametros.fuente("creditos_con_tercera"))
        )  # fmt: skip
    if not cuenta.motivos:
        cuenta.siguiente.append("Sigue el proceso que fija Secretaría Académica.")
    cuenta.avisos.append("El trámite se paga (Art. 51 c); el reglamento no dice cuánto.")
    if hechos.en_proceso_disciplinario:
        cuenta.pasos.append(Paso("Un proceso disciplinario puede revertir el retiro", "tienes uno abierto",
                                 "si se revierte, no te devuelven el pago del trámite", _PROCESO))  # fmt: skip
        cuenta.avisos.append(
            "Tienes abierto un proceso disciplinario: su resolución puede revertir tu retiro, sin devolverte el pago "
            "del trámite (Art. 51 c)."
        )


def _resumen(hechos: HechosRetiroCurso, parametros: Parametros, cuenta: Comprobaciones) -> str:
    inicio = _inicio(hechos)
    if cuenta.veredicto is Veredicto.NO:
        por_ahora = "No puedes" if cuenta.impide else "Por ahora no puedes"
        return f"{inicio}{por_ahora} retirarte del curso: {lista(cuenta.motivos)}."
    if cuenta.veredicto is Veredicto.DEPENDE:
        return f"{inicio}Puedes retirarte solo si se cumple todo; aún no sé {cuenta.lo_que_falta()}."
    hasta = f" hasta el {momento(hechos.plazo.fin)}" if hechos.plazo and hechos.ahora else ""
    tope = ""
    if hechos.vez == parametros.entero("veces_maximas_curso"):
        creditos = parametros.entero("creditos_con_tercera")
        tope = f" Seguirá pendiente por tercera vez: tu límite será de {creditos} créditos."
    return (
        f"{inicio}Sí, puedes retirarte{hasta}. No te cuenta como repetición, pero lo que debes por el curso no baja."
        f"{tope}"
    )


def _inicio(hechos: HechosRetiroCurso) -> str:
    return f"{hechos.curso}: " if hechos.curso else ""
