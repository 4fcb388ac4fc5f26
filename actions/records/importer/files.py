"""The files of an import: one pydantic model each, the single description of its columns.

The reading, the checks, the writing and docs/import.md follow from these models. They stand in the order in which they
are written: what is referred to comes first.
"""

# Annotations are read as they are: pydantic 1.8 does not know a class variable in a postponed one.
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import BaseModel, Extra, Field, root_validator
from sqlalchemy import Table

from actions.records import models as m
from actions.records.expediente_query import EVERY_MODALITY, NON_WORKING
from actions.records.importer import kinds as k

#: A column and what is wrong with it, given the rest of the row.
Contradiction = tuple[str, str]


@dataclass(frozen=True)
class Reference:
    """`columns` name a row of `file`, whose columns are called `named` there. An empty cell refers to nothing."""

    columns: tuple[str, ...]
    file: str
    named: tuple[str, ...] = ("code",)


def _column(meaning: str, example: str, default: Any = ...) -> Any:
    return Field(default, description=meaning, example=example)


class Row(BaseModel):
    """One row of a file. Empty cells count as absent ones."""

    file: ClassVar[str]
    table: ClassVar[Table]
    #: The columns by which a row is told from the others of its university.
    key: ClassVar[tuple[str, ...]]
    references: ClassVar[tuple[Reference, ...]] = ()
    #: Columns of the table that every imported row fills alike.
    constants: ClassVar[Mapping[str, str]] = MappingProxyType({})
    #: What a full import does with a row of the record that the file lacks.
    vanished: ClassVar[str] = "is closed"
    #: Whether the table's rows hang on an enrolment, which the file names by student, course and period.
    of_enrolment: ClassVar[bool] = False

    class Config:
        """Columns that no model knows are an error."""

        extra = Extra.forbid

    @root_validator(pre=True)
    def _drop_empty_cells(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805 - pydantic gives the class
        return {name: value for name, value in values.items() if not (isinstance(value, str) and not value.strip())}

    @root_validator(skip_on_failure=True)
    def _hold_together(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        for column, problem in cls.contradictions(values):
            raise ValueError(f"{column} {problem}")
        return values

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Contradiction]:
        """What cannot be true together in one row, all of whose cells are sound by themselves."""
        yield from ()


_OF_A_STUDENT = Reference(("student_code",), "students")
_OF_A_COURSE = Reference(("course_code",), "courses")
_IN_A_PERIOD = Reference(("period",), "periods")
_ENROLMENT = ("student_code", "course_code", "period")
_OF_AN_ENROLMENT = Reference(_ENROLMENT, "enrolments", _ENROLMENT)


def _student_code() -> Any:
    return _column("Code of the student.", "N00200001")


def _course_code() -> Any:
    return _column("Code of the course.", "CAL1")


def _course_or_none() -> Any:
    return _column("Code of the course that it is about; empty when it is about none.", "CAL1", "")


def _period() -> Any:
    return _column("Academic period.", "2026-2")


class Curriculum(Row):
    """A plan of studies."""

    file = "curricula"
    table = m.Curriculum.__table__
    key = ("code",)
    vanished = "is closed; not possible while a student follows it"

    code: k.Code = _column("Code of the plan.", "ISI-2023")
    career: k.Career = _column("Career to which it leads.", "Ingeniería de Sistemas")
    total_credits: k.Positive = _column("Credits of the whole plan.", "200")
    cycles: k.Positive = _column("Number of cycles (semesters).", "10")


class Course(Row):
    """A course with what its syllabus says."""

    file = "courses"
    table = m.Course.__table__
    key = ("code",)
    vanished = "is closed; not possible while an enrolment, a plan or a class refers to it"

    code: k.Code = _course_code()
    name: k.Name = _column("Name, as students know it.", "Cálculo I")
    credits: k.Positive = _column("Credits.", "4")
    kind: k.Word = _column("What kind of course, where the regulation tells them apart: `regular`, `taller`, `dil`, "
                           "`practica`, `internado`, `electivo`.", "regular", "regular")  # fmt: skip
    has_sustitutorio: k.YesNo = _column("Whether the syllabus has a sustitutorio; empty when that is not on record.",
                                        "si", None)  # fmt: skip


class CurriculumCourse(Row):
    """A course's place in a plan."""

    file = "curriculum_courses"
    table = m.CurriculumCourse.__table__
    key = ("curriculum_code", "course_code")
    references = (Reference(("curriculum_code",), "curricula"), _OF_A_COURSE)

    curriculum_code: k.Code = _column("Code of the plan.", "ISI-2023")
    course_code: k.Code = _course_code()
    cycle: k.Positive = _column("Cycle of the plan in which the course is taken.", "1")


class CourseLink(Row):
    """Two courses that belong together."""

    file = "course_links"
    table = m.CourseLink.__table__
    key = ("course_code", "other_code", "kind")
    references = (_OF_A_COURSE, Reference(("other_code",), "courses"))

    course_code: k.Code = _column("Code of the course.", "CAL2")
    other_code: k.Code = _column("Code of the other course.", "CAL1")
    kind: k.LinkKind = _column("`requisite`: the other course has to be passed first. `equivalent`: both count as one "
                               "course; one row is enough.", "requisite")  # fmt: skip

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Contradiction]:
        """A course is not linked to itself."""
        if row["course_code"] == row["other_code"]:
            yield "other_code", "is the course itself: remove the row or name the other course"


