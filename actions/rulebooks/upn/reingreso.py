"""Coming back to UPN after an absence: which reingreso, with which curriculum, what it takes (Art. 1 k, 42-43)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import cantidad, lista, momento
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import Plazo
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion, contradiccion, negativo
from actions.rulebooks.upn.tramites import (
    TUS_DEUDAS,
    Fechas,
    avisa_si_el_expediente_dice_otra_cosa,
    deja_lo_que_decide,
    deudas_sabidas,
    exige_en_fechas,
)

CALCULO = "reingreso"
_TIPOS = Fuente("upn", "Art. 1 k")
_SANCION = Fuente("upn", "Art. 7 d")
_RESERVA = Fuente("upn", "Art. 37")
_SIN_RESERVA = Fuente("upn", "Art. 39")
_QUE_ES = Fuente("upn", "Art. 42")
_DOCUMENTOS = Fuente("upn", "Art. 43 a")
_DEUDAS = Fuente("upn", "Art. 43 b")
_TARIFA = Fuente("upn", "Art. 43 c")
_MALLA = Fuente("upn", "Art. 43 d")


@dataclass(frozen=True)
class HechosReingreso:
    """What Art. 42-43 ask about. None means "not known".

    `ciclos_ausente`: regular cycles without enrolment. `deudas_pendientes`: all debts on record, `deuda_pendiente` what
    the student says. `debe_documentos`: of the student's file. `reservo`: the absence was reserved. `malla_vigente`:
    the curriculum of origin is in force in the cycle that comes next. `separado`, `sanciones`, `tercera_desaprobada`:
    a separation, as the student says or on record. `plazo`: the enrolment of continuing students, until whose end a
    request is processed; `en_fechas`: what the student says of it; `ahora`: aware, America/Lima.
    """

    ciclos_ausente: int | None = None
    deudas_pendientes: tuple[str, ...] | None = None
    deuda_pendiente: bool | None = None
    debe_documentos: bool | None = None
    reservo: bool | None = None
    malla_vigente: bool | None = None
    sanciones: tuple[str, ...] | None = None
    separado: bool | None = None
    tercera_desaprobada: bool | None = None
    plazo: Ventana | None = None
    en_fechas: bool | None = None
    ahora: datetime | None = None


def reingreso(hechos: HechosReingreso, parametros: Parametros) -> Dictamen:
    """SI when the reingreso can be asked for, NO with the reason, DEPENDE when something is not known.

    Source: UPN Art. 1 k, 42, 43 a-d, 37, 39, 7 d, 9 e. Negative cycles give a CONTRADICCION.
    """
    problema = negativo(("ciclos", hechos.ciclos_ausente))
    if problema:
        return contradiccion(CALCULO, problema)
    cuenta = Comprobaciones()
    _separacion(hechos, parametros, cuenta)
    _ausencia(hechos, parametros, cuenta)
    if hechos.ciclos_ausente is not None and hechos.ciclos_ausente <= parametros.entero("reingreso_ciclos_sin_tramite"):
        return cuenta.dictamen(CALCULO, f"El reingreso no es tu caso: {lista(cuenta.motivos)}.")
    _documentos(hechos, cuenta)
    _deudas(hechos, cuenta)
    _fechas(hechos, cuenta)
    deja_lo_que_decide(cuenta, [TUS_DEUDAS] if deudas_sabidas(hechos.deudas_pendientes, hechos.deuda_pendiente) else ())
    dictamen_sin_malla = not cuenta.motivos
    if dictamen_sin_malla:
        _vacante(hechos, parametros, cuenta)
        _malla(hechos, cuenta)
        cuenta.pasos.append(Paso("Se paga la tarifa del periodo en que se reingresa", "la de tu carrera",
                                 "no se conserva la anterior", _TARIFA))  # fmt: skip
        cuenta.siguiente.append("Presenta la solicitud en Admisión.")
    dictamen = cuenta.dictamen(CALCULO, _resumen(hechos, parametros, cuenta))
    return _con_la_malla(dictamen, hechos) if dictamen_sin_malla else dictamen


def _separacion(hechos: HechosReingreso, parametros: Parametros, cuenta: Comprobaciones) -> None:
    """Who was separated does not come back this way; nothing is asked about it, but it is told."""
    avisa_si_el_expediente_dice_otra_cosa(cuenta, hechos.sanciones, hechos.separado)
    if hechos.tercera_desaprobada:
        cuenta.pasos.append(Paso("La separación por un curso desaprobado por tercera vez es definitiva",
                                 "desaprobaste uno por tercera vez", "no puedes volver al pregrado",
                                 parametros.fuente("veces_maximas_curso")))  # fmt: skip
        cuenta.impide.append("la separación por un curso desaprobado por tercera vez es definitiva")
    sanciones = deudas_sabidas(hechos.sanciones, hechos.separado)
    if sanciones:
        cuenta.pasos.append(Paso("Con una separación vigente no hay matrícula", lista(sanciones), "no puedes volver "
                                 "mientras dure", _SANCION))  # fmt: skip
        cuenta.bloquea.append(f"tienes una separación vigente ({lista(sanciones)})")
        espera = "Espera a que termine tu separación; si es definitiva, no termina."
        cuenta.siguiente.append(espera)
        cuenta.alternativas += [] if cuenta.impide else [espera]
    elif sanciones is None and not cuenta.impide:
        cuenta.avisos.append(
            "Con una separación vigente no puedes volver mientras dure (Art. 7 d), y la de quien desaprueba un curso "
            "por tercera vez es definitiva (Art. 9 e)."
        )


def _separado(hechos: HechosReingreso) -> bool:
    return bool(hechos.tercera_desaprobada or deudas_sabidas(hechos.sanciones, hechos.separado))


def _ausencia(hechos: HechosReingreso, parametros: Parametros, cuenta: Comprobaciones) -> None:
    minimo = parametros.entero("reingreso_ciclos_sin_tramite")
    anios = parametros.entero("reingreso_anios")
    regla = f"Con más de {cantidad(minimo, 'ciclo')} fuera es Reingreso; con más de {anios} años, New Reingreso"
    ausente = hechos.ciclos_ausente
    if ausente is None:
        cuenta.pasos.append(Paso(regla, "no sé cuánto estuviste fuera", "de eso depende el tipo", _TIPOS))
        cuenta.no_se_sabe("cuántos ciclos dejaste de estudiar", "ciclos_ausente")
        return
    fuera = f"estuviste fuera {cantidad(ausente, 'ciclo')}" if ausente else "no te has ausentado ningún ciclo"
    if ausente > minimo:
        cuenta.pasos.append(Paso(regla, fuera, _tipo(ausente, parametros), _TIPOS))
        return
    cuenta.pasos.append(Paso(f"El reingreso es para quien faltó más de {cantidad(minimo, 'ciclo')}", fuera,
                             "no es un reingreso", _QUE_ES))  # fmt: skip
    cuenta.impide.append(f"{fuera}, y es para quien faltó más de {minimo}")
    if _separado(hechos):
        return
    if ausente == minimo:
        cuenta.avisos.append(
            f"El reglamento no dice qué trámite sigue quien faltó exactamente {cantidad(minimo, 'ciclo')}: pregunta en "
            "Secretaría Académica."
        )
        cuenta.alternativas.append("Pregunta en Secretaría Académica cómo vuelves a matricularte.")
    else:
        cuenta.alternativas.append("Matricúlate como estudiante continuo, en las fechas del calendario académico.")


def _tipo(ausente: int, parametros: Parametros) -> str:
    limite = parametros.entero("reingreso_anios") * parametros.entero("ciclos_por_anio")
    return "Reingreso" if ausente <= limite else "New Reingreso"


def _documentos(hechos: HechosReingreso, cuenta: Comprobaciones) -> None:
    condicion = Condicion(
        "No se deben documentos del file", _DOCUMENTOS, cumple="no debes ninguno", incumple="debes documentos",
        motivo="debes documentos de tu file", duda="si debes documentos de tu file de estudiante",
        campo="debe_documentos", remedio="Entrega los documentos que te faltan.",
    )  # fmt: skip
    cuenta.exige(condicion, None if hechos.debe_documentos is None else not hechos.debe_documentos)


def _deudas(hechos: HechosReingreso, cuenta: Comprobaciones) -> None:
    deudas = deudas_sabidas(hechos.deudas_pendientes, hechos.deuda_pendiente)
    cuales = lista(deudas or ())
    condicion = Condicion(
        "No se mantienen deudas con la universidad", _DEUDAS, cumple="no debes nada", incumple=f"debes: {cuales}",
        motivo=f"tienes deuda pendiente ({cuales})", duda="si tienes alguna deuda pendiente con la universidad",
        campo="deuda_pendiente", remedio="Paga tu deuda antes de pedirlo.",
    )  # fmt: skip
    cuenta.exige(condicion, None if deudas is None else not deudas)
    if hechos.deudas_pendientes is not None and hechos.deuda_pendiente is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)


def _fechas(hechos: HechosReingreso, cuenta: Comprobaciones) -> None:
    """A request has a last day and no first one."""
    regla = "La solicitud se atiende hasta que cierra la matrícula de los continuos"
    if hechos.plazo is None or hechos.ahora is None:
        exige_en_fechas(cuenta, Fechas(dichas=hechos.en_fechas), regla, _QUE_ES, "pedir el reingreso")
        return
    hasta = momento(hechos.plazo.fin)
    condicion = Condicion(regla, _QUE_ES, cumple=f"cierra el {hasta}", incumple=f"cerró el {hasta}",
                          motivo=f"el plazo de este ciclo cerró el {hasta}", duda="")  # fmt: skip
    a_tiempo = hechos.ahora <= hechos.plazo.fin
    cuenta.exige(condicion, a_tiempo)
    if a_tiempo and not _separado(hechos):
        cuenta.siguiente.append(f"Pídelo hasta el {hasta}: {Plazo(hechos.plazo.fin).resta(hechos.ahora)}.")
    elif not a_tiempo and not _separado(hechos):
        cuenta.alternativas.append("Pídelo para el siguiente ciclo.")


def _pasa_los_anios_de_reserva(hechos: HechosReingreso, parametros: Parametros) -> bool:
    maximo = parametros.entero("reserva_anios") * parametros.entero("ciclos_por_anio")
    return hechos.ciclos_ausente is not None and hechos.ciclos_ausente > maximo


def _vacante(hechos: HechosReingreso, parametros: Parametros, cuenta: Comprobaciones) -> None:
    if _pasa_los_anios_de_reserva(hechos, parametros):
        anios = parametros.entero("reserva_anios")
        cuenta.pasos.append(Paso(f"La reserva cubre {anios} años; después se vuelve según las vacantes",
                                 f"estuviste fuera {hechos.ciclos_ausente} ciclos", "depende de las vacantes",
                                 parametros.fuente("reserva_anios")))  # fmt: skip
    if hechos.reservo:
        cuenta.pasos.append(Paso("Con la reserva se vuelve según haya carrera y cursos", "reservaste",
                                 "en el campus donde hiciste el trámite", _RESERVA))  # fmt: skip
    elif hechos.reservo is False:
        regla = "Sin reserva la universidad no está obligada a atender el reingreso"
        resultado = "depende de las vacantes, y pueden derivarte a otro campus"
        cuenta.pasos.append(Paso(regla, "no reservaste", resultado, _SIN_RESERVA))
    else:
        cuenta.avisos.append(
            "Si no reservaste tu matrícula, depende de las vacantes y pueden derivarte a otro campus (Art. 39)."
        )


def _malla(hechos: HechosReingreso, cuenta: Comprobaciones) -> None:
    regla = "Se sigue la malla de origen si está vigente en el ciclo que toca; si no, la nueva"
    resultado = {
        True: "sigues con tu malla",
        False: "terminas con la nueva y te reconocen los cursos equivalentes aprobados",
        None: "depende de si sigue vigente",
    }[hechos.malla_vigente]
    dicho = {True: "está vigente", False: "ya no está vigente", None: "no sé si tu malla sigue vigente"}
    cuenta.pasos.append(Paso(regla, dicho[hechos.malla_vigente], resultado, _MALLA))
    if hechos.malla_vigente is False:
        cuenta.avisos.append("Con la malla nueva tus estudios pueden alargarse (Art. 43 d).")


def _con_la_malla(dictamen: Dictamen, hechos: HechosReingreso) -> Dictamen:
    """The curriculum does not decide whether one can come back, but the answer wants it: asked after the absence."""
    if hechos.malla_vigente is not None:
        return dictamen
    primero = ("ciclos_ausente",) if hechos.ciclos_ausente is None else ()
    return replace(dictamen, pide=(*primero, "malla_vigente", *dictamen.pide[len(primero) :]))


def _resumen(hechos: HechosReingreso, parametros: Parametros, cuenta: Comprobaciones) -> str:
    minimo = parametros.entero("reingreso_ciclos_sin_tramite")
    ausente = hechos.ciclos_ausente
    tipo = f"Te toca {_tipo(ausente, parametros)}" if ausente is not None and ausente > minimo else ""
    if cuenta.veredicto is Veredicto.NO:
        por_ahora = "No" if cuenta.impide else "Por ahora no"
        return f"{por_ahora} puedes pedir el reingreso: {lista(cuenta.motivos)}."
    malla = {
        True: " Sigues con tu malla de origen.",
        False: " Terminas con la malla nueva, con tus cursos equivalentes reconocidos.",
        None: "",
    }[hechos.malla_vigente]
    if cuenta.veredicto is Veredicto.DEPENDE:
        inicio = f"{tipo}." if tipo else f"El reingreso es para quien faltó más de {cantidad(minimo, 'ciclo')}."
        return f"{inicio}{malla} Para pedirlo aún no sé {cuenta.lo_que_falta()}."
    vacantes = " Sin reserva, depende de las vacantes." if hechos.reservo is False else ""
    if hechos.reservo is not False and _pasa_los_anios_de_reserva(hechos, parametros):
        vacantes = f" Pasados los {parametros.entero('reserva_anios')} años de reserva, depende de las vacantes."
    return f"{tipo}: cumples para pedirlo en Admisión.{malla}{vacantes}"
