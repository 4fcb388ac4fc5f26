"""Importing docs/import_example: what is written, what a second import changes, what a full one closes."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.identity.service import IdentityService
from actions.records import models as m
from actions.records.database import LIMA, Database
from actions.records.expediente_query import non_working_days, read_non_working_days
from actions.records.importer.__main__ import main
from actions.records.importer.files import FILES
from actions.records.importer.problems import REPORT
from actions.records.importer.run import ImportFailed, Order, import_folder
from actions.records.migrate import migrate
from actions.rulebooks.expediente import (
    Actividad,
    Convalidacion,
    Deuda,
    Estado,
    Pago,
    Periodo,
    Posicion,
    Retiro,
    Solicitud,
    TipoClase,
    TramiteCurso,
)
from actions.rulebooks.notas import Evaluacion
from tests.conftest import NOW
from tests.records.conftest import TODAY, Folder, Import, changed, everything, file_of, problems

MARIA, JOSE, INES, OMAR = (f"N0020000{n}" for n in range(1, 5))


def lima(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LIMA)  # type: ignore[misc, arg-type]


# What the example says


def test_the_example_is_imported(run: Import, records: Database) -> None:
    outcome = run()
    assert problems(outcome) == []
    assert outcome.moment == NOW
    assert [change.file for change in outcome.changes] == list(FILES)
    assert all(change.added == change.rows > 0 for change in outcome.changes)
    assert [file_of(records, code) is not None for code in (MARIA, JOSE, INES, OMAR)] == [True] * 4


def test_a_student_of_the_example(update: Import, known: Database) -> None:
    maria = file_of(known, MARIA, date(2026, 11, 21))
    assert maria is not None
    assert (maria.nombre, maria.modalidad, maria.sede) == ("María Soto Díaz", "UG", "Trujillo - El Molino")
    assert (maria.carrera, maria.plan, maria.creditos_plan) == ("Ingeniería de Sistemas", "ISI-2023", 200)
    assert (maria.admision, maria.ingreso, maria.al) == ("2025-2", date(2025, 8, 18), NOW)
    assert [periodo.codigo for periodo in maria.periodos] == ["2025-2", "2026-0", "2026-1", "2026-2"]
    assert maria.periodos[1] == Periodo("2026-0", True, date(2026, 1, 5), date(2026, 2, 27))
    assert [(m.curso.codigo, m.estado, m.promedio_final) for m in maria.matriculas] == [
        ("CAL1", Estado.APROBADO, Decimal(16)),
        ("PRO1", Estado.APROBADO, Decimal("15.5")),
        ("CAL2", Estado.EN_CURSO, None),
        ("PRO2", Estado.EN_CURSO, None),
    ]
    assert maria.tramites == (TramiteCurso("CAL2", "2026-2", autorizado_sin_pago=True),)
    assert [pago.concepto for pago in maria.pagos] == ["matricula", "pension", "pension"]
    assert maria.pagos[0] == Pago("matricula", "2026-2", lima(2026, 8, 9, 11, 2))
    assert set(maria.actividades) == {
        Actividad("idioma", "inglés intermedio", fecha=date(2026, 6, 30)),
        Actividad("practicas", "prácticas preprofesionales", horas=Decimal(180), fecha=date(2026, 7, 15)),
        Actividad("practicas", "prácticas preprofesionales", horas=Decimal("96.5")),
    }


def test_evaluations_are_the_syllabus_with_the_grades(update: Import, known: Database) -> None:
    maria, omar = file_of(known, MARIA), file_of(known, OMAR)
    assert maria is not None and omar is not None
    by_course = {m.curso.codigo: m.evaluaciones for m in maria.matriculas}
    assert by_course["CAL1"] == ()
    assert by_course["CAL2"] == (
        Evaluacion("T1", Decimal("0.2"), Decimal("15.5"), "practica", lima(2026, 9, 25, 10, 30)),
        Evaluacion("parcial", Decimal("0.3"), Decimal(14), "teoria", lima(2026, 10, 16, 18, 5)),
        Evaluacion("T2", Decimal("0.2"), None, "practica"),
        Evaluacion("final", Decimal("0.3"), None, "teoria"),
    )
    accounting = next(m for m in omar.matriculas if m.curso.codigo == "COG1")
    assert accounting.evaluaciones[0] == Evaluacion("T1", Decimal("0.4"), Decimal(12))


def test_procedures_and_obstacles_of_the_example(update: Import, known: Database) -> None:
    jose, omar = file_of(known, JOSE, date(2026, 11, 21)), file_of(known, OMAR, date(2026, 11, 21))
    assert jose is not None and omar is not None
    assert jose.tramites == (TramiteCurso("CAL2", "2026-2", pagado=True, solicitado=True),)
    assert jose.solicitudes == (
        Solicitud("retiro_curso", "2026-2", lima(2026, 9, 18, 16, 0), "TIN1"),
        Solicitud("sustitutorio", "2026-2", lima(2026, 11, 20, 9, 20), "CAL2"),
    )
    assert jose.deudas == (Deuda("tercera cuota de la pensión", vencida=True, vence=date(2026, 10, 30)),)
    assert jose.retiros == (Retiro("curso", "2026-2", date(2026, 9, 20), "TIN1"),)
    workshop = next(m for m in jose.matriculas if m.curso.codigo == "TIN1")
    assert (workshop.estado, workshop.clase, workshop.curso.tipo) == (Estado.RETIRADO, TipoClase.VIRTUAL, "taller")
    assert (workshop.inscrito, workshop.retirado) == (date(2026, 8, 10), date(2026, 9, 20))
    assert omar.retenciones == ("libro de la biblioteca sin devolver",)
    assert omar.posicion == Posicion("Administración", "2026-1", 61, 84, date(2026, 8, 1), Decimal("6.5"), 2)
    assert omar.ingreso is None


def test_recognised_courses_and_absences_of_the_example(update: Import, known: Database) -> None:
    ines = file_of(known, INES)
    assert ines is not None
    assert ines.convalidaciones == (
        Convalidacion("PRO1", 4, "convalidacion", date(2026, 3, 9), "Universidad Nacional de Trujillo"),
    )
    assert "PRO1" not in {curso.codigo for curso in ines.pendientes_del_plan}
    assert (ines.reservas, ines.retiros) == (("2026-2",), (Retiro("temporal", "2026-2", date(2026, 8, 5)),))
    assert ines.creditos_aprobados == 4 + 4 + 3


def test_the_university_s_own_days_off(update: Import, known: Database) -> None:
    anniversary, year_end = date(2026, 11, 13), {date(2026, 12, day) for day in range(24, 32)}
    maria, omar = file_of(known, MARIA), file_of(known, OMAR)
    assert maria is not None and omar is not None
    assert non_working_days(maria.calendario) == non_working_days(omar.calendario) == {anniversary, *year_end}
    assert {v.actividad for v in omar.calendario} == {"retiro_curso", "no_laborable"}
    with known.session() as session:
        assert read_non_working_days(session, "UPN") == {anniversary, *year_end}
        assert read_non_working_days(session, "UPC") == frozenset()


def test_moments_without_a_zone_are_lima_s(update: Import, known: Database) -> None:
    with known.session() as session:
        posted = session.execute(sa.select(m.Grade.posted_at).where(m.Grade.evaluation == "T1")).scalars().first()
    assert posted.replace(tzinfo=timezone.utc) == lima(2026, 9, 25, 10, 30)


# Again


def test_importing_twice_changes_nothing_but_the_moment(update: Import, known: Database) -> None:
    before, first = everything(known, {"imported_at"}), everything(known)
    assert changed(update()) == {}
    assert everything(known, {"imported_at"}) == before
    assert everything(known) != first
    maria = file_of(known, MARIA)
    assert maria is not None and maria.al == NOW + timedelta(hours=1)


def test_an_incremental_import_twice_changes_nothing(update: Import, known: Database) -> None:
    before = everything(known, {"imported_at"})
    assert changed(update(full=False)) == {}
    assert everything(known, {"imported_at"}) == before


def test_what_changed_is_updated(update: Import, known: Database, folder: Folder) -> None:
    folder.replace("students", "María Soto Díaz", "María Soto de Paz")
    folder.replace("grades", "parcial,14,", "parcial,14.5,")
    folder.add("grades", f"{MARIA},PRO2,2026-2,T2,11,")
    assert changed(update()) == {"students": (0, 1, 0, 0), "grades": (1, 1, 0, 0)}
    maria = file_of(known, MARIA)
    assert maria is not None and maria.nombre == "María Soto de Paz"
    assert [e.nota for e in maria.matriculas[2].evaluaciones][:2] == [Decimal("15.5"), Decimal("14.5")]


def test_a_row_that_vanished_is_closed_and_one_that_comes_back_reopened(
    update: Import, known: Database, folder: Folder
) -> None:
    debts = folder.text("debts")
    folder.drop("debts", JOSE)
    assert changed(update()) == {"debts": (0, 0, 0, 1)}
    jose = file_of(known, JOSE)
    assert jose is not None and jose.deudas == ()
    with known.session() as session:
        closed = session.execute(sa.select(m.Debt.student_code).where(m.Debt.closed_at.is_not(None))).scalars().all()
    assert closed == [JOSE]
    folder.write("debts", debts)
    assert changed(update()) == {"debts": (0, 0, 1, 0)}
    jose = file_of(known, JOSE)
    assert jose is not None and len(jose.deudas) == 1


#: Rows that nothing else refers to, one for each file whose rows of the example are referred to.
UNREFERRED = {
    "curricula": "NUEVO,Derecho,200,10",
    "courses": "NUEVO,Nuevo,4,regular,",
    "periods": "2027-1,no,2027-03-22,2027-07-17",
    "classes": "NUEVA,CAL1,2026-1,presencial",
    "evaluations": "ADG1,2026-2,final,1,,",
    "students": "N00200005,Otro,otro@upn.example,UG,Lima,Derecho,ADM-2023,2026-2,,",
    "enrolments": f"{MARIA},ADG1,2025-2,,1,aprobado,14,,",
    "convalidations": f"{INES},TIN1,2,exoneracion,2026-03-09,",
}


def test_a_row_of_every_file_can_vanish_and_come_back(update: Import, folder: Folder) -> None:
    for file, row in UNREFERRED.items():
        folder.add(file, row)
    assert changed(update()) == dict.fromkeys(UNREFERRED, (1, 0, 0, 0))
    whole = {file: folder.text(file) for file in FILES}
    for file in FILES:
        folder.drop(file, folder.text(file).splitlines()[-1])
    assert changed(update()) == dict.fromkeys(FILES, (0, 0, 0, 1))
    assert changed(update()) == {}
    for file, text in whole.items():
        folder.write(file, text)
    assert changed(update()) == dict.fromkeys(FILES, (0, 0, 1, 0))


def test_an_incremental_import_closes_nothing(update: Import, known: Database, folder: Folder) -> None:
    folder.keep_only("students", "enrolments", "grades")
    folder.write("students", "code,name,email,modality,campus,career,curriculum_code,admission_period\n"
                 "N00200009,Eva Paz,eva@upn.example,UG,Lima,Administración,ADM-2023,2026-2\n")  # fmt: skip
    folder.write("enrolments", "student_code,course_code,period,attempt,state\nN00200009,ADG1,2026-2,1,en_curso\n")
    folder.write("grades", "student_code,course_code,period,evaluation,grade\nN00200009,ADG1,2026-2,T1,18\n"
                 f"{MARIA},CAL2,2026-2,T2,19\n")  # fmt: skip
    assert changed(update(full=False)) == {
        "students": (1, 0, 0, 0),
        "enrolments": (1, 0, 0, 0),
        "grades": (2, 0, 0, 0),
    }
    eva, maria = file_of(known, "N00200009"), file_of(known, MARIA)
    assert eva is not None and maria is not None
    assert eva.matriculas[0].evaluaciones == (Evaluacion("T1", None, Decimal(18)),)
    assert maria.matriculas[2].evaluaciones[2].nota == Decimal(19)
    assert (eva.al, maria.al) == (NOW, NOW)


def test_a_column_that_a_file_lacks_stays_as_it_is(update: Import, known: Database, folder: Folder) -> None:
    folder.keep_only("students")
    folder.write("students", "code,name,email,modality,campus,career,curriculum_code,admission_period\n"
                 f"{MARIA},María Soto,maria@upn.example,UG,Lima,Administración,ADM-2023,2025-2\n")  # fmt: skip
    update(full=False)
    maria = file_of(known, MARIA)
    assert maria is not None
    assert (maria.nombre, maria.carrera, maria.ingreso) == ("María Soto", "Administración", date(2025, 8, 18))


def test_a_student_who_vanished_is_inactive_until_the_return(
    update: Import, known: Database, folder: Folder, tmp_path: Path
) -> None:
    saved = {path.stem: path.read_text("utf-8") for path in folder.path.glob("*.csv")}
    folder.drop_student(JOSE)
    update()
    assert file_of(known, JOSE) is None
    with known.session() as session:
        student = session.get(m.Student, ("UPN", JOSE))
        assert (student.active, student.closed_at is None) == (False, False)
    identity = IdentityService(known, "secret", lambda: NOW)
    identity.start("web:1", "UPN", JOSE)
    with known.session() as session:
        assert session.execute(sa.text("SELECT recipient FROM mail_outbox")).scalar() == ""
    for name, text in saved.items():
        folder.write(name, text)
    folder.write("students", "\n".join(line.removesuffix(",active").removesuffix(",si")
                                       for line in saved["students"].splitlines()))  # fmt: skip
    update()
    jose = file_of(known, JOSE)
    assert jose is not None and len(jose.matriculas) == 5 and len(jose.matriculas[3].evaluaciones) == 4


def test_a_student_said_to_be_inactive_has_no_record(run: Import, records: Database, folder: Folder) -> None:
    folder.replace("students", "2025-2,2025-08-18,si\nN00200002", "2025-2,2025-08-18,no\nN00200002")
    run()
    assert file_of(records, MARIA) is None
    assert file_of(records, JOSE) is not None


def test_each_university_has_its_own_records(update: Import, known: Database, folder: Folder) -> None:
    update(university="UPC")
    folder.drop_student(JOSE)
    folder.drop("debts", OMAR)
    update(university="UPC")
    assert (file_of(known, JOSE) is None, file_of(known, JOSE, university="UPC") is None) == (False, True)
    upn, upc = file_of(known, OMAR), file_of(known, OMAR, university="UPC")
    assert upn is not None and upc is not None
    assert (len(upn.deudas), len(upc.deudas)) == (1, 0)
    assert len(upn.matriculas) == len(upc.matriculas) == 3


def test_a_clock_that_went_back_closes_what_vanished_all_the_same(records: Database, folder: Folder) -> None:
    order = Order(folder.path, "UPN")
    assert import_folder(records, order, lambda: NOW).moment == NOW
    folder.drop("debts", JOSE)
    outcome = import_folder(records, order, lambda: NOW - timedelta(days=1))
    assert outcome.moment == NOW + timedelta(microseconds=1)
    assert changed(outcome) == {"debts": (0, 0, 0, 1)}
    jose = file_of(records, JOSE)
    assert jose is not None and jose.deudas == ()


# What stands in the way, and what is left untouched


def test_a_dry_run_tells_and_writes_nothing(run: Import, records: Database, folder: Folder) -> None:
    empty = everything(records)
    assert changed(run(dry_run=True))["enrolments"] == (15, 0, 0, 0)
    assert everything(records) == empty
    run()
    before = everything(records)
    folder.drop("debts", JOSE)
    folder.replace("grades", "T1,8,", "T1,9,")
    outcome = run(dry_run=True)
    assert changed(outcome) == {"debts": (0, 0, 0, 1), "grades": (0, 1, 0, 0)}
    assert outcome.moment is None
    assert everything(records) == before


def test_one_wrong_row_and_nothing_is_written(run: Import, records: Database, folder: Folder) -> None:
    before = everything(records)
    line = folder.add("withdrawals", f"{MARIA},fiesta,2026-2,,2026-09-01")
    assert problems(run()) == [
        f'withdrawals.csv:{line}: kind "fiesta" is not one of curso, ciclo, temporal, extraordinario, definitivo'
    ]
    assert everything(records) == before


def test_a_failure_while_writing_leaves_the_record_as_it_was(
    update: Import, known: Database, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(known)
    folder.replace("students", "María Soto Díaz", "Otra")
    monkeypatch.setattr("actions.records.importer.run.Writer.close_vanished", lambda _self: 1 / 0)
    folder.drop("debts", JOSE)
    with pytest.raises(ZeroDivisionError):
        update()
    assert everything(known) == before


def test_a_full_import_demands_every_file(run: Import, folder: Folder) -> None:
    (folder.path / "reserves.csv").unlink()
    (folder.path / "holds.csv").unlink()
    assert [text.partition(":")[0] for text in problems(run())] == ["holds.csv", "reserves.csv"]
    assert "--without holds" in problems(run())[0]
    assert problems(run(without=frozenset({"holds", "reserves"}))) == []


def test_files_left_out_stay_as_they_are(update: Import, known: Database, folder: Folder) -> None:
    (folder.path / "debts.csv").unlink()
    assert changed(update(without=frozenset({"debts"}))) == {}
    jose = file_of(known, JOSE)
    assert jose is not None and len(jose.deudas) == 1


def test_what_others_still_refer_to_cannot_vanish(update: Import, folder: Folder) -> None:
    for file in ("courses", "curriculum_courses", "evaluations", "classes", "course_links"):
        folder.drop(file, {"courses": "PRO2", "curriculum_courses": "ISI-2023,PRO2"}.get(file, "PRO2"))
    kept = ("enrolments", "grades", "attendance")
    for file in kept:
        (folder.path / f"{file}.csv").unlink()
    assert problems(update(without=frozenset(kept))) == [
        'courses.csv: code "PRO2" is missing, and 1 rows of enrolments on record refer to it: keep it, or import both '
        "files",
        'classes.csv: code "PRO2-2026-2-A" is missing, and 1 rows of enrolments on record refer to it: keep it, or '
        "import both files",
    ]


def many_students(folder: Folder, count: int) -> None:
    rows = [f"M{n:08d},Alguien {n},m{n}@upn.example,UG,Lima,Administración,ADM-2023,2026-2,," for n in range(count)]
    folder.add("students", *rows)


def test_most_students_do_not_vanish_unnoticed(run: Import, records: Database, folder: Folder) -> None:
    whole = folder.text("students")
    many_students(folder, 30)
    run()
    folder.write("students", whole)
    assert problems(run()) == [
        "students.csv: would close 30 of 34 rows: is the export whole? If it is, add --accept-closing"
    ]
    assert file_of(records, "M00000007") is not None
    assert changed(run(accept_closing=True)) == {"students": (0, 0, 0, 30)}
    assert file_of(records, "M00000007") is None


@pytest.mark.parametrize("full", [True, False], ids=["full", "incremental"])
def test_an_empty_folder_is_told(records: Database, tmp_path: Path, full: bool) -> None:
    (tmp_path / "nothing").mkdir()
    outcome = import_folder(records, Order(tmp_path / "nothing", "UPN", full=full))
    assert ["holds none of the files" in text for text in problems(outcome)] == [True]


def test_no_folder_is_told(records: Database, tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="is no folder"):
        import_folder(records, Order(tmp_path / "missing", "UPN"))


def test_strange_files_are_told(run: Import, folder: Folder) -> None:
    for old, new in (("debts", "debt"), ("holds", "xyz")):
        (folder.path / f"{old}.csv").rename(folder.path / f"{new}.csv")
    (folder.path / "README.txt").write_text("not looked at")
    found = problems(run(without=frozenset({"debts", "holds", "students", "nada"})))
    assert found == [
        "debt.csv: is no file of an import: did you mean debts.csv? rename it or take it out",
        "students.csv: is there and named in --without students: take one of them back",
        "xyz.csv: is no file of an import: docs/import.md lists those that there are; rename it or take it out",
        "nada.csv: is named in --without but is no file of an import",
    ]


def test_names_of_files_may_be_in_capitals(run: Import, folder: Folder) -> None:
    (folder.path / "debts.csv").rename(folder.path / "DEBTS.CSV")
    assert changed(run())["debts"] == (2, 0, 0, 0)


@pytest.mark.parametrize("url", ["sqlite:///{}/none.db", "postgresql://nobody@127.0.0.1:1/nothing"])
def test_a_database_that_is_away_is_told(folder: Folder, tmp_path: Path, url: str) -> None:
    with pytest.raises(ImportFailed, match="nothing was written"):
        import_folder(Database(url.format(tmp_path)), Order(folder.path, "UPN"))


def test_a_database_without_the_newest_tables_is_told(folder: Folder, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    path.touch()
    with pytest.raises(ImportFailed, match="migrate"):
        import_folder(Database(f"sqlite:///{path}"), Order(folder.path, "UPN"))


# The command


def test_the_command_imports(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    migrate(url)
    monkeypatch.setenv("DATABASE_URL", url)
    assert main([str(folder.path), "--university", "UPN", "--dry-run"]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert main([str(folder.path), "--university", "UPN"]) == 0
    assert "Imported for UPN (full)" in capsys.readouterr().out
    folder.keep_only("debts")
    assert main([str(folder.path), "--university", "UPN", "--mode", "incremental"]) == 0
    assert file_of(Database(url), MARIA, TODAY) is not None


def test_the_command_shows_fifty_problems_and_reports_all(
    records: Database, folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", records.url)
    first = folder.add("debts", *[f"{MARIA},deuda {n},ayer,no" for n in range(70)])
    assert main([str(folder.path), "--university", "UPN", "--report"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0] == (f'debts.csv:{first}: due_on "ayer" is no date: write it like 2026-03-31 or 31/03/2026')
    assert told[50:52] == ["... and 20 more. All, by file and column:", "  debts.csv, due_on: 70"]
    assert told[-1].startswith("70 problems; nothing was written. All of them: ")
    report = (folder.path / REPORT).read_text("utf-8").splitlines()
    assert len(report) == 71
    assert report[0] == "file,line,column,value,problem"
    assert (folder.path / REPORT).stat().st_mode & 0o077 == 0
    folder.drop("debts", f"{MARIA},deuda")
    assert main([str(folder.path), "--university", "UPN", "--report"]) == 0
    assert (folder.path / REPORT).read_text("utf-8").splitlines() == ["file,line,column,value,problem"]


def test_the_command_tells_what_it_cannot_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert main([str(tmp_path), "--university", "UPN"]) == 1
    assert "holds none of the files" in capsys.readouterr().err
    for arguments in (["x"], ["x", "--university", "upn!"], ["x", "--university", "UPN", "--mode", "half"]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 2
