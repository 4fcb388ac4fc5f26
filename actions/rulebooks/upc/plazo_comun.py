"""How the verdict about a deadline reads at UPC."""

from __future__ import annotations

from datetime import datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.plazos import Plazo
from actions.rulebooks.upc.comun import Cuenta, inicio


def segun_plazo(
    cuenta: Cuenta, calculo: str, plazo: Plazo, ahora: datetime | None, para: str, curso: str | None, cuanto: int
) -> Dictamen:  # fmt: skip
    """SI while the deadline is open, NO afterwards, VALOR (`cuanto`: its length) when the present is not known.

    `para`: what it is for (`pedir la revisión`).
    """
    if ahora is None:
        resumen = f"{inicio(curso)}Tienes hasta el {plazo.texto} para {para}."
        return cuenta.dictamen(calculo, resumen, veredicto=Veredicto.VALOR, valor=cuanto)
    if plazo.vencido(ahora):
        resumen = f"{inicio(curso)}Ya no: el plazo para {para} terminó el {plazo.texto} ({plazo.resta(ahora)})."
        return cuenta.dictamen(calculo, resumen, veredicto=Veredicto.NO)
    resumen = f"{inicio(curso)}Estás a tiempo: tienes hasta el {plazo.texto} para {para} ({plazo.resta(ahora)})."
    return cuenta.dictamen(calculo, resumen, veredicto=Veredicto.SI)
