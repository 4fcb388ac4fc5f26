"""How far a UPN student is with the career, and what is left of it (Introducción, Art. 1 a, 14 c and e, 33, 34)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Dictamen, Fuente, Paso, Veredicto
from actions.rulebooks.formato import cantidad, lista, numero
from actions.rulebooks.parametros import Parametros
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

CALCULO = "avance_carrera"
_EXTRACURRICULARES = Fuente("upn", "Art. 33 b")
_PRACTICAS = Fuente("upn", "Art. 34 a")
_PLANES_CON_ULTIMO_CICLO = (200, 220)


@dataclass(frozen=True)
class HechosAvanceCarrera:
    """Credits passed and what else is on record. None means "not known".

    `creditos_en_curso`: those of the courses in which the student is enrolled now. `cursos_pendientes`: courses of the
    plan not passed yet, those in course included. `creditos_convalidados`: part of the approved ones.
    `horas_practicas` and `extracurriculares` (credits of equivalence): what is on record.
    """

    creditos_aprobados: int | None = None
    creditos_plan: int | None = None
    creditos_en_curso: int | None = None
    creditos_convalidados: int | None = None
    cursos_pendientes: int | None = None
    nombres_pendientes: tuple[str, ...] = ()
    horas_practicas: Decimal | None = None
    horas_exigidas: Decimal | None = None
    extracurriculares: Decimal | None = None


def avance_carrera(hechos: HechosAvanceCarrera, parametros: Parametros) -> Dictamen:
    """`valor`: the share of the plan's credits that is approved, in percent (0-100, two decimals, cut off).

    Source: UPN Introducción, Art. 1 a, 14 c and e, 33 b, 34 a. More credits approved than the plan has, more
    recognised than approved, or negative figures, give a CONTRADICCION.
    """
    plan = Plan(hechos.creditos_aprobados, hechos.creditos_plan, hechos.cursos_pendientes, hechos.nombres_pendientes)
    problema = problema_del_plan(plan) or _problema(hechos)
    if problema:
        return no_cuadra(CALCULO, problema)
    if hechos.creditos_aprobados is None or hechos.creditos_plan is None or plan.faltan is None:
        return _sin_saber(plan, parametros)
    parte = Decimal(hechos.creditos_aprobados * 10000 // hechos.creditos_plan) / 100
    pasos = [paso_creditos(plan, parametros), *_pasos_de_cursos(plan), *_pasos_del_grado(hechos)]
    resumen = f"Llevas {hechos.creditos_aprobados} de {hechos.creditos_plan} créditos ({numero(parte)} %): "
    if plan.faltan:
        resumen += f"{te_faltan(plan.faltan)}."
        pasos.append(_paso_de_ciclos(plan.faltan, parametros))
    elif plan.cursos_pendientes:
        resumen += f"por créditos ya llegaste, pero te falta aprobar {plan.pendientes}."
    else:
        resumen += "completaste los créditos de tu plan."
    return Dictamen(
        CALCULO, Veredicto.VALOR, resumen, tuple(pasos), parte, siguiente=_siguiente(hechos, plan, parametros),
        avisos=(*aviso_plan_corto(plan, parametros), *aviso_sin_explicar(plan), *_avisos(hechos)),
        grafico=grafico_del_plan(plan, *_barras(hechos)),
    )  # fmt: skip


def _sin_saber(plan: Plan, parametros: Parametros) -> Dictamen:
    minimo = parametros.entero("creditos_minimos_carrera")
    campos = (("creditos_aprobados", plan.creditos_aprobados), ("creditos_plan", plan.creditos_plan))
    pide = tuple(campo for campo, valor in campos if valor is None)
    duda = {
        "creditos_aprobados": "cuántos créditos tienes aprobados",
        "creditos_plan": "cuántos créditos tiene tu plan",
    }
    if plan.creditos_aprobados is None:
        de_cuantos = f"los {plan.creditos_plan} de tu plan" if plan.creditos_plan is not None else "los de tu plan"
        resumen = f"Tu avance es lo que llevas aprobado de {de_cuantos} (una carrera tiene {minimo} como mínimo)."
    elif plan.creditos_aprobados < minimo:
        resumen = (
            f"Llevas {cantidad(plan.creditos_aprobados, 'crédito')}: te faltan al menos "
            f"{minimo - plan.creditos_aprobados}, porque una carrera tiene {minimo} como mínimo."
        )
    else:
        resumen = (
            f"Llevas {plan.creditos_aprobados} créditos: pasas el mínimo de {minimo} de una carrera, y cuánto te falta "
            "depende de tu plan."
        )
    return Dictamen(
        CALCULO, Veredicto.DEPENDE, resumen, (paso_creditos(plan, parametros), *_pasos_de_cursos(plan)),
        falta=tuple(duda[campo] for campo in pide), avisos=aviso_plan_corto(plan, parametros), pide=pide,
    )  # fmt: skip


def _pasos_de_cursos(plan: Plan) -> list[Paso]:
    if plan.cursos_pendientes is None:
        return []
    hecho = f"te falta aprobar {plan.pendientes}" if plan.cursos_pendientes else "no te queda ningún curso"
    if plan.sin_explicar:
        hecho = f"no te figura ningún curso pendiente, pero {te_faltan(plan.faltan or 0)}"
    resultado = "sigues siendo estudiante" if plan.cursos_pendientes or plan.faltan else "cumpliste tu plan"
    return [Paso("Se egresa al cumplir todo el plan de estudios", hecho, resultado, EGRESO)]


def _pasos_del_grado(hechos: HechosAvanceCarrera) -> list[Paso]:
    """What the degree asks for besides courses: the regulation gives no figure for either."""
    pasos = []
    if hechos.horas_practicas is not None:
        hechas = numero(hechos.horas_practicas)
        exigidas = f" de {numero(hechos.horas_exigidas)}" if hechos.horas_exigidas is not None else ""
        pasos.append(
            Paso("Para el bachiller hay que completar las horas de práctica que pide tu carrera",
                 f"tienes {hechas}{exigidas} registradas", "el mínimo lo fija tu carrera", _PRACTICAS)
        )  # fmt: skip
    if hechos.extracurriculares is not None:
        pasos.append(
            Paso("Las actividades extracurriculares tienen una equivalencia en créditos, con un mínimo para graduarse",
                 f"tienes {numero(hechos.extracurriculares)} registrados", "el reglamento no dice el mínimo",
                 _EXTRACURRICULARES)
        )  # fmt: skip
    return pasos


def _paso_de_ciclos(faltan: int, parametros: Parametros) -> Paso:
    carga = parametros.entero("creditos_ordinarios")
    return Paso(
        f"La carga que paga el 100 % de la pensión llega a {carga} créditos por ciclo",
        te_faltan(faltan),
        f"a ese paso, {cantidad(_ciclos(faltan, carga), 'ciclo regular', 'ciclos regulares')}",
        parametros.fuente("creditos_ordinarios"),
    )


def _ciclos(faltan: int, carga: int) -> int:
    return -(-faltan // carga)


def _siguiente(hechos: HechosAvanceCarrera, plan: Plan, parametros: Parametros) -> tuple[str, ...]:
    """What passing the present cycle adds, and how many cycles are left after it."""
    if not plan.faltan:
        return ()
    carga = parametros.entero("creditos_ordinarios")
    textos = []
    llevas = hechos.creditos_en_curso or 0
    quedan = max(0, plan.faltan - llevas)
    if llevas:
        logro = f"llegas a {(hechos.creditos_aprobados or 0) + llevas}" if quedan else "completas los de tu plan"
        textos.append(f"Si apruebas lo que llevas ahora ({cantidad(llevas, 'crédito')}), {logro}.")
    if quedan:
        cuantos = cantidad(_ciclos(quedan, carga), "ciclo regular", "ciclos regulares")
        cada_uno = " cada uno" if quedan > carga else ""
        uno = quedan == 1
        queda = ("Después quedaría" if uno else "Después quedarían") if llevas else ("Queda" if uno else "Quedan")
        textos.append(f"{queda} {cantidad(quedan, 'crédito')}: {cuantos}, de hasta {carga} créditos{cada_uno}.")
    if carga < quedan <= parametros.entero("creditos_ultimo_ciclo_ampliados"):
        textos.append(_ultimo_ciclo(plan.creditos_plan))
    return tuple(textos)


def _ultimo_ciclo(creditos_plan: int | None) -> str:
    """Art. 14 c, which knows only two sizes of plan; who lacks no more than its credits has passed those it asks."""
    if creditos_plan not in _PLANES_CON_ULTIMO_CICLO:
        return (
            f"Para un plan de {creditos_plan} créditos el reglamento no trae la matrícula excepcional del último ciclo "
            "(Art. 14 c): pregunta en Secretaría Académica."
        )
    return (
        "Puede alcanzarte un solo ciclo con la matrícula excepcional del último ciclo, si ninguno de los cursos es "
        "requisito de otro (Art. 14 c)."
    )


def _avisos(hechos: HechosAvanceCarrera) -> tuple[str, ...]:
    avisos = ["El grado pide además actividades extracurriculares y prácticas preprofesionales (Art. 33 a y 34 a)."]
    if hechos.creditos_convalidados:
        avisos.append(f"De tus créditos, {hechos.creditos_convalidados} son convalidados.")
    return tuple(avisos)


def _barras(hechos: HechosAvanceCarrera) -> list[Barra]:
    if hechos.horas_practicas is None or not hechos.horas_exigidas:
        return []
    return [Barra("Horas de práctica", min(hechos.horas_practicas, hechos.horas_exigidas), hechos.horas_exigidas)]


def _problema(hechos: HechosAvanceCarrera) -> str | None:
    cifras = {
        "créditos en curso": hechos.creditos_en_curso,
        "créditos convalidados": hechos.creditos_convalidados,
        "horas de práctica": hechos.horas_practicas,
        "horas exigidas": hechos.horas_exigidas,
        "créditos extracurriculares": hechos.extracurriculares,
    }
    convalidados, aprobados = hechos.creditos_convalidados, hechos.creditos_aprobados
    if convalidados is not None and aprobados is not None and convalidados > aprobados >= 0:
        return f"{convalidados} créditos convalidados es más que los {aprobados} aprobados, que los incluyen"
    malas = [f"{numero(cifra)} {nombre}" for nombre, cifra in cifras.items() if cifra is not None and cifra < 0]
    return f"{lista(malas)} no puede ser: es menos que cero" if malas else None
