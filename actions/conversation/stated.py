"""What a student states in a conversation: the newest word about each quantity, and typed look-ups."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from actions.conversation.turn import Fact


def merge(earlier: Iterable[Fact], now: Sequence[Fact]) -> tuple[Fact, ...]:
    """Facts of this message over those stated before: the newest about each quantity or situation wins."""
    newer = {_quantity(fact) for fact in now}
    if "nota:obtenida" in newer:  # a grade that names no evaluation is not of the one named before
        newer.add("evaluacion")
    return tuple(dict.fromkeys([*(fact for fact in earlier if _quantity(fact) not in newer), *now]))


def unambiguous(now: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts of a message without those of which it names several values, so that nobody can tell which one counts.

    "Cursos de 4, 5 y 3 créditos" is no number of credits; of two unnamed grades beside several evaluations neither is
    anyone's. Evaluations named, courses and periods may be several.
    """
    values: dict[str, dict[tuple[str, str | None], set[Any]]] = {}
    for fact in now:
        if _is_number(fact.value):
            values.setdefault(_quantity(fact), {}).setdefault((fact.entity, fact.role), set()).add(fact.value)
    several = {quantity for quantity, ways in values.items() if any(len(found) > 1 for found in ways.values())}
    amounts = {role for _, role in values.get(_CREDITS, {})}
    if len(amounts) > 1 and amounts != _ONE_AMOUNT:
        several.add(_CREDITS)
    if len({fact.value for fact in now if fact.entity == "evaluacion"}) > 1:
        several.add(_UNNAMED_GRADE)
    return tuple(fact for fact in now if _quantity(fact) not in several)


#: Several ways to state one quantity or situation: a new one takes the place of any of the others.
_FAMILIES = (
    {
        "faltas",
        "asistencias",
        "porcentaje:faltas",
        "porcentaje:asistencia",
        "semanas:sin_ingreso",
        "semanas:con_ingreso",
        "faltas:total",
    },
    {"creditos:por_matricular", "creditos:cursos", "creditos:por_curso"},
    {"vez", "situacion:sin_tercera"},
    {"nota:obtenida", "nota:supuesta"},
    {"situacion:ultimo_ciclo", "situacion:no_ultimo_ciclo"},
    {"situacion:habilitado", "situacion:inhabilitado"},
    {"situacion:con_deuda", "situacion:con_deuda_vencida", "situacion:sin_deuda"},
    {"situacion:en_fecha", "situacion:fuera_de_fecha"},
)


def _quantity(fact: Fact) -> str:
    """What a fact is about, the same for every way to state it."""
    about = fact.value if fact.entity == "situacion" else fact.role
    name = f"{fact.entity}:{about}" if about else fact.entity
    for family in _FAMILIES:
        if name in family:
            return min(family)
    if fact.entity == "situacion":  # con_pago and sin_pago speak of the same, apto and no_apto too
        return "situacion:" + re.sub(r"^(?:con|sin|no)_", "", str(about))
    return name


_UNNAMED_GRADE = "nota:obtenida"
#: "4 cursos de 3 créditos" states one amount with two figures.
_CREDITS = "creditos:cursos"
_ONE_AMOUNT = {"cursos", "por_curso"}


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
        """Whether the student stated a situation (`con_deuda`), a value (`periodo/verano`), or one of several (`|`)."""
        return any(self._is_told(*self._split(one)) for one in name.split("|") if one)

    @staticmethod
    def _split(name: str) -> tuple[str, str]:
        entity, slash, value = name.partition("/")
        return (entity, value) if slash else ("situacion", entity)

    def _is_told(self, entity: str, value: str) -> bool:
        return any(fact.entity == entity and fact.value == value for fact in self._facts)

    def either(self, yes: str, no: str) -> bool | None:
        """True, False or None for a pair of opposite situations."""
        if self.situation(yes):
            return True
        return False if self.situation(no) else None

    def has(self, entity: str, value: Any) -> bool:
        """Whether an entity has exactly this value."""
        return any(fact.entity == entity and fact.value == value for fact in self._facts)

    def by_role(self, entity: str) -> dict[str, Decimal]:
        """The last number of an entity for each of its roles."""
        found = {f.role: f.value for f in self._facts if f.entity == entity and f.role and _is_number(f.value)}
        return {role: Decimal(str(value)) for role, value in found.items()}

    def all_of(self, entity: str, *roles: str | None) -> list[Any]:
        """Every value of an entity with one of the roles, each once."""
        return list(dict.fromkeys(f.value for f in self._facts if f.entity == entity and f.role in roles))

    def has_role(self, entity: str, role: str) -> bool:
        """Whether an entity is stated with a role, whatever its value."""
        return any(fact.entity == entity and fact.role == role for fact in self._facts)

    def text(self, entity: str, role: str | None = None) -> str | None:
        """The last text of an entity with a role."""
        found = [f.value for f in self._facts if f.entity == entity and f.role == role and isinstance(f.value, str)]
        return found[-1] if found else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
