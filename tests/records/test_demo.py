"""The demo database: complete, consistent, the same on any day, and no danger to what is not demo."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import and_, func, select

from actions.contact.erasure import Erasures
from actions.contact.models import Erasure
from actions.identity.links import StudentKey
from actions.identity.models import Challenge, Link, OutgoingMail
from actions.identity.service import IdentityService
from actions.records import models as m
from actions.records.database import Database
from actions.records.demo import is_fresh, load_demo, record_tables, students
from actions.records.demo.__main__ import main
from actions.records.expediente_query import non_working_days, read_expediente
from actions.records.migrate import migrate
from actions.rulebooks.expediente import Estado, Expediente, Posicion
from actions.settings import ROOT
from tests.conftest import NOW, Clock
from tests.records.conftest import TODAY, Read

NUMBERS = range(1, 16)


def rows_of(database: Database) -> dict[str, int]:
    with database.session() as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in m.Base.metadata.sorted_tables
        }


def test_every_student_is_loaded(database: Database) -> None:
    described = students()
    of_upn = [student["codigo"] for student in described if student["universidad"] == "UPN"]
    assert of_upn == [f"N001000{number:02d}" for number in NUMBERS]
    for student in described:
        with database.session() as session:
            expediente = read_expediente(session, student["universidad"], student["codigo"], TODAY)
        assert expediente is not None
        assert expediente.nombre == student["nombre"]


def test_the_readme_presents_every_student() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [
        student["codigo"]
        for student in students()
        if f"| {student['codigo']} | {student['nombre']} | {student['situacion']} |" not in readme
    ]
    assert missing == []


@pytest.mark.parametrize("number", NUMBERS)
def test_the_attempts_of_a_course_follow_each_other(read: Read, number: int) -> None:
    attempts: dict[str, list[int]] = {}
    for matricula in read(number).matriculas:
        attempts.setdefault(matricula.curso.codigo, []).append(matricula.vez)
    assert attempts == {course: list(range(1, len(found) + 1)) for course, found in attempts.items()}


@pytest.mark.parametrize("number", NUMBERS)
def test_nobody_takes_a_course_again_after_passing_it(read: Read, number: int) -> None:
    passed: set[str] = set()
    for matricula in read(number).matriculas:
        assert matricula.curso.codigo not in passed
        if matricula.estado is Estado.APROBADO:
            passed.add(matricula.curso.codigo)


@pytest.mark.parametrize("number", NUMBERS)
def test_grades_fit_their_states(read: Read, number: int) -> None:
    for matricula in read(number).matriculas:
        grade = matricula.promedio_final
        if matricula.estado is Estado.APROBADO:
            assert grade is not None and grade >= 12
        elif matricula.estado is Estado.DESAPROBADO:
            assert grade is not None and grade < 12
        elif matricula.estado is Estado.EN_CURSO:
            assert grade is None
            assert not matricula.periodo.cerrado(TODAY)


@pytest.mark.parametrize("number", NUMBERS)
def test_absences_fit_the_classes_held(read: Read, number: int) -> None:
    for matricula in read(number).actuales:
        if asistencia := matricula.asistencia:
            counted = asistencia.faltas + asistencia.tardanzas + asistencia.justificadas
            assert counted <= asistencia.dictadas <= asistencia.clases


def test_the_plans_have_the_credits_they_say(database: Database) -> None:
    with database.session() as session:
        said = session.execute(select(m.Curriculum.university, m.Curriculum.code, m.Curriculum.total_credits)).all()
        added = session.execute(
            select(m.CurriculumCourse.university, m.CurriculumCourse.curriculum_code, func.sum(m.Course.credits))
            .join(
                m.Course,
                and_(
                    m.Course.university == m.CurriculumCourse.university,
                    m.Course.code == m.CurriculumCourse.course_code,
                ),
            )
            .group_by(m.CurriculumCourse.university, m.CurriculumCourse.curriculum_code)
        ).all()
    assert set(map(tuple, added)) == set(map(tuple, said))
    assert {("UPN", "ISI-200", 200), ("UPN", "ARQ-220", 220)} <= set(map(tuple, said))


def test_loading_again_replaces_the_records(database: Database) -> None:
    before = rows_of(database)
    assert load_demo(database, NOW + timedelta(days=1)) == len(students())
    assert rows_of(database) == before


def test_loading_again_keeps_what_is_no_record(database: Database, clock: Clock) -> None:
    service = IdentityService(database, "secret", clock)
    service.start("web:1", "UPN", "N00100001")
    service.link("web:2", StudentKey("UPN", "N00100002"))
    load_demo(database, NOW)
    assert service.has_pending_code("web:1")
    assert service.linked("web:2") == StudentKey("UPN", "N00100002")
    Erasures(database, clock).ask("web:3")
    load_demo(database, NOW)
    kept = rows_of(database)
    assert {name: kept[name] for name in kept if name not in record_tables() and kept[name]} == {
        table.__tablename__: 1 for table in (Link, Challenge, OutgoingMail, Erasure)
    }


def test_a_load_that_fails_leaves_the_old_demo(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows_of(database)

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("actions.records.demo.yaml.safe_load", fail)
    with pytest.raises(RuntimeError):
        load_demo(database, NOW)
    assert rows_of(database) == before


def test_the_demo_says_the_same_on_any_day(database: Database, read: Read) -> None:
    before = read(1)
    load_demo(database, NOW + timedelta(days=100))
    after = read(1, TODAY + timedelta(days=100))
    assert [(m.curso, m.vez, m.estado, m.promedio_final) for m in after.matriculas] == [
        (m.curso, m.vez, m.estado, m.promedio_final) for m in before.matriculas
    ]
    assert [v.inicio - timedelta(days=100) for v in after.calendario] == [v.inicio for v in before.calendario]
    assert after.al - before.al == timedelta(days=100)


@pytest.mark.parametrize(
    ("age", "fresh"),
    [
        (timedelta(0), True),
        (timedelta(hours=11, minutes=59), True),
        (timedelta(hours=12), False),
        (timedelta(minutes=-1), False),
    ],
    ids=str,
)
def test_the_demo_is_fresh_for_half_a_day(database: Database, age: timedelta, fresh: bool) -> None:
    assert is_fresh(database, NOW + age) is fresh


def test_an_empty_database_is_not_fresh(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    migrate(url)
    assert not is_fresh(Database(url), NOW)


def test_production_is_never_overwritten(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load_demo(database, NOW - timedelta(days=30))
    monkeypatch.setenv("ENTORNO", "produccion")
    monkeypatch.setenv("DELEGADO_SMTP_HOST", "mail.example")
    monkeypatch.setenv("DATABASE_URL", database.url)
    assert main() == 1
    assert "development only" in capsys.readouterr().err
    assert is_fresh(database, NOW - timedelta(days=30))


def test_the_command_makes_the_demo_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'records.db'}"
    monkeypatch.delenv("ENTORNO", raising=False)
    monkeypatch.setenv("DATABASE_URL", url)
    assert main() == 0
    assert rows_of(Database(url))["students"] == len(students())


# The format, for other universities

UPX = """
universidad: UPX
por_defecto: {modalidad: PG, sede: Surco}
periodos:
  - {codigo: 2025-2, inicio: hoy-460, fin: hoy-340}
  - {codigo: 2026-0, inicio: hoy-325, fin: hoy-275, verano: true}
  - {codigo: 2026-1, inicio: hoy-250, fin: hoy-130}
  - {codigo: 2026-2, inicio: hoy-95, fin: hoy+25}
  - {codigo: 2027-1, inicio: hoy+60, fin: hoy+160}
