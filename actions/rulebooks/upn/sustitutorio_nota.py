"""What a UPN sustitutorio would do to a course's final average, and the grade needed in it (Art. 23 a, c, d)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.formato import lista, numero
from actions.rulebooks.notas import MINIMA, Evaluacion, nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.evaluaciones import (
    Promedio,
    TipoEvaluacion,
    clave_de,
    con_articulo,
    con_pesos,
    es_continua_entera,
    nombre_de,
    nombres,
    nota_del_sustitutorio,
    nota_necesaria,
    problema,
    promedio_final,
    sin_nota,
    sin_peso,
    sin_sustitutorio,
    tipo_de,
)
from actions.rulebooks.upn.promedio_comun import (
    faltan_evaluaciones,
    faltan_pesos,
    grafico,
    pasos_del_promedio,
    sin_promedio,
)
from actions.rulebooks.upn.textos import inicio, no_cuadra

CALCULO = "sustitutorio_nota"
_REEMPLAZA = Fuente("upn", "Art. 23 a")
_REQUISITOS = Fuente("upn", "Art. 23 b")
_AUSENTE = Fuente("upn", "Art. 23 d")
_COURSERA = Fuente("coursera_faq", "pregunta 18")
_REGLA = "El sustitutorio reemplaza una sola nota: el Parcial, el Final o una T"
_CAMBIO = "La nota nueva entra con el peso de la que reemplaza"
_QUIEN_ELIGE = (
    "El reglamento no dice quién elige la nota que se reemplaza: míralo en tu sílabo y, si no lo aclara, decide "
    "Secretaría Académica."
)
_AUNQUE_BAJE = "La nota del sustitutorio queda en lugar de la anterior aunque sea menor (Art. 23 a)."
_PAGO = "Sin el pago o la autorización de No Pago, la nota no se registra (Art. 23 c)."
_CADA_T = "la nota y el peso de cada T, por si reemplaza una de ellas"
_PREGUNTA_REQUISITOS = "Pregúntame si puedes rendir el sustitutorio: tiene sus propios requisitos y fechas."


@dataclass(frozen=True)
class HechosSustitutorioNota:
    """The grades of a course and the sustitutorio's. None means "not known".

    `evaluaciones` and `pesos` as in the course's average. `reemplaza`: the evaluation whose grade gives way
    (`parcial`, `final`, `t1`). `nota_sustitutorio`: obtained or supposed (0-20). `rindio`: False when the student
    does not go or does not send it.
    """

    curso: str | None = None
    tipo: TipoClase | None = None
    en_silabo: bool | None = None
    evaluaciones: tuple[Evaluacion, ...] | None = None
    pesos: tuple[Evaluacion, ...] | None = None
    reemplaza: str | None = None
    nota_sustitutorio: Decimal | None = None
    rindio: bool | None = None
    inhabilitado: bool | None = None
    retirado: bool = False


def sustitutorio_nota(hechos: HechosSustitutorioNota, parametros: Parametros) -> Dictamen:
    """Whether the course is passed with the sustitutorio (SI, NO), or which grade is needed in it (VALOR).

    `valor`: with VALOR the grade needed (the lowest, while it is not known which grade it replaces); with SI and NO
    the final average, where it is one and the same. Source: UPN Art. 23 a, c, d; 27 a, 31 a, 16; FAQ UPN-Coursera 18.
    """
    evaluaciones = con_pesos(sin_sustitutorio(hechos.evaluaciones), hechos.pesos if hechos.evaluaciones else None)
    if hechos.nota_sustitutorio is None:
        hechos = replace(hechos, nota_sustitutorio=nota_del_sustitutorio(hechos.evaluaciones))
    contradiccion = problema(evaluaciones) or _contradiccion(hechos, evaluaciones)
    if contradiccion:
        return no_cuadra(CALCULO, contradiccion, hechos.curso)
    imposible = _no_hay(hechos) or sin_promedio(CALCULO, hechos.curso, hechos.inhabilitado, hechos.retirado)
    if imposible:
        return imposible
    if hechos.rindio is False:
        return _ausente(hechos, evaluaciones, parametros)
    if not evaluaciones:
        return _sin_evaluaciones(hechos, parametros)
    if sin_peso(evaluaciones):
        dictamen = faltan_pesos(CALCULO, hechos.curso, evaluaciones, hechos.pesos is None, parametros)
        return _con_la_regla(dictamen, hechos)
    # What was not taken counts 0 (Art. 29 a), and makes no difference where the sustitutorio replaces it.
    evaluaciones = tuple(
        replace(e, nota=MINIMA) if e.nota is None and e in _elegida(hechos, evaluaciones) else e for e in evaluaciones
    )
    if sin_nota(evaluaciones):
        return _sin_notas(hechos, evaluaciones, parametros)
    if hechos.nota_sustitutorio is None:
        return _necesaria(hechos, evaluaciones, parametros)
    return _con_nota(hechos, evaluaciones, hechos.nota_sustitutorio, parametros)


def _contradiccion(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion]) -> str | None:
    if nota_imposible(hechos.nota_sustitutorio):
        return "la nota del sustitutorio va de 0 a 20"
    if hechos.rindio is False and hechos.nota_sustitutorio is not None:
        return "dices que no diste el sustitutorio y a la vez qué nota sacaste en él"
    if hechos.reemplaza is not None and evaluaciones and not _elegida(hechos, evaluaciones):
        elegida = Evaluacion(hechos.reemplaza)
        de_la_continua = tipo_de(elegida) is TipoEvaluacion.CONTINUA and not es_continua_entera(elegida)
        if not (de_la_continua and any(es_continua_entera(e) for e in evaluaciones)):
            return (
                f"el sustitutorio reemplaza el Parcial, el Final o una T, y «{hechos.reemplaza}» no es una de tus notas"
            )
    return None


def _no_hay(hechos: HechosSustitutorioNota) -> Dictamen | None:
    if hechos.tipo is TipoClase.COURSERA:
        paso = Paso("Los cursos con Coursera no tienen sustitutorio", "el curso es con Coursera", "no hay", _COURSERA)
        resumen = "Es un curso con Coursera y esos cursos no tienen sustitutorio."
    elif hechos.en_silabo is False:
        paso = Paso("El sílabo del curso dice si hay sustitutorio", "el sílabo no lo contempla", "no hay", _REEMPLAZA)
        resumen = "No hay sustitutorio que pueda cambiar tu nota: el sílabo no lo contempla."
    else:
        return None
    return Dictamen(CALCULO, Veredicto.NO, f"{inicio(hechos.curso)}{resumen}", (paso,))


def _ausente(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion], parametros: Parametros) -> Dictamen:
    """Who does not go keeps the original grades (Art. 23 d)."""
    paso = Paso("Quien no va al sustitutorio, o no lo envía, mantiene sus notas", "no lo rendiste",
                "tus notas no cambian", _AUSENTE)  # fmt: skip
    resumen = "Si no das el sustitutorio conservas tus notas originales: no te ponen 0 por faltar."
    if not evaluaciones or sin_peso(evaluaciones) or sin_nota(evaluaciones):
        return Dictamen(CALCULO, Veredicto.VALOR, f"{inicio(hechos.curso)}{resumen}", (paso,))
    promedio = promedio_final(evaluaciones)
    minima = parametros.valor("nota_aprobatoria")
    aprueba = promedio.final >= minima
    return Dictamen(
        CALCULO, Veredicto.SI if aprueba else Veredicto.NO,
        f"{inicio(hechos.curso)}{resumen} Tu promedio final queda en {promedio.texto}: "
        f"{'apruebas' if aprueba else 'no apruebas'}.",
        (paso, *pasos_del_promedio(evaluaciones, promedio, parametros)), promedio.final,
        grafico=grafico(evaluaciones, hechos.curso, minima),
    )  # fmt: skip


def _sin_evaluaciones(hechos: HechosSustitutorioNota, parametros: Parametros) -> Dictamen:
    return _con_la_regla(faltan_evaluaciones(CALCULO, hechos.curso, hechos.evaluaciones is None, parametros), hechos)


def _con_la_regla(dictamen: Dictamen, hechos: HechosSustitutorioNota) -> Dictamen:
    """The same with what holds for any grades: what it replaces, that it stays, who chooses."""
    return replace(dictamen, pasos=(_paso_de_la_regla(hechos), *dictamen.pasos), avisos=_avisos(hechos))


def _paso_de_la_regla(hechos: HechosSustitutorioNota) -> Paso:
    if hechos.reemplaza is None:
        return Paso(_REGLA, "no sé cuál reemplazaría", "entra en su lugar, aunque sea menor", _REEMPLAZA)
    nombre = con_articulo(Evaluacion(hechos.reemplaza))
    return Paso(_REGLA, f"reemplaza {nombre}", "entra en su lugar, aunque sea menor", _REEMPLAZA)


def _avisos(hechos: HechosSustitutorioNota) -> tuple[str, ...]:
    quien = (_QUIEN_ELIGE,) if hechos.reemplaza is None else ()
    silabo = () if hechos.en_silabo else ("Vale si el sílabo de tu curso prevé un sustitutorio (Art. 23 a).",)
    return (*quien, _AUNQUE_BAJE, *silabo, _PAGO)


def _sin_notas(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion], parametros: Parametros) -> Dictamen:
    faltan = nombres(sin_nota(evaluaciones))
    minima = parametros.valor("nota_aprobatoria")
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"{inicio(hechos.curso)}Todavía falta tu nota en {faltan}. Con todas tus notas te "
        f"digo cuánto necesitas en el sustitutorio para llegar a {numero(minima)}.",
        (_paso_de_la_regla(hechos),
         Paso(f"Se aprueba con {numero(minima)} o más", f"falta {faltan}", "todavía no se puede calcular",
              parametros.fuente("nota_aprobatoria"))),
        falta=(f"tu nota en {faltan} (0 si no lo rendiste)",),
        siguiente=("Dime esa nota, o una supuesta, y lo calculo.",), avisos=_avisos(hechos),
        pide=("reemplaza",) if hechos.reemplaza is None and len(sin_nota(evaluaciones)) == 1 else (),
        grafico=grafico(evaluaciones, hechos.curso, minima),
    )  # fmt: skip


def _reemplazables(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion]) -> tuple[Evaluacion, ...]:
    """Those whose grade may give way: the one named, or else every Parcial, Final and T (not the whole continua)."""
    if hechos.reemplaza is not None:
        return _elegida(hechos, evaluaciones)
    return tuple(e for e in evaluaciones if not es_continua_entera(e))


def _elegida(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion]) -> tuple[Evaluacion, ...]:
    clave = clave_de(Evaluacion(hechos.reemplaza or ""))
    return tuple(e for e in evaluaciones if clave_de(e) == clave and not es_continua_entera(e))


def _con(evaluaciones: Sequence[Evaluacion], cual: Evaluacion, nota: Decimal | None) -> tuple[Evaluacion, ...]:
    """The evaluations with another grade in one of them."""
    return tuple(replace(e, nota=nota) if e is cual else e for e in evaluaciones)


def _si_reemplaza_una_t(
    hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion], minima: Decimal
) -> frozenset[bool]:
    """How it may end (True: passed) when one T gives way, of which only the whole continua is known."""
    if hechos.reemplaza is not None and _elegida(hechos, evaluaciones):
        return frozenset()
    entera = next((e for e in evaluaciones if es_continua_entera(e)), None)
    if entera is None:
        return frozenset()
    necesaria = nota_necesaria(_con(evaluaciones, entera, None), minima)
    if necesaria is None:
        return frozenset({False})
    return frozenset({True}) if necesaria == 0 else frozenset({True, False})


def _necesaria(hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion], parametros: Parametros) -> Dictamen:
    minima = parametros.valor("nota_aprobatoria")
    actual = promedio_final(evaluaciones)
    por_cada_una = {
        e: nota_necesaria(_con(evaluaciones, e, None), minima) for e in _reemplazables(hechos, evaluaciones)
    }
    posibles = {e: nota for e, nota in por_cada_una.items() if nota is not None}
    detalle = "; ".join(f"{numero(nota)} si reemplaza {con_articulo(e)}" for e, nota in posibles.items())
    imposibles = [con_articulo(e) for e, nota in por_cada_una.items() if nota is None]
    quizas = True in _si_reemplaza_una_t(hechos, evaluaciones, minima)
    ni_asi = f" Si reemplaza {lista(imposibles, 'o')}, ni con 20 alcanza." if posibles and imposibles else ""
    valor: Decimal | None = min(posibles.values(), default=None)
    falta = (_CADA_T,) if quizas else ()
    if actual.final >= minima:
        veredicto, valor = Veredicto.SI, actual.final
        resumen = f"Ya apruebas con {actual.texto}, sin sustitutorio."
        if detalle:
            resumen += f" Si lo das, la nota nueva queda aunque baje; para seguir aprobado necesitas {detalle}."
    elif posibles:
        veredicto = Veredicto.VALOR
        resumen = f"Tu promedio final es {actual.texto}. Para aprobar necesitas en el sustitutorio {detalle}.{ni_asi}"
    elif quizas:
        veredicto = Veredicto.DEPENDE
        resumen = (
            f"Tu promedio final es {actual.texto} y solo podrías llegar a {numero(minima)} si el sustitutorio "
            "reemplaza una T: para calcularlo necesito la nota y el peso de cada T."
        )
    else:
        veredicto, valor = Veredicto.NO, actual.final
        resumen = f"Tu promedio final es {actual.texto} y ni con 20 en el sustitutorio llegas a {numero(minima)}."
    pasos = (
        _paso_de_la_regla(hechos),
        *(Paso(_CAMBIO, f"si reemplaza {con_articulo(e)}, que tiene {numero(e.nota or Decimal(0))}",
               f"necesitas {numero(nota)}" if nota is not None else "ni con 20 alcanza", _REEMPLAZA)
          for e, nota in por_cada_una.items()),
        *pasos_del_promedio(evaluaciones, actual, parametros),
    )  # fmt: skip
    return Dictamen(
        CALCULO, veredicto, f"{inicio(hechos.curso)}{resumen}", pasos, valor, falta,
        (_PREGUNTA_REQUISITOS,) if veredicto is not Veredicto.NO else (), _avisos(hechos), puede_cambiar=("tus notas",),
        grafico=grafico(evaluaciones, hechos.curso, minima),
    )  # fmt: skip


def _con_nota(
    hechos: HechosSustitutorioNota, evaluaciones: Sequence[Evaluacion], nota: Decimal, parametros: Parametros
) -> Dictamen:
    """What the average is with the sustitutorio's grade, for every grade that it may replace."""
    minima = parametros.valor("nota_aprobatoria")
    actual = promedio_final(evaluaciones)
    nuevos = {e: promedio_final(_con(evaluaciones, e, nota)) for e in _reemplazables(hechos, evaluaciones)}
    una_t = _si_reemplaza_una_t(hechos, evaluaciones, minima)
    resultados = {promedio.final >= minima for promedio in nuevos.values()} | una_t
    veredicto = {frozenset({True}): Veredicto.SI, frozenset({False}): Veredicto.NO}.get(
        frozenset(resultados), Veredicto.DEPENDE
    )
    dudoso = veredicto is Veredicto.DEPENDE
    pide = ("reemplaza",) if dudoso and hechos.reemplaza is None else ()
    falta = (*(("qué nota reemplaza",) if pide else ()), *((_CADA_T,) if una_t and dudoso else ()))
    finales = {promedio.final for promedio in nuevos.values()}
    pasos = (
        _paso_de_la_regla(hechos),
        *(_paso_del_cambio(e, nota, actual, promedio) for e, promedio in nuevos.items()),
        Paso(f"Se aprueba con {numero(minima)} o más", f"sin sustitutorio tienes {actual.final}",
             f"con él {_como(veredicto)}", parametros.fuente("nota_aprobatoria")),
    )  # fmt: skip
    return Dictamen(
        CALCULO, veredicto,
        f"{inicio(hechos.curso)}Con {numero(nota)} en el sustitutorio {_detalle(nuevos, veredicto, minima)}.",
        pasos, finales.pop() if len(finales) == 1 and not una_t else None, falta, avisos=_avisos(hechos), pide=pide,
        grafico=grafico(evaluaciones, hechos.curso, minima),
    )  # fmt: skip


