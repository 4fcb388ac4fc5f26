"""Until when the final grade of a UPCH course may be corrected in the record (Art. 137, 144)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.formato import dia
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_dias_habiles
from actions.rulebooks.upch.cursos_comun import inicio, no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, fecha_imposible, lugar, segun_plazo

CALCULO = "plazo_acta"
_CERRADO = lugar("Art. 144")


@dataclass(frozen=True)
class HechosPlazoActa:
    """When the system closed for final grades. None means "not known"; `ahora` is aware (America/Lima)."""

    curso: str | None = None
    cierre_registro: date | None = None
    ahora: datetime | None = None


def plazo_acta(hechos: HechosPlazoActa, parametros: Parametros) -> Dictamen:
    """SI while the coordinator can ask for a correction, NO afterwards; working days after the register closed.

    `valor` (with a VALOR only): working days of the term. Source: UPCH Art. 137 and 144.
    """
    imposible = fecha_imposible(hechos.cierre_registro)
    if imposible:
        return no_cuadra(CALCULO, imposible, hechos.curso)
    dias = parametros.entero("dias_rectificacion_acta")
    fuente = parametros.fuente("dias_rectificacion_acta")
    para = "para que el coordinador del curso pida corregir tu nota final"
    regla = f"El coordinador pide correcciones hasta {dias} días útiles después del cierre del registro"
    cuenta = Cuenta()
    avisa = "Avísale cuanto antes al coordinador del curso: la corrección la pide él, por escrito y con vistos buenos."
    if hechos.cierre_registro is None:
        cuenta.paso(regla, "no sé qué día cerró el registro", "sábados, domingos y feriados no cuentan", fuente)
        cuenta.ignora("qué día cerró el registro de notas finales", "cierre_registro")
        cuenta.siguiente.append(avisa)
        resumen = (
            f"{inicio(hechos.curso)}Hay {dias} días útiles, desde que cierra el registro de notas finales, {para}."
        )
        return cuenta.dictamen(CALCULO, resumen)
    plazo = en_dias_habiles(hechos.cierre_registro, dias, parametros.calendario)
    cuenta.paso(regla, f"cerró el {dia(hechos.cierre_registro)}", f"hasta el {plazo.texto}", fuente)
    if hechos.ahora is not None and plazo.vencido(hechos.ahora):
        cuenta.paso("Pasados los plazos no se corrigen actas", "el plazo venció", "ya no se corrige", _CERRADO)
    else:
        cuenta.siguiente.append(avisa)
    return segun_plazo(cuenta, CALCULO, plazo, hechos.ahora, para, dias, hechos.curso)
