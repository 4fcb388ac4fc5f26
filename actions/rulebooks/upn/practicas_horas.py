"""How many hours of práctica preprofesional a UPN student has and lacks (Art. 34 a, 36 a)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Grafico, Paso, Veredicto
from actions.rulebooks.formato import numero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.textos import no_cuadra

CALCULO = "practicas_horas"
_HORAS = Fuente("upn", "Art. 34 a")
_ANTICIPADAS = Fuente("upn", "Art. 36 a")
_CURSO = Fuente("upn", "Art. 36 c")
_AVISO = "El mínimo de horas lo fija tu carrera: este reglamento no trae la cifra."


@dataclass(frozen=True)
class HechosPracticasHoras:
    """Hours done and hours that the career demands. None means "not known"."""

    horas_practicas: Decimal | None = None
    horas_exigidas: Decimal | None = None


def practicas_horas(hechos: HechosPracticasHoras, _parametros: Parametros) -> Dictamen:
    """SI when the hours are complete, NO with how many are missing, DEPENDE while either figure is not known.

    `valor`: hours missing (0 when none). Source: UPN Art. 34 a, 36 a and c. Negative hours, or a career that demands
    none, give a CONTRADICCION.
    """
    hechas, exigidas = hechos.horas_practicas, hechos.horas_exigidas
    problema = problema_de_horas(hechas, exigidas)
    if problema:
        return no_cuadra(CALCULO, problema)
    if hechas is None or exigidas is None:
        return _sin_saber(hechas, exigidas)
    faltan = max(Decimal(0), exigidas - hechas)
    completas = hechas >= exigidas
    pasos = (
        Paso("Las horas de varias organizaciones se suman hasta el mínimo de tu carrera",
             f"tienes {numero(hechas)} de {numero(exigidas)} horas",
             "las completaste" if completas else f"faltan {numero(faltan)}", _HORAS),
        Paso("El curso de prácticas se lleva igual", "las horas no eximen del curso", "matricúlate en su ciclo",
             _CURSO),
    )  # fmt: skip
    grafico = Grafico("Prácticas preprofesionales", (Barra("Horas", min(hechas, exigidas), exigidas),),
                      f"{numero(hechas)} de {numero(exigidas)} horas")  # fmt: skip
    if completas:
        return Dictamen(
            CALCULO, Veredicto.SI, f"Sí, completaste las horas: tienes {numero(hechas)} y tu carrera pide "
            f"{numero(exigidas)}.", pasos, Decimal(0), avisos=(_AVISO,), grafico=grafico,
        )  # fmt: skip
    return Dictamen(
        CALCULO, Veredicto.NO, f"Todavía no: tienes {numero(hechas)} de las {numero(exigidas)} horas que pide tu "
        f"carrera y te {'falta' if faltan == 1 else 'faltan'} {numero(faltan)}.", pasos, faltan, siguiente=(
            "Súmalas en una o varias organizaciones; si ya trabajas en lo tuyo, pide que te lo validen.",
            "Si practicaste antes de llevar el curso, pide al responsable de carrera que te lo reconozca.",
        ), avisos=(_AVISO,), grafico=grafico,
    )  # fmt: skip


def problema_de_horas(hechas: Decimal | None, exigidas: Decimal | None) -> str | None:
    """What cannot be true in the hours; None when they hold together."""
    if hechas is not None and hechas < 0:
        return f"{numero(hechas)} horas de práctica no puede ser"
    if exigidas is not None and exigidas <= 0:
        return f"que tu carrera pida {numero(exigidas)} horas no puede ser: las prácticas son obligatorias"
    return None


def _sin_saber(hechas: Decimal | None, exigidas: Decimal | None) -> Dictamen:
    tienes = f"tienes {numero(hechas)} horas" if hechas is not None else "no sé cuántas horas tienes"
    piden = f"tu carrera pide {numero(exigidas)}" if exigidas is not None else "no sé cuántas pide tu carrera"
    paso = Paso("Las horas de varias organizaciones se suman hasta el mínimo de tu carrera", f"{tienes}; {piden}",
                "falta compararlas", _HORAS)  # fmt: skip
    anticipadas = Paso("Las horas hechas antes de llevar el curso cuentan si pides su reconocimiento",
                       "se pide al responsable de carrera", "también suman", _ANTICIPADAS)  # fmt: skip
    if hechas is not None:
        resumen = f"Llevas {numero(hechas)} horas; el mínimo depende de tu carrera, el reglamento no da la cifra."
    elif exigidas is not None:
        resumen = f"Tu carrera pide {numero(exigidas)} horas: puedes sumarlas de varias organizaciones."
    else:
        resumen = "El mínimo de horas depende de tu carrera, y puedes sumarlas de varias organizaciones."
    dudas = (
        ("horas_practicas", "cuántas horas de práctica llevas", hechas),
        ("horas_exigidas", "cuántas pide tu carrera", exigidas),
    )
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, (paso, anticipadas),
        falta=tuple(duda for _, duda, valor in dudas if valor is None),
        siguiente=("Pregunta a tu carrera cuántas horas pide tu plan.",) if exigidas is None else (),
        pide=tuple(campo for campo, _, valor in dudas if valor is None),
    )  # fmt: skip
