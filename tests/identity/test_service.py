"""One-time codes and links: what is kept, what counts, and that nobody learns who studies here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from actions.identity.links import StudentKey
from actions.identity.models import Challenge, Link, OutgoingMail
from actions.identity.service import IdentityService, Verification
from actions.records.database import Database, DatabaseUnavailable
from actions.records.models import Student
from tests.conftest import Clock
from tests.identity.conftest import DIEGO, LUCIA, NOBODY, SECRET, Rows

LastCode = Callable[[], str]
StatementsOf = Callable[[Callable[[], object]], list[str]]
WEB = "web:1"
OTHER = "web:2"


def start(service: IdentityService, sender: str = WEB, student: StudentKey = LUCIA) -> None:
    service.start(sender, student.university, student.code)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.fixture
def diego_is_inactive(database: Database) -> None:
    with database.session() as session:
        session.execute(update(Student).where(Student.code == DIEGO.code).values(active=False))


@pytest.fixture
def linked(service: IdentityService, last_code: LastCode) -> None:
    start(service)
    assert service.verify(WEB, last_code()) is Verification.LINKED


# Codes


def test_a_code_goes_to_the_institutional_address(service: IdentityService, rows: Rows, last_code: LastCode) -> None:
    start(service)
    (mail,) = rows(OutgoingMail)
    assert (mail["recipient"], mail["state"]) == ("n00100001@upn.example", "waiting")
    assert service.verify(WEB, last_code()) is Verification.LINKED
    assert service.linked(WEB) == LUCIA


def test_a_small_number_is_sent_with_all_its_digits(
    service: IdentityService, last_code: LastCode, drawn_codes: None
) -> None:
    start(service)
    assert last_code() == "000001"
    assert service.verify(WEB, "000001") is Verification.LINKED


def test_the_challenge_never_holds_the_code(service: IdentityService, rows: Rows, last_code: LastCode) -> None:
    start(service)
    code = last_code()
    service.verify(WEB, other_than(code))
    service.verify(WEB, code)
    (challenge,) = rows(Challenge)
    kept = {name: str(value) for name, value in challenge.items() if name not in ("created_at", "expires_at")}
    assert [name for name, value in kept.items() if code in value and name != "code_hash"] == []
    # Nor a hash that a million guesses would undo.
    assert challenge["code_hash"] not in (
        hashlib.sha256(text.encode()).hexdigest() for text in (code, WEB + code, f"{WEB}\0{code}")
    )
    assert len(challenge["code_hash"]) == 64


def test_a_code_means_nothing_under_another_key(
    service: IdentityService, database: Database, clock: Clock, last_code: LastCode
) -> None:
    start(service)
    assert IdentityService(database, "another key", clock).verify(WEB, last_code()) is Verification.WRONG


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(299, Verification.LINKED), (300, Verification.NOTHING_PENDING)], ids=["before", "after"]
)
def test_a_code_lives_five_minutes(
    service: IdentityService, clock: Clock, last_code: LastCode, seconds: int, outcome: Verification
) -> None:
    start(service)
    clock.advance(seconds=seconds)
    assert service.has_pending_code(WEB) is (outcome is Verification.LINKED)
    assert service.verify(WEB, last_code()) is outcome


@pytest.mark.parametrize(
    ("wrong_tries", "outcome"), [(4, Verification.LINKED), (5, Verification.NOTHING_PENDING)], ids=str
)
def test_the_fifth_wrong_try_ends_a_code(
    service: IdentityService, last_code: LastCode, wrong_tries: int, outcome: Verification
) -> None:
    start(service)
    code = last_code()
    for _ in range(wrong_tries):
        assert service.verify(WEB, other_than(code)) is Verification.WRONG
    assert service.verify(WEB, code) is outcome
    assert (service.linked(WEB) is not None) is (outcome is Verification.LINKED)


def test_a_new_code_has_its_own_five_tries(service: IdentityService, last_code: LastCode) -> None:
    start(service)
    for _ in range(5):
        service.verify(WEB, other_than(last_code()))
    start(service)
    assert service.verify(WEB, last_code()) is Verification.LINKED


def test_only_the_last_code_counts(service: IdentityService, last_code: LastCode, drawn_codes: None) -> None:
    start(service)
    first = last_code()
    start(service)
    assert service.verify(WEB, first) is Verification.WRONG
    assert service.verify(WEB, last_code()) is Verification.LINKED


def test_an_earlier_code_does_not_come_back_when_the_last_is_spent(
    service: IdentityService, last_code: LastCode, drawn_codes: None
) -> None:
    start(service)
    first = last_code()
    start(service)
    for _ in range(5):
        service.verify(WEB, first)
    assert service.verify(WEB, first) is Verification.NOTHING_PENDING
    assert service.linked(WEB) is None


def test_asking_for_another_student_ends_the_code_before(
    service: IdentityService, last_code: LastCode, drawn_codes: None
) -> None:
    start(service)
    code_of_lucia = last_code()
    start(service, student=DIEGO)
    assert service.verify(WEB, code_of_lucia) is Verification.WRONG
    assert service.verify(WEB, last_code()) is Verification.LINKED
    assert service.linked(WEB) == DIEGO


def test_a_code_is_of_no_use_in_another_conversation(service: IdentityService, last_code: LastCode) -> None:
    start(service)
    assert service.verify(OTHER, last_code()) is Verification.NOTHING_PENDING
    assert service.linked(OTHER) is None
    assert service.verify(WEB, last_code()) is Verification.LINKED


def test_not_even_in_one_that_waits_for_its_own(
    service: IdentityService, last_code: LastCode, drawn_codes: None
) -> None:
    start(service)
    code_of_web = last_code()
    start(service, OTHER)
    assert service.verify(OTHER, code_of_web) is Verification.WRONG
    assert service.linked(OTHER) is None


def test_the_hash_of_a_code_is_bound_to_its_conversation(
    service: IdentityService, database: Database, last_code: LastCode
) -> None:
    start(service)
    with database.session() as session:
        session.execute(update(Challenge).values(sender_id=OTHER))
    assert service.verify(OTHER, last_code()) is Verification.WRONG


@pytest.mark.usefixtures("linked")
def test_a_code_serves_once(service: IdentityService, last_code: LastCode) -> None:
    assert not service.has_pending_code(WEB)
    assert service.verify(WEB, last_code()) is Verification.NOTHING_PENDING


@pytest.mark.usefixtures("linked")
def test_a_code_that_served_opens_no_session_that_was_closed(service: IdentityService, last_code: LastCode) -> None:
    service.close(WEB)
    assert service.verify(WEB, last_code()) is Verification.NOTHING_PENDING
    assert service.linked(WEB) is None


def test_nothing_is_pending_before_a_code_is_asked_for(service: IdentityService) -> None:
    assert not service.has_pending_code(WEB)
    assert service.verify(WEB, "123456") is Verification.NOTHING_PENDING


# Codes of nobody


def facts_alike(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what has to differ: whom it names and the code."""
    differing = {"id", "sender_id", "university", "student_code", "code_hash", "recipient", "body", "mailed"}
    return {name: value for name, value in row.items() if name not in differing}


