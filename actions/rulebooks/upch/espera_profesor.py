"""May UPCH students leave when the teacher does not come (Art. 75, 78)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import cantidad
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, cantidad_imposible, lugar

CALCULO = "espera_profesor"
_RECUPERA = lugar("Art. 78")


@dataclass(frozen=True)
class HechosEsperaProfesor:
    """Minutes after the beginning. None means "not known". `retraso_registrado`: the delegado noted and told it."""

    minutos_de_espera: int | None = None
    retraso_registrado: bool | None = None


def espera_profesor(hechos: HechosEsperaProfesor, parametros: Parametros) -> Dictamen:
    """SI when the tolerance has passed and the delay was noted, NO before, DEPENDE when not known.

    Source: UPCH Art. 75; 78 (the activity is held later).
    """
    problema = cantidad_imposible(hechos.minutos_de_espera)
    if problema:
        return no_cuadra(CALCULO, problema)
    tope, fuente = parametros.entero("minutos_espera_profesor"), parametros.fuente("minutos_espera_profesor")
    espera = cantidad(tope, "minuto")
    cuenta = Cuenta()
    regla = f"La actividad tiene una tolerancia de {espera} para empezar"
    registra = "Pasada la tolerancia, el delegado (o dos representantes) registra el retraso e informa"
    avisar = "Que el delegado, o dos representantes si no está, registre el retraso e informe al coordinador del curso."
    if hechos.minutos_de_espera is not None and hechos.minutos_de_espera <= tope:
        cuenta.paso(regla, f"van {cantidad(hechos.minutos_de_espera, 'minuto')}", "todavía hay que esperar", fuente)
        cuenta.siguiente.append(f"Esperen hasta que pasen los {espera}.")
        return cuenta.dictamen(CALCULO, f"No, todavía no: hay que esperar {espera}.", Veredicto.NO)
    if hechos.minutos_de_espera is None:
        cuenta.paso(regla, "no sé cuánto llevan esperando", f"esperen {espera}", fuente)
        cuenta.ignora("cuántos minutos llevan esperando", "minutos_de_espera")
    else:
        cuenta.paso(regla, f"van {cantidad(hechos.minutos_de_espera, 'minuto')}", "ya pasó", fuente)
    if hechos.retraso_registrado is False:
        cuenta.paso(registra, "nadie lo registró", "háganlo antes de irse", fuente)
        cuenta.pendiente.append("registrar el retraso")
        cuenta.siguiente.append(avisar)
    elif hechos.retraso_registrado is None:
        cuenta.paso(registra, "no sé si lo hicieron", "háganlo antes de irse", fuente)
        cuenta.ignora("si el delegado ya registró el retraso", "retraso_registrado")
        cuenta.siguiente.append(avisar)
    else:
        cuenta.paso(registra, "ya lo registró", "pueden retirarse", fuente)
    cuenta.paso("La actividad que no se dio se recupera", "la programa el coordinador", "con acuerdo del delegado",
                _RECUPERA)  # fmt: skip
    if hechos.minutos_de_espera is not None and hechos.retraso_registrado is False:
        resumen = f"No, todavía no: ya pasaron los {espera}, pero antes de irse hay que registrar el retraso."
        return cuenta.dictamen(CALCULO, resumen, Veredicto.NO)
    if cuenta.veredicto is Veredicto.SI:
        return cuenta.dictamen(CALCULO, f"Sí, pueden retirarse: pasaron los {espera} y el retraso está registrado.")
    return cuenta.dictamen(
        CALCULO, f"Pueden irse si pasaron los {espera} y antes el delegado registró el retraso e informó."
    )
