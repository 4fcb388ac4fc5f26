"""Which calculation answers a topic at a university, from the record, from the message or from both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from actions.conversation.courses import choose_course
from actions.conversation.hypothesis import UnknownEvaluation, cannot_be, nothing_known, suppose
from actions.conversation.turn import Fact
from actions.knowledge.loader import load_data_dictionary, load_parameters
from actions.knowledge.model import Dato
from actions.rulebooks.calculo import Calculo
from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.expediente import Estado, Expediente, Matricula
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.registro import CALCULOS

#: What is stated of attendance and of nothing else.
_FIGURES = frozenset(
    ("faltas", "asistencias", "tardanzas", "clases", "semanas/sin_ingreso", "semanas/con_ingreso", "porcentaje/faltas",
     "porcentaje/asistencia", "faltas/total", "dato/faltas_justificadas", "dato/proporcion_justificadas")
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What a calculation may use: the facts stated, the message's words, the record if the student is identified.

    `from_nothing`: the student wants it computed, so that what is missing is asked for even if nothing is known yet;
    `given`: what goes without saying in the question ("en verano"), which nobody stated of a course.
    """

    facts: Sequence[Fact]
    text: str
    now: datetime
    record: Expediente | None = None
    course: str | None = None
    from_nothing: bool = False
    given: Sequence[Fact] = ()


@dataclass(frozen=True)
class Impossible:
    """A stated value that cannot be: the fact it is about and the value."""

    dato: Dato
    value: Decimal


@dataclass(frozen=True)
class Outcome:
    """One dictamen, or one for each of several courses (`title` heads the list), or what has to be cleared up first.

    That is a course to be chosen, an evaluation that the syllabus does not have, or a figure that cannot be. `asks`:
    the fact to ask for next, where a single dictamen still needs one.
    """

    dictamenes: tuple[Dictamen, ...] = ()
    title: str = ""
    unknown_course: str | None = None
    unknown_evaluation: UnknownEvaluation | None = None
    impossible: Impossible | None = None
    which_course: bool = False
    courses: tuple[Matricula, ...] = ()
    from_record: bool = False
    supposes: bool = False
    asks: Dato | None = None


def calculate(university: str, calculation: str, case: Case) -> Outcome | None:
    """Run the university's calculation; None when it has none of that name or nothing to go by."""
    calculo = CALCULOS.get((university, calculation))
    if calculo is None:
        return None
    data = load_data_dictionary(university)
    odd = cannot_be(case.facts, data)
    if odd:
        return Outcome(impossible=Impossible(*odd))
    parameters = load_parameters(calculo.reglamento).el_dia(case.now.date())
    try:
        outcome = _Run(calculo, case, parameters, data).outcome()
    except UnknownEvaluation as unknown:
        return Outcome(unknown_evaluation=unknown)
    if outcome and len(outcome.dictamenes) == 1:
        asked = [name for name in outcome.dictamenes[0].pide if name in data]
        return replace(outcome, asks=data[asked[0]]) if asked else outcome
    return outcome


def computes(university: str, calculation: str | None) -> bool:
    """Whether a university's rules compute it."""
    return (university, calculation) in CALCULOS


def knows_records(university: str, calculation: str | None) -> bool:
    """Whether a student's file helps to compute it."""
    calculo = CALCULOS.get((university, calculation or ""))
    return calculo is not None and calculo.desde_expediente is not None


def can_ask(university: str, calculation: str | None, now: datetime) -> bool:
    """Whether a student who is not identified can be led through it, one fact after the other."""
    case = Case((), "", now, from_nothing=True)
    outcome = calculate(university, calculation, case) if calculation else None
    return outcome is not None and outcome.asks is not None


def states_figures(university: str, calculation: str, facts: Sequence[Fact]) -> bool:
    """Whether the facts stated hold figures that only this calculation is about."""
    if calculation != "asistencia" or not computes(university, calculation):
        return False
    return not _FIGURES.isdisjoint(f"{fact.entity}/{fact.role}" if fact.role else fact.entity for fact in facts)


class _Run:
    """One run of a calculation: over the file as a whole, or over one course or several."""

    def __init__(self, calculo: Calculo, case: Case, parameters: Parametros, data: Mapping[str, Dato]) -> None:
        self._calculo, self._case, self._parameters, self._data = calculo, case, parameters, data

    def outcome(self) -> Outcome | None:
        """What it gives; None when nothing is known to go by."""
        file = self._case.record
        if file is None or self._calculo.desde_expediente is None:
            return self._without_record()
        return self._by_course(file) if self._calculo.por_curso else self._whole_file(file)

    def _without_record(self) -> Outcome | None:
        facts = self._over(None)
        if facts is None and self._case.from_nothing:
            facts = nothing_known(self._calculo, self._case.now)
        return None if facts is None else Outcome((self._rule(facts),))

    def _whole_file(self, file: Expediente) -> Outcome:
        record = self._recorded(file, None)
        facts = self._over(record)
        return Outcome((self._rule(facts),), from_record=True, supposes=facts != record and self._stated() is not None)

    def _by_course(self, record: Expediente) -> Outcome | None:
        case = self._case
        about = self._calculo.incumbe
        own = tuple(m for m in record.actuales if about is None or about(m))
        if about and not own:
            return self._without_record()
        choice = choose_course(own, case.course, case.text)
        supposes = self._stated() is not None
        if len(choice.found) > 1:
            return Outcome(which_course=True, courses=choice.found, from_record=True)
        if choice.found:
            return self._courses(record, choice.found, supposes)
        if self._stands_alone():
            return self._without_record()
        if choice.unknown:
            return Outcome(unknown_course=choice.unknown, courses=own, from_record=True)
        current = tuple(m for m in own if m.estado is not Estado.RETIRADO)
        if len(current) > 1 and supposes:
            # What the student states ("ya pagué") is true of one course: of which?
            return Outcome(which_course=True, courses=current, from_record=True)
        return self._courses(record, current, supposes)

    def _courses(self, file: Expediente, courses: Sequence[Matricula], supposes: bool) -> Outcome:
        dictamenes = tuple(self._rule(self._over(self._recorded(file, course))) for course in courses)
        return Outcome(dictamenes, self._calculo.titulo, courses=tuple(courses), from_record=True, supposes=supposes)

    def _stands_alone(self) -> bool:
        """Figures of a whole case ("5 de 16 clases") are about no course of the record unless one is named."""
        return states_figures(self._calculo.universidad, self._calculo.clave, self._case.facts) and bool(self._stated())

    def _recorded(self, file: Expediente, course: Matricula | None) -> Any:
        assert self._calculo.desde_expediente is not None
        return self._calculo.desde_expediente(file, course, self._parameters, self._case.now)

    def _over(self, record: Any) -> Any:
        facts = (*self._case.given, *self._case.facts)
        return suppose(self._calculo, facts, record, self._data, self._case.now)

    def _stated(self) -> Any | None:
        return suppose(self._calculo, self._case.facts, None, self._data, self._case.now)

    def _rule(self, facts: Any) -> Dictamen:
        return self._calculo.regla(facts, self._parameters)
