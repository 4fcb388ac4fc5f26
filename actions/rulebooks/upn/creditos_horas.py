"""To how many hours a UPN credit amounts, and back (Art. 1 e)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista, numero
from actions.rulebooks.notas import truncar_centesimas
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.textos import no_cuadra

CALCULO = "creditos_horas"
# Far more than any course has: beyond it the figure is a slip of the finger.
_DEMASIADAS = 10**6


@dataclass(frozen=True)
class HechosCreditosHoras:
    """Credits of a course, or its hours in the whole period. None means "not known"."""

    creditos_curso: int | None = None
    horas_teoria: int | None = None
    horas_practica: int | None = None


def creditos_horas(hechos: HechosCreditosHoras, parametros: Parametros) -> Dictamen:
    """`valor`: the credits that the hours make (two decimals, cut off); otherwise the hours of theory of the credits.

    With neither, what one credit is. Source: UPN Art. 1 e. Negative figures, no credit or credits that the hours do
    not make give a CONTRADICCION.
    """
    problema = _problema(hechos, parametros)
    if problema:
        return no_cuadra(CALCULO, problema)
    teoria, practica = (parametros.entero(f"horas_{cual}_por_credito") for cual in ("teoria", "practica"))
    regla = f"1 crédito son {teoria} horas lectivas de teoría, o {practica} de práctica"
    fuente = parametros.fuente("horas_teoria_por_credito")
    if hechos.horas_teoria is not None or hechos.horas_practica is not None:
        creditos = truncar_centesimas(_creditos(hechos, parametros))
        dichas = lista([
            f"{cantidad(horas, 'hora')} de {cual}"
            for horas, cual in ((hechos.horas_teoria, "teoría"), (hechos.horas_practica, "práctica"))
            if horas is not None
        ])  # fmt: skip
        son = f"{numero(creditos)} {'crédito' if creditos == 1 else 'créditos'}"
        una_hora = (hechos.horas_teoria, hechos.horas_practica) in ((1, None), (None, 1))
        equivale = "equivale" if una_hora else "equivalen"
        exactos = "" if creditos == creditos.to_integral_value() else " No es un número entero de créditos."
        return Dictamen(
            CALCULO, Veredicto.VALOR, f"{dichas[0].upper()}{dichas[1:]} {equivale} a {son}.{exactos}",
            (Paso(regla, dichas, son, fuente),), creditos,
        )  # fmt: skip
    creditos_enteros = hechos.creditos_curso if hechos.creditos_curso is not None else 1
    horas = f"{creditos_enteros * teoria} horas lectivas de teoría o {creditos_enteros * practica} de práctica"
    cuantos = cantidad(creditos_enteros, "crédito")
    return Dictamen(
        CALCULO, Veredicto.VALOR, f"{cuantos} {'equivale' if creditos_enteros == 1 else 'equivalen'} a {horas}.",
        (Paso(regla, cuantos, horas, fuente),), Decimal(creditos_enteros * teoria),
        avisos=("Son las horas de todo el periodo; cuántas son por semana lo dice el sílabo.",),
    )  # fmt: skip


def _creditos(hechos: HechosCreditosHoras, parametros: Parametros) -> Decimal:
    teoria = Decimal(hechos.horas_teoria or 0) / parametros.entero("horas_teoria_por_credito")
    return teoria + Decimal(hechos.horas_practica or 0) / parametros.entero("horas_practica_por_credito")


def _problema(hechos: HechosCreditosHoras, parametros: Parametros) -> str | None:
    horas = (hechos.horas_teoria, hechos.horas_practica)
    if any(valor is not None and valor < 0 for valor in horas):
        return "una cantidad de horas no puede ser negativa"
    if any(valor is not None and valor > _DEMASIADAS for valor in (*horas, hechos.creditos_curso)):
        return "son demasiadas horas o créditos para un curso"
    if hechos.creditos_curso is not None and hechos.creditos_curso < 1:
        return f"un curso de {hechos.creditos_curso} créditos no puede ser"
    if hechos.creditos_curso is None:
        return None
    hacen = _creditos(hechos, parametros)
    # While one kind is not known it can still make up what is missing, but not take away what is too much.
    if hacen > hechos.creditos_curso or (None not in horas and hacen != hechos.creditos_curso):
        return f"esas horas no hacen {cantidad(hechos.creditos_curso, 'crédito')}"
    return None
