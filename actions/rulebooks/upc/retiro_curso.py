"""May a UPC student leave one course by retiro extraordinario (num. 3.2, 2.1.3, 2.1.4, with 2.1.6)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Condicion, Cuenta, Modalidad, en_linea, inicio, lugar, negativo, no_cuadra

CALCULO = "retiro_curso"
_SOLICITUD = lugar("3.2")
_POR_ASISTENCIA = lugar("2.1.3")
_DPI = lugar("2.1.6")
_MOTIVO = "El motivo del retiro tiene que ser justificado y grave, a juicio de la Dirección de Servicios Académicos"


@dataclass(frozen=True)
class HechosRetiroCurso:
    """The retiro extraordinario of one course. None means "not known".

    `retiros_extraordinarios`: those used so far, this one apart; `motivo_grave`: there is a justified and grave
    reason; `asistencia_suficiente`: the attendance reaches the minimum (num. 2.1.2).
    """

    curso: str | None = None
    retiros_extraordinarios: int | None = None
    motivo_grave: bool | None = None
    asistencia_suficiente: bool | None = None
    modalidad: Modalidad | None = None


def retiro_curso(hechos: HechosRetiroCurso, parametros: Parametros) -> Dictamen:
    """Whether the retiro extraordinario of a course can be asked for (SI) or not (NO); the Dirección decides on it.

    Source: UPC num. 3.2 (reason, five courses, no appeal), 2.1.3 (asked for when attendance is short), 2.1.4, 2.1.6.
    A negative count gives a CONTRADICCION.
    """
    menos = negativo(("retiros extraordinarios", hechos.retiros_extraordinarios))
    if menos:
        return no_cuadra(CALCULO, menos, hechos.curso)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    _quedan(hechos, cuenta, parametros)
    _motivo(hechos, cuenta)
    if cuenta.motivos:
        resumen = f"No puedes pedir el retiro extraordinario: {cuenta.motivos[0]}."
        if hechos.asistencia_suficiente is False:
            cuenta.paso("Sin retiros disponibles, la falta de asistencia deja DPI con 0", "no llegas al mínimo",
                        "cuenta como asignatura desaprobada", _DPI)  # fmt: skip
            resumen += " Como no llegas a la asistencia mínima, quedas con DPI y 0, que cuenta como desaprobada."
    elif cuenta.falta:
        resumen = f"Puedes pedirlo si te queda alguno y tienes un motivo: falta saber {cuenta.lo_que_falta()}."
    elif hechos.asistencia_suficiente is False:
        resumen = (
            "Sí: como no llegas a la asistencia mínima, tienes que pedir el retiro extraordinario y volver a cursarla."
        )
    else:
        resumen = "Sí, puedes pedir el retiro extraordinario; lo decide la Dirección de Servicios Académicos."
    if not cuenta.motivos:
        cuenta.siguiente.append(
            "Pídelo a la Dirección de Servicios Académicos con tu sustento. Después cursas la asignatura con otra "
            "promoción o en otro programa donde el Director la considere equivalente."
        )
        cuenta.avisos.append("La decisión no se apela, y el reglamento no fija plazo ni costo (num. 3.2).")
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}")


def _quedan(hechos: HechosRetiroCurso, cuenta: Cuenta, parametros: Parametros) -> None:
    tope = parametros.entero("retiros_extraordinarios_maximos")
    usados = hechos.retiros_extraordinarios
    cuenta.exige(
        Condicion(
            f"Se pide de {tope} asignaturas como máximo en todo el programa",
            parametros.fuente("retiros_extraordinarios_maximos"), f"usaste {usados}", f"usaste {usados}",
            motivo=f"ya usaste los {tope} que se permiten en todo el programa",
            duda=f"cuántos de los {tope} retiros usaste", campo="retiros_extraordinarios",
        ),
        None if usados is None else usados < tope,
    )  # fmt: skip


def _motivo(hechos: HechosRetiroCurso, cuenta: Cuenta) -> None:
    """A grave reason, or attendance that is short, which makes asking for it a duty."""
    if hechos.asistencia_suficiente is False:
        cuenta.paso("Quien no llega a la asistencia mínima tiene que pedir el retiro", "no llegas", "es obligatorio",
                    _POR_ASISTENCIA)  # fmt: skip
        if hechos.motivo_grave is not True:
            cuenta.avisos.append(
                "El texto no aclara si, cuando te falta asistencia, también debes probar un motivo grave: lo decide la "
                "Dirección de Servicios Académicos."
            )
    elif hechos.motivo_grave is False and hechos.asistencia_suficiente is None:
        cuenta.paso(_MOTIVO, "dices que no lo tienes", "solo cabe si no llegas a la asistencia mínima", _SOLICITUD)
        cuenta.ignora("si llegas a la asistencia mínima", "asistencia_suficiente")
    else:
        cuenta.exige(
            Condicion(
                _MOTIVO, _SOLICITUD, cumple="dices que lo tienes", incumple="dices que no lo tienes",
                motivo="hace falta un motivo justificado y grave", duda="si tienes un motivo justificado y grave",
                campo="motivo_grave",
            ),
            hechos.motivo_grave,
        )  # fmt: skip
