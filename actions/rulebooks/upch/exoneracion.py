"""May a UPCH student take the sufficiency evaluation instead of a course, and until when (Art. 73, 110)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.formato import dia, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.plazos import en_dias_calendario
from actions.rulebooks.upch.cursos_comun import inicio, no_cuadra
from actions.rulebooks.upch.tramites_comun import Cuenta, aun_no_se, fecha_imposible, lugar

CALCULO = "exoneracion"
_DISENO = lugar("Art. 110")


@dataclass(frozen=True)
class HechosExoneracion:
    """What Art. 73 asks about one course. None means "not known"; `ahora` is aware (America/Lima).

    `ofrece_suficiencia`: the career offers the evaluation for this course; `inicio_curso`: its first day.
    """

    curso: str | None = None
    ofrece_suficiencia: bool | None = None
    matriculado: bool | None = None
    inicio_curso: date | None = None
    ahora: datetime | None = None


def exoneracion(hechos: HechosExoneracion, parametros: Parametros) -> Dictamen:
    """SI while the evaluation can be taken, NO when it is not offered or its time is over, DEPENDE otherwise.

    Source: UPCH Art. 73 (after the enrolment, up to the first week of the course), 110.
    """
    problema = fecha_imposible(hechos.inicio_curso)
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    cuenta = Cuenta()
    fuente = parametros.fuente("dias_evaluacion_suficiencia")
    _cuando(hechos, cuenta, parametros)
    regla = "La carrera la ofrece solo en determinados cursos"
    if hechos.ofrece_suficiencia is None:
        cuenta.paso(regla, "no sé si la ofrece en este", "pregúntalo en tu carrera", fuente)
        cuenta.ignora("si tu carrera ofrece la evaluación en ese curso", "ofrece_suficiencia")
    elif hechos.ofrece_suficiencia:
        cuenta.paso(regla, "la ofrece en este", "cumples", fuente)
    else:
        cuenta.paso(regla, "no la ofrece en este", "no hay evaluación", fuente)
        cuenta.impide.append("tu carrera no la ofrece en ese curso")
    regla = "Se rinde después de la matrícula"
    if hechos.matriculado is None:
        cuenta.paso(regla, "no sé si ya te matriculaste", "es obligatorio", fuente)
        cuenta.ignora("si ya te matriculaste", "matriculado")
    elif hechos.matriculado:
        cuenta.paso(regla, "ya te matriculaste", "cumples", fuente)
    else:
        cuenta.paso(regla, "todavía no te matriculas", "te falta", fuente)
        cuenta.pendiente.append("matricularte")
    cuenta.paso("La diseña el departamento que dicta el curso, a pedido de la facultad que la autoriza",
                "hace falta que la autoricen", "pídela en tu facultad", _DISENO)  # fmt: skip
    return _dictamen(hechos, cuenta, parametros)


def _cuando(hechos: HechosExoneracion, cuenta: Cuenta, parametros: Parametros) -> None:
    dias, fuente = parametros.entero("dias_evaluacion_suficiencia"), parametros.fuente("dias_evaluacion_suficiencia")
    regla = "Se rinde hasta la primera semana del curso"
    if hechos.inicio_curso is None:
        cuenta.paso(regla, "no sé cuándo empieza el curso", f"son sus primeros {dias} días", fuente)
        cuenta.ignora("qué día empieza el curso", "inicio_curso")
        return
    plazo = en_dias_calendario(hechos.inicio_curso, dias - 1)
    cuenta.paso(regla, f"empieza el {dia(hechos.inicio_curso)}", f"hasta el {plazo.texto}", fuente)
    if hechos.ahora is None:
        cuenta.falta.append("qué día la rendirías")
    elif plazo.vencido(hechos.ahora):
        cuenta.impide.append(f"la primera semana del curso terminó el {plazo.texto}")
    else:
        cuenta.siguiente.append(f"Ríndela a más tardar el {plazo.texto}: {plazo.resta(hechos.ahora)}.")


def _dictamen(hechos: HechosExoneracion, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    nombre = inicio(hechos.curso)
    if cuenta.veredicto is Veredicto.NO:
        cuenta.siguiente.clear()
        return cuenta.dictamen(CALCULO, f"{nombre}No puedes dar la evaluación de suficiencia: {lista(cuenta.impide)}.")
    cuenta.siguiente.append("Pide la evaluación en tu facultad, que la solicita al departamento del curso.")
    if cuenta.veredicto is Veredicto.SI:
        hasta = ""
        if hechos.inicio_curso is not None:
            dias = parametros.entero("dias_evaluacion_suficiencia")
            hasta = f", hasta el {en_dias_calendario(hechos.inicio_curso, dias - 1).texto}"
        return cuenta.dictamen(CALCULO, f"{nombre}Sí, puedes dar la evaluación de suficiencia{hasta}.")
    if cuenta.falta:
        resumen = (
            "Puedes dar la evaluación de suficiencia si tu carrera la ofrece en ese curso, ya matriculado y hasta "
        )
        resumen += f"su primera semana{aun_no_se(cuenta.falta)}"
    else:
        resumen = f"Podrás dar la evaluación de suficiencia cuando cumplas lo que te falta: {lista(cuenta.pendiente)}."
    return cuenta.dictamen(CALCULO, f"{nombre}{resumen}")
