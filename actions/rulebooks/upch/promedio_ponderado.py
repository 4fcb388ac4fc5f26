"""Weighted average of a UPCH student (Art. 146 and 149, with 28 and 60)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.notas import MAXIMA, nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import no_cuadra, truncada

CALCULO = "promedio_ponderado"
_FORMULA = Fuente("upch", "Art. 146")
_DECIMALES = Fuente("upch", "Art. 149")
_COMPLEMENTARIAS = Fuente("upch", "Art. 28")
_CONVALIDADOS = Fuente("upch", "Art. 60")
_TRUNCADO = "El texto pide tres decimales y no dice cómo se obtiene el tercero: aquí se corta, como en las notas."


@dataclass(frozen=True)
class CursoCalificado:
    """A course with its final grade (0-20), passed or not; each attempt is one. `periodo`: in which it was graded."""

    nombre: str
    creditos: int
    nota: Decimal
    periodo: str | None = None
    convalidado: bool = False


@dataclass(frozen=True)
class HechosPromedioPonderado:
    """All the graded courses, complementary ones left out (their APTO is no grade). None means "not known".

    `sin_nota`: convalidated courses whose grade is not on record, so that they could not be counted; `reconocidos`:
    counted ones that were recognised from another career of the university.
    """

    cursos: tuple[CursoCalificado, ...] | None = None
    sin_nota: tuple[str, ...] = ()
    reconocidos: tuple[str, ...] = ()


def ponderado(cursos: Sequence[CursoCalificado]) -> Decimal | None:
    """Average of grades (0-20) weighted by credits, three decimals, the rest cut off; None without courses."""
    creditos = sum(curso.creditos for curso in cursos)
    if not creditos:
        return None
    suma = sum((Fraction(truncada(curso.nota)) * curso.creditos for curso in cursos), Fraction(0))
    return Decimal(int(suma / creditos * 1000)) / 1000


def promedio_ponderado(hechos: HechosPromedioPonderado, _parametros: Parametros) -> Dictamen:
    """VALOR: the accumulated weighted average (0-20, three decimals), with the one of the last period.

    Source: UPCH Art. 146 (grades passed or not, by credits), 149 (three decimals), 28 (complementary activities stay
    out), 60 (recognised courses count). Grades outside 0-20 or credits below 1 give a CONTRADICCION.
    """
    problema = _problema(hechos)
    if problema:
        return no_cuadra(CALCULO, problema)
    total = ponderado(hechos.cursos or ())
    if total is None:
        return _sin_notas()
    cursos = hechos.cursos or ()
    creditos = sum(curso.creditos for curso in cursos)
    ultimo = _ultimo(cursos)
    del_ultimo = ""
    if ultimo is not None:
        promedio = ponderado([curso for curso in cursos if curso.periodo == ultimo])
        del_ultimo = f" El de {ultimo} es {_tres(promedio)}." if promedio is not None else ""
    resumen = (
        f"Tu promedio ponderado es {_tres(total)}, con {cantidad(len(cursos), 'curso')} y "
        f"{cantidad(creditos, 'crédito')}.{del_ultimo}"
    )
    return Dictamen(
        CALCULO, Veredicto.VALOR, resumen, _pasos(cursos, creditos, total), total, avisos=_avisos(hechos),
        grafico=_grafico(cursos, total),
    )  # fmt: skip


def _pasos(cursos: Sequence[CursoCalificado], creditos: int, total: Decimal) -> tuple[Paso, ...]:
    suma = sum((Fraction(truncada(curso.nota)) * curso.creditos for curso in cursos), Fraction(0))
    puntos = format(Decimal(suma.numerator) / Decimal(suma.denominator), "f")
    pasos = [
        Paso("Cada nota, aprobada o no, se multiplica por los créditos de su curso",
             f"{cantidad(len(cursos), 'nota')} y {cantidad(creditos, 'crédito')}", f"{puntos} entre {creditos}",
             _FORMULA),
        Paso("El promedio va con tres decimales", f"{puntos} ÷ {creditos}", _tres(total), _DECIMALES),
        Paso("Las actividades y asignaturas complementarias no entran", "se califican apto o no apto",
             "no se cuentan", _COMPLEMENTARIAS),
    ]  # fmt: skip
    convalidados = sum(curso.convalidado for curso in cursos)
    if convalidados:
        hecho = f"tienes {cantidad(convalidados, 'convalidado')}"
        pasos.append(Paso("Los cursos convalidados cuentan con la nota que se les asigna", hecho, "están contados",
                          _CONVALIDADOS))  # fmt: skip
    return tuple(pasos)


def _avisos(hechos: HechosPromedioPonderado) -> tuple[str, ...]:
    avisos = [_TRUNCADO]
    if hechos.sin_nota:
        avisos.append(
            f"No conté {lista(hechos.sin_nota)}: en tu expediente figura como convalidado y sin nota. Cuando la tenga, "
            "tu promedio cambia (Art. 60)."
            if len(hechos.sin_nota) == 1
            else f"No conté {lista(hechos.sin_nota)}: en tu expediente figuran como convalidados y sin nota. Cuando la "
            "tengan, tu promedio cambia (Art. 60)."
        )
    if hechos.reconocidos:
        avisos.append(
            f"Conté {lista(hechos.reconocidos)}, que te reconocieron: el texto dice que los convalidados entran y no "
            "habla de los reconocidos; lo define tu facultad."
        )
    return tuple(avisos)


def _sin_notas() -> Dictamen:
    pasos = (
        Paso("Cada nota, aprobada o no, se multiplica por los créditos de su curso y se divide entre el total de "
             "créditos", "no tengo tus notas", "hacen falta notas y créditos", _FORMULA),
        Paso("El promedio va con tres decimales", "no tengo tus notas", "por ejemplo, 13.456", _DECIMALES),
    )  # fmt: skip
    resumen = (
        "Tu promedio ponderado es la suma de cada nota por sus créditos, dividida entre el total de créditos; para "
        "calcularlo me faltan tus notas."
    )
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, pasos, falta=("tus notas finales y los créditos de cada curso",),
        avisos=(_TRUNCADO,),
    )  # fmt: skip


def _ultimo(cursos: Sequence[CursoCalificado]) -> str | None:
    """The last period of the courses, when there are several."""
    periodos = _periodos(cursos)
    return periodos[-1] if len({curso.periodo for curso in cursos}) > 1 and periodos else None


def _periodos(cursos: Sequence[CursoCalificado]) -> list[str]:
    """The periods in which courses were graded, oldest first."""
    return sorted({c.periodo for c in cursos if c.periodo and not c.convalidado}, key=_orden)


def _orden(periodo: str) -> tuple[str, int, str]:
    """By year, and within it summer (`2026-V`, January and February) before the semesters (Art. 7)."""
    anio, _, clase = periodo.partition("-")
    return anio, 0 if clase.upper().startswith("V") else 1, clase


def _grafico(cursos: Sequence[CursoCalificado], total: Decimal) -> Grafico | None:
    periodos = _periodos(cursos)
    if len(periodos) < 2:
        return None
    por_periodo = [(p, ponderado([c for c in cursos if c.periodo == p])) for p in periodos]
    barras = [Barra(periodo, promedio, MAXIMA) for periodo, promedio in por_periodo if promedio is not None]
    texto = "; ".join(f"{barra.nombre}: {_tres(barra.valor)}" for barra in barras)
    barras.append(Barra("Acumulado", total, MAXIMA))
    return Grafico("Tu promedio ponderado por periodo", tuple(barras), f"{texto}. Acumulado: {_tres(total)}.")


def _tres(promedio: Decimal | None) -> str:
    return "" if promedio is None else format(promedio.quantize(Decimal("0.001")), "f")


def _problema(hechos: HechosPromedioPonderado) -> str | None:
    for curso in hechos.cursos or ():
        if nota_imposible(curso.nota):
            return f"la nota de {curso.nombre} no está entre 0 y 20"
        if curso.creditos < 1:
            return f"{curso.nombre} no puede tener {curso.creditos} créditos"
    return None
