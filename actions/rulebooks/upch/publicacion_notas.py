"""By when the grades of a UPCH course have to be published (Art. 126, 132)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Veredicto
from actions.rulebooks.formato import dia, momento
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import Plazo, en_dias_calendario, en_horas
from actions.rulebooks.upch.cursos_comun import inicio, no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible

CALCULO = "publicacion_notas"


@dataclass(frozen=True)
class HechosPublicacionNotas:
    """When the evaluation was taken. None means "not known"; moments are aware (America/Lima).

    `fin_sustitutorios`: when the course's activities and sustitutorios ended (for the final grade).
    """

    curso: str | None = None
    fecha_evaluacion: date | None = None
    fin_sustitutorios: datetime | None = None
    ahora: datetime | None = None


def publicacion_notas(hechos: HechosPublicacionNotas, parametros: Parametros) -> Dictamen:
    """SI when the grade should be published by now, NO while there is still time; without `ahora` the last day.

    `valor` (with a VALOR only): days (evaluation) or hours (final grade) of the term. Source: UPCH Art. 126, 132.
    """
    imposible = fecha_imposible(hechos.fecha_evaluacion, hechos.fin_sustitutorios)
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    dias, horas = parametros.entero("dias_publicacion"), parametros.entero("horas_publicacion_final")
    cuenta = Cuenta()
    if hechos.fin_sustitutorios is not None:
        plazo = en_horas(hechos.fin_sustitutorios, horas)
        hecho = f"terminaron el {momento(hechos.fin_sustitutorios)}"
        regla = f"La nota final sale en las {horas} horas de terminados actividades y sustitutorios"
        return _segun(cuenta, hechos, plazo, horas, (regla, hecho), parametros.fuente("horas_publicacion_final"))
    regla = f"La nota de una evaluación sale en los {dias} días calendario siguientes"
    fuente = parametros.fuente("dias_publicacion")
    if hechos.fecha_evaluacion is None:
        cuenta.paso(regla, "no sé qué día fue", f"cuenta {dias} días seguidos", fuente)
        cuenta.paso(
            f"La nota final sale en las {horas} horas de terminados actividades y sustitutorios",
            "no sé cuándo terminaron",
            f"cuenta {horas} horas",
            parametros.fuente("horas_publicacion_final"),
        )
        cuenta.ignora("qué día fue la evaluación", "fecha_evaluacion")
        resumen = (
            f"{inicio(hechos.curso)}La nota de una evaluación se publica en {dias} días calendario; la final, en "
            f"{horas} horas desde que terminan las actividades y los sustitutorios."
        )
        return cuenta.dictamen(CALCULO, resumen)
    plazo = en_dias_calendario(hechos.fecha_evaluacion, dias)
    return _segun(cuenta, hechos, plazo, dias, (regla, f"fue el {dia(hechos.fecha_evaluacion)}"), fuente)


def _segun(
    cuenta: Cuenta, hechos: HechosPublicacionNotas, plazo: Plazo, valor: int, paso: tuple[str, str], fuente: Fuente
) -> Dictamen:
    cuenta.paso(*paso, f"a más tardar el {plazo.texto}", fuente)
    nombre = inicio(hechos.curso)
    if hechos.ahora is None:
        resumen = f"{nombre}La nota debe salir a más tardar el {plazo.texto}."
        return cuenta.dictamen(CALCULO, resumen, Veredicto.VALOR, Decimal(valor))
    if plazo.vencido(hechos.ahora):
        cuenta.siguiente.append("Pregúntale al coordinador del curso: es el responsable de publicar las notas.")
        cuenta.avisos.append("Si no has respondido la encuesta docente, el EVD no te muestra tus notas (Art. 80).")
        resumen = f"{nombre}Sí, la nota ya debería estar publicada: el plazo terminó el {plazo.texto}."
        return cuenta.dictamen(CALCULO, resumen, Veredicto.SI)
    resumen = f"{nombre}Todavía hay plazo: la nota debe salir a más tardar el {plazo.texto}."
    return cuenta.dictamen(CALCULO, resumen, Veredicto.NO)
