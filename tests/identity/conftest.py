"""Identification on the demo's students."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from actions.identity.links import StudentKey
from actions.identity.models import OutgoingMail
from actions.identity.service import IdentityService
from actions.records.database import Database
from tests.conftest import Clock

LUCIA = StudentKey("UPN", "N00100001")
DIEGO = StudentKey("UPN", "N00100002")
NOBODY = StudentKey("UPN", "N00999999")
SECRET = "a key that only these tests use"

Rows = Callable[[Any], list[dict[str, Any]]]


@pytest.fixture
def service(database: Database, clock: Clock) -> IdentityService:
    return IdentityService(database, SECRET, clock)


@pytest.fixture
def rows(database: Database) -> Rows:
    """All rows of a table, oldest first."""

    def read(table: Any) -> list[dict[str, Any]]:
        with database.session() as session:
            return [dict(row) for row in session.execute(select(table.__table__)).mappings()]

    return read


@pytest.fixture
def last_code(rows: Rows) -> Callable[[], str]:
    """The one-time code in the mail that was written last."""
    return lambda: re.findall(r"\b\d{6}\b", rows(OutgoingMail)[-1]["body"])[0]


@pytest.fixture
def drawn_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes that differ for sure: 000001, 000002, ..."""
    numbers = iter(range(1, 100))
    monkeypatch.setattr("actions.identity.service.secrets.randbelow", lambda _limit: next(numbers))