@pytest.mark.parametrize("student", [NOBODY, StudentKey("UPCH", LUCIA.code), DIEGO], ids=["none", "elsewhere", "left"])
@pytest.mark.usefixtures("diego_is_inactive")
def test_a_code_of_nobody_costs_the_same_work(
    service: IdentityService, rows: Rows, statements_of: StatementsOf, student: StudentKey
) -> None:
    known = statements_of(lambda: start(service))
    unknown = statements_of(lambda: start(service, OTHER, student))
    assert unknown == known

    challenges, mails = rows(Challenge), rows(OutgoingMail)
    assert [len(challenges), len(mails)] == [2, 2]
    assert facts_alike(challenges[1]) == facts_alike(challenges[0])
    assert facts_alike(mails[1]) == facts_alike(mails[0])
    assert len(mails[1]["body"]) == len(mails[0]["body"])
    assert [mail["recipient"] for mail in mails] == ["n00100001@upn.example", ""]


def test_a_wrong_code_costs_the_same_work(service: IdentityService, statements_of: StatementsOf) -> None:
    start(service)
    start(service, OTHER, NOBODY)
    for expected in [Verification.WRONG] * 5 + [Verification.NOTHING_PENDING]:
        outcomes: list[Verification] = []
        known = statements_of(lambda found=outcomes: found.append(service.verify(WEB, "no code")))
        unknown = statements_of(lambda found=outcomes: found.append(service.verify(OTHER, "no code")))
        assert unknown == known
        assert outcomes == [expected, expected]


@pytest.mark.parametrize("student", [NOBODY, DIEGO], ids=["none", "left"])
@pytest.mark.usefixtures("diego_is_inactive")
def test_the_code_in_a_decoy_opens_nothing(service: IdentityService, last_code: LastCode, student: StudentKey) -> None:
    start(service, student=student)
    assert service.has_pending_code(WEB)
    assert service.verify(WEB, last_code()) is Verification.WRONG
    assert service.linked(WEB) is None


# Links


@pytest.mark.usefixtures("linked")
def test_a_link_belongs_to_one_conversation(service: IdentityService) -> None:
    assert service.linked(WEB) == LUCIA
    assert service.linked(OTHER) is None


@pytest.mark.parametrize(("minutes", "student"), [(29, LUCIA), (30, None)], ids=["before", "after"])
@pytest.mark.usefixtures("linked")
def test_an_unused_link_lives_thirty_minutes(
    service: IdentityService, clock: Clock, minutes: int, student: StudentKey | None
) -> None:
    clock.advance(minutes=minutes)
    assert service.linked(WEB) == student


@pytest.mark.usefixtures("linked")
def test_using_a_link_prolongs_it(service: IdentityService, clock: Clock) -> None:
    for _ in range(4):
        clock.advance(minutes=20)
        assert service.linked(WEB) == LUCIA
    clock.advance(minutes=30)
    assert service.linked(WEB) is None


