"""The chat page as a student uses it: what is on the screen, and the keys and buttons that are pressed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Frame, Locator, Page, expect

from actions.settings import ROOT
from tests.bot.conftest import Bot

_AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_MOST_TABS = 40

#: The element with the focus, inside shadow trees too: its name, and whether the focus is drawn on it or around it.
_FOCUSED = """() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  const drawn = (node) => node && getComputedStyle(node).outlineStyle !== "none";
  return {
    name: focused?.getAttribute("aria-label") ?? focused?.textContent.replace(/\\s+/g, " ").trim() ?? "",
    visible: Boolean(drawn(focused) || drawn(focused?.parentElement)),
  };
}"""

#: What was said after the student's last message.
_ANSWER = """log => {
  const messages = [...log.querySelectorAll(".user-message-text, .answer")];
  const last = messages.map((node) => node.classList.contains("answer")).lastIndexOf(false);
  return messages.slice(last + 1).map((node) => node.innerText).join("\\n");
}"""

#: Nothing is awaited and something was said since.
_ANSWERED = """before => {
  const kept = (key) => sessionStorage.getItem(`delegado.${key}`);
  return kept("question") === null && kept("history") !== before;
}"""

#: The milliseconds from Enter until an answer is in the page.
_MEASURE = """log => {
  const count = () => log.querySelectorAll(".answer").length;
  const before = count();
  window.firstAnswer = new Promise((resolve) => {
    addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const pressed = event.timeStamp;
      const observer = new MutationObserver(() => {
        if (count() === before) return;
        observer.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - pressed));
      });
      observer.observe(log, { childList: true, subtree: true });
    }, { capture: true });
  });
}"""


def address_of(bot: Bot) -> str:
    """Where the bot serves its page."""
    return f"http://127.0.0.1:{bot.port}/delegado/"


@dataclass
class Chat:
    """The chat page, in a tab of its own or in the widget's frame.

    `view`: where the page is; `page`: the tab, which has the keyboard; `bot`: the running bot, for its mail.
    """

    view: Page | Frame
    page: Page
    bot: Bot

    @classmethod
    def open(cls, page: Page, bot: Bot, address: str = "") -> Chat:
        """Open the page and wait for its session. `address`: what follows `/delegado/`."""
        page.goto(f"{address_of(bot)}{address}")
        chat = cls(page, page, bot)
        chat.wait_for_session()
        return chat

    def reload(self) -> None:
        """Load the page again, as F5 does."""
        self.page.reload()
        self.wait_for_session()

    def wait_for_session(self) -> None:
        """Wait until the server has confirmed which conversation this is: then the notice is in the greeting."""
        expect(self.log).to_have_attribute("aria-live", "polite")
        self.view.wait_for_function("() => sessionStorage.getItem('delegado.session') !== null")
        expect(self.status).to_have_text("")

    @property
    def question(self) -> Locator:
        return self.view.get_by_role("textbox", name="Tu pregunta")

    @property
    def log(self) -> Locator:
        return self.view.get_by_role("log")

    @property
    def answers(self) -> Locator:
        """Delegado's messages."""
        return self.log.locator(".answer")

    @property
    def questions(self) -> Locator:
        """The student's messages."""
        return self.log.locator(".user-message-text")

    @property
    def identity(self) -> Locator:
        """The line that says who is recognised."""
        return self.view.locator("#identity")

    @property
    def status(self) -> Locator:
        """The line that tells how the connection is."""
        return self.view.locator("#status")

    def university(self, name: str) -> Locator:
        """The button of a university at the top."""
        return self.view.locator(f'[data-university="{name}"]')

    def option(self, title: str) -> Locator:
        """The newest button with this title under an answer."""
        return self.log.get_by_role("button", name=title, exact=True).last

    def stored(self, key: str) -> str | None:
        """What the tab keeps."""
        kept: str | None = self.view.evaluate("key => sessionStorage.getItem(`delegado.${key}`)", key)
        return kept

    def type(self, text: str) -> None:
        """Type a question and send it with Enter, without waiting for the answer."""
        self.question.click()
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")

    def ask(self, text: str) -> str:
        """Type a question, send it with Enter and read the answer."""
        return self.answer_to(lambda: self.type(text))

    def choose(self, university: str) -> str:
        """Choose the university at the top and read the answer."""
        return self.answer_to(self.university(university).click)

    def answer_to(self, act: Callable[[], None]) -> str:
        """Do what asks something and read the answer."""
        before = self.stored("history")
        act()
        return self.wait_for_answer(before)

    def wait_for_answer(self, before: str | None) -> str:
        """The answer to a question that is on its way. `before`: the history that was kept before it."""
        self.view.wait_for_function(_ANSWERED, arg=before)
        return str(self.log.evaluate(_ANSWER))

    def identify(self, code: str) -> str:
        """Identify as a demo student with the one-time code from the outbox; the bot's welcome."""
        before = len(self.bot.mails())
        self.ask(f"mi código es {code}")
        one_time = re.search(r"\b\d{6}\b", self.bot.wait_for_mail(before))
        assert one_time
        return self.ask(one_time.group())

    def tab_to(self, name: str, key: str = "Tab") -> None:
        """Press the key until the focus is on what has this name; on its way the focus is never invisible."""
        passed: list[str] = []
        for _ in range(_MOST_TABS):
            self.page.keyboard.press(key)
            focused = self.view.evaluate(_FOCUSED)
            assert focused["visible"], f"the focus on {focused['name']!r} cannot be seen"
            if focused["name"] == name:
                return
            passed.append(focused["name"])
        raise AssertionError(f"{key} never reaches {name!r}; it passes {passed}")

    def measure_first_answer(self) -> Callable[[], float]:
        """From now on Enter is timed; the result gives the milliseconds until the answer was drawn."""
        self.log.evaluate(_MEASURE)
        return lambda: float(self.view.evaluate("() => window.firstAnswer"))

    def serious_violations(self) -> list[str]:
        """What axe finds in the page that is serious or critical, with where it is."""
        return serious_violations(self.view)


def serious_violations(view: Page | Frame) -> list[str]:
    """What axe finds in a document that is serious or critical, with where it is; not in the frames within it."""
    view.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = view.evaluate(
        "async () => (await axe.run(document, {iframes: false, resultTypes: ['violations']})).violations"
    )
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary']}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
