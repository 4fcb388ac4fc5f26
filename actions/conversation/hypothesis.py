"""A calculation's facts: those of the record, with what the student states or supposes in their place."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from actions.conversation.derived import with_derived
from actions.conversation.stated import Stated
from actions.conversation.turn import Fact
from actions.conversation.typed_values import evaluation_key, fold, impossible, read_evaluations, read_value
from actions.conversation.upn_facts import attendance_facts, credit_facts, sustitutorio_facts
from actions.knowledge.loader import load_knowledge
from actions.knowledge.model import Dato
from actions.rulebooks.calculo import Calculo
from actions.rulebooks.notas import Evaluacion
from actions.rulebooks.plazos import LIMA

#: Grades that name no evaluation: which one is meant stands elsewhere, or is the only one left.
_UNNAMED = ("supuesta", "obtenida")
#: Grades that are no evaluation's.
_NO_EVALUATION = (*_UNNAMED, "promedio", "sustitutorio", "conocimientos", "desempeno")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?")
_CLOCK = re.compile(
    r",? ?(?:(?:como |tipo |eso de )?(?:a )?las? |(?<!\d)(?=\d{1,2}(?:[:.]\d\d)? ?[ap]\.? ?m))"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?: ?(?:horas|hrs?|h)(?!\w))?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?)?(?: (?:de|por|en) la (?P<part>manana|tarde|noche))?(?![\w:])"
)
_MIDDAY = re.compile(r",? (?:a|al) (?:mediodia|medio dia)")
_PART_OF_DAY = re.compile(r" (?:de|por|en) la (?:manana|tarde|noche)")
_ABOUT = re.compile(r"(?<=hace )(?:(?:como|unos|unas|apenas|casi|exactamente) )+")
_WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_WEEKDAY_OF_A_DATE = re.compile(rf"(?:(?:el|este|pasado) )*({'|'.join(_WEEKDAYS)})(?: pasado)? (?=\d)")
#: "el lunes 3" is looked for among so many days: in more, another month may have a Monday 3 too.
_DAYS_BACK = 62
#: "a las 5" is the morning for nobody; from 7 on an hour is taken as it stands.
_FIRST_PLAIN_HOUR = 7
#: After so many days no term of hours (48 at most) depends on the hour.
_HOUR_IS_OLD = timedelta(days=3)
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
    types = _types(cast(Any, calculo.hechos))
    view = Stated(with_derived(stated, types))
    own = _OWN.get((calculo.universidad, calculo.clave))
    base = own(view, record) if own else record
    asked = [name for name in types if name in data and (own is None or view.has_role("dato", name))]
    found = {name: value for name in asked if (value := _typed(data[name], view, types[name], now)) is not None}
    if "evaluaciones" in types:
        current = getattr(base, "evaluaciones", None) or ()
        evaluations = _evaluations(view, current)
        if evaluations != current:
            found["evaluaciones"] = evaluations
    if base is None and not found and not any(_is_vague(data[name], view) for name in asked):
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
        if not situation:
            return (Fact("dato", "sí" if value else "no", dato.clave),)
        entity, slash, named = situation.split("|")[0].partition("/")
        return (Fact(entity, named) if slash else Fact("situacion", entity),)
    entity, role = _places(dato)[:2][-1]  # where a message would tell it, or its own name
    return (Fact(entity, value, role),)


def states(dato: Dato, stated: Sequence[Fact]) -> bool:
    """Whether the facts of a message tell this one, so that it need not be read from the words."""
    if dato.tipo == "evaluaciones":
        return any(fact.entity in ("nota", "peso") and fact.role not in _NO_EVALUATION for fact in stated)
    return _raw(dato, Stated(stated)) is not None


def stated_value(dato: Dato, stated: Sequence[Fact]) -> Any | None:
    """What the facts of a message tell of this one, as a slot can hold it."""
    raw = _raw(dato, Stated(stated))
    if isinstance(raw, Decimal):
        return int(raw) if raw == raw.to_integral_value() else float(raw)
    return raw


def _places(dato: Dato) -> list[tuple[str, str | None]]:
    """Where a fact may be told, as entity and role: under its own name, or as `entidad` says."""
    told = [place.partition("/") for place in (dato.entidad or "").split("|") if place]
    return [("dato", dato.clave), *((entity, role or None) for entity, _, role in told)]


def _number_of(dato: Dato, view: Stated) -> Decimal | None:
    numbers = (view.number(entity, role) for entity, role in _places(dato))
    return next((number for number in numbers if number is not None), None)


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
    texts = (view.text(entity, role) for entity, role in _places(dato))
    return next((text for text in texts if text), None)


def _typed(dato: Dato, view: Stated, kind: Any, now: datetime) -> Any | None:
    """What is stated of a fact as the calculation's field holds it; None when it does not fit."""
    raw = None if dato.tipo == "evaluaciones" else _raw(dato, view)
    if raw is None:
        return None
    if isinstance(raw, Decimal):
        return _number(dato, raw, kind)
    if isinstance(raw, bool):
        return raw if kind is bool else None
    try:
        if kind in (date, datetime):
            return _when(dato, raw, kind, now)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(_option(dato, raw))
    except ValueError:
        return None
    return raw if kind is str else None


