"""Handing a student over to a person: the desk, the ticket, and what is asked before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.conversation.turn import Reply, Turn
from actions.handlers.base import ReplyAction
from actions.handlers.handover import TalkToPerson
from actions.handlers.universities import ChooseUniversity
from actions.identity.codes import MASK
from actions.identity.links import StudentKey
from actions.identity.models import OutgoingMail
from actions.services import Services
from tests.conversation.conftest import SENDER, Conversation, facts, said

LUCIA = "N00100001"
TELEGRAM = "telegram:12345"
TRANSCRIPT = ("Estudiante: hola", "Delegado: ¡Hola!", "Estudiante: quiero hablar con una persona")


def turn_of(conversation: Conversation, sender_id: str = SENDER, transcript: Sequence[str] = TRANSCRIPT) -> Turn:
    return replace(
        conversation.turn("quiero hablar con una persona"), sender_id=sender_id, transcript=tuple(transcript)
    )


def talk(conversation: Conversation, sender_id: str = SENDER, transcript: Sequence[str] = TRANSCRIPT) -> Reply:
    """Ask for a person."""
    return conversation.keep(TalkToPerson().reply(turn_of(conversation, sender_id, transcript), conversation.services))


def choose(conversation: Conversation, university: str) -> Reply:
    """Press the button of a university."""
    turn = replace(turn_of(conversation), facts=facts(universidad=university))
    action: ReplyAction = ChooseUniversity()
    return conversation.keep(action.reply(turn, conversation.services))


def mails(services: Services) -> list[OutgoingMail]:
    with services.database.session() as session:
        found = list(session.execute(select(OutgoingMail).order_by(OutgoingMail.id)).scalars())
        session.expunge_all()
    return found


def without_desk(conversation: Conversation, university: str) -> Conversation:
    desks = {key: desk for key, desk in conversation.services.desks.items() if key != university}
    return Conversation(replace(conversation.services, desks=desks), conversation.slots)


# The ticket


@pytest.mark.parametrize("university", ["UPN", "UPCH", "UPC"])
def test_each_universitys_desk_gets_its_tickets(conversation: Conversation, university: str) -> None:
    reply = talk(conversation.at(university))
    desk = conversation.services.desks[university]
    (mail,) = mails(conversation.services)
    assert mail.recipient == desk.address
    assert f"{university}-00001" in mail.subject
    assert f"{university}-00001" in said(reply)
    assert desk.hours in said(reply)


def test_the_mail_holds_what_was_said(conversation: Conversation) -> None:
    talk(conversation.at("UPN"))
    assert "\n".join(TRANSCRIPT) in mails(conversation.services)[0].body


@pytest.mark.parametrize("code", ["N00100001", "n 00100001", "482913", "482 913", "U201912345"])
def test_codes_are_masked_in_the_mail(conversation: Conversation, code: str) -> None:
    talk(conversation.at("UPN"), transcript=["Estudiante: hola", f"Estudiante: mi código es {code}"])
    body = mails(conversation.services)[0].body
    assert code not in body
    assert f"Estudiante: mi código es {MASK}" in body


def test_asking_again_tells_the_same_ticket_and_sends_no_mail(conversation: Conversation) -> None:
    first, again = said(talk(conversation.at("UPN"))), said(talk(conversation))
    assert "UPN-00001" in first and "UPN-00001" in again
    assert first != again
    assert len(mails(conversation.services)) == 1


# How the student is answered


def test_who_is_identified_is_answered_by_mail(conversation: Conversation) -> None:
    reply = talk(conversation.identify(LUCIA))
    assert conversation.services.knowledge.mensajes["ticket_te_escriben"] in said(reply)
    assert mails(conversation.services)[0].reply_to == "n00100001@upn.example"


@pytest.mark.parametrize("sender", ["whatsapp:51999888777", "twilio:+51999888777"])
def test_who_writes_from_a_phone_is_answered_there(conversation: Conversation, sender: str) -> None:
    reply = talk(conversation.at("UPN"), sender)
    assert conversation.services.knowledge.mensajes["ticket_te_escriben_aqui"] in said(reply)
    assert f"Contacto: {sender.partition(':')[2]}" in mails(conversation.services)[0].body


@pytest.mark.parametrize("sender", ["web:0a1b", TELEGRAM])
def test_nobody_is_promised_an_answer_that_cannot_be_sent(conversation: Conversation, sender: str) -> None:
    told = said(talk(conversation.at("UPN"), sender))
    assert "no tendrán cómo responderte" in told
    assert conversation.services.desks["UPN"].address in told


def test_the_students_record_says_which_university(conversation: Conversation) -> None:
    talk(conversation.at("UPC").identify(LUCIA, "UPN"))
    assert mails(conversation.services)[0].recipient == conversation.services.desks["UPN"].address


# Without a university


def test_without_a_university_it_is_asked_first(conversation: Conversation) -> None:
    reply = talk(conversation)
    ((text, buttons),) = reply.messages
    assert text == conversation.services.knowledge.mensajes["universidad_para_persona"]
    assert [button.title for button in buttons] == list(conversation.services.knowledge.universidades)
    assert mails(conversation.services) == []


def test_choosing_it_opens_the_ticket(conversation: Conversation) -> None:
    talk(conversation)
    reply = choose(conversation, "UPCH")
    assert "UPCH-00001" in said(reply)
    assert conversation.slots["universidad"] == "UPCH"
    (mail,) = mails(conversation.services)
    assert mail.recipient == conversation.services.desks["UPCH"].address
    assert "\n".join(TRANSCRIPT) in mail.body


def test_choosing_again_opens_no_other(conversation: Conversation) -> None:
    talk(conversation)
    choose(conversation, "UPCH")
    assert "00002" not in said(choose(conversation, "UPC"))
    assert len(mails(conversation.services)) == 1


def test_a_university_that_is_not_known_keeps_the_wish(conversation: Conversation) -> None:
    talk(conversation)
    choose(conversation, "XYZ")
    assert mails(conversation.services) == []
    assert "UPN-00001" in said(choose(conversation, "UPN"))


def test_who_only_chooses_a_university_gets_no_ticket(conversation: Conversation) -> None:
    choose(conversation, "UPN")
    assert mails(conversation.services) == []


# Without a desk or without records


@pytest.mark.parametrize("university", ["UPN", "UPCH", "UPC"])
def test_without_a_desk_the_office_is_named(conversation: Conversation, university: str) -> None:
    alone = without_desk(conversation, university).at(university)
    told = said(talk(alone))
    assert alone.services.knowledge.universidades[university].consulta.lower() in told.lower()
    assert "ticket" not in told.lower() and "número" not in told.lower()
    assert mails(alone.services) == []


def test_choosing_a_university_without_a_desk_names_the_office(conversation: Conversation) -> None:
    alone = without_desk(conversation, "UPC")
    talk(alone)
    assert "la dirección de tu programa" in said(choose(alone, "UPC")).lower()


def test_without_the_records_that_is_said(conversation: Conversation, records_file: Path) -> None:
    conversation.at("UPN").services.database.close()
    records_file.unlink()
    assert said(talk(conversation)) == conversation.services.knowledge.mensajes["identidad_no_disponible"]


def test_choosing_without_the_records_says_so_too(conversation: Conversation, records_file: Path) -> None:
    talk(conversation)
    conversation.services.database.close()
    records_file.unlink()
    assert conversation.services.knowledge.mensajes["identidad_no_disponible"] in said(choose(conversation, "UPN"))


def test_the_students_ticket_names_the_student(conversation: Conversation) -> None:
    conversation.services.identity.link(TELEGRAM, StudentKey("UPN", LUCIA))
    talk(conversation, TELEGRAM)
    assert "código N00100001" in mails(conversation.services)[0].body


def test_one_connection_does_not_flood_the_desk(conversation: Conversation) -> None:
    services = conversation.at("UPN").services
    for number in range(12):
        turn = replace(conversation.turn("quiero hablar con alguien"), sender_id=f"web:{number}", client="the same")
        last = TalkToPerson().reply(turn, services)
    assert len(mails(services)) == 10
    assert "soporte@upn.example" in said(last)
