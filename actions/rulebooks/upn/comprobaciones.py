"""Conditions held one by one against the facts: what is met, what stands in the way and what is not known."""

from __future__ import annotations

from dataclasses import dataclass, field

from actions.rulebooks.dictamen import Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.upn.textos import no_cuadra

_LAS_QUE_SE_DICEN = 2  # conditions named in a summary; the rest are counted


@dataclass(frozen=True)
class Condicion:
    """One condition and how each outcome reads.

    `motivo` says in the summary why it is not met, `duda` what is not known. `campo`: the field to ask for then.
    `remedio`: what the student can do about it; without one it cannot be put right.
    """

    regla: str
    fuente: Fuente
    cumple: str
    incumple: str
    motivo: str
    duda: str
    campo: str = ""
    remedio: str = ""


@dataclass
class Comprobaciones:
    """What the checks found so far, in their order."""

    pasos: list[Paso] = field(default_factory=list)
    impide: list[str] = field(default_factory=list)  # cannot be put right
    bloquea: list[str] = field(default_factory=list)  # until the student puts it right, or a date comes
    dudas: list[Paso] = field(default_factory=list)  # those of `pasos` that could not be decided
    falta: list[str] = field(default_factory=list)
    pide: list[str] = field(default_factory=list)
    siguiente: list[str] = field(default_factory=list)
    alternativas: list[str] = field(default_factory=list)  # what is left when something cannot be put right
    avisos: list[str] = field(default_factory=list)
    puede_cambiar: list[str] = field(default_factory=list)

    def exige(self, condicion: Condicion, se_cumple: bool | None) -> None:
        """Hold one condition: True, False, or None when it cannot be told."""
        if se_cumple is None:
            paso = Paso(condicion.regla, "no lo sé todavía", f"falta saber {condicion.duda}", condicion.fuente)
            self.duda(paso, condicion.duda, condicion.campo)
        elif se_cumple:
            self.pasos.append(Paso(condicion.regla, condicion.cumple, "cumples", condicion.fuente))
        else:
            self.pasos.append(Paso(condicion.regla, condicion.incumple, "no cumples", condicion.fuente))
            if condicion.remedio:
                self.bloquea.append(condicion.motivo)
                self.siguiente.append(condicion.remedio)
            else:
                self.impide.append(condicion.motivo)

    def duda(self, paso: Paso, que: str, *campos: str) -> None:
        """A step that could not be decided, with what is not known and the fields to ask for."""
        self.pasos.append(paso)
        self.dudas.append(paso)
        self.no_se_sabe(que, *campos)

    def no_se_sabe(self, que: str, *campos: str) -> None:
        """Something that decides is not known; `campos` are the fields to ask for, in order."""
        self.falta += [que] if que not in self.falta else []
        self.pide += [campo for campo in campos if campo and campo not in self.pide]

    def calla_las_dudas(self) -> None:
        """Once it is NO, the steps that could not be decided say nothing more."""
        if self.veredicto is Veredicto.NO:
            self.pasos = [paso for paso in self.pasos if paso not in self.dudas]

    @property
    def motivos(self) -> list[str]:
        """Why not, what cannot be put right first."""
        return [*self.impide, *self.bloquea]

    @property
    def veredicto(self) -> Veredicto:
        """NO when anything stands in the way, whatever is not known; SI only when everything is known."""
        if self.motivos:
            return Veredicto.NO
        return Veredicto.DEPENDE if self.falta else Veredicto.SI

    def lo_que_falta(self) -> str:
        """`a, b y 3 cosas más`: what is not known, short enough for a summary."""
        dichas, resto = self.falta[:_LAS_QUE_SE_DICEN], len(self.falta) - _LAS_QUE_SE_DICEN
        return lista([*dichas, *([cantidad(resto, "cosa") + " más"] if resto > 0 else [])])

    def dictamen(self, calculo: str, resumen: str, grafico: Grafico | None = None) -> Dictamen:
        """The dictamen of these checks. Once it is NO, nothing is asked any more."""
        decidido = self.veredicto is Veredicto.NO
        return Dictamen(
            calculo, self.veredicto, resumen, tuple(self.pasos),
            falta=() if decidido else tuple(self.falta),
            siguiente=tuple(self.alternativas if self.impide else self.siguiente),
            avisos=tuple(dict.fromkeys(self.avisos)), pide=() if decidido else tuple(self.pide),
            puede_cambiar=tuple(dict.fromkeys(self.puede_cambiar)), grafico=grafico,
        )  # fmt: skip


def contradiccion(calculo: str, problema: str) -> Dictamen:
    """The dictamen that names what cannot be true in the facts."""
    return no_cuadra(calculo, problema)


def negativo(*cifras: tuple[str, int | None]) -> str | None:
    """`-3 créditos no puede ser`: the first figure below zero, None when there is none."""
    for nombre, cifra in cifras:
        if cifra is not None and cifra < 0:
            return f"{cifra} {nombre} no puede ser: es menos que cero"
    return None