class Period(Row):
    """An academic period."""

    file = "periods"
    table = m.Period.__table__
    key = ("code",)
    vanished = "is closed; not possible while an enrolment or a class refers to it"

    code: k.PeriodCode = _period()
    is_summer: k.YesNo = _column("Whether it is a summer (or winter) period, which averages leave out.", "no")
    starts_on: k.Day = _column("First day.", "2026-08-17")
    ends_on: k.Day = _column("Last day; a period counts as closed on the day after.", "2026-12-12")

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Contradiction]:
        """A period ends after it starts."""
        if row["ends_on"] <= row["starts_on"]:
            yield "ends_on", "is not after starts_on: correct one of them"


class CalendarEntry(Row):
    """An activity of the academic calendar, or a day on which the university rests."""

    file = "calendar"
    table = m.CalendarEntry.__table__
    key = ("modality", "period", "activity", "detail")
    references = (_IN_A_PERIOD,)

    modality: k.Modality = _column(f"Modality for which it holds; `{EVERY_MODALITY}` for all.", "UG", EVERY_MODALITY)
    period: k.PeriodCode = _column(f"Academic period; may be empty for `{NON_WORKING}`.", "2026-2", "")
    activity: k.CalendarActivity = _column(
        "What takes place: `solicitud_sustitutorio`, `sustitutorio`, `retiro_curso`, `matricula`, ...; "
        f"`{NON_WORKING}`: the university's own days off, which deadlines in working days leave out (public holidays "
        "are known already).",
        "retiro_curso",
    )
    detail: k.Place = _column("Which one, when a period has several of the same activity: the name of the day off.",
                              "aniversario", "")  # fmt: skip
    starts_at: k.Moment = _column("First moment at which it can be done.", "2026-09-01 08:00")
    ends_at: k.Moment = _column("Last moment.", "2026-10-09 18:00")

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Contradiction]:
        """It ends after it starts, in a period."""
        if row["ends_at"] < row["starts_at"]:
            yield "ends_at", "is before starts_at: correct one of them"
        if not row["period"] and row["activity"] != NON_WORKING:
            yield "period", f"is empty: only {NON_WORKING} may lie between periods"


class CourseClass(Row):
    """A class (section) of a course in a period."""

    file = "classes"
    table = m.CourseClass.__table__
    key = ("code",)
    references = (_OF_A_COURSE, _IN_A_PERIOD)

    code: k.ClassCode = _column("Code of the class, unique in the university over all periods.", "CAL1-2026-2-A")
    course_code: k.Code = _course_code()
    period: k.PeriodCode = _period()
    kind: k.ClassKind = _column("How it is held; it decides how attendance is counted: `presencial`, `virtual` or "
                                "`coursera`.", "presencial")  # fmt: skip


class SyllabusWeight(Row):
    """The weight of one evaluation of a course in a period, as its syllabus says. All of a course's add up to 1."""

    file = "evaluations"
    table = m.SyllabusWeight.__table__
    key = ("course_code", "period", "evaluation")
    vanished = "is closed; the grades of that evaluation stay, without a weight"
    references = (_OF_A_COURSE, _IN_A_PERIOD)

    course_code: k.Code = _course_code()
    period: k.PeriodCode = _period()
    evaluation: k.Evaluation = _column("Name of the evaluation as the syllabus writes it.", "T1")
    weight: k.Weight = _column("Its share of the final grade, 0.2 for 20 %; at most four decimals.", "0.2")
    kind: k.Word = _column("What it examines, where the regulation asks for it: `teoria`, `practica`, `conocimiento`, "
                           "`desempeno`.", "practica", None)  # fmt: skip
    number: k.Positive = _column("Its place in the syllabus, so that answers list evaluations in order.", "1", None)


