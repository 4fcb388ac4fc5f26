"""How many credits of a UPC programme may be exonerated (num. 4.5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Cuenta, Modalidad, en_linea, no_cuadra
from actions.rulebooks.upc.exoneracion import tope_de_exoneracion
from actions.rulebooks.upc.tope_creditos import Creditos, problema, solo_el_tope

CALCULO = "exoneracion_tope"


@dataclass(frozen=True)
class HechosExoneracionTope:
    """Credits of the programme, exonerated so far and of a request. None means "not known"."""

    creditos_plan: int | None = None
    creditos_exonerados: Decimal | None = None
    creditos_por_exonerar: Decimal | None = None
    modalidad: Modalidad | None = None


def exoneracion_tope(hechos: HechosExoneracionTope, parametros: Parametros) -> Dictamen:
    """How many credits may be exonerated (VALOR), or whether those asked for fit (SI, NO).

    `valor`: the credits left; all that the limit allows while those used are not known. Source: UPC num. 4.5.5.
    Credits that cannot be give a CONTRADICCION.
    """
    creditos = Creditos(hechos.creditos_plan, hechos.creditos_exonerados, hechos.creditos_por_exonerar)
    imposible = problema(creditos, "exonerados")
    if imposible:
        return no_cuadra(CALCULO, imposible)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    return solo_el_tope(CALCULO, creditos, tope_de_exoneracion(parametros), cuenta)
