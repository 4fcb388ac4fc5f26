"""A calculation's facts: those of the record, with what the student states or supposes in their place."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from actions.conversation.stated import Stated
from actions.conversation.turn import Fact
from actions.conversation.typed_values import evaluation_key, impossible, read_evaluations
from actions.conversation.upn_facts import attendance_facts, credit_facts, sustitutorio_facts
from actions.knowledge.model import Dato
from actions.rulebooks.calculo import Calculo
from actions.rulebooks.notas import Evaluacion
from actions.rulebooks.plazos import LIMA

#: Grades that name no evaluation: which one is meant stands elsewhere, or is the only one left.
_UNNAMED = ("supuesta", "obtenida")
#: Grades that are no evaluation's.
_NO_EVALUATION = (*_UNNAMED, "promedio", "sustitutorio")
#: What is stated for these takes more than a look-up: late enrolments, weeks without entering, one absence more.
_OWN: Mapping[tuple[str, str], Callable[[Stated, Any], Any]] = {
    ("UPN", "creditos_matricula"): credit_facts,
    ("UPN", "asistencia"): attendance_facts,
    ("UPN", "sustitutorio"): sustitutorio_facts,
}


class UnknownEvaluation(Exception):
    """The student names an evaluation that the course's syllabus does not have."""

    def __init__(self, named: str, known: Sequence[str]) -> None:
        super().__init__(named)
        self.named, self.known = named, tuple(known)


def suppose(
    calculo: Calculo, stated: Sequence[Fact], record: Any | None, data: Mapping[str, Dato], now: datetime
) -> Any:
    """Facts for a calculation: `record`'s (an instance of its class, None without one) under the stated ones.

    None when neither says anything. Raises UnknownEvaluation.
    """
    view = Stated(stated)
    own = _OWN.get((calculo.universidad, calculo.clave))
    base = own(view, record) if own else record
    types = _types(cast(Any, calculo.hechos))
    asked = [name for name in types if name in data and (own is None or view.has_role("dato", name))]
    found = {name: value for name in asked if (value := _typed(data[name], view, types[name])) is not None}
    if "evaluaciones" in types:
        current = getattr(base, "evaluaciones", None) or ()
        evaluations = _evaluations(view, current)
        if evaluations != current:
            found["evaluaciones"] = evaluations
    if base is None and not found:
        return None
    return at(replace(base, **found) if base is not None else calculo.hechos(**found), now)


def nothing_known(calculo: Calculo, now: datetime) -> Any:
    """The facts of a calculation of which nothing is known yet."""
    return at(calculo.hechos(), now)


def at(facts: Any, now: datetime) -> Any:
    """The same facts at a moment, where the calculation asks for one and the record did not give it."""
    names = {field.name for field in fields(facts)}
    return replace(facts, ahora=now) if "ahora" in names and facts.ahora is None else facts


def cannot_be(stated: Sequence[Fact], data: Mapping[str, Dato]) -> tuple[Dato, Any] | None:
    """The first stated value that is outside what its fact can be ("falté -3"), with the fact."""
    view = Stated(stated)
    for dato in data.values():
        value = _number_of(dato, view)
        if value is not None and impossible(dato, float(value)):
            return dato, value
    return None


def as_facts(dato: Dato, value: Any) -> tuple[Fact, ...]:
    """A value that the student typed when asked, as the facts that a message would have stated."""
    if dato.tipo == "evaluaciones":
        return read_evaluations(str(value))
    if isinstance(value, bool):
        situation = dato.situacion_si if value else dato.situacion_no
        return (Fact("situacion", situation),) if situation else (Fact("dato", "sí" if value else "no", dato.clave),)
    if dato.entidad:
        entity, _, role = dato.entidad.partition("/")
        return (Fact(entity, value, role or None),)
    return (Fact("dato", value, dato.clave),)


def states(dato: Dato, stated: Sequence[Fact]) -> bool:
    """Whether the facts of a message tell this one, so that it need not be read from the words."""
    if dato.tipo == "evaluaciones":
        return any(fact.entity in ("nota", "peso") and fact.role not in _NO_EVALUATION for fact in stated)
    return _raw(dato, Stated(stated)) is not None


