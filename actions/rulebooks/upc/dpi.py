"""What DPI (desaprobado por inasistencia) causes at UPC (num. 2.1.6 and 2.1.7, with 2.1.4 and 3.4.1)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import NO_PREVISTO, Cuenta, Modalidad, en_linea, inicio, lugar, negativo, no_cuadra
from actions.rulebooks.upc.desaprobadas import (
    Consecuencia,
    consecuencia,
    fuente_de_la_baja,
    no_sabe,
    por_que_baja,
    problema_de_veces,
)

CALCULO = "dpi"
_REPETIR = lugar("2.1.6")
_PROMEDIO = lugar("2.1.7")
_RETIRO = lugar("2.1.3")
_DUDA = (
    "El num. 2.1.6 está escrito de forma confusa; aquí se entiende que el DPI cuenta como asignatura desaprobada. "
    "Confirma tu caso con el Director del Programa."
)


@dataclass(frozen=True)
class HechosDpi:
    """A course in which the attendance is short. None means "not known".

    `dpi`: the record already says so; `retiros_extraordinarios`: used so far, this course apart;
    `otras_desaprobadas`: other courses failed so far, DPI included; `vez`: for which time the course is taken.
    """

    curso: str | None = None
    dpi: bool | None = None
    retiros_extraordinarios: int | None = None
    otras_desaprobadas: int | None = None
    vez: int | None = None
    modalidad: Modalidad | None = None


def dpi(hechos: HechosDpi, parametros: Parametros) -> Dictamen:
    """Whether a course with short attendance can be taken again (SI) or leads to the baja (NO).

    Source: UPC num. 2.1.6 and 2.1.7 (DPI and its 0), 2.1.3 and 2.1.4 (retiro extraordinario while some are left),
    3.4.1. Counts that cannot be give a CONTRADICCION.
    """
    problema = negativo(("retiros extraordinarios", hechos.retiros_extraordinarios)) or problema_de_veces(
        hechos.otras_desaprobadas, hechos.vez
    )
    if problema:
        return no_cuadra(CALCULO, problema, hechos.curso)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    tope = parametros.entero("retiros_extraordinarios_maximos")
    usados = hechos.retiros_extraordinarios
    if not hechos.dpi and usados is not None and usados < tope:
        return _con_retiros(hechos, usados, cuenta, parametros)
    return _con_dpi(hechos, cuenta, parametros)


def _con_retiros(hechos: HechosDpi, usados: int, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    """While some retiros are left there is no DPI: one is asked for and the course taken again."""
    tope = parametros.entero("retiros_extraordinarios_maximos")
    cuenta.paso("El DPI llega solo cuando se acaban los retiros extraordinarios", f"usaste {usados} de {tope}",
                "pides uno y no quedas con DPI", parametros.fuente("retiros_extraordinarios_maximos"))  # fmt: skip
    cuenta.paso("Quien no llega a la asistencia pide el retiro extraordinario", "si te falta asistencia",
                "vuelves a cursar la asignatura", _RETIRO)  # fmt: skip
    cuenta.siguiente.append(
        "Pide el retiro extraordinario a la Dirección de Servicios Académicos, que decide sin apelación (num. 3.2)."
    )
    resumen = (
        f"Si no llegas a la asistencia no quedas con DPI: usaste {usados} de {tope} retiros extraordinarios, así que "
        "pides uno y vuelves a cursar la asignatura."
    )
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.SI)


def _con_dpi(hechos: HechosDpi, cuenta: Cuenta, parametros: Parametros) -> Dictamen:
    """With the retiros used up, or not known: what the DPI leads to."""
    tope = parametros.entero("retiros_extraordinarios_maximos")
    sin_saber = hechos.retiros_extraordinarios is None and not hechos.dpi
    hecho = "no sé cuántos usaste" if sin_saber else "figuras con DPI" if hechos.dpi else f"usaste los {tope}"
    cuenta.paso(f"Pasados los {tope} retiros extraordinarios, no llegar a la asistencia deja DPI con 0", hecho,
                "el 0 queda en tu certificado y en tu promedio final", _PROMEDIO)  # fmt: skip
    if sin_saber:
        cuenta.ignora(f"cuántos de los {tope} retiros extraordinarios usaste", "retiros_extraordinarios")
    cuenta.avisos.append(_DUDA)
    que = consecuencia(hechos.otras_desaprobadas, hechos.vez, parametros)
    regla = "El DPI cuenta como asignatura desaprobada: se repite, pagando, solo si es la única"
    if que is Consecuencia.BAJA and not sin_saber:
        porque = por_que_baja(hechos.otras_desaprobadas, hechos.vez, parametros)
        cuenta.paso(regla, porque, "baja", _REPETIR)
        cuenta.paso("Quien no puede repetirla es dado de baja", porque, "baja",
                    fuente_de_la_baja(hechos.vez, parametros))  # fmt: skip
        cuenta.paso("Lo que el reglamento no deja claro lo resuelve el Director del Programa", porque,
                    "puedes plantearle tu caso", NO_PREVISTO)  # fmt: skip
        cuenta.siguiente.append("Habla cuanto antes con el Director del Programa.")
        resumen = f"Con DPI te dan de baja: {porque}."
        return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.NO)
    if que is Consecuencia.REPITE:
        cuenta.paso(regla, "es la única", "puedes cursarla otra vez", _REPETIR)
        if sin_saber:
            return _de_las_dos_formas(hechos, tope, cuenta)
        cuenta.siguiente.append("Paga los derechos administrativos y cúrsala otra vez: es la última oportunidad.")
        resumen = "Con DPI puedes cursarla otra vez, pagando los derechos; el 0 se queda en tu promedio final."
        return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.SI)
    return _depende(hechos, que, regla, cuenta)


def _de_las_dos_formas(hechos: HechosDpi, tope: int, cuenta: Cuenta) -> Dictamen:
    """The only failed course, for the first time: it is taken again with a retiro extraordinario or with DPI."""
    cuenta.paso("Mientras quedan retiros extraordinarios se pide uno y se vuelve a cursar", "no sé cuántos usaste",
                "la cursas otra vez de las dos formas", _RETIRO)  # fmt: skip
    cuenta.siguiente.append(
        f"Si usaste menos de {tope} retiros extraordinarios, pide uno a la Dirección de Servicios Académicos, que "
        "decide sin apelación (num. 3.2)."
    )
    resumen = (
        "Puedes cursarla otra vez: con un retiro extraordinario, si te queda alguno; si no, con DPI, pagando los "
        "derechos y con un 0 que se queda en tu promedio final."
    )
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.SI)


def _depende(hechos: HechosDpi, que: Consecuencia, regla: str, cuenta: Cuenta) -> Dictamen:
    if que is Consecuencia.NO_SE_SABE:
        for duda, campo in no_sabe(hechos.otras_desaprobadas, hechos.vez):
            cuenta.ignora(duda, campo)
    resultado = "si queda DPI, es la baja" if que is Consecuencia.BAJA else "si no, es la baja"
    cuenta.paso(regla, "falta saber tu caso", resultado, _REPETIR)
    resumen = (
        "Un DPI (0 por inasistencia, con los retiros extraordinarios agotados) te deja repetir la asignatura solo si "
        "es tu única desaprobada y la primera vez; si no, te dan de baja."
    )
    return cuenta.dictamen(CALCULO, f"{inicio(hechos.curso)}{resumen}", veredicto=Veredicto.DEPENDE)
