"""Reading the CSV files of an import: encodings, delimiters, headers, cells."""

from __future__ import annotations

import csv
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import String

from actions.records.database import LIMA
from actions.records.importer import kinds as k
from actions.records.importer.files import FILES, Grade, Payment, Reserve, Row, Student
from actions.records.importer.problems import Problems
from actions.records.importer.reading import Column, CsvFile, Unreadable, stored
from tests.records.conftest import EXAMPLE

HEADER = "student_code,course_code,period,evaluation,grade,posted_at"
ROW = "N00200001,CAL2,2026-2,T1,15.5,2026-09-25 10:30"
#: The row as it is stored: line, cells, the moment in UTC.
STORED = (2, "N00200001", "CAL2", "2026-2", "T1", "15.5", "2026-09-25 15:30:00.000000")


def read(path: Path, content: str | bytes, model: type[Row] = Grade) -> tuple[list[Any], list[str]]:
    """The rows to be stored and the problems."""
    file = path / f"{model.file}.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    problems, rows = Problems(), []
    try:
        rows.extend(CsvFile(file, model, problems).rows())
    except Unreadable:
        rows.append("unreadable")
    return rows, [problem.text for problem in problems.first]


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW}\n",
        f"{HEADER}\n{ROW}",
        f"\ufeff{HEADER}\n{ROW}\n",
        f"{HEADER}\r\n{ROW}\r\n",
        f"{HEADER}\n{ROW}\n\n,,,,,\n   ,,,,,\n",
        f" {HEADER.upper().replace(',', ' , ')} \n {ROW.replace(',', ' , ')} \n",
        f"{HEADER.replace(',', ';')}\n{ROW.replace(',', ';').replace('15.5', '15,5')}\n",
        f'{HEADER}\n"N00200001","CAL2","2026-2","T1","15,5","25/09/2026 10:30"\n',
        f"{HEADER}\nn00200001,CAL2,2026-2,T1,15.5,2026-09-25T15:30:00Z\n",
        "posted_at,grade,evaluation,period,course_code,student_code\n"
        "25/9/2026 10:30:00,15.5,T1,2026-2,CAL2,N00200001\n",
    ],
    ids=["plain", "no last line end", "byte order mark", "windows", "empty rows", "spaces and capitals", "semicolons",
         "quotes", "another zone", "another order"],
)  # fmt: skip
def test_the_same_row_in_many_shapes(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content) == ([STORED], [])


def test_lines_count_as_an_editor_counts_them(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, f'{HEADER}\n\nN1,"CAL\n2",2026-2,T1,15,\n{ROW}\nN1,CAL2,2026-2,T1,21,\n{ROW}\n')
    assert [row[0] for row in rows] == [5, 6, 7]
    assert problems == [
        'grades.csv:3: course_code "CAL\n2" is no code: write it without spaces, commas or quotes',
        'grades.csv:6: grade "21" is not between 0 and 20',
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (f"{HEADER}\n{ROW}\n".encode("utf-16"), "grades.csv: is written in UTF-16: save it as UTF-8"),
        (f"{HEADER}\n{ROW}\n{ROW.replace('T1', 'práctica')}\n".encode("latin-1"), "grades.csv:3: holds letters that"),
        ("", "grades.csv:1: has no header: the first row names the columns (student_code, "),
        (f"{ROW}\n", "grades.csv:1: has no header"),
        (f"{HEADER.replace('grade', 'nota')}\n", 'grades.csv:1: nota is no column of this file (known: student_code,'),
        (f"{HEADER.replace('course', 'curse')}\n", "grades.csv:1: curse_code is no column of this file (did you"),
        (f"{HEADER},grade\n", "grades.csv:1: grade is there twice: remove one"),
        (f"{HEADER},\n", "grades.csv:1: (empty) is no column"),
        (f"{HEADER}\n{ROW}\n{ROW[:-5]}\x00\n", "grades.csv:3: holds a NUL character"),
        (f'{HEADER}\n{ROW}\nN1,"CAL2,2026-2,T1,15,\n{ROW}\n', 'grades.csv:3: a quote (") that opens in this row'),
        (f'{HEADER}\nN1,"CAL"2,2026-2,T1,15,\n', 'grades.csv:2: a quote (") within a quoted cell has to be'),
        (f'{HEADER}\nN1,"' + "x" * 200_000, 'grades.csv:2: a quote (") that opens in this row is never closed'),
    ],
    ids=["UTF-16", "latin-1", "empty", "no header", "unknown", "misspelt", "twice", "nameless", "NUL", "open quote",
         "single quote", "too long"],
)  # fmt: skip
def test_files_that_cannot_be_read(tmp_path: Path, content: str | bytes, problem: str) -> None:
    rows, problems = read(tmp_path, content)
    assert rows[-1] == "unreadable"
    assert problems[0].startswith(problem)


