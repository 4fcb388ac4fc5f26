"""What a rule returns: the verdict, the steps that lead to it, what is missing and what the student can do next."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Veredicto(Enum):
    """The outcome of a calculation."""

    SI = "sí"
    NO = "no"
    DEPENDE = "depende"
    VALOR = "valor"
    CONTRADICCION = "contradicción"  # the facts cannot all be true: nothing was computed on them


@dataclass(frozen=True)
class Fuente:
    """A place in a document: `documento` is its short key (`upn`), `lugar` its locator (`Art. 23 b`)."""

    documento: str
    lugar: str


@dataclass(frozen=True)
class Paso:
    """One step: the rule in a few words, the fact it was held against, the result, and where the rule stands."""

    regla: str
    hecho: str
    resultado: str
    fuente: Fuente


@dataclass(frozen=True)
class Dictamen:
    """A verdict with its reasons. `resumen` and the other texts are what the student reads (Spanish, tuteo).

    `falta` names facts that were not known and could change the verdict; `siguiente` what the student can do;
    `avisos` what the regulation leaves open or what may have changed since the record was imported.
    """

    calculo: str
    veredicto: Veredicto
    resumen: str
    pasos: tuple[Paso, ...]
    valor: Decimal | None = None
    falta: tuple[str, ...] = ()
    siguiente: tuple[str, ...] = ()
    avisos: tuple[str, ...] = ()

    @property
    def fuentes(self) -> tuple[Fuente, ...]:
        """The sources of the steps, each once, in the order of the steps."""
        return tuple(dict.fromkeys(paso.fuente for paso in self.pasos))
