"""Until when a UPCH student keeps the enrolment to come back (Art. 42H, Disposiciones complementarias)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.formato import cantidad, dia
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_meses
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible, lugar, segun_plazo

CALCULO = "reingreso"
_CONSEJO = lugar("Disposiciones complementarias")
_PARA = "para reincorporarte con tu matrícula vigente"


@dataclass(frozen=True)
class HechosReingreso:
    """Why and when the studies were interrupted. None means "not known"; `ahora` is aware (America/Lima)."""

    interrumpio_por_discapacidad: bool | None = None
    fecha_interrupcion: date | None = None
    ahora: datetime | None = None


def reingreso(hechos: HechosReingreso, parametros: Parametros) -> Dictamen:
    """SI while the enrolment is kept after acquiring a disability, NO afterwards; otherwise it depends on the council.

    `valor` (with a VALOR only): years. Source: UPCH Art. 42H; Disposiciones complementarias (every other case).
    """
    problema = fecha_imposible(hechos.fecha_interrupcion)
    desde = hechos.fecha_interrupcion
    if not problema and desde and hechos.ahora and desde > hechos.ahora.date():
        problema = "la fecha en que dejaste de estudiar todavía no llega"
    if problema:
        return no_cuadra(CALCULO, problema)
    anios, fuente = parametros.entero("anios_matricula_vigente"), parametros.fuente("anios_matricula_vigente")
    cuenta = Cuenta()
    regla = f"Si la interrupción fue por adquirir una discapacidad, la matrícula sigue vigente {cantidad(anios, 'año')}"
    consejo = "La reincorporación se eleva al consejo de facultad"
    if hechos.interrumpio_por_discapacidad is None:
        cuenta.paso(regla, "no sé por qué dejaste de estudiar", "en otro caso no hay plazo escrito", fuente)
        cuenta.paso(consejo, "no sé por qué dejaste de estudiar", "resuelve el consejo", _CONSEJO)
        cuenta.ignora("si dejaste de estudiar por adquirir una discapacidad", "interrumpio_por_discapacidad")
        resumen = (
            f"Tu reincorporación la ve el consejo de facultad y este reglamento no fija un plazo, salvo {anios} años "
            "si dejaste de estudiar por una discapacidad adquirida."
        )
        return cuenta.dictamen(CALCULO, resumen)
    if hechos.interrumpio_por_discapacidad is False:
        cuenta.paso(consejo, "no fue por una discapacidad", "no hay plazo escrito: resuelve el consejo", _CONSEJO)
        cuenta.falta.append("qué resuelve el consejo de facultad")
        cuenta.siguiente.append(
            "Pide la reincorporación en tu facultad: va con un informe de la UFBI u otra instancia."
        )
        resumen = (
            "Depende del consejo de facultad: este reglamento no dice en cuánto tiempo ni con qué requisitos puedes "
            "reincorporarte."
        )
        return cuenta.dictamen(CALCULO, resumen)
    if hechos.fecha_interrupcion is None:
        cuenta.paso(regla, "no sé desde cuándo", f"cuenta {cantidad(anios, 'año')}", fuente)
        cuenta.ignora("qué día dejaste de estudiar", "fecha_interrupcion")
        resumen = f"Tu matrícula sigue vigente hasta {cantidad(anios, 'año')} desde que dejaste de estudiar."
        return cuenta.dictamen(CALCULO, resumen)
    plazo = en_meses(hechos.fecha_interrupcion, 12 * anios)
    cuenta.paso(regla, f"interrumpiste el {dia(hechos.fecha_interrupcion)}", f"hasta el {plazo.texto}", fuente)
    if hechos.ahora is not None and plazo.vencido(hechos.ahora):
        cuenta.paso(consejo, "pasaron los años de vigencia", "resuelve el consejo", _CONSEJO)
        cuenta.siguiente.append(
            "Aun así puedes presentar tu caso: las reincorporaciones las ve el consejo de facultad."
        )
    else:
        cuenta.siguiente.append("Al volver, la comisión especializada determina tus ajustes (PIAR) para ese periodo.")
        cuenta.avisos.append("El artículo no dice desde qué día se cuenta: aquí, desde que dejaste de estudiar.")
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, _PARA, anios)
