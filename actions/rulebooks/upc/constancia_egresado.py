"""May a UPC student get the constancia de egresado (num. 5.3, 5.1 d, 5.2)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Condicion, Cuenta, Modalidad, en_linea, lugar
from actions.rulebooks.upc.egreso_comun import SOLO_PARTICIPACION, exige_al_dia, exige_todo_pagado, te_falta

CALCULO = "constancia_egresado"
_EGRESADO = lugar("5.3")
_PAGADO = lugar("5.1 d")
_PARTICIPACION = lugar("5.2")


@dataclass(frozen=True)
class HechosConstanciaEgresado:
    """Who asks for the constancia. None means "not known".

    `egresado`: meets num. 5.1. `deudas` and `por_vencer`: what the record says is overdue and still to fall due
    (empty: nothing); `tiene_deuda` and `deuda_por_vencer`: what the student says of them.
    """

    egresado: bool | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    por_vencer: tuple[str, ...] | None = None
    deuda_por_vencer: bool | None = None
    modalidad: Modalidad | None = None


def constancia_egresado(hechos: HechosConstanciaEgresado, _parametros: Parametros) -> Dictamen:
    """Whether the constancia de egresado can be issued (SI) or what is missing (NO).

    Source: UPC num. 5.3, 5.1 d, 5.2.
    """
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    cuenta.exige(
        Condicion(
            "La recibe quien es considerado egresado", _EGRESADO, cumple="lo eres", incumple="todavía no lo eres",
            motivo="cumplir los requisitos de egresado", duda="si cumples los requisitos de egresado", campo="egresado",
            remedio="Pregúntame qué te falta para ser egresado.",
        ),
        hechos.egresado,
    )  # fmt: skip
    exige_al_dia(cuenta, _EGRESADO, hechos.deudas, hechos.tiene_deuda)
    exige_todo_pagado(cuenta, _PAGADO, hechos.por_vencer, hechos.deuda_por_vencer)
    if cuenta.veredicto is Veredicto.NO:
        resumen = te_falta(cuenta)
        if hechos.egresado is False:
            resumen = f"{resumen} {SOLO_PARTICIPACION}"
            cuenta.paso("Hasta regularizarlo se recibe solo una constancia de participación", "no eres egresado",
                        "puedes pedir esa", _PARTICIPACION)  # fmt: skip
        return cuenta.dictamen(CALCULO, resumen)
    if cuenta.falta:
        resumen = "La constancia es para egresados sin ninguna cuota vencida ni por vencer; falta saber "
        return cuenta.dictamen(CALCULO, f"{resumen}{cuenta.lo_que_falta()}.")
    return cuenta.dictamen(CALCULO, "Sí, te corresponde la constancia de egresado.")
