"""Places in the cohort, computed from the record."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.records import models as m
from actions.records.cohorts import compute_positions, main
from actions.records.database import LIMA, Database
from actions.rulebooks.upn.promedios import ultimo_pps_regular
from tests.conftest import NOW
from tests.records.conftest import TODAY, Folder, Import, changed, file_of

MARIA, JOSE, INES, OMAR = (f"N0020000{n}" for n in range(1, 5))
SYSTEMS = "Ingeniería de Sistemas"
Place = tuple[str, int, int, int, Decimal | None]


def places(database: Database) -> dict[str, Place]:
    """Student -> source, place, size, ties, average; current ones of the last period."""
    with database.session() as session:
        rows = session.execute(sa.select(m.CohortPosition).where(m.CohortPosition.closed_at.is_(None))).scalars()
        return {row.student_code: (row.source, row.position, row.size, row.ties, row.average) for row in rows}


def test_places_are_by_average_and_equal_averages_share_one(known: Database) -> None:
    assert compute_positions(known, "UPN", NOW) == (2, 4)
    assert places(known) == {
        MARIA: ("computed", 1, 3, 2, Decimal(16)),
        INES: ("computed", 1, 3, 2, Decimal(16)),
        JOSE: ("computed", 3, 3, 1, Decimal(13)),
        OMAR: ("imported", 61, 84, 2, Decimal("6.50")),
    }


def test_a_computed_place_is_read_with_the_file(known: Database) -> None:
    compute_positions(known, "UPN", NOW)
    jose = file_of(known, JOSE)
    assert jose is not None and jose.posicion is not None
    posicion = jose.posicion
    assert (posicion.carrera, posicion.periodo, posicion.puesto, posicion.total) == (SYSTEMS, "2026-1", 3, 3)
    assert (posicion.fecha, posicion.empatados) == (TODAY, 1)
    # The average that the rulebook computes from the same record.
    last = ultimo_pps_regular(jose)
    assert last is not None and (last[0].codigo, last[1]) == ("2026-1", posicion.promedio)


def test_computing_again_changes_nothing(known: Database) -> None:
    compute_positions(known, "UPN", NOW)
    before = places(known)
    compute_positions(known, "UPN", NOW + timedelta(days=1))
    assert places(known) == before


def test_imported_places_win_and_computed_ones_return_when_they_vanish(
    update: Import, known: Database, folder: Folder
) -> None:
    compute_positions(known, "UPN", NOW)
    folder.add("positions", f"{JOSE},2026-1,{SYSTEMS},40,90,1,13.1,2026-08-01")
    assert changed(update()) == {"positions": (0, 1, 0, 0)}
    compute_positions(known, "UPN", NOW + timedelta(hours=2))
    assert places(known)[JOSE] == ("imported", 40, 90, 1, Decimal("13.10"))
    assert places(known)[MARIA][0] == "computed"
    folder.drop("positions", JOSE)
    assert changed(update()) == {"positions": (0, 0, 0, 1)}
    assert set(places(known)) == {MARIA, INES, OMAR}
    compute_positions(known, "UPN", NOW + timedelta(hours=4))
    assert places(known)[JOSE] == ("computed", 3, 3, 1, Decimal(13))


def test_who_leaves_the_cohort_loses_the_place(update: Import, known: Database, folder: Folder) -> None:
    compute_positions(known, "UPN", NOW)
    folder.drop_student(INES)
    update()
    compute_positions(known, "UPN", NOW + timedelta(hours=2))
    assert places(known)[MARIA] == ("computed", 1, 2, 1, Decimal(16))
    assert INES not in places(known)


@pytest.mark.parametrize(
    ("row", "average"),
    [
        (f"{JOSE},COM1,2026-1,,1,aprobado,20,,", "14.91"),
        (f"{JOSE},COM1,2026-1,,1,desaprobado,2,,", "10.00"),
        (f"{JOSE},COM1,2026-1,,1,inhabilitado,0,,", "9.45"),
        (f"{JOSE},COM1,2026-1,,1,retirado,,,", "13.00"),
        (f"{JOSE},COM1,2026-1,,1,convalidado,20,,", "13.00"),
        (f"{JOSE},COM1,2026-1,,1,aprobado,,,", "13.00"),
        (f"{JOSE},COM1,2026-0,,1,aprobado,20,,", "13.00"),
        (f"{JOSE},COM1,2026-2,,1,en_curso,,,", "13.00"),
    ],
    ids=["passed", "failed", "inhabilitado", "withdrawn", "recognised", "no grade", "summer", "in course"],
)
def test_which_courses_count(update: Import, known: Database, folder: Folder, row: str, average: str) -> None:
    folder.add("enrolments", row)
    update()
    compute_positions(known, "UPN", NOW)
    assert places(known)[JOSE][4] == Decimal(average)


def test_each_career_has_its_own_last_period(update: Import, known: Database, folder: Folder) -> None:
    for row in folder.text("enrolments").splitlines():
        if row.startswith(OMAR) and ",2026-1," in row:
            folder.replace("enrolments", row, row.replace("2026-1", "2025-2"))
    folder.drop("positions", OMAR)
    update()
    compute_positions(known, "UPN", NOW)
    with known.session() as session:
        found = session.execute(sa.select(m.CohortPosition.student_code, m.CohortPosition.period).where(
            m.CohortPosition.closed_at.is_(None))).all()  # fmt: skip
    assert dict(found) == {MARIA: "2026-1", JOSE: "2026-1", INES: "2026-1", OMAR: "2025-2"}


def test_a_period_counts_once_it_is_over_in_lima(known: Database) -> None:
    last_evening = datetime(2026, 7, 18, 23, 0, tzinfo=LIMA)
    assert compute_positions(known, "UPN", last_evening) == (1, 1)  # Jose alone studied in 2025-2
    assert compute_positions(known, "UPN", last_evening + timedelta(hours=2)) == (2, 4)
    with known.session() as session:
        kept = session.execute(
            sa.select(m.CohortPosition.period).where(m.CohortPosition.student_code == JOSE)
        ).scalars()
        assert sorted(kept) == ["2025-2", "2026-1"]
    jose = file_of(known, JOSE)
    assert jose is not None and jose.posicion is not None and jose.posicion.periodo == "2026-1"


def test_other_universities_are_left_alone(run: Import, records: Database) -> None:
    run()
    run(university="UPC")
    compute_positions(records, "UPC", NOW)
    with records.session() as session:
        computed = session.execute(sa.select(m.CohortPosition.university).where(
            m.CohortPosition.source == "computed")).scalars()  # fmt: skip
        assert set(computed) == {"UPC"}
    assert compute_positions(records, "UPCH", NOW) == (0, 0)


def test_averages_of_other_universities_have_three_decimals(run: Import, records: Database) -> None:
    run(university="UPC")
    compute_positions(records, "UPC", NOW)
    assert places(records) == {
        MARIA: ("computed", 1, 3, 2, Decimal("15.750")),
        INES: ("computed", 1, 3, 2, Decimal("15.750")),
        JOSE: ("computed", 3, 3, 1, Decimal("13.125")),
        OMAR: ("imported", 61, 84, 2, Decimal("6.500")),
    }


def test_three_decimals_decide_between_close_averages(run: Import, records: Database, folder: Folder) -> None:
    folder.add("enrolments", f"{MARIA},COM1,2026-1,,1,aprobado,15.76,,", f"{INES},PRO2,2026-1,,1,aprobado,15.76,,")
    run(university="UPC")
    compute_positions(records, "UPC", NOW)
    assert places(records)[MARIA][:4] == ("computed", 2, 3, 1)
    assert (places(records)[MARIA][4], places(records)[INES][4]) == (Decimal("15.752"), Decimal("15.753"))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(grades=st.lists(st.decimals(0, 20, places=2), min_size=3, max_size=3))
def test_averages_are_those_of_the_rulebook(known: Database, grades: list[Decimal]) -> None:
    with known.session() as session:
        rows = session.execute(
            sa.select(m.Enrolment).where(m.Enrolment.student_code == MARIA, m.Enrolment.period == "2026-1")
        ).scalars()
        for row, grade in zip(rows, grades, strict=False):
            row.final_grade = grade
    compute_positions(known, "UPN", NOW)
    maria = file_of(known, MARIA)
    assert maria is not None and maria.posicion is not None
    last = ultimo_pps_regular(maria)
    assert last is not None and last[1] == maria.posicion.promedio


def test_the_command(known: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DATABASE_URL", known.url)
    assert main(["--university", "UPCH"]) == 1
    assert "Art. 145" in capsys.readouterr().err
    assert main(["--university", "UPN"]) == 0
    assert capsys.readouterr().out.startswith("Places of ")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert main(["--university", "UPN"]) == 1
    assert "Not computed" in capsys.readouterr().err
