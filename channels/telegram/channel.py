"""Telegram: questions come in by webhook, answers go out through the Bot API.

Rasa's own channel is replaced, except for its name and the shape of its class. It checks no secret token, so anybody
can write as any student; it asks the API who it is (getMe) for every message; it registers its webhook before the
server starts, which then does not start without network, and offers a route where anybody can register it again; it
takes "/bot" out of the middle of a text; it cuts an answer at every blank line and not where Telegram's limit asks for
it; it sends payloads that are longer than a button may carry; and it neither retries nor recognises a repeated update.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
from collections import deque
from http import HTTPStatus
from typing import Any

from aiogram.utils.exceptions import ValidationError
from rasa.core.channels.telegram import TelegramInput as StockTelegramInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential

from actions.failures import log_failure
from actions.settings import SettingsError
from channels.addresses import safe_address
from channels.deliveries import Deliveries
from channels.offers import CHOOSE
from channels.pictures import png_of
from channels.reception import Answer, Incoming, OnNewMessage, receive
from channels.sending import BUDGET, Refused, Unauthorized, Undelivered, may_pass
from channels.split import split, utf16_length
from channels.state import current
from channels.telegram.api import BotApi, Call, text_call
from channels.telegram.updates import Press, Update, read_update

logger = logging.getLogger(__name__)

NAME = "telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
OLD_BUTTON = "Ese botón ya no está activo. Escríbeme tu pregunta con tus palabras."

_ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_PRESSED = re.compile(r"([A-Za-z0-9]{1,60}):([0-9]{1,3})")
_LARGEST_BODY = 1_000_000
_LONGEST_TEXT = 4096
_LONGEST_CAPTION = 1024
_COURTESY_SECONDS = 2.0
_LONGEST_PAUSE_OF_REGISTRATION = 300


class TelegramInput(StockTelegramInput):
    """`POST /webhooks/telegram/webhook`: private chats only, each update answered at least once."""

    @classmethod
    def name(cls) -> str:
        """The stock channel's name and address."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TelegramInput:
        """Read access_token, secret_token, webhook_url (optional) and api_url (optional) from credentials.yml.

        Raises SettingsError when one is missing or cannot work.
        """
        given = credentials or {}
        return cls(given.get("access_token"), given.get("secret_token"), given.get("webhook_url"), given.get("api_url"))

    def __init__(
        self,
        access_token: str | None,
        secret_token: str | None,
        webhook_url: str | None = None,
        api_url: str | None = None,
        budget: float = BUDGET,
    ) -> None:
        """`webhook_url` is this channel's public address; without it the operator registers the webhook.

        `api_url` is a Bot API server of one's own. `budget`: seconds for delivering the answer to one update, retries
        included; what is left goes out when Telegram sends the update again. Raises SettingsError when a value is
        missing or cannot work.
        """
        super().__init__(access_token, verify=None, webhook_url=_address("webhook_url", webhook_url))
        self._secret = _secret(secret_token)
        self._budget = budget
        self._api = _api(access_token, _address("api_url", api_url), budget)
        self._deliveries: Deliveries[Call] = Deliveries(NAME)

    def get_output_channel(self) -> None:
        """None: answers only go out in reply, through the webhook. The stock class registers its webhook here."""
        return

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The channel's routes, and the registration of its webhook once the server listens."""
        webhook = Blueprint("delegado_telegram", __name__)

        @webhook.route("/", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"])
        async def receive_update(request: Request) -> HTTPResponse:
            return response.empty(await self._status(on_new_message, request))

        @webhook.listener("after_server_start")
        async def register(_app: Any, _loop: Any) -> None:
            if self.webhook_url:
                self._deliveries.start(self._register())

        @webhook.listener("after_server_stop")
        async def close(_app: Any, _loop: Any) -> None:
            await self._deliveries.close()
            await self._api.close()

        return webhook

    async def _status(self, on_new_message: OnNewMessage, request: Request) -> HTTPStatus:
        """The answer to a request: after 503 Telegram sends the update again."""
        refused = self._refusal(request)
        if refused:
            return refused
        try:
            update = read_update(request.body)
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST
        if update is None:
            return HTTPStatus.OK
        is_done = await self._deliveries.finish(self._answer(on_new_message, update))
        return HTTPStatus.OK if is_done else HTTPStatus.SERVICE_UNAVAILABLE

    def _refusal(self, request: Request) -> HTTPStatus | None:
        """Why a request is not even read."""
        given = request.headers.get(SECRET_HEADER)
        if not given:
            return HTTPStatus.UNAUTHORIZED
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret.encode()):
            return HTTPStatus.FORBIDDEN
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if len(request.body) > _LARGEST_BODY else None

    async def _answer(self, on_new_message: OnNewMessage, update: Update) -> bool:
        async def write(update: Update) -> list[Call]:
            _, answers = await asyncio.gather(self._show_attention(update), self._answers(on_new_message, update))
            return [call for answer in answers for call in await _answer_calls(update.user, answer)]

        async def deliver(_update: Update, calls: deque[Call]) -> None:
            await self._api.deliver(calls)

        return await self._deliveries.answer(str(update.user), [update], write, deliver)

    async def _answers(self, on_new_message: OnNewMessage, update: Update) -> list[Answer]:
        sender = f"{NAME}:{update.user}"
        text = await _payload(sender, update.data) if isinstance(update, Press) else update.text
        said = OLD_BUTTON if text is None else None
        return await receive(on_new_message, Incoming(text, sender, NAME, said=said))

    async def _show_attention(self, update: Update) -> None:
        """Release a pressed button and show that an answer is being written."""
        if isinstance(update, Press):
            await self._try_once(Call("answerCallbackQuery", {"callback_query_id": update.query_id}))
        await self._try_once(Call("sendChatAction", {"chat_id": update.user, "action": "typing"}))

    async def _try_once(self, call: Call) -> None:
        try:
            await self._api.call(call, _COURTESY_SECONDS)
        except (Refused, Undelivered):
            logger.debug("The Bot API did not take %s.", call.method)  # the answer matters, not this

    async def _register(self) -> None:
        """Tell Telegram where updates go and which secret they carry, however long the network takes to be there."""
        fields: dict[str, str | int] = {
            "url": self.webhook_url,
            "secret_token": self._secret,
            "allowed_updates": json.dumps(_ALLOWED_UPDATES),
        }
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception(may_pass),
                wait=wait_exponential(multiplier=0.5, max=_LONGEST_PAUSE_OF_REGISTRATION),
                before_sleep=_warn_of_registration,
                reraise=True,
            ):
                with attempt:
                    await self._api.call(Call("setWebhook", fields), self._budget)
        except (Refused, Unauthorized) as error:
            logger.error("Telegram refused the webhook with status %s: no message will come in.", error.status)
        else:
            logger.info("The Telegram webhook is registered.")


