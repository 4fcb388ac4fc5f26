"""What a grade is called at UPN (Art. 27 a)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Paso, Veredicto
from actions.rulebooks.formato import numero
from actions.rulebooks.notas import nota_imposible, redondear_entero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.textos import no_cuadra

CALCULO = "nota_cualitativa"
_ESCALA = (
    ("nota_excelente", "Excelente"),
    ("nota_muy_bueno", "Muy bueno"),
    ("nota_bueno", "Bueno"),
    ("nota_aprobatoria", "Regular"),
)
_DESAPROBADO = "Desaprobado"


@dataclass(frozen=True)
class HechosNotaCualitativa:
    """A grade (0-20); with decimals it is rounded before it is named. None: not known."""

    nota: Decimal | None = None


def nota_cualitativa(hechos: HechosNotaCualitativa, parametros: Parametros) -> Dictamen:
    """The name of a grade. `valor`: the grade without decimals. Source: UPN Art. 27 a."""
    if nota_imposible(hechos.nota):
        return no_cuadra(CALCULO, "una nota va de 0 a 20")
    fuente = parametros.fuente("nota_aprobatoria")
    if hechos.nota is None:
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, f"Depende de la nota: {_la_escala(parametros)}.",
            (Paso("Cada tramo de notas tiene su calificativo", "no sé qué nota tienes", "dímela", fuente),),
            falta=("qué nota tienes",), pide=("nota",),
        )  # fmt: skip
    entera = redondear_entero(hechos.nota)
    nombre = next((nombre for clave, nombre in _ESCALA if entera >= parametros.valor(clave)), _DESAPROBADO)
    pasos = [Paso("Cada tramo de notas tiene su calificativo", f"la nota es {entera}", nombre, fuente)]
    redondeo = ""
    if entera != hechos.nota:
        redondeo = f" (queda en {entera} al redondear)"
        pasos.insert(0, Paso("Las notas se registran sin decimales: desde .5 suben", numero(hechos.nota),
                             f"queda en {entera}", fuente))  # fmt: skip
    aprueba = "no aprueba" if nombre == _DESAPROBADO else "aprueba"
    minima = numero(parametros.valor("nota_aprobatoria"))
    resumen = f"Un {numero(hechos.nota)}{redondeo} es «{nombre}»: {aprueba}, porque se pide {minima}."
    return Dictamen(CALCULO, Veredicto.VALOR, resumen, tuple(pasos), entera)


def _la_escala(parametros: Parametros) -> str:
    tramos = [f"desde {numero(parametros.valor(clave))}, {nombre}" for clave, nombre in reversed(_ESCALA)]
    return "; ".join([*tramos, f"menos de {numero(parametros.valor('nota_aprobatoria'))}, {_DESAPROBADO}"])
