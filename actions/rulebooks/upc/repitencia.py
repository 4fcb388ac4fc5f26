"""May a UPC student take a failed course again (num. 2.2.9, 2.1.6, 2.2.16, 2.1.3, 3.4.1 b)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from actions.rulebooks.dictamen import Dictamen, Fuente, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import AVISO_SUPLEMENTARIO, AVISO_TALLERES, Cuenta, Modalidad, en_linea, inicio, lugar
from actions.rulebooks.upc.comun import no_cuadra as _no_cuadra
from actions.rulebooks.upc.desaprobadas import (
    Consecuencia,
    consecuencia,
    fuente_de_la_baja,
    no_sabe,
    por_que_baja,
    problema_de_veces,
)

CALCULO = "repitencia"


class MotivoRepitencia(Enum):
    """Why a course has to be taken again."""

    DESAPROBADA = "desaprobada"
    DPI = "dpi"
    TALLER = "taller"
    RETIRO = "retiro"


_FUENTES: dict[MotivoRepitencia | None, Fuente] = {
    MotivoRepitencia.DESAPROBADA: lugar("2.2.9"),
    MotivoRepitencia.DPI: lugar("2.1.6"),
    MotivoRepitencia.TALLER: lugar("2.2.16"),
    MotivoRepitencia.RETIRO: lugar("2.1.3"),
    None: lugar("2.2.9"),
}


@dataclass(frozen=True)
class HechosRepitencia:
    """A course that was not passed. None means "not known".

    `motivo_repitencia`: failed after its suplementario, DPI, a Taller, or left by retiro extraordinario. `vez`: for
    which time it was taken (1 the first); `otras_desaprobadas`: other failed courses.
    """

    curso: str | None = None
    motivo_repitencia: MotivoRepitencia | None = None
    vez: int | None = None
    otras_desaprobadas: int | None = None
    modalidad: Modalidad | None = None


def repitencia(hechos: HechosRepitencia, parametros: Parametros) -> Dictamen:
    """Whether the course can be taken again (SI) or the student is dado de baja (NO).

    Source: UPC num. 2.2.9 and 3.4.1 (only failed course, once), 2.1.6 (DPI), 2.2.16 (Talleres), 2.1.3 (retiro).
    Counts that cannot be give a CONTRADICCION.
    """
    imposible = problema_de_veces(hechos.otras_desaprobadas, hechos.vez)
    if imposible:
        return _no_cuadra(CALCULO, imposible, hechos.curso)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    if hechos.motivo_repitencia is MotivoRepitencia.RETIRO:
        return _tras_retiro(hechos, cuenta)
    if hechos.motivo_repitencia is MotivoRepitencia.TALLER:
        return _taller(hechos, cuenta, parametros)
    return _desaprobada(hechos, cuenta, parametros)


def _tras_retiro(hechos: HechosRepitencia, cuenta: Cuenta) -> Dictamen:
    cuenta.paso("La asignatura de un retiro extraordinario se cursa otra vez", "te retiraste de ella",
                "con otra promoción o en un programa donde sea equivalente", lugar("2.1.3"))  # fmt: skip
    cuenta.paso("Al cursarla de nuevo no se registra la nota nueva", "te retiraste de ella",
                "figura «nota convalidada»", lugar("2.1.5"))  # fmt: skip
    cuenta.avisos.append("El reglamento no dice si el retiro cuenta como una de las dos veces que puedes cursarla.")
    resumen = "Sí: después de un retiro extraordinario vuelves a cursar la asignatura, y no cuenta como desaprobada."
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.SI)


def _taller(hechos: HechosRepitencia, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    """A Taller is taken again; whether it counts towards the baja the text does not say (2.2.16)."""
    cuenta.paso("Un Taller que no se aprueba se cursa de nuevo, pagando los derechos", "es un Taller",
                "lo vuelves a llevar", lugar("2.2.16"))  # fmt: skip
    cuenta.avisos.append(AVISO_TALLERES)
    cuenta.siguiente.append(
        "Paga los derechos administrativos y vuelve a llevar el Taller, con el 100 % de asistencia."
    )
    if consecuencia(hechos.otras_desaprobadas, hechos.vez, parametros) is Consecuencia.BAJA:
        cuenta.paso("Con dos desaprobadas, o a la segunda vez, hay baja", "el texto no aclara si vale para un Taller",
                    "lo decide el Director del Programa", lugar("6.1"))  # fmt: skip
        cuenta.falta.append("lo que decida el Director del Programa")
        resumen = "Un Taller se vuelve a cursar pagando los derechos, pero en tu caso el texto no aclara si hay baja."
        return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.DEPENDE)
    resumen = "Sí: el Taller que no apruebas se cursa de nuevo, pagando los derechos administrativos."
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.SI)


def _desaprobada(hechos: HechosRepitencia, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    que = consecuencia(hechos.otras_desaprobadas, hechos.vez, parametros)
    fuente = _FUENTES[hechos.motivo_repitencia]
    regla = "Se cursa otra vez, pagando los derechos, solo si es la única desaprobada y la primera vez"
    cabeza = inicio(hechos.curso)
    cuenta.avisos.append(AVISO_SUPLEMENTARIO)
    if que is Consecuencia.BAJA and hechos.motivo_repitencia is not None:
        porque = por_que_baja(hechos.otras_desaprobadas, hechos.vez, parametros)
        cuenta.paso(regla, porque, "no cumples", fuente)
        cuenta.paso("Quien no puede repetirla es dado de baja", porque, "baja",
                    fuente_de_la_baja(hechos.vez, parametros))  # fmt: skip
        cuenta.siguiente.append("Habla cuanto antes con el Director del Programa.")
        return cuenta.dictamen(
            CALCULO, f"{cabeza}No puedes volver a cursarla, te dan de baja: {porque}.", veredicto=Veredicto.NO
        )
    if que is Consecuencia.REPITE:
        cuenta.paso(regla, "es la única y la primera vez", "cumples", fuente)
        cuenta.siguiente.append("Paga los derechos administrativos antes de volver a cursarla.")
        resumen = (
            "Sí, puedes cursarla otra vez, pagando los derechos. Si no la apruebas esta segunda vez, te dan de baja."
        )
        return cuenta.dictamen(CALCULO, f"{cabeza}{resumen}", veredicto=Veredicto.SI)
    cuenta.paso(regla, "falta saber tu caso", "si no, es la baja", fuente)
    if hechos.motivo_repitencia is None and que is Consecuencia.BAJA:
        cuenta.ignora("por qué tienes que repetirla", "motivo_repitencia")
    elif que is Consecuencia.NO_SE_SABE:
        if hechos.motivo_repitencia is None:
            cuenta.ignora("por qué tienes que repetirla", "motivo_repitencia")
        for duda, campo in no_sabe(hechos.otras_desaprobadas, hechos.vez):
            cuenta.ignora(duda, campo)
    resumen = (
        "Una asignatura desaprobada se cursa otra vez solo si es la única y la primera vez; si no, te dan de baja. "
        f"Falta saber {cuenta.lo_que_falta()}."
    )
    return cuenta.dictamen(CALCULO, f"{cabeza}{resumen}", veredicto=Veredicto.DEPENDE)
