"""Erasure: every row of one conversation, none of another's, no way around the limits; and what has grown old."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.contact.erasure import Erasures
from actions.contact.models import Conversation, OfferedButtons, ReceivedMessage, Ticket, WebTurn
from actions.contact.tickets import Tickets
from actions.identity.links import StudentKey
from actions.identity.models import OutgoingMail
from actions.identity.service import IdentityService, Verification
from actions.knowledge.support import SupportDesk
from actions.records.database import Database
from actions.records.models import Base
from channels.inbox import Inbox
from channels.notice import Notices
from channels.offers import Offers
from channels.web.turns import Turns
from tests.conftest import Clock

ANA, LUIS = "telegram:111222333", "telegram:444555666"
DESK = SupportDesk("UPN", "soporte@upn.example", "siempre")
LUCIA = StudentKey("UPN", "N00100001")
KEPT_DAYS = 90


@pytest.fixture
def identity(database: Database, clock: Clock) -> IdentityService:
    return IdentityService(database, "s" * 32, clock)


@pytest.fixture
def erasures(database: Database, clock: Clock) -> Erasures:
    return Erasures(database, clock)


@pytest.fixture
def talks(database: Database, clock: Clock, identity: IdentityService) -> Callable[[str], None]:
    """Leave a row of one conversation in every table that can hold one."""

    def talk(sender_id: str) -> None:
        async def message() -> None:
            await Notices(database, KEPT_DAYS, clock).is_first_contact(sender_id)
            await Offers(database, clock).remember(sender_id, [{"title": "UPN", "payload": "/elegir"}])
            await Turns(database, clock).keep(sender_id, "m1", [{"text": "Hola."}])

        asyncio.run(message())
        identity.start(sender_id, LUCIA.university, LUCIA.code)
        identity.link(sender_id, LUCIA)
        Tickets(database, clock).open(sender_id, DESK, None, ["Estudiante: hola"])
        Erasures(database, clock).ask(sender_id)

    return talk


def tables_that_name(database: Database, sender_id: str) -> set[str]:
    """The tables in which a sender stands, whatever tables there are."""
    with database.session() as session:
        return {
            table.name
            for table in Base.metadata.sorted_tables
            if "sender_id" in table.c
            and session.execute(select(table.c.sender_id).where(table.c.sender_id == sender_id)).first()
        }


def senders_in(database: Database, table: type) -> list[str]:
    with database.session() as session:
        return sorted(session.execute(select(table.sender_id)).scalars())  # type: ignore[attr-defined]


# One conversation


def test_a_conversation_is_erased_from_every_table(
    database: Database, erasures: Erasures, talks: Callable[[str], None]
) -> None:
    talks(ANA)
    there = {table.name for table in Base.metadata.sorted_tables if "sender_id" in table.c}
    assert tables_that_name(database, ANA) == there, "a table with conversations that this test does not fill"
    erasures.erase(ANA)
    assert tables_that_name(database, ANA) == set()


def test_no_other_conversation_is_touched(
    database: Database, erasures: Erasures, talks: Callable[[str], None], identity: IdentityService
) -> None:
    talks(ANA)
    talks(LUIS)
    before = tables_that_name(database, LUIS)
    erasures.erase(ANA)
    assert tables_that_name(database, LUIS) == before
    assert identity.linked(LUIS) == LUCIA
    assert identity.has_pending_code(LUIS)


def test_who_was_erased_is_not_identified_and_waits_for_no_code(
    erasures: Erasures, talks: Callable[[str], None], identity: IdentityService
) -> None:
    talks(ANA)
    erasures.erase(ANA)
    assert identity.linked(ANA) is None
    assert not identity.has_pending_code(ANA)
    assert identity.verify(ANA, "123456") is Verification.NOTHING_PENDING


def test_erasing_what_is_not_there_is_no_error(erasures: Erasures) -> None:
    erasures.erase(ANA)


def written(file: Path) -> bytes:
    """Every byte on the disk, journals included."""
    return b"".join(path.read_bytes() for path in file.parent.glob(file.name + "*"))


def test_nothing_of_it_is_left_in_the_file(
    database: Database, records_file: Path, erasures: Erasures, clock: Clock, talks: Callable[[str], None]
) -> None:
    talks(LUIS)
    secret = "palabras que nadie escribe"
    asyncio.run(Turns(database, clock).keep(ANA, "m1", [{"text": secret}]))
    assert secret.encode() in written(records_file)
    erasures.erase(ANA)
    assert secret.encode() not in written(records_file)


def test_erasing_is_no_way_around_the_limit_of_wrong_tries(
    identity: IdentityService, erasures: Erasures, database: Database, clock: Clock
) -> None:
    for _ in range(6):
        identity.start(ANA, LUCIA.university, LUCIA.code)
        for _ in range(5):
            identity.verify(ANA, "no code")
        erasures.erase(ANA)
        clock.advance(minutes=16)
    identity.start(LUIS, LUCIA.university, LUCIA.code)
    with database.session() as session:
        assert session.execute(select(OutgoingMail.recipient).order_by(OutgoingMail.id.desc())).scalars().first() == ""


def test_erasing_is_no_way_around_the_limit_of_codes(
    identity: IdentityService, erasures: Erasures, database: Database
) -> None:
    for _ in range(25):
        identity.start(ANA, LUCIA.university, LUCIA.code)
        erasures.erase(ANA)
    with database.session() as session:
        sent = session.execute(select(OutgoingMail.recipient).where(OutgoingMail.recipient != "")).scalars().all()
    assert len(sent) <= 20


# What was asked for and waits


def test_what_was_asked_for_waits_until_it_is_done(erasures: Erasures, clock: Clock) -> None:
    erasures.ask(ANA)
    clock.advance(seconds=30)
    erasures.ask(LUIS)
    assert sorted(erasures.waiting()) == [ANA, LUIS]
    clock.advance(seconds=30)
    assert erasures.waiting(timedelta(minutes=1)) == [ANA]
    erasures.erase(ANA)
    assert erasures.waiting() == [LUIS]


def test_asking_twice_is_asking_once(erasures: Erasures) -> None:
    erasures.ask(ANA)
    erasures.ask(ANA)
    assert erasures.waiting() == [ANA]


# What has grown old


@pytest.mark.parametrize(
    ("table", "lives"),
    [
        (WebTurn, timedelta(hours=24)),
        (OfferedButtons, timedelta(days=KEPT_DAYS)),
        (Ticket, timedelta(days=KEPT_DAYS)),
    ],
)
def test_a_row_lives_its_time_and_no_longer(
    database: Database, erasures: Erasures, clock: Clock, talks: Callable[[str], None], table: type, lives: timedelta
) -> None:
    talks(ANA)
    clock.moment += lives - timedelta(seconds=1)
    talks(LUIS)
    erasures.drop_old(KEPT_DAYS)
    assert senders_in(database, table) == [ANA, LUIS]
    clock.advance(seconds=1)
    erasures.drop_old(KEPT_DAYS)
    assert senders_in(database, table) == [LUIS]


def test_a_number_is_kept_longer_than_a_provider_tries(database: Database, erasures: Erasures, clock: Clock) -> None:
    asyncio.run(Inbox(database, clock).claim("telegram", "1"))
    clock.advance(days=7)
    erasures.drop_old(KEPT_DAYS)
    assert numbers_kept(database) == 1
    clock.advance(days=1)
    erasures.drop_old(KEPT_DAYS)
    assert numbers_kept(database) == 0


def numbers_kept(database: Database) -> int:
    with database.session() as session:
        return len(session.execute(select(ReceivedMessage.message_id)).all())


def test_a_provider_s_number_is_not_kept_as_it_is(database: Database, clock: Clock) -> None:
    """WhatsApp's holds the phone number of whoever wrote."""
    asyncio.run(Inbox(database, clock).claim("whatsapp", "wamid.51999888777"))
    with database.session() as session:
        (kept,) = session.execute(select(ReceivedMessage.message_id)).scalars()
    assert "51999888777" not in kept


