"""What Art. 53 asks of every internal transfer and change of campus at UPN."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from actions.rulebooks.dictamen import Fuente, Paso
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import lista
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion
from actions.rulebooks.upn.tramites import (
    TUS_DEUDAS,
    Fechas,
    avisa_si_el_expediente_dice_otra_cosa,
    deudas_sabidas,
    en_fecha,
    exige_en_fechas_de_cada_periodo,
)

_FECHAS = Fuente("upn", "Art. 53 a")
_SIN_RESTRICCIONES = Fuente("upn", "Art. 53 b")
_PAGO = Fuente("upn", "Art. 53 c")
_PROCEDIMIENTO = Fuente("upn", "Art. 53 d")
_TERCERA = Fuente("upn", "Art. 9 e")
_SIN_MATRICULA = Fuente("upn", "Art. 7 d")
_RETENCION = Fuente("upn", "Art. 7 e")
_TUS_RETENCIONES = "tus retenciones"


@dataclass(frozen=True)
class HechosGenerales:
    """What Art. 53 asks about; the facts of each transfer give it. None means "not known".

    `deudas` (overdue or administrative), `retenciones` and `sanciones` (separations) on record; `tiene_deuda`,
    `tiene_retencion` and `separado` what the student says of them. `tercera_desaprobada`: a course was failed for the
    third time.
    """

    estudiante_continuo: bool | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    retenciones: tuple[str, ...] | None = None
    tiene_retencion: bool | None = None
    separado: bool | None = None
    sanciones: tuple[str, ...] | None = None
    tercera_desaprobada: bool | None = None
    en_fechas: bool | None = None
    pagado: bool | None = None
    solicitudes: Ventana | None = None
    ahora: datetime | None = None


def generales(hechos: Any) -> HechosGenerales:
    """The facts of Art. 53 among those of a transfer, which have the same names."""
    return HechosGenerales(**{campo.name: getattr(hechos, campo.name) for campo in fields(HechosGenerales)})


def revisa_generales(hechos: HechosGenerales, cuenta: Comprobaciones) -> None:
    """Add the conditions of Art. 53 (and 9 e): separation, restrictions, dates, fee, procedure."""
    _separacion(hechos, "No debe haber una separación temporal o definitiva", _SIN_RESTRICCIONES, cuenta)
    toca_esperar = bool(cuenta.bloquea)  # for places, another cycle, or the end of a separation
    _restricciones(hechos, cuenta)
    _fechas(hechos, toca_esperar, cuenta)
    if hechos.pagado:
        cuenta.pasos.append(Paso("Se paga el derecho del tarifario", "ya lo pagaste", "cumples", _PAGO))
    else:
        cuenta.pasos.append(Paso("Se paga el derecho del tarifario", "lo pagas al pedirlo", "te toca", _PAGO))
        if not cuenta.motivos:
            cuenta.siguiente.append("Paga el derecho según el tarifario publicado.")
    cuenta.pasos.append(
        Paso("Rigen también el procedimiento y el Reglamento General de Admisión", "no están en este reglamento",
             "confirma sus requisitos en Secretaría Académica", _PROCEDIMIENTO)
    )  # fmt: skip
    cuenta.avisos.append("El Reglamento General de Admisión, que no tengo, puede pedir más requisitos (Art. 53 d).")


def revisa_matricula(hechos: HechosGenerales, cuenta: Comprobaciones) -> None:
    """Add what stops the enrolment in any period, the summer's too (Art. 7 d and e, 9 e); what is not known is told."""
    if hechos.tercera_desaprobada or deudas_sabidas(hechos.sanciones, hechos.separado):
        _separacion(hechos, "Con una separación vigente no hay matrícula en ningún periodo", _SIN_MATRICULA, cuenta)
    retenciones = deudas_sabidas(hechos.retenciones, hechos.tiene_retencion)
    if retenciones:
        cuales = lista(retenciones)
        cuenta.exige(
            Condicion(
                "Con una retención (pagos, documentos, libros, daños u otra) no hay matrícula", _RETENCION, "", cuales,
                f"tienes una retención ({cuales})", "", remedio="Regulariza primero tu retención.",
            ), False,
        )  # fmt: skip
        if hechos.tiene_retencion is None:
            cuenta.puede_cambiar.append(_TUS_RETENCIONES)
    if not cuenta.motivos:
        cuenta.avisos.append(
            "Como en toda matrícula, no debes tener una separación vigente ni retenciones (Art. 7 d y 7 e)."
        )
    avisa_si_el_expediente_dice_otra_cosa(cuenta, hechos.sanciones, hechos.separado)
    avisa_si_el_expediente_dice_otra_cosa(cuenta, hechos.retenciones, hechos.tiene_retencion)