def _paso_del_cambio(evaluacion: Evaluacion, nota: Decimal, actual: Promedio, nuevo: Promedio) -> Paso:
    baja = ", menos que antes" if nuevo.final < actual.final else ""
    return Paso(
        _CAMBIO, f"{numero(nota)} en lugar de {numero(evaluacion.nota or MINIMA)} ({nombre_de(evaluacion)})",
        f"el promedio final queda en {nuevo.final}{baja}", _REEMPLAZA,
    )  # fmt: skip


def _como(veredicto: Veredicto) -> str:
    return {Veredicto.SI: "apruebas", Veredicto.NO: "no apruebas"}.get(veredicto, "depende de qué nota reemplace")


def _detalle(nuevos: dict[Evaluacion, Promedio], veredicto: Veredicto, minima: Decimal) -> str:
    """`apruebas: tu promedio final sería 12 (11.6 antes de redondear)`; with a doubt, with which of them."""
    if not nuevos:
        return f"{_como(veredicto)}; para el promedio exacto necesito la nota y el peso de cada T"
    if veredicto is not Veredicto.DEPENDE:
        finales = [promedio.final for promedio in nuevos.values()]
        if len(nuevos) == 1:
            cual, promedio = next(iter(nuevos.items()))
            return f"{_como(veredicto)}: si reemplaza {con_articulo(cual)}, tu promedio final sería {promedio.texto}"
        rango = f"{min(finales)}" if min(finales) == max(finales) else f"entre {min(finales)} y {max(finales)}"
        return f"{_como(veredicto)}, reemplace la que reemplace: tu promedio final sería {rango}"
    aprueban = [con_articulo(e) for e, promedio in nuevos.items() if promedio.final >= minima]
    fallan = [con_articulo(e) for e, promedio in nuevos.items() if promedio.final < minima]
    partes = [
        *([f"apruebas si reemplaza {lista(aprueban, 'o')}"] if aprueban else []),
        *([f"no, si reemplaza {lista(fallan, 'o')}"] if fallan else []),
    ]
    return f"{_como(veredicto)}: {'; '.join(partes)}"
