"""Meta's Graph API for one WhatsApp number, as far as it is published: strict about every request, and it can fail."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from PIL import Image

ACCESS_TOKEN = "EAAG-test-token"
PHONE_NUMBER_ID = "106540352242922"

_INVALID_PARAMETER = 100
_BAD_TOKEN = 190
_LARGEST_IMAGE = 5 * 1024 * 1024


class Invalid(Exception):
    """What the published schema does not allow; the message says what."""


@dataclass
class Failure:
    """How the next `times` requests to `path` end: with an error, or (`hangs`) with silence.

    `to`: only this recipient's; `after`: so many of them work before; `happened`: set when a request failed.
    """

    status: int = 500
    code: int | None = None
    retry_after: int | None = None
    hangs: bool = False
    path: str = "messages"
    to: str | None = None
    times: float = 1
    after: int = 0
    happened: threading.Event = field(default_factory=threading.Event)


@dataclass
class GraphApi:
    """`sent`: accepted messages; `reads`: read receipts; `uploads`: pictures by media id.

    `refused`: what a request did wrong, which has to stay empty; `requests`: all but read receipts, failed ones too.
    """

    address: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    uploads: dict[str, bytes] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    requests: int = 0
    failures: list[Failure] = field(default_factory=list)

    def fail(self, **failure: Any) -> Failure:
        """Let requests fail as the Failure says."""
        self.failures.append(Failure(**failure))
        return self.failures[-1]

    def sent_to(self, number: str) -> list[dict[str, Any]]:
        """The messages that a number got, in their order."""
        return [message for message in self.sent if message["to"] == number]

    def texts_to(self, number: str) -> list[str]:
        """The words that a number got, in their order."""
        return [words(message) for message in self.sent_to(number)]

    async def handle_messages(self, request: web.Request) -> web.Response:
        """POST /{phone number id}/messages."""
        try:
            _check_token(request)
            body = await _json(request)
            if body.get("status") == "read":
                return await self._read_receipt(body)
            self.requests += 1
            check_message(body, self.uploads)
        except Invalid as invalid:
            return self._refuse(invalid)
        failed = await self._failure("messages", body["to"])
        if failed is not None:
            return failed
        self.sent.append(body)
        contact = {"input": body["to"], "wa_id": body["to"]}
        accepted = {"id": f"wamid.out{len(self.sent)}"}
        return web.json_response({"messaging_product": "whatsapp", "contacts": [contact], "messages": [accepted]})

    async def handle_media(self, request: web.Request) -> web.Response:
        """POST /{phone number id}/media."""
        self.requests += 1
        try:
            _check_token(request)
            picture = await _picture(request)
        except Invalid as invalid:
            return self._refuse(invalid)
        failed = await self._failure("media", None)
        if failed is not None:
            return failed
        identifier = f"19{len(self.uploads):08}"
        self.uploads[identifier] = picture
        return web.json_response({"id": identifier})

    async def _read_receipt(self, body: dict[str, Any]) -> web.Response:
        expected = {"messaging_product", "status", "message_id", "typing_indicator"}
        _require(set(body) == expected, "a read receipt's fields")
        _require(body["messaging_product"] == "whatsapp", "messaging_product")
        _require(body["typing_indicator"] == {"type": "text"}, "typing_indicator")
        _require(str(body["message_id"]).startswith("wamid."), "message_id")
        failed = await self._failure("read", None)
        if failed is not None:
            return failed
        self.reads.append(body["message_id"])
        return web.json_response({"success": True})

    async def _failure(self, path: str, to: str | None) -> web.Response | None:
        matching = (failure for failure in self.failures if failure.path == path and failure.to in (None, to))
        failure = next(matching, None)
        if failure is None:
            return None
        if failure.after:
            failure.after -= 1
            return None
        failure.times -= 1
        if failure.times <= 0:
            self.failures.remove(failure)
        failure.happened.set()
        if failure.hangs:
            await asyncio.Event().wait()
        headers = {} if failure.retry_after is None else {"Retry-After": str(failure.retry_after)}
        return _error(failure.status, 1 if failure.code is None else failure.code, headers)

    def _refuse(self, invalid: Invalid) -> web.Response:
        self.refused.append(str(invalid))
        return _error(400, _INVALID_PARAMETER, {})


def words(message: dict[str, Any]) -> str:
    """What a message says."""
    content = message[message["type"]]
    return str(
        content["body"]["text"] if message["type"] == "interactive" else content.get("body", content.get("caption"))
    )


def options(message: dict[str, Any]) -> list[tuple[str, str]]:
    """The ids and titles of an interactive message's buttons or rows."""
    action = message["interactive"]["action"]
    if "buttons" in action:
        return [(button["reply"]["id"], button["reply"]["title"]) for button in action["buttons"]]
    return [(row["id"], row["title"]) for section in action["sections"] for row in section["rows"]]


@contextmanager
def graph_api() -> Iterator[GraphApi]:
    """Serve the API on a free port until the block is left."""
    api = GraphApi()
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def start() -> web.AppRunner:
        app = web.Application(client_max_size=10 * 1024 * 1024)
        app.router.add_post(f"/v26.0/{PHONE_NUMBER_ID}/messages", api.handle_messages)
        app.router.add_post(f"/v26.0/{PHONE_NUMBER_ID}/media", api.handle_media)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        api.address = f"http://127.0.0.1:{runner.addresses[0][1]}/v26.0"
        ready.set()
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(30), "the fake Graph API did not start"
    try:
        yield api
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)


