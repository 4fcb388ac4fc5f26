"""What is computed for UPN courses run with Coursera."""

from __future__ import annotations

from actions.rulebooks.calculo import Calculo

CALCULOS: tuple[Calculo, ...] = ()
