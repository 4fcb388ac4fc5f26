"""Twilio's API on a free port: it holds each request against the published one and answers as it is told."""

from __future__ import annotations

import asyncio
import base64
import re
import threading
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "the token that only these tests use"
NUMBER = "whatsapp:+14155238886"

_LONGEST_BODY = 1600
_RECIPIENT = re.compile(r"whatsapp:\+[1-9][0-9]{5,14}")


@dataclass(frozen=True)
class Sent:
    """A message that the API accepted."""

    recipient: str
    text: str


@dataclass(frozen=True)
class Reply:
    """How the API answers a request that is in order. Status 0: not at all, until it is told to let go."""

    status: int
    code: int = 20500
    retry_after: str | None = None
    page: str | None = None

    def response(self) -> web.Response:
        """What goes over the wire; the text quotes what must not reach a log."""
        headers = {"Retry-After": self.retry_after} if self.retry_after is not None else {}
        if self.page is not None:
            return web.Response(status=self.status, text=self.page, content_type="text/html", headers=headers)
        body = {
            "code": self.code,
            "message": "The number whatsapp:+51999888777 cannot be reached",
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        return web.json_response(body, status=self.status, headers=headers)


ACCEPTED = Reply(201)
BROKEN = Reply(500)
BUSY = Reply(429, 20429)
SILENCE = Reply(0)
GATEWAY = Reply(502, page="<html>502 Bad Gateway</html>")
PORTAL = Reply(200, page="<html>Inicia sesión en la red</html>")
UNSUBSCRIBED = Reply(400, 21610)
OUTSIDE_WINDOW = Reply(400, 63016)
BLOCKED = Reply(403, 63024)


@dataclass
class FakeTwilio:
    """`planned` answers the next requests, one each; `always` all others, when it is set."""

    sent: list[Sent] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    planned: deque[Reply] = field(default_factory=deque)
    always: Reply | None = None
    requests: int = 0
    address: str = ""
    held: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._changed = threading.Condition()

    def texts_to(self, recipient: str) -> list[str]:
        """What a number received, oldest first."""
        return [sent.text for sent in self.sent if sent.recipient == recipient]

    def saw(self, requests: int, seconds: float = 60) -> bool:
        """Wait until so many requests have come; whether they have."""
        with self._changed:
            return self._changed.wait_for(lambda: self.requests >= requests, seconds)

    def let_go(self) -> None:
        """Accept the requests that were not answered."""
        self._loop.call_soon_threadsafe(self._released.set)

    async def handle(self, request: web.Request) -> web.Response:
        """Check a request, then answer it as planned."""
        fields = parse_qsl((await request.read()).decode(), keep_blank_values=True, strict_parsing=True)
        with self._changed:
            self.requests += 1
            self._changed.notify_all()
        wrong = [*_wrong_envelope(request), *_wrong_fields(fields)]
        if wrong:
            self.wrong += wrong
            return Reply(400, 21211).response()
        reply = self.planned.popleft() if self.planned else self.always
        if reply and reply.status not in (SILENCE.status, ACCEPTED.status):
            return reply.response()
        if reply == SILENCE:
            self.held.set()
            await self._released.wait()
        return self._accept(dict(fields))

    def _accept(self, fields: dict[str, str]) -> web.Response:
        self.sent.append(Sent(fields["To"], fields["Body"]))
        sid = f"SM{uuid.uuid4().hex}"
        body: dict[str, Any] = {
            "account_sid": ACCOUNT_SID,
            "api_version": "2010-04-01",
            "body": fields["Body"],
            "date_created": "Thu, 24 Aug 2026 05:01:45 +0000",
            "date_sent": None,
            "date_updated": "Thu, 24 Aug 2026 05:01:45 +0000",
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": fields["From"],
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": sid,
            "status": "queued",
            "subresource_uris": {"media": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}/Media.json"},
            "to": fields["To"],
            "uri": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}.json",
        }
        return web.json_response(body, status=201)

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._released, self._closing = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        application = web.Application(client_max_size=1_000_000)
        application.router.add_route("*", "/{path:.*}", self.handle)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ready.set()
        await self._closing.wait()
        await runner.cleanup()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve until the block is left."""
        ready = threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        thread.start()
        assert ready.wait(60), "the API did not start"
        try:
            yield
        finally:
            self.let_go()
            self._loop.call_soon_threadsafe(self._closing.set)
            thread.join(60)


def _wrong_envelope(request: web.Request) -> Iterator[str]:
    if request.method != "POST" or request.raw_path != f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json":
        yield f"{request.method} {request.raw_path}"
    credentials = base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
    if request.headers.get("Authorization") != f"Basic {credentials}":
        yield "wrong credentials"
    if request.content_type != "application/x-www-form-urlencoded":
        yield f"content type {request.content_type}"


def _wrong_fields(fields: list[tuple[str, str]]) -> Iterator[str]:
    names = sorted(name for name, _ in fields)
    if names != ["Body", "From", "To"]:
        yield f"fields {names}"
        return
    given = dict(fields)
    if given["From"] != NUMBER:
        yield f"From {given['From']}"
    if not _RECIPIENT.fullmatch(given["To"]):
        yield f"To {given['To']}"
    if not given["Body"].strip():
        yield "an empty Body"
    if len(given["Body"].encode("utf-16-le")) // 2 > _LONGEST_BODY:
        yield f"a Body of {len(given['Body'])} characters"
