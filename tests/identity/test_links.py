"""Links: how long they live, where the student sees them, and that they end everywhere when the student leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from actions.identity.links import Links, StudentKey
from actions.identity.models import Link
from actions.records.database import Database
from actions.records.models import Student
from tests.conftest import NOW, Clock
from tests.identity.conftest import DIEGO, LUCIA, Rows

WEB, TELEGRAM, WHATSAPP, TWILIO = "web:1", "telegram:12345", "whatsapp:51999888777", "twilio:+51999888777"
PHONES = (TELEGRAM, WHATSAPP, TWILIO)
#: Studies at UPN and has nothing in the records yet.
ROSA = StudentKey("UPN", "N00999001")


@pytest.fixture
def links(database: Database, clock: Clock) -> Links:
    return Links(database, clock)


@pytest.fixture
def rosa(database: Database) -> StudentKey:
    with database.session() as session:
        lucia = session.execute(select(Student.__table__).where(Student.code == LUCIA.code)).mappings().one()
        session.add(Student(**{**lucia, "code": ROSA.code, "email": "n00999001@upn.example"}))
    return ROSA


def senders(links: Links, student: StudentKey) -> list[str]:
    return [session.sender_id for session in links.sessions(student)]


# How long


@pytest.mark.parametrize("sender", [WEB, "rest:1", "unknown:1", "no channel"])
def test_in_a_browser_an_unused_link_lives_thirty_minutes(links: Links, clock: Clock, sender: str) -> None:
    links.link(sender, LUCIA)
    clock.advance(minutes=29, seconds=59)
    assert senders(links, LUCIA) == [sender]
    clock.advance(seconds=1)
    assert senders(links, LUCIA) == []
    assert links.linked(sender) is None


@pytest.mark.parametrize("sender", PHONES)
def test_on_a_phone_an_unused_link_lives_thirty_days(links: Links, clock: Clock, sender: str) -> None:
    links.link(sender, LUCIA)
    clock.advance(days=29, hours=23, minutes=59)
    assert senders(links, LUCIA) == [sender]
    clock.advance(minutes=1)
    assert senders(links, LUCIA) == []
    assert links.linked(sender) is None


@pytest.mark.parametrize(
    ("sender", "used_every", "longest"),
    [(WEB, timedelta(minutes=20), timedelta(hours=4)), *((s, timedelta(days=3), timedelta(days=30)) for s in PHONES)],
)
def test_however_much_it_is_used_a_link_ends(
    links: Links, clock: Clock, sender: str, used_every: timedelta, longest: timedelta
) -> None:
    links.link(sender, LUCIA)
    while clock.moment < NOW + longest - used_every:
        clock.moment += used_every
        assert links.linked(sender) == LUCIA
    clock.moment = NOW + longest
    assert links.linked(sender) is None


@pytest.mark.parametrize(
    ("sender", "used_every", "longest"),
    [(WEB, timedelta(minutes=20), timedelta(hours=4)), *((s, timedelta(days=3), timedelta(days=30)) for s in PHONES)],
)
def test_no_end_is_told_that_the_link_will_not_reach(
    links: Links, clock: Clock, sender: str, used_every: timedelta, longest: timedelta
) -> None:
    links.link(sender, LUCIA)
    while clock.moment + used_every < NOW + longest:
        clock.moment += used_every
        links.linked(sender)
    assert [session.expires_at for session in links.sessions(LUCIA)] == [NOW + longest]


def test_linking_again_begins_a_new_time(links: Links, clock: Clock) -> None:
    links.link(WEB, LUCIA)
    for _ in range(12):
        clock.advance(minutes=19)
        links.linked(WEB)
    links.link(WEB, LUCIA)
    clock.advance(minutes=29)
    assert links.linked(WEB) == LUCIA


def test_what_ended_is_removed_and_nothing_else(links: Links, clock: Clock, rows: Rows) -> None:
    links.link(WEB, LUCIA)
    links.link(TELEGRAM, LUCIA)
    clock.advance(minutes=30)
    links.link("web:2", DIEGO)
    assert links.drop_ended() == 1
    assert sorted(row["sender_id"] for row in rows(Link)) == [TELEGRAM, "web:2"]


# Where else


def test_every_conversation_of_the_student_is_listed_oldest_first(links: Links, clock: Clock) -> None:
    for sender in (WHATSAPP, WEB, TELEGRAM):
        links.link(sender, LUCIA)
        clock.advance(minutes=1)
    links.link("web:2", DIEGO)
    links.link("web:3", StudentKey("UPC", LUCIA.code))
    assert [(session.channel, session.sender_id) for session in links.sessions(LUCIA)] == [
        ("whatsapp", WHATSAPP), ("web", WEB), ("telegram", TELEGRAM),
    ]  # fmt: skip


def test_a_session_tells_when_it_began_and_ends(links: Links, clock: Clock) -> None:
    links.link(WEB, LUCIA)
    clock.advance(minutes=10)
    links.linked(WEB)
    (session,) = links.sessions(LUCIA)
    assert (session.linked_at, session.expires_at) == (NOW, NOW + timedelta(minutes=40))


def test_looking_at_the_sessions_prolongs_none(links: Links, clock: Clock) -> None:
    links.link(WEB, LUCIA)
    clock.advance(minutes=20)
    links.sessions(LUCIA)
    clock.advance(minutes=10)
    assert links.linked(WEB) is None


def test_all_of_them_end_at_once(links: Links) -> None:
    for sender in (WEB, *PHONES):
        links.link(sender, LUCIA)
    links.link("web:2", DIEGO)
    assert links.close_all(LUCIA) == 4
    assert [links.linked(sender) for sender in (WEB, *PHONES)] == [None] * 4
    assert links.linked("web:2") == DIEGO
    assert links.close_all(LUCIA) == 0


# Who left


LEAVING: dict[str, Callable[[], Any]] = {
    "inactive": lambda: update(Student).where(Student.code == ROSA.code).values(active=False),
    "closed": lambda: update(Student).where(Student.code == ROSA.code).values(closed_at=NOW),
    "gone": lambda: delete(Student).where(Student.code == ROSA.code),
}


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING)
def test_who_left_is_identified_nowhere(
    links: Links, database: Database, rosa: StudentKey, rows: Rows, leave: Callable[[], Any]
) -> None:
    for sender in (WEB, *PHONES):
        links.link(sender, rosa)
    links.link("web:2", LUCIA)
    assert links.linked(TELEGRAM) == rosa
    with database.session() as session:
        session.execute(leave())
    assert links.linked(TELEGRAM) is None
    assert [row["sender_id"] for row in rows(Link)] == ["web:2"]


def test_who_comes_back_has_to_identify_again(links: Links, database: Database, rosa: StudentKey) -> None:
    links.link(WEB, rosa)
    links.link(TELEGRAM, rosa)
    for active in (False, True):
        with database.session() as session:
            session.execute(update(Student).where(Student.code == rosa.code).values(active=active))
        assert links.linked(WEB) is None
    assert links.linked(TELEGRAM) is None


def test_another_universitys_student_with_the_same_code_is_another(
    links: Links, database: Database, rosa: StudentKey
) -> None:
    links.link(WEB, rosa)
    links.link(TELEGRAM, StudentKey("UPC", rosa.code))
    assert links.linked(TELEGRAM) is None
    assert links.linked(WEB) == rosa
