"""May a UPN student sit the sustitutorio of a course (Art. 23 with 2 i, 13, 15-16 and 26; FAQ UPN-Coursera 18)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import TipoClase, Ventana
from actions.rulebooks.formato import cantidad, lista, momento, porcentaje
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.asistencia import (
    TUS_FALTAS,
    HechosAsistencia,
    con_exento,
    contradiccion,
    deciden_las_tardanzas,
    excede,
    faltas_efectivas,
    pasa_el_limite,
    pide_exento,
    salvedad_exento,
)
from actions.rulebooks.upn.tramites import (
    CALENDARIO,
    DEUDA,
    REGLA_DEUDA,
    TUS_DEUDAS,
    deudas_sabidas,
    salvedad_del_expediente,
)

CALCULO = "sustitutorio"
_COURSERA = Fuente("coursera_faq", "pregunta 18")
_SILABO = Fuente("upn", "Art. 23 a")
_REQUISITOS = Fuente("upn", "Art. 23 b")
_FECHAS = Fuente("upn", "Art. 23 c")
_INHABILITACION = Fuente("upn", "Art. 16")
_VIRTUAL = Fuente("upn", "Art. 26")
_RETIRO = Fuente("upn", "Art. 51 a")


@dataclass(frozen=True)
class HechosSustitutorio:
    """What Art. 23 asks about one course. None means "not known".

    `deudas`: what is overdue or owed administratively (empty: nothing; None: not known); `tiene_deuda`: what the
    student says of it. `exento`: the course is of the plan's last cycles, as the student says. `ahora`: an aware
    America/Lima datetime, needed only when `solicitudes` or `examen` (calendar windows) are known.
    """

    curso: str | None = None
    tipo: TipoClase | None = None
    en_silabo: bool | None = None
    retirado: bool = False
    inhabilitado: bool | None = None
    asistencia: HechosAsistencia | None = None
    deudas: tuple[str, ...] | None = None
    pagado: bool | None = None
    autorizado_sin_pago: bool | None = None
    solicitado: bool | None = None
    solicitudes: Ventana | None = None
    examen: Ventana | None = None
    ahora: datetime | None = None
    tiene_deuda: bool | None = None
    exento: bool | None = None


@dataclass
class _Cuenta:
    """What the checks found, in their order."""

    pasos: list[Paso]
    impide: list[str]  # stands in the way and the student cannot change it
    bloquea: list[str]  # stands in the way until the student puts it right
    pendiente: list[str]  # still to be done
    falta: list[str]  # not known
    siguiente: list[str]
    avisos: list[str]
    pide: list[str]  # the fields that tell what is not known
    puede_cambiar: list[str]


def sustitutorio(hechos: HechosSustitutorio, parametros: Parametros) -> Dictamen:
    """SI, NO (with the reason), or DEPENDE when something is still to be done or not known.

    Source: UPN Art. 23 a-c (syllabus, habilitado, payment or authorisation, request, dates), 2 i (debts),
    15-16 (inhabilitación), 26 (virtual courses), FAQ UPN-Coursera 18.
    """
    if hechos.tipo is TipoClase.COURSERA:
        paso = Paso("Los cursos con Coursera no tienen sustitutorio", "el curso es con Coursera", "no hay", _COURSERA)
        return Dictamen(CALCULO, Veredicto.NO, f"No: {_el_curso(hechos)} es con Coursera y esos cursos no tienen "
                        "sustitutorio.", (paso,))  # fmt: skip
    hechos = replace(hechos, asistencia=con_exento(hechos.asistencia, hechos.exento))
    imposible = contradiccion(hechos.asistencia) if hechos.asistencia else None
    if imposible:
        return replace(imposible, calculo=CALCULO)
    cuenta = _Cuenta([], [], [], [], [], [], [], [], [])
    _silabo(hechos, cuenta)
    _matricula(hechos, cuenta)
    _habilitado(hechos, parametros, cuenta)
    _deudas(hechos, cuenta)
    _pago(hechos, cuenta)
    _solicitud(hechos, cuenta)
    _calendario(hechos, cuenta)
    _virtual(hechos, cuenta)
    veredicto, resumen = _veredicto(hechos, cuenta)
    if veredicto is Veredicto.NO and cuenta.impide:
        # Paying or asking would not help any more, and nothing that is not known could change it.
        cuenta.siguiente.clear()
        cuenta.falta.clear()
        cuenta.puede_cambiar.clear()
    return Dictamen(
        CALCULO, veredicto, resumen, tuple(cuenta.pasos), falta=tuple(cuenta.falta),
        siguiente=tuple(cuenta.siguiente), avisos=tuple(cuenta.avisos),
        pide=_pide(hechos, veredicto, cuenta, parametros), puede_cambiar=tuple(cuenta.puede_cambiar),
    )  # fmt: skip


def _pide(hechos: HechosSustitutorio, veredicto: Veredicto, cuenta: _Cuenta, parametros: Parametros) -> tuple[str, ...]:
    """Once it is NO, only what could undo the one thing that cannot be put right is asked for."""
    if veredicto is not Veredicto.NO:
        return tuple(cuenta.pide)
    solo_faltas = len(cuenta.impide) == 1 and not _figura(hechos) and pasa_el_limite(hechos.asistencia, parametros)
    return pide_exento(hechos.asistencia) if hechos.asistencia and solo_faltas else ()


def _figura(hechos: HechosSustitutorio) -> bool:
    """Whether the record or the student says that they are inhabilitado, whatever the absences."""
    return bool(hechos.inhabilitado or (hechos.asistencia and hechos.asistencia.inhabilitado))


def _silabo(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    regla = "El sílabo del curso dice si hay sustitutorio"
    if hechos.en_silabo is None:
        cuenta.falta.append("si el sílabo de tu curso contempla un sustitutorio")
        cuenta.pide.append("en_silabo")
        cuenta.pasos.append(Paso(regla, "no sé qué dice tu sílabo", "revísalo", _SILABO))
    elif hechos.en_silabo:
        cuenta.pasos.append(Paso(regla, "el sílabo lo contempla", "cumples", _SILABO))
    else:
        cuenta.pasos.append(Paso(regla, "el sílabo no lo contempla", "no hay sustitutorio", _SILABO))
        cuenta.impide.append("su sílabo no contempla sustitutorio")


def _matricula(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    if hechos.retirado:
        cuenta.pasos.append(Paso("Hay que seguir matriculado en el curso", "te retiraste", "no cumples", _RETIRO))
        cuenta.impide.append("te retiraste del curso")


def _habilitado(hechos: HechosSustitutorio, parametros: Parametros, cuenta: _Cuenta) -> None:
    regla = "Hay que estar habilitado en el curso"
    asistencia = hechos.asistencia
    por_faltas = pasa_el_limite(asistencia, parametros)
    cuantas = _faltas(asistencia, parametros)
    if _figura(hechos) or por_faltas:
        hecho = cuantas if por_faltas and cuantas else "estás inhabilitado"
        cuenta.pasos.append(Paso(regla, hecho, "no cumples", _REQUISITOS))
        cuenta.pasos.append(
            Paso("La inhabilitación desaprueba el curso con 0", hecho, "el curso se repite", _INHABILITACION)
        )
        cuenta.impide.append("estás inhabilitado en el curso")
        if por_faltas and asistencia is not None and not _figura(hechos):
            cuenta.avisos += salvedad_exento(asistencia, parametros)
    elif _no_se_sabe(hechos, parametros):
        maximo = porcentaje(parametros.valor("inasistencia_maxima"))
        cuenta.falta.append(f"si sigues habilitado (no más del {maximo} de faltas)")
        cuenta.pide.append("inhabilitado")
        cuenta.pasos.append(Paso(regla, "no sé si lo estás", "revisa tus faltas", _REQUISITOS))
    else:
        hecho = f"estás habilitado: {cuantas}" if cuantas else "estás habilitado"
        cuenta.pasos.append(Paso(regla, hecho, "cumples", _REQUISITOS))
        if hechos.inhabilitado is None and deciden_las_tardanzas(asistencia, parametros):
            equivalencia = parametros.entero("tardanzas_por_falta")
            cuenta.falta.append(f"cuántas tardanzas tienes ({equivalencia} más te dejarían inhabilitado)")
            cuenta.pide.append("inhabilitado")
        if cuantas:
            cuenta.puede_cambiar.append(TUS_FALTAS)
            cuenta.pasos.append(
                Paso("Inhabilita faltar a más del " + porcentaje(parametros.valor("inasistencia_maxima")), cuantas,
                     "estás dentro del límite", _INHABILITACION)
            )  # fmt: skip


def _no_se_sabe(hechos: HechosSustitutorio, parametros: Parametros) -> bool:
    """Whether it cannot be told if the student is habilitado: figures that decide nothing are not a yes, but the
    student's or the record's word is."""
    if hechos.inhabilitado is not None:
        return False
    if hechos.asistencia is None or hechos.asistencia.exento or hechos.asistencia.tipo is TipoClase.COURSERA:
        return hechos.asistencia is None
    return excede(hechos.asistencia, parametros) is None


def _faltas(asistencia: HechosAsistencia | None, parametros: Parametros) -> str:
    """`9 faltas de 30 clases (30 %)`; empty when the figures are not known."""
    if asistencia is None or not asistencia.clases or (asistencia.faltas is None and asistencia.tardanzas is None):
        return ""
    efectivas = faltas_efectivas(asistencia, parametros)
    parte = porcentaje(Decimal(efectivas) / asistencia.clases)
    exento = ", sin efecto en los últimos ciclos de tu plan" if asistencia.exento else ""
    return f"{cantidad(efectivas, 'falta')} de {cantidad(asistencia.clases, 'clase')} ({parte}){exento}"


def _deudas(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    regla = REGLA_DEUDA
    deudas = deudas_sabidas(hechos.deudas, hechos.tiene_deuda)
    cuenta.avisos += salvedad_del_expediente(hechos.deudas, hechos.tiene_deuda)
    if hechos.deudas is not None and hechos.tiene_deuda is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)
    if deudas is None:
        cuenta.falta.append("si tienes alguna deuda vencida o administrativa")
        cuenta.pide.append("tiene_deuda")
        cuenta.pasos.append(Paso(regla, "no sé si debes algo", "tiene que estar al día", DEUDA))
    elif deudas:
        cuales = lista(deudas)
        cuenta.pasos.append(Paso(regla, f"debes: {cuales}", "te lo impide mientras no la regularices", DEUDA))
        cuenta.bloquea.append(f"tienes deuda pendiente ({cuales})")
        cuenta.siguiente.append("Regulariza tu deuda antes de la fecha del sustitutorio.")
        if hechos.autorizado_sin_pago:
            cuenta.avisos.append(
                "El reglamento no dice si la autorización de No Pago vale también con una deuda pendiente: pregúntalo "
                "en Secretaría Académica."
            )
    else:
        cuenta.pasos.append(Paso(regla, "no tienes deudas vencidas ni administrativas", "cumples", DEUDA))


def _pago(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    regla = "Hay que pagar el derecho o tener la autorización de No Pago de Defensoría Universitaria"
    if hechos.pagado:
        cuenta.pasos.append(Paso(regla, "el pago está hecho", "cumples", _REQUISITOS))
    elif hechos.autorizado_sin_pago:
        cuenta.pasos.append(Paso(regla, "tienes la autorización de Defensoría", "cumples", _REQUISITOS))
    elif hechos.pagado is None:
        cuenta.falta.append("si pagaste el derecho o tienes la autorización de No Pago de Defensoría Universitaria")
        cuenta.pide.append("pagado")
        cuenta.pasos.append(Paso(regla, "no sé si lo hiciste", "es obligatorio", _REQUISITOS))
    else:
        cuenta.pasos.append(Paso(regla, "no figura ninguno de los dos", "te falta", _REQUISITOS))
        cuenta.pasos.append(Paso("Sin pago ni autorización la nota no se registra, aunque des la prueba",
                                 "no figura el pago", "no contaría", _FECHAS))  # fmt: skip
        cuenta.pide += ["autorizado_sin_pago"] if hechos.autorizado_sin_pago is None else []
        cuenta.puede_cambiar.append("tu pago")
        cuenta.pendiente.append("pagar el derecho (o conseguir la autorización de No Pago de Defensoría Universitaria)")
        cuenta.siguiente.append("Paga el derecho o pide la autorización de No Pago a Defensoría Universitaria.")


def _solicitud(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    regla = "Hay que presentar la solicitud por el medio establecido"
    if hechos.solicitado is None:
        cuenta.falta.append("si ya presentaste la solicitud")
        cuenta.pide.append("solicitado")
        cuenta.pasos.append(Paso(regla, "no sé si la presentaste", "es obligatorio", _REQUISITOS))
    elif hechos.solicitado:
        cuenta.pasos.append(Paso(regla, "tu solicitud figura presentada", "cumples", _REQUISITOS))
    else:
        cuenta.pasos.append(Paso(regla, "no figura ninguna solicitud", "te falta", _REQUISITOS))
        cuenta.puede_cambiar.append("tu solicitud")
        cuenta.pendiente.append("presentar la solicitud")
        cuenta.siguiente.append("Presenta la solicitud por el medio que fija la universidad.")


def _calendario(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    regla = "Vale solo en las fechas del calendario académico"
    if hechos.ahora is None or (hechos.solicitudes is None and hechos.examen is None):
        if hechos.tipo is not TipoClase.VIRTUAL:
            cuenta.avisos.append("Las fechas de solicitud y de examen están en el calendario académico (Art. 13).")
        return
    ventana = hechos.solicitudes
    if ventana and cuenta.pendiente:
        if hechos.ahora > ventana.fin:
            cuenta.pasos.append(Paso(regla, f"el plazo cerró el {momento(ventana.fin)}", "ya no hay plazo", _FECHAS))
            cuenta.impide.append(f"el plazo cerró el {momento(ventana.fin)} y te faltaba {lista(cuenta.pendiente)}")
        elif hechos.ahora < ventana.inicio:
            cuenta.pasos.append(Paso(regla, f"el plazo abre el {momento(ventana.inicio)} y cierra el "
                                     f"{momento(ventana.fin)}", "aún no abre", _FECHAS))  # fmt: skip
            cuenta.siguiente.append(f"Hazlo entre el {momento(ventana.inicio)} y el {momento(ventana.fin)}.")
        else:
            cuenta.pasos.append(Paso(regla, f"el plazo cierra el {momento(ventana.fin)}", "estás a tiempo", _FECHAS))
            cuenta.siguiente.append(f"Tienes plazo hasta el {momento(ventana.fin)}.")
    if hechos.examen:
        if hechos.ahora > hechos.examen.fin:
            cuenta.pasos.append(Paso("La fecha está en el calendario académico",
                                     f"terminó el {momento(hechos.examen.fin)}", "ya pasó", CALENDARIO))  # fmt: skip
            cuenta.impide.append(f"los sustitutorios terminaron el {momento(hechos.examen.fin)}")
        else:
            fechas = f"es del {momento(hechos.examen.inicio)} al {momento(hechos.examen.fin)}"
            cuenta.pasos.append(Paso("La fecha está en el calendario académico", fechas, "todavía no pasa", CALENDARIO))


def _virtual(hechos: HechosSustitutorio, cuenta: _Cuenta) -> None:
    if hechos.tipo is TipoClase.VIRTUAL:
        regla = "En un curso virtual la fecha de entrega no se reprograma"
        cuenta.pasos.append(Paso(regla, "el curso es virtual", "entrégalo en su fecha", _VIRTUAL))


def _veredicto(hechos: HechosSustitutorio, cuenta: _Cuenta) -> tuple[Veredicto, str]:
    curso = f" de {hechos.curso}" if hechos.curso else ""
    if cuenta.impide:
        return Veredicto.NO, f"No puedes rendir el sustitutorio{curso}: {lista(cuenta.impide)}."
    if cuenta.bloquea:
        ademas = f" Además te falta {lista(cuenta.pendiente)}." if cuenta.pendiente else ""
        return Veredicto.NO, f"Por ahora no puedes rendir el sustitutorio{curso}: {lista(cuenta.bloquea)}.{ademas}"
    if cuenta.pendiente:
        return (
            Veredicto.DEPENDE,
            f"Todavía no puedes rendir el sustitutorio{curso}: te falta {lista(cuenta.pendiente)}.",
        )
    if cuenta.falta:
        return (
            Veredicto.DEPENDE,
            f"Puedes rendir el sustitutorio{curso} solo si se cumple todo; aún no sé {lista(cuenta.falta)}.",
        )
    return Veredicto.SI, f"Sí, puedes rendir el sustitutorio{curso}."


def _el_curso(hechos: HechosSustitutorio) -> str:
    return hechos.curso or "tu curso"
