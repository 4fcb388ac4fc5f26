"""Tickets: their number, the mail to the support desk, and that asking twice opens one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from actions.contact.models import Ticket
from actions.contact.tickets import OpenedTicket, Tickets, can_be_reached
from actions.identity.models import OutgoingMail
from actions.knowledge.support import SupportDesk
from actions.records.database import Database
from actions.records.models import Student
from tests.conftest import Clock

UPN = SupportDesk("UPN", "soporte@upn.example", "de lunes a viernes de 9:00 a 18:00")
UPC = SupportDesk("UPC", "soporte@upc.example", "los sábados")
SENDERS = {
    "web": "web:0a1b2c3d", "rest": "rest:4d5e6f", "telegram": "telegram:12345", "whatsapp": "whatsapp:51999888777",
    "twilio": "twilio:+51999888777",
}  # fmt: skip
CONVERSATION = ("Estudiante: hola", "Delegado: ¡Hola! ¿En qué te ayudo?", "Estudiante: quiero hablar con alguien")

Open = Callable[..., OpenedTicket]


@pytest.fixture
def lucia(database: Database) -> Student:
    with database.session() as session:
        student = session.get(Student, ("UPN", "N00100001"))
        session.expunge(student)
    return student


@pytest.fixture
def opened(database: Database, clock: Clock) -> Open:
    """Open a ticket."""
    tickets = Tickets(database, clock)

    def open_ticket(
        sender_id: str = SENDERS["web"], desk: SupportDesk = UPN, student: Student | None = None
    ) -> OpenedTicket:
        return tickets.open(sender_id, desk, student, CONVERSATION)

    return open_ticket


@pytest.fixture
def mails(database: Database) -> Callable[[], list[dict[str, Any]]]:
    """The mails that were written, oldest first."""

    def read() -> list[dict[str, Any]]:
        with database.session() as session:
            return [dict(row) for row in session.execute(select(OutgoingMail.__table__)).mappings()]

    return read


Mails = Callable[[], list[dict[str, Any]]]


# The number


def test_a_ticket_is_numbered_under_its_university(opened: Open) -> None:
    assert opened() == OpenedTicket("UPN-00001", was_open=False)
    assert opened(desk=UPC).number == "UPC-00002"


def test_another_conversation_has_another_ticket(opened: Open) -> None:
    numbers = {opened(sender).number for sender in SENDERS.values()}
    assert len(numbers) == len(SENDERS)


@pytest.mark.parametrize(("hours", "was_open"), [(0, True), (11.9, True), (12, False)])
def test_asking_again_within_twelve_hours_keeps_the_ticket(
    opened: Open, mails: Mails, clock: Clock, hours: float, was_open: bool
) -> None:
    first = opened()
    clock.advance(hours=hours)
    again = opened()
    assert again.was_open is was_open
    assert (again.number == first.number) is was_open
    assert len(mails()) == (1 if was_open else 2)


def test_asking_again_does_not_keep_a_ticket_open_for_ever(opened: Open, clock: Clock) -> None:
    opened()
    clock.advance(hours=11)
    opened()
    clock.advance(hours=2)
    assert not opened().was_open


def test_who_identifies_meanwhile_opens_a_ticket_that_can_be_answered(
    opened: Open, mails: Mails, lucia: Student
) -> None:
    assert opened().number != opened(student=lucia).number
    assert [mail["reply_to"] for mail in mails()] == ["", "n00100001@upn.example"]
    assert opened(student=lucia).was_open


def test_another_university_is_asked_with_another_ticket(opened: Open, mails: Mails) -> None:
    opened()
    assert not opened(desk=UPC).was_open
    assert [mail["recipient"] for mail in mails()] == ["soporte@upn.example", "soporte@upc.example"]


# The mail


def test_the_mail_waits_for_the_outbox(opened: Open, mails: Mails, clock: Clock) -> None:
    number = opened().number
    (mail,) = mails()
    assert (mail["recipient"], mail["state"], mail["tries"]) == ("soporte@upn.example", "waiting", 0)
    assert mail["subject"] == f"Ticket {number}: un estudiante quiere hablar con una persona"
    assert mail["next_try_at"].replace(tzinfo=clock.moment.tzinfo) == clock.moment


def test_it_holds_the_conversation_in_its_order_and_the_time_in_lima(opened: Open, mails: Mails) -> None:
    opened()
    body = mails()[0]["body"]
    assert "\n".join(CONVERSATION) in body
    assert "Abierto: 01/10/2026 22:30 (hora de Lima)" in body


def test_who_is_identified_is_named_and_can_be_answered(opened: Open, mails: Mails, lucia: Student) -> None:
    opened(student=lucia)
    (mail,) = mails()
    assert mail["reply_to"] == "n00100001@upn.example"
    assert f"Estudiante: {lucia.name}, código N00100001, n00100001@upn.example" in mail["body"].splitlines()


def test_who_is_not_identified_is_said_not_to_be(opened: Open, mails: Mails) -> None:
    opened()
    (mail,) = mails()
    assert mail["reply_to"] == ""
    assert "Estudiante: no se identificó" in mail["body"].splitlines()


@pytest.mark.parametrize(
    ("channel", "told"),
    [("web", "Página web"), ("telegram", "Telegram"), ("whatsapp", "WhatsApp"), ("twilio", "WhatsApp")],
)
def test_the_channel_is_told(opened: Open, mails: Mails, channel: str, told: str) -> None:
    opened(SENDERS[channel])
    assert f"Canal: {told}" in mails()[0]["body"].splitlines()


@pytest.mark.parametrize(("channel", "contact"), [("whatsapp", "51999888777"), ("twilio", "+51999888777")])
def test_a_phone_is_told_where_there_is_one(opened: Open, mails: Mails, channel: str, contact: str) -> None:
    opened(SENDERS[channel])
    assert f"Contacto: {contact}" in mails()[0]["body"].splitlines()


@pytest.mark.parametrize("channel", ["web", "rest"])
def test_a_session_of_the_page_is_no_address(opened: Open, mails: Mails, channel: str) -> None:
    opened(SENDERS[channel])
    body = mails()[0]["body"]
    assert "Contacto" not in body
    assert SENDERS[channel].partition(":")[2] not in body


def test_the_ticket_itself_holds_no_conversation(opened: Open, database: Database, lucia: Student) -> None:
    opened(student=lucia)
    with database.session() as session:
        (row,) = session.execute(select(Ticket.__table__)).mappings()
    kept = {name: value for name, value in row.items() if name not in ("id", "opened_at")}
    assert kept == {"university": "UPN", "sender_id": SENDERS["web"], "student_code": "N00100001"}


@pytest.mark.parametrize("channel", SENDERS)
def test_who_can_be_answered(channel: str, lucia: Student) -> None:
    assert can_be_reached(SENDERS[channel], lucia)
    assert can_be_reached(SENDERS[channel], None) is (channel in ("whatsapp", "twilio"))
