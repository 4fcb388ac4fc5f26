"""Until when a UPC student may ask for the revision of an exam's grade (num. 2.6.1, 2.6.3 a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.formato import momento
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_horas
from actions.rulebooks.upc.comun import (
    Cuenta,
    Modalidad,
    en_linea,
    fecha_imposible,
    inicio,
    lugar,
    no_cuadra,
    todavia_no,
)
from actions.rulebooks.upc.plazo_comun import segun_plazo

CALCULO = "plazo_recalificacion"
_EN_LA_DEVOLUCION = lugar("2.6.1")
_PARA = "pedir la revisión de la nota"


@dataclass(frozen=True)
class HechosPlazoRecalificacion:
    """When an exam was given back. None means "not known"; moments are aware (America/Lima)."""

    curso: str | None = None
    momento_entrega: datetime | None = None
    ahora: datetime | None = None
    modalidad: Modalidad | None = None


def plazo_recalificacion(hechos: HechosPlazoRecalificacion, parametros: Parametros) -> Dictamen:
    """SI while the revision of an exam's grade can be asked for, NO afterwards: running hours from its return.

    `valor` (with a VALOR only): hours of the term. Source: UPC num. 2.6.3 a with 2.6.1; a slip in typing the grade has
    another term (2.6.2 f). A date that cannot be gives a CONTRADICCION.
    """
    imposible = fecha_imposible(hechos.momento_entrega, hechos.ahora) or todavia_no(
        "la entrega del examen", hechos.momento_entrega, hechos.ahora
    )
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    horas = parametros.entero("horas_recalificacion")
    dias = parametros.entero("dias_digitacion")
    fuente = parametros.fuente("horas_recalificacion")
    regla = f"La revisión de nota se pide dentro de las {horas} horas de la entrega del examen"
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    otra = f"Si fue un error de digitación al ingresar la nota, el plazo es de {dias} días calendario (num. 2.6.2 f)."
    if hechos.momento_entrega is None:
        cuenta.paso(regla, "no sé cuándo te lo entregaron", f"son {horas} horas corridas", fuente)
        cuenta.ignora("qué día y a qué hora te entregaron el examen", "momento_entrega")
        cuenta.siguiente.append(_como())
        cuenta.avisos.append(otra)
        return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}Tienes {horas} horas desde que te entregan el examen.")
    plazo = en_horas(hechos.momento_entrega, horas)
    cuenta.paso(regla, f"te lo entregaron el {momento(hechos.momento_entrega)}", f"hasta el {plazo.texto}", fuente)
    cuenta.paso("La solicitud se presenta al devolverse el examen, con su formato", "en Servicios Académicos",
                "no la dejes para después", _EN_LA_DEVOLUCION)  # fmt: skip
    if hechos.ahora is None or not plazo.vencido(hechos.ahora):
        cuenta.siguiente.append(_como())
    cuenta.avisos.append(otra)
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, hechos.curso, horas)


def _como() -> str:
    return "Preséntala en Servicios Académicos con el formato y el examen; no la gestiones con el profesor."
