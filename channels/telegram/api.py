"""The Bot API: one call, repeated while the API is not available.

Errors are told apart by their status alone, and nothing of what is sent or answered reaches a log.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.bot.api import TELEGRAM_PRODUCTION, TelegramAPIServer, compose_data
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential

_back_off = wait_random_exponential(multiplier=0.2, max=2)


@dataclass(frozen=True)
class Call:
    """A method of the Bot API with its fields, and the PNG that goes with sendPhoto."""

    method: str
    fields: dict[str, str | int]
    picture: bytes | None = None

    def without_picture(self) -> list[Call]:
        """What still can be said when the picture is refused: its caption, if it has one."""
        caption = self.fields.get("caption")
        if caption is None:
            return []
        keyboard = {name: value for name, value in self.fields.items() if name == "reply_markup"}
        return [text_call(int(self.fields["chat_id"]), str(caption)).having(keyboard)]

    def having(self, fields: dict[str, str | int]) -> Call:
        """The same call with more fields."""
        return replace(self, fields={**self.fields, **fields})


class Refused(Exception):
    """The Bot API will never accept this call."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The Bot API answered {status}.")
        self.status = status


class Unavailable(Exception):
    """The Bot API did not take this call now; `pause` is how many seconds it asks to wait."""

    def __init__(self, pause: float = 0) -> None:
        super().__init__("The Bot API did not take the call.")
        self.pause = pause


class BotApi:
    """A bot's connection to the Bot API."""

    def __init__(self, access_token: str, api_url: str | None) -> None:
        """Raises aiogram's ValidationError when the token cannot be one."""
        self._token = access_token
        self._server = TelegramAPIServer.from_base(api_url) if api_url else TELEGRAM_PRODUCTION
        self._bot = Bot(access_token, server=self._server)

    async def call(self, call: Call, seconds: float) -> None:
        """Call a method once, for so many seconds at most. Raises Refused or Unavailable."""
        if seconds <= 0:  # which aiohttp would read as no limit
            raise Unavailable
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
            raise Unavailable from error

    async def insist(self, call: Call, deadline: float, seconds: float) -> None:
        """Call a method until it works, `seconds` an attempt, or until the loop's clock shows `deadline`.

        Raises Refused, or the last Unavailable.
        """
        clock = asyncio.get_running_loop().time
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(Unavailable),
            wait=_pause,
            stop=lambda retry: clock() + retry.upcoming_sleep >= deadline,
            reraise=True,
        ):
            with attempt:
                await self.call(call, min(seconds, deadline - clock()))

    async def close(self) -> None:
        """Close the connections."""
        await self._bot.session.close()


def text_call(chat: int, text: str) -> Call:
    """The call that sends a text to a chat, without previews of its links."""
    return Call("sendMessage", {"chat_id": chat, "text": text, "link_preview_options": '{"is_disabled": true}'})


def _check(status: int, raw: bytes) -> None:
    """Raise Refused or Unavailable unless the Bot API has done what was asked."""
    try:
        body = _object(json.loads(raw))
    except (ValueError, RecursionError):  # a page of something between us and Telegram
        body = {}
    if status == HTTPStatus.OK and body.get("ok") is True:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        pause = _object(body.get("parameters")).get("retry_after")
        raise Unavailable(pause if type(pause) is int else 0)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Refused(status)
    raise Unavailable


def _pause(retry: RetryCallState) -> float:
    """How many seconds to wait before the next attempt: what the API asks for, else a little more each time."""
    error = retry.outcome.exception() if retry.outcome else None
    asked = error.pause if isinstance(error, Unavailable) else 0
    return max(asked, _back_off(retry))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
