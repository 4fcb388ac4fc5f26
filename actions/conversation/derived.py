"""What follows from what a student states: "6 faltas, 4 justificadas", "me faltan 30 créditos de 200"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from actions.conversation.stated import Stated
from actions.conversation.turn import Fact

_SECOND = 2


def with_derived(stated: Sequence[Fact], fields: Collection[str]) -> tuple[Fact, ...]:
    """The facts stated and those that follow from them for a calculation that has these fields."""
    view = Stated(stated)
    return (*stated, *_absences(view, fields), *_credits(view), *_failures(view, fields))


def _absences(view: Stated, fields: Collection[str]) -> list[Fact]:
    """Where a regulation tells justified absences apart, both counts; elsewhere every absence is one."""
    total, plain = view.number("faltas", "total"), view.number("faltas")
    justified = view.number("dato", "faltas_justificadas")
    share, justified_share = view.number("porcentaje", "faltas"), view.number("dato", "proporcion_justificadas")
    if "faltas_justificadas" in fields:
        if total is not None and plain is None and justified is not None:
            return [Fact("faltas", _plain(total - justified if total >= justified else total))]
        if total is not None and plain is not None and justified is None:
            return [Fact("dato", _plain(total - plain), "faltas_justificadas")]
        return []
    found = []
    if total is not None or justified is not None:
        found.append(Fact("faltas", _plain(total if total is not None else (plain or 0) + (justified or 0))))
    if justified_share is not None:
        found.append(Fact("porcentaje", _plain((share or 0) + justified_share), "faltas"))
    return found


def _credits(view: Stated) -> list[Fact]:
    missing, plan = view.number("creditos", "faltan"), view.number("creditos", "plan")
    if missing is None or plan is None or missing > plan or view.number("creditos", "aprobados") is not None:
        return []
    return [Fact("creditos", _plain(plan - missing), "aprobados")]


def _failures(view: Stated, fields: Collection[str]) -> list[Fact]:
    """Who takes a course for the third time has failed it twice; who failed it for the second time, as well."""
    times = view.whole("vez")
    if times is None:
        return []
    failed = times if view.situation("con_desaprobacion") else times - 1
    found = []
    if "veces_desaprobado" in fields and not view.has_role("dato", "veces_desaprobado"):
        found.append(Fact("dato", failed, "veces_desaprobado"))
    if "segunda_desaprobada" in fields and failed > 1:
        found.append(Fact("situacion", "con_segunda_desaprobada"))
    if "tercera_desaprobada" in fields and failed > _SECOND:
        found.append(Fact("situacion", "tercera_desaprobada"))
    return found


def _plain(value: Decimal | int) -> int | float:
    return int(value) if value == int(value) else float(value)
