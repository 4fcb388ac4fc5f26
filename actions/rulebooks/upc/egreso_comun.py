"""Conditions that egreso, thesis and diploma share at UPC (num. 1.1 c-d, 5.1, 5.6)."""

from __future__ import annotations

from actions.rulebooks.dictamen import Fuente
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.upc.comun import TUS_DEUDAS, Condicion, Cuenta, deudas_sabidas, las_que_son

_LAS_QUE_SE_NOMBRAN = 3
SOLO_PARTICIPACION = (
    "Si terminas el programa así, hasta que lo regularices recibes solo una constancia de participación."
)


def exige_malla(cuenta: Cuenta, fuente: Fuente, completa: bool | None, pendientes: tuple[str, ...] | None) -> None:
    """All courses of the curriculum passed; `pendientes` names those missing, where the record does."""
    completa = False if pendientes else completa
    faltan = f" ({_las_que_faltan(pendientes)})" if pendientes else ""
    cuenta.exige(
        Condicion(
            "Hay que haber aprobado toda la malla", fuente, cumple="la completaste",
            incumple=f"todavía no la completas{faltan}", motivo=f"completar la malla{faltan}",
            duda="si aprobaste todas las asignaturas de la malla", campo="malla_completa",
            remedio="Aprueba las asignaturas que te faltan.",
        ),
        completa,
    )  # fmt: skip


def problema_de_malla(completa: bool | None, pendientes: tuple[str, ...] | None) -> str | None:
    """A curriculum said to be complete with courses still missing; None when both hold together."""
    if completa and pendientes:
        return "la malla no puede estar completa con asignaturas pendientes"
    return None


def _las_que_faltan(pendientes: tuple[str, ...]) -> str:
    if len(pendientes) > _LAS_QUE_SE_NOMBRAN:
        return f"te faltan {cantidad(len(pendientes), 'asignatura')}"
    return f"te {'falta' if len(pendientes) == 1 else 'faltan'} {lista(pendientes)}"


def exige_al_dia(cuenta: Cuenta, fuente: Fuente, registradas: tuple[str, ...] | None, dicha: bool | None) -> None:
    """No overdue fee: the record's debts, unless the student says otherwise."""
    deudas = deudas_sabidas(registradas, dicha)
    cuales = las_que_son(deudas)
    cuenta.exige(
        Condicion(
            "Hay que estar al día en las cuotas", fuente, cumple="no debes nada vencido",
            incumple=f"debes cuotas{cuales}", motivo=f"pagar lo vencido{cuales}",
            duda="si tienes alguna cuota vencida", campo="tiene_deuda",
            remedio="Paga las cuotas vencidas.",
        ),
        None if deudas is None else not deudas,
    )  # fmt: skip
    if registradas is not None and dicha is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)


def exige_todo_pagado(
    cuenta: Cuenta, fuente: Fuente, registradas: tuple[str, ...] | None, dicha: bool | None
) -> None:  # fmt: skip
    """No fee that is still to fall due either."""
    deudas = deudas_sabidas(registradas, dicha)
    cuales = las_que_son(deudas)
    cuenta.exige(
        Condicion(
            "No puede quedar ninguna cuota por vencer", fuente, cumple="no te queda ninguna",
            incumple=f"te quedan cuotas por pagar{cuales}", motivo=f"pagar lo que está por vencer{cuales}",
            duda="si te queda alguna cuota por vencer", campo="deuda_por_vencer",
            remedio="Cancela también las cuotas que todavía no vencen.",
        ),
        None if deudas is None else not deudas,
    )  # fmt: skip
    if registradas is not None and dicha is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)


def te_falta(cuenta: Cuenta) -> str:
    """`Todavía no: te falta a y b.`, with what is not known as something to look after."""
    if cuenta.falta:
        cuenta.avisos.append(f"No sé todavía {lista(cuenta.falta)}: revísalo también.")
    return f"Todavía no: te falta {lista(cuenta.motivos)}."
