"""Telegram and WhatsApp against the running bot, with the providers' APIs beside it: one conversation each."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import re
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from operations.environment import free_port
from tests.bot.conftest import Bot, start_bot, stop_bot
from tests.channels.fakes.graph_api import ACCESS_TOKEN, PHONE_NUMBER_ID, GraphApi, graph_api, options
from tests.channels.fakes.telegram_api import TOKEN, FakeBotApi

pytestmark = pytest.mark.bot

SECRET, APP_SECRET = "a_secret_of_telegram", "an app's secret"
ANA, LUIS = 1111, 2222
ANAS_PHONE, LUIS_PHONE = "51999888771", "51999888772"
_numbers = itertools.count(1)


def post(bot: Bot, path: str, body: dict[str, Any], sign: Callable[[bytes], dict[str, str]]) -> int:
    """Deliver to a webhook as the provider does; gives the status."""
    raw = json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{bot.port}{path}", raw, sign(raw))
    with urllib.request.urlopen(request, timeout=60) as answer:
        return int(answer.status)


def code_in(mail: str) -> str:
    found = re.search(r"\b\d{6}\b", mail)
    assert found
    return found.group()


class Telegram:
    """Telegram in front of the bot, its API behind it."""

    def __init__(self, bot: Bot, api: FakeBotApi) -> None:
        self.bot, self.api = bot, api

    async def say(self, chat: int, text: str) -> str:
        """What a message in a private chat is answered."""
        person = {"id": chat, "is_bot": False, "first_name": "Ana"}
        message = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "from": person, "text": text}
        return await self._deliver(chat, {"message": message})

    async def press(self, chat: int, title: str) -> str:
        """What the last button of this title is answered."""
        buttons = [button for call in self.api.of("sendMessage") if call.chat == chat for button in call.buttons]
        data = [button["callback_data"] for button in buttons if button["text"] == title][-1]
        person = {"id": chat, "is_bot": False, "first_name": "Ana"}
        message = {"message_id": 2, "date": 1, "chat": {"id": chat, "type": "private"}}
        query = {"id": "7", "from": person, "message": message, "chat_instance": "1", "data": data}
        return await self._deliver(chat, {"callback_query": query})

    async def _deliver(self, chat: int, update: dict[str, Any]) -> str:
        before = len(self.api.texts(chat))
        body = {"update_id": next(_numbers), **update}
        header = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        assert await asyncio.to_thread(post, self.bot, "/webhooks/telegram/webhook", body, lambda _raw: header) == 200
        return "\n".join(self.api.texts(chat)[before:])


def test_a_conversation_on_telegram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with FakeBotApi() as api:
            monkeypatch.setenv("DELEGADO_TELEGRAM_TOKEN", TOKEN)
            monkeypatch.setenv("DELEGADO_TELEGRAM_SECRET", SECRET)
            monkeypatch.setenv("DELEGADO_TELEGRAM_API_URL", api.address)
            bot = await asyncio.to_thread(start_bot, tmp_path, free_port(), free_port())
            try:
                await converse(Telegram(bot, api))
            finally:
                await asyncio.to_thread(stop_bot, bot)

    asyncio.run(talk())


async def converse(telegram: Telegram) -> None:
    first = await telegram.say(ANA, "/start")
    assert "borra mis datos" in first
    assert "Soy Delegado" in first
    assert "De qué universidad" in await telegram.say(ANA, "¿cuál es la nota mínima?")
    answer = await telegram.press(ANA, "UPN")
    assert "Fuente: Reglamento de Estudios de Pregrado UPN (2019), Art. 27" in answer

    before = len(telegram.bot.mails())
    await telegram.say(ANA, "mi código es N00100001")
    code = code_in(await asyncio.to_thread(telegram.bot.wait_for_mail, before))
    assert "30 días" in await telegram.say(ANA, code)
    assert "Según tu expediente" in await telegram.say(ANA, "¿cuántos créditos puedo llevar?")
    assert "Telegram" in await telegram.say(ANA, "¿dónde tengo la sesión abierta?")

    assert "No estás identificado" in await telegram.say(LUIS, "¿quién soy?")
    assert "No estás identificado" in telegram.bot.ask(f"telegram:{ANA}", "¿quién soy?")

    assert "borro esta conversación" in await telegram.say(ANA, "borra mis datos")
    assert "No estás identificado" in await telegram.say(ANA, "¿quién soy?")


class WhatsApp:
    """WhatsApp in front of the bot, its API behind it."""

    def __init__(self, bot: Bot, api: GraphApi) -> None:
        self.bot, self.api = bot, api

    def say(self, phone: str, text: str) -> str:
        """What a message is answered."""
        return self._deliver(phone, {"type": "text", "text": {"body": text}})

    def press(self, phone: str, title: str) -> str:
        """What the last button of this title is answered."""
        offered = [options(message) for message in self.api.sent_to(phone) if message["type"] == "interactive"]
        key = next(key for key, shown in offered[-1] if shown == title)
        reply = {"type": "button_reply", "button_reply": {"id": key, "title": title}}
        return self._deliver(phone, {"type": "interactive", "interactive": reply})

    def _deliver(self, phone: str, content: dict[str, Any]) -> str:
        before = len(self.api.texts_to(phone))
        message = {"from": phone, "id": f"wamid.{next(_numbers)}", "timestamp": "1790000000", **content}
        value = {
            "messaging_product": "whatsapp", "contacts": [{"profile": {"name": "Ana"}, "wa_id": phone}],
            "metadata": {"display_phone_number": "5111", "phone_number_id": PHONE_NUMBER_ID}, "messages": [message],
        }  # fmt: skip
        changes = [{"field": "messages", "value": value}]
        body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}

        def sign(raw: bytes) -> dict[str, str]:
            return {"X-Hub-Signature-256": f"sha256={hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()}"}

        assert post(self.bot, "/webhooks/whatsapp/webhook", body, sign) == 200
        return "\n".join(self.api.texts_to(phone)[before:])


def test_a_conversation_on_whatsapp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with graph_api() as api:
        monkeypatch.setenv("DELEGADO_WHATSAPP_TOKEN", ACCESS_TOKEN)
        monkeypatch.setenv("DELEGADO_WHATSAPP_PHONE_NUMBER_ID", PHONE_NUMBER_ID)
        monkeypatch.setenv("DELEGADO_WHATSAPP_APP_SECRET", APP_SECRET)
        monkeypatch.setenv("DELEGADO_WHATSAPP_VERIFY_TOKEN", "a word")
        monkeypatch.setenv("DELEGADO_WHATSAPP_API_URL", api.address)
        bot = start_bot(tmp_path, free_port(), free_port())
        try:
            whatsapp = WhatsApp(bot, api)
            assert "borra mis datos" in whatsapp.say(ANAS_PHONE, "¿puedo retirarme de un curso?")
            assert "Fuente:" in whatsapp.press(ANAS_PHONE, "UPC")
            assert "ticket" not in whatsapp.say(LUIS_PHONE, "hola").lower()
            told = whatsapp.say(ANAS_PHONE, "quiero hablar con una persona")
            assert re.search(r"\bUPC-\d{5}\b", told)
            assert ANAS_PHONE in bot.wait_for_mail(0)
            assert api.refused == []
        finally:
            stop_bot(bot)
