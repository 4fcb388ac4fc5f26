"""The server dies in the middle of a conversation and comes back."""

from __future__ import annotations

import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from tests.bot.conftest import Bot, start_bot
from tests.browser.chat import Chat
from tests.browser.conftest import Screenshot

pytestmark = pytest.mark.bot


def kill_hard(bot: Bot) -> None:
    """Kill the Rasa server as a crash does; the start command stops the rest."""
    started = re.findall(r"rasa started \(pid=(\d+)\)", bot.log.read_text(encoding="utf-8"))
    os.kill(int(started[-1]), signal.SIGKILL)
    assert bot.process.wait(timeout=30) != 0


def test_a_conversation_survives_a_crash_of_the_server(chat: Chat, bot: Bot, screenshot: Screenshot) -> None:
    chat.identify("N00100003")
    chat.ask("¿cuántos créditos puedo llevar?")
    shown = chat.questions.all_inner_texts()
    kill_hard(bot)
    expect(chat.status).to_have_text("Reconectando…")
    before = chat.stored("history")
    with ThreadPoolExecutor(max_workers=1) as executor:
        starting = executor.submit(start_bot, bot.var, bot.port, bot.action_port)
        chat.type("quién soy")
        expect(chat.questions.last).to_contain_text("quién soy")
        expect(chat.view.get_by_role("button", name="Cerrar sesión")).to_have_attribute("aria-disabled", "true")
        screenshot(chat.page, "while-away")
        bot.process = starting.result().process
    assert "identificado como Ana" in chat.wait_for_answer(before)
    assert chat.questions.all_inner_texts()[:-1] == shown
    expect(chat.status).to_have_text("")
    expect(chat.view.get_by_role("button", name="Cerrar sesión")).to_have_attribute("aria-disabled", "false")
    expect(chat.identity).to_contain_text("Te reconozco, Ana · UPN")
    chat.reload()
    assert chat.questions.all_inner_texts()[:-1] == shown
    assert "Según tu expediente" in chat.ask("¿cuántas faltas me quedan?")
