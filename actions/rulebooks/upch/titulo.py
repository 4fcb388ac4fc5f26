"""What a UPCH student still needs for the professional title (Art. 158)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.tramites_comun import Cuenta, lugar

CALCULO = "titulo"
_TITULO = lugar("Art. 158")


@dataclass(frozen=True)
class HechosTitulo:
    """What Art. 158 asks about. None means "not known".

    `bachiller_upch`: the bachelor's degree was obtained at UPCH; `tesis_o_suficiencia`: the thesis or the work of
    professional sufficiency was passed.
    """

    bachiller_upch: bool | None = None
    tesis_o_suficiencia: bool | None = None


def titulo(hechos: HechosTitulo, _parametros: Parametros) -> Dictamen:
    """SI when both requirements are met, NO with what is missing, DEPENDE when not known. Source: UPCH Art. 158."""
    cuenta = Cuenta()
    regla = "El título pide el grado de bachiller obtenido en la UPCH"
    if hechos.bachiller_upch is None:
        cuenta.paso(regla, "no sé si lo tienes", "es obligatorio", _TITULO)
        cuenta.ignora("si tienes el grado de bachiller de la UPCH", "bachiller_upch")
    elif hechos.bachiller_upch:
        cuenta.paso(regla, "lo tienes", "cumples", _TITULO)
    else:
        cuenta.paso(regla, "no lo tienes", "te falta", _TITULO)
        cuenta.impide.append("el grado de bachiller de la UPCH")
        cuenta.siguiente.append("Revisa primero qué te falta para el bachiller.")
    regla = "El título pide aprobar una tesis o un trabajo de suficiencia profesional"
    if hechos.tesis_o_suficiencia is None:
        cuenta.paso(regla, "no sé si lo aprobaste", "basta uno de los dos", _TITULO)
        cuenta.ignora("si aprobaste la tesis o el trabajo de suficiencia profesional", "tesis_o_suficiencia")
    elif hechos.tesis_o_suficiencia:
        cuenta.paso(regla, "lo aprobaste", "cumples", _TITULO)
    else:
        cuenta.paso(regla, "todavía no lo apruebas", "te falta", _TITULO)
        cuenta.impide.append("aprobar la tesis o el trabajo de suficiencia profesional")
        cuenta.siguiente.append("La sustentación puede ser presencial o virtual, según las normas de tu facultad.")
    if cuenta.veredicto is Veredicto.NO:
        return cuenta.dictamen(CALCULO, f"Todavía no: para el título te falta {lista(cuenta.impide)}.")
    if cuenta.veredicto is Veredicto.SI:
        return cuenta.dictamen(CALCULO, "Sí, cumples lo que se pide para el título profesional.")
    resumen = (
        "Para el título necesitas el bachiller de la UPCH y haber aprobado una tesis o un trabajo de suficiencia "
        f"profesional; aún no sé {lista(cuenta.falta)}."
    )
    return cuenta.dictamen(CALCULO, resumen)
