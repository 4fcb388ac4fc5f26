"""Each message answered once and in its turn, whatever fails in between."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from actions.records.database import Database, DatabaseUnavailable
from actions.settings import Settings
from channels import deliveries
from channels.deliveries import Deliveries
from channels.inbox import Inbox
from channels.sending import Undelivered
from channels.state import State, provide


@dataclass(frozen=True)
class Question:
    """A message; its answer is its words, one part each."""

    id: str
    words: str = "hola"


@dataclass
class Bot:
    """Answers in parts and sends them; `down`: how often sending a part still fails; `hold`: what to wait for."""

    deliveries: Deliveries[str] = field(default_factory=lambda: Deliveries("test"))
    asked: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    down: int = 0
    hold: dict[str, asyncio.Event] = field(default_factory=dict)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self, question: Question) -> list[str]:
        self.asked.append(question.id)
        self.heard.set()
        if question.id in self.hold:
            await self.hold[question.id].wait()
        return question.words.split()

    async def deliver(self, _question: Question, parts: deque[str]) -> None:
        while parts:
            if self.down:
                self.down -= 1
                raise Undelivered
            self.sent.append(parts.popleft())

    async def answer(self, *questions: Question, sender: str = "ana") -> bool:
        return await self.deliveries.answer(sender, questions, self.write, self.deliver)


@pytest.fixture
def state(database: Database) -> Iterator[State]:
    made = State.from_settings(Settings.from_environment({}), database)
    provide(made)
    yield made
    provide(None)


def played(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a test with a bot in a loop of its own."""

    def run(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
        async def play() -> None:
            await test(Bot(), state, monkeypatch)

        asyncio.run(asyncio.wait_for(play(), 60))

    run.__name__ = test.__name__
    return run


async def fail(*_: Any) -> Any:
    raise DatabaseUnavailable


def in_inbox(patch: pytest.MonkeyPatch, method: str) -> None:
    patch.setattr(Inbox, method, fail)


@played
async def test_a_message_is_answered_once(bot: Bot, _state: State, _patch: pytest.MonkeyPatch) -> None:
    assert [await bot.answer(Question("1")) for _ in range(3)] == [True] * 3
    assert (bot.asked, bot.sent) == (["1"], ["hola"])


@played
async def test_what_is_left_is_sent_the_next_time(bot: Bot, _state: State, _patch: pytest.MonkeyPatch) -> None:
    question = Question("1", "uno dos tres")
    bot.down = 1
    assert not await bot.answer(question)
    assert await bot.answer(question)
    assert (bot.asked, bot.sent) == (["1"], ["uno", "dos", "tres"])


@played
async def test_what_comes_after_an_undelivered_message_waits(
    bot: Bot, _state: State, _patch: pytest.MonkeyPatch
) -> None:
    questions = Question("1", "uno"), Question("2", "dos")
    bot.down = 1
    assert not await bot.answer(*questions)
    assert bot.sent == []
    assert await bot.answer(*questions)
    assert bot.sent == ["uno", "dos"]


@played
async def test_a_turn_is_whole_before_the_next_of_its_sender(
    bot: Bot, _state: State, _patch: pytest.MonkeyPatch
) -> None:
    go_on = bot.hold["1"] = asyncio.Event()
    first = asyncio.create_task(bot.answer(Question("1", "uno"), Question("2", "dos")))
    await bot.heard.wait()
    second = asyncio.create_task(bot.answer(Question("3", "tres")))
    assert await bot.answer(Question("4", "otra"), sender="luis")
    go_on.set()
    assert await asyncio.gather(first, second) == [True, True]
    assert bot.sent == ["otra", "uno", "dos", "tres"]


@played
async def test_what_another_hand_has_comes_again(bot: Bot, state: State, _patch: pytest.MonkeyPatch) -> None:
    assert await state.inbox.claim("test", "1")
    assert not await bot.answer(Question("1"))
    assert bot.asked == []
    await state.inbox.done("test", "1")
    assert await bot.answer(Question("1"))
    assert bot.asked == []


@played
async def test_what_another_server_finished_is_not_sent_here_too(
    bot: Bot, state: State, _patch: pytest.MonkeyPatch
) -> None:
    bot.down = 1
    assert not await bot.answer(Question("1"))
    assert await state.inbox.claim("test", "1")
    await state.inbox.done("test", "1")
    assert await bot.answer(Question("1"))
    assert bot.sent == []


@played
async def test_what_cannot_be_noted_as_done_is_not_said_again(
    bot: Bot, _state: State, patch: pytest.MonkeyPatch
) -> None:
    with patch.context() as broken:
        in_inbox(broken, "done")
        assert not await bot.answer(Question("1"))
    assert await bot.answer(Question("1"))
    assert (bot.asked, bot.sent) == (["1"], ["hola"])


@played
async def test_what_cannot_be_given_back_is_still_sent(bot: Bot, _state: State, patch: pytest.MonkeyPatch) -> None:
    bot.down = 1
    with patch.context() as broken:
        in_inbox(broken, "release")
        assert not await bot.answer(Question("1"))
    assert await bot.answer(Question("1"))
    assert (bot.asked, bot.sent) == (["1"], ["hola"])


@played
async def test_only_so_much_is_kept(bot: Bot, _state: State, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deliveries, "_MOST_UNSENT", 2)
    bot.down = 3
    questions = [Question(str(number), f"parte{number}") for number in range(3)]
    assert [await bot.answer(question) for question in questions] == [False] * 3
    assert [await bot.answer(question) for question in reversed(questions)] == [True] * 3
    assert (bot.asked, bot.sent) == (["0", "1", "2", "0"], ["parte2", "parte1", "parte0"])


@played
async def test_work_goes_on_when_the_request_is_cancelled(bot: Bot, _state: State, _patch: pytest.MonkeyPatch) -> None:
    go_on = bot.hold["1"] = asyncio.Event()
    request = asyncio.create_task(bot.deliveries.finish(bot.answer(Question("1"))))
    await bot.heard.wait()
    request.cancel()
    go_on.set()
    assert await bot.answer(Question("1"))  # waits for the first one's end
    assert (bot.asked, bot.sent) == (["1"], ["hola"])


@played
async def test_a_server_that_stops_gives_back_what_it_had_in_hand(
    bot: Bot, state: State, _patch: pytest.MonkeyPatch
) -> None:
    bot.hold["1"] = asyncio.Event()
    work = bot.deliveries.start(bot.answer(Question("1")))
    await bot.heard.wait()
    await bot.deliveries.close()
    assert work.cancelled()
    assert await state.inbox.claim("test", "1")
