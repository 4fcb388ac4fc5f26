"""What a UPN course's own grades tell when it is run with Coursera, whose average is another sum (FAQ 8, 11, 24)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import numero
from actions.rulebooks.notas import Evaluacion, redondear_entero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.evaluaciones import las_que_dice
from actions.rulebooks.upn.promedio_comun import paso_del_registro
from actions.rulebooks.upn.textos import inicio

_MICROCURSOS = Fuente("coursera_faq", "pregunta 8")
_CUENTA = Fuente("coursera_faq", "pregunta 11")
_EXAMEN = Fuente("coursera_faq", "pregunta 24")
_PASO_APARTE = Paso("En los cursos con Coursera el parcial es el promedio de los microcursos",
                    "el curso es con Coursera", "se calcula aparte", _CUENTA)  # fmt: skip
_PREGUNTA = "Pregúntame por la nota final de tu curso con Coursera."


def curso_coursera(
    calculo: str,
    curso: str | None,
    evaluaciones: Sequence[Evaluacion],
    promedio_final: Decimal | None,
    parametros: Parametros,
) -> Dictamen:
    """NO when the final exam or the average on record fails; otherwise VALOR, which leads to Coursera's calculation.

    Source: FAQ UPN-Coursera 8, 11, 24; UPN Art. 27 a.
    """
    minima = parametros.valor("nota_aprobatoria")
    examen = _examen_final(evaluaciones)
    if examen is not None and examen < minima:
        return Dictamen(
            calculo, Veredicto.NO, f"{inicio(curso)}No apruebas: en un curso con Coursera hay que aprobar el examen "
            f"final con {numero(minima)} o más y tienes {examen}.", (_PASO_APARTE, _paso_del_examen(examen, minima)),
        )  # fmt: skip
    if promedio_final is None:
        return Dictamen(
            calculo, Veredicto.VALOR, f"{inicio(curso)}Es un curso con Coursera y su nota sale de otra cuenta: los "
            "microcursos forman el examen parcial y el final se da en Blackboard.", (_PASO_APARTE,),
            siguiente=(_PREGUNTA,),
        )  # fmt: skip
    registrado = redondear_entero(promedio_final)
    if registrado < minima:
        return Dictamen(
            calculo, Veredicto.NO, f"{inicio(curso)}Tu promedio final registrado es {registrado}: no aprobaste el "
            "curso.", paso_del_registro(registrado, parametros), registrado,
        )  # fmt: skip
    return Dictamen(
        calculo, Veredicto.VALOR, f"{inicio(curso)}Tu promedio final registrado es {registrado}, pero en un curso con "
        "Coursera eso solo no basta: además hay que certificar todos los microcursos y aprobar el examen final.",
        (_PASO_APARTE,
         Paso("Hay que aprobar todos los microcursos", "no sé si los aprobaste todos", "es obligatorio", _MICROCURSOS),
         _paso_del_examen(examen, minima)),
        siguiente=(_PREGUNTA,),
    )  # fmt: skip


def _examen_final(evaluaciones: Sequence[Evaluacion]) -> Decimal | None:
    """The final exam's grade without decimals; None while there is none, or it is not clear which it is."""
    finales = las_que_dice("final", evaluaciones)
    nota = finales[0].nota if len(finales) == 1 else None
    return None if nota is None else redondear_entero(nota)


def _paso_del_examen(examen: Decimal | None, minima: Decimal) -> Paso:
    regla = f"Hay que aprobar el examen final; en UPN se aprueba con {numero(minima)}"
    if examen is None:
        return Paso(regla, "no sé tu nota", "es obligatorio", _EXAMEN)
    return Paso(regla, f"tu examen final es {examen}", "cumples" if examen >= minima else "no cumples", _EXAMEN)
