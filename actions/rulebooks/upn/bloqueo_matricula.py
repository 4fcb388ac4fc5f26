"""What stops a UPN student from enrolling (Art. 7 d-f with 2 d, 8, 9 e, 13 and 42)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import cantidad, lista, momento
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion, contradiccion, negativo
from actions.rulebooks.upn.tramites import (
    CALENDARIO,
    TUS_DEUDAS,
    avisa_si_el_expediente_dice_otra_cosa,
    deja_lo_que_decide,
    deudas_sabidas,
)

CALCULO = "bloqueo_matricula"
_FORMALIZAR = Fuente("upn", "Art. 7 c")
_SANCION = Fuente("upn", "Art. 7 d")
_RETENCION = Fuente("upn", "Art. 7 e")
_PROCESO = Fuente("upn", "Art. 7 f")
_REQUISITOS = Fuente("upn", "Art. 8")
_REINGRESO = Fuente("upn", "Art. 42")
TUS_RETENCIONES = "tus retenciones"


@dataclass(frozen=True)
class HechosBloqueoMatricula:
    """What stops an enrolment. None means "not known".

    `retenciones`, `sanciones` (separations in force) and `deudas` (overdue or administrative) on record;
    `tiene_retencion`, `separado` and `tiene_deuda` what the student says of them. `tercera_desaprobada`: a course was
    failed for the third time, on record or as the student says. `ciclos_ausente`: regular cycles without enrolment.
    `plazo`: the calendar's dates of enrolment; `ahora`: aware, America/Lima.
    """

    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    retenciones: tuple[str, ...] | None = None
    tiene_retencion: bool | None = None
    sanciones: tuple[str, ...] | None = None
    separado: bool | None = None
    tercera_desaprobada: bool | None = None
    ciclos_ausente: int | None = None
    plazo: Ventana | None = None
    ahora: datetime | None = None


def bloqueo_matricula(hechos: HechosBloqueoMatricula, parametros: Parametros) -> Dictamen:
    """SI when nothing stops the enrolment, NO with what does, DEPENDE when something is not known.

    Source: UPN Art. 7 d-f, 9 e, 13, 42; 8 is told. Negative cycles give a CONTRADICCION.
    """
    problema = negativo(("ciclos", hechos.ciclos_ausente))
    if problema:
        return contradiccion(CALCULO, problema)
    cuenta = Comprobaciones()
    _sanciones(hechos, cuenta)
    _tercera(hechos, parametros, cuenta)
    _deudas(hechos, cuenta)
    _retenciones(hechos, cuenta)
    _ausencia(hechos, parametros, cuenta)
    _calendario(hechos, cuenta)
    en_contra = [TUS_DEUDAS] if deudas_sabidas(hechos.deudas, hechos.tiene_deuda) else []
    en_contra += [TUS_RETENCIONES] if any(not es_de_proceso(r) for r in hechos.retenciones or ()) else []
    deja_lo_que_decide(cuenta, en_contra)
    cuenta.pasos.append(Paso("Cada curso pide además tener aprobados sus requisitos", "se ve curso por curso",
                             "sin ellos no puedes llevar ese curso", _REQUISITOS))  # fmt: skip
    dictamen = cuenta.dictamen(CALCULO, _resumen(hechos, cuenta))
    if hechos.ciclos_ausente is None and not cuenta.motivos:
        return replace(dictamen, pide=(*dictamen.pide, "ciclos_ausente"))
    return dictamen


def _sanciones(hechos: HechosBloqueoMatricula, cuenta: Comprobaciones) -> None:
    sanciones = deudas_sabidas(hechos.sanciones, hechos.separado)
    cuales = lista(sanciones or ())
    condicion = Condicion(
        "Con una separación vigente, temporal o definitiva, no hay matrícula", _SANCION, cumple="no tienes ninguna",
        incumple=cuales, motivo=f"tienes una sanción de separación ({cuales})",
        duda="si tienes una sanción de separación vigente", campo="separado",
        remedio="Espera a que termine tu separación; si es definitiva, no termina.",
    )  # fmt: skip
    cuenta.exige(condicion, None if sanciones is None else not sanciones)
    avisa_si_el_expediente_dice_otra_cosa(cuenta, hechos.sanciones, hechos.separado)


def _tercera(hechos: HechosBloqueoMatricula, parametros: Parametros, cuenta: Comprobaciones) -> None:
    condicion = Condicion(
        "Quien desaprueba o queda inhabilitado en un curso por tercera vez es separado del pregrado",
        parametros.fuente("veces_maximas_curso"), cumple="no te ha pasado", incumple="te pasó en un curso",
        motivo="desaprobaste un curso por tercera vez y la separación es definitiva",
        duda="si desaprobaste o te inhabilitaron en un curso por tercera vez", campo="tercera_desaprobada",
    )  # fmt: skip
    cuenta.exige(condicion, None if hechos.tercera_desaprobada is None else not hechos.tercera_desaprobada)


def _deudas(hechos: HechosBloqueoMatricula, cuenta: Comprobaciones) -> None:
    """Art. 7 e names payments and documents that are owed among what holds an enrolment back."""
    deudas = deudas_sabidas(hechos.deudas, hechos.tiene_deuda)
    if deudas and set(deudas) <= set(hechos.retenciones or ()) and hechos.tiene_retencion is None:
        return  # the same thing, told once as a hold
    cuales = lista(deudas or ())
    condicion = Condicion(
        "Los pagos y las obligaciones pendientes retienen la matrícula", _RETENCION, cumple="no debes nada vencido",
        incumple=f"debes: {cuales}", motivo=f"tienes deuda pendiente ({cuales})",
        duda="si tienes alguna deuda vencida o administrativa", campo="tiene_deuda",
        remedio="Regulariza tu deuda antes de que cierre la matrícula.",
    )  # fmt: skip
    cuenta.exige(condicion, None if deudas is None else not deudas)
    avisa_si_el_expediente_dice_otra_cosa(cuenta, hechos.deudas, hechos.tiene_deuda)
    if deudas:
        cuenta.avisos.append(
            "El artículo habla de retenciones: si tu deuda todavía no figura como una, confirma en Secretaría "
            "Académica si ya te impide la matrícula."
        )
    if hechos.deudas is not None and hechos.tiene_deuda is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)


def _retenciones(hechos: HechosBloqueoMatricula, cuenta: Comprobaciones) -> None:
    """Art. 7 e, but for the one of 7 f, with which courses are registered at the university."""
    registradas = hechos.retenciones
    en_proceso = [retencion for retencion in registradas or () if es_de_proceso(retencion)]
    otras = None if registradas is None else tuple(r for r in registradas if not es_de_proceso(r))
    # A hold that the student mentions is the one on record, when that is the only one.
    dicha = None if hechos.tiene_retencion and en_proceso and not otras else hechos.tiene_retencion
    retenciones = deudas_sabidas(otras, dicha)
    cuales = lista(retenciones or ())
    condicion = Condicion(
        "Con una retención (pagos, documentos, libros, daños u otra) no hay matrícula", _RETENCION,
        cumple="no tienes otra que la del proceso" if en_proceso else "no tienes ninguna", incumple=cuales,
        motivo=f"tienes una retención ({cuales})",
        duda="si te figura alguna retención", campo="tiene_retencion",
        remedio=f"Regulariza tu retención ({cuales}) y vuelve a intentarlo.",
    )  # fmt: skip
    cuenta.exige(condicion, None if retenciones is None else not retenciones)
    avisa_si_el_expediente_dice_otra_cosa(cuenta, otras, hechos.tiene_retencion)
    if dicha and not registradas:
        cuenta.avisos.append(
            "Si tu retención es la de «en proceso disciplinario», no te impide matricularte: registras tus cursos en "
            "las instalaciones de la universidad (Art. 7 f)."
        )
    if en_proceso:
        cuenta.pasos.append(Paso("Con una retención «en proceso disciplinario» los cursos se registran en la "
                                 "universidad", lista(en_proceso), "acércate a registrarlos", _PROCESO))  # fmt: skip
        if not cuenta.motivos:
            cuenta.siguiente.append("Registra tus cursos en las instalaciones de la universidad.")
    if registradas is not None and hechos.tiene_retencion is None:
        cuenta.puede_cambiar.append(TUS_RETENCIONES)


def es_de_proceso(retencion: str) -> bool:
    """Whether a hold is the one of an open disciplinary process, which does not stop the enrolment (Art. 7 f)."""
    return "disciplin" in retencion.casefold()


def _ausencia(hechos: HechosBloqueoMatricula, parametros: Parametros, cuenta: Comprobaciones) -> None:
    """Who stayed away for more than one cycle comes back by reingreso; who is separated, not even so."""
    if hechos.tercera_desaprobada or deudas_sabidas(hechos.sanciones, hechos.separado):
        return
    maximo = parametros.entero("reingreso_ciclos_sin_tramite")
    if hechos.ciclos_ausente is None:
        cuenta.avisos.append(
            f"Si dejaste de estudiar más de {cantidad(maximo, 'ciclo')}, antes toca pedir el reingreso (Art. 42)."
        )
        return
    if hechos.ciclos_ausente == maximo:
        cuenta.avisos.append(
            f"El reingreso es para quien faltó más de {cantidad(maximo, 'ciclo')} y el reglamento no dice qué trámite "
            f"sigue quien faltó exactamente {maximo}: confírmalo en Secretaría Académica."
        )
    condicion = Condicion(
        "Tras más de un ciclo sin estudiar se vuelve por reingreso", _REINGRESO, cumple="no es tu caso",
        incumple=f"llevas {cantidad(hechos.ciclos_ausente, 'ciclo')} sin matricularte",
        motivo=f"llevas {cantidad(hechos.ciclos_ausente, 'ciclo')} fuera y antes toca el reingreso", duda="",
        remedio="Pide tu reingreso en Admisión.",
    )  # fmt: skip
    cuenta.exige(condicion, hechos.ciclos_ausente <= maximo)


def _calendario(hechos: HechosBloqueoMatricula, cuenta: Comprobaciones) -> None:
    regla = "La matrícula tiene sus fechas en el calendario académico"
    if hechos.plazo is None or hechos.ahora is None:
        cuenta.avisos.append("Las fechas de matrícula están en el calendario académico de tu modalidad (Art. 13).")
        return
    desde, hasta = momento(hechos.plazo.inicio), momento(hechos.plazo.fin)
    fechas = f"va del {desde} al {hasta}"
    if hechos.ahora > hechos.plazo.fin:
        cuenta.pasos.append(Paso(regla, fechas, "ya cerró", CALENDARIO))
        cuenta.impide.append(f"la matrícula cerró el {hasta}")
        return
    aun_no = hechos.ahora < hechos.plazo.inicio
    cuenta.pasos.append(Paso(regla, fechas, "todavía no abre" if aun_no else "está abierta", CALENDARIO))
    if cuenta.motivos:
        cuenta.siguiente.append(f"La matrícula {fechas}.")
    else:
        cuenta.siguiente.append(f"Matricúlate desde el {desde}." if aun_no else f"Matricúlate hasta el {hasta}.")


def _resumen(hechos: HechosBloqueoMatricula, cuenta: Comprobaciones) -> str:
    if cuenta.veredicto is Veredicto.NO:
        por_ahora = "No puedes" if cuenta.impide else "Por ahora no puedes"
        return f"{por_ahora} matricularte: {lista(cuenta.motivos)}."
    if cuenta.veredicto is Veredicto.DEPENDE:
        return f"Puedes matricularte si nada te lo impide; aún no sé {cuenta.lo_que_falta()}."
    cuenta.pasos.append(Paso("La matrícula se formaliza al registrar cursos y aceptar el consolidado",
                             "nada te lo impide", "hazlo tú", _FORMALIZAR))  # fmt: skip
    desde = ""
    if hechos.plazo and hechos.ahora and hechos.ahora < hechos.plazo.inicio:
        desde = f" desde el {momento(hechos.plazo.inicio)}"
    return f"Nada te impide matricularte{desde}, con los cursos cuyos requisitos ya aprobaste."
