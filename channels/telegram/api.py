"""The Bot API: the calls that deliver an answer, each repeated while the API is not available.

Errors are told apart by their status alone, and nothing of what is sent or answered reaches a log.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.bot.api import TELEGRAM_PRODUCTION, TelegramAPIServer, compose_data

from channels.offers import CHOOSE
from channels.sending import BUDGET, Refused, Unauthorized, Undelivered, insist, send_all

logger = logging.getLogger(__name__)

_ATTEMPTS_IN_BUDGET = 3
#: A token that was revoked, and one that never was: the address of every method holds it.
_OUR_FAULT = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)


@dataclass(frozen=True)
class Call:
    """A method of the Bot API with its fields, and the PNG that goes with sendPhoto."""

    method: str
    fields: dict[str, str | int]
    picture: bytes | None = None

    def without_picture(self) -> Call | None:
        """What still can be said when the picture is refused: its caption and its buttons, if it has any."""
        keyboard = {name: value for name, value in self.fields.items() if name == "reply_markup"}
        text = self.fields.get("caption", CHOOSE if keyboard else None)
        return None if text is None else text_call(int(self.fields["chat_id"]), str(text)).having(keyboard)

    def having(self, fields: dict[str, str | int]) -> Call:
        """The same call with more fields."""
        return replace(self, fields={**self.fields, **fields})


class BotApi:
    """A bot's connection to the Bot API."""

    def __init__(self, access_token: str, api_url: str | None, budget: float = BUDGET) -> None:
        """`budget`: seconds for one delivery with all its retries.

        Raises aiogram's ValidationError when the token cannot be one.
        """
        self._budget = budget
        self._token = access_token
        self._server = TelegramAPIServer.from_base(api_url) if api_url else TELEGRAM_PRODUCTION
        self._bot = Bot(access_token, server=self._server)

    async def deliver(self, calls: deque[Call]) -> None:
        """Make the calls, one after the other; each leaves the queue when it was accepted or refused.

        Nothing more is sent to who has blocked the bot. Raises Undelivered, with what is left still in the queue.
        """
        deadline = asyncio.get_running_loop().time() + self._budget
        await send_all("Telegram", calls, lambda call: self._send(call, deadline), _is_unreachable)

    async def call(self, call: Call, seconds: float) -> None:
        """Call a method once, for so many seconds at most. Raises Refused, Undelivered or Unauthorized."""
        files = {"photo": ("resultado.png", call.picture)} if call.picture else None
        try:
            async with self._bot.session.post(
                self._server.api_url(self._token, call.method),
                data=compose_data(call.fields, files),
                timeout=aiohttp.ClientTimeout(total=seconds),
                allow_redirects=False,
            ) as answer:
                _check(answer.status, await answer.read())
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise Undelivered from error

    async def close(self) -> None:
        """Close the connections."""
        await self._bot.session.close()

    async def _send(self, call: Call, deadline: float) -> None:
        try:
            await self._insist(call, deadline)
        except Refused as refusal:
            words = call.without_picture() if call.picture else None
            if words is None or _is_unreachable(refusal):
                raise
            logger.error("Telegram refused a picture: HTTP %d.", refusal.status)
            await self._insist(words, deadline)

    async def _insist(self, call: Call, deadline: float) -> None:
        await insist(lambda seconds: self.call(call, seconds), deadline, self._budget / _ATTEMPTS_IN_BUDGET)


def text_call(chat: int, text: str) -> Call:
    """The call that sends a text to a chat, without previews of its links."""
    return Call("sendMessage", {"chat_id": chat, "text": text, "link_preview_options": '{"is_disabled": true}'})


def _check(status: int, raw: bytes) -> None:
    """Raise Refused, Undelivered or Unauthorized unless the Bot API has done what was asked."""
    try:
        body = _object(json.loads(raw))
    except (ValueError, RecursionError):  # a page of something between us and Telegram
        body = {}
    if status == HTTPStatus.OK and body.get("ok") is True:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        pause = _object(body.get("parameters")).get("retry_after")
        raise Undelivered(pause if type(pause) is int else 0)
    if status in _OUR_FAULT:
        raise Unauthorized(status)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Refused(status)
    raise Undelivered


def _is_unreachable(refusal: Refused) -> bool:
    """Whether the student has blocked the bot."""
    return refusal.status == HTTPStatus.FORBIDDEN


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
