"""Debian's Chromium without a window, one bot for the whole folder, and screenshots of how each test ended."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from actions.settings import ROOT
from operations.environment import free_port
from tests.bot.conftest import Bot, start_bot, stop_bot
from tests.browser.chat import Chat
from tests.browser.portal import AUDIENCE, ISSUER, UNIVERSITY, UniversityPortal
from tests.browser.site import UniversitySite

ARTIFACTS = Path(os.environ.get("DELEGADO_TEST_ARTIFACTS", ROOT / "var" / "test-artifacts")) / "browser"
_DESKTOP = {"width": 1280, "height": 800}
#: Answers are computed in a fraction of this; a machine that does other things too has time.
_PATIENCE_MS = 30_000

NewPage = Callable[..., Page]
OpenChat = Callable[..., Chat]
Screenshot = Callable[..., None]


# The fixtures below end with the folder and not with the run: while Playwright is there, asyncio.run() is refused to
# every other test.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.fail("Chromium is missing: `apt-get install chromium` (Debian), then run the tests again.", False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> UniversityPortal:
    """The university's portal, for which the bot has the public key."""
    return UniversityPortal(tmp_path_factory.mktemp("portal"))


@pytest.fixture(scope="package")
def site() -> Iterator[UniversitySite]:
    """A page of the university, on another origin, that carries the widget."""
    with UniversitySite() as running:
        yield running


@pytest.fixture(scope="package")
def bot(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, portal: UniversityPortal, site: UniversitySite
) -> Iterator[Bot]:
    """The bot, for the portal and the site; where there is no browser it is not started for nothing."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DELEGADO_MESSAGES_PER_CLIENT", "6000")  # every test comes from one address
        environment.setenv("DELEGADO_WEB_ORIGINS", site.origin)
        environment.setenv("DELEGADO_PORTAL_KEY_FILE", str(portal.public_key_file))
        environment.setenv("DELEGADO_PORTAL_ISSUER", ISSUER)
        environment.setenv("DELEGADO_PORTAL_AUDIENCE", AUDIENCE)
        environment.setenv("DELEGADO_PORTAL_UNIVERSITY", UNIVERSITY)
        running = start_bot(tmp_path_factory.mktemp("bot"), free_port(), free_port())
        site.show_widget_of(running)
        yield running
        stop_bot(running)


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Screenshot:
    """Keep what a page shows as `<test>.png` or `<test>-<what>.png`."""
    test = re.sub(r"[^\w-]+", "-", request.node.name).strip("-")

    def keep(page: Page, what: str = "") -> None:
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=ARTIFACTS / f"{test}{'-' if what else ''}{what}.png")

    return keep


@pytest.fixture
def new_page(browser: Browser, screenshot: Screenshot) -> Iterator[NewPage]:
    """Open a tab in a browser profile of its own; the keywords are Playwright's for a context.

    At the end each tab is kept as a screenshot, and no script on it may have failed or asked anything.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"locale": "es-PE", "viewport": _DESKTOP, **options})
        context.set_default_timeout(_PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"a script failed: {error}"))
        page.on("dialog", lambda dialog: (problems.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        return page

    yield open_page
    for number, context in enumerate(contexts, start=1):
        for page in context.pages:
            keep_last(page, screenshot, "" if number == 1 else str(number))
        context.close()
    assert not problems


def keep_last(page: Page, screenshot: Screenshot, what: str) -> None:
    """A screenshot that cannot be taken hides no other failure."""
    try:
        screenshot(page, what)
    except Error as error:
        print(f"No screenshot: {error.message}")


@pytest.fixture
def open_chat(new_page: NewPage, bot: Bot) -> OpenChat:
    """Open the chat page in a new profile: `open_chat(address="#...", color_scheme="dark")`."""

    def open_page(address: str = "", **options: Any) -> Chat:
        return Chat.open(new_page(**options), bot, address)

    return open_page


@pytest.fixture
def chat(open_chat: OpenChat) -> Chat:
    """The chat page, just opened by somebody who was never there before."""
    return open_chat()
