"""What a UPN student has and lacks for the degree of bachiller, as far as this regulation says (Art. 1 a, 33, 34 a)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import lista, numero
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion
from actions.rulebooks.upn.egreso import exige_el_plan
from actions.rulebooks.upn.plan import Plan, aviso_plan_corto, grafico_del_plan, problema_del_plan
from actions.rulebooks.upn.practicas_horas import problema_de_horas
from actions.rulebooks.upn.textos import no_cuadra
from actions.rulebooks.upn.tramites import (
    DEUDA,
    REGLA_DEUDA,
    TUS_DEUDAS,
    avisa_si_el_expediente_dice_otra_cosa,
    deudas_sabidas,
)

CALCULO = "bachiller"
_EXTRACURRICULARES = Fuente("upn", "Art. 33 a")
_PRACTICAS = Fuente("upn", "Art. 34 a")


@dataclass(frozen=True)
class HechosBachiller:
    """The requirements that this regulation names. None means "not known".

    `practicas_completas` and `extracurriculares_completas`: what the student or the career says; with both
    `horas_practicas` and `horas_exigidas` the hours decide. `deudas`: overdue or administrative ones on record, and
    `tiene_deuda` what the student says. For the plan see HechosEgreso.
    """

    creditos_aprobados: int | None = None
    creditos_plan: int | None = None
    cursos_pendientes: int | None = None
    nombres_pendientes: tuple[str, ...] = ()
    practicas_completas: bool | None = None
    horas_practicas: Decimal | None = None
    horas_exigidas: Decimal | None = None
    extracurriculares_completas: bool | None = None
    extracurriculares: Decimal | None = None
    deudas: tuple[str, ...] | None = None
    tiene_deuda: bool | None = None


def bachiller(hechos: HechosBachiller, parametros: Parametros) -> Dictamen:
    """SI when everything that this regulation asks for is met, NO with what is missing, DEPENDE while it is not known.

    Source: UPN Art. 1 a, 33 a, 34 a, 2 i, Introducción. It has no full list of requirements, and a SI says so.
    Figures that cannot be give a CONTRADICCION.
    """
    plan = Plan(hechos.creditos_aprobados, hechos.creditos_plan, hechos.cursos_pendientes, hechos.nombres_pendientes)
    problema = (
        problema_del_plan(plan) or problema_de_horas(hechos.horas_practicas, hechos.horas_exigidas) or _problema(hechos)
    )
    if problema:
        return no_cuadra(CALCULO, problema)
    cuenta = Comprobaciones()
    exige_el_plan(plan, parametros, cuenta)
    _practicas(hechos, cuenta)
    _extracurriculares(hechos, cuenta)
    _deudas(hechos, cuenta)
    cuenta.avisos += aviso_plan_corto(plan, parametros)
    cuenta.avisos.append(
        "Este reglamento no trae la lista completa de requisitos del grado: confírmala en Secretaría Académica."
    )
    cuenta.calla_las_dudas()
    return cuenta.dictamen(CALCULO, _resumen(cuenta), grafico_del_plan(plan, *_barras(hechos)))


def _resumen(cuenta: Comprobaciones) -> str:
    if cuenta.veredicto is Veredicto.NO:
        return f"Todavía no puedes obtener el bachiller: {lista(cuenta.motivos)}."
    if cuenta.veredicto is Veredicto.DEPENDE:
        return (
            "Para el bachiller este reglamento pide cumplir tu plan, las prácticas preprofesionales y las actividades "
            f"extracurriculares. Falta saber {cuenta.lo_que_falta()}."
        )
    return (
        "Sí, cumples lo que este reglamento pide para el bachiller: tu plan, las prácticas preprofesionales y las "
        "actividades extracurriculares. Puede haber otros requisitos fuera de él."
    )


def _practicas(hechos: HechosBachiller, cuenta: Comprobaciones) -> None:
    hechas, exigidas = hechos.horas_practicas, hechos.horas_exigidas
    registradas = f" (tienes {numero(hechas)} registradas)" if hechas is not None else ""
    cumple = hechos.practicas_completas
    tienes = "las completaste" if cumple else "no las completaste"
    motivo = f"te faltan horas de práctica preprofesional{registradas}"
    if hechas is not None and exigidas is not None:
        cumple, tienes = hechas >= exigidas, f"tienes {numero(hechas)} de {numero(exigidas)} horas"
        faltan = exigidas - hechas
        horas = f"{numero(faltan)} {'hora' if faltan == 1 else 'horas'}"
        motivo = f"te {'falta' if faltan == 1 else 'faltan'} {horas} de práctica preprofesional ({tienes})"
    cuenta.exige(
        Condicion(
            "Antes del bachiller hay que completar las horas de práctica preprofesional que pide tu carrera",
            _PRACTICAS, tienes, tienes, motivo,
            f"si completaste las horas de práctica de tu carrera{registradas}", "practicas_completas",
            "Completa tus horas: se suman de varias organizaciones y también puede valer tu trabajo.",
        ), cumple,
    )  # fmt: skip


def _extracurriculares(hechos: HechosBachiller, cuenta: Comprobaciones) -> None:
    registradas = hechos.extracurriculares
    cuanto = f" (tienes {numero(registradas)} créditos registrados)" if registradas is not None else ""
    cuenta.exige(
        Condicion(
            "Las actividades extracurriculares son obligatorias para el grado", _EXTRACURRICULARES, "las completaste",
            "no las completaste", "te faltan actividades extracurriculares",
            f"si completaste las actividades extracurriculares{cuanto}", "extracurriculares_completas",
            "Pregunta a tu carrera o a Experiencia del Estudiante qué actividades te faltan.",
        ), hechos.extracurriculares_completas,
    )  # fmt: skip


def _deudas(hechos: HechosBachiller, cuenta: Comprobaciones) -> None:
    """A debt stops what carries a fee; the regulation does not say that the degree does."""
    deudas = deudas_sabidas(hechos.deudas, hechos.tiene_deuda)
    avisa_si_el_expediente_dice_otra_cosa(cuenta, hechos.deudas, hechos.tiene_deuda)
    if not deudas:
        return
    cuenta.pasos.append(
        Paso(REGLA_DEUDA, f"debes: {lista(deudas)}", "si el trámite del grado se paga, lo detiene", DEUDA)
    )
    cuenta.avisos.append("Con tu deuda no te atienden ningún trámite que se pague; el reglamento no dice si el del "
                         "grado se paga.")  # fmt: skip
    if hechos.tiene_deuda is None:
        cuenta.puede_cambiar.append(TUS_DEUDAS)


def _barras(hechos: HechosBachiller) -> list[Barra]:
    if hechos.horas_practicas is None or not hechos.horas_exigidas:
        return []
    return [Barra("Horas de práctica", min(hechos.horas_practicas, hechos.horas_exigidas), hechos.horas_exigidas)]


def _problema(hechos: HechosBachiller) -> str | None:
    if hechos.extracurriculares is not None and hechos.extracurriculares < 0:
        return "los créditos extracurriculares no pueden ser menos que cero"
    return None
