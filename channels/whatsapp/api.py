"""Send messages through WhatsApp's Graph API, in their order, with retries inside a budget of time.

Over aiohttp and tenacity rather than pywa: pywa fixes the API's address, repeats nothing that failed for a moment, and
writes whole requests, so texts and phone numbers, to its log. The four requests that are needed here fit a page.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import aiohttp
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_exponential_jitter

from channels.whatsapp.messages import Message, text_message

#: Seconds for one delivery with all its retries.
BUDGET = 8.0

_LONGEST_REQUEST = 4.0
_LONGEST_READ_RECEIPT = 2.0
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500
_ERROR = 300
#: Throttled, or the service is down for a moment. Codes, because the HTTP status that goes with them varies.
_TRANSIENT_CODES = frozenset({4, 80007, 130429, 131000, 131016, 131048, 131056, 133004})

_back_off = wait_exponential_jitter(initial=0.25, max=2, jitter=0.25)


class Undelivered(Exception):
    """The API could not be reached, was busy or broken; later it may work. `retry_after`: seconds that it asked for."""

    def __init__(self, retry_after: float = 0) -> None:
        super().__init__()
        self.retry_after = retry_after


class Refused(Exception):
    """The API will not take the message, now or later."""

    def __init__(self, status: int, code: int | None) -> None:
        super().__init__(f"HTTP {status}, code {code}")
        self.status = status
        self.code = code


class GraphApi:
    """The messages of one business phone number. `budget`: seconds for one delivery with all its retries."""

    def __init__(self, api_url: str, phone_number_id: str, access_token: str, budget: float = BUDGET) -> None:
        self._address = f"{api_url.rstrip('/')}/{phone_number_id}"
        self._headers = {"Authorization": f"Bearer {access_token}"}
        self._budget = budget
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, messages: deque[Message]) -> None:
        """Send the messages, one after the other was accepted; each leaves the queue when it is.

        Raises Undelivered, with what is left still in the queue, when the budget is used up, and Refused.
        """
        deadline = time.monotonic() + self._budget
        while messages:
            await self._send(messages[0], deadline)
            messages.popleft()

    async def mark_as_read(self, message_id: str) -> None:
        """Show the student that the message was read and is being answered. One try: nothing depends on it."""
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
        try:
            await self._request("messages", lambda: {"json": body}, _LONGEST_READ_RECEIPT)
        except (Undelivered, Refused):
            return

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _send(self, message: Message, deadline: float) -> None:
        body = message.body
        if message.picture is not None:
            body = await self._with_picture(body, message.picture, deadline)
        await self._persist("messages", lambda: {"json": body}, deadline)

    async def _with_picture(self, body: dict[str, Any], picture: bytes, deadline: float) -> dict[str, Any]:
        """The body with the picture's media id; only the caption, as a text, when the picture is not taken."""
        try:
            media = await self._persist("media", lambda: {"data": _form(picture)}, deadline)
        except Refused:
            if "caption" not in body["image"]:
                raise
            return text_message(body["image"]["caption"], body["to"]).body
        return {**body, "image": {"id": str(media.get("id", "")), **body["image"]}}

    async def _persist(self, path: str, payload: Callable[[], dict[str, Any]], deadline: float) -> dict[str, Any]:
        """Post until it is accepted, refused or too late."""

        async def attempt() -> dict[str, Any]:
            return await self._request(path, payload, min(_LONGEST_REQUEST, deadline - time.monotonic()))

        def is_too_late(state: RetryCallState) -> bool:
            return time.monotonic() + state.upcoming_sleep >= deadline

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(Undelivered), wait=_pause, stop=is_too_late, reraise=True
        )
        return await retrying(attempt)

    async def _request(self, path: str, payload: Callable[[], dict[str, Any]], seconds: float) -> dict[str, Any]:
        if seconds <= 0:
            raise Undelivered
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers)
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._session.post(
                f"{self._address}/{path}", timeout=timeout, allow_redirects=False, **payload()
            ) as response:
                answer = _object(await response.read())
                if response.status >= _ERROR:
                    raise _failure(response.status, response.headers.get("Retry-After", ""), answer)
                return answer
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise Undelivered from error


def _form(picture: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("messaging_product", "whatsapp")
    form.add_field("type", "image/png")
    form.add_field("file", picture, filename="resultado.png", content_type="image/png")
    return form


def _pause(state: RetryCallState) -> float:
    """Seconds until the next try: longer each time, and never shorter than the API asked for."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, Undelivered) else 0
    return max(asked, _back_off(state))


def _failure(status: int, retry_after: str, answer: dict[str, Any]) -> Exception:
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    number = code if isinstance(code, int) else None
    if status == _TOO_MANY_REQUESTS or status >= _SERVER_ERROR or number in _TRANSIENT_CODES:
        return Undelivered(float(retry_after) if retry_after.isdecimal() else 0)
    return Refused(status, number)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(raw)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
