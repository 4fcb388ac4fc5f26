"""Which calculation answers a topic at a university, from the record, from the message or from both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.conversation.courses import Choice, choose_course
from actions.conversation.stated_facts import Stated, attendance_facts, credit_facts, sustitutorio_facts
from actions.conversation.turn import Fact
from actions.knowledge.loader import load_parameters
from actions.rulebooks.dictamen import Dictamen
from actions.rulebooks.expediente import Estado, Expediente, Matricula
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn import asistencia, creditos, sustitutorio
from actions.rulebooks.upn import desde_expediente as upn_record


@dataclass(frozen=True)
class Case:
    """What a calculation may use: the facts stated, the message's words, the record if the student is identified."""

    facts: Sequence[Fact]
    text: str
    now: datetime
    record: Expediente | None = None
    course: str | None = None


@dataclass(frozen=True)
class Outcome:
    """One dictamen, or one for each of several courses (`title` heads the list), or a course to be chosen."""

    dictamenes: tuple[Dictamen, ...] = ()
    title: str = ""
    unknown_course: str | None = None
    which_course: bool = False
    courses: tuple[Matricula, ...] = ()
    from_record: bool = False
    supposes: bool = False


Calculation = Callable[[Case, Parametros], Outcome | None]


def calculate(university: str, calculation: str, case: Case) -> Outcome | None:
    """Run the university's calculation; None when it has none of that name or nothing to go by."""
    known = _CALCULATIONS.get((university, calculation))
    if known is None:
        return None
    parameters = load_parameters(university.lower()).el_dia(case.now.date())
    return known(case, parameters)


def computes(university: str, calculation: str | None) -> bool:
    """Whether a university's rules compute it, so that a record would help."""
    return (university, calculation) in _CALCULATIONS


def states_figures(university: str, calculation: str, facts: Sequence[Fact]) -> bool:
    """Whether the facts stated hold figures that only this calculation is about."""
    return (
        university == "UPN" and calculation == asistencia.CALCULO and attendance_facts(Stated(facts), None) is not None
    )


def _credits(case: Case, parameters: Parametros) -> Outcome | None:
    record = upn_record.hechos_creditos(case.record, parameters) if case.record else None
    facts = credit_facts(Stated(case.facts), record)
    if facts is None:
        return None
    dictamen = creditos.creditos_matricula(facts, parameters)
    return Outcome((dictamen,), from_record=record is not None, supposes=facts != record)


def _attendance(case: Case, parameters: Parametros) -> Outcome | None:
    def of_course(enrolment: Matricula | None) -> Dictamen | None:
        record = None
        if enrolment is not None and case.record is not None:
            record = upn_record.hechos_asistencia(case.record, enrolment, parameters)
        facts = attendance_facts(Stated(case.facts), record)
        return None if facts is None else asistencia.asistencia(facts, parameters)

    # Figures of a whole case ("5 de 16 clases") are about no course of the record unless one is named.
    stands_alone = attendance_facts(Stated(case.facts), None) is not None
    return _by_course(case, of_course, "Así vas con tus asistencias:", stands_alone)


def _sustitutorio(case: Case, parameters: Parametros) -> Outcome | None:
    def of_course(enrolment: Matricula | None) -> Dictamen | None:
        record = None
        if enrolment is not None and case.record is not None:
            record = upn_record.hechos_sustitutorio(case.record, enrolment, parameters, case.now)
        facts = sustitutorio_facts(Stated(case.facts), record)
        return None if facts is None else sustitutorio.sustitutorio(facts, parameters)

    return _by_course(case, of_course, "Así estás para el sustitutorio en cada curso:", stands_alone=False)


def _by_course(
    case: Case, of_course: Callable[[Matricula | None], Dictamen | None], title: str, stands_alone: bool
) -> Outcome | None:
    if case.record is None:
        dictamen = of_course(None)
        return None if dictamen is None else Outcome((dictamen,))
    choice: Choice = choose_course(case.record.actuales, case.course, case.text)
    if choice.found:
        dictamenes = tuple(d for d in map(of_course, choice.found) if d is not None)
        supposes = of_course(None) is not None
        return Outcome(dictamenes, title, courses=tuple(choice.found), from_record=True, supposes=supposes)
    if stands_alone:
        dictamen = of_course(None)
        return None if dictamen is None else Outcome((dictamen,))
    if choice.unknown:
        return Outcome(unknown_course=choice.unknown, courses=case.record.actuales, from_record=True)
    open_ones = tuple(m for m in case.record.actuales if m.estado is not Estado.RETIRADO)
    if len(open_ones) > 1 and of_course(None) is not None:
        # What the student states ("ya pagué") is true of one course: of which?
        return Outcome(which_course=True, courses=open_ones, from_record=True)
    dictamenes = tuple(d for d in map(of_course, open_ones) if d is not None)
    return Outcome(dictamenes, title, courses=open_ones, from_record=True, supposes=of_course(None) is not None)


_CALCULATIONS: dict[tuple[str, str], Calculation] = {
    ("UPN", creditos.CALCULO): _credits,
    ("UPN", asistencia.CALCULO): _attendance,
    ("UPN", sustitutorio.CALCULO): _sustitutorio,
}