class Student(Row):
    """A student. One who vanishes from a full import becomes inactive: no codes, no record."""

    file = "students"
    table = m.Student.__table__
    key = ("code",)
    vanished = "is closed and inactive: the student gets no codes and has no record, until the row comes back"
    references = (Reference(("curriculum_code",), "curricula"),)

    code: k.StudentCode = _student_code()
    name: k.Name = _column("Given names and surnames, in this order: the first word is how the student is addressed.",
                           "María Soto Díaz")  # fmt: skip
    email: k.Address = _column("Institutional address; one-time codes are sent to it.", "n00200001@upn.example")
    modality: k.Modality = _column("Modality; at UPN `UG` or `WA`.", "UG")
    campus: k.Place = _column("Campus.", "Trujillo - El Molino")
    career: k.Career = _column("Career.", "Ingeniería de Sistemas")
    curriculum_code: k.Code = _column("Code of the plan of studies.", "ISI-2023")
    admission_period: k.PeriodCode = _column("Period of admission; need not be among the periods.", "2024-1")
    started_on: k.Day = _column("The day on which the studies began; empty when it is not on record.", "2024-03-18",
                                None)  # fmt: skip
    active: k.YesNo = _column("Whether the student may identify and has a record.", "si", True)


class Enrolment(Row):
    """A student's enrolment in a course in a period, recognised courses included."""

    file = "enrolments"
    table = m.Enrolment.__table__
    key = _ENROLMENT
    vanished = "is closed, and its grades and attendance are not seen any more"
    references = (_OF_A_STUDENT, _OF_A_COURSE, _IN_A_PERIOD, Reference(("class_code",), "classes"))

    student_code: k.StudentCode = _student_code()
    course_code: k.Code = _course_code()
    period: k.PeriodCode = _period()
    class_code: k.ClassCode = _column("Code of the class, where there is one.", "CAL1-2026-2-A", None)
    attempt: k.Attempt = _column("Which time the student takes the course: 1, 2 or 3.", "1")
    state: k.EnrolmentState = _column(
        "`en_curso`, `aprobado`, `desaprobado`, `inhabilitado`, `retirado` or `convalidado`.", "en_curso"
    )
    final_grade: k.GradeNumber = _column("Final grade; empty while the course is on.", "14", None)
    enrolled_on: k.Day = _column("The day of the enrolment; empty when it is not on record.", "2026-08-10", None)
    withdrawn_on: k.Day = _column("The day of the withdrawal (state `retirado`).", "2026-09-20", None)

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Contradiction]:
        """State, grade and dates fit each other."""
        state = row["state"]
        if row["final_grade"] is not None and state in ("en_curso", "retirado"):
            yield "final_grade", f"is given although the state is {state}: correct the state or leave the grade empty"
        if row["withdrawn_on"] is not None and state != "retirado":
            yield "withdrawn_on", f"is given although the state is {state}: correct the state or leave the date empty"
        if None not in (row["withdrawn_on"], row["enrolled_on"]) and row["withdrawn_on"] < row["enrolled_on"]:
            yield "withdrawn_on", "is before enrolled_on: correct one of them"


class Grade(Row):
    """The grade of one evaluation of an enrolment."""

    file = "grades"
    table = m.Grade.__table__
    key = (*_ENROLMENT, "evaluation")
    references = (_OF_AN_ENROLMENT,)
    of_enrolment = True

    student_code: k.StudentCode = _student_code()
    course_code: k.Code = _course_code()
    period: k.PeriodCode = _period()
    evaluation: k.Evaluation = _column("Name of the evaluation, as in evaluations.csv.", "T1")
    grade: k.GradeNumber = _column("Grade from 0 to 20.", "15.5")
    posted_at: k.Moment = _column("When it was posted, from which the time to complain runs; empty when not on record.",
                                  "2026-09-25 10:30", None)  # fmt: skip


