"""May a UPC student defend the thesis (num. 1.1 c, 5.1 d)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Cuenta, Modalidad, en_linea, lugar, no_cuadra
from actions.rulebooks.upc.egreso_comun import exige_al_dia, exige_malla, problema_de_malla, te_falta

CALCULO = "tesis"
_MALLA = lugar("1.1 c")
_CUOTAS = lugar("5.1 d")


@dataclass(frozen=True)
class HechosTesis:
    """Who wants to defend the thesis. None means "not known".

    `malla_completa`: all courses passed; `pendientes`: those missing, by name. `deudas`: what the record says is
    overdue (empty: nothing); `tiene_deuda`: what the student says.
    """

    malla_completa: bool | None = None
    pendientes: tuple[str, ...] | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    modalidad: Modalidad | None = None


def tesis(hechos: HechosTesis, _parametros: Parametros) -> Dictamen:
    """Whether the thesis can be defended (SI) or what is missing (NO). Source: UPC num. 1.1 c, 5.1 d.

    A complete curriculum with courses missing gives a CONTRADICCION.
    """
    imposible = problema_de_malla(hechos.malla_completa, hechos.pendientes)
    if imposible:
        return no_cuadra(CALCULO, imposible)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    exige_malla(cuenta, _MALLA, hechos.malla_completa, hechos.pendientes)
    exige_al_dia(cuenta, _CUOTAS, hechos.deudas, hechos.tiene_deuda)
    cuenta.avisos += [
        "Las cuotas que todavía no vencen no te impiden sustentar; sí la constancia de egresado y el diploma.",
        "Cómo se prepara y se presenta la tesis lo dice otro reglamento (num. 1.1 c).",
    ]
    if cuenta.veredicto is Veredicto.NO:
        return cuenta.dictamen(CALCULO, te_falta(cuenta))
    if cuenta.falta:
        resumen = f"Se sustenta con toda la malla aprobada y sin cuotas vencidas; falta saber {cuenta.lo_que_falta()}."
        return cuenta.dictamen(CALCULO, resumen)
    return cuenta.dictamen(CALCULO, "Sí, puedes sustentar: completaste la malla y estás al día en tus cuotas.")