def _number_of(dato: Dato, view: Stated) -> Decimal | None:
    entity, _, role = (dato.entidad or "").partition("/")
    typed = view.number("dato", dato.clave)
    return typed if typed is not None else view.number(entity, role or None)


def _raw(dato: Dato, view: Stated) -> Any | None:
    """What is stated of a fact: a number, a text, a truth value; None when nothing is."""
    if dato.tipo == "si_no":
        typed = view.text("dato", dato.clave)
        if typed is not None:
            return typed == "sí"
        return view.either(dato.situacion_si or "", dato.situacion_no or "")
    number = _number_of(dato, view)
    if number is not None:
        return number
    entity, _, role = (dato.entidad or "").partition("/")
    return view.text("dato", dato.clave) or (view.text(entity, role or None) if entity else None)


def _typed(dato: Dato, view: Stated, kind: Any) -> Any | None:
    """What is stated of a fact as the calculation's field holds it; None when it does not fit."""
    raw = None if dato.tipo == "evaluaciones" else _raw(dato, view)
    if raw is None:
        return None
    if isinstance(raw, Decimal):
        return _number(dato, raw, kind)
    if isinstance(raw, bool):
        return raw if kind is bool else None
    try:
        if kind is date:
            return date.fromisoformat(raw[:10])
        if kind is datetime:
            return datetime.fromisoformat(raw).replace(tzinfo=LIMA)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(raw)
    except ValueError:
        return None
    return raw if kind is str else None


def _number(dato: Dato, value: Decimal, kind: Any) -> int | Decimal | None:
    if kind is int:
        return int(value) if value == value.to_integral_value() else None
    if kind is Decimal:
        return value / 100 if dato.tipo == "porcentaje" else value
    return None


@lru_cache(maxsize=128)
def _types(facts: Any) -> dict[str, Any]:
    """The type of each field of a class of facts, without its None."""
    found = {}
    for name, hint in get_type_hints(facts).items():
        optional = get_origin(hint) in (Union, types.UnionType)
        found[name] = next(part for part in get_args(hint) if part is not type(None)) if optional else hint
    return found


def _evaluations(view: Stated, current: tuple[Evaluacion, ...]) -> tuple[Evaluacion, ...]:
    """A course's evaluations with the stated grades and weights; those of a course that is not on record are new."""
    grades = {role: value for role, value in view.by_role("nota").items() if role not in _NO_EVALUATION}
    weights = view.by_role("peso")
    unnamed, named_once = view.all_of("nota", *_UNNAMED), view.all_of("evaluacion", None)
    if len(unnamed) == 1 and len(named_once) <= 1:  # of several, which is whose cannot be told
        name = str(named_once[0]) if named_once else _only_open(current)
        if name and name not in grades and name != "sustitutorio":
            grades[name] = Decimal(str(unnamed[0]))
    if not grades and not weights:
        return current
    known = {evaluation_key(evaluation.nombre): evaluation for evaluation in current}
    named = {role: _same(role, known) for role in dict.fromkeys([*weights, *grades])}
    if known and (strange := next((role for role in named if named[role] not in known), None)):
        raise UnknownEvaluation(strange, [evaluation.nombre for evaluation in current])
    for role, key in named.items():
        evaluation = known.get(key, Evaluacion(role))
        weight = weights[role] / 100 if role in weights else evaluation.peso
        known[key] = replace(evaluation, peso=weight, nota=grades.get(role, evaluation.nota))
    return tuple(known.values())


def _same(role: str, known: Mapping[str, Evaluacion]) -> str:
    """The key of the evaluation that a stated name means: `final` is `examen final`, the only one that ends so."""
    if role in known or not known:
        return role
    alike = [key for key in known if key.split()[0] == role.split(maxsplit=1)[0] or key.endswith(f" {role}")]
    return alike[0] if len(alike) == 1 else role


def _only_open(current: Sequence[Evaluacion]) -> str | None:
    open_ones = [evaluation for evaluation in current if evaluation.nota is None]
    return evaluation_key(open_ones[0].nombre) if len(open_ones) == 1 else None
