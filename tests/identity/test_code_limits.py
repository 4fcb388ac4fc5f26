"""How many one-time codes leave: a student's, a conversation's, a client's, and what wrong tries cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from actions.identity.links import StudentKey
from actions.identity.models import Challenge, OutgoingMail
from actions.identity.service import IdentityService, Verification
from actions.records.database import Database
from actions.records.models import Student
from tests.conftest import NOW, Clock
from tests.identity.conftest import DIEGO, LUCIA, NOBODY, Rows

StatementsOf = Callable[[Callable[[], object]], list[str]]
CAMPUS, HOME = "c" * 32, "h" * 32


@pytest.fixture
def was_sent(service: IdentityService, rows: Rows) -> Callable[..., bool]:
    """Ask for a code; whether one left for the student."""

    def ask(sender: str, student: StudentKey = LUCIA, client: str = "") -> bool:
        service.start(sender, student.university, student.code, client)
        return bool(rows(OutgoingMail)[-1]["recipient"])

    return ask


WasSent = Callable[..., bool]


@pytest.fixture
def twenty_codes_today(was_sent: WasSent, clock: Clock) -> None:
    """Spread so that no shorter limit is reached."""
    for number in range(20):
        assert was_sent(f"web:{number}")
        clock.advance(minutes=16)


@pytest.fixture
def thirty_wrong_tries_today(service: IdentityService, was_sent: WasSent, clock: Clock) -> None:
    for number in range(6):
        assert was_sent(f"web:{number}")
        for _ in range(5):
            assert service.verify(f"web:{number}", "no code") is Verification.WRONG
        clock.advance(minutes=16)


# A student


@pytest.mark.usefixtures("twenty_codes_today")
def test_a_student_is_sent_twenty_codes_a_day(was_sent: WasSent, clock: Clock) -> None:
    assert not was_sent("web:new")
    assert was_sent("web:new", DIEGO)
    clock.moment = NOW
    clock.advance(days=1)
    assert was_sent("web:newer")


@pytest.mark.usefixtures("thirty_wrong_tries_today")
def test_after_thirty_wrong_tries_no_code_leaves_that_day(was_sent: WasSent, clock: Clock) -> None:
    assert not was_sent("web:new")
    assert was_sent("web:new", DIEGO)
    clock.moment = NOW
    clock.advance(days=1)
    assert was_sent("web:newer")


def test_twenty_nine_are_not_thirty(service: IdentityService, was_sent: WasSent, clock: Clock) -> None:
    for number, tries in enumerate((5, 5, 5, 5, 5, 4)):
        was_sent(f"web:{number}")
        for _ in range(tries):
            service.verify(f"web:{number}", "no code")
        clock.advance(minutes=16)
    assert was_sent("web:new")


@pytest.mark.usefixtures("thirty_wrong_tries_today")
def test_cleaning_up_forgets_no_try_that_counts(service: IdentityService, was_sent: WasSent, clock: Clock) -> None:
    assert service.drop_old_challenges() == 0
    clock.moment = NOW
    clock.advance(hours=23, minutes=59)
    service.drop_old_challenges()
    assert not was_sent("web:new")


def test_yesterdays_challenges_are_removed(
    service: IdentityService, was_sent: WasSent, clock: Clock, rows: Rows
) -> None:
    was_sent("web:1")
    clock.advance(days=1)
    was_sent("web:2")
    assert service.drop_old_challenges() == 1
    assert [row["sender_id"] for row in rows(Challenge)] == ["web:2"]


@pytest.mark.parametrize("change", [{"active": False}, {"closed_at": NOW}], ids=["inactive", "closed"])
def test_who_left_is_sent_no_code(was_sent: WasSent, database: Database, change: dict[str, Any]) -> None:
    with database.session() as session:
        session.execute(update(Student).where(Student.code == LUCIA.code).values(**change))
    assert not was_sent("web:1")


# A client


@pytest.fixture
def forty_codes_for_the_campus(was_sent: WasSent) -> None:
    for number in range(40):
        was_sent(f"web:{number}", StudentKey("UPN", f"N009990{number:02d}"), CAMPUS)


@pytest.mark.usefixtures("forty_codes_for_the_campus")
def test_an_address_is_sent_forty_codes_in_a_quarter_of_an_hour(was_sent: WasSent, clock: Clock) -> None:
    assert not was_sent("web:new", LUCIA, CAMPUS)
    assert was_sent("web:home", DIEGO, HOME)
    clock.advance(minutes=15)
    assert was_sent("web:newer", LUCIA, CAMPUS)


def test_whoever_has_no_address_shares_no_limit(was_sent: WasSent) -> None:
    for number in range(50):
        was_sent(f"telegram:{number}", StudentKey("UPN", f"N009990{number:02d}"))
    assert was_sent("telegram:new")


# The same work


def started(service: IdentityService, sender: str, student: StudentKey, client: str = HOME) -> Callable[[], object]:
    return lambda: service.start(sender, student.university, student.code, client)


@pytest.mark.parametrize("client", ["", HOME], ids=["no address", "an address"])
def test_a_code_of_nobody_is_the_same_work(service: IdentityService, statements_of: StatementsOf, client: str) -> None:
    known = statements_of(started(service, "web:1", LUCIA, client))
    assert statements_of(started(service, "web:2", NOBODY, client)) == known


@pytest.mark.usefixtures("twenty_codes_today")
def test_a_code_beyond_the_days_limit_is_the_same_work(service: IdentityService, statements_of: StatementsOf) -> None:
    known = statements_of(started(service, "web:new", DIEGO))
    assert statements_of(started(service, "web:newer", LUCIA)) == known
    assert statements_of(started(service, "web:newest", NOBODY)) == known


@pytest.mark.usefixtures("thirty_wrong_tries_today")
def test_a_code_after_too_many_wrong_tries_is_the_same_work(
    service: IdentityService, statements_of: StatementsOf
) -> None:
    known = statements_of(started(service, "web:new", DIEGO))
    assert statements_of(started(service, "web:newer", LUCIA)) == known


@pytest.mark.usefixtures("forty_codes_for_the_campus")
def test_a_code_beyond_an_addresss_limit_is_the_same_work(
    service: IdentityService, statements_of: StatementsOf
) -> None:
    known = statements_of(started(service, "web:home", DIEGO, HOME))
    assert statements_of(started(service, "web:new", LUCIA, CAMPUS)) == known
    assert service.has_pending_code("web:new")
