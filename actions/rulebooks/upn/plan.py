"""How far a UPN student is with the plan of studies (Art. 1 a, Introducción)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.rulebooks.dictamen import Barra, Fuente, Grafico, Paso
from actions.rulebooks.formato import cantidad, lista
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.comprobaciones import negativo

EGRESO = Fuente("upn", "Art. 1 a")
_CURSOS_NOMBRADOS = 5


@dataclass(frozen=True)
class Plan:
    """What is known of the plan. None means "not known".

    `cursos_pendientes`: how many of its courses are not passed yet, those in course included; `nombres_pendientes`
    their names, where the record has them.
    """

    creditos_aprobados: int | None = None
    creditos_plan: int | None = None
    cursos_pendientes: int | None = None
    nombres_pendientes: tuple[str, ...] = ()

    @property
    def faltan(self) -> int | None:
        """Credits still to be passed; None when either figure is not known."""
        if self.creditos_aprobados is None or self.creditos_plan is None:
            return None
        return self.creditos_plan - self.creditos_aprobados

    @property
    def completo(self) -> bool | None:
        """Whether the plan is fulfilled: its credits and its courses (Art. 1 a)."""
        if (self.cursos_pendientes or 0) > 0 or (self.faltan or 0) > 0:
            return False
        return None if self.cursos_pendientes is None else True

    @property
    def sin_explicar(self) -> bool:
        """Credits are missing although no course is left: electives, or a record that is not up to date."""
        return self.cursos_pendientes == 0 and (self.faltan or 0) > 0

    @property
    def pendientes(self) -> str:
        """`3 cursos (Tesis II, Electivo I y Electivo II)`."""
        nombres = [*self.nombres_pendientes[:_CURSOS_NOMBRADOS]]
        if len(self.nombres_pendientes) > _CURSOS_NOMBRADOS:
            nombres.append(f"{len(self.nombres_pendientes) - _CURSOS_NOMBRADOS} más")
        cuales = f" ({lista(nombres)})" if nombres else ""
        return cantidad(self.cursos_pendientes or 0, "curso") + cuales


def problema_del_plan(plan: Plan) -> str | None:
    """What cannot be true in the figures of a plan; None when they hold together."""
    if plan.creditos_plan is not None and plan.creditos_plan < 1:
        return f"un plan de {plan.creditos_plan} créditos no puede ser"
    if plan.faltan is not None and plan.faltan < 0:
        return f"{plan.creditos_aprobados} créditos aprobados es más que los {plan.creditos_plan} del plan"
    return negativo(("créditos aprobados", plan.creditos_aprobados), ("cursos pendientes", plan.cursos_pendientes))


def aviso_plan_corto(plan: Plan, parametros: Parametros) -> tuple[str, ...]:
    """A plan below the least that a career may have is doubtful."""
    minimo = parametros.entero("creditos_minimos_carrera")
    if plan.creditos_plan is None or plan.creditos_plan >= minimo:
        return ()
    return (f"Una carrera de pregrado tiene al menos {minimo} créditos: revisa el total de tu plan.",)


def aviso_sin_explicar(plan: Plan) -> tuple[str, ...]:
    """Credits are missing and no course is: the regulation does not tell from which ones they come."""
    if not plan.sin_explicar:
        return ()
    return ("No te figura ningún curso pendiente y aun así te faltan créditos: pueden ser electivos, o un dato sin "
            "actualizar. Confírmalo en Secretaría Académica.",)  # fmt: skip


def paso_creditos(plan: Plan, parametros: Parametros) -> Paso:
    """The credits held against the plan's."""
    minimo = parametros.entero("creditos_minimos_carrera")
    fuente = parametros.fuente("creditos_minimos_carrera")
    regla = f"El plan tiene los créditos que fija tu carrera, {minimo} como mínimo"
    if plan.faltan is None:
        tienes = f"tienes {plan.creditos_aprobados}" if plan.creditos_aprobados is not None else "no sé cuántos tienes"
        del_plan = f" de {plan.creditos_plan}" if plan.creditos_plan is not None else ""
        return Paso(regla, tienes + del_plan, "falta un dato para saberlo", fuente)
    resultado = te_faltan(plan.faltan) if plan.faltan else "los completaste"
    return Paso(regla, f"tienes {plan.creditos_aprobados} de {plan.creditos_plan}", resultado, fuente)


def te_faltan(creditos: int) -> str:
    """`te falta 1 crédito`, `te faltan 4 créditos`."""
    return f"te {'falta' if creditos == 1 else 'faltan'} {cantidad(creditos, 'crédito')}"


def grafico_del_plan(plan: Plan, *otras: Barra) -> Grafico | None:
    """The credits as a bar, and what else is measured; None while they are not known."""
    if plan.creditos_aprobados is None or plan.creditos_plan is None:
        return None
    barra = Barra("Créditos", Decimal(plan.creditos_aprobados), Decimal(plan.creditos_plan))
    texto = f"{plan.creditos_aprobados} de {plan.creditos_plan} créditos aprobados"
    return Grafico("Tu avance en la carrera", (barra, *otras), texto)
