"""The demo database, from the YAML files beside this one: `python -m actions.records.demo` (development only)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from actions.identity import models as identity
from actions.records import models as m
from actions.records.database import LIMA, Database, aware

_FOLDER = Path(__file__).parent
_CURRENT = "2026-2"
_LAST = "2026-1"
_EARLIER = ("2024-1", "2024-2", "2025-1", "2025-2")
_DATE = re.compile(r"hoy([+-]\d+)?(?: (\d\d):(\d\d))?")
#: The demo speaks of "today": it is loaded anew when it is older than this.
FRESH_FOR = timedelta(hours=12)


class NotADemoDatabase(Exception):
    """The database holds students that are not the demo's: nothing was touched."""


def load_demo(database: Database, now: datetime) -> int:
    """Replace the demo's records by the demo as it stands at `now` (aware). Returns the number of students.

    Raises NotADemoDatabase rather than delete anybody's records.
    """
    demo_codes = {(student["universidad"], student["codigo"]) for student in students()}
    with database.session() as session:
        found = {
            (university, code) for university, code in session.execute(select(m.Student.university, m.Student.code))
        }
        if found - demo_codes:
            raise NotADemoDatabase(f"{len(found - demo_codes)} of its students are not the demo's")
        for table in reversed(m.Base.metadata.sorted_tables):
            if table.name not in identity_tables():
                session.execute(delete(table))
        count = 0
        for path in sorted(_FOLDER.glob("*.yml")):
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            count += _Loader(session, content, now.astimezone(timezone.utc)).load()
    return count


def is_fresh(database: Database, now: datetime) -> bool:
    """Whether the demo is there and recent enough for its dates to mean what they say."""
    with database.session() as session:
        imported = session.execute(select(m.Student.imported_at).limit(1)).scalar()
    return imported is not None and timedelta(0) <= now - aware(imported) < FRESH_FOR


def identity_tables() -> set[str]:
    """Tables that are no records: links and mail survive a reload."""
    return {table.__tablename__ for table in (identity.Link, identity.Challenge, identity.OutgoingMail)}


