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
class Barra:
    """One bar of a picture: `valor` of `maximo` in the same unit; `marca`: the limit or the goal, if there is one."""

    nombre: str
    valor: Decimal
    maximo: Decimal
    marca: Decimal | None = None


@dataclass(frozen=True)
class Grafico:
    """What of a result people would rather look at: bars under a title, with a text that says the same."""

    titulo: str
    barras: tuple[Barra, ...]
    texto: str


@dataclass(frozen=True)
class Dictamen:
    """A verdict with its reasons. `resumen` and the other texts are what the student reads (Spanish, tuteo).

    `falta` names facts that were not known and could change the verdict, `pide` the fields of the facts that can be
    asked for, in the order of asking; `siguiente` what the student can do; `avisos` what the regulation leaves open;
    `puede_cambiar` the facts of a record that may have changed since it was imported, on which the verdict depends.
    """

    calculo: str
    veredicto: Veredicto
    resumen: str
    pasos: tuple[Paso, ...]
    valor: Decimal | None = None
    falta: tuple[str, ...] = ()
    siguiente: tuple[str, ...] = ()
    avisos: tuple[str, ...] = ()
    pide: tuple[str, ...] = ()
    puede_cambiar: tuple[str, ...] = ()
    grafico: Grafico | None = None

    @property
    def fuentes(self) -> tuple[Fuente, ...]:
        """The sources of the steps, each once, in the order of the steps."""
        return tuple(dict.fromkeys(paso.fuente for paso in self.pasos))
