"""The web channel over real Socket.IO connections: whose conversation is whose, and that no answer is lost."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
import socketio
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic

from actions.contact.marks import ERASE_MARK
from actions.identity.links import StudentKey
from actions.records.database import Database
from actions.settings import Settings
from channels import state as channel_state
from channels.reception import APOLOGY, NO_WORDS, NOT_TEXT, TOO_FAST
from channels.state import State
from channels.web.channel import SOCKET_PATH, WebInput
from tests.channels.conftest import Agent
from tests.serving import served

# The client of python-socketio is written for a newer aiohttp than Rasa 3.6.21 allows.
if not hasattr(aiohttp, "ClientWSTimeout"):
    aiohttp.ClientWSTimeout = lambda ws_close: ws_close  # type: ignore[attr-defined]

SECRET = "a secret of the web channel's tests: 0123456789"
LUCIA = StudentKey("UPN", "N00100001")


class NoLocks:
    """Locks and a conversation store in memory, as far as erasing needs them."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []
        self.slots: dict[str, Any] = {}
        self.lock_store = self.tracker_store = self

    @asynccontextmanager
    async def lock(self, _sender_id: str) -> AsyncIterator[None]:
        yield

    def forget(self, sender_id: str) -> int:
        self.forgotten.append(sender_id)
        return 1

    def latest_slot(self, sender_id: str, _name: str) -> Any:
        return self.slots.get(sender_id)


class WebAgent(Agent, NoLocks):
    """Rasa's agent as the channel sees it."""

    def __init__(self) -> None:
        Agent.__init__(self)
        NoLocks.__init__(self)


@dataclass
class Web:
    """A served web channel."""

    address: str
    agent: WebAgent
    state: State

    @asynccontextmanager
    async def page(self, session: Any = None, portal: Any = None) -> AsyncIterator[Page]:
        """A page that is connected; `session` and `portal` are what it presents."""
        page = Page(self.address, {"session": session, "portal": portal})
        await page.connect()
        try:
            yield page
        finally:
            await page.client.disconnect()

    def run(self, talk: Callable[[Web], Awaitable[None]]) -> None:
        """Run a coroutine of a test."""
        asyncio.run(asyncio.wait_for(talk(self), 60))


@dataclass
class Page:
    """What the page's script does."""

    address: str
    auth: dict[str, Any]
    client: socketio.AsyncClient = field(default_factory=lambda: socketio.AsyncClient(reconnection=False))
    confirmed: dict[str, Any] = field(default_factory=dict)
    pushed: list[dict[str, Any]] = field(default_factory=list)
    numbers: int = 0

    async def connect(self) -> None:
        is_confirmed = asyncio.Event()

        def confirm(data: dict[str, Any]) -> None:
            self.confirmed = data
            is_confirmed.set()

        self.client.on("session_confirm", confirm)
        self.client.on("bot_uttered", self.pushed.append)
        await self.client.connect(self.address, socketio_path=SOCKET_PATH, auth=self.auth, transports=["websocket"])
        await is_confirmed.wait()

    @property
    def session(self) -> str:
        return str(self.confirmed["session"])

    async def say(self, message: Any, number: str | None = None) -> dict[str, Any]:
        """Ask and wait for the acknowledgement."""
        self.numbers += 1
        data = {"id": number or f"message-{self.numbers}", "message": message}
        return dict(await self.client.call("user_uttered", data, timeout=30))


@pytest.fixture
def settings() -> Settings:
    return Settings.from_environment({"DELEGADO_CODE_SECRET": SECRET, "DELEGADO_ACTION_SECRET": SECRET[::-1]})


@pytest.fixture
def web(database: Database, settings: Settings) -> Iterator[Web]:
    yield from serve_web(database, settings)


def serve_web(database: Database, settings: Settings) -> Iterator[Web]:
    """A served web channel on a database."""
    state = State.from_settings(settings, database)
    channel_state.provide(state)
    app = Sanic("test_web", register=False, configure_logging=False)
    app.ctx.agent = state.eraser.agent = WebAgent()
    register([WebInput()], app, route="/webhooks/")
    with served(app) as address:
        yield Web(address, app.ctx.agent, state)
    channel_state.provide(None)


def texts(acknowledged: dict[str, Any]) -> list[str]:
    return [message["text"] for message in acknowledged["messages"]]


# Conversations


def test_a_message_is_answered_to_the_page_that_sent_it(web: Web) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            assert texts(await page.say("¿puedo dar el susti?")) == ["¿puedo dar el susti?"]
        (message,) = web.agent.received
        assert message.sender_id.startswith("web:")
        assert message.input_channel == "web"

    web.run(talk)


