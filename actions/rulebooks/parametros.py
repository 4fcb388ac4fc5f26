"""Figures that a regulation fixes, with the date from which each value holds (the idea is OpenFisca's)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from actions.rulebooks.dictamen import Fuente
from actions.rulebooks.plazos import Calendario


@dataclass(frozen=True)
class Parametro:
    """One figure: its source and its values by the date from which they hold, oldest first."""

    clave: str
    descripcion: str
    unidad: str
    fuente: Fuente
    valores: tuple[tuple[date, Decimal], ...]

    def al(self, fecha: date) -> Decimal:
        """The value on a day. Raises KeyError when none held yet."""
        vigentes = [valor for desde, valor in self.valores if desde <= fecha]
        if not vigentes:
            raise KeyError(f"{self.clave}: no value holds on {fecha.isoformat()}")
        return vigentes[-1]


@dataclass(frozen=True)
class Parametros:
    """A regulation's figures as they hold on one day, and the calendar in which its deadlines run."""

    todos: Mapping[str, Parametro]
    fecha: date
    calendario: Calendario = field(default_factory=Calendario)

    def valor(self, clave: str) -> Decimal:
        """The figure named `clave`. Raises KeyError for an unknown name or when no value holds on the day."""
        return self.todos[clave].al(self.fecha)

    def entero(self, clave: str) -> int:
        """The figure as a whole number (credits, counts)."""
        return int(self.valor(clave))

    def fuente(self, clave: str) -> Fuente:
        """Where the regulation fixes the figure."""
        return self.todos[clave].fuente

    def el_dia(self, fecha: date) -> Parametros:
        """The same regulation's figures on another day."""
        return replace(self, fecha=fecha)

    def en_calendario(self, calendario: Calendario) -> Parametros:
        """The same regulation's figures with the deadlines of another calendar."""
        return replace(self, calendario=calendario)