def test_a_missing_column_is_told_with_what_it_holds(tmp_path: Path) -> None:
    assert read(tmp_path, "student_code\nN1\n", Reserve)[1] == [
        "reserves.csv:1: period is missing: add the column (period reserved)"
    ]


def test_an_optional_column_may_be_missing(tmp_path: Path) -> None:
    assert read(tmp_path, "student_code,concept,period,paid_at\nN1,pension,2026-2,2026-09-30 20:15\n", Payment) == (
        [(2, "N1", "pension", "2026-2", "", "2026-10-01 01:15:00.000000")],
        [],
    )


@pytest.mark.parametrize("row", [ROW + ",x", ROW.rpartition(",")[0]], ids=["long", "short"])
def test_rows_of_another_width_are_told(tmp_path: Path, row: str) -> None:
    rows, problems = read(tmp_path, f"{HEADER}\n{row}\n{ROW}\n")
    assert [found[0] for found in rows] == [3]
    assert problems[0].startswith(f"grades.csv:2: the row has {row.count(',') + 1} cells and the header 6")


def test_a_row_with_a_sound_key_is_stored_so_that_others_may_refer_to_it(tmp_path: Path) -> None:
    header = "code,name,email,modality,campus,career,curriculum_code,admission_period"
    rows, problems = read(
        tmp_path, f"{header}\nN1,Ana,nobody,UG,Lima,X,P,2026-2\nN 2,Eva,e@x.pe,UG,Lima,X,P,2026-2\n", Student
    )
    assert [row[:4] for row in rows] == [(2, "N1", "Ana", None)]
    assert problems == [
        'students.csv:2: email "nobody" is no e-mail address: write name@university.edu.pe',
        'students.csv:3: code "N 2" is no code: write it without spaces, commas or quotes',
    ]


def test_memory_of_texts_is_bounded() -> None:
    column = Column(Grade.__fields__["student_code"])
    for number in range(60_000):
        assert column[f"n{number}"].stored == f"N{number}"
    assert len(column) <= 50_000


def test_problems_beyond_the_first_are_counted_only(tmp_path: Path) -> None:
    problems = Problems()
    for number in range(1_000):
        problems.add("grades", "x", number)
    assert (len(problems), len(problems.first)) == (1_000, 50)
    assert "x" * 61 not in problems.first[0].text
    problems = Problems()
    problems.add("grades", "is long", 2, "grade", "x" * 100)
    assert problems.lines() == [f'grades.csv:2: grade "{"x" * 60}..." is long']


