"""What the check of an import finds: in rows, between rows, between files, and against the record."""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.records import models as m
from actions.records.database import Database
from actions.records.importer import reference
from actions.records.importer.files import FILES
from actions.records.importer.run import Order, import_folder
from tests.records.conftest import EXAMPLE, Folder, Import, changed, file_of, problems

MARIA, JOSE, INES, OMAR = (f"N0020000{n}" for n in range(1, 5))

#: File, row to add, and what is told of it.
WRONG_ROWS = {
    "enrolment of nobody": ("enrolments", "N00999999,CAL1,2026-1,,1,aprobado,14,,",
                            'student_code "N00999999" is not in students.csv: add it there or correct it'),
    "unknown course": ("enrolments", f"{MARIA},XXX1,2026-1,,1,aprobado,14,,", 'course_code "XXX1" is not in courses'),
    "unknown period": ("enrolments", f"{MARIA},COM1,2031-1,,1,aprobado,14,,", 'period "2031-1" is not in periods.csv'),
    "unknown class": ("enrolments", f"{MARIA},COM1,2026-1,COM1-A,1,aprobado,14,,", 'class_code "COM1-A" is not in'),
    "class of another course": ("enrolments", f"{MARIA},COM1,2026-2,CAL2-2026-2-A,1,en_curso,,,",
                                'class_code "CAL2-2026-2-A" is a class of CAL2 in 2026-2'),
    "class of another period": ("enrolments", f"{MARIA},CAL2,2026-1,CAL2-2026-2-A,1,aprobado,12,,",
                                'class_code "CAL2-2026-2-A" is a class of CAL2 in 2026-2'),
    "grade while it is on": ("enrolments", f"{INES},CAL2,2026-2,,1,en_curso,14,,",
                             'final_grade "14" is given although the state is en_curso'),
    "withdrawal date": ("enrolments", f"{INES},CAL2,2026-2,,1,aprobado,14,,2026-09-01",
                        'withdrawn_on "2026-09-01" is given although the state is aprobado'),
    "withdrawn before": ("enrolments", f"{INES},CAL2,2026-2,,1,retirado,,2026-09-01,2026-08-01",
                         'withdrawn_on "2026-08-01" is before enrolled_on'),
    "final grade 21": ("enrolments", f"{INES},CAL2,2026-2,,1,aprobado,21,,", 'final_grade "21" is not between'),
    "fourth time": ("enrolments", f"{INES},CAL2,2026-2,,4,en_curso,,,", 'attempt "4" is not between 1 and 3'),
    "enrolled twice": ("enrolments", f"{MARIA},CAL2,2026-2,,1,en_curso,,,",
                       f'student_code+course_code+period "{MARIA} CAL2 2026-2" is in line 4 already'),
    "no state": ("enrolments", f"{INES},CAL2,2026-2,,1,,,,", "state is empty: it is needed"),
    "plan of nothing": ("students", "N00200005,Eva Paz,e@upn.example,UG,Lima,X,XXX-1,2026-2,,",
                        'curriculum_code "XXX-1" is not in curricula.csv'),
    "student twice": ("students", f"{MARIA},Otra,e@upn.example,UG,Lima,X,ISI-2023,2026-2,,", "is in line 2 already"),
    "grade of no enrolment": ("grades", f"{INES},PRO2,2026-2,T1,14,",
                              f'student_code+course_code+period "{INES} PRO2 2026-2" is not in enrolments.csv'),
    "grade 20.5": ("grades", f"{MARIA},PRO2,2026-2,T2,20.5,", 'grade "20.5" is not between 0 and 20'),
    "grade twice": ("grades", f"{MARIA},PRO2,2026-2,T1,17,", "is in line 4 already: keep one of the two rows"),
    "attendance of no enrolment": ("attendance", f"{INES},PRO2,2026-2,32,24,3,1,0", "is not in enrolments.csv"),
    "more absences than sessions": ("attendance", f"{JOSE},PRO1,2026-1,32,10,8,2,1",
                                    'absences "8" with late and justified ones are 11, more than the 10 sessions held'),
    "more held than sessions": ("attendance", f"{JOSE},PRO1,2026-1,32,33,8,2,1", 'held "33" is more than the 32'),
    "period ends first": ("periods", "2027-1,no,2027-08-01,2027-07-01", 'ends_on "2027-07-01" is not after starts_on'),
    "activity ends first": ("calendar", "UG,2026-2,matricula,,2026-08-02 08:00,2026-08-01 18:00", "is before starts"),
    "activity of no period": ("calendar", "UG,,matricula,,2026-08-01 08:00,2026-08-02 18:00", "period is empty: only"),
    "activity of an unknown period": ("calendar", "UG,2031-1,matricula,,2026-08-01 08:00,2026-08-02 18:00",
                                      'period "2031-1" is not in periods.csv'),
    "requisite of itself": ("course_links", "CAL1,CAL1,requisite", 'other_code "CAL1" is the course itself'),
    "requisite of nothing": ("course_links", "CAL1,XXX1,requisite", 'other_code "XXX1" is not in courses.csv'),
    "weights over 1": ("evaluations", "CAL2,2026-2,extra,0.1,,",
                       'course_code+period "CAL2 2026-2" has weights that add up to 1.1000'),
    "weights under 1": ("evaluations", "COM1,2026-2,final,0.9999,,", "has weights that add up to 0.9999"),
    "weight in per cent": ("evaluations", "ADG1,2026-2,final,100,,", "write 0.2 for 20 %"),
    "payment of an unknown course": ("payments", f"{MARIA},rezagado,2026-2,XXX1,2026-09-30 10:00", '"XXX1" is not in'),
    "sustitutorio of no course": ("payments", f"{MARIA},sustitutorio,2026-2,,2026-09-30 10:00", "course_code is empty"),
    "request of no course": ("requests", f"{MARIA},sustitutorio,2026-2,,2026-09-30 10:00", "course_code is empty"),
    "payment twice": ("payments", f"{MARIA},pension,2026-2,,30/09/2026 20:15",
                      f'paid_at "{MARIA} pension 2026-2  2026-09-30 20:15" is in line 3 already'),
    "withdrawal from no course": ("withdrawals", f"{MARIA},curso,2026-2,,2026-09-01", "course_code is empty: name the"),
    "recognised without enrolment": ("convalidations", f"{MARIA},COM1,3,reconocimiento,2026-03-09,",
                                     f'"{MARIA} COM1" has no enrolment in state convalidado'),
    "place beyond the cohort": ("positions", f"{MARIA},2026-1,Ingeniería de Sistemas,85,84,1,,2026-08-01",
                                'position "85" with its ties goes beyond the cohort of 84'),
    "too many ties": ("positions", f"{MARIA},2026-1,Ingeniería de Sistemas,84,84,2,,2026-08-01", "goes beyond"),
}  # fmt: skip