def _error(status: int, code: int, headers: dict[str, str]) -> web.Response:
    error = {"message": f"(#{code})", "type": "OAuthException", "code": code, "fbtrace_id": "A0"}
    return web.json_response({"error": error}, status=status, headers=headers)


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise Invalid(what)


def _check_token(request: web.Request) -> None:
    _require(request.headers.get("Authorization") == f"Bearer {ACCESS_TOKEN}", f"bearer token, code {_BAD_TOKEN}")


async def _json(request: web.Request) -> dict[str, Any]:
    _require(request.content_type == "application/json", "content type")
    body = await request.json()
    _require(isinstance(body, dict), "a JSON object")
    return dict(body)


def check_message(body: dict[str, Any], uploads: dict[str, bytes]) -> None:
    kind = body.get("type")
    _require(kind in ("text", "image", "interactive"), f"type {kind}")
    _require(set(body) == {"messaging_product", "recipient_type", "to", "type", kind}, f"the fields {sorted(body)}")
    _require(body["messaging_product"] == "whatsapp", "messaging_product")
    _require(body["recipient_type"] == "individual", "recipient_type")
    _require(isinstance(body["to"], str) and body["to"].isascii() and body["to"].isdigit(), "to")
    if kind == "text":
        _check_text(body["text"])
    elif kind == "image":
        _check_image(body["image"], uploads)
    else:
        _check_interactive(body["interactive"])


def _check_words(text: Any, most: int, what: str) -> None:
    _require(isinstance(text, str) and bool(text.strip()), f"{what} is empty")
    _require(len(text.encode("utf-16-le")) // 2 <= most, f"{what} is over {most}")


def _check_text(text: dict[str, Any]) -> None:
    _require(set(text) == {"preview_url", "body"} and text["preview_url"] is False, "text")
    _check_words(text["body"], 4096, "text.body")


def _check_image(image: dict[str, Any], uploads: dict[str, bytes]) -> None:
    _require(set(image) <= {"id", "caption"}, f"image's fields {sorted(image)}")
    _require(image.get("id") in uploads, "image.id is no uploaded media")
    if "caption" in image:
        _check_words(image["caption"], 1024, "image.caption")


def _check_interactive(interactive: dict[str, Any]) -> None:
    _require(set(interactive) == {"type", "body", "action"}, f"interactive's fields {sorted(interactive)}")
    _require(set(interactive["body"]) == {"text"}, "interactive.body")
    _check_words(interactive["body"]["text"], 1024, "interactive.body.text")
    if interactive["type"] == "button":
        _check_buttons(interactive["action"])
    else:
        _require(interactive["type"] == "list", "interactive.type")
        _check_list(interactive["action"])


def _check_buttons(action: dict[str, Any]) -> None:
    _require(set(action) == {"buttons"} and 1 <= len(action["buttons"]) <= 3, "action.buttons")
    for button in action["buttons"]:
        _require(set(button) == {"type", "reply"} and button["type"] == "reply", "a button")
        _require(set(button["reply"]) == {"id", "title"}, "a button's reply")
        _check_identifier(button["reply"]["id"], 256)
        _check_words(button["reply"]["title"], 20, "a button's title")
    _check_unique([button["reply"]["id"] for button in action["buttons"]])
    _check_unique([button["reply"]["title"] for button in action["buttons"]])


def _check_list(action: dict[str, Any]) -> None:
    _require(set(action) == {"button", "sections"} and 1 <= len(action["sections"]) <= 10, "action")
    _check_words(action["button"], 20, "action.button")
    for section in action["sections"]:
        _require(set(section) == {"title", "rows"}, "a section")
        _check_words(section["title"], 24, "a section's title")
    rows = [row for section in action["sections"] for row in section["rows"]]
    _require(1 <= len(rows) <= 10, f"{len(rows)} rows")
    for row in rows:
        _require({"id", "title"} <= set(row) <= {"id", "title", "description"}, "a row")
        _check_identifier(row["id"], 200)
        _check_words(row["title"], 24, "a row's title")
        if "description" in row:
            _check_words(row["description"], 72, "a row's description")
    _check_unique([row["id"] for row in rows])


def _check_identifier(identifier: Any, most: int) -> None:
    _check_words(identifier, most, "an id")
    _require(identifier == identifier.strip(), "space around an id")


def _check_unique(values: list[str]) -> None:
    _require(len(set(values)) == len(values), f"{values} are not unique")


async def _picture(request: web.Request) -> bytes:
    _require(request.content_type == "multipart/form-data", "content type")
    form = await request.post()
    _require(set(form) == {"messaging_product", "type", "file"}, f"media's fields {sorted(form)}")
    _require(form["messaging_product"] == "whatsapp", "messaging_product")
    _require(form["type"] == "image/png", "type")
    file = form["file"]
    if not isinstance(file, web.FileField):
        raise Invalid("file is no file")
    _require(file.content_type == "image/png" and bool(file.filename), "file's type and name")
    content = file.file.read()
    _require(0 < len(content) <= _LARGEST_IMAGE, "file's size")
    try:
        image = Image.open(io.BytesIO(content))
        image.load()
    except Exception as error:
        raise Invalid("file is no picture") from error
    _require(image.format == "PNG", "file is no PNG")
    return bytes(content)
