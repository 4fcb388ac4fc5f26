"""Send WhatsApp messages through Twilio's API, in their order, with retries inside a budget of time.

With the asynchronous half of Twilio's own client. The other half, in threads, keeps the last response on the client:
two threads would read each other's.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from http import HTTPStatus
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from channels.sending import BUDGET, Refused, Unauthorized, Undelivered, insist, pause_in, send_all

#: UTF-16 code units of the longest message that Twilio takes: the strictest way to count its 1,600 characters.
LONGEST_TEXT = 1600

_LONGEST_REQUEST = 4.0
#: Nothing reaches the student: no WhatsApp or blocked, silent for more than a day, or unsubscribed.
_UNREACHABLE_CODES = frozenset({63024, 63016, 21610})

# The library tells every request to its logger; warnings are enough.
_library_logger = logging.getLogger(f"{__name__}.client")
_library_logger.setLevel(logging.WARNING)


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
            raise Undelivered(pause_in((response.headers or {}).get("Retry-After")))
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
        """Send the texts, one after the other; each leaves the queue when it was accepted or refused.

        `recipient`: "whatsapp:+<digits>". Nothing more is sent to who cannot be reached. Raises Undelivered, with what
        is left still in the queue.
        """
        deadline = asyncio.get_running_loop().time() + self._budget

        async def send(text: str) -> None:
            await insist(lambda seconds: self._send(recipient, text, seconds), deadline, _LONGEST_REQUEST)

        await send_all("Twilio", texts, send, _is_unreachable)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.http_client.close()
            self._client = None

    async def _send(self, recipient: str, text: str, seconds: float) -> None:
        messages = self._connected().messages
        try:
            await asyncio.wait_for(messages.create_async(to=recipient, from_=self._number, body=text), seconds)
        except asyncio.TimeoutError as error:
            raise Undelivered from error
        except TwilioRestException as error:
            # Without its cause, which quotes the phone number.
            kind = Unauthorized if error.status == HTTPStatus.UNAUTHORIZED else Refused
            raise kind(error.status, error.code if isinstance(error.code, int) else None) from None
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


def _is_unreachable(refusal: Refused) -> bool:
    return refusal.code in _UNREACHABLE_CODES
