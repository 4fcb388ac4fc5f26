"""Averages of a UPN student (Art. 31)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from actions.rulebooks.expediente import Estado, Expediente, Matricula, Periodo

_CENTESIMAS = Decimal("0.01")
_CUENTAN = (Estado.APROBADO, Estado.DESAPROBADO, Estado.INHABILITADO)


def promedio_ponderado(matriculas: Iterable[Matricula]) -> Decimal | None:
    """Average of final grades (0-20) weighted by credits, rounded to hundredths; None without graded courses.

    Withdrawn and recognised courses stay out; an inhabilitado's zero counts (Art. 16, 31 b-c, 49 b).
    """
    evaluadas = [m for m in matriculas if m.estado in _CUENTAN and m.promedio_final is not None]
    creditos = sum(m.curso.creditos for m in evaluadas)
    if not creditos:
        return None
    suma = sum((m.promedio_final or Decimal(0)) * m.curso.creditos for m in evaluadas)
    return (Decimal(suma) / creditos).quantize(_CENTESIMAS, ROUND_HALF_UP)


def ultimo_pps_regular(expediente: Expediente) -> tuple[Periodo, Decimal] | None:
    """The last closed regular cycle with graded courses and its average: summers do not count (Art. 14 b, 31 b)."""
    en_curso = {m.periodo.codigo for m in expediente.matriculas if m.estado is Estado.EN_CURSO}
    regulares = {
        m.periodo for m in expediente.matriculas if not m.periodo.es_verano and m.periodo.codigo not in en_curso
    }
    for periodo in sorted(regulares, key=lambda p: p.inicio, reverse=True):
        promedio = promedio_ponderado(m for m in expediente.matriculas if m.periodo == periodo)
        if promedio is not None:
            return periodo, promedio
    return None
