"""What UPN's procedures share: the debts that stop them (Art. 2 i) and the dates of the academic calendar (Art. 13)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from actions.rulebooks.dictamen import Fuente
from actions.rulebooks.expediente import Ventana
from actions.rulebooks.formato import lista, momento
from actions.rulebooks.plazos import Plazo
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion

DEUDA = Fuente("upn", "Art. 2 i")
CALENDARIO = Fuente("upn", "Art. 13")
REGLA_DEUDA = "Con una deuda vencida o administrativa no se atiende ningún trámite que se pague"
TUS_DEUDAS = "tus deudas"
_LA_QUE_SE_DICE = ("la que mencionas",)


@dataclass(frozen=True)
class Fechas:
    """The dates of one procedure. None: not known.

    `ventana`: its entry in the calendar; `dichas`: whether the student says that it is open; `ahora`: an aware
    America/Lima datetime, without which a `ventana` tells nothing.
    """

    ventana: Ventana | None = None
    dichas: bool | None = None
    ahora: datetime | None = None


def deudas_sabidas(registradas: tuple[str, ...] | None, dicha: bool | None) -> tuple[str, ...] | None:
    """What is owed: the record's debts, unless the student says otherwise. Empty: nothing; None: not known."""
    if dicha is None:
        return registradas
    return (registradas or _LA_QUE_SE_DICE) if dicha else ()


def avisa_si_el_expediente_dice_otra_cosa(
    cuenta: Comprobaciones, registradas: tuple[str, ...] | None, dicha: bool | None
) -> None:
    """The student's word wins, but a debt, hold or sanction that is still on record may stop the procedure."""
    cuenta.avisos += salvedad_del_expediente(registradas, dicha)


def salvedad_del_expediente(registradas: tuple[str, ...] | None, dicha: bool | None) -> tuple[str, ...]:
    """The notice that what the student denies is still on record; empty when it is not."""
    if not registradas or dicha is not False:
        return ()
    return (
        f"Tu expediente dice otra cosa: todavía figura {lista(registradas)}. Si ya lo resolviste, confirma en "
        "Secretaría Académica que lo actualizaron.",
    )


def exige_sin_deudas(cuenta: Comprobaciones, registradas: tuple[str, ...] | None, dicha: bool | None) -> None:
    """Art. 2 i: no overdue or administrative debt, for whatever carries a fee. Asks for `tiene_deuda`."""
    deudas = deudas_sabidas(registradas, dicha)
    condicion = Condicion(
        REGLA_DEUDA, DEUDA, cumple="no tienes deudas vencidas ni administrativas",
        incumple=f"debes: {lista(deudas or ())}", motivo=f"tienes deuda pendiente ({lista(deudas or ())})",
        duda="si tienes alguna deuda vencida o administrativa", campo="tiene_deuda",
        remedio="Regulariza tu deuda antes de que cierre el plazo del trámite.",
    )  # fmt: skip
    cuenta.exige(condicion, None if deudas is None else not deudas)
    avisa_si_el_expediente_dice_otra_cosa(cuenta, registradas, dicha)
    if registradas is not None and dicha is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)


def en_fecha(fechas: Fechas) -> bool | None:
    """Whether the dates are open: the calendar tells, or else the student; None when neither does."""
    if fechas.ventana is None or fechas.ahora is None:
        return fechas.dichas
    return fechas.ventana.inicio <= fechas.ahora <= fechas.ventana.fin


def deja_lo_que_decide(cuenta: Comprobaciones, en_contra: Collection[str] = ()) -> None:
    """Of the facts that may have changed, keep those on which the verdict hangs.

    Once something stands in the way, what is in order decides nothing any more: only `en_contra` does, unless what
    stands in the way cannot be put right.
    """
    if cuenta.motivos:
        cuenta.puede_cambiar = [] if cuenta.impide else [que for que in cuenta.puede_cambiar if que in en_contra]


def exige_en_fechas(cuenta: Comprobaciones, fechas: Fechas, regla: str, fuente: Fuente, que: str) -> None:
    """The procedure's dates in the calendar, both moments included; `que` names it (`el retiro de cursos`).

    Asks for `en_fechas` when neither the calendar nor the student tells.
    """
    ventana, ahora = fechas.ventana, fechas.ahora
    if ventana is None or ahora is None:
        condicion = Condicion(
            regla, fuente, cumple="dices que estás en fecha", incumple="dices que no estás en fecha",
            motivo=f"estás fuera de las fechas para {que}", campo="en_fechas",
            duda=f"si estás en las fechas para {que}",
            remedio="Revisa en el calendario académico de tu modalidad, en la web, si las fechas todavía no abren.",
        )  # fmt: skip
        cuenta.exige(condicion, en_fecha(fechas))
        return
    desde, hasta = momento(ventana.inicio), momento(ventana.fin)
    condicion = Condicion(
        regla, fuente, cumple=f"el plazo va del {desde} al {hasta}", incumple=f"el plazo va del {desde} al {hasta}",
        motivo=f"el plazo para {que} cerró el {hasta}" if ahora > ventana.fin else f"el plazo abre recién el {desde}",
        duda="", remedio="" if ahora > ventana.fin else f"Hazlo entre el {desde} y el {hasta}.",
    )  # fmt: skip
    cuenta.exige(condicion, en_fecha(fechas))
    if ventana.inicio <= ahora <= ventana.fin:
        cuenta.siguiente.append(f"Hazlo hasta el {hasta}: {Plazo(ventana.fin).resta(ahora)}.")


def exige_en_fechas_de_cada_periodo(
    cuenta: Comprobaciones, fechas: Fechas, regla: str, fuente: Fuente, que: str
) -> None:
    """The same for what can be asked for again in another period: dates that are over only put it off."""
    antes = len(cuenta.impide)
    exige_en_fechas(cuenta, fechas, regla, fuente, que)
    if len(cuenta.impide) > antes:
        cuenta.bloquea.append(cuenta.impide.pop())
        cuenta.siguiente.append("Espera las fechas del próximo periodo en el calendario académico.")
