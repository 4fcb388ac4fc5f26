"""May the holder of a joint Máster have the whole UPC programme convalidated (num. 4.4)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Condicion, Cuenta, Modalidad, en_linea, lugar

CALCULO = "convalidacion_programa"
_PROGRAMA = lugar("4.4")


@dataclass(frozen=True)
class HechosConvalidacionPrograma:
    """Titles that the student holds. None means "not known".

    `master_conjunto`: a Máster of an institution that runs joint Máster-DEG programmes with UPC, passed and awarded;
    `bachiller`: the degree of bachiller.
    """

    master_conjunto: bool | None = None
    bachiller: bool | None = None
    modalidad: Modalidad | None = None


def convalidacion_programa(hechos: HechosConvalidacionPrograma, _parametros: Parametros) -> Dictamen:
    """Whether the whole programme can be convalidated to follow the MBA para Máster (SI) or not (NO).

    Source: UPC num. 4.4.
    """
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    cuenta.exige(
        Condicion(
            "Hay que tener el título de Máster del EOI, la Politécnica de Cataluña, el IEDE, Salamanca u otra "
            "institución con programas conjuntos Máster-DEG",
            _PROGRAMA, cumple="lo tienes", incumple="no lo tienes", campo="master_conjunto",
            motivo="no tienes el título de Máster de una institución con programas conjuntos",
            duda="si tienes el título de Máster de una institución con programas conjuntos",
        ),
        hechos.master_conjunto,
    )  # fmt: skip
    cuenta.exige(
        Condicion(
            "Hay que tener el grado de bachiller", _PROGRAMA, cumple="lo tienes", incumple="no lo tienes",
            motivo="no tienes el grado de bachiller", duda="si tienes el grado de bachiller", campo="bachiller",
        ),
        hechos.bachiller,
    )  # fmt: skip
    if cuenta.veredicto is Veredicto.NO:
        return cuenta.dictamen(CALCULO, f"No puedes convalidar todo el programa: {cuenta.motivos[0]}.")
    cuenta.avisos.append("Además se cumplen todos los demás requisitos del reglamento de estudios.")
    if cuenta.falta:
        return cuenta.dictamen(
            CALCULO, "Se convalida todo el programa con un Máster de una institución con programas conjuntos y el "
            f"grado de bachiller; falta saber {cuenta.lo_que_falta()}.",
        )  # fmt: skip
    cuenta.siguiente.append("Plantéalo en la dirección de tu programa: sigues el MBA para Máster.")
    return cuenta.dictamen(
        CALCULO, "Sí, puedes convalidar el programa entero y llevar el MBA para Máster, con el que eres Magíster."
    )