class Attendance(Row):
    """Attendance of an enrolment, counted from it."""

    file = "attendance"
    table = m.Attendance.__table__
    key = _ENROLMENT
    references = (_OF_AN_ENROLMENT,)
    of_enrolment = True

    student_code: k.StudentCode = _student_code()
    course_code: k.Code = _course_code()
    period: k.PeriodCode = _period()
    sessions: k.Positive = _column("Sessions of the whole class since the enrolment (weeks, when it is virtual).", "32")
    held: k.Whole = _column("Sessions held so far.", "20")
    absences: k.Whole = _column("Absences, justified ones taken out.", "3")
    late: k.Whole = _column("Late arrivals, justified ones taken out.", "1", 0)
    justified: k.Whole = _column("Absences and late arrivals that were justified.", "0", 0)

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Nobody misses more sessions than there were."""
        if row["held"] > row["sessions"]:
            yield "held", f"is more than the {row['sessions']} sessions of the class: correct one of them"
        elif (counted := row["absences"] + row["late"] + row["justified"]) > row["held"]:
            yield "absences", f"with late and justified ones are {counted}, more than the {row['held']} sessions held"


_SUSTITUTORIO_OF = "is empty: a sustitutorio is always of a course"


class Payment(Row):
    """A fee that was paid."""

    file = "payments"
    table = m.Payment.__table__
    key = ("student_code", "concept", "period", "course_code", "paid_at")
    references = (_OF_A_STUDENT, _OF_A_COURSE, _IN_A_PERIOD)

    student_code: k.StudentCode = _student_code()
    concept: k.Procedure = _column(
        "What was paid: `sustitutorio`, `reserva`, `rezagado`, `suplementario`, `pension`, `matricula`.", "sustitutorio"
    )
    period: k.PeriodCode = _period()
    course_code: k.Code = _course_or_none()
    paid_at: k.Moment = _column("When it was paid.", "2026-11-20 09:15")

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Contradiction]:
        """A sustitutorio is of a course."""
        if row["concept"] == "sustitutorio" and not row["course_code"]:
            yield "course_code", _SUSTITUTORIO_OF


class Debt(Row):
    """Something owed, in money or not."""

    file = "debts"
    table = m.Debt.__table__
    key = ("student_code", "concept", "due_on")
    references = (_OF_A_STUDENT,)

    student_code: k.StudentCode = _student_code()
    concept: k.Career = _column("What is owed, as the student reads it.", "tercera cuota de la pensión")
    due_on: k.Day = _column("Last day to settle it; it is overdue on the day after.", "2026-10-30")
    administrative: k.YesNo = _column("Whether it is no money but a document, a book.", "no", False)


class Hold(Row):
    """Something that stands in the way of the studies."""

    file = "holds"
    table = m.Hold.__table__
    key = ("student_code", "kind", "reason")
    references = (_OF_A_STUDENT,)

    student_code: k.StudentCode = _student_code()
    kind: k.HoldKind = _column("`retencion`: it stops the enrolment. `sancion`: a separation in force.", "retencion")
    reason: k.Reason = _column("Why, as the student reads it.", "libro de la biblioteca sin devolver")
    until: k.Day = _column("Last day on which it holds; empty when it has no end yet.", "2026-12-31", None)


class Authorisation(Row):
    """An authorisation that was given to the student."""

    file = "authorisations"
    table = m.Authorisation.__table__
    key = ("student_code", "kind", "period", "course_code")
    references = (_OF_A_STUDENT, _OF_A_COURSE, _IN_A_PERIOD)

    student_code: k.StudentCode = _student_code()
    kind: k.Procedure = _column("What is authorised: `no_pago_sustitutorio`, ...", "no_pago_sustitutorio")
    period: k.PeriodCode = _period()
    course_code: k.Code = _course_or_none()

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Contradiction]:
        """A sustitutorio is of a course."""
        if row["kind"] == "no_pago_sustitutorio" and not row["course_code"]:
            yield "course_code", _SUSTITUTORIO_OF


class Request(Row):
    """A request that the student handed in."""

    file = "requests"
    table = m.Request.__table__
    key = ("student_code", "kind", "period", "course_code", "handed_in_at")
    references = (_OF_A_STUDENT, _OF_A_COURSE, _IN_A_PERIOD)

    student_code: k.StudentCode = _student_code()
    kind: k.Procedure = _column(
        "What is asked for: `sustitutorio`, `retiro_curso`, `recalificacion`, `reserva`, `convalidacion`, ...",
        "sustitutorio",
    )
    period: k.PeriodCode = _period()
    course_code: k.Code = _course_or_none()
    handed_in_at: k.Moment = _column("When it was handed in.", "2026-11-20 09:20")

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Contradiction]:
        """A sustitutorio is of a course."""
        if row["kind"] == "sustitutorio" and not row["course_code"]:
            yield "course_code", _SUSTITUTORIO_OF


class Convalidation(Row):
    """A course recognised from elsewhere. One that was recognised has its enrolment in state `convalidado` too."""

    file = "convalidations"
    table = m.Convalidation.__table__
    key = ("student_code", "course_code")
    references = (_OF_A_STUDENT, _OF_A_COURSE)

    student_code: k.StudentCode = _student_code()
    course_code: k.Code = _column("Code of the course of this university that it stands for.", "CAL1")
    credits: k.Whole = _column("Credits recognised.", "4")
    kind: k.ConvalidationKind = _column("`convalidacion`, `reconocimiento` or `exoneracion`.", "convalidacion")
    recognised_on: k.Day = _column("Date of the decision.", "2024-04-02")
    institution: k.Name = _column("Where the course was taken.", "Universidad Nacional de Trujillo", "")


class Activity(Row):
    """Something besides courses that counts towards the degree."""

    file = "activities"
    table = m.Activity.__table__
    key = ("student_code", "kind", "detail", "reference")
    references = (_OF_A_STUDENT,)

    student_code: k.StudentCode = _student_code()
    kind: k.ActivityKind = _column(
        "`complementaria`, `extracurricular`, `practicas`, `idioma`, `tesis`, `trabajo_investigacion`, ...", "practicas"
    )
    detail: k.Career = _column("Which one: a type of the regulation's annex, a language and its level.",
                               "prácticas preprofesionales", "")  # fmt: skip
    reference: k.Reference = _column("What tells it from another of the same kind and detail: a certificate's number.",
                                     "2026-118", "")  # fmt: skip
    credits: k.Number = _column("Credits, where it counts in credits.", "2", None)
    hours: k.Hours = _column("Hours, where it counts in hours.", "180", None)
    done_on: k.Day = _column("Date on which it was completed.", "2026-07-15", None)


class Reserve(Row):
    """A period for which the student's enrolment is reserved."""

    file = "reserves"
    table = m.Reserve.__table__
    key = ("student_code", "period")
    references = (_OF_A_STUDENT, _IN_A_PERIOD)

    student_code: k.StudentCode = _student_code()
    period: k.PeriodCode = _column("Period reserved.", "2026-1")


