"""Where else the student is identified, and ending it everywhere."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import services as services_module
from actions.handlers.account import WhoAmI
from actions.handlers.base import ReplyAction
from actions.handlers.sessions import CloseAllSessions, OpenSessions
from actions.identity.links import StudentKey
from actions.limits import MovingWindow
from actions.services import Services
from tests.conftest import Clock
from tests.conversation.conftest import SENDER, Conversation, said

LUCIA, DIEGO = "N00100001", "N00100002"
WEB, TELEGRAM, WHATSAPP = "web:0a1b2c", "telegram:12345", "whatsapp:51999888777"


def ask(action: type[ReplyAction], conversation: Conversation) -> str:
    """The answer to a message, with its slots kept."""
    return said(conversation.keep(action().reply(conversation.turn("mis sesiones"), conversation.services)))


def link(services: Services, sender_id: str, code: str = LUCIA) -> None:
    services.identity.link(sender_id, StudentKey("UPN", code))


# Where


def test_every_session_is_told_with_its_times_in_lima(conversation: Conversation, clock: Clock) -> None:
    for sender in (WEB, TELEGRAM, WHATSAPP):
        link(conversation.services, sender)
    clock.advance(minutes=5)
    told = ask(OpenSessions, conversation.identify(LUCIA)).splitlines()
    assert "- Página web, desde el 01/10/2026 a las 22:30; vence el 01/10/2026 a las 23:00" in told
    assert "- Telegram, desde el 01/10/2026 a las 22:30; vence el 31/10/2026 a las 22:30" in told
    assert "- WhatsApp, desde el 01/10/2026 a las 22:30; vence el 31/10/2026 a las 22:30" in told
    assert len([line for line in told if line.startswith("- ")]) == 4


def test_this_conversation_is_marked_and_no_other(conversation: Conversation) -> None:
    link(conversation.services, TELEGRAM)
    marked = [line for line in ask(OpenSessions, conversation.identify(LUCIA)).splitlines() if "esta conv" in line]
    assert len(marked) == 1
    assert "Telegram" not in marked[0]


def test_no_sender_is_told(conversation: Conversation) -> None:
    for sender in (WEB, TELEGRAM, WHATSAPP):
        link(conversation.services, sender)
    told = ask(OpenSessions, conversation.identify(LUCIA))
    assert not any(sender.partition(":")[2] in told for sender in (WEB, TELEGRAM, WHATSAPP))


def test_other_students_sessions_and_those_that_ended_are_not_told(conversation: Conversation, clock: Clock) -> None:
    link(conversation.services, WEB)
    link(conversation.services, TELEGRAM, DIEGO)
    clock.advance(minutes=31)
    told = ask(OpenSessions, conversation.identify(LUCIA))
    assert "Página web" not in told
    assert "Telegram" not in told


@pytest.mark.parametrize("action", [OpenSessions, CloseAllSessions])
def test_who_is_not_identified_is_told_so(conversation: Conversation, action: type[ReplyAction]) -> None:
    link(conversation.services, TELEGRAM)
    assert ask(action, conversation) == conversation.services.knowledge.mensajes["no_identificado"]
    assert conversation.services.identity.linked(TELEGRAM)


# Ending


def test_every_session_ends_and_no_other_students(conversation: Conversation) -> None:
    identity = conversation.services.identity
    for sender in (WEB, TELEGRAM):
        link(conversation.services, sender)
    link(conversation.services, WHATSAPP, DIEGO)
    assert "cerré tus 3 sesiones" in ask(CloseAllSessions, conversation.identify(LUCIA))
    assert [identity.linked(sender) for sender in (SENDER, WEB, TELEGRAM)] == [None, None, None]
    assert identity.linked(WHATSAPP) == StudentKey("UPN", DIEGO)


def test_a_single_session_is_called_that(conversation: Conversation) -> None:
    assert "cerré tu única sesión" in ask(CloseAllSessions, conversation.identify(LUCIA))


def test_only_sessions_that_were_open_are_counted(conversation: Conversation, clock: Clock) -> None:
    link(conversation.services, WEB)
    clock.advance(minutes=31)
    assert "cerré tu única sesión" in ask(CloseAllSessions, conversation.identify(LUCIA))


def test_what_was_supposed_meanwhile_is_forgotten(conversation: Conversation) -> None:
    conversation.identify(LUCIA).at("UPN").ask("¿me inhabilitan si falté 5?", "inasistencias_limite", faltas=5)
    ask(CloseAllSessions, conversation)
    kept = {name: value for name, value in conversation.slots.items() if value is not None}
    assert kept == {"universidad": "UPN"}


@pytest.mark.parametrize("action", [OpenSessions, CloseAllSessions])
def test_without_the_records_that_is_said(
    conversation: Conversation, records_file: Path, action: type[ReplyAction]
) -> None:
    conversation.identify(LUCIA)
    conversation.services.database.close()
    records_file.unlink()
    assert ask(action, conversation) == conversation.services.knowledge.mensajes["identidad_no_disponible"]


# However many messages come with the student's code


def run(action: ReplyAction, services: Services, monkeypatch: pytest.MonkeyPatch) -> str:
    """What Rasa gets from the action."""
    monkeypatch.setattr(services_module, "_current", services)
    dispatcher = CollectingDispatcher()
    message = {"text": "hola", "intent": {"name": "x"}, "entities": []}
    asyncio.run(action.run(dispatcher, Tracker(SENDER, {}, message, [], False, None, {}, None), {}))
    return "\n".join(message["text"] for message in dispatcher.messages)


def test_a_flood_stops_answers_about_the_student_but_not_ending_it(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation.identify(LUCIA)
    services = replace(conversation.services, student_limit=MovingWindow(1, seconds=60))
    link(services, TELEGRAM)
    assert services.allows_message_of(TELEGRAM)
    assert run(WhoAmI(), services, monkeypatch) == services.knowledge.mensajes["demasiados_mensajes"]
    assert "cerré tus 2 sesiones" in run(CloseAllSessions(), services, monkeypatch)
    assert services.identity.linked(TELEGRAM) is None
