"""The weighted averages of a UPN student: of each cycle (PPS) and of all courses (PPH) (Art. 16, 31 b-c, 32, 49)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.notas import MAXIMA, MINIMA, nota_imposible, redondear_entero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.promedios import promedio_por_creditos
from actions.rulebooks.upn.textos import no_cuadra

CALCULO = "promedio_ponderado"
_PPS = Fuente("upn", "Art. 31 b")
_PPH = Fuente("upn", "Art. 31 c")
_CERO = Fuente("upn", "Art. 16")
_REDONDEO = Fuente("upn", "Art. 27 a")
_NOTA = "la nota final"
_ULTIMOS = 6  # cycles shown in the picture


class Origen(Enum):
    """Where a course was taken: only those of the University itself enter the averages."""

    UPN = "upn"
    CONVALIDADO = "convalidado"
    INTERCAMBIO = "intercambio"
    OTRA_INSTITUCION = "otra_institucion"


_FUERA = {
    Origen.CONVALIDADO: ("Los cursos convalidados no entran en los promedios", Fuente("upn", "Art. 49 b")),
    Origen.INTERCAMBIO: ("Los cursos de un intercambio no entran en los promedios", Fuente("upn", "Art. 49 c")),
    Origen.OTRA_INSTITUCION: (
        "Los cursos llevados en otra institución antes de ingresar no entran",
        Fuente("upn", "Art. 32 g"),
    ),
}


@dataclass(frozen=True)
class CursoCalificado:
    """A course with its final grade (0-20) and credits. `periodo` None: not told. An inhabilitado's grade is 0."""

    nombre: str = ""
    creditos: int | None = None
    nota: Decimal | None = None
    periodo: str | None = None
    es_verano: bool = False
    origen: Origen = Origen.UPN
    inhabilitado: bool = False


@dataclass(frozen=True)
class HechosPromedioPonderado:
    """All courses of closed periods, failed attempts too, oldest period first. None means "not known".

    `periodo_en_curso`: the one that has not closed and does not count yet.
    """

    cursos: tuple[CursoCalificado, ...] | None = None
    periodo_en_curso: str | None = None


def promedio_ponderado(hechos: HechosPromedioPonderado, parametros: Parametros) -> Dictamen:
    """The last regular cycle's average (PPS) and the average of everything (PPH), to hundredths.

    `valor`: the average of all courses told (the PPH when they are all). DEPENDE while a grade or credits are missing,
    with the PPS where its own cycle is complete. Source: UPN Art. 31 b-c, 16, 32 d-g, 49 b-c. Grades outside 0-20 or
    negative credits give a CONTRADICCION.
    """
    cursos = hechos.cursos or ()
    contradiccion = _contradiccion(cursos)
    if contradiccion:
        return no_cuadra(CALCULO, contradiccion)
    cerrados = tuple(c for c in cursos if not hechos.periodo_en_curso or c.periodo != hechos.periodo_en_curso)
    cuentan = tuple(c for c in cerrados if c.origen is Origen.UPN and c.creditos != 0)
    avisos: tuple[str, ...] = ()
    if hechos.periodo_en_curso:
        avisos = (f"Los cursos de {hechos.periodo_en_curso} todavía no cuentan: entran cuando cierre el periodo.",)
    if cursos and not cuentan:
        return _ninguno_cuenta(cursos, cerrados, avisos)
    semestral = _ultimo_semestral(cuentan)
    historico = None if any(map(_falta_de, cuentan)) else promedio_por_creditos(_pares(cuentan))
    if historico is None:
        return _no_se_puede(cerrados, cuentan, semestral, avisos)
    if not all(c.periodo for c in cuentan):
        cuales = "ese curso" if len(cuentan) == 1 else f"esos {len(cuentan)} cursos"
        resumen = f"El promedio ponderado de {cuales} es {historico}."
        pasos: tuple[Paso, ...] = (_paso_de_la_cuenta(cuentan, historico, _PPS),)
    elif semestral:
        resumen = f"Tu promedio ponderado semestral ({semestral.periodo}) es {semestral.promedio} y el histórico, "
        resumen += f"{historico}."
        pasos = (semestral.paso, _paso_de_la_cuenta(cuentan, historico, _PPH))
    else:
        resumen = f"Tu promedio ponderado histórico es {historico}."
        pasos = (_paso_de_la_cuenta(cuentan, historico, _PPH),)
    return Dictamen(
        CALCULO, Veredicto.VALOR, resumen, (*pasos, *_pasos_especiales(cerrados)), historico, avisos=avisos,
        grafico=_grafico(cuentan),
    )  # fmt: skip


