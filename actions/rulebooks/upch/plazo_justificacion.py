"""Until when a UPCH student may hand in the justification of absences, and when it is answered (Art. 84, 85)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen, Fuente, Veredicto
from actions.rulebooks.formato import cantidad, dia
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import Plazo, en_dias_habiles
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible, lugar, segun_plazo

CALCULO = "plazo_justificacion"
_FUERZA_MAYOR, _SALUD = lugar("Art. 84"), lugar("Art. 85")
_PARA = "para entregar los documentos que justifican tus faltas"


@dataclass(frozen=True)
class HechosPlazoJustificacion:
    """When the student came back. None means "not known".

    `fecha_reincorporacion`: the first day back; `por_salud`: illness, otherwise another cause beyond control;
    `fecha_entrega`: when the documents were handed in; `ahora`: aware, America/Lima.
    """

    fecha_reincorporacion: date | None = None
    por_salud: bool | None = None
    fecha_entrega: date | None = None
    ahora: datetime | None = None


def plazo_justificacion(hechos: HechosPlazoJustificacion, parametros: Parametros) -> Dictamen:
    """SI while the documents can be handed in (or were in time), NO afterwards; without `ahora` the last day.

    `valor` (with a VALOR only): working days of the term. Source: UPCH Art. 84 (causes beyond control), 85 (health).
    """
    imposible = fecha_imposible(hechos.fecha_reincorporacion, hechos.fecha_entrega)
    if not imposible and _futura(hechos.fecha_entrega, hechos.ahora):
        imposible = "la fecha en que entregaste los documentos todavía no llega"
    if imposible:
        return no_cuadra(CALCULO, imposible)
    dias = parametros.entero("dias_para_justificar")
    cuenta = Cuenta()
    _siguiente(hechos, cuenta)
    if hechos.fecha_reincorporacion is None:
        cuenta.paso(
            f"Las faltas se justifican dentro de los {dias} días hábiles siguientes a volver",
            "no sé qué día volviste",
            f"cuenta {dias} días hábiles desde el día después",
            _fuente(hechos),
        )
        _si_es_por_salud(hechos, cuenta)
        cuenta.ignora("qué día volviste a clases", "fecha_reincorporacion")
        resumen = (
            f"Tienes {dias} días hábiles desde que vuelves a clases {_PARA}: no cuentan sábados, domingos ni feriados."
        )
        return cuenta.dictamen(CALCULO, resumen)
    plazo = en_dias_habiles(hechos.fecha_reincorporacion, dias, parametros.calendario)
    cuenta.paso(
        f"Las faltas se justifican dentro de los {dias} días hábiles siguientes a volver",
        f"{'vuelves' if _futura(hechos.fecha_reincorporacion, hechos.ahora) else 'volviste'} el "
        f"{dia(hechos.fecha_reincorporacion)}",
        f"hasta el {plazo.texto}",
        _fuente(hechos),
    )
    _si_es_por_salud(hechos, cuenta)
    if hechos.fecha_entrega is not None:
        return _entregada(hechos, hechos.fecha_entrega, plazo, cuenta, parametros)
    if hechos.ahora is not None and plazo.vencido(hechos.ahora):
        cuenta.siguiente[:] = ["Pregunta en la secretaría académica de tu facultad (o de la UFBI) si aún cabe algo."]
        cuenta.avisos.append("El reglamento no prevé entregas fuera de este plazo.")
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, dias)


def _entregada(
    hechos: HechosPlazoJustificacion, entrega: date, plazo: Plazo, cuenta: Cuenta, parametros: Parametros
) -> Dictamen:
    cuenta.siguiente.clear()
    if entrega > plazo.fin.date():
        cuenta.avisos.append("El reglamento no prevé entregas fuera de este plazo.")
        resumen = f"La justificación llegó tarde: la entregaste el {dia(entrega)} y el plazo terminó el {plazo.texto}."
        return cuenta.dictamen(CALCULO, resumen, Veredicto.NO)
    respuesta = en_dias_habiles(entrega, parametros.entero("dias_respuesta_justificacion"), parametros.calendario)
    resumen = f"La entregaste a tiempo: el plazo era hasta el {plazo.texto}."
    if hechos.por_salud:
        cuenta.avisos.append("Para las faltas por salud el Art. 85 no dice en cuánto tiempo te contestan a ti.")
    else:
        cuenta.paso(
            f"Te comunican si procede en {cantidad(parametros.entero('dias_respuesta_justificacion'), 'día')} hábiles",
            f"la entregaste el {dia(entrega)}",
            f"a más tardar el {respuesta.texto}",
            _FUERZA_MAYOR,
        )
        resumen += f" Deben decirte si procede a más tardar el {respuesta.texto}."
        cuenta.siguiente.append("Si no la aceptan, puedes apelar ante el decano; lo que él decida es inapelable.")
    cuenta.paso(
        "La decisión se informa a los coordinadores de tus cursos",
        "tu justificación está entregada",
        f"en un máximo de {parametros.entero('dias_aviso_justificacion')} días",
        parametros.fuente("dias_aviso_justificacion") if not hechos.por_salud else _SALUD,
    )
    return cuenta.dictamen(CALCULO, resumen, Veredicto.SI)


def _futura(fecha: date | None, ahora: datetime | None) -> bool:
    return fecha is not None and ahora is not None and fecha > ahora.date()


def _si_es_por_salud(hechos: HechosPlazoJustificacion, cuenta: Cuenta) -> None:
    if hechos.por_salud is None:
        cuenta.paso("Por salud se justifica ante la misma secretaría", "no sé la causa", "el plazo es el mismo", _SALUD)


def _fuente(hechos: HechosPlazoJustificacion) -> Fuente:
    return _SALUD if hechos.por_salud else _FUERZA_MAYOR


def _siguiente(hechos: HechosPlazoJustificacion, cuenta: Cuenta) -> None:
    donde = "en la secretaría académica de tu facultad (en primer año, de la UFBI)"
    if hechos.por_salud is not True:
        cuenta.siguiente.append(f"Entrega los documentos que prueban la causa {donde}.")
    if hechos.por_salud is not False:
        cuenta.siguiente.append(
            f"Si fue por salud: certificado médico o informe del PEMA {donde}, con copia al coordinador del curso "
            "(Art. 85)."
        )
    cuenta.avisos.append("Justificar una falta no la borra: sigue contando para el límite de inasistencias (Art. 86).")
