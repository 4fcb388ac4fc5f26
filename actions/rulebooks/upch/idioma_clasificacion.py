"""With which English course a UPCH student begins after the placement test (Art. 19)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import cantidad, porcentaje
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, cantidad_imposible

CALCULO = "idioma_clasificacion"


@dataclass(frozen=True)
class HechosIdiomaClasificacion:
    """The result of the placement test. None means "not known". `puntaje_clasificacion`: share 0-1."""

    puntaje_clasificacion: Decimal | None = None
    respuestas_correctas: int | None = None


def idioma_clasificacion(hechos: HechosIdiomaClasificacion, parametros: Parametros) -> Dictamen:
    """SI when the result is enough to begin with the courses of 2 credits, NO when Pre-Beginners comes first.

    Source: UPCH Art. 19 (37 %, which the article equates with 40 correct answers).
    """
    minimo, respuestas = parametros.valor("puntaje_clasificacion"), parametros.entero("respuestas_clasificacion")
    fuente = parametros.fuente("puntaje_clasificacion")
    puntaje, correctas = hechos.puntaje_clasificacion, hechos.respuestas_correctas
    problema = cantidad_imposible(correctas)
    if puntaje is not None and not 0 <= puntaje <= 1:
        problema = "un puntaje va de 0 a 100 %"
    por_puntaje = None if puntaje is None else puntaje >= minimo
    por_respuestas = None if correctas is None else correctas >= respuestas
    if not problema and None not in (por_puntaje, por_respuestas) and por_puntaje is not por_respuestas:
        problema = "el puntaje y las respuestas correctas no dicen lo mismo"
    if problema:
        return no_cuadra(CALCULO, problema)
    cuenta = Cuenta()
    cuenta.avisos.append("El examen te ubica, pero no es una certificación ni acredita el idioma.")
    regla = (
        f"Con menos de {porcentaje(minimo)} (el texto lo equipara a {respuestas} respuestas correctas) se empieza antes"
    )
    if por_puntaje is None and por_respuestas is None:
        cuenta.paso(regla, "no sé tu resultado", "con menos, primero Pre-Beginners", fuente)
        cuenta.ignora("qué porcentaje sacaste en el examen de clasificación", "puntaje_clasificacion")
        resumen = (
            f"Con {porcentaje(minimo)} o más entras a las asignaturas de inglés; con menos, antes hay Pre-Beginners."
        )
        return cuenta.dictamen(CALCULO, resumen)
    sacaste = (
        porcentaje(puntaje)
        if puntaje is not None
        else cantidad(correctas or 0, "respuesta correcta", "respuestas correctas")
    )
    if por_puntaje is False or por_respuestas is False:
        cuenta.paso(regla, f"sacaste {sacaste}", "primero Pre-Beginners", fuente)
        cuenta.siguiente.append("Lleva Pre-Beginners y después Básico inicial.")
        resumen = f"No entras directo: con {sacaste} te ofrecen primero Pre-Beginners, antes de Básico inicial."
        return cuenta.dictamen(CALCULO, resumen, Veredicto.NO)
    cuenta.paso(regla, f"sacaste {sacaste}", "no te toca Pre-Beginners", fuente)
    cuenta.siguiente.append("El Centro de Idiomas te dice en qué asignatura te ubica.")
    return cuenta.dictamen(
        CALCULO, f"Sí, con {sacaste} entras a las asignaturas de inglés sin Pre-Beginners.", Veredicto.SI
    )
