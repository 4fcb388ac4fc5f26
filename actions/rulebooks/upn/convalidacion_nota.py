"""With what grade a recognised course is recorded at UPN, and what it does to the averages (Art. 32 d, 49, 64)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import numero
from actions.rulebooks.notas import nota_imposible
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.convalidacion import CasoConvalidacion, primera_admision
from actions.rulebooks.upn.textos import no_cuadra

CALCULO = "convalidacion_nota"
_CERTIFICADO = Fuente("upn", "Art. 48 f")
_INTERCAMBIO = Fuente("upn", "Art. 49 c")
_MERITO = Fuente("upn", "Art. 32 d")
_MERITO_INTERCAMBIO = Fuente("upn", "Art. 32 f")
_TRANSITORIA = Fuente("upn", "Art. 64")


@dataclass(frozen=True)
class HechosConvalidacionNota:
    """None means "not known". `nota_origen`: 0-20; it changes nothing, and is told so."""

    caso_convalidacion: CasoConvalidacion | None = None
    admitido_desde_2020_2: bool | None = None
    nota_origen: Decimal | None = None


def convalidacion_nota(hechos: HechosConvalidacionNota, parametros: Parametros) -> Dictamen:
    """`valor`: the grade of the record (12), for admissions from 2020-2; an exchange's own grade has no `valor`.

    A grade below the least one for recognition is told, because then there is nothing to record.
    Source: UPN Art. 45, 48 f, 49 b and c, 32 d and f, 64. A grade outside 0-20 gives a CONTRADICCION.
    """
    if nota_imposible(hechos.nota_origen):
        return no_cuadra(CALCULO, f"la nota {numero(hechos.nota_origen or Decimal(0))} no está entre 0 y 20")
    if hechos.caso_convalidacion is CasoConvalidacion.INTERCAMBIO:
        return _intercambio()
    registro = parametros.valor("convalidacion_nota_registro")
    desde = primera_admision(parametros)
    de_alla = (
        f"sacaste {numero(hechos.nota_origen)} allá" if hechos.nota_origen is not None else "cualquier nota de allá"
    )
    paso = Paso(f"Un curso convalidado aparece con {numero(registro)} en el certificado", de_alla,
                "no entra en tu promedio semestral ni en el histórico",
                parametros.fuente("convalidacion_nota_registro"))  # fmt: skip
    merito = Paso("Lo convalidado no cuenta para el tercio ni el quinto superior", "el curso es convalidado",
                  "no te sube ni te baja", _MERITO)  # fmt: skip
    bajo = _bajo_el_minimo(hechos, parametros)
    if hechos.admitido_desde_2020_2:
        aparece, no_cuenta = f"parece con {numero(registro)}", "no cuenta en tus promedios"
        resumen = f"A{aparece}, sea cual sea la nota que sacaste allá, y {no_cuenta}."
        if bajo:
            resumen = f"Con menos de {_minima(parametros)} no se convalida. Lo convalidado a{aparece} y {no_cuenta}."
        return Dictamen(
            CALCULO, Veredicto.VALOR, resumen, (paso, *bajo, merito), registro, avisos=_avisos(hechos, parametros),
        )  # fmt: skip
    ingreso = "ingresaste antes" if hechos.admitido_desde_2020_2 is False else "no sé cuándo ingresaste"
    rige = Paso(f"El registro con {numero(registro)} rige desde la admisión {desde}", ingreso,
                "para admisiones anteriores este reglamento no dice con qué nota", _TRANSITORIA)  # fmt: skip
    if hechos.admitido_desde_2020_2 is None:
        return Dictamen(
            CALCULO, Veredicto.DEPENDE, f"Aparece con {numero(registro)} si ingresaste en {desde} o después; para "
            "admisiones anteriores el reglamento no lo dice. No cuenta en tu promedio histórico.",
            (paso, *bajo, rige, merito), falta=(f"si ingresaste en {desde} o después",),
            avisos=_avisos(hechos, parametros),
            pide=("admitido_desde_2020_2",),
        )  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, f"El registro con {numero(registro)} rige desde la admisión {desde}: para la tuya, "
        "anterior, este reglamento no dice con qué nota aparece.", (rige, merito),
        falta=("con qué nota se registraba antes",), siguiente=("Pregunta en Secretaría Académica.",),
        avisos=_avisos(hechos, parametros),
    )  # fmt: skip


def _minima(parametros: Parametros) -> str:
    return numero(parametros.valor("convalidacion_nota_minima"))


def _bajo_el_minimo(hechos: HechosConvalidacionNota, parametros: Parametros) -> tuple[Paso, ...]:
    """With less than 12 elsewhere there is no recognition at all, for admissions from 2020-2."""
    nota = hechos.nota_origen
    if nota is None or nota >= parametros.valor("convalidacion_nota_minima") or hechos.admitido_desde_2020_2 is False:
        return ()
    minima, tuya = _minima(parametros), f"sacaste {numero(nota)} allá"
    return (
        Paso(f"Solo se convalida un curso aprobado con {minima} o más", tuya, "no alcanza",
             parametros.fuente("convalidacion_nota_minima")),
        Paso(f"El certificado debe mostrar el curso aprobado con {minima} como mínimo", tuya, "no alcanza",
             _CERTIFICADO),
    )  # fmt: skip


def _intercambio() -> Dictamen:
    paso = Paso("En un intercambio por convenio con el extranjero se pone la nota de allá, según sus equivalencias",
                "es por intercambio", "no afecta tu promedio semestral ni el histórico", _INTERCAMBIO)  # fmt: skip
    merito = Paso("Los cursos de intercambio no entran en el promedio del tercio y quinto superior",
                  "es por intercambio", "no cuentan", _MERITO_INTERCAMBIO)  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.VALOR, "En un intercambio por convenio con una institución del extranjero aparece la "
        "nota que sacaste allá, según sus equivalencias, y no cuenta en tus promedios.", (paso, merito),
    )  # fmt: skip


def _avisos(hechos: HechosConvalidacionNota, parametros: Parametros) -> tuple[str, ...]:
    bajo: tuple[str, ...] = ()
    if _bajo_el_minimo(hechos, parametros):
        salvo = " Si tu convenio acordó otra nota, pregunta en Secretaría Académica." \
            if hechos.caso_convalidacion is CasoConvalidacion.CONVENIO else ""  # fmt: skip
        bajo = (f"Con menos de {_minima(parametros)} el curso no se convalida (Art. 45).{salvo}",)
    if hechos.caso_convalidacion is not None:
        return bajo
    return (*bajo, "Excepción: en un intercambio por convenio con el extranjero aparece la nota de allá, según sus "
            "equivalencias (Art. 49 c).",)  # fmt: skip
