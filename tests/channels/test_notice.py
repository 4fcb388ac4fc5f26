"""The privacy notice: told once, at the first message, and again after an erasure."""

from __future__ import annotations

import asyncio

import pytest

from actions.contact.erasure import Erasures
from actions.records.database import Database
from channels.notice import CHANNELS, Notices, privacy_notice
from tests.conftest import Clock

ANA, LUIS = "telegram:1", "telegram:2"


@pytest.fixture
def notices(database: Database, clock: Clock) -> Notices:
    return Notices(database, 90, clock)


@pytest.fixture
def elsewhere(database: Database, clock: Clock) -> Notices:
    """Another server with the same database, or this one after a restart."""
    return Notices(Database(database.url), 90, clock)


def is_first(notices: Notices, sender_id: str = ANA) -> bool:
    return asyncio.run(notices.is_first_contact(sender_id))


def test_only_the_first_message_is_a_first_contact(notices: Notices) -> None:
    assert [is_first(notices) for _ in range(3)] == [True, False, False]
    assert is_first(notices, LUIS)


def test_a_restart_makes_no_first_contact(notices: Notices, elsewhere: Notices) -> None:
    assert is_first(notices)
    assert not is_first(elsewhere)


def test_of_two_messages_at_once_one_is_the_first(notices: Notices, elsewhere: Notices) -> None:
    async def both() -> list[bool]:
        return list(await asyncio.gather(*(one.is_first_contact(ANA) for one in (notices, elsewhere) * 3)))

    assert sorted(asyncio.run(both())) == [False] * 5 + [True]


def test_after_an_erasure_the_next_message_is_a_first_contact(
    notices: Notices, database: Database, clock: Clock
) -> None:
    for sender in (ANA, LUIS):
        is_first(notices, sender)
    Erasures(database, clock).erase(ANA)
    notices.forget(ANA)
    assert is_first(notices)
    assert not is_first(notices, LUIS)


def test_forgetting_who_never_wrote_is_no_error(notices: Notices) -> None:
    notices.forget(ANA)
    assert is_first(notices)


def test_the_notice_tells_how_long_who_reads_and_how_to_erase(notices: Notices) -> None:
    assert notices.text == privacy_notice(90)
    for told in ("un programa", "90 días", "equipo de tu universidad", "«borra mis datos»"):
        assert told in notices.text


def test_phones_are_told_and_the_page_shows_it_itself() -> None:
    assert {"telegram", "whatsapp", "twilio"} == CHANNELS
