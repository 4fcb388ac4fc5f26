"""A UPCH student's place in the orden de mérito (Art. 145-150)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import cantidad, dia
from actions.rulebooks.notas import nota_imposible, truncar_milesimas
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import en_porcentaje, no_cuadra

CALCULO = "orden_de_merito"
_ACUMULADO = Fuente("upch", "Art. 145")
_EMPATES = Fuente("upch", "Art. 148")
_DECIMALES = Fuente("upch", "Art. 149")
_DEFINITIVO = Fuente("upch", "Art. 150")


@dataclass(frozen=True)
class HechosOrdenDeMerito:
    """The student's place on record. None means "not known".

    `puesto`: 1 is the best; `total`: students that are ranked; `empatados`: how many share the place, the student
    included; `promedio`: the student's own (0-20); `al`: the day of the ranking. `creditos_completos`: the student took
    all the credits of the period.
    """

    puesto: int | None = None
    total: int | None = None
    empatados: int | None = None
    promedio: Decimal | None = None
    carrera: str | None = None
    periodo: str | None = None
    al: date | None = None
    creditos_completos: bool | None = None


def orden_de_merito(hechos: HechosOrdenDeMerito, _parametros: Parametros) -> Dictamen:
    """VALOR: the place (`valor`, 1 is the best), with its ties; NO for who did not take all the period's credits.

    Source: UPCH Art. 145 (accumulated average), 148 (ties, all the credits), 149 (three decimals), 150 (definitive once
    the faculty council approves it). A place beyond the number of students gives a CONTRADICCION.
    """
    problema = _problema(hechos)
    if problema:
        return no_cuadra(CALCULO, problema)
    if hechos.creditos_completos is False:
        paso = Paso("Entran solo quienes llevaron el total de créditos del periodo", "no llevaste todos",
                    "no entras en el orden de mérito", _EMPATES)  # fmt: skip
        resumen = "No entras en el orden de mérito de ese periodo: solo cuenta a quienes llevaron todos sus créditos."
        return Dictamen(CALCULO, Veredicto.NO, resumen, (paso,))
    if hechos.puesto is None:
        return _sin_puesto(hechos)
    return _con_puesto(hechos, hechos.puesto)


def _con_puesto(hechos: HechosOrdenDeMerito, puesto: int) -> Dictamen:
    empatados = hechos.empatados or 1
    de = f" de {hechos.total}" if hechos.total is not None else ""
    donde = f" de {hechos.carrera}" if hechos.carrera else ""
    cuando = f" en {hechos.periodo}" if hechos.periodo else ""
    comparte = f", compartido con {cantidad(empatados - 1, 'estudiante')} más" if empatados > 1 else ""
    resumen = f"Estás en el puesto {puesto}{de}{donde}{cuando}{comparte}.{_con_promedio(hechos)}"
    pasos = [
        Paso("El orden acumulado sale del promedio ponderado de los años de estudio", f"puesto {puesto}{de}",
             _promedio(hechos), _ACUMULADO),
        Paso("Quienes empatan reciben el mismo puesto y el siguiente se salta tantos como empataron",
             f"lo comparten {empatados}" if empatados > 1 else "no figura empate",
             _siguiente_puesto(puesto + empatados, hechos.total), _EMPATES),
    ]  # fmt: skip
    if hechos.promedio is not None:
        pasos.append(Paso("Se compara con tres decimales", f"tu promedio es {_promedio(hechos)}",
                          "así se decide un empate", _DECIMALES))  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.VALOR, resumen, tuple(pasos), Decimal(puesto),
        siguiente=("La constancia se pide a la unidad académica de tu carrera (Art. 145).",),
        avisos=_avisos(hechos, puesto), puede_cambiar=("tu puesto",),
    )  # fmt: skip


def _proporcion(puesto: int, total: int) -> str:
    """About thirds and fifths; which share the place is in is told only for the upper half."""
    if 2 * puesto > total:
        return "El reglamento no define tercio ni quinto superior."
    parte = en_porcentaje(Fraction(puesto, total))
    return (
        f"El puesto {puesto} de {total} está en el primer {parte}; el reglamento no define tercio ni quinto superior."
    )


def _siguiente_puesto(cual: int, total: int | None) -> str:
    return "después no hay otro puesto" if total is not None and cual > total else f"el siguiente es el {cual}"


def _avisos(hechos: HechosOrdenDeMerito, puesto: int) -> tuple[str, ...]:
    al = f" Este es del {dia(hechos.al)}." if hechos.al is not None else ""
    avisos = [
        "Es definitivo cuando lo aprueba el consejo de facultad, antes de que empiece el siguiente año académico; solo "
        f"desde entonces hay constancias (Art. 150).{al}"
    ]
    if hechos.total is not None:
        avisos.append(_proporcion(puesto, hechos.total))
    if hechos.creditos_completos is None:
        avisos.append("Solo se considera a quienes llevaron el total de créditos del periodo (Art. 148).")
    return tuple(avisos)


def _sin_puesto(hechos: HechosOrdenDeMerito) -> Dictamen:
    pasos = (
        Paso("El orden acumulado sale del promedio ponderado de los años de estudio", _promedio(hechos),
             "lo da tu unidad académica", _ACUMULADO),
        Paso("Entran solo quienes llevaron el total de créditos del periodo", "no sé tu puesto",
             "el empate comparte puesto", _EMPATES),
        Paso("Es definitivo cuando lo aprueba el consejo de facultad", "no sé tu puesto",
             "desde entonces hay constancias", _DEFINITIVO),
    )  # fmt: skip
    resumen = f"No tengo tu puesto: lo da la unidad académica de tu carrera, a tu solicitud.{_con_promedio(hechos)}"
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, pasos, falta=("tu puesto en el orden de mérito",),
        siguiente=("Pide tu orden de mérito a la unidad académica de tu carrera.",),
        avisos=("El reglamento no define tercio ni quinto superior.",),
    )  # fmt: skip


def _promedio(hechos: HechosOrdenDeMerito) -> str:
    return "sin promedio a la vista" if hechos.promedio is None else format(truncar_milesimas(hechos.promedio), "f")


def _con_promedio(hechos: HechosOrdenDeMerito) -> str:
    return "" if hechos.promedio is None else f" Tu promedio es {_promedio(hechos)}."


def _problema(hechos: HechosOrdenDeMerito) -> str | None:
    puesto, total, empatados = hechos.puesto, hechos.total, hechos.empatados
    if any(cuantos is not None and cuantos < 1 for cuantos in (puesto, total, empatados)):
        return "un puesto, un total de estudiantes o un empate no pueden ser menos de 1"
    if puesto is not None and total is not None and puesto + (empatados or 1) - 1 > total:
        return f"el puesto {puesto} con {cantidad(empatados or 1, 'estudiante')} no cabe entre {total}"
    if nota_imposible(hechos.promedio):
        return "un promedio va de 0 a 20"
    return None
