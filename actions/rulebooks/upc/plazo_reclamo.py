"""Until when a UPC student may have a grade corrected that was typed wrongly (num. 2.6.2 f)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.formato import dia
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_dias_calendario
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

CALCULO = "plazo_reclamo"
_UNA_VEZ = lugar("2.6.2 e")


@dataclass(frozen=True)
class HechosPlazoReclamo:
    """When a grade was entered in the system. None means "not known"; `ahora` is aware (America/Lima)."""

    curso: str | None = None
    evaluacion: str | None = None
    fecha_ingreso: date | None = None
    ahora: datetime | None = None
    modalidad: Modalidad | None = None


def plazo_reclamo(hechos: HechosPlazoReclamo, parametros: Parametros) -> Dictamen:
    """SI while a typing error in a grade can be claimed, NO afterwards: calendar days after it was entered.

    `valor` (with a VALOR only): days of the term. Source: UPC num. 2.6.2 f with 2.6.2 e; the revision of an exam has
    another term (2.6.3 a). A date that cannot be gives a CONTRADICCION.
    """
    imposible = fecha_imposible(hechos.fecha_ingreso, hechos.ahora) or todavia_no(
        "el ingreso de la nota", hechos.fecha_ingreso, hechos.ahora
    )
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    dias = parametros.entero("dias_digitacion")
    horas = parametros.entero("horas_recalificacion")
    fuente = parametros.fuente("dias_digitacion")
    de = f" de {hechos.evaluacion}" if hechos.evaluacion else ""
    regla = f"Un error de digitación se reclama hasta {dias} días calendario después de ingresada la nota"
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    otra = f"Para que revisen la corrección de un examen son {horas} horas desde que te lo entregan (num. 2.6.3 a)."
    if hechos.fecha_ingreso is None:
        cuenta.paso(regla, "no sé qué día la ingresaron", f"son {dias} días calendario", fuente)
        cuenta.ignora("qué día ingresaron la nota en el sistema", "fecha_ingreso")
        cuenta.avisos.append(otra)
        resumen = f"Tienes {dias} días calendario desde que ingresan la nota{de} para pedir que corrijan la digitación."
        return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}")
    plazo = en_dias_calendario(hechos.fecha_ingreso, dias)
    cuenta.paso(regla, f"la ingresaron el {dia(hechos.fecha_ingreso)}", f"hasta el {plazo.texto}", fuente)
    cuenta.paso("Este pedido no cuenta como reclamo de la evaluación", "es un error de digitación",
                "no gasta tu único reclamo", _UNA_VEZ)  # fmt: skip
    if hechos.ahora is None or not plazo.vencido(hechos.ahora):
        cuenta.siguiente.append(
            "Pídelo cuanto antes; el reglamento no dice ante quién: pregunta en Servicios Académicos."
        )
    cuenta.avisos.append(otra)
    para = f"pedir que corrijan un error de digitación en la nota{de}"
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, para, hechos.curso, dias)
