"""The Telegram channel on a Sanic server of its own, between a Telegram that posts and a Bot API that checks."""

from __future__ import annotations

import asyncio
import base64
import functools
import inspect
import io
import itertools
import json
import logging
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
from PIL import Image
from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic

from actions.limits import MovingWindow
from actions.records.database import Database, DatabaseUnavailable
from actions.settings import Settings, SettingsError
from channels.inbox import Inbox
from channels.offers import CHOOSE, Offers
from channels.reception import NOT_TEXT, TOO_FAST
from channels.state import State, current, provide
from channels.telegram.channel import OLD_BUTTON, TelegramInput
from tests.channels.conftest import Agent, Bot
from tests.channels.fakes.telegram_api import (
    BAD_GATEWAY,
    BAD_REQUEST,
    BLOCKED,
    ERROR,
    SILENCE,
    TOKEN,
    FakeBotApi,
    Reply,
    slow_down,
)

SECRET = "the-secret_of-the-tests"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
ANA = 7_000_000_001
STUDENTS = range(ANA, ANA + 10)
LONG_PAYLOAD = "/elegir_tema" + json.dumps({"tema": "consulta/sustitutorio_de_un_curso_que_se_lleva_por_segunda_vez"})

_update_ids = itertools.count(870_000_001)


@dataclass(frozen=True)
class World:
    """The channel, the student's Telegram in front of it, and the Bot API behind it."""

    agent: Agent
    api: FakeBotApi
    channel: TelegramInput
    address: str
    client: aiohttp.ClientSession

    @property
    def heard(self) -> list[str]:
        """The texts that reached the dialogue engine."""
        return [message.text for message in self.agent.received]

    async def post(self, update: Any, headers: dict[str, str] | None = None) -> int:
        """Deliver an update as Telegram does; gives the status."""
        raw = update if isinstance(update, bytes) else json.dumps(update).encode()
        headers = {HEADER: SECRET} if headers is None else headers
        address = f"{self.address}/webhooks/telegram/webhook"
        async with self.client.post(address, data=raw, headers=headers) as answer:
            return answer.status


@asynccontextmanager
async def telegram(database: Database, **options: Any) -> AsyncIterator[World]:
    """A running channel. Ana and the other students were told of the privacy notice before."""
    provide(State.from_settings(Settings.from_environment({"DELEGADO_CODE_SECRET": "s" * 40}), database))
    for student in STUDENTS:
        await current().notices.is_first_contact(f"telegram:{student}")
    async with FakeBotApi() as api, aiohttp.ClientSession() as client:
        channel = TelegramInput(TOKEN, SECRET, **{"api_url": api.address, **options})
        app = Sanic("test_telegram", register=False, configure_logging=False)
        app.ctx.agent = Agent()
        register([channel], app, route="/webhooks/")
        async with listening(app) as address:
            yield World(app.ctx.agent, api, channel, address, client)
    provide(None)


@asynccontextmanager
async def listening(app: Sanic) -> AsyncIterator[str]:
    """The application in this loop, with everything that happens at a real start and stop."""
    with socket.socket() as listener, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sanic, "test_mode", True)  # else Sanic optimises its classes for the first of several servers
        listener.bind(("127.0.0.1", 0))
        server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.after_start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        await server.before_stop()
        server.close()
        await server.wait_closed()
        await server.after_stop()


def played(**options: Any) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., None]]:
    """Run a test inside a world with the channel's options; its further parameters are pytest's."""

    def decorate(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(database: Database, **given: Any) -> None:
            async def play() -> None:
                async with telegram(database, **options) as world:
                    await test(world, **given)

            asyncio.run(play())

        _, *others = inspect.signature(test).parameters.values()
        parameters = [inspect.Parameter("database", inspect.Parameter.POSITIONAL_OR_KEYWORD), *others]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        return run

    return decorate


def question(text: Any = "¿puedo dar el susti?", user: Any = ANA, **fields: Any) -> dict[str, Any]:
    """An update with a message in a private chat; `text=None` leaves the text out."""
    written = {} if text is None else {"text": text}
    return {"update_id": next(_update_ids), "message": {**header(user), **written, **fields}}


def edit(text: Any = "¿puedo dar el final?", **fields: Any) -> dict[str, Any]:
    update = question(text, edit_date=1_790_000_100, **fields)
    return {"update_id": update["update_id"], "edited_message": update["message"]}


def press(data: Any, user: int = ANA) -> dict[str, Any]:
    query = {"id": "4382bfdwdsb323b2d9", "from": person(user), "chat_instance": "1", "data": data}
    message = {**header(user), "from": {"id": 123456789, "is_bot": True, "first_name": "Delegado"}, "text": "¿Cuál?"}
    return {"update_id": next(_update_ids), "callback_query": {**query, "message": message}}


def header(user: Any) -> dict[str, Any]:
    chat = {"id": user, "type": "private", "first_name": "Ana"}
    return {"message_id": 365, "from": person(user), "chat": chat, "date": 1_790_000_000}


def person(user: Any) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": "Ana", "language_code": "es"}


def says(*answers: dict[str, Any]) -> Bot:
    """A bot that always gives these answers."""

    async def bot(message: UserMessage) -> None:
        for answer in answers:
            await message.output_channel.send_response(message.sender_id, dict(answer))

    return bot


def png(width: int = 40, height: int = 20) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "PNG")
    return file.getvalue()


