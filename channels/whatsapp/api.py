"""Send messages through WhatsApp's Graph API, in their order, with retries inside a budget of time.

Over aiohttp and tenacity rather than pywa: pywa fixes the API's address, repeats nothing that failed for a moment, and
writes whole requests, so texts and phone numbers, to its log. The four requests that are needed here fit a page.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

import aiohttp

from channels.sending import BUDGET, Refused, Unauthorized, Undelivered, insist, pause_in, send_all
from channels.whatsapp.messages import Message, text_message

logger = logging.getLogger(__name__)

_LONGEST_REQUEST = 4.0
_LONGEST_READ_RECEIPT = 2.0
_UNAUTHORIZED = 401
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500
_ERROR = 300
#: Throttled, or the service is down for a moment. Codes, because the HTTP status that goes with them varies.
_TRANSIENT_CODES = frozenset({4, 80007, 130429, 131000, 131016, 131048, 131056, 133004})
#: Token, permissions, account or payment: what the operator has to mend.
_OUR_FAULT_CODES = frozenset({0, 3, 10, 190, 131005, 131031, 131042})
#: Nothing reaches the student: no WhatsApp, blocked, or silent for more than a day.
_UNREACHABLE_CODES = frozenset({131026, 131047})


class GraphApi:
    """The messages of one business phone number. `budget`: seconds for one delivery with all its retries."""

    def __init__(self, api_url: str, phone_number_id: str, access_token: str, budget: float = BUDGET) -> None:
        self._address = f"{api_url.rstrip('/')}/{phone_number_id}"
        self._headers = {"Authorization": f"Bearer {access_token}"}
        self._budget = budget
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, messages: deque[Message]) -> None:
        """Send the messages, one after the other; each leaves the queue when it was accepted or refused.

        Nothing more is sent to who cannot be reached. Raises Undelivered, with what is left still in the queue.
        """
        deadline = asyncio.get_running_loop().time() + self._budget
        await send_all("WhatsApp", messages, lambda message: self._send(message, deadline), _is_unreachable)

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
        if message.picture is None:
            await self._post_message(message.body, deadline)
            return
        try:
            await self._post_message(await self._with_picture(message.body, message.picture, deadline), deadline)
        except Refused as refusal:
            caption = message.body["image"].get("caption")
            if caption is None or _is_unreachable(refusal):
                raise
            logger.error("WhatsApp refused a picture: HTTP %d, code %s.", refusal.status, refusal.code)
            await self._post_message(text_message(caption, message.body["to"]).body, deadline)

    async def _with_picture(self, body: dict[str, Any], picture: bytes, deadline: float) -> dict[str, Any]:
        """The body with the picture's media id."""
        media = await self._insist("media", lambda: {"data": _form(picture)}, deadline)
        return {**body, "image": {"id": str(media.get("id", "")), **body["image"]}}

    async def _post_message(self, body: dict[str, Any], deadline: float) -> None:
        await self._insist("messages", lambda: {"json": body}, deadline)

    async def _insist(self, path: str, payload: Callable[[], dict[str, Any]], deadline: float) -> dict[str, Any]:
        return await insist(lambda seconds: self._request(path, payload, seconds), deadline, _LONGEST_REQUEST)

    async def _request(self, path: str, payload: Callable[[], dict[str, Any]], seconds: float) -> dict[str, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers)
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._session.post(
                f"{self._address}/{path}", timeout=timeout, allow_redirects=False, **payload()
            ) as response:
                answer = _object(await response.read())
                if response.status >= _ERROR:
                    raise _failure(response.status, response.headers.get("Retry-After"), answer)
                return answer
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise Undelivered from error


def _form(picture: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("messaging_product", "whatsapp")
    form.add_field("type", "image/png")
    form.add_field("file", picture, filename="resultado.png", content_type="image/png")
    return form


def _failure(status: int, retry_after: str | None, answer: dict[str, Any]) -> Exception:
    error = answer.get("error")
    given = error.get("code") if isinstance(error, dict) else None
    code = given if isinstance(given, int) else None
    if status == _TOO_MANY_REQUESTS or status >= _SERVER_ERROR or code in _TRANSIENT_CODES:
        return Undelivered(pause_in(retry_after))
    if status == _UNAUTHORIZED or code in _OUR_FAULT_CODES:
        return Unauthorized(status, code)
    return Refused(status, code)


def _is_unreachable(refusal: Refused) -> bool:
    return refusal.code in _UNREACHABLE_CODES


def _object(raw: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(raw)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