def test_a_session_goes_on_in_a_new_connection(web: Web) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            assert page.confirmed["resumed"] is False
            await page.say("hola")
        async with web.page(page.session) as again:
            assert again.confirmed["resumed"] is True
            assert again.session == page.session
            await again.say("hola de nuevo")
        assert len({message.sender_id for message in web.agent.received}) == 1

    web.run(talk)


def forged(session: str) -> dict[str, Any]:
    """What somebody may present who knows, or guesses, things about another's session."""
    session_id, moment, signature = session.split(".")
    other = "0" * len(session_id)
    return {
        "its id alone": session_id,
        "its sender": f"web:{session_id}",
        "its id, unsigned": f"{session_id}.{moment}.",
        "another id under its signature": f"{other}.{moment}.{signature}",
        "another moment": f"{session_id}.AAAAAA.{signature}",
        "a longer one": session + "a",
        "a shorter one": session[:-1],
        "a list": [session],
        "an object": {"session": session},
        "a number": 7,
        "nothing": "",
        "a megabyte of nothing": "a" * 60_000,
    }


def test_anothers_session_id_begins_a_new_conversation(web: Web) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            await page.say("hola")
        owner = web.agent.received[0].sender_id
        for name, presented in forged(page.session).items():
            async with web.page(presented) as thief:
                assert thief.confirmed["resumed"] is False, name
                assert thief.session != page.session
                await thief.say("¿quién soy?")
            assert web.agent.received[-1].sender_id != owner, name

    web.run(talk)


@pytest.mark.parametrize("auth", [None, "text", ["list"], {"session": {"$ne": 1}}, {}])
def test_whatever_is_presented_leads_to_a_session(web: Web, auth: Any) -> None:
    async def talk(web: Web) -> None:
        page = Page(web.address, auth)
        await page.connect()
        assert page.session
        await page.client.disconnect()

    web.run(talk)


def test_the_client_chooses_neither_channel_nor_sender_nor_metadata(web: Web) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            data = {
                "id": "1", "message": "hola", "session_id": "telegram:1", "sender": "web:a", "sender_id": "web:a",
                "input_channel": "telegram", "metadata": {"cliente": "forged", "universidad": "UPN"},
            }  # fmt: skip
            await page.client.call("user_uttered", data, timeout=30)
        (message,) = web.agent.received
        assert message.sender_id.startswith("web:")
        assert message.sender_id != "web:a"
        assert message.input_channel == "web"
        assert set(message.metadata) == {"cliente"}
        assert message.metadata["cliente"] == web.state.client_key("127.0.0.1")

    web.run(talk)


# Nothing is lost, nothing is done twice


def test_the_same_message_is_answered_once_and_its_answer_repeated(web: Web) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            first = await page.say("hola", "a-number")
        async with web.page(page.session) as again:
            second = await again.say("hola", "a-number")
        assert first["messages"] == second["messages"]
        assert len(web.agent.received) == 1

    web.run(talk)


def test_a_message_sent_again_while_it_is_in_hand_waits_for_its_answer(web: Web) -> None:
    async def talk(web: Web) -> None:
        arrived = asyncio.Event()

        async def slow(message: UserMessage) -> None:
            arrived.set()
            await asyncio.sleep(0.3)
            await message.output_channel.send_text_message(message.sender_id, "listo")

        web.agent.bot = slow
        async with web.page() as page:
            lost = asyncio.create_task(page.say("hola", "a-number"))
            async with web.page(page.session) as again:
                answer = await again.say("hola", "a-number")
            assert texts(answer) == texts(await lost) == ["listo"]
        assert len(web.agent.received) == 1

    web.run(talk)


def test_an_answer_is_there_after_the_server_was_killed(web: Web, database: Database, settings: Settings) -> None:
    async def before(web: Web) -> None:
        async with web.page() as page:
            await page.say("hola", "a-number")
        sessions.append(page.session)

    async def after(web: Web) -> None:
        async with web.page(sessions[0]) as page:
            assert page.confirmed["resumed"] is True
            assert texts(await page.say("hola", "a-number")) == ["hola"]
        assert web.agent.received == []

    sessions: list[str] = []
    web.run(before)
    restarted = Sanic("test_web_again", register=False, configure_logging=False)
    restarted.ctx.agent = WebAgent()
    channel_state.provide(State.from_settings(settings, database))
    register([WebInput()], restarted, route="/webhooks/")
    with served(restarted) as address:
        Web(address, restarted.ctx.agent, channel_state.current()).run(after)


def test_many_pages_at_once_get_their_own_answers(web: Web) -> None:
    async def one(web: Web, who: int) -> None:
        async with web.page() as page:
            for turn in range(5):
                assert texts(await page.say(f"soy {who}, van {turn}")) == [f"soy {who}, van {turn}"]

    async def talk(web: Web) -> None:
        await asyncio.gather(*(one(web, who) for who in range(40)))
        assert len(web.agent.received) == 200
        assert len({message.sender_id for message in web.agent.received}) == 40

    web.run(talk)