def data_url(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


# The question and its answer


@played()
async def test_a_question_is_answered_in_its_chat(world: World) -> None:
    assert await world.post(question()) == 200
    (message,) = world.agent.received
    assert (message.text, message.sender_id) == ("¿puedo dar el susti?", f"telegram:{ANA}")
    assert message.input_channel == "telegram"
    assert [call.method for call in world.api.calls] == ["sendChatAction", "sendMessage"]
    (answer,) = world.api.of("sendMessage")
    assert (answer.chat, answer.fields["text"]) == (ANA, "¿puedo dar el susti?")
    assert json.loads(answer.fields["link_preview_options"]) == {"is_disabled": True}
    assert "parse_mode" not in answer.fields


@played()
async def test_the_first_message_of_all_gets_the_privacy_notice_before_the_answer(world: World) -> None:
    stranger = ANA + 99
    await world.post(question("hola", stranger))
    await world.post(question("hola de nuevo", stranger))
    assert world.api.texts(stranger) == [current().notices.text, "hola", "hola de nuevo"]


@played()
async def test_an_answer_does_not_depend_on_typing_being_shown(world: World) -> None:
    world.api.always["sendChatAction"] = ERROR
    assert await world.post(question("hola")) == 200
    assert world.api.texts() == ["hola"]


@played()
async def test_an_edited_message_is_a_new_question(world: World) -> None:
    await world.post(question("¿puedo dar el susti?"))
    await world.post(edit("¿puedo dar el final?"))
    assert world.api.texts() == ["¿puedo dar el susti?", "¿puedo dar el final?"]


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("/start", "hola"),
        ("/start ref_2026", "hola"),
        ("/start@DelegadoBot", "hola"),
        ("/START", "hola"),
        ("/ayuda", "ayuda"),
        ("/ayuda@DelegadoBot", "ayuda"),
        ("/mis_notas@DelegadoBot de Física II", "mis notas de Física II"),
        ("/restart", "restart"),
        ("mira uni.pe/bot por favor", "mira uni.pe/bot por favor"),
        ('/elegir_universidad{"universidad": "upn"}', '/elegir_universidad{"universidad": "upn"}'),
        ("/", None),
    ],
)
@played()
async def test_commands_are_heard_as_plain_words(world: World, written: str, heard: str | None) -> None:
    assert await world.post(question(written)) == 200
    assert world.heard == ([heard] if heard else [])
    assert len(world.api.texts()) == 1


# Who may post


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({HEADER: ""}, 401),
        ({HEADER: "wrong"}, 403),
        ({HEADER: SECRET[:-1]}, 403),
        ({HEADER: SECRET + "x"}, 403),
        ({HEADER: SECRET.upper()}, 403),
        ({HEADER: "contraseña"}, 403),
        ({"Authorization": SECRET}, 401),
    ],
)
@played()
async def test_without_the_secret_nothing_happens(world: World, headers: dict[str, str], status: int) -> None:
    update = question()
    assert await world.post(update, headers) == status
    assert await world.post(b"{not even JSON", headers) == status
    assert (world.agent.received, world.api.calls) == ([], [])
    assert await world.post(update) == 200  # and the real one still counts
    assert len(world.api.texts()) == 1


@played()
async def test_only_updates_and_health_have_an_address(world: World) -> None:
    base = f"{world.address}/webhooks/telegram"
    for path, status in [("/", 200), ("/webhook", 405), ("/set_webhook", 404)]:
        async with world.client.get(base + path) as answer:
            assert (path, answer.status) == (path, status)
    assert world.api.calls == []


# Each update once


@played()
async def test_a_repeated_update_is_answered_once(world: World) -> None:
    update = question()
    assert [await world.post(update) for _ in range(3)] == [200, 200, 200]
    assert (len(world.heard), len(world.api.texts())) == (1, 1)


@played()
async def test_the_same_update_many_times_at_once_is_answered_once(world: World) -> None:
    update = question()
    assert await asyncio.gather(*(world.post(update) for _ in range(8))) == [200] * 8
    assert (len(world.heard), len(world.api.texts())) == (1, 1)


