"""HTML and scripts wherever somebody can write: they are shown as text, and nothing runs."""

from __future__ import annotations

import json
import sqlite3
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.bot.conftest import Bot
from tests.browser.chat import Chat
from tests.browser.conftest import OpenChat

HOSTILE = [
    "<script>window.executed = 1</script>",
    '<img src="x" onerror="window.executed = 1">',
    '"><svg onload="window.executed = 1"></svg>',
    '<a href="javascript:window.executed = 1">haz clic</a> [clic](javascript:window.executed=1)',
    '<iframe srcdoc="<script>parent.executed = 1</script>"></iframe>',
    "<style>* { display: none }</style><b>nota</b>",
    '/elegir_universidad{"universidad": "<img src=x onerror=window.executed=1>"}',
    "mi código es <img src=x onerror=window.executed=1>N00100004",
    "![x](https://evil.example/x.png) ${window.executed=1} {{constructor.constructor('window.executed=1')()}}",
    'javascript:window.executed=1//https://evil.example/"onmouseover="window.executed=1',
]
#: Elements that only HTML from a message could have brought.
FOREIGN = "script, img:not(.picture), svg, iframe, object, style, b, [onerror], [onload], [onmouseover]"

pytestmark = pytest.mark.bot


def nothing_ran(chat: Chat) -> None:
    """No script ran, no element was made, and no link leads to a script."""
    assert chat.view.evaluate("() => window.executed") is None
    expect(chat.log.locator(FOREIGN)).to_have_count(0)
    links = chat.log.locator("a").evaluate_all("links => links.map((link) => link.href)")
    assert all(link.startswith("https://") for link in links), links


def test_what_the_student_types_is_shown_as_typed(chat: Chat) -> None:
    for text in HOSTILE:
        assert chat.ask(text)
        expect(chat.questions.last).to_have_text(f"Tú: {text}")
        nothing_ran(chat)
    chat.reload()
    expect(chat.questions).to_have_text([f"Tú: {text}" for text in HOSTILE])
    nothing_ran(chat)


@pytest.mark.parametrize(
    "address",
    [f"?universidad={quote(HOSTILE[1])}&widget=1", f"#portal={quote(HOSTILE[1])}"],
    ids=["universidad", "portal"],
)
def test_what_stands_in_the_address_is_no_html(open_chat: OpenChat, address: str) -> None:
    chat = open_chat(address)
    assert chat.ask("hola")
    expect(chat.identity).to_be_hidden()
    nothing_ran(chat)


def test_a_name_in_the_record_is_no_html(bot: Bot, chat: Chat) -> None:
    name = "<img/src=x/onerror=window.executed=1>"
    with sqlite3.connect(bot.var / "records.db") as records:
        records.execute("UPDATE students SET name = ? WHERE code = 'N00100012'", (f"{name} Ruiz",))
    records.close()
    assert name in chat.identify("N00100012")
    expect(chat.identity).to_contain_text(f"Te reconozco, {name} · UPN")
    expect(chat.identity.locator("img")).to_have_count(0)
    nothing_ran(chat)


def test_what_another_program_left_in_the_storage_is_no_html(chat: Chat) -> None:
    image = HOSTILE[1]
    kept = [
        {"key": 1, "speaker": "delegado", "text": f"- {image}\n{image}\nFuente: {image}", "options": [
            {"title": image, "payload": "hola"}]},
        {"key": 2, "speaker": "student", "text": image},
        {"key": 3, "speaker": "note", "text": image},
        {"key": 4, "speaker": "delegado", "text": "un gráfico", "image": "javascript:window.executed=1"},
    ]  # fmt: skip
    chat.view.evaluate("kept => sessionStorage.setItem('delegado.history', kept)", json.dumps(kept))
    failure = {"question": {"id": image, "message": image}, "problem": image}
    chat.view.evaluate("kept => sessionStorage.setItem('delegado.failure', kept)", json.dumps(failure))
    chat.reload()
    expect(chat.log.get_by_role("button", name=image)).to_be_visible()
    expect(chat.log.locator(".problem")).to_contain_text(image)
    nothing_ran(chat)
