"""From what a student states in a message to the facts that UPN's rules ask about, over those of the record."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from actions.conversation.turn import Fact
from actions.rulebooks.expediente import TipoClase
from actions.rulebooks.upn.asistencia import HechosAsistencia
from actions.rulebooks.upn.creditos import CursoPorTercera, HechosCreditos
from actions.rulebooks.upn.sustitutorio import HechosSustitutorio

_TERCERA = 3
_PLAN_CYCLES = 10  # five years of two cycles (introduction of the regulation); only for what a student states


def merge(earlier: Sequence[Fact], now: Sequence[Fact]) -> tuple[Fact, ...]:
    """Facts of this message over those stated before: the newest about each quantity or situation wins."""
    newer = {_quantity(fact) for fact in now}
    return tuple(dict.fromkeys([*(fact for fact in earlier if _quantity(fact) not in newer), *now]))


#: Several ways to state one quantity or situation: a new one takes the place of any of the others.
_FAMILIES = (
    {
        "faltas",
        "asistencias",
        "porcentaje:faltas",
        "porcentaje:asistencia",
        "semanas:sin_ingreso",
        "semanas:con_ingreso",
    },
    {"creditos:por_matricular", "creditos:cursos", "creditos:por_curso"},
    {"vez", "situacion:sin_tercera"},
    {"situacion:ultimo_ciclo", "situacion:no_ultimo_ciclo"},
    {"situacion:habilitado", "situacion:inhabilitado"},
)


def _quantity(fact: Fact) -> str:
    """What a fact is about, the same for every way to state it."""
    about = fact.value if fact.entity == "situacion" else fact.role
    name = f"{fact.entity}:{about}" if about else fact.entity
    for family in _FAMILIES:
        if name in family:
            return min(family)
    if fact.entity == "situacion":  # con_pago and sin_pago speak of the same
        return "situacion:" + str(about).removeprefix("con_").removeprefix("sin_")
    return name


class Stated:
    """Typed look-ups in a list of facts; values that are no numbers or names are passed over."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = facts

    def number(self, entity: str, role: str | None = None) -> Decimal | None:
        """The last number of an entity with a role."""
        for fact in reversed(self._facts):
            if fact.entity == entity and fact.role == role and _is_number(fact.value):
                return Decimal(str(fact.value))
        return None

    def whole(self, entity: str, role: str | None = None) -> int | None:
        """The last number of an entity with a role when it is a whole one."""
        value = self.number(entity, role)
        return int(value) if value is not None and value == value.to_integral_value() else None

    def situation(self, name: str) -> bool:
        """Whether the student stated a situation."""
        return any(fact.entity == "situacion" and fact.value == name for fact in self._facts)

    def either(self, yes: str, no: str) -> bool | None:
        """True, False or None for a pair of opposite situations."""
        if self.situation(yes):
            return True
        return False if self.situation(no) else None

    def has(self, entity: str, value: Any) -> bool:
        """Whether an entity has exactly this value."""
        return any(fact.entity == entity and fact.value == value for fact in self._facts)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def credit_facts(stated: Stated, record: HechosCreditos | None) -> HechosCreditos | None:
    """Facts of Art. 14; None when neither the record nor the message has one."""
    found: dict[str, Any] = {}
    if stated.has("periodo", "verano"):
        found["verano"] = True
    if stated.has("vez", _TERCERA):
        found["por_tercera"] = (CursoPorTercera("el curso que dices", stated.whole("creditos", "del_curso")),)
    if stated.situation("sin_tercera"):
        found["por_tercera"] = ()
    average = stated.number("nota", "promedio")
    if average is not None:
        found["ultimo_pps"], found["periodo_pps"] = average, None
    last = stated.either("ultimo_ciclo", "no_ultimo_ciclo")
    if last is not None:
        found["ultimo_ciclo"] = last
    links = stated.either("con_requisitos_entre_cursos", "sin_requisitos_entre_cursos")
    if links is not None:
        found["requisitos_entre_cursos"] = links
    found |= _credit_amounts(stated)
    if record is None:
        return HechosCreditos(**found) if found else None
    return replace(record, **found)


