"""The widget on a page of the university, and single sign-on from its portal."""

from __future__ import annotations

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.bot.conftest import Bot
from tests.browser.chat import Chat, address_of, serious_violations
from tests.browser.conftest import NewPage, OpenChat, Screenshot
from tests.browser.portal import UniversityPortal
from tests.browser.site import UniversitySite

LAUNCHER = "Delegado: dudas sobre el reglamento"
PANEL = "Chat con Delegado"

pytestmark = pytest.mark.bot


def open_widget(page: Page, bot: Bot) -> Chat:
    """Press the round button and wait until the chat in the frame has chosen the site's university."""
    page.get_by_role("button", name=LAUNCHER).click()
    chat = Chat(frame_of(page), page, bot)
    chat.wait_for_session()
    expect(chat.university("UPN")).to_have_attribute("aria-pressed", "true")
    return chat


def frame_of(page: Page) -> Frame:
    """The chat's frame."""
    handle = page.get_by_title(PANEL).element_handle()
    frame = handle.content_frame() if handle else None
    assert frame
    return frame


def visit(page: Page, site: UniversitySite) -> None:
    page.goto(f"{site.origin}/")
    expect(page.get_by_role("button", name=LAUNCHER)).to_be_visible()


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
    expect(page.get_by_role("dialog", name=PANEL)).to_be_hidden()
    expect(page.get_by_role("button", name=LAUNCHER)).to_be_focused()
    page.keyboard.press("Enter")
    expect(chat.question).to_be_focused()
    expect(chat.questions).to_have_count(1)


def test_the_widget_fills_a_phone_and_can_be_closed(new_page: NewPage, bot: Bot, site: UniversitySite) -> None:
    page = new_page(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    visit(page, site)
    chat = open_widget(page, bot)
    box = page.get_by_role("dialog", name=PANEL).bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 740}
    assert chat.serious_violations() == []
    chat.ask("¿cuál es la nota mínima de un curso?")
    chat.view.get_by_role("button", name="Cerrar", exact=True).tap()
    expect(page.get_by_role("dialog", name=PANEL)).to_be_hidden()


def test_after_erasing_the_sites_university_is_chosen_again(new_page: NewPage, bot: Bot, site: UniversitySite) -> None:
    page = new_page()
    visit(page, site)
    chat = open_widget(page, bot)
    chat.ask("hola")
    assert "respondo con las reglas de UPN" in chat.ask("borra mis datos")
    expect(chat.questions).to_have_count(1)
    expect(chat.university("UPN")).to_have_attribute("aria-pressed", "true")
    assert "Fuente: Reglamento de Estudios de Pregrado UPN" in chat.ask("¿cuál es la nota mínima de un curso?")


def test_a_site_that_is_not_allowed_gets_no_chat(new_page: NewPage, bot: Bot) -> None:
    with UniversitySite() as stranger:
        stranger.show_widget_of(bot)
        page = new_page()
        visit(page, stranger)
        with page.expect_event("console", lambda message: "frame-ancestors" in message.text):
            page.get_by_role("button", name=LAUNCHER).click()
        assert not frame_of(page).url.startswith(address_of(bot))


def test_the_site_signs_its_student_on(
    new_page: NewPage, bot: Bot, site: UniversitySite, portal: UniversityPortal
) -> None:
    page = new_page()
    visit(page, site)
    chat = open_widget(page, bot)
    page.evaluate("token => Delegado.identify(token)", portal.token("N00100004"))
    expect(chat.identity).to_contain_text("Te reconozco, Marco · UPN")
    assert "identificado como Marco" in chat.ask("quién soy")


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
