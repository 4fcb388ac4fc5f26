"""The Rasa server's upkeep: erasures that were left behind, and conversations past the days that they are kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic

from actions.failures import log_failure
from channels.erasing import Eraser
from channels.state import current

logger = logging.getLogger(__name__)

#: In bytes. A provider's largest webhook (WhatsApp, 3 MB) passes; a channel may allow less.
LARGEST_REQUEST = 4_000_000
_EVERY_SECONDS = 60.0
_EXPIRY_EVERY = 60  # rounds: an hour


class UpkeepInput(InputChannel):
    """Takes no messages: a channel is the one place where Rasa lets us start work beside the server."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa."""
        return "upkeep"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """No routes; a task that runs as long as the server does."""
        upkeep = Blueprint("delegado_upkeep")

        @upkeep.listener("before_server_start")
        async def bound_requests(app: Sanic, _loop: Any) -> None:
            # The stock limit is 100 MB, read into memory before any channel can refuse it.
            app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST

        @upkeep.listener("after_server_start")
        async def start(app: Sanic, _loop: Any) -> None:
            eraser = current().eraser
            eraser.agent = app.ctx.agent
            await _warm_up(app.ctx.agent)
            app.ctx.upkeep = asyncio.create_task(_keep_up(eraser))

        @upkeep.listener("before_server_stop")
        async def stop(app: Sanic, _loop: Any) -> None:
            app.ctx.upkeep.cancel()

        return upkeep


async def _warm_up(agent: Any) -> None:
    """Understand one sentence: the first one takes over a second, and no student should wait for it."""
    try:
        await agent.parse_message("¿cuántas faltas puedo tener?")
    except Exception as error:
        log_failure("the warm-up", error)


async def _keep_up(eraser: Eraser) -> None:
    rounds = 0
    while True:
        try:
            erased = await eraser.erase_left_behind()
            if rounds % _EXPIRY_EVERY == 0:
                erased += await eraser.drop_old()
            if erased:
                logger.info("%s conversations were erased.", erased)
        except Exception as error:
            log_failure("the upkeep", error)
        rounds += 1
        await asyncio.sleep(_EVERY_SECONDS)
