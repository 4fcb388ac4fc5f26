"""A Sanic server in a thread, and a bot that does what a test tells it."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic

from channels.rest import RestInput

Bot = Callable[[UserMessage], Awaitable[None]]


@contextmanager
def served(app: Sanic) -> Iterator[str]:
    """Serve an application on a free port; gives its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def start() -> Any:
        server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        await server.startup()
        ready.set()
        return server

    def run() -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(start())
        loop.run_forever()
        server.close()
        loop.run_until_complete(server.wait_closed())

    thread = threading.Thread(target=run, daemon=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sanic, "test_mode", True)  # else Sanic optimises its classes for the first of several servers
        thread.start()
        assert ready.wait(30), "the server did not start"
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    listener.close()


class Agent:
    """Stands where Rasa's agent stands: records what comes in and answers as `bot` does."""

    def __init__(self) -> None:
        self.received: list[UserMessage] = []
        self.bot: Bot = echo

    async def handle_message(self, message: UserMessage) -> None:
        """Called for every message that reaches the dialogue engine."""
        self.received.append(message)
        await self.bot(message)


async def echo(message: UserMessage) -> None:
    """Answer with the message's own text."""
    await message.output_channel.send_response(message.sender_id, {"text": message.text})


@dataclass(frozen=True)
class Rest:
    """The REST channel over HTTP."""

    address: str
    agent: Agent

    def post(self, body: Any, content_type: str = "application/json") -> tuple[int, Any]:
        """Post raw bytes, or anything else as JSON; gives status and answer."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=20)
        try:
            connection.request("POST", "/webhooks/rest/webhook", raw, {"Content-Type": content_type})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="package")
def rest_server() -> Iterator[Rest]:
    app = Sanic("test_rest", register=False, configure_logging=False)
    app.ctx.agent = Agent()
    register([RestInput()], app, route="/webhooks/")
    with served(app) as address:
        yield Rest(address, app.ctx.agent)


@pytest.fixture
def rest(rest_server: Rest) -> Rest:
    """The channel, with a bot that has heard nothing yet and repeats what it hears."""
    rest_server.agent.__init__()  # type: ignore[misc]
    return rest_server
