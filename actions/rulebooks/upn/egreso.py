"""Whether a UPN student has fulfilled the plan and becomes an egresado (Art. 1 a)."""

from __future__ import annotations

from dataclasses import dataclass

from actions.rulebooks.dictamen import Dictamen, Paso, Veredicto
from actions.rulebooks.formato import lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import Comprobaciones, Condicion
from actions.rulebooks.upn.plan import (
    EGRESO,
    Plan,
    aviso_plan_corto,
    aviso_sin_explicar,
    grafico_del_plan,
    paso_creditos,
    problema_del_plan,
    te_faltan,
)
from actions.rulebooks.upn.textos import no_cuadra

CALCULO = "egreso"


@dataclass(frozen=True)
class HechosEgreso:
    """What Art. 1 a asks about. None means "not known".

    `egresado`: the condition was already assigned. `cursos_pendientes`: courses of the plan not passed yet, those in
    course included. `completa_con_lo_que_lleva`: passing everything in course would fulfil the plan.
    """

    egresado: bool | None = None
    creditos_aprobados: int | None = None
    creditos_plan: int | None = None
    cursos_pendientes: int | None = None
    nombres_pendientes: tuple[str, ...] = ()
    completa_con_lo_que_lleva: bool = False


def egreso(hechos: HechosEgreso, parametros: Parametros) -> Dictamen:
    """SI when the plan is fulfilled, NO with what is missing, DEPENDE while that is not known.

    Source: UPN Art. 1 a, Introducción. More credits approved than the plan has, or negative figures, give a
    CONTRADICCION.
    """
    plan = Plan(hechos.creditos_aprobados, hechos.creditos_plan, hechos.cursos_pendientes, hechos.nombres_pendientes)
    problema = problema_del_plan(plan)
    if hechos.egresado and plan.completo is False:
        problema = problema or "figuras como egresado y a la vez te falta parte del plan"
    if problema:
        return no_cuadra(CALCULO, problema)
    if hechos.egresado:
        paso = Paso("Se es estudiante hasta que asignan la condición de egresado", "ya la tienes", "eres egresado",
                    EGRESO)  # fmt: skip
        return Dictamen(CALCULO, Veredicto.SI, "Sí, ya eres egresado: te asignaron la condición.", (paso,))
    cuenta = Comprobaciones()
    exige_el_plan(plan, parametros, cuenta)
    cuenta.avisos += aviso_plan_corto(plan, parametros)
    if cuenta.veredicto is Veredicto.NO:
        resumen = f"Todavía no egresas: {lista(cuenta.motivos)}."
        if hechos.completa_con_lo_que_lleva:
            cuenta.siguiente.insert(0, "Si apruebas todo lo que llevas este ciclo, cumples tu plan.")
    elif cuenta.veredicto is Veredicto.DEPENDE:
        resumen = f"Egresas al cumplir todo tu plan de estudios; falta saber {cuenta.lo_que_falta()}."
    else:
        resumen = "Sí, cumpliste tu plan: te corresponde la condición de egresado, que asigna la universidad."
        cuenta.avisos.append("El reglamento no dice con qué trámite ni en cuánto tiempo te la asignan.")
    cuenta.avisos.append(
        "Las extracurriculares y las prácticas se exigen para el grado, no para egresar (Art. 33 a y 34 a)."
    )
    cuenta.calla_las_dudas()
    return cuenta.dictamen(CALCULO, resumen, grafico_del_plan(plan))


def exige_el_plan(plan: Plan, parametros: Parametros, cuenta: Comprobaciones) -> None:
    """The plan as a condition: no course of it left, nor any credit. Asks for `cursos_pendientes`, which decides."""
    cuenta.pasos.append(paso_creditos(plan, parametros))
    regla = "Se egresa al cumplir todo el plan de estudios"
    if plan.completo is not False:
        cuenta.exige(
            Condicion(
                regla, EGRESO, "no te queda ningún curso", "", "", "si te queda algún curso del plan",
                "cursos_pendientes",
            ), plan.completo,
        )  # fmt: skip
        return
    faltas = [te_faltan(plan.faltan)] if plan.faltan else []
    if plan.cursos_pendientes:
        faltas.append(f"te falta aprobar {plan.pendientes}")
    cuenta.pasos.append(Paso(regla, lista(faltas), "todavía no lo cumples", EGRESO))
    cuenta.bloquea += faltas
    cuenta.avisos += aviso_sin_explicar(plan)
    if not plan.sin_explicar:
        cuenta.siguiente.append("Revisa en tu plan qué cursos te faltan.")
    else:
        cuenta.siguiente.append("Pregunta en Secretaría Académica con qué cursos completas los créditos.")
