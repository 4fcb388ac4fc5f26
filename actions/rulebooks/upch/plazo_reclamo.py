"""Until when a UPCH student may claim a published grade (Art. 129; Art. 127 for the solution of a written exam)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.formato import dia
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_dias_habiles
from actions.rulebooks.upch.cursos_comun import inicio, no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible, lugar, segun_plazo

CALCULO = "plazo_reclamo"
_SOLUCIONES = lugar("Art. 127")


@dataclass(frozen=True)
class HechosPlazoReclamo:
    """When a grade was published. None means "not known"; `ahora` is aware (America/Lima)."""

    curso: str | None = None
    evaluacion: str | None = None
    fecha_publicacion: date | None = None
    ahora: datetime | None = None


def plazo_reclamo(hechos: HechosPlazoReclamo, parametros: Parametros) -> Dictamen:
    """SI while a published grade can be claimed, NO afterwards; working days after the day of publication.

    `valor` (with a VALOR only): working days of the term. Source: UPCH Art. 129 with 127.
    """
    imposible = fecha_imposible(hechos.fecha_publicacion)
    if not imposible and hechos.fecha_publicacion and hechos.ahora:
        futura = hechos.fecha_publicacion > hechos.ahora.date()
        imposible = "la fecha en que publicaron la nota todavía no llega" if futura else None
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    dias = parametros.entero("dias_reclamo")
    fuente = parametros.fuente("dias_reclamo")
    nota = f"la nota de {hechos.evaluacion}" if hechos.evaluacion else "la nota"
    para = f"para reclamar {nota} ante el coordinador del curso"
    regla = f"Una nota publicada se reclama hasta {dias} días útiles después"
    cuenta = Cuenta()
    otro = (
        f"Si lo que discutes es la solución de un examen escrito, el plazo es de "
        f"{parametros.entero('horas_revision')} horas desde la revisión de resultados (Art. 127)."
    )
    como = "Hazlo por escrito, por tu correo institucional o por el EVD. Si no te dan la razón, apela ante el jefe de "
    como += "departamento (en primer año, ante el Coordinador Académico de la UFBI)."
    if hechos.fecha_publicacion is None:
        cuenta.paso(regla, "no sé qué día salió la nota", "sábados, domingos y feriados no cuentan", fuente)
        cuenta.ignora("qué día publicaron la nota", "fecha_publicacion")
        cuenta.siguiente.append(como)
        cuenta.avisos.append(otro)
        resumen = f"{inicio(hechos.curso)}Tienes {dias} días útiles desde que la publican {para}."
        return cuenta.dictamen(CALCULO, resumen)
    plazo = en_dias_habiles(hechos.fecha_publicacion, dias, parametros.calendario)
    cuenta.paso(regla, f"salió el {dia(hechos.fecha_publicacion)}", f"hasta el {plazo.texto}", fuente)
    cuenta.paso(
        f"Las soluciones de un examen escrito tienen otro plazo: {parametros.entero('horas_revision')} horas",
        "aquí se trata de la nota publicada",
        f"valen los {dias} días útiles",
        _SOLUCIONES,
    )
    if hechos.ahora is not None and plazo.vencido(hechos.ahora):
        cuenta.siguiente.append(
            "Si hay un error en la nota final, avísale al coordinador: puede pedir la corrección hasta "
            f"{parametros.entero('dias_rectificacion_acta')} días útiles después del cierre del registro (Art. 137)."
        )
    else:
        cuenta.siguiente.append(como)
        cuenta.avisos.append(otro)
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, para, dias, hechos.curso)
