"""May a UPCH student still enter a class that has begun (Art. 82, 83)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import cantidad
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, cantidad_imposible

CALCULO = "tolerancia_ingreso"


@dataclass(frozen=True)
class HechosToleranciaIngreso:
    """Minutes after the beginning of the activity. None means "not known"."""

    minutos_tarde: int | None = None


def tolerancia_ingreso(hechos: HechosToleranciaIngreso, parametros: Parametros) -> Dictamen:
    """SI within the tolerance, NO afterwards. Source: UPCH Art. 82."""
    problema = cantidad_imposible(hechos.minutos_tarde)
    if problema:
        return no_cuadra(CALCULO, problema)
    tope, fuente = parametros.entero("minutos_tolerancia"), parametros.fuente("minutos_tolerancia")
    cuenta = Cuenta()
    regla = f"La tolerancia para entrar a una actividad de teoría o práctica es de {cantidad(tope, 'minuto')}"
    if hechos.minutos_tarde is None:
        cuenta.paso(regla, "no sé cuánto llegas tarde", f"hasta {cantidad(tope, 'minuto')}", fuente)
        cuenta.ignora("con cuántos minutos de retraso llegas", "minutos_tarde")
        return cuenta.dictamen(CALCULO, f"Puedes entrar hasta {cantidad(tope, 'minuto')} después de la hora.")
    hecho = f"llegas {cantidad(hechos.minutos_tarde, 'minuto')} tarde"
    if hechos.minutos_tarde <= tope:
        cuenta.paso(regla, hecho, "puedes entrar", fuente)
        cuenta.avisos.append("Lo que se hizo en esos minutos no se recupera (Art. 82).")
        return cuenta.dictamen(
            CALCULO, f"Sí, puedes entrar: la tolerancia es de {cantidad(tope, 'minuto')}.", Veredicto.SI
        )
    cuenta.paso(regla, hecho, "pasaste la tolerancia", fuente)
    cuenta.avisos.append("El reglamento no dice si el profesor puede dejarte entrar igual ni cómo se registra.")
    resumen = f"No: con {cantidad(hechos.minutos_tarde, 'minuto')} pasas la tolerancia de {tope}."
    return cuenta.dictamen(CALCULO, resumen, Veredicto.NO)
