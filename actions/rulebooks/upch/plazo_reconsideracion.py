"""Until when a UPCH student may ask for the reasonable adjustments to be reconsidered (Art. 42F, 42G)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import dia
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_dias_habiles
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible, lugar, segun_plazo

CALCULO = "plazo_reconsideracion"
_MATRICULA = lugar("Art. 42G")
_PARA = "para pedir la reconsideración de tus ajustes al Director de Escuela"


@dataclass(frozen=True)
class HechosPlazoReconsideracion:
    """When the plan of adjustments (PIAR) was made known. None means "not known"; `ahora` is aware (America/Lima).

    `matriculado_con_ajustes`: the student is enrolled in the period to which the adjustments belong.
    """

    fecha_piar: date | None = None
    matriculado_con_ajustes: bool | None = None
    ahora: datetime | None = None


def plazo_reconsideracion(hechos: HechosPlazoReconsideracion, parametros: Parametros) -> Dictamen:
    """SI while a reconsideration can be asked for, NO afterwards, DEPENDE once the adjustments were accepted.

    `valor` (with a VALOR only): working days of the term. Source: UPCH Art. 42F (working days), 42G (enrolment).
    """
    imposible = fecha_imposible(hechos.fecha_piar)
    if imposible:
        return no_cuadra(CALCULO, imposible)
    dias = parametros.entero("dias_reconsideracion")
    fuente = parametros.fuente("dias_reconsideracion")
    regla = f"La reconsideración de los ajustes se pide en un máximo de {dias} días útiles"
    cuenta = Cuenta()
    cuenta.avisos.append(
        "El artículo no dice desde cuándo se cuentan los días; aquí van desde el día siguiente a conocer tu plan "
        "(PIAR). Si hay desacuerdo, decide tu facultad."
    )
    cuenta.siguiente.append("Presenta la reconsideración al Director de Escuela, por escrito y antes de matricularte.")
    if hechos.fecha_piar is None:
        cuenta.paso(regla, "no sé qué día te dieron a conocer el plan", "no cuentan sábados ni feriados", fuente)
        cuenta.ignora("qué día te dieron a conocer tu plan de ajustes (PIAR)", "fecha_piar")
        resumen = f"Tienes hasta {dias} días útiles, desde que conoces tu plan de ajustes, {_PARA}."
        return cuenta.dictamen(CALCULO, resumen)
    plazo = en_dias_habiles(hechos.fecha_piar, dias, parametros.calendario)
    cuenta.paso(regla, f"conociste tu plan el {dia(hechos.fecha_piar)}", f"hasta el {plazo.texto}", fuente)
    if hechos.ahora is not None and plazo.vencido(hechos.ahora):
        cuenta.siguiente[:] = ["Pide otros ajustes para el siguiente periodo, antes de que empiece."]
        return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, dias)
    regla_matricula = "Matricularse es aceptar los ajustes de ese periodo"
    if hechos.matriculado_con_ajustes is False:
        cuenta.paso(regla_matricula, "todavía no te matriculas", "no los has aceptado", _MATRICULA)
        return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, dias)
    if hechos.matriculado_con_ajustes is None:
        cuenta.paso(regla_matricula, "no sé si ya te matriculaste", "si lo hiciste, ya los aceptaste", _MATRICULA)
        cuenta.ignora("si ya te matriculaste en el periodo de esos ajustes", "matriculado_con_ajustes")
        resumen = f"Por la fecha puedes: tienes hasta el {plazo.texto} {_PARA}, si todavía no te matriculas."
    else:
        cuenta.paso(regla_matricula, "ya te matriculaste", "los ajustes figuran aceptados", _MATRICULA)
        cuenta.falta.append("si tu escuela admite la reconsideración después de matricularte")
        cuenta.siguiente[:] = ["Preséntala igual dentro del plazo: la resuelve el Director de Escuela."]
        resumen = (
            f"Depende: el plazo llega hasta el {plazo.texto}, pero al matricularte aceptaste los ajustes y el "
            "reglamento no dice si después aún se pueden reconsiderar."
        )
    return cuenta.dictamen(CALCULO, resumen, Veredicto.DEPENDE)