@pytest.mark.usefixtures("linked")
def test_an_expired_link_is_removed(service: IdentityService, clock: Clock, rows: Rows) -> None:
    clock.advance(minutes=31)
    service.linked(WEB)
    assert rows(Link) == []


@pytest.mark.usefixtures("linked")
def test_a_link_is_not_written_for_every_message(
    service: IdentityService, clock: Clock, statements_of: StatementsOf
) -> None:
    clock.advance(seconds=30)
    assert [sql.split()[0] for sql in statements_of(lambda: service.linked(WEB))] == ["SELECT"]


@pytest.mark.usefixtures("linked")
def test_a_closed_link_is_gone(service: IdentityService, rows: Rows) -> None:
    assert service.close(WEB)
    assert service.linked(WEB) is None
    assert rows(Link) == []
    assert not service.close(WEB)


def test_closing_ends_the_code_that_is_on_its_way(service: IdentityService, last_code: LastCode) -> None:
    start(service)
    assert not service.close(WEB)
    assert service.verify(WEB, last_code()) is Verification.NOTHING_PENDING


@pytest.mark.usefixtures("linked")
def test_closing_one_conversation_leaves_the_others(service: IdentityService) -> None:
    service.link(OTHER, DIEGO)
    service.close(WEB)
    assert service.linked(OTHER) == DIEGO


@pytest.mark.usefixtures("linked")
def test_a_new_link_takes_the_place_of_the_old_one(service: IdentityService, clock: Clock, rows: Rows) -> None:
    clock.advance(minutes=29)
    service.link(WEB, DIEGO)
    clock.advance(minutes=29)
    assert service.linked(WEB) == DIEGO
    assert len(rows(Link)) == 1


# Limits


def recipients(rows: Rows) -> list[str]:
    return [mail["recipient"] for mail in rows(OutgoingMail)]


def test_a_student_is_sent_five_codes_in_a_quarter_of_an_hour(
    service: IdentityService, clock: Clock, rows: Rows
) -> None:
    for _ in range(6):
        start(service)
    assert recipients(rows) == ["n00100001@upn.example"] * 5 + [""]
    start(service, "web:6", DIEGO)
    assert recipients(rows)[-1] == "n00100002@upn.example"
    clock.advance(minutes=15)
    start(service, "web:7")
    assert recipients(rows)[-1] == "n00100001@upn.example"


def test_others_requests_do_not_shut_a_student_out_at_once(service: IdentityService, rows: Rows) -> None:
    for number in range(8):
        start(service, f"web:stranger-{number}")
    start(service, "web:the student")
    assert recipients(rows)[-1] == "n00100001@upn.example"
    for number in range(20):
        start(service, f"web:another-{number}")
    assert recipients(rows).count("n00100001@upn.example") == 20


def test_a_conversation_is_sent_eight_codes_in_a_quarter_of_an_hour(
    service: IdentityService, clock: Clock, rows: Rows
) -> None:
    for number in range(1, 10):
        start(service, WEB, StudentKey("UPN", f"N001000{number:02d}"))
    assert [bool(recipient) for recipient in recipients(rows)] == [True] * 8 + [False]
    clock.advance(minutes=15)
    start(service, WEB, StudentKey("UPN", "N00100009"))
    assert recipients(rows)[-1] == "n00100009@upn.example"


def test_guessing_student_codes_uses_the_limit_up(service: IdentityService, rows: Rows) -> None:
    for number in range(8):
        start(service, WEB, StudentKey("UPN", f"N0099990{number}"))
    start(service)
    assert recipients(rows) == [""] * 9


def test_a_code_beyond_the_limit_looks_like_any_other(
    service: IdentityService, last_code: LastCode, statements_of: StatementsOf
) -> None:
    sent = [statements_of(lambda: start(service)) for _ in range(6)]
    assert sent[5] == sent[1]
    assert service.has_pending_code(WEB)
    assert service.verify(WEB, last_code()) is Verification.WRONG


# The database


@pytest.mark.parametrize(
    "call",
    [
        start,
        lambda service: service.verify(WEB, "123456"),
        lambda service: service.has_pending_code(WEB),
        lambda service: service.linked(WEB),
        lambda service: service.link(WEB, LUCIA),
        lambda service: service.close(WEB),
    ],
    ids=["start", "verify", "has_pending_code", "linked", "link", "close"],
)
def test_without_the_database_it_says_so(
    service: IdentityService, records_file: Path, call: Callable[[IdentityService], object]
) -> None:
    records_file.unlink()
    with pytest.raises(DatabaseUnavailable):
        call(service)


def test_what_was_decided_outlives_the_process(
    service: IdentityService, database: Database, clock: Clock, last_code: LastCode
) -> None:
    start(service)
    again = IdentityService(Database(database.url), SECRET, clock)
    assert again.verify(WEB, last_code()) is Verification.LINKED
    assert service.linked(WEB) == LUCIA
