"""The web page's channel: Socket.IO with sessions that the server issues and signs.

Rasa's own `socketio` channel (3.6.21) cannot be mended by a small subclass: its `blueprint` method holds every handler
inside. It lets the client choose the session id and the metadata, never delivers an answer with `session_persistence`
(`enter_room` is not awaited), and loses what is sent while a client is away. Of it, SocketBlueprint is used as it is.

A page gets its answers as the acknowledgement of its message, so an answer can reach no other page. A message whose
connection broke is sent again with the same number: it is answered from what was kept, or answered then.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.channels.socketio import SocketBlueprint
from sanic import Blueprint, Sanic
from sanic.request import Request
from socketio import AsyncServer

from actions.failures import log_failure
from actions.identity.links import StudentKey
from actions.identity.portal import Portal, PortalTokenRefused
from channels.reception import APOLOGY, TOO_FAST, Incoming, receive
from channels.state import State, current
from channels.web.session_tokens import SessionTokens

logger = logging.getLogger(__name__)

SOCKET_PATH = "/delegado/socket.io"
_LARGEST_PACKET = 64_000
_MESSAGE_ID = re.compile(r"[\w-]{1,64}")
_PORTAL_CLAIMS = "portal"
_NOTHING_TO_READ = {"error": "No pude leer tu mensaje. Inténtalo de nuevo."}
_NOT_NOW = {"error": APOLOGY}
WELCOME = "¡Listo, {nombre}! Ya te reconozco por el portal de tu universidad."


class WebInput(InputChannel):
    """One conversation a page, over Socket.IO."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, which also namespaces its senders: `web:<session id>`."""
        return "web"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The Socket.IO server at `/delegado/socket.io`. Raises SettingsError without safe settings."""
        state = current()
        state.settings.require_secrets()
        # Only pages of this server's own origin may connect: the widget is one too, in its frame.
        server = AsyncServer(
            async_mode="sanic", always_connect=True, max_http_buffer_size=_LARGEST_PACKET, cors_allowed_origins=None
        )
        blueprint = SocketBlueprint(server, SOCKET_PATH, "delegado_web", __name__)

        @blueprint.listener("before_server_start")
        async def trust_proxies(app: Sanic, _loop: Any) -> None:
            app.config.PROXIES_COUNT = state.settings.proxies

        conversations = WebConversations(server, state, on_new_message)
        server.on("connect", conversations.connect)
        server.on("user_uttered", conversations.user_uttered)
        server.on("forget", conversations.forget)
        return blueprint


class WebConversations:
    """What happens on each event of a page."""

    def __init__(
        self, server: AsyncServer, state: State, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> None:
        self._server, self._state, self._on_new_message = server, state, on_new_message
        self._tokens = SessionTokens(state.settings.code_secret)
        self._portal = Portal.from_environment(state.settings.portal)
        self._in_hand: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """A page connects, for the first time or again: tell it which session is its own."""
        auth = auth if isinstance(auth, dict) else {}
        token = auth.get("session")
        resumed = self._tokens.session(token) is not None
        confirmed = await self._begin(sid, client_address(environ["sanic.request"]), token if resumed else None)
        sender = (await self._server.get_session(sid))["sender"]
        async with self._turn(sender):  # the page's first message waits until it is known who asks
            await self._server.emit("session_confirm", {**confirmed, "resumed": resumed}, room=sid)
            if auth.get("portal"):
                await self._sign_on(sid, sender, auth["portal"])

    async def user_uttered(self, sid: str, data: Any = None) -> dict[str, Any]:
        """Answer one message; the result is the acknowledgement: `{messages, student, university}` or `{error}`."""
        data = data if isinstance(data, dict) else {}
        number = data.get("id")
        page = await self._server.get_session(sid)
        if not isinstance(number, str) or not _MESSAGE_ID.fullmatch(number) or "sender" not in page:
            return _NOTHING_TO_READ
        if not self._state.client_limit.allows(page["client"]):
            return {"error": TOO_FAST}
        try:
            async with self._turn(page["sender"]):
                if await self._has_moved_on(sid, page):
                    return _NOTHING_TO_READ
                answers = await self._answers(page["sender"], page["client"], number, data.get("message"))
                renewed = await self._renew(sid, page) if answers.erased else {}
            return {"messages": answers.messages, **await self._standing(page["sender"]), **renewed}
        except Exception as error:
            log_failure("a message on web", error)
            return _NOT_NOW

    async def forget(self, sid: str, _data: Any = None) -> dict[str, Any]:
        """Erase the page's conversation and begin a new one: `{session}`."""
        page = await self._server.get_session(sid)
        if "sender" not in page:
            return _NOTHING_TO_READ
        if not self._state.client_limit.allows(page["client"]):
            return {"error": TOO_FAST}
        try:
            async with self._turn(page["sender"]):  # a message that came before is answered first, and erased too
                await self._state.eraser.erase(page["sender"])
                return await self._renew(sid, page)
        except Exception as error:
            log_failure("erasing a conversation", error)
            return _NOT_NOW

    async def _has_moved_on(self, sid: str, page: dict[str, Any]) -> bool:
        """Whether the page has begun another conversation while its message waited."""
        return bool((await self._server.get_session(sid)).get("sender") != page["sender"])

    def _turn(self, sender: str) -> asyncio.Lock:
        """One message of a conversation at a time."""
        return self._in_hand.setdefault(sender, asyncio.Lock())

    async def _begin(self, sid: str, client: str, token: str | None) -> dict[str, Any]:
        token = token or self._tokens.issue()
        sender = f"web:{self._tokens.session(token)}"
        await self._server.save_session(sid, {"sender": sender, "client": client})
        return {"session": token, "notice": self._state.notices.text, **await self._standing(sender)}

    async def _renew(self, sid: str, page: dict[str, Any]) -> dict[str, Any]:
        confirmed = await self._begin(sid, page["client"], None)
        return {"session": confirmed["session"]}

    async def _answers(self, sender: str, client: str, number: str, text: Any) -> _Answers:
        kept = await self._kept(sender, number)
        if kept is not None:
            return _Answers(kept)
        answers = _Answers([])
        for answer in await receive(self._on_new_message, Incoming(text, sender, WebInput.name(), client)):
            answers.erased = answers.erased or answer.get("erased", False)
            answers.messages.append({key: answer[key] for key in ("text", "buttons", "image") if key in answer})
        if not answers.erased:
            await self._keep(sender, number, answers.messages)
        return answers

    async def _kept(self, sender: str, number: str) -> list[dict[str, Any]] | None:
        """The answers of a message that was answered before. Without the database every message is a new one."""
        try:
            return await self._state.turns.answered(sender, number)
        except Exception as error:
            log_failure("looking for a kept answer", error)
            return None

    async def _keep(self, sender: str, number: str, messages: list[dict[str, Any]]) -> None:
        try:
            await self._state.turns.keep(sender, number, messages)
        except Exception as error:  # the answer itself is at hand
            log_failure("keeping an answer", error)

    async def _sign_on(self, sid: str, sender: str, token: Any) -> None:
        """Link the conversation to the student for whom the portal vouches; a refused token changes nothing."""
        try:
            student = await self._vouched(token)
            if await asyncio.to_thread(self._state.identity.belongs_to_another, sender, student):
                # Whoever sat here before leaves nothing behind for this student.
                await self._begin_anew(sid, student)
            else:
                await self._link(sid, sender, student)
        except PortalTokenRefused as error:
            logger.warning("A portal token was refused (%s).", error)
            return
        except Exception as error:
            log_failure("single sign-on", error)

    async def _link(self, sid: str, sender: str, student: StudentKey) -> None:
        """Link the conversation and greet the student, unless it was linked already."""
        is_new = await asyncio.to_thread(self._state.identity.linked, sender) != student
        await asyncio.to_thread(self._state.identity.link, sender, student)
        standing = await self._standing(sender)
        messages = [{"text": WELCOME.format(nombre=standing["student"])}] if is_new else []
        await self._server.emit("bot_uttered", {"messages": messages, **standing}, room=sid)

    async def _vouched(self, token: Any) -> StudentKey:
        """The student for whom a token vouches that nobody used before. Raises PortalTokenRefused."""
        if self._portal is None:
            raise PortalTokenRefused("no portal is set up")
        voucher = self._portal.voucher(token)
        if not await self._state.inbox.claim(_PORTAL_CLAIMS, voucher.number):
            raise PortalTokenRefused("it was used before")
        await self._state.inbox.done(_PORTAL_CLAIMS, voucher.number)
        if await asyncio.to_thread(self._state.identity.first_name, voucher.student) is None:
            raise PortalTokenRefused("there is no such student")
        return voucher.student

    async def _begin_anew(self, sid: str, student: StudentKey) -> None:
        """Give the page a conversation of its own, empty, and link that one."""
        page = await self._server.get_session(sid)
        confirmed = await self._begin(sid, page["client"], None)
        sender = (await self._server.get_session(sid))["sender"]
        async with self._turn(sender):
            await self._server.emit("session_confirm", {**confirmed, "resumed": False, "fresh": True}, room=sid)
            await self._link(sid, sender, student)

    async def _standing(self, sender: str) -> dict[str, str | None]:
        """What the page shows on top: who is identified, and the university of the answers."""
        try:
            return await asyncio.to_thread(self._read_standing, sender)
        except Exception as error:
            log_failure("reading who is identified", error)
            return {"student": None, "university": None}

    def _read_standing(self, sender: str) -> dict[str, str | None]:
        student = self._state.identity.linked(sender, prolong=False)
        if student:
            return {"student": self._state.identity.first_name(student), "university": student.university}
        store = self._state.eraser.conversation_store
        return {"student": None, "university": store.latest_slot(sender, "universidad") if store else None}


class _Answers:
    """What a message led to: what is shown, and whether the conversation is gone with it."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self.messages = messages
        self.erased = False


def client_address(request: Request) -> str:
    """The page's IP address; behind proxies (DELEGADO_PROXIES) the one that the outermost of them saw.

    Of an IPv6 address the network: a home has as many addresses as it likes.
    """
    given = str(request.remote_addr or request.ip)
    try:
        address = ip_address(given)
    except ValueError:
        return given
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return given
