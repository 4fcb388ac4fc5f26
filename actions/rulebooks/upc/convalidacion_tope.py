"""How many credits of a UPC programme may be convalidated (num. 4.3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Cuenta, Modalidad, en_linea, no_cuadra
from actions.rulebooks.upc.convalidacion import tope_de_convalidacion
from actions.rulebooks.upc.tope_creditos import Creditos, problema, solo_el_tope

CALCULO = "convalidacion_tope"


@dataclass(frozen=True)
class HechosConvalidacionTope:
    """Credits of the programme, convalidated so far and of a request. None means "not known"."""

    creditos_plan: int | None = None
    creditos_convalidados: Decimal | None = None
    creditos_por_convalidar: Decimal | None = None
    modalidad: Modalidad | None = None


def convalidacion_tope(hechos: HechosConvalidacionTope, parametros: Parametros) -> Dictamen:
    """How many credits may be convalidated (VALOR), or whether those asked for fit (SI, NO).

    `valor`: the credits left; all that the limit allows while those used are not known. Source: UPC num. 4.3.5.
    Credits that cannot be give a CONTRADICCION.
    """
    creditos = Creditos(hechos.creditos_plan, hechos.creditos_convalidados, hechos.creditos_por_convalidar)
    imposible = problema(creditos, "convalidados")
    if imposible:
        return no_cuadra(CALCULO, imposible)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    return solo_el_tope(CALCULO, creditos, tope_de_convalidacion(parametros), cuenta)
