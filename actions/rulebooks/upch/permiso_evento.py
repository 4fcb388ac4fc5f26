"""Until when a UPCH student may ask leave of absence for an event (Art. 88, 113)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import dia
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_dias_calendario
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible, lugar, segun_plazo

CALCULO = "permiso_evento"
_REPROGRAMAR = lugar("Art. 113")
_PARA = "para pedir permiso por el evento al decano de tu facultad"


@dataclass(frozen=True)
class HechosPermisoEvento:
    """The first day of absence. None means "not known"; `ahora` is aware (America/Lima).

    `convocatoria_tardia`: the call came so late that the term could not be kept, and that can be shown.
    """

    fecha_evento: date | None = None
    convocatoria_tardia: bool | None = None
    ahora: datetime | None = None


def permiso_evento(hechos: HechosPermisoEvento, parametros: Parametros) -> Dictamen:
    """SI while leave can be asked for in time (or its late call excuses it), NO afterwards.

    `valor` (with a VALOR only): days before the event. Source: UPCH Art. 88 (one week, exception), 113 (exams).
    """
    imposible = fecha_imposible(hechos.fecha_evento)
    if imposible:
        return no_cuadra(CALCULO, imposible)
    dias = parametros.entero("dias_antes_evento")
    fuente = parametros.fuente("dias_antes_evento")
    regla = f"El permiso se pide al menos {dias} días antes de la fecha"
    cuenta = Cuenta()
    cuenta.siguiente.append("Presenta al decano una solicitud escrita con los documentos del evento.")
    cuenta.siguiente.append(
        "Si vas en representación y lo tramitaste antes, pide que reprogramen sin costo las evaluaciones que coincidan "
        "(Art. 113)."
    )
    cuenta.avisos.append("La falta autorizada queda como justificada, pero igual cuenta para el límite (Art. 86).")
    if hechos.fecha_evento is None:
        cuenta.paso(regla, "no sé qué día es el evento", f"cuenta {dias} días hacia atrás", fuente)
        cuenta.ignora("qué día empieza el evento", "fecha_evento")
        return cuenta.dictamen(CALCULO, f"El permiso se pide al decano al menos {dias} días antes del evento.")
    plazo = en_dias_calendario(hechos.fecha_evento, -dias)
    cuenta.paso(regla, f"el evento es el {dia(hechos.fecha_evento)}", f"hasta el {plazo.texto}", fuente)
    if hechos.ahora is None or not plazo.vencido(hechos.ahora):
        cuenta.paso("Lo que coincide con una representación se reprograma", "con trámite previo", "sin costo",
                    _REPROGRAMAR)  # fmt: skip
        return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, dias)
    if hechos.ahora.date() > hechos.fecha_evento:
        cuenta.siguiente[:] = ["Si faltaste por fuerza mayor, mira si aún puedes justificarlo (Art. 84)."]
        resumen = f"Ya no: el evento fue el {dia(hechos.fecha_evento)} y el permiso se pide antes."
        return cuenta.dictamen(CALCULO, resumen, Veredicto.NO)
    tardia = "Se exceptúa el evento convocado tan tarde que no se pudo cumplir, si lo sustentas"
    if hechos.convocatoria_tardia is None:
        cuenta.paso(tardia, "no sé si te convocaron tarde", "puede valer", fuente)
        cuenta.ignora("si la convocatoria llegó tan tarde que no pudiste cumplir, y puedes probarlo",
                      "convocatoria_tardia")  # fmt: skip
        resumen = f"El plazo terminó el {plazo.texto}. Solo puedes si te convocaron tan tarde que no alcanzabas."
        return cuenta.dictamen(CALCULO, resumen)
    if hechos.convocatoria_tardia:
        cuenta.paso(tardia, "la convocatoria llegó tarde y puedes probarlo", "puedes pedirlo igual", fuente)
        resumen = "Sí, puedes pedirlo fuera de plazo: sustenta que la convocatoria no te dejó cumplir la semana."
        return cuenta.dictamen(CALCULO, resumen, Veredicto.SI)
    cuenta.paso(tardia, "no es tu caso", "no aplica", fuente)
    cuenta.siguiente.clear()
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, dias)