async def _payload(sender: str, data: str) -> str | None:
    """The payload of a pressed button; None when nobody remembers it."""
    pressed = _PRESSED.fullmatch(data)
    return await current().offers.payload(sender, pressed[1], int(pressed[2])) if pressed else None


async def _answer_calls(chat: int, answer: Answer) -> list[Call]:
    """The calls that deliver one answer: its text, its picture, and its buttons under the last of them."""
    buttons, picture = answer.get("buttons"), png_of(answer)
    text = str(answer.get("text") or "").strip() or (CHOOSE if buttons and not picture else "")
    is_caption = bool(picture) and utf16_length(text) <= _LONGEST_CAPTION
    calls = [] if is_caption else [text_call(chat, part) for part in split(text, _LONGEST_TEXT)]
    if picture:
        caption: dict[str, str | int] = {"caption": text} if is_caption and text else {}
        calls.append(Call("sendPhoto", {"chat_id": chat, **caption}, picture))
    if calls and buttons:
        calls[-1] = calls[-1].having(await _keyboard(answer["recipient_id"], buttons))
    return calls


async def _keyboard(sender: str, buttons: list[dict[str, str]]) -> dict[str, str | int]:
    """The field with an inline keyboard, one button a row.

    A button carries at most 64 bytes, so it carries the place where its payload is kept.
    """
    try:
        key = await current().offers.remember(sender, buttons)
    except Exception as error:  # the answer without buttons is better than none
        log_failure("buttons on Telegram", error)
        return {}
    rows = [
        [{"text": button["title"], "callback_data": f"{key}:{position}"}] for position, button in enumerate(buttons)
    ]
    return {"reply_markup": json.dumps({"inline_keyboard": rows})}


def _warn_of_registration(retry: RetryCallState) -> None:
    logger.warning(
        "The Telegram webhook is not registered yet: the Bot API is not reachable. Next attempt in %.0f s.",
        retry.upcoming_sleep,
    )


def _secret(value: Any) -> str:
    if not isinstance(value, str) or not _SECRET.fullmatch(value):
        raise SettingsError(
            "telegram: secret_token in credentials.yml has to be 1 to 256 letters, digits, '_' or '-'. Without it "
            "anybody could write in a student's name."
        )
    return value


def _address(name: str, value: Any) -> str | None:
    """An optional address."""
    return safe_address(NAME, name, str(value)) if value else None


def _api(access_token: Any, api_url: str | None, budget: float) -> BotApi:
    try:
        return BotApi(access_token, api_url, budget)
    except (ValidationError, ValueError):
        # Without its cause, which may repeat part of the token.
        raise SettingsError(
            "telegram: access_token in credentials.yml has to be the token that @BotFather gives, '<digits>:<letters>'."
        ) from None
