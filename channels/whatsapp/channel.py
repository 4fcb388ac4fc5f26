"""WhatsApp through Meta's Cloud API: the webhook that takes a student's messages, and how each gets its answer once."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import OrderedDict, defaultdict, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.failures import log_failure
from actions.settings import SettingsError
from channels.inbox import Claim
from channels.reception import Answer, Incoming, receive
from channels.state import current
from channels.whatsapp.api import BUDGET, GraphApi, Refused, Undelivered
from channels.whatsapp.messages import Message, messages_of, offered, option_of
from channels.whatsapp.webhook import LARGEST_BODY, Malformed, Notification, Received, is_signed, read

logger = logging.getLogger(__name__)

API_URL = "https://graph.facebook.com/v26.0"
OPTION_GONE = "Esa opción ya no está disponible. Escríbeme tu pregunta con tus palabras."

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_MOST_UNSENT = 500

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class WhatsAppInput(InputChannel):
    """`/webhooks/whatsapp/webhook`: GET is Meta's handshake, POST a notification signed with the app's secret.

    A post is answered with 200 when nothing in it is left to do, and with 503 when WhatsApp has to send it again: what
    was answered already is then not repeated.
    """

    def __init__(
        self,
        access_token: str,
        phone_number_id: str,
        app_secret: str,
        verify_token: str,
        api_url: str = API_URL,
        budget: float = BUDGET,
    ) -> None:
        """`budget`: seconds for delivering the answer to one message, retries included.

        Raises SettingsError when something is missing or unsafe.
        """
        _check(
            api_url,
            access_token=access_token,
            phone_number_id=phone_number_id,
            app_secret=app_secret,
            verify_token=verify_token,
        )
        self._phone_number_id = phone_number_id
        self._app_secret = app_secret
        self._verify_token = verify_token
        self._api = GraphApi(api_url, phone_number_id, access_token, budget)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._unsent = _Unsent()
        self._running: set[asyncio.Task[bool]] = set()

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa and in its address."""
        return "whatsapp"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WhatsAppInput:
        """The channel that `credentials.yml` describes. Raises SettingsError when something is missing or unsafe."""
        given = {key: str(value).strip() for key, value in (credentials or {}).items() if value is not None}
        return cls(
            access_token=given.get("access_token", ""),
            phone_number_id=given.get("phone_number_id", ""),
            app_secret=given.get("app_secret", ""),
            verify_token=given.get("verify_token", ""),
            api_url=given.get("api_url") or API_URL,
        )

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The channel's routes."""
        webhook = Blueprint("delegado_whatsapp", __name__)

        @webhook.route("/", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["GET"])
        async def handshake(request: Request) -> HTTPResponse:
            return self._handshake(request)

        @webhook.route("/webhook", methods=["POST"])
        async def notification(request: Request) -> HTTPResponse:
            return await self._notified(request, on_new_message)

        @webhook.listener("after_server_stop")
        async def close(*_: Any) -> None:
            await self._api.close()

        return webhook

    def _handshake(self, request: Request) -> HTTPResponse:
        given = request.args.get("hub.verify_token", "").encode("utf-8", "surrogateescape")
        is_right = hmac.compare_digest(given, self._verify_token.encode())
        if request.args.get("hub.mode") != "subscribe" or not is_right:
            return response.text("forbidden", status=403)
        return response.text(request.args.get("hub.challenge", ""))

    async def _notified(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        signature = request.headers.get("X-Hub-Signature-256")
        if not signature:
            return response.text("unsigned", status=401)
        if len(request.body) > LARGEST_BODY:
            return response.text("too large", status=413)
        if not is_signed(request.body, signature, self._app_secret):
            return response.text("wrong signature", status=403)
        try:
            notification = read(request.body, self._phone_number_id)
        except Malformed:
            return response.text("malformed", status=400)
        _log_losses(notification)
        # The server cancels a request whose sender hangs up; an answer that has begun is finished all the same.
        work = asyncio.create_task(self._answer_all(notification.messages, on_new_message))
        self._running.add(work)
        work.add_done_callback(self._running.discard)
        is_done = await asyncio.shield(work)
        return response.text("ok") if is_done else response.text("again", status=503)

    async def _answer_all(self, messages: list[Received], on_new_message: OnNewMessage) -> bool:
        """Answer the senders of a post side by side; gives whether nothing is left to do."""
        senders: defaultdict[str, list[Received]] = defaultdict(list)
        for message in messages:
            senders[message.sender].append(message)
        outcomes = [self._answer_sender(sender, own, on_new_message) for sender, own in senders.items()]
        return all(await asyncio.gather(*outcomes))

    async def _answer_sender(self, sender: str, messages: list[Received], on_new_message: OnNewMessage) -> bool:
        # Messages of one sender wait for each other, also those of different posts; so does a message that comes
        # again while its first answer is under way, which then learns how that ended.
        async with self._turns.setdefault(sender, asyncio.Lock()):
            for message in messages:
                if not await self._answer_once(message, on_new_message):
                    return False
        return True

    async def _answer_once(self, message: Received, on_new_message: OnNewMessage) -> bool:
        """Answer a message unless that is done already; gives whether nothing is left to do."""
        inbox = current().inbox
        try:
            claim = await inbox.claim(self.name(), message.id)
            if not claim:
                return claim is Claim.DONE
            await self._answer(message, on_new_message)
        except Refused as refusal:
            logger.error("WhatsApp refused an answer: HTTP %d, code %s.", refusal.status, refusal.code)
        except Exception as error:
            log_failure("an answer on whatsapp", error)
            with suppress(Exception):
                await inbox.release(self.name(), message.id)
            return False
        try:
            await inbox.done(self.name(), message.id)
        except Exception as error:
            log_failure("noting an answer on whatsapp", error)
        return True

    async def _answer(self, message: Received, on_new_message: OnNewMessage) -> None:
        messages = self._unsent.take(message.id)
        if messages is None:
            answers, _ = await asyncio.gather(
                self._answers(message, on_new_message), self._api.mark_as_read(message.id)
            )
            messages = await _messages(answers, message.sender)
        try:
            await self._api.deliver(messages)
        except Undelivered:
            self._unsent.keep(message.id, messages)
            raise

    async def _answers(self, message: Received, on_new_message: OnNewMessage) -> list[Answer]:
        sender_id = _sender_id(message.sender)
        text = await _words(message, sender_id)
        if message.option is not None and text is None:
            return [{"recipient_id": sender_id, "text": OPTION_GONE}]
        what_came = {"type": message.kind} if text is None else text
        return await receive(on_new_message, Incoming(what_came, sender_id, self.name()))


class _Unsent:
    """Answers that could not be delivered, by the id of their message: its next delivery sends what is left.

    The dialogue engine is then not asked again, which would count the message twice. After a restart it is.
    """

    def __init__(self) -> None:
        self._messages: OrderedDict[str, deque[Message]] = OrderedDict()

    def keep(self, message_id: str, messages: deque[Message]) -> None:
        self._messages[message_id] = messages
        if len(self._messages) > _MOST_UNSENT:
            self._messages.popitem(last=False)

    def take(self, message_id: str) -> deque[Message] | None:
        return self._messages.pop(message_id, None)


async def _words(message: Received, sender_id: str) -> str | None:
    """What a message says: a button's payload for its id, its number or its title, otherwise its own text."""
    offers = current().offers
    if message.option is not None:
        option = option_of(message.option)
        payload = await offers.payload(sender_id, *option) if option else None
        return payload or message.text
    if message.text is None:
        return None
    return await offers.chosen(sender_id, message.text) or message.text


async def _messages(answers: list[Answer], sender: str) -> deque[Message]:
    """The messages of a turn. Its buttons are remembered; a turn without any ends what was offered before."""
    offers, sender_id = current().offers, _sender_id(sender)
    messages: deque[Message] = deque()
    for answer in answers:
        buttons = offered(answer)
        key = await offers.remember(sender_id, buttons) if buttons else ""
        messages.extend(messages_of(answer, sender, key))
    # Otherwise the "2" that answers "how many absences?" would press the second of yesterday's buttons.
    if not any(map(offered, answers)) and await offers.chosen(sender_id, "1") is not None:
        await offers.remember(sender_id, [])
    return messages


def _sender_id(number: str) -> str:
    return f"{WhatsAppInput.name()}:{number}"


def _log_losses(notification: Notification) -> None:
    for code in notification.failures:
        logger.warning("WhatsApp could not deliver an answer: code %d.", code)
    if notification.nameless:
        logger.warning("%d WhatsApp messages without a phone number were ignored.", notification.nameless)


def _check(api_url: str, **required: str) -> None:
    missing = [name for name, value in required.items() if not value]
    if missing:
        raise SettingsError(f"The WhatsApp channel needs {', '.join(missing)} in credentials.yml.")
    if not (required["phone_number_id"].isascii() and required["phone_number_id"].isdigit()):
        raise SettingsError("WhatsApp's phone_number_id has to be the id of the number, digits only.")
    address = urlsplit(api_url)
    if address.scheme != "https" and address.hostname not in _LOOPBACK:
        raise SettingsError("WhatsApp's api_url has to be an https address: the access token goes there.")
