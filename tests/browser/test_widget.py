"""The widget on a page of the university, and single sign-on from its portal."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from tests.bot.conftest import Bot
from tests.browser.chat import Chat, address_of, serious_violations
from tests.browser.conftest import NewPage, OpenChat, Screenshot
from tests.browser.portal import UniversityPortal
from tests.browser.site import UniversitySite

LAUNCHER = "Delegado: dudas sobre el reglamento"
PANEL = "Chat con Delegado"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}

pytestmark = pytest.mark.bot


def open_widget(page: Page, bot: Bot) -> Chat:
    """Press the round button and wait until the chat in the frame has chosen the site's university."""
    launcher_of(page).click()
    chat = Chat(frame_of(page), page, bot)
    chat.wait_for_session()
    expect(chat.university("UPN")).to_have_attribute("aria-pressed", "true")
    return chat


def launcher_of(page: Page) -> Locator:
    """The round button."""
    return page.get_by_role("button", name=LAUNCHER)


def panel_of(page: Page) -> Locator:
    """The panel, open or not."""
    return page.get_by_role("dialog", name=PANEL, include_hidden=True)


def frame_of(page: Page) -> Frame:
    """The chat's frame."""
    handle = page.get_by_title(PANEL).element_handle()
    frame = handle.content_frame() if handle else None
    assert frame
    return frame


def visit(page: Page, site: UniversitySite) -> None:
    page.goto(f"{site.origin}/")
    expect(launcher_of(page)).to_be_visible()


