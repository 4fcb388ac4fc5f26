"""Whatever comes in, something in Spanish goes out; and what the client claims about itself is not believed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from actions.records.database import Database
from actions.settings import Settings
from channels import state as channel_state
from channels.reception import (
    APOLOGY,
    LONGEST_MESSAGE,
    NO_WORDS,
    NOT_TEXT,
    TOO_FAST,
    TOO_LONG,
    Incoming,
    WholeMessages,
    receive,
)
from channels.rest import RestInput
from channels.state import State
from tests.channels.conftest import Rest, echo

Bot = Callable[[UserMessage], Awaitable[None]]


def ask(bot: Bot, text: Any) -> list[dict[str, Any]]:
    return asyncio.run(receive(bot, Incoming(text, "rest:ana", "rest")))


async def must_not_be_asked(message: UserMessage) -> None:
    raise AssertionError(f"{message.text!r} reached the dialogue engine")


async def fall_silent(message: UserMessage) -> None:
    pass


async def break_down(message: UserMessage) -> None:
    raise RuntimeError(f"could not answer {message.text}")


async def say_nothing_in_many_words(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "", "buttons": []})


async def break_down_halfway(message: UserMessage) -> None:
    await echo(message)
    await break_down(message)


REFUSED = [
    (None, NO_WORDS),
    ("", NO_WORDS),
    (" \n\t ", NO_WORDS),
    ("😀😀😀", NO_WORDS),
    ("¿?¡!...", NO_WORDS),
    ("\x00\x01\x1b", NO_WORDS),
    ("\u200b\u200b", NO_WORDS),
    ("\ud800", NO_WORDS),
    (5, NOT_TEXT),
    (False, NOT_TEXT),
    (["hola"], NOT_TEXT),
    ({"text": "hola"}, NOT_TEXT),
    ("a" * (LONGEST_MESSAGE + 1), TOO_LONG),
    ("¿puedo? " * 1250, TOO_LONG),
    ("😀" * 10_000, TOO_LONG),
]


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=lambda value: repr(value)[:30])
def test_what_is_no_question_is_told_so_at_once(text: Any, said: str) -> None:
    assert ask(must_not_be_asked, text) == [{"recipient_id": "rest:ana", "text": said}]


@pytest.mark.parametrize("text", ["a", "7", "😀 hola 😀", "你好", "a" * LONGEST_MESSAGE])
def test_anything_with_a_letter_or_a_digit_is_understood(text: str) -> None:
    assert ask(echo, text) == [{"recipient_id": "rest:ana", "text": text}]


def test_control_characters_are_dropped_and_line_breaks_kept() -> None:
    (answer,) = ask(echo, "  ho\x00la\x1b[31m\x07,\n¿pue\u202edo\tdar el\ud800 susti?\r\n")
    assert answer["text"] == "hola[31m,\n¿puedo\tdar el susti?"


@pytest.mark.parametrize("bot", [fall_silent, break_down, say_nothing_in_many_words])
def test_a_turn_without_an_answer_gets_an_apology(bot: Bot) -> None:
    assert ask(bot, "hola") == [{"recipient_id": "rest:ana", "text": APOLOGY}]


def test_what_was_said_before_a_failure_is_kept() -> None:
    assert ask(break_down_halfway, "hola") == [{"recipient_id": "rest:ana", "text": "hola"}]


@pytest.mark.parametrize("bot", [fall_silent, break_down])
def test_a_failure_is_logged_without_the_message(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(bot, "estoy con depresión")
    assert [record.levelname for record in caplog.records if record.name != "asyncio"][-1] == "ERROR"
    assert "depresión" not in caplog.text


def test_a_text_with_blank_lines_stays_one_message() -> None:
    text = "Sí.\n\nPor qué:\n- una razón\n\nFuente: Reglamento, Art. 23"
    assert ask(echo, text) == [{"recipient_id": "rest:ana", "text": text}]


def test_text_and_buttons_stay_together() -> None:
    buttons = [{"title": "UPN", "payload": '/elegir_universidad{"universidad": "UPN"}'}]

    async def offer(message: UserMessage) -> None:
        response = {"text": "¿De qué universidad eres?\n\nElige:", "buttons": buttons}
        await message.output_channel.send_response(message.sender_id, response)

    (answer,) = ask(offer, "hola")
    assert answer == {"recipient_id": "rest:ana", "text": "¿De qué universidad eres?\n\nElige:", "buttons": buttons}


def test_several_messages_keep_their_order() -> None:
    async def speak(message: UserMessage) -> None:
        for text in ("uno", "dos", "tres"):
            await message.output_channel.send_response(message.sender_id, {"text": text})

    assert [message["text"] for message in ask(speak, "hola")] == ["uno", "dos", "tres"]


def test_the_collector_is_made_anew_for_every_message() -> None:
    collectors: list[Any] = []

    async def keep(message: UserMessage) -> None:
        collectors.append(message.output_channel)

    ask(keep, "hola")
    ask(keep, "hola")
    assert all(isinstance(collector, WholeMessages) for collector in collectors)
    assert collectors[0] is not collectors[1]


# --- the REST channel ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", NO_WORDS),
        (b"{", NO_WORDS),
        (b'{"message": "hola"', NO_WORDS),
        (b"hola", NO_WORDS),
        (b"\xff\xfe\x00", NO_WORDS),
        (b"[" * 100_000, NO_WORDS),
        (b'{"message": ' + b"9" * 10_000 + b"}", NO_WORDS),
        (b"sender=ana&message=hola", NO_WORDS),
        ([], NO_WORDS),
        ([{"sender": "ana", "message": "hola"}], NO_WORDS),
        (None, NO_WORDS),
        ("hola", NO_WORDS),
        (7, NO_WORDS),
        ({}, NO_WORDS),
        ({"sender": "ana"}, NO_WORDS),
        ({"sender": "ana", "text": "hola"}, NO_WORDS),
        ({"sender": "ana", "message": None}, NO_WORDS),
        ({"sender": "ana", "message": ["hola"]}, NOT_TEXT),
        ({"sender": "ana", "message": {"text": "hola"}}, NOT_TEXT),
        ({"sender": "ana", "message": 14.5}, NOT_TEXT),
        ({"sender": "ana", "message": "a" * 10_000}, TOO_LONG),
        ({"sender": "ana", "message": "a" * 300_000}, TOO_LONG),
        ({"sender": "ana", "message": "🤔"}, NO_WORDS),
        ({"sender": "ana", "message": "\x00\x07"}, NO_WORDS),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_every_post_is_answered(rest: Rest, body: Any, said: str) -> None:
    status, messages = rest.post(body)
    assert (status, [message["text"] for message in messages]) == (200, [said])
    assert rest.agent.received == []


def test_a_message_is_answered(rest: Rest) -> None:
    assert rest.post({"sender": "ana", "message": "hola"}) == (200, [{"recipient_id": "rest:ana", "text": "hola"}])


def test_json_counts_whatever_the_content_type_says(rest: Rest) -> None:
    status, messages = rest.post({"sender": "ana", "message": "hola"}, content_type="text/plain")
    assert (status, messages[0]["text"]) == (200, "hola")


@pytest.mark.parametrize("bot", [fall_silent, break_down, say_nothing_in_many_words])
def test_no_post_is_met_with_silence(rest: Rest, bot: Bot) -> None:
    rest.agent.bot = bot
    status, messages = rest.post({"sender": "ana", "message": "hola"})
    assert (status, [message["text"] for message in messages]) == (200, [APOLOGY])


@pytest.mark.parametrize(
    ("sender", "conversation"),
    [
        ("ana", "rest:ana"),
        ("whatsapp:51987654321", "rest:whatsapp:51987654321"),  # no other channel's conversation
        (12, "rest:12"),
        ("x" * 1000, "rest:" + "x" * 200),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_the_conversation_is_the_channels_own(rest: Rest, sender: Any, conversation: str) -> None:
    _, (answer,) = rest.post({"sender": sender, "message": "hola"})
    assert answer["recipient_id"] == conversation
    assert [message.sender_id for message in rest.agent.received] == [conversation]


@pytest.mark.parametrize("sender", ["", "  ", None, {"id": "ana"}, ["ana"], 1.5], ids=repr)
def test_without_a_sender_every_message_is_a_conversation_of_its_own(rest: Rest, sender: Any) -> None:
    for _ in range(2):
        rest.post({"sender": sender, "message": "hola"})
    first, second = (message.sender_id for message in rest.agent.received)
    assert first.startswith("rest:")
    assert first != second


@pytest.mark.parametrize("sender", ["a\x00b", "\ud800", "a\nb"], ids=repr)
def test_a_sender_that_no_database_would_take_is_answered(rest: Rest, sender: str) -> None:
    status, messages = rest.post({"sender": sender, "message": "hola"})
    assert (status, messages[0]["text"]) == (200, "hola")
    (message,) = rest.agent.received
    assert message.sender_id.isprintable()


def test_channel_and_metadata_of_the_client_are_ignored(rest: Rest) -> None:
    rest.post({"sender": "ana", "message": "hola", "input_channel": "telegram", "metadata": {"alumno": "N00123456"}})
    (message,) = rest.agent.received
    assert message.input_channel == "rest"
    assert set(message.metadata) == {"cliente"}
    assert "N00123456" not in str(message.metadata)


def test_the_channel_exists_in_development_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTORNO", "produccion")
    with pytest.raises(RuntimeError, match="development only"):
        RestInput().blueprint(must_not_be_asked)


# What stands between a channel and the engine


@pytest.fixture
def state(database: Database) -> Iterator[State]:
    settings = Settings.from_environment({"DELEGADO_CODE_SECRET": "s" * 32, "DELEGADO_MESSAGES_PER_SENDER": "3"})
    made = replace(State.from_settings(settings, database), turn_seconds=0.2)
    channel_state.provide(made)
    yield made
    channel_state.provide(None)


def texts(bot: Bot, channel: str, times: int = 1, **fields: Any) -> list[list[str]]:
    """What each of several messages of one sender is answered."""

    async def run() -> list[list[str]]:
        incoming = Incoming("hola", f"{channel}:1", channel, **fields)
        return [[answer["text"] for answer in await receive(bot, incoming)] for _ in range(times)]

    return asyncio.run(run())


def test_a_picture_stays_with_its_text(state: State) -> None:
    async def draw(message: UserMessage) -> None:
        channel = message.output_channel
        await channel.send_response(message.sender_id, {"text": "Tus faltas", "image": "data:image/png;base64,AAAA"})
        await channel.send_response(message.sender_id, {"text": "¿Algo más?"})

    async def run() -> list[dict[str, Any]]:
        return await receive(draw, Incoming("hola", "web:1", "web"))

    drawn, more = asyncio.run(run())
    assert (drawn["text"], drawn["image"]) == ("Tus faltas", "data:image/png;base64,AAAA")
    assert "image" not in more


def test_an_engine_that_hangs_is_given_up_and_holds_no_place(state: State) -> None:
    async def hang(_message: UserMessage) -> None:
        await asyncio.sleep(60)

    async def run() -> None:
        waiting = [receive(hang, Incoming("hola", f"rest:{who}", "rest")) for who in range(20)]
        for answers in await asyncio.gather(*waiting):
            assert [answer["text"] for answer in answers] == [APOLOGY]
        assert [answer["text"] for answer in await receive(echo, Incoming("hola", "rest:ana", "rest"))] == ["hola"]

    asyncio.run(run())


def test_a_page_is_always_told_that_it_is_too_fast(state: State) -> None:
    assert texts(echo, "web", times=6) == [["hola"]] * 3 + [[TOO_FAST]] * 3


def test_a_phone_is_told_once_a_minute(state: State) -> None:
    first, *others = texts(echo, "whatsapp", times=6)
    assert first == [state.notices.text, "hola"]
    assert others == [["hola"], ["hola"], [TOO_FAST], [], []]


def test_a_fixed_answer_asks_nobody_but_is_counted(state: State) -> None:
    answers = texts(must_not_be_asked, "telegram", times=4, said="Ese botón ya no está.")
    assert answers == [[state.notices.text, "Ese botón ya no está."], *[["Ese botón ya no está."]] * 2, [TOO_FAST]]
