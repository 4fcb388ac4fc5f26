"""What is kept of a conversation, and erasing it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import services as services_module
from actions.contact.marks import ERASE_MARK
from actions.conversation.turn import Reply
from actions.handlers.base import ReplyAction
from actions.handlers.privacy import EraseConversation, TellPrivacy
from actions.identity.links import StudentKey
from actions.limits import MovingWindow
from actions.services import Services
from tests.conversation.conftest import SENDER, Conversation, said

LUCIA = "N00100001"
TELEGRAM = "telegram:12345"


def tell(conversation: Conversation) -> str:
    return said(TellPrivacy().reply(conversation.turn("¿qué guardas de mí?"), conversation.services))


def erase(conversation: Conversation) -> Reply:
    return conversation.keep(EraseConversation().reply(conversation.turn("borra mis datos"), conversation.services))


# Telling


@pytest.mark.parametrize("days", [1, 90, 365])
def test_it_is_told_how_long_a_conversation_is_kept(services: Services, days: int) -> None:
    kept = replace(services, settings=replace(services.settings, retention_days=days))
    assert f"{days} días" in tell(Conversation(kept))


def test_the_law_the_readers_and_both_ways_out_are_told(conversation: Conversation) -> None:
    told = tell(conversation)
    for part in ("Ley 29733", "equipo de tu universidad", "«borra mis datos»", "«cerrar todas mis sesiones»"):
        assert part in told


def test_it_is_told_without_the_records_too(conversation: Conversation, records_file: Path) -> None:
    records_file.unlink()
    assert "Ley 29733" in tell(conversation)


# Erasing


def test_the_erasure_is_noted_for_this_conversation_alone(conversation: Conversation) -> None:
    reply = erase(conversation)
    assert reply.erases
    assert conversation.services.erasures.waiting() == [SENDER]


def test_this_conversations_link_ends_at_once_and_the_others_hold(conversation: Conversation) -> None:
    identity = conversation.identify(LUCIA).services.identity
    identity.link(TELEGRAM, StudentKey("UPN", LUCIA))
    erase(conversation)
    assert identity.linked(SENDER) is None
    assert identity.linked(TELEGRAM) == StudentKey("UPN", LUCIA)


def test_a_code_on_its_way_is_worth_nothing_any_more(conversation: Conversation) -> None:
    conversation.services.identity.start(SENDER, "UPN", LUCIA)
    erase(conversation)
    assert not conversation.services.identity.has_pending_code(SENDER)


def test_nothing_of_the_conversation_is_supposed_any_more(conversation: Conversation) -> None:
    conversation.at("UPN").ask("¿me inhabilitan si falté 5?", "inasistencias_limite", faltas=5)
    erase(conversation)
    assert [name for name, value in conversation.slots.items() if value is not None] == []


def test_the_student_is_told_what_is_not_erased(conversation: Conversation) -> None:
    told = said(erase(conversation))
    assert "expediente es de la universidad" in told
    assert "ticket" in told


def test_without_the_records_nothing_is_promised(conversation: Conversation, records_file: Path) -> None:
    conversation.services.database.close()
    records_file.unlink()
    reply = erase(conversation)
    assert not reply.erases
    assert said(reply) == conversation.services.knowledge.mensajes["identidad_no_disponible"]


# What the channel gets


def messages_of(action: ReplyAction, services: Services, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    monkeypatch.setattr(services_module, "_current", services)
    dispatcher = CollectingDispatcher()
    message = {"text": "borra mis datos", "intent": {"name": "borrar_datos"}, "entities": []}
    asyncio.run(action.run(dispatcher, Tracker(SENDER, {}, message, [], False, None, {}, None), {}))
    return dispatcher.messages


def test_the_channel_is_asked_to_erase_after_the_answer(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = messages_of(EraseConversation(), services, monkeypatch)
    assert [message["custom"] for message in messages if message["custom"]] == [ERASE_MARK]
    assert messages[0]["text"] == services.knowledge.mensajes["datos_borrados"]


def test_telling_erases_nothing(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(message["custom"] for message in messages_of(TellPrivacy(), services, monkeypatch))
    assert services.erasures.waiting() == []


def test_erasing_is_possible_however_many_messages_came(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation.identify(LUCIA)
    services = replace(conversation.services, student_limit=MovingWindow(1, seconds=60))
    assert services.allows_message_of(SENDER)
    messages_of(EraseConversation(), services, monkeypatch)
    assert services.erasures.waiting() == [SENDER]


@pytest.mark.parametrize("text", ["ya no quiero que sepas nada de mí", "mis datos son míos", "ley 29733"])
def test_what_cannot_be_undone_is_asked_about_without_plain_words(conversation: Conversation, text: str) -> None:
    reply = EraseConversation().reply(conversation.turn(text), conversation.services)
    ((asked, buttons),) = reply.messages
    assert "No se puede deshacer" in asked
    assert [button.payload for button in buttons] == ["/borrar_datos"]
    assert not reply.erases
    assert conversation.services.erasures.waiting() == []


@pytest.mark.parametrize(
    "text", ["borra mis datos", "elimíname de aquí", "olvida todo", "/borrar_datos", "kiero q borres"]
)
def test_plain_words_erase(conversation: Conversation, text: str) -> None:
    assert EraseConversation().reply(conversation.turn(text), conversation.services).erases