def test_a_repeated_update_is_known_after_a_restart(database: Database) -> None:
    update = question()

    async def play() -> None:
        async with telegram(database) as world:
            await world.post(update)
        async with telegram(database) as world:
            assert await world.post(update) == 200
            assert world.api.calls == []

    asyncio.run(play())


@played()
async def test_a_hundred_updates_in_any_order_reach_their_own_chats_once(world: World) -> None:
    updates = [question(f"pregunta {number} de {student}", student) for student in STUDENTS for number in range(10)]
    random.Random(20261001).shuffle(updates)
    assert await asyncio.gather(*(world.post(update) for update in updates)) == [200] * 100
    for student in STUDENTS:
        assert sorted(world.api.texts(student)) == [f"pregunta {number} de {student}" for number in range(10)]
    assert len(world.api.texts()) == 100


@played()
async def test_messages_of_a_student_wait_for_each_other_and_not_for_others(world: World) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def think(message: UserMessage) -> None:
        if message.text == "primera":
            asked.set()
            await go_on.wait()
        await says({"text": message.text})(message)

    world.agent.bot = think
    first = asyncio.create_task(world.post(question("primera")))
    await asked.wait()
    second = asyncio.create_task(world.post(question("segunda")))
    assert await world.post(question("otra", ANA + 1)) == 200
    assert world.heard == ["primera", "otra"]
    go_on.set()
    assert await asyncio.gather(first, second) == [200, 200]
    assert world.api.texts(ANA) == ["primera", "segunda"]


@played()
async def test_an_answer_that_has_to_be_sent_again_still_comes_before_the_next(world: World) -> None:
    world.api.plan("sendMessage", slow_down(1))
    first = asyncio.create_task(world.post(question("primera")))
    await world.api.until(lambda: any(call.method == "sendMessage" for call in world.api.calls))
    assert await world.post(question("segunda")) == 200
    assert await first == 200
    assert world.api.texts() == ["primera", "segunda"]


@played()
async def test_an_answer_is_finished_although_telegram_hangs_up(world: World) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def think(message: UserMessage) -> None:
        asked.set()
        await go_on.wait()
        await says({"text": "aquí está"})(message)

    world.agent.bot = think
    update = question()
    impatient = asyncio.create_task(world.post(update))
    await asked.wait()
    impatient.cancel()
    again = asyncio.create_task(world.post(update))
    go_on.set()
    assert await again == 200
    assert (len(world.heard), world.api.texts()) == (1, ["aquí está"])


# When the Bot API fails


@pytest.mark.parametrize(
    "failures", [[ERROR, ERROR], [BAD_GATEWAY], [slow_down(1)], [Reply(302)], [Reply(200, html=True)]], ids=str
)
@played()
async def test_a_passing_failure_is_overcome(world: World, failures: list[Reply]) -> None:
    world.api.plan("sendMessage", *failures)
    assert await world.post(question("hola")) == 200
    assert (world.heard, world.api.texts()) == (["hola"], ["hola"])


@played(budget=3)
async def test_a_call_without_an_answer_is_repeated(world: World) -> None:
    world.api.plan("sendMessage", SILENCE)
    assert await world.post(question("hola")) == 200
    assert world.api.texts() == ["hola"]


@played(budget=1)
async def test_what_cannot_be_delivered_now_is_delivered_when_the_update_comes_again(world: World) -> None:
    world.api.always["sendMessage"] = ERROR
    update = question("hola")
    assert await world.post(update) == 503
    assert world.api.texts() == []
    world.api.always.clear()
    assert await world.post(update) == 200
    assert await world.post(update) == 200
    assert (world.heard, world.api.texts()) == (["hola"], ["hola"])  # and the bot was asked only once


@played(budget=1)
async def test_what_was_delivered_is_not_repeated(world: World) -> None:
    world.agent.bot = says({"text": "uno"}, {"text": "tabla"}, {"image": data_url(png())}, {"text": "dos"})
    world.api.always["sendPhoto"] = ERROR
    update = question()
    assert await world.post(update) == 503
    world.api.always.clear()
    assert await world.post(update) == 200
    assert [call.method for call in world.api.of("sendMessage", "sendPhoto")] == [
        "sendMessage",
        "sendPhoto",
        "sendMessage",
    ]
    assert world.api.texts() == ["uno", "dos"]


def test_an_undelivered_answer_survives_a_restart(database: Database) -> None:
    update = question("hola")

    async def play() -> None:
        async with telegram(database, budget=1) as world:
            world.api.always["sendMessage"] = ERROR
            assert await world.post(update) == 503
        async with telegram(database) as world:
            assert await world.post(update) == 200
            assert world.api.texts() == ["hola"]

    asyncio.run(play())