@dataclass(frozen=True)
class _Semestral:
    """The average of one cycle, and how it came about."""

    periodo: str
    promedio: Decimal
    paso: Paso


def _ultimo_semestral(cuentan: Sequence[CursoCalificado]) -> _Semestral | None:
    """The last regular cycle's average; None without one, or with a grade or credits missing in it."""
    regulares = _por_periodo([c for c in cuentan if not c.es_verano])
    if not regulares or not all(c.periodo for c in cuentan):
        return None
    periodo, cursos = list(regulares.items())[-1]
    promedio = None if any(map(_falta_de, cursos)) else promedio_por_creditos(_pares(cursos))
    return None if promedio is None else _Semestral(periodo, promedio, _paso_de_la_cuenta(cursos, promedio, _PPS))


def _falta_de(curso: CursoCalificado) -> str:
    """What is not known of a course: `la nota final de Física`; empty when everything is."""
    faltan = [
        *([_NOTA] if _nota(curso) is None else []),
        *(["los créditos"] if curso.creditos is None else []),
    ]
    return f"{lista(faltan)} de {curso.nombre or 'un curso'}" if faltan else ""


def _nota(curso: CursoCalificado) -> Decimal | None:
    return MINIMA if curso.inhabilitado else curso.nota


def _pares(cursos: Sequence[CursoCalificado]) -> list[tuple[Decimal, int]]:
    pares = ((_nota(c), c.creditos) for c in cursos)
    return [(nota, creditos) for nota, creditos in pares if nota is not None and creditos is not None]


def _por_periodo(cursos: Sequence[CursoCalificado]) -> dict[str, list[CursoCalificado]]:
    """The courses by period, in the order in which the periods first appear."""
    grupos: dict[str, list[CursoCalificado]] = {}
    for curso in cursos:
        if curso.periodo:
            grupos.setdefault(curso.periodo, []).append(curso)
    return grupos


def _ninguno_cuenta(
    cursos: Sequence[CursoCalificado], cerrados: Sequence[CursoCalificado], avisos: tuple[str, ...]
) -> Dictamen:
    """All of them are recognised, taken elsewhere, without credits or of the period that has not closed."""
    hecho = "ninguno de los que dices cuenta" if cerrados else "todos los que dices son del periodo en curso"
    sin_creditos = [c.nombre or "un curso" for c in cerrados if c.origen is Origen.UPN]
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, "Todavía no tienes promedio ponderado: ninguno de esos cursos entra en la cuenta.",
        (Paso("El promedio pesa por créditos los cursos llevados en la universidad, ya cerrados", hecho,
              "no hay qué promediar", _PPS),
         *([Paso("La nota de cada curso se multiplica por sus créditos", f"sin créditos: {lista(sin_creditos)}",
                 "no suma", _PPS)] if sin_creditos else []),
         *_pasos_especiales(cerrados)),
        falta=("los cursos que cerraste en UPN, con su nota final y sus créditos",), avisos=avisos,
    )  # fmt: skip


