"""WhatsApp through Twilio: the webhook that takes a student's messages, and how each gets its answer once.

Of Rasa's own channel only the name, the address and the credentials are kept. It checks no signature, so anybody can
write as any student; it turns every "¡" into "@"; it waits for Twilio with the whole server standing still; it cuts an
answer at every blank line and not where Twilio's limit asks for it; it loses buttons; it repeats nothing that failed,
answers a message twice that came twice, and passes errors on to the server.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlsplit
from weakref import WeakValueDictionary

from multidict import MultiDict
from rasa.core.channels.twilio import TwilioInput as StockTwilioInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from twilio.request_validator import RequestValidator

from actions.failures import log_failure
from actions.settings import SettingsError
from channels.reception import Answer, Incoming, OnNewMessage, receive
from channels.split import split
from channels.state import current
from channels.twilio.api import BUDGET, LONGEST_TEXT, Refused, TwilioApi, Undelivered

logger = logging.getLogger(__name__)

NAME = "twilio"
SIGNATURE_HEADER = "X-Twilio-Signature"
LARGEST_BODY = 1_000_000
BY_NUMBER = "Responde con el número."

_ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
_MESSAGE_SID = re.compile(r"[A-Za-z0-9]{1,64}")
_ADDRESS = re.compile(r"whatsapp:(\+[0-9]{6,15})")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_MOST_UNSENT = 500


@dataclass(frozen=True)
class _Received:
    """A message that asks for an answer; `text` is an empty dict for what is no text.

    `sender`: the phone number, "+<digits>".
    """

    sid: str
    sender: str
    text: str | dict[str, Any]


class TwilioInput(StockTwilioInput):
    """`POST /webhooks/twilio/webhook`: a form that Twilio signed.

    The answer is 204 when nothing is left to do, and 503 when Twilio has to send the message again. It does so when the
    webhook's address in its console ends in `#rc=2&rp=all`, or when the same address is the fallback address too.
    """

    def __init__(
        self,
        account_sid: str | None,
        auth_token: str | None,
        twilio_number: str | None,
        webhook_url: str | None = None,
        api_url: str | None = None,
        budget: float = BUDGET,
    ) -> None:
        """`webhook_url`: this channel's public address, as it is in Twilio's console: that is what Twilio signs.

        `api_url`: where the API is, if it is not Twilio's own. `budget`: seconds for delivering the answer to one
        message, retries included. Raises SettingsError when something is missing or cannot work.
        """
        sid, token, number, address = _required(
            account_sid=account_sid, auth_token=auth_token, twilio_number=twilio_number, webhook_url=webhook_url
        )
        _check_form("account_sid", sid, _ACCOUNT_SID, "AC and 32 hexadecimal digits")
        _check_form("twilio_number", number, _ADDRESS, "whatsapp:+<digits>")
        _check_address("webhook_url", address)
        if api_url:
            _check_address("api_url", api_url)
        super().__init__(sid, token, number, debug_mode=False)
        # What follows "#" is for Twilio's side of the connection, and not signed.
        self._webhook_url = urldefrag(address).url
        self._validator = RequestValidator(token)
        self._api = TwilioApi(sid, token, number, api_url or None, budget)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._unsent = _Unsent()
        self._running: set[asyncio.Task[bool]] = set()

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
        # The server cancels a request whose sender hangs up; an answer that has begun is finished all the same.
        work = asyncio.create_task(self._answer_in_turn(received, on_new_message))
        self._running.add(work)
        work.add_done_callback(self._running.discard)
        is_done = await asyncio.shield(work)
        return response.empty() if is_done else response.text("again", status=503)

    async def _answer_in_turn(self, received: _Received, on_new_message: OnNewMessage) -> bool:
        # Messages of one sender wait for each other; so does a message that comes again while its first answer is
        # under way, which then learns how that ended.
        async with self._turns.setdefault(received.sender, asyncio.Lock()):
            return await self._answer_once(received, on_new_message)

    async def _answer_once(self, received: _Received, on_new_message: OnNewMessage) -> bool:
        """Answer a message unless that is done already; gives whether nothing is left to do."""
        inbox = current().inbox
        try:
            if not await inbox.claim(NAME, received.sid):
                return True
            await self._answer(received, on_new_message)
        except Refused as refusal:
            logger.error("Twilio refused an answer: HTTP %d, code %s.", refusal.status, refusal.code)
        except Exception as error:
            log_failure("an answer on twilio", error)
            with suppress(Exception):
                await inbox.release(NAME, received.sid)
            return False
        try:
            await inbox.done(NAME, received.sid)
        except Exception as error:
            log_failure("noting an answer on twilio", error)
        return True

    async def _answer(self, received: _Received, on_new_message: OnNewMessage) -> None:
        texts = self._unsent.take(received.sid)
        if texts is None:
            sender_id = f"{NAME}:{received.sender}"
            incoming = Incoming(await _meant(sender_id, received.text), sender_id, NAME)
            texts = await _texts(sender_id, await receive(on_new_message, incoming))
        try:
            await self._api.deliver(f"whatsapp:{received.sender}", texts)
        except Undelivered:
            self._unsent.keep(received.sid, texts)
            raise


class _Unsent:
    """Texts that could not be delivered, by the id of the message that they answer: its next delivery sends them.

    The dialogue engine is then not asked again, which would count the message twice. After a restart it is.
    """

    def __init__(self) -> None:
        self._texts: OrderedDict[str, deque[str]] = OrderedDict()

    def keep(self, sid: str, texts: deque[str]) -> None:
        self._texts[sid] = texts
        if len(self._texts) > _MOST_UNSENT:
            self._texts.popitem(last=False)

    def take(self, sid: str) -> deque[str] | None:
        return self._texts.pop(sid, None)


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
    """The texts of a turn, its options numbered from the first to the last: "2" has to mean one of them.

    Pictures are left out: Twilio fetches them from a public address, and a student's record has none.
    """
    options: list[dict[str, str]] = []
    texts: deque[str] = deque()
    for answer in answers:
        buttons = answer.get("buttons") or []
        numbered = [f"{number}. {button['title']}" for number, button in enumerate(buttons, len(options) + 1)]
        options += buttons
        listed = ["\n".join(numbered), BY_NUMBER] if numbered else []
        texts.extend(split("\n\n".join([str(answer.get("text") or "").strip(), *listed]), LONGEST_TEXT))
    try:
        await _remember(sender_id, options)
    except Exception as error:  # the answer is worth more than its options
        log_failure("options on twilio", error)
    return texts


async def _remember(sender_id: str, options: list[dict[str, str]]) -> None:
    offers = current().offers
    # A turn without options ends the last offer: otherwise the "2" that answers "how many absences?" would still
    # choose yesterday's second option.
    if options or await offers.chosen(sender_id, "1") is not None:
        await offers.remember(sender_id, options)


def _required(**given: str | None) -> tuple[str, ...]:
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise SettingsError(f"twilio: {', '.join(missing)} missing in credentials.yml.")
    return tuple(str(value) for value in given.values())


def _check_form(name: str, value: str, form: re.Pattern[str], description: str) -> None:
    if not form.fullmatch(value):
        raise SettingsError(f"twilio: {name} in credentials.yml has to be {description}.")


def _check_address(name: str, value: str) -> None:
    try:
        address = urlsplit(value)
        is_safe = address.port != 0 and (address.scheme == "https" or address.hostname in _LOOPBACK)
    except ValueError:  # a port or a host that cannot be
        is_safe = False
    if not is_safe or not address.hostname:
        raise SettingsError(f"twilio: {name} in credentials.yml has to be an https address: student data goes there.")
