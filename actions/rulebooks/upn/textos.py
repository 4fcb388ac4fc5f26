"""How the answers about a UPN course begin, and how they say that the facts do not fit together."""

from __future__ import annotations

from actions.rulebooks.dictamen import Dictamen, Veredicto


def inicio(curso: str | None) -> str:
    """`Cálculo 1: `; empty when the course is not known."""
    return f"{curso}: " if curso else ""


def no_cuadra(calculo: str, problema: str, curso: str | None = None) -> Dictamen:
    """The dictamen that names what cannot be true; nothing was computed."""
    return Dictamen(
        calculo, Veredicto.CONTRADICCION,
        f"{inicio(curso)}Hay un dato que no cuadra: {problema}. ¿Me lo confirmas?", (),
    )  # fmt: skip