def _separacion(hechos: HechosGenerales, regla: str, fuente: Fuente, cuenta: Comprobaciones) -> None:
    if hechos.tercera_desaprobada:
        cuenta.pasos.append(Paso("Quien desaprueba un curso por tercera vez queda separado del pregrado",
                                 "desaprobaste uno por tercera vez", "ya no sigues", _TERCERA))  # fmt: skip
        cuenta.impide.append("desaprobaste un curso por tercera vez, y eso separa del pregrado")
        return
    sanciones = deudas_sabidas(hechos.sanciones, hechos.separado)
    cuales = lista(sanciones or ())
    condicion = Condicion(
        regla, fuente, "no tienes ninguna", cuales,
        f"tienes una separación vigente ({cuales})", "si tienes una separación vigente", "separado",
        "Espera a que termine tu separación; si es definitiva, no termina.",
    )  # fmt: skip
    cuenta.exige(condicion, None if sanciones is None else not sanciones)
    avisa_si_el_expediente_dice_otra_cosa(cuenta, hechos.sanciones, hechos.separado)


def _restricciones(hechos: HechosGenerales, cuenta: Comprobaciones) -> None:
    """Debts and holds; one for a disciplinary process is not among them. Only debts are asked for."""
    deudas = deudas_sabidas(hechos.deudas, hechos.tiene_deuda)
    retenciones = deudas_sabidas(hechos.retenciones, hechos.tiene_retencion)
    restricciones = (*(deudas or ()), *(retenciones or ()))
    cuales = lista(tuple(dict.fromkeys(restricciones)))
    condicion = Condicion(
        "No debe haber restricciones económicas ni administrativas", _SIN_RESTRICCIONES, "no tienes ninguna", cuales,
        f"tienes una restricción económica o administrativa ({cuales})",
        "si tienes alguna deuda vencida o administrativa", "tiene_deuda", "Regulariza primero tu deuda o pendiente.",
    )  # fmt: skip
    cumple = False if restricciones else None if deudas is None else True
    cuenta.exige(condicion, cumple)
    avisa_si_el_expediente_dice_otra_cosa(cuenta, hechos.deudas, hechos.tiene_deuda)
    avisa_si_el_expediente_dice_otra_cosa(cuenta, hechos.retenciones, hechos.tiene_retencion)
    if hechos.deudas is not None and hechos.tiene_deuda is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)
    if hechos.retenciones is not None and hechos.tiene_retencion is None:
        cuenta.puede_cambiar.append(_TUS_RETENCIONES)


def _fechas(hechos: HechosGenerales, toca_esperar: bool, cuenta: Comprobaciones) -> None:
    """The calendar binds continuing students (Art. 53 a); who has to wait anyway is not told to hurry."""
    regla = "El estudiante continuo lo pide en las fechas del calendario académico"
    if hechos.estudiante_continuo is False:
        cuenta.pasos.append(Paso(regla, "no eres estudiante continuo", "a ti no te limita", _FECHAS))
        return
    fechas = Fechas(hechos.solicitudes, hechos.en_fechas, hechos.ahora)
    if hechos.estudiante_continuo is None and en_fecha(fechas) is False:
        paso = Paso(regla, "hoy no estás en esas fechas", "no puedes si eres estudiante continuo", _FECHAS)
        cuenta.duda(paso, "si eres estudiante continuo", "estudiante_continuo")
        return
    antes = list(cuenta.siguiente)
    exige_en_fechas_de_cada_periodo(cuenta, fechas, regla, _FECHAS, "pedir el traslado")
    if toca_esperar:
        cuenta.siguiente = antes