def _credit_amounts(stated: Stated) -> dict[str, int]:
    found = {}
    for name, role in (
        ("creditos_aprobados", "aprobados"),
        ("creditos_plan", "plan"),
        ("por_matricular", "por_matricular"),
    ):
        amount = stated.whole("creditos", role)
        if amount is not None:
            found[name] = amount
    courses, each = stated.whole("creditos", "cursos"), stated.whole("creditos", "por_curso")
    if courses is not None and each is not None:
        found["por_matricular"] = courses * each
    return found


def attendance_facts(stated: Stated, record: HechosAsistencia | None) -> HechosAsistencia | None:
    """Facts of Art. 15-16; None when the message has no figure and there is no record."""
    found: dict[str, Any] = {}
    for name in ("faltas", "tardanzas", "clases"):
        amount = stated.whole(name)
        if amount is not None:
            found[name] = amount
    before = stated.whole("clases", "antes")
    if before is not None and "clases" in found:
        found["clases"] -= before  # counted from the enrolment in the class (Art. 15 b, 16)
    further = stated.whole("faltas", "mas")
    if further is not None and (record is not None or "faltas" in found):
        found["faltas"] = found.get("faltas", (record.faltas or 0) if record else 0) + further
    attended = stated.whole("asistencias")
    if attended is not None and "clases" in found:
        found["faltas"] = found["clases"] - attended
    found |= _virtual_weeks(stated)
    share = stated.number("porcentaje", "faltas")
    presence = stated.number("porcentaje", "asistencia")
    if share is not None:
        found["proporcion_faltas"] = share / 100
    elif presence is not None:
        found["proporcion_faltas"] = 1 - presence / 100
    has_figures = bool(found)
    if has_figures and stated.has("modalidad", "virtual"):
        found["tipo"] = TipoClase.VIRTUAL
    if has_figures:
        exempt = _exempt(stated)
        if exempt is not None:
            found["exento"] = exempt
    if record is None:
        return HechosAsistencia(**found) if has_figures else None
    if "proporcion_faltas" in found and "clases" not in found:
        found["clases"] = found["faltas"] = found["tardanzas"] = None
    return replace(record, **found)


def _virtual_weeks(stated: Stated) -> dict[str, Any]:
    away, weeks = stated.whole("semanas", "sin_ingreso"), stated.whole("semanas", "total")
    came = stated.whole("semanas", "con_ingreso")
    if away is None and came is not None and weeks is not None:
        away = weeks - came
    if away is None:
        return {}
    found: dict[str, Any] = {"faltas": away, "tipo": TipoClase.VIRTUAL}
    if weeks is not None:
        found["clases"] = weeks
    return found


def _exempt(stated: Stated) -> bool | None:
    if stated.situation("ultimos_cuatro_ciclos"):
        return True
    cycle = stated.whole("ciclo")
    if cycle is None:
        return None
    return cycle > _PLAN_CYCLES - 4 if 1 <= cycle <= _PLAN_CYCLES else None


def sustitutorio_facts(stated: Stated, record: HechosSustitutorio | None) -> HechosSustitutorio | None:
    """Facts of Art. 23; None when the message has none and there is no record."""
    found: dict[str, Any] = {}
    debt = stated.either("con_deuda", "sin_deuda")
    if debt is not None:
        found["deudas"] = ("lo que mencionas",) if debt else ()
    for name, yes, no in (
        ("pagado", "con_pago", "sin_pago"),
        ("autorizado_sin_pago", "autorizado_sin_pago", "sin_autorizacion"),
        ("solicitado", "con_solicitud", "sin_solicitud"),
        ("inhabilitado", "inhabilitado", "habilitado"),
        ("en_silabo", "con_sustitutorio_en_silabo", "sin_sustitutorio_en_silabo"),
    ):
        value = stated.either(yes, no)
        if value is not None:
            found[name] = value
    if attendance_facts(stated, None) is not None or stated.whole("faltas", "mas") is not None:
        # Over the record's, not in its place: the classes and the cycle of the course stay what they are.
        found["asistencia"] = attendance_facts(stated, record.asistencia if record else None)
    if stated.has("modalidad", "coursera"):
        found["tipo"] = TipoClase.COURSERA
    if record is None:
        return HechosSustitutorio(**found) if found else None
    return replace(record, **found)