def students() -> list[dict[str, Any]]:
    """Code, name and situation of every demo student, for the README and for support staff."""
    found: list[dict[str, Any]] = []
    for path in sorted(_FOLDER.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [{"universidad": content["universidad"], **student} for student in content["estudiantes"]]
    return found


class _Loader:
    """Writes one university's demo file."""

    def __init__(self, session: Session, content: Mapping[str, Any], now: datetime) -> None:
        self.session, self.content, self.now = session, content, now
        self.university = content["universidad"]
        self.today = now.astimezone(LIMA).date()
        self.base = {"university": self.university, "imported_at": now}
        self.courses: dict[str, dict[str, tuple[int, int]]] = {}  # plan -> code -> (cycle, course_credits)

    def load(self) -> int:
        for period in self.content["periodos"]:
            self._add(m.Period, code=period["codigo"], is_summer=period.get("verano", False),
                      starts_on=self._day(period["inicio"]), ends_on=self._day(period["fin"]))  # fmt: skip
        for modality, entries in self.content["calendario"].items():
            for entry in entries:
                self._add(m.CalendarEntry, modality=modality, period=entry["periodo"], activity=entry["actividad"],
                          starts_at=self._moment(entry["desde"]), ends_at=self._moment(entry["hasta"]))  # fmt: skip
        for code, plan in self.content["planes"].items():
            self._plan(code, plan)
        for course, requisites in self.content["requisitos"].items():
            for requisite in requisites:
                self._add(m.CourseLink, course_code=course, other_code=requisite, kind="requisite")
        self.session.flush()
        for student in self.content["estudiantes"]:
            self._student(student)
        return len(self.content["estudiantes"])

    def _add(self, table: Any, **values: Any) -> Any:
        row = table(**self.base, **values)
        self.session.add(row)
        return row

    def _plan(self, code: str, plan: Mapping[str, Any]) -> None:
        self._add(m.Curriculum, code=code, career=plan["carrera"], total_credits=plan["creditos"],
                  cycles=len(plan["ciclos"]))  # fmt: skip
        self.courses[code] = {}
        for cycle, courses in enumerate(plan["ciclos"], start=1):
            for course, name, course_credits in courses:
                self._add(
                    m.Course, code=course, name=name, credits=course_credits, has_sustitutorio=self._syllabus(course)
                )
                self.session.flush()
                self._add(m.CurriculumCourse, curriculum_code=code, course_code=course, cycle=cycle)
                self.courses[code][course] = (cycle, course_credits)
                for evaluation, weight in (("T1", "0.2"), ("parcial", "0.3"), ("T2", "0.2"), ("final", "0.3")):
                    self._add(m.SyllabusWeight, course_code=course, period=_CURRENT, evaluation=evaluation,
                              weight=Decimal(weight))  # fmt: skip

    def _syllabus(self, course: str) -> bool | None:
        if course in self.content["sin_dato_de_sustitutorio"]:
            return None
        return course not in self.content["sin_sustitutorio"]

    def _student(self, student: Mapping[str, Any]) -> None:
        code, plan = student["codigo"], student["plan"]
        self._add(m.Student, code=code, name=student["nombre"], email=f"{code.lower()}@upn.example",
                  modality=student.get("modalidad", "UG"), campus=student.get("sede", "Trujillo - El Molino"),
                  career=self.content["planes"][plan]["carrera"], curriculum_code=plan,
                  admission_period=student.get("admision", "2024-1"))  # fmt: skip
        self.session.flush()
        for course, (cycle, _credits) in self.courses[plan].items():
            if cycle <= student["aprobado_hasta_ciclo"]:
                self._enrol(code, course, _EARLIER[(cycle - 1) % len(_EARLIER)], "aprobado", student["nota"])
        attempts: Counter[str] = Counter()
        for past in student.get("historia", []):
            course = past["curso"]
            attempts[course] += 1
            self._enrol(code, course, past["periodo"], past["estado"], past["nota"], attempts[course])
        for course, grade in student["ultimo"].items():
            self._enrol(code, course, _LAST, "aprobado", grade)
        for course, facts in student["actual"].items():
            self._current(code, course, facts)
        self._procedures(code, student)
        for debt in student.get("deudas", []):
            self._add(m.Debt, student_code=code, concept=debt["concepto"], due_on=self._day(debt["vence"]),
                      administrative=debt.get("administrativa", False))  # fmt: skip
        for reason in student.get("retenciones", []):
            self._add(m.Hold, student_code=code, kind="retencion", reason=reason)
        for sanction in student.get("sanciones", []):
            self._add(m.Hold, student_code=code, kind="sancion", reason=sanction["motivo"],
                      until=self._day(sanction["hasta"]))  # fmt: skip

    def _enrol(self, code: str, course: str, period: str, state: str, grade: Any, attempt: int = 1) -> Any:
        return self._add(m.Enrolment, student_code=code, course_code=course, period=period, attempt=attempt,
                         state=state, final_grade=None if grade is None else Decimal(str(grade)))  # fmt: skip

    def _current(self, code: str, course: str, facts: Mapping[str, Any]) -> None:
        kind = facts.get("clase", "presencial")
        class_code = f"{course}-{_CURRENT}-{kind[:1].upper()}"
        if self.session.get(m.CourseClass, (self.university, class_code)) is None:
            self._add(m.CourseClass, code=class_code, course_code=course, period=_CURRENT, kind=kind)
            self.session.flush()
        state = facts.get("estado", "en_curso")
        enrolment = self._enrol(code, course, _CURRENT, state, 0 if state == "inhabilitado" else None,
                                facts.get("vez", 1))  # fmt: skip
        enrolment.class_code = class_code
        self.session.flush()
        if "asistencia" in facts:
            sessions, absences, late, justified = facts["asistencia"]
            self.session.add(m.Attendance(enrolment_id=enrolment.id, sessions=sessions, held=sessions * 3 // 4,
                                          absences=absences, late=late, justified=justified,
                                          imported_at=self.now))  # fmt: skip

    def _procedures(self, code: str, student: Mapping[str, Any]) -> None:
        common = {"student_code": code, "period": _CURRENT}
        for course in student.get("pagos", []):
            self._add(m.Payment, **common, concept="sustitutorio", course_code=course, paid_at=self._moment("hoy-1"))
        for course in student.get("solicitudes", []):
            self._add(m.Request, **common, kind="sustitutorio", course_code=course, handed_in_at=self._moment("hoy-1"))
        for course in student.get("no_pago", []):
            self._add(m.Authorisation, **common, kind="no_pago_sustitutorio", course_code=course)

    def _moment(self, words: str) -> datetime:
        match = _DATE.fullmatch(words)
        if match is None:
            raise ValueError(f"{words!r} is no demo date; write hoy, hoy-3 or hoy+5 18:00")
        clock = time(int(match.group(2) or 0), int(match.group(3) or 0))
        local = datetime.combine(self.today + timedelta(days=int(match.group(1) or 0)), clock, tzinfo=LIMA)
        return local.astimezone(timezone.utc)

    def _day(self, words: str) -> date:
        return self._moment(words).astimezone(LIMA).date()
