"""WhatsApp through Twilio: the webhook that takes a student's messages, and how each gets its answer.

Of Rasa's own channel only the name, the address and the credentials are kept. It checks no signature, so anybody can
write as any student; it turns every "¡" into "@"; it waits for Twilio with the whole server standing still; it cuts an
answer at every blank line and not where Twilio's limit asks for it; it loses buttons; it repeats nothing that failed,
answers a message twice that came twice, and passes errors on to the server.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urldefrag

from multidict import MultiDict
from rasa.core.channels.twilio import TwilioInput as StockTwilioInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from twilio.request_validator import RequestValidator

from actions.failures import log_failure
from actions.settings import SettingsError
from channels.addresses import safe_address
from channels.deliveries import Deliveries
from channels.reception import APOLOGY, Answer, Incoming, OnNewMessage, receive
from channels.sending import BUDGET
from channels.split import split
from channels.state import current
from channels.twilio.api import LONGEST_TEXT, TwilioApi

logger = logging.getLogger(__name__)

NAME = "twilio"
SIGNATURE_HEADER = "X-Twilio-Signature"
LARGEST_BODY = 1_000_000
BY_NUMBER = "Responde con el número."

_ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
_MESSAGE_SID = re.compile(r"[A-Za-z0-9]{1,64}")
_ADDRESS = re.compile(r"whatsapp:(\+[0-9]{6,15})")
#: Seconds before each further try of what could not be answered.
_PAUSES = (30.0, 60.0, 120.0, 300.0, 600.0)


@dataclass(frozen=True)
class _Received:
    """A message that asks for an answer; `text` is an empty dict for what is no text.

    `sender`: the phone number, "+<digits>".
    """

    id: str
    sender: str
    text: str | dict[str, Any]


class TwilioInput(StockTwilioInput):
    """`POST /webhooks/twilio/webhook`: a form that Twilio signed.

    The answer is 204 when nothing is left to do, else 503. Twilio then sends the message again when the webhook's
    address in its console ends in `#rc=2&rp=all`, or when the same address is the fallback address too, but only within
    15 seconds. So the channel tries again by itself as well, from half a minute to a good quarter of an hour later, as
    long as the server runs. Each message is answered at least once: a call that timed out but was accepted is repeated.
    """

    def __init__(
        self,
        account_sid: str | None,
        auth_token: str | None,
        twilio_number: str | None,
        webhook_url: str | None = None,
        api_url: str | None = None,
        budget: float = BUDGET,
        pauses: Sequence[float] = _PAUSES,
    ) -> None:
        """`webhook_url`: this channel's public address, as it is in Twilio's console: that is what Twilio signs.

        `api_url`: where the API is, if it is not Twilio's own. `budget`: seconds for delivering the answer to one
        message, retries included; `pauses`: seconds before each further try of what could not be answered. Raises
        SettingsError when something is missing or cannot work.
        """
        sid, token, number, address = _required(
            account_sid=account_sid, auth_token=auth_token, twilio_number=twilio_number, webhook_url=webhook_url
        )
        _check_form("account_sid", sid, _ACCOUNT_SID, "AC and 32 hexadecimal digits")
        _check_form("twilio_number", number, _ADDRESS, "whatsapp:+<digits>")
        safe_address(NAME, "webhook_url", address)
        if api_url:
            safe_address(NAME, "api_url", api_url)
        super().__init__(sid, token, number, debug_mode=False)
        # What follows "#" is for Twilio's side of the connection, and not signed.
        self._webhook_url = urldefrag(address).url
        self._validator = RequestValidator(token)
        self._api = TwilioApi(sid, token, number, api_url or None, budget)
        self._deliveries: Deliveries[str] = Deliveries(NAME)
        self._pauses = pauses
        self._tried_later: set[str] = set()

    @classmethod
    def name(cls) -> str:
        """The stock channel's name and address."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TwilioInput:
        """Read account_sid, auth_token, twilio_number, webhook_url and api_url (optional) from credentials.yml.

        Raises SettingsError when one is missing or cannot work.
        """
        given = {key: str(value).strip() for key, value in (credentials or {}).items() if value is not None}
        return cls(
            given.get("account_sid"),
            given.get("auth_token"),
            given.get("twilio_number"),
            given.get("webhook_url"),
            given.get("api_url"),
        )

    def get_output_channel(self) -> None:
        """None: answers only go out in reply, through the webhook."""
        return

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The channel's routes."""
        webhook = Blueprint("delegado_twilio", __name__)

        @webhook.route("/", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"])
        async def message(request: Request) -> HTTPResponse:
            return await self._posted(request, on_new_message)

        @webhook.listener("after_server_stop")
        async def close(*_: Any) -> None:
            await self._deliveries.close()
            await self._api.close()

        return webhook

    async def _posted(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        signature = request.headers.get(SIGNATURE_HEADER)
        if not signature:
            return response.text("unsigned", status=401)
        if len(request.body) > LARGEST_BODY:
            return response.text("too large", status=413)
        # Not request.form: it drops empty fields, which Twilio signs as well.
        form = MultiDict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        if not self._validator.validate(self._webhook_url, form, signature):
            return response.text("wrong signature", status=403)
        received = _read(form, self.twilio_number)
        if received is None:
            return response.empty()
        is_done = await self._deliveries.finish(self._answer_or_try_later(received, on_new_message))
        return response.empty() if is_done else response.text("again", status=503)

    async def _answer_or_try_later(self, received: _Received, on_new_message: OnNewMessage) -> bool:
        """Answer a message; gives whether nothing is left to do. Else further tries have been arranged for."""
        is_done = await self._answer(received, on_new_message)
        if not is_done and received.id not in self._tried_later:
            self._tried_later.add(received.id)
            self._deliveries.start(self._try_later(received, on_new_message))
        return is_done

    async def _try_later(self, received: _Received, on_new_message: OnNewMessage) -> None:
        try:
            for pause in self._pauses:
                await asyncio.sleep(pause)
                if await self._answer(received, on_new_message):
                    return
            logger.error("A message on Twilio was given up: it could not be answered.")
        finally:
            self._tried_later.discard(received.id)

    async def _answer(self, received: _Received, on_new_message: OnNewMessage) -> bool:
        async def write(received: _Received) -> deque[str]:
            sender_id = f"{NAME}:{received.sender}"
            incoming = Incoming(await _meant(sender_id, received.text), sender_id, NAME)
            return await _texts(sender_id, await receive(on_new_message, incoming))

        async def deliver(received: _Received, texts: deque[str]) -> None:
            await self._api.deliver(f"whatsapp:{received.sender}", texts)

        return await self._deliveries.answer(received.sender, [received], write, deliver)


def _read(form: MultiDict[str], number: str) -> _Received | None:
    """The message in a signed form; None for what asks for no answer, such as the status of one of ours."""
    sid, sender = form.get("MessageSid", ""), _ADDRESS.fullmatch(form.get("From", ""))
    if not sender or form.get("To") != number or not _MESSAGE_SID.fullmatch(sid):
        return None
    return _Received(sid, sender[1], _what_came(form))


def _what_came(form: MultiDict[str]) -> str | dict[str, Any]:
    text = form.get("Body", "")
    # The words of a place are its address, not the student's.
    is_place = "Latitude" in form
    has_media = form.get("NumMedia", "0") != "0"
    return {} if is_place or (has_media and not text.strip()) else text


async def _meant(sender_id: str, text: str | dict[str, Any]) -> str | dict[str, Any]:
    """The payload of the option that a text names, otherwise what came."""
    if not isinstance(text, str):
        return text
    return await current().offers.chosen(sender_id, text) or text


async def _texts(sender_id: str, answers: list[Answer]) -> deque[str]:
    """The texts of a turn, its options numbered from the first to the last: "2" has to mean one of them."""
    options: list[dict[str, str]] = []
    texts: deque[str] = deque()
    for answer in _in_words(answers):
        buttons = answer.get("buttons") or []
        numbered = [f"{number}. {button['title']}" for number, button in enumerate(buttons, len(options) + 1)]
        options += buttons
        listed = ["\n".join(numbered), BY_NUMBER] if numbered else []
        texts.extend(split("\n\n".join([str(answer.get("text") or "").strip(), *listed]), LONGEST_TEXT))
    if answers:
        await _offer(sender_id, options)
    return texts


def _in_words(answers: list[Answer]) -> list[Answer]:
    """The answers without their pictures, which Twilio fetches from a public address: a student's record has none.

    When nothing but the privacy notice is left, an apology.
    """
    worded = [answer for answer in answers if str(answer.get("text") or "").strip() or answer.get("buttons")]
    is_answered = any(answer.get("text") != current().notices.text for answer in worded)
    return worded if is_answered or not answers else [*worded, {"text": APOLOGY}]


async def _offer(sender_id: str, options: list[dict[str, str]]) -> None:
    try:
        await current().offers.renew(sender_id, options)
    except Exception as error:  # the answer is worth more than its options
        log_failure("options on twilio", error)


def _required(**given: str | None) -> tuple[str, ...]:
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise SettingsError(f"twilio: {', '.join(missing)} missing in credentials.yml.")
    return tuple(str(value) for value in given.values())


def _check_form(name: str, value: str, form: re.Pattern[str], description: str) -> None:
    if not form.fullmatch(value):
        raise SettingsError(f"twilio: {name} in credentials.yml has to be {description}.")