# Bad messages


@pytest.mark.parametrize(
    ("message", "answer"),
    [("", NO_WORDS), ("   ", NO_WORDS), (None, NO_WORDS), ("???", NO_WORDS), (["a"], NOT_TEXT), ({"a": 1}, NOT_TEXT)],
)
def test_what_is_no_question_is_told_so(web: Web, message: Any, answer: str) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            assert texts(await page.say(message)) == [answer]
        assert web.agent.received == []

    web.run(talk)


@pytest.mark.parametrize("data", [None, "text", 7, [], {}, {"message": "a"}, {"id": 7}, {"id": "a" * 65}, {"id": "'"}])
def test_a_message_without_a_number_is_refused_kindly(web: Web, data: Any) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            assert "error" in await page.client.call("user_uttered", data, timeout=30)
            assert texts(await page.say("hola")) == ["hola"]

    web.run(talk)


def test_a_megabyte_closes_that_connection_alone(web: Web) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            with pytest.raises((socketio.exceptions.SocketIOError, asyncio.TimeoutError)):
                await page.client.call("user_uttered", {"id": "1", "message": "a" * 1_000_000}, timeout=5)
        async with web.page() as other:
            assert texts(await other.say("hola")) == ["hola"]
        assert [message.text for message in web.agent.received] == ["hola"]

    web.run(talk)


def test_a_bot_that_breaks_apologises(web: Web) -> None:
    async def broken(_message: UserMessage) -> None:
        raise ValueError("privado")

    async def talk(web: Web) -> None:
        web.agent.bot = broken
        async with web.page() as page:
            assert texts(await page.say("hola")) == [APOLOGY]

    web.run(talk)


def test_a_page_that_floods_is_slowed_down(web: Web) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            answers = [texts(await page.say("hola")) for _ in range(web.state.settings.messages_per_sender + 5)]
        assert answers.count([TOO_FAST]) == 5
        async with web.page() as other:
            assert texts(await other.say("hola")) == ["hola"]

    web.run(talk)


def test_another_origin_may_not_connect(web: Web) -> None:
    async def talk(web: Web) -> None:
        address = f"{web.address}{SOCKET_PATH}/?EIO=4&transport=polling"
        async with aiohttp.ClientSession() as session:
            for origin, status in (("https://evil.example", 400), (web.address, 200)):
                async with session.get(address, headers={"Origin": origin}) as answer:
                    assert answer.status == status

    web.run(talk)


# Erasing


def test_a_deleted_conversation_is_erased_and_a_new_one_begins(web: Web) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            await page.say("hola")
            owner = web.agent.received[0].sender_id
            web.state.identity.link(owner, LUCIA)
            renewed = await page.client.call("forget", timeout=30)
            assert renewed["session"] != page.session
            await page.say("hola otra vez")
        assert web.agent.forgotten == [owner]
        assert web.state.identity.linked(owner) is None
        assert web.agent.received[-1].sender_id != owner

    web.run(talk)


def test_a_question_under_way_is_erased_with_its_answer(web: Web) -> None:
    async def talk(web: Web) -> None:
        async def slow(message: UserMessage) -> None:
            arrived.set()
            await asyncio.sleep(0.3)
            await message.output_channel.send_text_message(message.sender_id, "listo")

        arrived = asyncio.Event()
        web.agent.bot = slow
        async with web.page() as page:
            question = asyncio.create_task(page.say("hola", "a-number"))
            await arrived.wait()
            behind = asyncio.create_task(page.client.call("forget", timeout=30))
            await asyncio.gather(question, behind)
        owner = web.agent.received[0].sender_id
        assert await web.state.turns.answered(owner, "a-number") is None
        assert web.agent.forgotten == [owner]
        assert [message.sender_id for message in web.agent.received].count(owner) == 1

    web.run(talk)


def test_erasing_by_words_renews_the_session_too(web: Web) -> None:
    async def erasing(message: UserMessage) -> None:
        await message.output_channel.send_text_message(message.sender_id, "Listo.")
        await message.output_channel.send_custom_json(message.sender_id, dict(ERASE_MARK))

    async def talk(web: Web) -> None:
        web.agent.bot = erasing
        async with web.page() as page:
            answer = await page.say("borra mis datos")
            assert texts(answer) == ["Listo."]
            assert answer["session"] != page.session
        owner = web.agent.received[0].sender_id
        assert web.agent.forgotten == [owner]
        assert await web.state.turns.answered(owner, "message-1") is None

    web.run(talk)


# What the page shows on top


