"""Until when a UPC teacher has to give back a claim about a grade (num. 2.6.3 b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
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

CALCULO = "plazo_respuesta"
_SIN_EL_PROFESOR = lugar("2.6.2 d")


@dataclass(frozen=True)
class HechosPlazoRespuesta:
    """When a claim was sent on to the teacher. None means "not known"; moments are aware (America/Lima)."""

    curso: str | None = None
    momento_remision: datetime | None = None
    ahora: datetime | None = None
    modalidad: Modalidad | None = None


def plazo_respuesta(hechos: HechosPlazoRespuesta, parametros: Parametros) -> Dictamen:
    """Until when the teacher has to answer (VALOR, hours of the term); DEPENDE while its start is not known.

    Source: UPC num. 2.6.3 b with 2.6.2 d. A date that cannot be gives a CONTRADICCION.
    """
    imposible = fecha_imposible(hechos.momento_remision, hechos.ahora) or todavia_no(
        "la remisión al profesor", hechos.momento_remision, hechos.ahora
    )
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    horas = parametros.entero("horas_respuesta_reclamo")
    fuente = parametros.fuente("horas_respuesta_reclamo")
    regla = f"El profesor devuelve el reclamo dentro de las {horas} horas de que se lo remiten"
    cabeza = inicio(hechos.curso)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    cuenta.siguiente.append("Espera la decisión de Servicios Académicos, que es quien te la comunica.")
    cuenta.avisos.append("El reglamento no dice qué pasa si el profesor se demora más.")
    if hechos.momento_remision is None:
        cuenta.paso(regla, "no sé cuándo se lo remitieron", f"son {horas} horas", fuente)
        cuenta.ignora("cuándo remitieron tu reclamo al profesor", "momento_remision")
        resumen = f"El profesor tiene {horas} horas desde que Servicios Académicos le remite tu reclamo."
        return cuenta.dictamen(CALCULO, f"{cabeza}{resumen}")
    plazo = en_horas(hechos.momento_remision, horas)
    cuenta.paso(regla, f"se lo remitieron el {momento(hechos.momento_remision)}", f"hasta el {plazo.texto}", fuente)
    cuenta.paso("Gestionar la revisión directamente con el profesor la invalida", "espera la respuesta",
                "te la comunica Servicios Académicos", _SIN_EL_PROFESOR)  # fmt: skip
    resumen = f"El profesor tiene hasta el {plazo.texto} para devolver tu reclamo."
    if hechos.ahora is not None and plazo.vencido(hechos.ahora):
        resumen = f"El plazo del profesor terminó el {plazo.texto}: pregunta en Servicios Académicos por la decisión."
    return cuenta.dictamen(CALCULO, f"{cabeza}{resumen}", veredicto=Veredicto.VALOR, valor=horas)
