"""The files of the demo's students, as the rules see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from actions.knowledge.loader import load_parameters
from actions.records.database import LIMA, Database
from actions.records.expediente_query import read_expediente
from actions.rulebooks.expediente import Expediente
from actions.rulebooks.parametros import Parametros
from tests.conftest import NOW

#: The day in Lima on which the demo was loaded.
TODAY = NOW.astimezone(LIMA).date()

Read = Callable[..., Expediente]


@pytest.fixture
def read(database: Database) -> Read:
    """The file of a student who has one; students are named by the end of their code."""

    def one(number: int, today: date = TODAY) -> Expediente:
        with database.session() as session:
            expediente = read_expediente(session, "UPN", f"N001000{number:02d}", today)
        assert expediente is not None
        return expediente

    return one


@pytest.fixture(scope="session")
def parametros() -> Parametros:
    return load_parameters("upn").el_dia(TODAY)
