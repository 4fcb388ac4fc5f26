"""WhatsApp through Meta's Cloud API: the webhook that takes a student's messages, and how each gets its answer."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import defaultdict, deque
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.failures import log_failure
from actions.settings import SettingsError
from channels.addresses import safe_address
from channels.deliveries import Deliveries
from channels.reception import APOLOGY, Answer, Incoming, OnNewMessage, receive
from channels.sending import BUDGET
from channels.state import current
from channels.whatsapp.api import GraphApi
from channels.whatsapp.messages import Message, messages_of, offered, option_of
from channels.whatsapp.webhook import LARGEST_BODY, Malformed, Notification, Received, is_signed, read

logger = logging.getLogger(__name__)

NAME = "whatsapp"
API_URL = "https://graph.facebook.com/v26.0"
OPTION_GONE = "Esa opción ya no está disponible. Escríbeme tu pregunta con tus palabras."


class WhatsAppInput(InputChannel):
    """`/webhooks/whatsapp/webhook`: GET is Meta's handshake, POST a notification signed with the app's secret.

    A post is answered with 200 when nothing in it is left to do, and with 503 when WhatsApp has to send it again: what
    was answered already is then not repeated. Each message is answered at least once: a call that timed out but was
    accepted is repeated.
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
        self._deliveries: Deliveries[Message] = Deliveries(NAME)

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa and in its address."""
        return NAME

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
            await self._deliveries.close()
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
        is_done = await self._deliveries.finish(self._answer_all(notification.messages, on_new_message))
        return response.text("ok") if is_done else response.text("again", status=503)

    async def _answer_all(self, messages: list[Received], on_new_message: OnNewMessage) -> bool:
        """Answer the senders of a post side by side; gives whether nothing is left to do."""
        senders: defaultdict[str, list[Received]] = defaultdict(list)
        for message in messages:
            senders[message.sender].append(message)
        outcomes = [self._answer_sender(sender, own, on_new_message) for sender, own in senders.items()]
        return all(await asyncio.gather(*outcomes))

    async def _answer_sender(self, sender: str, messages: list[Received], on_new_message: OnNewMessage) -> bool:
        async def write(message: Received) -> deque[Message]:
            answers, _ = await asyncio.gather(
                self._answers(message, on_new_message), self._api.mark_as_read(message.id)
            )
            return await _messages(answers, sender)

        async def deliver(_message: Received, messages: deque[Message]) -> None:
            await self._api.deliver(messages)

        return await self._deliveries.answer(sender, messages, write, deliver)

    async def _answers(self, message: Received, on_new_message: OnNewMessage) -> list[Answer]:
        sender_id = _sender_id(message.sender)
        text = await _words(message, sender_id)
        said = OPTION_GONE if message.option is not None and text is None else None
        what_came = {"type": message.kind} if text is None else text
        return await receive(on_new_message, Incoming(what_came, sender_id, NAME, said=said))


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
    messages: deque[Message] = deque()
    for answer in answers:
        messages.extend(await _answer_messages(answer, sender))
    if answers and not any(map(offered, answers)):
        await _offer(sender, [])
    return messages


async def _answer_messages(answer: Answer, sender: str) -> list[Message]:
    buttons = offered(answer)
    key = await _offer(sender, buttons) if buttons else None
    if buttons and key is None:
        answer = {**answer, "buttons": [], "text": answer.get("text") or APOLOGY}
    return messages_of(answer, sender, key or "")


async def _offer(sender: str, buttons: list[dict[str, str]]) -> str | None:
    """The key of the offer; None when there is none, or it cannot be kept."""
    try:
        return await current().offers.renew(_sender_id(sender), buttons)
    except Exception as error:  # the answer without buttons is better than none
        log_failure("buttons on whatsapp", error)
        return None


def _sender_id(number: str) -> str:
    return f"{NAME}:{number}"


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
    safe_address(NAME, "api_url", api_url)