def _option(dato: Dato, told: str) -> str:
    """The option that a word names: at one university `digitacion` is an option, at another one of its words."""
    if told in dato.opciones:
        return told
    return next((key for key, words in dato.opciones.items() if told in map(fold, map(str, words))), told)


def _when(dato: Dato, words: str, kind: Any, now: datetime) -> date | datetime | None:
    """The day or moment that words tell, None where they do not tell it for sure.

    A moment needs its hour, unless the day is so long ago that no hour would change anything.
    """
    if _ISO.fullmatch(words):
        return date.fromisoformat(words[:10]) if kind is date else datetime.fromisoformat(words).replace(tzinfo=LIMA)
    folded = _ABOUT.sub("", fold(words))
    clock = _CLOCK.search(folded)
    rest = _PART_OF_DAY.sub("", _MIDDAY.sub("", folded if clock is None else folded.replace(clock[0], "")))
    rest = re.sub(r"^ ?de ", "", rest).strip(" ,")
    if kind is datetime and re.search(r"hace .*(?:hora|minuto)", rest):
        moment = _read("momento", dato, rest, now)
        return datetime.fromisoformat(moment).replace(tzinfo=LIMA) if moment else None
    day = _day(dato, rest, now)
    if day is None or kind is date:
        return day
    hour = time(12) if _MIDDAY.search(folded) else _hour(clock, folded)
    if hour is None and clock is None and now.astimezone(LIMA).date() - day >= _HOUR_IS_OLD:
        hour = time(23, 59)
    moment_told = None if hour is None else datetime.combine(day, hour, tzinfo=LIMA)
    return moment_told if moment_told and moment_told <= now else None


def _day(dato: Dato, words: str, now: datetime) -> date | None:
    """The day that words without an hour tell; None for "el lunes 3" where no Monday was a 3rd lately."""
    named = _WEEKDAY_OF_A_DATE.match(words)
    weekday, rest = (_WEEKDAYS.index(named[1]), words[named.end() :]) if named else (None, words)
    if weekday is not None and rest.isdigit():
        today = now.astimezone(LIMA).date()
        days = (today - timedelta(days=back) for back in range(_DAYS_BACK))
        return next((day for day in days if day.day == int(rest) and day.weekday() == weekday), None)
    told = _read("fecha", dato, rest, now)
    day = date.fromisoformat(told) if told else None
    return None if day is None or weekday not in (None, day.weekday()) else day


def _is_vague(dato: Dato, view: Stated) -> bool:
    """Whether a day or moment is told, though not for sure ("la nota salió ayer"): the rest is worth asking for."""
    return dato.tipo in ("fecha", "momento") and _raw(dato, view) is not None


def _read(kind: str, dato: Dato, words: str, now: datetime) -> str | None:
    return read_value(replace(dato, tipo=kind), words, load_knowledge().palabras, now)


def _hour(clock: re.Match[str] | None, words: str) -> time | None:
    """The hour of a clock, None where it may be of the morning or of the afternoon."""
    if clock is None:
        return None
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    if clock["part"] == "noche" and not 6 <= hour < 12:
        return None
    if clock["half"] == "p" or clock["part"] in ("tarde", "noche") or "anoche" in words:
        hour += 12 if hour < 12 else 0
    elif clock["half"] is None and clock["part"] is None and 0 < hour < _FIRST_PLAIN_HOUR:
        return None
    elif clock["half"] == "a" and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


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
    weights = {role: value for role, value in view.by_role("peso").items() if role not in _NO_EVALUATION}
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