def test_a_student_asks_on_the_universitys_page(
    new_page: NewPage, bot: Bot, site: UniversitySite, screenshot: Screenshot
) -> None:
    page = new_page()
    visit(page, site)
    screenshot(page, "closed")
    chat = open_widget(page, bot)
    expect(chat.question).to_be_focused()
    assert "Fuente: Reglamento de Estudios de Pregrado UPN" in chat.ask(
        "¿cuál es la nota mínima para aprobar un curso?"
    )
    assert serious_violations(page) == []
    assert chat.serious_violations() == []
    screenshot(page, "open")
    page.keyboard.press("Escape")
    expect(panel_of(page)).to_be_hidden()
    expect(launcher_of(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(chat.question).to_be_focused()
    expect(chat.questions).to_have_count(1)


def test_the_widget_fills_a_phone_and_can_be_closed(new_page: NewPage, bot: Bot, site: UniversitySite) -> None:
    page = new_page(**PHONE)
    visit(page, site)
    chat = open_widget(page, bot)
    box = panel_of(page).bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 740}
    assert chat.serious_violations() == []
    chat.ask("¿cuál es la nota mínima de un curso?")
    chat.view.get_by_role("button", name="Cerrar", exact=True).tap()
    expect(panel_of(page)).to_be_hidden()
    page.reload()
    expect(launcher_of(page)).to_be_visible()
    expect(page.get_by_title(PANEL)).to_have_count(0)


def test_the_sites_next_page_shows_the_open_chat_too(new_page: NewPage, bot: Bot, site: UniversitySite) -> None:
    page = new_page()
    visit(page, site)
    open_widget(page, bot).ask("hola")
    page.reload()
    expect(panel_of(page)).to_be_visible()
    chat = Chat(frame_of(page), page, bot)
    chat.wait_for_session()
    expect(chat.questions).to_have_count(1)
    expect(chat.answers.last).to_be_in_viewport()
    expect(page.locator("body")).to_be_focused()


def test_a_chat_that_no_longer_loads_does_not_cover_the_site(new_page: NewPage, bot: Bot, site: UniversitySite) -> None:
    page = new_page(**PHONE)
    visit(page, site)
    open_widget(page, bot)
    page.route("**/delegado/?*", lambda route: route.abort())
    with page.expect_request_finished(lambda request: request.url.endswith("/widget.js")):
        page.reload()
    expect(launcher_of(page)).to_be_visible()
    expect(panel_of(page)).to_be_hidden()
    launcher_of(page).tap()
    expect(panel_of(page)).to_be_visible()
    launcher_of(page).tap()
    expect(panel_of(page)).to_be_hidden()


def test_after_erasing_the_sites_university_is_chosen_again(new_page: NewPage, bot: Bot, site: UniversitySite) -> None:
    page = new_page()
    visit(page, site)
    chat = open_widget(page, bot)
    chat.ask("hola")
    assert "respondo con las reglas de UPN" in chat.ask("borra mis datos")
    expect(chat.questions).to_have_count(1)
    expect(chat.university("UPN")).to_have_attribute("aria-pressed", "true")
    assert "Fuente: Reglamento de Estudios de Pregrado UPN" in chat.ask("¿cuál es la nota mínima de un curso?")


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_a_site_that_is_not_allowed_gets_no_chat(
    new_page: NewPage, bot: Bot, screenshot: Screenshot, screen: dict[str, Any]
) -> None:
    with UniversitySite() as stranger:
        stranger.show_widget_of(bot)
        page = new_page(**screen)
        visit(page, stranger)
        with page.expect_event("console", lambda message: "frame-ancestors" in message.text):
            launcher_of(page).click()
        assert not frame_of(page).url.startswith(address_of(bot))
        screenshot(page, "open")
        launcher_of(page).click()
        expect(panel_of(page)).to_be_hidden()
        launcher_of(page).click()
        expect(panel_of(page)).to_be_visible()
        page.reload()
        expect(launcher_of(page)).to_be_visible()
        expect(page.get_by_title(PANEL)).to_have_count(0)


def test_the_site_signs_its_student_on(
    new_page: NewPage, bot: Bot, site: UniversitySite, portal: UniversityPortal
) -> None:
    page = new_page()
    visit(page, site)
    chat = open_widget(page, bot)
    page.evaluate("token => Delegado.identify(token)", portal.token("N00100004"))
    expect(chat.identity).to_contain_text("Te reconozco, Marco · UPN")
    assert "identificado como Marco" in chat.ask("quién soy")


def test_a_student_is_signed_on_before_the_chat_is_opened(
    new_page: NewPage, bot: Bot, site: UniversitySite, portal: UniversityPortal
) -> None:
    page = new_page()
    visit(page, site)
    page.evaluate("token => Delegado.identify(token)", portal.token("N00100010"))
    hidden = Chat(frame_of(page), page, bot)
    expect(hidden.identity).to_contain_text("Te reconozco, ")
    expect(panel_of(page)).to_be_hidden()
    chat = open_widget(page, bot)
    expect(chat.identity).to_be_visible()
    expect(chat.answers.last).to_be_in_viewport()
    assert "Según tu expediente" in chat.ask("¿cuántos créditos puedo llevar?")


def test_another_student_at_the_same_tab_finds_nothing_of_the_one_before(
    open_chat: OpenChat, portal: UniversityPortal
) -> None:
    chat = open_chat(f"#portal={portal.token('N00100001')}")
    expect(chat.identity).to_contain_text("Te reconozco, Lucía")
    chat.ask("¿cuántos créditos puedo llevar?")
    session = chat.stored("session")
    chat.page.goto(f"{address_of(chat.bot)}#portal={portal.token('N00100004')}")
    expect(chat.identity).to_contain_text("Te reconozco, Marco")
    expect(chat.answers.last).to_contain_text("¡Listo, Marco!")
    nothing_of_lucia(chat)
    expect(chat.answers.first).to_contain_text("Guardo esta conversación")
    assert chat.stored("session") != session
    assert "identificado como Marco" in chat.ask("quién soy")
    chat.reload()
    expect(chat.identity).to_contain_text("Te reconozco, Marco")
    nothing_of_lucia(chat)


def nothing_of_lucia(chat: Chat) -> None:
    """Neither shown nor kept."""
    expect(chat.questions.filter(has_text="créditos")).to_have_count(0)
    expect(chat.log).not_to_contain_text("Lucía")
    kept = chat.view.evaluate("() => JSON.stringify(sessionStorage)")
    assert "Lucía" not in kept
    assert "expediente" not in kept


def test_the_portals_link_identifies_and_leaves_no_token(open_chat: OpenChat, portal: UniversityPortal) -> None:
    token = portal.token("N00100001")
    chat = open_chat(f"#portal={token}")
    expect(chat.identity).to_contain_text("Te reconozco, Lucía · UPN")
    expect(chat.answers.last).to_contain_text("Ya te reconozco por el portal de tu universidad")
    assert "#" not in chat.page.evaluate("() => location.href")
    assert token not in chat.view.evaluate("() => JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")
    assert "Según tu expediente" in chat.ask("¿cuántos créditos puedo llevar?")


def test_the_portals_link_identifies_in_a_tab_that_shows_the_page_already(chat: Chat, portal: UniversityPortal) -> None:
    chat.page.goto(f"{address_of(chat.bot)}#portal={portal.token('N00100006')}")
    expect(chat.identity).to_contain_text("Te reconozco, Jorge · UPN")
    assert "#" not in chat.page.evaluate("() => location.href")


def test_a_token_is_good_for_one_conversation(open_chat: OpenChat, portal: UniversityPortal) -> None:
    token = portal.token("N00100008")
    expect(open_chat(f"#portal={token}").identity).to_contain_text("Te reconozco, Luis")
    second = open_chat(f"#portal={token}")
    assert "No estás identificado" in second.ask("quién soy")


@pytest.mark.parametrize("bad", ["expired_token", "unsigned_token"])
def test_a_bad_token_changes_nothing(open_chat: OpenChat, portal: UniversityPortal, bad: str) -> None:
    chat = open_chat(f"#portal={getattr(portal, bad)('N00100001')}")
    assert "#" not in chat.page.evaluate("() => location.href")
    assert "No estás identificado" in chat.ask("quién soy")
    expect(chat.identity).to_be_hidden()
    chat.identify("N00100007")
    chat.page.goto(f"{address_of(chat.bot)}#portal={getattr(portal, bad)('N00100001')}")
    assert "identificado como Carla" in chat.ask("quién soy")
    expect(chat.identity).to_contain_text("Te reconozco, Carla · UPN")
