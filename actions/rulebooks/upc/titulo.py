"""What a UPC student still needs for the diploma of magíster (num. 5.6, with 1.1 c-d)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Veredicto
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upc.comun import Condicion, Cuenta, Modalidad, en_linea, lugar, no_cuadra
from actions.rulebooks.upc.egreso_comun import exige_al_dia, exige_malla, exige_todo_pagado, problema_de_malla, te_falta

CALCULO = "titulo"
_DIPLOMA = lugar("5.6")
_TESIS = lugar("1.1 c")
_IDIOMA = lugar("1.1 d")


@dataclass(frozen=True)
class HechosTitulo:
    """What the diploma asks for. None means "not known".

    `malla_completa`: all courses passed (`pendientes`: those missing); `tesis_aprobada`: thesis defended and passed;
    `segundo_idioma`: its constancia; `derechos_emision`: the fee of the diploma is paid. `deudas` and `por_vencer`:
    what the record says is overdue and still to fall due (empty: nothing); `tiene_deuda` and `deuda_por_vencer`: what
    the student says of them.
    """

    malla_completa: bool | None = None
    pendientes: tuple[str, ...] | None = None
    tesis_aprobada: bool | None = None
    segundo_idioma: bool | None = None
    derechos_emision: bool | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None
    por_vencer: tuple[str, ...] | None = None
    deuda_por_vencer: bool | None = None
    modalidad: Modalidad | None = None


def titulo(hechos: HechosTitulo, _parametros: Parametros) -> Dictamen:
    """Whether the diploma can be received (SI) or what is missing (NO). Source: UPC num. 5.6, 1.1 c, 1.1 d.

    A complete curriculum with courses missing gives a CONTRADICCION.
    """
    imposible = problema_de_malla(hechos.malla_completa, hechos.pendientes)
    if imposible:
        return no_cuadra(CALCULO, imposible)
    cuenta = Cuenta(avisos=list(en_linea(hechos.modalidad)))
    exige_malla(cuenta, _DIPLOMA, hechos.malla_completa, hechos.pendientes)
    for condicion, se_cumple in _condiciones(hechos):
        cuenta.exige(condicion, se_cumple)
    exige_al_dia(cuenta, _DIPLOMA, hechos.deudas, hechos.tiene_deuda)
    exige_todo_pagado(cuenta, _DIPLOMA, hechos.por_vencer, hechos.deuda_por_vencer)
    if hechos.segundo_idioma is not True:
        cuenta.avisos.append(
            "El texto no dice qué idioma ni qué nivel: lo decide el Director del Programa (num. 1.1 d)."
        )
    if cuenta.veredicto is Veredicto.NO:
        return cuenta.dictamen(CALCULO, te_falta(cuenta))
    if cuenta.falta:
        resumen = (
            "El diploma pide la malla completa, la tesis aprobada, un segundo idioma, los derechos de emisión y no "
            f"deber nada; falta saber {cuenta.lo_que_falta()}."
        )
        return cuenta.dictamen(CALCULO, resumen)
    return cuenta.dictamen(CALCULO, "Sí, cumples lo que se pide para recibir tu diploma de magíster.")


def _condiciones(hechos: HechosTitulo) -> tuple[tuple[Condicion, bool | None], ...]:
    """Thesis, second language and the fee of the diploma."""
    return (
        (Condicion(
            "Hay que sustentar y aprobar la tesis o trabajo de investigación", _TESIS, cumple="la aprobaste",
            incumple="todavía no", motivo="sustentar y aprobar la tesis", duda="si sustentaste y aprobaste la tesis",
            campo="tesis_aprobada", remedio="Sustenta la tesis con la malla completa y las cuotas al día."),
         hechos.tesis_aprobada),
        (Condicion(
            "Hay que tener la constancia de un segundo idioma", _IDIOMA, cumple="la tienes", incumple="no la tienes",
            motivo="conseguir la constancia de un segundo idioma", duda="si tienes la constancia de un segundo idioma",
            campo="segundo_idioma",
            remedio="Aprueba un examen de suficiencia o presenta un certificado de una institución prestigiosa."),
         hechos.segundo_idioma),
        (Condicion(
            "Hay que pagar los derechos de emisión del diploma", _DIPLOMA, cumple="los pagaste", incumple="te falta",
            motivo="pagar los derechos de emisión", duda="si pagaste los derechos de emisión", campo="derechos_emision",
            remedio="Paga los derechos de emisión del diploma."),
         hechos.derechos_emision),
    )  # fmt: skip
