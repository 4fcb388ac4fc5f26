"""A student asks, chooses, identifies and forgets on the chat page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import ARTIFACTS, OpenChat

pytestmark = pytest.mark.bot


def test_an_anonymous_question_is_answered_with_its_source(chat: Chat) -> None:
    assert "¿De qué universidad eres?" in chat.ask("¿cuál es la nota mínima de un curso?")
    answer = chat.answer_to(chat.option("UPN").click)
    assert "Reglamento de Estudios de Pregrado UPN" in answer
    expect(chat.university("UPN")).to_have_attribute("aria-pressed", "true")
    source = chat.answers.last.locator(".source")
    expect(source).to_have_count(1)
    expect(source).to_contain_text("Fuente: Reglamento de Estudios de Pregrado UPN (2019), Art.")


def test_the_privacy_notice_comes_before_the_first_question(chat: Chat) -> None:
    expect(chat.answers.first).to_contain_text(re.compile(r"Guardo esta conversación .*90 días"))
    expect(chat.questions).to_have_count(0)


def test_the_first_answer_comes_into_view(chat: Chat) -> None:
    milliseconds = chat.measure_first_answer()
    assert "quedas inhabilitado" in chat.ask("si falté 5 de 16 clases de un curso de la UPN, ¿me inhabilitan?")
    expect(chat.answers.filter(has_text="quedas inhabilitado")).to_be_in_viewport()
    figures = {"milliseconds_from_enter_to_first_answer": round(milliseconds())}
    print(figures)
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    Path(ARTIFACTS / "first-answer.json").write_text(json.dumps(figures) + "\n", encoding="utf-8")


def test_a_chosen_option_is_marked_and_nothing_is_drawn_again(chat: Chat) -> None:
    chat.ask("¿cuál es la nota mínima de un curso?")
    option = chat.option("UPN").element_handle()
    chat.answer_to(option.click)
    assert option.evaluate("button => button.isConnected")
    assert option.get_attribute("aria-pressed") == "true"
    chat.reload()
    expect(chat.option("UPN")).to_have_attribute("aria-pressed", "true")
    expect(chat.option("UPC")).to_have_attribute("aria-pressed", "false")


def test_a_university_pressed_while_an_answer_is_awaited_is_chosen_after_it(chat: Chat) -> None:
    option = chat.log.locator(".option").first
    option.evaluate("""option => {
      option.click();
      document.querySelector('[data-university="UPC"]').click();
    }""")
    expect(chat.university("UPC")).to_have_attribute("aria-pressed", "true")
    expect(chat.questions.last).to_have_text("Tú: UPC")
    expect(chat.questions).to_have_count(2)
    expect(chat.status).to_have_text("")


def test_a_question_that_was_given_up_can_be_tried_again_after_a_reload(chat: Chat) -> None:
    problem = {"question": {"id": "given-up", "message": "quién soy"}, "problem": "No pude conectarme."}
    chat.view.evaluate("kept => sessionStorage.setItem('delegado.failure', kept)", json.dumps(problem))
    chat.reload()
    expect(chat.log).to_contain_text("No pude conectarme.")
    retry = chat.log.get_by_role("button", name="Reintentar")
    assert "No estás identificado" in chat.answer_to(retry.click)
    expect(retry).to_have_count(0)
    chat.reload()
    expect(retry).to_have_count(0)


def test_another_university_has_its_own_answer(chat: Chat) -> None:
    chat.choose("UPN")
    expect(chat.university("UPN")).to_have_attribute("aria-pressed", "true")
    assert "UPN" in sources(chat, chat.ask("¿cuál es la nota mínima de un curso?"))
    chat.choose("UPCH")
    expect(chat.university("UPCH")).to_have_attribute("aria-pressed", "true")
    expect(chat.university("UPN")).to_have_attribute("aria-pressed", "false")
    source = sources(chat, chat.ask("¿cuál es la nota mínima de un curso?"))
    assert "UPCH" in source
    assert "UPN" not in source


def test_a_computed_answer_shows_its_steps_as_a_list(chat: Chat) -> None:
    chat.choose("UPN")
    answer = chat.ask("si falté 5 de 16 clases de un curso, ¿me inhabilitan?")
    assert "quedas inhabilitado" in answer
    computed = chat.answers.filter(has=chat.view.locator(".source"))
    steps = computed.locator(".part", has_text="Por qué:").locator("+ ul > li")
    expect(steps).to_have_count(4)
    expect(steps.nth(1)).to_contain_text("(Art. 16)")
    expect(computed.locator(".source")).to_contain_text(
        "Fuente: Reglamento de Estudios de Pregrado UPN (2019), Art. 15"
    )


def test_the_code_from_the_mail_identifies_and_the_record_is_read(chat: Chat) -> None:
    assert "ya te reconozco, Diego" in chat.identify("N00100002")
    expect(chat.identity).to_contain_text("Te reconozco, Diego · UPN")
    assert "Según tu expediente" in chat.ask("¿cuántas faltas me quedan en física?")
    picture = chat.answers.last.get_by_role("img")
    expect(picture).to_have_accessible_name("Gráfico de Llevas 6 faltas de 32 clases; el máximo es 9.")
    assert picture.evaluate("image => image.naturalWidth") > 0
    expect(chat.answers.last.locator(".option").first).to_be_visible()
    picture.scroll_into_view_if_needed()


def test_an_identified_student_cannot_choose_another_university(chat: Chat) -> None:
    chat.choose("UPCH")
    chat.identify("20230101")
    expect(chat.university("UPCH")).to_have_attribute("aria-pressed", "true")
    expect(chat.university("UPC")).to_have_attribute("aria-disabled", "true")
    asked = chat.questions.count()
    chat.university("UPC").click(force=True)
    assert "Te reconozco" in chat.identity.inner_text()
    expect(chat.questions).to_have_count(asked)


def test_signing_out_ends_the_recognition(chat: Chat) -> None:
    chat.identify("U202500101")
    chat.answer_to(chat.view.get_by_role("button", name="Cerrar sesión").click)
    expect(chat.identity).to_be_hidden()
    expect(chat.university("UPC")).to_have_attribute("aria-disabled", "false")
    assert "No estás identificado" in chat.ask("quién soy")


def test_a_reload_keeps_the_conversation(chat: Chat) -> None:
    chat.identify("N00100009")
    chat.ask("¿cuántos créditos puedo llevar?")
    shown = chat.log.inner_text()
    chat.reload()
    expect(chat.identity).to_contain_text("Te reconozco, Elena · UPN")
    assert chat.log.inner_text() == shown
    assert "identificado como Elena" in chat.ask("quién soy")


def test_another_browser_has_a_conversation_of_its_own(chat: Chat, open_chat: OpenChat) -> None:
    chat.identify("N00100013")
    other = open_chat()
    assert other.stored("session") != chat.stored("session")
    expect(other.identity).to_be_hidden()
    expect(other.questions).to_have_count(0)
    assert "No estás identificado" in other.ask("quién soy")
    assert "identificado como Valeria" in chat.ask("quién soy")
    expect(other.log).not_to_contain_text("Valeria")


def test_erasing_with_the_button_forgets_everything(chat: Chat) -> None:
    chat.identify("N00100015")
    session = chat.stored("session")
    chat.view.get_by_role("button", name="Borrar conversación").click()
    expect(chat.log).to_contain_text("Conversación borrada.")
    expect(chat.questions).to_have_count(0)
    expect(chat.identity).to_be_hidden()
    chat.view.wait_for_function("old => sessionStorage.getItem('delegado.session') !== old", arg=session)
    assert "No estás identificado" in chat.ask("quién soy")
    chat.reload()
    expect(chat.questions).to_have_count(1)
    expect(chat.log).not_to_contain_text("Milagros")


def test_erasing_in_words_keeps_only_the_last_exchange(chat: Chat) -> None:
    chat.identify("N00100014")
    session = chat.stored("session")
    assert "borro esta conversación" in chat.ask("borra mis datos")
    only_the_last_exchange(chat)
    expect(chat.identity).to_be_hidden()
    for name in ("UPN", "UPCH", "UPC"):
        expect(chat.university(name)).to_have_attribute("aria-pressed", "false")
    assert chat.stored("session") not in (None, session)
    assert "Hugo" not in (chat.stored("history") or "")
    chat.reload()
    only_the_last_exchange(chat)
    assert "No estás identificado" in chat.ask("quién soy")


def only_the_last_exchange(chat: Chat) -> None:
    """The request and its answer are shown, and nothing from before."""
    expect(chat.questions).to_have_text(["Tú: borra mis datos"])
    expect(chat.answers).to_have_count(1)
    expect(chat.answers).to_contain_text("borro esta conversación")


def sources(chat: Chat, answer: str) -> str:
    """The source line of the answer just read."""
    assert answer
    return chat.answers.last.locator(".source").inner_text()
