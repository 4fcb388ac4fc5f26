"""Hours and credits at UPCH, one from the other (Art. 24)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import lista, numero
from actions.rulebooks.notas import truncar_centesimas
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import inicio, no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, cantidad_imposible, en_creditos

CALCULO = "horas_credito"


@dataclass(frozen=True)
class HechosHorasCredito:
    """A course's hours of the whole period, or its credits. None means "not known"."""

    curso: str | None = None
    horas_teoria: Decimal | None = None
    horas_practica: Decimal | None = None
    creditos_curso: int | None = None


def horas_credito(hechos: HechosHorasCredito, parametros: Parametros) -> Dictamen:
    """The credits of given hours, or the hours of given credits (`valor`: credits, or hours if all are theory).

    Source: UPCH Art. 24 (16 hours of theory or 32 of practice a credit, as a frame of reference).
    """
    teoria, practica, creditos = hechos.horas_teoria, hechos.horas_practica, hechos.creditos_curso
    problema = cantidad_imposible(teoria, practica, creditos)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    por_teoria, por_practica = parametros.valor("horas_teoria_credito"), parametros.valor("horas_practica_credito")
    fuente = parametros.fuente("horas_teoria_credito")
    regla = f"Un crédito son {numero(por_teoria)} horas de teoría o {numero(por_practica)} de práctica"
    cuenta = Cuenta()
    cuenta.avisos.append(
        "Es un marco de referencia: incluye las evaluaciones, no los sustitutorios ni rezagados. Manda tu plan."
    )
    nombre = inicio(hechos.curso)
    if teoria is not None or practica is not None:
        total = truncar_centesimas((teoria or Decimal(0)) / por_teoria + (practica or Decimal(0)) / por_practica)
        horas = _horas(teoria, practica)
        cuenta.paso(regla, horas, en_creditos(total), fuente)
        if teoria is None or practica is None:
            cual = "teoria" if teoria is None else "practica"
            otras = "teoría" if teoria is None else "práctica"
            cuenta.ignora(f"cuántas horas de {otras} tiene", f"horas_{cual}")
            resumen = f"{nombre}{horas} equivalen a {en_creditos(total)}; falta sumar las de {otras}, si tiene."
            return cuenta.dictamen(CALCULO, resumen)
        if creditos is not None and creditos != total:
            cuenta.avisos.append(
                f"Tu curso figura con {en_creditos(creditos)}, que no es lo que sale de esas horas: manda tu plan."
            )
        return cuenta.dictamen(CALCULO, f"{nombre}{horas} equivalen a {en_creditos(total)}.", Veredicto.VALOR, total)
    if creditos is not None:
        si_teoria, si_practica = creditos * por_teoria, creditos * por_practica
        cuenta.paso(regla, en_creditos(creditos), f"{numero(si_teoria)} o {numero(si_practica)} horas", fuente)
        resumen = (
            f"{nombre}{en_creditos(creditos)} equivalen a {numero(si_teoria)} horas si todo es teoría, o a "
            f"{numero(si_practica)} si todo es práctica."
        )
        return cuenta.dictamen(CALCULO, resumen, Veredicto.VALOR, Decimal(si_teoria))
    cuenta.paso(regla, "no sé cuántos créditos u horas son", "se multiplica", fuente)
    cuenta.ignora("cuántos créditos vale el curso", "creditos_curso")
    return cuenta.dictamen(CALCULO, f"{nombre}{regla}.")


def _horas(teoria: Decimal | None, practica: Decimal | None) -> str:
    """`48 horas de teoría y 32 horas de práctica`; what is 0 or not known is left out."""
    partes = ((teoria, "teoría"), (practica, "práctica"))
    con = [f"{numero(horas)} {'hora' if horas == 1 else 'horas'} de {clase}" for horas, clase in partes if horas]
    return lista(con) or "0 horas"
