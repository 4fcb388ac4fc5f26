"""Until when a UPCH student may contest the solution of a written exam (Art. 127)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.formato import momento
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_horas
from actions.rulebooks.upch.cursos_comun import inicio, no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible, segun_plazo

CALCULO = "plazo_revision"
_PARA = "para reclamar por las soluciones del examen escrito"


@dataclass(frozen=True)
class HechosPlazoRevision:
    """When the results were reviewed. None means "not known"; moments are aware (America/Lima)."""

    curso: str | None = None
    momento_revision: datetime | None = None
    ahora: datetime | None = None


def plazo_revision(hechos: HechosPlazoRevision, parametros: Parametros) -> Dictamen:
    """SI while the solution of a written exam can be contested, NO afterwards; running hours.

    `valor` (with a VALOR only): hours of the term. Source: UPCH Art. 127; the published grade has its own (Art. 129).
    """
    imposible = fecha_imposible(hechos.momento_revision)
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    horas = parametros.entero("horas_revision")
    fuente = parametros.fuente("horas_revision")
    regla = f"Las soluciones de un examen escrito se discuten en {horas} horas"
    cuenta = Cuenta()
    cuenta.avisos.append(
        f"El texto no precisa desde cuándo corren las {horas} horas; aquí van desde la revisión de resultados que "
        "programa el sílabo. Si hay desacuerdo, decide tu facultad."
    )
    cuenta.siguiente.append("Preséntalo por escrito al coordinador del curso, mejor el mismo día de la revisión.")
    reclamo = (
        f"Para reclamar la nota publicada hay otro plazo: {parametros.entero('dias_reclamo')} días útiles desde que "
        "sale (Art. 129)."
    )
    if hechos.momento_revision is None:
        cuenta.paso(regla, "no sé cuándo fue la revisión", "cuenta las horas desde que empezó", fuente)
        cuenta.ignora("qué día y a qué hora revisaron los resultados", "momento_revision")
        cuenta.siguiente.append(reclamo)
        resumen = f"{inicio(hechos.curso)}Tienes {horas} horas, desde que se revisan los resultados, {_PARA}."
        return cuenta.dictamen(CALCULO, resumen)
    plazo = en_horas(hechos.momento_revision, horas)
    cuenta.paso(regla, f"la revisión fue el {momento(hechos.momento_revision)}", f"hasta el {plazo.texto}", fuente)
    if hechos.ahora is not None and plazo.vencido(hechos.ahora):
        cuenta.siguiente.clear()
    cuenta.siguiente.append(reclamo)
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, horas, hechos.curso)