@pytest.fixture(scope="module")
def told_of_all(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The places of all wrong rows, imported at once, with what is told of each."""
    path = tmp_path_factory.mktemp("wrong")
    folder = Folder(Path(shutil.copytree(EXAMPLE, path / "data")))
    for file, row, _told in WRONG_ROWS.values():
        folder.add(file, row)
    database = Database(f"sqlite:///{shutil.copy(empty_file, path / 'records.db')}")
    found: dict[str, set[str]] = defaultdict(set)
    problems_of_all = import_folder(database, Order(folder.path, "UPN")).problems
    assert len(problems_of_all) == len(problems_of_all.first), "more than are kept: split WRONG_ROWS"
    for problem in problems_of_all.first:
        found[f"{problem.file}:{problem.line}"].add(problem.text)
    with database.session() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(m.Student)).scalar() == 0
    return found


@pytest.mark.parametrize("case", WRONG_ROWS)
def test_wrong_rows_are_told_by_line_and_column(told_of_all: dict[str, set[str]], case: str) -> None:
    file, _row, told = WRONG_ROWS[case]
    rows_before = [name for name, (its_file, *_) in WRONG_ROWS.items() if its_file == file].index(case)
    line = (EXAMPLE / f"{file}.csv").read_text("utf-8").count("\n") + 1 + rows_before
    if case == "weights over 1":
        line = 2  # where the course's first weight stands
    assert [told in text for text in told_of_all[f"{file}.csv:{line}"]].count(True) == 1


def test_a_wrong_row_alone_is_all_that_is_told(run: Import, folder: Folder) -> None:
    file, row, told = WRONG_ROWS["more absences than sessions"]
    line = folder.add(file, row)
    [problem] = problems(run())
    assert problem.startswith(f"{file}.csv:{line}: {told}")


def test_a_student_with_a_wrong_cell_is_no_unknown_student(run: Import, folder: Folder) -> None:
    folder.replace("students", "n00200001@upn.example", "nobody")
    assert problems(run()) == ['students.csv:2: email "nobody" is no e-mail address: write name@university.edu.pe']


def test_a_file_that_cannot_be_read_does_not_make_the_others_wrong(run: Import, folder: Folder) -> None:
    folder.replace("students", "code,name", "codigo,name")
    assert problems(run()) == [
        "students.csv:1: codigo is no column of this file (did you mean code?): rename or remove it",
        "students.csv:1: code is missing: add the column (code of the student)",
    ]


# Against the record


def test_an_incremental_import_refers_to_what_is_on_record(update: Import, known: Database, folder: Folder) -> None:
    folder.keep_only("grades")
    folder.write("grades", f"student_code,course_code,period,evaluation,grade\n{MARIA},PRO2,2026-2,T2,12\n"
                 f"{INES},PRO2,2026-2,T2,12\n")  # fmt: skip
    assert problems(update(full=False)) == [
        f'grades.csv:3: student_code+course_code+period "{INES} PRO2 2026-2" is not in the record: add it there or '
        "correct it"
    ]
    folder.drop("grades", INES)
    assert changed(update(full=False)) == {"grades": (1, 0, 0, 0)}


def test_a_full_import_does_not_refer_to_what_it_closes(update: Import, folder: Folder) -> None:
    folder.drop("courses", "TIN1")
    found = problems(update())
    assert {text.partition(":")[0] for text in found} == {
        "curriculum_courses.csv", "classes.csv", "evaluations.csv", "enrolments.csv", "requests.csv", "withdrawals.csv",
    }  # fmt: skip
    assert all('"TIN1" is not in courses.csv' in text for text in found)


def test_nothing_refers_to_a_closed_row(update: Import, folder: Folder) -> None:
    folder.add("courses", "DER1,Derecho,3,regular,")
    assert changed(update()) == {"courses": (1, 0, 0, 0)}
    folder.drop("courses", "DER1")
    assert changed(update()) == {"courses": (0, 0, 0, 1)}
    folder.keep_only("enrolments")
    line = folder.add("enrolments", f"{MARIA},DER1,2026-2,,1,en_curso,,,")
    assert problems(update(full=False)) == [
        f'enrolments.csv:{line}: course_code "DER1" is not in the record: add it there or correct it'
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["CAL2,2026-2,T1,0.3"], "1.1000"),
        (["CAL2,2026-2,T1,0.3", "CAL2,2026-2,T2,0.1"], None),
        (["CAL2,2026-2,extra,0.1"], "1.1000"),
        (["COM1,2026-2,final,1"], None),
        (["COM1,2026-2,final,0.5"], "0.5000"),
    ],
    ids=["one changed", "two changed", "one more", "another course", "half of another course"],
)
def test_weights_add_up_with_those_on_record(update: Import, folder: Folder, rows: list[str], told: str | None) -> None:
    folder.keep_only("evaluations")
    folder.write("evaluations", "\n".join(["course_code,period,evaluation,weight", *rows]))
    found = problems(update(full=False))
    assert [f"add up to {told}" in text for text in found] == ([True] if told else [])


def test_classes_are_those_on_record_unless_they_change(update: Import, folder: Folder) -> None:
    folder.keep_only("classes", "enrolments")
    folder.write("enrolments", "student_code,course_code,period,class_code,attempt,state\n"
                 f"{INES},CAL2,2026-2,CAL2-2026-2-A,1,en_curso\n")  # fmt: skip
    folder.write("classes", "code,course_code,period,kind\nCOM1-2026-2-A,COM1,2026-2,virtual\n")
    assert changed(update(full=False)) == {"classes": (1, 0, 0, 0), "enrolments": (1, 0, 0, 0)}
    folder.write("classes", "code,course_code,period,kind\nCAL2-2026-2-A,CAL1,2026-2,virtual\n")
    assert "is a class of CAL1 in 2026-2" in problems(update(full=False))[0]


def test_a_recognised_course_may_have_its_enrolment_on_record(update: Import, known: Database, folder: Folder) -> None:
    folder.keep_only("convalidations")
    folder.replace("convalidations", "Nacional de Trujillo", "Nacional de Piura")
    assert changed(update(full=False)) == {"convalidations": (0, 1, 0, 0)}
    ines = file_of(known, INES)
    assert ines is not None and ines.convalidaciones[0].institucion == "Universidad Nacional de Piura"


def test_an_exemption_needs_no_enrolment(update: Import, folder: Folder) -> None:
    folder.add("convalidations", f"{MARIA},COM1,3,exoneracion,2026-03-09,")
    assert changed(update()) == {"convalidations": (1, 0, 0, 0)}


# The reference


def test_the_reference_is_up_to_date() -> None:
    written = reference.DOCUMENT.read_text("utf-8")
    assert written == reference.text(), "run python -m actions.records.importer.reference"


def test_the_reference_tells_every_column_with_an_example() -> None:
    for model in FILES.values():
        assert model.__doc__
        for field in model.__fields__.values():
            assert field.field_info.description
            example = field.field_info.extra["example"]
            assert field.validate(example, {}, loc=field.name)[1] is None
            assert f"| `{field.name}` |" in reference.text()