class Withdrawal(Row):
    """A withdrawal from a course, a cycle or the studies."""

    file = "withdrawals"
    table = m.Withdrawal.__table__
    key = ("student_code", "kind", "period", "course_code")
    references = (_OF_A_STUDENT, _IN_A_PERIOD, _OF_A_COURSE)

    student_code: k.StudentCode = _student_code()
    kind: k.WithdrawalKind = _column("`curso`, `ciclo`, `temporal`, `extraordinario` or `definitivo`.", "curso")
    period: k.PeriodCode = _period()
    course_code: k.Code = _course_or_none()
    withdrawn_on: k.Day = _column("Date of the withdrawal.", "2026-09-20")

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Contradiction]:
        """From a course: from which."""
        if row["kind"] == "curso" and not row["course_code"]:
            yield "course_code", "is empty: name the course"


class CohortPosition(Row):
    """A student's place by average in a cohort. Places computed here (`actions.records.cohorts`) give way to these."""

    file = "positions"
    table = m.CohortPosition.__table__
    key = ("student_code", "period", "career")
    vanished = "is closed; a place computed here may take over (places computed here are never closed by an import)"
    references = (_OF_A_STUDENT, _IN_A_PERIOD)
    constants = MappingProxyType({"source": "imported"})

    student_code: k.StudentCode = _student_code()
    period: k.PeriodCode = _column("Closed period of the averages.", "2026-1")
    career: k.Career = _column("Career of the cohort.", "Ingeniería de Sistemas")
    position: k.Positive = _column("The student's place; 1 is the best average.", "2")
    size: k.Positive = _column("Students of the cohort.", "84")
    ties: k.Positive = _column("How many share the place, the student included.", "1", 1)
    average: k.Average = _column("The student's own average; at most three decimals.", "16.25", None)
    computed_on: k.Day = _column("When the places were computed.", "2026-08-01")

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Contradiction]:
        """A place lies within the cohort."""
        if row["position"] + row["ties"] - 1 > row["size"]:
            yield "position", f"with its ties goes beyond the cohort of {row['size']}: correct one of them"


#: Every file, in the order in which they are written.
FILES: Mapping[str, type[Row]] = MappingProxyType(
    {
        model.file: model
        for model in (
            Curriculum, Course, CurriculumCourse, CourseLink, Period, CalendarEntry, CourseClass, SyllabusWeight,
            Student, Enrolment, Grade, Attendance, Payment, Debt, Hold, Authorisation, Request, Convalidation,
            Activity, Reserve, Withdrawal, CohortPosition,
        )
    }
)  # fmt: skip
