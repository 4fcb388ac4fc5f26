"""Averages of a UPN student (Art. 31)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from actions.rulebooks.expediente import Estado, Expediente, Matricula, Periodo
from actions.rulebooks.notas import MINIMA, redondear_centesimas, redondear_entero

_CUENTAN = (Estado.APROBADO, Estado.DESAPROBADO, Estado.INHABILITADO)


def promedio_por_creditos(cursos: Iterable[tuple[Decimal, int]]) -> Decimal | None:
    """Average of (final grade 0-20, credits) by credits, rounded to hundredths; None without credits (Art. 31 b-c).

    A final grade is whole (Art. 27 a): one with decimals is rounded first.
    """
    pares = [(redondear_entero(nota), creditos) for nota, creditos in cursos]
    total = sum(creditos for _, creditos in pares)
    if not total:
        return None
    suma = sum((nota * creditos for nota, creditos in pares), MINIMA)
    return redondear_centesimas(suma / total)


def nota_que_cuenta(matricula: Matricula) -> Decimal | None:
    """The final grade that enters the averages: 0 for an inhabilitado (Art. 16); None when nothing does."""
    if matricula.estado is Estado.INHABILITADO:
        return MINIMA
    return matricula.promedio_final if matricula.estado in _CUENTAN else None


def promedio_ponderado(matriculas: Iterable[Matricula]) -> Decimal | None:
    """Average of final grades (0-20) weighted by credits, rounded to hundredths; None without graded courses.

    Withdrawn and recognised courses stay out; an inhabilitado's zero counts (Art. 16, 31 b-c, 49 b).
    """
    notas = ((nota_que_cuenta(m), m.curso.creditos) for m in matriculas)
    return promedio_por_creditos((nota, creditos) for nota, creditos in notas if nota is not None)


def periodos_en_curso(expediente: Expediente) -> frozenset[str]:
    """The codes of the periods that have not closed: one of their courses is still open."""
    return frozenset(m.periodo.codigo for m in expediente.matriculas if m.estado is Estado.EN_CURSO)


def ultimo_pps_regular(expediente: Expediente) -> tuple[Periodo, Decimal] | None:
    """The last closed regular cycle with graded courses and its average: summers do not count (Art. 14 b, 31 b)."""
    en_curso = periodos_en_curso(expediente)
    regulares = {
        m.periodo for m in expediente.matriculas if not m.periodo.es_verano and m.periodo.codigo not in en_curso
    }
    for periodo in sorted(regulares, key=lambda p: p.inicio, reverse=True):
        promedio = promedio_ponderado(m for m in expediente.matriculas if m.periodo == periodo)
        if promedio is not None:
            return periodo, promedio
    return None
