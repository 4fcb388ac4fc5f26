"""What is computed for UPCH undergraduates."""

from __future__ import annotations

from actions.rulebooks.calculo import Calculo

CALCULOS: tuple[Calculo, ...] = ()
