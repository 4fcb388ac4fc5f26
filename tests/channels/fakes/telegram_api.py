"""A Bot API on a free port: it holds each call against the published schema and answers as it is told."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image

TOKEN = "123456789:AAtheTokenOfTheTests"

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_UPDATES = {
    *("message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message"),
    *("edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count"),
    *("inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query"),
    *("purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request"),
    *("chat_boost", "removed_chat_boost"),
}
_ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
    *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
_BUTTON_KINDS = {"url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay"}
_LARGEST_PHOTO = 10_000_000


class Wrong(Exception):
    """A call that the real API would not accept, or not as it was meant."""


@dataclass(frozen=True)
class Received:
    """A call that was made: its fields as text, and the bytes of its file."""

    method: str
    fields: dict[str, str]
    photo: bytes | None = None
    worked: bool = True

    @property
    def chat(self) -> int:
        """The chat that it is for."""
        return int(self.fields["chat_id"])

    @property
    def buttons(self) -> list[dict[str, str]]:
        """The inline buttons, top to bottom; each has a row of its own."""
        rows = json.loads(self.fields.get("reply_markup", '{"inline_keyboard": []}'))["inline_keyboard"]
        assert all(len(row) == 1 for row in rows)
        return [row[0] for row in rows]


@dataclass(frozen=True)
class Reply:
    """How the API answers a call that is in order. Status 0: not at all, until the caller hangs up."""

    status: int
    description: str = "Internal Server Error"
    retry_after: int | None = None
    html: bool = False

    def response(self) -> web.Response:
        """What goes over the wire."""
        if self.html:
            return web.Response(status=self.status, text="<html>nginx</html>", content_type="text/html")
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return web.json_response(body, status=self.status)


ERROR = Reply(500)
BAD_GATEWAY = Reply(502, html=True)
SILENCE = Reply(0)
BLOCKED = Reply(403, "Forbidden: bot was blocked by the user")
BAD_REQUEST = Reply(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")


def slow_down(seconds: int) -> Reply:
    """Too many requests."""
    return Reply(429, f"Too Many Requests: retry after {seconds}", seconds)


@dataclass
class FakeBotApi:
    """Use as an asynchronous context: `address` is its base URL, and leaving it checks that no call was wrong."""

    calls: list[Received] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    planned: defaultdict[str, deque[Reply]] = field(default_factory=lambda: defaultdict(deque))
    always: dict[str, Reply] = field(default_factory=dict)

    async def __aenter__(self) -> FakeBotApi:
        app = web.Application(client_max_size=20_000_000)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._changed = asyncio.Condition()
        self._server = TestServer(app)
        await self._server.start_server(access_log=None)  # which would show the token
        self.address = str(self._server.make_url("")).rstrip("/")
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._server.close()
        assert not self.wrong, self.wrong

    def plan(self, method: str, *replies: Reply) -> None:
        """Answer the next calls of a method so."""
        self.planned[method].extend(replies)

    def of(self, *methods: str) -> list[Received]:
        """The calls of these methods that worked, in order."""
        return [call for call in self.calls if call.method in methods and call.worked]

    def texts(self, chat: int | None = None) -> list[str]:
        """The texts that arrived, in a chat or in all."""
        return [call.fields["text"] for call in self.of("sendMessage") if chat in (None, call.chat)]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until calls have made something true."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(condition), 20)

    async def _handle(self, request: web.Request) -> web.Response:
        method = request.path.removeprefix(f"/bot{TOKEN}/")
        fields, photo = await _read(request)
        try:
            if request.method != "POST" or method not in _METHODS:
                raise Wrong(f"{request.method} {request.path} is no call of this bot")
            _METHODS[method](dict(fields), photo)
        except Wrong as problem:
            self.wrong.append(f"{method}: {problem}")
            return Reply(400, f"Bad Request: {problem}").response()
        planned = self.planned[method]
        reply = planned.popleft() if planned else self.always.get(method)
        async with self._changed:
            self.calls.append(Received(method, fields, photo, reply is None))
            self._changed.notify_all()
        if reply is SILENCE:
            await asyncio.Event().wait()
        return reply.response() if reply else web.json_response({"ok": True, "result": True})


async def _read(request: web.Request) -> tuple[dict[str, str], bytes | None]:
    fields: dict[str, str] = {}
    photo = None
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            photo = value.file.read()
            fields[name] = f"attach://{value.filename}"
        else:
            fields[name] = str(value)
    return fields, photo


def _send_message(fields: dict[str, str], photo: bytes | None) -> None:
    _chat(fields)
    _length("text", fields.pop("text", ""), 1, 4096)
    _reply_markup(fields)
    preview = _json(fields, "link_preview_options") or {}
    if not set(preview) <= {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}:
        raise Wrong("link_preview_options has unknown fields")
    if not isinstance(preview.get("is_disabled", False), bool):
        raise Wrong("is_disabled is no Boolean")
    _nothing_else(fields, photo)


def _send_photo(fields: dict[str, str], photo: bytes | None) -> None:
    _chat(fields)
    if not fields.pop("photo", "").startswith("attach://") or not photo:
        raise Wrong("photo is no uploaded file")
    if len(photo) > _LARGEST_PHOTO:
        raise Wrong("photo is over 10 MB")
    try:
        with Image.open(io.BytesIO(photo), formats=["PNG"]) as image:
            image.load()
            width, height = image.size
    except OSError as error:
        raise Wrong("photo is no PNG") from error
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise Wrong("photo is too large or too narrow")
    _length("caption", fields.pop("caption", ""), 0, 1024)
    _reply_markup(fields)
    _nothing_else(fields, None)


def _send_chat_action(fields: dict[str, str], photo: bytes | None) -> None:
    _chat(fields)
    if fields.pop("action", "") not in _ACTIONS:
        raise Wrong("action is unknown")
    _nothing_else(fields, photo)


def _answer_callback_query(fields: dict[str, str], photo: bytes | None) -> None:
    if not fields.pop("callback_query_id", ""):
        raise Wrong("callback_query_id is missing")
    _length("text", fields.pop("text", ""), 0, 200)
    _nothing_else(fields, photo)


def _set_webhook(fields: dict[str, str], photo: bytes | None) -> None:
    if not fields.pop("url", "").startswith("https://"):
        raise Wrong("url is not https")
    if not _SECRET.fullmatch(fields.pop("secret_token", "")):
        raise Wrong("secret_token has other characters or another length")
    kinds = _json(fields, "allowed_updates")
    if not isinstance(kinds, list) or not set(kinds) <= _UPDATES:
        raise Wrong("allowed_updates is no list of kinds")
    _nothing_else(fields, photo)


_METHODS: dict[str, Callable[[dict[str, str], bytes | None], None]] = {
    "sendMessage": _send_message,
    "sendPhoto": _send_photo,
    "sendChatAction": _send_chat_action,
    "answerCallbackQuery": _answer_callback_query,
    "setWebhook": _set_webhook,
}


def _chat(fields: dict[str, str]) -> None:
    if not re.fullmatch(r"-?[1-9][0-9]{0,15}", fields.pop("chat_id", "")):
        raise Wrong("chat_id is no integer")


def _length(name: str, text: str, least: int, most: int) -> None:
    units = len(text.encode("utf-16-le")) // 2
    if not least <= units <= most or (least and not text.strip()):
        raise Wrong(f"{name} has {units} code units")


def _json(fields: dict[str, str], name: str) -> Any:
    try:
        return json.loads(fields.pop(name, "null"))
    except ValueError as error:
        raise Wrong(f"{name} is no JSON") from error


def _reply_markup(fields: dict[str, str]) -> None:
    markup = _json(fields, "reply_markup")
    if markup is None:
        return
    if not isinstance(markup, dict) or set(markup) != {"inline_keyboard"}:
        raise Wrong("reply_markup is no inline keyboard")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) and row for row in rows):
        raise Wrong("inline_keyboard is no list of rows")
    for row in rows:
        for button in row:
            _button(button)


def _button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise Wrong("a button has no text")
    kinds = set(button) - {"text"}
    if len(kinds) != 1 or not kinds <= _BUTTON_KINDS:
        raise Wrong("a button does not do exactly one thing")
    data = button.get("callback_data", "x")
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= 64:
        raise Wrong("callback_data is not 1 to 64 bytes")


def _nothing_else(fields: dict[str, str], photo: bytes | None) -> None:
    """These methods have more parameters, but a call of this bot with another one is a mistake."""
    if fields or photo:
        raise Wrong(f"unexpected parameters: {sorted(fields)}")