calendario:
  todas: [{periodo: 2027-1, actividad: matricula, detalle: tercio superior, desde: hoy+40 08:00, hasta: hoy+41 18:00}]
no_laborables: [{motivo: aniversario, dia: hoy+3}, {motivo: cierre, dia: hoy+30, hasta: hoy+32}]
planes:
  M-10:
    carrera: Medicina
    creditos: 9
    ciclos: [[[A1, Anatomía, 4]], [[B1, Bioquímica, 3], [T1, Taller, 2]]]
  M-11: {carrera: Medicina, creditos: 4, ciclos: [[[A1, Anatomía, 4]]]}
pesos: {PC: 0.4, EF: 0.6}
pesos_por_curso:
  B1: {teoria: {peso: 0.7, tipo: conocimiento}, laboratorio: {peso: 0.3, tipo: desempeno}}
tipos: {T1: taller}
requisitos: {B1: [A1]}
equivalentes: {T1: [A1]}
estudiantes:
  - codigo: 20191234
    nombre: Eva Paz
    situacion: Todo
    plan: M-10
    ingreso: hoy-460
    historia:
      - {curso: A1, periodo: 2026-1, estado: desaprobado, nota: 9, notas: {PC: 9}}
    actual:
      B1:
        inscrito: hoy-90
        asistencia: [30, 2, 1, 0, 20]
        notas: {teoria: 13, laboratorio: {nota: 10.5, publicada: hoy-2 10:00}}
      T1: {estado: retirado, retirado: hoy-3}
    pagos: [{concepto: pension, fecha: hoy-20 12:00}, B1]
    solicitudes: [{tipo: recalificacion, curso: B1, fecha: hoy-1 09:00}]
    convalidaciones: [{curso: A1, fecha: hoy-450, institucion: San Marcos, tipo: reconocimiento}]
    actividades: [{tipo: idioma, detalle: inglés básico}, {tipo: practicas, horas: 96.5, creditos: 2, fecha: hoy-9}]
    reservas: [2026-1]
    retiros: [{tipo: curso, curso: T1, fecha: hoy-3}]
    sanciones: [{motivo: proceso en curso}]
    posicion: {puesto: 2, total: 40, empatados: 3, promedio: 15.123}
