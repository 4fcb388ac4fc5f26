"""Every calculation of every rulebook, by university and name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from actions.rulebooks.calculo import Calculo
from actions.rulebooks.coursera import calculos as coursera
from actions.rulebooks.upc import calculos as upc
from actions.rulebooks.upch import calculos as upch
from actions.rulebooks.upn import calculos as upn

CALCULOS: Mapping[tuple[str, str], Calculo] = MappingProxyType(
    {
        (calculo.universidad, calculo.clave): calculo
        for calculo in (*upn.CALCULOS, *coursera.CALCULOS, *upch.CALCULOS, *upc.CALCULOS)
    }
)
