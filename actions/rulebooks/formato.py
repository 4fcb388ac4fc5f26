"""How figures, dates and lists read in Spanish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal


def porcentaje(proporcion: Decimal) -> str:
    """0.3125 -> `31.25 %`; 0.30 -> `30 %` (at most two decimals)."""
    return f"{numero((proporcion * 100).quantize(Decimal('0.01')))} %"


def numero(valor: Decimal | int) -> str:
    """A figure without trailing zeros: `15.5`, `16`."""
    texto = format(Decimal(valor), "f")
    return texto.rstrip("0").rstrip(".") if "." in texto else texto


def cantidad(valor: int, singular: str, plural: str | None = None) -> str:
    """`1 falta`, `3 faltas`."""
    return f"{valor} {singular if valor == 1 else plural or singular + 's'}"


def lista(partes: Sequence[str], conjuncion: str = "y") -> str:
    """`a`, `a y b`, `a, b y c`."""
    if len(partes) < 2:
        return "".join(partes)
    return f"{', '.join(partes[:-1])} {conjuncion} {partes[-1]}"


def dia(fecha: date) -> str:
    """`20/11/2026`."""
    return fecha.strftime("%d/%m/%Y")


def momento(cuando: datetime) -> str:
    """`20/11/2026 a las 18:00` (the datetime is already in America/Lima)."""
    return f"{cuando:%d/%m/%Y} a las {cuando:%H:%M}"
