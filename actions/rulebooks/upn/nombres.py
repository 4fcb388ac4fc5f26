"""Which course of a list a student's words mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_ROMANOS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_ROMANOS |= {"x": "10"}
_VACIAS = {"de", "del", "la", "el", "los", "las", "y", "en", "a", "para", "curso", "asignatura"}


def que_se_llaman(dicho: str, nombres: Sequence[str]) -> tuple[str, ...]:
    """The names that a student's words mean: the one that is the same, or else all that hold every word of it."""
    palabras = _palabras(dicho)
    if not palabras:
        return ()
    iguales = tuple(nombre for nombre in nombres if _palabras(nombre) == palabras)
    return iguales or tuple(nombre for nombre in nombres if set(palabras) <= set(_palabras(nombre)))


def _palabras(texto: str) -> list[str]:
    """Without case, accents or small words; roman numerals as figures (`Cálculo II` and `calculo 2` are alike)."""
    llano = "".join(c for c in unicodedata.normalize("NFD", texto.lower()) if unicodedata.category(c) != "Mn")
    palabras = [palabra for palabra in re.findall(r"[a-z0-9]+", llano) if palabra not in _VACIAS]
    return [_ROMANOS.get(palabra, palabra) for palabra in palabras]
