"""Small screens, the keyboard alone, and what axe says."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import OpenChat, Screenshot

MOBILE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
#: CSS pixels that a finger needs.
LEAST_TARGET = 40

pytestmark = pytest.mark.bot


def converse(chat: Chat) -> None:
    """A conversation with steps, a source and buttons."""
    chat.choose("UPN")
    chat.ask("si falté 5 de 16 clases de un curso, ¿me inhabilitan?")
    expect(chat.log.locator(".option").first).to_be_visible()


def test_axe_finds_nothing_serious_on_the_empty_page(chat: Chat) -> None:
    assert chat.serious_violations() == []


def test_axe_finds_nothing_serious_in_a_conversation(chat: Chat) -> None:
    converse(chat)
    assert chat.serious_violations() == []


def test_axe_finds_nothing_serious_when_a_student_is_recognised(chat: Chat) -> None:
    chat.identify("N00100005")
    chat.ask("¿cuántas faltas me quedan en estadística?")
    assert chat.serious_violations() == []


def test_axe_finds_nothing_serious_in_the_dark(open_chat: OpenChat) -> None:
    chat = open_chat(color_scheme="dark")
    converse(chat)
    assert chat.serious_violations() == []


def test_a_phone_shows_everything_without_sideways_scrolling(open_chat: OpenChat, screenshot: Screenshot) -> None:
    chat = open_chat(**MOBILE)
    fits(chat)
    screenshot(chat.page, "empty")
    chat.answer_to(chat.university("UPN").tap)
    chat.question.tap()
    chat.page.keyboard.insert_text("si falté 5 de 16 clases de un curso, ¿me inhabilitan?")
    chat.answer_to(chat.view.get_by_role("button", name="Enviar").tap)
    fits(chat)
    expect(chat.questions.last).to_be_in_viewport()
    assert chat.serious_violations() == []
    screenshot(chat.page, "answer")
    chat.identify("N00100011")
    chat.ask("¿cuántas faltas me quedan?")
    fits(chat)
    assert chat.serious_violations() == []


def test_the_keyboard_alone_is_enough(chat: Chat, screenshot: Screenshot) -> None:
    press = chat.page.keyboard.press
    chat.tab_to("UPN Privada del Norte")
    chat.answer_to(lambda: press("Enter"))
    chat.tab_to("Tu pregunta")
    chat.page.keyboard.insert_text("si falté 5 de 16 clases")
    press("Shift+Enter")
    chat.page.keyboard.insert_text("de un curso, ¿me inhabilitan?")
    expect(chat.questions).to_have_count(1)
    assert "quedas inhabilitado" in chat.answer_to(lambda: press("Enter"))
    chat.tab_to("Justificar faltas", "Shift+Tab")
    screenshot(chat.page, "focus-on-a-button")
    assert "Fuente:" in chat.answer_to(lambda: press("Space"))
    chat.tab_to("Enviar")
    chat.tab_to("Tu pregunta", "Shift+Tab")
    chat.page.keyboard.insert_text("¿y en verano?")
    chat.tab_to("Enviar")
    assert chat.answer_to(lambda: press("Space"))
    chat.tab_to("Borrar conversación", "Shift+Tab")
    press("Enter")
    expect(chat.log).to_contain_text("Conversación borrada.")


def test_the_answer_is_announced_and_the_waiting_too(chat: Chat) -> None:
    expect(chat.log).to_have_attribute("aria-live", "polite")
    expect(chat.log).to_have_attribute("aria-label", "Conversación")
    chat.ask("hola")
    expect(chat.log).not_to_have_attribute("aria-busy", "true")
    expect(chat.answers.last).to_contain_text("Delegado:")
    assert chat.page.title() == "Delegado"
    expect(chat.page.locator("html")).to_have_attribute("lang", "es")


def fits(chat: Chat) -> None:
    """Nothing is wider than the window, the question can be typed, and every button is large enough for a finger."""
    widths = chat.view.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    assert chat.log.evaluate("log => log.scrollWidth <= log.clientWidth")
    expect(chat.question).to_be_in_viewport(ratio=1)
    for button in chat.view.get_by_role("button").filter(visible=True).all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= LEAST_TARGET, button.inner_text()
