"""Write one university's demo file into the records. The format is described at the top of upn.yml."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from actions.records import models as m
from actions.records.database import LIMA
from actions.records.expediente_query import EVERY_MODALITY, NON_WORKING

_DATE = re.compile(r"hoy([+-]\d+)?(?: (\d\d):(\d\d))?")
_LAST_MINUTE = "23:59"
#: How the file writes a calendar that holds for every modality.
_ALL = "todas"


class Loader:
    """Writes one university's demo file as it stands at a moment."""

    def __init__(self, session: Session, content: Mapping[str, Any], now: datetime) -> None:
        """`now`: aware; the file's dates are days from it, in Lima."""
        self.session, self.content, self.now = session, content, now.astimezone(timezone.utc)
        self.university = content["universidad"]
        self.today = now.astimezone(LIMA).date()
        self.base = {"university": self.university, "imported_at": self.now}
        self.plans: dict[str, dict[str, int]] = {}  # plan -> course -> cycle
        self.credits: dict[str, int] = {}
        regular = [
            period["codigo"]
            for period in content["periodos"]
            if not period.get("verano") and self._day(period["inicio"]) <= self.today
        ]
        *earlier, self.last, self.current = regular
        self.earlier = earlier or [self.last]

    def load(self) -> int:
        """Write everything; returns the number of students."""
        for period in self.content["periodos"]:
            self._add(m.Period, code=period["codigo"], is_summer=period.get("verano", False),
                      starts_on=self._day(period["inicio"]), ends_on=self._day(period["fin"]))  # fmt: skip
        self._calendar()
        for code, plan in self.content["planes"].items():
            self._plan(code, plan)
        for key, kind in (("requisitos", "requisite"), ("equivalentes", "equivalent")):
            for course, others in self.content.get(key, {}).items():
                for other in others:
                    self._add(m.CourseLink, course_code=course, other_code=other, kind=kind)
        self.session.flush()
        for student in self.content["estudiantes"]:
            self._student(student)
        return len(self.content["estudiantes"])

    def _add(self, table: Any, **values: Any) -> Any:
        row = table(**self.base, **values)
        self.session.add(row)
        return row

    def _calendar(self) -> None:
        for modality, entries in self.content["calendario"].items():
            for entry in entries:
                self._add(m.CalendarEntry, modality=EVERY_MODALITY if modality == _ALL else modality,
                          period=entry["periodo"], activity=entry["actividad"], detail=entry.get("detalle", ""),
                          starts_at=self._moment(entry["desde"]), ends_at=self._moment(entry["hasta"]))  # fmt: skip
        for day in self.content.get("no_laborables", []):
            self._add(m.CalendarEntry, modality=EVERY_MODALITY, period=day.get("periodo", self.current),
                      activity=NON_WORKING, detail=day["motivo"], starts_at=self._moment(day["dia"]),
                      ends_at=self._moment(f"{day.get('hasta', day['dia'])} {_LAST_MINUTE}"))  # fmt: skip

    def _plan(self, code: str, plan: Mapping[str, Any]) -> None:
        self._add(m.Curriculum, code=code, career=plan["carrera"], total_credits=plan["creditos"],
                  cycles=len(plan["ciclos"]))  # fmt: skip
        self.plans[code] = {}
        for cycle, courses in enumerate(plan["ciclos"], start=1):
            for course, name, course_credits in courses:
                self._course(course, name, course_credits)
                self._add(m.CurriculumCourse, curriculum_code=code, course_code=course, cycle=cycle)
                self.plans[code][course] = cycle

    def _course(self, code: str, name: str, course_credits: int) -> None:
        if code in self.credits:  # a course of several plans
            return
        self.credits[code] = course_credits
        self._add(m.Course, code=code, name=name, credits=course_credits, has_sustitutorio=self._syllabus(code),
                  kind=self.content.get("tipos", {}).get(code, "regular"))  # fmt: skip
        self.session.flush()
        weights = self.content.get("pesos_por_curso", {}).get(code, self.content.get("pesos", {}))
        for number, (evaluation, weight) in enumerate(weights.items(), start=1):
            facts = weight if isinstance(weight, Mapping) else {"peso": weight}
            self._add(m.SyllabusWeight, course_code=code, period=self.current, evaluation=evaluation,
                      weight=_decimal(facts["peso"]), kind=facts.get("tipo"), number=number)  # fmt: skip

    def _syllabus(self, course: str) -> bool | None:
        without = self.content.get("sin_sustitutorio")
        if without is None or course in self.content.get("sin_dato_de_sustitutorio", []):
            return None
        return course not in without

    def _student(self, student: Mapping[str, Any]) -> None:
        code, plan = str(student["codigo"]), student["plan"]
        defaults = self.content.get("por_defecto", {})
        self._add(m.Student, code=code, name=student["nombre"],
                  email=student.get("correo", f"{code}@{self.university}.example".lower()),
                  modality=student.get("modalidad", defaults.get("modalidad", "UG")),
                  campus=student.get("sede", defaults.get("sede", "Lima")),
                  career=self.content["planes"][plan]["carrera"], curriculum_code=plan,
                  admission_period=student.get("admision", defaults.get("admision", self.earlier[0])),
                  started_on=self._optional_day(student.get("ingreso")))  # fmt: skip
        self.session.flush()
        self._courses(code, student)
        self._procedures(code, student)
        self._obstacles(code, student)
        self._recognised(code, student)
        self._absences_from_studies(code, student)

    def _courses(self, code: str, student: Mapping[str, Any]) -> None:
        for course, cycle in self.plans[student["plan"]].items():
            if cycle <= student.get("aprobado_hasta_ciclo", 0):
                period = self.earlier[(cycle - 1) % len(self.earlier)]
                self._enrol(code, course, period, {"estado": "aprobado", "promedio": student["nota"]})
        attempts: Counter[str] = Counter()
        for past in student.get("historia", []):
            attempts[past["curso"]] += 1
            self._enrol(code, past["curso"], past["periodo"],
                        {"vez": attempts[past["curso"]], **past, "promedio": past.get("nota")})  # fmt: skip
        for course, grade in student.get("ultimo", {}).items():
            self._enrol(code, course, self.last, {"estado": "aprobado", "promedio": grade})
        for course, facts in student.get("actual", {}).items():
            state = facts.get("estado", "en_curso")
            final = {"promedio": 0} if state == "inhabilitado" else {}
            self._enrol(code, course, self.current, {**final, **facts, "estado": state},
                        self._class(course, facts.get("clase", "presencial")))  # fmt: skip

    def _class(self, course: str, kind: str) -> str:
        code = f"{course}-{self.current}-{kind[:1].upper()}"
        if self.session.get(m.CourseClass, (self.university, code)) is None:
            self._add(m.CourseClass, code=code, course_code=course, period=self.current, kind=kind)
            self.session.flush()
        return code

    def _enrol(
        self, code: str, course: str, period: str, facts: Mapping[str, Any], class_code: str | None = None
    ) -> None:
        enrolment = self._add(m.Enrolment, student_code=code, course_code=course, period=period, class_code=class_code,
                              attempt=facts.get("vez", 1), state=facts["estado"],
                              final_grade=_decimal(facts.get("promedio")),
                              enrolled_on=self._optional_day(facts.get("inscrito")),
                              withdrawn_on=self._optional_day(facts.get("retirado")))  # fmt: skip
        if not {"asistencia", "notas"} & facts.keys():
            return
        self.session.flush()
        if "asistencia" in facts:
            self._attendance(enrolment.id, facts["asistencia"])
        for evaluation, grade in facts.get("notas", {}).items():
            posted = grade if isinstance(grade, Mapping) else {"nota": grade}
            self.session.add(
                m.Grade(enrolment_id=enrolment.id, evaluation=evaluation, grade=_decimal(posted["nota"]),
                        posted_at=self._moment(posted["publicada"]) if "publicada" in posted else None,
                        imported_at=self.now)
            )  # fmt: skip

    def _attendance(self, enrolment_id: int, counted: Sequence[int]) -> None:
        sessions, absences, late, justified, *held = counted
        self.session.add(
            m.Attendance(enrolment_id=enrolment_id, sessions=sessions, held=held[0] if held else sessions * 3 // 4,
                         absences=absences, late=late, justified=justified, imported_at=self.now)
        )  # fmt: skip

    def _procedures(self, code: str, student: Mapping[str, Any]) -> None:
        """Payments and requests; one that is only a course's code is of its sustitutorio, yesterday."""
        for payment in student.get("pagos", []):
            facts = _of_course(payment, "concepto")
            self._add(m.Payment, student_code=code, concept=facts["concepto"], course_code=facts.get("curso", ""),
                      period=facts.get("periodo", self.current),
                      paid_at=self._moment(facts.get("fecha", "hoy-1")))  # fmt: skip
        for request in student.get("solicitudes", []):
            facts = _of_course(request, "tipo")
            self._add(m.Request, student_code=code, kind=facts["tipo"], course_code=facts.get("curso", ""),
                      period=facts.get("periodo", self.current),
                      handed_in_at=self._moment(facts.get("fecha", "hoy-1")))  # fmt: skip
        for course in student.get("no_pago", []):
            self._add(m.Authorisation, student_code=code, period=self.current, kind="no_pago_sustitutorio",
                      course_code=course)  # fmt: skip

    def _obstacles(self, code: str, student: Mapping[str, Any]) -> None:
        for debt in student.get("deudas", []):
            self._add(m.Debt, student_code=code, concept=debt["concepto"], due_on=self._day(debt["vence"]),
                      administrative=debt.get("administrativa", False))  # fmt: skip
        for reason in student.get("retenciones", []):
            self._add(m.Hold, student_code=code, kind="retencion", reason=reason)
        for sanction in student.get("sanciones", []):
            self._add(m.Hold, student_code=code, kind="sancion", reason=sanction["motivo"],
                      until=self._optional_day(sanction.get("hasta")))  # fmt: skip

    def _recognised(self, code: str, student: Mapping[str, Any]) -> None:
        for found in student.get("convalidaciones", []):
            course = found["curso"]
            self._enrol(code, course, found.get("periodo", self.earlier[0]), {"estado": "convalidado"})
            self._add(m.Convalidation, student_code=code, course_code=course, kind=found.get("tipo", "convalidacion"),
                      credits=found.get("creditos", self.credits[course]), recognised_on=self._day(found["fecha"]),
                      institution=found.get("institucion", ""))  # fmt: skip
        for found in student.get("actividades", []):
            self._add(m.Activity, student_code=code, kind=found["tipo"], detail=found.get("detalle", ""),
                      reference=str(found.get("referencia", "")), credits=_decimal(found.get("creditos")),
                      hours=_decimal(found.get("horas")), done_on=self._optional_day(found.get("fecha")))  # fmt: skip
        if place := student.get("posicion"):
            self._add(m.CohortPosition, student_code=code, period=place.get("periodo", self.last),
                      career=self.content["planes"][student["plan"]]["carrera"], position=place["puesto"],
                      size=place["total"], ties=place.get("empatados", 1), average=_decimal(place.get("promedio")),
                      computed_on=self._day(place.get("fecha", "hoy")), source="imported")  # fmt: skip

    def _absences_from_studies(self, code: str, student: Mapping[str, Any]) -> None:
        for period in student.get("reservas", []):
            self._add(m.Reserve, student_code=code, period=period)
        for left in student.get("retiros", []):
            self._add(m.Withdrawal, student_code=code, kind=left["tipo"], period=left.get("periodo", self.current),
                      withdrawn_on=self._day(left["fecha"]), course_code=left.get("curso", ""))  # fmt: skip

    def _moment(self, words: str) -> datetime:
        match = _DATE.fullmatch(words)
        if match is None:
            raise ValueError(f"{words!r} is no demo date; write hoy, hoy-3 or hoy+5 18:00")
        clock = time(int(match.group(2) or 0), int(match.group(3) or 0))
        local = datetime.combine(self.today + timedelta(days=int(match.group(1) or 0)), clock, tzinfo=LIMA)
        return local.astimezone(timezone.utc)

    def _day(self, words: str) -> date:
        return self._moment(words).astimezone(LIMA).date()

    def _optional_day(self, words: str | None) -> date | None:
        return None if words is None else self._day(words)


def _of_course(found: str | Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    return {kind: "sustitutorio", "curso": found} if isinstance(found, str) else found


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