def _no_se_puede(
    cerrados: Sequence[CursoCalificado],
    cuentan: Sequence[CursoCalificado],
    semestral: _Semestral | None,
    avisos: tuple[str, ...],
) -> Dictamen:
    """What is missing, the semester's average where it can be told, and how the student does the sum."""
    nombradas = dict.fromkeys(falta_de for c in cuentan if (falta_de := _falta_de(c)))
    falta = tuple(nombradas) or ("la nota final y los créditos de cada curso",)
    una_nota = len(falta) == 1 and falta[0].startswith(f"{_NOTA} de")
    me_falta = f"me {'falta' if una_nota else 'faltan'} {lista(falta)}"
    resumen = f"Para tu promedio ponderado {me_falta}."
    paso = Paso("Cada nota final se multiplica por sus créditos, se suma y se divide entre el total de créditos",
                me_falta, "queda con dos decimales", _PPS)  # fmt: skip
    if semestral:
        resumen = (
            f"Tu promedio ponderado semestral ({semestral.periodo}) es {semestral.promedio}. Para el histórico "
            f"{me_falta}."
        )
        paso = semestral.paso
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen,
        (paso,
         Paso("El histórico se saca igual, con todos tus cursos hasta la fecha", me_falta,
              "cuentan también los desaprobados", _PPH), *_pasos_especiales(cerrados)),
        falta=falta,
        siguiente=("Multiplica la nota final de cada curso por sus créditos, suma todo y divídelo entre el total de "
                   "créditos.",),
        avisos=avisos,
    )  # fmt: skip


def _paso_de_la_cuenta(cursos: Sequence[CursoCalificado], promedio: Decimal | None, fuente: Fuente) -> Paso:
    pares = _pares(cursos)
    creditos = sum(c for _, c in pares)
    puntos = sum((redondear_entero(nota) * c for nota, c in pares), MINIMA)
    regla = (
        "El semestral pesa la nota final de cada curso por sus créditos"
        if fuente is _PPS
        else "El histórico se saca igual, con todos los cursos acumulados, también los desaprobados"
    )
    return Paso(
        regla, f"{cantidad(len(pares), 'curso')}: {puntos:f} puntos entre {cantidad(creditos, 'crédito')}",
        f"{promedio} (dos decimales)", fuente,
    )  # fmt: skip


def _pasos_especiales(cursos: Sequence[CursoCalificado]) -> tuple[Paso, ...]:
    """What stays out, an inhabilitado's zero and the grades that had to be made whole."""
    pasos = []
    for origen, (regla, fuente) in _FUERA.items():
        fuera = [c.nombre or "un curso" for c in cursos if c.origen is origen]
        if fuera:
            pasos.append(Paso(regla, lista(fuera), "no cuenta" if len(fuera) == 1 else "no cuentan", fuente))
    inhabilitados = [c.nombre or "un curso" for c in cursos if c.inhabilitado and c.origen is Origen.UPN]
    if inhabilitados:
        pasos.append(Paso("El 0 de una inhabilitación entra en los promedios", lista(inhabilitados), "cuenta con 0",
                          _CERO))  # fmt: skip
    if any(n != redondear_entero(n) for n, _ in _pares([c for c in cursos if c.origen is Origen.UPN])):
        pasos.append(Paso("La nota final de un curso no lleva decimales", "alguna de las que dices los tiene",
                          "la redondeé antes de promediar", _REDONDEO))  # fmt: skip
    return tuple(pasos)


def _grafico(cursos: Sequence[CursoCalificado]) -> Grafico | None:
    """The averages of the last cycles; None with fewer than two of them."""
    por_periodo = [(periodo, promedio_por_creditos(_pares(c))) for periodo, c in _por_periodo(cursos).items()]
    promedios = [(periodo, promedio) for periodo, promedio in por_periodo if promedio is not None][-_ULTIMOS:]
    if len(promedios) < 2:
        return None
    texto = lista([f"{periodo}, {promedio}" for periodo, promedio in promedios])
    return Grafico(
        "Tu promedio ponderado por periodo", tuple(Barra(periodo, promedio, MAXIMA) for periodo, promedio in promedios),
        f"Tu promedio ponderado por periodo: {texto}.",
    )  # fmt: skip


def _contradiccion(cursos: Sequence[CursoCalificado]) -> str | None:
    for curso in cursos:
        if nota_imposible(curso.nota):
            return f"la nota de {curso.nombre or 'un curso'} no está entre 0 y 20"
        if curso.creditos is not None and curso.creditos < 0:
            return f"los créditos de {curso.nombre or 'un curso'} no pueden ser negativos"
        if curso.inhabilitado and curso.nota:
            return f"figuras inhabilitado en {curso.nombre or 'un curso'} y a la vez con una nota distinta de 0"
    return None
