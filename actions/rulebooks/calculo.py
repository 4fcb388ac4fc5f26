"""What a rulebook computes: a rule, the facts it asks about, and how a student's file gives them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.expediente import Expediente, Matricula
from actions.rulebooks.parametros import Parametros

#: From a file to facts. The second value is the Matricula where the rule is about one course, otherwise None; the last
#: one is the present moment (America/Lima).
DesdeExpediente = Callable[[Expediente, Any, Parametros, datetime], Any]


@dataclass(frozen=True)
class Calculo:
    """One calculation of one university.

    `clave`: its name, the same for the same question at every university; `hechos`: the frozen dataclass of its facts,
    in which None means "not known"; `regla`: pure; `por_curso`: the file gives facts of one course at a time, and
    `titulo` heads the list when several courses are told. `desde_expediente` is None where no file tells anything.
    `cifras`: the rulebook whose figures it uses, when it is not the university's own; `incumbe`: which enrolments it
    is about, when not about all.
    """

    universidad: str
    clave: str
    hechos: type[Any]
    regla: Callable[[Any, Parametros], Dictamen]
    desde_expediente: DesdeExpediente | None = None
    por_curso: bool = False
    titulo: str = ""
    cifras: str = ""
    incumbe: Callable[[Matricula], bool] | None = None

    @property
    def reglamento(self) -> str:
        """The rulebook whose figures it uses (the folder's name)."""
        return self.cifras or self.universidad.lower()
