"""Whatever comes in: a short, polite answer in Spanish, and the conversation goes on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bot.conftest import Bot, new_sender

pytestmark = pytest.mark.bot

MESSAGES: dict[str, Any] = {
    "empty": "",
    "blank": "   ",
    "null": None,
    "number": 42,
    "list": ["hola"],
    "object": {"text": "hola"},
    "10,000 characters": "hola " * 2000,
    "one long word": "a" * 1999,
    "emoji": "😀😀🎉",
    "sql": "'; DROP TABLE students; --",
    "html": "<script>alert(1)</script><b>hola</b>",
    "control characters": "ho\x00la\x1b[31m",
    "slash": "/",
    "unknown intent": '/unknown_intent{"a":1}',
    "session start": "/session_start",
    "restart": "/restart",
    "back": "/back",
    "nlu fallback": "/nlu_fallback",
    "bare retrieval intent": "/consulta",
    "retrieval intent with a key": "/consulta/nota_minima",
    "intent with entities": '/consulta{"tema": "nota_minima"}',
    "entity that is a list": '/elegir_universidad{"universidad": ["UPN", "UPC"]}',
    "entity that is a dict": '/elegir_universidad{"universidad": {"a": 1}}',
    "unknown university": '/elegir_universidad{"universidad": "HARVARD"}',
    "empty university": '/elegir_universidad{"universidad": ""}',
    "unknown topic": '/ver_tema{"tema": "no_existe"}',
    "course without a question": '/elegir_curso{"curso": "CAL2"}',
    "broken payload": '/elegir_universidad{"universidad": "UP',
    "confidence": '/consulta@0.99{"tema":"x"}',
}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES.keys())
def test_always_an_answer(bot: Bot, upn: str, message: Any) -> None:
    answer = bot.ask(upn, message)
    assert answer.strip()
    assert len(answer) < 700
    assert "Traceback" not in answer
    assert "Error" not in answer


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"hola"',
        b"\xff\xfe",
        b"{}",
        b'{"sender": {"a": 1}, "message": "hola"}',
        b'{"message": "hola"}',
    ],
    ids=repr,
)
def test_broken_requests_are_answered_too(bot: Bot, body: bytes) -> None:
    messages = bot.post(body)
    assert messages
    assert messages[0]["text"]


@pytest.mark.parametrize("command", ["/restart", "/session_start", '/unknown_intent{"a":1}', "/nlu_fallback", "/back"])
def test_no_state_is_lost(bot: Bot, upn: str, command: str) -> None:
    bot.ask(upn, command)
    answer = bot.ask(upn, "¿con cuánto apruebo?")
    assert "12" in answer
    assert "Fuente: Reglamento de Estudios de Pregrado UPN (2019), Art. 27" in answer


def test_the_client_cannot_choose_channel_or_metadata(bot: Bot) -> None:
    sender = new_sender()
    body = {"sender": sender, "message": "hola", "input_channel": "telegram", "metadata": {"codigo": "N00100001"}}
    assert bot.post(json.dumps(body).encode())
    kept = b"".join(path.read_bytes() for path in bot.var.glob("conversations.db*"))
    assert f"rest:{sender}".encode() in kept
    assert b'"input_channel": "rest"' in kept
    assert b'"input_channel": "telegram"' not in kept


def test_an_anonymous_question_first_asks_for_the_university(bot: Bot) -> None:
    sender = new_sender()
    buttons = bot.buttons(sender, "¿cuál es la nota mínima?")
    assert [button["title"] for button in buttons] == ["UPN", "UPCH", "UPC"]
    answer = bot.ask(sender, buttons[0]["payload"])
    assert "12" in answer
    assert "Fuente:" in answer


def test_each_university_gets_its_own_rule(bot: Bot) -> None:
    sender = new_sender()
    bot.ask(sender, '/elegir_universidad{"universidad": "UPC"}')
    answer = bot.ask(sender, "¿cuál es la nota mínima?")
    assert "13.00" in answer
    assert "UPC (2011), num. 2.2.4" in answer
    assert "UPN" not in answer


@pytest.mark.parametrize("message", ["hola", "¿quién ganó el partido?", "quiero identificarme"])
def test_what_states_no_rule_has_no_source(bot: Bot, upn: str, message: str) -> None:
    assert "Fuente:" not in bot.ask(upn, message)


def test_nothing_of_a_message_reaches_the_log(bot: Bot, upn: str) -> None:
    secret = "palabrasecretaquenadieescribe"
    for message in (f"hola {secret}", f"/restart {secret}", f'/consulta{{"a": "{secret}"}}', f"/{secret}{{"):
        bot.ask(upn, message)
    assert secret not in bot.log.read_text(encoding="utf-8")
