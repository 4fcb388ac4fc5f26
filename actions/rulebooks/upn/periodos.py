"""The two kinds of academic period at UPN (Art. 1 j, 12)."""

from __future__ import annotations

from enum import Enum


class TipoPeriodo(Enum):
    """A regular cycle, or the summer courses."""

    REGULAR = "regular"
    VERANO = "verano"