def test_the_page_learns_who_is_identified(web: Web) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            answer = await page.say("hola")
            assert (answer["student"], answer["university"]) == (None, None)
            web.state.identity.link(web.agent.received[0].sender_id, LUCIA)
            answer = await page.say("hola")
            assert (answer["student"], answer["university"]) == ("Lucía", "UPN")
        async with web.page(page.session) as again:
            assert (again.confirmed["student"], again.confirmed["university"]) == ("Lucía", "UPN")

    web.run(talk)


def test_the_page_learns_the_university_that_was_chosen(web: Web) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            await page.say("hola")
            web.agent.slots[web.agent.received[0].sender_id] = "UPC"
            assert (await page.say("hola"))["university"] == "UPC"

    web.run(talk)


def test_without_the_records_the_page_still_answers(web: Web, records_file: Path) -> None:
    records_file.unlink()

    async def talk(web: Web) -> None:
        async with web.page() as page:
            answer = await page.say("hola")
        assert (texts(answer), answer["student"]) == (["hola"], None)

    web.run(talk)


# Single sign-on


@pytest.fixture
def portal_key() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def settings_with_portal(settings: Settings, portal_key: Any, tmp_path: Path) -> Settings:
    key = tmp_path / "portal.pem"
    key.write_bytes(portal_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    portal = {
        "DELEGADO_PORTAL_KEY_FILE": str(key),
        "DELEGADO_PORTAL_ISSUER": "https://portal.upn.example",
        "DELEGADO_PORTAL_UNIVERSITY": "UPN",
    }
    return replace(settings, portal=portal)


@pytest.fixture
def web_with_portal(database: Database, settings_with_portal: Settings) -> Iterator[Web]:
    yield from serve_web(database, settings_with_portal)


def portal_token(key: Any, algorithm: str = "RS256", **changed: Any) -> str:
    """What the portal signs, with some claims changed."""
    now = int(time.time())
    claims = {
        "iss": "https://portal.upn.example", "aud": "delegado", "sub": LUCIA.code, "jti": secrets.token_hex(8),
        "iat": now, "exp": now + 120, **changed,
    }  # fmt: skip
    return jwt.encode(claims, key, algorithm=algorithm)


def test_the_portal_identifies_with_no_code(web_with_portal: Web, portal_key: Any) -> None:
    async def talk(web: Web) -> None:
        token = portal_token(portal_key)
        async with web.page(portal=token) as page:
            answer = await page.say("hola")
            assert (answer["student"], answer["university"]) == ("Lucía", "UPN")
            (pushed,) = page.pushed
            assert "Lucía" in pushed["messages"][0]["text"]
        async with web.page(page.session, portal=token) as again:  # the same page, connecting again
            assert again.confirmed["student"] == "Lucía"
        async with web.page(portal=token) as thief:  # somebody else with the token that was used
            assert (await thief.say("hola"))["student"] is None

    web_with_portal.run(talk)


def bad_tokens(key: Any) -> dict[str, Any]:
    now = int(time.time())
    foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return {
        "foreign key": portal_token(foreign),
        "expired": portal_token(key, iat=now - 300, exp=now - 200),
        "alg none": portal_token("", algorithm="none"),
        "shared secret": portal_token("s" * 40, algorithm="HS256"),
        "other issuer": portal_token(key, iss="https://evil.example"),
        "other audience": portal_token(key, aud="otra"),
        "nobody": portal_token(key, sub="N00999999"),
        "another university's student": portal_token(key, sub="20230101"),
        "lives a day": portal_token(key, exp=now + 86_400),
        "rubbish": "a.b.c",
        "a list": ["a"],
    }


def test_a_token_that_proves_nothing_changes_nothing(web_with_portal: Web, portal_key: Any) -> None:
    async def talk(web: Web) -> None:
        for name, token in bad_tokens(portal_key).items():
            async with web.page(portal=token) as page:
                assert (await page.say("hola"))["student"] is None, name
                assert page.pushed == [], name

    web_with_portal.run(talk)


def test_another_student_at_the_same_page_begins_anew(web_with_portal: Web, portal_key: Any) -> None:
    async def talk(web: Web) -> None:
        async with web.page() as page:
            await page.say("hola")
        before = web.agent.received[-1].sender_id
        web.state.identity.link(before, StudentKey("UPN", "N00100002"))
        async with web.page(page.session, portal=portal_token(portal_key)) as other:
            answer = await other.say("hola")
            assert answer["student"] == "Lucía"
            assert other.confirmed["fresh"] is True
            assert other.session != page.session
        assert web.agent.received[-1].sender_id != before
        assert web.state.identity.linked(before) == StudentKey("UPN", "N00100002")

    web_with_portal.run(talk)


def test_without_a_portal_no_token_identifies(web: Web, portal_key: Any) -> None:
    async def talk(web: Web) -> None:
        async with web.page(portal=portal_token(portal_key)) as page:
            assert (await page.say("hola"))["student"] is None

    web.run(talk)
