"""How many retiros extraordinarios a UPC student has used and has left (num. 2.1.4, 3.2, with 2.1.5 and 2.1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Grafico, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Cuenta, Modalidad, asignaturas, en_linea, lugar, negativo, no_cuadra

CALCULO = "retiros_extraordinarios"
_SOLICITUD = lugar("3.2")
_NOTA = lugar("2.1.5")
_DPI = lugar("2.1.6")


@dataclass(frozen=True)
class HechosRetirosExtraordinarios:
    """Courses left by retiro extraordinario. None means "not known".

    `retiros_extraordinarios`: those used so far; `por_retirar`: of how many more the student asks.
    """

    retiros_extraordinarios: int | None = None
    por_retirar: int | None = None
    modalidad: Modalidad | None = None


def retiros_extraordinarios(hechos: HechosRetirosExtraordinarios, parametros: Parametros) -> Dictamen:
    """How many retiros extraordinarios are left (VALOR), or whether `por_retirar` more fit (SI, NO).

    `valor`: those left, 0 when none. Source: UPC num. 2.1.4, 3.2, 2.1.5, 2.1.6. Negative counts give a CONTRADICCION.
    """
    menos = negativo(
        ("retiros extraordinarios", hechos.retiros_extraordinarios), ("asignaturas por retirar", hechos.por_retirar)
    )
    if menos:
        return no_cuadra(CALCULO, menos)
    tope = parametros.entero("retiros_extraordinarios_maximos")
    fuente = parametros.fuente("retiros_extraordinarios_maximos")
    regla = f"El retiro extraordinario se puede pedir de {tope} asignaturas como máximo en todo el programa"
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    cuenta.siguiente.append(
        "Cada uno se pide a la Dirección de Servicios Académicos con un motivo justificado y grave; su decisión no se "
        "apela (num. 3.2)."
    )
    usados, mas = hechos.retiros_extraordinarios, hechos.por_retirar
    if usados is None and mas is not None and mas > tope:
        cuenta.paso(regla, f"quieres retirarte de {mas}", "pasa del máximo", fuente)
        return cuenta.dictamen(CALCULO, f"No: {asignaturas(mas)} pasa del máximo de {tope}.", veredicto=Veredicto.NO)
    if usados is None:
        cuenta.paso(regla, "no sé cuántos usaste", f"te quedan {tope} menos los que usaste", fuente)
        cuenta.ignora("de cuántas asignaturas ya te dieron el retiro extraordinario", "retiros_extraordinarios")
        return cuenta.dictamen(
            CALCULO, f"Son {tope} como máximo en todo el programa: te quedan {tope} menos los que ya usaste."
        )
    quedan = max(0, tope - usados)
    cuenta.paso(regla, f"usaste {usados}", _te_quedan(quedan), fuente)
    cuenta.paso("Al volver a cursarla no se registra la nota nueva", f"usaste {usados}",
                "en el certificado figura «nota convalidada»", _NOTA)  # fmt: skip
    if quedan == 0:
        cuenta.siguiente.clear()
        cuenta.paso("Pasado el máximo, no llegar a la asistencia deja DPI con 0", f"usaste {usados}",
                    "cuida tu asistencia", _DPI)  # fmt: skip
    cuenta.paso("La Dirección de Servicios Académicos decide cada solicitud, sin apelación", "depende de tu motivo",
                "tiene que ser justificado y grave", _SOLICITUD)  # fmt: skip
    tienes = f"Usaste {usados} de {tope} retiros extraordinarios"
    if usados > tope:
        tienes = f"Usaste {usados} retiros extraordinarios y el máximo es {tope}"
    grafico = Grafico(
        "Retiros extraordinarios",
        (Barra("Usados", Decimal(usados), Decimal(tope)),),
        f"{tienes}: {_te_quedan(quedan)}.",
    )
    if mas is None or mas == 0:
        resumen = f"{tienes}: {_te_quedan(quedan)}."
        return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.VALOR, valor=quedan, grafico=grafico)
    if mas > quedan:
        resumen = f"No alcanza: {tienes[0].lower()}{tienes[1:]} y quieres {mas} más."
        return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.NO, valor=quedan, grafico=grafico)
    resumen = f"Sí, caben {mas} más: {tienes[0].lower()}{tienes[1:]}."
    return cuenta.dictamen(CALCULO, resumen, veredicto=Veredicto.SI, valor=quedan, grafico=grafico)


def _te_quedan(cuantos: int) -> str:
    if cuantos == 0:
        return "ya no te queda ninguno"
    return f"te {'queda' if cuantos == 1 else 'quedan'} {cuantos}"