@pytest.mark.parametrize(
    ("state", "is_kept"),
    [("waiting", True), ("sending", True), ("sent", False), ("failed", False), ("dropped", False)],
)
def test_only_mail_that_ended_is_dropped(
    database: Database, erasures: Erasures, clock: Clock, state: str, is_kept: bool
) -> None:
    with database.session() as session:
        session.add(
            OutgoingMail(
                recipient="a@upn.example", subject="s", body="", created_at=clock.moment, state=state,
                next_try_at=clock.moment,
            )
        )  # fmt: skip
    clock.advance(days=6, hours=23)
    erasures.drop_old(KEPT_DAYS)
    assert mail_count(database) == 1
    clock.advance(hours=1)
    erasures.drop_old(KEPT_DAYS)
    assert mail_count(database) == int(is_kept)


def mail_count(database: Database) -> int:
    with database.session() as session:
        return len(session.execute(select(OutgoingMail.id)).all())


def test_who_never_asked_anything_is_not_remembered_for_ever(
    database: Database, erasures: Erasures, clock: Clock
) -> None:
    """A photo alone leaves no conversation in the store, so nothing else would ever erase its sender."""
    asyncio.run(Notices(database, KEPT_DAYS, clock).is_first_contact(ANA))
    clock.advance(days=KEPT_DAYS)
    erasures.drop_old(KEPT_DAYS)
    assert senders_in(database, Conversation) == []
