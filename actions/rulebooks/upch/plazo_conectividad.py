"""Until when a UPCH student may justify a remote evaluation missed for lack of connection (Art. 111A)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import momento
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_horas
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible, segun_plazo

CALCULO = "plazo_conectividad"
_PARA = "para justificar tu problema de conexión ante el coordinador del curso"


@dataclass(frozen=True)
class HechosPlazoConectividad:
    """When the evaluation took place. None means "not known"; moments are aware (America/Lima).

    `momento_evaluacion`: when the evaluation was held; `momento_aceptacion`: when the justification was accepted.
    """

    momento_evaluacion: datetime | None = None
    momento_aceptacion: datetime | None = None
    ahora: datetime | None = None


def plazo_conectividad(hechos: HechosPlazoConectividad, parametros: Parametros) -> Dictamen:
    """SI while the connection problem can be justified (or was accepted), NO afterwards; running hours.

    `valor` (with a VALOR only): hours of the term. Source: UPCH Art. 111A.
    """
    imposible = fecha_imposible(hechos.momento_evaluacion, hechos.momento_aceptacion)
    cuando, aceptada = hechos.momento_evaluacion, hechos.momento_aceptacion
    if not imposible and cuando and aceptada and aceptada < cuando:
        imposible = "la justificación no pudo aceptarse antes de la evaluación"
    if not imposible and hechos.ahora and any(hecho and hecho > hechos.ahora for hecho in (cuando, aceptada)):
        imposible = "dices que ya pasó, pero esa fecha y hora todavía no llegan"
    if imposible:
        return no_cuadra(CALCULO, imposible)
    horas = parametros.entero("horas_conectividad")
    fuente = parametros.fuente("horas_conectividad")
    regla = f"Un problema de conexión se justifica en un máximo de {horas} horas"
    cuenta = Cuenta()
    if hechos.momento_aceptacion is not None:
        plazo = en_horas(hechos.momento_aceptacion, parametros.entero("horas_evaluacion_conectividad"))
        cuenta.paso(
            f"Aceptada la justificación, te la toman en {parametros.entero('horas_evaluacion_conectividad')} horas",
            f"la aceptaron el {momento(hechos.momento_aceptacion)}",
            f"a más tardar el {plazo.texto}",
            parametros.fuente("horas_evaluacion_conectividad"),
        )
        cuenta.paso("No es un examen de rezagados", "te aceptaron la justificación", "sin costo y vale tu nota", fuente)
        resumen = (
            f"Sí, podrás dar la evaluación: el coordinador debe tomártela a más tardar el {plazo.texto}, sin costo."
        )
        if hechos.ahora is not None and plazo.vencido(hechos.ahora):
            resumen = (
                f"Sí, te corresponde dar la evaluación, sin costo; el coordinador debía tomártela a más tardar el "
                f"{plazo.texto}."
            )
            cuenta.siguiente.append(
                "Si no te la tomó, recuérdaselo por escrito y acude a tu jefe de carrera (en primer año, a la "
                "secretaría académica de la UFBI)."
            )
        return cuenta.dictamen(CALCULO, resumen, Veredicto.SI)
    cuenta.avisos.append(
        "El artículo no dice desde qué momento se cuentan las horas; aquí van desde la hora de la evaluación. "
        "Si hay desacuerdo, decide tu facultad."
    )
    siguiente = "Escríbele ya al coordinador del curso por tu correo institucional o por el EVA."
    if hechos.momento_evaluacion is None:
        cuenta.paso(regla, "no sé a qué hora fue la evaluación", f"cuenta {horas} horas seguidas", fuente)
        cuenta.ignora("qué día y a qué hora fue la evaluación", "momento_evaluacion")
        cuenta.siguiente.append(siguiente)
        resumen = f"Tienes {horas} horas, que corren también de noche y en feriados, {_PARA}."
        return cuenta.dictamen(CALCULO, resumen)
    plazo = en_horas(hechos.momento_evaluacion, horas)
    cuenta.paso(regla, f"la evaluación fue el {momento(hechos.momento_evaluacion)}", f"hasta el {plazo.texto}", fuente)
    if hechos.ahora is not None and plazo.vencido(hechos.ahora):
        cuenta.paso("Pasado el plazo no se acepta ninguna justificación", "ya pasó", "pierdes la evaluación", fuente)
        cuenta.siguiente.append("Consulta con tu coordinador o tu facultad: el reglamento no prevé excepciones.")
    else:
        cuenta.siguiente.append(siguiente)
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, horas)
