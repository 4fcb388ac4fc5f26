"""How a UPCH student stands with the language that the bachelor's degree asks for (Art. 19, 26, 157)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from actions.rulebooks.dictamen import Barra, Dictamen, Grafico
from actions.rulebooks.formato import lista, numero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upch.cursos_comun import no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, en_creditos, lugar

CALCULO = "idioma"
_NIVELES, _ASIGNATURAS, _BACHILLER = lugar("Art. 19"), lugar("Art. 26"), lugar("Art. 157")


class Idioma(Enum):
    """Which language; English has its own courses and certificates."""

    INGLES = "ingles"
    OTRO = "otro"
    NATIVA = "lengua_nativa"


class Nivel(Enum):
    """The last level reached, in the order of UPCH's English courses."""

    NINGUNO = "ninguno"
    BASICO_INICIAL = "basico_inicial"
    BASICO_ELEMENTAL = "basico_elemental"
    PRE_INTERMEDIO = "pre_intermedio"
    INTERMEDIO = "intermedio"
    AVANZADO = "avanzado"


_ORDEN = tuple(Nivel)
_ASIGNATURA = {
    Nivel.BASICO_INICIAL: "básico inicial",
    Nivel.BASICO_ELEMENTAL: "básico elemental",
    Nivel.PRE_INTERMEDIO: "preintermedio",
    Nivel.INTERMEDIO: "intermedio",
}


@dataclass(frozen=True)
class HechosIdioma:
    """The level reached. None means "not known". `idioma_reconocido`: the Centro de Idiomas certified or convalidated
    the intermediate level; `medicina`: the career is Medicine."""

    idioma: Idioma | None = None
    nivel_idioma: Nivel | None = None
    idioma_reconocido: bool | None = None
    medicina: bool | None = None


def idioma(hechos: HechosIdioma, parametros: Parametros) -> Dictamen:
    """SI when the intermediate level is reached and recognised, NO while it is not, DEPENDE when not known.

    `valor`: credits of English still missing, where they are known. Source: UPCH Art. 19 (levels, credits), 157, 26.
    """
    if hechos.idioma_reconocido and hechos.nivel_idioma is not None and not _llega(hechos.nivel_idioma):
        return no_cuadra(CALCULO, "te reconocieron el nivel intermedio, pero el que dices es menor")
    cuenta = Cuenta()
    if hechos.medicina and hechos.idioma is not Idioma.NATIVA:
        cuenta.avisos.append(
            "En Medicina, los créditos del inglés que acreditas sin llevarlo se reponen con actividades (Art. 19)."
        )
    if hechos.nivel_idioma is None and not hechos.idioma_reconocido:
        return _sin_nivel(hechos, cuenta)
    if hechos.nivel_idioma is not None and not _llega(hechos.nivel_idioma):
        return _por_llegar(hechos, hechos.nivel_idioma, cuenta, parametros)
    cuenta.paso("El bachiller pide nivel intermedio", "lo alcanzaste", "cumples", _NIVELES)
    regla = "El Centro de Idiomas lo certifica o lo convalida"
    if hechos.idioma_reconocido:
        cuenta.paso(regla, "ya te lo reconoció", "cumples", _BACHILLER)
        return cuenta.dictamen(CALCULO, "Sí, cumples con el idioma para el bachiller.", valor=Decimal(0))
    cuenta.siguiente.append("Presenta tu certificado o tus cursos al Centro de Idiomas de la universidad.")
    if hechos.idioma_reconocido is False:
        cuenta.paso(regla, "todavía no te lo reconoce", "te falta", _BACHILLER)
        cuenta.impide.append("el reconocimiento")
        resumen = "Todavía no: tienes el nivel, pero falta que el Centro de Idiomas te lo certifique o convalide."
        return cuenta.dictamen(CALCULO, resumen)
    cuenta.paso(regla, "no sé si ya te lo reconoció", "es obligatorio", _BACHILLER)
    cuenta.ignora("si el Centro de Idiomas ya te reconoció el nivel", "idioma_reconocido")
    return cuenta.dictamen(CALCULO, "Tienes el nivel que se pide; cuenta si el Centro de Idiomas te lo reconoció.")


def _llega(nivel: Nivel) -> bool:
    return _ORDEN.index(nivel) >= _ORDEN.index(Nivel.INTERMEDIO)


def _sin_nivel(hechos: HechosIdioma, cuenta: Cuenta) -> Dictamen:
    cuenta.paso("El bachiller pide nivel intermedio de un idioma extranjero o lengua nativa", "no sé tu nivel",
                "se compara", _NIVELES)  # fmt: skip
    cuenta.paso("El Centro de Idiomas lo certifica o lo convalida", "no sé tu nivel", "es obligatorio", _BACHILLER)
    cuenta.ignora("qué nivel alcanzaste", "nivel_idioma")
    resumen = "Para el bachiller necesitas un idioma en nivel intermedio, reconocido por el Centro de Idiomas."
    return cuenta.dictamen(CALCULO, resumen)


def _por_llegar(hechos: HechosIdioma, nivel: Nivel, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    regla = "El bachiller pide nivel intermedio"
    cuenta.impide.append("el nivel intermedio")
    if hechos.idioma in (Idioma.OTRO, Idioma.NATIVA):
        cuenta.paso(regla, "tu nivel es menor", "te falta", _NIVELES)
        cuenta.siguiente.append("Pregunta en el Centro de Idiomas qué certificados acepta de ese idioma.")
        return cuenta.dictamen(CALCULO, "Todavía no: necesitas llegar al nivel intermedio de ese idioma.")
    tiene = _ORDEN.index(nivel)
    por_curso, total = parametros.valor("creditos_por_asignatura_idioma"), parametros.valor("creditos_idioma")
    faltan = [nombre for otro, nombre in _ASIGNATURA.items() if _ORDEN.index(otro) > tiene]
    van, quedan = tiene * por_curso, total - tiene * por_curso
    cuenta.paso(regla, f"te falta inglés {lista(faltan, 'e')}", "todavía no", _NIVELES)
    cuenta.paso(
        f"Cada asignatura de inglés da {numero(por_curso)} créditos, {numero(total)} en total",
        f"vas por {numero(van)}",
        f"faltan {numero(quedan)}",
        parametros.fuente("creditos_por_asignatura_idioma"),
    )
    cuenta.paso("Las asignaturas de idioma son complementarias, aparte de las actividades", "cuentan por separado",
                "no reemplazan las actividades", _ASIGNATURAS)  # fmt: skip
    cuenta.siguiente.append("Puedes llevarlas en la UPCH o acreditar el nivel con un certificado reconocido.")
    verbo = "falta" if len(faltan) == 1 else "faltan"
    resumen = f"Todavía no: te {verbo} inglés {lista(faltan, 'e')} ({en_creditos(quedan)})."
    barra = Barra("Créditos de inglés", van, total, total)
    dibujo = Grafico("Avance en inglés", (barra,), f"Llevas {numero(van)} de {numero(total)} créditos de inglés.")
    return replace(cuenta.dictamen(CALCULO, resumen, valor=quedan), grafico=dibujo)
