"""What UPCH's rules share: how a verdict begins, what a contradiction says, exact shares and truncated grades."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import numero, porcentaje
from actions.rulebooks.notas import truncar_centesimas

SECRETARIA = "la secretaría académica de tu facultad (la de la UFBI, en primer año)"


def inicio(curso: str | None) -> str:
    """`Bioquímica: `; empty when the course has no name."""
    return f"{curso}: " if curso else ""


def no_cuadra(calculo: str, problema: str, curso: str | None = None) -> Dictamen:
    """The dictamen that names facts which cannot all be true; nothing was computed on them."""
    resumen = f"{inicio(curso)}Hay un dato que no cuadra: {problema}. ¿Me lo confirmas?"
    return Dictamen(calculo, Veredicto.CONTRADICCION, resumen, ())


def decimal(parte: Fraction) -> Decimal:
    """An exact share as a Decimal (28 digits)."""
    return Decimal(parte.numerator) / Decimal(parte.denominator)


def en_porcentaje(parte: Fraction) -> str:
    """`3/20` -> `15 %`."""
    return porcentaje(decimal(parte))


def truncada(nota: Decimal) -> Decimal:
    """A grade of 0-20 with two decimals, the third one cut off (Art. 114)."""
    return truncar_centesimas(nota)


def nota_exacta(valor: Fraction) -> Decimal:
    """A weighted sum of grades (0-20) with two decimals, cut off without rounding on the way (Art. 114)."""
    return Decimal(int(valor * 100)) / 100


def con_decimales(nota: Decimal) -> str:
    """`11.00`, `9.75`: a grade as UPCH writes it."""
    return format(truncada(nota), "f")


def veces(valor: Fraction) -> str:
    """`4.5`, `3`: a weighted count, at most two decimals."""
    return numero(decimal(round(valor, 2)))