# Cells


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (k.Day, "2026-03-31", date(2026, 3, 31)),
        (k.Day, "31/03/2026", date(2026, 3, 31)),
        (k.Day, "1/2/2026", date(2026, 2, 1)),
        (k.Moment, "2026-03-31 18:00", datetime(2026, 3, 31, 18, tzinfo=LIMA)),
        (k.Moment, "31/03/2026 8:05:09", datetime(2026, 3, 31, 8, 5, 9, tzinfo=LIMA)),
        (k.Moment, "2026-03-31T18:00:00.25", datetime(2026, 3, 31, 18, 0, 0, 250_000, tzinfo=LIMA)),
        (k.Moment, "2026-03-31 18:00Z", datetime(2026, 3, 31, 18, tzinfo=timezone.utc)),
        (k.Moment, "2026-03-31 18:00:00+00", datetime(2026, 3, 31, 18, tzinfo=timezone.utc)),
        (k.Moment, "2026-03-31 18:00 -0530", datetime(2026, 3, 31, 23, 30, tzinfo=timezone.utc)),
        (k.Number, "14,5", Decimal("14.5")),
        (k.Number, "14.50", Decimal("14.5")),
        (k.GradeNumber, "20", Decimal(20)),
        (k.GradeNumber, "0", Decimal(0)),
        (k.Weight, "0,3334", Decimal("0.3334")),
        (k.Weight, "1", Decimal(1)),
        (k.YesNo, "Sí", True),
        (k.YesNo, "NO", False),
        (k.YesNo, "1", True),
        (k.YesNo, "false", False),
        (k.Whole, "007", 7),
        (k.StudentCode, "n00200001", "N00200001"),
        (k.EnrolmentState, "APROBADO", "aprobado"),
        (k.Name, "María   Soto", "María Soto"),
        (k.PeriodCode, "2026-2", "2026-2"),
    ],
    ids=str,
)
def test_what_a_cell_may_hold(kind: type[k.Kind], text: str, value: object) -> None:
    assert kind.read(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (k.Day, "31-03-2026", "is no date"),
        (k.Day, "31/03/26", "is no date"),
        (k.Day, "30/02/2026", "is no day of the calendar"),
        (k.Day, "2026-13-01", "is no day of the calendar"),
        (k.Day, "0206-03-31", "is no date between 1950 and 2100"),
        (k.Day, "2026-03-31 18:00", "is no date"),
        (k.Moment, "2026-03-31", "with the hour"),
        (k.Moment, "2026-03-31 25:00", "is no hour of the day"),
        (k.Moment, "ayer 18:00", "is no date"),
        (k.GradeNumber, "20.01", "is not between 0 and 20"),
        (k.GradeNumber, "-1", "is not between 0 and 20"),
        (k.GradeNumber, "11.455", "has more than 2 decimals"),
        (k.GradeNumber, "NSP", "is no number"),
        (k.GradeNumber, "1e1", "is no number"),
        (k.GradeNumber, "1.000,5", "is no number"),
        (k.Weight, "20", "write 0.2 for 20 %"),
        (k.Weight, "0", "leave out"),
        (k.Weight, "0.33333", "has more than 4 decimals"),
        (k.Attempt, "4", "is not between 1 and 3"),
        (k.Positive, "0", "is not between 1"),
        (k.Whole, "4.0", "is no whole number"),
        (k.Whole, "-4", "is no whole number"),
        (k.YesNo, "quizás", "write si or no"),
        (k.PeriodCode, "20262", "write it like 2026-2"),
        (k.EnrolmentState, "jalado", "is not one of en_curso, aprobado"),
        (k.Procedure, "Retiro curso", "like retiro_curso"),
        (k.Procedure, "x" * 25, "at most 24 fit"),
        (k.Address, "ana arroba upn", "is no e-mail address"),
        (k.Code, "CAL 1", "is no code"),
        (k.Name, "x" * 121, "at most 120 fit"),
    ],
    ids=str,
)
def test_what_a_cell_may_not_hold(kind: type[k.Kind], text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        kind.read(text)


@pytest.mark.parametrize("model", FILES.values(), ids=FILES)
def test_texts_fit_the_tables(model: type[Row]) -> None:
    for name, field in model.__fields__.items():
        column = model.table.c.get(name)
        words = getattr(field.type_, "words", ())
        longest = max(map(len, words), default=getattr(field.type_, "longest", None))
        if longest and column is not None and isinstance(column.type, String) and column.type.length:
            assert longest <= column.type.length, f"{model.file}.{name}"


@pytest.mark.parametrize("model", FILES.values(), ids=FILES)
def test_cells_mean_what_the_model_says(model: type[Row]) -> None:
    """The quick reading by columns says the same as pydantic's of the whole row."""
    columns = {name: Column(field) for name, field in model.__fields__.items()}
    with (EXAMPLE / f"{model.file}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        cells = {name: columns[name][row.get(name, "")] for name in columns}
        assert {name: cell.value for name, cell in cells.items()} == model(**row).dict()
        assert [cell.problem for cell in cells.values() if cell.problem] == []
        needed = next(name for name, field in model.__fields__.items() if field.required)
        with pytest.raises(ValidationError):
            model(**{**row, needed: " "})
        assert columns[needed][" "].problem


@given(st.datetimes(datetime(1950, 1, 2), datetime(2100, 12, 30)), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y"]))
def test_moments_survive_writing_and_reading(moment: datetime, shape: str) -> None:
    read_back = k.Moment.read(moment.strftime(f"{shape} %H:%M:%S.%f"))
    assert read_back == moment.replace(tzinfo=LIMA)
    assert stored(read_back) == read_back.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    assert k.Moment.read(stored(read_back) + "Z") == read_back


@given(st.decimals(0, 20, places=2), st.sampled_from([".", ","]))
def test_grades_keep_every_digit(grade: Decimal, mark: str) -> None:
    assert k.GradeNumber.read(str(grade).replace(".", mark)) == grade
    assert Decimal(stored(grade) or "") == grade


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "1"), (False, "0"), (7, "7"), ("x", "x"), ("", ""), (None, None), (date(2026, 3, 1), "2026-03-01"),
     (Decimal("1E+1"), "10"), (datetime(2026, 3, 1, tzinfo=LIMA), "2026-03-01 05:00:00.000000")],
    ids=str,
)  # fmt: skip
def test_values_are_stored_alike_everywhere(value: object, text: str | None) -> None:
    assert stored(value) == text
