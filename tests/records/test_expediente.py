"""Reading a student's file: what each demo student is there to show, and the edges of the reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from actions.records import models as m
from actions.records.database import LIMA, Database
from actions.records.expediente_query import read_expediente
from actions.rulebooks.expediente import Deuda, Estado, Expediente, Matricula, TipoClase, TramiteCurso, Ventana
from actions.rulebooks.parametros import Parametros
from actions.rulebooks.upn.asistencia import faltas_efectivas
from actions.rulebooks.upn.desde_expediente import (
    hechos_asistencia,
    hechos_creditos,
    hechos_sustitutorio,
    pendientes_por_tercera,
)
from tests.conftest import NOW
from tests.records.conftest import TODAY, Read

LUCIA, DIEGO, ANA, MARCO, ROSA, JORGE, CARLA, LUIS, ELENA, RAUL, SOFIA, PEDRO, VALERIA, HUGO, MILAGROS = range(1, 16)
EVERYBODY = range(1, 16)
LIMA_NOW = NOW.astimezone(LIMA)


def current(expediente: Expediente, course: str) -> Matricula:
    return next(m for m in expediente.actuales if m.curso.codigo == course)


# What the demo says of its students (records/demo/upn.yml), added up by hand


@pytest.mark.parametrize(
    ("number", "credits_passed", "average"),
    [
        (LUCIA, 36, "14.00"), (DIEGO, 40, "16.40"), (ANA, 32, "16.33"), (MARCO, 176, "14.00"), (ROSA, 52, "12.33"),
        (JORGE, 52, "13.33"), (CARLA, 52, "14.67"), (LUIS, 32, "12.33"), (ELENA, 92, "14.67"), (RAUL, 72, "13.33"),
        (SOFIA, 200, "14.33"), (PEDRO, 32, "11.50"), (VALERIA, 88, "14.50"), (HUGO, 72, "12.67"),
        (MILAGROS, 32, "12.50"),
    ],
)  # fmt: skip
def test_credits_and_last_average(
    read: Read, parametros: Parametros, number: int, credits_passed: int, average: str
) -> None:
    hechos = hechos_creditos(read(number), None, parametros, LIMA_NOW)
    assert hechos.creditos_aprobados == credits_passed
    assert (hechos.ultimo_pps, hechos.periodo_pps) == (Decimal(average), "2026-1")


def test_who_has_courses_pending_for_the_third_time(read: Read) -> None:
    pending = {number: {course.nombre for course in pendientes_por_tercera(read(number))} for number in EVERYBODY}
    assert {number: names for number, names in pending.items() if names} == {
        ANA: {"Física II"},
        MILAGROS: {"Física II", "Programación Orientada a Objetos"},
    }


def test_who_is_about_to_enter_the_last_cycle(read: Read, parametros: Parametros) -> None:
    facts = {number: hechos_creditos(read(number), None, parametros, LIMA_NOW) for number in EVERYBODY}
    assert [number for number in EVERYBODY if facts[number].ultimo_ciclo] == [MARCO, SOFIA]
    assert (facts[MARCO].creditos_plan, facts[MARCO].requisitos_entre_cursos) == (200, False)
    assert (facts[SOFIA].creditos_plan, facts[SOFIA].requisitos_entre_cursos) == (220, True)


@pytest.mark.parametrize("number", EVERYBODY)
def test_what_is_passed_and_what_is_pending_make_the_plan(read: Read, number: int) -> None:
    expediente = read(number)
    pending = sum(course.creditos for course in expediente.pendientes_del_plan)
    assert expediente.creditos_aprobados + pending == expediente.creditos_plan


def test_lucia_has_everything_in_order(read: Read, parametros: Parametros) -> None:
    expediente = read(LUCIA)
    assert (expediente.deudas, expediente.retenciones, expediente.sanciones) == ((), (), ())
    hechos = hechos_sustitutorio(expediente, current(expediente, "CAL2"), parametros, LIMA_NOW)
    assert (hechos.curso, hechos.en_silabo) == ("Cálculo II", True)
    assert (hechos.pagado, hechos.solicitado, hechos.autorizado_sin_pago) == (True, True, False)
    assert hechos.solicitudes is not None
    assert hechos.solicitudes.inicio <= NOW <= hechos.solicitudes.fin


def test_diego_has_done_nothing_for_his_sustitutorio(read: Read, parametros: Parametros) -> None:
    expediente = read(DIEGO)
    hechos = hechos_sustitutorio(expediente, current(expediente, "FIS2"), parametros, LIMA_NOW)
    assert (hechos.pagado, hechos.solicitado, hechos.autorizado_sin_pago) == (False, False, False)


def test_marco_s_courses_no_longer_lead_to_inhabilitacion(read: Read, parametros: Parametros) -> None:
    expediente = read(MARCO)
    assert hechos_asistencia(expediente, current(expediente, "TES2"), parametros, LIMA_NOW).exento
    other = read(ROSA)
    assert not hechos_asistencia(other, current(other, "EST1"), parametros, LIMA_NOW).exento


def test_rosa_missed_ten_of_thirty_classes(read: Read) -> None:
    asistencia = current(read(ROSA), "EST1").asistencia
    assert asistencia is not None
    assert (asistencia.faltas, asistencia.clases) == (10, 30)


def test_jorge_owes_an_overdue_fee(read: Read) -> None:
    due = TODAY - timedelta(days=15)
    assert read(JORGE).deudas == (Deuda("tercera cuota de la pensión", vencida=True, administrativa=False, vence=due),)


def test_carla_need_not_pay(read: Read) -> None:
    assert read(CARLA).tramites == (
        TramiteCurso("ECO1", "2026-2", pagado=False, autorizado_sin_pago=True, solicitado=True),
    )


def test_luis_has_a_course_without_sustitutorio_and_a_virtual_class(read: Read) -> None:
    expediente = read(LUIS)
    assert current(expediente, "COM2").curso.tiene_sustitutorio is False
    assert current(expediente, "ING1").clase is TipoClase.VIRTUAL


def test_elena_takes_a_course_with_coursera(read: Read) -> None:
    expediente = read(ELENA)
    assert (current(expediente, "EBU1").clase, current(expediente, "EBU1").asistencia) == (TipoClase.COURSERA, None)
    assert current(expediente, "ETI1").curso.tiene_sustitutorio is None


def test_raul_is_at_the_limit(read: Read, parametros: Parametros) -> None:
    expediente = read(RAUL)
    hechos = hechos_asistencia(expediente, current(expediente, "CON1"), parametros, LIMA_NOW)
    assert (faltas_efectivas(hechos, parametros), hechos.clases, hechos.justificadas) == (9, 30, 2)


def test_sofia_came_after_the_working_adult_window(read: Read, parametros: Parametros) -> None:
    expediente = read(SOFIA)
    assert (expediente.modalidad, expediente.plan) == ("WA", "ARQ-220")
    hechos = hechos_sustitutorio(expediente, current(expediente, "TAL9"), parametros, LIMA_NOW)
    assert hechos.solicitudes is not None
    assert hechos.solicitudes.fin < NOW


def test_pedro_is_held_back_by_a_book(read: Read, parametros: Parametros) -> None:
    expediente = read(PEDRO)
    book = "libro de la biblioteca sin devolver"
    assert expediente.retenciones == (book,)
    assert expediente.deudas == (Deuda(book, vencida=True, administrativa=True, vence=TODAY - timedelta(days=40)),)
    assert current(expediente, "FIS2").vez == 2
    assert hechos_creditos(expediente, None, parametros, LIMA_NOW).en_curso_por_segunda == ("Física II",)


def test_valeria_withdrew_from_one_course_and_lost_another(read: Read) -> None:
    expediente = read(VALERIA)
    assert current(expediente, "IOP1").estado is Estado.RETIRADO
    lost = current(expediente, "RED2")
    assert (lost.estado, lost.promedio_final) == (Estado.INHABILITADO, Decimal(0))


def test_hugo_is_suspended(read: Read) -> None:
    expediente = read(HUGO)
    assert expediente.sanciones == ("separación temporal por proceso disciplinario",)
    assert (expediente.retenciones, expediente.actuales) == ((), ())


def test_milagros_passed_a_course_in_summer(read: Read) -> None:
    summer = [m for m in read(MILAGROS).matriculas if m.periodo.es_verano]
    assert [(m.curso.codigo, m.estado, m.promedio_final) for m in summer] == [("CAL2", Estado.APROBADO, Decimal(17))]


# The edges of the reader


def test_reading_takes_the_same_queries_whatever_the_number_of_courses(
    read: Read, statements_of: Callable[[Callable[[], object]], list[str]]
) -> None:
    few = statements_of(lambda: read(MILAGROS))
    many = statements_of(lambda: read(MARCO))
    assert len(read(MARCO).matriculas) > 3 * len(read(MILAGROS).matriculas)
    assert many == few


def test_an_unknown_student_has_no_file(database: Database) -> None:
    with database.session() as session:
        assert read_expediente(session, "UPN", "N00999999", TODAY) is None
        assert read_expediente(session, "UPCH", "N00100001", TODAY) is None
        assert read_expediente(session, "UPN", "n00100001", TODAY) is None
        assert read_expediente(session, "UPN", "", TODAY) is None


def test_a_student_who_left_has_no_file(database: Database) -> None:
    with database.session() as session:
        session.execute(update(m.Student).where(m.Student.code == "N00100001").values(active=False))
        assert read_expediente(session, "UPN", "N00100001", TODAY) is None
        assert read_expediente(session, "UPN", "N00100002", TODAY) is not None


def test_the_same_code_elsewhere_is_another_student(database: Database, read: Read) -> None:
    before = read(JORGE)
    base = {"university": "UPCH", "imported_at": NOW}
    with database.session() as session:
        session.add(m.Curriculum(**base, code="MED", career="Medicina", total_credits=300, cycles=14))
        session.flush()
        session.add(
            m.Student(**base, code="N00100006", name="Otra Persona", email="otra@upch.example", modality="UG",
                      campus="Lima", career="Medicina", curriculum_code="MED", admission_period="2025-1")
        )  # fmt: skip
        session.flush()
        session.add(m.Hold(**base, student_code="N00100006", kind="retencion", reason="ajena"))
    assert read(JORGE) == before
    with database.session() as session:
        other = read_expediente(session, "UPCH", "N00100006", TODAY)
    assert other is not None
    assert (other.nombre, other.retenciones, other.deudas, other.matriculas) == ("Otra Persona", ("ajena",), (), ())


def test_moments_come_back_in_lima(read: Read) -> None:
    expediente = read(LUCIA)
    assert expediente.al == datetime(2026, 10, 1, 22, 30, tzinfo=LIMA)
    window = next(v for v in expediente.calendario if v.actividad == "solicitud_sustitutorio")
    assert window == Ventana(
        "solicitud_sustitutorio",
        "2026-2",
        datetime(2026, 9, 28, 8, 0, tzinfo=LIMA),
        datetime(2026, 10, 6, 18, 0, tzinfo=LIMA),
    )
    moments = [expediente.al, *(moment for v in expediente.calendario for moment in (v.inicio, v.fin))]
    assert {str(moment.tzinfo) for moment in moments} == {"America/Lima"}


def test_the_file_is_as_old_as_its_oldest_fact(database: Database, read: Read) -> None:
    earlier = NOW - timedelta(days=3)
    with database.session() as session:
        session.execute(update(m.Debt).where(m.Debt.student_code == "N00100006").values(imported_at=earlier))
    assert read(JORGE).al == earlier
    assert read(LUCIA).al == NOW


@pytest.mark.parametrize(("days", "overdue"), [(0, False), (1, True)], ids=["on the day", "the day after"])
def test_a_debt_is_overdue_the_day_after_it_was_due(read: Read, days: int, overdue: bool) -> None:
    due = TODAY - timedelta(days=15)
    assert [debt.vencida for debt in read(JORGE, due + timedelta(days=days)).deudas] == [overdue]


@pytest.mark.parametrize(("days", "count"), [(0, 1), (1, 0)], ids=["last day", "the day after"])
def test_a_sanction_ends_after_its_last_day(read: Read, days: int, count: int) -> None:
    last = TODAY + timedelta(days=120 + days)
    assert len(read(HUGO, last).sanciones) == count


@pytest.mark.parametrize(("course", "other"), [("FIS2", "AFI1"), ("AFI1", "FIS2")])
def test_an_equivalent_course_counts_whichever_way_it_is_recorded(
    database: Database, read: Read, course: str, other: str
) -> None:
    """Ana passes, in another plan, the equivalent of the course that she failed twice (Art. 9 a)."""
    base = {"university": "UPN", "imported_at": NOW}
    with database.session() as session:
        session.add(m.CourseLink(**base, course_code=course, other_code=other, kind="equivalent"))
        session.add(
            m.Enrolment(**base, student_code="N00100003", course_code="AFI1", period="2026-1", attempt=1,
                        state="aprobado", final_grade=13)
        )  # fmt: skip
    expediente = read(ANA)
    assert pendientes_por_tercera(expediente) == ()
    assert "FIS2" not in {pending.codigo for pending in expediente.pendientes_del_plan}


def test_requisites_are_read_one_way(read: Read) -> None:
    courses = {course.codigo: course for course in read(MILAGROS).pendientes_del_plan}
    assert courses["TES2"].requisitos == {"TES1"}
    assert courses["TES1"].requisitos == frozenset()


def test_grades_keep_their_hundredths(database: Database, read: Read) -> None:
    with database.session() as session:
        enrolment = session.execute(
            select(m.Enrolment).where(m.Enrolment.student_code == "N00100001", m.Enrolment.course_code == "FIS2")
        ).scalar_one()
        enrolment.final_grade = Decimal("11.45")
    grades = {m.curso.codigo: m.promedio_final for m in read(LUCIA).matriculas}
    assert grades["FIS2"] == Decimal("11.45")
    assert grades["EST1"] is None