"""


@pytest.fixture
def upx(records: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Expediente:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "upx.yml").write_text(UPX, "utf-8")
    monkeypatch.setattr("actions.records.demo._FOLDER", folder)
    assert load_demo(records, NOW) == 1
    assert [student["codigo"] for student in students()] == ["20191234"]
    with records.session() as session:
        assert session.get(m.Student, ("UPX", "20191234")).email == "20191234@upx.example"
        found = read_expediente(session, "UPX", "20191234", TODAY)
    assert found is not None
    return found


def test_a_demo_file_holds_everything_that_a_record_does(upx: Expediente) -> None:
    def day(n: int) -> date:
        return TODAY + timedelta(days=n)

    assert (upx.modalidad, upx.sede, upx.carrera, upx.admision) == ("PG", "Surco", "Medicina", "2025-2")
    assert upx.ingreso == day(-460)
    assert [(x.curso.codigo, x.periodo.codigo, x.estado.value, x.vez) for x in upx.matriculas] == [
        ("A1", "2025-2", "convalidado", 1), ("A1", "2026-1", "desaprobado", 1), ("B1", "2026-2", "en_curso", 1),
        ("T1", "2026-2", "retirado", 1),
    ]  # fmt: skip
    _, failed, current, left = upx.matriculas
    assert [(e.nombre, e.peso, e.nota) for e in failed.evaluaciones] == [("PC", None, Decimal(9))]
    assert [(e.nombre, e.peso, e.nota, e.tipo) for e in current.evaluaciones] == [
        ("teoria", Decimal("0.7"), Decimal(13), "conocimiento"),
        ("laboratorio", Decimal("0.3"), Decimal("10.5"), "desempeno"),
    ]
    posted = current.evaluaciones[1].publicada
    assert posted is not None and (posted.date(), posted.hour, str(posted.tzinfo)) == (day(-2), 10, "America/Lima")
    assert current.asistencia is not None and current.asistencia.dictadas == 20
    assert (current.inscrito, left.retirado, left.curso.tipo) == (day(-90), day(-3), "taller")
    assert current.curso.tiene_sustitutorio is None
    assert [(p.concepto, p.curso) for p in upx.pagos] == [("pension", None), ("sustitutorio", "B1")]
    assert [(s.tipo, s.curso, s.presentada.hour) for s in upx.solicitudes] == [("recalificacion", "B1", 9)]
    assert [(c.curso, c.creditos, c.tipo, c.institucion) for c in upx.convalidaciones] == [
        ("A1", 4, "reconocimiento", "San Marcos")
    ]
    assert {(a.tipo, a.detalle, a.creditos, a.horas) for a in upx.actividades} == {
        ("idioma", "inglés básico", None, None), ("practicas", "", Decimal(2), Decimal("96.5")),
    }  # fmt: skip
    assert (upx.reservas, upx.sanciones) == (("2026-1",), ("proceso en curso",))
    assert [(r.tipo, r.curso, r.fecha) for r in upx.retiros] == [("curso", "T1", day(-3))]
    assert upx.posicion == Posicion("Medicina", "2026-1", 2, 40, TODAY, Decimal("15.123"), 3)
    assert non_working_days(upx.calendario) == {day(3), day(30), day(31), day(32)}
    assert upx.ventana("matricula", "2027-1") is not None
    assert [curso.codigo for curso in upx.pendientes_del_plan] == ["B1"]  # T1 is equivalent to the recognised A1
