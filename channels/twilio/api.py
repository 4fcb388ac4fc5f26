"""Send WhatsApp messages through Twilio's API, in their order, with retries inside a budget of time.

With the asynchronous half of Twilio's own client. The other half, in threads, keeps the last response on the client:
two threads would read each other's.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from http import HTTPStatus
from typing import Any

import aiohttp
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_exponential_jitter
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

#: Seconds for one delivery with all its retries.
BUDGET = 8.0
#: UTF-16 code units of the longest message that Twilio takes: the strictest way to count its 1,600 characters.
LONGEST_TEXT = 1600

_LONGEST_REQUEST = 4.0

_back_off = wait_exponential_jitter(initial=0.25, max=2, jitter=0.25)

# The library tells every request to its logger; warnings are enough.
_library_logger = logging.getLogger(f"{__name__}.client")
_library_logger.setLevel(logging.WARNING)


class Undelivered(Exception):
    """Twilio could not be reached, was busy or broken; later it may work. `retry_after`: seconds that it asked for."""

    def __init__(self, retry_after: float = 0) -> None:
        super().__init__()
        self.retry_after = retry_after


class Refused(Exception):
    """Twilio will not take the message, now or later. `code`: Twilio's own, such as 63016."""

    def __init__(self, status: int, code: int | None) -> None:
        super().__init__(f"HTTP {status}, code {code}")
        self.status = status
        self.code = code


class _HttpClient(AsyncTwilioHttpClient):
    """Raises Undelivered for what may work later: the library's own exception drops the Retry-After header."""

    async def request(self, *args: Any, **kwargs: Any) -> Response:
        """One request to the API."""
        try:
            response: Response = await super().request(*args, **kwargs)
        except (aiohttp.ClientError, OSError) as error:
            raise Undelivered from error
        if (
            response.status_code == HTTPStatus.TOO_MANY_REQUESTS
            or response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        ):
            retry_after = str((response.headers or {}).get("Retry-After", ""))
            raise Undelivered(float(retry_after) if retry_after.isdecimal() else 0)
        return response


class TwilioApi:
    """The messages of one number.

    `number`: "whatsapp:+<digits>"; `api_url`: where the API is, None for Twilio's own; `budget`: seconds for one
    delivery with all its retries.
    """

    def __init__(
        self, account_sid: str, auth_token: str, number: str, api_url: str | None = None, budget: float = BUDGET
    ) -> None:
        self._account_sid, self._auth_token, self._number = account_sid, auth_token, number
        self._api_url = api_url
        self._budget = budget
        self._client: Client | None = None

    async def deliver(self, recipient: str, texts: deque[str]) -> None:
        """Send the texts, each after the one before was accepted; each leaves the queue when it is.

        `recipient`: "whatsapp:+<digits>". Raises Undelivered, with what is left still in the queue, when the budget is
        used up, and Refused.
        """
        deadline = time.monotonic() + self._budget
        while texts:
            await self._persist(recipient, texts[0], deadline)
            texts.popleft()

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.http_client.close()
            self._client = None

    async def _persist(self, recipient: str, text: str, deadline: float) -> None:
        """Send a text until it is accepted, refused or too late."""

        async def attempt() -> None:
            await self._send(recipient, text, min(_LONGEST_REQUEST, deadline - time.monotonic()))

        def is_too_late(state: RetryCallState) -> bool:
            return time.monotonic() + state.upcoming_sleep >= deadline

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(Undelivered), wait=_pause, stop=is_too_late, reraise=True
        )
        await retrying(attempt)

    async def _send(self, recipient: str, text: str, seconds: float) -> None:
        if seconds <= 0:
            raise Undelivered
        messages = self._connected().messages
        try:
            await asyncio.wait_for(messages.create_async(to=recipient, from_=self._number, body=text), seconds)
        except asyncio.TimeoutError as error:
            raise Undelivered from error
        except TwilioRestException as error:
            # Without its cause, which quotes the phone number.
            raise Refused(error.status, error.code if isinstance(error.code, int) else None) from None
        except ValueError as error:  # a page of something between us and Twilio
            raise Undelivered from error

    def _connected(self) -> Client:
        """The client, made at the first message: its connections belong to the loop that runs then."""
        if self._client is None:
            http_client = _HttpClient(logger=_library_logger)
            self._client = Client(self._account_sid, self._auth_token, http_client=http_client)
            if self._api_url:
                self._client.api.base_url = self._api_url
        return self._client


def _pause(state: RetryCallState) -> float:
    """Seconds until the next try: longer each time, and never shorter than the API asked for."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, Undelivered) else 0
    return max(asked, _back_off(state))
