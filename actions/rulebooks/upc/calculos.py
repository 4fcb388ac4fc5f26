"""What is computed for UPC master's students."""

from __future__ import annotations

from actions.rulebooks.calculo import Calculo

CALCULOS: tuple[Calculo, ...] = ()