@played()
async def test_a_longer_pause_than_the_budget_is_left_to_telegram(world: World) -> None:
    world.api.plan("sendMessage", slow_down(3600))
    update = question("hola")
    assert await world.post(update) == 503
    assert await world.post(update) == 200
    assert world.api.texts() == ["hola"]


@played()
async def test_a_bot_api_that_is_not_there_at_all(world: World) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    lonely = TelegramInput(TOKEN, SECRET, api_url=f"http://127.0.0.1:{port}", budget=1)
    app = Sanic("test_telegram_alone", register=False, configure_logging=False)
    app.ctx.agent = Agent()
    register([lonely], app, route="/webhooks/")
    update = question("hola")
    async with listening(app) as address:
        assert await World(app.ctx.agent, world.api, lonely, address, world.client).post(update) == 503
    assert await world.post(update) == 200
    assert world.api.texts() == ["hola"]


@played()
async def test_nothing_more_is_sent_to_a_student_who_blocked_the_bot(world: World) -> None:
    world.agent.bot = says({"text": "uno"}, {"text": "dos"})
    world.api.plan("sendMessage", BLOCKED)
    update = question()
    assert [await world.post(update), await world.post(update)] == [200, 200]
    assert (len(world.heard), world.api.texts()) == (1, [])


@pytest.mark.parametrize("status", [401, 404])
@played()
async def test_a_token_that_ends_does_not_cost_the_answer(
    world: World, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    world.api.always["sendMessage"] = Reply(status, "Unauthorized")
    update = question("hola")
    assert [await world.post(update), await world.post(update)] == [503, 503]
    assert sum(call.method == "sendMessage" for call in world.api.calls) == 2, "it is no use to insist"
    assert f"HTTP {status}" in caplog.text
    world.api.always.clear()
    assert [await world.post(update), await world.post(update)] == [200, 200]
    assert (world.heard, world.api.texts()) == (["hola"], ["hola"])


@played()
async def test_a_refused_text_does_not_hold_back_the_next(world: World) -> None:
    world.agent.bot = says({"text": "uno"}, {"text": "dos"})
    world.api.plan("sendMessage", BAD_REQUEST)
    update = question()
    assert [await world.post(update), await world.post(update)] == [200, 200]
    assert world.api.texts() == ["dos"]


@played(budget=1)
async def test_no_log_holds_what_was_said_or_who_said_it(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world.agent.bot = says({"text": "respuesta-privada"}, {"image": "data:image/png;base64,privada"})
    for failure in (ERROR, BLOCKED, BAD_REQUEST, SILENCE):
        world.api.plan("sendMessage", *[failure] * 10)
        await world.post(question("pregunta-privada"))
        world.api.planned.clear()
    assert "Undelivered" in caplog.text
    assert "refused" in caplog.text
    for secret in ("privada", str(ANA), TOKEN, SECRET, "Ana"):
        assert secret not in caplog.text


# When the database fails


@played()
async def test_an_update_that_cannot_be_noted_comes_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any) -> bool:
        raise DatabaseUnavailable

    update = question("hola")
    with monkeypatch.context() as patch:
        patch.setattr(Inbox, "claim", fail)
        assert await world.post(update) == 503
    assert await world.post(update) == 200
    assert (world.heard, world.api.texts()) == (["hola"], ["hola"])


@played()
async def test_what_a_server_had_in_hand_when_it_died_has_to_come_again(world: World) -> None:
    update = question("hola")
    assert await current().inbox.claim("telegram", str(update["update_id"]))
    assert [await world.post(update), await world.post(update)] == [503, 503]
    assert world.heard == []
    await current().inbox.release("telegram", str(update["update_id"]))  # as two minutes would
    assert await world.post(update) == 200
    assert world.api.texts() == ["hola"]


@pytest.mark.parametrize("method", ["done", "release"])
@played(budget=1)
async def test_an_update_that_cannot_be_let_go_is_still_answered_once(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    async def fail(*_: Any) -> None:
        raise DatabaseUnavailable

    update = question("hola")
    if method == "release":
        world.api.always["sendMessage"] = ERROR
    with monkeypatch.context() as patch:
        patch.setattr(Inbox, method, fail)
        assert await world.post(update) == 503
    world.api.always.clear()
    assert [await world.post(update), await world.post(update)] == [200, 200]
    assert (world.heard, world.api.texts()) == (["hola"], ["hola"])


@played()
async def test_buttons_that_cannot_be_kept_do_not_cost_the_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> str:
        raise DatabaseUnavailable

    monkeypatch.setattr(Offers, "remember", fail)
    world.agent.bot = says({"text": "¿Cuál?", "buttons": [{"title": "Uno", "payload": "/uno"}]})
    assert await world.post(question()) == 200
    (answer,) = world.api.of("sendMessage")
    assert (answer.fields["text"], answer.buttons) == ("¿Cuál?", [])


# Long answers, buttons and pictures


@played()
async def test_a_long_answer_comes_in_parts_with_its_buttons_under_the_last(world: World) -> None:
    source = "Fuente: Reglamento de Estudios de Pregrado UPN (2019), " + "Art. 23 a; " * 40 + "Art. 64"
    text = "\n\n".join(f"Párrafo {number} 😀: " + "lo que dice el reglamento. " * 30 for number in range(16))
    text = f"{text}\n\n{source}"
    buttons = [{"title": "Sí", "payload": "/si"}, {"title": "No", "payload": "/no"}]
    world.agent.bot = says({"text": text, "buttons": buttons})
    await world.post(question())
    *parts, last = world.api.of("sendMessage")
    assert len(parts) >= 3
    assert "".join("".join(world.api.texts()).split()) == "".join(text.split())
    assert last.fields["text"].endswith(source)
    assert [button["text"] for button in last.buttons] == ["Sí", "No"]
    assert not any(part.buttons for part in parts)


@played()
async def test_a_pressed_button_says_its_payload_however_long(world: World) -> None:
    buttons = [{"title": "Regular", "payload": "/regular"}, {"title": "Segunda vez", "payload": LONG_PAYLOAD}]
    world.agent.bot = says({"text": "¿Cuál?", "buttons": buttons})
    await world.post(question())
    offered = world.api.of("sendMessage")[-1].buttons
    await world.post(question("otra cosa"))  # a newer offer does not take the older one's buttons away
    for button, payload in zip(offered, ["/regular", LONG_PAYLOAD], strict=True):
        assert await world.post(press(button["callback_data"])) == 200
        assert world.heard[-1] == payload
    released = [call.fields["callback_query_id"] for call in world.api.of("answerCallbackQuery")]
    assert released == ["4382bfdwdsb323b2d9"] * 2


@pytest.mark.parametrize("data", ["0a1b2c3d:0", "OFFER:2", "OFFER:99", "OFFER", "OFFER:-1", "/ayuda", ":", "x" * 64])
@played()
async def test_a_button_that_nobody_remembers_gets_a_kind_word(world: World, data: str) -> None:
    world.agent.bot = says({"text": "¿Cuál?", "buttons": [{"title": str(n), "payload": f"/{n}"} for n in range(2)]})
    await world.post(question())
    key = world.api.of("sendMessage")[-1].buttons[0]["callback_data"].split(":")[0]
    assert await world.post(press(data.replace("OFFER", key))) == 200
    assert len(world.api.of("answerCallbackQuery")) == 1
    assert world.api.texts()[1:] == [OLD_BUTTON]
    assert len(world.heard) == 1


@played()
async def test_a_stranger_with_an_old_button_is_told_of_the_notice(world: World) -> None:
    stranger = ANA + 99
    assert await world.post(press("0a1b2c3d:0", stranger)) == 200
    assert world.api.texts(stranger) == [current().notices.text, OLD_BUTTON]


@played()
async def test_who_floods_is_told_once_and_then_hears_nothing(world: World) -> None:
    provide(replace(current(), sender_limit=MovingWindow(1, 60)))
    updates = [question("uno"), press("0a1b2c3d:0"), question("tres")]
    assert [await world.post(update) for update in (*updates, updates[-1])] == [200] * 4
    assert world.api.texts() == ["uno", TOO_FAST]


@played()
async def test_a_button_is_good_for_its_own_student_only(world: World) -> None:
    world.agent.bot = says({"text": "¿Cuál?", "buttons": [{"title": "Mi expediente", "payload": "/expediente"}]})
    await world.post(question())
    data = world.api.of("sendMessage")[-1].buttons[0]["callback_data"]
    await world.post(press(data, ANA + 1))
    assert world.api.texts(ANA + 1) == [OLD_BUTTON]
    assert "/expediente" not in world.heard


@played()
async def test_a_button_works_although_it_cannot_be_released(world: World) -> None:
    world.agent.bot = says({"text": "¿Cuál?", "buttons": [{"title": "Uno", "payload": "/uno"}]})
    await world.post(question())
    world.api.always["answerCallbackQuery"] = Reply(400, "Bad Request: query is too old")
    data = world.api.of("sendMessage")[-1].buttons[0]["callback_data"]
    assert await world.post(press(data)) == 200
    assert world.heard[-1] == "/uno"


@played()
async def test_texts_and_pictures_keep_their_order(world: World) -> None:
    picture = png()
    world.agent.bot = says({"image": data_url(picture)}, {"text": "uno"}, {"image": data_url(picture)}, {"text": "dos"})
    await world.post(question())
    calls = world.api.of("sendMessage", "sendPhoto")
    assert [call.method for call in calls] == ["sendPhoto", "sendPhoto", "sendMessage"]
    assert [(call.photo, call.chat) for call in calls[:2]] == [(picture, ANA)] * 2
    assert [call.fields.get("caption") for call in calls] == [None, "uno", None]


class OneAnswer:
    """A reception that gives one answer with text, buttons and picture together, as a channel may be handed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, text: str, picture: bytes) -> None:
        buttons = [{"title": "Ver el detalle", "payload": "/detalle"}]
        self.answer = {"recipient_id": "", "text": text, "image": data_url(picture), "buttons": buttons}
        monkeypatch.setattr("channels.telegram.channel.receive", self.receive)

    async def receive(self, _on_new_message: Any, incoming: Any) -> list[dict[str, Any]]:
        return [{**self.answer, "recipient_id": incoming.sender_id}]


@played()
async def test_a_short_text_is_its_pictures_caption(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    OneAnswer(monkeypatch, "á" * 1024, png())
    await world.post(question())
    (call,) = world.api.of("sendMessage", "sendPhoto")
    assert (call.method, call.fields["caption"]) == ("sendPhoto", "á" * 1024)
    assert [button["text"] for button in call.buttons] == ["Ver el detalle"]


@pytest.mark.parametrize("text", ["á" * 1025, "😀" * 513])
@played()
async def test_a_longer_text_comes_before_its_picture(world: World, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    OneAnswer(monkeypatch, text, png())
    await world.post(question())
    message, photo = world.api.of("sendMessage", "sendPhoto")
    assert (message.method, message.fields["text"], message.buttons) == ("sendMessage", text, [])
    assert (photo.method, len(photo.buttons)) == ("sendPhoto", 1)
    assert "caption" not in photo.fields


@played()
async def test_the_text_of_a_refused_picture_is_sent_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    OneAnswer(monkeypatch, "Sí puedes.", png())
    world.api.plan("sendPhoto", BAD_REQUEST)
    assert await world.post(question()) == 200
    (message,) = world.api.of("sendMessage", "sendPhoto")
    assert (message.fields["text"], len(message.buttons)) == ("Sí puedes.", 1)


@played()
async def test_the_buttons_of_a_refused_picture_are_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    OneAnswer(monkeypatch, "", png())
    world.api.plan("sendPhoto", BAD_REQUEST)
    assert await world.post(question()) == 200
    (message,) = world.api.of("sendMessage", "sendPhoto")
    assert (message.fields["text"], len(message.buttons)) == (CHOOSE, 1)


@played()
async def test_a_refused_picture_without_words_does_not_hold_back_the_next(world: World) -> None:
    world.agent.bot = says({"image": data_url(png())}, {"text": "uno"})
    world.api.plan("sendPhoto", BAD_REQUEST)
    assert await world.post(question()) == 200
    assert world.api.texts() == ["uno"]


@played()
async def test_buttons_without_a_text_say_what_to_do(world: World) -> None:
    world.agent.bot = says({"text": "", "buttons": [{"title": "Uno", "payload": "/uno"}]})
    assert await world.post(question()) == 200
    (message,) = world.api.of("sendMessage")
    assert (message.fields["text"], len(message.buttons)) == (CHOOSE, 1)


@pytest.mark.parametrize(
    "image",
    [
        "data:image/png;base64,R0lGODlh",
        "data:image/png;base64,###",
        "data:image/png;base64,",
        "https://example.org/picture.png",
        5,
    ],
)
@played()
async def test_a_broken_picture_does_not_cost_the_text(
    world: World, monkeypatch: pytest.MonkeyPatch, image: Any
) -> None:
    OneAnswer(monkeypatch, "Sí puedes.", png()).answer["image"] = image
    assert await world.post(question()) == 200
    assert world.api.texts() == ["Sí puedes."]
    assert world.api.of("sendPhoto") == []


# What is no question


@pytest.mark.parametrize(
    "fields",
    [
        {"photo": [{"file_id": "x", "file_unique_id": "y", "width": 9, "height": 9}]},
        {"video": {"file_id": "x"}, "caption": " "},
        {"voice": {"file_id": "x", "file_unique_id": "y", "duration": 3}},
        {"sticker": {"file_id": "x"}},
        {"document": {"file_id": "x"}},
        {"location": {"latitude": -12.04, "longitude": -77.03}},
        {"contact": {"phone_number": "51999888777", "first_name": "Ana"}},
        {"poll": {"id": "1"}},
    ],
    ids=lambda fields: next(iter(fields)),
)
@played()
async def test_what_is_not_text_is_told_so(world: World, fields: dict[str, Any]) -> None:
    assert await world.post(question(None, **fields)) == 200
    assert (world.heard, world.api.texts()) == ([], [NOT_TEXT])


@pytest.mark.parametrize("kind", ["photo", "video", "document"])
@played()
async def test_a_question_under_a_picture_is_answered(world: World, kind: str) -> None:
    fields = {kind: [{"file_id": "x"}], "caption": "¿me inhabilitan?"}
    assert await world.post(question(None, **fields)) == 200
    assert (world.heard, world.api.texts()) == (["¿me inhabilitan?"], ["¿me inhabilitan?"])


GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Aula"}
IGNORED: dict[str, dict[str, Any]] = {
    "a group": question(chat={**GROUP, "type": "group"}),
    "a supergroup": question("/ayuda@DelegadoBot", chat=GROUP),
    "a channel's post": {"update_id": 5, "channel_post": question()["message"]},
    "a button in a group": {
        "update_id": 6,
        "callback_query": {**press("a:0")["callback_query"], "message": {"chat": GROUP}},
    },
    "a button without its message": {
        "update_id": 7,
        "callback_query": {"id": "1", "from": person(ANA), "inline_message_id": "x", "data": "a:0"},
    },
    "a game": {
        "update_id": 8,
        "callback_query": {**press("a")["callback_query"], "data": None, "game_short_name": "g"},
    },
    "a button without id": {"update_id": 9, "callback_query": {**press("a:0")["callback_query"], "id": 5}},
    "a button as a list": {"update_id": 10, "callback_query": [press("a:0")["callback_query"]]},
    "a bot": question(**{"from": {**person(ANA), "is_bot": True}}),
    "who may be a bot": question(**{"from": {**person(ANA), "is_bot": "false"}}),
    "nobody": question(**{"from": None}),
    "somebody in another's chat": question(chat={"id": ANA + 1, "type": "private"}),
    "a chat number as text": question(user=str(ANA)),
    "a chat number as an object": question(user={"id": ANA}),
    "a chat number that is true": question(user=True),
    "a chat number with a fraction": question(user=1.5),
    "a negative chat": question(user=-5),
    "an endless chat number": question(user=10**30),
    "no chat": question(chat=None),
    "a text as an object": question({"text": "hola"}),
    "a text as a number": question(5),
    "a message as text": {"update_id": 11, "message": "hola"},
    "a service message": question(None, pinned_message={"message_id": 1}),
    "an edited caption": edit(None, photo=[{"file_id": "x"}], caption="mi boleta"),
    "a moving location": edit(None, location={"latitude": -12.04, "longitude": -77.03}),
    "membership": {"update_id": 12, "my_chat_member": {"chat": {"id": ANA, "type": "private"}, "from": person(ANA)}},
    "a poll": {"update_id": 13, "poll": {"id": "1", "question": "¿?"}},
    "no number": {"message": question()["message"]},
    "a number as text": {**question(), "update_id": "14"},
    "a number that is true": {**question(), "update_id": True},
    "nothing": {},
}


@pytest.mark.parametrize("update", IGNORED.values(), ids=IGNORED)
@played()
async def test_what_is_no_private_message_of_a_person_is_ignored(world: World, update: dict[str, Any]) -> None:
    assert await world.post(update) == 200
    assert (world.agent.received, world.api.calls) == ([], [])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"hola", 400),
        (b"\xff\xfe\xfa", 400),
        (b'{"update_id": 1, "message": {"text": "\xf1"}}', 400),
        (b"[" * 100_000, 400),
        (b"[]", 200),
        (b"null", 200),
        (b'"hola"', 200),
        (b"NaN", 200),
        (b'{"update_id": 1e400}', 200),
    ],
    ids=lambda value: repr(value)[:20],
)
@played()
async def test_a_malformed_body_is_refused_or_ignored(world: World, body: bytes, status: int) -> None:
    assert await world.post(body) == status
    assert (world.agent.received, world.api.calls) == ([], [])


@played()
async def test_halves_of_characters_do_no_harm(world: World) -> None:
    body = json.dumps(question("hola \ud83d y \x00 adiós"))
    assert await world.post(body.encode()) == 200
    assert world.api.texts() == ["hola  y  adiós"]


@played()
async def test_a_body_over_a_megabyte_is_refused(world: World) -> None:
    assert await world.post(question("a" * 1_000_000)) == 413
    assert (world.agent.received, world.api.calls) == ([], [])
    assert await world.post(question("a" * 5_000)) == 200  # long for a question, and told so
    assert len(world.api.texts()) == 1


# The webhook's registration and the credentials


@played(webhook_url="https://bot.example.edu/webhooks/telegram/webhook")
async def test_the_webhook_is_registered_once_the_server_listens(world: World) -> None:
    await world.api.until(lambda: bool(world.api.of("setWebhook")))
    (call,) = world.api.calls
    assert call.fields["url"] == "https://bot.example.edu/webhooks/telegram/webhook"
    assert call.fields["secret_token"] == SECRET
    assert json.loads(call.fields["allowed_updates"]) == ["message", "edited_message", "callback_query"]


@played()
async def test_without_an_address_nothing_is_registered(world: World) -> None:
    assert await world.post(question()) == 200
    assert [call.method for call in world.api.calls] == ["sendChatAction", "sendMessage"]


def registering(api: FakeBotApi | str) -> Sanic:
    """An application whose channel registers its webhook at an API or an address."""
    address = api if isinstance(api, str) else api.address
    app = Sanic("test_telegram_registering", register=False, configure_logging=False)
    register([TelegramInput(TOKEN, SECRET, "https://bot.example.edu/", address)], app, route="/webhooks/")
    return app


def test_the_registration_is_repeated_until_the_network_is_there(caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        async with FakeBotApi() as api:
            api.plan("setWebhook", ERROR, BAD_GATEWAY)
            async with listening(registering(api)):
                await api.until(lambda: bool(api.of("setWebhook")))
            assert len(api.calls) == 3

    asyncio.run(play())
    assert caplog.text.count("The Telegram webhook is not registered yet") == 2
    assert TOKEN not in caplog.text
    assert SECRET not in caplog.text


def test_a_server_without_network_starts_and_stops(caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        async with listening(registering("http://127.0.0.1:9")) as address, aiohttp.ClientSession() as client:
            async with client.get(f"{address}/webhooks/telegram/") as answer:
                assert answer.status == 200
            while "not registered yet" not in caplog.text:
                await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(play(), 60))


def test_a_refused_registration_is_told_and_not_repeated(caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        async with FakeBotApi() as api:
            api.always["setWebhook"] = Reply(401, "Unauthorized")
            async with listening(registering(api)):
                while "refused the webhook" not in caplog.text:
                    await asyncio.sleep(0)
            assert len(api.calls) == 1

    asyncio.run(asyncio.wait_for(play(), 60))
    assert "status 401" in caplog.text


GOOD = {"access_token": TOKEN, "secret_token": SECRET}


@pytest.mark.parametrize(
    "credentials",
    [
        GOOD,
        {**GOOD, "webhook_url": None, "api_url": ""},
        {**GOOD, "webhook_url": "https://bot.example.edu/x", "api_url": "http://127.0.0.1:8081"},
        {**GOOD, "secret_token": "a" * 256},
    ],
)
def test_good_credentials_make_a_channel(credentials: dict[str, Any]) -> None:
    channel = TelegramInput.from_credentials(credentials)
    assert (channel.name(), channel.url_prefix()) == ("telegram", "telegram")
    assert channel.get_output_channel() is None


@pytest.mark.parametrize(
    ("credentials", "named"),
    [
        (None, "secret_token"),
        ({}, "secret_token"),
        ({**GOOD, "secret_token": ""}, "secret_token"),
        ({**GOOD, "secret_token": 12345678}, "secret_token"),
        ({**GOOD, "secret_token": "a" * 257}, "secret_token"),
        ({**GOOD, "secret_token": "contraseña"}, "secret_token"),
        ({**GOOD, "secret_token": "with space"}, "secret_token"),
        ({**GOOD, "secret_token": "line\n"}, "secret_token"),
        ({"secret_token": SECRET}, "access_token"),
        ({**GOOD, "access_token": ""}, "access_token"),
        ({**GOOD, "access_token": "no-digits-at-all"}, "access_token"),
        ({**GOOD, "access_token": 5}, "access_token"),
        ({**GOOD, "api_url": "http://api.example.org"}, "api_url"),
        ({**GOOD, "api_url": "api.example.org"}, "api_url"),
        ({**GOOD, "webhook_url": "http://bot.example.edu/x"}, "webhook_url"),
        ({**GOOD, "webhook_url": "https:///x"}, "webhook_url"),
        ({**GOOD, "webhook_url": "https://["}, "webhook_url"),
        ({**GOOD, "webhook_url": "https://bot.example.edu:port"}, "webhook_url"),
        ({**GOOD, "api_url": "ftp://localhost"}, "api_url"),
    ],
)
def test_credentials_that_cannot_work_are_refused_at_once(credentials: Any, named: str) -> None:
    with pytest.raises(SettingsError, match=named) as error:
        TelegramInput.from_credentials(credentials)
    assert "no-digits" not in str(error.value)
    assert error.value.__cause__ is None
