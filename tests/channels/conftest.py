"""A Sanic server in a thread, and a bot that does what a test tells it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic

from channels.rest import RestInput
from tests.serving import served

Bot = Callable[[UserMessage], Awaitable[None]]


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
