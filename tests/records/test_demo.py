"""The demo database: complete, consistent, the same on any day, and no danger to what is not demo."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from actions.identity.models import Challenge, Link, OutgoingMail
from actions.identity.service import IdentityService, StudentKey
from actions.records import models as m
from actions.records.database import Database
from actions.records.demo import identity_tables, is_fresh, load_demo, students
from actions.records.demo.__main__ import main
from actions.records.expediente_query import read_expediente
from actions.records.migrate import migrate
from actions.rulebooks.expediente import Estado
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
    assert [student["codigo"] for student in described] == [f"N001000{number:02d}" for number in NUMBERS]
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
        said = dict(session.execute(select(m.Curriculum.code, m.Curriculum.total_credits)).all())
        added = dict(
            session.execute(
                select(m.CurriculumCourse.curriculum_code, func.sum(m.Course.credits))
                .join(m.Course, m.Course.code == m.CurriculumCourse.course_code)
                .group_by(m.CurriculumCourse.curriculum_code)
            ).all()
        )
    assert added == said == {"ISI-200": 200, "ARQ-220": 220}


def test_loading_again_replaces_the_records(database: Database) -> None:
    before = rows_of(database)
    assert load_demo(database, NOW + timedelta(days=1)) == 15
    assert rows_of(database) == before


def test_loading_again_keeps_links_codes_and_mail(database: Database, clock: Clock) -> None:
    service = IdentityService(database, "secret", clock)
    service.start("web:1", "UPN", "N00100001")
    service.link("web:2", StudentKey("UPN", "N00100002"))
    load_demo(database, NOW)
    assert service.has_pending_code("web:1")
    assert service.linked("web:2") == StudentKey("UPN", "N00100002")
    kept = rows_of(database)
    assert {name: kept[name] for name in identity_tables()} == {
        table.__tablename__: 1 for table in (Link, Challenge, OutgoingMail)
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
    assert rows_of(Database(url))["students"] == 15
